//! The components of a text: their slots are filled by the theme's templates.
//!
//! A text comes with slots for its components, one around the other where they nest. The
//! innermost is made first: to the one around it, it is part of the body.

use super::environment;
use super::functions::{Function, FunctionObject};
use super::objects::{EntryObject, data_value, value};
use crate::facts::{Answer, Entry, Question, Window, feed_component};
use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Environment, Error, ErrorKind, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Stands around a slot.
const MARK: char = '\0';

/// What a text with components is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form<'a> {
    /// A page of the site.
    Page,
    /// A feed, which shows it as part of the page at this address.
    Feed(&'a str),
    /// Markdown that can stand anywhere.
    Text,
}

/// Finished HTML as templates see it, its components filled in.
pub(super) fn html(html: String, entry: Entry, window: &Arc<Window>) -> Value {
    match filled(html, entry, Form::Page, window) {
        Ok(html) => Value::from_safe_string(html),
        Err(error) => Value::from(error),
    }
}

/// The text of an entry, its components filled in.
pub(super) fn filled(
    text: String,
    entry: Entry,
    form: Form<'_>,
    window: &Arc<Window>,
) -> Result<String, Error> {
    if !text.contains(MARK) {
        return Ok(text);
    }
    if !window.enter_component() {
        let message = "a component cannot print a text that has components";
        return Err(Error::new(ErrorKind::InvalidOperation, message));
    }
    let filled = Filler { entry, form, window, environment: None }.fill(&text);
    window.leave_component();
    filled
}

struct Filler<'a> {
    entry: Entry,
    form: Form<'a>,
    window: &'a Arc<Window>,
    environment: Option<Environment<'static>>,
}

impl Filler<'_> {
    fn fill(&mut self, text: &str) -> Result<String, Error> {
        let mut pieces = text.split(MARK);
        // What is written so far in each component that is open, the outermost first.
        let mut open: Vec<(u32, String)> = Vec::new();
        let mut out = String::with_capacity(text.len() * 2);
        out.push_str(pieces.next().unwrap_or_default());
        while let Some(slot) = pieces.next() {
            match slot.strip_prefix('c').and_then(|number| number.parse().ok()) {
                Some(call) => open.push((call, std::mem::take(&mut out))),
                None => {
                    if let Some((call, before)) = open.pop() {
                        let body = std::mem::replace(&mut out, before);
                        out.push_str(&self.component(call, body.trim())?);
                    }
                }
            }
            out.push_str(pieces.next().unwrap_or_default());
        }
        Ok(out)
    }

    fn component(&mut self, call: u32, body: &str) -> Result<String, Error> {
        let Answer::Record(fields) = self.window.ask(Question::Component(self.entry, call)) else {
            return Ok(body.to_owned());
        };
        let (mut name, mut arguments, mut rows) = (String::new(), BTreeMap::new(), Value::from(()));
        for (key, answer) in fields {
            match (key, answer) {
                (_, Answer::Text(text)) => name = text.into_owned(),
                (_, Answer::Owned(table)) => rows = data_value(&table),
                (_, Answer::List(items)) => {
                    arguments.extend(items.into_iter().filter_map(|item| self.argument(item)))
                }
                _ => {}
            }
        }
        let Some(template) = self.template(&name) else { return Ok(body.to_owned()) };
        let context = Component {
            name,
            call,
            form: self.form_word(),
            arguments: Value::from_pairs(arguments),
            rows,
            body: match body {
                "" => Value::from(()),
                body => Value::from_safe_string(body.to_owned()),
            },
            entry: self.entry,
            window: self.window.clone(),
        };
        let made = self.environment().get_template(&template)?.render(Value::from_object(context))?;
        Ok(match self.form {
            Form::Feed(page) => feed_component(&made, page),
            _ => made.trim().to_owned(),
        })
    }

    fn argument(&self, item: Answer<'_>) -> Option<(String, Value)> {
        let Answer::Record(pair) = item else { return None };
        let mut pair = pair.into_iter().map(|(_, answer)| answer);
        match (pair.next()?, pair.next()?) {
            (Answer::Text(name), given) => {
                let given = value(given, self.window).unwrap_or_else(|| Value::from(()));
                Some((name.into_owned(), given))
            }
            _ => None,
        }
    }

    /// The template for what the text is for. Whether there is one of its own is a look too.
    fn template(&self, name: &str) -> Option<String> {
        let own = match self.form {
            Form::Page => None,
            Form::Feed(_) => Some(format!("components/{name}.feed.html")),
            Form::Text => Some(format!("components/{name}.md")),
        };
        let usual = (self.form != Form::Text).then(|| format!("components/{name}.html"));
        own.into_iter().chain(usual).find(|template| {
            let question = Question::Template(self.window.names().symbol(template));
            !matches!(self.window.ask(question), Answer::Absent)
        })
    }

    /// The engine, with the ear of the window for what templates include.
    fn environment(&mut self) -> &Environment<'static> {
        let window = self.window;
        self.environment.get_or_insert_with(|| {
            let mut environment = environment::environment(&window.known().theme);
            let own = window.clone();
            environment.set_path_join_callback(move |name, _parent| {
                let _ = own.ask(Question::Template(own.names().symbol(name)));
                name.into()
            });
            environment
        })
    }

    fn form_word(&self) -> &'static str {
        match self.form {
            Form::Page => "page",
            Form::Feed(_) => "feed",
            Form::Text => "text",
        }
    }
}

/// The names that the template of a component finds.
#[derive(Debug)]
struct Component {
    name: String,
    call: u32,
    form: &'static str,
    arguments: Value,
    rows: Value,
    body: Value,
    entry: Entry,
    window: Arc<Window>,
}

impl Object for Component {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, name: &str) -> Option<Value> {
        Some(match name {
            "args" => self.arguments.clone(),
            "body" => self.body.clone(),
            "rows" => self.rows.clone(),
            "component" => Value::from(self.name.as_str()),
            // The theme's own ids begin so, and no heading's does.
            "id" => Value::from(format!("_c{}", self.call)),
            "form" => Value::from(self.form),
            "site" => EntryObject::value(Entry::Site, &self.window),
            "page" => EntryObject::value(self.entry, &self.window),
            name => {
                let function = Function::from_name(name)?;
                Value::from_object(FunctionObject { function, window: self.window.clone() })
            }
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}

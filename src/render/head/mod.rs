//! What a page says of itself to browsers, search engines and other programs: its head.
//!
//! Each part is made when a template prints it, from what the page asks through its window.
//! What the site has not said is left out, never invented (news.md § 3).

mod article;
mod graph;
mod links;
mod live;
mod lists;
mod look;
mod node;
mod social;
mod trail;

use super::objects::{HINT, Page, unknown};
use crate::facts::Window;
use look::Look;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};
use node::Json;
use std::fmt;
use std::sync::Arc;

/// The head of the page that is being made, as templates see it. Printed, it is all of its
/// parts in order; each part is there by its name too.
pub(super) struct Head(Look);

/// A part by its name: what makes its lines, each ended.
type Part = (&'static str, fn(&Look) -> String);

/// The parts in the order in which they are printed (HD-1: the encoding comes first).
const PARTS: [Part; 15] = [
    ("charset", |_| "<meta charset=\"utf-8\">\n".to_owned()),
    ("viewport", |_| "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n".to_owned()),
    ("title_tag", |look| format!("<title>{}</title>\n", look::escaped(&links::title(look)))),
    ("description", links::description),
    ("authors", links::authors),
    ("canonical", links::canonical),
    ("robots", links::robots),
    ("alternates", links::alternates),
    ("feeds", links::feeds),
    ("license", links::license),
    ("me", links::me),
    ("icons", links::icons),
    ("open_graph", social::open_graph),
    ("twitter", social::twitter),
    ("json_ld", graph::json_ld),
];

/// Names that are no part of the whole.
const OTHERS: [&str; 3] = ["title", "graph", "trail"];

impl Head {
    pub fn new(page: &Page, window: Arc<Window>) -> Self {
        Self(Look::new(page.entry, page.slice, page.path.clone(), window))
    }

    /// The parts that are wanted, in their order.
    fn print(&self, wanted: impl Fn(&str) -> bool) -> String {
        let parts = PARTS.iter().filter(|(name, _)| wanted(name));
        let text: String = parts.map(|(_, make)| make(&self.0)).collect();
        text.trim_end().to_owned()
    }

    /// All parts.
    pub fn whole(&self) -> String {
        self.print(|_| true)
    }

    /// The trail of the page, for templates.
    pub fn trail(&self) -> Value {
        trail::value(&self.0)
    }
}

/// A node of the graph as templates see it.
fn json_value(json: &Json) -> Value {
    match json {
        Json::Null => Value::from(()),
        Json::Truth(truth) => Value::from(*truth),
        Json::Number(number) => Value::from(*number),
        Json::Text(text) => Value::from(&**text),
        Json::List(items) => items.iter().map(json_value).collect(),
        Json::Node(properties) => {
            Value::from_pairs(properties.iter().map(|(name, value)| (&**name, json_value(value))))
        }
    }
}

fn did_you_mean(wrong: &str, known: &[&str]) -> String {
    let near = crate::problem::nearest(wrong, known.iter().copied());
    near.map_or(String::new(), |near| format!("{HINT}did you mean `{near}`?"))
}

fn names() -> impl Iterator<Item = &'static str> {
    PARTS.iter().map(|(name, _)| *name).chain(OTHERS)
}

impl Object for Head {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        if let Some((_, make)) = PARTS.iter().find(|(known, _)| *known == name) {
            return Some(Value::from_safe_string(make(&self.0).trim_end().to_owned()));
        }
        Some(match name {
            "title" => Value::from(links::title(&self.0)),
            "graph" => graph::graph(&self.0).iter().map(json_value).collect(),
            "trail" => self.trail(),
            _ => unknown("`head`", name, names()),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(
        self: &Arc<Self>,
        _state: &mut State<'_, '_>,
        method: &str,
        arguments: &[Value],
    ) -> Result<Value, Error> {
        let failed = |message: String| Error::new(ErrorKind::InvalidOperation, message);
        let named_ones = match method {
            "only" => true,
            "without" => false,
            _ => {
                let hint = did_you_mean(method, &["only", "without"]);
                return Err(failed(format!("`head` has no method `{method}`{hint}")));
            }
        };
        let mut given = Vec::new();
        for argument in arguments {
            let name = argument.as_str().ok_or_else(|| failed(format!("`{method}` wants text in quotes")))?;
            let parts: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
            if !parts.contains(&name) {
                return Err(failed(format!("`head` has no part `{name}`{}", did_you_mean(name, &parts))));
            }
            given.push(name);
        }
        Ok(Value::from_safe_string(self.print(|name| given.contains(&name) == named_ones)))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole())
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the head of {:?}", self.0.entry)
    }
}

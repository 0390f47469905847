//! The functions of templates. Each asks through the page's window like everything else.

use super::drawings;
use super::objects::{EntryObject, HINT, value};
use super::{shared, words};
use crate::facts::{Answer, Entry, Field, Question, Window};
use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};
use std::sync::Arc;

/// The functions that templates can call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Function {
    /// `url(x)`: the address of a page, source or path for links within the site.
    Url,
    /// `absolute_url(x)`: the same with scheme and host.
    AbsoluteUrl,
    /// `asset(path)`: the address of a static file.
    Asset,
    /// `integrity(path)`: the digest of a style sheet or script.
    Integrity,
    /// `t(key, name=value)`: a word of the theme.
    Word,
    /// `picture(x, sizes=…)`: a picture with its smaller forms.
    Picture,
    /// `now()`: the instant of the build.
    Now,
    /// `shared(name)`: what a template prints that is the same on every page.
    Shared,
    /// `shared(name)` in a template that is shared itself.
    SharedInShared,
    /// `figures(of)`: a table with its numbers known.
    Figures,
    /// `chart(of, kind=…)`: figures as a drawing.
    Chart,
    /// `country_names(codes)`: the names of countries.
    CountryNames,
    /// `locator(codes)`: a map that shows where countries are.
    Locator,
}

impl Function {
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "url" => Function::Url,
            "absolute_url" => Function::AbsoluteUrl,
            "asset" => Function::Asset,
            "integrity" => Function::Integrity,
            "t" => Function::Word,
            "picture" => Function::Picture,
            "now" => Function::Now,
            "shared" => Function::Shared,
            "figures" => Function::Figures,
            "chart" => Function::Chart,
            "country_names" => Function::CountryNames,
            "locator" => Function::Locator,
            _ => return None,
        })
    }
}

/// A function with the window it asks through.
#[derive(Debug)]
pub(super) struct FunctionObject {
    pub function: Function,
    pub window: Arc<Window>,
}

impl Object for FunctionObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call(self: &Arc<Self>, state: &mut State<'_, '_>, arguments: &[Value]) -> Result<Value, Error> {
        match self.function {
            Function::Url => Ok(Value::from(self.url(first(arguments, "url")?)?)),
            Function::AbsoluteUrl => self.absolute(first(arguments, "absolute_url")?),
            Function::Asset => self.asset(first(arguments, "asset")?),
            Function::Integrity => self.integrity(first(arguments, "integrity")?),
            Function::Word => words::word(&self.window, arguments),
            Function::Picture => super::picture::picture(arguments, &self.window),
            Function::Figures => drawings::figures(&self.window, arguments),
            Function::Chart => drawings::chart(&self.window, arguments),
            Function::CountryNames => drawings::country_names(&self.window, arguments),
            Function::Locator => drawings::locator(&self.window, arguments),
            Function::Shared => shared::call(&self.window, state, arguments),
            Function::SharedInShared => Err(shared::in_shared()),
            Function::Now => Ok(value(self.window.ask(Question::Now), &self.window).unwrap_or_default()),
        }
    }
}

impl FunctionObject {
    fn url(&self, of: &Value) -> Result<String, Error> {
        if let Some(entry) = of.downcast_object_ref::<EntryObject>() {
            return Ok(self.field(entry.entry, Field::Url));
        }
        let Some(to) = of.as_str() else {
            return match of.get_attr("url").ok().and_then(|url| url.as_str().map(str::to_owned)) {
                Some(url) => Ok(url),
                None => Err(failed("`url` wants text or something that has an address")),
            };
        };
        match self.window.ask(Question::Link(self.window.names().symbol(to))) {
            Answer::Text(url) => Ok(url.into_owned()),
            _ => {
                let known = self.window.known().source_names();
                let near = crate::problem::nearest_path(to, known.iter().map(String::as_str));
                let hint = near.map_or(String::new(), |near| format!("{HINT}did you mean `{near}`?"));
                Err(failed(&format!("there is no `{to}` in the site{hint}")))
            }
        }
    }

    fn absolute(&self, of: &Value) -> Result<Value, Error> {
        if let Some(entry) = of.downcast_object_ref::<EntryObject>() {
            return Ok(Value::from(self.field(entry.entry, Field::Permalink)));
        }
        let url = self.url(of)?;
        if !url.starts_with('/') || url.starts_with("//") {
            return Ok(Value::from(url));
        }
        let base = self.field(Entry::Site, Field::BaseUrl);
        let host = base.find("://").map_or(0, |at| at + 3);
        let origin = base[host..].find('/').map_or(base.as_str(), |at| &base[..host + at]);
        Ok(Value::from(format!("{origin}{url}")))
    }

    fn asset(&self, path: &Value) -> Result<Value, Error> {
        let path = path.as_str().ok_or_else(|| failed("`asset` wants text in quotes"))?;
        let path = path.trim_start_matches('/');
        match self.window.ask(Question::Asset(self.window.names().symbol(path))) {
            Answer::Text(url) => Ok(Value::from(&*url)),
            _ => {
                let known = self.window.known().theme.assets().map(|(path, _)| path);
                Err(with_hint(format!("there is no static file `{path}`"), path, known))
            }
        }
    }

    fn integrity(&self, path: &Value) -> Result<Value, Error> {
        let path = path.as_str().ok_or_else(|| failed("`integrity` wants text in quotes"))?;
        let path = path.trim_start_matches('/');
        match self.window.ask(Question::Integrity(self.window.names().symbol(path))) {
            Answer::Text(digest) => Ok(Value::from(&*digest)),
            _ => {
                let known = self.window.known().theme.bundles().map(|(path, _)| path);
                Err(with_hint(format!("there is no style sheet or script `{path}`"), path, known))
            }
        }
    }

    fn field(&self, entry: Entry, field: Field) -> String {
        match self.window.ask(Question::Field(entry, field)) {
            Answer::Text(text) => text.into_owned(),
            _ => String::new(),
        }
    }
}

fn first<'a>(arguments: &'a [Value], name: &str) -> Result<&'a Value, Error> {
    arguments.first().ok_or_else(|| failed(&format!("`{name}` wants an argument")))
}

pub(super) fn failed(message: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.to_owned())
}

pub(super) fn with_hint<'a>(message: String, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Error {
    match crate::problem::nearest(wrong, known) {
        Some(near) => failed(&format!("{message}{HINT}did you mean `{near}`?")),
        None => failed(&message),
    }
}

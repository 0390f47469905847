//! The names a template finds without asking anybody: `site`, `page` and the functions.

use super::entry::EntryObject;
use super::paginator::Paginator;
use crate::facts::{Answer, Entry, Field, Question, Window};
use crate::plan::Slice;
use crate::render::functions::{Function, FunctionObject};
use crate::render::head::Head;
use crate::render::shared::not_here;
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use std::sync::Arc;

/// What is being made.
pub(in crate::render) struct Page {
    /// What the page is about.
    pub entry: Entry,
    /// Which part of its list it shows.
    pub slice: Option<Slice>,
    /// The path of this very page from the site's root, percent-encoded, without base path.
    pub path: String,
}

/// The outermost names of a template.
#[derive(Debug)]
pub(in crate::render) struct Root {
    entry: Entry,
    path: String,
    site: Value,
    page: Value,
    paginator: Option<Value>,
    head: Value,
    window: Arc<Window>,
}

impl Root {
    pub fn new(page: Page, window: Arc<Window>) -> Self {
        let entry = page.entry;
        let head = Value::from_object(Head::new(&page, window.clone()));
        let paginator =
            page.slice.map(|slice| Value::from_object(Paginator { entry, slice, window: window.clone() }));
        Self {
            entry,
            path: page.path,
            site: EntryObject::value(Entry::Site, &window),
            page: EntryObject::value(entry, &window),
            paginator,
            head,
            window,
        }
    }

    /// The whole address of the page being made; of a page of a list, not of the list.
    fn canonical(&self) -> Value {
        match self.window.ask(Question::Field(Entry::Site, Field::BaseUrl)) {
            Answer::Text(base) => Value::from(format!("{}{}", base.trim_end_matches('/'), self.path)),
            _ => Value::from(()),
        }
    }
}

/// The outermost names of a template that is the same on every page.
#[derive(Debug)]
pub(in crate::render) struct SharedRoot {
    pub window: Arc<Window>,
    /// What it was given, by name.
    pub arguments: Vec<(String, Value)>,
}

impl Object for SharedRoot {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, name: &str) -> Option<Value> {
        if let Some((_, value)) = self.arguments.iter().find(|(known, _)| known == name) {
            return Some(value.clone());
        }
        match name {
            "site" => Some(EntryObject::value(Entry::Site, &self.window)),
            "page" | "section" | "term" | "taxonomy" | "archive" | "year" | "month" | "paginator"
            | "canonical" | "head" | "trail" => Some(not_here(name)),
            _ => {
                let function = match Function::from_name(name)? {
                    Function::Shared => Function::SharedInShared,
                    function => function,
                };
                Some(Value::from_object(FunctionObject { function, window: self.window.clone() }))
            }
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}

impl Object for Root {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, name: &str) -> Option<Value> {
        let is = |wanted: bool| wanted.then(|| self.page.clone());
        match name {
            "site" => Some(self.site.clone()),
            "page" => Some(self.page.clone()),
            "section" => is(matches!(self.entry, Entry::Section(_))),
            "term" => is(matches!(self.entry, Entry::Term(_))),
            "taxonomy" => is(matches!(self.entry, Entry::Taxonomy(_))),
            "archive" => is(matches!(self.entry, Entry::Archive)),
            "year" => is(matches!(self.entry, Entry::Year(_))),
            "month" => is(matches!(self.entry, Entry::Month(..))),
            "paginator" => self.paginator.clone(),
            "canonical" => Some(self.canonical()),
            "head" => Some(self.head.clone()),
            "trail" => self.head.get_attr("trail").ok(),
            _ => Function::from_name(name)
                .map(|function| Value::from_object(FunctionObject { function, window: self.window.clone() })),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }
}

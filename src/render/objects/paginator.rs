//! The pages of a list as templates see them.

use super::list::ListObject;
use super::unknown;
use crate::facts::{Answer, Entry, Field, List, Listing, Operation, Question, Window};
use crate::plan::{Neighbour, Slice};
use minijinja::Value;
use minijinja::value::{Enumerator, Object};
use std::sync::Arc;

/// Which page of which list is being made.
#[derive(Debug)]
pub(in crate::render) struct Paginator {
    pub entry: Entry,
    pub slice: Slice,
    pub window: Arc<Window>,
}

const NAMES: [&str; 6] = ["articles", "number", "is_front", "newer", "older", "front_url"];

impl Paginator {
    /// The address of another page of the list.
    fn url(&self, neighbour: Neighbour) -> String {
        let question = match neighbour {
            Neighbour::Front => Question::Field(self.entry, Field::Url),
            Neighbour::Number(number) => Question::ListPage(self.entry, number),
        };
        match self.window.ask(question) {
            Answer::Text(url) => url.into_owned(),
            _ => String::new(),
        }
    }

    fn neighbour(&self, neighbour: Option<Neighbour>) -> Value {
        let Some(neighbour) = neighbour else { return Value::from(()) };
        let number = match neighbour {
            Neighbour::Front => Value::from(()),
            Neighbour::Number(number) => Value::from(number),
        };
        Value::from_pairs([("url", Value::from(self.url(neighbour))), ("number", number)])
    }
}

impl Object for Paginator {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        Some(match name {
            "articles" => {
                let list = List::Base(self.entry, Listing::Articles);
                let cut = Operation::FromOldest(self.slice.start, self.slice.length);
                ListObject::value(self.window.names().derive(list, cut), &self.window)
            }
            "number" => self.slice.number.map_or_else(|| Value::from(()), Value::from),
            "is_front" => Value::from(self.slice.number.is_none()),
            "newer" => self.neighbour(self.slice.newer),
            "older" => self.neighbour(self.slice.older),
            "front_url" => Value::from(self.url(Neighbour::Front)),
            _ => unknown("`paginator`", name, NAMES),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&NAMES)
    }
}

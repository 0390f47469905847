//! Free trees as templates see them: each step down is a question, and nothing else of the
//! tree is seen.

use super::{data_value, unknown};
use crate::data::Data;
use crate::facts::{Answer, Container, Question, SEPARATOR, Tree, Window};
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};
use std::fmt;
use std::sync::Arc;

/// A handle of a table or list in a tree.
pub(in crate::render) struct TreeObject {
    tree: Tree,
    path: String,
    container: Container,
    window: Arc<Window>,
}

impl TreeObject {
    pub fn root(tree: Tree, window: &Arc<Window>) -> Value {
        let (path, container) = (String::new(), Container::Map);
        Value::from_object(Self { tree, path, container, window: window.clone() })
    }

    fn keys(&self) -> Answer<'_> {
        self.window.ask(Question::Keys(self.tree, self.window.names().symbol(&self.path)))
    }

    fn step(&self, key: &Value) -> Option<String> {
        let step = match (key.as_str(), self.container) {
            (Some(name), Container::Map) => name.to_owned(),
            (None, Container::List) => match i64::try_from(key.clone()).ok()? {
                index if index >= 0 => format!("#{index}"),
                index => match self.keys() {
                    Answer::Number(length) => format!("#{}", length + index),
                    _ => return None,
                },
            },
            _ => return None,
        };
        Some(if self.path.is_empty() { step } else { format!("{}{SEPARATOR}{step}", self.path) })
    }

    /// Options and data files are declared somewhere: one that is not there is a slip. The
    /// site's own values may be there or not.
    fn missing(&self, name: &str) -> Option<Value> {
        let facts = self.window.known();
        match self.tree {
            Tree::Options if self.path.is_empty() => {
                Some(unknown("`site.options`", name, facts.theme.option_names()))
            }
            Tree::Data if self.path.is_empty() => {
                let Data::Map(files) = &*facts.data else { return None };
                Some(unknown("`site.data`", name, files.iter().map(|(name, _)| name.as_str())))
            }
            _ => None,
        }
    }
}

impl Object for TreeObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        match self.container {
            Container::Map => ObjectRepr::Map,
            Container::List => ObjectRepr::Seq,
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let path = self.step(key)?;
        let symbol = self.window.names().symbol(&path);
        match self.window.ask(Question::Value(self.tree, symbol)) {
            Answer::Absent => key.as_str().and_then(|name| self.missing(name)),
            Answer::Empty => Some(Value::from(())),
            Answer::Container(container) => Some(Value::from_object(Self {
                tree: self.tree,
                path,
                container,
                window: self.window.clone(),
            })),
            Answer::Data(data) => Some(data_value(data)),
            _ => None,
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.keys() {
            Answer::Number(length) => Enumerator::Seq(usize::try_from(length).unwrap_or(0)),
            Answer::Owned(Data::List(keys)) => Enumerator::Values(keys.iter().map(data_value).collect()),
            _ => Enumerator::Empty,
        }
    }
}

impl fmt::Debug for TreeObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.tree, self.path)
    }
}

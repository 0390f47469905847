//! A node of structured data: what is empty never gets in (LD-1).

use serde_json::{Map, Value, json};

/// A node that is being filled.
pub(super) struct Node(Map<String, Value>);

impl Node {
    /// A node of a type.
    pub fn new(kind: impl Into<Value>) -> Self {
        let mut map = Map::new();
        map.insert("@type".to_owned(), kind.into());
        Self(map)
    }

    /// Sets a property, unless the value is empty.
    pub fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(map) => map.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// The finished node.
    pub fn done(self) -> Value {
        Value::Object(self.0)
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Value {
        node.done()
    }
}

/// A reference to a node by its id.
pub(super) fn reference(id: &str) -> Value {
    json!({ "@id": id })
}

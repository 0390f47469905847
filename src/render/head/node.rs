//! A node of structured data: what is empty never gets in (LD-1).

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::ser::{CompactFormatter, Formatter};
use std::borrow::Cow;
use std::io::{Result, Write};

/// A value of structured data. Every page has dozens of them, so they cost little: names of
/// properties are not copied, and nothing is looked up by them.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Json {
    Null,
    Truth(bool),
    Number(i64),
    Text(Cow<'static, str>),
    List(Vec<Json>),
    Node(Vec<(Cow<'static, str>, Json)>),
}

impl Json {
    fn is_empty(&self) -> bool {
        match self {
            Json::Null => true,
            Json::Text(text) => text.is_empty(),
            Json::List(items) => items.is_empty(),
            Json::Node(properties) => properties.is_empty(),
            Json::Truth(_) | Json::Number(_) => false,
        }
    }
}

/// A node that is being filled.
pub(super) struct Node(Vec<(Cow<'static, str>, Json)>);

impl Node {
    /// A node of a type.
    pub fn new(kind: impl Into<Json>) -> Self {
        let mut properties = Vec::with_capacity(8);
        properties.push((Cow::Borrowed("@type"), kind.into()));
        Self(properties)
    }

    /// Sets a property, which must not be set yet, unless the value is empty.
    pub fn set(self, name: &'static str, value: impl Into<Json>) -> Self {
        self.with(Cow::Borrowed(name), value)
    }

    /// The same for a property whose name comes from elsewhere.
    pub fn with(mut self, name: Cow<'static, str>, value: impl Into<Json>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.0.push((name, value));
        }
        self
    }

    /// The finished node.
    pub fn done(self) -> Json {
        Json::Node(self.0)
    }
}

/// A reference to a node by its id.
pub(super) fn reference(id: String) -> Json {
    Json::Node(vec![(Cow::Borrowed("@id"), id.into())])
}

/// The text of a value as it can stand within a script: `<`, `>` and `&` are only ever in its
/// texts, where an escape means the same, and so are the two signs that end a line of a script.
pub(super) fn embedded(value: &Json) -> String {
    let mut bytes = Vec::with_capacity(2048);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Embedded);
    // Writing to memory cannot fail, and neither can making text of text.
    match value.serialize(&mut serializer) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

struct Embedded;

impl Formatter for Embedded {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            CompactFormatter.write_string_fragment(writer, before)?;
            let mut letters = from.chars();
            let escape: &[u8] = match letters.next() {
                Some('<') => b"\\u003c",
                Some('>') => b"\\u003e",
                Some('&') => b"\\u0026",
                Some('\u{2028}') => b"\\u2028",
                _ => b"\\u2029",
            };
            writer.write_all(escape)?;
            rest = letters.as_str();
        }
        CompactFormatter.write_string_fragment(writer, rest)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Truth(truth) => serializer.serialize_bool(*truth),
            Json::Number(number) => serializer.serialize_i64(*number),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(items) => serializer.collect_seq(items),
            Json::Node(properties) => {
                let mut map = serializer.serialize_map(Some(properties.len()))?;
                for (name, value) in properties {
                    map.serialize_entry(&**name, value)?;
                }
                map.end()
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(Cow::Owned(text.to_owned()))
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(Cow::Owned(text))
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Json::Truth(truth)
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Json::Number(number)
    }
}

impl From<Node> for Json {
    fn from(node: Node) -> Self {
        node.done()
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Json::Null, Into::into)
    }
}

impl<T: Into<Json>> From<Vec<T>> for Json {
    fn from(items: Vec<T>) -> Self {
        Json::List(items.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Json, Node, embedded, reference};

    #[test]
    fn nodes_have_nothing_empty_and_may_stand_in_scripts() {
        let node = Node::new("Thing")
            .set("name", "a </script> & \"b\" \u{2028}\\ é\n")
            .set("url", "")
            .set("image", Vec::<Json>::new())
            .set("none", None::<&str>)
            .set("number", 5)
            .set("truth", false)
            .set("author", Node::new("Person"))
            .set("publisher", reference("x#y".to_owned()));
        assert_eq!(
            embedded(&node.done()),
            "{\"@type\":\"Thing\",\"name\":\"a \\u003c/script\\u003e \\u0026 \\\"b\\\" \\u2028\\\\ é\\n\",\"number\":5,\
             \"truth\":false,\"author\":{\"@type\":\"Person\"},\"publisher\":{\"@id\":\"x#y\"}}"
        );
    }
}

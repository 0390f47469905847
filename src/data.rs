//! Plain trees of values, as YAML, TOML, JSON and CSV give them.
//!
//! The site's own values (`extra`, `[options]`, data files) have no fixed shape; this is
//! the one form they have inside the program.

use crate::fingerprint::Hasher;

/// A value without a fixed shape. Maps keep the order in which they were written.
#[derive(Clone, Debug, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub enum Data {
    /// Nothing: YAML's `~`, JSON's `null`.
    #[default]
    None,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Data>),
    /// Names and values, in the order written.
    Map(Vec<(String, Data)>),
}

// Numbers are compared by value and hashed by their bits; the site's files hold no NaN that
// would have to equal itself.
impl Eq for Data {}

impl std::hash::Hash for Data {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Data::None => {}
            Data::Bool(value) => value.hash(state),
            Data::Integer(value) => value.hash(state),
            // Both zeros are equal.
            Data::Float(value) => (value + 0.0).to_bits().hash(state),
            Data::Text(value) => value.hash(state),
            Data::List(items) => items.hash(state),
            Data::Map(pairs) => pairs.hash(state),
        }
    }
}

impl Data {
    /// A value of JSON.
    pub fn from_json(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Data::None,
            serde_json::Value::Bool(truth) => Data::Bool(truth),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(whole) => Data::Integer(whole),
                None => Data::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            serde_json::Value::String(text) => Data::Text(text),
            serde_json::Value::Array(items) => Data::List(items.into_iter().map(Data::from_json).collect()),
            serde_json::Value::Object(pairs) => {
                Data::Map(pairs.into_iter().map(|(key, value)| (key, Data::from_json(value))).collect())
            }
        }
    }

    /// The same in JSON, which has no form for a number that is none: nothing then.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Data::None => serde_json::Value::Null,
            Data::Bool(truth) => (*truth).into(),
            Data::Integer(number) => (*number).into(),
            Data::Float(number) => (*number).into(),
            Data::Text(text) => text.as_str().into(),
            Data::List(items) => items.iter().map(Data::to_json).collect(),
            Data::Map(pairs) => pairs.iter().map(|(key, value)| (key.clone(), value.to_json())).collect(),
        }
    }

    /// The value of a name, if this is a map that has it.
    pub fn get(&self, name: &str) -> Option<&Data> {
        match self {
            Data::Map(pairs) => pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The value at a list's place.
    pub fn at(&self, index: usize) -> Option<&Data> {
        match self {
            Data::List(items) => items.get(index),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What kind of value this is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Data::None => "nothing",
            Data::Bool(_) => "a truth value",
            Data::Integer(_) => "a whole number",
            Data::Float(_) => "a number",
            Data::Text(_) => "text",
            Data::List(_) => "a list",
            Data::Map(_) => "a table",
        }
    }

    /// Adds the value to a fingerprint, each kind kept apart.
    pub fn hash_into(&self, hasher: &mut Hasher) {
        match self {
            Data::None => {
                hasher.number(0);
            }
            Data::Bool(value) => {
                hasher.number(1).number(u64::from(*value));
            }
            Data::Integer(value) => {
                hasher.number(2).number(*value as u64);
            }
            Data::Float(value) => {
                hasher.number(3).number(value.to_bits());
            }
            Data::Text(value) => {
                hasher.number(4).text(value);
            }
            Data::List(items) => {
                hasher.number(5).number(items.len() as u64);
                items.iter().for_each(|item| item.hash_into(hasher));
            }
            Data::Map(pairs) => {
                hasher.number(6).number(pairs.len() as u64);
                for (key, value) in pairs {
                    hasher.text(key);
                    value.hash_into(hasher);
                }
            }
        }
    }
}

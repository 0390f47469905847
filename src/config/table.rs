//! TOML text becomes a tree in which every key and value knows its place.
//!
//! The TOML crate is named only here, so that `site.toml` and `theme.toml` are read by one
//! reader and no other room sees its types.

use crate::data::Data;
use crate::problem::{Code, Problem};
use crate::source::{SourceId, Span, Spanned};
use toml::de::{DeTable, DeValue};

/// A TOML table: keys and values in the order written, each with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    /// The pairs, in the order written.
    pub entries: Vec<Entry>,
    /// Where the table was written: its header, its braces, or the whole file.
    pub span: Span,
}

/// One key of a [`Table`] and its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key.
    pub key: Spanned<String>,
    /// The value.
    pub value: Spanned<Value>,
}

/// A TOML value whose parts know their places.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    Text(String),
    /// A date, a time or both, as written.
    Date(String),
    /// A list.
    List(Vec<Spanned<Value>>),
    /// A table.
    Table(Table),
}

impl Value {
    /// What kind of value this is, in words for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Bool(_) => "a truth value",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a number",
            Value::Text(_) => "text",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl Table {
    /// The pair with this key.
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.value == name)
    }
}

/// The value without its places. A date becomes the text that was written.
pub fn toml_to_data(value: &Value) -> Data {
    match value {
        Value::Bool(value) => Data::Bool(*value),
        Value::Integer(value) => Data::Integer(*value),
        Value::Float(value) => Data::Float(*value),
        Value::Text(text) | Value::Date(text) => Data::Text(text.clone()),
        Value::List(items) => Data::List(items.iter().map(|item| toml_to_data(&item.value)).collect()),
        Value::Table(table) => Data::Map(
            table
                .entries
                .iter()
                .map(|entry| (entry.key.value.clone(), toml_to_data(&entry.value.value)))
                .collect(),
        ),
    }
}

/// Reads a TOML text. A text that is not well-formed is one problem, at the place where
/// the reader gave up.
pub fn read_toml(source: SourceId, text: &str) -> Result<Table, Problem> {
    let root = DeTable::parse(text).map_err(|error| syntax_problem(source, text, &error))?;
    let builder = Builder { source, text };
    builder.table(root.get_ref(), Span::new(source, 0, text.len()))
}

struct Builder<'a> {
    source: SourceId,
    text: &'a str,
}

impl Builder<'_> {
    fn table(&self, table: &DeTable<'_>, span: Span) -> Result<Table, Problem> {
        let mut entries = Vec::with_capacity(table.len());
        for (key, value) in table {
            let key_span = self.span(key.span());
            let value = self.value(value.get_ref(), self.span(value.span()))?;
            entries.push(Entry { key: Spanned::new(key.get_ref().to_string(), key_span), value });
        }
        // The crate keeps sub-tables where their first header stood, which is the order
        // of the file only if nobody opens a table twice; the places are the truth.
        entries.sort_by_key(|entry| entry.key.span.start);
        Ok(Table { entries, span })
    }

    fn value(&self, value: &DeValue<'_>, span: Span) -> Result<Spanned<Value>, Problem> {
        let value = match value {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => {
                let parsed = i64::from_str_radix(number.as_str(), number.radix());
                Value::Integer(parsed.map_err(|_| self.too_large(span))?)
            }
            DeValue::Float(number) => {
                Value::Float(number.as_str().parse().map_err(|_| self.too_large(span))?)
            }
            DeValue::Boolean(value) => Value::Bool(*value),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Array(items) => Value::List(
                items
                    .iter()
                    .map(|item| self.value(item.get_ref(), self.span(item.span())))
                    .collect::<Result<_, _>>()?,
            ),
            DeValue::Table(table) => Value::Table(self.table(table, span)?),
        };
        Ok(Spanned::new(value, span))
    }

    fn too_large(&self, span: Span) -> Problem {
        Problem::new(Code::BadValue, "this number is too large").at(span)
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.source, range.start.min(self.text.len()), range.end.min(self.text.len()))
    }
}

fn syntax_problem(source: SourceId, text: &str, error: &toml::de::Error) -> Problem {
    let message = sentence(error.message());
    let duplicate = message.contains("duplicate key");
    let code = if duplicate { Code::DuplicateKey } else { Code::Syntax };
    let range = error.span().unwrap_or(text.len()..text.len());
    let named = text.get(range.clone()).filter(|name| duplicate && !name.is_empty());
    let message = match named {
        Some(name) => format!("the key `{}` is given twice", name.trim_matches(['"', '\''])),
        None => message,
    };
    Problem::new(code, message).at(Span::new(source, range.start.min(text.len()), range.end.min(text.len())))
}

/// A message of the parser in the style of the house: one line, lower case, no full stop.
fn sentence(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    let mut chars = line.chars();
    match (chars.next(), chars.next()) {
        // An abbreviation such as `TOML` stays as it is.
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(line.chars().skip(1)).collect()
        }
        _ => line.to_owned(),
    }
}

//! What templates see: handles that ask when they are looked at.

mod entry;
mod list;
mod paginator;
mod root;
mod time;
mod tree;

pub(super) use entry::EntryObject;
pub(super) use list::ListObject;
pub(super) use root::{Page, Root, SharedRoot};
#[cfg(test)]
pub(super) use time::plain_iso;
pub(super) use time::{TimeObject, put_two, put_year};

use crate::data::Data;
use crate::facts::{Answer, Window};
use minijinja::{Error, ErrorKind, Value};
use std::sync::Arc;

/// An answer as templates see it. None where there is no such thing.
pub(super) fn value(answer: Answer<'_>, window: &Arc<Window>) -> Option<Value> {
    Some(match answer {
        Answer::Absent | Answer::Container(_) | Answer::Identity(_) => return None,
        Answer::Empty => Value::from(()),
        Answer::Text(text) => Value::from(&*text),
        Answer::Html(html) => Value::from_safe_string(html),
        Answer::HtmlList(items) => items.into_iter().map(Value::from_safe_string).collect(),
        Answer::Number(number) => Value::from(number),
        Answer::Truth(truth) => Value::from(truth),
        Answer::Time(time) => Value::from_object(TimeObject { time, window: window.clone() }),
        Answer::Entry(entry) => EntryObject::value(entry, window),
        Answer::Data(data) => data_value(data),
        Answer::Owned(data) => data_value(&data),
        Answer::Record(fields) => {
            let fields = fields
                .into_iter()
                .map(|(name, answer)| (name, value(answer, window).unwrap_or_else(|| Value::from(()))));
            Value::from_pairs(fields)
        }
        Answer::List(items) => {
            items.into_iter().map(|item| value(item, window).unwrap_or_else(|| Value::from(()))).collect()
        }
    })
}

/// A tree of values that is seen whole.
pub(super) fn data_value(data: &Data) -> Value {
    match data {
        Data::None => Value::from(()),
        Data::Bool(truth) => Value::from(*truth),
        Data::Integer(number) => Value::from(*number),
        Data::Float(number) => Value::from(*number),
        Data::Text(text) => Value::from(text.as_str()),
        Data::List(items) => items.iter().map(data_value).collect(),
        Data::Map(pairs) => {
            Value::from_pairs(pairs.iter().map(|(key, value)| (key.as_str(), data_value(value))))
        }
    }
}

/// A template's value as plain data; None for what is no plain data.
pub(super) fn value_data(value: &Value) -> Option<Data> {
    use minijinja::value::ValueKind;
    Some(match value.kind() {
        ValueKind::Undefined | ValueKind::None => Data::None,
        ValueKind::Bool => Data::Bool(value.is_true()),
        ValueKind::Number => match i64::try_from(value.clone()) {
            Ok(number) => Data::Integer(number),
            Err(_) => Data::Float(f64::try_from(value.clone()).ok()?),
        },
        ValueKind::String => Data::Text(value.as_str()?.to_owned()),
        ValueKind::Seq | ValueKind::Iterable => {
            Data::List(value.try_iter().ok()?.map(|item| value_data(&item)).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// The value that fails with a message when a template uses it: a name that is not known.
pub(super) fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Value {
    let hint = match crate::problem::nearest(name, known) {
        Some(right) => format!("{HINT}did you mean `{right}`?"),
        None => String::new(),
    };
    Value::from(Error::new(ErrorKind::UndefinedError, format!("{what} has no `{name}`{hint}")))
}

/// Stands between a message and its hint in the text of an engine's error.
pub(super) const HINT: &str = "\u{1f}";

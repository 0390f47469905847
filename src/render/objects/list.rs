//! Lists as templates see them: length and items are asked for when they are looked at, and
//! operations make new lists without looking at anything.

use super::{EntryObject, data_value, value, value_data};
use crate::data::Data;
use crate::facts::{Answer, Comparison, Field, List, Operation, Question, Window};
use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A handle of a list.
pub(in crate::render) struct ListObject {
    pub list: List,
    window: Arc<Window>,
}

/// The operations, for the hint of a wrong one.
const METHODS: [&str; 7] = ["first", "skip", "where", "without", "sort", "reverse", "group_by"];

impl ListObject {
    pub fn value(list: List, window: &Arc<Window>) -> Value {
        Value::from_object(Self { list, window: window.clone() })
    }

    /// The first so many of a list, for methods elsewhere that mean the same.
    pub fn first(list: List, window: &Arc<Window>, arguments: &[Value]) -> Result<Value, Error> {
        let list = Self { list, window: window.clone() };
        list.derive(Operation::First(number(arguments, "first")?))
    }

    fn length(&self) -> usize {
        match self.window.ask(Question::Length(self.list)) {
            Answer::Number(length) => usize::try_from(length).unwrap_or(0),
            _ => 0,
        }
    }

    fn derive(&self, operation: Operation) -> Result<Value, Error> {
        Ok(Self::value(self.window.names().derive(self.list, operation), &self.window))
    }

    /// A field that nothing has is a slip, and would quietly find nothing.
    fn check_field(&self, field: &str, method: &str) -> Result<(), Error> {
        let facts = self.window.known();
        let free = field.starts_with("extra.") || matches!(field, "date.year" | "date.month" | "date.day");
        if free || facts.field_names().any(|known| known == field) {
            return Ok(());
        }
        let hint = crate::problem::nearest(field, facts.field_names())
            .map_or(String::new(), |near| format!("{}did you mean `{near}`?", super::HINT));
        Err(failed(&format!("`{method}`: nothing has a field `{field}`{hint}")))
    }

    fn filter(&self, arguments: &[Value]) -> Result<Value, Error> {
        let (field, word, wanted) = match arguments {
            [field, wanted] => (field, "==", wanted),
            [field, word, wanted] => (field, word.as_str().unwrap_or(""), wanted),
            _ => return Err(failed("`where` wants a field, maybe a comparison, and a value")),
        };
        let field = field.as_str().ok_or_else(|| failed("the field of `where` is text in quotes"))?;
        self.check_field(field, "where")?;
        let comparison = Comparison::from_word(word).ok_or_else(|| {
            let known: Vec<&str> = Comparison::ALL.iter().map(|(_, word)| *word).collect();
            failed(&format!("`where` knows no comparison `{word}`; it knows {}", known.join(" ")))
        })?;
        let wanted = match wanted.downcast_object_ref::<EntryObject>() {
            Some(entry) => match self.window.ask(Question::Field(entry.entry, Field::Path)) {
                Answer::Text(path) => Data::Text(path.into_owned()),
                _ => Data::None,
            },
            None => value_data(wanted).ok_or_else(|| failed("`where` cannot compare with that value"))?,
        };
        self.derive(Operation::Where(field.to_owned(), comparison, wanted))
    }

    fn without(&self, arguments: &[Value]) -> Result<Value, Error> {
        let mut list = self.list;
        for argument in arguments {
            let operation = if let Some(entry) = argument.downcast_object_ref::<EntryObject>() {
                Operation::WithoutEntry(entry.entry)
            } else if let Some(other) = argument.downcast_object_ref::<ListObject>() {
                Operation::WithoutList(other.list)
            } else if argument.is_none() || argument.is_undefined() {
                continue;
            } else {
                return Err(failed("`without` wants entries or lists of entries"));
            };
            list = self.window.names().derive(list, operation);
        }
        Ok(Self::value(list, &self.window))
    }

    fn sort(&self, arguments: &[Value]) -> Result<Value, Error> {
        let (arguments, options) = options(arguments)?;
        let downwards = options.get::<Option<bool>>("reverse")?.unwrap_or(false);
        options.assert_all_used()?;
        let field = arguments
            .first()
            .and_then(Value::as_str)
            .ok_or_else(|| failed("`sort` wants a field as text in quotes"))?;
        self.check_field(field, "sort")?;
        self.derive(Operation::Sort(field.to_owned(), downwards))
    }

    fn group(&self, arguments: &[Value]) -> Result<Value, Error> {
        let field = arguments
            .first()
            .and_then(Value::as_str)
            .ok_or_else(|| failed("`group_by` wants a field as text in quotes"))?;
        self.check_field(field, "group_by")?;
        let names = self.window.names();
        let keys = self.window.ask(Question::Groups(self.list, names.symbol(field)));
        let Answer::Owned(Data::List(keys)) = keys else { return Ok(Value::from(Vec::<Value>::new())) };
        let many = self.window.known().is_list_field(field);
        let comparison = if many { Comparison::Has } else { Comparison::Equal };
        let group = |key: &Data| {
            let operation = Operation::Where(field.to_owned(), comparison, key.clone());
            let items = Self::value(names.derive(self.list, operation), &self.window);
            Value::from_pairs([("key", data_value(key)), ("items", items)])
        };
        Ok(keys.iter().map(group).collect())
    }
}

impl Object for ListObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        if key.as_str() == Some("count") {
            return Some(Value::from(self.length()));
        }
        let index = match i64::try_from(key.clone()).ok()? {
            index if index >= 0 => index,
            index => self.length() as i64 + index,
        };
        let index = u32::try_from(index).ok()?;
        value(self.window.ask(Question::Item(self.list, index)), &self.window)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.length())
    }

    /// Whether there is anything, which asks less than how much there is: a page that only wants
    /// to know whether a list is worth a heading stays as it is while the list grows.
    fn is_true(self: &Arc<Self>) -> bool {
        let one = self.window.names().derive(self.list, Operation::First(1));
        Self { list: one, window: self.window.clone() }.length() > 0
    }

    fn call_method(
        self: &Arc<Self>,
        _state: &mut State<'_, '_>,
        method: &str,
        arguments: &[Value],
    ) -> Result<Value, Error> {
        match method {
            "first" => self.derive(Operation::First(number(arguments, method)?)),
            "skip" => self.derive(Operation::Skip(number(arguments, method)?)),
            "reverse" => self.derive(Operation::Reverse),
            "where" => self.filter(arguments),
            "without" => self.without(arguments),
            "sort" => self.sort(arguments),
            "group_by" => self.group(arguments),
            _ => {
                let near = crate::problem::nearest(method, METHODS);
                let hint =
                    near.map_or(String::new(), |near| format!("{}did you mean `{near}`?", super::HINT));
                Err(Error::new(ErrorKind::UnknownMethod, format!("a list has no method `{method}`{hint}")))
            }
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Self>()?;
        (self.list == other.list).then_some(Ordering::Equal)
    }
}

impl fmt::Debug for ListObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.list)
    }
}

fn failed(message: &str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message.to_owned())
}

fn number(arguments: &[Value], method: &str) -> Result<u32, Error> {
    let number = arguments.first().and_then(|value| u32::try_from(value.clone()).ok());
    number.ok_or_else(|| failed(&format!("`{method}` wants a whole number, 0 or more")))
}

fn options(arguments: &[Value]) -> Result<(&[Value], minijinja::value::Kwargs), Error> {
    minijinja::value::from_args(arguments)
}

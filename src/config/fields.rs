//! A reader of one TOML table: it hands out values of the wanted type, and collects a
//! problem for everything that is wrong.
//!
//! Every key that is asked for counts as known. [`Fields::finish`] reports what is left
//! over, with the nearest of the known keys.

use super::table::{Entry, Table, Value, toml_to_data};
use crate::data::Data;
use crate::problem::{Code, Problem, Problems};
use crate::source::{Span, Spanned};

/// The fields of one table that are still to be read.
///
/// ```
/// use dateline::{config, problem::Problems, source::SourceId};
///
/// let table = config::read_toml(SourceId(0), "name = 'broadsheet'\ndark = 'yes'").unwrap();
/// let mut problems = Problems::new();
/// let mut fields = config::Fields::new(table, "", &mut problems);
/// assert_eq!(fields.take_text("name").unwrap().value, "broadsheet");
/// assert_eq!(fields.take_bool("dark"), None);
/// fields.finish();
/// assert_eq!(problems.iter().next().unwrap().message, "`dark` should be true or false, not text");
/// ```
pub struct Fields<'p> {
    entries: Vec<Entry>,
    span: Span,
    path: String,
    known: Vec<String>,
    problems: &'p mut Problems,
}

impl<'p> Fields<'p> {
    /// Fields of a table. `path` is the name of the table as messages show it, such as
    /// `markdown`; empty for the whole file.
    pub fn new(table: Table, path: &str, problems: &'p mut Problems) -> Self {
        Self { entries: table.entries, span: table.span, path: path.to_owned(), known: Vec::new(), problems }
    }

    /// Where the table stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The keys that have not been asked for yet, in the order written. For tables whose
    /// keys are free, such as `[taxonomies]`.
    pub fn names(&self) -> Vec<Spanned<String>> {
        self.entries.iter().map(|entry| entry.key.clone()).collect()
    }

    /// Reports a problem that the caller found.
    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// A key of this table as messages show it, with the table's own name before it.
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Any value.
    pub fn take(&mut self, name: &str) -> Option<Spanned<Value>> {
        self.take_entry(name).map(|entry| entry.value)
    }

    /// Any value, with its key.
    pub fn take_entry(&mut self, name: &str) -> Option<Entry> {
        if !self.known.iter().any(|known| known == name) {
            self.known.push(name.to_owned());
        }
        let index = self.entries.iter().position(|entry| entry.key.value == name)?;
        Some(self.entries.remove(index))
    }

    /// Text, which may be empty.
    pub fn take_any_text(&mut self, name: &str) -> Option<Spanned<String>> {
        let value = self.take(name)?;
        match value.value {
            Value::Text(text) => Some(Spanned::new(text, value.span)),
            _ => self.wrong_type(name, "text", &value),
        }
    }

    /// Text with something in it.
    pub fn take_text(&mut self, name: &str) -> Option<Spanned<String>> {
        let text = self.take_any_text(name)?;
        if text.value.trim().is_empty() {
            let message = format!("`{}` is empty", self.path_of(name));
            self.report(Problem::new(Code::BadValue, message).at(text.span));
            return None;
        }
        Some(text)
    }

    /// One of these words.
    pub fn take_choice(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.take_text(name)?;
        let known = words.iter().copied().find(|word| *word == text.value);
        if known.is_none() {
            let message = format!("`{}` cannot be `{}`", self.path_of(name), text.value);
            let problem = Problem::new(Code::BadValue, message).at(text.span);
            let problem = problem.did_you_mean(&text.value, words.iter().copied());
            let all = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let listed = problem.hints.is_empty();
            self.report(if listed { problem.hint(format!("it is one of {all}")) } else { problem });
        }
        known
    }

    /// True or false.
    pub fn take_bool(&mut self, name: &str) -> Option<bool> {
        let value = self.take(name)?;
        match value.value {
            Value::Bool(truth) => Some(truth),
            _ => self.wrong_type(name, "true or false", &value),
        }
    }

    /// A whole number.
    pub fn take_integer(&mut self, name: &str) -> Option<Spanned<i64>> {
        let value = self.take(name)?;
        match value.value {
            Value::Integer(number) => Some(Spanned::new(number, value.span)),
            _ => self.wrong_type(name, "a whole number", &value),
        }
    }

    /// A whole number of at least 1.
    pub fn take_count(&mut self, name: &str) -> Option<usize> {
        let number = self.take_integer(name)?;
        match usize::try_from(number.value) {
            Ok(count) if count > 0 => Some(count),
            _ => {
                let message = format!("`{}` should be at least 1", self.path_of(name));
                self.report(Problem::new(Code::BadValue, message).at(number.span));
                None
            }
        }
    }

    /// A list whose items are text, none of them empty.
    pub fn take_list_of_text(&mut self, name: &str) -> Option<Vec<Spanned<String>>> {
        let items = self.take_list(name, "a list of text")?;
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item.value {
                Value::Text(text) if text.trim().is_empty() => {
                    let message = format!("an item of `{}` is empty", self.path_of(name));
                    self.report(Problem::new(Code::BadValue, message).at(item.span));
                }
                Value::Text(text) => texts.push(Spanned::new(text, item.span)),
                other => {
                    let message =
                        format!("an item of `{}` should be text, not {}", self.path_of(name), other.kind());
                    self.report(Problem::new(Code::WrongType, message).at(item.span));
                }
            }
        }
        Some(texts)
    }

    /// A list whose items are tables. Each is handed to `read` as fields of its own, which
    /// are finished afterwards.
    pub fn take_list_of_tables<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Fields<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.take_list(name, "a list of tables")?;
        let path = self.path_of(name);
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match item.value {
                Value::Table(table) => {
                    let mut fields = Fields::new(Table { span: item.span, ..table }, &path, self.problems);
                    values.extend(read(&mut fields));
                    fields.finish();
                }
                other => {
                    let message = format!("an item of `{path}` should be a table, not {}", other.kind());
                    self.report(Problem::new(Code::WrongType, message).at(item.span));
                }
            }
        }
        Some(values)
    }

    /// A table, as fields of its own. The caller calls [`Fields::finish`] on them too.
    pub fn take_table(&mut self, name: &str) -> Option<Fields<'_>> {
        let Entry { key, value } = self.take_entry(name)?;
        match value.value {
            // The header is the place to point at; the crate's own span of a dotted or
            // implied table can be empty.
            Value::Table(table) => {
                let path = self.path_of(name);
                Some(Fields::new(Table { span: key.span, ..table }, &path, self.problems))
            }
            _ => self.wrong_type(name, "a table", &value),
        }
    }

    /// A table whose keys and values are free.
    pub fn take_data(&mut self, name: &str) -> Option<Vec<(Spanned<String>, Spanned<Data>)>> {
        let fields = self.take_table(name)?;
        let pair = |entry: &Entry| {
            let data = toml_to_data(&entry.value.value);
            (entry.key.clone(), Spanned::new(data, entry.value.span))
        };
        Some(fields.entries.iter().map(pair).collect())
    }

    /// Reports a missing key at the table's place.
    pub fn missing(&mut self, name: &str) {
        let message = format!("`{}` is missing", self.path_of(name));
        self.report(Problem::new(Code::MissingKey, message).at(self.span));
    }

    /// Reports every key that nobody asked for.
    pub fn finish(self) {
        self.finish_with(|problem, _| problem);
    }

    /// Like [`Fields::finish`], with a last word for each problem by the caller, who may
    /// know where the key belongs. It is told the key.
    pub fn finish_with(self, mut hint: impl FnMut(Problem, &str) -> Problem) {
        let table = if self.path.is_empty() { String::new() } else { format!(" in `{}`", self.path) };
        for entry in &self.entries {
            let name = &entry.key.value;
            let problem = Problem::new(Code::UnknownKey, format!("unknown key `{name}`{table}"))
                .at(entry.key.span)
                .did_you_mean(name, self.known.iter().map(String::as_str));
            self.problems.push(hint(problem, name));
        }
    }

    fn take_list(&mut self, name: &str, wanted: &str) -> Option<Vec<Spanned<Value>>> {
        let value = self.take(name)?;
        match value.value {
            Value::List(items) => Some(items),
            _ => self.wrong_type(name, wanted, &value),
        }
    }

    fn wrong_type<T>(&mut self, name: &str, wanted: &str, value: &Spanned<Value>) -> Option<T> {
        let message = format!("`{}` should be {wanted}, not {}", self.path_of(name), value.value.kind());
        self.report(Problem::new(Code::WrongType, message).at(value.span));
        None
    }
}

//! A reader of front matter: it hands out values of the wanted type, and collects a
//! problem for everything that is wrong.

use super::places::Places;
use crate::data::Data;
use crate::problem::{Code, Problem, Problems};
use crate::source::{Span, Spanned};
use std::ops::Range;

/// One key and its value, not yet read.
pub(super) struct Field {
    /// The key as messages show it, such as `image.src`.
    pub(super) name: String,
    pub(super) key: Span,
    pub(super) span: Span,
    pub(super) data: Data,
}

/// The fields of one table that are still to be read.
pub(super) struct Fields {
    entries: Vec<(String, Field)>,
    known: Vec<&'static str>,
    /// What messages add after the name of an unknown key.
    within: String,
}

impl Fields {
    /// Fields of a table. The places belong to the pairs one by one. A key that is given
    /// twice counts once.
    pub(super) fn new(
        prefix: &str,
        pairs: Vec<(String, Data)>,
        places: Vec<(Span, Span)>,
        problems: &mut Problems,
    ) -> Self {
        let mut entries: Vec<(String, Field)> = Vec::with_capacity(pairs.len());
        for ((name, data), (key, span)) in pairs.into_iter().zip(places) {
            if let Some((_, first)) = entries.iter().find(|(known, _)| *known == name) {
                let problem = Problem::new(Code::DuplicateKey, format!("`{prefix}{name}` is given twice"));
                problems.push(problem.at(key).label(first.key, "first given here"));
                continue;
            }
            let shown = format!("{prefix}{name}");
            entries.push((name, Field { name: shown, key, span, data }));
        }
        let within = match prefix.trim_end_matches('.') {
            "" => String::new(),
            table => format!(" in `{table}`"),
        };
        Self { entries, known: Vec::new(), within }
    }

    /// The field with this key.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Field> {
        self.known.push(name);
        self.take_named(name)
    }

    /// The field with this key, which is no key of the program.
    pub(super) fn take_named(&mut self, name: &str) -> Option<Field> {
        let index = self.entries.iter().position(|(key, _)| key == name)?;
        Some(self.entries.remove(index).1)
    }

    /// Reports every key that nobody asked for. `hint` has a last word about each.
    pub(super) fn finish(
        self,
        more: &[&str],
        problems: &mut Problems,
        hint: impl Fn(Problem, &str) -> Problem,
    ) {
        for (name, field) in &self.entries {
            let known = self.known.iter().chain(more).copied();
            let problem = Problem::new(Code::UnknownKey, format!("unknown key `{name}`{}", self.within));
            problems.push(hint(problem.at(field.key).did_you_mean(name, known), name));
        }
    }
}

impl Field {
    /// Text with something in it. Line breaks become spaces, as titles and names have none.
    pub(super) fn text(self, problems: &mut Problems) -> Option<Spanned<String>> {
        let name = self.name.clone();
        let text = self.any_text(problems)?;
        if text.value.is_empty() {
            let problem = Problem::new(Code::BadValue, format!("`{name}` is empty")).at(text.span);
            problems.push(problem.hint("write something, or leave the key out"));
            return None;
        }
        Some(text)
    }

    /// Text with something in it, whose line breaks stay.
    pub(super) fn block(self, problems: &mut Problems) -> Option<Spanned<String>> {
        let text = scalar(&self.data).map(|text| text.trim().to_owned());
        let span = self.span;
        // What is wrong with it is what is wrong with any text.
        self.text(problems)?;
        text.map(|text| Spanned::new(text, span))
    }

    /// Text, which may be empty.
    pub(super) fn any_text(self, problems: &mut Problems) -> Option<Spanned<String>> {
        match scalar(&self.data) {
            Some(text) => Some(Spanned::new(one_line(&text), self.span)),
            None if self.data == Data::None => None,
            None => self.wrong_type("text", problems),
        }
    }

    /// True or false.
    pub(super) fn truth(self, problems: &mut Problems) -> Option<bool> {
        match &self.data {
            Data::Bool(value) => Some(*value),
            Data::None => None,
            Data::Text(word) => {
                let problem = self.type_problem("true or false");
                let right = match word.to_ascii_lowercase().as_str() {
                    "yes" | "y" | "on" | "true" => Some("true"),
                    "no" | "n" | "off" | "false" => Some("false"),
                    _ => None,
                };
                problems.push(match right {
                    Some(right) => problem.hint(format!("write `{right}`, without quotes")),
                    None => problem,
                });
                None
            }
            _ => self.wrong_type("true or false", problems),
        }
    }

    /// A whole number.
    pub(super) fn integer(self, problems: &mut Problems) -> Option<i64> {
        match self.data {
            Data::Integer(value) => Some(value),
            Data::None => None,
            _ => self.wrong_type("a whole number", problems),
        }
    }

    /// A whole number of at least 1.
    pub(super) fn count(self, problems: &mut Problems) -> Option<usize> {
        let (name, span) = (self.name.clone(), self.span);
        let number = self.integer(problems)?;
        let count = usize::try_from(number).ok().filter(|count| *count > 0);
        if count.is_none() {
            problems.push(Problem::new(Code::BadValue, format!("`{name}` should be at least 1")).at(span));
        }
        count
    }

    /// A list of text, or one text; none of them empty.
    pub(super) fn texts(self, places: Places<'_>, problems: &mut Problems) -> Vec<Spanned<String>> {
        let range = Places::range(self.span);
        let items = match self.data {
            Data::List(items) => items,
            Data::Map(_) => {
                self.wrong_type::<()>("a list of text", problems);
                return Vec::new();
            }
            _ => return self.text(problems).into_iter().collect(),
        };
        let mut cursor = range.start;
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            let Some(text) = scalar(&item) else {
                let message = format!("an item of `{}` should be text, not {}", self.name, item.kind());
                problems.push(Problem::new(Code::WrongType, message).at(self.span));
                continue;
            };
            let text = one_line(&text);
            let span = match places.find(&range, cursor, &text) {
                Some(hit) => {
                    cursor = hit.end;
                    places.span(&hit)
                }
                None => self.span,
            };
            if text.is_empty() {
                let message = format!("an item of `{}` is empty", self.name);
                problems.push(Problem::new(Code::BadValue, message).at(span));
                continue;
            }
            texts.push(Spanned::new(text, span));
        }
        texts
    }

    /// A table, as fields of its own.
    pub(super) fn table(self, places: Places<'_>, problems: &mut Problems) -> Option<Fields> {
        match self.data {
            Data::Map(pairs) => Some(table(&format!("{}.", self.name), pairs, self.span, places, problems)),
            Data::None => None,
            _ => self.wrong_type("a table", problems),
        }
    }

    /// A list of tables, each as fields of its own with the place of its text.
    pub(super) fn tables(self, places: Places<'_>, problems: &mut Problems) -> Vec<(Span, Fields)> {
        let items = match self.data {
            Data::List(items) => items,
            Data::None => return Vec::new(),
            _ => {
                self.wrong_type::<()>("a list of tables", problems);
                return Vec::new();
            }
        };
        let range = Places::range(self.span);
        // An item begins at its first key after the last key of the one before.
        let mut cursor = range.start;
        let mut starts = Vec::with_capacity(items.len());
        for item in &items {
            let hits: Vec<Range<usize>> = match item {
                Data::Map(pairs) => {
                    let mut from = cursor;
                    let keys = pairs.iter().filter_map(|(name, _)| {
                        let hit = places.find_key(&range, from, name)?;
                        from = hit.end;
                        Some(hit)
                    });
                    keys.collect()
                }
                other => {
                    let text = scalar(other).unwrap_or_default();
                    places.find(&range, cursor, &text).into_iter().collect()
                }
            };
            cursor = hits.last().map_or(cursor, |hit| hit.end);
            starts.push(hits.first().map(|hit| hit.start));
        }
        let mut tables = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let span = starts[index].map_or(self.span, |start| {
                let end = starts[index + 1..].iter().flatten().next().copied().unwrap_or(range.end);
                let whole = &places.text[start..end.max(start)];
                let shown = whole.trim_end_matches(|c: char| c.is_whitespace() || "-,{}[]".contains(c));
                places.span(&(start..start + shown.len()))
            });
            match item {
                Data::Map(pairs) => {
                    tables.push((span, table(&format!("{}.", self.name), pairs, span, places, problems)));
                }
                other => {
                    let message =
                        format!("an item of `{}` should be a table, not {}", self.name, other.kind());
                    problems.push(Problem::new(Code::WrongType, message).at(span));
                }
            }
        }
        tables
    }

    /// A table whose keys and values are free.
    pub(super) fn free(self, places: Places<'_>, problems: &mut Problems) -> Data {
        match self.data {
            Data::Map(_) => {
                self.doubles(&self.data, places, problems);
                self.data
            }
            Data::None => Data::None,
            _ => {
                self.wrong_type::<()>("a table", problems);
                Data::None
            }
        }
    }

    /// Reports keys that are given twice, at any depth of a free table.
    fn doubles(&self, data: &Data, places: Places<'_>, problems: &mut Problems) {
        match data {
            Data::List(items) => items.iter().for_each(|item| self.doubles(item, places, problems)),
            Data::Map(pairs) => {
                let mut names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
                names.sort_unstable();
                for pair in names.windows(2).filter(|pair| pair[0] == pair[1]) {
                    let range = Places::range(self.span);
                    let first = places.find_key(&range, range.start, pair[0]);
                    let second = first.and_then(|first| places.find_key(&range, first.end, pair[0]));
                    let span = second.map_or(self.span, |hit| places.span(&hit));
                    let message = format!("`{}` is given twice in `{}`", pair[0], self.name);
                    problems.push(Problem::new(Code::DuplicateKey, message).at(span));
                }
                pairs.iter().for_each(|(_, data)| self.doubles(data, places, problems));
            }
            _ => {}
        }
    }

    /// Reports a value of the wrong kind.
    pub(super) fn wrong_type<T>(&self, wanted: &str, problems: &mut Problems) -> Option<T> {
        problems.push(self.type_problem(wanted));
        None
    }

    fn type_problem(&self, wanted: &str) -> Problem {
        let message = format!("`{}` should be {wanted}, not {}", self.name, self.data.kind());
        Problem::new(Code::WrongType, message).at(self.span)
    }
}

fn table(
    prefix: &str,
    pairs: Vec<(String, Data)>,
    span: Span,
    places: Places<'_>,
    problems: &mut Problems,
) -> Fields {
    let found = places.fields(&Places::range(span), pairs.iter().map(|(name, _)| name.as_str()));
    let spans = found.iter().map(|(key, value)| (places.span(key), places.span(value))).collect();
    Fields::new(prefix, pairs, spans, problems)
}

/// A scalar as text. Where text is wanted it was read as written, so numbers come here only
/// when another mistake made the file be read again without knowing what is wanted.
fn scalar(data: &Data) -> Option<String> {
    match data {
        Data::Text(text) => Some(text.clone()),
        Data::Bool(value) => Some(value.to_string()),
        Data::Integer(value) => Some(value.to_string()),
        Data::Float(value) => Some(value.to_string()),
        _ => None,
    }
}

fn one_line(text: &str) -> String {
    // Only line breaks: a no-break space before a colon is the writer's own.
    let text = text.trim_matches([' ', '\t', '\n']);
    if text.contains('\n') {
        text.split('\n').map(|line| line.trim_matches([' ', '\t'])).collect::<Vec<_>>().join(" ")
    } else {
        text.to_owned()
    }
}

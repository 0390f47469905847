//! YAML becomes [`Data`]. The YAML crate is named only here.
//!
//! Scalars that are wanted as text are taken as they are written, so that the country code
//! `NO`, the slug `1e3` and the topic `on` stay what their writer meant. Input that nests or
//! multiplies itself without end is refused before it costs time.

use crate::data::Data;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor};
use std::cell::Cell;
use std::fmt;

/// Levels of nesting that are read.
pub(super) const DEEPEST: usize = 64;

/// The limit on `[` and `{` altogether. What lies below it is fast however it nests, even
/// where [`excess`] was deceived about quotes.
const MOST_BRACKETS: usize = 2_000;

/// How the scalars of a value are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Want {
    /// As YAML means them: numbers, truth values, text.
    Any,
    /// As text, below this many levels of lists and tables.
    Text(u8),
}

/// Why a text was not read.
pub(super) enum Fault {
    /// It is not well-formed.
    Syntax(Syntax),
    /// It nests too deep, or multiplies itself.
    Excess(&'static str),
}

/// Where and why the parser gave up.
pub(super) struct Syntax {
    /// The byte.
    pub(super) at: usize,
    /// What was wrong there.
    pub(super) message: String,
    /// What was being read, and where it began.
    pub(super) context: Option<(String, usize)>,
}

/// Reads a text whose root is a table. `want` says for each key how its value is taken.
pub(super) fn read(text: &str, want: impl Fn(&str) -> Want) -> Result<Data, Fault> {
    // What is written once cannot be longer than the text; only aliases make it more.
    let budget = 4 * text.len() + 1024;
    match read_once(text, budget, Some(&want)) {
        // A list where one text was wanted ends the fast reading; read as it is, the
        // mistake can be named.
        Err(Fault::Syntax(_)) => read_once(text, budget, None),
        other => other,
    }
}

fn read_once(text: &str, budget: usize, want: Option<&dyn Fn(&str) -> Want>) -> Result<Data, Fault> {
    let excess = Cell::new(None);
    let left = Cell::new(budget);
    let limits = Limits { left: &left, excess: &excess };
    let seed = Seed { limits: &limits, depth: 0, want: Want::Any, keys: want };
    seed.deserialize(serde_yaml::Deserializer::from_str(text)).map_err(|error| match excess.get() {
        Some(reason) => Fault::Excess(reason),
        None => fault(text, &error),
    })
}

/// Finds nesting that would be slow to read, in one pass over the bytes: more than
/// [`DEEPEST`] open brackets, or as many dashes in a row. Says where.
pub(super) fn excess(text: &str) -> Option<usize> {
    let mut open = 0usize;
    let mut total = 0usize;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let dashes = line.split_ascii_whitespace().take_while(|word| matches!(*word, "-" | "?")).count();
        if dashes > DEEPEST {
            return Some(start);
        }
        // Quotes are followed to the end of the line only: that errs on the careful side.
        let mut quote = None;
        let mut before = b'\n';
        let mut last = b'\n';
        let mut escaped = false;
        for (index, byte) in line.bytes().enumerate() {
            match (quote, byte) {
                (Some(b'"'), b'\\') if !escaped => {
                    escaped = true;
                    continue;
                }
                (Some(mark), byte) if mark == byte && !escaped => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') if matches!(last, b'\n' | b'[' | b'{' | b',' | b':') => {
                    quote = Some(byte)
                }
                (None, b'#') if matches!(before, b' ' | b'\t' | b'\n') => break,
                (None, b'[' | b'{') => {
                    open += 1;
                    total += 1;
                    if open > DEEPEST || total > MOST_BRACKETS {
                        return Some(start + index);
                    }
                }
                (None, b']' | b'}') => open = open.saturating_sub(1),
                _ => {}
            }
            escaped = false;
            before = byte;
            if !byte.is_ascii_whitespace() {
                last = byte;
            }
        }
        start += line.len();
    }
    let brackets = || text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'[' | b'{'));
    brackets().nth(MOST_BRACKETS).map(|(at, _)| at)
}

/// What a reading may use up, shared by all its parts.
struct Limits<'a> {
    left: &'a Cell<usize>,
    excess: &'a Cell<Option<&'static str>>,
}

impl Limits<'_> {
    fn spend<E: Error>(&self, cost: usize) -> Result<(), E> {
        match self.left.get().checked_sub(cost + 1) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => self.refuse("multiplies itself by aliases"),
        }
    }

    fn refuse<T, E: Error>(&self, reason: &'static str) -> Result<T, E> {
        self.excess.set(Some(reason));
        Err(E::custom(reason))
    }
}

/// One value to be read.
#[derive(Clone, Copy)]
struct Seed<'a> {
    limits: &'a Limits<'a>,
    depth: usize,
    want: Want,
    /// Only at the root: how the value of each key is wanted.
    keys: Option<&'a dyn Fn(&str) -> Want>,
}

impl<'a> Seed<'a> {
    fn inner<E: Error>(self, key: Option<&str>) -> Result<Seed<'a>, E> {
        if self.depth >= DEEPEST {
            return self.limits.refuse("nests too deep");
        }
        let want = match (self.keys, key, self.want) {
            (Some(want), Some(key), _) => want(key),
            (_, _, Want::Text(levels)) => Want::Text(levels.saturating_sub(1)),
            _ => Want::Any,
        };
        Ok(Seed { depth: self.depth + 1, want, keys: None, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Data;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Data, D::Error> {
        match self.want {
            Want::Text(0) => deserializer.deserialize_option(self),
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_none<E: Error>(self) -> Result<Data, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Data, D::Error> {
        // Asked for text, the crate gives a scalar as it is written.
        deserializer.deserialize_str(self)
    }

    fn visit_unit<E: Error>(self) -> Result<Data, E> {
        self.limits.spend(0)?;
        Ok(Data::None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Data, E> {
        self.limits.spend(0)?;
        Ok(Data::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Data, E> {
        self.limits.spend(0)?;
        Ok(Data::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Data, E> {
        self.limits.spend(0)?;
        Ok(i64::try_from(value).map_or(Data::Float(value as f64), Data::Integer))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Data, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Data, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Data, E> {
        self.limits.spend(0)?;
        Ok(Data::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Data, E> {
        self.limits.spend(value.len())?;
        Ok(Data::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Data, A::Error> {
        self.limits.spend(0)?;
        let inner = self.inner(None)?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Data::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Data, A::Error> {
        self.limits.spend(0)?;
        let mut map = Vec::new();
        while let Some(key) = pairs.next_key::<String>()? {
            self.limits.spend(key.len())?;
            let inner = self.inner(Some(&key))?;
            map.push((key, pairs.next_value_seed(inner)?));
        }
        Ok(Data::Map(map))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Data, A::Error> {
        let (tag, _) = tagged.variant::<String>()?;
        Err(A::Error::custom(format!("the YAML tag `!{tag}` means nothing here")))
    }
}

/// The crate tells the places in its words; they are taken apart here.
fn fault(text: &str, error: &serde_yaml::Error) -> Fault {
    let words = error.to_string();
    if words.starts_with("recursion limit") {
        return Fault::Excess("nests too deep");
    }
    if words.starts_with("repetition limit") {
        return Fault::Excess("multiplies itself by aliases");
    }
    if words.contains("more than one document") {
        let mut lines = text.split_inclusive('\n').scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        });
        let end = lines.find(|(_, line)| line.trim_end() == "...").map_or(text.len(), |(at, _)| at);
        let message = "the YAML ends here, but more follows".to_owned();
        return Fault::Syntax(Syntax { at: end, message, context: None });
    }
    let (problem, context) = words.split_once(", while ").unwrap_or((&words, ""));
    let (message, place) = split_place(text, problem);
    let location = error.location().map(|location| location.index());
    let at = place.or(location.filter(|at| *at > 0)).unwrap_or(0).min(text.len());
    let context = match split_place(text, context) {
        (what, place) if !what.is_empty() => Some((format!("while {what}"), place.unwrap_or(at))),
        _ => None,
    };
    Fault::Syntax(Syntax { at, message: message.to_owned(), context })
}

/// Takes ` at line 3 column 5` or ` at position 7` off the end of a message.
fn split_place<'a>(text: &str, message: &'a str) -> (&'a str, Option<usize>) {
    if let Some((before, place)) = message.rsplit_once(" at position ") {
        return (before, place.trim().parse().ok());
    }
    let Some((before, place)) = message.rsplit_once(" at line ") else { return (message, None) };
    let place = place.split_once(" column ").and_then(|(line, column)| {
        let (line, column) = (line.parse::<usize>().ok()?, column.trim().parse::<usize>().ok()?);
        let start: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let rest = &text[start..];
        Some(start + rest.char_indices().nth(column.checked_sub(1)?).map_or(rest.len(), |(at, _)| at))
    });
    (before, place)
}

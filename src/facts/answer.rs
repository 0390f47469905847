//! Answers: what a page gets to see.

use super::{Entry, Facts};
use crate::data::Data;
use crate::fingerprint::{Fingerprint, Hasher};
use std::borrow::Cow;

/// The answer to one question.
#[derive(Clone, Debug)]
pub enum Answer<'a> {
    /// There is no such thing. This too is an answer: it may be there tomorrow.
    Absent,
    /// There is such a thing, and it is empty.
    Empty,
    /// Text, to be escaped.
    Text(Cow<'a, str>),
    /// Finished HTML.
    Html(String),
    /// Several pieces of finished HTML.
    HtmlList(Vec<String>),
    /// A whole number.
    Number(i64),
    /// True or false.
    Truth(bool),
    /// A point in time.
    Time(Time),
    /// An entry; only its identity is seen.
    Entry(Entry),
    /// A tree of values, whole.
    Data(&'a Data),
    /// A tree of values made for this answer.
    Owned(Data),
    /// Several answers with names, seen together.
    Record(Vec<(&'static str, Answer<'a>)>),
    /// Several answers in order, seen together.
    List(Vec<Answer<'a>>),
    /// The identity of some bytes: the text of a template.
    Identity(Fingerprint),
    /// In a free tree: a container, to be asked further.
    Container(Container),
}

/// What kind of container a free tree has at a path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Container {
    /// A table.
    Map,
    /// A list.
    List,
}

/// A point in time in the site's zone.
#[derive(Clone, PartialEq, Debug)]
pub struct Time {
    /// The time.
    pub at: jiff::ZonedDateTime,
    /// Only the day was given.
    pub day_only: bool,
}

impl Answer<'_> {
    /// Adds the answer to a fingerprint, each kind kept apart.
    pub fn hash_into(&self, facts: &Facts, hasher: &mut Hasher) {
        match self {
            Answer::Absent => {
                hasher.kind(0);
            }
            Answer::Empty => {
                hasher.kind(1);
            }
            Answer::Text(text) => {
                hasher.kind(2).text(text);
            }
            Answer::Html(text) => {
                hasher.kind(3).text(text);
            }
            Answer::HtmlList(items) => {
                hasher.kind(4).number(items.len() as u64);
                for item in items {
                    hasher.text(item);
                }
            }
            Answer::Number(number) => {
                hasher.kind(5).number(*number as u64);
            }
            Answer::Truth(truth) => {
                hasher.kind(6).number(u64::from(*truth));
            }
            Answer::Time(time) => {
                // The zone's name and offset are part of what a page can print.
                hasher.kind(7).text(&time.at.to_string()).number(u64::from(time.day_only));
            }
            Answer::Entry(entry) => {
                let (kind, name) = entry.name(&facts.library);
                hasher.kind(8).text(kind).text(name.as_deref().unwrap_or(""));
            }
            Answer::Data(data) => {
                hasher.kind(9);
                data.hash_into(hasher);
            }
            Answer::Owned(data) => {
                hasher.kind(9);
                data.hash_into(hasher);
            }
            Answer::Record(fields) => {
                hasher.kind(13).number(fields.len() as u64);
                for (name, answer) in fields {
                    hasher.text(name);
                    answer.hash_into(facts, hasher);
                }
            }
            Answer::List(items) => {
                hasher.kind(14).number(items.len() as u64);
                items.iter().for_each(|item| item.hash_into(facts, hasher));
            }
            Answer::Identity(fingerprint) => {
                hasher.kind(12).part(&fingerprint.to_bytes());
            }
            Answer::Container(Container::Map) => {
                hasher.kind(10);
            }
            Answer::Container(Container::List) => {
                hasher.kind(11);
            }
        }
    }
}

//! What is the same on every page: a template that sees nothing of the page it stands in prints
//! facts alone, so that what it prints is a fact too. With arguments it prints the same wherever
//! these are the same.

use super::question::{List, Question, Symbol};
use crate::library::Entry;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What the shared templates of the theme print, by name.
#[derive(Debug, Default)]
pub struct Shared {
    printed: BTreeMap<String, String>,
    timed: bool,
}

impl Shared {
    /// Adds what a template prints; `timed` says that it shows the instant of the build.
    pub fn add(&mut self, name: &str, html: String, timed: bool) {
        self.printed.insert(name.to_owned(), html);
        self.timed |= timed;
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.printed.get(name).map(String::as_str)
    }

    pub(super) fn is_timed(&self) -> bool {
        self.timed
    }
}

/// A shared template with its arguments, by name.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Given {
    /// The name of the template.
    pub template: Symbol,
    /// The arguments, in the order in which they are given.
    pub arguments: Vec<(Symbol, Argument)>,
}

/// An argument of a shared template: what can be told from another at a glance.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Argument {
    /// Nothing.
    Nothing,
    /// True or false.
    Truth(bool),
    /// A whole number.
    Number(i64),
    /// Text.
    Text(Symbol),
    /// An entry; what the template sees of it, it asks.
    Entry(Entry),
    /// A list; what the template sees of it, it asks.
    List(List),
}

/// What shared templates have printed for their arguments in this build, and what they asked.
#[derive(Debug, Default)]
pub(super) struct Pieces(RwLock<FxHashMap<Given, Arc<Piece>>>);

/// What a shared template has printed for its arguments.
#[derive(Debug)]
pub(super) struct Piece {
    pub html: Box<str>,
    pub trace: Box<[Question]>,
}

impl Pieces {
    pub fn get(&self, given: &Given) -> Option<Arc<Piece>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(given).cloned()
    }

    pub fn add(&self, given: Given, piece: Piece) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(given, Arc::new(piece));
    }
}

//! The window: what a page asks is passed on and noted.

use super::shared::{Given, Piece};
use super::{Answer, Entry, Facts, Field, Question, fields};
use crate::content::html::Body;
use crate::source::ReadError;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The questions of one rendering, each once, in the order in which they were first asked.
pub type Trace = Vec<Question>;

/// What one rendering sees of the site.
#[derive(Debug)]
pub struct Window {
    facts: Arc<Facts>,
    blind: bool,
    noted: Mutex<Noted>,
}

#[derive(Debug)]
pub(super) struct Noted {
    trace: Trace,
    seen: Seen,
    /// The last text that was made, since a page asks for several parts of its own.
    body: Option<(Entry, Arc<Body>)>,
    troubled: bool,
    /// A component is being made.
    pub(super) within: bool,
}

/// The questions that were asked before. Most are about a field, and come one after the other
/// for the same entry: its fields are the bits of a number.
#[derive(Debug, Default)]
struct Seen {
    last: Option<(Entry, u128)>,
    fields: FxHashMap<Entry, u128>,
    others: FxHashSet<Question>,
}

const _: () = assert!(Field::ALL.len() <= 128, "every field has its bit");

impl Seen {
    /// Takes a question in; true if it is the first time.
    fn insert(&mut self, question: Question) -> bool {
        let Question::Field(entry, field) = question else { return self.others.insert(question) };
        if let Some((last, seen)) = self.last.filter(|(last, _)| *last != entry) {
            self.fields.insert(last, seen);
            self.last = None;
        }
        let fields = &self.fields;
        let last = self.last.get_or_insert_with(|| (entry, fields.get(&entry).copied().unwrap_or(0)));
        let bit = 1 << field as u32;
        let first = last.1 & bit == 0;
        last.1 |= bit;
        first
    }
}

impl Noted {
    /// Room for what most pages ask.
    fn new() -> Self {
        let mut seen = Seen::default();
        seen.fields.reserve(28);
        seen.others.reserve(28);
        Self { trace: Trace::with_capacity(128), seen, body: None, troubled: false, within: false }
    }
}

impl Window {
    /// A window through which nothing has been asked yet.
    pub fn new(facts: Arc<Facts>) -> Self {
        Self { facts, blind: false, noted: Mutex::new(Noted::new()) }
    }

    /// A window that notes nothing: only to measure what noting costs.
    pub fn blind(facts: Arc<Facts>) -> Self {
        Self { facts, blind: true, noted: Mutex::new(Noted::new()) }
    }

    /// Asks a question, and notes it.
    pub fn ask(&self, question: Question) -> Answer<'_> {
        if !self.blind {
            let mut noted = self.noted();
            if noted.seen.insert(question) {
                noted.trace.push(question);
            }
        }
        match question {
            Question::Field(entry, field)
                if fields::is_made_from_body(field) && !self.facts.is_buried(entry, field) =>
            {
                self.text(entry, field)
            }
            Question::Field(entry, field @ (Field::FeedContent | Field::Markdown))
                if field.belongs_to(entry) && !self.facts.is_buried(entry, field) =>
            {
                self.facts.text_elsewhere(entry, field).unwrap_or_else(|error| self.troubled(error))
            }
            Question::SearchWords(lang, block, shard) => {
                let words = self.facts.search_words(&self.facts.names.text(lang), block, shard);
                words.unwrap_or_else(|error| self.troubled(error))
            }
            Question::Figures(path) => self.facts.figures(path).unwrap_or_else(|error| self.troubled(error)),
            _ => self.facts.answer(question),
        }
    }

    /// What a shared template has printed for these arguments, if it has been made in this build.
    /// All that it asked is noted, as if it had been made here.
    pub fn piece(&self, given: &Given) -> Option<String> {
        let piece = self.facts.pieces.get(given)?;
        self.note(&piece.trace);
        Some(piece.html.to_string())
    }

    /// A window for a shared template with arguments, of which is known what it asks by itself.
    pub fn beside(&self) -> Self {
        let mut noted = Noted::new();
        noted.within = self.noted().within;
        Self { facts: self.facts.clone(), blind: self.blind, noted: Mutex::new(noted) }
    }

    /// Takes in what a shared template has printed through a window beside this one.
    pub fn take_in(&self, given: Given, html: &str, beside: &Window) {
        let trace = beside.finish();
        self.note(&trace);
        if beside.is_troubled() {
            self.noted().troubled = true;
        } else {
            self.facts.pieces.add(given, Piece { html: html.into(), trace: trace.into() });
        }
    }

    fn note(&self, questions: &[Question]) {
        let mut noted = self.noted();
        let Noted { seen, trace, .. } = &mut *noted;
        trace.extend(questions.iter().filter(|question| seen.insert(**question)));
    }

    fn troubled(&self, error: ReadError) -> Answer<'_> {
        self.noted().troubled = true;
        self.facts.note_trouble(error);
        Answer::Empty
    }

    /// The facts behind the window, for giving names to things; looking at anything else
    /// through this would be a look that nobody notes.
    pub(crate) fn names(&self) -> &super::Names {
        &self.facts.names
    }

    /// The names that could have been meant, for the hint of a problem. A page that fails is
    /// never kept, so these looks need no note.
    pub(crate) fn known(&self) -> &Facts {
        &self.facts
    }

    /// Says whether a file could not be read when it was asked for, or was another than before:
    /// what was made is then not to be used.
    pub fn is_troubled(&self) -> bool {
        self.noted().troubled
    }

    /// All that was asked.
    pub fn finish(&self) -> Trace {
        std::mem::take(&mut self.noted().trace)
    }

    fn text(&self, entry: Entry, field: Field) -> Answer<'_> {
        let Some(text) = fields::BodyOf::entry(&self.facts, entry) else { return Answer::Empty };
        let read = self.noted().body.clone().filter(|(of, _)| *of == entry);
        let body = match read {
            Some((_, body)) => body,
            None => {
                let body = match self.facts.body(text.document, text.lang) {
                    Ok(body) => Arc::new(body),
                    Err(error) => return self.troubled(error),
                };
                self.noted().body = Some((entry, body.clone()));
                body
            }
        };
        text.part(&body, field, &self.facts)
    }

    pub(super) fn noted(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

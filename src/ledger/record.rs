//! The records of a build, and how they are gathered.

use crate::facts::{Facts, List, Question, Trace};
use crate::fingerprint::{Fingerprint, Stamp};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The record of the last build of one output directory.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// What is known of each file that was written, by path.
    pub records: BTreeMap<String, Record>,
    /// The questions of all pages, each once.
    pub questions: Vec<Asked>,
    /// The answers' fingerprints, shortened, in the order of the questions.
    pub answers: Vec<u64>,
    /// The texts that questions refer to.
    pub texts: Vec<String>,
}

/// What is known of one file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// Size and time on disk when it was written.
    pub stamp: Stamp,
    /// What it was made from.
    pub recipe: String,
    /// Size and time of the file it is a copy of.
    pub source: Stamp,
    /// The numbers of the questions it asked, in the order of asking.
    pub trace: Vec<u32>,
}

/// A question as stored: names are numbers of the ledger's texts.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Asked {
    /// The field (by its place in the list of fields) of an entry.
    Field(u32, u8),
    /// The length of a list.
    Length(u32),
    /// An item of a list.
    Item(u32, u32),
    /// Any other question, in words.
    Words(u32),
}

/// Gathers the records of a build.
#[derive(Default)]
pub struct Recorder {
    numbers: FxHashMap<Question, u32>,
    questions: Vec<Question>,
    records: BTreeMap<String, Record>,
}

impl Recorder {
    /// Nothing recorded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file with the questions it asked.
    pub fn add(&mut self, path: &str, record: Record, trace: &Trace) {
        let trace = trace.iter().map(|question| self.number(*question)).collect();
        self.records.insert(path.to_owned(), Record { trace, ..record });
    }

    /// The number that a question has in the new ledger.
    pub fn number(&mut self, question: Question) -> u32 {
        *self.numbers.entry(question).or_insert_with(|| {
            self.questions.push(question);
            self.questions.len() as u32 - 1
        })
    }

    /// Adds a record whose questions have been numbered already.
    pub fn keep(&mut self, path: &str, record: Record) {
        self.records.insert(path.to_owned(), record);
    }

    /// Says whether any page asked what time it is.
    pub fn asked_for_the_time(&self) -> bool {
        self.numbers.contains_key(&Question::Now)
    }

    /// What has been recorded, by path.
    pub fn records(&self) -> &BTreeMap<String, Record> {
        &self.records
    }

    /// The finished ledger: every question with the fingerprint of its answer in this build.
    pub fn finish(self, facts: &Facts) -> Ledger {
        let answers = self.questions.par_iter().map(|question| short(facts.fingerprint(*question))).collect();
        let mut texts = Texts::default();
        let questions = self.questions.iter().map(|question| texts.stored(*question, facts)).collect();
        Ledger { records: self.records, questions, answers, texts: texts.texts }
    }
}

/// The first half of a fingerprint: enough to notice a change.
pub(super) fn short(fingerprint: Fingerprint) -> u64 {
    let bytes = fingerprint.to_bytes();
    u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]])
}

/// The texts of a ledger while it is written; entries and lists are put into words once.
#[derive(Default)]
struct Texts {
    texts: Vec<String>,
    entries: FxHashMap<crate::facts::Entry, u32>,
    lists: FxHashMap<List, u32>,
}

impl Texts {
    fn stored(&mut self, question: Question, facts: &Facts) -> Asked {
        match question {
            Question::Field(entry, field) => {
                let texts = &mut self.texts;
                let number =
                    *self.entries.entry(entry).or_insert_with(|| add(texts, facts.write_entry(entry)));
                Asked::Field(number, field as u8)
            }
            Question::Length(list) => Asked::Length(self.list(list, facts)),
            Question::Item(list, index) => Asked::Item(self.list(list, facts), index),
            other => Asked::Words(add(&mut self.texts, facts.write(other))),
        }
    }

    fn list(&mut self, list: List, facts: &Facts) -> u32 {
        let texts = &mut self.texts;
        *self.lists.entry(list).or_insert_with(|| add(texts, facts.write_list(list)))
    }
}

fn add(texts: &mut Vec<String>, text: String) -> u32 {
    texts.push(text);
    texts.len() as u32 - 1
}

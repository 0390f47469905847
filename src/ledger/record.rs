//! The records of a build, and how they are gathered.

use crate::facts::{Entry, Facts, Field, List, Question, Trace};
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
    /// For questions with costly answers: the fingerprint, shortened, of what each was made from.
    pub keys: BTreeMap<u32, u64>,
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

/// Gathers the records of a build: first those that are carried over from the last ledger,
/// then those of the pages that were made.
#[derive(Default)]
pub struct Recorder {
    records: BTreeMap<String, Record>,
    questions: Vec<Asked>,
    /// The answers of the questions that were carried over.
    answers: Vec<u64>,
    texts: Texts,
    /// The numbers of the last ledger's questions and texts in this one.
    carried: Vec<Option<u32>>,
    carried_texts: Vec<Option<u32>>,
    /// The questions that were carried over, once new ones come.
    known: Option<FxHashMap<Asked, u32>>,
    /// The new questions with their numbers, in order.
    asked: Vec<(u32, Question)>,
    /// The questions carried over that have a key, with their numbers of the texts.
    keyed: Vec<(u32, u32)>,
}

/// The questions of the pages that are being made, each once: while there are many traces,
/// each is a list of small numbers.
#[derive(Debug, Default)]
pub struct Questions {
    /// The numbers of questions about fields, in a row for each entry: most questions are
    /// about a field, and come one after the other for the same entry.
    rows: Vec<Box<[u32]>>,
    entries: FxHashMap<Entry, u32>,
    /// The numbers of all others.
    numbers: FxHashMap<Question, u32>,
    questions: Vec<Question>,
}

/// What stands in a row where there is no number yet.
const NONE: u32 = u32::MAX;

/// A trace as numbers of [`Questions`].
#[derive(Debug)]
pub struct Numbered(Box<[u32]>);

impl Questions {
    /// Numbers the questions of one page.
    pub fn number(&mut self, trace: &Trace) -> Numbered {
        let mut last = None;
        let numbers = trace.iter().map(|question| match *question {
            Question::Field(entry, field) => {
                let row = match last {
                    Some((of, row)) if of == entry => row,
                    _ => self.row(entry),
                };
                last = Some((entry, row));
                self.field(row, *question, field)
            }
            other => *self.numbers.entry(other).or_insert_with(|| {
                self.questions.push(other);
                self.questions.len() as u32 - 1
            }),
        });
        Numbered(numbers.collect())
    }

    /// The row of an entry.
    fn row(&mut self, entry: Entry) -> usize {
        let row = *self.entries.entry(entry).or_insert_with(|| {
            self.rows.push(vec![NONE; Field::ALL.len()].into());
            self.rows.len() as u32 - 1
        });
        row as usize
    }

    fn field(&mut self, row: usize, question: Question, field: Field) -> u32 {
        let number = &mut self.rows[row][field as usize];
        if *number == NONE {
            *number = self.questions.len() as u32;
            self.questions.push(question);
        }
        *number
    }
}

/// Gives the questions of made pages their numbers in the new ledger.
pub struct Adding<'a> {
    recorder: &'a mut Recorder,
    facts: &'a Facts,
    questions: &'a [Question],
    numbers: Vec<Option<u32>>,
}

impl Adding<'_> {
    /// Adds a file that was made, with the questions it asked.
    pub fn add(&mut self, path: &str, record: Record, trace: Option<Numbered>) {
        let trace = trace.map_or_else(Box::default, |trace| trace.0);
        let trace = trace.iter().map(|local| {
            let number = &mut self.numbers[*local as usize];
            *number.get_or_insert_with(|| self.recorder.number(self.questions[*local as usize], self.facts))
        });
        let trace = trace.collect();
        self.recorder.records.insert(path.to_owned(), Record { trace, ..record });
    }
}

impl Recorder {
    /// Nothing recorded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the record of a kept file over: its questions have the answers they had, so
    /// neither is looked at again. Comes before [`Recorder::adding`].
    pub fn carry(&mut self, last: &Ledger, path: &str, stamp: Stamp, source: Stamp) {
        debug_assert!(self.known.is_none(), "what is kept is recorded first");
        let Some(record) = last.records.get(path) else { return };
        self.carried.resize(last.questions.len(), None);
        self.carried_texts.resize(last.texts.len(), None);
        let trace = record.trace.iter().filter_map(|number| self.carry_question(last, *number)).collect();
        let Record { fingerprint, ref recipe, .. } = *record;
        let record = Record { fingerprint, stamp, recipe: recipe.clone(), source, trace };
        self.records.insert(path.to_owned(), record);
    }

    fn carry_question(&mut self, last: &Ledger, number: u32) -> Option<u32> {
        let at = number as usize;
        if let Some(new) = *self.carried.get(at)? {
            return Some(new);
        }
        let asked = match *last.questions.get(at)? {
            Asked::Field(text, field) => Asked::Field(self.carry_text(last, text)?, field),
            Asked::Length(text) => Asked::Length(self.carry_text(last, text)?),
            Asked::Item(text, index) => Asked::Item(self.carry_text(last, text)?, index),
            Asked::Words(text) => Asked::Words(self.carry_text(last, text)?),
        };
        let new = self.questions.len() as u32;
        if let Asked::Words(text) = asked
            && last.keys.contains_key(&number)
        {
            self.keyed.push((new, text));
        }
        self.questions.push(asked);
        self.answers.push(*last.answers.get(at)?);
        self.carried[at] = Some(new);
        Some(new)
    }

    fn carry_text(&mut self, last: &Ledger, number: u32) -> Option<u32> {
        let carried = self.carried_texts.get_mut(number as usize)?;
        if carried.is_none() {
            *carried = Some(self.texts.texts.len() as u32);
            self.texts.texts.push(last.texts.get(number as usize)?.clone());
        }
        *carried
    }

    /// Begins to add files that were made, with these questions.
    pub fn adding<'a>(&'a mut self, questions: &'a Questions, facts: &'a Facts) -> Adding<'a> {
        let questions = &questions.questions;
        Adding { recorder: self, facts, questions, numbers: vec![None; questions.len()] }
    }

    /// The number that a question has in the new ledger.
    fn number(&mut self, question: Question, facts: &Facts) -> u32 {
        let known = self.known.get_or_insert_with(|| {
            self.texts.learn();
            let numbered = self.questions.iter().enumerate();
            numbered.map(|(number, asked)| (*asked, number as u32)).collect()
        });
        let asked = self.texts.stored(question, facts);
        match known.get(&asked) {
            Some(number) => *number,
            None => {
                self.questions.push(asked);
                let number = self.questions.len() as u32 - 1;
                self.asked.push((number, question));
                number
            }
        }
    }

    /// Says whether any page asked what time it is.
    pub fn asked_for_the_time(&self) -> bool {
        let text = |number: u32| self.texts.texts.get(number as usize).map(String::as_str);
        self.questions.iter().any(|asked| matches!(asked, Asked::Words(words) if text(*words) == Some("now")))
    }

    /// What has been recorded, by path.
    pub fn records(&self) -> &BTreeMap<String, Record> {
        &self.records
    }

    /// Takes in a file that asked nothing.
    pub fn put(&mut self, path: String, record: Record) {
        self.records.insert(path, record);
    }

    /// The finished ledger: every question with the fingerprint of its answer in this build.
    pub fn finish(mut self, facts: &Facts) -> Ledger {
        let answers: Vec<u64> =
            self.asked.par_iter().map(|(_, question)| short(facts.fingerprint(*question))).collect();
        self.answers.extend(answers);
        // What was kept is the same, though what it is made from may be another: so the next
        // build need not look into it again.
        let carried = self.keyed.iter().filter_map(|(number, text)| {
            let question = facts.read(self.texts.texts.get(*text as usize)?)?;
            Some((*number, question))
        });
        let keyed = carried.chain(self.asked.iter().copied());
        let keys = keyed.filter_map(|(number, question)| Some((number, short(facts.key(question)?))));
        let keys = keys.collect();
        Ledger {
            records: self.records,
            questions: self.questions,
            answers: self.answers,
            keys,
            texts: self.texts.texts,
        }
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
    /// The texts that were carried over, by what they say.
    known: FxHashMap<String, u32>,
    entries: FxHashMap<Entry, u32>,
    lists: FxHashMap<List, u32>,
}

impl Texts {
    /// Learns what the texts so far say, so that none is added twice.
    fn learn(&mut self) {
        let numbered = self.texts.iter().enumerate();
        self.known = numbered.map(|(number, text)| (text.clone(), number as u32)).collect();
    }

    fn stored(&mut self, question: Question, facts: &Facts) -> Asked {
        match question {
            Question::Field(entry, field) => {
                let number = match self.entries.get(&entry) {
                    Some(number) => *number,
                    None => {
                        let number = self.add(facts.write_entry(entry));
                        self.entries.insert(entry, number);
                        number
                    }
                };
                Asked::Field(number, field as u8)
            }
            Question::Length(list) => Asked::Length(self.list(list, facts)),
            Question::Item(list, index) => Asked::Item(self.list(list, facts), index),
            other => Asked::Words(self.add(facts.write(other))),
        }
    }

    fn list(&mut self, list: List, facts: &Facts) -> u32 {
        match self.lists.get(&list) {
            Some(number) => *number,
            None => {
                let number = self.add(facts.write_list(list));
                self.lists.insert(list, number);
                number
            }
        }
    }

    fn add(&mut self, text: String) -> u32 {
        if let Some(number) = self.known.get(&text) {
            return *number;
        }
        self.texts.push(text);
        self.texts.len() as u32 - 1
    }
}

//! Additions: what has changed since the ledger's file was written as a whole.
//!
//! An edit changes a few records of many. They are written to a small file beside the ledger,
//! which names the file it adds to, and are laid over it when both are read. An addition to
//! another ledger counts for nothing; the records of a ledger without its additions are those
//! of an older build, and true.

use super::record::{Asked, Ledger, Record};
use crate::fingerprint::Fingerprint;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What has changed since the ledger was written as a whole.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// The sum of the ledger's file.
    pub(super) base: Fingerprint,
    /// How many records, questions and texts it has.
    records: usize,
    pub(super) questions: usize,
    pub(super) texts: usize,
    /// The paths of records that have changed or are new.
    pub(super) changed: BTreeSet<String>,
    /// The paths of records that are gone.
    pub(super) removed: BTreeSet<String>,
    /// The questions of the file that have other answers.
    pub(super) answers: BTreeSet<u32>,
    /// The questions that have another key, or one of which the file does not know.
    pub(super) keys: BTreeSet<u32>,
}

/// Additions as they are read.
#[derive(Deserialize)]
pub(super) struct Additions {
    pub base: Fingerprint,
    removed: Vec<String>,
    records: Vec<(String, Record)>,
    answers: Vec<(u32, u64)>,
    keys: Vec<(u32, u64)>,
    new: (Vec<Asked>, Vec<u64>, Vec<String>),
}

/// Additions as they are written.
#[derive(Serialize)]
pub(super) struct Written<'a> {
    base: Fingerprint,
    removed: &'a BTreeSet<String>,
    records: Vec<(&'a str, &'a Record)>,
    answers: Vec<(u32, u64)>,
    keys: Vec<(u32, u64)>,
    new: (&'a [Asked], &'a [u64], &'a [String]),
}

impl Since {
    /// Nothing has changed since the file with this sum was read.
    pub(super) fn new(base: Fingerprint, ledger: &Ledger) -> Self {
        Self {
            base,
            records: ledger.records.len(),
            questions: ledger.questions.len(),
            texts: ledger.texts.len(),
            ..Self::default()
        }
    }

    /// Lays additions over the ledger they were made for. None if they do not fit it.
    pub(super) fn apply(&mut self, ledger: &mut Ledger, additions: Additions) -> Option<()> {
        let Additions { removed, records, answers, keys, new, .. } = additions;
        let (questions, new_answers, texts) = new;
        for path in removed {
            ledger.records.remove(&path);
            self.removed.insert(path);
        }
        for (path, record) in records {
            self.changed.insert(path.clone());
            ledger.records.insert(path, record);
        }
        for (number, answer) in answers {
            *ledger.answers.get_mut(number as usize)? = answer;
            self.answers.insert(number);
        }
        for (number, key) in keys {
            ledger.keys.insert(number, key);
            self.keys.insert(number);
        }
        ledger.questions.extend(questions);
        ledger.answers.extend(new_answers);
        ledger.texts.extend(texts);
        Some(())
    }

    /// Says whether a ledger with so many more changes is still written as additions: while
    /// they are few beside what is in the file.
    pub fn has_room(&self, changes: usize) -> bool {
        8 * (self.changed.len() + self.removed.len() + changes) <= self.records
    }

    /// The additions to be written; None if the ledger is better written as a whole.
    pub(super) fn additions<'a>(&'a self, ledger: &'a Ledger) -> Option<Written<'a>> {
        let few = self.has_room(0)
            && ledger.questions.len() - self.questions <= self.questions / 4
            && ledger.texts.len() - self.texts <= self.texts / 4;
        let records = self.changed.iter().map(|path| {
            let (path, record) = ledger.records.get_key_value(path)?;
            Some((path.as_str(), record))
        });
        let answer = |number: &u32| Some((*number, *ledger.answers.get(*number as usize)?));
        let key = |number: &u32| Some((*number, *ledger.keys.get(number)?));
        few.then_some(Written {
            base: self.base,
            removed: &self.removed,
            records: records.collect::<Option<_>>()?,
            answers: self.answers.iter().map(answer).collect::<Option<_>>()?,
            keys: self.keys.iter().filter_map(key).collect(),
            new: (
                &ledger.questions[self.questions..],
                &ledger.answers[self.questions..],
                &ledger.texts[self.texts..],
            ),
        })
    }

    /// Notes that a record is new or has changed.
    pub(super) fn change(&mut self, path: &str) {
        self.removed.remove(path);
        self.changed.insert(path.to_owned());
    }

    /// Notes that a record is gone.
    pub(super) fn remove(&mut self, path: &str) {
        self.changed.remove(path);
        self.removed.insert(path.to_owned());
    }
}

//! The records of a build, and how they are gathered.

use super::numbers;
use super::questions::Questions;
use super::since::Since;
use crate::facts::{Entry, Facts, List, Question};
use crate::fingerprint::{Fingerprint, Stamp};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The record of the last build of one output directory.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// What is known of each file that was written, by path.
    pub records: BTreeMap<String, Record>,
    /// The questions of all pages, each once.
    pub questions: Vec<Asked>,
    /// The answers' fingerprints, shortened, in the order of the questions.
    #[serde(with = "numbers::answers")]
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
    #[serde(with = "numbers::trace")]
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
/// then those of the pages that were made. Where few were made, the last ledger itself goes on:
/// all its questions keep their numbers.
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
    /// The questions whose answers are needed, with their numbers.
    asked: Vec<(u32, Question)>,
    /// What was known of the answers that are costly.
    keys: BTreeMap<u32, u64>,
    /// What is known of them now, if all answers have been looked at already.
    looked: Option<BTreeMap<u32, u64>>,
    going_on: Option<GoingOn>,
}

/// A last ledger that goes on.
struct GoingOn {
    since: Since,
    /// Files that are no longer wanted, with the fingerprints they can have.
    gone: BTreeMap<String, Fingerprint>,
    /// Files that it did not know.
    new: BTreeSet<String>,
}

/// What a build that begins with nothing knows of all its questions, in their order.
pub struct Looked {
    questions: Vec<Asked>,
    texts: Vec<String>,
    answers: Vec<u64>,
    keys: BTreeMap<u32, u64>,
}

impl Recorder {
    /// Nothing recorded yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on with the last ledger, which becomes the new one; `since` tells how it lies in its
    /// file. Records of files that are not `wanted`, whose paths come in order, are dropped.
    pub fn going_on<'p>(last: Ledger, since: Since, wanted: impl Iterator<Item = &'p str>) -> Self {
        let Ledger { mut records, questions, answers, keys, texts } = last;
        let mut going_on = GoingOn { since, gone: BTreeMap::new(), new: BTreeSet::new() };
        let mut wanted = wanted.peekable();
        for (path, record) in &records {
            while wanted.next_if(|wanted| *wanted < path.as_str()).is_some() {}
            if wanted.peek() != Some(&path.as_str()) {
                going_on.gone.insert(path.clone(), record.fingerprint);
            }
        }
        for path in going_on.gone.keys() {
            records.remove(path);
            going_on.since.remove(path);
        }
        let texts = Texts { texts, ..Texts::default() };
        Self {
            records,
            questions,
            answers,
            keys,
            texts,
            going_on: Some(going_on),
            known: Some(FxHashMap::default()),
            ..Self::default()
        }
    }

    /// Keeps the record of a file that was kept, in a ledger that goes on.
    pub fn keep(&mut self, path: &str, stamp: Stamp, source: Stamp) {
        let Some(record) = self.records.get_mut(path) else { return };
        if (record.stamp, record.source) != (stamp, source) {
            (record.stamp, record.source) = (stamp, source);
            if let Some(going_on) = &mut self.going_on {
                going_on.since.change(path);
            }
        }
    }

    /// Drops the record of a file that could not be made, in a ledger that goes on.
    pub fn forget(&mut self, path: &str) {
        if let Some(going_on) = &mut self.going_on
            && self.records.remove(path).is_some()
        {
            going_on.since.remove(path);
        }
    }

    /// In a ledger that goes on: the questions that a page asked last time keep their numbers,
    /// should it ask them again. To learn all of them would cost more than what is saved.
    fn learn_from(&mut self, path: &str) {
        let Self { going_on: Some(_), records, questions, texts, known: Some(known), .. } = self else {
            return;
        };
        let Some(record) = records.get(path) else { return };
        for number in &record.trace {
            if let Some(asked) = questions.get(*number as usize) {
                known.insert(*asked, *number);
                texts.learn_one(asked.text());
            }
        }
    }

    /// The files of the last ledger that are no longer wanted, if that ledger goes on.
    pub fn gone(&self) -> impl Iterator<Item = (&String, Fingerprint)> {
        let gone = self.going_on.iter().flat_map(|going_on| &going_on.gone);
        gone.map(|(path, fingerprint)| (path, *fingerprint))
    }

    /// Says whether the last ledger goes on and knew this file.
    pub fn had(&self, path: &str) -> bool {
        self.going_on.as_ref().is_some_and(|going_on| !going_on.new.contains(path))
    }

    /// Takes the record of a kept file over: its questions have the answers they had, so
    /// neither is looked at again. Comes before [`Recorder::add`].
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
        if let Some(key) = last.keys.get(&number) {
            self.keys.insert(new, *key);
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

    /// Looks at the answers to all questions of the files that are about to be added, if none was
    /// there before: then each has its number already.
    pub fn look(&self, questions: &Questions, facts: &Facts) -> Option<Looked> {
        if !self.questions.is_empty() || self.going_on.is_some() {
            return None;
        }
        let questions = questions.all();
        // One thread puts all questions into words, which the others need not wait for.
        let words = || {
            let mut texts = Texts::default();
            let stored = questions.iter().map(|question| texts.stored(*question, facts)).collect();
            (stored, texts.texts)
        };
        let key =
            |(number, question): (usize, &Question)| Some((number as u32, short(facts.key(*question)?)));
        let answer = || {
            let answers = questions.par_iter().map(|question| short(facts.fingerprint(*question)));
            (answers.collect(), questions.par_iter().enumerate().filter_map(key).collect())
        };
        let ((questions, texts), (answers, keys)) = rayon::join(words, answer);
        Some(Looked { questions, texts, answers, keys })
    }

    /// Adds files that were made, with traces that are numbers of `questions`. `looked` is what a
    /// look at these has come back with.
    pub fn add(
        &mut self,
        mut files: BTreeMap<String, Record>,
        questions: &Questions,
        looked: Option<Looked>,
        facts: &Facts,
    ) {
        if let Some(Looked { questions, texts, answers, keys }) = looked {
            (self.questions, self.texts.texts, self.answers) = (questions, texts, answers);
            self.looked = Some(keys);
            self.records.append(&mut files);
            return;
        }
        let questions = questions.all();
        let mut numbers = vec![None; questions.len()];
        for (path, mut record) in files {
            self.learn_from(&path);
            for local in &mut record.trace {
                let number = &mut numbers[*local as usize];
                *local = *number.get_or_insert_with(|| self.number(questions[*local as usize], facts));
            }
            let before = self.records.insert(path.clone(), record);
            if let Some(going_on) = &mut self.going_on {
                going_on.since.change(&path);
                if before.is_none() {
                    going_on.new.insert(path);
                }
            }
        }
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
            Some(number) => {
                // What goes on may have had another answer.
                if self.going_on.is_some() {
                    self.asked.push((*number, question));
                }
                *number
            }
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
        let is_now = |asked: &Asked| matches!(asked, Asked::Words(words) if text(*words) == Some("now"));
        let numbered = self.questions.iter().enumerate().filter(|(_, asked)| is_now(asked));
        let numbers: Vec<u32> = numbered.map(|(number, _)| number as u32).collect();
        // A ledger that goes on may know of questions that nobody asks any more.
        let asks = |record: &Record| record.trace.iter().any(|number| numbers.contains(number));
        !numbers.is_empty() && self.records.values().any(asks)
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
    /// With it, if the last one goes on, how it differs from its file.
    pub fn finish(mut self, facts: &Facts) -> (Ledger, Option<Since>) {
        let asked = self.asked.par_iter();
        let answers: Vec<u64> = asked.map(|(_, question)| short(facts.fingerprint(*question))).collect();
        self.answers.resize(self.questions.len(), 0);
        let keys = self.looked.take().unwrap_or_else(|| self.keys_now(facts));
        let mut since = self.going_on.map(|going_on| going_on.since);
        if let Some(since) = &mut since {
            let changed = keys.iter().filter(|(number, key)| self.keys.get(number) != Some(*key));
            since.keys.extend(changed.map(|(number, _)| *number));
        }
        for ((number, _), answer) in self.asked.iter().zip(answers) {
            let known = &mut self.answers[*number as usize];
            if let Some(since) = &mut since
                && (*number as usize) < since.questions
                && *known != answer
            {
                since.answers.insert(*number);
            }
            *known = answer;
        }
        let Self { records, questions, answers, texts, .. } = self;
        (Ledger { records, questions, answers, keys, texts: texts.texts }, since)
    }

    /// The keys of questions with costly answers. What was kept is the same, though what it is
    /// made from may be another now: so the next build need not look into it again.
    fn keys_now(&self, facts: &Facts) -> BTreeMap<u32, u64> {
        let now = |question| facts.key(question).map(short);
        let known = self.keys.iter().map(|(number, key)| {
            let words = match self.questions.get(*number as usize) {
                Some(Asked::Words(text)) => self.texts.texts.get(*text as usize),
                _ => None,
            };
            let key = words.and_then(|words| now(facts.read(words)?)).unwrap_or(*key);
            (*number, key)
        });
        let asked = self.asked.iter().filter_map(|(number, question)| Some((*number, now(*question)?)));
        known.chain(asked).collect()
    }
}

impl Ledger {
    /// The same without questions that nobody asks and without any twice.
    pub(super) fn compact(&self) -> Ledger {
        let mut recorder = Recorder::new();
        for (path, record) in &self.records {
            recorder.carry(self, path, record.stamp, record.source);
        }
        let Recorder { records, questions, answers, keys, texts, .. } = recorder;
        Ledger { records, questions, answers, keys, texts: texts.texts }
    }
}

impl Asked {
    /// The number of the text it refers to.
    fn text(self) -> u32 {
        match self {
            Asked::Field(text, _) | Asked::Length(text) | Asked::Item(text, _) | Asked::Words(text) => text,
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
    /// What was asked about last: the next question is nearly always about the same.
    last_entry: Option<(Entry, u32)>,
    last_list: Option<(List, u32)>,
}

impl Texts {
    /// Learns what the texts so far say, so that none is added twice.
    fn learn(&mut self) {
        let numbered = self.texts.iter().enumerate();
        self.known = numbered.map(|(number, text)| (text.clone(), number as u32)).collect();
    }

    /// Learns what one text says.
    fn learn_one(&mut self, number: u32) {
        if let Some(text) = self.texts.get(number as usize)
            && !self.known.contains_key(text)
        {
            self.known.insert(text.clone(), number);
        }
    }

    fn stored(&mut self, question: Question, facts: &Facts) -> Asked {
        match question {
            Question::Field(entry, field) => Asked::Field(self.entry(entry, facts), field as u8),
            Question::Length(list) => Asked::Length(self.list(list, facts)),
            Question::Item(list, index) => Asked::Item(self.list(list, facts), index),
            other => Asked::Words(self.add(facts.write(other))),
        }
    }

    fn entry(&mut self, entry: Entry, facts: &Facts) -> u32 {
        if let Some((_, number)) = self.last_entry.filter(|(last, _)| *last == entry) {
            return number;
        }
        let number = match self.entries.get(&entry) {
            Some(number) => *number,
            None => {
                let number = self.add(facts.write_entry(entry));
                self.entries.insert(entry, number);
                number
            }
        };
        self.last_entry = Some((entry, number));
        number
    }

    fn list(&mut self, list: List, facts: &Facts) -> u32 {
        if let Some((_, number)) = self.last_list.filter(|(last, _)| *last == list) {
            return number;
        }
        let number = match self.lists.get(&list) {
            Some(number) => *number,
            None => {
                let number = self.add(facts.write_list(list));
                self.lists.insert(list, number);
                number
            }
        };
        self.last_list = Some((list, number));
        number
    }

    fn add(&mut self, text: String) -> u32 {
        if let Some(number) = self.known.get(&text) {
            return *number;
        }
        self.texts.push(text);
        self.texts.len() as u32 - 1
    }
}

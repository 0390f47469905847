//! Verdicts: may a page be kept as it is, and if not, why not.

use super::record::{Asked, Ledger, Record, short};
use crate::facts::{Entry, Facts, Field, List, Question};
use crate::fingerprint::{Fingerprint, Hasher};
use crate::plan::{Machine, Neighbour, Output, Recipe, Redirects, SearchPart, Target};
use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// Whether an output is made again, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// It is kept: nothing it was made from has changed.
    Fresh,
    /// The last build did not make it.
    NoRecord,
    /// It is made in another way: by another template, as another part of a list.
    RecipeChanged,
    /// The file is not there, or not as it was written.
    OutputAltered,
    /// This question has another answer now.
    AnswerChanged(String),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Fresh => f.write_str("fresh"),
            Verdict::NoRecord => f.write_str("stale: no record of it"),
            Verdict::RecipeChanged => f.write_str("stale: it is made in another way"),
            Verdict::OutputAltered => f.write_str("stale: the file is missing or was altered"),
            Verdict::AnswerChanged(question) => write!(f, "stale: `{question}` changed"),
        }
    }
}

/// A ledger laid beside the facts of a new build.
pub struct Reader<'a> {
    ledger: &'a Ledger,
    facts: &'a Facts,
    entries: Vec<OnceLock<Option<Entry>>>,
    lists: Vec<OnceLock<Option<List>>>,
    checked: Vec<AtomicU8>,
}

const UNKNOWN: u8 = 0;
const SAME: u8 = 1;
const CHANGED: u8 = 2;

impl<'a> Reader<'a> {
    /// Lays a ledger beside the facts.
    pub fn new(ledger: &'a Ledger, facts: &'a Facts) -> Self {
        let texts = ledger.texts.len();
        Self {
            ledger,
            facts,
            entries: std::iter::repeat_with(OnceLock::new).take(texts).collect(),
            lists: std::iter::repeat_with(OnceLock::new).take(texts).collect(),
            checked: std::iter::repeat_with(|| AtomicU8::new(UNKNOWN)).take(ledger.questions.len()).collect(),
        }
    }

    /// The verdict on an output. `intact` says whether the file on disk is still what the
    /// record tells. Questions are checked in the order in which they were asked, since a
    /// later one may only make sense under the earlier answers.
    pub fn verdict(&self, output: &Output, intact: impl FnOnce(&Record) -> bool) -> Verdict {
        let Some(record) = self.ledger.records.get(&output.path) else { return Verdict::NoRecord };
        if record.recipe != recipe_text(output, self.facts) {
            return Verdict::RecipeChanged;
        }
        for number in &record.trace {
            if !self.is_same(*number) {
                return Verdict::AnswerChanged(self.words(*number));
            }
        }
        if intact(record) { Verdict::Fresh } else { Verdict::OutputAltered }
    }

    /// Says whether the file of the last build had these bytes.
    pub fn has(&self, path: &str, fingerprint: crate::fingerprint::Fingerprint) -> bool {
        self.ledger.records.get(path).is_some_and(|record| record.fingerprint == fingerprint)
    }

    fn is_same(&self, number: u32) -> bool {
        let Some(checked) = self.checked.get(number as usize) else { return false };
        match checked.load(Ordering::Relaxed) {
            SAME => return true,
            CHANGED => return false,
            _ => {}
        }
        let stored = self.ledger.answers.get(number as usize);
        let same = match self.question(number) {
            Some(question) => {
                let key = self.ledger.keys.get(&number);
                let same_key = key.is_some() && key == self.facts.key(question).map(short).as_ref();
                same_key || stored == Some(&short(self.facts.fingerprint(question)))
            }
            None => false,
        };
        checked.store(if same { SAME } else { CHANGED }, Ordering::Relaxed);
        same
    }

    fn question(&self, number: u32) -> Option<Question> {
        Some(match *self.ledger.questions.get(number as usize)? {
            Asked::Field(entry, field) => {
                let read =
                    || self.ledger.texts.get(entry as usize).and_then(|text| self.facts.read_entry(text));
                let entry = (*self.entries.get(entry as usize)?.get_or_init(read))?;
                Question::Field(entry, *Field::ALL.get(field as usize)?)
            }
            Asked::Length(list) => Question::Length(self.list(list)?),
            Asked::Item(list, index) => Question::Item(self.list(list)?, index),
            Asked::Words(words) => self.facts.read(self.ledger.texts.get(words as usize)?)?,
        })
    }

    fn list(&self, number: u32) -> Option<List> {
        let read = || self.ledger.texts.get(number as usize).and_then(|text| self.facts.read_list(text));
        *self.lists.get(number as usize)?.get_or_init(read)
    }

    fn words(&self, number: u32) -> String {
        self.ledger.words(number)
    }
}

impl Ledger {
    /// A question of the ledger in words.
    pub fn words(&self, number: u32) -> String {
        let text = |number: u32| self.texts.get(number as usize).map_or("?", String::as_str);
        match self.questions.get(number as usize) {
            Some(Asked::Field(entry, field)) => {
                format!(
                    "{} {}",
                    text(*entry),
                    Field::ALL.get(*field as usize).map_or("?", |field| field.name())
                )
            }
            Some(Asked::Length(list)) => format!("length {}", text(*list)),
            Some(Asked::Item(list, index)) => format!("item {index} {}", text(*list)),
            Some(Asked::Words(words)) => text(*words).to_owned(),
            None => "?".into(),
        }
    }
}

/// What an output is made from, in words.
pub fn recipe_text(output: &Output, facts: &Facts) -> String {
    match &output.recipe {
        Recipe::Page { entry, template, slice } => {
            let mut words = format!("page {} {template}", facts.write_entry(*entry));
            if let Some(slice) = slice {
                let neighbour = |neighbour: Option<Neighbour>| match neighbour {
                    None => "-".to_owned(),
                    Some(Neighbour::Front) => "front".to_owned(),
                    Some(Neighbour::Number(number)) => number.to_string(),
                };
                let number = |number: Option<u32>| number.map_or("-".to_owned(), |number| number.to_string());
                words.push_str(&format!(
                    " list {} {} {} {} {}",
                    number(slice.number),
                    slice.start,
                    number(slice.length),
                    neighbour(slice.newer),
                    neighbour(slice.older)
                ));
            }
            words
        }
        Recipe::Redirect { to } => format!("redirect {}", target_text(to, facts)),
        Recipe::Host { file, redirects } => {
            format!("rules {} {:?}", file.name(), redirects_fingerprint(redirects, facts))
        }
        Recipe::Feed { of, format } => format!("feed {} {}", facts.write_entry(*of), format.word()),
        Recipe::Machine(machine) => machine_text(*machine, facts),
        Recipe::Search { lang, part } => match part {
            SearchPart::Index => format!("search-index {lang}"),
            SearchPart::Words(block, shard) => format!("search-words {lang} {block} {shard}"),
            SearchPart::Results(group) => format!("search-results {lang} {group}"),
        },
        Recipe::Bundle { path, .. } => format!("bundle {path}"),
        Recipe::Asset { source } => format!("copy {}", facts.sources.get(*source).path),
        Recipe::Picture { source, of } => {
            format!("picture {} {of}", facts.sources.get(*source).path)
        }
        Recipe::Rendition { source, rendition } => {
            format!("rendition {} {}", facts.sources.get(*source).path, rendition.key())
        }
        Recipe::Card { card } => format!("card {}", card.key()),
    }
}

fn machine_text(machine: Machine, facts: &Facts) -> String {
    let word = match machine {
        Machine::Sitemap(of, part) => return format!("sitemap {} {part}", facts.write_entry(of)),
        Machine::NewsSitemap(part) => return format!("news-sitemap {part}"),
        Machine::Twin(page) => return format!("twin {}", facts.write_entry(Entry::Page(page))),
        Machine::SitemapIndex => "sitemap-index",
        Machine::FeedList => "feed-list",
        Machine::Robots => "robots",
        Machine::License => "license",
        Machine::Llms => "llms",
        Machine::Headers => "headers",
        Machine::Security => "security",
        Machine::Ads => "ads",
        Machine::Trust => "trust",
        Machine::Manifest => "manifest",
        Machine::IndexNowKey => "indexnow-key",
    };
    word.to_owned()
}

fn target_text(to: &Target, facts: &Facts) -> String {
    match to {
        Target::Entry(entry) => facts.write_entry(*entry),
        Target::Path(address) => address.path.clone(),
        Target::Elsewhere(url) => url.clone(),
    }
}

/// Many redirects in one word.
fn redirects_fingerprint(redirects: &Redirects, facts: &Facts) -> Fingerprint {
    let Redirects { moved, below, gone, not_found } = redirects;
    let mut hasher = Hasher::new();
    for moved in moved {
        hasher.text(&moved.from.path).text(&target_text(&moved.to, facts)).number(u64::from(moved.page));
    }
    hasher.number(moved.len() as u64);
    for below in below {
        hasher.text(&below.from.path).text(&target_text(&below.to, facts));
        hasher.number(u64::from(below.keeps_rest));
    }
    hasher.number(below.len() as u64);
    for gone in gone {
        hasher.text(&gone.from.path).number(u64::from(gone.notice));
    }
    hasher.number(u64::from(*not_found));
    hasher.finish()
}

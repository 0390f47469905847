//! What a preview remembers of the files from one generation to the next, so that only what
//! was edited is parsed again. A build begins with nothing remembered.

use super::Request;
use crate::content::Document;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Label, Lying, NextShelf, Shelf, Shelved};
use crate::problem::{Problem, Severity};
use crate::source::SourceId;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What parsing made of the files of the last generation.
#[derive(Debug, Default)]
pub struct Memory {
    /// The settings under which they were parsed.
    settings: Option<Fingerprint>,
    files: FxHashMap<Arc<str>, Remembered>,
    /// All of it lies on the shelf too.
    shelved: bool,
}

/// What parsing made of one file.
#[derive(Clone, Debug)]
pub(super) struct Remembered {
    /// Which bytes it was made from.
    pub label: Label,
    /// The file cannot have changed unseen since it was read.
    pub sure: bool,
    /// What was parsed.
    pub document: Arc<Document>,
    /// The problems that parsing found.
    pub problems: Arc<[Problem]>,
    /// If there is an error among them: what was parsed when there was none. The site shows
    /// this until the error is mended.
    pub good: Option<Arc<Document>>,
}

impl Memory {
    /// Nothing remembered yet of files that are parsed under these settings.
    pub(super) fn new(settings: Fingerprint, shelved: bool) -> Self {
        Self { settings: Some(settings), files: FxHashMap::default(), shelved }
    }

    /// What is to be put on the shelf, so that the next start need not parse it; None if it lies
    /// there already. A file that may have changed unseen since it was read is left out.
    pub fn to_shelve(&self) -> Option<ToShelve> {
        let settings = self.settings.filter(|_| !self.shelved)?;
        let sure = self.files.iter().filter(|(_, file)| file.sure);
        let lying = sure.map(|(path, file)| Lying {
            path: path.clone(),
            label: file.label,
            parsed: Some((file.document.clone(), file.problems.clone())),
            unopened: false,
        });
        let mut documents: Vec<Lying> = lying.collect();
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        Some(ToShelve(NextShelf::new(Shelf::default(), settings, documents)))
    }

    pub(super) fn settings(&self) -> Option<Fingerprint> {
        self.settings
    }

    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What parsing made of a file.
    pub(super) fn find(&self, path: &str) -> Option<&Remembered> {
        self.files.get(path)
    }

    /// What parsing made of a file that need not be opened.
    pub(super) fn unopened(&self, path: &str, stamp: Stamp, source: SourceId) -> Option<Remembered> {
        let known = self.files.get(path)?;
        (known.sure && known.label.stamp == stamp).then(|| known.clone().of(source))
    }

    /// What parsing made of a file with these bytes.
    pub(super) fn touched(&self, path: &str, label: Label, source: SourceId) -> Option<Remembered> {
        let known = self.files.get(path)?;
        let same = known.label.fingerprint == label.fingerprint;
        same.then(|| Remembered { label, ..known.clone() }.of(source))
    }

    /// The last document of a file that had no error.
    pub(super) fn good(&self, path: &str, source: SourceId) -> Option<Arc<Document>> {
        let known = self.files.get(path)?;
        let good = if known.has_error() { known.good.clone()? } else { known.document.clone() };
        Some(renumbered(good, source))
    }

    pub(super) fn add(&mut self, path: Arc<str>, remembered: Remembered) {
        self.files.insert(path, remembered);
    }
}

/// Documents on their way to the shelf.
#[derive(Debug)]
pub struct ToShelve(NextShelf);

impl ToShelve {
    /// Puts the documents on the shelf of the output directory, of which nothing else is touched.
    /// Nothing is written if `wanted` says in between that the program is to end. The shelf is
    /// exchanged as a whole, and nobody is told if the machine has no room for it: it only saves
    /// time.
    pub fn put(self, request: &Request, wanted: &dyn Fn() -> bool) -> std::io::Result<()> {
        let place = super::output::place(request);
        place.make()?;
        place.write_shelf(&self.0, wanted)?.map_or(Ok(()), |written| written.put())
    }
}

impl Remembered {
    pub fn new(shelved: Shelved, sure: bool) -> Self {
        let Shelved { label, document, problems } = shelved;
        Self { label, sure, document: Arc::new(document), problems: problems.into(), good: None }
    }

    pub fn has_error(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// The document that stands for the file in the site.
    pub fn shown(&self) -> Arc<Document> {
        match &self.good {
            Some(good) if self.has_error() => good.clone(),
            _ => self.document.clone(),
        }
    }

    /// The same as a source of another number.
    fn of(mut self, source: SourceId) -> Self {
        if self.document.source != source {
            self.problems = self
                .problems
                .iter()
                .cloned()
                .map(|mut problem| {
                    problem.renumber(source);
                    problem
                })
                .collect();
            self.good = self.good.map(|good| renumbered(good, source));
            self.document = renumbered(self.document, source);
        }
        self
    }
}

fn renumbered(mut document: Arc<Document>, source: SourceId) -> Arc<Document> {
    if document.source != source {
        Arc::make_mut(&mut document).renumber(source);
    }
    document
}

//! The shelf: what parsing made of each file, kept for the next build.
//!
//! This is a memory of a pure function and knows nothing of pages. A file whose size and time
//! are as they were is not opened; one that was touched is read and hashed, but not parsed.
//! A file changed at the very time the shelf was written, or later, may have changed unseen
//! and is read (git calls such files racily clean).
//!
//! Each document lies on the shelf packed by itself: it is unpacked when it is taken, and
//! put on the next shelf as it is. Where few documents have changed, the next shelf is the same
//! one with those documents added to it.

use crate::content::Document;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::problem::Problem;
use crate::source::SourceId;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::Range;
use std::sync::Arc;

/// What is known of the files of the last build.
#[derive(Debug, Default)]
pub struct Shelf {
    files: FxHashMap<String, (Label, Range<usize>)>,
    /// The file as it was read; at its end, the packed documents one after the other, and after
    /// them those that were added later.
    bytes: Vec<u8>,
    written: i64,
    /// The sum of the file.
    base: Fingerprint,
    /// The paths of documents that were added, and of those that were taken away.
    recent: FxHashSet<String>,
    removed: Vec<String>,
}

/// Which bytes a packed document was made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    /// Size and time of the file when it was read.
    pub stamp: Stamp,
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
}

/// One document with the problems that parsing found, and the form in which it lies on a shelf.
#[derive(Clone, Debug)]
pub struct Shelved {
    /// Which bytes it was made from.
    pub label: Label,
    /// What was parsed.
    pub document: Document,
    /// The problems that parsing found.
    pub problems: Vec<Problem>,
}

/// What stands before each packed document: its path, its label and how long it is.
type Head = (String, Label, u32);

/// What is added to a shelf begins with this: to which one, by the sum of its file, and the paths
/// of documents that are gone.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Added {
    pub base: Fingerprint,
    removed: Vec<String>,
}

impl Shelf {
    /// A shelf from the file it was stored in, which has the sum `base`. Where each document lies
    /// in it has been found before.
    pub(super) fn new(places: Places, base: Fingerprint, bytes: Vec<u8>, written: i64) -> Self {
        let mut shelf = Self { bytes, written, base, ..Self::default() };
        shelf.files.reserve(places.len());
        shelf.lay(places, 0);
        shelf
    }

    /// Adds what was added to the file later.
    pub(super) fn add(&mut self, added: Added, places: Places, bytes: &[u8], written: i64) {
        for path in &added.removed {
            self.files.remove(path);
        }
        self.recent = places.iter().map(|(path, ..)| path.clone()).collect();
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.lay(places, start);
        (self.removed, self.written) = (added.removed, written);
    }

    fn lay(&mut self, places: Places, start: usize) {
        self.files.extend(
            places.into_iter().map(|(path, label, at)| (path, (label, start + at.start..start + at.end))),
        );
    }

    /// What parsing made of a file that need not be opened.
    pub fn unopened(&self, path: &str, stamp: Stamp, source: SourceId) -> Option<Shelved> {
        let (label, place) = self.files.get(path)?;
        let unchanged = label.stamp == stamp && stamp.changed < self.written;
        if unchanged { self.take(*label, place, source) } else { None }
    }

    /// What parsing made of a file with these bytes.
    pub fn touched(&self, path: &str, label: Label, source: SourceId) -> Option<Shelved> {
        let (known, place) = self.files.get(path)?;
        if known.fingerprint == label.fingerprint { self.take(label, place, source) } else { None }
    }

    /// A document as it lies on the shelf, for the next one.
    pub fn packed(&self, path: &str, fingerprint: Fingerprint) -> Option<&[u8]> {
        let (label, place) = self.files.get(path)?;
        if label.fingerprint == fingerprint { self.bytes.get(place.clone()) } else { None }
    }

    fn take(&self, label: Label, place: &Range<usize>, source: SourceId) -> Option<Shelved> {
        let packed = self.bytes.get(place.clone())?;
        let (mut document, mut problems): (Document, Vec<Problem>) = postcard::from_bytes(packed).ok()?;
        document.renumber(source);
        problems.iter_mut().for_each(|problem| problem.renumber(source));
        Some(Shelved { label, document, problems })
    }

    /// The paths of documents in the file that are not among these any more, in order.
    fn removed_without<'p>(&self, documents: impl Iterator<Item = &'p str>) -> Vec<String> {
        let there: FxHashSet<&str> = documents.collect();
        let gone = self.files.keys().chain(&self.removed).filter(|path| !there.contains(path.as_str()));
        let mut gone: Vec<String> = gone.cloned().collect();
        gone.sort();
        gone.dedup();
        gone
    }

    /// How many files are on the shelf.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// True if there is nothing on the shelf.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Where documents lie in a file: the path and label of each, and its bytes.
pub(super) type Places = Vec<(String, Label, Range<usize>)>;

/// Finds the documents from byte `start` of a file to byte `end`; None if they do not end there.
pub(super) fn places(bytes: &[u8], start: usize, end: usize) -> Option<Places> {
    let mut places = Places::new();
    let mut at = start;
    while at < end {
        let ((path, label, length), rest): (Head, _) = postcard::take_from_bytes(bytes.get(at..end)?).ok()?;
        let start = end - rest.len();
        at = start.checked_add(length as usize).filter(|at| *at <= end)?;
        places.push((path, label, start..at));
    }
    Some(places)
}

/// A shelf ready to be written: its documents are packed while it is.
#[derive(Debug)]
pub struct NextShelf {
    pub(super) settings: Fingerprint,
    /// If only what is new is written.
    pub(super) added: Option<Added>,
    /// The shelf before it.
    last: Shelf,
    documents: Vec<Lying>,
}

/// One document as it will lie on the next shelf.
#[derive(Debug)]
pub struct Lying {
    /// The path of its file.
    pub path: Arc<str>,
    /// Which bytes it was made from.
    pub label: Label,
    /// The document and the problems that parsing found; None if it lies on the last shelf.
    pub parsed: Option<(Arc<Document>, Arc<[Problem]>)>,
    /// Its file was not even opened.
    pub unopened: bool,
}

/// So many documents are packed by one thread, and then so many together written.
const BATCH: usize = 64;
const ROUND: usize = 16 * BATCH;

impl NextShelf {
    /// The shelf after the last one, for documents parsed under these settings.
    pub fn new(last: Shelf, settings: Fingerprint, mut documents: Vec<Lying>) -> Self {
        let is_new = |document: &Lying| !document.unopened || last.recent.contains(&*document.path);
        let new =
            documents.iter().filter(|document| !document.unopened && !last.recent.contains(&*document.path));
        let few =
            !last.is_empty() && 8 * (new.count() + last.recent.len() + last.removed.len()) <= last.len();
        let added = few.then(|| Added {
            base: last.base,
            removed: last.removed_without(documents.iter().map(|document| &*document.path)),
        });
        if few {
            documents.retain(is_new);
        }
        Self { settings, added, last, documents }
    }

    /// Hands over the documents as they lie in the file, many together. Says whether that was all:
    /// it is not if `wanted` says in between that nobody wants to know any more.
    pub(super) fn each(
        &self,
        wanted: &dyn Fn() -> bool,
        mut take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<bool> {
        for round in self.documents.chunks(ROUND) {
            if !wanted() {
                return Ok(false);
            }
            let packed = round.par_chunks(BATCH).map(|batch| self.pack(batch));
            let packed: Vec<Vec<u8>> = packed.collect::<postcard::Result<_>>().map_err(io::Error::other)?;
            packed.iter().try_for_each(|batch| take(batch))?;
        }
        Ok(true)
    }

    fn pack(&self, batch: &[Lying]) -> postcard::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(BATCH * 2048);
        let mut document = Vec::with_capacity(4096);
        for Lying { path, label, parsed, .. } in batch {
            document.clear();
            match parsed {
                Some((parsed, problems)) => {
                    document = postcard::to_extend(&(&**parsed, &**problems), document)?
                }
                None => {
                    document.extend_from_slice(self.last.packed(path, label.fingerprint).unwrap_or_default())
                }
            }
            bytes = postcard::to_extend(&(&**path, label, document.len() as u32), bytes)?;
            bytes.extend_from_slice(&document);
        }
        Ok(bytes)
    }
}

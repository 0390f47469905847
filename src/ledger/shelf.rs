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
use crate::source::{SourceId, Spool, Waiting};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::Range;

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

/// What a shelf begins with: the settings under which its documents were parsed, then for
/// each one its path, label and packed length.
pub(super) type Index = (Fingerprint, Vec<(String, Label, u32)>);

/// What is added to a shelf: to which one, by the sum of its file; the paths of documents that
/// are gone; and of those that are new what [`Index`] has of all.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Added {
    pub base: Fingerprint,
    removed: Vec<String>,
    files: Vec<(String, Label, u32)>,
}

impl Shelf {
    /// A shelf from the file it was stored in, which has the sum `base`. The packed documents
    /// begin at byte `start`.
    pub(super) fn new(index: Index, base: Fingerprint, bytes: Vec<u8>, start: usize, written: i64) -> Self {
        let mut shelf = Self { bytes, written, base, ..Self::default() };
        shelf.files.reserve(index.1.len());
        shelf.lay(index.1, start);
        shelf
    }

    /// Adds what was added to the file later.
    pub(super) fn add(&mut self, added: Added, packed: &[u8], written: i64) {
        for path in &added.removed {
            self.files.remove(path);
        }
        self.recent = added.files.iter().map(|(path, ..)| path.clone()).collect();
        let start = self.bytes.len();
        self.bytes.extend_from_slice(packed);
        self.lay(added.files, start);
        (self.removed, self.written) = (added.removed, written);
    }

    fn lay(&mut self, files: Vec<(String, Label, u32)>, mut end: usize) {
        for (path, label, length) in files {
            let start = end;
            end += length as usize;
            self.files.insert(path, (label, start..end));
        }
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

/// The form in which a document with the problems that parsing found lies on a shelf.
pub fn pack(document: &Document, problems: &[Problem]) -> postcard::Result<Vec<u8>> {
    postcard::to_extend(&(document, problems), Vec::with_capacity(2048))
}

/// A shelf ready to be written. What will lie on it waits, since it is not looked at again
/// before the end of the build.
#[derive(Debug)]
pub struct Packed {
    pub(super) index: Index,
    /// If only what is new is written.
    pub(super) added: Option<Added>,
    spool: Option<Spool>,
    documents: Vec<Waiting>,
}

impl Packed {
    /// The shelf after this one, for documents parsed under these settings. `documents` are
    /// the paths of all, and whether their files were not even opened; `spool` is where they wait.
    pub fn after<'p>(
        shelf: &Shelf,
        settings: Fingerprint,
        documents: impl Iterator<Item = (&'p str, bool)> + Clone,
        spool: Option<Spool>,
    ) -> Self {
        let new = documents.clone().filter(|(path, unopened)| !unopened && !shelf.recent.contains(*path));
        let few =
            !shelf.is_empty() && 8 * (new.count() + shelf.recent.len() + shelf.removed.len()) <= shelf.len();
        let added = few.then(|| Added {
            base: shelf.base,
            removed: shelf.removed_without(documents.map(|(path, _)| path)),
            files: Vec::new(),
        });
        Self { index: (settings, Vec::new()), added, spool, documents: Vec::new() }
    }

    /// Says whether a document has to be added, since the shelf does not have it already.
    pub fn wants(&self, shelf: &Shelf, path: &str, unopened: bool) -> bool {
        self.added.is_none() || !unopened || shelf.recent.contains(path)
    }

    /// Adds a document that waits in the shelf's spool or in memory.
    pub fn add(&mut self, path: &str, label: Label, packed: Waiting) {
        let files = match &mut self.added {
            Some(added) => &mut added.files,
            None => &mut self.index.1,
        };
        files.push((path.to_owned(), label, packed.length()));
        self.documents.push(packed);
    }

    /// Adds a document that is not put by yet.
    pub fn add_bytes(&mut self, path: &str, label: Label, packed: &[u8]) {
        let packed = Waiting::new(packed, self.spool.as_ref());
        self.add(path, label, packed);
    }

    /// The same in the order in which the documents wait, so that many can be read at once.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        let files = match &mut self.added {
            Some(added) => &mut added.files,
            None => &mut self.index.1,
        };
        let mut both: Vec<_> = self.documents.into_iter().zip(std::mem::take(files)).collect();
        both.sort_by(|one, other| one.0.cmp(&other.0));
        (self.documents, *files) = both.into_iter().unzip();
        self
    }

    /// Hands over the packed documents, one after the other or several together.
    pub(super) fn each(&self, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        let mut documents = self.documents.iter().peekable();
        while let Some(document) = documents.next() {
            let mut piece = match document {
                Waiting::Spooled(piece) => *piece,
                Waiting::Held(bytes) => {
                    take(bytes)?;
                    continue;
                }
            };
            while let Some(Waiting::Spooled(next)) = documents.peek()
                && let Some(longer) = piece.with(*next)
            {
                piece = longer;
                documents.next();
            }
            take(&self.spool.as_ref().ok_or(io::ErrorKind::NotFound)?.get(piece)?)?;
        }
        Ok(())
    }
}

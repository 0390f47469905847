//! The shelf: what parsing made of each file, kept for the next build.
//!
//! This is a memory of a pure function and knows nothing of pages. A file whose size and time
//! are as they were is not opened; one that was touched is read and hashed, but not parsed.
//! A file changed at the very time the shelf was written, or later, may have changed unseen
//! and is read (git calls such files racily clean).

use crate::content::Document;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::problem::Problem;
use crate::source::SourceId;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// What is known of the files of the last build.
#[derive(Debug, Default)]
pub struct Shelf {
    files: FxHashMap<String, Shelved>,
    written: i64,
}

/// What is known of one file. `D` is the document, borrowed when it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shelved<D = Document, P = Vec<Problem>> {
    /// Size and time when it was read.
    pub stamp: Stamp,
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// What was parsed.
    pub document: D,
    /// The problems that parsing found.
    pub problems: P,
}

impl Shelf {
    /// A shelf from what was stored, if it was made under the same settings.
    pub(super) fn new(files: Vec<(String, Shelved)>, written: i64) -> Self {
        Self { files: files.into_iter().collect(), written }
    }

    /// What parsing made of a file that need not be opened.
    pub fn unopened(&self, path: &str, stamp: Stamp, source: SourceId) -> Option<Shelved> {
        let unchanged = |file: &&Shelved| file.stamp == stamp && stamp.changed < self.written;
        self.files.get(path).filter(unchanged).map(|file| renumbered(file, source))
    }

    /// What parsing made of a file with these bytes.
    pub fn touched(&self, path: &str, fingerprint: Fingerprint, source: SourceId) -> Option<Shelved> {
        let file = self.files.get(path).filter(|file| file.fingerprint == fingerprint)?;
        Some(renumbered(file, source))
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

fn renumbered(file: &Shelved, source: SourceId) -> Shelved {
    let mut file = file.clone();
    file.document.renumber(source);
    file.problems.iter_mut().for_each(|problem| problem.renumber(source));
    file
}

//! The album: what was read from pictures, and the renditions that were made of them, kept for
//! the next build and for other output directories of the site.
//!
//! What was read lies beside the ledger under each file's path, and a file whose size and time
//! are as they were is not opened. Renditions lie together for all output directories, each
//! under the fingerprint of everything it was made from: a picture is decoded once, wherever and
//! however often it is written.

use super::shelf::Label;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::picture::{Flaw, Picture};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// What a look at a picture's file found.
pub type Found = Result<Arc<Picture>, Flaw>;

/// What is known of the pictures of the last build.
#[derive(Debug, Default)]
pub struct Album {
    files: FxHashMap<String, (Label, Found)>,
    written: i64,
}

/// An album as it is stored: what was read, and the renditions that the output has.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// What was read from each file, by path.
    pub read: Vec<(String, Label, Result<Picture, Flaw>)>,
    /// The keys of the renditions that the output has.
    pub used: BTreeSet<Fingerprint>,
}

impl Album {
    pub(super) fn new(page: Page, written: i64) -> Self {
        let files = page.read.into_iter().map(|(path, label, read)| (path, (label, read.map(Arc::new))));
        Self { files: files.collect(), written }
    }

    /// What was read from a file that need not be opened.
    pub fn unopened(&self, path: &str, stamp: Stamp) -> Option<(Label, Found)> {
        let (label, found) = self.files.get(path)?;
        (label.stamp == stamp && stamp.changed < self.written).then(|| (*label, found.clone()))
    }

    /// How many files are known.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// True if no file is known.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// The renditions that were made, for all output directories of a site.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    /// What was made before is used.
    reads: bool,
}

/// The length of the sum at the end of each file.
const SUM: usize = 16;

impl Cache {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, reads: true }
    }

    /// The same for a build that makes everything anew.
    #[must_use]
    pub fn forgotten(self) -> Self {
        Self { reads: false, ..self }
    }

    fn path(&self, key: Fingerprint) -> PathBuf {
        let name = key.to_string();
        self.folder.join(&name[..2]).join(&name[2..])
    }

    /// The bytes of a rendition that was made before, if they are whole.
    pub fn get(&self, key: Fingerprint) -> Option<Vec<u8>> {
        if !self.reads {
            return None;
        }
        let mut bytes = fs::read(self.path(key)).ok()?;
        let sum = bytes.split_off(bytes.len().checked_sub(SUM)?);
        (Fingerprint::of(&bytes).to_bytes() == *sum).then_some(bytes)
    }

    /// Keeps the bytes of a rendition. A disk that takes no more is no trouble: it will be made
    /// again.
    pub fn put(&self, key: Fingerprint, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        io::Write::write_all(&mut file, bytes)?;
        io::Write::write_all(&mut file, &Fingerprint::of(bytes).to_bytes())?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Removes what none of these wants. What cannot be removed is left for the next time.
    pub(super) fn sweep(&self, wanted: &BTreeSet<Fingerprint>) {
        let wanted: BTreeSet<String> = wanted.iter().map(Fingerprint::to_string).collect();
        for folder in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let above = folder.file_name().to_string_lossy().into_owned();
            for file in fs::read_dir(folder.path()).into_iter().flatten().flatten() {
                let name = file.file_name().to_string_lossy().into_owned();
                // What another build is just writing has a name of its own.
                if name.len() == 30 && !wanted.contains(&format!("{above}{name}")) {
                    let _ = fs::remove_file(file.path());
                }
            }
        }
    }
}

//! The one door in: the site's files as they lie on disk.
//!
//! [`Sources::scan`] lists what there is, in path order, without opening anything but the
//! few files every build needs as text. [`Sources::text`] and [`Sources::fingerprint`]
//! read one file when somebody asks. Nothing else in a build reads the site, and a test
//! can hand over a literal map instead of a folder.

mod lines;
mod open;
mod scan;
mod span;
mod spool;
#[cfg(test)]
mod tests;

pub use lines::{Lines, Position};
pub use open::Opened;
pub use scan::{FILES, FOLDERS, IGNORED_FILES, is_ignored};
pub use span::{Span, Spanned};
pub use spool::{Piece, Spool};

use crate::fingerprint::{Fingerprint, Stamp};
use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The largest text file that is read: 8 MiB. A longer article is a mistake, and a
/// program that reads it anyway can be made to run out of memory.
pub const LARGEST_TEXT: u64 = 8 * 1024 * 1024;

/// From so many changed paths on, the whole tree is walked.
const MANY_PATHS: usize = 200;

/// The number of a file in [`Sources`]. Files are numbered in path order.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default, serde::Serialize, serde::Deserialize,
)]
pub struct SourceId(pub u32);

/// One file of the site.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it is, relative to the site's root, with `/` between the parts.
    pub path: Arc<str>,
    /// Size and time as they were when the tree was walked.
    pub stamp: Stamp,
    body: Body,
}

#[derive(Clone, Debug)]
enum Body {
    /// On disk; read when asked for.
    File(Arc<Path>),
    /// In memory: part of the program, or of a test.
    Held(Arc<[u8]>),
}

/// A text file as read: valid UTF-8 without byte-order mark and NUL, line ends as `\n`.
#[derive(Clone, Debug)]
pub struct Text {
    /// The text. Empty if the file could not be taken as text.
    pub text: String,
    /// Why the file could not be taken as text.
    pub flaw: Option<Flaw>,
}

/// Why a file is no text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// Not UTF-8, beginning at this byte of the file; the text before it is kept.
    NotUtf8(usize),
    /// Longer than [`LARGEST_TEXT`]; it was not read.
    TooLong(u64),
}

/// Something odd about the tree itself: a link that cannot be followed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Oddity {
    /// The path, relative to the root.
    pub path: Arc<str>,
    /// What is odd.
    pub kind: OddityKind,
}

/// The kinds of [`Oddity`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OddityKind {
    /// A symbolic link that leads out of the site's root.
    LeavesRoot,
    /// A symbolic link to one of its own parents.
    Loop,
    /// A symbolic link to nothing.
    Dangling,
    /// A file name that is not UTF-8.
    BadName,
}

/// A file that could not be read. This is the machine's trouble, not the site's.
#[derive(Debug)]
pub struct ReadError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the machine said.
    pub cause: std::io::Error,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read `{}`: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// All files of the site, in path order.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    oddities: Vec<Oddity>,
    /// Some file can be reached in two ways, so that a change of one path is one of another.
    linked: bool,
    opened: Arc<AtomicUsize>,
}

impl Sources {
    /// Walks the site at `root`. `builtin` are files that are part of the program; a file
    /// of the same folder on disk hides the whole folder (a theme of the same name).
    pub fn scan(root: &Path, builtin: &[(String, &'static [u8])]) -> Result<Self, ReadError> {
        scan::scan(root, builtin)
    }

    /// The site as it is now, if nothing but these paths (files or folders, relative to the
    /// root) can have changed since it was walked. Where that cannot be told from paths the
    /// whole tree is walked.
    pub fn rescan(
        &self,
        root: &Path,
        builtin: &[(String, &'static [u8])],
        paths: &BTreeSet<String>,
    ) -> Result<Self, ReadError> {
        // Which folders there are in `themes` decides what of the program itself is seen.
        let everywhere = |path: &String| {
            let depth = path.matches('/').count();
            let of_program = builtin.iter().any(|(known, _)| known == path);
            depth == 0 || (depth == 1 && path.starts_with("themes/")) || of_program
        };
        if self.linked || paths.len() > MANY_PATHS || paths.iter().any(everywhere) {
            return Self::scan(root, builtin);
        }
        scan::rescan(self, root, paths)
    }

    /// The paths of the files that are not the same in another look at the site: new, gone, or
    /// with another stamp.
    pub fn changes(&self, other: &Self) -> Vec<Arc<str>> {
        let (mut old, mut new) = (self.files.iter().peekable(), other.files.iter().peekable());
        let odd = |one: &Self, other: &Self| -> Vec<Arc<str>> {
            let only_here = one.oddities.iter().filter(|oddity| !other.oddities.contains(oddity));
            only_here.map(|oddity| oddity.path.clone()).collect()
        };
        let mut changed = [odd(self, other), odd(other, self)].concat();
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return changed,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                // Paths are shared between looks unless a file was looked at anew.
                (Some(a), Some(b)) if Arc::ptr_eq(&a.path, &b.path) => std::cmp::Ordering::Equal,
                (Some(a), Some(b)) => a.path.cmp(&b.path),
            };
            match order {
                std::cmp::Ordering::Less => changed.extend(old.next().map(|source| source.path.clone())),
                std::cmp::Ordering::Greater => changed.extend(new.next().map(|source| source.path.clone())),
                std::cmp::Ordering::Equal => {
                    if let (Some(a), Some(b)) = (old.next(), new.next())
                        && a.stamp != b.stamp
                    {
                        changed.push(b.path.clone());
                    }
                }
            }
        }
    }

    /// The real path of a folder, whatever links lead to it.
    pub fn real(root: &Path) -> Result<PathBuf, ReadError> {
        scan::real(root)
    }

    /// The files with another stamp, if there are the same files as in another look at the site.
    pub fn rewritten(&self, other: &Self) -> Option<Vec<SourceId>> {
        if self.files.len() != other.files.len() || self.oddities != other.oddities {
            return None;
        }
        let mut changed = Vec::new();
        for ((id, old), new) in self.iter().zip(&other.files) {
            if !Arc::ptr_eq(&old.path, &new.path) && old.path != new.path {
                return None;
            }
            if old.stamp != new.stamp {
                changed.push(id);
            }
        }
        Some(changed)
    }

    /// Sources from literal texts, for tests of the rooms above.
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = texts.into_iter().map(|(path, text)| Source::held(path, text.as_bytes())).collect();
        Self::in_order(files, Vec::new())
    }

    fn in_order(mut files: Vec<Source>, mut oddities: Vec<Oddity>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        oddities.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files, oddities, linked: false, opened: Arc::default() }
    }

    /// All files with their numbers, in path order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.files.iter().enumerate().map(|(index, source)| (SourceId(index as u32), source))
    }

    /// The files below a folder, in path order. The folder is named without a slash at its end.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (SourceId, &'a Source)> {
        let start = self.files.partition_point(|source| &*source.path < folder);
        self.files[start..]
            .iter()
            .enumerate()
            .map(move |(offset, source)| (SourceId((start + offset) as u32), source))
            .take_while(move |(_, source)| source.path.starts_with(folder))
            .filter(move |(_, source)| source.path.as_bytes().get(folder.len()) == Some(&b'/'))
    }

    /// The file with this number.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The number of the file at this path.
    pub fn find(&self, path: &str) -> Option<SourceId> {
        let index = self.files.binary_search_by(|source| (*source.path).cmp(path)).ok()?;
        Some(SourceId(index as u32))
    }

    /// What was odd about the tree.
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// How many times a file on disk was opened: the measure of work that is not done when
    /// nothing has changed.
    pub fn opened(&self) -> usize {
        self.opened.load(Ordering::Relaxed)
    }

    fn count(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
    }

    /// Reads a file as text. A file that is no text is not an error of the machine: it
    /// comes back with its [`Flaw`].
    pub fn text(&self, id: SourceId) -> Result<Text, ReadError> {
        if let Some(flaw) = self.too_long(id) {
            return Ok(Text { text: String::new(), flaw: Some(flaw) });
        }
        let (text, flaw) = decode(self.read(id)?);
        Ok(Text { text, flaw })
    }

    /// Reads the text of a file that has been read before: the same text, if nobody changed it.
    pub fn text_again(&self, id: SourceId) -> Result<String, ReadError> {
        match self.too_long(id) {
            Some(_) => Ok(String::new()),
            None => Ok(decode(self.read(id)?).0),
        }
    }

    fn too_long(&self, id: SourceId) -> Option<Flaw> {
        let source = self.get(id);
        let long = matches!(source.body, Body::File(_)) && source.stamp.length > LARGEST_TEXT;
        long.then_some(Flaw::TooLong(source.stamp.length))
    }

    fn read(&self, id: SourceId) -> Result<Vec<u8>, ReadError> {
        let source = self.get(id);
        match &source.body {
            Body::File(path) => {
                self.count();
                scan::read(path, source.stamp.length)
            }
            Body::Held(bytes) => Ok(bytes.to_vec()),
        }
    }

    /// Reads a file as bytes.
    pub fn bytes(&self, id: SourceId) -> Result<Arc<[u8]>, ReadError> {
        match &self.get(id).body {
            Body::File(_) => Ok(Arc::from(self.read(id)?)),
            Body::Held(bytes) => Ok(bytes.clone()),
        }
    }

    /// The fingerprint of a file's bytes, read in pieces.
    pub fn fingerprint(&self, id: SourceId) -> Result<Fingerprint, ReadError> {
        match &self.get(id).body {
            Body::File(path) => {
                self.count();
                scan::fingerprint(path)
            }
            Body::Held(bytes) => Ok(Fingerprint::of(bytes)),
        }
    }

    /// Where the file is on disk, for a copy that never passes through memory. None for a
    /// file that is part of the program.
    pub fn disk_path(&self, id: SourceId) -> Option<&Path> {
        match &self.get(id).body {
            Body::File(path) => Some(path),
            Body::Held(_) => None,
        }
    }
}

impl Source {
    fn held(path: &str, bytes: &[u8]) -> Self {
        Self {
            path: Arc::from(path),
            stamp: Stamp { length: bytes.len() as u64, changed: 0 },
            body: Body::Held(Arc::from(bytes)),
        }
    }

    /// The part of the path after its last `/`.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Takes bytes as text: drops a byte-order mark, makes every line end `\n`, and puts U+FFFD
/// for NUL (CommonMark 2.3).
fn decode(bytes: Vec<u8>) -> (String, Option<Flaw>) {
    let (mut text, flaw) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            bytes.truncate(at);
            (String::from_utf8(bytes).unwrap_or_default(), Some(Flaw::NotUtf8(at)))
        }
    };
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    // Both are rare, so one look for either is enough for most texts.
    if memchr::memchr2(b'\r', b'\0', text.as_bytes()).is_some() {
        text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}");
    }
    (text, flaw)
}

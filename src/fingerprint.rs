//! A stable 128-bit hash of canonical bytes, and the stamp that tells cheaply whether a file
//! may have changed.
//!
//! A fingerprint stands for the bytes it was made from: two values with equal
//! fingerprints are taken to be equal. It is the first half of a BLAKE3 hash, so it
//! does not depend on machine, build or process.

use std::fmt;
use std::time::UNIX_EPOCH;

/// The identity of some bytes: the first 128 bits of their BLAKE3 hash.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize,
)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// The fingerprint of one run of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_hash(blake3::hash(bytes))
    }

    /// The sixteen bytes themselves, for a file format.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0
    }

    /// The reverse of [`Fingerprint::to_bytes`].
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    fn from_hash(hash: blake3::Hash) -> Self {
        let mut half = [0; 16];
        half.copy_from_slice(&hash.as_bytes()[..16]);
        Self(half)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Collects several parts into one fingerprint, keeping them apart: `"ab", "c"` and
/// `"a", "bc"` differ.
pub struct Hasher {
    /// What has come so far, while it is little: most answers are, and are hashed in one go.
    little: [u8; LITTLE],
    length: usize,
    much: Option<Box<blake3::Hasher>>,
}

/// From so many bytes on they are hashed as they come.
const LITTLE: usize = 512;

impl Hasher {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Self { little: [0; LITTLE], length: 0, much: None }
    }

    /// Adds a part, preceded by its length.
    pub fn part(&mut self, bytes: &[u8]) -> &mut Self {
        self.number(bytes.len() as u64).stream(bytes)
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.part(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.stream(&number.to_le_bytes())
    }

    /// Adds bytes as they come, for a file that is read in pieces.
    pub fn stream(&mut self, bytes: &[u8]) -> &mut Self {
        if let Some(much) = &mut self.much {
            much.update(bytes);
        } else if let Some(free) = self.little.get_mut(self.length..self.length + bytes.len()) {
            free.copy_from_slice(bytes);
            self.length += bytes.len();
        } else {
            let mut much = Box::new(blake3::Hasher::new());
            much.update(&self.little[..self.length]).update(bytes);
            self.much = Some(much);
        }
        self
    }

    /// The fingerprint of all parts so far.
    pub fn finish(&self) -> Fingerprint {
        match &self.much {
            Some(much) => Fingerprint::from_hash(much.finalize()),
            None => Fingerprint::of(&self.little[..self.length]),
        }
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

/// Size and time of last change of a file, as its file system tells. Equal stamps make it
/// likely that the bytes are equal, no more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Stamp {
    /// Length in bytes.
    pub length: u64,
    /// Time of last change, in nanoseconds since 1970; 0 if unknown.
    pub changed: i64,
}

impl Stamp {
    /// The stamp of a source. Where the system tells when a file was last moved into its
    /// place or otherwise changed, that counts too: of two files of one length and time that
    /// change places, the time of last change alone would tell nothing.
    pub fn of_source(metadata: &std::fs::Metadata) -> Self {
        let Self { length, changed } = Self::of(metadata);
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            let moved = metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec());
            changed.max(moved)
        };
        Self { length, changed }
    }

    /// The stamp of a file.
    pub fn of(metadata: &std::fs::Metadata) -> Self {
        let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            length: metadata.len(),
            changed: changed.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)),
        }
    }
}

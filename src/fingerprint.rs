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
    much: Option<Box<Much>>,
}

/// More than a little: many small parts are hashed together, since each by itself would cost
/// more than its bytes.
#[derive(Default)]
struct Much {
    hasher: blake3::Hasher,
    gathered: Vec<u8>,
}

/// From so many bytes on they are hashed as they come.
const LITTLE: usize = 512;

/// So many bytes are hashed together: from here on the machine does no more of them at once.
const TOGETHER: usize = 16 * 1024;

impl Much {
    fn stream(&mut self, bytes: &[u8]) {
        if self.gathered.len() + bytes.len() < TOGETHER {
            self.gathered.extend_from_slice(bytes);
        } else {
            self.hasher.update(&self.gathered).update(bytes);
            self.gathered.clear();
        }
    }
}

impl Hasher {
    /// A hasher that has seen nothing.
    pub fn new() -> Self {
        Self { little: [0; LITTLE], length: 0, much: None }
    }

    /// Adds a kind, so that what comes after it is told from the same of another kind.
    pub fn kind(&mut self, kind: u8) -> &mut Self {
        self.stream(&[kind])
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
            much.stream(bytes);
        } else if let Some(free) = self.little.get_mut(self.length..self.length + bytes.len()) {
            free.copy_from_slice(bytes);
            self.length += bytes.len();
        } else {
            let much = self.much.insert(Box::default());
            much.stream(&self.little[..self.length]);
            much.stream(bytes);
        }
        self
    }

    /// The fingerprint of all parts so far.
    pub fn finish(&self) -> Fingerprint {
        match &self.much {
            Some(much) => {
                let mut hasher = much.hasher.clone();
                Fingerprint::from_hash(hasher.update(&much.gathered).finalize())
            }
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

#[cfg(test)]
mod tests {
    use crate::fingerprint::{Fingerprint, Hasher, LITTLE, TOGETHER};

    #[test]
    fn a_fingerprint_is_the_same_however_its_bytes_come() {
        for length in [0, 1, LITTLE - 1, LITTLE, LITTLE + 1, TOGETHER - 1, TOGETHER, 3 * TOGETHER + 7] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            let whole = Fingerprint::of(&bytes);
            for piece in [1, 64, LITTLE - 1, LITTLE, 1000, TOGETHER - 1, TOGETHER, TOGETHER + 1] {
                let mut hasher = Hasher::new();
                bytes.chunks(piece).for_each(|piece| _ = hasher.stream(piece));
                assert_eq!(hasher.finish(), whole, "{length} bytes in pieces of {piece}");
                // To look does not end it.
                hasher.stream(b"and more");
                assert_eq!(hasher.finish(), Fingerprint::of(&[&bytes[..], b"and more"].concat()));
            }
        }
    }
}

//! The one door out: bytes become files of the output directory.
//!
//! While pages are made, those that differ from what is there are put into a stage beside
//! the output directory. Only when the whole build is good are they moved into place, so
//! the last good site stays whole until then. A first build becomes the output directory
//! by one rename; a later one touches only the files that differ.

mod compare;
mod compress;
mod place;
mod stage;

pub use compare::{Broken, Comparison, compare};
pub use compress::{Form, is_compressible};
pub use place::check_output;
pub use stage::{Commit, Stage, fingerprint, is_interrupted, read, stamp};

use std::fmt;
use std::path::PathBuf;

/// A file that could not be written. This is the machine's trouble, not the site's.
#[derive(Debug)]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the machine said.
    pub cause: std::io::Error,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write `{}`: {}", self.path.display(), self.cause)
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

//! Bodies that were written while their files were read, put by until a page prints them.

use crate::content::html::Body;
use crate::source::{Piece, SourceId, Spool};
use rustc_hash::FxHashMap;

/// The bodies of the documents that were read in this build. One that is not among them, or
/// cannot be had back, is read again from its file.
#[derive(Debug, Default)]
pub struct Bodies {
    spool: Option<Spool>,
    pieces: FxHashMap<SourceId, Piece>,
}

impl Bodies {
    /// Bodies that were put by in a spool.
    pub fn new(spool: Option<Spool>, pieces: impl IntoIterator<Item = (SourceId, Piece)>) -> Self {
        Self { spool, pieces: pieces.into_iter().collect() }
    }

    pub(super) fn get(&self, source: SourceId) -> Option<Body> {
        let piece = self.pieces.get(&source)?;
        Body::unpack(self.spool.as_ref()?.get(*piece).ok()?)
    }
}

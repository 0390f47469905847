//! A file that is read in pieces, for an answer that may be large or ask only for a part.

use super::{Body, ReadError, SourceId, Sources};
use crate::fingerprint::{Fingerprint, Stamp};
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

/// An open file. It stays the same file even if another takes its place.
#[derive(Debug)]
pub struct Opened {
    bytes: Bytes,
    /// Its size and time when it was opened.
    pub stamp: Stamp,
}

#[derive(Debug)]
enum Bytes {
    File(File),
    Held(Cursor<Arc<[u8]>>),
}

impl Sources {
    /// Opens a file.
    pub fn open(&self, id: SourceId) -> Result<Opened, ReadError> {
        let source = self.get(id);
        match &source.body {
            Body::Held(bytes) => {
                Ok(Opened { bytes: Bytes::Held(Cursor::new(bytes.clone())), stamp: source.stamp })
            }
            Body::File(path) => {
                let fail = |cause| ReadError { path: path.to_path_buf(), cause };
                self.count();
                let file = File::open(path).map_err(fail)?;
                let stamp = Stamp::of_source(&file.metadata().map_err(fail)?);
                Ok(Opened { bytes: Bytes::File(file), stamp })
            }
        }
    }
}

impl Opened {
    /// The next bytes from a place on, at most so many.
    pub fn piece(&mut self, start: u64, length: usize) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(length.min(64 * 1024));
        match &mut self.bytes {
            Bytes::File(file) => {
                file.seek(SeekFrom::Start(start))?;
                file.take(length as u64).read_to_end(&mut bytes)?;
            }
            Bytes::Held(held) => {
                held.set_position(start);
                held.take(length as u64).read_to_end(&mut bytes)?;
            }
        }
        Ok(bytes)
    }

    /// What tells this file's bytes from others: their fingerprint if they are few enough to be
    /// read for it, else that of its size and time.
    pub fn identity(&mut self) -> std::io::Result<Fingerprint> {
        if self.stamp.length <= LITTLE {
            return Ok(Fingerprint::of(&self.piece(0, LITTLE as usize)?));
        }
        let Stamp { length, changed } = self.stamp;
        Ok(Fingerprint::of(format!("{length} {changed}").as_bytes()))
    }
}

/// Files up to this length are read for their identity: 1 MiB.
const LITTLE: u64 = 1024 * 1024;

//! A spool: bytes that are needed again later in a build, put by in a file that has no name.
//!
//! What reading a site makes of its articles is more than memory should hold. The file is
//! gone when the spool is, also if the program is killed.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// A nameless file to which pieces are added from any thread.
#[derive(Debug)]
pub struct Spool {
    file: File,
    end: AtomicU64,
}

/// Where a piece lies in a [`Spool`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    start: u64,
    length: u32,
}

impl Spool {
    /// A spool in a folder that is there already.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile_in(folder)?, end: AtomicU64::new(0) })
    }

    /// Puts bytes by.
    pub fn put(&self, bytes: &[u8]) -> io::Result<Piece> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let start = self.end.fetch_add(u64::from(length), Ordering::Relaxed);
        write_at(&self.file, bytes, start)?;
        Ok(Piece { start, length })
    }

    /// The bytes of a piece.
    pub fn get(&self, piece: Piece) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; piece.length as usize];
        read_at(&self.file, &mut bytes, piece.start)?;
        Ok(bytes)
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, start)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut start: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let count = file.seek_write(bytes, start)?;
        (bytes, start) = (&bytes[count..], start + count as u64);
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    use std::os::windows::fs::FileExt;
    while !bytes.is_empty() {
        let count = file.seek_read(bytes, start)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        (bytes, start) = (&mut bytes[count..], start + count as u64);
    }
    Ok(())
}

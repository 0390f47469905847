//! A spool: bytes that are needed again later in a build, put by in a file that has no name.
//!
//! What reading a site makes of its articles is more than memory should hold. The file is
//! gone when the spool is, also if the program is killed.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A nameless file to which pieces are added from any thread.
#[derive(Debug)]
pub struct Spool {
    file: File,
    tail: Mutex<Tail>,
}

/// What is not yet in the file: many small writes would cost more than the bytes.
#[derive(Debug, Default)]
struct Tail {
    /// Where it begins.
    start: u64,
    bytes: Vec<u8>,
    /// The file has taken no more, as on a full disk: what is here stays here.
    full: bool,
}

/// So many bytes go into the file together.
const BLOCK: usize = 64 * 1024;

/// Where a piece lies in a [`Spool`].
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    start: u64,
    length: u32,
}

impl Spool {
    /// A spool in a folder that is there already.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile_in(folder)?, tail: Mutex::default() })
    }

    /// Puts bytes by. A spool that is full says so; what it has taken before can be had back.
    pub fn put(&self, bytes: &[u8]) -> io::Result<Piece> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        let mut tail = self.tail();
        if tail.full {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let start = tail.start + tail.bytes.len() as u64;
        tail.bytes.extend_from_slice(bytes);
        if tail.bytes.len() >= BLOCK {
            match write_at(&self.file, &tail.bytes, tail.start) {
                Ok(()) => {
                    tail.start += tail.bytes.len() as u64;
                    tail.bytes.clear();
                }
                Err(_) => tail.full = true,
            }
        }
        Ok(Piece { start, length })
    }

    /// The bytes of a piece.
    pub fn get(&self, piece: Piece) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; piece.length as usize];
        let tail = self.tail();
        let in_file = tail.start.saturating_sub(piece.start).min(u64::from(piece.length)) as usize;
        let (from_file, from_tail) = bytes.split_at_mut(in_file);
        if !from_tail.is_empty() {
            let start = piece.start.saturating_sub(tail.start) as usize;
            let there = tail.bytes.get(start..).and_then(|bytes| bytes.get(..from_tail.len()));
            from_tail.copy_from_slice(there.ok_or(io::ErrorKind::UnexpectedEof)?);
        }
        drop(tail);
        read_at(&self.file, from_file, piece.start)?;
        Ok(bytes)
    }

    fn tail(&self) -> MutexGuard<'_, Tail> {
        self.tail.lock().unwrap_or_else(PoisonError::into_inner)
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

#[cfg(test)]
mod tests {
    use super::{BLOCK, Spool, Tail};
    use std::fs::File;
    use std::sync::Mutex;

    #[test]
    fn every_piece_comes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let spool = Spool::new(folder.path()).expect("a spool");
        let bytes = |number: usize| vec![number as u8; 1 + number * 37 % 9000];
        let pieces: Vec<_> = (0..200).map(|number| spool.put(&bytes(number)).expect("room")).collect();
        assert!(spool.tail().start >= BLOCK as u64 && !spool.tail().bytes.is_empty());
        for (number, piece) in pieces.iter().enumerate().rev() {
            assert_eq!(spool.get(*piece).expect("bytes"), bytes(number));
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }

    #[test]
    fn a_full_spool_keeps_what_it_has_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        File::create(&path).expect("a file");
        // A file that can only be read takes as little as a full disk.
        let spool = Spool { file: File::open(&path).expect("a file"), tail: Mutex::new(Tail::default()) };
        let (first, second) = (spool.put(b"one").expect("room"), spool.put(&vec![7; BLOCK]).expect("room"));
        assert!(spool.put(b"two").is_err());
        assert_eq!(spool.get(first).expect("bytes"), b"one");
        assert_eq!(spool.get(second).expect("bytes"), vec![7; BLOCK]);
    }
}

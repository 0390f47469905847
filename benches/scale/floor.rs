//! The floor under every generator: a program that reads the sources and writes files of the
//! sizes that the site has, and does nothing between.

use crate::Result;
use crate::site::files;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The word that makes this program the floor.
pub const WORD: &str = "floor";

/// Writes down what files a tree has, for [`command`].
pub fn note(tree: &Path, list: &Path) -> Result<()> {
    let mut text = String::new();
    for file in files(tree, &[])? {
        let length = file.metadata()?.len();
        text.push_str(&format!("{length} {}\n", file.strip_prefix(tree)?.display()));
    }
    Ok(fs::write(list, text)?)
}

/// The command that reads the sources and writes a tree as noted.
pub fn command(sources: &Path, list: &Path, output: &Path) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(WORD).arg(sources).arg(list).arg(output);
    Ok(command)
}

/// The floor itself.
pub fn main(mut words: impl Iterator<Item = OsString>) -> Result<()> {
    let mut word = || words.next().map(PathBuf::from).ok_or("the floor wants three paths");
    let (sources, list, output) = (word()?, word()?, word()?);
    let list = fs::read_to_string(list)?;
    let sources = files(&sources, &["public", ".dateline"])?;
    let wanted: Vec<(usize, &str)> = list
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(length, path)| Some((length.parse().ok()?, path)))
        .collect();
    let longest = wanted.iter().map(|(length, _)| *length).max().unwrap_or(0);
    let bytes = vec![b'x'; longest];
    shared(sources.len(), |index, buffer| {
        buffer.clear();
        File::open(&sources[index])?.read_to_end(buffer).map(|_| ())
    })?;
    // Every folder is made once, before the threads could both want it.
    let folders: BTreeSet<&Path> = wanted.iter().filter_map(|(_, path)| Path::new(path).parent()).collect();
    for folder in folders {
        fs::create_dir_all(output.join(folder))?;
    }
    shared(wanted.len(), |index, _| {
        let (length, path) = wanted[index];
        File::create(output.join(path))?.write_all(&bytes[..length])
    })?;
    Ok(())
}

/// Does something for every index, in as many threads as the machine has processors.
fn shared(count: usize, work: impl Fn(usize, &mut Vec<u8>) -> io::Result<()> + Sync) -> io::Result<()> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism()?.get();
    let thread = || {
        let mut buffer = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return Ok(());
            }
            work(index, &mut buffer)?;
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(thread)).collect();
        threads.into_iter().try_for_each(|thread| match thread.join() {
            Ok(done) => done,
            Err(_) => Err(io::Error::other("a thread of the floor ended early")),
        })
    })
}

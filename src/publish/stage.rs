//! The stage: new files wait beside the output directory until all of them are good.

use super::WriteError;
use crate::fingerprint::{Fingerprint, Stamp};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// New files on their way to an output directory. Dropped without a commit, it leaves
/// nothing behind.
#[derive(Debug)]
pub struct Stage {
    output: PathBuf,
    stage: PathBuf,
    /// There is no output yet, so the stage becomes it as a whole.
    fresh: bool,
    staged: Mutex<Staged>,
    done: bool,
}

#[derive(Debug, Default)]
struct Staged {
    files: Vec<String>,
    folders: FxHashSet<String>,
}

/// What a commit did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Commit {
    /// The files that were written, by path.
    pub written: Vec<String>,
    /// The files that were removed, by path.
    pub removed: Vec<String>,
    /// Files of a former build that somebody has changed since, and that were left alone.
    pub kept: Vec<String>,
}

impl Stage {
    /// A stage for this output directory. What an interrupted build left on the stage goes.
    pub fn open(output: &Path) -> Result<Self, WriteError> {
        let stage = beside(output);
        remove_tree(&stage)?;
        let fresh = match fs::read_dir(output) {
            Ok(mut entries) => entries.next().is_none(),
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(cause) => return Err(WriteError { path: output.to_owned(), cause }),
        };
        fs::create_dir_all(&stage).map_err(|cause| WriteError { path: stage.clone(), cause })?;
        Ok(Self { output: output.to_owned(), stage, fresh, staged: Mutex::default(), done: false })
    }

    /// Hands over the bytes of a file. They are kept only if they differ from what is there.
    /// Comes back with the stamp that the file will have.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<Stamp, WriteError> {
        if !self.fresh && same_bytes(&self.output.join(path), bytes) {
            return stamp(&self.output, path).ok_or_else(|| self.vanished(path));
        }
        let to = self.place(path)?;
        let write = || {
            let mut file = File::create(&to)?;
            file.write_all(bytes)?;
            file.metadata()
        };
        write().map(|metadata| Stamp::of(&metadata)).map_err(|cause| WriteError { path: to.clone(), cause })
    }

    /// Hands over a file to be copied, without reading it into memory.
    pub fn copy(&self, path: &str, from: &Path) -> Result<Stamp, WriteError> {
        if !self.fresh && same_files(&self.output.join(path), from) {
            return stamp(&self.output, path).ok_or_else(|| self.vanished(path));
        }
        let to = self.place(path)?;
        let mut source = File::open(from).map_err(|cause| WriteError { path: from.to_owned(), cause })?;
        let mut write = || {
            let mut file = File::create(&to)?;
            std::io::copy(&mut source, &mut file)?;
            file.metadata()
        };
        write().map(|metadata| Stamp::of(&metadata)).map_err(|cause| WriteError { path: to.clone(), cause })
    }

    fn vanished(&self, path: &str) -> WriteError {
        let cause = std::io::Error::other("the file vanished while the site was built");
        WriteError { path: self.output.join(path), cause }
    }

    /// Where a file waits; its folder is made if it is not there yet.
    fn place(&self, path: &str) -> Result<PathBuf, WriteError> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let new_folder = {
            let mut staged = self.staged.lock().unwrap_or_else(PoisonError::into_inner);
            staged.files.push(path.to_owned());
            !folder.is_empty() && staged.folders.insert(folder.to_owned())
        };
        if new_folder {
            let folder = self.stage.join(folder);
            fs::create_dir_all(&folder).map_err(|cause| WriteError { path: folder, cause })?;
        } else if !folder.is_empty() {
            // Another thread may have named the folder first and not yet made it.
            let folder = self.stage.join(folder);
            if !folder.is_dir() {
                fs::create_dir_all(&folder).map_err(|cause| WriteError { path: folder, cause })?;
            }
        }
        Ok(self.stage.join(path))
    }

    /// The bytes of a file as it will be: from the stage, or from the output if it stays.
    pub fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(self.stage.join(path)).or_else(|_| fs::read(self.output.join(path))).ok()
    }

    /// The files on the stage, by path.
    pub fn files(&mut self) -> &[String] {
        let staged = self.staged.get_mut().unwrap_or_else(PoisonError::into_inner);
        staged.files.sort();
        &staged.files
    }

    /// Puts everything in place and removes what is no longer wanted: `stale` names files of
    /// former builds with the fingerprints they can have. One that somebody has changed since
    /// is not ours any more and stays.
    pub fn commit(mut self, stale: &BTreeMap<String, Vec<Fingerprint>>) -> Result<Commit, WriteError> {
        self.files();
        let staged = self.staged.get_mut().unwrap_or_else(PoisonError::into_inner);
        let written = std::mem::take(&mut staged.files);
        let mut commit = Commit { written, ..Commit::default() };
        if self.fresh {
            if self.output.is_dir() {
                fs::remove_dir(&self.output).map_err(|cause| self.failed(&self.output, cause))?;
            }
            fs::rename(&self.stage, &self.output).map_err(|cause| self.failed(&self.output, cause))?;
            self.done = true;
            return Ok(commit);
        }
        // What goes makes room for what comes: a folder may become a file.
        for (path, fingerprints) in stale {
            match remove_own(&self.output, path, fingerprints)? {
                Removed::Yes => commit.removed.push(path.clone()),
                Removed::Changed => commit.kept.push(path.clone()),
                Removed::Gone => {}
            }
        }
        for path in &commit.written {
            let (from, to) = (self.stage.join(path), self.output.join(path));
            match fs::rename(&from, &to) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    let folder = to.parent().unwrap_or(&self.output);
                    fs::create_dir_all(folder).map_err(|cause| self.failed(folder, cause))?;
                    fs::rename(&from, &to).map_err(|cause| self.failed(&to, cause))?;
                }
                Err(cause) => return Err(self.failed(&to, cause)),
            }
        }
        Ok(commit)
    }

    fn failed(&self, path: &Path, cause: std::io::Error) -> WriteError {
        WriteError { path: path.to_owned(), cause }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.done {
            // Nothing can be done about a stage that cannot be removed; the next build tries again.
            let _ = remove_tree(&self.stage);
        }
    }
}

/// Where the stage of an output directory stands.
fn beside(output: &Path) -> PathBuf {
    let name = output.file_name().map_or_else(Default::default, |name| name.to_string_lossy());
    output.with_file_name(format!(".{name}.dateline-stage"))
}

/// Says whether an interrupted build left a stage behind.
pub fn is_interrupted(output: &Path) -> bool {
    fs::symlink_metadata(beside(output)).is_ok()
}

/// Size and time of a file in an output directory, if it is there.
pub fn stamp(output: &Path, path: &str) -> Option<Stamp> {
    let metadata = fs::symlink_metadata(output.join(path)).ok()?;
    metadata.is_file().then(|| Stamp::of(&metadata))
}

/// The bytes of a file in an output directory, if it is there.
pub fn read(output: &Path, path: &str) -> Option<Vec<u8>> {
    fs::read(output.join(path)).ok()
}

/// The fingerprint of a file in an output directory, if it is there.
pub fn fingerprint(output: &Path, path: &str) -> Option<Fingerprint> {
    fs::read(output.join(path)).ok().map(|bytes| Fingerprint::of(&bytes))
}

enum Removed {
    Yes,
    Changed,
    Gone,
}

/// Removes a file that a former build wrote, and the folders that are empty without it.
fn remove_own(output: &Path, path: &str, fingerprints: &[Fingerprint]) -> Result<Removed, WriteError> {
    let file = output.join(path);
    match fs::read(&file) {
        Ok(bytes) if fingerprints.contains(&Fingerprint::of(&bytes)) => {}
        Ok(_) => return Ok(Removed::Changed),
        Err(_) => return Ok(Removed::Gone),
    }
    fs::remove_file(&file).map_err(|cause| WriteError { path: file.clone(), cause })?;
    let mut folder = file.parent();
    while let Some(empty) = folder.filter(|folder| *folder != output) {
        if fs::remove_dir(empty).is_err() {
            break;
        }
        folder = empty.parent();
    }
    Ok(Removed::Yes)
}

fn same_bytes(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|there| there == bytes)
}

fn same_files(one: &Path, other: &Path) -> bool {
    let (Ok(one_length), Ok(other_length)) = (fs::metadata(one), fs::metadata(other)) else { return false };
    if !one_length.is_file() || one_length.len() != other_length.len() {
        return false;
    }
    let (Ok(mut one), Ok(mut other)) = (File::open(one), File::open(other)) else { return false };
    let (mut left, mut right) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    loop {
        let Ok(length) = one.read(&mut left) else { return false };
        if length == 0 {
            return true;
        }
        if other.read_exact(&mut right[..length]).is_err() || left[..length] != right[..length] {
            return false;
        }
    }
}

fn remove_tree(path: &Path) -> Result<(), WriteError> {
    match fs::remove_dir_all(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(cause) => Err(WriteError { path: path.to_owned(), cause }),
    }
}

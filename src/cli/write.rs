//! The command line's own door to the disk: what `init`, `new` and `import` write, and the
//! texts that are imported. Nothing that exists is replaced unless that was asked for.

use super::Trouble;
use super::report::short;
use crate::source::LARGEST_TEXT;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Writes a new file, and the folders above it. A file that is there already stays as it is.
pub(super) fn create(path: &Path, text: &str) -> Result<(), Trouble> {
    make_folder(path)?;
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::AlreadyExists => return Err(exists(path)),
        Err(cause) => return Err(cannot("write", path, &cause)),
    };
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|cause| {
        // Half a file would be taken for an article.
        let _ = fs::remove_file(path);
        cannot("write", path, &cause)
    })
}

/// Writes a file whole or not at all, replacing one that is there.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Trouble> {
    make_folder(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    // Made like any new file, not with the secret mode of temporary ones.
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file =
        builder.prefix(".dateline").tempfile_in(folder).map_err(|cause| cannot("write", path, &cause))?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.as_file().sync_all())
        .map_err(|cause| cannot("write", path, &cause))?;
    file.persist(path).map_err(|error| cannot("write", path, &error.error))?;
    Ok(())
}

/// What is said of a file that is there already.
pub(super) fn exists(path: &Path) -> Trouble {
    Trouble::new(format!("`{}` exists already, and was left as it is", short(path)))
}

/// Says whether there is something at a path, if only a link to nothing.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The first file or folder in a folder that is not hidden; None if there is none, or no
/// folder.
pub(super) fn first_visible(folder: &Path) -> Result<Option<PathBuf>, Trouble> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound && !is_there(folder) => return Ok(None),
        Err(cause) => return Err(cannot("read", folder, &cause)),
    };
    let mut first: Option<PathBuf> = None;
    for entry in entries {
        let entry = entry.map_err(|cause| cannot("read", folder, &cause))?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && first.as_ref().is_none_or(|first| entry.path() < *first) {
            first = Some(entry.path());
        }
    }
    Ok(first)
}

/// The real place of a path: of its deepest folder that exists, links followed.
pub(super) fn real_folder(path: &Path) -> Result<PathBuf, Trouble> {
    let existing = path.ancestors().find(|folder| is_there(folder)).unwrap_or(Path::new("."));
    fs::canonicalize(existing).map_err(|cause| cannot("read", existing, &cause))
}

/// Reads a text that is to be imported; `-` is standard input.
pub(super) fn read_text(path: &Path) -> Result<String, Trouble> {
    let mut bytes = Vec::new();
    let limit = LARGEST_TEXT + 1;
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|cause| cannot("read", path, &cause))?;
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(Trouble::new(format!("`{}` is longer than 8 MiB", path.display())));
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Trouble::new(format!("`{}` is not UTF-8, in line {line}", path.display()))
            .hint("save it as UTF-8 in the editor")
    })
}

fn make_folder(path: &Path) -> Result<(), Trouble> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|cause| cannot("make", folder, &cause))
}

fn cannot(what: &str, path: &Path, cause: &std::io::Error) -> Trouble {
    Trouble::new(format!("cannot {what} `{}`: {cause}", short(path)))
}

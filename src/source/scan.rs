//! The walk over the site's folders, and the reading of single files.
//!
//! This file is the only one in the program that reads the site's disk.

use super::{Body, LARGEST_TEXT, Oddity, OddityKind, ReadError, Source, Sources};
use crate::fingerprint::{Fingerprint, Hasher, Stamp};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

/// The folders of a site that are walked. Whatever else lies beside them is not ours.
pub const FOLDERS: [&str; 9] =
    ["archetypes", "components", "content", "data", "fonts", "static", "strings", "templates", "themes"];

/// The files at the root that are read.
pub const FILES: [&str; 2] = ["site.toml", "urls.lock"];

/// What is passed over, in words for the guide.
pub const IGNORED_FILES: &str = "hidden files (except `.well-known`), `*~`, `#*#`, `*.swp`, `*.swx`, `*.tmp`, `*.bak`, `4913`, `Thumbs.db`";

/// Says whether a file or folder name is one that editors and systems leave behind.
pub fn is_ignored(name: &str) -> bool {
    (name.starts_with('.') && name != ".well-known")
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swx", ".tmp", ".bak"].iter().any(|ending| name.ends_with(ending))
        || name == "4913"
        || name == "Thumbs.db"
}

pub(super) fn scan(root: &Path, builtin: &[(String, &'static [u8])]) -> Result<Sources, ReadError> {
    let root = &real(root)?;
    let mut files = Vec::new();
    let mut oddities = Vec::new();
    let mut linked = false;
    for name in FILES {
        if let Ok(metadata) = fs::metadata(root.join(name)) {
            files.push(Source {
                path: Arc::from(name),
                stamp: Stamp::of_source(&metadata),
                body: Body::File(root.join(name).into()),
            });
        }
    }
    for folder in FOLDERS {
        if root.join(folder).exists() {
            linked |= walk(root, folder, &mut files, &mut oddities)?;
        }
    }
    let hidden = |path: &str| {
        let theme = path.split('/').take(2).collect::<Vec<_>>().join("/");
        root.join(theme).is_dir()
    };
    files.extend(
        builtin.iter().filter(|(path, _)| !hidden(path)).map(|(path, bytes)| Source::held(path, bytes)),
    );
    Ok(Sources { linked, ..Sources::in_order(files, oddities) })
}

pub(super) fn real(root: &Path) -> Result<std::path::PathBuf, ReadError> {
    fs::canonicalize(root).map_err(|cause| ReadError { path: root.to_owned(), cause })
}

/// Looks again at some paths; everything else is as it was.
pub(super) fn rescan(last: &Sources, root: &Path, paths: &BTreeSet<String>) -> Result<Sources, ReadError> {
    let root = &real(root)?;
    let above = |path: &str| path.match_indices('/').any(|(at, _)| paths.contains(&path[..at]));
    let kept = last.oddities.iter();
    let kept = kept.filter(|oddity| !above(&oddity.path) && !paths.contains(&*oddity.path));
    let mut oddities: Vec<Oddity> = kept.cloned().collect();
    let mut linked = false;
    // What there is now in the place of a file, and of all that lies in a folder.
    let mut places: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    for path in paths.iter().filter(|path| !above(path)) {
        let mut found = Vec::new();
        let read = FOLDERS.iter().any(|folder| path.starts_with(folder));
        let passed_over = path.split('/').any(is_ignored);
        if read && !passed_over && fs::symlink_metadata(root.join(path)).is_ok() {
            linked |= walk(root, path, &mut found, &mut oddities)?;
        }
        found.sort_by(|a, b| a.path.cmp(&b.path));
        let (file, inside) = found.into_iter().partition(|file| *file.path == **path);
        places.insert(path.clone(), file);
        places.insert(format!("{path}/"), inside);
    }
    let mut files: Vec<Source> = Vec::with_capacity(last.files.len());
    let mut done = 0;
    for (place, now) in places {
        let is_here =
            |path: &str| if place.ends_with('/') { path.starts_with(&place) } else { *path == place };
        let start = last.files.partition_point(|file| *file.path < *place);
        let end = start + last.files[start..].partition_point(|file| is_here(&file.path));
        files.extend_from_slice(&last.files[done..start]);
        files.extend(now);
        done = end;
    }
    files.extend_from_slice(&last.files[done..]);
    oddities.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Sources { files, oddities, linked, opened: Arc::default() })
}

/// Lists what lies at a path, and says whether a link was met.
fn walk(
    root: &Path,
    folder: &str,
    files: &mut Vec<Source>,
    oddities: &mut Vec<Oddity>,
) -> Result<bool, ReadError> {
    if let Some((found, odd)) = side_by_side(root, folder)? {
        files.extend(found);
        oddities.extend(odd);
        return Ok(false);
    }
    walk_one(root, folder, usize::MAX, files, oddities)
}

/// The files of a folder, and what is odd about others.
type Listed = (Vec<Source>, Vec<Oddity>);

/// Lists what lies in a folder, with the folders in it walked side by side. None if a link was
/// met: where links lead, and whether in a circle, only a walk from the top can tell.
fn side_by_side(root: &Path, folder: &str) -> Result<Option<Listed>, ReadError> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Ok(None) };
    let mut inside = Vec::new();
    for entry in entries {
        let fail = |cause| ReadError { path: root.join(folder), cause };
        let entry = entry.map_err(fail)?;
        let is_folder = entry.file_type().map_err(fail)?.is_dir();
        match entry.file_name().to_str() {
            Some(name) if is_folder && !is_ignored(name) => inside.push(format!("{folder}/{name}")),
            None if is_folder => return Ok(None),
            _ => {}
        }
    }
    if inside.len() < 2 {
        return Ok(None);
    }
    let walked = inside.par_iter().map(String::as_str).chain([folder]).map(|below| {
        let (mut files, mut oddities) = (Vec::new(), Vec::new());
        let deep = if below == folder { 1 } else { usize::MAX };
        let linked = walk_one(root, below, deep, &mut files, &mut oddities)?;
        Ok((!linked).then_some((files, oddities)))
    });
    let walked: Vec<Option<Listed>> = walked.collect::<Result<_, ReadError>>()?;
    let Some(walked) = walked.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
    let (files, oddities): (Vec<_>, Vec<_>) = walked.into_iter().unzip();
    Ok(Some((files.concat(), oddities.concat())))
}

/// Lists what lies at a path down to this depth, and says whether a link was met.
fn walk_one(
    root: &Path,
    folder: &str,
    depth: usize,
    files: &mut Vec<Source>,
    oddities: &mut Vec<Oddity>,
) -> Result<bool, ReadError> {
    let mut any_link = false;
    let entries = walkdir::WalkDir::new(root.join(folder))
        .max_depth(depth)
        .follow_links(true)
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !entry.file_name().to_str().is_some_and(is_ignored));
    // Links are rare, so only below one is it asked where a path really leads.
    let mut linked = LinkedFolder::default();
    let mut found = Vec::new();
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                any_link = true;
                oddities.push(link_trouble(root, error)?);
                continue;
            }
        };
        let Some(path) = site_path(root, entry.path()) else {
            let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
            let path = Arc::from(path.to_string_lossy().replace('\\', "/").as_str());
            oddities.push(Oddity { path, kind: OddityKind::BadName });
            continue;
        };
        any_link |= entry.path_is_symlink();
        if linked.leaves(root, entry.path(), entry.path_is_symlink()) {
            if entry.path_is_symlink() {
                oddities.push(Oddity { path, kind: OddityKind::LeavesRoot });
            }
            continue;
        }
        if entry.file_type().is_dir() {
            continue;
        }
        found.push((path, entry));
    }
    // Names come in bulk, but each stamp is a question of its own to the file system.
    let stamped = found.into_par_iter().map(|(path, entry)| {
        let metadata = entry
            .metadata()
            .map_err(|error| ReadError { path: entry.path().to_owned(), cause: error.into() })?;
        Ok(Source { path, stamp: Stamp::of_source(&metadata), body: Body::File(entry.into_path().into()) })
    });
    files.extend(stamped.collect::<Result<Vec<_>, ReadError>>()?);
    Ok(any_link)
}

/// Remembers the linked folder the walk is in, if it leads out of the root.
#[derive(Default)]
struct LinkedFolder(Option<std::path::PathBuf>);

impl LinkedFolder {
    fn leaves(&mut self, root: &Path, path: &Path, is_link: bool) -> bool {
        if let Some(outside) = &self.0 {
            if path.starts_with(outside) {
                return true;
            }
            self.0 = None;
        }
        if !is_link {
            return false;
        }
        let outside = fs::canonicalize(path).map_or(true, |real| !real.starts_with(root));
        if outside {
            self.0 = Some(path.to_owned());
        }
        outside
    }
}

/// A walk error is either a link that cannot be followed, which the site's writer mends,
/// or the machine's.
fn link_trouble(root: &Path, error: walkdir::Error) -> Result<Oddity, ReadError> {
    let path = error.path().unwrap_or(root).to_owned();
    let site_path: Arc<str> = site_path(root, &path).unwrap_or_else(|| Arc::from(""));
    if error.loop_ancestor().is_some() {
        return Ok(Oddity { path: site_path, kind: OddityKind::Loop });
    }
    let dangling = fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_symlink());
    if dangling {
        return Ok(Oddity { path: site_path, kind: OddityKind::Dangling });
    }
    Err(ReadError { path, cause: error.into() })
}

/// The path relative to the root with `/` between the parts; None if it is not UTF-8.
fn site_path(root: &Path, path: &Path) -> Option<Arc<str>> {
    let relative = path.strip_prefix(root).ok()?.to_str()?;
    if std::path::MAIN_SEPARATOR == '/' {
        return Some(Arc::from(relative));
    }
    Some(Arc::from(relative.replace(std::path::MAIN_SEPARATOR, "/")))
}

/// Reads a file that had this length when it was looked at. If it has it still, one look at
/// its bytes is enough: with one byte more asked for, the end has been seen.
pub(super) fn read(path: &Path, length: u64) -> Result<Vec<u8>, ReadError> {
    let fail = |cause| ReadError { path: path.to_owned(), cause };
    let expected = usize::try_from(length).unwrap_or(0).min(LARGEST_TEXT as usize);
    let mut file = File::open(path).map_err(fail)?;
    let mut bytes = vec![0; expected + 1];
    let read = match file.read(&mut bytes) {
        Err(error) if error.kind() == ErrorKind::Interrupted => 0,
        read => read.map_err(fail)?,
    };
    bytes.truncate(read);
    if read == 0 || read != expected {
        file.read_to_end(&mut bytes).map_err(fail)?;
    }
    Ok(bytes)
}

pub(super) fn fingerprint(path: &Path) -> Result<Fingerprint, ReadError> {
    let fail = |cause| ReadError { path: path.to_owned(), cause };
    let mut file = File::open(path).map_err(fail)?;
    let mut hasher = Hasher::new();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece).map_err(fail)? {
            0 => return Ok(hasher.finish()),
            length => hasher.stream(&piece[..length]),
        };
    }
}

//! Two built sites side by side: which addresses of the one the other does not have.

use crate::register::{Kind, has_address, kind};
use std::collections::BTreeSet;
use std::io::Error;
use std::path::{Path, PathBuf};

/// An address of a former site that the new one does not have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Broken {
    /// What was there.
    pub kind: Kind,
    /// The path from the site's root, not encoded: `/asia/x/`.
    pub address: String,
    /// Its file in the former site.
    pub file: String,
}

/// What a comparison came to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Comparison {
    /// How many addresses the former site has.
    pub addresses: usize,
    /// Those that the new one does not have: pages first, each kind by address.
    pub broken: Vec<Broken>,
}

/// Compares a former site with a new one. A folder that cannot be read is named.
pub fn compare(former: &Path, new: &Path) -> Result<Comparison, (PathBuf, Error)> {
    let (former, new) = (files(former)?, files(new)?);
    let mut broken: Vec<Broken> = former
        .difference(&new)
        .map(|file| Broken { kind: kind(file), address: address(file), file: file.clone() })
        .collect();
    broken.sort();
    Ok(Comparison { addresses: former.len(), broken })
}

/// The files of a built site that have an address, by path.
fn files(folder: &Path) -> Result<BTreeSet<String>, (PathBuf, Error)> {
    let mut files = BTreeSet::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            (path, error.into())
        })?;
        let Ok(path) = entry.path().strip_prefix(folder) else { continue };
        let path = path.to_string_lossy().replace('\\', "/");
        if entry.file_type().is_file() && has_address(&path) {
            files.insert(path);
        }
    }
    Ok(files)
}

fn address(file: &str) -> String {
    match file.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{file}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, address, has_address, kind};

    #[test]
    fn files_and_their_addresses() {
        for (file, at, what) in [
            ("index.html", "/", Kind::Page),
            ("asia/x/index.html", "/asia/x/", Kind::Page),
            ("asia/x.html", "/asia/x.html", Kind::Page),
            ("my-index.html", "/my-index.html", Kind::Page),
            ("asia/feed.xml", "/asia/feed.xml", Kind::Feed),
            ("feed.json", "/feed.json", Kind::Feed),
            ("data.json", "/data.json", Kind::File),
            ("asia/x/map.svg", "/asia/x/map.svg", Kind::File),
            ("css/site.css", "/css/site.css", Kind::Part),
            ("renditions/map-320.0a1b2c3d4e5f.png", "/renditions/map-320.0a1b2c3d4e5f.png", Kind::Part),
            (".well-known/security.txt", "/.well-known/security.txt", Kind::File),
        ] {
            assert_eq!((address(file).as_str(), kind(file), has_address(file)), (at, what, true), "{file}");
        }
        for file in [".htaccess", "_hosts/nginx.conf", "_redirects", "index.html.gz", "a/.x/b.html"] {
            assert!(!has_address(file), "{file}");
        }
    }
}

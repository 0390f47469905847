//! Where a site may be written: never over its own sources, a home or the whole machine.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// The folders of a site that are sources.
const SOURCES: [&str; 8] =
    ["archetypes", "content", "data", "static", "strings", "templates", "themes", ".dateline"];

/// Finds the real place of an output directory, or says why nothing may be written there.
/// `root` is the site's root, `home` the user's home directory, if there is one.
pub fn check_output(output: &Path, root: &Path, home: Option<&Path>) -> Result<PathBuf, String> {
    let shown = output.display();
    let real = real_path(output);
    let root = real_path(root);
    if real.parent().is_none() {
        return Err(format!("`{shown}` is the root of the file system"));
    }
    if home.is_some_and(|home| real_path(home).starts_with(&real)) {
        return Err(format!("`{shown}` is or contains a home folder"));
    }
    if root.starts_with(&real) {
        return Err(format!("`{shown}` is or contains the folder of the site itself"));
    }
    if let Some(source) = SOURCES.iter().map(|name| root.join(name)).find(|source| {
        let source = real_path(source);
        real.starts_with(&source) || source.starts_with(&real)
    }) {
        return Err(format!("`{shown}` lies among the site's own files: `{}`", source.display()));
    }
    if fs::metadata(&real).is_ok_and(|metadata| !metadata.is_dir()) {
        return Err(format!("`{shown}` is a file"));
    }
    Ok(real)
}

/// The path with symbolic links resolved as far as it exists, and `.` and `..` taken out of
/// the rest.
fn real_path(path: &Path) -> PathBuf {
    // `x` is `./x`: its parent must be a folder that can be asked for.
    let mut existing = if path.is_relative() { Path::new(".").join(path) } else { path.to_owned() };
    let mut rest: Vec<std::ffi::OsString> = Vec::new();
    loop {
        if let Ok(real) = fs::canonicalize(&existing) {
            let mut path = real;
            path.extend(rest.iter().rev());
            return tidy(&path);
        }
        match (existing.parent(), existing.components().next_back()) {
            (Some(parent), Some(last)) if parent != existing => {
                rest.push(last.as_os_str().to_owned());
                existing = parent.to_owned();
            }
            _ => return tidy(path),
        }
    }
}

fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::check_output;
    use std::path::Path;

    #[test]
    fn a_folder_that_is_not_there_yet_is_among_the_sources_too() {
        let site = Path::new(".");
        for name in ["archetypes", "./strings", "data/x", "x/../templates"] {
            assert!(check_output(Path::new(name), site, None).is_err(), "{name}");
        }
        let public = check_output(Path::new("not-there-yet/public"), site, None).expect("a place");
        assert!(public.is_absolute(), "{}", public.display());
    }
}

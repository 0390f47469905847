//! A tree of files as a value, to be compared.

use super::diff::diff;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// The files below a folder: bytes by path, with `/` between the parts.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// Reads a folder. One that does not exist has no files.
pub fn read(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    if folder.exists() {
        collect(folder, "", &mut tree);
    }
    tree
}

fn collect(folder: &Path, prefix: &str, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("the entry of a folder").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8");
        let inside = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}/{name}") };
        if path.is_dir() {
            collect(&path, &inside, tree);
        } else {
            tree.insert(
                inside,
                fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            );
        }
    }
}

/// Writes files below a folder, which need not exist.
pub fn write(folder: &Path, tree: &Tree) {
    for (path, bytes) in tree {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder can be made");
        fs::write(&path, bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// What is different, in words; empty if nothing is.
pub fn differences(expected: &Tree, found: &Tree) -> String {
    let mut text = String::new();
    for (path, wanted) in expected {
        match found.get(path) {
            None => {
                let _ = writeln!(text, "missing: {path}");
            }
            Some(bytes) if bytes != wanted => {
                let _ = writeln!(text, "different: {path} (- expected, + found)");
                text.push_str(&match (std::str::from_utf8(wanted), std::str::from_utf8(bytes)) {
                    (Ok(wanted), Ok(bytes)) => diff(wanted, bytes),
                    _ => format!("  {} bytes expected, {} found\n", wanted.len(), bytes.len()),
                });
            }
            Some(_) => {}
        }
    }
    for (path, bytes) in found.iter().filter(|(path, _)| !expected.contains_key(*path)) {
        let _ = writeln!(text, "unexpected: {path}");
        if let Ok(bytes) = std::str::from_utf8(bytes) {
            text.push_str(&diff("", bytes));
        }
    }
    text
}

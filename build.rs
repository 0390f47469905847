//! Gives the program a fingerprint of its own source, so that a ledger written by another
//! version of it is never believed.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=Cargo.toml");
    let mut files = Vec::new();
    collect(Path::new("src"), &mut files);
    files.extend(["Cargo.lock", "Cargo.toml"].map(PathBuf::from));
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        if let Ok(bytes) = std::fs::read(&file) {
            hasher.write(file.to_string_lossy().as_bytes());
            hasher.write(&bytes);
        }
    }
    println!("cargo::rustc-env=DATELINE_ENGINE={:016x}", hasher.finish());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

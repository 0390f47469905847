//! Where a new article goes: its section and slug, checked, and the names made from them.

use super::Trouble;
use super::write;
use crate::content::slug::slugify;
use crate::source::{Sources, is_ignored};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// The parts of a path below `content/`. None of them can lead out of it.
pub(super) fn parts(path: &str) -> Result<Vec<&str>, Trouble> {
    let wrong = |reason: &str| {
        Err(Trouble::new(format!("`{path}` cannot be a path below `content/`: {reason}"))
            .hint("write it like `asia/korea-talks`"))
    };
    let trimmed = path.strip_suffix('/').unwrap_or(path);
    let parts: Vec<&str> = trimmed.split('/').collect();
    for part in &parts {
        if part.is_empty() {
            return wrong("a part of it is empty");
        }
        if *part == "." || *part == ".." {
            return wrong("it leads elsewhere");
        }
        if part.contains(['\\', ':']) || part.chars().any(char::is_control) {
            return wrong("it has a character that file names do not have everywhere");
        }
        if part.trim() != *part || part.ends_with('.') {
            return wrong("a part of it begins or ends with a space or a full stop");
        }
        if is_ignored(part) {
            return wrong(&format!("`{part}` is a name that is passed over"));
        }
    }
    Ok(parts)
}

/// The files an article could be: alone, or with a folder of its own.
pub(super) fn files(section: &[&str], slug: &str) -> [String; 2] {
    let folder = section.join("/");
    [format!("content/{folder}/{slug}.md"), format!("content/{folder}/{slug}/index.md")]
}

/// Refuses an article that is there already, in either form.
pub(super) fn refuse_existing(root: &Path, files: &[String; 2]) -> Result<(), Trouble> {
    match files.iter().map(|file| root.join(file)).find(|path| write::is_there(path)) {
        Some(path) => Err(write::exists(&path)),
        None => Ok(()),
    }
}

/// Refuses a place that a symbolic link takes out of `content/`.
pub(super) fn refuse_outside(root: &Path, file: &str) -> Result<PathBuf, Trouble> {
    let path = root.join(file);
    let content = root.join("content");
    if write::is_there(&content) {
        let (real, content) = (write::real_folder(&path)?, write::real_folder(&content)?);
        if !real.starts_with(&content) {
            return Err(Trouble::new(format!(
                "`{file}` is not in `content/`: a symbolic link leads elsewhere"
            )));
        }
    }
    Ok(path)
}

/// What to say if a section is new: it may be misspelt.
pub(super) fn new_section(sources: &Sources, section: &[&str]) -> Option<String> {
    let path = section.join("/");
    let folder = format!("content/{path}");
    if sources.below(&folder).next().is_some() {
        return None;
    }
    let mut sections: Vec<&str> = sources
        .below("content")
        .filter_map(|(_, source)| source.path.strip_prefix("content/")?.rsplit_once('/'))
        .map(|(folder, _)| folder)
        .collect();
    sections.dedup();
    let near = crate::problem::nearest(&path, sections);
    let hint = near.map_or(String::new(), |near| format!("; if you meant `{near}`, move the article"));
    Some(format!("`{path}` is a new section{hint}"))
}

/// The permanent identity of an article: when it was begun, and as what.
pub(super) fn id(at: Timestamp, slug: &str) -> String {
    format!("{}-{slug}", at.strftime("%Y%m%d-%H%M%S"))
}

/// An instant as front matter has it.
pub(super) fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Words from a file name: `korea-talks` becomes `Korea talks`.
pub(super) fn words(name: &str) -> String {
    let name = name.replace(['-', '_'], " ");
    let mut letters = name.trim().chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// The slug of a headline, not longer than a file name should be.
pub(super) fn title_slug(title: &str) -> String {
    const LONGEST: usize = 120;
    let slug = slugify(title);
    if slug.len() <= LONGEST {
        return slug;
    }
    let cut = slug[..slug.floor_char_boundary(LONGEST)].trim_end_matches('-');
    // A word is not cut in two, where there are words.
    cut.rsplit_once('-').map_or(cut, |(words, _)| words).to_owned()
}

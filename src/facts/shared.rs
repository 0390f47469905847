//! What is the same on every page: a template that sees nothing of the page it stands in prints
//! facts alone, so that what it prints is a fact too.

use std::collections::BTreeMap;

/// What the shared templates of the theme print, by name.
#[derive(Debug, Default)]
pub struct Shared {
    printed: BTreeMap<String, String>,
    timed: bool,
}

impl Shared {
    /// Adds what a template prints; `timed` says that it shows the instant of the build.
    pub fn add(&mut self, name: &str, html: String, timed: bool) {
        self.printed.insert(name.to_owned(), html);
        self.timed |= timed;
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.printed.get(name).map(String::as_str)
    }

    pub(super) fn is_timed(&self) -> bool {
        self.timed
    }
}

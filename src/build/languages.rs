//! The languages of sections: what lies in a section is in its language, unless it says
//! another itself.

use crate::config::Config;
use std::collections::BTreeMap;

/// The languages of sections by their folders.
pub(super) struct Languages<'a> {
    config: &'a Config,
    sections: BTreeMap<String, String>,
}

impl<'a> Languages<'a> {
    pub fn new(config: &'a Config) -> Self {
        Self { config, sections: BTreeMap::new() }
    }

    /// Takes in the language that the `_index.md` at a path gives.
    pub fn add(&mut self, path: &str, lang: &str) {
        self.sections.insert(folder(path).to_owned(), lang.to_owned());
    }

    /// The language of what lies at a path. The pages of taxonomies and terms are in no
    /// section.
    pub fn of(&self, path: &str) -> &str {
        let top = path.split('/').nth(1).unwrap_or_default();
        if self.config.taxonomies.iter().any(|taxonomy| taxonomy.name == top) {
            return &self.config.language;
        }
        std::iter::successors(Some(folder(path)), |path| path.contains('/').then(|| folder(path)))
            .find_map(|folder| self.sections.get(folder))
            .unwrap_or(&self.config.language)
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

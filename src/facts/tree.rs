//! Free trees: the site's own values, theme options and data files. Each step down is a
//! question of its own, so that a page depends on the values it saw and no others.

use super::{Answer, Container, Entry, Facts, Symbol, Tree};
use crate::data::Data;

/// What stands between the keys of a path; it cannot be part of a key.
pub const SEPARATOR: char = '\u{1f}';

impl Facts {
    pub(super) fn value(&self, tree: Tree, path: Symbol) -> Answer<'_> {
        match self.at(tree, &self.names.text(path)) {
            None => Answer::Absent,
            Some(Data::None) => Answer::Empty,
            Some(Data::Map(_)) => Answer::Container(Container::Map),
            Some(Data::List(_)) => Answer::Container(Container::List),
            Some(data) => Answer::Data(data),
        }
    }

    pub(super) fn keys(&self, tree: Tree, path: Symbol) -> Answer<'_> {
        match self.at(tree, &self.names.text(path)) {
            Some(Data::Map(pairs)) => {
                Answer::Owned(Data::List(pairs.iter().map(|(key, _)| Data::Text(key.clone())).collect()))
            }
            Some(Data::List(items)) => Answer::Number(items.len() as i64),
            _ => Answer::Absent,
        }
    }

    fn at(&self, tree: Tree, path: &str) -> Option<&Data> {
        let mut keys = path.split(SEPARATOR).filter(|key| !key.is_empty());
        let mut data = match tree {
            Tree::Extra(entry) => self.extra(entry)?,
            Tree::Data => &self.data,
            Tree::Options => self.theme.option(keys.next()?)?,
        };
        for key in keys {
            data = match key.strip_prefix('#').and_then(|index| index.parse().ok()) {
                Some(index) => data.at(index)?,
                None => data.get(key)?,
            };
        }
        Some(data)
    }

    /// The site's own values for an entry.
    fn extra(&self, entry: Entry) -> Option<&Data> {
        let document = match entry {
            Entry::Site => return Some(&self.config.extra),
            Entry::Page(id) => Some(&self.library.page(id).document),
            Entry::Section(id) => self.library.section(id).document.as_ref(),
            Entry::Taxonomy(id) => self.library.taxonomy(id).document.as_ref(),
            Entry::Term(id) => self.library.term(id).document.as_ref(),
            Entry::Archive | Entry::Year(_) | Entry::Month(..) | Entry::NotFound | Entry::Feeds => None,
            Entry::Search | Entry::Label(_) | Entry::Corrections => None,
        };
        document.map(|document| &document.front.extra)
    }
}

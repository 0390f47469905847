//! One name for everything that can have a page or stand in a list.

use super::{Address, Found, HOME, Library, PageId, SectionId, TaxonomyId, TermId};
use crate::config::Config;
use crate::source::SourceId;
use std::borrow::Cow;

/// Something of the library that can have a page of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Entry {
    /// The site as a whole. Its page is that of the root section.
    Site,
    /// An article or a standalone page.
    Page(PageId),
    /// A section; the root section is the home page.
    Section(SectionId),
    /// A taxonomy.
    Taxonomy(TaxonomyId),
    /// A term.
    Term(TermId),
    /// The list of years.
    Archive,
    /// A year that has articles.
    Year(i16),
    /// A month that has articles.
    Month(i16, u8),
    /// The page for addresses that do not exist.
    NotFound,
    /// The page that lists all feeds.
    Feeds,
    /// The page to search on.
    Search,
    /// All articles with a label, by the number of the label. It has feeds, but no page.
    Label(u32),
    /// All corrections. They have feeds, but no page.
    Corrections,
}

impl Entry {
    /// Where its page is.
    pub fn address<'a>(self, library: &'a Library, config: &Config) -> Cow<'a, Address> {
        Cow::Owned(match self {
            Entry::Page(id) => return Cow::Borrowed(&library.page(id).address),
            Entry::Section(id) => return Cow::Borrowed(&library.section(id).address),
            Entry::Taxonomy(id) => return Cow::Borrowed(&library.taxonomy(id).address),
            Entry::Term(id) => return Cow::Borrowed(&library.term(id).address),
            Entry::Site => Address::folder(""),
            Entry::Archive => Address::folder("archive"),
            Entry::Year(year) => Address::folder(&format!("archive/{year}")),
            Entry::Month(year, month) => {
                Address::page(&format!("archive/{year}/{month:02}"), config.url_style)
            }
            Entry::NotFound => Address::file("404.html"),
            Entry::Feeds => Address::folder("feeds"),
            Entry::Search => Address::folder("search"),
            // Where the page would be is the front page; the feeds are beside the list of feeds.
            Entry::Label(_) | Entry::Corrections => Address::folder(""),
        })
    }

    /// The source that it is written in, if it has one of its own.
    pub fn source(self, library: &Library) -> Option<SourceId> {
        let document = match self {
            Entry::Page(id) => Some(&library.page(id).document),
            Entry::Section(id) => library.section(id).document.as_ref(),
            Entry::Taxonomy(id) => library.taxonomy(id).document.as_ref(),
            Entry::Term(id) => library.term(id).document.as_ref(),
            Entry::Site => library.section(HOME).document.as_ref(),
            Entry::Archive | Entry::Year(_) | Entry::Month(..) | Entry::NotFound | Entry::Feeds => None,
            Entry::Search | Entry::Label(_) | Entry::Corrections => None,
        };
        document.map(|document| document.source)
    }

    /// Its permanent name: the same in every build in which it exists.
    pub fn key(self, library: &Library) -> String {
        match self.name(library) {
            (kind, None) => kind.to_owned(),
            (kind, Some(name)) => format!("{kind} {name}"),
        }
    }

    /// The two parts of its permanent name: what kind of entry it is, and which one of them.
    pub fn name(self, library: &Library) -> (&'static str, Option<Cow<'_, str>>) {
        match self {
            Entry::Site => ("site", None),
            Entry::Page(id) => ("page", Some(Cow::Borrowed(&*library.page(id).key))),
            Entry::Section(id) => ("section", Some(Cow::Borrowed(&*library.section(id).key))),
            Entry::Taxonomy(id) => ("taxonomy", Some(Cow::Borrowed(&*library.taxonomy(id).name))),
            Entry::Term(id) => {
                let term = library.term(id);
                let name = format!("{}/{}", library.taxonomy(term.taxonomy).name, term.slug);
                ("term", Some(Cow::Owned(name)))
            }
            Entry::Archive => ("archive", None),
            Entry::Year(year) => ("year", Some(Cow::Owned(year.to_string()))),
            Entry::Month(year, month) => ("month", Some(Cow::Owned(format!("{year}-{month:02}")))),
            Entry::NotFound => ("not-found", None),
            Entry::Feeds => ("feeds", None),
            Entry::Search => ("search", None),
            Entry::Label(id) => ("label", library.labels.get(id as usize).map(|name| Cow::Borrowed(&**name))),
            Entry::Corrections => ("corrections", None),
        }
    }

    /// The entry of this permanent name, if there is one now.
    pub fn from_key(key: &str, library: &Library) -> Option<Self> {
        let (kind, name) = key.split_once(' ').unwrap_or((key, ""));
        Self::from_name(kind, name, library)
    }

    /// The entry of these two parts of a permanent name, if there is one now.
    pub fn from_name(kind: &str, name: &str, library: &Library) -> Option<Self> {
        match kind {
            "site" => Some(Entry::Site),
            "page" => library.find_page(name).map(Entry::Page),
            "section" => library.find_section(name).map(Entry::Section),
            "taxonomy" => library.find_taxonomy(name).map(Entry::Taxonomy),
            "term" => {
                let (taxonomy, slug) = name.split_once('/')?;
                library.find_term(library.find_taxonomy(taxonomy)?, slug).map(Entry::Term)
            }
            "archive" => Some(Entry::Archive),
            "year" => {
                let year = name.parse().ok()?;
                library.months.iter().any(|month| month.year == year).then_some(Entry::Year(year))
            }
            "month" => {
                let (year, number) = name.split_once('-')?;
                let (year, number) = (year.parse().ok()?, number.parse().ok()?);
                let exists = |month: &super::Month| (month.year, month.month) == (year, number);
                library.months.iter().any(exists).then_some(Entry::Month(year, number))
            }
            "not-found" => Some(Entry::NotFound),
            "feeds" => Some(Entry::Feeds),
            "search" => Some(Entry::Search),
            "label" => {
                let id = library.labels.iter().position(|label| **label == *name)?;
                Some(Entry::Label(id as u32))
            }
            "corrections" => Some(Entry::Corrections),
            _ => None,
        }
    }
}

impl From<Found> for Option<Entry> {
    fn from(found: Found) -> Self {
        match found {
            Found::Page(id) => Some(Entry::Page(id)),
            Found::Section(id) => Some(Entry::Section(id)),
            Found::Taxonomy(id) => Some(Entry::Taxonomy(id)),
            Found::Term(id) => Some(Entry::Term(id)),
            Found::Hidden(_) => None,
        }
    }
}

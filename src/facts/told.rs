//! What lists show of each page, laid close together.
//!
//! A list shows a little of many pages, which lie all over the memory, so that looking there takes
//! longer than anything that is done with it. This is a copy of what nearly every list shows: the
//! answers are the same.

use super::{Answer, Facts, Field};
use crate::config::Config;
use crate::library::{Address, Library, PageId, Presence, TaxonomyId, TermId};
use rayon::prelude::*;
use std::sync::Arc;

/// Titles, summaries, dates, terms and addresses of all pages.
#[derive(Debug)]
pub struct Told {
    pub(super) hrefs: Arc<Hrefs>,
    /// Title and summary of one page after the other.
    texts: String,
    pages: Vec<Page>,
    /// The terms of one page after the other, and where those of each taxonomy end.
    terms: Vec<TermId>,
    ends: Vec<u32>,
    taxonomies: usize,
}

/// The addresses that lists and menus lead to, for links within the site.
#[derive(Debug, Default)]
pub(super) struct Hrefs {
    /// By the numbers of pages.
    pub pages: Vec<Box<str>>,
    /// By the numbers of sections.
    pub sections: Vec<Box<str>>,
    /// By the numbers of terms.
    pub terms: Vec<Box<str>>,
}

impl Hrefs {
    fn new(library: &Library, config: &Config) -> Self {
        let href = |address: &Address| address.href(config).into_boxed_str();
        Self {
            pages: library.pages.par_iter().map(|page| href(&page.address)).collect(),
            sections: library.sections.iter().map(|section| href(&section.address)).collect(),
            terms: library.terms.iter().map(|term| href(&term.address)).collect(),
        }
    }
}

/// What is told of one page: as little as can be, so that one look at the memory shows it.
#[derive(Debug)]
struct Page {
    start: u64,
    title: u32,
    summary: u32,
    /// In seconds since 1970.
    date: i64,
    has: Has,
}

/// What there is of a page.
#[derive(Clone, Copy, Debug)]
struct Has {
    title: bool,
    summary: bool,
    date: bool,
    day_only: bool,
    buried: bool,
}

impl Told {
    /// Copies what lists show.
    pub fn new(library: &Library, config: &Config) -> Self {
        let (told, hrefs) = rayon::join(|| Self::laid(library), || Hrefs::new(library, config));
        Self { hrefs: Arc::new(hrefs), ..told }
    }

    fn laid(library: &Library) -> Self {
        let (count, taxonomies) = (library.pages.len(), library.taxonomies.len());
        // Room that is never filled costs no memory, but a text that grows is copied.
        let mut texts = String::with_capacity(512 * count);
        let (mut terms, mut ends) = (Vec::new(), Vec::with_capacity(taxonomies * count));
        let mut add = |text: Option<&str>| {
            texts.push_str(text.unwrap_or_default());
            (text.map_or(0, str::len) as u32, text.is_some())
        };
        let mut start = 0;
        let pages = library.pages.iter().map(|page| {
            let front = &page.document.front;
            let (title, has_title) = add(front.title.as_ref().map(|title| &*title.value));
            let (summary, has_summary) = add(front.summary.as_ref().map(|summary| &*summary.value));
            for taxonomy in 0..taxonomies {
                terms.extend_from_slice(page.terms.get(taxonomy).map_or(&[], |terms| terms));
                ends.push(terms.len() as u32);
            }
            let begin = start;
            start += u64::from(title) + u64::from(summary);
            let date = front.date.as_ref().map(|date| date.value);
            let has = Has {
                title: has_title,
                summary: has_summary,
                date: date.is_some(),
                day_only: date.is_some_and(|date| date.day_only),
                buried: matches!(page.presence, Presence::Tombstone | Presence::Moved),
            };
            Page { start: begin, title, summary, date: date.map_or(0, |date| date.seconds), has }
        });
        let pages = pages.collect();
        Self { hrefs: Arc::default(), texts, pages, terms, ends, taxonomies }
    }

    /// Says whether nothing but the name of a page is told.
    pub(super) fn is_buried(&self, id: PageId) -> bool {
        self.pages[id.0 as usize].has.buried
    }

    /// The terms that a page has of a taxonomy.
    pub(super) fn terms(&self, id: PageId, taxonomy: TaxonomyId) -> &[TermId] {
        if taxonomy.0 as usize >= self.taxonomies {
            return &[];
        }
        let place = id.0 as usize * self.taxonomies + taxonomy.0 as usize;
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.terms[start as usize..self.ends[place] as usize]
    }

    /// The answer for a field that is laid here; None for another one.
    pub(super) fn field<'a>(&'a self, id: PageId, field: Field, facts: &Facts) -> Option<Answer<'a>> {
        let page = &self.pages[id.0 as usize];
        let text = |has: bool, start: u64, length: u32| match has {
            true => Answer::Text(self.texts[start as usize..][..length as usize].into()),
            false => Answer::Empty,
        };
        Some(match field {
            Field::Title => text(page.has.title, page.start, page.title),
            Field::Summary => text(page.has.summary, page.start + u64::from(page.title), page.summary),
            Field::Date if page.has.date => Answer::Time(facts.time(page.date, page.has.day_only)),
            Field::Date => Answer::Empty,
            _ => return None,
        })
    }
}

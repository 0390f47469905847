//! What lists show of each page, laid close together.
//!
//! A list shows a little of many pages, which lie all over the memory, so that looking there takes
//! longer than anything that is done with it. This is a copy of what nearly every list shows: the
//! answers are the same.

use super::{Answer, Facts, Field};
use crate::config::Config;
use crate::content::Moment;
use crate::library::{Library, PageId, Presence};
use rayon::prelude::*;
use std::sync::Arc;

/// Titles, summaries, dates and addresses of all pages.
#[derive(Debug)]
pub struct Told {
    /// The address of each page, for links within the site.
    pub(super) hrefs: Arc<[Box<str>]>,
    /// Title and summary of one page after the other.
    texts: String,
    pages: Vec<Page>,
}

#[derive(Debug)]
struct Page {
    start: usize,
    title: Option<u32>,
    summary: Option<u32>,
    date: Option<Moment>,
    buried: bool,
}

impl Told {
    /// Copies what lists show.
    pub fn new(library: &Library, config: &Config) -> Self {
        let hrefs = || library.pages.par_iter().map(|page| page.address.href(config).into()).collect();
        let ((texts, pages), hrefs) = rayon::join(|| Self::laid(library), hrefs);
        Self { hrefs, texts, pages }
    }

    fn laid(library: &Library) -> (String, Vec<Page>) {
        // Room that is never filled costs no memory, but a text that grows is copied.
        let mut texts = String::with_capacity(512 * library.pages.len());
        let mut add = |text: Option<&str>| {
            texts.push_str(text?);
            text.map(|text| text.len() as u32)
        };
        let mut start = 0;
        let pages = library.pages.iter().map(|page| {
            let front = &page.document.front;
            let title = add(front.title.as_ref().map(|title| &*title.value));
            let summary = add(front.summary.as_ref().map(|summary| &*summary.value));
            let begin = start;
            start += (title.unwrap_or(0) + summary.unwrap_or(0)) as usize;
            let date = front.date.as_ref().map(|date| date.value);
            let buried = matches!(page.presence, Presence::Tombstone | Presence::Moved);
            Page { start: begin, title, summary, date, buried }
        });
        let pages = pages.collect();
        (texts, pages)
    }

    /// Says whether nothing but the name of a page is told.
    pub(super) fn is_buried(&self, id: PageId) -> bool {
        self.pages[id.0 as usize].buried
    }

    /// The answer for a field that is laid here; None for another one.
    pub(super) fn field<'a>(&'a self, id: PageId, field: Field, facts: &Facts) -> Option<Answer<'a>> {
        let page = &self.pages[id.0 as usize];
        let text = |start: usize, length: Option<u32>| {
            length.map_or(Answer::Empty, |length| {
                Answer::Text(self.texts[start..start + length as usize].into())
            })
        };
        Some(match field {
            Field::Title => text(page.start, page.title),
            Field::Summary => text(page.start + page.title.unwrap_or(0) as usize, page.summary),
            Field::Date => {
                page.date.map_or(Answer::Empty, |date| Answer::Time(facts.time(date.seconds, date.day_only)))
            }
            _ => return None,
        })
    }
}

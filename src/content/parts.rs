//! The parts of an article that have a role, as places in its HTML.

use crate::content::Role;
use crate::content::html::Part;
use std::ops::Range;

/// The parts found so far.
#[derive(Default)]
pub(crate) struct Parts {
    parts: Vec<Place>,
    /// The list items at the top level since the first part began.
    items: Vec<Range<usize>>,
    item: Option<usize>,
}

struct Place {
    role: Role,
    level: u8,
    start: usize,
    /// None while it is open.
    end: Option<usize>,
}

impl Parts {
    /// A heading with a role ended here.
    pub(crate) fn open(&mut self, role: Role, level: u8, start: usize) {
        self.parts.push(Place { role, level, start, end: None });
    }

    /// A heading of this level begins here: it ends the parts of its own level and below.
    pub(crate) fn close(&mut self, level: u8, end: usize) {
        for part in &mut self.parts {
            if part.end.is_none() && part.level >= level {
                part.end = Some(end);
            }
        }
    }

    /// An item of a list at the top level begins here.
    pub(crate) fn start_item(&mut self, start: usize) {
        self.item = (!self.parts.is_empty()).then_some(start);
    }

    /// It ends here.
    pub(crate) fn end_item(&mut self, end: usize) {
        if let Some(start) = self.item.take() {
            self.items.push(start..end);
        }
    }

    /// Cuts the parts out of the HTML. The sign-off, if there is one, is in none of them,
    /// nor is what comes after it.
    pub(crate) fn cut(self, content: &str, signoff: Option<usize>) -> Vec<Part> {
        let cut = |part: &Place| {
            let mut end = part.end.unwrap_or(content.len());
            if let Some(signoff) = signoff.filter(|&signoff| signoff >= part.start) {
                end = end.min(signoff);
            }
            let within = |item: &&Range<usize>| item.start >= part.start && item.end <= end;
            let items = self.items.iter().filter(within).map(|item| content[item.clone()].trim().to_owned());
            Part {
                role: part.role,
                content: content[part.start..end].trim().to_owned(),
                items: items.collect(),
            }
        };
        self.parts.iter().map(cut).collect()
    }
}

//! The parts of an article that have a role, as places in its HTML.

use crate::content::Role;
use std::ops::Range;

/// A part of an article that has a role, as places in the text of its body.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Part {
    /// The role.
    pub(super) role: Role,
    /// All of it without its heading.
    pub(super) place: Range<usize>,
    /// What is within each item of its lists, without the lists inside other blocks.
    pub(super) items: Vec<Range<usize>>,
}

/// The parts found so far.
#[derive(Default)]
pub(crate) struct Parts {
    parts: Vec<Place>,
    /// The list items at the top level since the first part began.
    items: Vec<Range<usize>>,
    item: Option<usize>,
}

struct Place {
    /// The number of the heading that begins it.
    heading: usize,
    level: u8,
    start: usize,
    /// None while it is open.
    end: Option<usize>,
}

impl Parts {
    /// A heading at the top level ended here.
    pub(crate) fn open(&mut self, heading: usize, level: u8, start: usize) {
        self.parts.push(Place { heading, level, start, end: None });
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

    /// The parts whose headings have a role, in a text of this length. The sign-off, if there
    /// is one, is in none of them, nor is what comes after it.
    pub(crate) fn cut(
        self,
        role: impl Fn(usize) -> Option<Role>,
        length: usize,
        signoff: Option<usize>,
    ) -> Vec<Part> {
        let cut = |part: &Place| {
            let role = role(part.heading)?;
            let mut end = part.end.unwrap_or(length);
            if let Some(signoff) = signoff.filter(|&signoff| signoff >= part.start) {
                end = end.min(signoff);
            }
            let within = |item: &&Range<usize>| item.start >= part.start && item.end <= end;
            Some(Part {
                role,
                place: part.start..end,
                items: self.items.iter().filter(within).cloned().collect(),
            })
        };
        self.parts.iter().filter_map(cut).collect()
    }
}

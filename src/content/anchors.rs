//! The ids of headings: each unique in its page, and as stable as can be.

use crate::content::slug::slugify;
use crate::content::{Heading, Role};
use crate::problem::{Code, Problem};
use crate::source::Span;
use rustc_hash::FxHashMap;

/// A heading as found, without its final id.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// 1 to 6.
    pub(crate) level: u8,
    /// The id that its author gave it.
    pub(crate) explicit: Option<String>,
    /// Where it stands.
    pub(crate) span: Span,
    /// Its plain text.
    pub(crate) text: String,
    /// The role of the part it opens.
    pub(crate) role: Option<Role>,
}

/// Gives all headings their ids. Ids that somebody relies on come first: those written by
/// hand, then those of roles; the ones made from the text must make way.
pub(crate) fn assign(found: Vec<Found>, footnotes: bool) -> (Vec<Heading>, Vec<Problem>) {
    let mut ids = Ids { taken: FxHashMap::default(), next: FxHashMap::default(), footnotes };
    let mut problems = Vec::new();
    let mut headings: Vec<Heading> = found
        .iter()
        .map(|found| Heading {
            level: found.level,
            id: String::new(),
            text: found.text.clone(),
            role: found.role,
        })
        .collect();

    // A page has each role once.
    let mut seen = Vec::new();
    for heading in &mut headings {
        if let Some(role) = heading.role {
            if seen.contains(&role) {
                heading.role = None;
            } else {
                seen.push(role);
            }
        }
    }

    for (heading, found) in headings.iter_mut().zip(&found) {
        if let Some(id) = &found.explicit {
            ids.claim(id, found.span, &mut problems);
            heading.id = ids.unique(id, found.span);
        }
    }
    for (heading, found) in headings.iter_mut().zip(&found) {
        if let (Some(role), None) = (heading.role, &found.explicit) {
            ids.claim(role.name(), found.span, &mut problems);
            heading.id = ids.unique(role.name(), found.span);
        }
    }
    for (heading, found) in headings.iter_mut().zip(&found) {
        if heading.id.is_empty() {
            let slug = slugify(&found.text);
            heading.id = ids.unique(if slug.is_empty() { "section" } else { &slug }, found.span);
        }
    }
    (headings, problems)
}

struct Ids {
    taken: FxHashMap<String, Span>,
    /// The number to try next for a repeated id.
    next: FxHashMap<String, usize>,
    footnotes: bool,
}

impl Ids {
    /// Reports an id that cannot be given as asked for.
    fn claim(&self, id: &str, span: Span, problems: &mut Vec<Problem>) {
        let hint = "give one of them another: `## Heading {#other}`";
        if let Some(&first) = self.taken.get(id) {
            let problem = Problem::new(Code::DuplicateId, format!("two headings have the id `{id}`"));
            problems.push(problem.at(span).label(first, "the other one").hint(hint));
        } else if self.is_reserved(id) {
            let problem = Problem::new(Code::DuplicateId, format!("the id `{id}` belongs to the footnotes"));
            problems.push(problem.at(span).hint("choose another"));
        }
    }

    fn unique(&mut self, wanted: &str, span: Span) -> String {
        let mut id = wanted.to_owned();
        if self.is_used(&id) && belongs_to_footnotes(&id) {
            // No number behind it would help: it would be a footnote's again.
            id.insert_str(0, "section-");
        }
        if self.is_used(&id) {
            let base = id;
            let mut number = self.next.get(&base).copied().unwrap_or(2);
            loop {
                id = format!("{base}-{number}");
                number += 1;
                if !self.is_used(&id) {
                    break;
                }
            }
            self.next.insert(base, number);
        }
        self.taken.insert(id.clone(), span);
        id
    }

    fn is_used(&self, id: &str) -> bool {
        self.taken.contains_key(id) || self.is_reserved(id)
    }

    fn is_reserved(&self, id: &str) -> bool {
        let number = id.strip_prefix("fn-").or_else(|| id.strip_prefix("fnref-"));
        number.is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()))
            || (self.footnotes && id == "footnotes")
    }
}

fn belongs_to_footnotes(id: &str) -> bool {
    let rest = id.strip_prefix("fnref").or_else(|| id.strip_prefix("fn"));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

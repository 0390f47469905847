//! Guesses where pages, feeds and files went that cannot be found by their owners.

use super::super::feed_address;
use super::super::redirects::Living;
use super::owners::{name, published_file};
use super::{Proposal, firsts, owner};
use crate::config::{Config, Format};
use crate::library::{Entry, Library, PageId, Presence, SectionId};
use crate::problem::nearest;
use crate::register::{Line, Owner, Register};
use crate::source::Sources;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Guesses where something went.
pub(super) struct Proposer<'a> {
    /// Articles and pages that are new in this build.
    new: Vec<(Proposal, &'a str)>,
    /// Files that are.
    files: Vec<Proposal>,
    register: &'a Register,
    library: &'a Library,
    config: &'a Config,
    living: &'a Living<'a>,
}

impl<'a> Proposer<'a> {
    pub fn new(
        register: &'a Register,
        living: &'a Living<'a>,
        library: &'a Library,
        config: &'a Config,
        sources: &'a Sources,
    ) -> Self {
        let firsts = firsts(register);
        let known: FxHashSet<&Owner> = register.lines.values().flatten().map(|line| &line.owner).collect();
        let new = library.pages.iter().enumerate().filter_map(|(index, page)| {
            let path = &page.address.path;
            if page.presence == Presence::Hidden || register.lines.contains_key(path) {
                return None;
            }
            let owner = owner(Entry::Page(PageId(index as u32)), path, register, &firsts, library);
            let new = !known.contains(&owner);
            let proposal = Proposal { owner, source: page.path.to_string(), path: path.clone() };
            new.then_some((proposal, page.slug.as_str()))
        });
        let files = living.in_order().into_iter().filter_map(|output| {
            let path = &output.address.path;
            let source = published_file(output, sources).filter(|_| !register.lines.contains_key(path))?;
            let proposal = Proposal {
                owner: Owner::unread_file(),
                source: sources.get(source).path.to_string(),
                path: path.clone(),
            };
            Some(proposal)
        });
        Self { new: new.collect(), files: files.collect(), register, library, config, living }
    }

    pub fn proposal(&self, path: &str, line: &Line) -> Option<Proposal> {
        if let Some((format, kind, name)) = line.owner.as_feed() {
            return self.feed(format, kind, &name);
        }
        if line.owner.is_of_bytes() {
            return only(self.files.iter().filter(|new| name(&new.path) == name(path))).cloned();
        }
        if let Some(("section", folder)) = line.owner.as_entry() {
            return self.section(&folder).map(|(_, proposal)| proposal);
        }
        let last = path.trim_end_matches('/').trim_end_matches(".html").rsplit('/').next()?;
        let named =
            |slug: &str| only(self.new.iter().filter(|(_, new)| *new == slug)).map(|(it, _)| it.clone());
        named(last).or_else(|| named(nearest(last, self.new.iter().map(|(_, slug)| *slug))?))
    }

    /// A feed of the same articles in another form, of the section that those are in now, or of
    /// the whole site.
    fn feed(&self, format: Format, kind: &str, name: &str) -> Option<Proposal> {
        let own = Entry::from_name(kind, name, self.library);
        let moved =
            || (kind == "section").then(|| self.section(name).map(|(section, _)| Entry::Section(section)));
        let of = own.or_else(|| moved().flatten());
        let forms = || std::iter::once(format).chain(Format::ALL.into_iter().filter(move |it| *it != format));
        let all = of.into_iter().chain([Entry::Site]).flat_map(|of| forms().map(move |form| (of, form)));
        for (of, form) in all {
            let address = feed_address(of, form, self.library, self.config);
            if self.living.feed(&address.path).is_some() {
                return Some(Proposal {
                    owner: Owner::feed(form, of, self.library),
                    source: super::source(of, self.library).to_owned(),
                    path: address.path,
                });
            }
        }
        None
    }

    /// The section that most articles of a former one are in now.
    fn section(&self, folder: &str) -> Option<(SectionId, Proposal)> {
        let by_id: FxHashMap<Owner, &std::sync::Arc<crate::library::Page>> = self
            .library
            .pages
            .iter()
            .filter_map(|page| Some((Owner::id(&page.document.front.id.as_ref()?.value), page)))
            .collect();
        let below = format!("content/{folder}/");
        let mut count: BTreeMap<u32, usize> = BTreeMap::new();
        for line in self.register.lines.values().flatten().filter(|line| line.source.starts_with(&below)) {
            if let Some(page) = by_id.get(&line.owner) {
                *count.entry(page.section.0).or_default() += 1;
            }
        }
        let (most, _) =
            count.into_iter().max_by_key(|(section, count)| (*count, std::cmp::Reverse(*section)))?;
        let id = SectionId(most);
        let section = self.library.section(id);
        let proposal = Proposal {
            owner: Owner::entry(Entry::Section(id), self.library),
            source: section.path.as_deref().unwrap_or("-").to_owned(),
            path: section.address.path.clone(),
        };
        Some((id, proposal))
    }
}

/// The only one of some things.
fn only<T>(mut of: impl Iterator<Item = T>) -> Option<T> {
    let first = of.next()?;
    of.next().is_none().then_some(first)
}

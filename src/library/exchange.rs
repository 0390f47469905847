//! Another document in the place of one: what an edit of words comes to, where nothing that
//! documents have to do with each other changes. Then nothing else need be resolved again.

use super::links::{self, Statics, is_external};
use super::{Library, PageId};
use crate::config::Config;
use crate::content::{Document, FrontMatter};
use crate::source::{SourceId, Sources, Span};
use rustc_hash::FxHashSet;
use std::sync::Arc;

impl Library {
    /// Puts another document in the place of a page's own. False, and nothing is changed, if
    /// more than this page would be another: its address or its place among the others, its
    /// terms, the files it shows, where links lead, or what is wrong with the site.
    pub(crate) fn exchange(
        &mut self,
        id: PageId,
        now: &Arc<Document>,
        sources: &Sources,
        config: &Config,
        statics: Statics<'_>,
    ) -> bool {
        let page = self.page(id);
        let was = &page.document;
        let alike = was.lang == now.lang
            && page.presence.is_readable()
            && seen_by_others(was, page.article) == seen_by_others(now, page.article)
            && files(was).eq(files(now))
            && was.outline.calls.len() == now.outline.calls.len()
            && was.outline.calls.iter().zip(&now.outline.calls).all(|(was, now)| was.is_alike(now))
            && !self.loses_anchor(was, now);
        if !alike {
            return false;
        }
        let Some(found) = links::without_problems(self, &page.path, now, sources, config, statics) else {
            return false;
        };
        let page = self.page_mut(id);
        page.document = now.clone();
        (page.targets, page.image) = (found.targets, found.image);
        if found.anchors.iter().any(|anchor| !self.anchors.contains(anchor)) {
            Arc::make_mut(&mut self.anchors).extend(found.anchors);
        }
        true
    }

    /// Says whether a heading is there in only one of two documents that some link may lead to.
    fn loses_anchor(&self, one: &Document, other: &Document) -> bool {
        let ids = |document| -> FxHashSet<&str> {
            let Document { outline, .. }: &Document = document;
            outline.headings.iter().map(|heading| heading.id.as_str()).collect()
        };
        let (one, other) = (ids(one), ids(other));
        let linked = |id: &&&str| self.anchors.contains(**id);
        one.symmetric_difference(&other).any(|id| linked(&id))
    }
}

/// What of front matter decides about more than its own page, wherever it stands. All else is
/// asked for by the pages that show it.
fn seen_by_others(document: &Document, article: bool) -> FrontMatter {
    let mut document = document.clone();
    document.spans_mut().for_each(|span| *span = Span::start_of(SourceId::default()));
    let front = document.front;
    FrontMatter {
        // Standalone pages are in the order of their titles.
        title: front.title.filter(|_| !article),
        updated: None,
        summary: None,
        kicker: None,
        dateline: None,
        seo_title: None,
        short_title: None,
        key_points: Vec::new(),
        contributors: Vec::new(),
        update_note: None,
        corrections: Vec::new(),
        claim: None,
        how_we_reported: None,
        ai_disclosure: None,
        ..front
    }
}

/// The links to files and to addresses of the site, and the pictures.
fn files(document: &Document) -> impl Iterator<Item = (&str, bool, bool)> {
    let links = document.outline.links.iter();
    let links = links.map(|link| (link.to.as_str(), link.image, link.uncredited));
    links.filter(|(to, image, _)| {
        let path = to.split(['#', '?']).next().unwrap_or(to);
        *image || !(path.is_empty() || is_external(to) || (path.ends_with(".md") && !path.starts_with('/')))
    })
}

//! How far things reach: what search engines may list, what stands in feeds, what is news.
//!
//! These are the rules of news.md § 2 (SM-5, GN-11), kept at one place so that pages,
//! sitemaps and feeds say the same.

use super::{Entry, Library, Page, PageId, Presence, SectionId};

/// A term with fewer articles and no text of its own says nothing that the articles do not.
const THIN: usize = 3;

impl Library {
    /// Says whether search engines may list the page of an entry.
    pub fn is_indexable(&self, entry: Entry) -> bool {
        match entry {
            Entry::NotFound => false,
            Entry::Page(id) => {
                let page = self.page(id);
                !page.document.front.noindex && page.presence.is_readable()
            }
            Entry::Section(id) => {
                self.section(id).document.as_ref().is_none_or(|document| !document.front.noindex)
            }
            Entry::Taxonomy(id) => {
                self.taxonomy(id).document.as_ref().is_none_or(|document| !document.front.noindex)
            }
            Entry::Term(id) => {
                let term = self.term(id);
                match &term.document {
                    Some(document) => !document.front.noindex,
                    None => term.articles.len() >= THIN,
                }
            }
            Entry::Site | Entry::Archive | Entry::Year(_) | Entry::Month(..) => true,
        }
    }

    /// Says whether a page stands in sitemaps: it is one that search engines may list, and
    /// this is the place where it belongs (SM-5).
    pub fn is_mapped(&self, id: PageId) -> bool {
        let page = self.page(id);
        let front = &page.document.front;
        self.is_indexable(Entry::Page(id))
            && page.presence == Presence::Listed
            && front.syndicated_from.is_none()
            && !self.is_draft(page)
    }

    /// Says whether an article stands in feeds.
    pub fn is_fed(&self, id: PageId) -> bool {
        let page = self.page(id);
        let in_feeds = page.document.front.in_feeds.or_else(|| self.above(page, |front| front.in_feeds));
        page.article
            && page.presence == Presence::Listed
            && in_feeds.unwrap_or(true)
            && label(page) != Some("sponsored")
            && !self.is_draft(page)
    }

    /// Says whether an article stands in the sitemap for news while it is new (GN-11).
    pub fn is_news(&self, id: PageId) -> bool {
        let page = self.page(id);
        page.article
            && self.is_mapped(id)
            && !matches!(label(page), Some("sponsored" | "satire"))
            && self.above(page, |front| front.news).unwrap_or(true)
    }

    /// What the nearest section above a page that says anything says.
    fn above<T>(&self, page: &Page, says: impl Fn(&crate::content::FrontMatter) -> Option<T>) -> Option<T> {
        let section = |id: &SectionId| self.section(*id).parent;
        std::iter::successors(Some(page.section), section)
            .find_map(|id| says(&self.section(id).document.as_ref()?.front))
    }

    /// A draft that is shown is still none of anybody else's business.
    fn is_draft(&self, page: &Page) -> bool {
        let draft = |front: &crate::content::FrontMatter| front.draft.then_some(true);
        page.document.front.draft || self.above(page, draft).unwrap_or(false)
    }
}

fn label(page: &Page) -> Option<&str> {
    page.document.front.label.as_ref().map(|label| label.value.as_str())
}

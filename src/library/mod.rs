//! All documents resolved against each other: one ordered model that never changes again.
//!
//! Here articles get their addresses, order, neighbours, terms and links. What is not to be
//! seen at the build's instant (drafts, articles of tomorrow) is left out at this one
//! place, so that no list, count or link above can show it.

mod calls;
mod clock;
mod entry;
mod exchange;
mod links;
mod named;
mod order;
mod reach;
mod related;
mod resolve;
mod successors;
mod terms;
mod translations;
mod urls;
mod withheld;

pub use calls::{Argument, Called};
pub use clock::{Change, Edition, Presence, State, Why, changes, label, presence, state};
pub use entry::Entry;
pub use links::{SiteLink, Statics, hidden_link, is_own_anchor};
pub use reach::NEWS_WINDOW;
pub use related::related;
pub use resolve::{Found, documents, resolve};
pub use urls::{Address, is_right_to_left};

use crate::content::{Document, Moment, Target};
use crate::source::SourceId;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The number of a page (an article or a standalone page) in [`Library::pages`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PageId(pub u32);

/// The number of a section in [`Library::sections`]. The first is the site's root.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SectionId(pub u32);

/// The number of a taxonomy in [`Library::taxonomies`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TaxonomyId(pub u32);

/// The number of a term in [`Library::terms`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TermId(pub u32);

/// The site's root section: the home page.
pub const HOME: SectionId = SectionId(0);

/// Everything the site is made from, resolved.
/// A copy shares what is large.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// Articles and standalone pages, by key.
    pub pages: Vec<Arc<Page>>,
    /// Sections, by key; the root is first.
    pub sections: Vec<Section>,
    /// Taxonomies, in the order of the settings.
    pub taxonomies: Vec<Taxonomy>,
    /// Terms of all taxonomies: by taxonomy, then by name.
    pub terms: Vec<Term>,
    /// All articles, newest first.
    pub articles: Vec<PageId>,
    /// Articles that were withdrawn, newest first. They stand in no list but those of feeds.
    pub withdrawn: Vec<PageId>,
    /// The labels that articles have, by name.
    pub labels: Vec<Arc<str>>,
    /// All standalone pages, by weight and title.
    pub standalone: Vec<PageId>,
    /// The months that have articles, newest first.
    pub months: Vec<Month>,
    /// Links to addresses of the site, to be checked when all addresses are known.
    pub site_links: Arc<[SiteLink]>,
    /// The anchors that links lead to, of whatever page.
    anchors: Arc<FxHashSet<String>>,
    /// Articles, pages and sections that are not in the site now. Nothing of them may show.
    pub(crate) hidden: Arc<[Hidden]>,
    /// Files that are not published because only what is out of sight shows them, and what
    /// that is.
    pub(crate) withheld: BTreeMap<SourceId, State>,
    by_path: Arc<FxHashMap<Arc<str>, Found>>,
    by_key: Arc<FxHashMap<Arc<str>, PageId>>,
}

/// A document that is not in the site now.
#[derive(Clone, Debug)]
pub(crate) struct Hidden {
    /// The path of its source.
    pub path: Arc<str>,
    /// Why it is not.
    pub state: State,
    /// What was parsed.
    pub document: Arc<Document>,
    /// Where it will be, as far as that is known.
    pub address: Option<Address>,
}

/// An article or a standalone page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its path below `content/` without `.md` and `/index`: its name inside the program.
    pub key: Arc<str>,
    /// The path of its source.
    pub path: Arc<str>,
    /// What was parsed.
    pub document: Arc<Document>,
    /// An article has a date and can stand in lists of articles; a standalone page does not.
    pub article: bool,
    /// What it is now.
    pub state: State,
    /// In which way it is in the site. Only what is [`Presence::Listed`] stands in lists.
    pub presence: Presence,
    /// The article that takes its place, if that is in the site.
    pub successor: Option<PageId>,
    /// The section it lies in.
    pub section: SectionId,
    /// Where it is.
    pub address: Address,
    /// The last part of its address.
    pub slug: String,
    /// Its language.
    pub lang: Arc<str>,
    /// Its terms, one list for each taxonomy.
    pub terms: Vec<Vec<TermId>>,
    /// Where the links of its body lead.
    pub targets: Vec<Target>,
    /// The components that its text calls, in the same order.
    pub calls: Vec<Called>,
    /// Its lead picture.
    pub image: Option<Target>,
    /// The files that lie beside it.
    pub files: Vec<File>,
    /// The next older article of its section.
    pub older: Option<PageId>,
    /// The next newer article of its section.
    pub newer: Option<PageId>,
    /// The same in all languages, itself included, the original first; empty if there is
    /// only itself.
    pub translations: Arc<[PageId]>,
}

/// A file that is copied with a page or section.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path relative to the page's folder.
    pub name: String,
    /// The file.
    pub source: SourceId,
    /// Where it goes.
    pub address: Address,
}

/// A folder of articles.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its path below `content/`; empty for the root.
    pub key: Arc<str>,
    /// Its `_index.md`, if it has one.
    pub document: Option<Arc<Document>>,
    /// The path of its `_index.md`, if it has one.
    pub path: Option<Arc<str>>,
    /// Its name.
    pub title: String,
    /// Where it is.
    pub address: Address,
    /// The section above; None for the root.
    pub parent: Option<SectionId>,
    /// The sections directly below, by weight and title.
    pub children: Vec<SectionId>,
    /// Its own articles, newest first.
    pub own_articles: Vec<PageId>,
    /// Its own articles and those of the sections below, newest first.
    pub articles: Vec<PageId>,
    /// Its standalone pages, by weight and title.
    pub pages: Vec<PageId>,
    /// Where the links of its text lead.
    pub targets: Vec<Target>,
    /// The components that its text calls, in the same order.
    pub calls: Vec<Called>,
    /// Its picture.
    pub image: Option<Target>,
    /// Its language.
    pub lang: Arc<str>,
    /// The files that lie in its folder.
    pub files: Vec<File>,
    /// How many articles one of its list pages has.
    pub page_size: usize,
    /// Template of its articles.
    pub article_template: Option<String>,
}

/// A way of grouping articles.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// The key in front matter.
    pub name: Arc<str>,
    /// The heading of its page.
    pub title: String,
    /// Where its page is.
    pub address: Address,
    /// Its `_index.md`, if it has one.
    pub document: Option<Arc<Document>>,
    /// The path of its `_index.md`, if it has one.
    pub path: Option<Arc<str>>,
    /// Its terms, by name.
    pub terms: Vec<TermId>,
    /// Where the links of its text lead.
    pub targets: Vec<Target>,
    /// The components that its text calls, in the same order.
    pub calls: Vec<Called>,
    /// Its picture.
    pub image: Option<Target>,
    /// How many articles a page of a term has.
    pub page_size: usize,
}

/// A topic, author, country: one value of a taxonomy.
#[derive(Clone, Debug)]
pub struct Term {
    /// The taxonomy it belongs to.
    pub taxonomy: TaxonomyId,
    /// The last part of its address and its name inside the program.
    pub slug: Arc<str>,
    /// Its name as shown.
    pub title: String,
    /// Where its page is.
    pub address: Address,
    /// The file that describes it, if there is one.
    pub document: Option<Arc<Document>>,
    /// The path of that file.
    pub path: Option<Arc<str>>,
    /// Its articles, newest first.
    pub articles: Vec<PageId>,
    /// Where the links of its text lead.
    pub targets: Vec<Target>,
    /// The components that its text calls, in the same order.
    pub calls: Vec<Called>,
    /// Its picture.
    pub image: Option<Target>,
    /// The files that lie beside its description.
    pub files: Vec<File>,
}

/// A month that has articles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Month {
    /// The year, in the site's time zone.
    pub year: i16,
    /// 1 to 12.
    pub month: u8,
    /// Where its articles begin in [`Library::articles`].
    pub start: u32,
    /// Where they end.
    pub end: u32,
}

impl Library {
    fn page_mut(&mut self, id: PageId) -> &mut Page {
        // Nobody shares a page while documents are resolved.
        Arc::make_mut(&mut self.pages[id.0 as usize])
    }

    /// A page by number.
    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    /// A section by number.
    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.0 as usize]
    }

    /// A taxonomy by number.
    pub fn taxonomy(&self, id: TaxonomyId) -> &Taxonomy {
        &self.taxonomies[id.0 as usize]
    }

    /// A term by number.
    pub fn term(&self, id: TermId) -> &Term {
        &self.terms[id.0 as usize]
    }

    /// The page with this key.
    pub fn find_page(&self, key: &str) -> Option<PageId> {
        self.by_key.get(key).copied()
    }

    /// The page that readers get at the address of this one: itself, or where it leads.
    pub fn landing(&self, id: PageId) -> PageId {
        let page = self.page(id);
        match (page.presence, page.successor) {
            (Presence::Moved, Some(successor)) => successor,
            _ => id,
        }
    }

    /// The section with this key.
    pub fn find_section(&self, key: &str) -> Option<SectionId> {
        let index = self.sections.binary_search_by(|section| (*section.key).cmp(key)).ok()?;
        Some(SectionId(index as u32))
    }

    /// The taxonomy with this name.
    pub fn find_taxonomy(&self, name: &str) -> Option<TaxonomyId> {
        let index = self.taxonomies.iter().position(|taxonomy| &*taxonomy.name == name)?;
        Some(TaxonomyId(index as u32))
    }

    /// The term of a taxonomy with this slug.
    pub fn find_term(&self, taxonomy: TaxonomyId, slug: &str) -> Option<TermId> {
        let index =
            self.terms.binary_search_by(|term| (term.taxonomy, &*term.slug).cmp(&(taxonomy, slug))).ok()?;
        Some(TermId(index as u32))
    }

    /// What was made from the source at this path.
    pub fn find_path(&self, path: &str) -> Option<Found> {
        self.by_path.get(path).copied()
    }

    /// What will be at an address, and is not in the site now. For whoever writes the site alone.
    pub(crate) fn hidden_at(&self, is_here: impl Fn(&Address) -> bool) -> Option<&Hidden> {
        self.hidden.iter().find(|hidden| hidden.address.as_ref().is_some_and(&is_here))
    }

    /// The date of a page; articles always have one.
    pub fn date(&self, id: PageId) -> Option<Moment> {
        self.page(id).document.front.date.as_ref().map(|date| date.value)
    }
}

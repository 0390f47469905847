//! How far things reach: what search engines may list, what stands in feeds, what is news.
//!
//! These are the rules of news.md § 2 (SM-5, GN-11), kept at one place so that pages,
//! sitemaps and feeds say the same.

use super::{Change, Entry, Library, Page, PageId, Presence, SectionId, TaxonomyId, TermId, Why};
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How long an article is news, in seconds: two days (GN-7).
pub const NEWS_WINDOW: i64 = 48 * 60 * 60;

/// A term with fewer articles and no text of its own says nothing that the articles do not.
const THIN: usize = 3;

impl Library {
    /// Says whether search engines may list the page of an entry.
    pub fn is_indexable(&self, entry: Entry) -> bool {
        match entry {
            Entry::NotFound | Entry::Search | Entry::Label(_) | Entry::Corrections => false,
            Entry::Feeds => true,
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

    /// Says whether a page that is shown was published elsewhere first, so that its rights are
    /// not the site's to give.
    pub fn is_from_elsewhere(&self, id: PageId) -> bool {
        let page = self.page(id);
        page.presence == Presence::Listed && page.document.front.syndicated_from.is_some()
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

    /// Says whether search finds an article: one that anybody may read and list.
    pub fn is_searched(&self, id: PageId) -> bool {
        let page = self.page(id);
        let in_search = page.document.front.in_search.or_else(|| self.above(page, |front| front.in_search));
        page.article
            && page.presence == Presence::Listed
            && self.is_indexable(Entry::Page(id))
            && in_search.unwrap_or(true)
            && !self.is_draft(page)
    }

    /// The articles that search finds, by language, the oldest first: so they keep their places
    /// when new ones come.
    pub fn searched(&self) -> BTreeMap<Arc<str>, Vec<PageId>> {
        let mut searched: BTreeMap<Arc<str>, Vec<PageId>> = BTreeMap::new();
        for id in self.articles.iter().rev().copied().filter(|id| self.is_searched(*id)) {
            let lang = &self.page(id).lang;
            match searched.get_mut(lang) {
                Some(articles) => articles.push(id),
                None => {
                    searched.insert(lang.clone(), vec![id]);
                }
            }
        }
        searched
    }

    /// Says whether an article stands in the sitemap for news while it is new (GN-11).
    pub fn is_news(&self, id: PageId) -> bool {
        let page = self.page(id);
        page.article
            && self.is_mapped(id)
            && !matches!(label(page), Some("sponsored" | "satire"))
            && self.above(page, |front| front.news).unwrap_or(true)
    }

    /// The articles that stand in the feeds of an entry, newest first. Those that were withdrawn
    /// stay, as notices, until they would have left anyway (RS-13). `zone` tells months apart.
    pub fn fed(&self, of: Entry, zone: &TimeZone) -> Vec<PageId> {
        let with_label = |label: u32| {
            let label = self.labels.get(label as usize);
            let has = move |id: &PageId| label.is_some_and(|it| self::label(self.page(*id)) == Some(&**it));
            self.articles.iter().copied().filter(has).collect::<Vec<_>>()
        };
        let articles: Cow<'_, [PageId]> = match of {
            Entry::Site => Cow::Borrowed(&self.articles),
            Entry::Section(id) => Cow::Borrowed(&self.section(id).articles),
            Entry::Term(id) => Cow::Borrowed(&self.term(id).articles),
            Entry::Month(year, month) => Cow::Borrowed(self.articles_of_month(year, month)),
            Entry::Label(id) => Cow::Owned(with_label(id)),
            Entry::Corrections => return self.corrected(),
            _ => return Vec::new(),
        };
        let mut fed: Vec<PageId> = articles.iter().copied().filter(|id| self.is_fed(*id)).collect();
        let notices =
            self.withdrawn.iter().copied().filter(|id| self.was_fed(*id) && self.is_of(*id, of, zone));
        let notices: Vec<PageId> = notices.collect();
        if !notices.is_empty() {
            fed.extend(notices);
            fed.sort_by_key(|id| self.newest_first(*id));
        }
        fed
    }

    /// Says whether anything stands in the feeds of an entry.
    pub fn any_fed(&self, of: Entry) -> bool {
        let any = |articles: &[PageId]| articles.iter().any(|id| self.is_fed(*id));
        match of {
            Entry::Site => any(&self.articles),
            Entry::Section(id) => any(&self.section(id).articles),
            Entry::Term(id) => any(&self.term(id).articles),
            Entry::Month(year, month) => any(self.articles_of_month(year, month)),
            of => !self.fed(of, &TimeZone::UTC).is_empty(),
        }
    }

    /// The articles in feeds that have corrections, the newest correction first.
    fn corrected(&self) -> Vec<PageId> {
        let newest = |id: &PageId| {
            let corrections = self.page(*id).document.front.corrections.iter();
            corrections.map(|correction| correction.date.seconds).max()
        };
        let mut corrected: Vec<PageId> = self.articles.clone();
        corrected.retain(|id| self.is_fed(*id) && newest(id).is_some());
        corrected.sort_by_key(|id| (std::cmp::Reverse(newest(id)), *id));
        corrected
    }

    /// Says whether an article that was withdrawn stood in feeds before.
    fn was_fed(&self, id: PageId) -> bool {
        let page = self.page(id);
        let in_feeds = page.document.front.in_feeds.or_else(|| self.above(page, |front| front.in_feeds));
        in_feeds.unwrap_or(true) && label(page) != Some("sponsored") && !self.is_draft(page)
    }

    /// Says whether an article is one of those that an entry has.
    fn is_of(&self, id: PageId, of: Entry, zone: &TimeZone) -> bool {
        let page = self.page(id);
        match of {
            Entry::Site => true,
            Entry::Section(section) => {
                let parent = |id: &SectionId| self.section(*id).parent;
                std::iter::successors(Some(page.section), parent).any(|above| above == section)
            }
            Entry::Term(term) => page.terms.iter().flatten().any(|it| *it == term),
            Entry::Month(year, month) => {
                let at = self.date(id).and_then(|date| jiff::Timestamp::from_second(date.seconds).ok());
                let date = at.map(|at| zone.to_datetime(at).date());
                date.is_some_and(|date| (date.year(), date.month() as u8) == (year, month))
            }
            Entry::Label(number) => {
                self.labels.get(number as usize).is_some_and(|it| label(page) == Some(&**it))
            }
            _ => false,
        }
    }

    /// What articles are sorted by: their date, the newest first, and then by key.
    pub(super) fn newest_first(&self, id: PageId) -> (std::cmp::Reverse<i64>, PageId) {
        (std::cmp::Reverse(self.date(id).map_or(i64::MIN, |date| date.seconds)), id)
    }

    /// The articles that are news at an instant, newest first.
    pub fn news(&self, at: i64) -> impl Iterator<Item = PageId> + '_ {
        let date = |id: &PageId| self.date(*id).map_or(i64::MIN, |date| date.seconds);
        let new = self.articles.iter().copied().take_while(move |id| date(id) > at - NEWS_WINDOW);
        new.filter(|id| self.is_news(*id))
    }

    /// When the articles that are news at an instant will no longer be (GN-10).
    pub fn news_ends(&self, at: i64) -> impl Iterator<Item = Change> + '_ {
        self.news(at).filter_map(|id| {
            let page = self.page(id);
            let title =
                page.document.front.title.as_ref().map_or_else(String::new, |title| title.value.clone());
            let at = self.date(id)?.seconds + NEWS_WINDOW;
            // One whose time is over before has left by then.
            let expires = page.document.front.life.expires.as_ref();
            if expires.is_some_and(|expires| expires.value.seconds <= at) {
                return None;
            }
            Some(Change { at, why: Why::NewsEnds, path: page.path.to_string(), title })
        })
    }

    /// The years with articles, the oldest first.
    pub fn years(&self) -> Vec<i16> {
        let years: BTreeSet<i16> = self.months.iter().map(|month| month.year).collect();
        years.into_iter().collect()
    }

    /// The articles of a year, newest first.
    pub fn articles_of_year(&self, year: i16) -> &[PageId] {
        let mut months = self.months.iter().filter(|month| month.year == year);
        let Some(first) = months.next() else { return &[] };
        let last = months.next_back().unwrap_or(first);
        &self.articles[first.start as usize..last.end as usize]
    }

    /// The articles of a month, newest first.
    pub fn articles_of_month(&self, year: i16, number: u8) -> &[PageId] {
        let of = |month: &&super::Month| (month.year, month.month) == (year, number);
        let Some(month) = self.months.iter().find(of) else { return &[] };
        &self.articles[month.start as usize..month.end as usize]
    }

    /// The articles of a year that stand in sitemaps, the oldest first, so that a new one
    /// stands at the end.
    pub fn mapped_of_year(&self, year: i16) -> impl DoubleEndedIterator<Item = Entry> + '_ {
        let articles = self.articles_of_year(year).iter().rev().copied();
        articles.filter(|id| self.is_mapped(*id)).map(Entry::Page)
    }

    /// Everything else that stands in sitemaps: home, sections, pages, terms, archives.
    pub fn mapped_of_site(&self) -> impl Iterator<Item = Entry> + '_ {
        let sections = (0..self.sections.len()).map(|id| Entry::Section(SectionId(id as u32)));
        let pages = self.standalone.iter().copied().filter(|id| self.is_mapped(*id)).map(Entry::Page);
        let full = |id: &usize| {
            let taxonomy = &self.taxonomies[*id];
            !taxonomy.terms.is_empty() || taxonomy.document.is_some()
        };
        let taxonomies = (0..self.taxonomies.len()).filter(full);
        let taxonomies = taxonomies.map(|id| Entry::Taxonomy(TaxonomyId(id as u32)));
        let terms = (0..self.terms.len()).map(|id| Entry::Term(TermId(id as u32)));
        let archive = Some(Entry::Archive).filter(|_| !self.months.is_empty());
        let years = self.years().into_iter().map(Entry::Year);
        let months = self.months.iter().rev().map(|month| Entry::Month(month.year, month.month));
        let all = sections.chain(pages).chain(taxonomies).chain(terms);
        all.chain(archive).chain(years).chain(months).filter(|entry| self.is_indexable(*entry))
    }

    /// When an entry was last changed in substance, in seconds since 1970 (SM-3): a page by
    /// what it says itself, a list by the articles in it.
    pub fn changed(&self, entry: Entry) -> Option<i64> {
        let newest =
            |articles: &[PageId]| articles.iter().filter_map(|id| self.changed(Entry::Page(*id))).max();
        match entry {
            Entry::Page(id) => {
                let front = &self.page(id).document.front;
                let corrected = front.corrections.iter().map(|correction| correction.date.seconds);
                let given =
                    [&front.updated, &front.date].into_iter().flatten().map(|moment| moment.value.seconds);
                corrected.chain(given).max()
            }
            Entry::Site | Entry::Archive => newest(&self.articles),
            Entry::Section(id) => newest(&self.section(id).articles),
            Entry::Taxonomy(id) => {
                let terms = self.taxonomy(id).terms.iter();
                terms.filter_map(|id| self.changed(Entry::Term(*id))).max()
            }
            Entry::Term(id) => newest(&self.term(id).articles),
            Entry::Year(year) => newest(self.articles_of_year(year)),
            Entry::Month(year, month) => newest(self.articles_of_month(year, month)),
            Entry::NotFound | Entry::Feeds | Entry::Search | Entry::Label(_) | Entry::Corrections => None,
        }
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

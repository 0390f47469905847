//! Who may see what, and when: the one predicate that decides what is visible anywhere, and
//! the instants at which its answers change (news.md § 4.6).

use super::resolve::{itself_and_above, parent};
use super::{HOME, Library, NEWS_WINDOW, Page};
use crate::config::Config;
use crate::content::{Document, FrontMatter, OnExpire, Status};
use crate::source::Sources;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a build shows: the site as of an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edition {
    /// Seconds since 1970. What is dated later is not yet published.
    pub at: i64,
    /// Drafts are shown too.
    pub drafts: bool,
    /// Scheduled articles are shown too, as if they were due: for previews.
    pub scheduled: bool,
    /// Everything is shown, as if each article's time were now: for lists of all there is.
    pub all: bool,
}

/// What an article is at an instant, and why.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum State {
    /// It is in the site.
    Published,
    /// It is in the site, and a newer article takes its place.
    Superseded,
    /// It is marked as a draft, or lies in a section that is.
    Draft,
    /// Its date has not come.
    Scheduled,
    /// Its date has not come, and nothing of it may be seen before.
    Embargoed,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Withdrawn,
}

/// In which way something is in the site.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Presence {
    /// It has a page, and stands in lists, feeds, search and sitemaps.
    Listed,
    /// It has its page still, with a notice, and stands in no list.
    Kept,
    /// A notice stands at its address.
    Tombstone,
    /// Its address leads to the article that takes its place.
    Moved,
    /// There is no trace of it.
    Hidden,
}

impl State {
    /// All states, in the order in which they are counted.
    pub const ALL: [State; 7] = [
        State::Published,
        State::Superseded,
        State::Draft,
        State::Scheduled,
        State::Embargoed,
        State::Expired,
        State::Withdrawn,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Published => "published",
            State::Superseded => "superseded",
            State::Draft => "draft",
            State::Scheduled => "scheduled",
            State::Embargoed => "embargoed",
            State::Expired => "expired",
            State::Withdrawn => "withdrawn",
        }
    }
}

impl Presence {
    /// Its own page can be read.
    pub fn is_readable(self) -> bool {
        matches!(self, Presence::Listed | Presence::Kept)
    }
}

/// The state of a document at an instant, by itself.
pub fn state(front: &FrontMatter, edition: Edition) -> State {
    let reached = |moment: Option<&crate::source::Spanned<crate::content::Moment>>| {
        moment.is_some_and(|moment| moment.value.seconds <= edition.at)
    };
    let life = &front.life;
    if edition.all {
        State::Published
    } else if front.draft && !edition.drafts {
        State::Draft
    } else if front.date.is_some() && !reached(front.date.as_ref()) && !edition.scheduled {
        if life.embargo { State::Embargoed } else { State::Scheduled }
    } else if life.status == Status::Withdrawn {
        State::Withdrawn
    } else if reached(life.expires.as_deref()) {
        State::Expired
    } else if life.status == Status::Superseded
        || (life.superseded_by.is_some() && life.on_expire != OnExpire::Redirect)
    {
        State::Superseded
    } else {
        State::Published
    }
}

/// In which way a document of this state is in the site.
pub fn presence(front: &FrontMatter, state: State) -> Presence {
    match state {
        State::Published | State::Superseded => Presence::Listed,
        State::Draft | State::Scheduled | State::Embargoed => Presence::Hidden,
        State::Withdrawn => Presence::Tombstone,
        State::Expired => match front.life.on_expire {
            OnExpire::Keep => Presence::Kept,
            OnExpire::Tombstone => Presence::Tombstone,
            OnExpire::Redirect => Presence::Moved,
        },
    }
}

/// The label of an article at an instant: when its time is over it is `news`, and a live
/// report is `live-ended` (news.md § 1.2, LB-5).
pub fn label(front: &FrontMatter, at: i64) -> Option<&str> {
    let label = front.label.as_ref()?.value.as_str();
    match &front.life.label_until {
        Some(until) if until.value.seconds <= at && label == "live" => Some("live-ended"),
        Some(until) if until.value.seconds <= at => Some("news"),
        _ => Some(label),
    }
}

/// An instant at which the site becomes another one although no file changes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Change {
    /// Seconds since 1970.
    pub at: i64,
    /// What happens.
    pub why: Why,
    /// The path of the source that it happens to.
    pub path: String,
    /// The title of that, if it has one.
    pub title: String,
}

/// What happens at an instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Why {
    /// An article, a page or a section appears.
    Publishes,
    /// An embargo ends, and what was under it appears.
    EmbargoEnds,
    /// An article's label is over.
    LabelEnds,
    /// An article's time is over.
    Expires,
    /// An article is no longer news, and leaves the sitemap for it.
    NewsEnds,
    /// The promise of `security.txt` is renewed.
    SecurityRenewed,
}

impl Why {
    /// All that can happen.
    pub const ALL: [Why; 6] =
        [Why::Publishes, Why::EmbargoEnds, Why::LabelEnds, Why::Expires, Why::NewsEnds, Why::SecurityRenewed];

    /// The name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Why::Publishes => "publish",
            Why::EmbargoEnds => "embargo-ends",
            Why::LabelEnds => "label-ends",
            Why::Expires => "expire",
            Why::NewsEnds => "news-ends",
            Why::SecurityRenewed => "security-renewed",
        }
    }

    /// The words for people, before the source it happens to.
    pub fn words(self) -> &'static str {
        match self {
            Why::Publishes => "publishes",
            Why::EmbargoEnds => "lifts the embargo on",
            Why::LabelEnds => "ends the label of",
            Why::Expires => "expires",
            Why::NewsEnds => "takes out of the sitemap for news",
            Why::SecurityRenewed => "renews security.txt as of",
        }
    }
}

/// All instants after that of the edition at which the passing of time alone makes another
/// site of these documents, in order, with what happens at each.
pub fn changes(
    documents: &[Arc<Document>],
    sources: &Sources,
    config: &Config,
    edition: Edition,
) -> Vec<Change> {
    let gates = Gates::new(documents, sources, config);
    let mut changes = Vec::new();
    for document in documents {
        let path = &*sources.get(document.source).path;
        let Some(from) = gates.from(document, path, edition) else { continue };
        let front = &document.front;
        let mut add = |at: i64, why| {
            if at > edition.at {
                let title = front.title.as_ref().map_or_else(String::new, |title| title.value.clone());
                changes.push(Change { at, why, path: path.to_owned(), title });
            }
        };
        add(from, if front.life.embargo { Why::EmbargoEnds } else { Why::Publishes });
        let life = &front.life;
        if life.status == Status::Withdrawn {
            continue;
        }
        let ends = gates.news_ends(document, path);
        let expires = life.expires.as_ref().map_or(i64::MAX, |expires| expires.value.seconds);
        if expires > from && expires != i64::MAX {
            add(expires, Why::Expires);
        }
        // Those of what is news now are known by the library, which has them in the sitemap.
        if let Some(ends) = ends.filter(|ends| from > edition.at && *ends > from && *ends < expires) {
            add(ends, Why::NewsEnds);
        }
        let readable = if life.on_expire == OnExpire::Keep { i64::MAX } else { expires };
        if let (Some(until), Some(label)) = (&life.label_until, &front.label)
            && until.value.seconds > from
            && until.value.seconds < readable
            && label.value != "news"
        {
            add(until.value.seconds, Why::LabelEnds);
        }
    }
    changes.sort();
    changes
}

/// The sections that say when what lies in them is shown, and as what.
struct Gates<'a> {
    config: &'a Config,
    /// What their own pages say, by folder below `content/`.
    sections: BTreeMap<&'a str, &'a FrontMatter>,
}

impl<'a> Gates<'a> {
    fn new(documents: &'a [Arc<Document>], sources: &'a Sources, config: &'a Config) -> Self {
        let mut sections = BTreeMap::new();
        for document in documents {
            let front = &document.front;
            if !front.draft && front.date.is_none() && front.news.is_none() && !front.pages {
                continue;
            }
            let path = &*sources.get(document.source).path;
            let folder = path.strip_prefix("content/").and_then(|path| path.strip_suffix("_index.md"));
            sections.extend(folder.map(|folder| (folder.trim_end_matches('/'), front)));
        }
        Self { config, sections }
    }

    /// The sections above a folder that say anything, and its own: the nearest first.
    fn above(&self, folder: &'a str) -> impl Iterator<Item = &'a FrontMatter> + '_ {
        itself_and_above(folder).chain([""]).filter_map(|folder| self.sections.get(folder).copied())
    }

    fn is_of_taxonomy(&self, top: &str) -> bool {
        self.config.taxonomies.iter().any(|taxonomy| taxonomy.name == top)
    }

    /// From when a document is shown; None if it waits for somebody, not for the clock.
    fn from(&self, document: &Document, path: &'a str, edition: Edition) -> Option<i64> {
        let inside = path.strip_prefix("content/").unwrap_or(path);
        let top = inside.split('/').next().unwrap_or_default();
        let of_taxonomy = self.is_of_taxonomy(top);
        if of_taxonomy && inside.strip_prefix(top) == Some("/_index.md") {
            return None;
        }
        if document.front.draft && !edition.drafts {
            return None;
        }
        let date = |front: &FrontMatter| front.date.as_ref().map_or(i64::MIN, |date| date.value.seconds);
        let own = date(&document.front);
        if of_taxonomy || self.sections.is_empty() {
            return Some(own);
        }
        let mut from = own;
        for front in self.above(parent(inside)) {
            if front.draft && !edition.drafts {
                return None;
            }
            from = from.max(date(front));
        }
        Some(from)
    }

    /// When a document will no longer be news, if it ever is (GN-10, GN-11).
    fn news_ends(&self, document: &Document, path: &'a str) -> Option<i64> {
        let front = &document.front;
        let inside = path.strip_prefix("content/")?;
        let folder = parent(inside.strip_suffix("/index.md").unwrap_or(inside));
        let label = front.label.as_ref().map(|label| label.value.as_str());
        let is_news = self.config.newswire.sitemap.news
            && !folder.is_empty()
            && !inside.ends_with("_index.md")
            && !self.is_of_taxonomy(folder.split('/').next().unwrap_or_default())
            && !front.draft
            && !front.noindex
            && front.syndicated_from.is_none()
            && !matches!(label, Some("sponsored" | "satire"))
            && !self.above(folder).any(|above| above.draft || above.pages)
            && self.above(folder).find_map(|above| above.news).unwrap_or(true);
        Some(front.date.as_ref().filter(|_| is_news)?.value.seconds + NEWS_WINDOW)
    }
}

impl Library {
    /// The state of a page in an edition: that of the outermost section that is not shown,
    /// or its own.
    pub fn state(&self, page: &Page, edition: Edition) -> State {
        let closed = self.sections_of(page).filter_map(|id| {
            let front = &self.section(id).document.as_ref()?.front;
            Some(state(front, edition)).filter(|state| *state != State::Published)
        });
        closed.last().unwrap_or_else(|| state(&page.document.front, edition))
    }

    /// From when a page is shown, if anything has a date that says so: its own date, or that
    /// of a section it lies in.
    pub fn appears(&self, page: &Page) -> Option<i64> {
        let sections = self.sections_of(page).filter_map(|id| self.section(id).document.as_ref());
        let fronts = sections.map(|document| &document.front).chain([&page.document.front]);
        fronts.filter_map(|front| Some(front.date.as_ref()?.value.seconds)).max()
    }

    /// The section that is a draft and keeps a page back, if there is one.
    pub fn draft_above(&self, page: &Page) -> Option<&str> {
        let is_draft = |id: &super::SectionId| {
            self.section(*id).document.as_ref().is_some_and(|document| document.front.draft)
        };
        let id = self.sections_of(page).filter(is_draft).last()?;
        Some(if id == HOME { "" } else { &self.section(id).key })
    }

    /// The sections a page lies in, the nearest first.
    fn sections_of(&self, page: &Page) -> impl Iterator<Item = super::SectionId> + '_ {
        std::iter::successors(Some(page.section), |id| self.section(*id).parent)
    }
}

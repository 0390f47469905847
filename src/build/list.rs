//! All articles with their states, and why they are not seen.

use super::{Clock, Failure, Generation, Report, Request, Site, generation, scan};
use crate::content::Moment;
use crate::library::{Edition, Page, Presence, State, presence};
use crate::source::Spanned;

/// An article in a listing.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The path of its source.
    pub path: String,
    /// Its headline.
    pub title: String,
    /// Where it is or will be, from the site's root.
    pub url: String,
    /// Its state.
    pub state: State,
    /// Its date, in seconds since 1970.
    pub date: Option<i64>,
    /// When it appears, which may be later: with its section.
    pub appears: Option<i64>,
    /// When its time is over.
    pub expires: Option<i64>,
    /// In which way it is in the site.
    pub presence: Presence,
    /// The section that is a draft and keeps it back; empty for the root.
    pub draft_above: Option<String>,
    /// The path of the article that takes its place.
    pub successor: Option<String>,
}

/// Lists all articles, published or not, in the order of their paths.
pub fn list(request: &Request) -> Result<(Vec<Listed>, Report), Failure> {
    let mut clock = Clock::start();
    // An edition in which everything is visible; what is visible in the wanted one is then
    // asked article by article.
    let made = generation::of_edition(request, scan(request)?, true, &mut clock)?;
    let Generation { sources, site, problems, .. } = made;
    let edition = Edition { at: request.at, drafts: request.drafts, scheduled: false, all: false };
    let listed = site.as_ref().map_or_else(Vec::new, |site| {
        let library = &site.facts.library;
        let articles = library.pages.iter().filter(|page| page.article);
        articles.map(|page| listed(site, page, edition)).collect()
    });
    Ok((listed, Report::empty(sources).finish(problems, clock)))
}

fn listed(site: &Site, page: &Page, edition: Edition) -> Listed {
    let library = &site.facts.library;
    let front = &page.document.front;
    let seconds = |moment: Option<&Spanned<Moment>>| moment.map(|moment| moment.value.seconds);
    let mut state = library.state(page, edition);
    let successor = page.successor.map(|id| library.page(id));
    let successor = successor
        .filter(|other| presence(&other.document.front, library.state(other, edition)) != Presence::Hidden);
    if state == State::Superseded && successor.is_none() {
        state = State::Published;
    }
    let presence = match presence(front, state) {
        Presence::Moved if successor.is_none() => Presence::Tombstone,
        presence => presence,
    };
    Listed {
        path: page.path.to_string(),
        title: front.title.as_ref().map_or_else(String::new, |title| title.value.clone()),
        url: page.address.href(&site.facts.config),
        state,
        date: seconds(front.date.as_ref()),
        appears: library.appears(page),
        expires: seconds(front.life.expires.as_deref()),
        presence,
        draft_above: library.draft_above(page).map(str::to_owned),
        successor: successor.map(|page| page.path.to_string()),
    }
}

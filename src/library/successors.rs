//! Which article takes the place of which.

use super::links::source_path;
use super::named::{find, ids};
use super::{Library, PageId, Presence, State};
use crate::content::FrontMatter;
use crate::problem::{Code, Problem, Problems};
use crate::source::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Finds the articles that take the place of others. One that is not in the site now takes
/// no place yet: nothing of it shows, and what it will replace stands as it is.
pub(super) fn resolve(library: &mut Library, problems: &mut Problems) {
    circles(library, problems);
    let named = |page: &Arc<super::Page>| page.document.front.life.superseded_by.is_some();
    if !library.pages.iter().any(named) {
        return;
    }
    let ids = ids(library);
    let direct: Vec<Option<PageId>> = library
        .pages
        .iter()
        .map(|page| {
            let name = page.document.front.life.superseded_by.as_ref()?;
            find(library, &page.path, name, &ids, problems)
        })
        .collect();
    let last_of = |index: usize| {
        let next = direct[index]?;
        last(library, &direct, PageId(index as u32), next)
    };
    let successors: Vec<Option<PageId>> = (0..direct.len()).map(last_of).collect();
    for (page, successor) in library.pages.iter_mut().map(Arc::make_mut).zip(successors) {
        page.successor = successor;
        if page.state == State::Superseded && successor.is_none() {
            page.state = State::Published;
        }
        if page.presence == Presence::Moved && successor.is_none() {
            page.presence = Presence::Tombstone;
        }
    }
}

/// The first article on the way that does not itself lead on; none in a circle.
fn last(library: &Library, direct: &[Option<PageId>], own: PageId, first: PageId) -> Option<PageId> {
    let mut seen = vec![own];
    let mut next = first;
    while !seen.contains(&next) {
        seen.push(next);
        match (library.page(next).presence, direct[next.0 as usize]) {
            (Presence::Moved, Some(further)) => next = further,
            // A notice takes nobody's place.
            (presence, _) => return presence.is_readable().then_some(next),
        }
    }
    None
}

/// Reports articles that take their own place, by way of others or directly, in whatever
/// state they are: time must not close a circle.
fn circles(library: &Library, problems: &mut Problems) {
    let pages = library.pages.iter().map(|page| (&*page.path, &page.document.front));
    let hidden = library.hidden.iter().map(|hidden| (&*hidden.path, &hidden.document.front));
    let all: Vec<(&str, &FrontMatter)> = pages.chain(hidden).collect();
    if all.iter().all(|(_, front)| front.life.superseded_by.is_none()) {
        return;
    }
    let by_id: BTreeMap<&str, &str> =
        all.iter().filter_map(|(path, front)| Some((front.id.as_ref()?.value.as_str(), *path))).collect();
    let next: BTreeMap<&str, (String, Span)> = all
        .iter()
        .filter_map(|(path, front)| {
            let name = front.life.superseded_by.as_ref()?;
            let to = match by_id.get(name.value.as_str()) {
                Some(path) => (*path).to_owned(),
                None => source_path(path, &name.value)?,
            };
            Some((*path, (to, name.span)))
        })
        .collect();
    for (path, (to, span)) in &next {
        let mut at = to.as_str();
        // A way without a circle is no longer than there are ways on.
        for _ in 0..next.len() {
            if at == *path {
                let message = "an article cannot take its own place, by way of others or directly";
                problems.push(Problem::new(Code::BadValue, message).at(*span));
                break;
            }
            match next.get(at) {
                Some((further, _)) => at = further,
                None => break,
            }
        }
    }
}

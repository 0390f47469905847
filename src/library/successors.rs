//! Which article takes the place of which.

use super::named::{find, ids};
use super::{Library, PageId, Presence, State};
use crate::problem::{Code, Problem, Problems};

/// Finds the articles that take the place of others. One that is not in the site now takes
/// no place yet: nothing of it shows, and what it will replace stands as it is.
pub(super) fn resolve(library: &mut Library, problems: &mut Problems) {
    let named = |page: &super::Page| page.document.front.life.superseded_by.is_some();
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
    let mut last_of = |index: usize| {
        let next = direct[index]?;
        last(library, &direct, PageId(index as u32), next, problems)
    };
    let successors: Vec<Option<PageId>> = (0..direct.len()).map(&mut last_of).collect();
    for (page, successor) in library.pages.iter_mut().zip(successors) {
        page.successor = successor;
        if page.state == State::Superseded && successor.is_none() {
            page.state = State::Published;
        }
        if page.presence == Presence::Moved && successor.is_none() {
            page.presence = Presence::Tombstone;
        }
    }
}

/// The first article on the way that does not itself lead on.
fn last(
    library: &Library,
    direct: &[Option<PageId>],
    own: PageId,
    first: PageId,
    problems: &mut Problems,
) -> Option<PageId> {
    let mut seen = vec![own];
    let mut next = first;
    loop {
        if seen.contains(&next) {
            let name = library.page(own).document.front.life.superseded_by.as_ref()?;
            // Each article of the circle says so for itself; those that lead into it do not.
            if next == own {
                let message = "an article cannot take its own place, by way of others or directly";
                problems.push(Problem::new(Code::BadValue, message).at(name.span));
            }
            return None;
        }
        seen.push(next);
        match (library.page(next).presence, direct[next.0 as usize]) {
            (Presence::Moved, Some(further)) => next = further,
            // A notice takes nobody's place.
            (presence, _) => return presence.is_readable().then_some(next),
        }
    }
}

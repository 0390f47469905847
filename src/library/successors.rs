//! Which article takes the place of which.

use super::links::source_path;
use super::resolve::Found;
use super::{Library, PageId, Presence, State};
use crate::problem::{Code, Problem, Problems, nearest_path};
use crate::source::Spanned;
use rustc_hash::FxHashMap;
use std::sync::Arc;

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
            _ => return Some(next),
        }
    }
}

/// Pages by their `id`.
fn ids(library: &Library) -> FxHashMap<Arc<str>, PageId> {
    let pages = library.pages.iter().enumerate();
    let ids = pages.filter_map(|(index, page)| {
        let id = page.document.front.id.as_ref()?;
        Some((Arc::from(id.value.as_str()), PageId(index as u32)))
    });
    ids.collect()
}

fn find(
    library: &Library,
    from: &str,
    name: &Spanned<String>,
    ids: &FxHashMap<Arc<str>, PageId>,
    problems: &mut Problems,
) -> Option<PageId> {
    if let Some(id) = ids.get(name.value.as_str()) {
        return Some(*id);
    }
    let path = name.value.ends_with(".md").then(|| source_path(from, &name.value)).flatten();
    let found = path.as_deref().and_then(|path| library.find_path(path));
    let hidden = || {
        let same = |hidden: &super::Hidden| {
            hidden.document.front.id.as_ref().is_some_and(|id| id.value == name.value)
        };
        library.hidden.iter().any(same)
    };
    match found {
        Some(Found::Page(id)) => return Some(id),
        Some(Found::Hidden(_)) => return None,
        None if path.is_none() && hidden() => return None,
        _ => {}
    }
    let message = format!("there is no article `{}`", name.value);
    let mut problem = Problem::new(Code::BrokenLink, message).at(name.span);
    let known = library.pages.iter().map(|page| &*page.path);
    problem = match path.and_then(|path| nearest_path(&path, known)) {
        Some(near) => problem.hint(format!("did you mean `@/{}`?", near.trim_start_matches("content/"))),
        None => problem.hint("write its source, such as `@/asia/new.md`, or its `id`"),
    };
    problems.push(problem);
    None
}

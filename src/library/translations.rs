//! Which articles are the same in other languages.

use super::named::{find, ids};
use super::{Library, PageId};
use crate::problem::{Code, Problem, Problems};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Gathers translations: a page that names its original, the original, and all others that
/// name it, directly or by way of each other. Each page knows all of its group, itself
/// included: the original first, then by language.
pub(super) fn resolve(library: &mut Library, problems: &mut Problems) {
    if library.pages.iter().all(|page| page.document.front.translation_of.is_none()) {
        return;
    }
    let ids = ids(library);
    let originals: Vec<Option<PageId>> = (0..library.pages.len())
        .map(|index| {
            let own = PageId(index as u32);
            let page = library.page(own);
            let name = page.document.front.translation_of.as_ref()?;
            let found = find(library, &page.path, name, &ids, problems)?;
            if found == own {
                let problem = Problem::new(Code::BadValue, "an article cannot be a translation of itself");
                problems.push(problem.at(name.span));
                return None;
            }
            Some(found)
        })
        .collect();
    let mut groups: BTreeMap<PageId, Vec<PageId>> = BTreeMap::new();
    for index in 0..originals.len() {
        let own = PageId(index as u32);
        if originals[index].is_some() {
            let root = root(&originals, own);
            groups.entry(root).or_insert_with(|| vec![root]).push(own);
        }
    }
    for mut group in groups.into_values() {
        group.dedup();
        group[1..].sort_by_key(|id| (library.page(*id).lang.clone(), library.page(*id).key.clone()));
        report_doubles(library, &group, problems);
        let group: Arc<[PageId]> = Arc::from(group);
        for id in group.iter() {
            library.page_mut(*id).translations = group.clone();
        }
    }
}

/// Follows originals to the first; in a circle, the one with the lowest number stands for it.
fn root(originals: &[Option<PageId>], from: PageId) -> PageId {
    let mut seen = vec![from];
    let mut at = from;
    while let Some(next) = originals[at.0 as usize] {
        if let Some(start) = seen.iter().position(|id| *id == next) {
            return seen[start..].iter().copied().min().unwrap_or(next);
        }
        seen.push(next);
        at = next;
    }
    at
}

/// Two versions in one language: search engines could not tell which is meant.
fn report_doubles(library: &Library, group: &[PageId], problems: &mut Problems) {
    let mut first: BTreeMap<&str, PageId> = BTreeMap::new();
    for id in group {
        let page = library.page(*id);
        let Some(other) = first.get(&*page.lang) else {
            first.insert(&page.lang, *id);
            continue;
        };
        let Some(name) = &page.document.front.translation_of else { continue };
        let other = &library.page(*other).path;
        let message = format!("there is a version in `{}` already", page.lang);
        let problem = Problem::new(Code::BadValue, message).at(name.span);
        problems.push(problem.hint(format!("it is `{other}`; give one of them another `lang`")));
    }
}

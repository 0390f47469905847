//! Pages that the front matter of others names: by source, as in links, or by `id`.

use super::links::source_path;
use super::resolve::Found;
use super::{Library, PageId};
use crate::problem::{Code, Problem, Problems, nearest_path};
use crate::source::Spanned;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Pages by their `id`.
pub(super) fn ids(library: &Library) -> FxHashMap<Arc<str>, PageId> {
    let pages = library.pages.iter().enumerate();
    let ids = pages.filter_map(|(index, page)| {
        let id = page.document.front.id.as_ref()?;
        Some((Arc::from(id.value.as_str()), PageId(index as u32)))
    });
    ids.collect()
}

/// The page that front matter names by its source or its `id`. One that is not in the site
/// now is none; a name that nothing has is a problem.
pub(super) fn find(
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

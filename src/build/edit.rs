//! The commonest edits while a preview runs: words in bodies and headlines, templates, pictures.
//! Nothing that documents have to do with each other changes then: neither addresses, nor order,
//! nor terms, nor where links lead. The library is the last one, perhaps with another document in
//! its place, and resolving and planning would only come to what is known. Where anything else
//! has changed, this is silent, and the generation is made the usual way.

use super::generation::{Known, Overtaken, go_on, read_document, with_shared};
use super::memory::Remembered;
use super::{Clock, Failure, Generation, Last, Request, Site};
use crate::library::{Found, Library, PageId};
use crate::problem::{Place, Problem, Problems};
use crate::source::{SourceId, Sources};
use crate::{render, theme};
use std::sync::Arc;

/// The generation after such an edit; None if it was another. What is remembered is brought
/// up to date in its place.
pub(super) fn small_edit(
    request: &Request,
    sources: &Arc<Sources>,
    changed: &[Arc<str>],
    last: &mut Last,
    overtaken: &Overtaken<'_>,
    clock: &mut Clock,
) -> Result<Option<Generation>, Failure> {
    let Some(before) = &last.shown else { return Ok(None) };
    let at = before.request.at..before.site.until();
    if !before.request.is_alike(request) || !at.contains(&request.at) {
        return Ok(None);
    }
    let (old, site) = (&before.site.facts.sources, &before.site);
    let Some(rewritten) = old.rewritten(sources) else { return Ok(None) };
    let Some(settings) = last.memory.settings() else { return Ok(None) };
    let library = site.facts.library.clone();
    let problems = before.problems.clone();
    let mut edit = Edit { library, pages: Vec::new(), documents: Vec::new(), templates: false, problems };
    // A file may be another although its stamp is not.
    let mut changed: Vec<SourceId> = changed.iter().filter_map(|path| sources.find(path)).collect();
    changed.extend(rewritten);
    changed.sort();
    changed.dedup();
    let known = Known::of_preview(settings, last);
    for id in changed {
        go_on(overtaken)?;
        let fine = match kind(&sources.get(id).path) {
            Some(Kind::Document) => edit.document(sources, id, site, last, &known)?,
            Some(Kind::Template) => {
                edit.templates = true;
                !edit.problems.iter().any(|problem| points_into(problem, id))
            }
            Some(Kind::Copy) => true,
            None => false,
        };
        if !fine {
            return Ok(None);
        }
    }
    let (mut theme, mut environment) = (site.facts.theme.clone(), site.environment.clone());
    if edit.templates {
        let (read, found) = theme::load(sources, &site.facts.config)?;
        // What is wrong with a template may be wrong with what is planned for it.
        if !found.is_empty() {
            return Ok(None);
        }
        environment = render::environment(&read);
        theme = Arc::new(read);
    }
    // Another headline is another card.
    let (was, now, config) = (&site.facts.library, &edit.library, &site.facts.config);
    let Some(plan) = site.plan.with_cards_of(&edit.pages, was, now, &theme, config, request.at) else {
        return Ok(None);
    };
    let mut changes = site.changes.clone();
    for (path, now) in edit.documents {
        let title = now.document.front.title.as_ref().map_or("", |title| &title.value);
        for change in changes.iter_mut().filter(|change| *change.path == *path) {
            title.clone_into(&mut change.title);
        }
        last.memory.add(path, now);
    }
    changes.sort();
    clock.lap("edit");
    let facts = site.facts.after(edit.library, theme, sources.clone(), plan.pictures.clone(), request.at);
    let facts = with_shared(facts, &environment);
    let site = Site { facts, plan, environment, changes, cache: site.cache.clone() };
    let problems: Problems = edit.problems.into_iter().collect();
    let sources = sources.clone();
    Ok(Some(Generation { sources, site: Some(site), problems, shelf: None, album: None, memory: None }))
}

/// What a file is to the others.
enum Kind {
    /// An article or another page.
    Document,
    /// A template: only pages that are laid out by it show it.
    Template,
    /// A file that is copied as it is; nobody looks into it.
    Copy,
}

fn kind(path: &str) -> Option<Kind> {
    // Pages say how large pictures are, and their smaller forms have other names.
    if crate::picture::Kind::of_path(path).is_some() {
        return None;
    }
    let own = match path.strip_prefix("themes/") {
        Some(theme) => theme.split_once('/')?.1,
        None => path,
    };
    if path.starts_with("content/") {
        // Figures are looked into: what is drawn of them has to be fit.
        return match path.rsplit_once('.') {
            Some((_, "md")) => Some(Kind::Document),
            Some((_, "csv")) => None,
            _ => Some(Kind::Copy),
        };
    }
    match own.split_once('/')?.0 {
        "templates" => Some(Kind::Template),
        // A style sheet or script has another name when there is something else in it.
        "static" if theme::is_bundled(path) => None,
        // What a component takes decides what calls of it mean.
        "components" if !path.ends_with(".toml") => Some(Kind::Template),
        "static" => Some(Kind::Copy),
        _ => None,
    }
}

/// What has been found of an edit.
struct Edit {
    /// The last library, with the new documents in their places.
    library: Library,
    pages: Vec<PageId>,
    documents: Vec<(Arc<str>, Remembered)>,
    templates: bool,
    problems: Vec<Problem>,
}

impl Edit {
    /// Takes in another document; false if it is another to its fellows, too.
    fn document(
        &mut self,
        sources: &Sources,
        id: SourceId,
        site: &Site,
        last: &Last,
        known: &Known<'_>,
    ) -> Result<bool, Failure> {
        let path = &sources.get(id).path;
        let Some(Found::Page(page)) = self.library.find_path(path) else { return Ok(false) };
        let Some(was) = last.memory.find(path).filter(|was| !was.has_error()) else { return Ok(false) };
        let now = read_document(sources, id, &was.document.lang, &site.facts.config, known, None)?.file;
        let (config, theme) = (&site.facts.config, &site.facts.theme);
        let statics = |path: &str| theme.asset(path);
        if now.has_error() || !self.library.exchange(page, &now.document, sources, config, &statics) {
            return Ok(false);
        }
        // Whatever points into the file must come from its parsing: that is known anew.
        let problems = std::mem::take(&mut self.problems);
        let (own, others): (Vec<Problem>, Vec<Problem>) =
            problems.into_iter().partition(|problem| points_into(problem, id));
        self.problems = others;
        self.problems.extend(now.problems.iter().cloned());
        self.pages.push(page);
        self.documents.push((path.clone(), now));
        Ok(own.len() == was.problems.len() && own.iter().all(|problem| was.problems.contains(problem)))
    }
}

fn points_into(problem: &Problem, id: SourceId) -> bool {
    problem.labels.iter().any(|label| match label.place {
        Place::Span(span) => span.source == id,
        Place::File(source) => source == id,
    })
}

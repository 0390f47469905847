//! The commonest edit while a preview runs is one of words in bodies. Nothing that documents
//! have to do with each other changes then: neither addresses, nor order, nor terms, nor
//! where links lead. The library is the last one with another document in its place, and
//! resolving and planning would only come to what is known. Where anything else has changed,
//! this is silent, and the generation is made the usual way.

use super::generation::{Known, read_document};
use super::memory::Remembered;
use super::{Clock, Failure, Generation, Last, Request, Site};
use crate::content::Document;
use crate::facts::{Bodies, Facts};
use crate::library::{Found, PageId};
use crate::problem::{Place, Problem, Problems};
use crate::source::{SourceId, Sources};
use std::sync::Arc;

/// The generation after an edit of nothing but words in bodies; None if it was another edit.
/// What is remembered is brought up to date in its place.
pub(super) fn words_only(
    request: &Request,
    sources: &Sources,
    changed: &[Arc<str>],
    last: &mut Last,
    clock: &mut Clock,
) -> Result<Option<Generation>, Failure> {
    let Some(before) = &last.shown else { return Ok(None) };
    if !before.request.is_alike(request)
        || request.at < before.request.at
        || request.at >= before.site.until()
    {
        return Ok(None);
    }
    let (old, site) = (&before.site.facts.sources, &before.site);
    let Some(rewritten) = old.rewritten(sources) else { return Ok(None) };
    // A file may be another although its stamp is not.
    let mut changed: Vec<SourceId> = changed.iter().filter_map(|path| sources.find(path)).collect();
    changed.extend(rewritten);
    changed.sort();
    changed.dedup();
    let Some(settings) = last.memory.settings() else { return Ok(None) };
    let known = Known::of_preview(settings, last);
    let mut edits: Vec<(PageId, Arc<str>, Remembered)> = Vec::new();
    let mut problems = before.problems.clone();
    for id in changed {
        let path = &sources.get(id).path;
        let Some(Found::Page(page)) = site.facts.library.find_path(path) else { return Ok(None) };
        let was = last.memory.find(path);
        let Some(was) = was.filter(|was| !was.has_error()) else { return Ok(None) };
        let now = read_document(sources, id, &was.document.lang, &site.facts.config, &known, None)?.file;
        if now.has_error() || !are_alike(&was.document, &now.document) {
            return Ok(None);
        }
        // Whatever points into the file must come from its parsing: that is known anew.
        let (own, others): (Vec<Problem>, Vec<Problem>) =
            problems.into_iter().partition(|problem| points_into(problem, id));
        if own.len() != was.problems.len() || !own.iter().all(|problem| was.problems.contains(problem)) {
            return Ok(None);
        }
        problems = others;
        problems.extend(now.problems.iter().cloned());
        edits.push((page, path.clone(), now));
    }
    let mut library = site.facts.library.copy();
    for (page, path, now) in edits {
        library.pages[page.0 as usize].document = now.document.clone();
        last.memory.add(path, now);
    }
    clock.lap("words");
    let Facts { config, theme, data, .. } = &*site.facts;
    let (sources, bodies) = (Arc::new(sources.clone()), Bodies::new(None, Vec::new()));
    let facts =
        Facts::new(library, config.clone(), theme.clone(), data.clone(), sources.clone(), bodies, request.at);
    let site = Site {
        facts: Arc::new(facts),
        plan: site.plan.clone(),
        environment: site.environment.clone(),
        changes: site.changes.clone(),
    };
    let problems: Problems = problems.into_iter().collect();
    Ok(Some(Generation { sources, site: Some(site), problems, shelf: None, memory: None }))
}

/// Says whether two documents are the same to all others.
fn are_alike(one: &Document, other: &Document) -> bool {
    let links = |document: &Document| -> Vec<(String, bool)> {
        document.outline.links.iter().map(|link| (link.to.clone(), link.image)).collect()
    };
    one.lang == other.lang
        && one.front == other.front
        && one.outline.headings == other.outline.headings
        && links(one) == links(other)
}

fn points_into(problem: &Problem, id: SourceId) -> bool {
    problem.labels.iter().any(|label| match label.place {
        Place::Span(span) => span.source == id,
        Place::File(source) => source == id,
    })
}

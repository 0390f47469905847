//! Files that are not published because only what nobody may read shows them (EM-1).
//!
//! The files of a bundle go with their article. A file that lies in the folder of a section
//! belongs to whoever shows it: if those are all out of sight, so is the file. Static files
//! are everybody's and always published; one that only an article under embargo shows is a
//! leak.

use super::links::{decoded, is_external, source_path};
use super::{Library, State};
use crate::content::Document;
use crate::data::Data;
use crate::problem::{Code, Problem, Problems};
use crate::source::{SourceId, Sources, Span};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Files that something out of sight shows: where it does, if in words, and what it is.
pub(super) type Withheld = BTreeMap<SourceId, (Option<Span>, State)>;

/// The files that only what is out of sight shows. Those of bundles that are not in the site
/// at all are not among them: nobody asks for them.
pub(super) fn withheld(library: &Library, sources: &Sources, problems: &mut Problems) -> Withheld {
    let mut shown = Withheld::new();
    let buried = |page: &&Arc<super::Page>| !page.presence.is_readable();
    for page in library.pages.iter().filter(buried) {
        if let Some(folder) = page.path.strip_suffix("/index.md") {
            shown.extend(sources.below(folder).map(|(id, _)| (id, (None, page.state))));
        }
    }
    let hidden = library.hidden.iter().map(|hidden| (&*hidden.path, &hidden.document, hidden.state));
    let tombs = library.pages.iter().filter(buried).map(|page| (&*page.path, &page.document, page.state));
    for (path, document, state) in hidden.chain(tombs) {
        for (to, span) in written(document) {
            if let Some(file) = file(path, to, sources) {
                // An embargo weighs more than another reason to be out of sight.
                let entry = shown.entry(file).or_insert((Some(span), state));
                if state == State::Embargoed && entry.1 != state {
                    *entry = (Some(span), state);
                }
            }
        }
    }
    if shown.is_empty() {
        return shown;
    }
    for (path, document) in readable(library) {
        let mut see = |text: &str| {
            if let Some(file) = file(path, text, sources) {
                shown.remove(&file);
            }
        };
        written(document).for_each(|(to, _)| see(to));
        texts(&document.front.extra, &mut see);
    }
    for (file, (span, state)) in &shown {
        let path = &sources.get(*file).path;
        if let (Some(span), State::Embargoed, false) = (span, state, path.starts_with("content/")) {
            let message = format!("`{path}` is published now, though only an article under embargo shows it");
            let problem = Problem::new(Code::EmbargoLeak, message).at(*span);
            problems.push(problem.hint("move it beside the article: files there wait with it"));
        }
    }
    shown
}

/// All that can be read, with the paths of the sources.
fn readable(library: &Library) -> impl Iterator<Item = (&str, &Document)> {
    let pages = library.pages.iter().filter(|page| page.presence.is_readable());
    let pages = pages.map(|page| (&*page.path, &*page.document));
    let sections = library.sections.iter().map(|section| (&section.path, &section.document));
    let taxonomies = library.taxonomies.iter().map(|taxonomy| (&taxonomy.path, &taxonomy.document));
    let terms = library.terms.iter().map(|term| (&term.path, &term.document));
    let described = sections.chain(taxonomies).chain(terms);
    pages.chain(described.filter_map(|(path, document)| Some((path.as_deref()?, document.as_deref()?))))
}

/// The links and pictures of a document, and all that its components may name, as written.
fn written(document: &Document) -> impl Iterator<Item = (&str, Span)> {
    let image = document.front.image.iter().map(|image| (&*image.src.value, image.src.span));
    let links = document.outline.links.iter().map(|link| (&*link.to, link.span));
    let given = document.outline.calls.iter().flat_map(|call| {
        let named = call.named.iter().map(|(_, value)| value);
        named.chain(&call.bare).map(|value| (&*value.value, value.span))
    });
    image.chain(links).chain(given)
}

/// The file that a link leads to: one of `content/` that is no document, or a static one.
fn file(from: &str, to: &str, sources: &Sources) -> Option<SourceId> {
    if is_external(to) || to.is_empty() {
        return None;
    }
    let path = decoded(to.split(['#', '?']).next().unwrap_or(to));
    match path.strip_prefix('/') {
        Some(path) => sources.find(&format!("static/{path}")),
        None => sources.find(&source_path(from, &path)?).filter(|id| !sources.get(*id).path.ends_with(".md")),
    }
}

fn texts(data: &Data, see: &mut impl FnMut(&str)) {
    match data {
        Data::Text(text) => see(text),
        Data::List(items) => items.iter().for_each(|item| texts(item, see)),
        Data::Map(pairs) => pairs.iter().for_each(|(_, value)| texts(value, see)),
        _ => {}
    }
}

//! Where the links of bodies lead. A link is written to a source file, a file beside it, an
//! address of the site or another site; here it becomes an address, or a problem.

use super::Called;
use super::clock::{Presence, State};
use super::resolve::{Found, join, parent};
use super::urls::Address;
use super::{File, Library};
use crate::component::Components;
use crate::config::Config;
use crate::content::{Document, Target};
use crate::problem::{Code, Problem, Problems, nearest_path};
use crate::source::{SourceId, Sources, Span};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::Arc;

/// A link to an address of the site, such as `/asia/x/#background`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteLink {
    /// The path, decoded.
    pub path: String,
    /// The anchor, if there is one.
    pub anchor: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// The static file that is copied to a path.
pub type Statics<'a> = &'a (dyn Fn(&str) -> Option<SourceId> + Sync);

/// Resolves the links and pictures of every document.
pub(super) fn resolve(
    library: &mut Library,
    components: Option<&Components>,
    sources: &Sources,
    config: &Config,
    statics: Statics<'_>,
    problems: &mut Problems,
) {
    let files = addresses(library);
    let resolver =
        || Resolver { library, sources, config, statics, files: &files, found: Resolved::default() };
    // The links of a text that nobody can read matter no more.
    let pages = library.pages.par_iter().map(|page| match page.presence.is_readable() {
        true => resolver().document(&page.path, &page.document, components),
        false => Resolved::default(),
    });
    let mut resolved: Vec<Resolved> = pages.collect();
    let described = library
        .sections
        .iter()
        .map(|section| (&section.path, &section.document))
        .chain(library.taxonomies.iter().map(|taxonomy| (&taxonomy.path, &taxonomy.document)))
        .chain(library.terms.iter().map(|term| (&term.path, &term.document)));
    resolved.extend(described.map(|(path, document)| match (path, document) {
        (Some(path), Some(document)) => resolver().document(path, document, components),
        _ => Resolved::default(),
    }));
    let mut site_links = Vec::new();
    let mut anchors: FxHashSet<String> = settings_anchors(config).map(str::to_owned).collect();
    let mut resolved = resolved.into_iter();
    let mut next = || {
        let found = resolved.next().unwrap_or_default();
        problems.extend(found.problems);
        site_links.extend(found.site_links);
        anchors.extend(found.anchors);
        (found.targets, found.calls, found.image)
    };
    for page in library.pages.iter_mut().map(Arc::make_mut) {
        (page.targets, page.calls, page.image) = next();
    }
    for section in &mut library.sections {
        (section.targets, section.calls, section.image) = next();
    }
    for taxonomy in &mut library.taxonomies {
        (taxonomy.targets, taxonomy.calls, taxonomy.image) = next();
    }
    for term in &mut library.terms {
        (term.targets, term.calls, term.image) = next();
    }
    library.site_links = site_links.into();
    library.anchors = Arc::new(anchors);
}

/// Resolves the links of one document, but not those of its calls; None if anything is wrong with
/// them.
pub(super) fn without_problems(
    library: &Library,
    path: &str,
    document: &Document,
    sources: &Sources,
    config: &Config,
    statics: Statics<'_>,
) -> Option<Resolved> {
    let files = addresses(library);
    let resolver = Resolver { library, sources, config, statics, files: &files, found: Resolved::default() };
    Some(resolver.document(path, document, None)).filter(|found| found.problems.is_empty())
}

/// The anchors that links of the settings lead to.
fn settings_anchors(config: &Config) -> impl Iterator<Item = &str> {
    let menus = config.menus.iter().flat_map(|(_, items)| items).map(|item| &item.url);
    let links = menus.chain(config.publisher.links()).chain(&config.license);
    links.filter_map(|link| Some(link.value.split_once('#')?.1))
}

/// What the links of one document became.
#[derive(Default)]
pub(super) struct Resolved {
    pub targets: Vec<Target>,
    /// The picture of the front matter.
    pub image: Option<Target>,
    /// The anchors that they lead to.
    pub anchors: Vec<String>,
    pub problems: Vec<Problem>,
    calls: Vec<Called>,
    site_links: Vec<SiteLink>,
}

fn addresses(library: &Library) -> FxHashMap<SourceId, Address> {
    let lists = library
        .pages
        .iter()
        .map(|page| &page.files)
        .chain(library.sections.iter().map(|section| &section.files))
        .chain(library.terms.iter().map(|term| &term.files));
    lists.flatten().map(|File { source, address, .. }| (*source, address.clone())).collect()
}

pub(super) struct Resolver<'a> {
    pub library: &'a Library,
    pub sources: &'a Sources,
    pub config: &'a Config,
    pub statics: Statics<'a>,
    pub files: &'a FxHashMap<SourceId, Address>,
    pub found: Resolved,
}

impl Resolver<'_> {
    fn document(mut self, path: &str, document: &Document, components: Option<&Components>) -> Resolved {
        let targets = document
            .outline
            .links
            .iter()
            .map(|link| self.link(path, document, &link.to, link.span, link.image))
            .collect();
        let calls = self.calls(path, document, components);
        let image = document
            .front
            .image
            .as_ref()
            .map(|image| self.link(path, document, &image.src.value, image.src.span, true));
        for citation in document.front.sources.iter().filter_map(|source| source.url.as_ref()) {
            if !is_external(&citation.value) {
                // Only for its problems: a source that is a file of the site must be there.
                self.link(path, document, &citation.value, citation.span, false);
            }
        }
        Resolved { targets, calls, image, ..self.found }
    }

    pub fn link(&mut self, from: &str, document: &Document, to: &str, span: Span, image: bool) -> Target {
        let internal = |url: String| Target { url, external: false, waits: false, picture: None };
        if is_external(to) {
            // Mail and telephone leave no page and need no attributes of links elsewhere.
            let elsewhere = !matches!(scheme(to).as_deref(), Some("mailto" | "tel"));
            return Target { url: to.to_owned(), external: elsewhere, waits: false, picture: None };
        }
        let (path, anchor) = match to.split_once('#') {
            Some((path, anchor)) => (path, Some(decoded(anchor).into_owned())),
            None => (to, None),
        };
        self.found.anchors.extend(anchor.clone());
        if path.is_empty() {
            if let Some(anchor) = &anchor {
                self.check_anchor(document, anchor, span, from);
            }
            return internal(to.to_owned());
        }
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, format!("?{query}")),
            None => (path, String::new()),
        };
        let tail = |anchor: &Option<String>| match anchor {
            Some(_) => format!("{query}#{}", to.split_once('#').map_or("", |(_, raw)| raw)),
            None => query.clone(),
        };
        let path = decoded(path);
        if let Some(path) = path.strip_prefix('/') {
            let address = Address::new(format!("/{path}"));
            let href = address.href(self.config);
            self.found.site_links.push(SiteLink { path: address.path, anchor: anchor.clone(), span });
            let picture = if image { (self.statics)(path) } else { None };
            return Target { picture, ..internal(href + &tail(&anchor)) };
        }
        let Some(source_path) = source_path(from, &path) else {
            self.found
                .problems
                .push(Problem::new(Code::BrokenLink, format!("`{to}` leads out of `content`")).at(span));
            return internal(String::new());
        };
        // What lies beside an `index.md` is a file, also if it is Markdown.
        let is_file = |path: &str| self.sources.find(path).is_some_and(|id| self.files.contains_key(&id));
        let is_document = |path: &str| self.library.find_path(path).is_some() || !is_file(path);
        if source_path.ends_with(".md") && is_document(&source_path) {
            return match self.source(&source_path, anchor.as_deref(), span) {
                Some(address) => internal(address + &tail(&anchor)),
                None => Target { url: String::new(), external: false, waits: true, picture: None },
            };
        }
        let picture = self.sources.find(&source_path).filter(|_| image);
        let url = self.file(&source_path, to, span, image) + &tail(&anchor);
        Target { picture: picture.filter(|_| !url.is_empty()), ..internal(url) }
    }

    /// The address of a document; None if there is nothing to link to now.
    pub fn source(&mut self, source_path: &str, anchor: Option<&str>, span: Span) -> Option<String> {
        let found = self.library.find_path(source_path);
        let (address, document) = match found {
            Some(Found::Page(id)) => {
                let page = self.library.page(self.library.landing(id));
                if page.presence == Presence::Tombstone {
                    self.found.problems.push(dead_end(source_path, page.state, span));
                }
                (
                    &page.address,
                    (*page.path == *source_path && page.presence.is_readable()).then_some(&page.document),
                )
            }
            Some(Found::Section(id)) => {
                let section = self.library.section(id);
                (&section.address, section.document.as_ref())
            }
            Some(Found::Taxonomy(id)) => {
                let taxonomy = self.library.taxonomy(id);
                (&taxonomy.address, taxonomy.document.as_ref())
            }
            Some(Found::Term(id)) => {
                let term = self.library.term(id);
                (&term.address, term.document.as_ref())
            }
            Some(Found::Hidden(state)) => {
                self.found.problems.push(match state {
                    State::Scheduled => waiting_link(source_path, span),
                    _ => hidden_link(source_path, state, span),
                });
                return None;
            }
            None => {
                let mut problem =
                    Problem::new(Code::BrokenLink, format!("there is no `{source_path}`")).at(span);
                let known = self.sources.below("content").map(|(_, source)| &*source.path);
                let known = known.filter(|path| path.ends_with(".md"));
                if let Some(near) = nearest_path(source_path, known) {
                    let near = near.strip_prefix("content/").unwrap_or(near);
                    problem = problem.hint(format!("did you mean `@/{near}`?"));
                }
                self.found.problems.push(problem);
                return None;
            }
        };
        let href = address.href(self.config);
        if let (Some(anchor), Some(document)) = (anchor, document) {
            self.check_anchor(document, anchor, span, source_path);
        }
        Some(href)
    }

    /// The address of a file beside the document.
    pub fn file(&mut self, source_path: &str, written: &str, span: Span, image: bool) -> String {
        if let Some(address) = self.sources.find(source_path).and_then(|id| self.files.get(&id)) {
            return address.href(self.config);
        }
        let what = if image { "picture" } else { "file" };
        let folder = parent(source_path).to_owned();
        let mut problem =
            Problem::new(Code::MissingFile, format!("there is no {what} `{source_path}`")).at(span);
        if self.sources.find(source_path).is_some() {
            let message = format!("`{source_path}` is not in the site: what it belongs to is not");
            problem = Problem::new(Code::MissingFile, message).at(span);
            self.found.problems.push(problem.hint("give this text a copy of its own"));
            return String::new();
        }
        let known = self.sources.below(&folder).map(|(_, source)| &*source.path);
        let near = nearest_path(source_path, known);
        let document = format!("{}.md", source_path.trim_end_matches('/'));
        if let Some(found) = self.sources.find(&format!("static/{written}")) {
            let name = self.sources.get(found).path.trim_start_matches("static").to_owned();
            problem = problem.hint(format!("it lies among the static files: write `{name}`"));
        } else if self.library.find_path(&document).is_some() {
            problem =
                problem.hint(format!("to link to the article, write `{}.md`", written.trim_end_matches('/')));
        } else if let Some(near) = near.filter(|near| !near.ends_with(".md")) {
            problem = problem.hint(format!("did you mean `{}`?", &near[folder.len() + 1..]));
        }
        self.found.problems.push(problem);
        String::new()
    }

    fn check_anchor(&mut self, document: &Document, anchor: &str, span: Span, path: &str) {
        let headings = &document.outline.headings;
        if headings.iter().any(|heading| heading.id == anchor) || is_own_anchor(anchor) {
            return;
        }
        let known = headings.iter().map(|heading| heading.id.as_str());
        self.found.problems.push(
            Problem::new(Code::BrokenAnchor, format!("`{path}` has no heading `#{anchor}`"))
                .at(span)
                .did_you_mean(anchor, known),
        );
    }
}

/// The path of the source that a link in another leads to; None if it leads out of `content`.
pub(super) fn source_path(from: &str, to: &str) -> Option<String> {
    let path = match to.strip_prefix("@/") {
        Some(path) => normal(&join("content", path)),
        None => normal(&join(parent(from), to)),
    };
    path.filter(|path| path.starts_with("content/"))
}

/// The problem of a link to a document that is not in the site now.
pub fn hidden_link(source_path: &str, state: State, span: Span) -> Problem {
    if state == State::Embargoed {
        let message = format!("`{source_path}` is under embargo: what is visible now must not lead to it");
        return Problem::new(Code::EmbargoLeak, message)
            .at(span)
            .hint("take the link out, or put this article under the same embargo");
    }
    let why = match state {
        State::Draft => "is a draft",
        State::Scheduled => "is scheduled for later",
        _ => "has no date",
    };
    Problem::new(Code::BrokenLink, format!("`{source_path}` is not in the site: it {why}"))
        .at(span)
        .hint("take the link out, or publish that first")
}

/// The problem of a link that will be one when its article appears.
fn waiting_link(source_path: &str, span: Span) -> Problem {
    let message = format!("`{source_path}` is scheduled for later: until then these words are no link");
    Problem::new(Code::WaitingLink, message).at(span)
}

/// The problem of a link to an article of which only a notice is left.
fn dead_end(source_path: &str, state: State, span: Span) -> Problem {
    let why = if state == State::Withdrawn { "was withdrawn" } else { "has expired" };
    Problem::new(Code::DeadEnd, format!("`{source_path}` {why}: readers find a notice there"))
        .at(span)
        .hint("take the link out, or lead to another article")
}

/// Anchors that are not headings: those of footnotes and the top of the page.
pub fn is_own_anchor(anchor: &str) -> bool {
    anchor.is_empty()
        || anchor == "top"
        || anchor == "footnotes"
        || anchor.starts_with("fn-")
        || anchor.starts_with("fnref-")
}

/// Says whether a link leads to another site: it has a scheme or begins with `//`.
pub(super) fn is_external(to: &str) -> bool {
    to.starts_with("//") || scheme(to).is_some()
}

fn scheme(to: &str) -> Option<String> {
    let (scheme, _) = to.split_once(':')?;
    let good = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || "+.-".contains(letter));
    good.then(|| scheme.to_ascii_lowercase())
}

pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('%') { percent_decode_str(text).decode_utf8_lossy() } else { Cow::Borrowed(text) }
}

/// A path without `.` and `..`; None if it leads above the site's root.
fn normal(path: &str) -> Option<String> {
    let mut normal = String::with_capacity(path.len());
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if normal.is_empty() => return None,
            ".." => normal.truncate(normal.rfind('/').unwrap_or(0)),
            part => {
                if !normal.is_empty() {
                    normal.push('/');
                }
                normal.push_str(part);
            }
        }
    }
    Some(normal)
}

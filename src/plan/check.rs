//! What can only be checked when every output is known: clashes, and links to addresses.

use super::{Output, Recipe};
use crate::config::Config;
use crate::library::{Entry, Found, Library, PageId, hidden_link, is_own_anchor};
use crate::problem::{Code, Place, Problem, Problems};
use crate::source::Span;
use crate::theme::Theme;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Two outputs for one file, or for files that a disk which ignores letter case takes for one.
/// A file where another output needs a folder is a clash too.
pub(super) fn collisions(outputs: &[Output], library: &Library, config: &Config, problems: &mut Problems) {
    if !any_collision(outputs) {
        return;
    }
    let mut places: BTreeMap<String, Vec<&Output>> = BTreeMap::new();
    for output in outputs {
        places.entry(output.path.to_lowercase()).or_default().push(output);
    }
    for (place, outputs) in &places {
        for pair in outputs.windows(2) {
            if let [first, second] = pair {
                problems.push(clash(first, second, library, config));
            }
        }
        let mut folder = place.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            if let Some(file) = places.get(above)
                && let (Some(file), Some(inside)) = (file.first(), outputs.first())
            {
                problems.push(clash(file, inside, library, config));
            }
            folder = above;
        }
    }
}

/// Says quickly what is nearly always so: that there is none.
fn any_collision(outputs: &[Output]) -> bool {
    let mut files: FxHashSet<Cow<'_, str>> = FxHashSet::default();
    files.reserve(outputs.len());
    let lower = |path| -> Cow<'_, str> {
        let is_lower = |text: &str| text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
        if is_lower(path) { Cow::Borrowed(path) } else { Cow::Owned(path.to_lowercase()) }
    };
    if !outputs.iter().all(|output| files.insert(lower(&output.path))) {
        return true;
    }
    let above = |file: &str| file.rfind('/').map(|at| file[..at].to_owned());
    let folders: FxHashSet<String> = files.iter().filter_map(|file| above(file)).collect();
    folders.into_iter().any(|folder| {
        let mut folder = Some(folder.as_str());
        while let Some(name) = folder {
            if files.contains(name) {
                return true;
            }
            folder = name.rsplit_once('/').map(|(above, _)| above);
        }
        false
    })
}

fn clash(first: &Output, second: &Output, library: &Library, config: &Config) -> Problem {
    let (one, two) = (&first.address.path, &second.address.path);
    let message = if first.path == second.path {
        format!("two sources for one address `{}`", one.trim_end_matches("index.html"))
    } else if one.to_lowercase() == two.to_lowercase() {
        format!("`{one}` and `{two}` differ only by letter case: many disks take them for one file")
    } else {
        format!("`{one}` and `{two}` cannot both be: one is a file where the other needs a folder")
    };
    let mut problem = Problem::new(Code::DuplicateUrl, message);
    let mut unplaced = Vec::new();
    for output in [second, first] {
        match output.origin {
            Some(place) => problem = problem.label(place, describe(output, library, config)),
            None => unplaced.push(describe(output, library, config)),
        }
    }
    for what in unplaced {
        problem = problem.hint(format!("the other is {what}"));
    }
    let sends_on = |output: &Output| matches!(output.recipe, Recipe::Redirect { .. });
    let redirect = [first, second].into_iter().any(|output| is_setting(output, config));
    problem.hint(match (sends_on(first), sends_on(second), redirect) {
        (true, true, false) => "take one of the aliases out",
        (true, true, true) => "take one of them out",
        (false, false, _) => "give one of them another `slug`, or rename its file",
        (_, _, false) => "take the alias out",
        (_, _, true) => "take the redirect out",
    })
}

/// A redirect of the settings, and no alias of a document.
fn is_setting(output: &Output, config: &Config) -> bool {
    let of_settings = matches!(output.origin, Some(Place::Span(span)) if span.source == config.source);
    of_settings && matches!(output.recipe, Recipe::Redirect { .. })
}

fn describe(output: &Output, library: &Library, config: &Config) -> String {
    match &output.recipe {
        Recipe::Redirect { .. } if is_setting(output, config) => "a redirect".into(),
        Recipe::Redirect { .. } => "an alias".into(),
        Recipe::Bundle { .. } | Recipe::Asset { .. } | Recipe::Picture { .. } => "a file".into(),
        Recipe::Rendition { .. } => "a smaller form of a picture".into(),
        Recipe::Card { .. } => "a card".into(),
        Recipe::Feed { .. } | Recipe::Machine(_) => "a file of the newswire".into(),
        Recipe::Search { .. } => "a file of the search".into(),
        Recipe::Host { file, .. } => format!("the file with rules for `{}`", file.name()),
        Recipe::Page { entry, slice, .. } => {
            let what = match entry {
                Entry::Page(id) if library.page(*id).article => "an article".into(),
                Entry::Page(_) => "a page".into(),
                Entry::Section(id) => format!("the section `{}`", library.section(*id).key),
                Entry::Taxonomy(id) => format!("the taxonomy `{}`", library.taxonomy(*id).name),
                Entry::Term(id) => format!("the term `{}`", library.term(*id).title),
                Entry::Archive | Entry::Year(_) | Entry::Month(..) => "the archive".into(),
                Entry::Site | Entry::NotFound => "the site's own page".into(),
                Entry::Feeds | Entry::Label(_) | Entry::Corrections => "the list of feeds".into(),
                Entry::Search => "the page to search on".into(),
            };
            match slice.and_then(|slice| slice.number) {
                Some(number) => format!("page {number} of {what}"),
                None => what,
            }
        }
    }
}

/// Links of bodies to addresses of the site.
pub(super) fn links(outputs: &[Output], library: &Library, config: &Config, problems: &mut Problems) {
    if library.site_links.is_empty() {
        return;
    }
    let addresses = Addresses::of(outputs);
    for link in library.site_links.iter() {
        addresses.check(&link.path, link.anchor.as_deref(), link.span, library, config, problems);
    }
}

/// Links of the settings: menus, and the pages about the publisher.
pub(super) fn settings(outputs: &[Output], library: &Library, config: &Config, problems: &mut Problems) {
    let addresses = Addresses::of(outputs);
    let menus = config.menus.iter().flat_map(|(_, items)| items).map(|item| &item.url);
    for link in menus.chain(config.publisher.links()).chain(&config.license) {
        let (path, anchor) = match link.value.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (link.value.as_str(), None),
        };
        if let Some(source) = path.strip_prefix("@/") {
            let source = format!("content/{source}");
            match library.find_path(&source) {
                None => {}
                Some(Found::Hidden(state)) => {
                    problems.push(hidden_link(&source, state, link.span));
                    continue;
                }
                Some(Found::Page(id)) => {
                    check_anchor(id, &source, anchor, link.span, library, problems);
                    continue;
                }
                Some(_) => continue,
            }
            let message = format!("there is no `{source}` in the site");
            let known: Vec<String> = known_sources(library);
            let section = format!("{}/_index.md", link.value.trim_end_matches('/'));
            let problem = Problem::new(Code::BrokenLink, message).at(link.span);
            problems.push(match known.contains(&section) {
                true => problem.hint(format!("a section is named by its file: `{section}`")),
                false => problem.did_you_mean(&link.value, known.iter().map(String::as_str)),
            });
        } else if path.starts_with('/') && !path.starts_with("//") {
            addresses.check(path, anchor, link.span, library, config, problems);
        }
    }
}

/// The publisher's logo is a file that the site has.
pub(super) fn logo(theme: &Theme, config: &Config, problems: &mut Problems) {
    let Some(logo) = &config.publisher.logo else { return };
    let path = logo.value.trim_start_matches('/');
    if theme.asset(path).is_none() {
        let message = format!("there is no static file `{path}`");
        let known = theme.assets().map(|(path, _)| path);
        let problem = Problem::new(Code::MissingFile, message).at(logo.span).did_you_mean(path, known);
        let hint = format!("put it into `static/{path}`");
        problems.push(if problem.hints.is_empty() { problem.hint(hint) } else { problem });
    }
}

pub(super) fn known_sources(library: &Library) -> Vec<String> {
    let pages = library.pages.iter().map(|page| &page.path);
    let sections = library.sections.iter().filter_map(|section| section.path.as_ref());
    pages
        .chain(sections)
        .filter_map(|path| path.strip_prefix("content/"))
        .map(|path| format!("@/{path}"))
        .collect()
}

/// All addresses of the site.
struct Addresses<'a> {
    entries: FxHashMap<&'a str, Option<Entry>>,
    files: FxHashSet<&'a str>,
}

impl<'a> Addresses<'a> {
    fn of(outputs: &'a [Output]) -> Self {
        let mut entries = FxHashMap::default();
        let mut files = FxHashSet::default();
        for output in outputs {
            let entry = match &output.recipe {
                Recipe::Page { entry, slice: None, .. } => Some(*entry),
                _ => None,
            };
            entries.insert(output.address.path.as_str(), entry);
            files.insert(output.path.as_str());
        }
        Self { entries, files }
    }

    fn check(
        &self,
        path: &str,
        anchor: Option<&str>,
        span: Span,
        library: &Library,
        config: &Config,
        problems: &mut Problems,
    ) {
        let entry = self.entries.get(path);
        if entry.is_none() && self.files.contains(path.trim_start_matches('/')) {
            return;
        }
        let Some(entry) = entry else {
            let mut problem =
                Problem::new(Code::BrokenLink, format!("the site has nothing at `{path}`")).at(span);
            let slashed = format!("{path}/");
            let base = config.base_url.path.trim_end_matches('/');
            if self.entries.contains_key(slashed.as_str()) {
                problem = problem.hint(format!("write `{slashed}`, with a slash at its end"));
            } else if let Some(rest) = path.strip_prefix(base).filter(|_| !base.is_empty())
                && self.entries.contains_key(rest)
            {
                problem = problem.hint(format!("leave out the base path: write `{rest}`"));
            } else {
                let mut known: Vec<&str> = self.entries.keys().copied().collect();
                known.sort_unstable();
                problem = problem.did_you_mean(path, known);
            }
            problems.push(problem);
            return;
        };
        if let Some(Entry::Page(id)) = entry {
            check_anchor(*id, path, anchor, span, library, problems);
        }
    }
}

/// Reports an anchor that the page does not have.
fn check_anchor(
    id: PageId,
    path: &str,
    anchor: Option<&str>,
    span: Span,
    library: &Library,
    problems: &mut Problems,
) {
    let Some(anchor) = anchor else { return };
    let page = library.page(id);
    let headings = &page.document.outline.headings;
    // A notice has none of the headings; that they are gone is no mistake of the link.
    if page.presence.is_readable()
        && !is_own_anchor(anchor)
        && !headings.iter().any(|heading| heading.id == anchor)
    {
        problems.push(
            Problem::new(Code::BrokenAnchor, format!("`{path}` has no heading `#{anchor}`"))
                .at(span)
                .did_you_mean(anchor, headings.iter().map(|heading| heading.id.as_str())),
        );
    }
}

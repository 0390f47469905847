//! From loose documents to the library: who is what, where it goes, who may see it.

use super::clock::{Edition, Presence, State, presence, state};
use super::links::Statics;
use super::urls::{Address, permalink};
use super::{File, HOME, Hidden, Library, Page, PageId, Section, SectionId, TaxonomyId, TermId};
use super::{links, order, successors, terms, translations, withheld};
use crate::component::Components;
use crate::config::{Config, Permalink};
use crate::content::Document;
use crate::content::slug::slugify;
use crate::problem::{Code, Problem, Problems};
use crate::source::{SourceId, Sources, Span};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was made from a source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// An article or a standalone page.
    Page(PageId),
    /// A section.
    Section(SectionId),
    /// A taxonomy.
    Taxonomy(TaxonomyId),
    /// A term.
    Term(TermId),
    /// A document that is not in the site now.
    Hidden(State),
}

/// The sources that are documents: Markdown files below `content/`, except those that lie
/// beside an `index.md`, which are files of that article.
pub fn documents(sources: &Sources) -> Vec<SourceId> {
    let bundles = bundles(sources);
    let is_document = |path: &str| {
        let inside = path.strip_prefix("content/").unwrap_or(path);
        let own = inside.strip_suffix("/index.md").unwrap_or(inside);
        inside.ends_with(".md") && !above(own).any(|folder| bundles.contains(folder))
    };
    sources.below("content").filter(|(_, source)| is_document(&source.path)).map(|(id, _)| id).collect()
}

/// The folders below `content/` that are one article with its files.
fn bundles(sources: &Sources) -> BTreeSet<String> {
    sources
        .below("content")
        .filter_map(|(_, source)| source.path.strip_prefix("content/")?.strip_suffix("/index.md"))
        .map(str::to_owned)
        .collect()
}

/// Resolves all documents against each other, and against the components of the theme, if
/// there is one. `statics` finds static files, which the theme knows.
pub fn resolve(
    documents: Vec<Arc<Document>>,
    components: Option<&Components>,
    sources: &Sources,
    config: &Config,
    statics: Statics<'_>,
    edition: Edition,
) -> (Library, Problems) {
    let mut problems = Problems::new();
    identities(&documents, &mut problems);
    let mut sorted = Sorted { bundles: bundles(sources), ..Sorted::default() };
    for document in documents {
        sorted.add(document, sources, config);
    }
    let mut library = Library::default();
    let mut hidden: Vec<Hidden> = Vec::new();
    let closed = sections(&mut library, &mut sorted, config, edition, &mut hidden);
    let terms = terms::Terms::collect(&mut library, &mut sorted, config, edition, &mut problems);
    pages(&mut library, &mut sorted, &closed, config, edition, &mut hidden, &mut problems);
    terms.assign(&mut library, config, &mut problems);
    library.hidden = hidden.into();
    // Neither waits for the other.
    let (order, index) = rayon::join(|| order::order(&library, &config.time_zone), || index(&library));
    order::arrange(&mut library, order);
    (library.by_path, library.by_key) = index;
    let withheld = withheld::withheld(&library, sources, &mut problems);
    library.withheld = withheld.into_iter().map(|(file, (_, state))| (file, state)).collect();
    files(&mut library, &sorted, &closed, sources);
    successors::resolve(&mut library, &mut problems);
    translations::resolve(&mut library, &mut problems);
    links::resolve(&mut library, components, sources, config, statics, &mut problems);
    (library, problems)
}

/// Reports documents that have the same `id`, drafts and articles of tomorrow among them.
fn identities(documents: &[Arc<Document>], problems: &mut Problems) {
    let mut known: FxHashMap<&str, Span> = FxHashMap::default();
    for id in documents.iter().filter_map(|document| document.front.id.as_ref()) {
        if let Some(other) = known.insert(&id.value, id.span) {
            problems.push(
                Problem::new(Code::DuplicateArticleId, format!("two documents have the id `{}`", id.value))
                    .at(id.span)
                    .label(other, "the other")
                    .hint("give the newer one another `id`: readers and feeds know the older by it"),
            );
        }
    }
}

/// Documents by what they are, before anything is known about them.
#[derive(Default)]
pub(super) struct Sorted {
    /// `_index.md` by folder below `content/`.
    pub sections: BTreeMap<String, Arc<Document>>,
    /// Everything else by key.
    pub pages: Vec<(String, Arc<str>, Arc<Document>)>,
    /// Files of the folders of taxonomies: taxonomy name, slug, path, document.
    pub terms: Vec<(String, String, Arc<str>, Arc<Document>)>,
    /// Folders that are one article with its files.
    pub bundles: BTreeSet<String>,
}

impl Sorted {
    fn add(&mut self, document: Arc<Document>, sources: &Sources, config: &Config) {
        let path = sources.get(document.source).path.clone();
        let inside = path.strip_prefix("content/").unwrap_or(&path);
        let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
        if name == "_index.md" {
            self.sections.insert(folder.to_owned(), document);
            return;
        }
        let bundle = name == "index.md" && !folder.is_empty();
        let key = if bundle { folder } else { inside.strip_suffix(".md").unwrap_or(inside) };
        if let Some((taxonomy, slug)) = key.split_once('/')
            && config.taxonomies.iter().any(|known| known.name == taxonomy)
        {
            self.terms.push((taxonomy.to_owned(), slug.replace('/', "-"), path, document));
            return;
        }
        self.pages.push((key.to_owned(), path, document));
    }
}

/// A section that is not shown, nor anything in it.
#[derive(Clone, Copy)]
struct Closed {
    state: State,
    /// It holds standalone pages, not articles.
    pages: bool,
}

/// The closed section that a folder is or lies in, if any.
fn closed_above(closed: &BTreeMap<String, Closed>, folder: &str) -> Option<Closed> {
    itself_and_above(folder).chain([""]).find_map(|folder| closed.get(folder)).copied()
}

/// Makes the sections, and returns those that are not shown. A folder without an
/// `_index.md` is a section only if something in it is shown: its name may say too much.
fn sections(
    library: &mut Library,
    sorted: &mut Sorted,
    config: &Config,
    edition: Edition,
    hidden: &mut Vec<Hidden>,
) -> BTreeMap<String, Closed> {
    let is_taxonomy = |folder: &str| config.taxonomies.iter().any(|known| known.name == folder);
    let mut folders: BTreeSet<String> = BTreeSet::from([String::new()]);
    let shown =
        |document: &Document| presence(&document.front, state(&document.front, edition)) != Presence::Hidden;
    let pages = sorted.pages.iter().filter(|(_, _, document)| shown(document));
    let page_folders = pages.map(|(key, _, _)| parent(key).to_owned());
    let own_folders = sorted.sections.keys().filter(|folder| !is_taxonomy(folder)).cloned();
    for folder in page_folders.chain(own_folders) {
        let mut folder = folder.as_str();
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = parent(folder);
        }
    }
    let mut closed: BTreeMap<String, Closed> = BTreeMap::new();
    for folder in folders {
        let document = sorted.sections.remove(&folder);
        let above = if folder.is_empty() { None } else { library.find_section(parent(&folder)) };
        let front = document.as_ref().map(|document| &document.front);
        let path = document.as_ref().map(|_| Arc::from(join("content", &join(&folder, "_index.md"))));
        let own = front.map_or(State::Published, |front| state(front, edition));
        let inherited = if folder.is_empty() { None } else { closed_above(&closed, parent(&folder)) };
        if own != State::Published || inherited.is_some() {
            let state = inherited.map_or(own, |inherited| inherited.state);
            let pages = front.is_some_and(|front| front.pages)
                || inherited.is_some_and(|inherited| inherited.pages)
                || above.is_some_and(|above| holds_pages(library, above));
            closed.insert(folder.clone(), Closed { state, pages });
            // There is always a home page.
            if !folder.is_empty() {
                hidden.extend(path.zip(document).map(|(path, document)| Hidden {
                    path,
                    state,
                    document,
                    address: None,
                }));
                continue;
            }
        }
        let slug = match front.and_then(|front| front.slug.as_ref()) {
            Some(slug) => slug.value.clone(),
            None => slug_of(name(&folder)),
        };
        let address = match above {
            Some(above) => Address::folder(&format!("{}{slug}", library.section(above).address.path)),
            None => Address::folder(""),
        };
        let title = match front.and_then(|front| front.title.as_ref()) {
            Some(title) => title.value.clone(),
            None if folder.is_empty() => config.title.clone(),
            None => title_of(name(&folder)),
        };
        let inherited = above.map(|above| library.section(above));
        let lang = front
            .and_then(|front| front.lang.as_ref())
            .map(|lang| Arc::from(lang.value.as_str()))
            .or_else(|| inherited.map(|above| above.lang.clone()))
            .unwrap_or_else(|| Arc::from(config.language.as_str()));
        let page_size = front
            .and_then(|front| front.page_size)
            .or(inherited.map(|above| above.page_size))
            .unwrap_or(config.page_size);
        let article_template = front
            .and_then(|front| front.article_template.as_ref())
            .map(|template| template.value.clone())
            .or_else(|| inherited.and_then(|above| above.article_template.clone()));
        library.sections.push(Section {
            key: Arc::from(folder.as_str()),
            document,
            path,
            title,
            address,
            parent: above,
            children: Vec::new(),
            own_articles: Vec::new(),
            articles: Vec::new(),
            pages: Vec::new(),
            targets: Vec::new(),
            calls: Vec::new(),
            image: None,
            lang,
            files: Vec::new(),
            page_size,
            article_template,
        });
    }
    closed
}

fn pages(
    library: &mut Library,
    sorted: &mut Sorted,
    closed: &BTreeMap<String, Closed>,
    config: &Config,
    edition: Edition,
    hidden: &mut Vec<Hidden>,
    problems: &mut Problems,
) {
    let mut loose = std::mem::take(&mut sorted.pages);
    loose.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    let sections = &*library;
    let placed = loose.into_par_iter().map(|loose| page(loose, sections, closed, config, edition));
    for (page, problem) in placed.collect::<Vec<_>>() {
        problems.extend(problem);
        match page {
            Ok(page) => library.pages.push(page),
            Err(out_of_sight) => hidden.push(out_of_sight),
        }
    }
}

/// Finds the place of one page in the sections of the library, and what is wrong with it.
fn page(
    (key, path, document): (String, Arc<str>, Arc<Document>),
    library: &Library,
    closed: &BTreeMap<String, Closed>,
    config: &Config,
    edition: Edition,
) -> (Result<Arc<Page>, Hidden>, Option<Problem>) {
    let folder = parent(&key);
    let section = itself_and_above(folder).find_map(|folder| library.find_section(folder));
    let section = section.unwrap_or(HOME);
    let closed = closed_above(closed, folder);
    let front = &document.front;
    let article =
        !folder.is_empty() && !holds_pages(library, section) && !closed.is_some_and(|closed| closed.pages);
    let by_itself = state(front, edition);
    let state = closed.map_or(by_itself, |closed| closed.state);
    let presence = if closed.is_some() { Presence::Hidden } else { presence(front, state) };
    // A draft gets its date when it is published.
    let undated = front.undated.filter(|_| article && presence != Presence::Hidden);
    let problem = undated.map(|place| {
        Problem::new(Code::MissingKey, "an article needs a `date`")
            .at(place)
            .hint("add a line such as `date: 2026-11-23 10:00` to the front matter")
    });
    let slug = match &front.slug {
        Some(slug) => slug.value.clone(),
        None => slug_of(name(&key)),
    };
    let date = front.date.as_ref().map(|date| date.value);
    let own = &library.section(section).address.path;
    let parts = if article {
        permalink(pattern(library, section, config), own, &slug, date, &config.time_zone)
    } else {
        format!("{own}{slug}")
    };
    let address = Address::page(&parts, config.url_style);
    if presence == Presence::Hidden || (article && front.date.is_none()) {
        // Where something lies below a section that is not shown is not known here.
        let address = Some(address).filter(|_| closed.is_none());
        return (Err(Hidden { path, state, document, address }), problem);
    }
    let lang = match &front.lang {
        Some(lang) => Arc::from(lang.value.as_str()),
        None => library.section(section).lang.clone(),
    };
    let page = Page {
        key: Arc::from(key),
        path,
        address,
        document,
        article,
        state,
        presence,
        successor: None,
        section,
        slug,
        lang,
        terms: Vec::new(),
        targets: Vec::new(),
        calls: Vec::new(),
        image: None,
        files: Vec::new(),
        older: None,
        newer: None,
        translations: Arc::from([]),
    };
    (Ok(Arc::new(page)), problem)
}

/// Hands every file that is no document to the article or section it lies in.
fn files(library: &mut Library, sorted: &Sorted, closed: &BTreeMap<String, Closed>, sources: &Sources) {
    let withheld = std::mem::take(&mut library.withheld);
    let content =
        sources.below("content").filter_map(|(id, source)| Some((id, source.path.strip_prefix("content/")?)));
    for (source, inside) in content {
        let bundle = above(inside).find(|folder| sorted.bundles.contains(*folder));
        if inside.ends_with(".md") && bundle.is_none_or(|own| inside == join(own, "index.md")) {
            continue;
        }
        let file = |folder: &str, to: String| {
            let name = inside[folder.len()..].trim_start_matches('/').to_owned();
            File { address: Address::file(&format!("{to}{name}")), name, source }
        };
        if let Some(bundle) = bundle {
            if let Some(id) = library.find_page(bundle) {
                if withheld.contains_key(&source) {
                    continue;
                }
                let page = library.page_mut(id);
                let file = file(bundle, page.address.files());
                page.files.push(file);
            } else if let Some(term) = library.terms.iter_mut().find(|term| {
                term.path.as_ref().is_some_and(|path| **path == *join("content", &join(bundle, "index.md")))
            }) {
                let file = file(bundle, term.address.files());
                term.files.push(file);
            }
            // Otherwise the article is not in the site now, and neither are its files.
            continue;
        }
        if closed_above(closed, parent(inside)).is_some() || withheld.contains_key(&source) {
            continue;
        }
        let Some(section) = above(inside).chain([""]).find_map(|folder| library.find_section(folder)) else {
            continue;
        };
        let section = &mut library.sections[section.0 as usize];
        let folder = section.key.clone();
        let file = file(&folder, section.address.files());
        section.files.push(file);
    }
    library.withheld = withheld;
}

/// What was made from the source at each path.
type ByPath = Arc<FxHashMap<Arc<str>, Found>>;

/// The page with each key.
type ByKey = Arc<FxHashMap<Arc<str>, PageId>>;

fn index(library: &Library) -> (ByPath, ByKey) {
    let mut by_path = FxHashMap::default();
    by_path.reserve(library.pages.len());
    by_path.extend(library.hidden.iter().map(|hidden| (hidden.path.clone(), Found::Hidden(hidden.state))));
    let mut by_key = FxHashMap::default();
    by_key.reserve(library.pages.len());
    for (index, page) in library.pages.iter().enumerate() {
        by_path.insert(page.path.clone(), Found::Page(PageId(index as u32)));
        by_key.insert(page.key.clone(), PageId(index as u32));
    }
    for (index, section) in library.sections.iter().enumerate() {
        let path = Arc::from(join("content", &join(&section.key, "_index.md")));
        by_path.insert(path, Found::Section(SectionId(index as u32)));
    }
    for (index, taxonomy) in library.taxonomies.iter().enumerate() {
        let path = Arc::from(format!("content/{}/_index.md", taxonomy.name));
        by_path.insert(path, Found::Taxonomy(TaxonomyId(index as u32)));
    }
    for (index, term) in library.terms.iter().enumerate() {
        if let Some(path) = &term.path {
            by_path.insert(path.clone(), Found::Term(TermId(index as u32)));
        }
    }
    (Arc::new(by_path), Arc::new(by_key))
}

/// The pattern of a section's articles: its own, or that of the nearest section above that
/// has one, or the site's.
fn pattern<'a>(library: &'a Library, section: SectionId, config: &'a Config) -> &'a Permalink {
    let mut above = Some(section);
    while let Some(id) = above {
        let section = library.section(id);
        let front = section.document.as_ref().map(|document| &document.front);
        if let Some(pattern) = front.and_then(|front| front.permalink.as_ref()) {
            return &pattern.value;
        }
        above = section.parent;
    }
    &config.permalink
}

fn holds_pages(library: &Library, section: SectionId) -> bool {
    let mut above = Some(section);
    while let Some(id) = above {
        let section = library.section(id);
        if section.document.as_ref().is_some_and(|document| document.front.pages) {
            return true;
        }
        above = section.parent;
    }
    false
}

/// The folders a path lies in, the nearest first, without the root.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(parent(path)), |folder| Some(parent(folder)))
        .take_while(|folder| !folder.is_empty())
}

/// A folder and those it lies in, the nearest first, without the root.
pub(super) fn itself_and_above(folder: &str) -> impl Iterator<Item = &str> {
    Some(folder).filter(|folder| !folder.is_empty()).into_iter().chain(above(folder))
}

pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { [folder, "/", name].concat() }
}

/// The slug of a file or folder name; a name without letters keeps its own characters.
fn slug_of(name: &str) -> String {
    let slug = slugify(name);
    if slug.is_empty() { name.to_owned() } else { slug }
}

/// A title for a folder that has none: `middle-east` becomes `Middle east`.
fn title_of(folder: &str) -> String {
    let words = folder.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

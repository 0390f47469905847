//! Taxonomies and their terms: the same name spelt in several ways is one term.

use super::clock::{Presence, State, state};
use super::resolve::Sorted;
use super::urls::Address;
use super::{Edition, Library, Page, Taxonomy, TaxonomyId, Term, TermId};
use crate::config::Config;
use crate::content::Document;
use crate::content::slug::slugify;
use crate::problem::{Code, Place, Problem, Problems};
use crate::source::Span;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Terms while they are gathered: by taxonomy and slug.
pub(super) struct Terms {
    found: BTreeMap<(TaxonomyId, String), Gathered>,
    /// The slugs of described terms by what they may be called: their key, and their title
    /// without case and spacing.
    names: Names,
}

type Names = BTreeMap<(TaxonomyId, String), String>;

#[derive(Default)]
struct Gathered {
    /// The file that describes it.
    described: Option<(Arc<str>, Arc<Document>)>,
    /// Each spelling with the first place it was met.
    spellings: Vec<(String, Span)>,
}

impl Terms {
    /// Makes the taxonomies and takes in the files that describe terms.
    pub fn collect(
        library: &mut Library,
        sorted: &mut Sorted,
        config: &Config,
        edition: Edition,
        problems: &mut Problems,
    ) -> Self {
        for taxonomy in &config.taxonomies {
            let document = sorted.sections.remove(&taxonomy.name);
            let title = document
                .as_ref()
                .and_then(|document| document.front.title.as_ref())
                .map_or(taxonomy.title.clone(), |title| title.value.clone());
            let slug = document
                .as_ref()
                .and_then(|document| document.front.slug.as_ref())
                .map_or(taxonomy.slug.clone(), |slug| slug.value.clone());
            library.taxonomies.push(Taxonomy {
                name: Arc::from(taxonomy.name.as_str()),
                title,
                address: Address::folder(&slug),
                path: document.as_ref().map(|_| Arc::from(format!("content/{}/_index.md", taxonomy.name))),
                page_size: document
                    .as_ref()
                    .and_then(|document| document.front.page_size)
                    .unwrap_or(taxonomy.page_size),
                document,
                terms: Vec::new(),
                targets: Vec::new(),
                calls: Vec::new(),
                image: None,
            });
        }
        let mut found: BTreeMap<(TaxonomyId, String), Gathered> = BTreeMap::new();
        let mut names = Names::new();
        for (taxonomy, name, path, document) in std::mem::take(&mut sorted.terms) {
            let Some(taxonomy) = library.find_taxonomy(&taxonomy) else { continue };
            if state(&document.front, edition) != State::Published {
                continue;
            }
            let slug = match &document.front.slug {
                Some(slug) => slug.value.clone(),
                None => slug_of(&name),
            };
            names.insert((taxonomy, name), slug.clone());
            if let Some(title) = &document.front.title {
                names.entry((taxonomy, folded(&title.value))).or_insert_with(|| slug.clone());
            }
            let described = &mut found.entry((taxonomy, slug.clone())).or_default().described;
            if let Some((_, first)) = described {
                problems.push(two_files(library, taxonomy, &slug, [first, &document]));
                continue;
            }
            *described = Some((path, document));
        }
        Self { found, names }
    }

    /// Takes in the terms of all pages, makes the library's terms of them, and tells every
    /// page which are its own.
    pub fn assign(mut self, library: &mut Library, config: &Config, problems: &mut Problems) {
        // Every spelling is looked at once, however many articles write it.
        let mut spelled: Vec<FxHashMap<&str, String>> = vec![FxHashMap::default(); library.taxonomies.len()];
        // What stands in no list makes no terms, but shows those that are there.
        for page in library.pages.iter().filter(|page| page.presence == Presence::Listed) {
            for (name, terms) in &page.document.front.terms {
                let Some(taxonomy) = library.find_taxonomy(name) else { continue };
                let spelled = &mut spelled[taxonomy.0 as usize];
                for term in terms {
                    if !spelled.contains_key(term.value.as_str()) {
                        let slug = slug(&self.names, taxonomy, &term.value);
                        let gathered = self.found.entry((taxonomy, slug.clone())).or_default();
                        gathered.spellings.push((term.value.clone(), term.span));
                        spelled.insert(&term.value, slug);
                    }
                }
            }
        }
        for ((taxonomy, slug), gathered) in self.found {
            let title = gathered.title(&slug);
            report_spellings(&gathered, &title, library, taxonomy, problems);
            let folder = &library.taxonomy(taxonomy).address.path;
            let (path, document) = gathered.described.unzip();
            library.terms.push(Term {
                taxonomy,
                address: Address::page(&format!("{folder}{slug}"), config.url_style),
                slug: Arc::from(slug),
                title,
                document,
                path,
                articles: Vec::new(),
                targets: Vec::new(),
                calls: Vec::new(),
                image: None,
                files: Vec::new(),
            });
        }
        for index in 0..library.terms.len() {
            let taxonomy = library.terms[index].taxonomy;
            library.taxonomies[taxonomy.0 as usize].terms.push(TermId(index as u32));
        }
        for taxonomy in &mut library.taxonomies {
            taxonomy.terms.sort_by_key(|id| {
                let term = &library.terms[id.0 as usize];
                (term.title.to_lowercase(), term.slug.clone())
            });
        }
        let known: Vec<FxHashMap<&str, TermId>> = spelled
            .iter()
            .enumerate()
            .map(|(taxonomy, spelled)| {
                let find = |slug| library.find_term(TaxonomyId(taxonomy as u32), slug);
                spelled.iter().filter_map(|(name, slug)| Some((*name, find(slug)?))).collect()
            })
            .collect();
        let own = library.pages.par_iter().map(|page| own_terms(library, &known, page));
        let own: Vec<_> = own.collect();
        for (page, own) in library.pages.iter_mut().map(Arc::make_mut).zip(own) {
            page.terms = own;
        }
    }
}

/// The slug of a term that an article names.
fn slug(names: &Names, taxonomy: TaxonomyId, name: &str) -> String {
    let known = |name: String| names.get(&(taxonomy, name)).cloned();
    known(name.to_owned()).or_else(|| known(folded(name))).unwrap_or_else(|| slug_of(name))
}

/// Two files that describe one term.
fn two_files(library: &Library, taxonomy: TaxonomyId, slug: &str, files: [&Document; 2]) -> Problem {
    let taxonomy = &library.taxonomy(taxonomy).name;
    let message = format!("two files describe the term `{slug}` of `{taxonomy}`");
    let place = |document: &Document| match &document.front.title {
        Some(title) => Place::Span(title.span),
        None => Place::File(document.source),
    };
    let [first, second] = files.map(place);
    Problem::new(Code::DuplicateUrl, message)
        .at(second)
        .label(first, "the other one")
        .hint("give one of them another `slug`, or rename its file")
}

fn own_terms(library: &Library, known: &[FxHashMap<&str, TermId>], page: &Page) -> Vec<Vec<TermId>> {
    let mut own = vec![Vec::new(); library.taxonomies.len()];
    for (name, terms) in &page.document.front.terms {
        let Some(taxonomy) = library.find_taxonomy(name) else { continue };
        let (own, known) = (&mut own[taxonomy.0 as usize], &known[taxonomy.0 as usize]);
        for term in terms {
            if let Some(id) = known.get(term.value.as_str())
                && !own.contains(id)
            {
                own.push(*id);
            }
        }
    }
    own
}

impl Gathered {
    /// The name to show: that of its own file, else the first spelling.
    fn title(&self, slug: &str) -> String {
        let described = self.described.as_ref().and_then(|(_, document)| document.front.title.as_ref());
        match (described, self.spellings.first()) {
            (Some(title), _) => title.value.clone(),
            (None, Some((spelling, _))) => spelling.clone(),
            (None, None) => slug.to_owned(),
        }
    }
}

/// Two names of one address: a slip if only case or spacing differ, a clash otherwise. The
/// key of a described term may always stand for it.
fn report_spellings(
    gathered: &Gathered,
    title: &str,
    library: &Library,
    taxonomy: TaxonomyId,
    problems: &mut Problems,
) {
    let key = gathered.described.as_ref().map(|(path, _)| key_of(path));
    let slug_like =
        |name: &str| key.is_some_and(|key| key == name) || (key.is_some() && slug_of(name) == name);
    let mut others =
        gathered.spellings.iter().filter(|(name, _)| name != title && !slug_like(name)).peekable();
    if others.peek().is_none() {
        return;
    }
    let first = gathered.spellings.iter().find(|(name, _)| name == title).map(|(_, span)| *span);
    let taxonomy = &library.taxonomy(taxonomy).name;
    for (name, span) in others {
        let mut problem = if folded(name) == folded(title) {
            Problem::new(
                Code::TermSpelling,
                format!("`{name}` and `{title}` are the same term of `{taxonomy}`"),
            )
            .hint(format!("write `{title}` everywhere"))
        } else {
            Problem::new(
                Code::DuplicateUrl,
                format!("`{name}` and `{title}` of `{taxonomy}` would have the same address"),
            )
            .hint(format!(
                "give one of them a file `content/{taxonomy}/…md` with a `slug` and `title`, or rename it"
            ))
        };
        problem = problem.at(*span);
        if let Some(first) = first {
            problem = problem.label(first, "first written here");
        }
        problems.push(problem);
    }
}

/// The key of a term: the name of its file or folder.
fn key_of(path: &str) -> &str {
    let path = path.strip_suffix(".md").unwrap_or(path);
    let path = path.strip_suffix("/index").unwrap_or(path);
    path.rsplit('/').next().unwrap_or(path)
}

/// A name without case, spacing, hyphens, apostrophes and full stops. Other signs stay: `C++`
/// is not `C#`.
fn folded(name: &str) -> String {
    let matters = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '‐' | '_' | '\'' | '’' | '.');
    name.chars().filter(matters).flat_map(char::to_lowercase).collect()
}

/// The slug of a term; a name without letters keeps its own characters.
fn slug_of(name: &str) -> String {
    let slug = slugify(name);
    if slug.is_empty() { name.replace('/', "-") } else { slug }
}

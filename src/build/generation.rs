//! From sources to facts: one immutable value that a build writes out and a preview serves.

use super::{Clock, Failure, Request};
use crate::content::{Document, data, parse};
use crate::facts::Facts;
use crate::library::{Edition, documents, resolve};
use crate::plan::{Plan, plan};
use crate::problem::{Code, Problem, Problems};
use crate::render::environment;
use crate::source::{OddityKind, ReadError, SourceId, Sources};
use crate::{config, theme};
use minijinja::Environment;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that is known about a site at one instant.
pub struct Generation {
    /// The files.
    pub sources: Arc<Sources>,
    /// What they make, if the settings could be read.
    pub site: Option<Site>,
    /// What is wrong with them.
    pub problems: Problems,
}

/// A site ready to be rendered, page by page.
pub struct Site {
    /// What pages can ask.
    pub facts: Arc<Facts>,
    /// The files the site will have.
    pub plan: Plan,
    /// The template engine.
    pub environment: Environment<'static>,
}

/// Reads and resolves the whole site.
pub fn generation(request: &Request, clock: &mut Clock) -> Result<Generation, Failure> {
    let sources = Sources::scan(&request.root, &theme::builtin_files())?;
    clock.lap("scan");
    let mut problems: Problems = oddities(&sources).collect();
    let (config, found) = config::parse(&sources)?;
    problems.extend(found);
    let Some(mut config) = config else {
        return Ok(Generation { sources: Arc::new(sources), site: None, problems });
    };
    if let Some(base_url) = &request.base_url {
        config = config.with_base_url(base_url).map_err(Failure::Refused)?;
    }
    let documents = read_documents(&sources, &config, &mut problems)?;
    let (data, found) = data(&sources)?;
    problems.extend(found);
    clock.lap("parse");
    let (theme, found) = theme::load(&sources, &config)?;
    problems.extend(found);
    clock.lap("theme");
    let edition = Edition { at: request.at, drafts: request.drafts };
    let (library, found) = resolve(documents, &sources, &config, edition);
    problems.extend(found);
    clock.lap("resolve");
    let (plan, found) = plan(&library, &theme, &config);
    problems.extend(found);
    clock.lap("plan");
    let environment = environment(&theme);
    let sources = Arc::new(sources);
    let facts = Facts::new(library, config, theme, data, sources.clone(), request.at);
    Ok(Generation { sources, site: Some(Site { facts: Arc::new(facts), plan, environment }), problems })
}

fn read_documents(
    sources: &Sources,
    config: &config::Config,
    problems: &mut Problems,
) -> Result<Vec<Document>, ReadError> {
    // The pages of sections come first, the outer before the inner: what lies in a section
    // is in its language.
    let (sections, others): (Vec<SourceId>, Vec<SourceId>) =
        documents(sources).into_iter().partition(|id| sources.get(*id).name() == "_index.md");
    let mut languages = Languages { site: &config.language, sections: BTreeMap::new() };
    let mut parsed: Vec<(Document, Problems)> = Vec::new();
    for id in by_folder(sources, sections) {
        let path = &sources.get(id).path;
        let (document, found) = parse(sources, id, languages.of(path, config), config)?;
        if let Some(lang) = &document.front.lang {
            languages.sections.insert(folder(path).to_owned(), lang.value.clone());
        }
        parsed.push((document, found));
    }
    let others = others.into_par_iter();
    let others = others.map(|id| parse(sources, id, languages.of(&sources.get(id).path, config), config));
    parsed.extend(others.collect::<Result<Vec<_>, _>>()?);
    let mut documents = Vec::with_capacity(parsed.len());
    for (document, found) in parsed {
        problems.extend(found);
        documents.push(document);
    }
    Ok(documents)
}

/// The languages of sections by their folders.
struct Languages<'a> {
    site: &'a str,
    sections: BTreeMap<String, String>,
}

impl Languages<'_> {
    /// The language of what lies at a path, unless it says another itself. The pages of
    /// taxonomies and terms are in no section.
    fn of(&self, path: &str, config: &config::Config) -> &str {
        let top = path.split('/').nth(1).unwrap_or_default();
        if config.taxonomies.iter().any(|taxonomy| taxonomy.name == top) {
            return self.site;
        }
        let folders =
            std::iter::successors(Some(folder(path)), |path| path.contains('/').then(|| folder(path)));
        folders.into_iter().find_map(|folder| self.sections.get(folder)).map_or(self.site, String::as_str)
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The outer folders before the inner.
fn by_folder(sources: &Sources, mut ids: Vec<SourceId>) -> Vec<SourceId> {
    ids.sort_by_key(|id| sources.get(*id).path.matches('/').count());
    ids
}

/// What is odd about the tree of files, as problems.
fn oddities(sources: &Sources) -> impl Iterator<Item = Problem> + '_ {
    sources.oddities().iter().map(|oddity| {
        let path = &oddity.path;
        match oddity.kind {
            OddityKind::LeavesRoot => {
                Problem::new(Code::BadLink, format!("`{path}` is a link that leads out of the site"))
                    .hint("copy the file into the site")
            }
            OddityKind::Loop => {
                Problem::new(Code::BadLink, format!("`{path}` is a link to a folder that it lies in"))
            }
            OddityKind::Dangling => Problem::new(Code::BadLink, format!("`{path}` is a link to nothing")),
            OddityKind::BadName => {
                Problem::new(Code::BadFileName, format!("the name of `{path}` is not UTF-8"))
                    .hint("rename the file")
            }
        }
    })
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Failure::Read(error)
    }
}

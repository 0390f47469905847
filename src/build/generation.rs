//! From sources to facts: one immutable value that a build writes out and a preview serves.

use super::languages::Languages;
use super::{Clock, Failure, Mode, Request};
use crate::content::{Document, Parsed, data, parse};
use crate::facts::{Bodies, Facts};
use crate::ledger::{Label, Packed, Place, Shelf, Shelved};
use crate::library::{Change, Edition, changes, documents, resolve};
use crate::plan::{Plan, plan};
use crate::problem::{Code, Problem, Problems};
use crate::register::Register;
use crate::render::environment;
use crate::source::{OddityKind, Piece, ReadError, SourceId, Sources, Spool};
use crate::{config, theme};
use minijinja::Environment;
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;

/// Everything that is known about a site at one instant.
pub struct Generation {
    /// The files.
    pub sources: Arc<Sources>,
    /// What they make, if the settings could be read.
    pub site: Option<Site>,
    /// What is wrong with them.
    pub problems: Problems,
    /// The new shelf of documents, if the old one no longer serves.
    pub shelf: Option<Packed>,
}

/// A site ready to be rendered, page by page.
pub struct Site {
    /// What pages can ask.
    pub facts: Arc<Facts>,
    /// The files the site will have.
    pub plan: Plan,
    /// The template engine.
    pub environment: Environment<'static>,
    /// The instants to come at which this becomes another site although no file changes, with
    /// what happens then, in order.
    pub changes: Vec<Change>,
}

impl Site {
    /// Until when this is the site, if no file changes.
    pub fn until(&self) -> i64 {
        self.changes.first().map_or(i64::MAX, |change| change.at)
    }
}

/// Lists the site's files.
pub fn scan(request: &Request) -> Result<Sources, Failure> {
    Ok(Sources::scan(&request.root, &theme::builtin_files())?)
}

/// Reads and resolves the whole site as of the instant of the request.
pub fn generation(request: &Request, sources: Sources, clock: &mut Clock) -> Result<Generation, Failure> {
    of_edition(request, sources, false, clock)
}

/// Reads and resolves the whole site; with `all`, what is not to be seen now is in it too.
pub(super) fn of_edition(
    request: &Request,
    sources: Sources,
    all: bool,
    clock: &mut Clock,
) -> Result<Generation, Failure> {
    let mut problems: Problems = oddities(&sources).collect();
    let (config, found) = config::parse(&sources)?;
    problems.extend(found);
    let Some(mut config) = config else {
        return Ok(Generation { sources: Arc::new(sources), site: None, problems, shelf: None });
    };
    if let Some(base_url) = &request.base_url {
        config = config.with_base_url(base_url).map_err(Failure::Refused)?;
    }
    let place = super::output::place(request);
    // What only looks writes nothing, not even a file without a name.
    let spool = if request.mode == Mode::Publish { place.spool() } else { None };
    let Documents { documents, shelf, pieces } =
        read_documents(&sources, &config, &place, request.clean, spool.as_ref(), &mut problems)?;
    let (data, found) = data(&sources)?;
    problems.extend(found);
    clock.lap("parse");
    let (theme, found) = theme::load(&sources, &config)?;
    problems.extend(found);
    clock.lap("theme");
    let edition = Edition { at: request.at, drafts: request.drafts, all: false };
    let mut changes = changes(&documents, &sources, &config, edition);
    let edition = Edition { all, ..edition };
    let (library, found) = resolve(documents, &sources, &config, edition);
    problems.extend(found);
    clock.lap("resolve");
    let (register, found) = match config.keep_urls {
        true => Register::read(&sources)?,
        false => Default::default(),
    };
    problems.extend(found);
    let (plan, found) = plan(&library, &theme, &config, &register, edition.at, request.preview);
    problems.extend(found);
    clock.lap("plan");
    changes.extend(crate::facts::changes(&library, &config, request.at));
    changes.sort();
    let environment = environment(&theme);
    let sources = Arc::new(sources);
    let bodies = Bodies::new(spool, pieces);
    let facts = Facts::new(library, config, theme, data, sources.clone(), bodies, request.at);
    let site = Site { facts: Arc::new(facts), plan, environment, changes };
    Ok(Generation { sources, site: Some(site), problems, shelf })
}

/// The documents, and what to put on the shelf if it has to change.
struct Documents {
    documents: Vec<Document>,
    shelf: Option<Packed>,
    /// The bodies that were put by.
    pieces: Vec<(SourceId, Piece)>,
}

/// One document as it came.
struct Read<'a> {
    shelved: Shelved,
    /// How it lies on the shelf, or will.
    packed: Cow<'a, [u8]>,
    /// Its file was not opened.
    unopened: bool,
    /// Where its body was put by.
    piece: Option<Piece>,
}

/// Takes documents from the shelf where their files are as they were, and parses the others.
fn read_documents(
    sources: &Sources,
    config: &config::Config,
    place: &Place,
    clean: bool,
    spool: Option<&Spool>,
    problems: &mut Problems,
) -> Result<Documents, Failure> {
    let settings = sources.fingerprint(config.source)?;
    let shelf = if clean { Shelf::default() } else { place.read_shelf(settings) };
    // The pages of sections come first, the outer before the inner: they say in which
    // language the others are.
    let (mut sections, others): (Vec<SourceId>, Vec<SourceId>) =
        documents(sources).into_iter().partition(|id| sources.get(*id).name() == "_index.md");
    sections.sort_by_key(|id| sources.get(*id).path.matches('/').count());
    let mut languages = Languages::new(config);
    let mut read: Vec<Read<'_>> = Vec::new();
    for id in sections {
        let path = &sources.get(id).path;
        let file = read_document(sources, id, languages.of(path), config, &shelf, spool)?;
        if let Some(lang) = &file.shelved.document.front.lang {
            languages.add(path, &lang.value);
        }
        read.push(file);
    }
    let others = others.into_par_iter().map(|id| {
        let lang = languages.of(&sources.get(id).path);
        read_document(sources, id, lang, config, &shelf, spool)
    });
    read.extend(others.collect::<Result<Vec<_>, Failure>>()?);
    read.sort_by_key(|file| file.shelved.document.source);
    // A shelf that has all of these and nothing else need not be written again.
    let same = read.len() == shelf.len() && read.iter().all(|file| file.unopened);
    let mut packed = if same { None } else { Some(Packed::new(settings)) };
    let mut documents = Vec::with_capacity(read.len());
    let mut pieces = Vec::new();
    for file in read {
        let document = file.shelved.document;
        pieces.extend(file.piece.map(|piece| (document.source, piece)));
        if let Some(packed) = &mut packed {
            packed.add(&sources.get(document.source).path, file.shelved.label, &file.packed);
        }
        problems.extend(file.shelved.problems);
        documents.push(document);
    }
    Ok(Documents { documents, shelf: packed, pieces })
}

/// Takes one document from the shelf, or parses its file.
fn read_document<'a>(
    sources: &Sources,
    id: SourceId,
    lang: &str,
    config: &config::Config,
    shelf: &'a Shelf,
    spool: Option<&Spool>,
) -> Result<Read<'a>, Failure> {
    let source = sources.get(id);
    // The section may have changed its language.
    let fits = |file: &Shelved| {
        let own = file.document.front.lang.as_ref().map(|lang| lang.value.as_str());
        file.document.lang == own.unwrap_or(lang)
    };
    let as_it_lies = |shelved: Shelved, unopened| {
        let packed = shelf.packed(&source.path, shelved.label.fingerprint).unwrap_or_default();
        Read { shelved, packed: Cow::Borrowed(packed), unopened, piece: None }
    };
    if let Some(shelved) = shelf.unopened(&source.path, source.stamp, id).filter(fits) {
        return Ok(as_it_lies(shelved, true));
    }
    let text = sources.text(id)?;
    let label = Label { stamp: source.stamp, fingerprint: text.fingerprint };
    if let Some(shelved) = shelf.touched(&source.path, label, id).filter(fits) {
        return Ok(as_it_lies(shelved, false));
    }
    let Parsed { document, body, problems } = parse(sources, id, &text, lang, config);
    // A body that cannot be put by, as on a full disk, is read again when it is printed.
    let piece = spool.and_then(|spool| spool.put(&body.pack()).ok());
    let shelved = Shelved { label, document, problems: problems.into_iter().collect() };
    let packed = shelved.pack().map_err(|cause| machine(std::io::Error::other(cause)))?;
    Ok(Read { shelved, packed: Cow::Owned(packed), unopened: false, piece })
}

fn machine(cause: std::io::Error) -> Failure {
    Failure::Write(".dateline".into(), cause)
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

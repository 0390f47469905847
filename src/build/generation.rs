//! From sources to facts: one immutable value that a build writes out and a preview serves.

use super::edit::small_edit;
use super::languages::Languages;
use super::memory::{Memory, Remembered};
use super::{Clock, Failure, Mode, Request, pictures};
use crate::content::{Document, Identity, Parsed, data, parse};
use crate::facts::{Bodies, Facts, Told};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Album, Cache, Label, Lying, NextShelf, Page, Place, Shelf, Shelved};
use crate::library::{Change, Edition, changes, documents, resolve};
use crate::plan::{Plan, figures, plan};
use crate::problem::{Code, Problem, Problems};
use crate::register::Register;
use crate::render::{environment, shared};
use crate::source::{OddityKind, Piece, ReadError, SourceId, Sources, Spool};
use crate::{config, theme};
use minijinja::Environment;
use rayon::prelude::*;
use std::collections::BTreeSet;
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
    pub shelf: Option<NextShelf>,
    /// What is to be kept of the pictures, if there are any.
    pub album: Option<Page>,
    /// What the next generation of a preview need not parse again.
    /// None if that has been brought up to date in its place.
    pub memory: Option<Memory>,
}

/// A site ready to be rendered, page by page.
pub struct Site {
    /// What pages can ask.
    pub facts: Arc<Facts>,
    /// The files the site will have.
    pub plan: Arc<Plan>,
    /// The template engine.
    pub environment: Environment<'static>,
    /// The instants to come at which this becomes another site although no file changes, with
    /// what happens then, in order.
    pub changes: Vec<Change>,
    /// The smaller forms of pictures that were made before.
    pub cache: Cache,
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

/// Looks again at the site's files, of which nothing but these paths can have changed.
pub fn rescan(request: &Request, last: &Sources, paths: &BTreeSet<String>) -> Result<Sources, Failure> {
    Ok(last.rescan(&request.root, &theme::builtin_files(), paths)?)
}

/// Reads and resolves the whole site as of the instant of the request.
pub fn generation(request: &Request, sources: Sources, clock: &mut Clock) -> Result<Generation, Failure> {
    made(request, Arc::new(sources), false, None, &|| false, clock)
}

/// The same for a preview, which knows its last generation and which files have changed.
/// `overtaken` says that something newer is wanted: then the making ends at once with
/// [`Failure::Overtaken`], and what is known of the last generation is as it was.
pub fn next_generation(
    request: &Request,
    sources: Arc<Sources>,
    changed: &[Arc<str>],
    last: &mut Last,
    overtaken: &Overtaken<'_>,
    clock: &mut Clock,
) -> Result<Generation, Failure> {
    if let Some(generation) = small_edit(request, &sources, changed, last, overtaken, clock)? {
        return Ok(generation);
    }
    made(request, sources, false, Some(last), overtaken, clock)
}

/// Reads and resolves the whole site; with `all`, what is not to be seen now is in it too.
pub(super) fn of_edition(
    request: &Request,
    sources: Sources,
    all: bool,
    clock: &mut Clock,
) -> Result<Generation, Failure> {
    made(request, Arc::new(sources), all, None, &|| false, clock)
}

/// Says whether something newer is wanted than what is being made.
pub type Overtaken<'a> = dyn Fn() -> bool + Sync + 'a;

/// Lets the making go on unless it has been overtaken.
pub(super) fn go_on(overtaken: &Overtaken<'_>) -> Result<(), Failure> {
    if overtaken() { Err(Failure::Overtaken) } else { Ok(()) }
}

fn made(
    request: &Request,
    sources: Arc<Sources>,
    all: bool,
    last: Option<&Last>,
    overtaken: &Overtaken<'_>,
    clock: &mut Clock,
) -> Result<Generation, Failure> {
    go_on(overtaken)?;
    let mut problems: Problems = oddities(&sources).collect();
    let (config, found) = config::parse(&sources)?;
    problems.extend(found);
    let Some(mut config) = config else {
        let memory = Some(Memory::default());
        return Ok(Generation { sources, site: None, problems, shelf: None, album: None, memory });
    };
    if let Some(base_url) = &request.base_url {
        config = config.with_base_url(base_url).map_err(Failure::Refused)?;
    }
    let place = super::output::place(request);
    // What only looks writes nothing, not even a file without a name.
    let spool = if request.mode == Mode::Publish { place.spool() } else { None };
    let known = Known::new(&sources, &config, &place, request.clean, last)?;
    let Documents { documents, to_shelve, memory, pieces } =
        read_documents(&sources, &config, &known, spool.as_ref(), overtaken, &mut problems)?;
    let (data, found) = data(&sources)?;
    problems.extend(found);
    clock.lap("parse");
    let (theme, found) = theme::load(&sources, &config)?;
    problems.extend(found);
    clock.lap("theme");
    let album = || if request.clean { Album::default() } else { place.read_album() };
    let read = pictures::read(&sources, &theme, album, last)?;
    clock.lap("pictures");
    go_on(overtaken)?;
    let Request { at, drafts, scheduled, .. } = *request;
    let edition = Edition { at, drafts, scheduled, all: false };
    let mut changes = changes(&documents, &sources, &config, edition);
    let edition = Edition { all, ..edition };
    let components = Some(theme.components()).filter(|_| !theme.is_broken());
    let Known { settings, shelf, .. } = known;
    // Neither waits for the other.
    let (shelf, (library, found)) = rayon::join(
        || to_shelve.map(|documents| NextShelf::new(shelf, settings, documents)),
        || resolve(documents, components, &sources, &config, &|path| theme.asset(path), edition),
    );
    problems.extend(found);
    clock.lap("resolve");
    go_on(overtaken)?;
    let (register, found) = match config.keep_urls {
        true => Register::read(&sources)?,
        false => Default::default(),
    };
    problems.extend(found);
    let preview = request.preview;
    let planned = || plan(&library, &sources, &theme, &config, &register, edition.at, preview, &read.looked);
    let ((plan, found), told) = rayon::join(planned, || Told::new(&library, &config));
    problems.extend(found);
    problems.extend(figures(&library, &theme, &sources)?);
    clock.lap("plan");
    go_on(overtaken)?;
    changes.extend(crate::facts::changes(&library, &config, request.at));
    changes.sort();
    let environment = environment(&theme);
    let pages = !read.looked.is_empty();
    let album = pages.then(|| pictures::page(&read, &sources, &plan));
    let bodies = Bodies::new(spool, pieces);
    let facts = Facts::new(
        library,
        told,
        config,
        theme,
        data,
        sources.clone(),
        plan.pictures.clone(),
        bodies,
        request.at,
    );
    let anew = request.clean || request.mode == Mode::Compare;
    let cache = if anew { place.cache().forgotten() } else { place.cache() };
    let facts = with_shared(facts, &environment);
    let site = Site { facts, plan: Arc::new(plan), environment, changes, cache };
    Ok(Generation { sources, site: Some(site), problems, shelf, album, memory: Some(memory) })
}

/// The facts with what is printed of them on every page.
pub(super) fn with_shared(facts: Facts, environment: &Environment<'static>) -> Arc<Facts> {
    let facts = Arc::new(facts);
    let shared = shared(&facts, environment);
    facts.with_shared(shared)
}

/// What a preview has of its last generation.
#[derive(Default)]
pub struct Last {
    /// What parsing made of its files.
    pub memory: Memory,
    /// When the tree was looked at for the new generation, in nanoseconds since 1970. A file
    /// that was changed at about that time may be changed once more without being seen.
    pub looked: i64,
    /// The last generation with a site, if the one after it could be made of it.
    pub shown: Option<Before>,
}

/// The last generation of a preview.
pub struct Before {
    /// What was asked for.
    pub request: Request,
    /// What came of it.
    pub site: Arc<Site>,
    /// What was wrong with it.
    pub problems: Vec<Problem>,
}

/// How far apart two changes of a file have to be, in nanoseconds, for its stamp to tell them
/// apart. File systems take their time from a clock that ticks every few milliseconds; some
/// keep whole seconds.
fn resolution(stamp: Stamp) -> i64 {
    if stamp.changed % 1_000_000_000 == 0 { 2_000_000_000 } else { 11_000_000 }
}

/// Says whether a file with this stamp cannot have been changed unseen after a look at it.
pub fn is_sure(stamp: Stamp, looked: i64) -> bool {
    stamp.changed.saturating_add(resolution(stamp)) < looked
}

/// What need not be parsed again.
pub(super) struct Known<'a> {
    settings: Fingerprint,
    shelf: Shelf,
    last: Option<&'a Last>,
}

impl<'a> Known<'a> {
    /// What a preview knows, under settings that have not changed.
    pub fn of_preview(settings: Fingerprint, last: &'a Last) -> Self {
        Self { settings, shelf: Shelf::default(), last: Some(last) }
    }

    fn new(
        sources: &Sources,
        config: &config::Config,
        place: &Place,
        clean: bool,
        last: Option<&'a Last>,
    ) -> Result<Self, Failure> {
        let settings = sources.fingerprint(config.source)?;
        let last = last.filter(|last| last.memory.settings() == Some(settings) || last.memory.is_empty());
        // What is in memory is newer than what lies on the shelf.
        let shelf = match last {
            Some(last) if !last.memory.is_empty() => Shelf::default(),
            _ if clean => Shelf::default(),
            _ => place.read_shelf(settings),
        };
        Ok(Self { settings, shelf, last })
    }
}

/// The documents, and what is to be remembered of them.
struct Documents {
    documents: Vec<Arc<Document>>,
    /// What is to lie on the shelf, if it has to change.
    to_shelve: Option<Vec<Lying>>,
    memory: Memory,
    /// The bodies that were put by.
    pieces: Vec<(SourceId, Piece)>,
}

/// One document as it came.
pub(super) struct Read {
    pub file: Remembered,
    /// It was parsed, and does not lie on the shelf yet.
    parsed: bool,
    /// Its file was not opened.
    unopened: bool,
    /// Where its body was put by.
    piece: Option<Piece>,
}

/// Takes documents from memory or the shelf where their files are as they were, and parses the
/// others.
fn read_documents(
    sources: &Sources,
    config: &config::Config,
    known: &Known<'_>,
    spool: Option<&Spool>,
    overtaken: &Overtaken<'_>,
    problems: &mut Problems,
) -> Result<Documents, Failure> {
    // The pages of sections come first, the outer before the inner: they say in which
    // language the others are.
    let (mut sections, others): (Vec<SourceId>, Vec<SourceId>) =
        documents(sources).into_iter().partition(|id| sources.get(*id).name() == "_index.md");
    sections.sort_by_key(|id| sources.get(*id).path.matches('/').count());
    let mut languages = Languages::new(config);
    let mut read: Vec<Read> = Vec::new();
    for id in sections {
        go_on(overtaken)?;
        let path = &sources.get(id).path;
        let file = read_document(sources, id, languages.of(path), config, known, spool)?;
        if let Some(lang) = &file.file.document.front.lang {
            languages.add(path, &lang.value);
        }
        read.push(file);
    }
    let others = others.into_par_iter().with_max_len(64).map(|id| {
        go_on(overtaken)?;
        let lang = languages.of(&sources.get(id).path);
        read_document(sources, id, lang, config, known, spool)
    });
    read.extend(others.collect::<Result<Vec<_>, Failure>>()?);
    read.sort_by_key(|file| file.file.document.source);
    // A shelf that has all of these and nothing else need not be written again. A
    // preview writes its own once it has shown something.
    let same = read.len() == known.shelf.len() && read.iter().all(|file| file.unopened);
    let mut to_shelve = (!same && known.last.is_none()).then(|| Vec::with_capacity(read.len()));
    let mut memory = Memory::new(known.settings, same);
    let mut documents = Vec::with_capacity(read.len());
    let mut pieces = Vec::new();
    for Read { file, parsed, piece, unopened } in read {
        let source = file.document.source;
        pieces.extend(piece.map(|piece| (source, piece)));
        if let Some(to_shelve) = &mut to_shelve {
            let path = sources.get(source).path.clone();
            let parsed = parsed.then(|| (file.document.clone(), file.problems.clone()));
            to_shelve.push(Lying { path, label: file.label, parsed, unopened });
        }
        problems.extend(file.problems.iter().cloned());
        documents.push(file.shown());
        if known.last.is_some() {
            memory.add(sources.get(source).path.clone(), file);
        }
    }
    Ok(Documents { documents, to_shelve, memory, pieces })
}

/// Takes one document from memory or the shelf, or parses its file.
pub(super) fn read_document(
    sources: &Sources,
    id: SourceId,
    lang: &str,
    config: &config::Config,
    known: &Known<'_>,
    spool: Option<&Spool>,
) -> Result<Read, Failure> {
    let source = sources.get(id);
    // The section may have changed its language.
    let fits = |document: &Document| {
        let own = document.front.lang.as_ref().map(|lang| lang.value.as_str());
        document.lang == own.unwrap_or(lang)
    };
    let looked = known.last.map_or(i64::MAX, |last| last.looked);
    let remembered = |file: Remembered, unopened| Read { file, parsed: false, unopened, piece: None };
    let memory = known.last.map(|last| &last.memory);
    if let Some(memory) = memory
        && let Some(file) = memory.unopened(&source.path, source.stamp, id)
        && fits(&file.document)
    {
        return Ok(remembered(file, true));
    }
    let sure = is_sure(source.stamp, looked);
    let shelf = &known.shelf;
    let as_it_lies = |shelved: Shelved, unopened| remembered(Remembered::new(shelved, sure), unopened);
    if let Some(shelved) = shelf.unopened(&source.path, source.stamp, id)
        && fits(&shelved.document)
    {
        return Ok(as_it_lies(shelved, true));
    }
    let text = sources.text(id)?;
    let identity = Identity::of(&text, id);
    let label = Label { stamp: source.stamp, fingerprint: identity.whole };
    if let Some(file) = memory.and_then(|memory| memory.touched(&source.path, label, id))
        && fits(&file.document)
    {
        return Ok(remembered(Remembered { sure, ..file }, false));
    }
    if let Some(shelved) = shelf.touched(&source.path, label, id)
        && fits(&shelved.document)
    {
        return Ok(as_it_lies(shelved, false));
    }
    let Parsed { document, body, problems } =
        parse(sources, id, &text, identity, lang, config, spool.is_some());
    // A body that cannot be put by, as on a full disk, is read again when it is printed.
    let piece = spool.zip(body).and_then(|(spool, body)| spool.put(&body.pack()).ok());
    let shelved = Shelved { label, document, problems: problems.into_iter().collect() };
    let mut file = Remembered::new(shelved, sure);
    if file.has_error() {
        file.good = memory.and_then(|memory| memory.good(&source.path, id));
    }
    Ok(Read { file, parsed: true, unopened: false, piece })
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

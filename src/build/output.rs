//! From facts to files: every output is kept, rendered or copied, and put in place together.

use super::{Clock, Failure, Mode, Progress, Report, Request, Site, pictures};
use crate::facts::Facts;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{
    Found, Ledger, Lock, Numbered, Packed, Page, Place, Questions, Reader, Record, Recorder, Seal, Since,
    Verdict, recipe_text,
};
use crate::plan::{Output as Planned, Recipe};
use crate::problem::{Problem, Problems};
use crate::publish::{Stage, WriteError, check_output, fingerprint, is_interrupted, read, stamp};
use crate::register;
use crate::render::render as render_page;
use crate::source::Sources;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The output directory while a build works on it.
pub(super) struct Output {
    place: Place,
    folder: PathBuf,
    pub(super) last: Found,
    /// None if the build only looks.
    pub(super) stage: Option<Stage>,
    /// What is made is compared with what is there.
    pub(super) compares: bool,
    /// Held until the build is done.
    _lock: Option<Lock>,
}

/// What became of the outputs.
pub(super) struct Rendered {
    pub problems: Problems,
    /// The outputs that were made, in the order of the plan, and why.
    pub made: Vec<(String, Verdict)>,
    /// The outputs that were kept as they were.
    pub kept: Vec<String>,
    /// How long each template's pages took together, and how many there were.
    pub templates: Vec<(String, Duration, usize)>,
    /// How many pictures were decoded.
    pub decoded: usize,
    /// How many cards were drawn.
    pub drawn: usize,
    pub(super) recorder: Recorder,
}

impl Rendered {
    /// The problems, and the records.
    pub fn into_parts(self) -> (Problems, Recorder) {
        (self.problems, self.recorder)
    }
}

/// The real place of the output directory, or why it may not be one.
fn folder(request: &Request) -> Result<PathBuf, String> {
    check_output(&request.output, &request.root, request.home.as_deref())
}

/// Where the ledger of the output directory lies.
pub(super) fn place(request: &Request) -> Place {
    Place::new(&request.root, &folder(request).unwrap_or_else(|_| request.output.clone()))
}

/// The seal of the last build, if nothing has moved since.
pub(super) fn sealed(request: &Request, sources: &Sources) -> Option<Seal> {
    let output = folder(request).ok()?;
    // What an interrupted build left behind is cleared away by a build that goes its usual way.
    if is_interrupted(&output) {
        return None;
    }
    let (seal, written) = place(request).read_seal()?;
    let inputs = Seal::inputs(sources, None, &asked(request));
    seal.holds(inputs, sources, request.at, written, |path| stamp(&output, path)).then_some(seal)
}

/// The seal for a build that is about to be put in place.
fn seal(request: &Request, site: &Site, records: &BTreeMap<String, Record>, problems: &Problems) -> Seal {
    let outputs = records.iter().map(|(path, record)| (path.clone(), record.stamp));
    Seal {
        inputs: Seal::inputs(&site.facts.sources, None, &asked(request)),
        at: request.at,
        until: site.until(),
        articles: site.facts.library.articles.len(),
        problems: problems.iter().cloned().collect(),
        outputs: outputs.collect(),
    }
}

/// What of a request changes the site.
fn asked(request: &Request) -> [&str; 4] {
    let word = |said: bool, word: &'static str| if said { word } else { "" };
    [
        request.base_url.as_deref().unwrap_or(""),
        word(request.drafts, "drafts"),
        word(request.preview, "preview"),
        word(request.precompress, "precompress"),
    ]
}

/// What is kept beside the ledger for the next build.
pub(super) struct Kept<'a> {
    /// What parsing made of the documents, if it is another than before.
    pub shelf: Option<&'a Packed>,
    /// What was read from pictures, if there are any.
    pub album: Option<&'a Page>,
}

impl Output {
    /// Opens the output directory, once no other build works on it. `early` is the ledger as
    /// it was read before.
    pub fn open(
        request: &Request,
        early: Found,
        progress: &(dyn Fn(Progress) + Sync),
    ) -> Result<Self, Failure> {
        let output = folder(request)
            .map_err(|why| Failure::Refused(format!("the site cannot be written there: {why}")))?;
        let place = place(request);
        let failed = |cause| Failure::Write(request.root.join(".dateline"), cause);
        let lock = place.lock(&|| progress(Progress::Waiting)).map_err(failed)?;
        let last = place.read_again(early);
        let last = if request.clean { last.forgotten() } else { last };
        let stage = Some(Stage::open(&output)?);
        Ok(Self { place, folder: output, last, stage, compares: false, _lock: Some(lock) })
    }

    /// Looks at the output directory without a hand on it.
    pub fn look(request: &Request, early: Found) -> Self {
        let (place, folder) = (place(request), folder(request).unwrap_or_else(|_| request.output.clone()));
        let anew = request.clean || request.mode == Mode::Compare;
        let last = if anew { early.forgotten() } else { early };
        let compares = request.mode == Mode::Compare;
        Self { place, folder, last, stage: None, compares, _lock: None }
    }

    /// The file on disk is still what the record tells. Its stamp is believed unless it was
    /// changed at the very time the ledger was written, or later: then its bytes are read.
    /// Comes back with the file's stamp.
    pub(super) fn intact(&self, path: &str, record: &Record) -> Option<Stamp> {
        let stamp = stamp(&self.folder, path)?;
        if stamp == record.stamp && stamp.changed < self.last.written {
            return Some(stamp);
        }
        let same = stamp.length == record.stamp.length
            && fingerprint(&self.folder, path) == Some(record.fingerprint);
        same.then_some(stamp)
    }

    /// The bytes of a file as it will be, or, if this build only looks, as it is.
    pub(super) fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        match &self.stage {
            Some(stage) => stage.read(path),
            None => read(&self.folder, path),
        }
    }

    /// The files that are not what has just been made: missing, different, or made by the
    /// last build and no longer wanted.
    pub fn compare(&self, rendered: &Rendered) -> Vec<(String, &'static str)> {
        let wanted = rendered.recorder.records();
        let made = wanted.par_iter().filter_map(|(path, record)| match fingerprint(&self.folder, path) {
            None => Some((path.clone(), "missing")),
            Some(found) if found != record.fingerprint => Some((path.clone(), "different")),
            Some(_) => None,
        });
        let mut different: Vec<(String, &'static str)> = made.collect();
        let left_over = self.last.former.iter().filter(|path| !wanted.contains_key(*path));
        let left_over = left_over.filter(|path| stamp(&self.folder, path).is_some());
        different.extend(left_over.map(|path| (path.clone(), "left over")));
        different.sort();
        different
    }

    /// Puts all files in place, removes those of the last build that are no longer wanted,
    /// and remembers what was written. Comes back with the new ledger.
    pub fn publish(
        self,
        request: &Request,
        rendered: Rendered,
        site: &Site,
        kept: Kept<'_>,
        problems: &Problems,
        report: &mut Report,
    ) -> Result<Ledger, Failure> {
        let Some(stage) = self.stage else { return Ok(Ledger::default()) };
        let (place, recorder) = (self.place, rendered.recorder);
        let wanted = recorder.records();
        // Of a ledger that goes on nothing is left but what the recorder has of it.
        let Found { ledger: last, pending, note, former, .. } = self.last;
        let mut stale: BTreeMap<String, Vec<Fingerprint>> = BTreeMap::new();
        let known = last.records.iter().map(|(path, record)| (path, record.fingerprint));
        let known = known.chain(recorder.gone());
        for (path, fingerprint) in known.chain(pending.iter().map(|(path, print)| (path, *print))) {
            if !wanted.contains_key(path) {
                stale.entry(path.clone()).or_default().push(fingerprint);
            }
        }
        let staged = stage.files();
        let added = {
            let had = |path: &String| recorder.had(path) || last.records.contains_key(path);
            let is_new = |path: &&String| !had(path) && former.binary_search(path).is_err();
            let mut added: Vec<String> = staged.iter().filter(is_new).cloned().collect();
            added.sort();
            added
        };
        let sealed = !recorder.asked_for_the_time();
        let (ledger, since) = recorder.finish(&site.facts);
        let records = &ledger.records;
        let announce = || {
            if staged.is_empty() {
                return Ok(());
            }
            let print = |path: String| Some((records.get(&path)?.fingerprint, path));
            let new = staged.into_iter().filter_map(print).map(|(print, path)| (path, print));
            place.announce(&pending.into_iter().chain(new).collect::<Vec<_>>())
        };
        let shelve = || kept.shelf.map(|shelf| place.write_shelf(shelf)).transpose();
        // All that can be written before anything is put in place.
        let (written, ((announced, shelved), seal)) = rayon::join(
            || place.write(&ledger, since.as_ref()),
            || (rayon::join(announce, shelve), sealed.then(|| seal(request, site, records, problems))),
        );
        let failed = |cause| Failure::Write(".dateline".into(), cause);
        announced.map_err(failed)?;
        let (written, shelved) = (written.map_err(failed)?, shelved.map_err(failed)?);
        // From here on the output is on its way to another state.
        place.write_seal(None).map_err(failed)?;
        let commit = stage.commit(&stale)?;
        report.added = added;
        report.written = commit.written;
        report.removed = commit.removed;
        report.published = true;
        report.notes.extend(note);
        report.notes.extend(commit.kept.iter().map(|path| {
            format!("`{path}` is no longer part of the site, but was changed by somebody and stays")
        }));
        let mut seal = seal;
        if let Some(stamp) = keep(request, site, records, report)? {
            let inputs = Seal::inputs(&site.facts.sources, Some((register::FILE, stamp)), &asked(request));
            seal = seal.map(|seal| Seal { inputs, ..seal });
        }
        kept.album.map_or(Ok(()), |album| place.write_album(album)).map_err(failed)?;
        shelved.map_or(Ok(()), |shelf| shelf.put()).map_err(failed)?;
        written.put().map_err(failed)?;
        place.write_seal(seal.as_ref()).map_err(failed)?;
        Ok(ledger)
    }
}

/// Writes down the addresses of a site that has just been published, if any is new. Comes
/// back with the stamp of the file that has them.
fn keep(
    request: &Request,
    site: &Site,
    records: &BTreeMap<String, Record>,
    report: &mut Report,
) -> Result<Option<Stamp>, Failure> {
    let print = |path: &str| records.get(path).map(|record| record.fingerprint);
    let Some(register) = site.plan.kept.written(print).filter(|_| !request.preview) else {
        return Ok(None);
    };
    let stamp = register::record(&request.root, &register.text())
        .map_err(|(path, cause)| Failure::Write(path, cause))?;
    report.notes.push(format!("`{}` has changed: commit it with the site", register::FILE));
    Ok(Some(stamp))
}

/// Makes every output that cannot be kept. Files that differ from those in the output
/// directory are put on its stage.
pub(super) fn render(
    site: &Site,
    output: &mut Output,
    goes_on: bool,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Rendered, Failure> {
    let reader = Reader::new(&output.last.ledger, &site.facts);
    let pictures = pictures::make(site, output, &reader)?;
    let total = site.plan.outputs.len();
    let done = AtomicUsize::new(0);
    // A build that begins with nothing has all to ask.
    let pages = if output.last.ledger.records.is_empty() { total } else { 0 };
    let questions = Mutex::new(Questions::with_room(pages));
    let made: Vec<(Verdict, Made)> = site
        .plan
        .outputs
        .par_iter()
        // Long pages may come last, and no thread shall be left alone with many of them.
        .with_max_len(16)
        .map(|planned| {
            let made = match &planned.recipe {
                Recipe::Rendition { .. } | Recipe::Card { .. } => {
                    Ok(pixels(site, planned, output, &pictures))
                }
                _ => make(site, planned, &*output, &reader, &questions),
            };
            progress(Progress::Rendering(done.fetch_add(1, Ordering::Relaxed) + 1, total));
            made
        })
        .collect::<Result<_, Failure>>()?;
    let questions = questions.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (decoded, drawn) = (pictures.decoded, pictures.drawn);
    let last = &mut output.last;
    let changes = made.iter().filter(|(_, made)| !matches!(made, Made::Kept(_))).count();
    let rendered = if goes_on && last.since.has_room(changes) {
        let (ledger, since) = (std::mem::take(&mut last.ledger), std::mem::take(&mut last.since));
        go_on(site, made, ledger, since, &questions)
    } else {
        gather(site, made, &last.ledger, &questions)
    };
    Ok(Rendered { decoded, drawn, ..rendered })
}

/// What became of a rendition or card: those that are not as they were have been made before.
fn pixels(site: &Site, planned: &Planned, output: &Output, pictures: &pictures::Made) -> (Verdict, Made) {
    if let Some((verdict, fingerprint, stamp)) = pictures.files.get(&planned.path) {
        return (verdict.clone(), file(site, planned, *fingerprint, *stamp));
    }
    if let Some((verdict, problem)) = pictures.failed.get(&planned.path) {
        return (verdict.clone(), Made::Not(problem.clone().map(Box::new)));
    }
    if output.stage.is_none() && !output.compares {
        // What only looks makes none.
        return (Verdict::Fresh, Made::Not(None));
    }
    let record = output.last.ledger.records.get(&planned.path);
    (Verdict::Fresh, Made::Kept(record.map_or_else(Stamp::default, |record| record.stamp)))
}

/// Puts what became of the outputs together where few of them were made: in the last ledger.
fn go_on(
    site: &Site,
    made: Vec<(Verdict, Made)>,
    last: Ledger,
    since: Since,
    questions: &Questions,
) -> Rendered {
    let outputs = &site.plan.outputs;
    let mut recorder = Recorder::going_on(last, since, outputs.iter().map(|planned| planned.path.as_str()));
    let mut kept = Vec::with_capacity(made.len());
    for (planned, (_, made)) in outputs.iter().zip(&made) {
        match made {
            Made::Kept(stamp) => {
                recorder.keep(&planned.path, *stamp, source_stamp(site, planned));
                kept.push(planned.path.clone());
            }
            Made::Bytes { .. } => {}
            Made::Not(_) => recorder.forget(&planned.path),
        }
    }
    add(site, made, kept, recorder, questions)
}

/// Puts what became of the outputs together, in the order of the plan.
pub(super) fn gather(
    site: &Site,
    made: Vec<(Verdict, Made)>,
    last: &Ledger,
    questions: &Questions,
) -> Rendered {
    let mut recorder = Recorder::new();
    let mut kept = Vec::new();
    for (planned, (_, made)) in site.plan.outputs.iter().zip(&made) {
        if let Made::Kept(stamp) = made {
            recorder.carry(last, &planned.path, *stamp, source_stamp(site, planned));
            kept.push(planned.path.clone());
        }
    }
    add(site, made, kept, recorder, questions)
}

/// Adds what was made to what was kept.
fn add(
    site: &Site,
    made: Vec<(Verdict, Made)>,
    kept: Vec<String>,
    mut recorder: Recorder,
    questions: &Questions,
) -> Rendered {
    let mut again = Vec::new();
    let mut failed: Vec<Problem> = Vec::new();
    let mut templates: BTreeMap<&str, (Duration, usize)> = BTreeMap::new();
    let mut adding = recorder.adding(questions, &site.facts);
    for (planned, (verdict, made)) in site.plan.outputs.iter().zip(made) {
        match made {
            Made::Kept(_) => {}
            Made::Bytes { fingerprint, stamp, recipe, trace, took } => {
                if let Recipe::Page { template, .. } = &planned.recipe {
                    let spent = templates.entry(template).or_default();
                    *spent = (spent.0 + took, spent.1 + 1);
                }
                if !is_file(&planned.recipe) {
                    again.push((planned.path.clone(), verdict));
                }
                let source = source_stamp(site, planned);
                let record = Record { fingerprint, stamp, recipe, source, trace: Vec::new() };
                adding.add(&planned.path, record, trace);
            }
            Made::Not(problem) => {
                if !is_file(&planned.recipe) {
                    again.push((planned.path.clone(), verdict));
                }
                failed.extend(problem.map(|problem| *problem));
            }
        }
    }
    drop(adding);
    let problems = merged(failed).into_iter().collect();
    let templates = templates.into_iter().map(|(name, (took, count))| (name.to_owned(), took, count));
    let templates = templates.collect();
    Rendered { problems, made: again, kept, templates, decoded: 0, drawn: 0, recorder }
}

/// A file or picture that has been put in place.
fn file(site: &Site, planned: &Planned, fingerprint: Fingerprint, stamp: Stamp) -> Made {
    let recipe = recipe_text(planned, &site.facts);
    Made::Bytes { fingerprint, stamp, recipe, trace: None, took: Duration::ZERO }
}

/// Says whether an output is no page, but a file or picture.
fn is_file(recipe: &Recipe) -> bool {
    recipe.pixels().is_some() || matches!(recipe, Recipe::Asset { .. } | Recipe::Picture { .. })
}

/// Size and time of the file that an output is a copy of.
fn source_stamp(site: &Site, planned: &Planned) -> Stamp {
    match planned.recipe {
        Recipe::Asset { source } => site.facts.sources.get(source).stamp,
        _ => Stamp::default(),
    }
}

/// What became of one output.
pub(super) enum Made {
    /// It was kept as it was; its stamp.
    Kept(Stamp),
    /// It was made.
    Bytes {
        fingerprint: Fingerprint,
        stamp: Stamp,
        /// From what, in words.
        recipe: String,
        trace: Option<Numbered>,
        took: Duration,
    },
    /// It could not be made: why, unless that was reported before.
    Not(Option<Box<Problem>>),
}

fn make(
    site: &Site,
    planned: &Planned,
    output: &Output,
    reader: &Reader<'_>,
    questions: &Mutex<Questions>,
) -> Result<(Verdict, Made), Failure> {
    let mut there = None;
    let intact = |record: &Record| {
        there = output.intact(&planned.path, record);
        there.is_some()
    };
    let mut verdict = reader.verdict(planned, intact);
    if let Recipe::Asset { source } = planned.recipe {
        // A file whose size and time are as they were is not opened.
        let unopened = |record: &&Record| {
            let stamp = site.facts.sources.get(source).stamp;
            record.source == stamp && stamp.changed < output.last.written
        };
        let known = output.last.ledger.records.get(&planned.path).filter(unopened);
        let fingerprint = match known {
            Some(record) => record.fingerprint,
            None => match site.plan.pictures.get(source) {
                // It has just been read, or has not changed since.
                Some(shown) => shown.picture.fingerprint,
                None => site.facts.sources.fingerprint(source)?,
            },
        };
        if verdict == Verdict::Fresh && !reader.has(&planned.path, fingerprint) {
            verdict = Verdict::AnswerChanged("its source".into());
        }
        if verdict == Verdict::Fresh {
            return Ok((verdict, Made::Kept(there.unwrap_or_default())));
        }
        let stamp = copy(&site.facts, planned, source, output)?;
        let (recipe, trace, took) = (recipe_text(planned, &site.facts), None, Duration::ZERO);
        return Ok((verdict, Made::Bytes { fingerprint, stamp, recipe, trace, took }));
    }
    if verdict == Verdict::Fresh {
        return Ok((verdict, Made::Kept(there.unwrap_or_default())));
    }
    if let Recipe::Picture { source, .. } = planned.recipe {
        let bytes = pictures::clean(site, source, &site.facts.sources.bytes(source)?);
        let stamp = match &output.stage {
            Some(stage) => stage.put(&planned.path, &bytes)?,
            None => Stamp::default(),
        };
        return Ok((verdict, file(site, planned, Fingerprint::of(&bytes), stamp)));
    }
    let put = |bytes: &[u8]| match &output.stage {
        Some(stage) => Ok(stage.put(&planned.path, bytes)?),
        None => Ok(Stamp::default()),
    };
    // What could not be read ends the build once all pages have been tried.
    let made = prepare(site, planned, questions, &put)?.unwrap_or(Made::Not(None));
    Ok((verdict, made))
}

/// Renders a page or redirect, and puts it where it belongs. None if a source was another than
/// before when it was read.
pub(super) fn prepare(
    site: &Site,
    planned: &Planned,
    questions: &Mutex<Questions>,
    put: &dyn Fn(&[u8]) -> Result<Stamp, Failure>,
) -> Result<Option<Made>, Failure> {
    if let Recipe::Page { template, .. } = &planned.recipe
        && site.environment.get_template(template).is_err()
    {
        return Ok(Some(Made::Not(None)));
    }
    let clock = Clock::start();
    let rendered = render_page(planned, &site.facts, &site.environment);
    let took = clock.read();
    if rendered.troubled {
        return Ok(None);
    }
    Ok(Some(match rendered.bytes {
        Ok(bytes) => {
            let stamp = put(&bytes)?;
            let fingerprint = Fingerprint::of(&bytes);
            let recipe = recipe_text(planned, &site.facts);
            let mut questions = questions.lock().unwrap_or_else(PoisonError::into_inner);
            let trace = Some(questions.number(&rendered.trace));
            Made::Bytes { fingerprint, stamp, recipe, trace, took }
        }
        Err(problem) => Made::Not(Some(Box::new(problem))),
    }))
}

fn copy(
    facts: &Facts,
    planned: &Planned,
    source: crate::source::SourceId,
    output: &Output,
) -> Result<Stamp, Failure> {
    let Some(stage) = &output.stage else { return Ok(Stamp::default()) };
    Ok(match facts.sources.disk_path(source) {
        Some(from) => stage.copy(&planned.path, from)?,
        None => stage.put(&planned.path, &facts.sources.bytes(source)?)?,
    })
}

/// One mistake in a template breaks many pages: it is shown once, with the first page it
/// broke and the number of the others.
fn merged(problems: Vec<Problem>) -> Vec<Problem> {
    let mut merged: Vec<(Problem, usize)> = Vec::new();
    for problem in problems {
        let same = |known: &&mut (Problem, usize)| {
            known.0.message == problem.message && known.0.labels == problem.labels
        };
        match merged.iter_mut().find(same) {
            Some((_, others)) => *others += 1,
            None => merged.push((problem, 0)),
        }
    }
    let with_count = |(problem, others): (Problem, usize)| match others {
        0 => problem,
        1 => problem.hint("and one other page"),
        _ => problem.hint(format!("and {others} other pages")),
    };
    merged.into_iter().map(with_count).collect()
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Failure::Write(error.path, error.cause)
    }
}

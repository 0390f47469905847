//! From facts to bytes: every output is kept, rendered or copied.

use super::output::Output;
use super::{Clock, Failure, Progress, Site, pictures};
use crate::facts::{Facts, Trace};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Ledger, Numbered, Questions, Reader, Record, Recorder, Since, Verdict, recipe_text};
use crate::plan::{Output as Planned, Recipe};
use crate::problem::{Problem, Problems};
use crate::render::render as render_page;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

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

/// So many outputs are made and then written together.
const BATCH: usize = 16;

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
    let batch = |outputs: &[Planned]| -> Result<Vec<(Verdict, Made)>, Failure> {
        let mut made = Vec::with_capacity(outputs.len());
        for planned in outputs {
            made.push(match &planned.recipe {
                Recipe::Rendition { .. } | Recipe::Card { .. } => {
                    let (verdict, made) = pixels(site, planned, output, &pictures);
                    (verdict, Draft::Done(made))
                }
                _ => make(site, planned, output, &reader)?,
            });
            progress(Progress::Rendering(done.fetch_add(1, Ordering::Relaxed) + 1, total));
        }
        write(outputs, made, output, &questions)
    };
    // Long pages may come last, and no thread shall be left alone with many of them.
    let batches = site.plan.outputs.par_chunks(BATCH).with_max_len(1).map(batch);
    let made: Vec<Vec<(Verdict, Made)>> = batches.collect::<Result<_, Failure>>()?;
    let made: Vec<(Verdict, Made)> = made.into_iter().flatten().collect();
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

/// Writes the pages among a few outputs, one right after the other: what the machine has at hand
/// for this is not what rendering needs.
fn write(
    outputs: &[Planned],
    drafts: Vec<(Verdict, Draft)>,
    output: &Output,
    questions: &Mutex<Questions>,
) -> Result<Vec<(Verdict, Made)>, Failure> {
    let stamp = |(planned, (_, draft)): (&Planned, &(Verdict, Draft))| match (draft, &output.stage) {
        (Draft::Printed(printed), Some(stage)) => stage.put(&planned.path, &printed.bytes),
        _ => Ok(Stamp::default()),
    };
    let stamps = outputs.iter().zip(&drafts).map(stamp).collect::<Result<Vec<_>, _>>()?;
    let mut questions = questions.lock().unwrap_or_else(PoisonError::into_inner);
    let made = |((verdict, draft), stamp)| match draft {
        Draft::Done(made) => (verdict, made),
        Draft::Printed(printed) => (verdict, printed.made(stamp, &mut questions)),
    };
    Ok(drafts.into_iter().zip(stamps).map(made).collect())
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
    // Neither waits for the other.
    let (looked, sorted) = rayon::join(|| recorder.look(questions, &site.facts), || sort_out(site, made));
    let SortedOut { files, made, failed, templates } = sorted;
    recorder.add(files, questions, looked, &site.facts);
    let problems = merged(failed).into_iter().collect();
    let templates = templates.into_iter().map(|(name, (took, count))| (name.to_owned(), took, count));
    let templates = templates.collect();
    Rendered { problems, made, kept, templates, decoded: 0, drawn: 0, recorder }
}

/// What became of the outputs that were not kept.
struct SortedOut<'s> {
    /// The records of those that were made.
    files: BTreeMap<String, Record>,
    /// Those that are no files or pictures, and why they were not kept.
    made: Vec<(String, Verdict)>,
    failed: Vec<Problem>,
    templates: BTreeMap<&'s str, (Duration, usize)>,
}

fn sort_out(site: &Site, outputs: Vec<(Verdict, Made)>) -> SortedOut<'_> {
    let mut files = Vec::with_capacity(outputs.len());
    let (mut made, mut failed) = (Vec::new(), Vec::new());
    let mut templates: BTreeMap<&str, (Duration, usize)> = BTreeMap::new();
    for (planned, (verdict, output)) in site.plan.outputs.iter().zip(outputs) {
        match output {
            Made::Kept(_) => continue,
            Made::Bytes { fingerprint, stamp, recipe, trace, took } => {
                if let Recipe::Page { template, .. } = &planned.recipe {
                    let spent = templates.entry(template).or_default();
                    *spent = (spent.0 + took, spent.1 + 1);
                }
                let source = source_stamp(site, planned);
                let trace = trace.map_or_else(Vec::new, Numbered::into_numbers);
                files.push((planned.path.clone(), Record { fingerprint, stamp, recipe, source, trace }));
            }
            Made::Not(problem) => failed.extend(problem.map(|problem| *problem)),
        }
        if !is_file(&planned.recipe) {
            made.push((planned.path.clone(), verdict));
        }
    }
    // They come in order, and a map is made faster of all of them than of one by one.
    SortedOut { files: files.into_iter().collect(), made, failed, templates }
}

/// A file or picture that has been put in place.
fn file(site: &Site, planned: &Planned, fingerprint: Fingerprint, stamp: Stamp) -> Made {
    let recipe = recipe_text(planned, &site.facts);
    Made::Bytes { fingerprint, stamp, recipe, trace: None, took: Duration::ZERO }
}

/// Says whether an output is no page, but a file or picture.
pub(super) fn is_file(recipe: &Recipe) -> bool {
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

/// An output on its way: what was printed has yet to be put in place.
enum Draft {
    Done(Made),
    Printed(Printed),
}

fn make(
    site: &Site,
    planned: &Planned,
    output: &Output,
    reader: &Reader<'_>,
) -> Result<(Verdict, Draft), Failure> {
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
            return Ok((verdict, Draft::Done(Made::Kept(there.unwrap_or_default()))));
        }
        let stamp = copy(&site.facts, planned, source, output)?;
        let (recipe, trace, took) = (recipe_text(planned, &site.facts), None, Duration::ZERO);
        return Ok((verdict, Draft::Done(Made::Bytes { fingerprint, stamp, recipe, trace, took })));
    }
    if verdict == Verdict::Fresh {
        return Ok((verdict, Draft::Done(Made::Kept(there.unwrap_or_default()))));
    }
    if let Recipe::Picture { source, .. } = planned.recipe {
        let bytes = pictures::clean(site, source, &site.facts.sources.bytes(source)?);
        let stamp = match &output.stage {
            Some(stage) => stage.put(&planned.path, &bytes)?,
            None => Stamp::default(),
        };
        return Ok((verdict, Draft::Done(file(site, planned, Fingerprint::of(&bytes), stamp))));
    }
    Ok((
        verdict,
        match prepare(site, planned) {
            Ok(printed) => Draft::Printed(printed),
            // What could not be read ends the build once all pages have been tried.
            Err(Unmade::Troubled) => Draft::Done(Made::Not(None)),
            Err(Unmade::Problem(problem)) => Draft::Done(Made::Not(problem)),
        },
    ))
}

/// A page or redirect that has been rendered and is not yet where it belongs.
pub(super) struct Printed {
    bytes: Vec<u8>,
    fingerprint: Fingerprint,
    recipe: String,
    trace: Trace,
    took: Duration,
}

/// Why a page could not be rendered.
pub(super) enum Unmade {
    /// A source was another than before when it was read.
    Troubled,
    /// This is wrong, unless it was reported before.
    Problem(Option<Box<Problem>>),
}

impl Printed {
    /// The same once it is where it belongs.
    pub fn made(self, stamp: Stamp, questions: &mut Questions) -> Made {
        let Self { fingerprint, recipe, trace, took, .. } = self;
        Made::Bytes { fingerprint, stamp, recipe, trace: Some(questions.number(&trace)), took }
    }
}

/// Renders a page or redirect.
pub(super) fn prepare(site: &Site, planned: &Planned) -> Result<Printed, Unmade> {
    if let Recipe::Page { template, .. } = &planned.recipe
        && site.environment.get_template(template).is_err()
    {
        return Err(Unmade::Problem(None));
    }
    let clock = Clock::start();
    let rendered = render_page(planned, &site.facts, &site.environment);
    let took = clock.read();
    if rendered.troubled {
        return Err(Unmade::Troubled);
    }
    let bytes = rendered.bytes.map_err(|problem| Unmade::Problem(Some(Box::new(problem))))?;
    let (fingerprint, recipe) = (Fingerprint::of(&bytes), recipe_text(planned, &site.facts));
    Ok(Printed { bytes, fingerprint, recipe, trace: rendered.trace, took })
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

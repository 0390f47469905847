//! From facts to files: every output is kept, rendered or copied, and put in place together.

use super::{Failure, Progress, Report, Request, Site};
use crate::facts::{Facts, Trace};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Found, Ledger, Lock, Place, Reader, Record, Recorder, Verdict, recipe_text};
use crate::plan::{Output as Planned, Recipe};
use crate::problem::{Problem, Problems};
use crate::publish::{Stage, WriteError, check_output};
use crate::render::render as render_page;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The output directory while a build works on it.
pub(super) struct Output {
    place: Place,
    stage: Stage,
    last: Found,
    /// Held until the build is done.
    _lock: Lock,
}

/// What became of the outputs.
pub(super) struct Rendered {
    pub problems: Problems,
    /// The outputs that were made, in the order of the plan, and why.
    pub made: Vec<(String, Verdict)>,
    /// How many were kept as they were.
    pub kept: usize,
    ledger: Ledger,
}

impl Output {
    /// Opens the output directory, once no other build works on it.
    pub fn open(request: &Request, progress: &(dyn Fn(Progress) + Sync)) -> Result<Self, Failure> {
        let output = check_output(&request.output, &request.root, request.home.as_deref())
            .map_err(|why| Failure::Refused(format!("the site cannot be written there: {why}")))?;
        let place = Place::new(&request.root, &output);
        let failed = |cause| Failure::Write(request.root.join(".dateline"), cause);
        let lock = place.lock(&|| progress(Progress::Waiting)).map_err(failed)?;
        let last = place.read();
        let stage = Stage::open(&output)?;
        Ok(Self { place, stage, last, _lock: lock })
    }

    /// The file on disk is still what the record tells. Its stamp is believed unless it was
    /// changed at the very time the ledger was written, or later: then its bytes are read.
    fn is_intact(&self, path: &str, record: &Record) -> bool {
        let Some(stamp) = self.stage.stamp(path) else { return false };
        if stamp == record.stamp && stamp.changed < self.last.written {
            return true;
        }
        stamp.length == record.stamp.length && self.stage.fingerprint(path) == Some(record.fingerprint)
    }

    /// Puts all files in place, removes those of the last build that are no longer wanted,
    /// and remembers what was written.
    pub fn publish(self, rendered: Rendered, report: &mut Report) -> Result<(), Failure> {
        let Rendered { ledger, .. } = rendered;
        let wanted = &ledger.records;
        let stale: Vec<(String, Fingerprint)> = self
            .last
            .ledger
            .records
            .into_iter()
            .filter(|(path, _)| !wanted.contains_key(path))
            .map(|(path, record)| (path, record.fingerprint))
            .collect();
        let commit = self.stage.commit(&stale)?;
        report.written = commit.written;
        report.removed = commit.removed;
        report.published = true;
        report.notes.extend(self.last.note);
        report.notes.extend(commit.kept.iter().map(|path| {
            format!("`{path}` is no longer part of the site, but was changed by somebody and stays")
        }));
        let failed = |cause| Failure::Write(".dateline".into(), cause);
        self.place.write(&ledger).map_err(failed)
    }
}

/// Makes every output that cannot be kept. Files that differ from those in the output
/// directory are put on its stage.
pub(super) fn render(
    site: &Site,
    output: Option<&Output>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Rendered, Failure> {
    let nothing = Ledger::default();
    let reader = Reader::new(output.map_or(&nothing, |output| &output.last.ledger), &site.facts);
    let total = site.plan.outputs.len();
    let done = AtomicUsize::new(0);
    let made: Vec<(Verdict, Made)> = site
        .plan
        .outputs
        .par_iter()
        .map(|planned| {
            let made = make(site, planned, output, &reader);
            progress(Progress::Rendering(done.fetch_add(1, Ordering::Relaxed) + 1, total));
            made
        })
        .collect::<Result<_, Failure>>()?;
    gather(site, made, &reader, output.map_or(0, |output| output.last.ledger.questions.len()))
}

/// Puts what became of the outputs together, in the order of the plan.
fn gather(
    site: &Site,
    made: Vec<(Verdict, Made)>,
    reader: &Reader<'_>,
    questions: usize,
) -> Result<Rendered, Failure> {
    let mut recorder = Recorder::new();
    let mut numbers = vec![None; questions];
    let mut failed: Vec<Problem> = Vec::new();
    let (mut again, mut kept) = (Vec::new(), 0);
    for (planned, (verdict, made)) in site.plan.outputs.iter().zip(made) {
        let path = planned.path.as_str();
        match made {
            Made::Kept => {
                kept += 1;
                reader.carry(path, &mut recorder, &mut numbers, None);
            }
            Made::Bytes { fingerprint, stamp, trace } => {
                if !matches!(planned.recipe, Recipe::Asset { .. }) {
                    again.push((planned.path.clone(), verdict));
                }
                recorder.add(path, recipe_text(planned, &site.facts), fingerprint, stamp, &trace);
            }
            Made::Not(problem) => {
                again.push((planned.path.clone(), verdict));
                failed.extend(problem.map(|problem| *problem));
            }
        }
    }
    let problems = merged(failed).into_iter().collect();
    let ledger = recorder.finish(&site.facts);
    Ok(Rendered { problems, made: again, kept, ledger })
}

/// What became of one output.
enum Made {
    /// It was kept as it was.
    Kept,
    /// It was made.
    Bytes { fingerprint: Fingerprint, stamp: Stamp, trace: Trace },
    /// It could not be made: why, unless that was reported before.
    Not(Option<Box<Problem>>),
}

fn make(
    site: &Site,
    planned: &Planned,
    output: Option<&Output>,
    reader: &Reader<'_>,
) -> Result<(Verdict, Made), Failure> {
    let intact = |record: &Record| output.is_none_or(|output| output.is_intact(&planned.path, record));
    let mut verdict = reader.verdict(planned, intact);
    if let Recipe::Asset { source } = planned.recipe {
        let fingerprint = site.facts.sources.fingerprint(source)?;
        if verdict == Verdict::Fresh && !reader.has(&planned.path, fingerprint) {
            verdict = Verdict::AnswerChanged("its source".into());
        }
        if verdict == Verdict::Fresh {
            return Ok((verdict, Made::Kept));
        }
        let stamp = copy(&site.facts, planned, source, output)?;
        return Ok((verdict, Made::Bytes { fingerprint, stamp, trace: Trace::new() }));
    }
    if verdict == Verdict::Fresh {
        return Ok((verdict, Made::Kept));
    }
    if let Recipe::Page { template, .. } = &planned.recipe
        && site.environment.get_template(template).is_err()
    {
        return Ok((verdict, Made::Not(None)));
    }
    let rendered = render_page(planned, &site.facts, &site.environment);
    let made = match rendered.bytes {
        Ok(bytes) => {
            let stamp = match output {
                Some(output) => output.stage.put(&planned.path, &bytes)?,
                None => Stamp::default(),
            };
            Made::Bytes { fingerprint: Fingerprint::of(&bytes), stamp, trace: rendered.trace }
        }
        Err(problem) => Made::Not(Some(Box::new(problem))),
    };
    Ok((verdict, made))
}

fn copy(
    facts: &Facts,
    planned: &Planned,
    source: crate::source::SourceId,
    output: Option<&Output>,
) -> Result<Stamp, Failure> {
    let Some(output) = output else { return Ok(Stamp::default()) };
    Ok(match facts.sources.disk_path(source) {
        Some(from) => output.stage.copy(&planned.path, from)?,
        None => output.stage.put(&planned.path, &facts.sources.bytes(source)?)?,
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

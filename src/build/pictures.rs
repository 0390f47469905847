//! Pictures in a build: what their files tell, their smaller forms, each decoded at most once, and
//! cards.

use super::output::Output;
use super::{Failure, Last, Site};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Album, Label, Page, Reader, Verdict};
use crate::picture::{self, Card, Decoded, Kind, LARGEST_FILE, Pen, Picture, Rendition, published};
use crate::plan::{Looked, Output as Planned, Recipe};
use crate::problem::{Code, Place, Problem};
use crate::source::{SourceId, Sources};
use crate::theme::Theme;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many pixels are in memory at once, whatever the number of threads: a picture of up to so
/// many is decoded beside others, a larger one alone.
const AT_ONCE: u64 = 48_000_000;

/// What a look at all pictures of the site found.
pub(super) struct Read {
    pub looked: Looked,
    labels: BTreeMap<SourceId, Label>,
}

/// Looks at the files of all pictures that the site may show. One whose size and time are as
/// they were is not opened.
pub(super) fn read(
    sources: &Sources,
    theme: &Theme,
    album: impl FnOnce() -> Album,
    last: Option<&Last>,
) -> Result<Read, Failure> {
    let kind = |id: SourceId| Some((id, Kind::of_path(&sources.get(id).path)?));
    let beside = sources.below("content").filter_map(|(id, _)| kind(id));
    let mut wanted: Vec<(SourceId, Kind)> =
        beside.chain(theme.assets().filter_map(|(_, id)| kind(id))).collect();
    // The program's own drawings are no pictures of the site.
    wanted.retain(|(id, _)| sources.disk_path(*id).is_some());
    if wanted.is_empty() {
        return Ok(Read { looked: Looked::new(), labels: BTreeMap::new() });
    }
    let album = if last.is_some_and(|last| last.shown.is_some()) { Album::default() } else { album() };
    let found = wanted.into_par_iter().map(|(id, kind)| {
        let source = sources.get(id);
        if let Some((label, found)) = album.unopened(&source.path, source.stamp) {
            return Ok((id, label, found));
        }
        if let Some((label, found)) = last.and_then(|last| remembered(last, &source.path, source.stamp)) {
            return Ok((id, label, found));
        }
        let stamp = source.stamp;
        if stamp.length > LARGEST_FILE {
            let label = Label { stamp, fingerprint: sources.fingerprint(id)? };
            return Ok((id, label, Err(picture::Flaw::TooLarge)));
        }
        let bytes = sources.bytes(id)?;
        let label = Label { stamp, fingerprint: Fingerprint::of(&bytes) };
        Ok((id, label, picture::read(kind, &bytes).map(Arc::new)))
    });
    let found: Vec<_> = found.collect::<Result<_, Failure>>()?;
    let labels = found.iter().map(|(id, label, _)| (*id, *label)).collect();
    Ok(Read { looked: found.into_iter().map(|(id, _, found)| (id, found)).collect(), labels })
}

/// What the last generation of a preview knew of a file that cannot have changed since.
fn remembered(last: &Last, path: &str, stamp: Stamp) -> Option<(Label, Result<Arc<Picture>, picture::Flaw>)> {
    let facts = &last.shown.as_ref()?.site.facts;
    let id = facts.sources.find(path)?;
    let sure = facts.sources.get(id).stamp == stamp && super::is_sure(stamp, last.looked);
    let known = last.shown.as_ref()?.site.plan.pictures.get(id).filter(|_| sure)?;
    Some((Label { stamp, fingerprint: known.picture.fingerprint }, Ok(known.picture.clone())))
}

/// What is to be kept of the pictures for the next build.
pub(super) fn page(read: &Read, sources: &Sources, plan: &crate::plan::Plan) -> Page {
    let kept = read.looked.iter().filter_map(|(id, found)| {
        let found = found.as_ref().map(|picture| (**picture).clone()).map_err(|flaw| *flaw);
        Some((sources.get(*id).path.to_string(), *read.labels.get(id)?, found))
    });
    let used = plan.outputs.iter().filter_map(|output| output.recipe.pixels());
    Page { read: kept.collect(), used: used.collect() }
}

/// The renditions and cards of a build, as far as they had to be put in place.
#[derive(Default)]
pub(super) struct Made {
    /// The fingerprint and the stamp of each, by path.
    pub files: FxHashMap<String, (Verdict, Fingerprint, Stamp)>,
    /// What could not be made; the first of each picture says why.
    pub failed: FxHashMap<String, (Verdict, Option<Problem>)>,
    /// How many pictures were decoded.
    pub decoded: usize,
    /// How many cards were drawn.
    pub drawn: usize,
}

/// Puts all renditions and cards in place that are not there: from the cache, or made anew. All
/// of one picture are made together, so that it is decoded once.
pub(super) fn make(site: &Site, output: &Output, reader: &Reader<'_>) -> Result<Made, Failure> {
    if output.stage.is_none() && !output.compares {
        return Ok(Made::default());
    }
    let mut groups: BTreeMap<SourceId, Vec<(&Planned, &Rendition, Verdict)>> = BTreeMap::new();
    let mut cards: Vec<(&Planned, &Card, Verdict)> = Vec::new();
    let pixels = site.plan.outputs.iter().filter(|planned| planned.recipe.pixels().is_some());
    for planned in pixels {
        let verdict = reader.verdict(planned, |record| output.intact(&planned.path, record).is_some());
        match &planned.recipe {
            _ if verdict == Verdict::Fresh => {}
            Recipe::Rendition { source, rendition } => {
                groups.entry(*source).or_default().push((planned, rendition, verdict));
            }
            Recipe::Card { card } => cards.push((planned, card, verdict)),
            _ => {}
        }
    }
    let making = Making { site, output, made: Mutex::default(), budget: Budget::new(AT_ONCE) };
    groups.into_par_iter().try_for_each(|(source, wanted)| making.scale(source, wanted))?;
    // A pen is slow to make ready, and draws faster with every card.
    cards.into_par_iter().try_for_each_init(
        || None,
        |pen, (planned, card, verdict)| {
            let bytes = making.kept(card.key(), || {
                making.made().drawn += 1;
                Ok(Ok(pen.get_or_insert_with(|| Pen::new(card.look())).draw(card)))
            })?;
            making.put(planned, verdict, bytes, |_| None)
        },
    )?;
    Ok(making.made.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// The bytes of a picture, or why there are none.
type Tried = Result<Vec<u8>, String>;

/// What is needed to put pixels in place.
struct Making<'a> {
    site: &'a Site,
    output: &'a Output,
    made: Mutex<Made>,
    budget: Budget,
}

impl Making<'_> {
    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes all that is wanted of one picture.
    fn scale(&self, source: SourceId, wanted: Vec<(&Planned, &Rendition, Verdict)>) -> Result<(), Failure> {
        let Some(shown) = self.site.plan.pictures.get(source) else { return Ok(()) };
        let mut pixels: Option<Result<Decoded, String>> = None;
        let (mut room, mut told) = (None, false);
        for (planned, rendition, verdict) in wanted {
            let bytes = self.kept(rendition.key(), || {
                if pixels.is_none() {
                    room = Some(self.budget.take(&shown.picture));
                    self.made().decoded += 1;
                    pixels = Some(decode(self.site, source, &shown.picture)?);
                }
                Ok(match &pixels {
                    Some(Ok(pixels)) => pixels.make(rendition),
                    Some(Err(why)) => Err(why.clone()),
                    None => Err(String::new()),
                })
            })?;
            self.put(planned, verdict, bytes, |why| {
                let first = !std::mem::replace(&mut told, true);
                first.then(|| undecodable(source, why))
            })?;
        }
        drop(room);
        Ok(())
    }

    /// The bytes that were made before, or are made now and kept.
    fn kept(
        &self,
        key: Fingerprint,
        make: impl FnOnce() -> Result<Tried, Failure>,
    ) -> Result<Tried, Failure> {
        if let Some(bytes) = self.site.cache.get(key) {
            return Ok(Ok(bytes));
        }
        let tried = make()?;
        if let (Ok(bytes), Some(_)) = (&tried, &self.output.stage) {
            // A disk that takes no more of the cache takes no more of the site either.
            let _ = self.site.cache.put(key, bytes);
        }
        Ok(tried)
    }

    /// Puts bytes in their place, or notes why there are none.
    fn put(
        &self,
        planned: &Planned,
        verdict: Verdict,
        bytes: Tried,
        problem: impl FnOnce(&str) -> Option<Problem>,
    ) -> Result<(), Failure> {
        let path = planned.path.clone();
        match bytes {
            Ok(bytes) => {
                let stamp = match &self.output.stage {
                    Some(stage) => stage.put(&path, &bytes)?,
                    None => Stamp::default(),
                };
                self.made().files.insert(path, (verdict, Fingerprint::of(&bytes), stamp));
            }
            Err(why) => {
                let problem = problem(&why);
                self.made().failed.insert(path, (verdict, problem));
            }
        }
        Ok(())
    }
}

fn decode(site: &Site, source: SourceId, picture: &Picture) -> Result<Result<Decoded, String>, Failure> {
    let bytes = site.facts.sources.bytes(source)?;
    if Fingerprint::of(&bytes) != picture.fingerprint {
        return Ok(Err("the file changed while the site was built; build again".to_owned()));
    }
    Ok(Decoded::new(&bytes, picture))
}

fn undecodable(source: SourceId, why: &str) -> Problem {
    let problem = Problem::new(Code::UndecodablePicture, format!("this picture cannot be decoded: {why}"));
    problem.at(Place::File(source)).hint("export it again")
}

/// The bytes of one picture, rendition or card, for a preview. The error is a problem of the picture,
/// or None if its file has changed.
pub(super) fn bytes(site: &Site, planned: &Planned) -> Option<Result<Vec<u8>, Option<Problem>>> {
    let unchanged = |source: SourceId, of: Fingerprint| {
        let bytes = site.facts.sources.bytes(source).ok()?;
        (Fingerprint::of(&bytes) == of).then_some(bytes)
    };
    match &planned.recipe {
        Recipe::Picture { source, of } => {
            let Some(bytes) = unchanged(*source, *of) else { return Some(Err(None)) };
            Some(Ok(clean(site, *source, &bytes)))
        }
        Recipe::Rendition { source, rendition } => {
            if let Some(bytes) = site.cache.get(rendition.key()) {
                return Some(Ok(bytes));
            }
            let shown = site.plan.pictures.get(*source)?;
            let Some(bytes) = unchanged(*source, rendition.of) else { return Some(Err(None)) };
            // The others of the same picture will be asked for next.
            let made = Decoded::new(&bytes, &shown.picture).and_then(|pixels| pixels.make(rendition));
            Some(match made {
                Ok(bytes) => {
                    let _ = site.cache.put(rendition.key(), &bytes);
                    Ok(bytes)
                }
                Err(why) => Err(Some(undecodable(*source, &why))),
            })
        }
        Recipe::Card { card } => Some(Ok(site.cache.get(card.key()).unwrap_or_else(|| {
            let bytes = Pen::new(card.look()).draw(card);
            let _ = site.cache.put(card.key(), &bytes);
            bytes
        }))),
        _ => None,
    }
}

/// A picture's file as it is published.
pub(super) fn clean(site: &Site, source: SourceId, bytes: &[u8]) -> Vec<u8> {
    let kind = site.plan.pictures.get(source).map(|shown| shown.picture.kind);
    kind.and_then(|kind| published(kind, bytes).ok()).unwrap_or_else(|| bytes.to_vec())
}

/// How many more pixels may be decoded now.
struct Budget {
    all: u64,
    free: Mutex<u64>,
    freed: Condvar,
}

/// Pixels that were taken from a budget, given back when this is dropped.
struct Room<'a> {
    budget: &'a Budget,
    pixels: u64,
}

impl Budget {
    fn new(all: u64) -> Self {
        Self { all, free: Mutex::new(all), freed: Condvar::new() }
    }

    /// Waits until there is room for a picture. Whoever has room waits for nobody else, so this
    /// ends.
    fn take(&self, picture: &Picture) -> Room<'_> {
        let pixels = (u64::from(picture.width) * u64::from(picture.height)).min(self.all);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free =
            self.freed.wait_while(free, |free| *free < pixels).unwrap_or_else(PoisonError::into_inner);
        *free -= pixels;
        Room { budget: self, pixels }
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.pixels;
        self.budget.freed.notify_all();
    }
}

//! Pictures in a build: what their files tell, and their smaller forms, each decoded at most
//! once.

use super::output::Output;
use super::{Failure, Last, Site};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Album, Label, Page, Reader, Verdict};
use crate::picture::{self, Decoded, Kind, LARGEST_FILE, Picture, Rendition, published};
use crate::plan::{Looked, Output as Planned, Recipe};
use crate::problem::{Code, Place, Problem};
use crate::source::{SourceId, Sources};
use crate::theme::Theme;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

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
    let used = plan.outputs.iter().filter_map(|output| match &output.recipe {
        Recipe::Rendition { rendition, .. } => Some(rendition.key()),
        _ => None,
    });
    Page { read: kept.collect(), used: used.collect() }
}

/// The renditions of a build, as far as they had to be put in place.
#[derive(Default)]
pub(super) struct Made {
    /// The fingerprint and the stamp of each, by path.
    pub files: FxHashMap<String, (Verdict, Fingerprint, Stamp)>,
    /// What could not be made; the first of each picture says why.
    pub failed: FxHashMap<String, (Verdict, Option<Problem>)>,
    /// How many pictures were decoded.
    pub decoded: usize,
}

/// Puts all renditions in place that are not there: from the cache, or made anew. All of one
/// picture are made together, so that it is decoded once.
pub(super) fn make(site: &Site, output: &Output, reader: &Reader<'_>) -> Result<Made, Failure> {
    if output.stage.is_none() && !output.compares {
        return Ok(Made::default());
    }
    let mut groups: BTreeMap<SourceId, Vec<(&Planned, &Rendition, Verdict)>> = BTreeMap::new();
    for planned in &site.plan.outputs {
        let Recipe::Rendition { source, rendition } = &planned.recipe else { continue };
        let verdict = reader.verdict(planned, |record| output.intact(&planned.path, record).is_some());
        if verdict != Verdict::Fresh {
            groups.entry(*source).or_default().push((planned, rendition, verdict));
        }
    }
    let budget = Budget::new(AT_ONCE);
    let decoded = AtomicUsize::new(0);
    let made = Mutex::new(Made::default());
    groups.into_par_iter().try_for_each(|(source, wanted)| {
        let mut pixels: Option<Result<Decoded, String>> = None;
        let (mut room, mut told) = (None, false);
        for (planned, rendition, verdict) in wanted {
            let bytes = match site.cache.get(rendition.key()) {
                Some(bytes) => Ok(bytes),
                None => {
                    if pixels.is_none() {
                        let Some(shown) = site.plan.pictures.get(source) else { continue };
                        room = Some(budget.take(&shown.picture));
                        decoded.fetch_add(1, Ordering::Relaxed);
                        pixels = Some(decode(site, source, &shown.picture)?);
                    }
                    let make = |pixels: &Result<Decoded, String>| match pixels {
                        Ok(pixels) => pixels.make(rendition),
                        Err(why) => Err(why.clone()),
                    };
                    let bytes = pixels.as_ref().map_or_else(|| Err(String::new()), make);
                    if let (Ok(bytes), Some(_)) = (&bytes, &output.stage) {
                        // A disk that takes no more of the cache takes no more of the site either.
                        let _ = site.cache.put(rendition.key(), bytes);
                    }
                    bytes
                }
            };
            let path = planned.path.clone();
            match bytes {
                Ok(bytes) => {
                    let stamp = match &output.stage {
                        Some(stage) => stage.put(&path, &bytes)?,
                        None => Stamp::default(),
                    };
                    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
                    made.files.insert(path, (verdict, Fingerprint::of(&bytes), stamp));
                }
                Err(why) => {
                    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
                    let first = !std::mem::replace(&mut told, true);
                    made.failed.insert(path, (verdict, first.then(|| undecodable(source, &why))));
                }
            }
        }
        drop(room);
        Ok::<(), Failure>(())
    })?;
    let made = made.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Made { decoded: decoded.into_inner(), ..made })
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

/// The bytes of one picture or rendition, for a preview. The error is a problem of the picture,
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

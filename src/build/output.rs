//! The output directory: looked at before a build, and put into its new state after it.

use super::make::Rendered;
use super::{Failure, Mode, Progress, Report, Request, Site};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Found, Ledger, Lock, NextShelf, Page, Place, Record, Seal};
use crate::problem::Problems;
use crate::publish::{Stage, WriteError, check_output, fingerprint, is_interrupted, read, stamp};
use crate::register;
use crate::source::Sources;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

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
    pub shelf: Option<&'a NextShelf>,
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
        let Some(mut stage) = self.stage else { return Ok(Ledger::default()) };
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
        let had = |path: &String| recorder.had(path) || last.records.contains_key(path);
        let is_new = |path: &&String| !had(path) && former.binary_search(path).is_err();
        let added: Vec<String> = staged.iter().filter(is_new).cloned().collect();
        let sealed = !recorder.asked_for_the_time() && !site.facts.shares_the_time();
        let (ledger, since) = recorder.finish(&site.facts);
        let records = &ledger.records;
        let announce = || {
            if staged.is_empty() {
                return Ok(());
            }
            // Both are in the order of paths.
            let mut staged = staged.iter().peekable();
            let mut is_staged = |(path, _): &(&String, &Record)| {
                while staged.next_if(|staged| staged < path).is_some() {}
                staged.peek() == Some(path)
            };
            let new = records.iter().filter(|record| is_staged(record));
            let new = new.map(|(path, record)| (path.as_str(), record.fingerprint));
            let pending = pending.iter().map(|(path, print)| (path.as_str(), *print));
            place.announce(&pending.chain(new).collect::<Vec<_>>())
        };
        let shelve = || kept.shelf.map_or(Ok(None), |shelf| place.write_shelf(shelf, &|| true));
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

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Failure::Write(error.path, error.cause)
    }
}

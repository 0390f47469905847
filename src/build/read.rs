//! The whole site gone over for its problems, as a preview does in the background.

use super::Site;
use super::make::{Made, Unmade, gather, is_file, prepare};
use crate::fingerprint::Stamp;
use crate::ledger::{Ledger, Questions, Reader, Verdict};
use crate::plan::Output;
use crate::problem::Problem;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// What a look at the whole site found.
#[derive(Debug, Default)]
pub struct Reading {
    /// The problems of the theme.
    pub problems: Vec<Problem>,
    /// What the pages that were looked at asked, for the next reading: what still holds is not
    /// made again.
    pub ledger: Ledger,
    /// All pages were looked at.
    pub whole: bool,
}

/// Makes every page that does not hold as it was at the last reading, and drops it. Not all of
/// them if `wanted` says in between that nobody wants to know any more, or if sources changed.
pub fn read(site: &Site, last: &Ledger, wanted: &(dyn Fn() -> bool + Sync)) -> Reading {
    let reader = Reader::new(last, &site.facts);
    let questions = Mutex::default();
    let whole = AtomicBool::new(true);
    let read = |output| {
        let made = if wanted() { made(site, output, &reader, &questions) } else { None };
        made.unwrap_or_else(|| {
            whole.store(false, Ordering::Relaxed);
            (Verdict::NoRecord, Made::Not(None))
        })
    };
    let made: Vec<(Verdict, Made)> = site.plan.outputs.par_iter().map(read).collect();
    let questions: Questions = questions.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (problems, recorder) = gather(site, made, last, &questions).into_parts();
    let problems = problems.into_iter().collect();
    Reading { problems, ledger: recorder.finish(&site.facts).0, whole: whole.into_inner() }
}

fn made(
    site: &Site,
    output: &Output,
    reader: &Reader<'_>,
    questions: &Mutex<Questions>,
) -> Option<(Verdict, Made)> {
    if is_file(&output.recipe) {
        return Some((Verdict::Fresh, Made::Not(None)));
    }
    let verdict = reader.verdict(output, |_| true);
    if verdict == Verdict::Fresh {
        return Some((verdict, Made::Kept(Stamp::default())));
    }
    match prepare(site, output) {
        Ok(printed) => {
            let mut questions = questions.lock().unwrap_or_else(PoisonError::into_inner);
            Some((verdict, printed.made(Stamp::default(), &mut questions)))
        }
        Err(Unmade::Problem(problem)) => Some((verdict, Made::Not(problem))),
        Err(Unmade::Troubled) => None,
    }
}

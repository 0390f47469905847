//! Errors that only the passing of time will bring: an article that appears at night with a
//! dead link would stop the build, and nobody is there to see it.

use super::{Clock, Failure, Generation, Request, Site, generation, scan};
use crate::library::Why;
use crate::problem::{Problem, Problems, Severity};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// How many instants are looked at; each costs about as much as a build that renders nothing.
const REACH: usize = 20;

/// The errors that the site has at instants to come and does not have now, as warnings that
/// say from when. Errors of templates, which only show in pages, are not among them.
pub(super) fn errors_to_come(
    request: &Request,
    site: &Site,
    problems: &Problems,
) -> Result<Vec<Problem>, Failure> {
    let brings = |why| matches!(why, Why::Publishes | Why::EmbargoEnds | Why::Expires);
    let instants = site.changes.iter().filter(|change| brings(change.why)).map(|change| change.at);
    let instants: BTreeSet<i64> = instants.collect();
    let mut known: Vec<Problem> = errors(problems).cloned().collect();
    let mut to_come = Vec::new();
    for at in instants.into_iter().take(REACH) {
        let then = Request { at, ..request.clone() };
        let Generation { problems, .. } = generation(&then, scan(request)?, &mut Clock::start())?;
        for error in errors(&problems).filter(|error| !known.contains(error)).cloned().collect::<Vec<_>>() {
            known.push(error.clone());
            let from = Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| at.to_string());
            let message = format!("an error from {from} on: {}", error.message);
            to_come.push(Problem { severity: Severity::Warning, message, ..error });
        }
    }
    Ok(to_come)
}

fn errors(problems: &Problems) -> impl Iterator<Item = &Problem> {
    problems.iter().filter(|problem| problem.severity == Severity::Error)
}

//! What the passing of time alone will change.

use super::{Change, Clock, Failure, Generation, Report, Request, generation, scan};
use jiff::tz::TimeZone;

/// The changes to come of a site.
#[derive(Debug)]
pub struct Ahead {
    /// In order of time.
    pub changes: Vec<Change>,
    /// The site's time zone.
    pub zone: TimeZone,
}

/// The changes that come after the instant of the request: a pure function of the sources.
/// A site whose settings cannot be read has none.
pub fn next(request: &Request) -> Result<(Ahead, Report), Failure> {
    let mut clock = Clock::start();
    let Generation { sources, site, problems, .. } = generation(request, scan(request)?, &mut clock)?;
    let ahead = site.map_or_else(
        || Ahead { changes: Vec::new(), zone: TimeZone::UTC },
        |site| Ahead { zone: site.facts.config.time_zone.clone(), changes: site.changes },
    );
    Ok((ahead, Report::empty(sources).finish(problems, clock)))
}

//! `check`: everything `build` would report, writing nothing.

use super::flags::Common;
use super::report::{self, Show, many, tally};
use super::{Outcome, Trouble};
use crate::build::Mode;

/// Makes all pages and drops them; what remains are the problems.
pub(super) fn run(common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let request = super::request(common, Mode::Check)?;
    let bar = show.bar();
    let checked = crate::build::build(&request, &|progress| bar.step(progress));
    let took = bar.finish();
    let report = checked?;
    if show.is_json() {
        let mut object = report::report_json(&report, took);
        object.insert("published".into(), false.into());
        show.json(&object.into())?;
    } else {
        show.problems(&report);
        show.closing(&format!(
            "checked {}, {} in {:.2} s: {}",
            many(report.articles, "article"),
            many(report.outputs, "file"),
            took.as_secs_f64(),
            tally(report.count).unwrap_or_else(|| "no problems".into()),
        ))?;
    }
    Ok(if report.count.0 > 0 { Outcome::SiteHasErrors } else { Outcome::Done })
}

//! `build`.

use super::flags::Common;
use super::report::{self, Show, many, tally};
use super::{Outcome, Trouble};
use crate::build::{Mode, Report};
use std::path::Path;
use std::time::Duration;

/// Builds the site and says what was made.
pub(super) fn run(common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let request = super::request(common, Mode::Publish)?;
    let bar = show.bar();
    let built = crate::build::build(&request, &|progress| bar.step(progress));
    let took = bar.finish();
    let report = built?;
    let failed = report.count.0 > 0;
    if show.is_json() {
        let mut object = report::report_json(&report, took);
        object.insert("output".into(), request.output.display().to_string().into());
        object.insert("published".into(), (!failed).into());
        show.json(&object.into())?;
    } else {
        show.problems(&report);
        show.closing(&closing(&report, &request.output, took))?;
    }
    Ok(if failed { Outcome::SiteHasErrors } else { Outcome::Done })
}

fn closing(report: &Report, output: &Path, took: Duration) -> String {
    let tally = tally(report.count);
    if report.count.0 > 0 {
        return format!("{}: nothing was published", tally.unwrap_or_default());
    }
    let warnings = tally.map_or(String::new(), |tally| format!(" with {tally}"));
    format!(
        "built {}, {} ({} rendered, {} written, {} removed) in {:.2} s{warnings}: {}",
        many(report.articles, "article"),
        many(report.outputs, "file"),
        report.rendered.len(),
        report.written.len(),
        report.removed.len(),
        took.as_secs_f64(),
        report::short(output),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(count: (usize, usize)) -> Report {
        Report {
            sources: Default::default(),
            problems: Vec::new(),
            count,
            outputs: 120,
            articles: 1,
            rendered: vec![(String::new(), crate::build::Verdict::NoRecord); 12],
            kept: 108,
            written: vec![String::new(); 11],
            removed: Vec::new(),
            published: false,
            notes: Vec::new(),
            timings: Vec::new(),
        }
    }

    #[test]
    fn the_closing_line() {
        let line = |count| closing(&report(count), Path::new("public"), Duration::from_millis(214));
        assert_eq!(
            line((0, 0)),
            "built 1 article, 120 files (12 rendered, 11 written, 0 removed) in 0.21 s: public"
        );
        assert_eq!(
            line((0, 2)),
            "built 1 article, 120 files (12 rendered, 11 written, 0 removed) in 0.21 s with 2 warnings: public"
        );
        assert_eq!(line((2, 1)), "2 errors, 1 warning: nothing was published");
    }
}

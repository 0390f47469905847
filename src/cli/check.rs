//! `check`: everything `build` would report, writing nothing but, if asked to, where lost
//! addresses have gone.

use super::flags::{Check, Common};
use super::report::{self, Show, many, tally};
use super::{Outcome, Trouble, trace};
use crate::build::{Mode, Report};
use crate::problem::Severity;
use serde_json::json;

/// Makes all pages and drops them; what remains are the problems.
pub(super) fn run(flags: &Check, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let mode = if flags.rebuild { Mode::Compare } else { Mode::Check };
    let request = super::request(common, mode, false)?;
    let bar = show.bar();
    let checked = crate::build::build(&request, &|progress| bar.step(progress));
    let mut report = checked?;
    let mut fixed = Vec::new();
    if flags.fix {
        fixed = fixes(&report);
        if !flags.dry_run && !crate::build::mend(&request, &report)?.is_empty() {
            // What it holds is not needed beside the next.
            drop(report);
            report = crate::build::build(&request, &|progress| bar.step(progress))?;
        }
    }
    let took = bar.finish();
    let explained = trace::verdicts(&flags.explain, &report, &request.output)?;
    if show.is_json() {
        let mut object = report::report_json(&report, took);
        object.insert("published".into(), false.into());
        if !explained.is_empty() {
            object.insert("explained".into(), trace::to_json(&explained));
        }
        if flags.fix {
            let fixed =
                fixed.iter().map(|(path, to)| json!({ "path": path, "to": to, "written": !flags.dry_run }));
            object.insert("fixed".into(), fixed.collect());
        }
        if flags.rebuild {
            let different = report.different.iter().map(|(path, why)| json!({ "path": path, "why": why }));
            object.insert("different".into(), different.collect());
        }
        show.json(&object.into())?;
    } else {
        show.problems(&report);
        show.result(&trace::to_text(&explained))?;
        let leads = if flags.dry_run { "would lead to" } else { "leads to" };
        show.result(&fixed.iter().map(|(path, to)| format!("{path} {leads} {to}\n")).collect::<String>())?;
        if flags.rebuild {
            let lines = report.different.iter().map(|(path, why)| format!("{why}: {path}\n"));
            show.result(&lines.collect::<String>())?;
        }
        show.closing(&format!(
            "checked {}, {} in {:.2} s: {}",
            many(report.articles, "article"),
            many(report.outputs, "file"),
            took.as_secs_f64(),
            match report.different.len() {
                0 if flags.rebuild => "the output is what a clean build makes".into(),
                0 => found(&report),
                count => format!("{} not what a clean build makes", many(count, "file")),
            },
        ))?;
    }
    let failed = report.count.0 > 0 || !report.different.is_empty();
    report.leave();
    Ok(if failed { Outcome::SiteHasErrors } else { Outcome::Done })
}

/// The lost addresses that can be mended, and where each seems to have gone.
fn fixes(report: &Report) -> Vec<(String, String)> {
    let fixes =
        report.lost.iter().filter_map(|lost| Some((lost.path.clone(), lost.proposal.as_ref()?.path.clone())));
    fixes.collect()
}

/// How many problems there are, and how much advice.
fn found(report: &Report) -> String {
    let problems = tally(report.count).unwrap_or_else(|| "no problems".into());
    match report.problems.iter().filter(|problem| problem.severity == Severity::Advice).count() {
        0 => problems,
        1 => format!("{problems}, 1 piece of advice"),
        count => format!("{problems}, {count} pieces of advice"),
    }
}

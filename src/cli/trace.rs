//! Why a page was made again, and what it asked: `--explain` and `trace`.

use super::flags::{Common, Trace};
use super::report::Show;
use super::{Outcome, Trouble};
use crate::build::{Mode, Report, Verdict};
use crate::problem::nearest;
use serde_json::{Value, json};
use std::path::Path;

/// The verdicts on the pages that were asked about, with their files.
pub(super) fn verdicts(
    asked: &[String],
    report: &Report,
    output: &Path,
) -> Result<Vec<(String, Verdict)>, Trouble> {
    let verdict = |path: &String| {
        let candidates = candidates(path, output);
        for candidate in &candidates {
            if let Some(made) = report.rendered.iter().find(|(path, _)| path == candidate) {
                return Ok(made.clone());
            }
            if report.kept.binary_search(candidate).is_ok() {
                return Ok((candidate.clone(), Verdict::Fresh));
            }
        }
        let made = report.rendered.iter().map(|(path, _)| path.as_str());
        let known = made.chain(report.kept.iter().map(String::as_str));
        Err(unknown(path, &candidates, known))
    };
    asked.iter().map(verdict).collect()
}

/// Verdicts for people, a line each.
pub(super) fn to_text(verdicts: &[(String, Verdict)]) -> String {
    verdicts.iter().map(|(path, verdict)| format!("{path}: {verdict}\n")).collect()
}

/// Verdicts for programs.
pub(super) fn to_json(verdicts: &[(String, Verdict)]) -> Value {
    let entry = |(path, verdict): &(String, Verdict)| {
        let question = match verdict {
            Verdict::AnswerChanged(question) => Some(question),
            _ => None,
        };
        json!({ "path": path, "fresh": *verdict == Verdict::Fresh, "why": verdict.to_string(), "question": question })
    };
    verdicts.iter().map(entry).collect()
}

/// Prints the trace of a page from the ledger of the last build.
pub(super) fn run(trace: &Trace, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let request = super::request(common, Mode::Check, false)?;
    let last = crate::build::last(&request);
    if last.records.is_empty() {
        return Err(Trouble::new("there is no record of a build for this output directory".to_owned())
            .hint("`dateline build` makes one"));
    }
    let candidates = candidates(&trace.path, &request.output);
    let Some(record) = candidates.iter().find_map(|path| last.records.get_key_value(path)) else {
        return Err(unknown(&trace.path, &candidates, last.records.keys().map(String::as_str)));
    };
    let (path, record) = record;
    let questions: Vec<String> = record.trace.iter().map(|number| last.words(*number)).collect();
    if show.is_json() {
        show.json(&json!({ "path": path, "recipe": record.recipe, "questions": questions }))?;
    } else {
        let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
        show.result(&format!("{path}\nmade as: {}\n{lines}", record.recipe))?;
        show.note(&format!("{} asked {} questions", path, questions.len()));
    }
    Ok(Outcome::Done)
}

/// The files that a path can mean: an address, a file of the site, or one below the output
/// directory.
fn candidates(path: &str, output: &Path) -> Vec<String> {
    let inside = Path::new(path).strip_prefix(output).ok().and_then(Path::to_str).unwrap_or(path);
    let named = output.file_name().and_then(|name| name.to_str()).unwrap_or("");
    let inside = inside.strip_prefix("./").unwrap_or(inside);
    let below = inside.strip_prefix(named).filter(|rest| rest.starts_with('/')).unwrap_or(inside);
    let mut candidates = Vec::new();
    for path in [inside, below] {
        let path = path.trim_start_matches('/');
        candidates.push(path.to_owned());
        candidates
            .push(format!("{}/index.html", path.trim_end_matches('/')).trim_start_matches('/').to_owned());
    }
    candidates
}

fn unknown<'a>(path: &str, candidates: &[String], known: impl Iterator<Item = &'a str>) -> Trouble {
    let known: Vec<&str> = known.collect();
    let trouble = Trouble::new(format!("the site has no page `{path}`"));
    match candidates.iter().find_map(|candidate| nearest(candidate, known.iter().copied())) {
        Some(near) => trouble.hint(format!("did you mean `{near}`?")),
        None => trouble,
    }
}

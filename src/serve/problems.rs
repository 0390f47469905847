//! Problems as browsers are told of them.

use super::desk::{Desk, Shown};
use crate::problem::{Problem, Severity, Style, draw, to_json};
use crate::source::Sources;
use serde_json::{Value, json};

/// What is wrong with the theme, as far as it is known.
#[derive(Default)]
pub(super) struct Found {
    problems: Vec<Problem>,
    /// The whole site has been looked at.
    all: bool,
}

/// So many problems are told; the counts are always of all.
const MOST: usize = 200;

impl Found {
    /// Adds a problem that one page ran into; false if it is known.
    pub fn add(&mut self, problem: Problem) -> bool {
        let same = |known: &Problem| known.message == problem.message && known.labels == problem.labels;
        if self.problems.iter().any(same) {
            return false;
        }
        self.problems.push(problem);
        true
    }

    /// Takes what a look at the whole site has found; false if all of it was known.
    pub fn replace(&mut self, problems: Vec<Problem>) -> bool {
        self.all = true;
        if self.problems == problems {
            return false;
        }
        self.problems = problems;
        true
    }

    /// What was found.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

/// The event `problems` of a generation.
pub(super) fn event(desk: &Desk, shown: &Shown) -> Value {
    let problems = shown.told_problems();
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = problems.len() - errors;
    let mut told: Vec<Value> =
        problems.iter().take(MOST).map(|problem| value(problem, &shown.sources, desk)).collect();
    let mut total = errors;
    if let Some(trouble) = &shown.trouble {
        total += 1;
        told.insert(0, machine(trouble));
    }
    json!({ "generation": shown.number, "errors": total, "warnings": warnings, "problems": told })
}

/// The machine's trouble in the form of a problem.
fn machine(trouble: &str) -> Value {
    json!({
        "severity": "error", "code": "machine", "message": trouble, "path": null, "line": null,
        "column": null, "text": machine_text(trouble), "hints": [], "open": null,
    })
}

/// The machine's trouble as the terminal shows it.
pub(super) fn machine_text(trouble: &str) -> String {
    format!("error: {trouble}")
}

/// One problem.
pub(super) fn value(problem: &Problem, sources: &Sources, desk: &Desk) -> Value {
    let told = to_json(problem, sources);
    let label = &told["labels"][0];
    let (path, line, column) = (&label["path"], &label["line"], &label["column"]);
    let number = |value: &Value| value.as_u64().unwrap_or(1) as usize;
    let preview = &desk.preview;
    let open = path
        .as_str()
        .filter(|path| is_on_disk(path, sources))
        .and_then(|path| preview.editor.link(&preview.request.root, path, number(line), number(column)));
    json!({
        "severity": told["severity"], "code": told["code"], "message": told["message"],
        "path": path, "line": line, "column": column,
        "text": draw(problem, sources, Style::PLAIN), "hints": told["hints"], "open": open,
    })
}

/// Says whether an editor can open a source: those of the built-in theme are part of the program.
pub(super) fn is_on_disk(path: &str, sources: &Sources) -> bool {
    sources.find(path).is_none_or(|source| sources.disk_path(source).is_some())
}

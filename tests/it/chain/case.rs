//! Cases in one text: a site, then steps, each with what it must lead to.
//!
//! The first line says what the case shows. `-- base --` stands for the files of
//! `tests/edits/base.txt`; `-- path --` begins a file, and with `-- path gone --` a file of
//! the base is left out. `== verb arguments` begins a step and `=+ verb arguments` adds a
//! change to it, before the site is built. Lines that begin with `> ` are what the step led to:
//!
//! - `path: why` for every page that was rendered, followed by `, same bytes` if that was
//!   in vain;
//! - `copied path` for every file that was copied, `removed path`;
//! - the problems, one line each; `not published` if one is an error;
//! - `nothing` if there was nothing to do.
//!
//! Verbs: `edit path` (lines `- old` become lines `+ new`), `add path` (the whole content, also
//! of a file that is there), `remove`, `rename from to`, `swap one other`, `touch path hours`,
//! `mtime path instant`,
//! `at instant`, `drafts on`, `base_url address`, and for the output directory `lose path`,
//! `spoil path`, `forget` (the record of the last build).

use super::{Lab, Tree, instant, write};

/// A case.
pub struct Case {
    /// All before the first step, as written.
    pub head: String,
    /// The site as it is at first.
    pub files: Tree,
    /// What is done to it.
    pub steps: Vec<Step>,
}

/// A step.
pub struct Step {
    /// As written, without what it led to.
    pub source: String,
    /// The changes.
    pub changes: Vec<Change>,
    /// What it must lead to.
    pub expected: Vec<String>,
}

/// A change to a site or its output.
pub struct Change {
    verb: String,
    arguments: Vec<String>,
    lines: Vec<String>,
}

/// Reads a case. `base` is the text of the base site.
pub fn parse(text: &str, base: &str) -> Case {
    let (head, steps) = match text.find("\n== ") {
        Some(at) => text.split_at(at + 1),
        None => (text, ""),
    };
    let mut case = Case { head: head.trim_end().to_owned(), files: Tree::new(), steps: Vec::new() };
    sections(head, base, &mut case.files);
    for line in steps.lines() {
        if let Some(header) = line.strip_prefix("== ") {
            case.steps.push(Step { source: String::new(), changes: Vec::new(), expected: Vec::new() });
            last(&mut case).changes.push(change(header));
        } else if let Some(header) = line.strip_prefix("=+ ") {
            last(&mut case).changes.push(change(header));
        } else if let Some(expected) = line.strip_prefix("> ") {
            last(&mut case).expected.push(expected.to_owned());
            continue;
        } else if let Some(change) = last(&mut case).changes.last_mut() {
            change.lines.push(line.to_owned());
        }
        let step = last(&mut case);
        step.source.push_str(line);
        step.source.push('\n');
    }
    for step in &mut case.steps {
        step.source.truncate(step.source.trim_end().len());
    }
    case
}

fn last(case: &mut Case) -> &mut Step {
    case.steps.last_mut().expect("a step")
}

fn change(header: &str) -> Change {
    let mut words = header.split(' ').map(str::to_owned);
    Change { verb: words.next().unwrap_or_default(), arguments: words.collect(), lines: Vec::new() }
}

/// Reads the files of a site from sections of a text.
fn sections(text: &str, base: &str, files: &mut Tree) {
    let mut current: Option<(String, Vec<&str>)> = None;
    for line in text.lines().chain(["-- end --"]) {
        let Some(name) = line.strip_prefix("-- ").and_then(|line| line.strip_suffix(" --")) else {
            if let Some((_, lines)) = &mut current {
                lines.push(line);
            }
            continue;
        };
        if let Some((path, lines)) = current.take() {
            files.insert(path, content(&lines).into_bytes());
        }
        match name.strip_suffix(" gone") {
            Some(path) => {
                files.remove(path).unwrap_or_else(|| panic!("the base has no `{path}`"));
            }
            None if name == "base" => sections(base, "", files),
            None if name == "end" => {}
            None => current = Some((name.to_owned(), Vec::new())),
        }
    }
}

/// Lines as a file; empty lines at the end are only there to be looked at.
fn content<T: AsRef<str>>(lines: &[T]) -> String {
    let lines: Vec<&str> = lines.iter().map(AsRef::as_ref).collect();
    let text = lines.join("\n");
    let text = text.trim_end();
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

impl Change {
    /// Carries the change out.
    pub fn apply(&self, lab: &mut Lab) {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        match (self.verb.as_str(), arguments.as_slice()) {
            ("build", []) => {}
            ("edit", [path]) => {
                let place = lab.place(path);
                let text = std::fs::read_to_string(place).unwrap_or_else(|error| panic!("`{path}`: {error}"));
                lab.write(path, self.edited(&text).as_bytes());
            }
            ("add", [path]) => lab.write(path, content(&self.lines).as_bytes()),
            ("remove", [path]) => lab.remove(path),
            ("rename", [from, to]) => lab.rename(from, to),
            ("swap", [one, other]) => {
                lab.rename(one, "content/.swapped");
                lab.rename(other, one);
                lab.rename("content/.swapped", other);
            }
            ("touch", [path, hours]) => lab.touch(path, hours.parse().expect("a number of hours")),
            ("mtime", [path, words]) => lab.set_times(path, instant(words)),
            ("at", [words]) => lab.at = instant(words),
            ("precompress", [word]) => lab.precompress = *word == "on",
            ("drafts", [word]) => lab.drafts = *word == "on",
            ("base_url", [url]) => lab.base_url = Some((*url).to_owned()),
            ("lose", [path]) => std::fs::remove_file(lab.output().join(path)).expect("an output"),
            ("spoil", [path]) => {
                let place = lab.output().join(path);
                let mut bytes = std::fs::read(&place).expect("an output");
                bytes.reverse();
                write(&place, &bytes);
            }
            ("forget", []) => std::fs::remove_file(lab.ledger()).expect("a ledger"),
            (verb, arguments) => panic!("there is no change `{verb}` with {arguments:?}"),
        }
    }

    /// The text with each run of `- ` lines replaced by the `+ ` lines that follow it.
    fn edited(&self, text: &str) -> String {
        // Whole lines are meant, so each begins after a line end.
        let mut text = format!("\n{text}");
        let mut lines = self.lines.iter().filter(|line| !line.is_empty()).peekable();
        while lines.peek().is_some() {
            let mut run = |sign: &str| {
                let mut run = String::new();
                while let Some(line) = lines.next_if(|line| line.starts_with(sign)) {
                    run.push_str(line[1..].strip_prefix(' ').unwrap_or(""));
                    run.push('\n');
                }
                run
            };
            let (old, new) = (run("-"), run("+"));
            assert!(!old.is_empty(), "an edit has lines with `-`, each run maybe followed by some with `+`");
            let (old, new) = (format!("\n{old}"), format!("\n{new}"));
            assert!(text.contains(&old), "there is no{old}in{text}");
            text = text.replacen(&old, &new, 1);
        }
        text[1..].to_owned()
    }
}

impl Case {
    /// The text of the case with what the steps led to.
    pub fn write(&self, results: &[Vec<String>]) -> String {
        let mut text = format!("{}\n", self.head);
        for (step, result) in self.steps.iter().zip(results) {
            text.push_str(&format!("\n{}\n", step.source));
            for line in result {
                text.push_str(&format!("> {line}\n"));
            }
        }
        text
    }
}

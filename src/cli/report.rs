//! How everything is shown. Nothing else writes to the standard streams.

use super::Trouble;
use super::flags::{Common, Flags, Format};
use crate::build::{Progress, Report};
use crate::problem::{self, Problem, Severity, Style};
use crate::source::Sources;
use anstream::ColorChoice;
use clap::{CommandFactory, FromArgMatches};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use std::ffi::OsString;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How long a build may take before its progress is shown.
const PATIENCE: Duration = Duration::from_millis(300);
/// The columns kept to: those of the terminal, within reason.
const WIDTH: usize = 120;

/// Reads the flags. Help and version are shown here, and so is wrong usage.
pub(super) fn parse_flags(words: impl IntoIterator<Item = OsString>) -> Result<Flags, ExitCode> {
    let words: Vec<OsString> = words.into_iter().collect();
    // Help is shown while the words are still being read, so its colours are settled first.
    let color = asked_color(&words);
    let parsed = Flags::command()
        .color(color)
        .try_get_matches_from(words)
        .and_then(|matches| Flags::from_arg_matches(&matches));
    parsed.map_err(|error| {
        // A reader that went away, as in `dateline --help | head -1`, is no trouble.
        let _ = error.print();
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
    })
}

fn asked_color(words: &[OsString]) -> clap::ColorChoice {
    let mut words = words.iter().filter_map(|word| word.to_str());
    let mut choice = clap::ColorChoice::Auto;
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--color") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        choice = match value {
            Some("always") => clap::ColorChoice::Always,
            Some("never") => clap::ColorChoice::Never,
            Some("auto") => clap::ColorChoice::Auto,
            _ => choice,
        };
    }
    choice
}

/// Shows results, problems, notes and trouble.
#[derive(Clone, Copy, Debug)]
pub(super) struct Show {
    format: Format,
    quiet: bool,
}

impl Show {
    /// Settles colours and form.
    pub(super) fn new(common: &Common) -> Self {
        let choice = match common.color {
            clap::ColorChoice::Auto => ColorChoice::Auto,
            clap::ColorChoice::Always => ColorChoice::Always,
            clap::ColorChoice::Never => ColorChoice::Never,
        };
        choice.write_global();
        Self { format: common.format, quiet: common.quiet }
    }

    /// True if results are one JSON object.
    pub(super) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// A result: what the command was called for.
    pub(super) fn result(&self, text: &str) -> Result<(), Trouble> {
        let mut out = anstream::stdout().lock();
        let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        match written {
            // Whoever read it has seen enough.
            Err(cause) if cause.kind() == ErrorKind::BrokenPipe => Ok(()),
            Err(cause) => Err(Trouble::new(format!("cannot write to standard output: {cause}"))),
            Ok(()) => Ok(()),
        }
    }

    /// A result for programs.
    pub(super) fn json(&self, value: &Value) -> Result<(), Trouble> {
        self.result(&format!("{value:#}\n"))
    }

    /// The closing line of a command that shows nothing else on standard output.
    pub(super) fn closing(&self, line: &str) -> Result<(), Trouble> {
        if self.quiet { Ok(()) } else { self.result(&format!("{line}\n")) }
    }

    /// Something good to know.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet && !self.is_json() {
            let style = anstyle::Style::new().bold();
            aside(&format!("{style}note{style:#}: {text}\n"));
        }
    }

    /// A line about what a command that goes on is doing.
    pub(super) fn aside(&self, line: &str) {
        if !self.quiet && !self.is_json() {
            aside(&format!("{line}\n"));
        }
    }

    /// Why the command could not do its work.
    pub(super) fn trouble(&self, trouble: &Trouble) {
        if self.is_json() {
            let value = json!({ "error": trouble.message, "hint": trouble.hint });
            if self.json(&value).is_ok() {
                return;
            }
        }
        let style = anstyle::AnsiColor::Red.on_default().bold();
        let hint = trouble.hint.as_ref().map_or(String::new(), |hint| format!("  = hint: {hint}\n"));
        aside(&format!("{style}error{style:#}: {}\n{hint}", trouble.message));
    }

    /// The notes and problems of a run, for people.
    pub(super) fn problems(&self, report: &Report) {
        if self.is_json() {
            return;
        }
        for note in &report.notes {
            self.note(note);
        }
        self.draw(&report.problems, &report.sources);
    }

    /// The errors of a run, for a command that is not about the site's problems.
    pub(super) fn errors(&self, report: &Report) {
        let errors = report.problems.iter().filter(|problem| problem.severity == Severity::Error);
        self.draw(&errors.cloned().collect::<Vec<_>>(), &report.sources);
    }

    /// Problems with their excerpts, for people.
    pub(super) fn draw(&self, problems: &[Problem], sources: &Sources) {
        if self.is_json() {
            return;
        }
        let choice = anstream::AutoStream::choice(&std::io::stderr());
        let style = Style { color: choice != ColorChoice::Never, width: WIDTH };
        let mut drawn = problem::draw_all(problems, sources, style);
        if !drawn.is_empty() {
            drawn.push('\n');
            aside(&drawn);
        }
    }

    /// Progress is for people who wait at a terminal.
    pub(super) fn bar(&self) -> Bar {
        let wanted = !self.quiet && !self.is_json() && std::io::stderr().is_terminal();
        Bar { bar: wanted.then(ProgressBar::hidden), began: Instant::now() }
    }
}

/// Text beside the results, on standard error. If that is closed there is nobody to tell.
fn aside(text: &str) {
    let mut out = anstream::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// The progress of a build: nothing at first, a bar when it takes longer than a moment.
pub(super) struct Bar {
    bar: Option<ProgressBar>,
    began: Instant,
}

impl Bar {
    /// Shows a step.
    pub(super) fn step(&self, progress: Progress) {
        let Some(bar) = self.bar.as_ref() else { return };
        let (word, at, of) = match progress {
            Progress::Waiting => {
                // Said at once: the wait may be long, and its end is not ours to tell.
                bar.suspend(|| aside("note: another build of this site is running; waiting for it\n"));
                return;
            }
            Progress::Reading => ("reading", 0, 0),
            Progress::Rendering(at, of) => ("rendering", at, of),
            Progress::Publishing => ("publishing", 1, 1),
        };
        if self.began.elapsed() < PATIENCE {
            return;
        }
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("{msg:>10} [{bar:30}] {pos}/{len}") {
                bar.set_style(style.progress_chars("=> "));
            }
        }
        bar.set_message(word);
        bar.set_length(of as u64);
        bar.set_position(at as u64);
    }

    /// Takes the bar away and says how long the build took.
    pub(super) fn finish(self) -> Duration {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.began.elapsed()
    }
}

/// A report as JSON, with what the command adds.
pub(super) fn report_json(report: &Report, took: Duration) -> serde_json::Map<String, Value> {
    let problems: Vec<Value> =
        report.problems.iter().map(|problem| problem::to_json(problem, &report.sources)).collect();
    let mut object = serde_json::Map::new();
    let mut add = |key: &str, value: Value| {
        object.insert(key.to_owned(), value);
    };
    add("problems", problems.into());
    add("errors", report.count.0.into());
    add("warnings", report.count.1.into());
    add("articles", report.articles.into());
    add("outputs", report.outputs.into());
    add("rendered", report.rendered.len().into());
    add("kept", report.kept.len().into());
    add("opened", report.opened.into());
    add("decoded", report.decoded.into());
    add("drawn", report.drawn.into());
    add("written", report.written.len().into());
    add("removed", report.removed.len().into());
    add("seconds", took.as_secs_f64().into());
    add("notes", report.notes.clone().into());
    object
}

/// `2 errors, 1 warning`; None if there are neither.
pub(super) fn tally((errors, warnings): (usize, usize)) -> Option<String> {
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| many(count, word))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `1 article`, `2 articles`.
pub(super) fn many(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// A path as short as it can be said from here.
#[expect(clippy::disallowed_methods, reason = "only what is shown depends on where the program was started")]
pub(super) fn short(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&here) {
        Ok(below) if below.as_os_str().is_empty() => ".".into(),
        Ok(below) => below.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}

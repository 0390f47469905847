//! How problems are shown: with an excerpt for people, in one line for other tools, as JSON
//! for programs.

use super::{Label, Place, Problem, Severity};
use crate::source::{Lines, Sources};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde_json::json;
use std::ops::Range;

/// How a drawing looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// With terminal colours.
    pub color: bool,
    /// Columns to keep to.
    pub width: usize,
}

impl Style {
    /// Without colours, 120 columns wide: the form of files and tests.
    pub const PLAIN: Style = Style { color: false, width: 120 };
}

/// Draws one problem with an excerpt of every place it points at.
pub fn draw(problem: &Problem, sources: &Sources, style: Style) -> String {
    let excerpts: Vec<Excerpt<'_>> =
        problem.labels.iter().filter_map(|label| Excerpt::of(label, sources)).collect();
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Advice => Level::INFO.with_name("advice"),
    };
    let mut group: Group<'_> =
        Group::with_title(level.primary_title(&problem.message).id(problem.code.name()));
    let mut done: Vec<&str> = Vec::new();
    for (index, excerpt) in excerpts.iter().enumerate() {
        // All places of one file go into one excerpt; the first place leads.
        if done.contains(&excerpt.path) {
            continue;
        }
        done.push(excerpt.path);
        let Some(text) = &excerpt.text else {
            group = group.element(Origin::path(excerpt.path));
            continue;
        };
        let mut snippet = Snippet::source(&**text).path(excerpt.path);
        for (other_index, other) in excerpts.iter().enumerate() {
            if other.path != excerpt.path {
                continue;
            }
            let kind = if other_index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let label = Some(other.label).filter(|label| !label.is_empty());
            snippet = snippet.annotation(kind.span(other.range.clone()).label(label));
        }
        let _ = index;
        group = group.element(snippet);
    }
    for hint in &problem.hints {
        group = group.element(Level::HELP.with_name("hint").message(hint));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    renderer.decor_style(DecorStyle::Ascii).term_width(style.width).render(&[group]).to_string()
}

/// Draws all problems, an empty line between them.
pub fn draw_all(problems: &[Problem], sources: &Sources, style: Style) -> String {
    let mut drawn = String::new();
    for (index, problem) in problems.iter().enumerate() {
        if index > 0 {
            drawn.push('\n');
        }
        drawn.push_str(&draw(problem, sources, style));
        drawn.push('\n');
    }
    drawn
}

/// One problem in one line: `path:line:column: error[code]: message`.
pub fn draw_line(problem: &Problem, sources: &Sources) -> String {
    let place = problem.labels.first().map_or(String::new(), |label| {
        let path = &sources.get(label.place.source()).path;
        match position(label, sources) {
            Some((line, column, _, _)) => format!("{path}:{line}:{column}: "),
            None => format!("{path}: "),
        }
    });
    let hint = problem.hints.first().map_or(String::new(), |hint| format!(" ({hint})"));
    format!("{place}{}[{}]: {}{hint}", problem.severity.word(), problem.code.name(), problem.message)
}

/// One problem as a JSON object.
pub fn to_json(problem: &Problem, sources: &Sources) -> serde_json::Value {
    let labels: Vec<_> = problem
        .labels
        .iter()
        .map(|label| {
            let path = &*sources.get(label.place.source()).path;
            match position(label, sources) {
                Some((line, column, end_line, end_column)) => json!({
                    "path": path, "line": line, "column": column,
                    "end_line": end_line, "end_column": end_column, "text": label.text,
                }),
                None => json!({ "path": path, "text": label.text }),
            }
        })
        .collect();
    json!({
        "severity": problem.severity.word(),
        "code": problem.code.name(),
        "message": problem.message,
        "labels": labels,
        "hints": problem.hints,
    })
}

/// What a label shows: a path, and the text with the marked range if it points into one.
struct Excerpt<'a> {
    path: &'a str,
    text: Option<String>,
    range: Range<usize>,
    label: &'a str,
}

impl<'a> Excerpt<'a> {
    fn of(label: &'a Label, sources: &'a Sources) -> Option<Self> {
        let path = &*sources.get(label.place.source()).path;
        let Place::Span(span) = label.place else {
            return Some(Self { path, text: None, range: 0..0, label: &label.text });
        };
        let text = sources.text(span.source).ok()?.text;
        let range = fit(&text, span.start as usize, span.end as usize);
        Some(Self { path, text: Some(text), range, label: &label.text })
    }
}

/// A range within the text and on character boundaries, of at least one character where
/// there is one.
fn fit(text: &str, start: usize, end: usize) -> Range<usize> {
    let mut start = start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

fn position(label: &Label, sources: &Sources) -> Option<(usize, usize, usize, usize)> {
    let Place::Span(span) = label.place else { return None };
    let text = sources.text(span.source).ok()?.text;
    let lines = Lines::new(&text);
    let start = lines.position(span.start as usize);
    let end = lines.position(span.end as usize);
    Some((start.line, start.column, end.line, end.column))
}

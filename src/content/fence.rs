//! The two `---` lines between which front matter stands.

use crate::problem::{Code, Problem};
use crate::source::{SourceId, Span, Text};
use std::ops::Range;

/// Where the parts of a file with front matter are.
pub(super) struct Fence {
    pub(super) opening: Range<usize>,
    pub(super) yaml: Range<usize>,
    pub(super) body: usize,
}

/// The byte where the body of a file begins.
pub(super) fn body_start(text: &Text, source: SourceId) -> usize {
    match text.flaw {
        Some(_) => text.text.len(),
        None => fence(&text.text, source).map_or_else(|(_, body)| body, |fence| fence.body),
    }
}

/// Finds the two `---` lines. Empty lines before the first are passed over.
pub(super) fn fence(text: &str, source: SourceId) -> Result<Fence, (Problem, usize)> {
    let start = text.len() - text.trim_start_matches(['\n', ' ', '\t']).len();
    let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
    let first = &text[start..line(start)];
    if first.trim_end() != "---" {
        let problem = Problem::new(Code::NoFrontMatter, "this file does not begin with front matter")
            .at(Span::new(source, start, start + first.trim_end().len()))
            .hint(match first.trim_end() {
                "+++" => "front matter is YAML between two lines `---`, not TOML between `+++`",
                _ => "begin with a line `---`, then `title: …`, then another line `---`",
            });
        return Err((problem, 0));
    }
    let opening = start..start + 3;
    let begin = (line(start) + 1).min(text.len());
    let mut at = begin;
    while at < text.len() {
        let end = line(at);
        if text[at..end].trim_end() == "---" {
            return Ok(Fence { opening, yaml: begin..at, body: (end + 1).min(text.len()) });
        }
        at = end + 1;
    }
    let problem = Problem::new(Code::UnclosedFrontMatter, "this front matter has no end")
        .at(Span::new(source, opening.start, opening.end))
        .hint("write a line `---` after the last key");
    Err((problem, text.len()))
}

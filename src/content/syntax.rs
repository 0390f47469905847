//! Syntax errors of front matter, in words that say what to do.

use super::yaml::Syntax;
use crate::problem::{Code, Problem};
use crate::source::{SourceId, Span};
use std::ops::Range;

/// The problem for a text that is no YAML. `yaml` is where the front matter stands.
pub(super) fn syntax_problem(text: &str, yaml: Range<usize>, fault: &Syntax, source: SourceId) -> Problem {
    let place = |at: usize| one_character(text, &yaml, yaml.start + at, source);
    // A quote or bracket without an end is noticed at the end; its beginning is what helps.
    let unclosed = fault.context.as_ref().and_then(|(context, at)| match context.as_str() {
        "while scanning a quoted scalar" => Some(("this quotation mark", "", *at)),
        "while parsing a flow sequence" => Some(("this list", "expected `,` or `]`", *at)),
        "while parsing a flow mapping" => Some(("this table", "expected `,` or `}`", *at)),
        _ => None,
    });
    let problem = match (unclosed, &fault.context) {
        (Some((what, expected, at)), _)
            if fault.message.contains("end of stream") || fault.message.contains("expected ','") =>
        {
            let problem = Problem::new(Code::Syntax, format!("{what} is not closed")).at(place(at));
            match expected.is_empty() || at == fault.at {
                true => problem,
                false => problem.label(place(fault.at), expected),
            }
        }
        (_, Some((context, at))) if *at != fault.at => {
            Problem::new(Code::Syntax, &fault.message).at(place(fault.at)).label(place(*at), context)
        }
        _ => Problem::new(Code::Syntax, &fault.message).at(place(fault.at)),
    };
    let problem = no_break_space(problem, text, &yaml, source);
    if !problem.hints.is_empty() {
        return problem;
    }
    let at = (yaml.start + fault.at).min(yaml.end);
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default();
    match hint(line, &fault.message) {
        Some(hint) => problem.hint(hint),
        None => problem,
    }
}

/// Moves a problem to a no-break space after a key's colon, if there is one: it looks like
/// a space, but makes the whole line plain text.
pub(super) fn no_break_space(problem: Problem, text: &str, yaml: &Range<usize>, source: SourceId) -> Problem {
    let mut start = yaml.start;
    for line in text[yaml.clone()].split_inclusive('\n') {
        let words = line.trim_start_matches([' ', '-']);
        let name = words.split_once(":\u{a0}").map(|(name, _)| name).filter(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        });
        if let Some(name) = name {
            let at = start + line.len() - words.len() + name.len() + 1;
            return Problem::new(Code::Syntax, "there is a no-break space after the colon")
                .at(Span::new(source, at, at + '\u{a0}'.len_utf8()))
                .hint("replace it by an ordinary space");
        }
        start += line.len();
    }
    problem
}

fn hint(line: &str, message: &str) -> Option<String> {
    if line.starts_with('\t') || line.trim_start_matches(' ').starts_with('\t') {
        return Some("indent with spaces: YAML allows no tabs there".to_owned());
    }
    if message.starts_with("unknown anchor") {
        return Some("a value that begins with `*` needs quotes".to_owned());
    }
    if message.starts_with("the YAML ends here") {
        return Some("front matter ends with a line `---`".to_owned());
    }
    let mapping = message.starts_with("mapping values are not allowed");
    let start = message.contains("cannot start any token") || message.contains("did not find expected");
    let (key, value) = line.split_once(": ")?;
    let value = value.trim();
    let quoted = value.starts_with(['"', '\'']);
    if mapping && !value.contains(':') {
        return Some("is this line indented by mistake, or does the value above need quotes?".to_owned());
    }
    if quoted && start {
        return Some("text that holds quotation marks needs others around it, or `\\\"` inside".to_owned());
    }
    let special = value.starts_with(['@', '`', '%', '*', '&', '!', '|', '>', '[', '{', ',']);
    if quoted || !(mapping || (start && special)) {
        return None;
    }
    let value = match value.contains('"') {
        true => format!("'{}'", value.replace('\'', "''")),
        false => format!("\"{}\"", value.replace('\\', "\\\\")),
    };
    Some(format!("quote the value: `{}: {value}`", key.trim()))
}

/// The character at a byte, or nothing at the end of a line.
fn one_character(text: &str, yaml: &Range<usize>, at: usize, source: SourceId) -> Span {
    let mut at = at.clamp(yaml.start, yaml.end);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let length = text[at..yaml.end].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
    Span::new(source, at, at + length)
}

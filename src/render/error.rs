//! Errors of the template engine become problems with places.

use super::objects::HINT;
use crate::facts::Facts;
use crate::problem::{Code, Place, Problem, nearest_path};
use crate::source::Span;
use minijinja::{Error, ErrorKind};

/// The problem of a page that could not be made. The innermost template is the place; the
/// templates that include it are shown along.
pub(super) fn problem(error: &Error, facts: &Facts, path: &str) -> Problem {
    let mut chain = vec![error];
    while let Some(inner) = chain.last().and_then(|error| std::error::Error::source(*error)) {
        let Some(inner) = inner.downcast_ref::<Error>() else { break };
        chain.push(inner);
    }
    let innermost = chain.last().copied().unwrap_or(error);
    let code = match innermost.kind() {
        ErrorKind::UndefinedError => Code::UndefinedInTemplate,
        ErrorKind::TemplateNotFound => Code::NoTemplate,
        _ => Code::TemplateFailed,
    };
    let kind = innermost.kind().to_string();
    let detail = innermost.detail().unwrap_or(&kind);
    let (message, hint) = detail.split_once(HINT).unwrap_or((detail, ""));
    let mut problem = match (innermost.kind(), quoted(message)) {
        (ErrorKind::OutOfFuel, _) => {
            Problem::new(code, "this page is too much work: is there a loop without end?")
        }
        (ErrorKind::TemplateNotFound, Some(name)) => {
            let problem = Problem::new(code, format!("the theme has no template `{name}`"))
                .did_you_mean(name, facts.theme.template_names());
            // Perhaps its folder was forgotten.
            match nearest_path(name, facts.theme.template_names()) {
                Some(near) if problem.hints.is_empty() => problem.hint(format!("did you mean `{near}`?")),
                _ => problem,
            }
        }
        (_, Some(name)) if message.starts_with("cycle in template inheritance") => {
            Problem::new(code, format!("`{name}` extends itself")).hint(format!(
                "a file that stands in for one of another theme extends it by its owner's name, as in \
                 `broadsheet::{name}`"
            ))
        }
        _ => Problem::new(code, message.to_owned()),
    };
    for (index, error) in chain.iter().rev().enumerate() {
        let Some(template) = error.name().and_then(|name| facts.theme.template(name)) else { continue };
        let label = if index == 0 { "" } else { "used here" };
        let place = match error.range() {
            Some(range) => Place::Span(Span::new(template.source, range.start, range.end)),
            None => Place::File(template.source),
        };
        // A template that includes itself comes again and again.
        if !problem.labels.iter().any(|known| known.place == place) {
            problem = problem.label(place, label);
        }
    }
    if !hint.is_empty() {
        problem = problem.hint(hint.to_owned());
    }
    problem.hint(format!("while making `{path}`"))
}

/// What stands in quotes in a message of the engine.
fn quoted(message: &str) -> Option<&str> {
    let start = message.find(['"', '\''])?;
    let quote = message[start..].chars().next()?;
    let rest = &message[start + 1..];
    rest.find(quote).map(|end| &rest[..end])
}

//! Figures that components draw: files that cannot be read, and tables that are not fit.

use crate::chart::{Figures, Kind, grid, refusal};
use crate::component::{Call, Draws};
use crate::config::flaw;
use crate::content::Document;
use crate::data::Data;
use crate::library::{Argument, Called, Library};
use crate::problem::{Code, Problem, Problems};
use crate::source::{ReadError, Sources, Span};
use crate::theme::Theme;
use rustc_hash::FxHashMap;

/// The rows of a file; None if it cannot be read, which has been said.
type Files = FxHashMap<String, Option<Vec<Vec<String>>>>;

/// Reads the figures of every component that draws some.
pub fn figures(library: &Library, theme: &Theme, sources: &Sources) -> Result<Problems, ReadError> {
    let mut problems = Problems::new();
    let mut files = Files::default();
    for (document, called) in texts(library) {
        for (call, called) in document.outline.calls.iter().zip(called) {
            let Some(declaration) = theme.components().get(&*called.name) else { continue };
            let mut rows = Some(call.rows.clone()).filter(|rows| !rows.is_empty());
            let mut given = rows.is_some();
            for (_, argument) in &called.arguments {
                if let Argument::File(path) = argument {
                    given = true;
                    rows = file(path, call, sources, &mut files, &mut problems)?;
                }
            }
            let wrong = |message: String| Problem::new(Code::ComponentArgument, message).at(call.name.span);
            match (declaration.draws, rows) {
                (Some(draws), None) if !given && !was_refused(call) => {
                    let what = if draws == Draws::Chart { "draw" } else { "show" };
                    let problem = wrong(format!("`{}` has nothing to {what}", called.name));
                    problems.push(problem.hint("give a CSV file, or write a table as its body"));
                }
                (Some(Draws::Chart), Some(rows)) => {
                    if let Some(reason) = refusal(kind(called), &Figures::new(&rows)) {
                        problems.push(wrong(reason));
                    }
                }
                _ => {}
            }
        }
    }
    Ok(problems)
}

/// Everything that is readable and calls components.
fn texts(library: &Library) -> impl Iterator<Item = (&Document, &[Called])> {
    let pages = library.pages.iter().filter(|page| page.presence.is_readable());
    let pages = pages.map(|page| (Some(&page.document), &page.calls));
    let sections = library.sections.iter().map(|section| (section.document.as_ref(), &section.calls));
    let taxonomies = library.taxonomies.iter().map(|taxonomy| (taxonomy.document.as_ref(), &taxonomy.calls));
    let terms = library.terms.iter().map(|term| (term.document.as_ref(), &term.calls));
    let all = pages.chain(sections).chain(taxonomies).chain(terms);
    all.filter_map(|(document, calls)| Some((&**document?, &calls[..])))
        .filter(|(_, calls)| !calls.is_empty())
}

/// A file was named, but is not there: that has been said.
fn was_refused(call: &Call) -> bool {
    let named = call.named.iter().map(|(_, value)| value).chain(&call.bare);
    named.into_iter().any(|value| value.value.ends_with(".csv"))
}

fn kind(called: &Called) -> Kind {
    let named = called.arguments.iter().find(|(name, _)| name == "kind");
    let word = named.and_then(|(_, argument)| match argument {
        Argument::Value(Data::Text(word)) => Kind::from_name(word),
        _ => None,
    });
    word.unwrap_or(Kind::Bar)
}

fn file(
    path: &str,
    call: &Call,
    sources: &Sources,
    files: &mut Files,
    problems: &mut Problems,
) -> Result<Option<Vec<Vec<String>>>, ReadError> {
    if let Some(rows) = files.get(path) {
        return Ok(rows.clone());
    }
    let Some(id) = sources.find(path) else { return Ok(None) };
    let text = sources.text(id)?;
    let read = match flaw(&text, id) {
        Some(problem) => Err(problem),
        None => grid(&text.text).map_err(|(at, reason)| {
            let at = at.min(text.text.len());
            Problem::new(Code::Syntax, reason).at(Span::new(id, at, at))
        }),
    };
    let rows = match read {
        Ok(rows) => Some(rows),
        Err(problem) => {
            // What lies below `data/` is everybody's, and has been read for templates too.
            let common = path.starts_with("data/");
            problems.push(if common { problem } else { problem.label(call.name.span, "shown here") });
            None
        }
    };
    files.insert(path.to_owned(), rows.clone());
    Ok(rows)
}

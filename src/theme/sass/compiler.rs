//! The compiler of Sass, and the files that it sees.

use super::Sheets;
use crate::config::flaw;
use crate::problem::{Code, Place, Problem};
use crate::source::{SourceId, Sources, Span};
use grass::{ErrorKind, Fs, NullLogger, Options};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Component, Path, PathBuf};

/// Compiles a style sheet, whose path below `static/` is given.
pub(in crate::theme) fn compile(
    path: &str,
    source: SourceId,
    sheets: &Sheets,
    sources: &Sources,
) -> Result<String, Problem> {
    let shelf = Shelf { sheets, sources };
    let options = Options::default().fs(&shelf).logger(&NullLogger);
    let failed = |message: String, place: Place| Problem::new(Code::SassFailed, message).at(place);
    // Not every mistake in a style sheet is one that the compiler knows of.
    let made = catch_unwind(AssertUnwindSafe(|| grass::from_path(path, &options)));
    let error = match made {
        Ok(Ok(css)) => return Ok(css),
        Ok(Err(error)) => error,
        Err(_) => return Err(failed("nothing can be made of this style sheet".into(), source.into())),
    };
    Err(match error.kind() {
        ErrorKind::ParseError { message, loc, .. } => {
            let file = shelf.find(Path::new(loc.file.name())).unwrap_or(source);
            let at = |line, column| shelf.offset(file, line, column);
            let place = match (at(loc.begin.line, loc.begin.column), at(loc.end.line, loc.end.column)) {
                (Some(begin), Some(end)) => Span::new(file, begin, end.max(begin)).into(),
                _ => file.into(),
            };
            failed(in_house_style(&message), place)
        }
        ErrorKind::IoError(error) => failed(error.to_string(), source.into()),
        _ => failed("a style sheet is not UTF-8".into(), source.into()),
    })
}

/// A message without its capital letter and full stop.
fn in_house_style(message: &str) -> String {
    let message = message.trim_end_matches('.');
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The style sheets of a theme, as the compiler looks for them.
#[derive(Debug)]
struct Shelf<'a> {
    sheets: &'a Sheets,
    sources: &'a Sources,
}

impl Shelf<'_> {
    fn find(&self, path: &Path) -> Option<SourceId> {
        self.sheets.get(&plain(path)).copied()
    }

    /// Where a line and a column of a file are, both counted from nothing.
    fn offset(&self, file: SourceId, line: usize, column: usize) -> Option<usize> {
        let text = self.sources.text(file).ok()?.text;
        let begin = match line {
            0 => 0,
            line => text.match_indices('\n').nth(line - 1)?.0 + 1,
        };
        let inside = text[begin..].char_indices().nth(column).map(|(at, _)| at);
        Some(begin + inside.unwrap_or(text.len() - begin))
    }
}

impl Fs for Shelf<'_> {
    fn is_dir(&self, path: &Path) -> bool {
        let folder = format!("{}/", plain(path));
        self.sheets.range(folder.clone()..).next().is_some_and(|(path, _)| path.starts_with(&folder))
    }

    fn is_file(&self, path: &Path) -> bool {
        self.find(path).is_some()
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let file = self.find(path).ok_or(io::ErrorKind::NotFound)?;
        let text = self.sources.text(file).map_err(io::Error::other)?;
        match flaw(&text, file) {
            Some(problem) => Err(io::Error::other(problem.message)),
            None => Ok(text.text.as_bytes().to_vec()),
        }
    }

    fn canonicalize(&self, path: &Path) -> io::Result<PathBuf> {
        Ok(plain(path).into())
    }
}

/// A path without `.` and `..`, with `/` between its parts.
fn plain(path: &Path) -> String {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_string_lossy()),
            Component::ParentDir => {
                parts.pop();
            }
            _ => {}
        }
    }
    parts.join("/")
}

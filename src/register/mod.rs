//! `urls.lock`: every address that the site has ever had, and whose it is.
//!
//! The file lies beside `site.toml` and is committed with the site. It has one line for each
//! address, sorted, with nothing in it that changes by itself, so that two branches rarely
//! touch the same line:
//!
//! ```text
//! /asia/talks/ 20261118-100000-talks content/asia/talks.md
//! /asia/page/1/ @section/asia content/asia/_index.md
//! /old-talks/ 20261118-100000-talks content/asia/talks.md
//! ```
//!
//! First the address, then its owner, then the source it was last made from. The owner of an
//! article's address is the article's `id`, or its first address if it has no `id`; that of
//! other pages is their permanent name behind an `@`. A feed belongs to what its articles are
//! of, `@feed/rss/section/asia`; a twin in Markdown to its article, `@twin/` and the article's
//! owner; a picture or other file to its bytes, `@file/` and their fingerprint.

mod file;
mod kind;
#[cfg(test)]
mod tests;

pub use file::record;
pub use kind::{Kind, has_address, is_for_readers, kind};

use crate::config::{Format, site_path};
use crate::fingerprint::Fingerprint;
use crate::library::{Entry, Library};
use crate::problem::{Code, Place, Problem, Problems};
use crate::source::{Flaw, ReadError, SourceId, Sources, Span};
use std::collections::BTreeMap;

/// The name of the file, at the root of the site.
pub const FILE: &str = "urls.lock";

/// What the owners of feeds, of twins and of files begin with.
const FEED: &str = "@feed/";
const TWIN: &str = "@twin/";
const FILE_OWNER: &str = "@file/";

/// What stands first in the file.
const HEAD: &str = "\
# Every address this site has ever had, whose it is, and the source it was made from.
# `dateline build` keeps it; commit it with the site. An address in it is a page, a redirect
# or a tombstone for ever: a build that would lose one fails.
";

/// Every address that the site has ever had, by address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Register {
    /// An address, from the site's root and not encoded, and what is known of it. After a
    /// merge of two branches there can be more than one line for one address.
    pub lines: BTreeMap<String, Vec<Line>>,
}

/// What is known of an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Whose address it is.
    pub owner: Owner,
    /// The path of the source it was last made from; `-` if it has none of its own.
    pub source: String,
    /// Where it stands; None if it is new.
    pub place: Option<Place>,
}

/// Whose an address is, in its written form: an article's id, a first address (which begins
/// with `/`), the name of another entry (which begins with `@`), or `-` for nobody.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Owner(pub String);

impl Owner {
    /// The owner of a redirect that leads to no page of the site.
    pub fn nobody() -> Self {
        Self("-".to_owned())
    }

    /// An article or page by its id.
    pub fn id(id: &str) -> Self {
        let mut text = written(id);
        // What begins like another kind of owner must not be taken for one.
        if let Some(first) = text.chars().next().filter(|first| matches!(first, '/' | '@' | '-')) {
            text.replace_range(..1, &format!("%{:02X}", u32::from(first)));
        }
        Self(text)
    }

    /// An article or page by its first address.
    pub fn first_address(path: &str) -> Self {
        Self(written(path))
    }

    /// An entry that is no article or page, by its permanent name.
    pub fn entry(entry: Entry, library: &Library) -> Self {
        let (kind, name) = entry.name(library);
        Self(match name {
            Some(name) => format!("@{kind}/{}", written(&name)),
            None => format!("@{kind}"),
        })
    }

    /// A feed, by its form and what its articles are of.
    pub fn feed(format: Format, of: Entry, library: &Library) -> Self {
        Self(format!("{FEED}{}/{}", format.word(), &Self::entry(of, library).0[1..]))
    }

    /// The twin of an article in Markdown.
    pub fn twin(article: &Owner) -> Self {
        Self(format!("{TWIN}{}", article.0))
    }

    /// A picture or another file, by the fingerprint of its bytes.
    pub fn file(print: Fingerprint) -> Self {
        // Half of it tells all files of a site apart, and the lines stay short.
        Self(format!("{FILE_OWNER}{}", &print.to_string()[..16]))
    }

    /// A file of which the bytes have not been looked at yet.
    pub fn unread_file() -> Self {
        Self(format!("{FILE_OWNER}-"))
    }

    /// Says whether it is a file, known by its bytes.
    pub fn is_of_bytes(&self) -> bool {
        self.0.starts_with(FILE_OWNER)
    }

    /// The article, if it is the twin of one.
    pub fn as_twin(&self) -> Option<Owner> {
        self.0.strip_prefix(TWIN).map(|article| Owner(article.to_owned()))
    }

    /// The form of a feed, and the kind and name of what its articles are of.
    pub fn as_feed(&self) -> Option<(Format, &str, String)> {
        let (word, of) = self.0.strip_prefix(FEED)?.split_once('/')?;
        let format = Format::ALL.into_iter().find(|format| format.word() == word)?;
        let (kind, name) = of.split_once('/').unwrap_or((of, ""));
        Some((format, kind, percent_encoding::percent_decode_str(name).decode_utf8().ok()?.into_owned()))
    }

    /// The path, if it is a first address.
    pub fn as_first_address(&self) -> Option<String> {
        self.0.starts_with('/').then(|| site_path(&self.0).ok()).flatten()
    }

    /// Kind and name, if it is an entry.
    pub fn as_entry(&self) -> Option<(&str, String)> {
        let (kind, name) = self.0.strip_prefix('@')?.split_once('/').unwrap_or((&self.0[1..], ""));
        Some((kind, percent_encoding::percent_decode_str(name).decode_utf8().ok()?.into_owned()))
    }
}

impl Register {
    /// Reads the file, if the site has one.
    pub fn read(sources: &Sources) -> Result<(Self, Problems), ReadError> {
        let Some(id) = sources.find(FILE) else { return Ok((Self::default(), Problems::new())) };
        let text = sources.text(id)?;
        Ok(match text.flaw {
            None => parse(&text.text, id),
            Some(Flaw::TooLong(_)) => {
                // It grows with the site, and is read without places then.
                let bytes = sources.bytes(id)?;
                let (mut register, mut problems) = parse(&String::from_utf8_lossy(&bytes), id);
                let file = |place: &mut Place| *place = Place::File(id);
                register.lines.values_mut().flatten().filter_map(|line| line.place.as_mut()).for_each(file);
                problems = problems
                    .into_iter()
                    .map(|mut problem| {
                        problem.labels.iter_mut().for_each(|label| file(&mut label.place));
                        problem
                    })
                    .collect();
                (register, problems)
            }
            Some(Flaw::NotUtf8(byte)) => {
                let message = format!("this file is not UTF-8: byte {byte} does not belong to a character");
                (
                    Self::default(),
                    [Problem::new(Code::NotUtf8, message).at(Place::File(id))].into_iter().collect(),
                )
            }
        })
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (path, lines) in &self.lines {
            // One line is enough once it is settled whose the address is.
            if let Some(line) = lines.first() {
                text.push_str(&written(path));
                for part in [&line.owner.0, &line.source] {
                    text.push(' ');
                    text.push_str(part);
                }
                text.push('\n');
            }
        }
        text
    }

    /// Says whose an address is from now on.
    pub fn give(&mut self, path: &str, owner: Owner, source: &str) {
        let line = Line { owner, source: source.to_owned(), place: None };
        self.lines.insert(path.to_owned(), vec![line]);
    }
}

/// A path or name in one word that people can still read: only what would end the word or be
/// taken for something else is percent-encoded.
fn written(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut bytes = [0; 4];
    for letter in text.chars() {
        let special = matches!(letter, '%' | '?' | '#' | '\u{2028}' | '\u{2029}');
        if special || letter.is_control() || letter.is_whitespace() {
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                written.push_str(&format!("%{byte:02X}"));
            }
        } else {
            written.push(letter);
        }
    }
    written
}

/// Reads the text of the file.
fn parse(text: &str, source: SourceId) -> (Register, Problems) {
    let mut register = Register::default();
    let mut problems = Problems::new();
    let mut start = 0;
    for line in text.split('\n') {
        let span = Span::new(source, start, start + line.trim_end().len());
        start += line.len() + 1;
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut parts = line.splitn(3, ' ');
        let (path, owner) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let place = Span::new(source, span.start as usize, span.start as usize + path.len());
        match (site_path(path), owner, parts.next()) {
            (Ok(path), owner, Some(made_from)) if !owner.is_empty() => {
                register.lines.entry(path).or_default().push(Line {
                    owner: Owner(owner.to_owned()),
                    source: made_from.to_owned(),
                    place: Some(place.into()),
                });
            }
            _ if ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark)) => {
                let problem = Problem::new(Code::Syntax, "this is the mark of a merge that is not finished");
                problems.push(problem.at(span).hint("keep the lines of both sides and take out the marks"));
            }
            _ => {
                let message = "a line should have an address, whose it is and a source, with a space between";
                problems.push(Problem::new(Code::Syntax, message).at(span));
            }
        }
    }
    (register, problems)
}

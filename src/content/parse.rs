//! A file becomes a document: front matter first, then what there is in the body.

use super::fence::body_start;
use super::html::Body;
use super::outline::{Reading, outline, read};
use super::{Document, Kind, front_matter};
use crate::config::Config;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::problem::Problems;
use crate::source::{Flaw, SourceId, Sources, Text};

/// What tells a file as read from another: if both are the same, parsing makes the same of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The fingerprint of all of it.
    pub whole: Fingerprint,
    /// That of the body alone.
    pub body: Fingerprint,
}

impl Identity {
    /// Looks at every byte once.
    pub fn of(text: &Text, source: SourceId) -> Self {
        let (head, body) = text.text.split_at(body_start(text, source));
        let body = Fingerprint::of(body.as_bytes());
        let mut hasher = Hasher::new();
        hasher.text(head).part(&body.to_bytes());
        let whole = match text.flaw {
            None => hasher.number(0),
            Some(Flaw::NotUtf8(at)) => hasher.number(1).number(at as u64),
            Some(Flaw::TooLong(length)) => hasher.number(2).number(length),
        };
        Self { whole: whole.finish(), body }
    }
}

/// What parsing made of a file.
#[derive(Debug)]
pub struct Parsed {
    /// What there is in it.
    pub document: Document,
    /// Its text as HTML, if it was wanted.
    pub body: Option<Body>,
    /// What is wrong with it.
    pub problems: Problems,
}

/// Parses one file as read, whose language is `lang` unless it says another. With `body` its
/// HTML is made on the way. Parsing never fails: what is wrong comes back as problems.
pub fn parse(
    sources: &Sources,
    id: SourceId,
    text: &Text,
    identity: Identity,
    lang: &str,
    config: &Config,
    body: bool,
) -> Parsed {
    let kind = kind(&sources.get(id).path, config);
    let (front, start, mut problems) = front_matter(text, id, kind, config);
    let lang = front.lang.as_ref().map_or(lang, |lang| lang.value.as_str()).to_owned();
    let (outline, body, found) = match body {
        true => {
            let Reading { outline, body, problems } = read(&text.text, start as usize, id, &lang, config);
            (outline, Some(body), problems)
        }
        false => {
            let (outline, problems) = outline(&text.text, start as usize, id, &lang, config);
            (outline, None, problems)
        }
    };
    problems.extend(found);
    let document = Document { source: id, lang, front, body: start, fingerprint: identity.body, outline };
    Parsed { document, body, problems }
}

/// What a file is, by its place: a section's own page, the page of a term, or a document.
fn kind(path: &str, config: &Config) -> Kind {
    let inside = path.strip_prefix("content/").unwrap_or(path);
    if inside == "_index.md" || inside.ends_with("/_index.md") {
        return Kind::Section;
    }
    let folder = inside.split_once('/').map_or("", |(folder, _)| folder);
    if config.taxonomies.iter().any(|taxonomy| taxonomy.name == folder) {
        return Kind::Term;
    }
    Kind::Document
}

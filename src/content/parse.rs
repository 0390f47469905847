//! A file becomes a document: front matter first, then what there is in the body.

use super::html::Body;
use super::outline::{Reading, outline, read};
use super::{Document, Kind, front_matter};
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::problem::Problems;
use crate::source::{SourceId, Sources, Text};

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
    let fingerprint = Fingerprint::of(&text.text.as_bytes()[start as usize..]);
    let document = Document { source: id, lang, front, body: start, fingerprint, outline };
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

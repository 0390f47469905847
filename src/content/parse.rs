//! A file becomes a document: front matter first, then what there is in the body.

use super::outline::outline;
use super::{Document, Kind, front_matter};
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::problem::Problems;
use crate::source::{SourceId, Sources, Text};

/// Parses one file as read, whose language is `lang` unless it says another. Parsing never
/// fails: what is wrong comes back as problems.
pub fn parse(
    sources: &Sources,
    id: SourceId,
    text: &Text,
    lang: &str,
    config: &Config,
) -> (Document, Problems) {
    let kind = kind(&sources.get(id).path, config);
    let (front, body, mut problems) = front_matter(text, id, kind, config);
    let lang = front.lang.as_ref().map_or(lang, |lang| lang.value.as_str());
    let (outline, found) = outline(&text.text, body as usize, id, lang, config);
    problems.extend(found);
    let lang = lang.to_owned();
    let fingerprint = Fingerprint::of(&text.text.as_bytes()[body as usize..]);
    (Document { source: id, lang, front, body, fingerprint, outline }, problems)
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

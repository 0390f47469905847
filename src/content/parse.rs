//! A file becomes a document: front matter first, then what there is in the body.

use super::outline::outline;
use super::{Document, Kind, front_matter};
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::problem::Problems;
use crate::source::{ReadError, SourceId, Sources};

/// Reads and parses one file, whose language is `lang` unless it says another. Parsing never
/// fails: what is wrong comes back as problems.
pub fn parse(
    sources: &Sources,
    id: SourceId,
    lang: &str,
    config: &Config,
) -> Result<(Document, Problems), ReadError> {
    let text = sources.text(id)?;
    let kind = kind(&sources.get(id).path, config);
    let (front, body, mut problems) = front_matter(&text, id, kind, config);
    let lang = front.lang.as_ref().map_or(lang, |lang| lang.value.as_str());
    let (outline, found) = outline(&text.text, body as usize, id, lang, config);
    problems.extend(found);
    let fingerprint = Fingerprint::of(&text.text.as_bytes()[body as usize..]);
    Ok((Document { source: id, front, body, fingerprint, outline }, problems))
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

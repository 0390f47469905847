//! Patterns of addresses: `/:year/:section/:slug/` becomes a [`Permalink`].

use super::{Permalink, PermalinkPart};

/// The placeholders of a pattern, as written.
const PLACEHOLDERS: [(&str, PermalinkPart); 5] = [
    (":year", PermalinkPart::Year),
    (":month", PermalinkPart::Month),
    (":day", PermalinkPart::Day),
    (":section", PermalinkPart::Section),
    (":slug", PermalinkPart::Slug),
];

/// Reads a pattern of addresses. What is wrong with it comes back in words.
pub fn permalink(text: &str) -> Result<Permalink, String> {
    if !text.starts_with('/') {
        return Err(format!("the pattern `{text}` does not begin with `/`"));
    }
    if let Some(wrong) =
        text.chars().find(|c| matches!(c, '?' | '#' | '%' | '\\') || c.is_whitespace() || c.is_control())
    {
        return Err(format!("the pattern `{text}` has the character `{}`", wrong.escape_default()));
    }
    if text.contains("//") || text.split('/').any(|part| part == "." || part == "..") {
        return Err(format!("the pattern `{text}` has a part that is empty, `.` or `..`"));
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find(':') else {
            parts.push(PermalinkPart::Text(rest.to_owned()));
            break;
        };
        if at > 0 {
            parts.push(PermalinkPart::Text(rest[..at].to_owned()));
        }
        let length =
            rest[at + 1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(rest.len() - at, |n| n + 1);
        let name = &rest[at..at + length];
        match PLACEHOLDERS.iter().find(|(known, _)| *known == name) {
            Some((_, part)) => parts.push(part.clone()),
            None => return Err(unknown(name)),
        }
        rest = &rest[at + length..];
    }
    if !parts.contains(&PermalinkPart::Slug) {
        return Err(format!("the pattern `{text}` has no `:slug`, so all articles would have one address"));
    }
    Ok(Permalink(parts))
}

fn unknown(name: &str) -> String {
    let known = PLACEHOLDERS.map(|(name, _)| format!("`{name}`")).join(", ");
    format!("there is no placeholder `{name}`; there are {known}")
}

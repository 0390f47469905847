//! What kind of address a link has, seen as a browser will see it.
//!
//! Browsers pass over blanks before an address and over tabs and line ends inside it, so
//! ` java\nscript:` is a script to them, and must be one to us.

/// The scheme of an address in lower case, without its colon; None for an address within
/// the site or one that only leaves the scheme out.
pub fn scheme(to: &str) -> Option<String> {
    let mut scheme = String::new();
    for c in to.trim_start_matches(|c: char| c <= ' ').chars() {
        match c {
            '\t' | '\n' | '\r' => {}
            ':' => return (!scheme.is_empty()).then_some(scheme),
            'a'..='z' | 'A'..='Z' => scheme.push(c.to_ascii_lowercase()),
            '0'..='9' | '+' | '-' | '.' if !scheme.is_empty() => scheme.push(c),
            _ => return None,
        }
    }
    None
}

/// True if the address leads to another host: it has a scheme, or begins with two slashes.
pub fn is_elsewhere(to: &str) -> bool {
    let mut start =
        to.trim_start_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    // Browsers take a backslash for a slash.
    let slash = |c: Option<char>| matches!(c, Some('/' | '\\'));
    (slash(start.next()) && slash(start.next())) || scheme(to).is_some()
}

/// True if a link may lead there: http, https, mailto, tel, or no scheme at all.
pub fn is_safe_link(to: &str) -> bool {
    scheme(to).is_none_or(|scheme| matches!(&*scheme, "http" | "https" | "mailto" | "tel"))
}

/// True if a picture may come from there: http, https, or no scheme at all.
pub fn is_safe_image(to: &str) -> bool {
    scheme(to).is_none_or(|scheme| matches!(&*scheme, "http" | "https"))
}

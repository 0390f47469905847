//! The words of a body, for search: its text without tags, and without the sign-off that
//! every article has.

use super::Body;

/// The sign that begins and ends a slot.
const MARK: u8 = 0;

impl Body {
    /// The text of the body: pieces of text, in order, with spaces where blocks part them.
    pub fn words(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        match &self.signoff {
            Some(signoff) => {
                bare(&self.text[..signoff.start], &mut out);
                out.push(' ');
                bare(&self.text[signoff.end..], &mut out);
            }
            None => bare(&self.text, &mut out),
        }
        out
    }
}

/// Appends HTML without its tags.
fn bare(html: &str, out: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | b'&' | MARK)) {
        out.push_str(&rest[..at]);
        let from = &rest[at..];
        let length = match from.as_bytes()[0] {
            b'<' => tag(from, out),
            b'&' => entity(from, out),
            _ => slot(from, out),
        };
        rest = &from[length..];
    }
    out.push_str(rest);
}

/// A tag, and with a script or style all that is within. Comes back with its length.
fn tag(from: &str, out: &mut String) -> usize {
    if let Some(comment) = from.strip_prefix("<!--") {
        return comment.find("-->").map_or(from.len(), |end| end + "<!---->".len());
    }
    let closing = usize::from(from.as_bytes().get(1) == Some(&b'/'));
    let name = &from[1 + closing..];
    let name = &name[..name.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len())];
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        // A lone sign: no tag begins with anything but a letter.
        out.push(' ');
        return 1;
    }
    const INLINE: [&str; 17] = [
        "a", "abbr", "b", "bdi", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span",
        "strong", "sub",
    ];
    if !INLINE.contains(&name) {
        out.push(' ');
    }
    let mut quote = None;
    let end = from.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if byte == open => quote = None,
            _ => {}
        }
        byte == b'>' && quote.is_none()
    });
    let Some(end) = end.map(|end| end + 1) else { return from.len() };
    let hidden = ["script", "style", "template"].iter().find(|hidden| name.eq_ignore_ascii_case(hidden));
    match hidden.filter(|_| closing == 0) {
        Some(hidden) => {
            let close = ["</", hidden].concat();
            let inside = from.as_bytes()[end..].windows(close.len());
            let length = inside.into_iter().position(|part| part.eq_ignore_ascii_case(close.as_bytes()));
            length.map_or(from.len(), |length| end + length)
        }
        None => end,
    }
}

/// A sign that was escaped; what else others have written so parts words.
fn entity(from: &str, out: &mut String) -> usize {
    const KNOWN: [(&str, &str); 6] =
        [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&shy;", "")];
    if let Some((entity, sign)) = KNOWN.iter().find(|(entity, _)| from.starts_with(entity)) {
        out.push_str(sign);
        return entity.len();
    }
    let name = from[1..].bytes().take(32).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
    out.push(' ');
    match name {
        Some(end) if end > 0 && from.as_bytes()[1 + end] == b';' => end + 2,
        _ => 1,
    }
}

/// What waits for other documents: of a picture its description, of all else nothing.
fn slot(from: &str, out: &mut String) -> usize {
    let mut ends = from.bytes().enumerate().filter(|(_, byte)| *byte == MARK).map(|(at, _)| at);
    let _start = ends.next();
    let Some(first) = ends.next() else { return from.len() };
    match from.as_bytes().get(1) {
        Some(b'i') => {}
        // The line below a picture.
        Some(b'l') => {
            let Some(second) = ends.next() else { return from.len() };
            out.push(' ');
            bare(&from[first + 1..second], out);
            out.push(' ');
            return second + 1;
        }
        // A component begins or ends.
        Some(b'c' | b'/') => {
            out.push(' ');
            return first + 1;
        }
        _ => return first + 1,
    }
    let (Some(second), Some(third)) = (ends.next(), ends.next()) else { return from.len() };
    out.push(' ');
    bare(&from[first + 1..second], out);
    out.push(' ');
    third + 1
}

#[cfg(test)]
mod tests {
    use super::bare;

    fn words(html: &str) -> Vec<String> {
        let mut out = String::new();
        bare(html, &mut out);
        out.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn tags_part_words_only_where_they_part_blocks() {
        assert_eq!(words("<p>wa<em>ter</em></p><p>H<sub>2</sub>O a<br>b</p>"), ["water", "H2O", "a", "b"]);
        assert_eq!(words("x<sup><a href=\"#fn\" title=\"a > b\">1</a></sup>"), ["x", "1"]);
        assert_eq!(
            words("a &amp; b &lt;i&gt; &nbsp; c&eacute;d &; &"),
            ["a", "&", "b", "<i>", "c", "d", ";"]
        );
    }

    #[test]
    fn what_is_not_read_is_left_out() {
        assert_eq!(
            words("a<script>if (1 < 2) x()</SCRIPT>b<style>p{}</style>c<!-- d -->e"),
            ["a", "b", "ce"]
        );
        assert_eq!(words("a<template><p>x</p></template>b<script>never closed"), ["a", "b"]);
        assert_eq!(words("a < b <3 <p unclosed"), ["a", "b", "3"]);
        assert_eq!(words("a\0c0\0b\0/\0c"), ["a", "b", "c"]);
        assert_eq!(words("a\0l0\0<i>Be</i>low\0b"), ["a", "Below", "b"]);
        assert_eq!(
            words("a<a\0a3\0>b</a> \0i4\0The &amp; map\0 alt=\"x\"\0 c"),
            ["ab", "The", "&", "map", "c"]
        );
    }
}

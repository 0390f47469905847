//! Quotes, dashes and ellipses as a language sets them.
//!
//! The Markdown parser can do this for English only, so it is done here, on the text
//! between the marks. What a quote is depends on what stands before it (kept from one
//! piece of text to the next, since `"*Yes*"` comes in three) and after it (looked up in
//! the source, past the marks of emphasis).

use crate::content::escape;

/// The quotes of a language: outer open, outer close, inner open, inner close.
type Quotes = [&'static str; 4];

const ENGLISH: Quotes = ["“", "”", "‘", "’"];
const FRENCH: Quotes = ["«\u{202f}", "\u{202f}»", "“", "”"];
const LATIN: Quotes = ["«", "»", "“", "”"];
const SLAVIC: Quotes = ["«", "»", "„", "“"];
const GERMAN: Quotes = ["„", "“", "‚", "‘"];
const POLISH: Quotes = ["„", "”", "«", "»"];
const HUNGARIAN: Quotes = ["„", "”", "»", "«"];
const SWEDISH: Quotes = ["”", "”", "’", "’"];
const NORWEGIAN: Quotes = ["«", "»", "‘", "’"];

/// How far a quote looks for its end. A bound keeps hostile input cheap.
const REACH: usize = 500;

/// The bytes that may become something else.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"&<>\"'-.";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

/// The quotes of a language; None if straight quotes are left as they are.
fn quotes_of(lang: &str) -> Option<Quotes> {
    let lower = lang.to_ascii_lowercase();
    let primary = lower.split('-').next().unwrap_or_default();
    Some(match primary {
        // Scripts with quotes of their own on the keyboard, or (Hebrew) with words that
        // are written with a quote inside.
        "zh" | "ja" | "ar" | "fa" | "ur" | "ps" | "he" | "yi" => return None,
        "fr" => FRENCH,
        "pt" if lower == "pt-br" => ENGLISH,
        "es" | "it" | "pt" | "ca" | "el" => LATIN,
        "ru" | "uk" | "be" => SLAVIC,
        "de" | "cs" | "sk" | "sl" | "bg" => GERMAN,
        "pl" | "ro" => POLISH,
        "hu" => HUNGARIAN,
        "sv" | "fi" => SWEDISH,
        "no" | "nb" | "nn" => NORWEGIAN,
        _ => ENGLISH,
    })
}

/// Writes text with the punctuation of a language, piece by piece.
pub(crate) struct Punctuation {
    on: bool,
    html: bool,
    quotes: Option<Quotes>,
    /// The character before the next piece.
    previous: char,
    /// That character is a quote that opens.
    opened: bool,
    /// An outer quote is open.
    outer: bool,
    /// An inner quote is open.
    inner: bool,
}

impl Punctuation {
    /// A writer of HTML. Without `on` it only escapes.
    pub(crate) fn new(lang: &str, on: bool) -> Self {
        let quotes = quotes_of(lang).filter(|_| on);
        Self { on, html: true, quotes, previous: ' ', opened: false, outer: false, inner: false }
    }

    /// A block begins: no quote reaches over its edge.
    pub(crate) fn restart(&mut self) {
        (self.previous, self.opened, self.outer, self.inner) = (' ', false, false, false);
    }

    /// Something else than text was written that ends like this character.
    pub(crate) fn after(&mut self, previous: char) {
        (self.previous, self.opened) = (previous, false);
    }

    /// Appends text as it is, only escaped.
    pub(crate) fn literal(&mut self, out: &mut String, text: &str) {
        escape::text(out, text);
        if let Some(last) = text.chars().next_back() {
            self.after(last);
        }
    }

    /// Appends text. `ahead` begins with the same text and goes on as the source does.
    pub(crate) fn write(&mut self, out: &mut String, text: &str, ahead: &str) {
        let bytes = text.as_bytes();
        let (mut done, mut at) = (0, 0);
        loop {
            // Nearly all of a text is nothing special.
            at += escape::plain(&bytes[at..]);
            at += bytes[at..].iter().take_while(|byte| !SPECIAL[usize::from(**byte)]).count();
            let Some(&byte) = bytes.get(at) else { break };
            let run = |limit| bytes[at..].iter().take(limit).take_while(|&&other| other == byte).count();
            let (length, new) = match byte {
                b'&' if self.html => (1, "&amp;"),
                b'<' if self.html => (1, "&lt;"),
                b'>' if self.html => (1, "&gt;"),
                b'"' | b'\'' => {
                    if done < at {
                        self.after(text[..at].chars().next_back().unwrap_or(' '));
                    }
                    let Some(quotes) = self.quotes else {
                        at += 1;
                        continue;
                    };
                    let rest = ahead.get(at + 1..).unwrap_or_default();
                    let quote = if byte == b'"' {
                        self.outer_quote(quotes, rest)
                    } else {
                        self.inner_quote(quotes, rest)
                    };
                    (1, quote)
                }
                b'-' | b'.' if self.on => match (byte, run(usize::MAX)) {
                    (b'-', 2) => (2, "–"),
                    (b'-', 3) => (3, "—"),
                    (b'.', 3) => (3, "…"),
                    (b'.', 4) => (4, "…."),
                    // A line of dots or dashes is drawn, not written.
                    (_, length) => {
                        at += length;
                        continue;
                    }
                },
                _ => {
                    at += 1;
                    continue;
                }
            };
            out.push_str(&text[done..at]);
            out.push_str(new);
            if !matches!(byte, b'"' | b'\'') {
                self.after(new.chars().next_back().filter(|_| byte != b'&').unwrap_or(';'));
            }
            at += length;
            done = at;
        }
        out.push_str(&text[done..]);
        if done < text.len() {
            self.after(text.chars().next_back().unwrap_or(' '));
        }
    }

    /// A double quote was met; `rest` follows it.
    fn outer_quote(&mut self, [open, close, ..]: Quotes, rest: &str) -> &'static str {
        let next = next(rest);
        let opens = if self.opened || opens_after(self.previous) {
            !(self.outer && !self.opened && next.is_none_or(char::is_whitespace))
        } else if matches!(self.previous, '–' | '—' | '-') {
            !self.outer
        } else if self.previous.is_alphanumeric() {
            if !self.outer {
                // Inches, or a quote that nobody opened.
                self.after('"');
                return "\"";
            }
            false
        } else {
            !self.outer && next.is_some_and(char::is_alphanumeric)
        };
        self.outer = opens;
        (self.previous, self.opened) = ('"', opens);
        if opens { open } else { close }
    }

    /// A single quote was met; `rest` follows it. Most of them are apostrophes.
    fn inner_quote(&mut self, [_, _, open, close]: Quotes, rest: &str) -> &'static str {
        let next = next(rest);
        let word_follows = next.is_some_and(char::is_alphanumeric);
        let starts = self.opened || opens_after(self.previous) || matches!(self.previous, '–' | '—' | '-');
        let (opens, closes) = if starts {
            let blank_follows = next.is_none_or(char::is_whitespace);
            let opens = !blank_follows && !self.inner && !is_elision(rest) && closes_in(rest);
            (opens, blank_follows && self.inner)
        } else if self.previous.is_alphanumeric() {
            (false, !word_follows && self.inner)
        } else {
            (!self.inner && word_follows && closes_in(rest), self.inner)
        };
        self.inner = (self.inner && !closes) || opens;
        (self.previous, self.opened) = ('\'', opens);
        match (opens, closes) {
            (true, _) => open,
            (_, true) => close,
            _ => "’",
        }
    }
}

/// A text on its own, not escaped, with the punctuation of a language.
pub(crate) fn plain(lang: &str, text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut punctuation = Punctuation::new(lang, true);
    punctuation.html = false;
    punctuation.write(&mut out, text, text);
    out
}

/// The first character that is no mark of emphasis.
fn next(rest: &str) -> Option<char> {
    rest.chars().find(|c| !matches!(c, '*' | '_' | '~'))
}

/// True if a quote after this character is likely to open.
fn opens_after(previous: char) -> bool {
    previous.is_whitespace()
        || matches!(previous, '(' | '[' | '{' | '¿' | '¡' | '/' | '=' | '“' | '‘' | '„' | '«')
}

/// True for years such as '90s and for English words that have lost their beginning.
fn is_elision(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = &rest[..end];
    let year = word.strip_suffix('s').unwrap_or(word);
    let lost = ["tis", "twas", "twere", "em", "til", "cause", "n"];
    (year.len() == 2 && year.bytes().all(|byte| byte.is_ascii_digit()))
        || lost.iter().any(|lost| word.eq_ignore_ascii_case(lost))
}

/// True if, within reach and the same paragraph, there is a quote that could close.
fn closes_in(rest: &str) -> bool {
    let mut previous = ' ';
    let mut characters = rest.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let following = characters.peek().map(|&(_, c)| c);
        match c {
            _ if at > REACH => return false,
            '\n' if previous == '\n' => return false,
            '\'' if !previous.is_whitespace() && !following.is_some_and(char::is_alphanumeric) => {
                return true;
            }
            _ => previous = c,
        }
    }
    false
}

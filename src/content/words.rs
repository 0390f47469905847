//! How long a text is, and whether it looks like a pattern.

use unicode_segmentation::UnicodeSegmentation;

/// How many words a text has. Chinese and Japanese are counted by characters, since they
/// put no spaces between words.
pub(crate) fn count(text: &str) -> u32 {
    let words = text.unicode_words().map(|word| {
        let characters = if word.is_ascii() { 0 } else { word.chars().filter(|&c| is_cjk(c)).count() as u32 };
        characters.max(1)
    });
    words.sum()
}

fn is_cjk(c: char) -> bool {
    matches!(
        c,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}'
    )
}

/// The form in which headings and sign-offs are compared: lower case, single spaces,
/// straight apostrophes, without punctuation around it.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.extend(word.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
    }
    let start = plain.trim_start_matches(['¿', '¡', '"', '“', '«', '„']);
    start.trim_end_matches(is_final).to_owned()
}

fn is_final(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '.' | ',' | ':' | ';' | '!' | '?' | '…' | '"' | '”' | '“' | '»' | '-' | '–' | '—')
        || matches!(c, '。' | '：' | '；' | '！' | '？' | '؟' | '؛' | '۔' | '।' | '．')
}

/// True if a text looks like a pattern, in which `*` stands for any text. Both must be
/// in their [`plain`] form.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    // The earliest place for each part leaves the most for those after it.
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}

//! How long a text is, and whether it looks like a pattern.

use unicode_segmentation::UnicodeSegmentation;

/// How many words a text has. Chinese and Japanese are counted by characters, since they
/// put no spaces between words.
pub(crate) fn count(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut words, mut at) = (0, 0);
    // What is before `at` is counted: all of it, and of a plain chunk that goes on there the word
    // it has, if any. Blanks always part words, so one foreign name does not make all of it slow.
    while at < bytes.len() {
        let before = |places: usize| at.checked_sub(places).map_or(b' ', |at| bytes[at]);
        if let Some(block) = bytes[at..].first_chunk()
            && let Some(begun) = count_plain([before(2), before(1)], block)
        {
            words += begun;
            at += BLOCK;
            continue;
        }
        let start = bytes[..at].iter().rposition(|byte| is_blank(*byte)).map_or(0, |blank| blank + 1);
        words -= u32::from(bytes[start..at].iter().any(u8::is_ascii_alphabetic));
        let end = bytes.len().min(at + BLOCK);
        at = start;
        while at < end {
            let length = bytes[at..].iter().position(|byte| is_blank(*byte)).unwrap_or(bytes.len() - at);
            words += count_chunk(&text[at..at + length]);
            at += length + 1;
        }
        at = at.min(bytes.len());
    }
    words
}

/// How many bytes are looked at together: a loop of fixed length becomes a few instructions.
const BLOCK: usize = 32;

/// How many words begin in a block of plain text: letters, perhaps with an apostrophe among them,
/// a quote before them and quotes and marks behind them, which are one word by any rules, and
/// dashes by themselves. None if there is anything else in it.
fn count_plain(before: [u8; 2], block: &[u8; BLOCK]) -> Option<u32> {
    let mut padded = [0; BLOCK + 2];
    padded[..2].copy_from_slice(&before);
    padded[2..].copy_from_slice(block);
    // Numbers instead of truth values: the compiler knows better how to take many together.
    let letter = |byte: u8| u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
    let blank = |byte: u8| u8::from(is_blank(byte));
    let mark = |byte: u8| u8::from(is_mark(byte));
    let is = |byte: u8, wanted: u8| u8::from(byte == wanted);
    let (mut begun, mut odd) = (0_u8, 0_u8);
    for at in 0..BLOCK {
        let [earlier, previous, byte] = [padded[at], padded[at + 1], padded[at + 2]];
        let (is_letter, after_blank) = (letter(byte), blank(previous));
        let (quote, apostrophe, dash) = (is(byte, b'"'), is(byte, b'\''), is(byte, b'-'));
        let (after_quote, after_dash) = (is(previous, b'"'), is(previous, b'-'));
        begun += is_letter & (after_blank | (after_quote & blank(earlier)));
        odd |= ((is_letter | blank(byte) | mark(byte) | quote | apostrophe | dash) ^ 1)
            | (is_letter & (mark(previous) | after_dash | (after_quote & (blank(earlier) ^ 1))))
            | (apostrophe & (letter(previous) ^ 1))
            | (is(previous, b'\'') & (is_letter ^ 1))
            | (dash & ((after_blank | after_dash) ^ 1));
    }
    (odd == 0).then_some(u32::from(begun))
}

/// These part words without being any: also for the general rules.
fn is_blank(byte: u8) -> bool {
    (byte == b' ') | (byte == b'\n')
}

fn is_mark(byte: u8) -> bool {
    (byte == b'.') | (byte == b',') | (byte == b';') | (byte == b':') | (byte == b'!') | (byte == b'?')
}

fn count_chunk(text: &str) -> u32 {
    if text.is_ascii() {
        return count_ascii(text.as_bytes());
    }
    let words = text.unicode_words().map(|word| {
        let characters = if word.is_ascii() { 0 } else { word.chars().filter(|&c| is_cjk(c)).count() as u32 };
        characters.max(1)
    });
    words.sum()
}

/// The same by the rules that are left of Unicode's (UAX 29) where all is ASCII: most text is,
/// and the general way costs twenty times as much.
fn count_ascii(text: &[u8]) -> u32 {
    let mut words = 0;
    // Within a word, and whether it has had a letter or digit: underscores alone are none.
    let (mut inside, mut counted) = (false, false);
    for (at, &byte) in text.iter().enumerate() {
        let neighbours = (at.checked_sub(1).map(|before| text[before]), text.get(at + 1).copied());
        let joins = match (byte, neighbours) {
            (b'_', _) => true,
            (b'.' | b'\'' | b':', (Some(before), Some(after)))
                if before.is_ascii_alphabetic() && after.is_ascii_alphabetic() =>
            {
                true
            }
            (b'.' | b'\'' | b',' | b';', (Some(before), Some(after))) => {
                before.is_ascii_digit() && after.is_ascii_digit()
            }
            _ => byte.is_ascii_alphanumeric(),
        };
        if joins && !inside {
            counted = false;
        }
        if joins && !counted && byte.is_ascii_alphanumeric() {
            counted = true;
            words += 1;
        }
        inside = joins;
    }
    words
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
        if word.is_ascii() {
            let start = plain.len();
            plain.push_str(word);
            plain[start..].make_ascii_lowercase();
            continue;
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

/// False if a text cannot look like a pattern, seen from their first letters alone.
pub(crate) fn begin_alike(pattern: &str, text: &str) -> bool {
    let first = |text: &str| {
        let first = text.chars().find(|c| c.is_alphanumeric() || *c == '*');
        first.and_then(|c| c.to_lowercase().next())
    };
    let (pattern, text) = (first(pattern), first(text));
    pattern == Some('*') || pattern == text
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

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn ascii_is_counted_by_the_general_rules(text in "[a-c0-2_.,:;'\" -]{0,24}") {
            let general = text.unicode_words().count() as u32;
            proptest::prop_assert_eq!(count(&text), general, "{:?}", text);
        }

        #[test]
        fn plain_text_is_counted_by_the_general_rules(text in "([a-z]{1,9}[.,!]?[ \n]{1,2}|[a-z]{1,4}['.:,é1][a-z]{1,4} |[.,-] |[\"'(-]{0,2}[a-z]{1,9}['\".-]{0,3}[a-zש]{0,3}[ \n]| --? ){0,40}") {
            let general = text.unicode_words().count() as u32;
            proptest::prop_assert_eq!(count(&text), general, "{:?}", text);
        }

        #[test]
        fn chunks_are_counted_as_the_whole(text in "[ab1éß’'.,:\"« »\n-]{0,24}") {
            let general = text.unicode_words().count() as u32;
            proptest::prop_assert_eq!(count(&text), general, "{:?}", text);
        }
    }
}

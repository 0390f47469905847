//! Text becomes the part of an address or an anchor: readable and stable in any script.
//!
//! Latin, Greek and Cyrillic are written in plain ASCII, since their readers know the
//! letters without accents. Other scripts stay as they are: a transliteration of Arabic
//! or Chinese can be read by nobody.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The slug of a text: lower case, letters, digits and single `-`. It can be empty, for
/// instance when the text is nothing but punctuation.
pub fn slugify(text: &str) -> String {
    if is_slug(text) {
        return text.to_owned();
    }
    let mut slug = String::with_capacity(text.len());
    if text.is_ascii() {
        text.chars().for_each(|c| push(&mut slug, c));
    } else {
        text.nfc().for_each(|c| push(&mut slug, c));
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    // Lowering can leave a letter and its mark apart that belong together.
    if slug.is_ascii() { slug } else { slug.nfc().collect() }
}

/// True for what would become itself, as the names of most files would.
fn is_slug(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.bytes().all(fits) && !text.starts_with('-') && !text.ends_with('-') && !text.contains("--")
}

fn push(slug: &mut String, c: char) {
    if c.is_ascii_alphanumeric() {
        slug.push(c.to_ascii_lowercase());
    } else if vanishes(c) {
        // Nothing: `don't` is one word.
    } else if is_combining_mark(c) {
        // After a plain letter it is an accent that found no composed form; without a
        // letter it is part of a symbol that was left out.
        if slug.chars().next_back().is_some_and(|last| !last.is_ascii()) {
            slug.push(c);
        }
    } else if !c.is_alphanumeric() {
        separate(slug);
    } else if is_plain_script(c) {
        let plain = deunicode::deunicode_char(c).unwrap_or_default();
        if plain.contains('/') {
            // A fraction: 5½ is not 51/2.
            separate(slug);
        }
        for c in plain.chars() {
            match c {
                'a'..='z' | '0'..='9' => slug.push(c),
                'A'..='Z' => slug.push(c.to_ascii_lowercase()),
                // The Cyrillic signs for hard and soft come out as quotes.
                '\'' | '"' | '`' => {}
                _ => separate(slug),
            }
        }
    } else {
        slug.extend(c.to_lowercase());
    }
}

fn separate(slug: &mut String) {
    if !slug.is_empty() && !slug.ends_with('-') {
        slug.push('-');
    }
}

/// Apostrophes, and characters that only guide how others are drawn.
fn vanishes(c: char) -> bool {
    matches!(
        c,
        '\'' | '’'
            | '‘'
            | '‛'
            | 'ʼ'
            | 'ʻ'
            | 'ʹ'
            | '′'
            | '＇'
            | '\u{ad}'
            | '\u{640}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Latin, Greek and Cyrillic.
fn is_plain_script(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{2ff}'
            | '\u{370}'..='\u{52f}'
            | '\u{1c80}'..='\u{1c8f}'
            | '\u{1d00}'..='\u{1dbf}'
            | '\u{1e00}'..='\u{1fff}'
            | '\u{2070}'..='\u{209f}'
            | '\u{2150}'..='\u{218f}'
            | '\u{2460}'..='\u{24ff}'
            | '\u{2c60}'..='\u{2c7f}'
            | '\u{a640}'..='\u{a69f}'
            | '\u{a720}'..='\u{a7ff}'
            | '\u{fb00}'..='\u{fb06}'
            | '\u{ff10}'..='\u{ff5a}'
    )
}

//! Stems: what search compares in the place of words.
//!
//! The reader's browser makes stems of what is searched for, and must come to the same ones:
//! `static/js/search.js` of the built-in theme says the same in its own language. The tables
//! of a language are sent to it with the index. `tests/search/stems.tsv` holds both to it.

mod languages;
#[cfg(test)]
mod tests;

pub use languages::Language;

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: nobody types more, and they would blow the index up.
const LONGEST: usize = 24;

/// A stem has at least so many letters of its word.
const SHORTEST: usize = 3;

/// Calls `take` for every word of a text: folded, so that case, accents and forms of letters
/// make no difference, and cut into pairs of letters where the script puts no spaces between
/// words. Single letters are left out.
pub fn words(text: &str, take: &mut dyn FnMut(&str)) {
    let folded = fold(text);
    let mut rest = &*folded;
    let mut word = String::new();
    while let Some(start) = rest.find(is_of_word) {
        rest = &rest[start..];
        word.clear();
        // `U.S.` and the like are one word.
        let short = abbreviation(rest);
        if short > 0 {
            word.extend(rest[..short].chars().filter(|letter| *letter != '.'));
            rest = &rest[short..];
        }
        let end = rest.find(|letter| !is_of_word(letter)).unwrap_or(rest.len());
        word.push_str(&rest[..end]);
        rest = &rest[end..];
        split(&word, take);
    }
}

/// How many bytes of letters with a point behind each stand here; 0 if it is but one.
fn abbreviation(text: &str) -> usize {
    if text.is_ascii() || text.as_bytes().first().is_some_and(u8::is_ascii) {
        // Nearly always the second byte says no.
        if text.as_bytes().get(1) != Some(&b'.') {
            return 0;
        }
    }
    let (mut length, mut letters) = (0, 0);
    let mut chars = text.chars();
    while let (Some(letter), Some('.')) = (chars.next(), chars.next()) {
        if !letter.is_alphabetic() {
            break;
        }
        length += letter.len_utf8() + 1;
        letters += 1;
    }
    if letters > 1 { length } else { 0 }
}

/// Cuts a word where its script changes between those that part words and those that do not.
fn split(word: &str, take: &mut dyn FnMut(&str)) {
    if word.is_ascii() {
        return plain(word, take);
    }
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let joined = is_joined(first);
        let end = rest.find(|letter| is_joined(letter) != joined).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        rest = after;
        if !joined {
            plain(part, take);
            continue;
        }
        let places: Vec<usize> = part.char_indices().map(|(at, _)| at).chain([part.len()]).collect();
        if places.len() == 2 {
            take(part);
        }
        places.windows(3).for_each(|pair| take(&part[pair[0]..pair[2]]));
    }
}

fn plain(word: &str, take: &mut dyn FnMut(&str)) {
    if word.chars().nth(1).is_none() {
        return;
    }
    let end = word.char_indices().nth(LONGEST).map_or(word.len(), |(at, _)| at);
    take(&word[..end]);
}

fn is_of_word(letter: char) -> bool {
    match letter.is_ascii() {
        true => letter.is_ascii_alphanumeric(),
        false => letter.is_alphanumeric() || is_combining_mark(letter),
    }
}

/// Scripts that put no spaces between words, and Korean, which hangs its particles onto them.
fn is_joined(letter: char) -> bool {
    matches!(
        letter,
        '\u{e00}'..='\u{eff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7af}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    )
}

/// A text in lower case, without accents and vowel signs, with one form for each letter.
fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if letter.is_ascii() {
            let end = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            let start = out.len();
            out.push_str(&rest[..end]);
            out[start..].make_ascii_lowercase();
            rest = &rest[end..];
            continue;
        }
        if let Some(letter_folded) = folded(letter)
            && !rest[letter.len_utf8()..].starts_with(composes)
        {
            out.push(letter_folded);
            rest = &rest[letter.len_utf8()..];
            continue;
        }
        let end = rest.find(|letter: char| letter.is_ascii()).unwrap_or(rest.len());
        fold_any(&rest[..end], &mut out);
        rest = &rest[end..];
    }
    Cow::Owned(out)
}

/// Letters that change nothing before them but are changed by folding themselves, with what
/// becomes of them: the short way for most of what is printed.
fn folded(letter: char) -> Option<char> {
    Some(match letter {
        '\u{2010}'..='\u{2023}' | '\u{ab}' | '\u{bb}' | '\u{a0}' => ' ',
        'а'..='и' | 'к'..='я' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => letter,
        'А'..='И' | 'К'..='Я' => char::from_u32(u32::from(letter) + 32)?,
        'ه' | 'ة' => 'ه',
        'ى' | 'ي' => 'ي',
        'ا' | 'ب' | 'ت'..='غ' | 'ف'..='و' => letter,
        'é' | 'è' | 'ê' | 'É' => 'e',
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'ó' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ü' => 'u',
        'í' => 'i',
        'ñ' => 'n',
        'ç' => 'c',
        _ => return None,
    })
}

/// Signs that may make one letter with that before them.
fn composes(letter: char) -> bool {
    matches!(letter, '\u{3099}' | '\u{309a}' | '\u{1100}'..='\u{11ff}' | '\u{ff9e}' | '\u{ff9f}')
}

/// The general way.
fn fold_any(text: &str, out: &mut String) {
    let mut bare = String::with_capacity(text.len());
    for letter in text.nfkd().flat_map(char::to_lowercase) {
        match letter {
            // Accents, soft hyphens, signs of direction, Hebrew points, Arabic vowel signs and
            // the stroke that only makes a word longer.
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{300}'..='\u{36f}'
            | '\u{591}'..='\u{5c7}'
            | '\u{640}'
            | '\u{64b}'..='\u{65f}'
            | '\u{670}'
            | '\u{6d6}'..='\u{6ed}' => {}
            'ß' => bare.push_str("ss"),
            'æ' => bare.push_str("ae"),
            'œ' => bare.push_str("oe"),
            'þ' => bare.push_str("th"),
            'ø' => bare.push('o'),
            'ł' => bare.push('l'),
            'đ' | 'ð' => bare.push('d'),
            'ı' => bare.push('i'),
            'ς' => bare.push('σ'),
            'ى' | 'ی' => bare.push('ي'),
            'ة' => bare.push('ه'),
            'ک' => bare.push('ك'),
            letter => bare.push(letter),
        }
    }
    out.extend(bare.nfc());
}

impl Language {
    /// The stem of a word as [`words`] gives it; None if it is one of those that every text has.
    pub fn stem<'w>(&self, word: &'w str) -> Option<Cow<'w, str>> {
        if self.stop.split(' ').any(|stop| stop == word) {
            return None;
        }
        let letters = |text: &str| text.chars().count();
        let mut word = word;
        let prefixes = self.prefixes.split(' ').filter(|prefix| !prefix.is_empty());
        for prefix in prefixes {
            if let Some(rest) = word.strip_prefix(prefix)
                && letters(rest) >= SHORTEST
            {
                word = rest;
                break;
            }
        }
        for rule in self.suffixes.split(' ').filter(|rule| !rule.is_empty()) {
            let (suffix, instead) = rule.split_once(':').unwrap_or((rule, ""));
            if let Some(rest) = word.strip_suffix(suffix)
                && letters(rest) + letters(instead) >= SHORTEST
            {
                return Some(if instead.is_empty() {
                    Cow::Borrowed(rest)
                } else {
                    Cow::Owned([rest, instead].concat())
                });
            }
        }
        Some(Cow::Borrowed(word))
    }
}

/// Calls `take` for every stem of a text.
pub fn stems(text: &str, language: &Language, take: &mut dyn FnMut(&str)) {
    words(text, &mut |word| {
        if let Some(stem) = language.stem(word) {
            take(&stem);
        }
    });
}

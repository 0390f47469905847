//! A headline for a text that has none, from the text's own words.

use super::Block;
use unicode_segmentation::UnicodeSegmentation;

/// The longest proposed headline, in letters.
const TITLE: usize = 80;

/// A headline from the text's own words: its summary or first sentence, else its name.
pub(super) fn propose_title(summary: Option<&str>, body: &[Block], name: &str) -> String {
    let first = body.iter().find_map(|block| match block {
        Block::Paragraph(text) => Some(text.as_str()),
        Block::List(items) => items.first().map(String::as_str),
        Block::Heading(_) => None,
    });
    let title = summary.or(first).map(|text| shorten(first_sentence(text))).unwrap_or_default();
    if !title.is_empty() {
        return title;
    }
    let name = name.replace(['-', '_'], " ").trim().to_owned();
    if name.is_empty() { "Untitled".into() } else { name }
}

/// The first sentence, without its full stop.
fn first_sentence(text: &str) -> &str {
    const TITLES: [&str; 12] = ["mr", "mrs", "ms", "dr", "prof", "st", "gen", "sen", "gov", "lt", "no", "vs"];
    for (at, letter) in text.char_indices() {
        let after = &text[at + letter.len_utf8()..];
        let ends = match letter {
            '。' | '！' | '？' => true,
            '!' | '?' | '۔' | '।' | '؟' => after.is_empty() || after.starts_with(char::is_whitespace),
            '.' => {
                let word =
                    text[..at].rsplit(|letter: char| !letter.is_alphanumeric() && letter != '.').next();
                let word = word.unwrap_or("").to_lowercase();
                let initial =
                    word.chars().count() == 1 || word.contains('.') || TITLES.contains(&word.as_str());
                after.is_empty() || (after.starts_with(char::is_whitespace) && !initial)
            }
            _ => false,
        };
        if ends {
            let end = if "!?？！؟".contains(letter) { at + letter.len_utf8() } else { at };
            return &text[..end];
        }
    }
    text
}

/// At most `TITLE` letters: cut after a clause, else after a word, without words that
/// would be left hanging.
fn shorten(text: &str) -> String {
    const HANGING: [&str; 26] = [
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "from", "in", "into", "is", "its",
        "of", "on", "or", "than", "that", "the", "their", "to", "was", "will", "with",
    ];
    let tidy = |text: &str| {
        text.trim_end_matches(|letter: char| letter.is_whitespace() || ",;:–—-(“\"".contains(letter))
            .to_owned()
    };
    let Some((limit, next)) = text.grapheme_indices(true).nth(TITLE) else { return tidy(text) };
    let mut cut = &text[..limit];
    if !next.starts_with(char::is_whitespace) {
        cut = cut.rfind(char::is_whitespace).map_or(cut, |at| &cut[..at]);
    }
    let clause = cut.char_indices().rev().find(|(at, letter)| {
        let after = &cut[at + letter.len_utf8()..];
        (after.is_empty() || after.starts_with(char::is_whitespace)) && ",;:–—".contains(*letter)
    });
    if let Some((at, _)) = clause.filter(|(at, _)| cut[..*at].chars().count() >= TITLE / 2) {
        cut = &cut[..at];
    }
    let mut words: Vec<&str> = cut.split(' ').collect();
    while words.len() > 3 && words.last().is_some_and(|word| HANGING.contains(&word.to_lowercase().as_str()))
    {
        words.pop();
    }
    let mut title = tidy(&words.join(" "));
    // A quotation or bracket that was cut open is shown without its mark.
    for (opening, closing) in [('“', '”'), ('(', ')'), ('[', ']'), ('«', '»')] {
        if title.matches(opening).count() != title.matches(closing).count() {
            title = title.replace([opening, closing], "");
        }
    }
    if title.matches('"').count() % 2 == 1 {
        title = title.replace('"', "");
    }
    title
}

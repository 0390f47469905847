//! How a headline is set: as large as it fits, and cut at a word where nothing helps.

use super::pen::Letters;
use cosmic_text::{Buffer, Wrap};
use unicode_segmentation::UnicodeSegmentation;

/// The sizes of letters, in pixels, from large to small.
const SIZES: [f32; 6] = [84.0, 76.0, 68.0, 60.0, 54.0, 48.0];

/// From line to line, in parts of the size.
const LEADING: f32 = 1.18;

/// The most lines there are.
const LINES: usize = 5;

/// A headline that has been set.
pub(super) struct Headline {
    pub buffer: Buffer,
    /// How high it is, in pixels.
    pub height: f32,
}

/// Sets a headline in an area of this width and height.
pub(super) fn set(letters: &mut Letters, text: &str, width: f32, height: f32) -> Headline {
    let smallest = SIZES[SIZES.len() - 1];
    for size in SIZES {
        // Only the smallest letters may be parted within a word that is longer than a line.
        let wrap = if size == smallest { Wrap::WordOrGlyph } else { Wrap::Word };
        let buffer = letters.set(text, size, LEADING, width, wrap);
        let (lines, widest) = measure(&buffer);
        let high = lines as f32 * size * LEADING;
        if lines <= LINES && high <= height && widest <= width {
            return Headline { buffer, height: high };
        }
    }
    let (buffer, lines) = cut(letters, text, smallest, width);
    Headline { buffer, height: lines as f32 * smallest * LEADING }
}

/// How many lines there are, and how wide the widest is.
fn measure(buffer: &Buffer) -> (usize, f32) {
    buffer.layout_runs().fold((0, 0.0), |(lines, widest), run| (lines + 1, run.line_w.max(widest)))
}

/// The text as far as there is room for it, and an ellipsis.
fn cut(letters: &mut Letters, text: &str, size: f32, width: f32) -> (Buffer, usize) {
    let whole = letters.set(text, size, LEADING, width, Wrap::WordOrGlyph);
    let last = whole.layout_runs().nth(LINES - 1);
    let fits = last.and_then(|run| run.glyphs.iter().map(|glyph| glyph.end).max()).unwrap_or(text.len());
    // The text was set behind a mark that says where its lines begin.
    let fits = fits.saturating_sub(letters.mark_length());
    // The last words go one by one until the ellipsis fits. A word that fills most of the lines
    // goes letter by letter.
    let words = ends_of_words(text, fits).into_iter().rev().filter(|end| end * 2 > fits);
    let shorter = words.chain(ends_of_letters(text, fits).into_iter().rev());
    let mut lines = LINES;
    let mut buffer = whole;
    for end in shorter.take(64) {
        let text = text[..end].trim_end_matches(|letter: char| !letter.is_alphanumeric());
        buffer = letters.set(&format!("{text}…"), size, LEADING, width, Wrap::WordOrGlyph);
        lines = measure(&buffer).0;
        if lines <= LINES {
            break;
        }
    }
    (buffer, lines)
}

/// Where words end in the first bytes of a text. Words that no space parts are parted by the
/// rules of Unicode.
fn ends_of_words(text: &str, fits: usize) -> Vec<usize> {
    let end = |(at, word): (usize, &str)| at + word.len();
    within(text.unicode_word_indices().map(end), fits)
}

fn ends_of_letters(text: &str, fits: usize) -> Vec<usize> {
    within(text.grapheme_indices(true).map(|(at, letter)| at + letter.len()), fits)
}

fn within(ends: impl Iterator<Item = usize>, fits: usize) -> Vec<usize> {
    ends.take_while(|end| *end <= fits).collect()
}

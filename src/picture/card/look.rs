//! The letters and colours of cards.

use crate::fingerprint::{Fingerprint, Hasher};
use cosmic_text::skrifa::{FontRef, MetadataProvider};
use std::fmt;
use std::sync::Arc;

/// Text that has less contrast with what is behind it is hard to read.
const LEAST_CONTRAST: f64 = 4.5;

/// Red, green, blue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Color(pub u8, pub u8, pub u8);

impl Color {
    /// The colour that is written so: `#rgb` or `#rrggbb`.
    pub fn from_hex(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
        let part = |at: u32, bits: u32| (number >> at & ((1 << bits) - 1)) as u8;
        match digits.len() {
            3 => Some(Self(part(8, 4) * 17, part(4, 4) * 17, part(0, 4) * 17)),
            6 => Some(Self(part(16, 8), part(8, 8), part(0, 8))),
            _ => None,
        }
    }

    /// So much of another colour over this one: `of` parts of `all`.
    pub(super) fn under(self, other: Color, of: u8, all: u8) -> Self {
        let mix = |below: u8, above: u8| {
            let (of, all) = (u32::from(of), u32::from(all));
            ((u32::from(below) * (all - of) + u32::from(above) * of + all / 2) / all) as u8
        };
        Self(mix(self.0, other.0), mix(self.1, other.1), mix(self.2, other.2))
    }

    /// How bright it is to the eye, as WCAG counts it.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }
}

/// Says whether text of one colour can be read on another.
pub fn readable(text: Color, paper: Color) -> bool {
    let (one, other) = (text.luminance() + 0.05, paper.luminance() + 0.05);
    one.max(other) / one.min(other) >= LEAST_CONTRAST
}

/// The colours of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Colors {
    /// What is behind the letters.
    pub paper: Color,
    /// The letters.
    pub ink: Color,
    /// The bar, and the line above the headline if it can be read so.
    pub accent: Color,
}

/// A font of the site's own.
#[derive(Clone)]
pub struct Font {
    bytes: Arc<[u8]>,
    fingerprint: Fingerprint,
}

impl Font {
    /// A font from the bytes of its file; None if they are none. Of a collection it is the first.
    pub fn new(bytes: Arc<[u8]>) -> Option<Self> {
        let font = FontRef::from_index(&bytes, 0).ok()?;
        let is_whole = font.charmap().has_map() && font.outline_glyphs().format().is_some();
        let fingerprint = Fingerprint::of(&bytes);
        is_whole.then_some(Self { bytes, fingerprint })
    }
}

impl fmt::Debug for Font {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "font {}", self.fingerprint)
    }
}

/// The letters and colours of all cards of a site.
#[derive(Clone, Debug)]
pub struct Look {
    /// The colours.
    pub colors: Colors,
    fonts: Vec<Font>,
}

/// The bytes of a font, shared or part of the program.
pub(super) type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

impl Look {
    /// A look with fonts of the site's own. What they lack is taken from the program's.
    pub fn new(colors: Colors, fonts: Vec<Font>) -> Self {
        Self { colors, fonts }
    }

    /// How many fonts are the site's own.
    pub(super) fn own_fonts(&self) -> usize {
        self.fonts.len()
    }

    /// All fonts, in the order in which they are looked into: those of the site, then the
    /// program's with serifs and without.
    pub(super) fn fonts(&self) -> Vec<Bytes> {
        let own = self.fonts.iter().map(|font| Arc::new(font.bytes.clone()) as Bytes);
        own.chain(built_in().map(|bytes| Arc::new(bytes) as Bytes)).collect()
    }

    /// Adds the characters of a text that no font has, unless they are known to be missing.
    pub(super) fn missing(&self, text: &str, missing: &mut Vec<char>) {
        // The program's fonts have all of ASCII.
        let mut rest = text.chars().filter(|letter| !letter.is_ascii() && is_seen(*letter)).peekable();
        if rest.peek().is_none() {
            return;
        }
        let own = self.fonts.iter().map(|font| &*font.bytes);
        let fonts = built_in().into_iter().chain(own);
        let maps: Vec<_> =
            fonts.filter_map(|bytes| Some(FontRef::from_index(bytes, 0).ok()?.charmap())).collect();
        for letter in rest {
            if !maps.iter().any(|map| map.map(letter).is_some()) && !missing.contains(&letter) {
                missing.push(letter);
            }
        }
    }

    /// The fingerprint of all that can be seen of it.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mut hasher = Hasher::new();
        let Colors { paper, ink, accent } = self.colors;
        for Color(red, green, blue) in [paper, ink, accent] {
            hasher.part(&[red, green, blue]);
        }
        for font in &self.fonts {
            hasher.part(&font.fingerprint.to_bytes());
        }
        hasher.finish()
    }
}

/// The fonts that are part of the program: Latin, Greek and Cyrillic with serifs; these and
/// Arabic, Hebrew, Armenian and Georgian without.
fn built_in() -> [&'static [u8]; 2] {
    [dejavu::serif_condensed::bold(), dejavu::sans::bold()]
}

/// Says whether a character is drawn. Those that only tell how others are need no glyph.
fn is_seen(letter: char) -> bool {
    !letter.is_whitespace()
        && !matches!(
            letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e01ff}'
        )
}

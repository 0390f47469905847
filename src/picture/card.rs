//! Cards: the headline of an article as a picture, for previews of links to it where there is
//! no photograph.
//!
//! A card is a value; [`Pen`] draws it. Its bytes depend on nothing but the value: there are no
//! fonts of the system, and no pen draws otherwise for what it has drawn before.

mod headline;
mod look;
mod pen;
#[cfg(test)]
mod tests;

pub use look::{Color, Colors, Font, Look, readable};
pub use pen::Pen;

use crate::fingerprint::{Fingerprint, Hasher};
use std::sync::Arc;

/// The size of all cards, in pixels.
pub const CARD: (u32, u32) = (1200, 630);

/// Raised whenever the same card is drawn as other bytes: names have it in their sum.
const EDITION: u64 = 1;

/// So many characters of a text are looked at: more have no room on any card.
const LONGEST: usize = 400;

/// A card, as plain data.
#[derive(Clone, Debug)]
pub struct Card {
    /// The headline.
    headline: String,
    /// What stands above it: a label, a section.
    kicker: String,
    /// Who says so: the name of the site.
    brand: String,
    /// Lines begin at the right.
    right_to_left: bool,
    /// Letters and colours.
    look: Arc<Look>,
    key: Fingerprint,
}

impl PartialEq for Card {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Card {}

impl Card {
    /// A card with these texts; None without a headline.
    pub fn new(
        headline: &str,
        kicker: &str,
        brand: &str,
        right_to_left: bool,
        look: &Arc<Look>,
    ) -> Option<Self> {
        let headline = tidy(headline);
        if headline.is_empty() {
            return None;
        }
        let (kicker, brand) = (tidy(kicker), tidy(brand));
        let mut hasher = Hasher::new();
        hasher.text("card").number(EDITION).text(&headline).text(&kicker).text(&brand);
        hasher.number(u64::from(right_to_left)).part(&look.fingerprint().to_bytes());
        Some(Self { headline, kicker, brand, right_to_left, look: look.clone(), key: hasher.finish() })
    }

    /// The headline.
    pub fn headline(&self) -> &str {
        &self.headline
    }

    /// The letters and colours.
    pub fn look(&self) -> &Arc<Look> {
        &self.look
    }

    /// The characters that no font of the card has, each once, in the order of the texts.
    pub fn missing(&self) -> Vec<char> {
        let mut missing = Vec::new();
        for text in [&self.headline, &self.kicker, &self.brand] {
            self.look.missing(text, &mut missing);
        }
        missing
    }

    /// The fingerprint of everything it is made from: what its bytes are depends on nothing else.
    pub fn key(&self) -> Fingerprint {
        self.key
    }

    /// Its file's name: that of the article, and a sum of what it is.
    pub fn name(&self, slug: &str) -> String {
        let key = self.key().to_string();
        format!("{}-card.{}.png", super::plain_name(slug), &key[..12])
    }
}

/// The text in one line, without what cannot be seen or has no room anyway.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len().min(2 * LONGEST));
    let apart = |letter: char| letter.is_whitespace() && !matches!(letter, '\u{a0}' | '\u{202f}');
    for word in text.split(apart).filter(|word| !word.is_empty()) {
        if !tidy.is_empty() {
            tidy.push(' ');
        }
        tidy.extend(word.chars().filter(|letter| !letter.is_control()));
        if tidy.len() > 4 * LONGEST {
            break;
        }
    }
    if let Some((end, _)) = tidy.char_indices().nth(LONGEST) {
        tidy.truncate(end);
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

//! `[cards]`: whether headlines are drawn as pictures, and with which letters.

use super::fields::Fields;
use crate::problem::{Code, Problem};
use crate::source::Spanned;

/// The folder of fonts. What is in it is no part of the site: it is only drawn with.
const FOLDER: &str = "fonts/";

/// What the site says about cards.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cards {
    /// They are drawn, if the theme has them.
    pub drawn: bool,
    /// Files of fonts, from the site's root, in the order in which they are looked into.
    pub fonts: Vec<Spanned<String>>,
}

/// Reads the table.
pub(super) fn cards(fields: &mut Fields<'_>) -> Cards {
    let mut cards = Cards { drawn: true, fonts: Vec::new() };
    let Some(mut table) = fields.take_table("cards") else { return cards };
    cards.drawn = table.take_bool("drawn").unwrap_or(cards.drawn);
    for font in table.take_list_of_text("fonts").unwrap_or_default() {
        if font.value.starts_with(FOLDER) {
            cards.fonts.push(font);
            continue;
        }
        let name = font.value.rsplit('/').next().unwrap_or_default();
        let problem = Problem::new(Code::BadValue, "a font should be a file in `fonts/`").at(font.span);
        table.report(problem.hint(format!("move it there and write `{FOLDER}{name}`")));
    }
    table.finish();
    cards
}

//! `[cards]` of `theme.toml`: that articles without a photograph have their headlines drawn, and
//! in which colours.

use crate::config::{Config, Fields};
use crate::data::Data;
use crate::picture::{Color, Colors, Font, Look, readable};
use crate::problem::{Code, Problem, Problems};
use crate::source::{ReadError, Sources, Spanned};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The option whose value says which of the accents is taken.
const OPTION: &str = "accent";

/// A font has fewer bytes: 64 MiB. Those with all characters of China, Japan and Korea have 20.
const LARGEST_FONT: u64 = 64 * 1024 * 1024;

/// The colours as a theme gives them.
pub(super) struct Palette {
    colors: Colors,
    /// Accents by the values of the theme's option.
    accents: Vec<(String, Color)>,
}

/// Reads the table.
pub(super) fn palette(fields: &mut Fields<'_>) -> Option<Palette> {
    let mut table = fields.take_table("cards")?;
    let mut colors =
        Colors { paper: Color(255, 255, 255), ink: Color(23, 25, 29), accent: Color(23, 25, 29) };
    let mut accents = Vec::new();
    let Colors { paper, ink, accent } = &mut colors;
    for (name, place) in [("paper", paper), ("ink", ink), ("accent", accent)] {
        if let Some(text) = table.take_text(name) {
            *place = color(&mut table, &text).unwrap_or(*place);
        }
    }
    if !readable(colors.ink, colors.paper) {
        let problem = Problem::new(Code::BadValue, "`cards.ink` cannot be read on `cards.paper`");
        let span = table.span();
        table.report(problem.at(span).hint("the contrast of the two should be at least 4.5 to 1"));
    }
    if let Some(mut named) = table.take_table("accents") {
        for name in named.names() {
            let text = named.take_text(&name.value);
            let color = text.and_then(|text| color(&mut named, &text));
            accents.extend(color.map(|color| (name.value, color)));
        }
        named.finish();
    }
    table.finish();
    Some(Palette { colors, accents })
}

fn color(fields: &mut Fields<'_>, text: &Spanned<String>) -> Option<Color> {
    let color = Color::from_hex(&text.value);
    if color.is_none() {
        let problem = Problem::new(Code::BadValue, format!("`{}` is no colour of cards", text.value));
        fields.report(problem.at(text.span).hint("write it as `#0a5c8f`"));
    }
    color
}

/// How cards look: in the colours of the theme, with the fonts of the site. None if the theme
/// has no cards, or the site wants none.
pub(super) fn look(
    palette: Option<Palette>,
    options: &BTreeMap<String, Data>,
    sources: &Sources,
    config: &Config,
    problems: &mut Problems,
) -> Result<Option<Arc<Look>>, ReadError> {
    let Some(Palette { mut colors, accents }) = palette.filter(|_| config.cards.drawn) else {
        return Ok(None);
    };
    if let Some(value) = options.get(OPTION).and_then(Data::as_text) {
        let named = accents.iter().find(|(name, _)| name == value).map(|(_, color)| *color);
        colors.accent = named.or_else(|| Color::from_hex(value)).unwrap_or(colors.accent);
    }
    let mut fonts = Vec::new();
    for path in &config.cards.fonts {
        fonts.extend(font(path, sources, problems)?);
    }
    Ok(Some(Arc::new(Look::new(colors, fonts))))
}

fn font(
    path: &Spanned<String>,
    sources: &Sources,
    problems: &mut Problems,
) -> Result<Option<Font>, ReadError> {
    let Some(id) = sources.find(&path.value) else {
        let known = sources.below("fonts").map(|(_, source)| &*source.path);
        let problem = Problem::new(Code::MissingFile, format!("there is no file `{}`", path.value));
        problems.push(problem.at(path.span).did_you_mean(&path.value, known));
        return Ok(None);
    };
    let small = sources.get(id).stamp.length <= LARGEST_FONT;
    let font = if small { Font::new(sources.bytes(id)?) } else { None };
    if font.is_none() {
        let problem = Problem::new(Code::UnreadableFont, "this file is no font that cards can be drawn with");
        problems.push(problem.at(path.span).hint("it should be TrueType or OpenType: `.ttf` or `.otf`"));
    }
    Ok(font)
}

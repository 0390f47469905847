//! From a card to the bytes of a PNG.

use super::headline;
use super::look::{Color, Colors, Look, readable};
use super::{CARD, Card};
use cosmic_text::fontdb::{Database, FaceInfo, ID, Language, Source};
use cosmic_text::fontdb::{Stretch, Style, Weight};
use cosmic_text::{
    Align, Attrs, Buffer, Family, FontSystem, Metrics, Shaping, SwashCache, SwashContent, Wrap,
};

/// White space at the sides, in pixels.
const MARGIN: f32 = 76.0;

/// The bar at the top: how high it is.
const BAR: usize = 16;

/// The line above the headline: its top, and the size of its letters.
const KICKER: (f32, f32) = (72.0, 36.0);

/// Where the headline may be: from here to there.
const HEADLINE: (f32, f32) = (142.0, 518.0);

/// The thin line above the name of the site: its top, and its height.
const RULE: (usize, usize) = (534, 2);

/// The name of the site: its top, and the size of its letters.
const BRAND: (f32, f32) = (553.0, 36.0);

/// How dark a pixel of ink can be, and one of the accent: a palette of sixteen colours, the
/// first of which is the paper.
const INK: u8 = 9;
const ACCENT: u8 = 6;

/// So many glyphs are kept for the next card.
const GLYPHS: usize = 2000;

/// Draws cards of one look.
pub struct Pen {
    letters: Letters,
    glyphs: SwashCache,
    colors: Colors,
}

impl Pen {
    /// A pen for cards of this look.
    pub fn new(look: &Look) -> Self {
        Self { letters: Letters::new(look), glyphs: SwashCache::new(), colors: look.colors }
    }

    /// The card as PNG.
    pub fn draw(&mut self, card: &Card) -> Vec<u8> {
        self.letters.right_to_left = card.right_to_left;
        let mut sheet = Sheet::new();
        sheet.fill(0, BAR, 0.0, CARD.0 as f32, Layer::Accent, ACCENT);
        let width = CARD.0 as f32 - 2.0 * MARGIN;
        let kicker = match readable(self.colors.accent, self.colors.paper) {
            true => Layer::Accent,
            false => Layer::Ink,
        };
        self.line(&mut sheet, &card.kicker, KICKER, kicker);
        let (from, to) = HEADLINE;
        let headline = headline::set(&mut self.letters, &card.headline, width, to - from);
        // A little above the middle, where the eye expects it.
        let top = from + (to - from - headline.height) * 0.4;
        self.put(&mut sheet, &headline.buffer, top, Layer::Ink);
        sheet.fill(RULE.0, RULE.0 + RULE.1, MARGIN, CARD.0 as f32 - MARGIN, Layer::Ink, 2);
        self.line(&mut sheet, &card.brand, BRAND, Layer::Ink);
        if self.glyphs.image_cache.len() > GLYPHS {
            self.glyphs.image_cache.clear();
        }
        sheet.png(self.colors)
    }

    /// One line; what has no room is cut off.
    fn line(&mut self, sheet: &mut Sheet, text: &str, (top, size): (f32, f32), layer: Layer) {
        if text.is_empty() {
            return;
        }
        let width = CARD.0 as f32 - 2.0 * MARGIN;
        let buffer = self.letters.set_small(text, size, width);
        self.put(sheet, &buffer, top, layer);
    }

    fn put(&mut self, sheet: &mut Sheet, buffer: &Buffer, top: f32, layer: Layer) {
        for run in buffer.layout_runs() {
            for glyph in run.glyphs {
                let place = glyph.physical((MARGIN, top + run.line_y), 1.0);
                let image = self.glyphs.get_image(&mut self.letters.system, place.cache_key);
                let Some(image) = image.as_ref().filter(|image| image.content == SwashContent::Mask) else {
                    continue;
                };
                let (left, above) = (place.x + image.placement.left, place.y - image.placement.top);
                sheet.stamp(left, above, image.placement.width, &image.data, layer);
            }
        }
    }
}

/// All fonts of a look, ready to set texts.
pub(super) struct Letters {
    pub system: FontSystem,
    pub right_to_left: bool,
    /// The font of small texts.
    small: String,
}

impl Letters {
    fn new(look: &Look) -> Self {
        let mut fonts = Database::new();
        // Names and weights are ours: nothing is chosen by what the files say of themselves.
        for (number, bytes) in look.fonts().into_iter().enumerate() {
            fonts.push_face_info(FaceInfo {
                id: ID::dummy(),
                source: Source::Binary(bytes),
                index: 0,
                families: vec![(number.to_string(), Language::English_UnitedStates)],
                post_script_name: number.to_string(),
                style: Style::Normal,
                weight: Weight::BOLD,
                stretch: Stretch::Normal,
                monospaced: false,
            });
        }
        // Headlines have serifs, small texts have none, unless the site has fonts of its own.
        let small = if look.own_fonts() == 0 { "1" } else { "0" };
        // What one font lacks is taken from the next. No list of well-known fonts has any of these.
        let system = FontSystem::new_with_locale_and_db("en".to_owned(), fonts);
        Self { system, right_to_left: false, small: small.to_owned() }
    }

    /// Sets a text in lines of this width.
    pub fn set(&mut self, text: &str, size: f32, leading: f32, width: f32, wrap: Wrap) -> Buffer {
        self.buffer(text, Metrics::new(size, size * leading), width, wrap, "0")
    }

    fn set_small(&mut self, text: &str, size: f32, width: f32) -> Buffer {
        let small = self.small.clone();
        let mut end = text.len();
        loop {
            let shown = if end == text.len() { text.to_owned() } else { format!("{}…", &text[..end]) };
            let buffer = self.buffer(&shown, Metrics::new(size, size * 1.2), width, Wrap::None, &small);
            let fits = buffer.layout_runs().all(|run| run.line_w <= width);
            let shorter = text[..end].char_indices().rev().nth(3).map_or(0, |(at, _)| at);
            if fits || shorter == 0 {
                return buffer;
            }
            end = shorter;
        }
    }

    fn buffer(&mut self, text: &str, metrics: Metrics, width: f32, wrap: Wrap, family: &str) -> Buffer {
        let mut buffer = Buffer::new_empty(metrics);
        buffer.set_wrap(wrap);
        buffer.set_size(Some(width), None);
        let attributes = Attrs::new().family(Family::Name(family)).weight(Weight::BOLD);
        let align = if self.right_to_left { Align::Right } else { Align::Left };
        let text = format!("{}{text}", self.mark());
        buffer.set_text(&text, &attributes, Shaping::Advanced, Some(align));
        buffer.shape_until_scroll(&mut self.system, false);
        buffer
    }

    /// A letter without shape that says where lines begin, whatever the text begins with.
    fn mark(&self) -> char {
        if self.right_to_left { '\u{200f}' } else { '\u{200e}' }
    }

    /// How many bytes stand before each text.
    pub fn mark_length(&self) -> usize {
        self.mark().len_utf8()
    }
}

/// What is drawn with.
#[derive(Clone, Copy)]
enum Layer {
    Ink,
    Accent,
}

impl Layer {
    /// The place in the palette for so much of it.
    fn index(self, level: u8) -> u8 {
        match (level, self) {
            (0, _) => 0,
            (level, Layer::Ink) => level,
            (level, Layer::Accent) => INK + level,
        }
    }
}

/// The pixels, each a place in the palette.
struct Sheet(Vec<u8>);

impl Sheet {
    fn new() -> Self {
        Self(vec![0; CARD.0 as usize * CARD.1 as usize])
    }

    /// An area of one colour, from line to line and from column to column.
    fn fill(&mut self, from: usize, to: usize, left: f32, right: f32, layer: Layer, level: u8) {
        for row in self.0.chunks_exact_mut(CARD.0 as usize).take(to).skip(from) {
            row[left as usize..right as usize].fill(layer.index(level));
        }
    }

    /// Puts a glyph in its place; what lies outside is cut off.
    fn stamp(&mut self, left: i32, top: i32, width: u32, mask: &[u8], layer: Layer) {
        let levels = u16::from(match layer {
            Layer::Ink => INK,
            Layer::Accent => ACCENT,
        });
        for (y, line) in (top..).zip(mask.chunks_exact(width.max(1) as usize)) {
            let Ok(y) = usize::try_from(y) else { continue };
            let Some(row) = self.0.chunks_exact_mut(CARD.0 as usize).nth(y) else { return };
            for (x, much) in (left..).zip(line) {
                let Some(pixel) = usize::try_from(x).ok().and_then(|x| row.get_mut(x)) else { continue };
                let level = ((u16::from(*much) * levels + 127) / 255) as u8;
                *pixel = layer.index(level).max(*pixel);
            }
        }
    }

    /// Four bits for each pixel.
    fn png(&self, colors: Colors) -> Vec<u8> {
        let Colors { paper, ink, accent } = colors;
        let inks = (0..=INK).map(|level| paper.under(ink, level, INK));
        let accents = (1..=ACCENT).map(|level| paper.under(accent, level, ACCENT));
        let palette: Vec<u8> =
            inks.chain(accents).flat_map(|Color(red, green, blue)| [red, green, blue]).collect();
        let packed: Vec<u8> = self.0.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, CARD.0, CARD.1);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_palette(palette);
        // More would take twice as long to save a tenth.
        encoder.set_deflate_compression(png::DeflateCompression::Level(3));
        encoder.set_filter(png::Filter::NoFilter);
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&packed));
        // Writing to memory cannot fail.
        if written.is_ok() { bytes } else { Vec::new() }
    }
}

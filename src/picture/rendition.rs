//! Which smaller forms a picture gets.

use super::{Kind, Picture};
use crate::fingerprint::{Fingerprint, Hasher};

/// The usual widths, in steps of about 1.3.
pub const WIDTHS: [u32; 7] = [320, 416, 544, 704, 912, 1184, 1600];

/// The widths of crops: for cards, and one that previews and search engines call large.
const CROP_WIDTHS: [u32; 4] = [320, 544, 912, 1200];

/// Raised whenever the same picture is made into other bytes: names have it in their sum.
const EDITION: u64 = 1;

/// A PNG of fewer bytes for each pixel is a drawing: smaller forms of it have blurred edges and
/// mostly more bytes.
const DRAWING: f64 = 0.25;

/// What the site says about its pictures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Smaller forms are made.
    pub renditions: bool,
    /// Their widths, in pixels, from small to large.
    pub widths: Vec<u32>,
    /// How well JPEG and WebP are kept, 1 to 100.
    pub quality: u8,
    /// Kinds that are offered besides the picture's own, the best first.
    pub formats: Vec<Kind>,
    /// What files tell about places and devices is taken out.
    pub clean: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { renditions: true, widths: WIDTHS.to_vec(), quality: 80, formats: Vec::new(), clean: true }
    }
}

/// The shapes that pictures are cut to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Crop {
    /// Sixteen to nine.
    Wide,
    /// Four to three.
    Classic,
    /// As high as wide.
    Square,
}

impl Crop {
    /// All shapes.
    pub const ALL: [Crop; 3] = [Crop::Wide, Crop::Classic, Crop::Square];

    /// How templates name it.
    pub fn name(self) -> &'static str {
        match self {
            Crop::Wide => "16:9",
            Crop::Classic => "4:3",
            Crop::Square => "1:1",
        }
    }

    /// The shape of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|crop| crop.name() == name)
    }

    fn ratio(self) -> (u64, u64) {
        match self {
            Crop::Wide => (16, 9),
            Crop::Classic => (4, 3),
            Crop::Square => (1, 1),
        }
    }

    /// The largest area of this shape with the point that must be seen as near its middle as can
    /// be: left, top, width, height, in pixels of the picture.
    pub fn area(self, picture: &Picture, focus: Focus) -> (u32, u32, u32, u32) {
        let (across, down) = self.ratio();
        let (width, height) = (u64::from(picture.width), u64::from(picture.height));
        let (wide, high) = match width * down > height * across {
            true => (height * across / down, height),
            false => (width, width * down / across),
        };
        let (wide, high) = (wide.max(1), high.max(1));
        let start = |length: u64, part: u64, focus: u16| {
            let middle = length * u64::from(focus.min(1000)) / 1000;
            middle.saturating_sub(part / 2).min(length.saturating_sub(part))
        };
        let (left, top) = (start(width, wide, focus.x), start(height, high, focus.y));
        let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        (number(left), number(top), number(wide), number(high))
    }
}

/// The point of a picture that must be seen, in thousandths from the left and the top.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct Focus {
    /// From the left, 0 to 1000.
    pub x: u16,
    /// From the top, 0 to 1000.
    pub y: u16,
}

impl Default for Focus {
    /// The middle.
    fn default() -> Self {
        Self { x: 500, y: 500 }
    }
}

/// A smaller form of a picture, as plain data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendition {
    /// What it is made of: the picture's bytes.
    pub of: Fingerprint,
    /// The kind of its source.
    pub from: Kind,
    /// Its own kind.
    pub kind: Kind,
    /// The shape it is cut to; None for the picture's own.
    pub crop: Option<Crop>,
    /// What of the picture is shown: left, top, width, height, in pixels of the picture.
    pub area: (u32, u32, u32, u32),
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// How well it is kept, 1 to 100.
    pub quality: u8,
}

impl Rendition {
    /// The fingerprint of everything it is made from: what its bytes are depends on nothing else.
    pub fn key(&self) -> Fingerprint {
        let (left, top, width, height) = self.area;
        let mut hasher = Hasher::new();
        hasher.number(EDITION).part(&self.of.to_bytes()).text(self.kind.ending());
        for number in [left, top, width, height, self.width, self.height, u32::from(self.quality)] {
            hasher.number(u64::from(number));
        }
        hasher.finish()
    }

    /// Its file's name: that of the picture, its width, its shape, and a sum of what it is.
    pub fn name(&self, picture: &str) -> String {
        let file = picture.rsplit('/').next().unwrap_or(picture);
        let stem = plain_name(file.rsplit_once('.').map_or(file, |(stem, _)| stem));
        let crop = self.crop.map_or(String::new(), |crop| format!("-{}", crop.name().replace(':', "x")));
        let key = self.key().to_string();
        format!("{stem}-{}{crop}.{}.{}", self.width, &key[..12], self.kind.ending())
    }
}

/// A name as it can stand in any file's name.
pub(super) fn plain_name(name: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' };
    name.chars().map(plain).take(48).collect()
}

/// The renditions of a picture: of its own shape, and, for each point that must be seen, of all
/// shapes. From small to large, the offered kinds after the picture's own.
pub fn renditions(picture: &Picture, settings: &Settings, focuses: &[Focus]) -> Vec<Rendition> {
    if !settings.renditions || !picture.kind.is_scalable() || picture.moves || is_too_large(picture) {
        return Vec::new();
    }
    let whole = (0, 0, picture.width, picture.height);
    let own = Form { crop: None, area: whole };
    let is_drawing = picture.kind == Kind::Png
        && (picture.length as f64) < DRAWING * f64::from(picture.width) * f64::from(picture.height);
    let widths: &[u32] = if is_drawing { &[] } else { &settings.widths };
    let mut made = own.at(widths.iter().filter(|width| **width < picture.width), picture, settings);
    for focus in focuses {
        for crop in Crop::ALL {
            let area = crop.area(picture, *focus);
            let form = Form { crop: Some(crop), area };
            let widths = CROP_WIDTHS.iter().filter(|width| **width <= area.2);
            let mut cut = form.at(widths, picture, settings);
            if cut.is_empty() {
                // Smaller than the smallest: as large as it is.
                cut = form.at([area.2].iter(), picture, settings);
            }
            // Another point may come to the same.
            if !made.iter().any(|known| known.crop == form.crop && known.area == form.area) {
                made.extend(cut);
            }
        }
    }
    made
}

/// One smaller form of a picture, whatever it shows: a sign of the site for other programs.
pub fn small(picture: &Picture, width: u32, settings: &Settings) -> Option<Rendition> {
    let fits =
        picture.kind.is_scalable() && !picture.moves && !is_too_large(picture) && width < picture.width;
    let form = Form { crop: None, area: (0, 0, picture.width, picture.height) };
    let settings = Settings { formats: Vec::new(), ..settings.clone() };
    if fits { form.at([width].iter(), picture, &settings).pop() } else { None }
}

/// Says whether a picture has more pixels than are decoded.
fn is_too_large(picture: &Picture) -> bool {
    u64::from(picture.width) * u64::from(picture.height) > super::LARGEST_AREA
}

struct Form {
    crop: Option<Crop>,
    area: (u32, u32, u32, u32),
}

impl Form {
    fn at<'a>(
        &self,
        widths: impl Iterator<Item = &'a u32> + Clone,
        picture: &Picture,
        settings: &Settings,
    ) -> Vec<Rendition> {
        // What is written as AVIF has no profile, so other colours than the web's would be wrong.
        let fits = |kind: &Kind| *kind != picture.kind && !(*kind == Kind::Avif && picture.own_colours);
        let kinds = std::iter::once(picture.kind).chain(settings.formats.iter().copied().filter(fits));
        let (_, _, across, down) = self.area;
        let widest = settings.widths.last().copied().unwrap_or(0);
        // The picture itself is of its own kind; of the others it needs a form as large.
        let whole =
            (self.crop.is_none() && widths.clone().next().is_some() && across <= widest).then_some(across);
        kinds
            .flat_map(|kind| {
                let whole = whole.filter(|_| kind != picture.kind);
                widths.clone().copied().chain(whole).map(move |width| (kind, width))
            })
            .map(|(kind, width)| Rendition {
                of: picture.fingerprint,
                from: picture.kind,
                kind,
                crop: self.crop,
                area: self.area,
                width,
                height: scaled(width, down, across),
                quality: settings.quality,
            })
            .collect()
    }
}

/// `width * down / across`, rounded, at least 1.
fn scaled(width: u32, down: u32, across: u32) -> u32 {
    let (width, down, across) = (u64::from(width), u64::from(down), u64::from(across.max(1)));
    u32::try_from((width * down + across / 2) / across).unwrap_or(u32::MAX).max(1)
}

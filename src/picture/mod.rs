//! Pictures as pure functions over bytes: what a file is, what it tells, what of that may be
//! published, and smaller forms of it.
//!
//! Nothing here reads a file or knows the site. [`read`] looks at headers only; pixels are
//! looked at where a [`Rendition`] is made. A [`Card`] is a picture that is made of words.

mod card;
mod clean;
mod container;
mod make;
mod rendition;
mod rights;
mod svg;
#[cfg(test)]
mod tests;

pub use card::{CARD, Card, Color, Colors, Font, Look, Pen, readable};
pub use clean::published;
pub use make::{Decoded, LARGEST_AREA};
pub use rendition::{Crop, Focus, Rendition, Settings, WIDTHS, renditions, small};
pub use rights::Rights;

use crate::fingerprint::Fingerprint;
use container::Container;
use rendition::plain_name;
use serde::{Deserialize, Serialize};

/// The largest file that is taken for a picture, in bytes: 128 MiB.
pub const LARGEST_FILE: u64 = 128 * 1024 * 1024;

/// What kind of picture a file is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Kind {
    /// A photograph, mostly.
    Jpeg,
    /// A drawing or a screen, mostly.
    Png,
    /// Either, smaller.
    WebP,
    /// Either, smaller still and dearer to make.
    Avif,
    /// Moving, mostly.
    Gif,
    /// A drawing of lines and areas, which has no pixels.
    Svg,
}

impl Kind {
    /// All kinds with the endings of their names and their media types.
    const ALL: [(Kind, &'static [&'static str], &'static str); 6] = [
        (Kind::Jpeg, &["jpg", "jpeg"], "image/jpeg"),
        (Kind::Png, &["png"], "image/png"),
        (Kind::WebP, &["webp"], "image/webp"),
        (Kind::Avif, &["avif"], "image/avif"),
        (Kind::Gif, &["gif"], "image/gif"),
        (Kind::Svg, &["svg"], "image/svg+xml"),
    ];

    /// The kind that a path promises by its ending; None if it promises no picture.
    pub fn of_path(path: &str) -> Option<Kind> {
        let (_, ending) = path.rsplit_once('.')?;
        let fits = |endings: &[&str]| endings.iter().any(|known| known.eq_ignore_ascii_case(ending));
        Self::ALL.iter().find(|(_, endings, _)| fits(endings)).map(|(kind, ..)| *kind)
    }

    /// The usual ending of names.
    pub fn ending(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, endings, _)| endings[0])
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., media_type)| media_type)
    }

    /// Says whether this program can make pictures of this kind.
    pub fn is_made(self) -> bool {
        matches!(self, Kind::Jpeg | Kind::Png | Kind::WebP) || self == Kind::Avif && cfg!(feature = "avif")
    }

    /// Says whether smaller forms of it can be made.
    pub fn is_scalable(self) -> bool {
        matches!(self, Kind::Jpeg | Kind::Png | Kind::WebP)
    }
}

/// What is known of a picture without looking at its pixels.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Picture {
    /// What kind it is, by its bytes.
    pub kind: Kind,
    /// The fingerprint of its bytes.
    pub fingerprint: Fingerprint,
    /// Pixels from left to right as it is shown, that is, turned as its file says.
    pub width: u32,
    /// Pixels from top to bottom as it is shown.
    pub height: u32,
    /// How many bytes it has as it is published.
    pub length: u64,
    /// It tells what is not to be published, such as where it was taken, so that its file is
    /// written anew without it.
    pub tells_too_much: bool,
    /// Its colours are those of a profile of its own, not those that everything on the web has.
    pub own_colours: bool,
    /// It is a film: smaller forms would stand still.
    pub moves: bool,
    /// What it tells about its rights.
    pub rights: Rights,
}

/// Why a file is no picture that can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Flaw {
    /// Its bytes are no picture, or only the beginning of one.
    Unreadable,
    /// The file has more bytes than [`LARGEST_FILE`].
    TooLarge,
}

/// Reads what there is to know of a picture without decoding it. `promised` is the kind that
/// its name promises; its bytes decide, except that a drawing cannot be told by its bytes.
pub fn read(promised: Kind, bytes: &[u8]) -> Result<Picture, Flaw> {
    let fingerprint = Fingerprint::of(bytes);
    let length = bytes.len() as u64;
    if length > LARGEST_FILE {
        return Err(Flaw::TooLarge);
    }
    if promised == Kind::Svg {
        let (width, height) = svg::size(bytes).ok_or(Flaw::Unreadable)?;
        let rights = Rights::default();
        let (tells_too_much, own_colours, moves) = (false, false, false);
        return Ok(Picture {
            kind: Kind::Svg,
            fingerprint,
            width,
            height,
            length,
            tells_too_much,
            own_colours,
            moves,
            rights,
        });
    }
    let kind = kind_of(bytes).ok_or(Flaw::Unreadable)?;
    let size = imagesize::blob_size(bytes).map_err(|_| Flaw::Unreadable)?;
    let side = |pixels: usize| u32::try_from(pixels).ok().filter(|pixels| (1..=65_535).contains(pixels));
    let (width, height) = side(size.width).zip(side(size.height)).ok_or(Flaw::Unreadable)?;
    let mut picture = Picture {
        kind,
        fingerprint,
        width,
        height,
        length,
        tells_too_much: false,
        own_colours: false,
        moves: kind == Kind::Gif,
        rights: Rights::default(),
    };
    if let Some(container) = Container::read(kind, bytes)? {
        if container.turns_sideways() {
            (picture.width, picture.height) = (height, width);
        }
        picture.own_colours = container.profile().is_some();
        picture.moves = container.moves();
        picture.rights = container.rights();
        if let Some(clean) = clean::rewritten(container, &picture.rights) {
            picture.tells_too_much = true;
            picture.length = clean.len() as u64;
        }
    }
    Ok(picture)
}

fn kind_of(bytes: &[u8]) -> Option<Kind> {
    use imagesize::{Compression, ImageType};
    Some(match imagesize::image_type(bytes).ok()? {
        ImageType::Jpeg => Kind::Jpeg,
        ImageType::Png => Kind::Png,
        ImageType::Webp => Kind::WebP,
        ImageType::Gif => Kind::Gif,
        ImageType::Heif(Compression::Av1) => Kind::Avif,
        _ => return None,
    })
}

//! The files around pictures: JPEG segments, PNG chunks, WebP chunks.

use super::{Flaw, Kind, Rights};
use image::metadata::Orientation;
use img_parts::jpeg::{Jpeg, JpegSegment, markers};
use img_parts::png::{Png, PngChunk};
use img_parts::riff::{RiffChunk, RiffContent};
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF, ImageICC};
use std::io::Read;

const JPEG_EXIF: &[u8] = b"Exif\0\0";
const JPEG_XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const JPEG_PROFILE: &[u8] = b"ICC_PROFILE\0";
const JPEG_IPTC: &[u8] = b"Photoshop 3.0\0";
const PNG_XMP: &[u8] = b"XML:com.adobe.xmp\0";
const WEBP_EXIF: [u8; 4] = *b"EXIF";
const WEBP_XMP: [u8; 4] = *b"XMP ";

/// The chunks of a PNG that say how it looks; all others say where it is from.
const PNG_LOOKS: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
    b"mDCV", b"cLLI", b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT",
];

/// The most text that is unpacked of a PNG's text chunk: 1 MiB.
const LONGEST_TEXT: u64 = 1024 * 1024;

/// A picture's file taken apart.
pub(super) enum Container {
    Jpeg(Jpeg),
    Png(Png),
    WebP(WebP),
}

impl Container {
    /// Takes a file apart; None for kinds that are not looked into.
    pub fn read(kind: Kind, file: &[u8]) -> Result<Option<Self>, Flaw> {
        let bytes = Bytes::copy_from_slice(file);
        let broken = |_| Flaw::Unreadable;
        let container = match kind {
            Kind::Jpeg => Self::Jpeg(Jpeg::from_bytes(bytes).map_err(broken)?),
            Kind::Png => Self::Png(Png::from_bytes(bytes).map_err(broken)?),
            Kind::WebP => Self::WebP(WebP::from_bytes(bytes).map_err(broken)?),
            Kind::Avif | Kind::Gif | Kind::Svg => return Ok(None),
        };
        let whole = match &container {
            Self::Jpeg(jpeg) => is_whole(jpeg, file),
            Self::Png(png) => png.chunks().last().is_some_and(|chunk| chunk.kind() == *b"IEND"),
            Self::WebP(_) => true,
        };
        if whole { Ok(Some(container)) } else { Err(Flaw::Unreadable) }
    }

    /// How the picture is to be turned before it is shown.
    pub fn orientation(&self) -> Orientation {
        let exif = match self {
            Self::Jpeg(jpeg) => jpeg.exif(),
            Self::Png(png) => png.exif(),
            Self::WebP(webp) => webp.exif(),
        };
        exif.and_then(|exif| Orientation::from_exif_chunk(&exif)).unwrap_or(Orientation::NoTransforms)
    }

    /// Says whether width and height change places.
    pub fn turns_sideways(&self) -> bool {
        matches!(
            self.orientation(),
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        )
    }

    /// Says whether it is a film.
    pub fn moves(&self) -> bool {
        match self {
            Self::Jpeg(_) => false,
            Self::Png(png) => png.chunk_by_type(*b"acTL").is_some(),
            Self::WebP(webp) => webp.has_chunk(*b"ANIM"),
        }
    }

    /// What the file tells about rights: by XMP, and where that is silent by IPTC's older form.
    pub fn rights(&self) -> Rights {
        let rights = self.xmp().map(|xmp| Rights::from_xmp(&xmp)).unwrap_or_default();
        match self.iptc() {
            Some(iptc) => rights.or(Rights::from_iptc(&iptc)),
            None => rights,
        }
    }

    fn xmp(&self) -> Option<Vec<u8>> {
        match self {
            Self::Jpeg(jpeg) => {
                let mut found = jpeg.segments_by_marker(markers::APP1);
                found.find_map(|segment| Some(segment.contents().strip_prefix(JPEG_XMP)?.to_vec()))
            }
            Self::Png(png) => png.chunks_by_type(*b"iTXt").find_map(|chunk| international(chunk.contents())),
            Self::WebP(webp) => Some(webp.chunk_by_id(WEBP_XMP)?.content().data()?.to_vec()),
        }
    }

    /// The resource 0x0404 of Photoshop's block.
    fn iptc(&self) -> Option<Vec<u8>> {
        let Self::Jpeg(jpeg) = self else { return None };
        let mut blocks = jpeg.segments_by_marker(markers::APP13);
        let mut block = blocks.find_map(|segment| segment.contents().strip_prefix(JPEG_IPTC))?;
        loop {
            let rest = block.strip_prefix(b"8BIM")?;
            let (id, rest) = rest.split_first_chunk::<2>()?;
            let name = usize::from(*rest.first()?);
            let rest = rest.get((1 + name).next_multiple_of(2)..)?;
            let (length, rest) = rest.split_first_chunk::<4>()?;
            let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
            let data = rest.get(..length)?;
            if *id == [0x04, 0x04] {
                return Some(data.to_vec());
            }
            block = rest.get(length.next_multiple_of(2)..)?;
        }
    }

    /// The colour profile, if it is one of its own: what is sRGB needs none.
    pub fn profile(&self) -> Option<Vec<u8>> {
        let profile = match self {
            Self::Jpeg(jpeg) => jpeg.icc_profile(),
            Self::Png(png) => png.icc_profile(),
            Self::WebP(webp) => webp.icc_profile(),
        }?;
        // The colour space stands at byte 16 of the header (ICC.1 § 7.2).
        let is_rgb = profile.get(16..20) == Some(b"RGB ");
        (is_rgb && memchr::memmem::find(&profile, b"sRGB").is_none()).then(|| profile.to_vec())
    }

    /// Takes out everything that does not say how the picture looks; false if there was nothing.
    pub fn strip(&mut self) -> bool {
        let orientation = self.orientation();
        let before = self.parts();
        match self {
            Self::Jpeg(jpeg) => jpeg.segments_mut().retain(is_look),
            Self::Png(png) => png.chunks_mut().retain(|chunk| PNG_LOOKS.contains(&&chunk.kind())),
            Self::WebP(webp) => {
                webp.remove_chunks_by_id(WEBP_EXIF);
                webp.remove_chunks_by_id(WEBP_XMP);
            }
        }
        let stripped = self.parts() != before;
        if stripped && orientation != Orientation::NoTransforms {
            self.set_exif(Some(turned(orientation)));
        }
        stripped
    }

    fn parts(&self) -> usize {
        match self {
            Self::Jpeg(jpeg) => jpeg.segments().len(),
            Self::Png(png) => png.chunks().len(),
            Self::WebP(webp) => webp.chunks().len(),
        }
    }

    fn set_exif(&mut self, exif: Option<Bytes>) {
        match self {
            Self::Jpeg(jpeg) => jpeg.set_exif(exif),
            Self::Png(png) => png.set_exif(exif),
            Self::WebP(webp) => webp.set_exif(exif),
        }
    }

    /// Gives it a colour profile.
    pub fn set_profile(&mut self, profile: Vec<u8>) {
        let profile = Some(Bytes::from(profile));
        match self {
            Self::Jpeg(jpeg) => jpeg.set_icc_profile(profile),
            Self::Png(png) => png.set_icc_profile(profile),
            Self::WebP(webp) => webp.set_icc_profile(profile),
        }
    }

    /// Gives it words about its rights.
    pub fn set_xmp(&mut self, xmp: &str) {
        match self {
            Self::Jpeg(jpeg) => {
                let contents = Bytes::from([JPEG_XMP, xmp.as_bytes()].concat());
                let segments = jpeg.segments_mut();
                let leads =
                    |segment: &JpegSegment| segment.marker() == markers::APP0 || is_exif(segment.contents());
                let at = segments.iter().position(|segment| !leads(segment)).unwrap_or(0);
                segments.insert(at, JpegSegment::new_with_contents(markers::APP1, contents));
            }
            Self::Png(png) => {
                // Neither packed nor translated: four empty fields follow the key word.
                let contents = Bytes::from([PNG_XMP, b"\0\0\0\0", xmp.as_bytes()].concat());
                let at = png.chunks().len().min(1);
                png.chunks_mut().insert(at, PngChunk::new(*b"iTXt", contents));
            }
            Self::WebP(webp) => {
                let content = RiffContent::Data(Bytes::copy_from_slice(xmp.as_bytes()));
                webp.chunks_mut().push(RiffChunk::new(WEBP_XMP, content));
                // The flags of the file's head follow from its chunks whenever one is set.
                let exif = webp.exif();
                webp.set_exif(exif);
            }
        }
    }

    /// The file put together again.
    pub fn write(self) -> Vec<u8> {
        match self {
            Self::Jpeg(jpeg) => jpeg.encoder().bytes().to_vec(),
            Self::Png(png) => png.encoder().bytes().to_vec(),
            Self::WebP(webp) => webp.encoder().bytes().to_vec(),
        }
    }
}

/// Says whether a JPEG has pixels, and the mark of its end behind them.
fn is_whole(jpeg: &Jpeg, file: &[u8]) -> bool {
    let head: usize = jpeg.segments().iter().map(JpegSegment::len).sum();
    let end = memchr::memmem::rfind(file, &[0xff, markers::EOI]);
    jpeg.segments().last().is_some_and(JpegSegment::has_entropy) && end.is_some_and(|end| end > head)
}

fn is_exif(contents: &[u8]) -> bool {
    contents.starts_with(JPEG_EXIF)
}

/// Says whether a segment is part of how a JPEG looks.
fn is_look(segment: &JpegSegment) -> bool {
    match segment.marker() {
        markers::APP0 => segment.contents().starts_with(b"JFIF\0"),
        markers::APP2 => segment.contents().starts_with(JPEG_PROFILE),
        // Adobe's says how colours are written.
        markers::APP14 => true,
        markers::COM => false,
        marker => !(markers::APP0..=markers::APP15).contains(&marker),
    }
}

/// The shortest Exif block: how the picture is turned, and nothing else.
fn turned(orientation: Orientation) -> Bytes {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation.to_exif(), 0, 0, 0, 0, 0, 0, 0]);
    exif.into()
}

/// The XMP of a PNG's chunk of international text, if that is what it holds.
fn international(contents: &[u8]) -> Option<Vec<u8>> {
    let rest = contents.strip_prefix(PNG_XMP)?;
    let (packed, rest) = rest.split_first()?;
    let mut fields = rest.get(1..)?.splitn(3, |byte| *byte == 0);
    let text = fields.nth(2)?;
    if *packed == 0 {
        return Some(text.to_vec());
    }
    let mut unpacked = Vec::new();
    flate2::read::ZlibDecoder::new(text).take(LONGEST_TEXT).read_to_end(&mut unpacked).ok()?;
    Some(unpacked)
}

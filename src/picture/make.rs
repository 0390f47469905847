//! From a picture's bytes to its renditions: decoded once, scaled, cut and written.

use super::container::Container;
use super::{Kind, Picture, Rendition, Rights};
use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngDecoder, PngEncoder};
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, Limits};
use std::io::Cursor;

/// The most pixels that are decoded: a hundred million. A file of a few bytes can claim to have
/// more, and would take all memory.
pub const LARGEST_AREA: u64 = 100_000_000;

/// Small renditions are made from a copy of this width.
const HALFWAY: u32 = 2048;

/// A picture's pixels.
pub struct Decoded {
    full: Image<'static>,
    halfway: Option<Image<'static>>,
    profile: Option<Vec<u8>>,
    rights: Rights,
}

impl Decoded {
    /// Decodes a picture, turned as it is to be shown. The error is in words for people.
    pub fn new(bytes: &[u8], picture: &Picture) -> Result<Self, String> {
        let container = Container::read(picture.kind, bytes).map_err(|_| "the file is damaged".to_owned())?;
        let container = container.ok_or_else(|| "the file is of another kind".to_owned())?;
        let mut limits = Limits::default();
        limits.max_alloc = Some(LARGEST_AREA * 8);
        let words = |error: image::ImageError| error.to_string();
        let reader = || Cursor::new(bytes);
        let decoded = match picture.kind {
            Kind::Jpeg => pixels(JpegDecoder::new(reader()).map_err(words)?, limits),
            Kind::Png => pixels(PngDecoder::with_limits(reader(), limits.clone()).map_err(words)?, limits),
            Kind::WebP => pixels(WebPDecoder::new(reader()).map_err(words)?, limits),
            Kind::Avif | Kind::Gif | Kind::Svg => return Err("the file is of another kind".to_owned()),
        };
        let mut decoded = decoded.map_err(words)?;
        decoded.apply_orientation(container.orientation());
        let full = image_of(decoded).ok_or_else(|| "the picture has no pixels".to_owned())?;
        if (full.width(), full.height()) != (picture.width, picture.height) {
            return Err("the picture is not as large as its file says".to_owned());
        }
        let halfway = (full.width() > HALFWAY * 5 / 4).then(|| {
            let height = u64::from(full.height()) * u64::from(HALFWAY) / u64::from(full.width());
            let area = (0.0, 0.0, f64::from(full.width()), f64::from(full.height()));
            scale(&full, area, HALFWAY, u32::try_from(height).unwrap_or(1).max(1))
        });
        let halfway = halfway.transpose()?;
        let (profile, rights) = (container.profile(), container.rights());
        Ok(Self { full, halfway, profile, rights })
    }

    /// The bytes of a rendition. They depend on the picture and the rendition only, not on what
    /// else was made before.
    pub fn make(&self, rendition: &Rendition) -> Result<Vec<u8>, String> {
        let (left, top, wide, high) = rendition.area;
        let area = (f64::from(left), f64::from(top), f64::from(wide), f64::from(high));
        let scaled = match &self.halfway {
            Some(halfway) if wide_enough(halfway, &self.full, rendition) => {
                let across = f64::from(halfway.width()) / f64::from(self.full.width());
                let down = f64::from(halfway.height()) / f64::from(self.full.height());
                let area = (area.0 * across, area.1 * down, area.2 * across, area.3 * down);
                scale(halfway, area, rendition.width, rendition.height)?
            }
            _ => scale(&self.full, area, rendition.width, rendition.height)?,
        };
        let bytes = encode(&scaled, rendition)?;
        let xmp = self.rights.to_xmp();
        if xmp.is_none() && self.profile.is_none() {
            return Ok(bytes);
        }
        let Ok(Some(mut container)) = Container::read(rendition.kind, &bytes) else { return Ok(bytes) };
        if let Some(profile) = &self.profile {
            container.set_profile(profile.clone());
        }
        if let Some(xmp) = xmp {
            container.set_xmp(&xmp);
        }
        Ok(container.write())
    }
}

/// Says whether the copy has pixels to spare for a rendition.
fn wide_enough(halfway: &Image<'_>, full: &Image<'_>, rendition: &Rendition) -> bool {
    let there = u64::from(rendition.area.2) * u64::from(halfway.width()) / u64::from(full.width().max(1));
    there * 4 >= u64::from(rendition.width) * 5
}

fn pixels(mut decoder: impl ImageDecoder, limits: Limits) -> image::ImageResult<DynamicImage> {
    decoder.set_limits(limits)?;
    DynamicImage::from_decoder(decoder)
}

/// Eight bits for each of three or four channels.
fn image_of(decoded: DynamicImage) -> Option<Image<'static>> {
    let (width, height) = (decoded.width(), decoded.height());
    let (bytes, kind) = match decoded.color().has_alpha() {
        true => (decoded.into_rgba8().into_raw(), PixelType::U8x4),
        false => (decoded.into_rgb8().into_raw(), PixelType::U8x3),
    };
    Image::from_vec_u8(width, height, bytes, kind).ok()
}

fn scale(
    from: &Image<'_>,
    area: (f64, f64, f64, f64),
    width: u32,
    height: u32,
) -> Result<Image<'static>, String> {
    let mut to = Image::new(width, height, from.pixel_type());
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(area.0, area.1, area.2, area.3);
    Resizer::new().resize(from, &mut to, &options).map_err(|error| error.to_string())?;
    Ok(to)
}

fn encode(image: &Image<'_>, rendition: &Rendition) -> Result<Vec<u8>, String> {
    let (width, height) = (image.width(), image.height());
    let alpha = image.pixel_type() == PixelType::U8x4;
    let mut bytes = Vec::new();
    match rendition.kind {
        Kind::Jpeg => {
            let side = |pixels: u32| u16::try_from(pixels).map_err(|_| "too wide for a JPEG".to_owned());
            let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, rendition.quality);
            encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
            encoder.set_progressive(true);
            encoder.set_optimized_huffman_tables(true);
            let color = if alpha { jpeg_encoder::ColorType::Rgba } else { jpeg_encoder::ColorType::Rgb };
            encoder
                .encode(image.buffer(), side(width)?, side(height)?, color)
                .map_err(|error| error.to_string())?;
        }
        Kind::Png => {
            let color = if alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
            PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive)
                .write_image(image.buffer(), width, height, color)
                .map_err(|error| error.to_string())?;
        }
        Kind::WebP => {
            let encoder = match alpha {
                true => webp::Encoder::from_rgba(image.buffer(), width, height),
                false => webp::Encoder::from_rgb(image.buffer(), width, height),
            };
            bytes = encoder
                .encode_simple(false, f32::from(rendition.quality))
                .map_err(|error| format!("{error:?}"))?
                .to_vec();
        }
        #[cfg(feature = "avif")]
        Kind::Avif => bytes = avif(image, alpha, rendition.quality)?,
        #[cfg(not(feature = "avif"))]
        Kind::Avif => return Err("this program was built without AVIF".to_owned()),
        Kind::Gif | Kind::Svg => return Err("this kind is not made".to_owned()),
    }
    Ok(bytes)
}

/// How much time is taken for an AVIF: from 1, for the smallest files, to 10. At 8 a file is about
/// a third smaller than at 10 and takes twice as long; at 6 little more is won.
#[cfg(feature = "avif")]
const AVIF_SPEED: u8 = 8;

#[cfg(feature = "avif")]
fn avif(image: &Image<'_>, alpha: bool, quality: u8) -> Result<Vec<u8>, String> {
    use ravif::{Encoder, Img, RGB8, RGBA8};
    let quality = f32::from(quality);
    let encoder = Encoder::new().with_quality(quality).with_alpha_quality(quality).with_speed(AVIF_SPEED);
    // One thread for each: pictures are made many at a time.
    let encoder = encoder.with_num_threads(Some(1));
    let (width, height) = (image.width() as usize, image.height() as usize);
    let made = match alpha {
        true => {
            let (pixels, _) = image.buffer().as_chunks::<4>();
            let pixels: Vec<RGBA8> = pixels.iter().map(|[r, g, b, a]| RGBA8::new(*r, *g, *b, *a)).collect();
            encoder.encode_rgba(Img::new(&pixels, width, height))
        }
        false => {
            let (pixels, _) = image.buffer().as_chunks::<3>();
            let pixels: Vec<RGB8> = pixels.iter().map(|[r, g, b]| RGB8::new(*r, *g, *b)).collect();
            encoder.encode_rgb(Img::new(&pixels, width, height))
        }
    };
    made.map(|made| made.avif_file).map_err(|error| error.to_string())
}

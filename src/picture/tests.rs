//! Pictures made here, read back: sizes, rights, what is taken out, and what renditions are.

use super::container::Container;
use super::*;
use image::metadata::Orientation;
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::{Bytes, ImageEXIF};

/// A photograph of nothing: a slope of colours with a little noise.
fn photo(width: u16, height: u16) -> Vec<u8> {
    let mut pixels = Vec::new();
    let mut noise = 7_u32;
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let slope = |at: u32, of: u16| u8::try_from(at * 220 / u32::from(of)).expect("a byte");
            pixels.extend([slope(x, width), slope(y, height), u8::try_from(noise >> 28).expect("a byte")]);
        }
    }
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("a JPEG");
    bytes
}

/// An Exif block with an orientation, a camera's name and a place.
fn exif(orientation: u8) -> Bytes {
    let mut exif = b"II*\0\x08\0\0\0\x03\0".to_vec();
    exif.extend(*b"\x0f\x01\x02\0\x04\0\0\0Cam\0");
    exif.extend(*b"\x12\x01\x03\0\x01\0\0\0");
    exif.extend([orientation, 0, 0, 0]);
    exif.extend(*b"\x25\x88\x04\0\x01\0\0\0\x32\0\0\0");
    exif.extend([0; 4]);
    exif.extend(*b"\x01\0\x01\0\x02\0\x02\0\0\0N\0\0\0\0\0\0\0");
    exif.into()
}

const XMP: &str = r#"<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Agency &amp; Co" tiff:Make="Cam"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">
<dc:creator><rdf:Seq><rdf:li>Ana</rdf:li><rdf:li>Ben &lt;B&gt;</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 Ana</rdf:li><rdf:li xml:lang="de">Recht</rdf:li></rdf:Alt></dc:rights>
<xmpRights:WebStatement>https://a.test/licence</xmpRights:WebStatement>
<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource"><plus:LicensorURL>https://a.test/buy</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>
<plus:DataMining>http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED</plus:DataMining>
<Iptc4xmpExt:DigitalSourceType rdf:resource="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"/>
</rdf:Description></rdf:RDF></x:xmpmeta>"#;

fn with_metadata(orientation: u8) -> Vec<u8> {
    let mut jpeg = Jpeg::from_bytes(photo(640, 480).into()).expect("a JPEG");
    jpeg.set_exif(Some(exif(orientation)));
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), XMP.as_bytes()].concat();
    jpeg.segments_mut().insert(1, JpegSegment::new_with_contents(0xE1, xmp.into()));
    jpeg.segments_mut().insert(1, JpegSegment::new_with_contents(0xFE, Bytes::from_static(b"secret words")));
    jpeg.encoder().bytes().to_vec()
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    memchr::memmem::find(bytes, what).is_some()
}

#[test]
fn rights_are_read_from_xmp() {
    let picture = read(Kind::Jpeg, &with_metadata(1)).expect("a picture");
    let rights = &picture.rights;
    assert_eq!(rights.creators, ["Ana", "Ben <B>"]);
    assert_eq!(rights.credit.as_deref(), Some("Agency & Co"));
    assert_eq!(rights.copyright.as_deref(), Some("© 2026 Ana"));
    assert_eq!(rights.license_url.as_deref(), Some("https://a.test/licence"));
    assert_eq!(rights.licensor_url.as_deref(), Some("https://a.test/buy"));
    assert_eq!(rights.source_code(), Some("digitalCapture"));
    assert_eq!(rights.data_mining.as_deref(), Some("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED"));
}

#[test]
fn rights_are_read_from_the_older_form() {
    let mut block = Vec::new();
    for (number, value) in
        [(80_u8, "Ana".as_bytes()), (110, "Agency".as_bytes()), (116, b"\xa9 Ana".as_slice())]
    {
        block.extend([0x1c, 2, number, 0, u8::try_from(value.len()).expect("short")]);
        block.extend(value);
    }
    let rights = Rights::from_iptc(&block);
    assert_eq!(rights.creators, ["Ana"]);
    assert_eq!(rights.credit.as_deref(), Some("Agency"));
    assert_eq!(rights.copyright.as_deref(), Some("© Ana"));
    assert_eq!(Rights::from_iptc(&block[..7]), Rights::default());
}

#[test]
fn rights_survive_their_own_packet() {
    let rights = Rights::from_xmp(XMP.as_bytes());
    let packet = rights.to_xmp().expect("a packet");
    assert_eq!(Rights::from_xmp(packet.as_bytes()), rights);
    assert_eq!(Rights::default().to_xmp(), None);
}

#[test]
fn a_picture_that_lies_on_its_side_is_measured_as_it_is_shown() {
    let size = |orientation| {
        let picture = read(Kind::Jpeg, &with_metadata(orientation)).expect("a picture");
        (picture.width, picture.height)
    };
    assert_eq!(size(1), (640, 480));
    assert_eq!(size(3), (640, 480));
    assert_eq!(size(6), (480, 640));
    assert_eq!(size(8), (480, 640));
}

#[test]
fn what_is_published_tells_neither_place_nor_device() {
    for orientation in [1, 6] {
        let original = with_metadata(orientation);
        assert!(contains(&original, b"Cam") && contains(&original, b"secret words"));
        let picture = read(Kind::Jpeg, &original).expect("a picture");
        assert!(picture.tells_too_much);
        let clean = published(Kind::Jpeg, &original).expect("a picture");
        assert_eq!(picture.length, clean.len() as u64);
        assert!(!contains(&clean, b"Cam") && !contains(&clean, b"secret words"));
        let again = read(Kind::Jpeg, &clean).expect("a picture");
        assert_eq!((again.width, again.height), (picture.width, picture.height));
        assert_eq!(again.rights, picture.rights);
        // What is clean stays as it is.
        assert_eq!(published(Kind::Jpeg, &clean).expect("a picture"), clean);
        let Ok(Some(container)) = Container::read(Kind::Jpeg, &clean) else { panic!("a JPEG") };
        let turned = if orientation == 6 { Orientation::Rotate90 } else { Orientation::NoTransforms };
        assert_eq!(container.orientation(), turned);
        // The pixels are the same, bit for bit.
        let pixels = |bytes: &[u8]| image::load_from_memory(bytes).expect("a picture").into_rgb8().into_raw();
        assert_eq!(pixels(&original), pixels(&clean));
    }
}

#[test]
fn a_picture_without_a_secret_is_left_alone() {
    let bytes = photo(64, 48);
    let picture = read(Kind::Jpeg, &bytes).expect("a picture");
    assert!(!picture.tells_too_much);
    assert_eq!(published(Kind::Jpeg, &bytes).expect("a picture"), bytes);
}

fn made(bytes: &[u8], settings: &Settings, focuses: &[Focus]) -> Vec<(Rendition, Vec<u8>)> {
    let picture = read(Kind::Jpeg, bytes).expect("a picture");
    let decoded = Decoded::new(bytes, &picture).expect("pixels");
    let all = renditions(&picture, settings, focuses);
    all.into_iter().map(|one| (one.clone(), decoded.make(&one).expect("a rendition"))).collect()
}

#[test]
fn renditions_are_as_large_as_they_say_and_keep_the_rights() {
    let settings = Settings { formats: vec![Kind::WebP], ..Settings::default() };
    let bytes = with_metadata(6);
    let rights = read(Kind::Jpeg, &bytes).expect("a picture").rights;
    let all = made(&bytes, &settings, &[Focus::default()]);
    assert!(all.iter().any(|(one, _)| one.kind == Kind::WebP));
    for (rendition, bytes) in &all {
        let picture = read(rendition.kind, bytes).expect("a picture");
        assert_eq!(picture.kind, rendition.kind);
        assert_eq!((picture.width, picture.height), (rendition.width, rendition.height));
        assert_eq!(picture.rights, rights, "{rendition:?}");
        assert!(!picture.rights.creators.is_empty());
        assert!(!contains(bytes, b"Cam"));
        let decoded = image::load_from_memory(bytes).expect("a picture");
        assert_eq!((decoded.width(), decoded.height()), (rendition.width, rendition.height));
    }
}

#[test]
fn no_rendition_is_larger_than_its_picture() {
    let picture = |width, height| Picture {
        width,
        height,
        length: 4_000_000,
        ..read(Kind::Jpeg, &photo(64, 48)).expect("a picture")
    };
    let widths = |picture: &Picture| -> Vec<(Option<Crop>, u32)> {
        let all = renditions(picture, &Settings::default(), &[Focus::default()]);
        all.iter().map(|one| (one.crop, one.width)).collect()
    };
    let own = |list: &[(Option<Crop>, u32)]| -> Vec<u32> {
        list.iter().filter(|(crop, _)| crop.is_none()).map(|(_, width)| *width).collect()
    };
    assert_eq!(own(&widths(&picture(4000, 3000))), WIDTHS);
    assert_eq!(own(&widths(&picture(704, 500))), [320, 416, 544]);
    assert_eq!(own(&widths(&picture(300, 500))), [] as [u32; 0]);
    let tiny = widths(&picture(300, 300));
    assert_eq!(tiny, [(Some(Crop::Wide), 300), (Some(Crop::Classic), 300), (Some(Crop::Square), 300)]);
    let square: Vec<u32> = widths(&picture(4000, 1000))
        .into_iter()
        .filter(|it| it.0 == Some(Crop::Square))
        .map(|it| it.1)
        .collect();
    assert_eq!(square, [320, 544, 912]);
    assert_eq!(widths(&picture(20_000, 20_000)), []);
}

#[test]
fn crops_hold_the_point_that_must_be_seen() {
    let picture =
        Picture { width: 4000, height: 3000, ..read(Kind::Jpeg, &photo(64, 48)).expect("a picture") };
    let area = |crop: Crop, x, y| crop.area(&picture, Focus { x, y });
    assert_eq!(area(Crop::Square, 500, 500), (500, 0, 3000, 3000));
    assert_eq!(area(Crop::Square, 0, 0), (0, 0, 3000, 3000));
    assert_eq!(area(Crop::Square, 1000, 0), (1000, 0, 3000, 3000));
    assert_eq!(area(Crop::Wide, 500, 100), (0, 0, 4000, 2250));
    assert_eq!(area(Crop::Wide, 500, 1000), (0, 750, 4000, 2250));
    assert_eq!(area(Crop::Classic, 300, 300), (0, 0, 4000, 3000));
}

#[test]
fn what_is_made_does_not_depend_on_what_was_made_before() {
    let bytes = photo(2800, 400);
    let all = made(&bytes, &Settings::default(), &[Focus { x: 900, y: 500 }]);
    let picture = read(Kind::Jpeg, &bytes).expect("a picture");
    for (rendition, bytes_before) in all.iter().rev() {
        let alone = Decoded::new(&bytes, &picture).expect("pixels").make(rendition).expect("a rendition");
        assert!(alone == *bytes_before, "{rendition:?}");
    }
}

#[test]
#[cfg(feature = "avif")]
fn pictures_can_be_avif() {
    let settings =
        Settings { formats: vec![Kind::Avif, Kind::WebP], widths: vec![32, 64], ..Settings::default() };
    let all = made(&photo(48, 36), &settings, &[]);
    let kinds: Vec<Kind> = all.iter().map(|(one, _)| one.kind).collect();
    // Of other kinds than its own there is one as large as the picture, too.
    assert_eq!(kinds, [Kind::Jpeg, Kind::Avif, Kind::Avif, Kind::WebP, Kind::WebP]);
    for (rendition, bytes) in &all {
        let picture = read(rendition.kind, bytes).expect("a picture");
        assert_eq!(picture.kind, rendition.kind);
        assert_eq!((picture.width, picture.height), (rendition.width, rendition.height));
    }
    assert!(all[1].1 == made(&photo(48, 36), &settings, &[])[1].1, "the same bytes again");
}

#[test]
fn pictures_with_colours_of_their_own_are_no_avif() {
    let settings = Settings { formats: vec![Kind::Avif], ..Settings::default() };
    let mut picture = read(Kind::Jpeg, &photo(640, 480)).expect("a picture");
    let kinds = |picture: &Picture| -> Vec<Kind> {
        renditions(picture, &settings, &[]).iter().map(|one| one.kind).collect()
    };
    assert!(kinds(&picture).contains(&Kind::Avif));
    picture.own_colours = true;
    assert!(!kinds(&picture).contains(&Kind::Avif));
}

/// If this fails after an encoder was brought up to date, `EDITION` in `rendition.rs` is to be
/// raised: names of renditions promise that their bytes never change.
#[test]
#[cfg(target_arch = "x86_64")]
fn the_edition_is_raised_when_bytes_change() {
    let mut hasher = crate::fingerprint::Hasher::new();
    let settings = Settings { formats: vec![Kind::WebP], ..Settings::default() };
    for (_, bytes) in made(&photo(640, 480), &settings, &[Focus::default()]) {
        hasher.part(&bytes);
    }
    assert_eq!(hasher.finish().to_string(), "4481c66d1f6d5af4fa5f7b8a77ece651");
}

#[test]
fn drawings_are_measured_by_their_root() {
    let size = |text: &str| read(Kind::Svg, text.as_bytes()).map(|picture| (picture.width, picture.height));
    assert_eq!(size("<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20px'/>"), Ok((30, 20)));
    assert_eq!(size("<?xml version='1.0'?><!-- a --><svg viewBox='0 0 64.4 32'><g/></svg>"), Ok((64, 32)));
    assert_eq!(size("<svg viewBox=\"0,0,10,20\" width=\"50%\" height=\"2em\"/>"), Ok((10, 20)));
    assert_eq!(size("<svg/>"), Ok((0, 0)));
    assert_eq!(size("no drawing"), Err(Flaw::Unreadable));
    assert_eq!(size(""), Err(Flaw::Unreadable));
}

#[test]
fn damaged_files_are_no_pictures() {
    let whole = with_metadata(1);
    for length in [0, 1, 2, 3, 10, 50, 200, whole.len() / 2] {
        assert_eq!(read(Kind::Jpeg, &whole[..length]).map(|_| ()), Err(Flaw::Unreadable), "{length}");
    }
    // Whatever bytes are turned, there is an answer.
    for at in (0..whole.len()).step_by(997) {
        let mut other = whole.clone();
        other[at] ^= 0xff;
        if let Ok(picture) = read(Kind::Jpeg, &other)
            && picture.width < 2000
            && picture.height < 2000
        {
            let _ = Decoded::new(&other, &picture).map(|_| ());
        }
    }
}

#[test]
fn kinds_go_by_bytes() {
    assert_eq!(read(Kind::Png, &photo(32, 24)).map(|picture| picture.kind), Ok(Kind::Jpeg));
    assert_eq!(Kind::of_path("a/B.JPG"), Some(Kind::Jpeg));
    assert_eq!(Kind::of_path("a.jpg/b"), None);
    assert_eq!(Kind::of_path("a.tiff"), None);
}

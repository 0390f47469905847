//! How large a drawing is: what its root element says.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// So many events before the root element are looked at: declaration, comments, document type.
const PROLOGUE: usize = 64;

/// Width and height in pixels of CSS, rounded; (0, 0) if the drawing leaves that open. None if
/// the bytes are no drawing.
pub(super) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut reader = Reader::from_str(text);
    for _ in 0..PROLOGUE {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => return Some(root_size(&root)),
            Event::Eof => return None,
            _ => {}
        }
    }
    None
}

fn root_size(root: &BytesStart<'_>) -> (u32, u32) {
    let get = |name: &str| -> Option<String> {
        let attribute = root.try_get_attribute(name).ok()??;
        Some(attribute.value.into_owned())
    };
    let given = get("width").as_deref().and_then(pixels).zip(get("height").as_deref().and_then(pixels));
    let box_size = || -> Option<(u32, u32)> {
        let numbers = get("viewBox")?;
        let mut numbers = numbers.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
        Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
    };
    given.or_else(box_size).unwrap_or_default()
}

/// A length in pixels; other units leave the size open.
fn pixels(text: &str) -> Option<u32> {
    let number = text.trim().trim_end_matches("px").trim();
    let number: f64 = number.parse().ok()?;
    (number.is_finite() && (0.5..100_000.0).contains(&number)).then(|| number.round() as u32)
}

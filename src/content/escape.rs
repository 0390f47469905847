//! Text becomes HTML: nothing of a source reaches a page without passing here.

/// Appends text between tags.
pub(crate) fn text(out: &mut String, text: &str) {
    replace(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Appends the value of an attribute in quotes.
pub(crate) fn attribute(out: &mut String, value: &str) {
    replace(out, value, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\'' => Some("&#39;"),
        _ => None,
    });
}

/// Appends an address as the value of an attribute in quotes. Characters that no address
/// may have are written as bytes; what is written so already is left as it is.
pub(crate) fn address(out: &mut String, to: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut done = 0;
    for (at, byte) in to.bytes().enumerate() {
        let special = match byte {
            b'&' => Some("&amp;"),
            b'\'' => Some("&#39;"),
            0..=b' ' | 0x7f | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => None,
            _ => continue,
        };
        out.push_str(&to[done..at]);
        done = at + 1;
        match special {
            Some(entity) => out.push_str(entity),
            None => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
    out.push_str(&to[done..]);
}

/// How many bytes a text begins with, at least, that are nothing special to HTML nor to
/// punctuation, to which a dot or dash means something only beside another. They are looked at
/// many together, which is most of the work saved.
pub(crate) fn plain(bytes: &[u8]) -> usize {
    // Without a branch, and with numbers instead of truth values, this becomes a few
    // instructions for a whole block.
    let special = |byte: u8, next: u8| {
        u8::from(byte & !1 == b'&') // `&` and `'`
            | u8::from(byte & !2 == b'<') // `<` and `>`
            | u8::from(byte == b'"')
            | ((u8::from(byte == b'-') | u8::from(byte == b'.')) & u8::from(byte == next))
    };
    let mut at = 0;
    while let Some(block) = bytes[at..].first_chunk::<{ BLOCK + 1 }>() {
        let pairs = block[..BLOCK].iter().zip(&block[1..]);
        if pairs.fold(0, |any, (byte, next)| any | special(*byte, *next)) != 0 {
            break;
        }
        at += BLOCK;
    }
    at
}

/// How many bytes are looked at together.
const BLOCK: usize = 32;

/// All bytes that are replaced are ASCII, so the slices between them are whole characters.
fn replace(out: &mut String, text: &str, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut done = 0;
    let start = plain(text.as_bytes());
    for (at, byte) in text.bytes().enumerate().skip(start) {
        if let Some(entity) = entity(byte) {
            out.push_str(&text[done..at]);
            out.push_str(entity);
            done = at + 1;
        }
    }
    out.push_str(&text[done..]);
}

//! The template engine as pages use it: how values are printed, and which filters there are.

use super::filters;
use super::head::Head;
use super::picture::PictureObject;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, Output, State, Value};

/// The theme's engine, made ready for pages.
pub fn environment(theme: &crate::theme::Theme) -> Environment<'static> {
    let mut environment = theme.environment.clone();
    environment.set_formatter(print);
    filters::add(&mut environment);
    environment
}

/// Prints a value. Nothing prints nothing, and of the characters only those that mean
/// something in HTML are escaped: escaping slashes too, as the engine does by itself,
/// would make every address longer.
fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Ok(());
    }
    if let Some(text) = value.as_str()
        && !value.is_safe()
        && matches!(state.auto_escape(), AutoEscape::Html)
    {
        return escape(out, text).map_err(Error::from);
    }
    if let Some(head) = value.downcast_object_ref::<Head>() {
        return out.write_str(&head.whole()).map_err(Error::from);
    }
    if let Some(picture) = value.downcast_object_ref::<PictureObject>() {
        return out.write_str(&picture.html()).map_err(Error::from);
    }
    if value.kind() == ValueKind::Bool {
        return out.write_str(if value.is_true() { "true" } else { "false" }).map_err(Error::from);
    }
    minijinja::escape_formatter(out, state, value)
}

/// Text as it stands in HTML, in quotes too.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = escape(&mut out, text);
    out
}

fn escape(out: &mut impl std::fmt::Write, text: &str) -> std::fmt::Result {
    let mut rest = text;
    // All of these are ASCII, so what is between them are whole characters.
    while let Some(at) = special(rest.as_bytes()) {
        out.write_str(&rest[..at])?;
        out.write_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &rest[at + 1..];
    }
    out.write_str(rest)
}

/// Where the first byte is that cannot stand as it is. Longer texts are looked at many bytes
/// together.
fn special(text: &[u8]) -> Option<usize> {
    let (blocks, _) = text.as_chunks::<32>();
    let any = |block: &[u8; 32]| {
        block.iter().fold(0, |any, &byte| {
            any | u8::from(byte & !1 == b'&') | u8::from(byte & !2 == b'<') | u8::from(byte == b'"')
        })
    };
    let plain = 32 * blocks.iter().take_while(|block| any(block) == 0).count();
    text[plain..].iter().position(|byte| SPECIAL[usize::from(*byte)]).map(|at| plain + at)
}

/// The bytes that cannot stand as they are in HTML, in quotes too.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"&<>\"'";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

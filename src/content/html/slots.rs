//! Slots: the places in a body that wait for what other documents decide.
//!
//! A slot stands in the text itself, between two NULs, which no text has: reading replaces
//! them, as CommonMark wants. It says what is missing by a letter, and of which heading or
//! link by its number. The slots of components stay when the others are filled: what a
//! component looks like is up to the theme, and known when a page is made.

use crate::content::html::Filling;
use crate::content::{address, escape};

/// Begins and ends a slot.
const MARK: char = '\0';

/// The `id` of a heading.
pub(super) fn anchor(out: &mut String, heading: usize) {
    slot(out, 'h', heading);
}

/// The address of a link, and the attributes it has if it leads to another site.
pub(super) fn link(out: &mut String, link: usize) {
    slot(out, 'a', link);
}

/// A picture with its description and further attributes; the description alone if the
/// picture cannot be shown.
pub(super) fn picture(out: &mut String, link: usize, alt: &str, title: &str) {
    slot(out, 'i', link);
    escape::text(out, alt);
    out.push(MARK);
    attribute(out, "alt", alt);
    if !title.is_empty() {
        attribute(out, "title", title);
    }
    out.push(MARK);
}

/// The line below a picture that names nobody: its file may. What is written up to
/// [`end_caption`] is the caption.
pub(super) fn start_caption(out: &mut String, link: usize) {
    slot(out, 'l', link);
}

/// Ends a line that [`start_caption`] began.
pub(super) fn end_caption(out: &mut String) {
    out.push(MARK);
}

/// A component begins here, and its body.
pub(super) fn open(out: &mut String, call: usize) {
    slot(out, 'c', call);
}

/// The body of a component ends here, and the component.
pub(super) fn close(out: &mut String) {
    out.extend([MARK, '/', MARK]);
    out.push('\n');
}

fn slot(out: &mut String, kind: char, number: usize) {
    out.push(MARK);
    out.push(kind);
    out.push_str(&number.to_string());
    out.push(MARK);
}

/// Text with its slots filled.
pub(super) fn fill(text: &str, filling: Filling<'_>) -> String {
    let slots = filling.targets.len() + filling.outline.headings.len();
    let mut out = String::with_capacity(text.len() + 32 * slots);
    let mut pieces = pieces(text);
    out.push_str(pieces.next().unwrap_or_default());
    while let Some(slot) = pieces.next() {
        let (kind, number) = slot.split_at_checked(1).unwrap_or_default();
        let number: usize = number.parse().unwrap_or(usize::MAX);
        match kind {
            "h" => {
                if let Some(heading) = filling.outline.headings.get(number) {
                    attribute(&mut out, "id", &heading.id);
                }
            }
            "a" => open_link(&mut out, number, filling),
            "i" => {
                let (alt, attributes) =
                    (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
                show(&mut out, number, alt, attributes, filling);
            }
            "l" => caption(&mut out, number, pieces.next().unwrap_or_default(), filling),
            // Only a page has the templates for these.
            "c" | "/" => {
                out.push(MARK);
                out.push_str(slot);
                out.push(MARK);
            }
            _ => {}
        }
        out.push_str(pieces.next().unwrap_or_default());
    }
    out
}

/// What is between the marks.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (piece, after) = match memchr::memchr(MARK as u8, text.as_bytes()) {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        rest = after;
        Some(piece)
    })
}

fn open_link(out: &mut String, number: usize, filling: Filling<'_>) {
    let target = filling.targets.get(number);
    // Seen here once more, so that no mistake elsewhere can let a script pass.
    let Some(target) = target.filter(|target| !target.waits && address::is_safe_link(&target.url)) else {
        return;
    };
    out.push_str(" href=\"");
    escape::address(out, &target.url);
    out.push('"');
    if target.external {
        let external = filling.external;
        let attributes = [("rel", &external.rel), ("target", &external.target), ("class", &external.class)];
        for (name, value) in attributes.into_iter().filter(|(_, value)| !value.is_empty()) {
            attribute(out, name, value);
        }
    }
}

fn show(out: &mut String, number: usize, alt: &str, attributes: &str, filling: Filling<'_>) {
    let target = filling.targets.get(number);
    let Some(target) = target.filter(|target| !target.waits && address::is_safe_image(&target.url)) else {
        return out.push_str(alt);
    };
    let shown = filling.pictures.get(number).and_then(Option::as_ref);
    let sources = shown.map_or("", |shown| &shown.sources);
    if !sources.is_empty() {
        out.push_str("<picture>");
        out.push_str(sources);
    }
    out.push_str("<img src=\"");
    escape::address(out, shown.map_or(&target.url, |shown| &shown.src));
    out.push('"');
    out.push_str(shown.map_or("", |shown| &shown.attributes));
    out.push_str(attributes);
    out.push_str(" loading=\"lazy\" decoding=\"async\">");
    if !sources.is_empty() {
        out.push_str("</picture>");
    }
}

fn caption(out: &mut String, number: usize, caption: &str, filling: Filling<'_>) {
    let shown = filling.pictures.get(number).and_then(Option::as_ref);
    let credit = shown.and_then(|shown| shown.credit.as_deref()).unwrap_or_default();
    if caption.is_empty() && credit.is_empty() {
        return;
    }
    out.push_str("<figcaption>");
    out.push_str(caption);
    if !credit.is_empty() {
        out.push_str(if caption.is_empty() { "" } else { " " });
        out.push_str("<span class=\"credit\">");
        escape::text(out, credit);
        out.push_str("</span>");
    }
    out.push_str("</figcaption>");
}

/// An attribute with its value in quotes.
pub(super) fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape::attribute(out, value);
    out.push('"');
}

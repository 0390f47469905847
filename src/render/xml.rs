//! XML as feeds and sitemaps need it, on top of the library that writes it.

use quick_xml::Writer;
use quick_xml::events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use std::borrow::Cow;

/// A document that is being written.
pub(super) struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// A document in UTF-8, with nothing before its declaration (RS-11).
    pub fn new() -> Self {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 1));
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// An element begins.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Start(start(name, attributes)));
    }

    /// An element ends.
    pub fn close(&mut self, name: &str) {
        self.event(Event::End(BytesEnd::new(name)));
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.event(Event::Empty(start(name, attributes)));
    }

    /// An element with plain text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and plain text.
    pub fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(name, attributes);
        self.event(Event::Text(BytesText::from_escaped(plain(text))));
        self.close(name);
    }

    /// An element with HTML.
    pub fn html_with(&mut self, name: &str, attributes: &[(&str, &str)], html: &str) {
        self.open(name, attributes);
        for part in BytesCData::escaped(&allowed(html)) {
            self.event(Event::CData(part));
        }
        self.close(name);
    }

    /// The bytes, with a line break at their end.
    pub fn finish(self) -> Vec<u8> {
        let mut bytes = self.0.into_inner();
        bytes.push(b'\n');
        bytes
    }

    fn event(&mut self, event: Event<'_>) {
        // Writing to memory cannot fail.
        let _ = self.0.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*allowed(value)));
    }
    start
}

/// Plain text with `&` and `<` as hexadecimal references, which the RSS Board's profile asks
/// for because many readers undo names twice (RS-11).
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in allowed(text).chars() {
        match letter {
            '&' => out.push_str("&#x26;"),
            '<' => out.push_str("&#x3C;"),
            '>' => out.push_str("&#x3E;"),
            letter => out.push(letter),
        }
    }
    out
}

/// Text without the characters that XML 1.0 cannot have (§ 2.2).
fn allowed(text: &str) -> Cow<'_, str> {
    let good = |letter: char| {
        matches!(letter, '\t' | '\n' | '\r') || (letter >= ' ' && !matches!(letter, '\u{FFFE}' | '\u{FFFF}'))
    };
    if text.chars().all(good) { text.into() } else { text.chars().filter(|letter| good(*letter)).collect() }
}

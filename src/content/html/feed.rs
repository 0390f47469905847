//! A body for feeds (RS-7): whole addresses, and nothing that readers of feeds refuse.
//!
//! Our own HTML needs no cleaning, only some changes: every link is whole already, and what
//! helps on a page (roles, labels, lazy loading) is taken out. Only where a site lets HTML in
//! Markdown pass is the text cleaned by a list of what is allowed, which costs ten times as
//! much.

use super::{Body, Filling};
use crate::content::escape;
use ammonia::{Builder, UrlRelative};

impl Body {
    /// The body for feeds. The targets of `filling` are whole addresses; `page` is where the
    /// article is, for links into it. `raw` says that HTML of others may be in it.
    pub fn feed(&self, filling: Filling<'_>, page: &str, raw: bool) -> String {
        let html = self.content(filling);
        if !raw {
            return fit(&html, page);
        }
        // Components keep their slots: what is between two of them is cleaned by itself.
        let clean = |(index, piece): (usize, &str)| match index % 2 {
            0 => fit(&cleaned(piece, page), page),
            _ => format!("\0{piece}\0"),
        };
        html.split('\0').enumerate().map(clean).collect()
    }
}

/// A component of the theme as it may stand in a feed.
pub fn component(html: &str, page: &str) -> String {
    fit(&cleaned(html, page), page)
}

/// HTML of others without anything that acts, with whole addresses.
fn cleaned(html: &str, page: &str) -> String {
    let Ok(base) = url::Url::parse(page) else { return String::new() };
    let mut cleaner = Builder::default();
    cleaner
        .add_tags(["figure", "figcaption", "section", "iframe", "input"])
        .add_generic_attributes(["class", "id"])
        .add_tag_attributes("iframe", ["src", "title"])
        .add_tag_attributes("input", ["type", "checked"])
        .link_rel(None)
        .url_relative(UrlRelative::RewriteWithBase(base));
    cleaner.clean(html).to_string()
}

/// Attributes that mean nothing outside the page.
fn is_for_the_page(name: &str) -> bool {
    name.starts_with("aria-") || matches!(name, "role" | "tabindex" | "loading" | "decoding" | "scope")
}

/// Goes through the tags. In what comes here a `<` in text is always escaped and values are
/// always in double quotes, so each `<` begins a tag.
fn fit(html: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let Some(tag) = Tag::read(from) else {
            out.push_str(from);
            return out;
        };
        rest = &from[tag.length..];
        match tag.name {
            "label" | "/label" | "/iframe" => {}
            "input" => {
                let checked = tag.attributes().any(|(name, _)| name == "checked");
                out.push_str(if checked { "☑" } else { "☐" });
            }
            "iframe" => link(&mut out, &tag),
            _ => put(&mut out, &tag, page),
        }
    }
    out.push_str(rest);
    out
}

/// One tag as it stands in the text.
struct Tag<'a> {
    /// Its name, with a slash if it ends an element.
    name: &'a str,
    inside: &'a str,
    length: usize,
}

impl<'a> Tag<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut quoted = false;
        let end = text.find(|letter: char| {
            quoted ^= letter == '"';
            letter == '>' && !quoted
        })?;
        let whole = &text[1..end];
        let (name, inside) = whole.split_at(whole.find(char::is_whitespace).unwrap_or(whole.len()));
        Some(Self { name, inside, length: end + 1 })
    }

    /// Its attributes with their values as they are written, escaped.
    fn attributes(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> + use<'a> {
        let mut rest = self.inside;
        std::iter::from_fn(move || {
            rest = rest.trim_start();
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            match after.strip_prefix("=\"").and_then(|value| value.split_once('"')) {
                Some((value, after)) => {
                    rest = after;
                    Some((name, Some(value)))
                }
                None => {
                    rest = after.strip_prefix('=').unwrap_or(after);
                    Some((name, None))
                }
            }
        })
    }
}

fn put(out: &mut String, tag: &Tag<'_>, page: &str) {
    out.push('<');
    out.push_str(tag.name);
    for (name, value) in tag.attributes().filter(|(name, _)| !is_for_the_page(name)) {
        out.push(' ');
        out.push_str(name);
        if let Some(value) = value {
            out.push_str("=\"");
            if name == "href" && value.starts_with('#') {
                escape::address(out, page);
            }
            out.push_str(value);
            out.push('"');
        }
    }
    out.push('>');
}

/// A link in the place of a frame.
fn link(out: &mut String, frame: &Tag<'_>) {
    let attribute = |wanted: &str| {
        let found = frame.attributes().find(|(name, _)| *name == wanted);
        found.and_then(|(_, value)| value).filter(|value| !value.is_empty())
    };
    if let Some(src) = attribute("src") {
        out.push_str(&["<a href=\"", src, "\">", attribute("title").unwrap_or(src), "</a>"].concat());
    }
}

//! A body for feeds (RS-7): what readers of feeds refuse or cannot show is not in it.
//!
//! Our own HTML needs no cleaning: the writer makes only what is harmless, and every link is
//! whole before it comes here. Only where a site lets HTML in Markdown pass is the result
//! cleaned by a list of what is allowed, which costs several times as much.

use crate::config::Markdown;
use crate::content::html::write;
use crate::content::{Outline, Target};
use ammonia::{Builder, UrlRelative};

/// The HTML of a body for feeds. `targets` are whole addresses; `page` is where the article
/// is, for links into it.
pub fn feed_html(
    body: &str,
    outline: &Outline,
    targets: &[Target],
    lang: &str,
    markdown: &Markdown,
    page: &str,
) -> String {
    let html = write(body, outline, targets, lang, markdown, Some(page)).content;
    if markdown.raw_html { cleaned(&html, page) } else { html }
}

/// HTML of others without anything that acts, with whole addresses.
fn cleaned(html: &str, page: &str) -> String {
    let Ok(base) = url::Url::parse(page) else { return String::new() };
    let clean = Builder::default()
        .add_tags(["figure", "figcaption", "section", "iframe"])
        .add_generic_attributes(["class", "id"])
        .add_tag_attributes("iframe", ["src", "title"])
        .link_rel(None)
        .url_relative(UrlRelative::RewriteWithBase(base))
        .clean(html)
        .to_string();
    without_frames(&clean)
}

/// Puts a link in the place of each frame. After cleaning a `<` begins a tag and nothing else.
fn without_frames(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find("<iframe") {
        let (before, frame) = rest.split_at(start);
        out.push_str(before);
        let (frame, after) = frame.split_once("</iframe>").unwrap_or((frame, ""));
        let attribute = |name: &str| {
            let (_, value) = frame.split_once(&format!(" {name}=\""))?;
            value.split_once('"').map(|(value, _)| value)
        };
        // The values are escaped as they stand.
        if let Some(src) = attribute("src") {
            let text = attribute("title").filter(|title| !title.is_empty()).unwrap_or(src);
            out.push_str(&["<a href=\"", src, "\">", text, "</a>"].concat());
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

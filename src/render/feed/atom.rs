//! Atom (RFC 4287), and the archive of it by months (RFC 5005).

use super::{Feed, Item};
use crate::render::ask::rfc3339;
use crate::render::xml::Xml;

const ATOM: &str = "http://www.w3.org/2005/Atom";
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

pub(super) fn write(feed: &Feed) -> Vec<u8> {
    let mut xml = Xml::new();
    let mut attributes = vec![("xmlns", ATOM), ("xml:lang", &feed.lang)];
    if feed.archive.closed {
        attributes.insert(1, ("xmlns:fh", HISTORY));
    }
    xml.open("feed", &attributes);
    xml.text("id", &feed.own);
    xml.text("title", &feed.title);
    xml.text("subtitle", &feed.description);
    // A feed without articles is one that time has emptied: nobody need look at it again.
    let changed = feed.changed.as_ref().map(rfc3339);
    xml.text("updated", changed.as_deref().unwrap_or("1970-01-01T00:00:00Z"));
    let media_type = ("type", "application/atom+xml");
    xml.empty("link", &[("rel", "self"), media_type, ("href", &feed.own)]);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &feed.home)]);
    let archive = &feed.archive;
    let links =
        [("current", &archive.current), ("prev-archive", &archive.older), ("next-archive", &archive.newer)];
    for (rel, href) in links {
        if let Some(href) = href {
            xml.empty("link", &[("rel", rel), media_type, ("href", href)]);
        }
    }
    if let Some(hub) = &feed.hub {
        xml.empty("link", &[("rel", "hub"), ("href", hub)]);
    }
    if archive.closed {
        xml.empty("fh:archive", &[]);
    }
    // For entries that name nobody (RFC 4287 § 4.1.1).
    xml.open("author", &[]);
    xml.text("name", &feed.site);
    xml.close("author");
    if let Some(copyright) = &feed.copyright {
        xml.text("rights", copyright);
    }
    for item in &feed.items {
        entry(&mut xml, item);
    }
    xml.close("feed");
    xml.finish()
}

fn entry(xml: &mut Xml, item: &Item) {
    let lang: Vec<(&str, &str)> = item.lang.iter().map(|lang| ("xml:lang", lang.as_str())).collect();
    xml.open("entry", &lang);
    xml.text("id", &item.id);
    xml.text("title", &item.title);
    if let Some(changed) = item.updated.as_ref().or(item.published.as_ref()) {
        xml.text("updated", &rfc3339(changed));
    }
    if let Some(published) = &item.published {
        xml.text("published", &rfc3339(published));
    }
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &item.url)]);
    if let Some(picture) = &item.picture {
        let length = picture.length.map(|length| length.to_string());
        let mut attributes = vec![("rel", "enclosure"), ("href", &*picture.url)];
        attributes.extend(picture.media_type.map(|media_type| ("type", media_type)));
        attributes.extend(length.as_deref().map(|length| ("length", length)));
        xml.empty("link", &attributes);
    }
    for author in &item.authors {
        xml.open("author", &[]);
        xml.text("name", &author.name);
        if let Some(url) = &author.url {
            xml.text("uri", url);
        }
        xml.close("author");
    }
    for category in &item.categories {
        xml.empty("category", &[("term", category)]);
    }
    if let Some(summary) = &item.summary {
        xml.text("summary", summary);
    }
    if let Some(html) = &item.html {
        xml.html_with("content", &[("type", "html")], html);
    }
    xml.close("entry");
}

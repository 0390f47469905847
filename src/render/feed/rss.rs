//! RSS 2.0, as the RSS Board's profile wants it (news.md § 2.3).

use super::{Feed, Item, Picture};
use crate::render::ask::{rfc2822, rfc3339};
use crate::render::xml::Xml;

const NAMESPACES: [(&str, &str); 7] = [
    ("version", "2.0"),
    ("xmlns:atom", "http://www.w3.org/2005/Atom"),
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ("xmlns:georss", "http://www.georss.org/georss"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
];

pub(super) fn write(feed: &Feed) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("rss", &NAMESPACES);
    xml.open("channel", &[]);
    xml.text("title", &feed.title);
    xml.text("link", &feed.home);
    xml.text("description", &feed.description);
    xml.text("language", &feed.lang);
    if let Some(copyright) = &feed.copyright {
        xml.text("copyright", copyright);
    }
    if let Some(changed) = &feed.changed {
        xml.text("lastBuildDate", &rfc2822(changed));
    }
    if let Some(channel) = &feed.channel {
        xml.open("image", &[]);
        xml.text("url", &channel.url);
        xml.text("title", &feed.title);
        xml.text("link", &feed.home);
        xml.text("width", &channel.width.to_string());
        xml.text("height", &channel.height.to_string());
        xml.close("image");
    }
    xml.empty("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &feed.own)]);
    if let Some(hub) = &feed.hub {
        xml.empty("atom:link", &[("rel", "hub"), ("href", hub)]);
    }
    for one in &feed.items {
        item(&mut xml, one);
    }
    xml.close("channel");
    xml.close("rss");
    xml.finish()
}

fn item(xml: &mut Xml, item: &Item) {
    xml.open("item", &[]);
    xml.text("title", &item.title);
    xml.text("link", &item.url);
    let permanent = if item.id == item.url { "true" } else { "false" };
    xml.text_with("guid", &[("isPermaLink", permanent)], &item.id);
    if let Some(published) = &item.published {
        xml.text("pubDate", &rfc2822(published));
    }
    for author in &item.authors {
        xml.text("dc:creator", &author.name);
    }
    if let Some(lang) = &item.lang {
        xml.text("dc:language", lang);
    }
    for category in &item.categories {
        xml.text("category", category);
    }
    if let Some(updated) = &item.updated {
        xml.text("dcterms:modified", &rfc3339(updated));
    }
    if let Some(place) = &item.place {
        xml.text("georss:point", place);
    }
    if let Some(summary) = &item.summary {
        xml.text("description", summary);
    }
    if let Some(html) = &item.html {
        xml.html_with("content:encoded", &[], html);
    }
    if let Some(picture) = &item.picture {
        media(xml, picture);
    }
    xml.close("item");
}

fn media(xml: &mut Xml, picture: &Picture) {
    let length = picture.length.unwrap_or(0).to_string();
    if let Some(media_type) = picture.media_type {
        let attributes = [("url", &*picture.url), ("length", &length), ("type", media_type)];
        xml.empty("enclosure", &attributes);
    }
    let size = picture.size.map(|(width, height)| (width.to_string(), height.to_string()));
    let mut attributes = vec![("url", &*picture.url), ("medium", "image")];
    attributes.extend(picture.media_type.map(|media_type| ("type", media_type)));
    if let Some((width, height)) = &size {
        attributes.extend([("width", width.as_str()), ("height", height.as_str())]);
    }
    xml.open("media:content", &attributes);
    if !picture.alt.is_empty() {
        xml.text_with("media:description", &[("type", "plain")], &picture.alt);
    }
    if let Some(credit) = &picture.credit {
        xml.text_with("media:credit", &[("role", "photographer"), ("scheme", "urn:ebu")], credit);
    }
    xml.close("media:content");
}

//! Sitemaps (sitemaps.org 0.9) with Google's extensions for pictures and news.

use crate::data::Data;
use crate::facts::{Answer, Entry, Field, List, Listing, Question, Window};
use crate::plan::{NEWS_LENGTH, SITEMAP_LENGTH};
use crate::render::ask::{self, w3c};
use crate::render::xml::Xml;

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const IMAGE: &str = "http://www.google.com/schemas/sitemap-image/1.1";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// How many articles stand in the sitemap for news when none of them is new (GN-9).
const QUIET: usize = 10;

/// The list of sitemaps.
pub(super) fn index(window: &Window) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("sitemapindex", &[("xmlns", SITEMAP)]);
    if let Answer::Owned(Data::List(sitemaps)) = window.ask(Question::Sitemaps) {
        for sitemap in &sitemaps {
            xml.open("sitemap", &[]);
            xml.text("loc", ask::at(sitemap, "url").unwrap_or_default());
            if let Some(Data::Integer(changed)) = sitemap.get("changed")
                && let Ok(changed) = jiff::Timestamp::from_second(*changed)
            {
                xml.text("lastmod", &changed.to_string());
            }
            xml.close("sitemap");
        }
    }
    xml.close("sitemapindex");
    xml.finish()
}

/// A part of the sitemap of a year or of the site's other pages.
pub(super) fn pages(of: Entry, part: u32, window: &Window) -> Vec<u8> {
    let images = window.sitemap().images;
    let skip = (part as usize - 1) * SITEMAP_LENGTH;
    let mut xml = Xml::new();
    let mut namespaces = vec![("xmlns", SITEMAP)];
    namespaces.extend(images.then_some(("xmlns:image", IMAGE)));
    xml.open("urlset", &namespaces);
    for entry in ask::part(window, of, Listing::Mapped, skip, SITEMAP_LENGTH) {
        xml.open("url", &[]);
        xml.text("loc", &ask::text(window, entry, Field::Permalink).unwrap_or_default());
        if let Some(changed) = ask::time(window, entry, Field::Changed) {
            xml.text("lastmod", &w3c(&changed));
        }
        if images {
            image(&mut xml, entry, window);
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// The lead picture: of what the extension once had, only the address is read today (SM-8).
fn image(xml: &mut Xml, entry: Entry, window: &Window) {
    let image = ask::data(window, entry, Field::Image);
    let Some(url) = ask::at(&image, "url") else { return };
    xml.open("image:image", &[]);
    xml.text("image:loc", &ask::whole(window, url));
    xml.close("image:image");
}

/// A part of the sitemap of what is news. If nothing is, the newest articles stand there as
/// pages like any other, since an empty file would not be valid.
pub(super) fn news(part: u32, window: &Window) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", SITEMAP), ("xmlns:news", NEWS)]);
    let name = window.sitemap().news_name.clone();
    let name = name.or_else(|| ask::text(window, Entry::Site, Field::Title)).unwrap_or_default();
    let new = ask::length(window, List::Base(Entry::Site, Listing::News)) > 0;
    let skip = (part as usize - 1) * NEWS_LENGTH;
    let articles = match new {
        true => ask::part(window, Entry::Site, Listing::News, skip, NEWS_LENGTH),
        false => ask::first(window, Entry::Site, Listing::OnceNews, QUIET),
    };
    for article in articles {
        xml.open("url", &[]);
        xml.text("loc", &ask::text(window, article, Field::Permalink).unwrap_or_default());
        match ask::time(window, article, Field::Date).filter(|_| new) {
            // First publication, never the update (GN-5).
            Some(date) => {
                let lang = ask::text(window, article, Field::Lang).unwrap_or_default();
                xml.open("news:news", &[]);
                xml.open("news:publication", &[]);
                xml.text("news:name", without_parenthesis(&name));
                xml.text("news:language", &news_language(&lang));
                xml.close("news:publication");
                xml.text("news:publication_date", &w3c(&date));
                xml.text("news:title", &ask::text(window, article, Field::Title).unwrap_or_default());
                xml.close("news:news");
            }
            None => {
                if let Some(changed) = ask::time(window, article, Field::Changed) {
                    xml.text("lastmod", &w3c(&changed));
                }
            }
        }
        xml.close("url");
    }
    xml.close("urlset");
    xml.finish()
}

/// The name without a parenthesis at its end, which Google does not take (GN-3).
fn without_parenthesis(name: &str) -> &str {
    let name = name.trim();
    let open = name.ends_with(')').then(|| name.rfind('(')).flatten();
    open.map(|at| name[..at].trim_end()).filter(|name| !name.is_empty()).unwrap_or(name)
}

/// A language as the extension for news wants it: two or three letters, or one of the two
/// Chinese scripts (GN-4).
fn news_language(lang: &str) -> String {
    let lang = lang.to_ascii_lowercase();
    let mut parts = lang.split('-');
    let primary = parts.next().unwrap_or_default().to_owned();
    if primary != "zh" {
        return primary;
    }
    let traditional = parts.any(|part| matches!(part, "hant" | "tw" | "hk" | "mo"));
    if traditional { "zh-tw".into() } else { "zh-cn".into() }
}

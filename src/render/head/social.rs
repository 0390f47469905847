//! What previews of links show: OpenGraph and the cards of X (HD-4, HD-5).

use super::links::{named, summary};
use super::look::{Look, escaped, items_of, text_at};
use crate::data::Data;
use crate::facts::{Answer, Entry, Field, Question};
use crate::picture::Crop;
use crate::render::picture::{PictureForm, form};
use std::borrow::Cow;

/// How wide a picture is that previews show large.
pub(super) const LARGE: i64 = 1200;

fn property(name: &str, content: &str) -> String {
    format!("<meta property=\"{name}\" content=\"{}\">\n", escaped(content))
}

/// The picture to show: a photograph, or the card that was drawn where there is none. Drawings
/// as SVG are left out: no preview shows them. Search engines want pictures without words, so
/// that no structured data and no feed has a card.
fn picture(look: &Look) -> Cow<'_, Data> {
    const NONE: Cow<'static, Data> = Cow::Owned(Data::None);
    let picture = match look.entry {
        Entry::Page(_) | Entry::Section(_) | Entry::Term(_) | Entry::Taxonomy(_) => look.image(),
        _ => return NONE,
    };
    let url = text_at(&picture, "url");
    match (url.and_then(media_type), look.entry) {
        (kind, _) if url.is_some() && kind != Some("image/svg+xml") => picture,
        (_, Entry::Page(_)) => look.data(look.entry, Field::Card),
        _ => NONE,
    }
}

/// The tags of OpenGraph. A page that search engines pass over may still be shared.
pub(super) fn open_graph(look: &Look) -> String {
    if look.entry == Entry::NotFound {
        return String::new();
    }
    let article = look.is_article();
    let kind = match look.entry {
        _ if article => "article",
        Entry::Term(_) if look.is_author() => "profile",
        _ => "website",
    };
    let title =
        if look.kind() == "home" { look.site_title() } else { look.own(Field::Title).unwrap_or_default() };
    let mut tags = property("og:type", kind);
    tags += &property("og:title", &title);
    if let Some(summary) = summary(look) {
        tags += &property("og:description", &summary);
    }
    tags += &property("og:url", &look.canonical());
    tags += &property("og:site_name", &look.site_title());
    tags += &locales(look);
    tags += &image(look);
    if article {
        tags += &article_tags(look);
    }
    tags
}

/// The language with its region. Without a region there is none to be named: the form is
/// language and territory.
fn locales(look: &Look) -> String {
    let own = look.own(Field::Lang).and_then(|lang| locale(&lang));
    let mut tags = own.as_ref().map_or_else(String::new, |own| property("og:locale", own));
    if let Entry::Page(_) = look.entry {
        for version in look.list(crate::facts::Listing::Translations) {
            let other = look.text(version, Field::Lang).and_then(|lang| locale(&lang));
            if let Some(other) = other.filter(|other| own.as_ref() != Some(other)) {
                tags += &property("og:locale:alternate", &other);
            }
        }
    }
    tags
}

fn locale(lang: &str) -> Option<String> {
    let mut parts = lang.split('-');
    let language = parts.next()?.to_ascii_lowercase();
    let region = parts.find(|part| part.len() == 2)?.to_ascii_uppercase();
    Some(format!("{language}_{region}"))
}

fn image(look: &Look) -> String {
    let picture = picture(look);
    let Some(url) = text_at(&picture, "url") else { return String::new() };
    // Cut as previews show it, so that what must be seen is.
    let form = form(&picture, Some(Crop::Wide), LARGE, &look.window);
    let url = form.as_ref().map_or(url, |form| &form.url);
    let mut tags = property("og:image", &look.absolute(url));
    if let Some(kind) = media_type(url) {
        tags += &property("og:image:type", kind);
    }
    let side = |name: &str, of: fn(&PictureForm) -> i64| match (&form, picture.get(name)) {
        (Some(form), _) => Some(of(form)),
        (None, Some(Data::Integer(pixels))) => Some(*pixels),
        _ => None,
    };
    let sides = [("width", side("width", |form| form.width)), ("height", side("height", |form| form.height))];
    for (name, pixels) in sides {
        tags += &pixels.map_or_else(String::new, |it| property(&format!("og:image:{name}"), &it.to_string()));
    }
    if let Some(alt) = text_at(&picture, "alt") {
        tags += &property("og:image:alt", alt);
    }
    tags
}

/// The media type of a picture, by the end of its name.
fn media_type(url: &str) -> Option<&'static str> {
    let name = url.split(['?', '#']).next().unwrap_or(url);
    Some(match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

fn article_tags(look: &Look) -> String {
    let mut tags = String::new();
    if let Some(time) = look.time(Field::Date) {
        tags += &property("article:published_time", &time);
    }
    if let Some(time) = look.time(Field::Modified) {
        tags += &property("article:modified_time", &time);
    }
    if let Some(time) = look.time(Field::Expires) {
        tags += &property("article:expiration_time", &time);
    }
    for author in look.authors() {
        tags += &property("article:author", &look.permalink(author));
    }
    if let Some(section) = section(look) {
        tags += &property("article:section", &section);
    }
    for keyword in items_of(&look.data(look.entry, Field::Keywords)).iter().filter_map(Data::as_text) {
        tags += &property("article:tag", keyword);
    }
    tags
}

/// The name of the section that an article lies in.
pub(super) fn section(look: &Look) -> Option<String> {
    match look.window.ask(Question::Field(look.entry, Field::Section)) {
        Answer::Entry(section) => look.text(section, Field::Title),
        _ => None,
    }
}

/// The card of X, which others read too: it adds what OpenGraph does not say.
pub(super) fn twitter(look: &Look) -> String {
    if look.entry == Entry::NotFound {
        return String::new();
    }
    let picture = picture(look);
    let large = text_at(&picture, "url").is_some();
    let mut tags = named("twitter:card", if large { "summary_large_image" } else { "summary" });
    if let Some(site) = text_at(&look.data(Entry::Site, Field::Publisher), "twitter") {
        tags += &named("twitter:site", site);
    }
    let profiles: Vec<Cow<'_, Data>> =
        look.authors().into_iter().map(|author| look.data(author, Field::Profile)).collect();
    if let Some(creator) = profiles.iter().find_map(|profile| text_at(profile, "twitter")) {
        tags += &named("twitter:creator", creator);
    }
    if let Some(alt) = text_at(&picture, "alt").filter(|_| large) {
        tags += &named("twitter:image:alt", alt);
    }
    if look.is_article() {
        tags += &labels(look);
    }
    if let Some(creator) = profiles.iter().find_map(|profile| text_at(profile, "fediverse")) {
        tags += &named("fediverse:creator", creator);
    }
    tags
}

/// Two lines that some previews show: how long reading takes, and the section.
fn labels(look: &Look) -> String {
    let minutes = look.number(Field::ReadingTime);
    let reading = look.word("card_reading_time").zip(look.word_with_number("reading_time", minutes));
    let section = look.word("card_section").zip(section(look));
    let both = reading.into_iter().chain(section).enumerate();
    both.map(|(index, (label, value))| {
        named(&format!("twitter:label{}", index + 1), &label)
            + &named(&format!("twitter:data{}", index + 1), &value)
    })
    .collect()
}

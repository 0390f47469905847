//! The plain parts of a head: title, description, addresses and what robots may do
//! (news.md § 3.2).

use super::look::{Look, escaped, items_of, text_at, texts_at};
use crate::facts::{Answer, Entry, Field, Listing, Question};

/// The longest description made from the text of a page, in characters.
const LONGEST_DESCRIPTION: usize = 200;

/// The title in the browser's tab and in lists of search engines.
pub(super) fn title(look: &Look) -> String {
    let site = look.site_title();
    if look.kind() == "home" {
        return match look.text(Entry::Site, Field::Description) {
            Some(description) => format!("{site} – {description}"),
            None => site,
        };
    }
    let title = match look.entry {
        Entry::Page(_) => look.own(Field::SeoTitle).or_else(|| look.own(Field::Title)),
        _ => look.own(Field::Title),
    };
    let title = title.unwrap_or_default();
    match page_words(look) {
        Some(page) => format!("{title}, {page} – {site}"),
        None => format!("{title} – {site}"),
    }
}

/// What is said of a page that is not the front page of its list.
fn page_words(look: &Look) -> Option<String> {
    let number = look.page_number()?.to_string();
    Some(look.word("page_number").map_or_else(|| number.clone(), |word| word.replace("{n}", &number)))
}

/// One or two sentences about the page: its summary, or how its text begins. Further pages
/// of a list have none of their own.
pub(super) fn summary(look: &Look) -> Option<String> {
    if look.page_number().is_some() {
        return None;
    }
    look.own(Field::Summary).or_else(|| match look.entry {
        Entry::Page(_) | Entry::Section(_) | Entry::Term(_) | Entry::Taxonomy(_) => {
            look.own(Field::Excerpt).map(|text| beginning(&text))
        }
        _ => None,
    })
}

/// The beginning of a text, cut between words.
fn beginning(text: &str) -> String {
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return text.to_owned();
    }
    let end = text.char_indices().nth(LONGEST_DESCRIPTION).map_or(text.len(), |(at, _)| at);
    let cut = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", text[..cut].trim_end_matches(|c: char| c.is_whitespace() || ",;:–—".contains(c)))
}

/// `<meta name="description">`.
pub(super) fn description(look: &Look) -> String {
    summary(look).map_or_else(String::new, |summary| named("description", &summary))
}

/// `<meta name="author">`, one for each.
pub(super) fn authors(look: &Look) -> String {
    let name = |author| look.text(author, Field::Title);
    look.authors().into_iter().filter_map(name).map(|name| named("author", &name)).collect()
}

/// `<link rel="canonical">` (HD-2): each page of a list is its own.
pub(super) fn canonical(look: &Look) -> String {
    if look.entry == Entry::NotFound {
        return String::new();
    }
    link("canonical", &look.canonical(), "")
}

/// `<meta name="robots">` (HD-3).
pub(super) fn robots(look: &Look) -> String {
    let draft = matches!(look.entry, Entry::Page(_)) && look.truth(Field::Draft);
    if draft || look.truth(Field::Noindex) {
        return named("robots", "noindex");
    }
    let mut allowed = "max-image-preview:large, max-snippet:-1, max-video-preview:-1".to_owned();
    if let Entry::Page(_) = look.entry
        && let Some(time) = look.time(Field::Expires)
    {
        allowed += &format!(", unavailable_after: {time}");
    }
    named("robots", &allowed)
}

/// The versions in other languages and the page itself, each with its language (HD-6). They
/// are the same on all of them; the first is the original, for readers of any other language.
pub(super) fn alternates(look: &Look) -> String {
    let Entry::Page(_) = look.entry else { return String::new() };
    let mut versions = look.list(Listing::Translations);
    if versions.len() < 2 || look.origin().is_some() {
        return String::new();
    }
    // A version that is not to be listed cannot stand for any language.
    let unlisted = |version: &Entry| {
        matches!(look.window.ask(Question::Field(*version, Field::Noindex)), Answer::Truth(true))
    };
    versions.retain(|version| !unlisted(version));
    if versions.len() < 2 || !versions.contains(&look.entry) {
        return String::new();
    }
    let line = |lang: &str, url: &str| {
        format!("<link rel=\"alternate\" hreflang=\"{}\" href=\"{}\">\n", escaped(lang), escaped(url))
    };
    let mut lines = String::new();
    for version in &versions {
        let lang = look.text(*version, Field::Lang).unwrap_or_default();
        lines.push_str(&line(&lang, &look.permalink(*version)));
    }
    lines.push_str(&line("x-default", &look.permalink(versions[0])));
    lines
}

/// The feeds of a page, nearest first (FD-2).
pub(super) fn feeds(look: &Look) -> String {
    let feed = |feed: &crate::data::Data| {
        let at = |key| escaped(text_at(feed, key).unwrap_or_default());
        let more = format!(" type=\"{}\" title=\"{}\"", at("type"), at("title"));
        link("alternate", text_at(feed, "permalink").unwrap_or_default(), &more)
    };
    // The feeds of an article are those of its section.
    let of = match look.entry {
        Entry::Page(_) => match look.window.ask(Question::Field(look.entry, Field::Section)) {
            Answer::Entry(section) => section,
            _ => look.entry,
        },
        entry => entry,
    };
    let feeds: String = items_of(&look.data(of, Field::Feeds)).iter().map(feed).collect();
    let twin = look.own(Field::Twin);
    feeds + &twin.map_or_else(String::new, |url| link("alternate", &url, " type=\"text/markdown\""))
}

/// The web manifest.
fn manifest(look: &Look) -> String {
    if !look.window.manifest().file {
        return String::new();
    }
    match look.window.ask(Question::Link(look.window.symbol("/manifest.webmanifest"))) {
        Answer::Text(url) => link("manifest", &url, ""),
        _ => String::new(),
    }
}

/// `<link rel="license">` (HD-8).
pub(super) fn license(look: &Look) -> String {
    look.license().map_or_else(String::new, |url| link("license", &url, ""))
}

/// `<link rel="me">`: pages elsewhere that belong to an author or to the publisher (HD-8).
pub(super) fn me(look: &Look) -> String {
    let addresses = match look.entry {
        Entry::Term(_) if look.is_author() => texts_at(&look.data(look.entry, Field::Profile), "same_as"),
        Entry::Section(_) if look.kind() == "home" => {
            texts_at(&look.data(Entry::Site, Field::Publisher), "profiles")
        }
        _ => Vec::new(),
    };
    addresses.iter().map(|url| link("me", url, "")).collect()
}

/// The pictures that stand for the site in tabs and on home screens.
pub(super) fn icons(look: &Look) -> String {
    let icons = look.data(Entry::Site, Field::Icons);
    let line = |icon: &crate::data::Data| {
        let kind = text_at(icon, "type").map_or_else(String::new, |kind| format!(" type=\"{kind}\""));
        let sizes = text_at(icon, "sizes").map_or_else(String::new, |sizes| format!(" sizes=\"{sizes}\""));
        let (rel, url) = (text_at(icon, "rel").unwrap_or("icon"), text_at(icon, "url").unwrap_or(""));
        link(rel, url, &format!("{kind}{sizes}"))
    };
    let icons: String = items_of(&icons).iter().map(line).collect();
    icons + &manifest(look)
}

/// A `<link>` with finished further attributes.
pub(super) fn link(rel: &str, url: &str, more: &str) -> String {
    format!("<link rel=\"{rel}\" href=\"{}\"{more}>\n", escaped(url))
}

/// A `<meta>` with a name.
pub(super) fn named(name: &str, content: &str) -> String {
    format!("<meta name=\"{name}\" content=\"{}\">\n", escaped(content))
}

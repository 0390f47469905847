//! Feeds: the newest articles of the site, a section or a term, for readers of feeds and for
//! partners. What is in a feed is gathered once, through the window; each form writes it.

mod atom;
mod json;
mod list;
mod notices;
mod rss;

pub(super) use json::bytes;
pub(super) use list::list;

use super::ask;
use super::components::{self, Form};
use super::environment::escaped;
use super::picture::{PictureForm, form};
use crate::data::Data;
use crate::facts::{Entry, Field, List, Listing, Time, Window};
use crate::plan::Format;
use minijinja::Error;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::Arc;

/// How much text a feed carries, in bytes; what comes after it has its summary only (RS-12).
const LARGEST: usize = 250 * 1024;

/// About how wide the pictures of articles are in feeds.
const WIDTH: i64 = 1184;

/// What an id keeps as it is (RFC 4151 § 2.1, RFC 3986).
const ID: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What is in a feed, in whichever form.
struct Feed {
    title: String,
    description: String,
    lang: String,
    /// The page it belongs to.
    home: String,
    /// Where the feed itself is.
    own: String,
    site: String,
    copyright: Option<String>,
    hub: Option<String>,
    /// The sign of the channel.
    channel: Option<PictureForm>,
    /// Square pictures that stand for the site: a large one and a small one.
    icon: Option<String>,
    favicon: Option<String>,
    items: Vec<Item>,
    /// The newest change of any item.
    changed: Option<Time>,
    archive: Archive,
}

/// The place of a feed among those that make up the whole archive (RFC 5005 § 4).
#[derive(Default)]
struct Archive {
    /// It is one of a month that is over.
    closed: bool,
    /// The feed with the newest articles.
    current: Option<String>,
    /// The month before.
    older: Option<String>,
    /// The month after.
    newer: Option<String>,
}

struct Item {
    /// It never changes (RS-4).
    id: String,
    url: String,
    title: String,
    summary: Option<String>,
    html: Option<String>,
    published: Option<Time>,
    updated: Option<Time>,
    lang: Option<String>,
    authors: Vec<Author>,
    categories: Vec<String>,
    label: Option<String>,
    /// Latitude and longitude of the place it is about.
    place: Option<String>,
    picture: Option<Picture>,
}

struct Author {
    name: String,
    url: Option<String>,
}

struct Picture {
    url: String,
    alt: String,
    caption: Option<String>,
    credit: Option<String>,
    media_type: Option<&'static str>,
    length: Option<i64>,
    size: Option<(i64, i64)>,
    /// The form that stands in the text.
    form: Option<PictureForm>,
}

/// The bytes of a feed that is at this path. It fails where a component fails that stands in
/// an article.
pub(super) fn feed(of: Entry, format: Format, path: &str, window: &Arc<Window>) -> Result<Vec<u8>, Error> {
    let feed = gather(of, format, path, window)?;
    Ok(match format {
        Format::Rss => rss::write(&feed),
        Format::Atom => atom::write(&feed),
        Format::Json => json::write(&feed),
    })
}

fn gather(of: Entry, format: Format, path: &str, window: &Arc<Window>) -> Result<Feed, Error> {
    let settings = window.feeds();
    let site = ask::text(window, Entry::Site, Field::Title).unwrap_or_default();
    let title = match of {
        Entry::Site => site.clone(),
        of => format!("{} – {site}", ask::text(window, of, Field::Title).unwrap_or_default()),
    };
    let description = ask::text(window, of, Field::Summary)
        .or_else(|| ask::text(window, Entry::Site, Field::Description))
        .unwrap_or_else(|| title.clone());
    let archive = if format == Format::Atom { archive(of, window) } else { Archive::default() };
    let entries = match of {
        Entry::Month(..) | Entry::Corrections => ask::items(window, List::Base(of, Listing::Fed)),
        of => {
            // Whatever is not yet in the feed of a month must be in this one.
            let growing =
                Some(()).filter(|()| of == Entry::Site && settings.archive && format == Format::Atom);
            let growing = growing.and_then(|()| newest_month(window));
            let growing = growing.map_or(0, |month| ask::length(window, List::Base(month, Listing::Fed)));
            ask::first(window, of, Listing::Fed, settings.length.max(growing))
        }
    };
    let authority = settings.authority.clone().unwrap_or_else(|| ask::host(window));
    let mut room = if settings.full { LARGEST } else { 0 };
    let mut item = |entry| item(entry, &authority, &mut room, window);
    let items: Vec<Item> = match of {
        Entry::Corrections => notices::corrections(entries, &authority, settings.length, window),
        _ => entries.into_iter().map(&mut item).collect::<Result<_, Error>>()?,
    };
    let changes = items.iter().filter_map(|item| item.updated.as_ref().or(item.published.as_ref()));
    let changed = changes.max_by_key(|time| time.at.timestamp()).cloned();
    let publisher = ask::data(window, Entry::Site, Field::Publisher);
    Ok(Feed {
        title,
        description,
        lang: ask::text(window, of, Field::Lang).unwrap_or_default(),
        home: ask::text(window, of, Field::Permalink).unwrap_or_default(),
        own: ask::absolute(window, path),
        site,
        copyright: ask::text(window, Entry::Site, Field::Copyright),
        hub: settings.hub.clone(),
        channel: channel(&publisher, window),
        icon: ask::at(&publisher, "icon").map(|url| ask::whole(window, url)),
        favicon: ask::at(&publisher, "favicon").map(|url| ask::whole(window, url)),
        items,
        changed,
        archive,
    })
}

fn channel(publisher: &Data, window: &Window) -> Option<PictureForm> {
    let channel = publisher.get("channel")?;
    let side = |key: &str| match channel.get(key) {
        Some(Data::Integer(pixels)) => Some(*pixels),
        _ => None,
    };
    let url = ask::whole(window, ask::at(channel, "url")?);
    Some(PictureForm { url, width: side("width")?, height: side("height")? })
}

fn newest_month(window: &Window) -> Option<Entry> {
    months(window).into_iter().next()
}

/// The months of the archive, newest first.
fn months(window: &Window) -> Vec<Entry> {
    let years = ask::items(window, List::Base(Entry::Archive, Listing::Years));
    years.into_iter().flat_map(|year| ask::items(window, List::Base(year, Listing::Months))).collect()
}

fn archive(of: Entry, window: &Window) -> Archive {
    if !window.feeds().archive || !matches!(of, Entry::Site | Entry::Month(..)) {
        return Archive::default();
    }
    // The newest month has no feed of its own while it grows.
    let mut months = months(window);
    months = months.split_off(1.min(months.len()));
    months.retain(|month| ask::length(window, List::Base(*month, Listing::Fed)) > 0);
    let address = |month: &Entry| match month {
        Entry::Month(year, month) => ask::absolute(window, &format!("/feeds/{year}-{month:02}.xml")),
        _ => String::new(),
    };
    let at = months.iter().position(|month| *month == of);
    let older = match at {
        Some(at) => months.get(at + 1),
        None => months.first(),
    };
    let newer = at.filter(|at| *at > 0).and_then(|at| months.get(at - 1));
    Archive {
        closed: at.is_some(),
        current: at.map(|_| ask::absolute(window, &format!("/{}", Format::Atom.file()))),
        older: older.map(address),
        newer: newer.map(address),
    }
}

fn item(entry: Entry, authority: &str, room: &mut usize, window: &Arc<Window>) -> Result<Item, Error> {
    let text = |field| ask::text(window, entry, field);
    let published = ask::time(window, entry, Field::Date);
    let picture = picture(entry, window);
    let url = text(Field::Permalink).unwrap_or_default();
    let withdrawn = text(Field::State).filter(|state| state == "withdrawn");
    let withdrawn = withdrawn.map(|_| notices::withdrawn(entry, window));
    let html = (*room > 0).then(|| match &withdrawn {
        Some(notice) => Ok(format!("<p>{}</p>", escaped(notice))),
        None => {
            let figure = picture.as_ref().map(figure).unwrap_or_default();
            let (above, below) = notices::around(entry, window);
            let body = text(Field::FeedContent).unwrap_or_default();
            let body = components::filled(body, entry, Form::Feed(&url), window)?;
            Ok::<_, Error>([figure, above, body, below].concat())
        }
    });
    let html = html.transpose()?;
    *room = room.saturating_sub(html.as_ref().map_or(0, String::len));
    let site_lang = ask::text(window, Entry::Site, Field::Lang);
    Ok(Item {
        id: id(&text(Field::Id).unwrap_or_default(), authority, published.as_ref()),
        url,
        title: text(Field::Title).unwrap_or_default(),
        summary: withdrawn.or_else(|| text(Field::Summary)).or_else(|| text(Field::Excerpt)),
        html: html.filter(|html| !html.is_empty()),
        updated: ask::time(window, entry, Field::Modified),
        lang: text(Field::Lang).filter(|lang| Some(lang) != site_lang.as_ref()),
        authors: authors(entry, window),
        categories: categories(entry, window),
        label: text(Field::Label),
        place: text(Field::Coordinates),
        picture,
        published,
    })
}

/// The permanent name of an article: its `id`, or its place among the sources, below a name
/// that belongs to the site (RFC 4151). Neither its address nor its headline is in it, so both
/// can change. An `id` that is an address already stays as it is.
fn id(own: &str, authority: &str, published: Option<&Time>) -> String {
    let schemes = ["http://", "https://", "urn:", "tag:"];
    if schemes.iter().any(|scheme| own.starts_with(scheme)) && !own.contains(char::is_whitespace) {
        return own.to_owned();
    }
    let year = published.map_or(1970, |time| time.at.year());
    format!("tag:{authority},{year:04}:{}", utf8_percent_encode(own, ID))
}

fn authors(entry: Entry, window: &Window) -> Vec<Author> {
    let Some(taxonomy) = window.known().find_taxonomy("authors") else { return Vec::new() };
    let terms = ask::items(window, List::Base(entry, Listing::Terms(taxonomy)));
    let author = |term| {
        let name = ask::text(window, term, Field::Title)?;
        Some(Author { name, url: ask::text(window, term, Field::Permalink) })
    };
    terms.into_iter().filter_map(author).collect()
}

/// The section and the terms of all taxonomies but `authors`, each once.
fn categories(entry: Entry, window: &Window) -> Vec<String> {
    let section = match window.ask(crate::facts::Question::Field(entry, Field::Section)) {
        crate::facts::Answer::Entry(section) => ask::text(window, section, Field::Title),
        _ => None,
    };
    let mut categories: Vec<String> = section.into_iter().collect();
    for taxonomy in ask::items(window, List::Base(Entry::Site, Listing::Taxonomies)) {
        let Entry::Taxonomy(id) = taxonomy else { continue };
        if ask::text(window, taxonomy, Field::Name).as_deref() == Some("authors") {
            continue;
        }
        let terms = ask::items(window, List::Base(entry, Listing::Terms(id)));
        for name in terms.into_iter().filter_map(|term| ask::text(window, term, Field::Title)) {
            if !categories.contains(&name) {
                categories.push(name);
            }
        }
    }
    categories
}

fn picture(entry: Entry, window: &Window) -> Option<Picture> {
    let image = ask::data(window, entry, Field::Image);
    let url = ask::whole(window, ask::at(&image, "url")?);
    let some = |key: &str| ask::at(&image, key).map(str::to_owned);
    let number = |key: &str| match image.get(key) {
        Some(crate::data::Data::Integer(number)) => Some(*number),
        _ => None,
    };
    Some(Picture {
        media_type: media_type(&url),
        url,
        alt: some("alt").unwrap_or_default(),
        caption: some("caption"),
        credit: some("credit"),
        length: number("length"),
        size: number("width").zip(number("height")),
        form: form(&image, None, WIDTH, window)
            .map(|form| PictureForm { url: ask::whole(window, &form.url), ..form }),
    })
}

/// The media type of a picture, by the end of its name.
fn media_type(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let (_, end) = path.rsplit_once('.')?;
    Some(match end.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "svg" => "image/svg+xml",
        _ => return None,
    })
}

/// The picture with its line, as it stands at the head of an article.
fn figure(picture: &Picture) -> String {
    let form = picture.form.as_ref();
    let size = form.map(|form| (form.width, form.height)).or(picture.size);
    let size = size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\""));
    let lines: Vec<&str> = picture.caption.as_deref().into_iter().chain(picture.credit.as_deref()).collect();
    let line = match lines.is_empty() {
        true => String::new(),
        false => format!("<figcaption>{}</figcaption>", escaped(&lines.join(" "))),
    };
    let url = form.map_or(&picture.url, |form| &form.url);
    let (url, alt) = (escaped(url), escaped(&picture.alt));
    format!("<figure><img src=\"{url}\" alt=\"{alt}\"{}>{line}</figure>\n", size.unwrap_or_default())
}

//! `_headers`: response headers, as Netlify, Cloudflare Pages and others read them.
//!
//! Rules for one address must not give one header twice, since hosts join the values; so a
//! header is either for everything or for some files. How long pages are kept is left to the
//! host: those that read this file ask the browser to look again each time.

use super::license::MEDIA_TYPE;
use crate::data::Data;
use crate::facts::{Answer, Entry, Field, List, Listing, Question, Window};
use crate::plan::LICENSE;
use crate::render::ask;
use std::fmt::Write;

/// Scripts and styles in files of the site; pictures, sound and films from anywhere with a
/// secure address.
const POLICY: &str = "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; \
                      style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; \
                      form-action 'self'; frame-ancestors 'self'";

/// How long files of the search may be kept. Their addresses name the version they are of, and
/// the index that names it is asked for anew with each search.
const SEARCH: &str = "public, max-age=3600";

/// The headers that every file has, by name.
pub(in crate::render) fn everywhere(window: &Window) -> Vec<(&'static str, String)> {
    let policy = window.headers().content_security_policy.as_deref().unwrap_or(POLICY);
    let mut headers = vec![("Content-Security-Policy", policy.to_owned())];
    if ask::origin(window).starts_with("https://") {
        headers.push(("Strict-Transport-Security", "max-age=31536000".to_owned()));
    }
    headers.push(("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()));
    headers.push(("X-Content-Type-Options", "nosniff".to_owned()));
    headers
}

/// The addresses of files that never change, as they are within links.
pub(in crate::render) fn lasting(window: &Window) -> Vec<String> {
    let Answer::Owned(Data::List(paths)) = window.ask(Question::LastingFiles) else { return Vec::new() };
    paths.iter().filter_map(Data::as_text).map(str::to_owned).collect()
}

/// How many rules a file may have: Cloudflare Pages takes no more.
const MOST: usize = 100;

pub(super) fn headers(window: &Window) -> String {
    let base = ask::text(window, Entry::Site, Field::Url).unwrap_or_default();
    // Writing to a string cannot fail.
    let mut first = format!("{base}*\n");
    for (name, value) in everywhere(window) {
        let _ = writeln!(first, "  {name}: {value}");
    }
    let mut rules = vec![first];
    let lasting = lasting(window);
    let feeds = feeds(window);
    match 1 + feeds.len() + lasting.len() <= MOST {
        true => rules.extend(feeds),
        // One rule for each form of feeds: what it matches besides ends in the same name.
        false => rules.extend(
            window
                .feeds()
                .formats
                .iter()
                .map(|format| format!("{base}*{}\n{}", format.file(), of_feed(format.media_type()))),
        ),
    }
    rules.extend(search(window));
    if window.ai().rsl {
        rules.push(format!("{base}{}\n  Content-Type: {MEDIA_TYPE}\n", LICENSE.trim_start_matches('/')));
    }
    let lasting = lasting.iter();
    rules.extend(
        lasting.map(|path| format!("{path}\n  Cache-Control: public, max-age=31536000, immutable\n")),
    );
    rules.truncate(MOST);
    rules.concat()
}

/// A rule for each feed.
fn feeds(window: &Window) -> Vec<String> {
    let hub = window.feeds().hub.clone();
    let mut rules = Vec::new();
    for entry in ask::items(window, List::Base(Entry::Site, Listing::Feeds)) {
        let Data::List(feeds) = ask::data(window, entry, Field::OwnFeeds) else { continue };
        for feed in &feeds {
            let at = |key| ask::at(feed, key).unwrap_or_default();
            let mut rule = format!("{}\n{}", at("url"), of_feed(at("type")));
            if let Some(hub) = &hub {
                let _ = writeln!(rule, "  Link: <{hub}>; rel=\"hub\", <{}>; rel=\"self\"", at("permalink"));
            }
            rules.push(rule);
        }
    }
    rules
}

/// The headers of a feed of this type.
fn of_feed(media_type: &str) -> String {
    format!("  Content-Type: {media_type}; charset=utf-8\n  Cache-Control: public, max-age=300\n")
}

/// A rule for the files of each index for search.
fn search(window: &Window) -> Vec<String> {
    if ask::text(window, Entry::Site, Field::Search).is_none() {
        return Vec::new();
    }
    let Data::List(indexes) = ask::data(window, Entry::Search, Field::Indexes) else { return Vec::new() };
    let folders = indexes.iter().filter_map(|index| ask::at(index, "url")?.strip_suffix(".json"));
    folders.map(|folder| format!("{folder}/*\n  Cache-Control: {SEARCH}\n")).collect()
}

//! `_headers`: response headers, as Netlify, Cloudflare Pages and others read them.
//!
//! Rules for one address must not give one header twice, since hosts join the values; so a
//! header is either for everything or for some files. How long pages are kept is left to the
//! host: those that read this file ask the browser to look again each time.

use crate::data::Data;
use crate::facts::{Answer, Entry, Field, List, Listing, Question, Window};
use crate::render::ask;
use std::fmt::Write;

/// Scripts and styles in files of the site; pictures, sound and films from anywhere with a
/// secure address.
const POLICY: &str = "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; \
                      style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; \
                      form-action 'self'; frame-ancestors 'self'";

pub(super) fn headers(window: &Window) -> String {
    let settings = window.headers();
    let origin = ask::origin(window);
    let base = ask::text(window, Entry::Site, Field::Url).unwrap_or_default();
    let policy = settings.content_security_policy.as_deref().unwrap_or(POLICY);
    // Writing to a string cannot fail.
    let mut text = format!("{base}*\n  Content-Security-Policy: {policy}\n");
    if origin.starts_with("https://") {
        text.push_str("  Strict-Transport-Security: max-age=31536000\n");
    }
    text.push_str("  Referrer-Policy: strict-origin-when-cross-origin\n  X-Content-Type-Options: nosniff\n");
    let hub = window.feeds().hub.clone();
    for entry in ask::items(window, List::Base(Entry::Site, Listing::Feeds)) {
        let Data::List(feeds) = ask::data(window, entry, Field::OwnFeeds) else { continue };
        for feed in &feeds {
            let at = |key| ask::at(feed, key).unwrap_or_default();
            let _ = writeln!(text, "{}\n  Content-Type: {}; charset=utf-8", at("url"), at("type"));
            text.push_str("  Cache-Control: public, max-age=300\n");
            if let Some(hub) = &hub {
                let _ = writeln!(text, "  Link: <{hub}>; rel=\"hub\", <{}>; rel=\"self\"", at("permalink"));
            }
        }
    }
    if let Answer::Owned(Data::List(paths)) = window.ask(Question::LastingFiles) {
        for path in paths.iter().filter_map(Data::as_text) {
            let _ = writeln!(text, "{path}\n  Cache-Control: public, max-age=31536000, immutable");
        }
    }
    text
}

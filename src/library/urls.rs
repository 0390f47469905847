//! Addresses: where a page is on the web and in the output directory.

use crate::config::{Config, Permalink, PermalinkPart, UrlStyle};
use crate::content::Moment;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::borrow::Cow;

/// What is percent-encoded in a path (RFC 3986 § 3.3 leaves the rest as it is).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Where something is: its path on the web, and the file it is written to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Address {
    /// The path from the site's root, not encoded: `/asia/x/`.
    pub path: String,
    /// It is the same when encoded, as most are.
    plain: bool,
}

impl Address {
    /// The address of this path, which begins with a slash.
    pub fn new(path: String) -> Self {
        let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
        Self { path, plain }
    }

    /// An address that is a folder of its own, whatever the site's style: home, sections.
    pub fn folder(parts: &str) -> Self {
        Self::new(tidy(["/", parts, "/"].concat()))
    }

    /// The address of a page in the site's style: `/asia/x/` or `/asia/x.html`.
    pub fn page(parts: &str, style: UrlStyle) -> Self {
        let path = tidy(["/", parts, "/"].concat());
        Self::new(match style {
            UrlStyle::File if path != "/" => format!("{}.html", path.trim_end_matches('/')),
            _ => path,
        })
    }

    /// The address of a file as it is: `/asia/map.svg`.
    pub fn file(path: &str) -> Self {
        Self::new(tidy(["/", path].concat()))
    }

    /// The folder that files of this page lie in: `/asia/x/`.
    pub fn files(&self) -> String {
        match self.path.strip_suffix(".html") {
            Some(stem) => format!("{stem}/"),
            None => self.path.clone(),
        }
    }

    /// The `number`th page of a list: `/asia/page/3/`.
    pub fn list_page(&self, number: usize, style: UrlStyle) -> Self {
        Self::page(&format!("{}page/{number}", self.files()), style)
    }

    /// The file to write, relative to the output directory.
    pub fn output(&self) -> String {
        let path = self.path.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// The path percent-encoded, from the site's root.
    pub fn encoded(&self) -> Cow<'_, str> {
        if self.plain { Cow::Borrowed(&self.path) } else { utf8_percent_encode(&self.path, PATH).into() }
    }

    /// The address for a link within the site: with the base path, percent-encoded.
    pub fn href(&self, config: &Config) -> String {
        [config.base_url.path.trim_end_matches('/'), &*self.encoded()].concat()
    }

    /// The whole address, for feeds and the like.
    pub fn absolute(&self, config: &Config) -> String {
        [&*config.base_url.origin, &*self.href(config)].concat()
    }
}

/// One slash where there are several.
fn tidy(path: String) -> String {
    if !path.contains("//") {
        return path;
    }
    let mut tidy = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !tidy.ends_with('/') {
            tidy.push(letter);
        }
    }
    tidy
}

/// Fills in a pattern of addresses.
pub(super) fn permalink(
    pattern: &Permalink,
    section: &str,
    slug: &str,
    date: Option<Moment>,
    zone: &TimeZone,
) -> String {
    let date = date
        .and_then(|moment| jiff::Timestamp::from_second(moment.seconds).ok())
        .map(|timestamp| timestamp.to_zoned_datetime(zone.clone()));
    let mut path = String::new();
    for part in &pattern.0 {
        match part {
            PermalinkPart::Text(text) => path.push_str(text),
            PermalinkPart::Section => path.push_str(section),
            PermalinkPart::Slug => path.push_str(slug),
            PermalinkPart::Year => {
                path.push_str(&date.as_ref().map_or(String::new(), |date| format!("{:04}", date.year())));
            }
            PermalinkPart::Month => {
                path.push_str(&date.as_ref().map_or(String::new(), |date| format!("{:02}", date.month())));
            }
            PermalinkPart::Day => {
                path.push_str(&date.as_ref().map_or(String::new(), |date| format!("{:02}", date.day())));
            }
        }
    }
    path
}

/// Says whether a language is written from right to left, by its primary subtag and, where
/// given, its script.
pub fn is_right_to_left(lang: &str) -> bool {
    let mut parts = lang.split('-');
    let primary = parts.next().unwrap_or("").to_ascii_lowercase();
    if let Some(script) = parts.find(|part| part.len() == 4) {
        return ["arab", "hebr", "thaa", "nkoo", "syrc", "adlm"]
            .contains(&script.to_ascii_lowercase().as_str());
    }
    ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "khw", "ks", "ps", "sd", "syr", "ug", "ur", "yi"]
        .contains(&primary.as_str())
}

//! What the integration tests share: temporary sites, trees of files, and readable differences.

pub mod case;
pub mod diff;
pub mod html;
pub mod site;
pub mod tree;

use dateline::build::{Mode, Request};
use std::path::{Path, PathBuf};

/// When the tests build, unless they say otherwise.
pub const AT: &str = "2026-11-23T12:00:00Z";

/// The folder of this repository, wherever the tests are started.
pub fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A build of the site in one folder into another, with nothing taken from the machine.
pub fn request(root: &Path, output: &Path) -> Request {
    Request {
        root: root.to_owned(),
        output: output.to_owned(),
        base_url: None,
        drafts: false,
        scheduled: false,
        at: seconds(AT),
        mode: Mode::Publish,
        preview: false,
        precompress: false,
        clean: false,
        home: None,
    }
}

/// An instant as the program counts.
pub fn seconds(instant: &str) -> i64 {
    match instant.parse::<jiff::Timestamp>() {
        Ok(timestamp) => timestamp.as_second(),
        Err(error) => panic!("`{instant}` is no instant: {error}"),
    }
}

/// Says whether a file belongs to the newswire. Every site has it, and only what is about it
/// shows it: cases whose names begin with `newswire`.
pub fn is_newswire(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let at_root = !path.contains('/');
    let root = ["robots.txt", "ads.txt", "_headers", "manifest.webmanifest"];
    matches!(name, "rss.xml" | "atom.xml" | "feed.json" | "feeds.opml")
        || at_root && (root.contains(&name) || name.starts_with("sitemap") && name.ends_with(".xml"))
}

//! The list of all feeds as OPML 2.0, with which readers subscribe to many at once.

use crate::facts::{Entry, Field, List, Listing, Window};
use crate::render::ask;
use crate::render::xml::Xml;

/// The bytes of the list.
pub(in crate::render) fn list(window: &Window) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("opml", &[("version", "2.0")]);
    xml.open("head", &[]);
    xml.text("title", &ask::text(window, Entry::Site, Field::Title).unwrap_or_default());
    xml.close("head");
    xml.open("body", &[]);
    for entry in ask::items(window, List::Base(Entry::Site, Listing::Feeds)) {
        let feeds = ask::data(window, entry, Field::OwnFeeds);
        let home = ask::text(window, entry, Field::Permalink).unwrap_or_default();
        let name = ask::text(window, entry, Field::Title).unwrap_or_default();
        // One form is enough, or readers would show every article twice.
        let wanted = ["rss", "atom", "json"];
        let mut found = wanted.iter().filter_map(|word| {
            (0..).map_while(|index| feeds.at(index)).find(|feed| ask::at(feed, "format") == Some(word))
        });
        let Some(feed) = found.next() else { continue };
        let url = ask::at(feed, "permalink").unwrap_or_default();
        let format = ask::at(feed, "format").unwrap_or_default();
        let attributes =
            [("type", format), ("text", &*name), ("title", &*name), ("xmlUrl", url), ("htmlUrl", &*home)];
        xml.empty("outline", &attributes);
    }
    xml.close("body");
    xml.close("opml");
    xml.finish()
}

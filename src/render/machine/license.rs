//! license.xml: what machines may do with the site, as a licence (Really Simple Licensing 1.0).
//!
//! It permits what the site allows and prohibits what it forbids. What the site has not said is
//! not permitted by it, as if there were no licence: a list of what is permitted is complete.

use crate::facts::{Entry, Field, List, Listing, Window};
use crate::render::ask;
use crate::render::xml::Xml;

const RSL: &str = "https://rslstandard.org/rsl";

/// Where licences of Creative Commons are, and how those begin that ask for the author's name.
const CREATIVE_COMMONS: &str = "https://creativecommons.org/";
const BY_NAME: &str = "https://creativecommons.org/licenses/by";

/// The media type of such a licence.
pub(super) const MEDIA_TYPE: &str = "application/rsl+xml";

pub(super) fn license(window: &Window) -> Vec<u8> {
    let ai = *window.ai();
    let uses = [(ai.search, "search"), (ai.answer, "ai-input"), (ai.train, "ai-train")];
    let words = |wanted| {
        let words = uses.iter().filter(|(allowed, _)| *allowed == Some(wanted)).map(|(_, word)| *word);
        words.collect::<Vec<_>>().join(" ")
    };
    let mut xml = Xml::new();
    xml.open("rsl", &[("xmlns", RSL)]);
    xml.open("content", &[("url", "/")]);
    xml.open("license", &[]);
    for (name, words) in [("permits", words(true)), ("prohibits", words(false))] {
        if !words.is_empty() {
            xml.text_with(name, &[("type", "usage")], &words);
        }
    }
    let terms = ask::text(window, Entry::Site, Field::License).map(|url| ask::whole(window, &url));
    let common = terms.as_deref().filter(|url| url.starts_with(CREATIVE_COMMONS));
    if let Some(url) = common {
        let kind = if url.starts_with(BY_NAME) { "attribution" } else { "free" };
        xml.open("payment", &[("type", kind)]);
        xml.text("standard", url);
        xml.close("payment");
    }
    xml.close("license");
    if let Some(url) = terms.as_deref().filter(|_| common.is_none()) {
        xml.text("terms", url);
    }
    xml.close("content");
    // What is from elsewhere is not the site's to license.
    for page in ask::items(window, List::Base(Entry::Site, Listing::FromElsewhere)) {
        let url = ask::text(window, page, Field::Url).unwrap_or_default();
        xml.open("content", &[("url", &format!("{url}$"))]);
        xml.open("license", &[]);
        xml.text_with("prohibits", &[("type", "usage")], "ai-all");
        xml.close("license");
        xml.close("content");
    }
    xml.close("rsl");
    xml.finish()
}

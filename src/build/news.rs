//! Whom to tell of what a build changed: search engines (IndexNow) and the hub of the feeds
//! (WebSub). Nothing is sent from here; a deploy does that once the site is up.

use super::{Report, Site};
use crate::library::{Address, Entry};
use crate::plan::Recipe;

/// What is to be told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct News {
    /// The site's host, and the key that belongs to it, if there is one.
    pub host: String,
    /// The key of IndexNow.
    pub key: Option<String>,
    /// Where the key can be seen.
    pub key_location: String,
    /// The whole addresses of pages that were added, changed or removed.
    pub pages: Vec<String>,
    /// The hub of the feeds, if there is one.
    pub hub: Option<String>,
    /// The whole addresses of feeds whose bytes are new.
    pub feeds: Vec<String>,
}

/// What a build that was published has changed. Pages that search engines shall not list are
/// nobody's business.
pub(super) fn news(site: &Site, report: &Report) -> News {
    let facts = &site.facts;
    let (library, config) = (&facts.library, &facts.config);
    let settings = &config.newswire;
    let key = settings.indexnow.clone();
    let key_location = key.as_ref().map(|key| Address::file(&format!("{key}.txt")).absolute(config));
    let mut news = News {
        host: config.base_url.origin.split_once("://").map_or_else(String::new, |(_, host)| host.to_owned()),
        key_location: key_location.unwrap_or_default(),
        key,
        hub: settings.feeds.hub.clone(),
        ..News::default()
    };
    if news.key.is_none() && news.hub.is_none() {
        // There is nobody to be told.
        return news;
    }
    for output in report.written.iter().filter_map(|path| site.plan.find(path)) {
        match output.recipe {
            Recipe::Page { entry, .. } if library.is_indexable(entry) && entry != Entry::NotFound => {
                news.pages.push(output.address.absolute(config));
            }
            Recipe::Feed { .. } => news.feeds.push(output.address.absolute(config)),
            _ => {}
        }
    }
    // What is gone is told by where it was; of a folder's page the name is left out.
    let gone = report.removed.iter().filter(|path| path.ends_with(".html"));
    news.pages.extend(gone.map(|path| {
        let address = path.strip_suffix("index.html").unwrap_or(path);
        Address::new(format!("/{address}")).absolute(config)
    }));
    news
}

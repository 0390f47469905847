//! The files for machines that are no feeds: sitemaps, robots.txt and their like.

mod ads;
pub(super) mod headers;
mod license;
mod llms;
mod manifest;
mod robots;
mod security;
mod sitemap;
mod trust;

use crate::facts::Window;
use crate::plan::Machine;
use minijinja::Error;
use std::sync::Arc;

/// The bytes of such a file. It fails where a component fails that stands in it.
pub(super) fn machine(machine: Machine, path: &str, window: &Arc<Window>) -> Result<Vec<u8>, Error> {
    Ok(match machine {
        Machine::SitemapIndex => sitemap::index(window),
        Machine::Sitemap(of, part) => sitemap::pages(of, part, window),
        Machine::NewsSitemap(part) => sitemap::news(part, window),
        Machine::FeedList => super::feed::list(window),
        Machine::Robots => robots::robots(window).into_bytes(),
        Machine::License => license::license(window),
        Machine::Llms => llms::llms(window).into_bytes(),
        Machine::Twin(id) => llms::twin(id, window)?.into_bytes(),
        Machine::Headers => headers::headers(window).into_bytes(),
        Machine::Security => security::security(path, window).into_bytes(),
        Machine::Ads => ads::ads(window).into_bytes(),
        Machine::Trust => trust::trust(window).into_bytes(),
        Machine::Manifest => manifest::manifest(window),
        // Nothing but the key (indexnow.org).
        Machine::IndexNowKey => window.indexnow().clone().unwrap_or_default().into_bytes(),
    })
}

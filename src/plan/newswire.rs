//! The newswire: feeds, sitemaps and the other files that machines read.
//!
//! They are outputs like any other. Where something of the site already stands at a place, it
//! stays: a file of the site's own comes before the one that would be made.

use super::{Output, Recipe};
use crate::config::{Config, Format};
use crate::library::{Address, Entry, HOME, Library, PageId, SectionId, TermId};
use crate::register::Register;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// A file for machines that is no feed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Machine {
    /// The list of sitemaps.
    SitemapIndex,
    /// A part of the sitemap of a year's articles, or of the site's other pages.
    Sitemap(Entry, u32),
    /// A part of the sitemap of what is news now.
    NewsSitemap(u32),
    /// The list of feeds, for readers that take in many at once.
    FeedList,
    /// What crawlers may fetch.
    Robots,
    /// What machines may do, as a licence.
    License,
    /// A table of contents for language models.
    Llms,
    /// An article as Markdown.
    Twin(PageId),
    /// Response headers.
    Headers,
    /// Whom to tell of a weakness.
    Security,
    /// Who may sell advertising.
    Ads,
    /// To whom the site belongs.
    Trust,
    /// What the site is as an application.
    Manifest,
    /// The proof that a key of IndexNow belongs to the site.
    IndexNowKey,
}

/// How many addresses a sitemap has at most. The protocol allows 50,000 in 50 MiB (SM-1); an
/// entry has two addresses of at most 2,048 bytes, so that this many never come near either.
pub const SITEMAP_LENGTH: usize = 10_000;

/// Where the licence for machines is.
pub const LICENSE: &str = "/license.xml";

/// How many articles a sitemap for news has at most (GN-8).
pub const NEWS_LENGTH: usize = 1_000;

/// What has feeds: the site, then sections, terms, labels, and corrections.
pub fn with_feeds(library: &Library, config: &Config) -> Vec<Entry> {
    let feeds = &config.newswire.feeds;
    if feeds.formats.is_empty() {
        return Vec::new();
    }
    let site = Some(Entry::Site).filter(|_| feeds.site);
    let sections = (0..library.sections.len() as u32).map(SectionId);
    let sections = sections.filter(|id| feeds.sections && *id != HOME);
    let terms = (0..library.terms.len() as u32).map(TermId).filter(|id| {
        let taxonomy = &library.taxonomy(library.term(*id).taxonomy).name;
        feeds.taxonomies.iter().any(|name| **name == **taxonomy)
    });
    let labels = (0..library.labels.len() as u32).map(Entry::Label).filter(|_| feeds.labels);
    let corrections = Some(Entry::Corrections).filter(|_| feeds.corrections);
    let all = site.into_iter().chain(sections.map(Entry::Section)).chain(terms.map(Entry::Term));
    all.chain(labels).chain(corrections).filter(|of| library.any_fed(*of)).collect()
}

/// Says whether the settings want feeds in this form of an entry with this kind and name.
pub(super) fn wants(kind: &str, name: &str, format: Format, config: &Config) -> bool {
    let feeds = &config.newswire.feeds;
    feeds.formats.contains(&format)
        && match kind {
            "site" => feeds.site,
            "section" => feeds.sections,
            "term" => {
                let taxonomy = name.split_once('/').map_or(name, |(taxonomy, _)| taxonomy);
                feeds.taxonomies.iter().any(|wanted| wanted == taxonomy)
            }
            "label" => feeds.labels,
            "corrections" => feeds.corrections,
            "month" => format == Format::Atom && has_archive_feeds(config),
            _ => false,
        }
}

/// The feeds that were published, are wanted still, and have no article in them at present.
fn resting(
    register: &Register,
    feeds: &[Entry],
    library: &Library,
    config: &Config,
) -> BTreeSet<(Entry, Format)> {
    let owners = register.lines.values().flatten().map(|line| &line.owner);
    let resting = owners.filter_map(|owner| {
        let (format, kind, name) = owner.as_feed()?;
        let of = Entry::from_name(kind, &name, library).filter(|of| !feeds.contains(of))?;
        (kind != "month" && wants(kind, &name, format, config)).then_some((of, format))
    });
    resting.collect()
}

/// Where a feed is: beside the page it belongs to. A month's is an archive of Atom.
pub fn feed_address(of: Entry, format: Format, library: &Library, config: &Config) -> Address {
    match of {
        Entry::Month(year, month) => Address::file(&format!("feeds/{year}-{month:02}.xml")),
        Entry::Label(_) | Entry::Corrections => {
            let (kind, name) = of.name(library);
            Address::file(&format!("feeds/{}/{}", name.as_deref().unwrap_or(kind), format.file()))
        }
        of => Address::file(&format!("{}{}", of.address(library, config).files(), format.file())),
    }
}

/// Says whether the months of the archive are feeds: the newest articles must be one too.
pub fn has_archive_feeds(config: &Config) -> bool {
    let feeds = &config.newswire.feeds;
    feeds.archive && feeds.site && feeds.formats.contains(&Format::Atom)
}

/// All sitemaps but the index and those for news, with their places.
pub fn sitemaps(library: &Library) -> Vec<(Entry, u32, Address)> {
    let parts = |of: Entry, count: usize, name: &str| {
        let name = name.to_owned();
        (1..=count.div_ceil(SITEMAP_LENGTH) as u32).map(move |part| {
            let path = match part {
                1 => format!("sitemap-{name}.xml"),
                part => format!("sitemap-{name}-{part}.xml"),
            };
            (of, part, Address::file(&path))
        })
    };
    let mut all: Vec<_> = parts(Entry::Site, library.mapped_of_site().count(), "pages").collect();
    for year in library.years() {
        let count = library.mapped_of_year(year).count();
        all.extend(parts(Entry::Year(year), count, &year.to_string()));
    }
    all
}

/// Where the parts of the sitemap for news are. The first keeps its place for ever.
pub fn news_sitemaps(library: &Library, config: &Config, at: i64) -> Vec<Address> {
    // Without anything that ever was news, the file would be empty, which it must not be.
    if !config.newswire.sitemap.news || !library.articles.iter().any(|id| library.is_news(*id)) {
        return Vec::new();
    }
    let count = library.news(at).count().div_ceil(NEWS_LENGTH).max(1);
    let path = |part: usize| match part {
        1 => "sitemap-news.xml".to_owned(),
        part => format!("sitemap-news-{part}.xml"),
    };
    (1..=count).map(|part| Address::file(&path(part))).collect()
}

/// Where the twin of an article in Markdown is.
pub fn twin_address(id: PageId, library: &Library) -> Address {
    let path = &library.page(id).address.path;
    let stem = path.strip_suffix(".html").unwrap_or(path).trim_matches('/');
    Address::file(&format!("{stem}.md"))
}

/// Says whether an article has a twin in Markdown.
pub fn has_twin(id: PageId, library: &Library, config: &Config) -> bool {
    config.newswire.llms.markdown && library.page(id).article && library.is_mapped(id)
}

/// Adds the newswire to the outputs of a site. Those that belong at the root of a host are
/// left out if the site begins below it.
pub(super) fn newswire(
    outputs: &mut Vec<Output>,
    library: &Library,
    config: &Config,
    register: &Register,
    at: i64,
) {
    let taken: FxHashSet<String> = outputs.iter().map(|output| output.path.clone()).collect();
    let mut add = |address: Address, recipe: Recipe| {
        let path = address.output();
        if !taken.contains(&path) {
            outputs.push(Output { path, address, recipe, origin: None });
        }
    };
    let settings = &config.newswire;
    let feeds = with_feeds(library, config);
    for &of in &feeds {
        for &format in &settings.feeds.formats {
            add(feed_address(of, format, library, config), Recipe::Feed { of, format });
        }
    }
    for (of, format) in resting(register, &feeds, library, config) {
        add(feed_address(of, format, library, config), Recipe::Feed { of, format });
    }
    if has_archive_feeds(config) {
        // The newest month is still growing; the feed of the site has all of it.
        for month in library.months.iter().skip(1) {
            let (of, format) = (Entry::Month(month.year, month.month), Format::Atom);
            if library.any_fed(of) {
                add(feed_address(of, format, library, config), Recipe::Feed { of, format });
            }
        }
    }
    let mut machine = |path: &str, machine: Machine| add(Address::file(path), Recipe::Machine(machine));
    if !feeds.is_empty() {
        machine("feeds/feeds.opml", Machine::FeedList);
    }
    if settings.sitemap.pages {
        machine("sitemap.xml", Machine::SitemapIndex);
        for (of, part, address) in sitemaps(library) {
            machine(&address.path, Machine::Sitemap(of, part));
        }
    }
    for (index, address) in news_sitemaps(library, config, at).into_iter().enumerate() {
        machine(&address.path, Machine::NewsSitemap(index as u32 + 1));
    }
    if settings.llms.file {
        machine("llms.txt", Machine::Llms);
    }
    for id in (0..library.pages.len() as u32).map(PageId).filter(|id| has_twin(*id, library, config)) {
        machine(&twin_address(id, library).path, Machine::Twin(id));
    }
    if settings.manifest.file {
        machine("manifest.webmanifest", Machine::Manifest);
    }
    if let Some(key) = &settings.indexnow {
        machine(&format!("{key}.txt"), Machine::IndexNowKey);
    }
    if settings.headers.file {
        machine("_headers", Machine::Headers);
    }
    if config.base_url.path != "/" {
        return;
    }
    if settings.robots.file {
        machine("robots.txt", Machine::Robots);
    }
    if settings.ai.rsl {
        machine(LICENSE.trim_start_matches('/'), Machine::License);
    }
    if settings.security.is_some() {
        machine(".well-known/security.txt", Machine::Security);
    }
    if settings.ads.file {
        machine("ads.txt", Machine::Ads);
    }
    if !settings.trust.is_empty() {
        machine("trust.txt", Machine::Trust);
        machine(".well-known/trust.txt", Machine::Trust);
    }
}

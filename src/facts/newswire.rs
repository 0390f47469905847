//! What feeds, sitemaps and other files for machines ask.

use super::fields::BodyOf;
use super::{Answer, Entry, Facts, Field, Listing, Question, Settings, Symbol, Time, Window};
use crate::config::{Ads, Ai, Config, Feeds, Format, Headers, Llms, Manifest, Robots, Security, Sitemap};
use crate::content::Target;
use crate::content::html::Filling;
use crate::data::Data;
use crate::fingerprint::Fingerprint;
use crate::library::{Address, Change, HOME, Library, PageId, Why};
use crate::plan::{
    RENDITIONS, SITEMAP_LENGTH, feed_address, has_twin, news_sitemaps, sitemaps, twin_address, with_feeds,
};
use crate::source::ReadError;
use crate::theme::has_print;
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// The instants after another at which an output differs although no file does: when an
/// article is no longer news (GN-10), and when the promise of `security.txt` is renewed.
pub fn changes(library: &Library, config: &Config, at: i64) -> Vec<Change> {
    let mut changes = Vec::new();
    if config.newswire.sitemap.news {
        changes.extend(library.news_ends(at));
    }
    if config.newswire.security.is_some() {
        changes.extend((1..=12).map(|months| {
            let (at, why) = (month_start(at, months), Why::SecurityRenewed);
            Change { at, why, path: "site.toml".into(), title: String::new() }
        }));
    }
    changes
}

/// The first second of the month of an instant, or of one some months later, in UTC.
fn month_start(at: i64, later: i32) -> i64 {
    let timestamp = jiff::Timestamp::from_second(at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let date = jiff::tz::TimeZone::UTC.to_datetime(timestamp).date().first_of_month();
    let date = date.checked_add(jiff::Span::new().months(later)).unwrap_or(date);
    let start = date.to_zoned_datetime(jiff::tz::TimeZone::UTC);
    start.map_or(at, |start| start.timestamp().as_second())
}

/// How much text for feeds is kept, in bytes.
const MOST_KEPT: usize = 32 * 1024 * 1024;

/// Texts for feeds, each made once, since an article stands in several feeds. Only so many
/// are kept that memory does not grow with the site.
#[derive(Debug)]
pub(super) struct FeedTexts {
    texts: Vec<OnceLock<Arc<str>>>,
    kept: AtomicUsize,
}

impl FeedTexts {
    pub fn new(pages: usize) -> Self {
        Self { texts: std::iter::repeat_with(OnceLock::new).take(pages).collect(), kept: AtomicUsize::new(0) }
    }

    fn get(
        &self,
        id: PageId,
        make: impl FnOnce() -> Result<Arc<str>, ReadError>,
    ) -> Result<Arc<str>, ReadError> {
        let Some(cell) = self.texts.get(id.0 as usize) else { return make() };
        if let Some(text) = cell.get() {
            return Ok(text.clone());
        }
        let text = make()?;
        if self.kept.load(Ordering::Relaxed) < MOST_KEPT && cell.set(text.clone()).is_ok() {
            self.kept.fetch_add(text.len(), Ordering::Relaxed);
        }
        Ok(text)
    }
}

impl Facts {
    pub(super) fn newswire_list(&self, entry: Entry, listing: Listing) -> Vec<Entry> {
        let library = &self.library;
        match (entry, listing) {
            (Entry::Site, Listing::Feeds) => with_feeds(library, &self.config),
            (of, Listing::Fed) => {
                library.fed(of, &self.config.time_zone).into_iter().map(Entry::Page).collect()
            }
            (Entry::Site, Listing::Mapped) => library.mapped_of_site().collect(),
            (Entry::Year(year), Listing::Mapped) => library.mapped_of_year(year).collect(),
            (Entry::Site, Listing::News) => library.news(self.now).map(Entry::Page).collect(),
            (Entry::Site, Listing::OnceNews) => {
                let articles = library.articles.iter().filter(|id| library.is_news(**id));
                articles.map(|id| Entry::Page(*id)).collect()
            }
            (Entry::Site, Listing::FromElsewhere) => {
                let pages = (0..library.pages.len() as u32).map(PageId);
                let pages = pages.filter(|id| library.is_from_elsewhere(*id));
                pages.map(Entry::Page).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The whole address of a path of the site.
    pub(super) fn absolute(&self, path: &str) -> String {
        let base = &self.config.base_url;
        format!("{}{}{path}", base.origin, base.path.trim_end_matches('/'))
    }

    /// The sitemaps that the index names, each with the newest change in it.
    pub(super) fn sitemaps(&self) -> Data {
        let library = &self.library;
        let newest = |entries: &mut dyn Iterator<Item = Entry>| {
            entries.filter_map(|entry| library.changed(entry)).max()
        };
        let item = |(of, part, address): (Entry, u32, crate::library::Address)| {
            let skip = (part as usize - 1) * SITEMAP_LENGTH;
            let changed = match of {
                Entry::Year(year) => {
                    newest(&mut library.mapped_of_year(year).skip(skip).take(SITEMAP_LENGTH))
                }
                _ => newest(&mut library.mapped_of_site().skip(skip).take(SITEMAP_LENGTH)),
            };
            Data::Map(vec![
                ("url".into(), Data::Text(address.absolute(&self.config))),
                ("changed".into(), changed.map_or(Data::None, Data::Integer)),
            ])
        };
        Data::List(sitemaps(library).into_iter().map(item).collect())
    }

    /// The sitemaps that robots.txt names (SM-6).
    pub(super) fn sitemap_files(&self) -> Data {
        let news = news_sitemaps(&self.library, &self.config, self.now);
        let index = self.config.newswire.sitemap.pages.then(|| "/sitemap.xml".to_owned());
        let paths = index.into_iter().chain(news.into_iter().map(|address| address.path));
        Data::List(paths.map(Data::Text).collect())
    }

    /// Ten to eleven months from now: less than a year, as RFC 9116 § 2.5.5 wants, and the
    /// same all month, so that the file does not change with every build.
    pub(super) fn security_expires(&self) -> Time {
        self.time(month_start(self.now, 11), false)
    }

    /// Static files with a fingerprint in their names, such as `app.3f9a1c7d.js`: their bytes
    /// never change.
    pub(super) fn lasting_files(&self) -> Data {
        let files = self.theme.assets().filter_map(|(path, _)| match self.theme.bundle(path) {
            Some(bundle) => Some(&*bundle.lasting),
            None => has_print(path).then_some(path),
        });
        let files = files.map(|path| Address::file(path).href(&self.config));
        let folder = self.pictures.has_renditions().then(|| Address::file(&format!("{RENDITIONS}/")));
        let folder = folder.map(|folder| folder.href(&self.config) + "*");
        Data::List(files.chain(folder).map(Data::Text).collect())
    }

    /// The whole address of an article's twin in Markdown.
    pub(super) fn twin_url(&self, entry: Entry) -> Option<String> {
        let Entry::Page(id) = entry else { return None };
        let address = || twin_address(id, &self.library).absolute(&self.config);
        has_twin(id, &self.library, &self.config).then(address)
    }

    /// The feeds to name in the page of an entry (FD-2): its own first, then those of what it
    /// lies in, and last those of the site.
    pub(super) fn feeds_of(&self, entry: Entry) -> Data {
        let library = &self.library;
        let mut above = match entry {
            Entry::Page(id) => Some(library.page(id).section),
            Entry::Section(id) => library.section(id).parent,
            _ => None,
        };
        let mut feeds = match entry {
            Entry::Section(HOME) | Entry::Site => Vec::new(),
            entry => self.named_feeds(entry),
        };
        while let Some(id) = above.filter(|id| *id != HOME) {
            feeds.extend(self.named_feeds(Entry::Section(id)));
            above = library.section(id).parent;
        }
        feeds.extend(self.named_feeds(Entry::Site));
        Data::List(feeds)
    }

    /// The feeds of an entry alone.
    pub(super) fn own_feeds(&self, entry: Entry) -> Data {
        let entry = if entry == Entry::Section(HOME) { Entry::Site } else { entry };
        Data::List(self.named_feeds(entry))
    }

    fn named_feeds(&self, entry: Entry) -> Vec<Data> {
        if !self.made(Entry::Site, Listing::Feeds).contains(&entry) {
            return Vec::new();
        }
        let title = self.feed_title(entry);
        let named = |format: &Format| {
            let address = feed_address(entry, *format, &self.library, &self.config);
            Data::Map(vec![
                ("title".into(), Data::Text(format!("{title} ({})", format.name()))),
                ("url".into(), Data::Text(address.href(&self.config))),
                ("permalink".into(), Data::Text(address.absolute(&self.config))),
                ("type".into(), Data::Text(format.media_type().into())),
                ("format".into(), Data::Text(format.word().into())),
                ("name".into(), Data::Text(format.name().into())),
            ])
        };
        self.config.newswire.feeds.formats.iter().map(named).collect()
    }

    /// The name of a feed: that of the site, and before it what part of the site it is of.
    fn feed_title(&self, entry: Entry) -> String {
        let site = &self.config.title;
        match self.answer(Question::Field(entry, Field::Title)) {
            Answer::Text(title) if entry != Entry::Site => format!("{title} – {site}"),
            _ => site.clone(),
        }
    }

    /// The HTML of an article's text for feeds (RS-7).
    fn feed_content(&self, entry: Entry) -> Result<Option<Arc<str>>, ReadError> {
        let (Entry::Page(id), Some(text)) = (entry, BodyOf::entry(self, entry)) else { return Ok(None) };
        self.feed_texts.get(id, || Ok(Arc::from(self.feed_text(entry, &text)?))).map(Some)
    }

    /// The text of an article as something else than its page shows.
    pub(super) fn text_elsewhere(&self, entry: Entry, field: Field) -> Result<Answer<'_>, ReadError> {
        Ok(match field {
            Field::FeedContent => {
                self.feed_content(entry)?.map_or(Answer::Empty, |html| Answer::Html((*html).to_owned()))
            }
            _ => self.twin_text(entry)?.map_or(Answer::Empty, |text| Answer::Text(text.into())),
        })
    }

    fn feed_text(&self, entry: Entry, text: &BodyOf<'_>) -> Result<String, ReadError> {
        let page = self.page_address(entry);
        let settings = &self.config.markdown;
        let filling = Filling {
            outline: &text.document.outline,
            targets: &self.whole_targets(text.targets, &page),
            external: &settings.external_links,
            pictures: &self.pictures_of_feed(text.targets),
        };
        Ok(self.body(text.document, text.lang)?.feed(filling, &page, settings.raw_html))
    }

    /// The text of an article as Markdown that can stand anywhere.
    fn twin_text(&self, entry: Entry) -> Result<Option<String>, ReadError> {
        let page = self.page_address(entry);
        let Some(text) = BodyOf::entry(self, entry) else { return Ok(None) };
        let targets = self.whole_targets(text.targets, &page);
        self.with_markdown(text.document, |markdown| Some(crate::content::twin::twin(markdown, &targets)))
    }

    fn page_address(&self, entry: Entry) -> String {
        [&*self.config.base_url.origin, &*self.href(entry)].concat()
    }

    /// Where links lead, as whole addresses.
    fn whole_targets(&self, targets: &[Target], page: &str) -> Vec<Target> {
        let whole = |target: &Target| {
            let url = match target.url.as_bytes().first() {
                Some(b'/') if !target.url.starts_with("//") => {
                    [&*self.config.base_url.origin, &*target.url].concat()
                }
                Some(b'#') => [page, &*target.url].concat(),
                _ => target.url.clone(),
            };
            Target { url, external: false, waits: target.waits, picture: target.picture }
        };
        targets.iter().map(whole).collect()
    }

    pub(super) fn settings_fingerprint(&self, group: Settings) -> Fingerprint {
        let newswire = &self.config.newswire;
        let group: &dyn Debug = match group {
            Settings::Feeds => &newswire.feeds,
            Settings::Sitemap => &newswire.sitemap,
            Settings::Robots => &newswire.robots,
            Settings::Ai => &newswire.ai,
            Settings::Llms => &newswire.llms,
            Settings::Headers => &newswire.headers,
            Settings::Security => &newswire.security,
            Settings::Ads => &newswire.ads,
            Settings::Trust => &newswire.trust,
            Settings::Manifest => &newswire.manifest,
            Settings::IndexNow => &newswire.indexnow,
        };
        Fingerprint::of(format!("{group:?}").as_bytes())
    }
}

macro_rules! asked {
    ($($name:ident $group:ident $type:ty;)+) => {
        /// The settings of the newswire. Each look is a question, and noted.
        impl Window {
            $(
                pub(crate) fn $name(&self) -> &$type {
                    let _ = self.ask(Question::Settings(Settings::$group));
                    &self.known().config.newswire.$name
                }
            )+
        }
    };
}

asked! {
    feeds Feeds Feeds;
    sitemap Sitemap Sitemap;
    robots Robots Robots;
    ai Ai Ai;
    llms Llms Llms;
    headers Headers Headers;
    security Security Option<Security>;
    ads Ads Ads;
    trust Trust Vec<(&'static str, String)>;
    manifest Manifest Manifest;
    indexnow IndexNow Option<String>;
}

impl Window {
    /// The number of a text, for a question that names it.
    pub(crate) fn symbol(&self, text: &str) -> Symbol {
        self.names().symbol(text)
    }
}

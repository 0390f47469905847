//! The only window through which pages see the site.
//!
//! [`Facts`] answers questions: total, pure, the same answer whenever asked. A page gets a
//! [`Window`], which passes questions on and notes each of them. What a page was made from
//! is thereby known completely, without anybody having to declare it.

mod answer;
mod bodies;
mod components;
mod disclosures;
mod fields;
mod lists;
mod names;
mod newswire;
mod pictures;
mod publisher;
mod question;
mod search;
mod shared;
mod text;
mod told;
mod tree;
mod window;

pub use crate::library::Entry;
pub use answer::{Answer, Container, Time};
pub use bodies::Bodies;
pub use components::feed_component;
pub use names::Names;
pub use newswire::changes;
pub use pictures::{Markup, markup};
pub use question::{Comparison, Field, List, Listing, Operation, Question, Settings, Symbol, Tree};
pub use shared::{Argument, Given, Shared};
pub use told::Told;
pub use tree::SEPARATOR;
pub use window::{Trace, Window};

use crate::config::Config;
use crate::content::Document;
use crate::content::html::Body;
use crate::data::Data;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::library::{Found, Library, TaxonomyId};
use crate::plan::Pictures;
use crate::source::{ReadError, Sources};
use crate::theme::Theme;
use std::borrow::Cow;
use std::sync::{Arc, Mutex, OnceLock};

/// All facts of one build, ready to be asked.
#[derive(Debug)]
pub struct Facts {
    /// The documents, resolved.
    pub library: Library,
    /// The site's settings.
    pub config: Arc<Config>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The data files, as one table by name.
    pub data: Arc<Data>,
    /// The files, for bodies, which are read again when a page prints them.
    pub sources: Arc<Sources>,
    /// The pictures, with their smaller forms.
    pictures: Arc<Pictures>,
    /// Bodies that need not be read again.
    bodies: Bodies,
    /// The instant of the build, in seconds since 1970.
    pub now: i64,
    /// Texts and lists that have been given numbers.
    pub names: Names,
    lists: lists::Memory,
    feed_texts: newswire::FeedTexts,
    search: search::Memory,
    shared: OnceLock<Shared>,
    pieces: shared::Pieces,
    once: Once,
    /// Addresses, which others ask for most of all.
    hrefs: Arc<told::Hrefs>,
    /// What lists show of pages; not after a small edit, when few pages are made.
    told: Option<Told>,
    base: Fingerprint,
    /// The fingerprints of answers that are an entry: lists have one for each of their items.
    prints: Prints,
    trouble: Mutex<Option<ReadError>>,
}

/// Answers that nearly every page asks for, put together once.
#[derive(Debug)]
struct Once {
    /// The whole address of the front page.
    base_url: String,
    publisher: OnceLock<Data>,
    /// The feeds to name in pages of sections, by section.
    feeds: Box<[OnceLock<Data>]>,
}

impl Once {
    fn new(library: &Library, config: &Config) -> Self {
        Self {
            base_url: [&*config.base_url.origin, &*config.base_url.path].concat(),
            publisher: OnceLock::new(),
            feeds: std::iter::repeat_with(OnceLock::new).take(library.sections.len()).collect(),
        }
    }
}

/// A fingerprint for each page and term, once it was asked for.
#[derive(Debug)]
struct Prints {
    pages: Vec<OnceLock<Fingerprint>>,
    terms: Vec<OnceLock<Fingerprint>>,
}

impl Prints {
    fn new(library: &Library) -> Self {
        let none = |count| std::iter::repeat_with(OnceLock::new).take(count).collect();
        Self { pages: none(library.pages.len()), terms: none(library.terms.len()) }
    }

    fn of(&self, entry: Entry, make: impl FnOnce() -> Fingerprint) -> Fingerprint {
        let known = match entry {
            Entry::Page(id) => self.pages.get(id.0 as usize),
            Entry::Term(id) => self.terms.get(id.0 as usize),
            _ => None,
        };
        match known {
            Some(known) => *known.get_or_init(make),
            None => make(),
        }
    }
}

impl Facts {
    /// Facts of a resolved site.
    #[expect(clippy::too_many_arguments, reason = "all that a site is made of, each once")]
    pub fn new(
        library: Library,
        told: Told,
        config: Config,
        theme: Theme,
        data: Data,
        sources: Arc<Sources>,
        pictures: Arc<Pictures>,
        bodies: Bodies,
        now: i64,
    ) -> Self {
        let base = fields::markdown_fingerprint(&config, &theme);
        Self {
            prints: Prints::new(&library),
            lists: lists::Memory::new(library.pages.len()),
            feed_texts: newswire::FeedTexts::new(library.pages.len()),
            search: search::Memory::default(),
            shared: OnceLock::new(),
            pieces: shared::Pieces::default(),
            once: Once::new(&library, &config),
            hrefs: told.hrefs.clone(),
            told: Some(told),
            library,
            config: Arc::new(config),
            theme: Arc::new(theme),
            data: Arc::new(data),
            sources,
            pictures,
            bodies,
            now,
            names: Names::default(),
            base,
            trouble: Mutex::new(None),
        }
    }

    /// The facts after an edit that has left all addresses, settings and data as they were.
    pub(crate) fn after(
        &self,
        library: Library,
        theme: Arc<Theme>,
        sources: Arc<Sources>,
        pictures: Arc<Pictures>,
        now: i64,
    ) -> Self {
        Self {
            once: Once::new(&library, &self.config),
            prints: Prints::new(&library),
            lists: lists::Memory::new(library.pages.len()),
            feed_texts: newswire::FeedTexts::new(library.pages.len()),
            search: search::Memory::default(),
            shared: OnceLock::new(),
            pieces: shared::Pieces::default(),
            pictures,
            hrefs: self.hrefs.clone(),
            told: None,
            library,
            config: self.config.clone(),
            theme,
            data: self.data.clone(),
            sources,
            bodies: Bodies::default(),
            now,
            names: Names::default(),
            base: self.base,
            trouble: Mutex::new(None),
        }
    }

    /// The same facts with what is printed of them on every page. Comes before any page is made.
    pub fn with_shared(self: Arc<Self>, shared: Shared) -> Arc<Self> {
        // They are set once, here, and stay as they are.
        let _ = self.shared.set(shared);
        self
    }

    /// Says whether what is printed on every page shows the instant of the build.
    pub fn shares_the_time(&self) -> bool {
        self.shared.get().is_some_and(Shared::is_timed)
    }

    /// The answer to a question.
    pub fn answer(&self, question: Question) -> Answer<'_> {
        match question {
            Question::Field(entry, field) => self.field(entry, field),
            Question::Value(tree, path) => self.value(tree, path),
            Question::Keys(tree, path) => self.keys(tree, path),
            Question::Length(list) => Answer::Number(self.length(list) as i64),
            Question::Item(list, index) => {
                self.item(list, index as usize).map_or(Answer::Absent, Answer::Entry)
            }
            Question::Groups(list, field) => Answer::Owned(self.groups(list, &self.names.text(field))),
            Question::Find(name) => {
                Entry::from_key(&self.names.text(name), &self.library).map_or(Answer::Empty, Answer::Entry)
            }
            Question::ListPage(entry, number) => Answer::Text(self.list_page_url(entry, number).into()),
            Question::Link(to) => self.link(&self.names.text(to)),
            Question::Asset(path) => self.asset(&self.names.text(path)),
            Question::Bundle(path) => match self.theme.bundle(&self.names.text(path)) {
                Some(bundle) => Answer::Text((&*bundle.text).into()),
                None => Answer::Absent,
            },
            Question::Integrity(path) => match self.theme.bundle(&self.names.text(path)) {
                Some(bundle) => Answer::Text((&*bundle.integrity).into()),
                None => Answer::Absent,
            },
            Question::Template(name) => match self.theme.template(&self.names.text(name)) {
                Some(template) => Answer::Identity(template.fingerprint),
                None => Answer::Absent,
            },
            Question::Shared(name) => {
                let printed = self.shared.get().and_then(|shared| shared.get(&self.names.text(name)));
                printed.map_or(Answer::Absent, |html| Answer::Html(html.to_owned()))
            }
            Question::Word(key) => match self.theme.string(&self.config.language, &self.names.text(key)) {
                Some(word) => Answer::Data(word),
                None => Answer::Absent,
            },
            Question::Menu(name) => self.menu(&self.names.text(name)),
            Question::Component(entry, call) => self.component(entry, call),
            Question::Figures(path) => self.figures(path).unwrap_or_else(|error| {
                self.note_trouble(error);
                Answer::Absent
            }),
            Question::Absolute(path) => Answer::Text(self.absolute(&self.names.text(path)).into()),
            Question::Sitemaps => Answer::Owned(self.sitemaps()),
            Question::SitemapFiles => Answer::Owned(self.sitemap_files()),
            Question::SecurityExpires => Answer::Time(self.security_expires()),
            Question::LastingFiles => Answer::Owned(self.lasting_files()),
            Question::Picture(name) => self.picture(&self.names.text(name)),
            Question::Settings(group) => Answer::Identity(self.settings_fingerprint(group)),
            Question::Now => Answer::Time(self.time(self.now, false)),
            Question::SearchIndex(lang) => self.search_index(&self.names.text(lang)),
            Question::SearchWords(lang, block, shard) => {
                self.search_words(&self.names.text(lang), block, shard).unwrap_or_else(|error| {
                    self.note_trouble(error);
                    Answer::Absent
                })
            }
            Question::SearchItem(lang, place) => self.search_item(&self.names.text(lang), place),
        }
    }

    /// The fingerprint of the answer. Where the answer is costly and made by a pure function,
    /// the fingerprint is taken from what it is made from.
    pub fn fingerprint(&self, question: Question) -> Fingerprint {
        if let Question::Field(entry, field) = question
            && (fields::is_made_from_body(field) || matches!(field, Field::FeedContent | Field::Markdown))
            && !self.is_buried(entry, field)
        {
            return self.body_fingerprint(entry, field);
        }
        if let Question::SearchWords(lang, block, shard) = question {
            return self.search_fingerprint(&self.names.text(lang), block, shard);
        }
        if let Question::Figures(path) = question {
            // What is read out of the file need not be read to know that it is the same.
            return self.figures_fingerprint(path);
        }
        let answer = self.answer(question);
        match answer {
            Answer::Entry(entry) => self.prints.of(entry, || self.hashed(&answer)),
            _ => self.hashed(&answer),
        }
    }

    fn hashed(&self, answer: &Answer<'_>) -> Fingerprint {
        let mut hasher = Hasher::new();
        answer.hash_into(self, &mut hasher);
        hasher.finish()
    }

    /// A fingerprint of all that a costly answer is made from, if that is cheaper to have than
    /// the answer: as long as it is the same, so is the answer.
    pub fn key(&self, question: Question) -> Option<Fingerprint> {
        match question {
            Question::SearchWords(lang, block, _) => self.search_key(&self.names.text(lang), block),
            _ => None,
        }
    }

    /// Trouble of the machine that came up while answering; the build ends with it.
    pub fn trouble(&self) -> Option<ReadError> {
        self.trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
    }

    pub(crate) fn note_trouble(&self, error: ReadError) {
        let mut trouble = self.trouble.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        trouble.get_or_insert(error);
    }

    /// A link in a template: to a source, to an address of the site, or elsewhere.
    fn link(&self, to: &str) -> Answer<'_> {
        let (path, tail) = to.find(['#', '?']).map_or((to, ""), |at| to.split_at(at));
        if let Some(source) = path.strip_prefix("@/") {
            let found = self.library.find_path(&format!("content/{source}"));
            return match found.and_then(<Option<Entry>>::from) {
                Some(entry) => Answer::Text((self.href(entry) + tail).into_owned().into()),
                None => Answer::Absent,
            };
        }
        if path.starts_with('/') && !path.starts_with("//") {
            let base = self.config.base_url.path.trim_end_matches('/');
            return Answer::Text(format!("{base}{to}").into());
        }
        Answer::Text(to.to_owned().into())
    }

    /// The address that a link of the settings leads to; empty if it leads nowhere.
    pub(super) fn link_url(&self, to: &str) -> String {
        match self.link(to) {
            Answer::Text(url) => url.into_owned(),
            _ => String::new(),
        }
    }

    fn asset(&self, path: &str) -> Answer<'_> {
        let published = match self.theme.bundle(path) {
            Some(bundle) => Some(&*bundle.lasting),
            None => self.theme.asset(path).map(|_| path),
        };
        published.map_or(Answer::Absent, |path| {
            Answer::Text(crate::library::Address::file(path).href(&self.config).into())
        })
    }

    fn menu(&self, name: &str) -> Answer<'_> {
        let Some((_, items)) = self.config.menus.iter().find(|(known, _)| known == name) else {
            return Answer::Absent;
        };
        let items = items.iter().map(|item| {
            let url = self.link_url(&item.url.value);
            let external = url.contains("://") || url.starts_with("//");
            Data::Map(vec![
                ("name".into(), Data::Text(item.name.clone())),
                ("url".into(), Data::Text(url)),
                ("external".into(), Data::Bool(external)),
            ])
        });
        Answer::Owned(Data::List(items.collect()))
    }

    /// A point in time in the site's zone.
    fn time(&self, seconds: i64, day_only: bool) -> Time {
        let timestamp = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Time { at: timestamp.to_zoned_datetime(self.config.time_zone.clone()), day_only }
    }

    /// The text of a document as HTML but for its slots: as it was put by when its file was
    /// read, or else read again.
    pub(crate) fn body(&self, document: &Document, lang: &str) -> Result<Body, ReadError> {
        if let Some(body) = self.bodies.get(document.source) {
            return Ok(body);
        }
        self.with_markdown(document, |markdown| {
            crate::content::html::body(markdown, &document.outline, lang, &self.config.markdown)
        })
    }

    /// Reads the text of a document again, and makes something of it.
    fn with_markdown<T>(&self, document: &Document, make: impl FnOnce(&str) -> T) -> Result<T, ReadError> {
        let text = self.sources.text_again(document.source)?;
        let start = (document.body as usize).min(text.len());
        let markdown = text.get(start..).unwrap_or_default();
        if Fingerprint::of(markdown.as_bytes()) != document.fingerprint {
            // Somebody saved the file between reading and rendering it: what was planned no
            // longer holds, and the build must begin again.
            return Err(ReadError {
                path: self.sources.disk_path(document.source).map_or_else(Default::default, Into::into),
                cause: std::io::Error::other("the file changed while the site was built; build again"),
            });
        }
        Ok(make(markdown))
    }

    /// The address of an entry's page, for links within the site.
    fn href(&self, entry: Entry) -> Cow<'_, str> {
        match entry {
            Entry::Page(id) => Cow::Borrowed(&*self.hrefs.pages[id.0 as usize]),
            Entry::Section(id) => Cow::Borrowed(&*self.hrefs.sections[id.0 as usize]),
            Entry::Term(id) => Cow::Borrowed(&*self.hrefs.terms[id.0 as usize]),
            _ => Cow::Owned(entry.address(&self.library, &self.config).href(&self.config)),
        }
    }

    /// The address of a numbered page of an entry's list.
    fn list_page_url(&self, entry: Entry, number: u32) -> String {
        let address = entry.address(&self.library, &self.config);
        address.list_page(number as usize, self.config.url_style).href(&self.config)
    }

    /// The taxonomy of a name. A page that names one that does not exist fails, and is never
    /// kept, so this look needs no note.
    pub(crate) fn find_taxonomy(&self, name: &str) -> Option<TaxonomyId> {
        self.library.find_taxonomy(name)
    }

    /// The names of all taxonomies, for the hint of a problem.
    pub(crate) fn taxonomy_names(&self) -> impl Iterator<Item = &str> {
        self.library.taxonomies.iter().map(|taxonomy| &*taxonomy.name)
    }

    /// The names of all fields that lists can be asked about, without those below `extra`
    /// and `date`.
    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        let taxonomies = self.library.taxonomies.iter().map(|taxonomy| &*taxonomy.name);
        Field::ALL.iter().map(|field| field.name()).chain(taxonomies)
    }

    /// The sources that links can name, as they are written: `@/asia/x.md`.
    pub fn source_names(&self) -> Vec<String> {
        let content = self.sources.below("content").filter(|(_, source)| source.path.ends_with(".md"));
        content.map(|(_, source)| source.path.replacen("content/", "@/", 1)).collect()
    }

    /// Says whether a field has several values: a taxonomy's terms.
    pub fn is_list_field(&self, field: &str) -> bool {
        self.library.find_taxonomy(field).is_some()
    }

    /// The entry made from a source, by the path that links write: `@/asia/x.md`.
    pub fn entry_of_source(&self, path: &str) -> Option<Entry> {
        self.library.find_path(path).filter(|found| !matches!(found, Found::Hidden(_))).and_then(Into::into)
    }
}

//! How the parts of a head ask: the same questions as templates, in the words of Rust.

use super::node::Json;
use crate::data::Data;
use crate::facts::{Answer, Entry, Field, List, Listing, Operation, Question, Window};
use crate::plan::Slice;
use crate::render::objects::TimeObject;
use std::borrow::Cow;
use std::sync::Arc;

pub(super) use crate::render::environment::escaped;

/// The page whose head is made, and the window it asks through.
pub(super) struct Look {
    /// What the page is about.
    pub entry: Entry,
    /// Which part of its list it shows.
    pub slice: Option<Slice>,
    /// The path of this very page from the site's root, without base path.
    pub path: String,
    /// What it asks through.
    pub window: Arc<Window>,
}

impl Look {
    pub fn new(entry: Entry, slice: Option<Slice>, path: String, window: Arc<Window>) -> Self {
        Self { entry, slice, path, window }
    }

    /// The picture of the page.
    pub fn image(&self) -> Cow<'_, Data> {
        self.data(self.entry, Field::Image)
    }

    /// The text of a field that is there and not empty.
    pub fn text(&self, entry: Entry, field: Field) -> Option<String> {
        match self.window.ask(Question::Field(entry, field)) {
            Answer::Text(text) if !text.is_empty() => Some(text.into_owned()),
            Answer::Html(html) => Some(html.to_string()),
            _ => None,
        }
    }

    /// The text of a field of the page itself.
    pub fn own(&self, field: Field) -> Option<String> {
        self.text(self.entry, field)
    }

    /// A field that is a tree of values; nothing if there is no such thing.
    pub fn data(&self, entry: Entry, field: Field) -> Cow<'_, Data> {
        match self.window.ask(Question::Field(entry, field)) {
            Answer::Owned(data) => Cow::Owned(data),
            Answer::Data(data) => Cow::Borrowed(data),
            _ => Cow::Owned(Data::None),
        }
    }

    /// A number, 0 if there is none.
    pub fn number(&self, field: Field) -> i64 {
        match self.window.ask(Question::Field(self.entry, field)) {
            Answer::Number(number) => number,
            _ => 0,
        }
    }

    /// Says whether a field is true.
    pub fn truth(&self, field: Field) -> bool {
        matches!(self.window.ask(Question::Field(self.entry, field)), Answer::Truth(true))
    }

    /// A point in time as the page writes it for programs.
    pub fn time(&self, field: Field) -> Option<String> {
        match self.window.ask(Question::Field(self.entry, field)) {
            Answer::Time(time) => Some(TimeObject { time, window: self.window.clone() }.iso()),
            _ => None,
        }
    }

    /// An answer that is a record of others; nothing if there is no such thing.
    pub fn record(&self, field: Field) -> Option<Vec<(&'static str, Answer<'_>)>> {
        match self.window.ask(Question::Field(self.entry, field)) {
            Answer::Record(fields) => Some(fields),
            _ => None,
        }
    }

    /// What an answer is for programs: text, a time as it is written for them, a number.
    pub fn json(&self, answer: Answer<'_>) -> Json {
        match answer {
            Answer::Text(text) => text.into_owned().into(),
            Answer::Number(number) => number.into(),
            Answer::Truth(truth) => truth.into(),
            Answer::Time(time) => TimeObject { time, window: self.window.clone() }.iso().into(),
            _ => Json::Null,
        }
    }

    /// The items of a list of the page, or of another entry.
    pub fn items(&self, list: List) -> Vec<Entry> {
        let length = match self.window.ask(Question::Length(list)) {
            Answer::Number(length) => u32::try_from(length).unwrap_or(0),
            _ => 0,
        };
        let item = |index| match self.window.ask(Question::Item(list, index)) {
            Answer::Entry(entry) => Some(entry),
            _ => None,
        };
        (0..length).filter_map(item).collect()
    }

    /// A list of the page.
    pub fn list(&self, listing: Listing) -> Vec<Entry> {
        self.items(List::Base(self.entry, listing))
    }

    /// The authors of the page, in order.
    pub fn authors(&self) -> Vec<Entry> {
        match (self.entry, self.window.known().find_taxonomy("authors")) {
            (Entry::Page(_), Some(id)) => self.list(Listing::Terms(id)),
            _ => Vec::new(),
        }
    }

    /// The articles that the page of a list shows.
    pub fn listed(&self) -> Vec<Entry> {
        let Some(slice) = self.slice else { return Vec::new() };
        let list = List::Base(self.entry, Listing::Articles);
        let cut = Operation::FromOldest(slice.start, slice.length);
        self.items(self.window.names().derive(list, cut))
    }

    /// The number of this page of a list; the front page has none.
    pub fn page_number(&self) -> Option<u32> {
        self.slice.and_then(|slice| slice.number)
    }

    /// A word of the theme, if it has it.
    pub fn word(&self, key: &str) -> Option<String> {
        match self.window.ask(Question::Word(self.window.names().symbol(key))) {
            Answer::Data(Data::Text(word)) => Some(word.clone()),
            _ => None,
        }
    }

    /// A word of the theme with a number in it.
    pub fn word_with_number(&self, key: &str, number: i64) -> Option<String> {
        crate::render::words::with_number(&self.window, key, number)
    }

    /// The name of the site.
    pub fn site_title(&self) -> String {
        self.text(Entry::Site, Field::Title).unwrap_or_default()
    }

    /// The whole address of the front page.
    pub fn base(&self) -> String {
        self.text(Entry::Site, Field::BaseUrl).unwrap_or_default()
    }

    /// The whole address for one within the site; others stay as they are.
    pub fn absolute(&self, url: &str) -> String {
        if !url.starts_with('/') || url.starts_with("//") {
            return url.to_owned();
        }
        let base = self.base();
        let host = base.find("://").map_or(0, |at| at + 3);
        let end = base[host..].find('/').map_or(base.len(), |at| host + at);
        [&base[..end], url].concat()
    }

    /// The whole address of an entry's page.
    pub fn permalink(&self, entry: Entry) -> String {
        self.text(entry, Field::Permalink).unwrap_or_default()
    }

    /// The whole address of this very page; of a page of a list, not of the list.
    pub fn address(&self) -> String {
        [self.base().trim_end_matches('/'), &self.path].concat()
    }

    /// The address that search engines should know the page by: where it was published
    /// first, or its own.
    pub fn canonical(&self) -> String {
        self.origin().unwrap_or_else(|| self.address())
    }

    /// Where the page was published first, if that was elsewhere.
    pub fn origin(&self) -> Option<String> {
        let Entry::Page(_) = self.entry else { return None };
        let origin = self.data(self.entry, Field::SyndicatedFrom);
        origin.get("url").and_then(Data::as_text).map(str::to_owned)
    }

    /// The page about the licence of the site's texts. What is from elsewhere has another.
    pub fn license(&self) -> Option<String> {
        if self.origin().is_some() || self.entry == Entry::NotFound {
            return None;
        }
        self.text(Entry::Site, Field::License).map(|url| self.absolute(&url))
    }

    /// The name of the kind of page.
    pub fn kind(&self) -> String {
        self.own(Field::Kind).unwrap_or_default()
    }

    /// Says whether the page is an article.
    pub fn is_article(&self) -> bool {
        matches!(self.entry, Entry::Page(_)) && self.kind() == "article"
    }

    /// Says whether the page is that of an author.
    pub fn is_author(&self) -> bool {
        let Entry::Term(_) = self.entry else { return false };
        match self.window.ask(Question::Field(self.entry, Field::Taxonomy)) {
            Answer::Entry(taxonomy) => self.text(taxonomy, Field::Name).as_deref() == Some("authors"),
            _ => false,
        }
    }
}

/// The text at a key of a table.
pub(super) fn text_at<'a>(data: &'a Data, key: &str) -> Option<&'a str> {
    data.get(key).and_then(Data::as_text).filter(|text| !text.is_empty())
}

/// The items of a list; none if it is no list.
pub(super) fn items_of(data: &Data) -> &[Data] {
    match data {
        Data::List(items) => items,
        _ => &[],
    }
}

/// The texts of a list at a key of a table.
pub(super) fn texts_at(data: &Data, key: &str) -> Vec<String> {
    let items = data.get(key).map_or(&[][..], items_of);
    items.iter().filter_map(Data::as_text).map(str::to_owned).collect()
}

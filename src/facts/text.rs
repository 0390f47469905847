//! Questions in words: the form that outlives the build, and that `--explain` shows.
//!
//! `page:asia/quake title` · `length section:asia articles|first 5` · `template base.html`.
//! A question is words with one space between them; a space or percent sign within a word
//! is percent-encoded. Entries go by their permanent names, so the same question can be
//! asked of another build.

use super::names::Derived;
use super::{
    Comparison, Entry, Facts, Field, List, Listing, Operation, Question, SEPARATOR, Settings, Symbol, Tree,
};
use crate::data::Data;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;

/// What cannot stand in a word as it is.
const WORD: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'|');

/// The names of listings; a taxonomy's name follows that of terms.
const LISTINGS: [(Listing, &str); 16] = [
    (Listing::Articles, "articles"),
    (Listing::OwnArticles, "own-articles"),
    (Listing::Pages, "pages"),
    (Listing::Sections, "sections"),
    (Listing::Ancestors, "ancestors"),
    (Listing::Taxonomies, "taxonomies"),
    (Listing::Related, "related"),
    (Listing::Translations, "translations"),
    (Listing::Years, "years"),
    (Listing::Months, "months"),
    (Listing::Feeds, "feeds"),
    (Listing::Fed, "fed"),
    (Listing::Mapped, "mapped"),
    (Listing::News, "news"),
    (Listing::OnceNews, "once-news"),
    (Listing::FromElsewhere, "from-elsewhere"),
];

impl Facts {
    /// A question in words.
    pub fn write(&self, question: Question) -> String {
        let text = |symbol| encoded(&self.names.text(symbol));
        match question {
            Question::Field(entry, field) => format!("{} {}", self.write_entry(entry), field.name()),
            Question::Value(tree, path) => {
                format!("value {} {}", self.write_tree(tree), self.write_path(path))
            }
            Question::Keys(tree, path) => format!("keys {} {}", self.write_tree(tree), self.write_path(path)),
            Question::Length(list) => format!("length {}", self.write_list(list)),
            Question::Item(list, index) => format!("item {index} {}", self.write_list(list)),
            Question::Groups(list, field) => format!("groups {} {}", text(field), self.write_list(list)),
            Question::Find(name) => format!("find {}", text(name)),
            Question::ListPage(entry, number) => format!("list-page {number} {}", self.write_entry(entry)),
            Question::Link(to) => format!("link {}", text(to)),
            Question::Asset(path) => format!("asset {}", text(path)),
            Question::Bundle(path) => format!("bundle {}", text(path)),
            Question::Integrity(path) => format!("integrity {}", text(path)),
            Question::Template(name) => format!("template {}", text(name)),
            Question::Shared(name) => format!("shared {}", text(name)),
            Question::Word(key) => format!("word {}", text(key)),
            Question::Menu(name) => format!("menu {}", text(name)),
            Question::Component(entry, call) => format!("component {call} {}", self.write_entry(entry)),
            Question::Figures(path) => format!("figures {}", text(path)),
            Question::Now => "now".into(),
            Question::Absolute(path) => format!("absolute {}", text(path)),
            Question::Sitemaps => "sitemaps".into(),
            Question::SitemapFiles => "sitemap-files".into(),
            Question::SecurityExpires => "security-expires".into(),
            Question::LastingFiles => "lasting-files".into(),
            Question::Picture(name) => format!("picture {}", text(name)),
            Question::Settings(group) => format!("settings {}", group.name()),
            Question::SearchIndex(lang) => format!("search-index {}", text(lang)),
            Question::SearchWords(lang, block, shard) => {
                format!("search-words {} {block} {shard}", text(lang))
            }
            Question::SearchItem(lang, place) => format!("search-item {} {place}", text(lang)),
        }
    }

    /// The question that these words ask; None if what they name does not exist now, or if
    /// they are no question.
    pub fn read(&self, words: &str) -> Option<Question> {
        let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
        let symbol = |word: &str| self.names.symbol(&decoded(word));
        Some(match first {
            "now" => Question::Now,
            "absolute" => Question::Absolute(symbol(rest)),
            "sitemaps" => Question::Sitemaps,
            "sitemap-files" => Question::SitemapFiles,
            "security-expires" => Question::SecurityExpires,
            "lasting-files" => Question::LastingFiles,
            "picture" => Question::Picture(symbol(rest)),
            "settings" => Question::Settings(Settings::from_name(rest)?),
            "search-index" => Question::SearchIndex(symbol(rest)),
            "search-words" => match rest.split(' ').collect::<Vec<_>>().as_slice() {
                [lang, block, shard] => {
                    Question::SearchWords(symbol(lang), block.parse().ok()?, shard.parse().ok()?)
                }
                _ => return None,
            },
            "search-item" => {
                let (lang, place) = rest.split_once(' ')?;
                Question::SearchItem(symbol(lang), place.parse().ok()?)
            }
            "figures" => Question::Figures(symbol(rest)),
            "find" => Question::Find(symbol(rest)),
            "link" => Question::Link(symbol(rest)),
            "asset" => Question::Asset(symbol(rest)),
            "bundle" => Question::Bundle(symbol(rest)),
            "integrity" => Question::Integrity(symbol(rest)),
            "template" => Question::Template(symbol(rest)),
            "shared" => Question::Shared(symbol(rest)),
            "word" => Question::Word(symbol(rest)),
            "menu" => Question::Menu(symbol(rest)),
            "value" => {
                let (tree, path) = rest.split_once(' ')?;
                Question::Value(self.read_tree(tree)?, self.read_path(path))
            }
            "keys" => {
                let (tree, path) = rest.split_once(' ')?;
                Question::Keys(self.read_tree(tree)?, self.read_path(path))
            }
            "length" => Question::Length(self.read_list(rest)?),
            "item" => {
                let (index, list) = rest.split_once(' ')?;
                Question::Item(self.read_list(list)?, index.parse().ok()?)
            }
            "component" => {
                let (call, entry) = rest.split_once(' ')?;
                Question::Component(self.read_entry(entry)?, call.parse().ok()?)
            }
            "list-page" => {
                let (number, entry) = rest.split_once(' ')?;
                Question::ListPage(self.read_entry(entry)?, number.parse().ok()?)
            }
            "groups" => {
                let (field, list) = rest.split_once(' ')?;
                Question::Groups(self.read_list(list)?, symbol(field))
            }
            entry => Question::Field(self.read_entry(entry)?, Field::from_name(rest)?),
        })
    }

    pub(crate) fn write_entry(&self, entry: Entry) -> String {
        match entry.name(&self.library) {
            (kind, None) => kind.to_owned(),
            (kind, Some(name)) => [kind, ":", &Cow::from(utf8_percent_encode(&name, WORD))].concat(),
        }
    }

    pub(crate) fn read_entry(&self, word: &str) -> Option<Entry> {
        let (kind, name) = word.split_once(':').unwrap_or((word, ""));
        Entry::from_name(kind, &percent_decode_str(name).decode_utf8_lossy(), &self.library)
    }

    fn write_tree(&self, tree: Tree) -> String {
        match tree {
            Tree::Extra(entry) => format!("extra:{}", self.write_entry(entry)),
            Tree::Options => "options".into(),
            Tree::Data => "data".into(),
        }
    }

    /// A path in a tree as templates write it, `hotline.phone`; a point within a key is encoded.
    fn write_path(&self, path: Symbol) -> String {
        let path = self.names.text(path);
        let keys: Vec<String> = path.split(SEPARATOR).map(|key| encoded(key).replace('.', "%2E")).collect();
        keys.join(".")
    }

    fn read_path(&self, words: &str) -> Symbol {
        let keys: Vec<String> = words.split('.').map(decoded).collect();
        self.names.symbol(&keys.join(&SEPARATOR.to_string()))
    }

    fn read_tree(&self, word: &str) -> Option<Tree> {
        match word.split_once(':') {
            Some(("extra", entry)) => self.read_entry(entry).map(Tree::Extra),
            None if word == "options" => Some(Tree::Options),
            None if word == "data" => Some(Tree::Data),
            _ => None,
        }
    }

    pub(crate) fn write_list(&self, list: List) -> String {
        let derived = match list {
            List::Base(entry, listing) => Derived { entry, listing, operations: Vec::new() },
            List::Derived(number) => (*self.names.derived(number)).clone(),
        };
        let mut words =
            format!("{} {}", self.write_entry(derived.entry), self.write_listing(derived.listing));
        for operation in &derived.operations {
            words.push('|');
            words.push_str(&self.write_operation(operation));
        }
        words
    }

    pub(crate) fn read_list(&self, words: &str) -> Option<List> {
        let mut parts = words.split('|');
        let (entry, listing) = parts.next()?.split_once(' ')?;
        let (entry, listing) = (self.read_entry(entry)?, self.read_listing(listing)?);
        let operations = parts.map(|words| self.read_operation(words)).collect::<Option<_>>()?;
        Some(self.names.list(Derived { entry, listing, operations }))
    }

    fn write_listing(&self, listing: Listing) -> String {
        match listing {
            Listing::Terms(id) => format!("terms:{}", encoded(&self.library.taxonomy(id).name)),
            listing => {
                let known = LISTINGS.iter().find(|(known, _)| *known == listing);
                known.map_or("", |(_, name)| name).to_owned()
            }
        }
    }

    fn read_listing(&self, word: &str) -> Option<Listing> {
        if let Some(taxonomy) = word.strip_prefix("terms:") {
            return self.library.find_taxonomy(&decoded(taxonomy)).map(Listing::Terms);
        }
        LISTINGS.iter().find(|(_, name)| *name == word).map(|(listing, _)| *listing)
    }

    fn write_operation(&self, operation: &Operation) -> String {
        match operation {
            Operation::First(count) => format!("first {count}"),
            Operation::Skip(count) => format!("skip {count}"),
            Operation::FromOldest(skip, Some(count)) => format!("oldest {skip} {count}"),
            Operation::FromOldest(skip, None) => format!("oldest {skip}"),
            Operation::Where(field, comparison, data) => {
                let data = data.to_json().to_string();
                format!("where {} {} {}", encoded(field), comparison.word(), encoded(&data))
            }
            Operation::WithoutEntry(entry) => format!("without {}", self.write_entry(*entry)),
            Operation::WithoutList(list) => format!("without-list {}", encoded(&self.write_list(*list))),
            Operation::Sort(field, false) => format!("sort {}", encoded(field)),
            Operation::Sort(field, true) => format!("sort {} down", encoded(field)),
            Operation::Reverse => "reverse".into(),
        }
    }

    fn read_operation(&self, words: &str) -> Option<Operation> {
        let words: Vec<&str> = words.split(' ').collect();
        Some(match words.as_slice() {
            ["first", count] => Operation::First(count.parse().ok()?),
            ["skip", count] => Operation::Skip(count.parse().ok()?),
            ["oldest", skip] => Operation::FromOldest(skip.parse().ok()?, None),
            ["oldest", skip, count] => Operation::FromOldest(skip.parse().ok()?, Some(count.parse().ok()?)),
            ["where", field, word, data] => {
                let data = Data::from_json(serde_json::from_str(&decoded(data)).ok()?);
                Operation::Where(decoded(field), Comparison::from_word(word)?, data)
            }
            // An entry that is gone is no longer in any list either.
            ["without", entry] => Operation::WithoutEntry(self.read_entry(entry)?),
            ["without-list", list] => Operation::WithoutList(self.read_list(&decoded(list))?),
            ["sort", field] => Operation::Sort(decoded(field), false),
            ["sort", field, "down"] => Operation::Sort(decoded(field), true),
            ["reverse"] => Operation::Reverse,
            _ => return None,
        })
    }
}

fn encoded(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, WORD)).into_owned()
}

fn decoded(word: &str) -> String {
    percent_decode_str(word).decode_utf8_lossy().into_owned()
}

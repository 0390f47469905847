//! What the index for search asks: which articles it has, and the words of a block of them.
//!
//! Words are worked out when a shard of their block is stale, for all its shards at once, and
//! only the texts of a few blocks are kept: memory does not grow with the site.

mod tally;

use super::{Answer, Entry, Facts, Field, Question};
use crate::content::stems::Language;
use crate::data::Data;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::library::{Argument, PageId, SectionId};
use crate::plan::{BLOCK, GROUP, has_search, index_address, shards};
use crate::source::ReadError;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Of how many blocks the texts are kept: more than are worked on at once.
const KEPT: usize = 16;

/// What has been worked out in this build.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// There is a page to search on: nearly every page asks.
    page: OnceLock<bool>,
    indexes: OnceLock<Vec<Index>>,
    /// The texts of blocks by language and block, those last used at the end.
    texts: Mutex<VecDeque<((usize, usize), Shards)>>,
}

/// The texts of the shards of one block.
type Shards = Arc<[Box<str>]>;

/// The articles of one language that search finds, the oldest first.
#[derive(Debug)]
struct Index {
    lang: Arc<str>,
    articles: Vec<PageId>,
    blocks: Vec<Block>,
    years: OnceLock<Vec<(i64, usize)>>,
}

#[derive(Debug, Default)]
struct Block {
    /// Held by whoever works out its words.
    making: Mutex<()>,
    /// The fingerprint of all that is in it.
    key: OnceLock<Fingerprint>,
    /// The fingerprints of its shards.
    prints: OnceLock<Box<[Fingerprint]>>,
}

impl Facts {
    fn indexes(&self) -> &[Index] {
        self.search.indexes.get_or_init(|| {
            let searched = self.library.searched().into_iter();
            let index = |(lang, articles): (Arc<str>, Vec<PageId>)| {
                let blocks = articles.chunks(BLOCK).map(|_| Block::default()).collect();
                Index { lang, articles, blocks, years: OnceLock::new() }
            };
            searched.map(index).collect()
        })
    }

    /// The index of a language, its number and one of its blocks.
    fn block(&self, lang: &str, block: u32) -> Option<(usize, &Index, &Block)> {
        let number = self.indexes().iter().position(|index| *index.lang == *lang)?;
        let index = self.indexes().get(number)?;
        Some((number, index, index.blocks.get(block as usize)?))
    }

    /// The address of the page to search on, if there is one.
    pub(super) fn search_url(&self) -> Answer<'_> {
        let there = || has_search(&self.library, &self.theme, &self.config);
        match self.search.page.get_or_init(there) {
            true => Answer::Text(self.href(Entry::Search)),
            false => Answer::Empty,
        }
    }

    /// The indexes as the page to search on names them: where each is, and the years it has.
    pub(super) fn search_indexes(&self) -> Data {
        let index = |index: &Index| {
            let years = self.years_of(index).iter().rev().map(|(year, _)| Data::Integer(*year)).collect();
            Data::Map(vec![
                ("lang".into(), Data::Text(index.lang.to_string())),
                ("url".into(), Data::Text(index_address(&index.lang).href(&self.config))),
                ("years".into(), Data::List(years)),
            ])
        };
        Data::List(self.indexes().iter().map(index).collect())
    }

    /// The years of an index, each with the place of its first article.
    fn years_of<'a>(&self, index: &'a Index) -> &'a [(i64, usize)] {
        index.years.get_or_init(|| self.count_years(index))
    }

    fn count_years(&self, index: &Index) -> Vec<(i64, usize)> {
        let mut years: Vec<(i64, usize)> = Vec::new();
        for (place, id) in index.articles.iter().enumerate() {
            let date = self.library.page(*id).document.front.date.as_ref();
            let Some(date) = date else { continue };
            let year = i64::from(self.time(date.value.seconds, date.value.day_only).at.year());
            if years.last().is_none_or(|(last, _)| *last != year) {
                years.push((year, place));
            }
        }
        years
    }

    /// All that a browser must know before it can search.
    pub(super) fn search_index(&self, lang: &str) -> Answer<'_> {
        let Some(index) = self.indexes().iter().find(|index| *index.lang == *lang) else {
            return Answer::Absent;
        };
        let number = |number: usize| Data::Integer(number as i64);
        let text = |text: &str| Data::Text(text.to_owned());
        let years = self.years_of(index).iter();
        let years = years.map(|(year, place)| Data::List(vec![Data::Integer(*year), number(*place)]));
        let versions = (0..index.blocks.len()).map(|block| Data::Text(self.version(index, block)));
        let shards = index.articles.chunks(BLOCK).map(|block| number(shards(block.len()) as usize));
        let language = Language::of(lang);
        Answer::Owned(Data::Map(vec![
            // The form of these files; it changes whenever a browser must read them otherwise.
            ("form".into(), Data::Integer(1)),
            ("articles".into(), number(index.articles.len())),
            ("block".into(), number(BLOCK)),
            ("shards".into(), Data::List(shards.collect())),
            ("group".into(), number(GROUP)),
            ("years".into(), Data::List(years.collect())),
            ("versions".into(), Data::List(versions.collect())),
            ("stop".into(), text(language.stop)),
            ("prefixes".into(), text(language.prefixes)),
            ("suffixes".into(), text(language.suffixes)),
        ]))
    }

    /// The version of a block: by its list, which all its shards name, and then by all that is
    /// in it. A browser puts it behind the address of every file of the block, so that what it
    /// has of another edition is never taken for this one's.
    fn version(&self, index: &Index, block: usize) -> String {
        let key = self.key_of(index, block).to_string();
        [&*self.list_of(index, block), &key[..8]].concat()
    }

    /// Which articles a block has, in which order, as a few letters.
    fn list_of(&self, index: &Index, block: usize) -> String {
        let mut hasher = Hasher::new();
        for id in articles_of(index, block) {
            hasher.text(&self.library.page(*id).key);
        }
        hasher.finish().to_string()[..8].to_owned()
    }

    pub(super) fn search_key(&self, lang: &str, block: u32) -> Option<Fingerprint> {
        let (_, index, _) = self.block(lang, block)?;
        Some(self.key_of(index, block as usize))
    }

    fn key_of(&self, index: &Index, block: usize) -> Fingerprint {
        let Some(known) = index.blocks.get(block) else { return Fingerprint::of(b"") };
        *known.key.get_or_init(|| {
            let mut hasher = Hasher::new();
            hasher.part(&self.base.to_bytes()).text(&index.lang);
            for id in articles_of(index, block) {
                let page = self.library.page(*id);
                let front = &page.document.front;
                let date = front.date.as_ref().map_or(0, |date| date.value.seconds);
                hasher.text(&page.key).text(&self.hrefs.pages[id.0 as usize]).number(date as u64);
                hasher.part(&page.document.fingerprint.to_bytes());
                hasher.number(u64::from(page.document.outline.signoff));
                self.each_fact(*id, &mut |weight, text| {
                    hasher.number(u64::from(weight)).text(text);
                });
                let section = self.library.section(page.section);
                hasher.text(&section.title);
                self.filed_under(*id, &mut |name| {
                    hasher.text(name);
                });
            }
            hasher.finish()
        })
    }

    /// The texts of an article besides its body, each with what it weighs.
    fn each_fact(&self, id: PageId, take: &mut dyn FnMut(u8, &str)) {
        let page = self.library.page(id);
        let front = &page.document.front;
        if let Some(title) = &front.title {
            take(3, &title.value);
        }
        let texts = [front.summary.as_ref(), front.kicker.as_deref(), front.dateline.as_deref()];
        let texts = texts.into_iter().flatten().map(|text| text.value.clone());
        let texts = texts.chain(front.key_points.iter().cloned()).chain(front.short_title.clone());
        texts.for_each(|text| take(2, &text));
        let headings = page.document.outline.headings.iter().filter(|heading| heading.role.is_none());
        headings.for_each(|heading| take(2, &heading.text));
        for term in page.terms.iter().flatten() {
            take(2, &self.library.term(*term).title);
        }
        // What stands in components that the text calls is text.
        for (_, argument) in page.calls.iter().flat_map(|call| &call.arguments) {
            if let Argument::Value(Data::Text(text)) = argument {
                take(0, text);
            }
        }
    }

    /// The names of all that an article is filed under, as filters have them: its sections, its
    /// terms and its label.
    fn filed_under(&self, id: PageId, take: &mut dyn FnMut(&str)) {
        let library = &self.library;
        let page = library.page(id);
        let above = |id: &SectionId| library.section(*id).parent;
        for section in std::iter::successors(Some(page.section), above) {
            let key = &library.section(section).key;
            if !key.is_empty() {
                take(&format!("@section:{key}"));
            }
        }
        for term in page.terms.iter().flatten().map(|term| library.term(*term)) {
            take(&format!("@{}:{}", library.taxonomy(term.taxonomy).name, term.slug));
        }
        if let Answer::Text(label) = self.answer(Question::Field(Entry::Page(id), Field::Label)) {
            take(&format!("@label:{label}"));
        }
    }

    pub(super) fn search_item(&self, lang: &str, place: u32) -> Answer<'_> {
        let index = self.indexes().iter().find(|index| *index.lang == *lang);
        let id = index.and_then(|index| index.articles.get(place as usize));
        id.map_or(Answer::Absent, |id| Answer::Entry(Entry::Page(*id)))
    }

    /// The text of a shard.
    pub(super) fn search_words(&self, lang: &str, block: u32, shard: u32) -> Result<Answer<'_>, ReadError> {
        let Some((number, index, known)) = self.block(lang, block) else { return Ok(Answer::Absent) };
        let shards = self.shards(number, index, block as usize, known)?;
        let text = shards.get(shard as usize);
        Ok(text.map_or(Answer::Absent, |text| Answer::Text(text.to_string().into())))
    }

    /// The fingerprint of a shard.
    pub(super) fn search_fingerprint(&self, lang: &str, block: u32, shard: u32) -> Fingerprint {
        let nothing = Fingerprint::of(b"");
        let Some((number, index, known)) = self.block(lang, block) else { return nothing };
        if known.prints.get().is_none()
            && let Err(error) = self.shards(number, index, block as usize, known)
        {
            self.note_trouble(error);
            return nothing;
        }
        let prints = known.prints.get().and_then(|prints| prints.get(shard as usize));
        prints.copied().unwrap_or(nothing)
    }

    /// The texts of all shards of a block: worked out by the first who asks, while others wait.
    fn shards(&self, number: usize, index: &Index, block: usize, known: &Block) -> Result<Shards, ReadError> {
        if let Some(shards) = self.kept_shards((number, block)) {
            return Ok(shards);
        }
        let making = known.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shards) = self.kept_shards((number, block)) {
            return Ok(shards);
        }
        let language = Language::of(&index.lang);
        let mut tally = tally::Tally::new(&language);
        for id in articles_of(index, block) {
            self.each_fact(*id, &mut |weight, text| tally.fact(weight, text));
            let page = self.library.page(*id);
            tally.body(&self.body(&page.document, &page.lang)?.words());
            self.filed_under(*id, &mut |name| tally.name(name));
            tally.next();
        }
        let shards: Shards =
            tally.finish(&self.list_of(index, block), shards(articles_of(index, block).len())).into();
        known.prints.get_or_init(|| shards.iter().map(|text| Fingerprint::of(text.as_bytes())).collect());
        let mut texts = self.search.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.push_back(((number, block), shards.clone()));
        if texts.len() > KEPT {
            texts.pop_front();
        }
        drop(texts);
        drop(making);
        Ok(shards)
    }

    fn kept_shards(&self, of: (usize, usize)) -> Option<Shards> {
        let texts = self.search.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.iter().find(|(known, _)| *known == of).map(|(_, shards)| shards.clone())
    }
}

fn articles_of(index: &Index, block: usize) -> &[PageId] {
    index.articles.chunks(BLOCK).nth(block).unwrap_or_default()
}

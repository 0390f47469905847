//! Search: a page to search on, and an index that the reader's browser fetches in small parts.
//!
//! Articles are numbered from the oldest, so that numbers stay when new ones come. So many of
//! them make a block. The words of a block are spread over shards, of which a search fetches
//! one for each word. What is shown of the articles found lies in groups of a few. An index,
//! the one file that is always fetched, says how many blocks there are and which version each
//! of them has. docs/search.md has the figures behind these numbers.

use super::{Output, Recipe};
use crate::config::Config;
use crate::library::{Address, Library, Presence};
use crate::theme::Theme;
use std::sync::Arc;

/// The template of the page to search on: without it there is no search.
pub(super) const TEMPLATE: &str = "search.html";

/// How many articles make a block.
pub const BLOCK: usize = 1000;

/// How many articles of a block there are for one shard of its words.
const PER_SHARD: usize = 4;

/// How many articles have what is shown of them in one file.
pub const GROUP: usize = 20;

/// How much of a word says in which shard it is, in UTF-16 units: words that begin alike lie
/// together, so that whoever types finds them by their beginning.
const PREFIX: usize = 4;

/// A part of the index of a language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SearchPart {
    /// What there is.
    Index,
    /// The words of a block that belong in a shard.
    Words(u32, u32),
    /// What is shown of a group of articles.
    Results(u32),
}

/// Says whether the site has a page to search on: the theme knows how, the site has nothing
/// else there, and it is wanted.
pub fn has_search(library: &Library, theme: &Theme, config: &Config) -> bool {
    let address = Address::folder("search");
    config.search
        && theme.has_template(TEMPLATE)
        && !library.sections.iter().any(|section| section.address == address)
        && !library.pages.iter().any(|page| page.presence != Presence::Hidden && page.address == address)
}

/// Where the index of a language is.
pub fn index_address(lang: &str) -> Address {
    Address::file(&format!("search/{lang}.json"))
}

/// Over how many files the words of a block of so many articles are spread: a power of two, so
/// that a growing block is spread anew only when it has doubled.
pub fn shards(articles: usize) -> u32 {
    articles.div_ceil(PER_SHARD).next_power_of_two() as u32
}

/// In which of so many shards a stem lies, or a name of what articles are filed under, which begins with
/// `@`: FNV-1a (32 bits) over the UTF-16 units of its beginning. The browser does the same.
pub fn shard_of(stem: &str, shards: u32) -> u32 {
    let length = if stem.starts_with('@') { usize::MAX } else { PREFIX };
    let units = stem.encode_utf16().take(length);
    units.fold(0x811c_9dc5_u32, |hash, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193)) % shards
}

/// Adds the indexes to the outputs of a site that has a page to search on. Where something of
/// the site already stands at a place, it stays.
pub(super) fn search(outputs: &mut Vec<Output>, library: &Library, theme: &Theme, config: &Config) {
    if !has_search(library, theme, config) {
        return;
    }
    let mut add = |address: Address, lang: &Arc<str>, part: SearchPart| {
        let path = address.output();
        let recipe = Recipe::Search { lang: lang.clone(), part };
        outputs.push(Output { path, address, recipe, origin: None });
    };
    for (lang, articles) in library.searched() {
        add(index_address(&lang), &lang, SearchPart::Index);
        for (block, articles) in articles.chunks(BLOCK).enumerate() {
            for shard in 0..shards(articles.len()) {
                let address = Address::file(&format!("search/{lang}/{block}/w{shard}.txt"));
                add(address, &lang, SearchPart::Words(block as u32, shard));
            }
            let first = block * BLOCK / GROUP;
            for group in first..first + articles.len().div_ceil(GROUP) {
                let address = Address::file(&format!("search/{lang}/{block}/r{group}.json"));
                add(address, &lang, SearchPart::Results(group as u32));
            }
        }
    }
}

//! The full list of files the site will have, and from what each is made.
//!
//! Pages, redirects and plain files are outputs alike; there are no special roads. When the
//! list is complete, clashes and links into the site are checked against it.

mod advice;
mod cards;
mod check;
mod figures;
mod hosts;
mod kept;
mod listing;
mod newswire;
mod outputs;
mod pictures;
mod redirects;
mod search;

pub use crate::config::Host;
pub use figures::figures;
pub use hosts::HostFile;
pub use kept::{Kept, Lost, Proposal};
pub use listing::{Neighbour, Slice};
pub use newswire::{
    LICENSE, Machine, NEWS_LENGTH, SITEMAP_LENGTH, feed_address, has_archive_feeds, has_twin, news_sitemaps,
    sitemaps, twin_address, with_feeds,
};
pub use outputs::plan;
pub use pictures::{CHANNEL, Looked, Pictures, RENDITIONS, Shown};
pub use redirects::{Below, Gone, Moved, Redirects, Target};
pub use search::{BLOCK, GROUP, SearchPart, has_search, index_address, shard_of, shards};

pub use crate::config::Format;
pub use crate::library::PageId;

use crate::fingerprint::Fingerprint;
use crate::library::{Address, Entry};
use crate::picture::{Card, Rendition};
use crate::problem::Place;
use crate::source::SourceId;
use std::sync::Arc;

/// The files the site will have, by path.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// All outputs, sorted by the path they are written to.
    pub outputs: Vec<Output>,
    /// What becomes of all addresses that were ever published.
    pub kept: Kept,
    /// Everything that leads elsewhere.
    pub redirects: Redirects,
    /// The pictures of the site, with their smaller forms.
    pub pictures: Arc<Pictures>,
}

/// One file the site will have.
#[derive(Clone, Debug)]
pub struct Output {
    /// The file, relative to the output directory, with `/`.
    pub path: String,
    /// Where it is on the web.
    pub address: Address,
    /// How it is made.
    pub recipe: Recipe,
    /// What it comes from, to be named in problems.
    pub origin: Option<Place>,
}

/// What an output is made from, as plain data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Recipe {
    /// An entry laid out by a template.
    Page {
        /// What the page is about.
        entry: Entry,
        /// The template's name.
        template: Arc<str>,
        /// Which part of the entry's articles it lists, if it is a page of a list.
        slice: Option<Slice>,
    },
    /// A page that sends the reader to another.
    Redirect {
        /// Where to.
        to: Target,
    },
    /// The newest articles of an entry, for readers of feeds.
    Feed {
        /// Whose articles.
        of: Entry,
        /// In which form.
        format: Format,
    },
    /// A file for machines.
    Machine(Machine),
    /// A part of the index of a language for search.
    Search {
        /// The language.
        lang: Arc<str>,
        /// Which part.
        part: SearchPart,
    },
    /// A file with rules for a host.
    Host {
        /// Which one.
        file: HostFile,
        /// What the rules are made of.
        redirects: Arc<Redirects>,
    },
    /// A style sheet or script of the static files.
    Bundle {
        /// Its path among them.
        path: Arc<str>,
        /// Whether this is the name with the fingerprint.
        lasting: bool,
    },
    /// A file copied as it is.
    Asset {
        /// The file.
        source: SourceId,
    },
    /// A picture's file without what it should not tell.
    Picture {
        /// The file.
        source: SourceId,
        /// The fingerprint of its bytes.
        of: Fingerprint,
    },
    /// A smaller form of a picture.
    Rendition {
        /// The picture's file.
        source: SourceId,
        /// How it is made.
        rendition: Arc<Rendition>,
    },
    /// The headline of an article, drawn.
    Card {
        /// What stands on it, and how it looks.
        card: Arc<Card>,
    },
}

impl Recipe {
    /// The fingerprint of everything that a picture is made from; None for what is not made of
    /// pixels. Its bytes are kept under it.
    pub fn pixels(&self) -> Option<Fingerprint> {
        match self {
            Recipe::Rendition { rendition, .. } => Some(rendition.key()),
            Recipe::Card { card } => Some(card.key()),
            _ => None,
        }
    }
}

impl Plan {
    /// The output at a path, if there is one.
    pub fn find(&self, path: &str) -> Option<&Output> {
        let index = self.outputs.binary_search_by(|output| output.path.as_str().cmp(path)).ok()?;
        self.outputs.get(index)
    }
}

//! Articles that were written elsewhere become articles of the site.
//!
//! Pure: text goes in, an [`Imported`] article comes out. Who reads and writes the files,
//! and under which name, is the command line's business.

mod markdown;
mod plain;
#[cfg(test)]
mod tests;
mod title;

pub use markdown::{escape, quote};
pub use plain::{HEADINGS, PlainOptions, date, plain};

/// An article as taken over from another form.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// The headline: as written, or proposed.
    pub title: String,
    /// The headline was not in the text; somebody should look at it.
    pub proposed: bool,
    /// The article is not to be published as it is: its headline is a proposal or its date is a guess.
    pub draft: bool,
    /// The date as front matter has it.
    pub date: String,
    /// The standfirst, if the text has one.
    pub summary: Option<String>,
    /// The names of the authors.
    pub authors: Vec<String>,
    /// The tags.
    pub tags: Vec<String>,
    /// The text, block by block.
    pub body: Vec<Block>,
    /// What somebody should look at, in the style of problem messages.
    pub notes: Vec<String>,
}

/// One part of a text, without any Markdown in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list, item by item.
    List(Vec<String>),
}

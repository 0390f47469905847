//! `site.toml` becomes a [`Config`].
//!
//! Every key is read by hand from a table that also makes the guide's reference and the
//! JSON Schema, so that wrong types, unknown keys and "did you mean" carry their places.

mod cards;
mod fields;
mod images;
mod keys;
mod labels;
mod language;
mod newswire;
mod parse;
mod permalink;
mod publisher;
mod redirects;
mod roles;
mod table;
mod taxonomies;
#[cfg(test)]
mod tests;

pub use cards::Cards;
pub use fields::Fields;
pub use keys::{KEYS, Key, KeyKind, schema};
pub use labels::{ARTICLE_TYPES, LABEL_NAMES, LABELS, Label};
pub use language::language_tag;
pub use newswire::{Ads, Ai, Feeds, Format, Headers, Llms, Manifest, Newswire, Robots, Security, Sitemap};
pub use parse::parse;
pub use permalink::permalink;
pub use publisher::{POLICIES, Policy, Publisher};
pub use redirects::{Destination, Host, Redirect, site_path};
pub use table::{Entry, Table, Value, read_toml, toml_to_data};

pub(crate) use keys::object_schema;
pub(crate) use parse::flaw;
#[cfg(test)]
pub(crate) use taxonomies::RESERVED;

use crate::data::Data;
use crate::source::{SourceId, Spanned};

/// All settings of a site, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the settings were read.
    pub source: SourceId,
    /// The name of the site.
    pub title: String,
    /// One or two sentences about the site.
    pub description: Option<String>,
    /// Where the site will be on the web.
    pub base_url: BaseUrl,
    /// The site's language, as a BCP 47 tag.
    pub language: String,
    /// The zone in which times without offset are meant and all times are shown.
    pub time_zone: jiff::tz::TimeZone,
    /// The theme's name.
    pub theme: Spanned<String>,
    /// Whether a page is a folder with `index.html` or a file of its own.
    pub url_style: UrlStyle,
    /// The pattern of articles' addresses.
    pub permalink: Permalink,
    /// Every address that was ever published is written down in `urls.lock`, and none is lost.
    pub keep_urls: bool,
    /// The hosts that files with rules are written for, in order.
    pub hosts: Vec<Host>,
    /// Addresses that lead elsewhere.
    pub redirects: Vec<Redirect>,
    /// How many articles a list page has.
    pub page_size: usize,
    /// The line about rights, as text.
    pub copyright: Option<String>,
    /// The page about the licence of the site's texts.
    pub license: Option<Spanned<String>>,
    /// Who publishes the site.
    pub publisher: Publisher,
    /// The types of schema.org of labels, where they differ from [`LABELS`].
    pub labels: Vec<(String, String)>,
    /// All taxonomies, `authors` first, then in the order written.
    pub taxonomies: Vec<Taxonomy>,
    /// Menus by name.
    pub menus: Vec<(String, Vec<MenuItem>)>,
    /// How Markdown is read.
    pub markdown: Markdown,
    /// What becomes of pictures.
    pub images: crate::picture::Settings,
    /// Headlines drawn as pictures.
    pub cards: Cards,
    /// Role headings by language (the primary subtag).
    pub roles: Vec<(String, Roles)>,
    /// Feeds, sitemaps and the other files that machines read.
    pub newswire: Newswire,
    /// There is a page to search on, if the theme has one.
    pub search: bool,
    /// The theme's options as the site sets them.
    pub options: Vec<(Spanned<String>, Spanned<Data>)>,
    /// The site's own values.
    pub extra: Data,
}

/// Where the site will be on the web, in parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaseUrl {
    /// Scheme and host, for instance `https://example.org`.
    pub origin: String,
    /// The path that the site begins at: `/` or `/blog/`.
    pub path: String,
}

/// The two forms of addresses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UrlStyle {
    /// `/asia/x/`, written as `asia/x/index.html`.
    Directory,
    /// `/asia/x.html`.
    File,
}

/// A pattern of addresses: text and placeholders.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Permalink(pub Vec<PermalinkPart>);

/// One part of a [`Permalink`].
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub enum PermalinkPart {
    /// Text as it is, slashes included.
    Text(String),
    /// `:year`, four digits, in the site's time zone.
    Year,
    /// `:month`, two digits.
    Month,
    /// `:day`, two digits.
    Day,
    /// `:section`, the path of the section.
    Section,
    /// `:slug`.
    Slug,
}

/// A way of grouping articles by terms: tags, authors, countries.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    /// The key in front matter.
    pub name: String,
    /// The heading of its page.
    pub title: String,
    /// The first part of its addresses.
    pub slug: String,
    /// How many articles a page of a term has.
    pub page_size: usize,
    /// What its terms are among the types of schema.org; None for words.
    pub schema: Option<String>,
}

/// One entry of a menu.
#[derive(Clone, Debug)]
pub struct MenuItem {
    /// What is shown.
    pub name: String,
    /// Where it leads: `@/about.md`, `/x/` or an address elsewhere.
    pub url: Spanned<String>,
}

/// How Markdown is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Markdown {
    /// HTML in Markdown is passed on instead of shown as text.
    pub raw_html: bool,
    /// Quotes, dashes and ellipses are set as the language wants.
    pub smart_punctuation: bool,
    /// Attributes of links to other sites; empty ones are left out.
    pub external_links: ExternalLinks,
}

/// Attributes of links to other sites.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExternalLinks {
    /// The attribute `rel`.
    pub rel: String,
    /// The attribute `target`.
    pub target: String,
    /// The attribute `class`.
    pub class: String,
}

/// The headings that mark the parts of an article, and what its last words look like.
/// Each list has the spellings of one language.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roles {
    /// What happened before.
    pub background: Vec<String>,
    /// What it means for the world.
    pub impact: Vec<String>,
    /// Who said what.
    pub reactions: Vec<String>,
    /// What is expected.
    pub next: Vec<String>,
    /// Patterns of the sign-off: `*` stands for any text.
    pub signoff: Vec<String>,
}

impl Config {
    /// The type of schema.org of a label; of no label that of `news`.
    pub fn article_type(&self, label: Option<&str>) -> &str {
        let label = label.map_or("news", |label| label.strip_suffix("-ended").unwrap_or(label));
        let own = self.labels.iter().find(|(name, _)| name == label).map(|(_, schema)| schema.as_str());
        let built_in = || LABELS.iter().find(|known| known.name == label).map(|known| known.schema);
        own.or_else(built_in).unwrap_or("NewsArticle")
    }

    /// The roles of a language, by its primary subtag; of English if there are none.
    pub fn roles(&self, lang: &str) -> Option<&Roles> {
        let primary = lang.split('-').next().unwrap_or(lang);
        let of = |lang: &str| self.roles.iter().find(|(name, _)| name == lang).map(|(_, roles)| roles);
        of(primary).or_else(|| of("en"))
    }
}

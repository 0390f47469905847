//! The settings of the newswire: feeds, sitemaps, and the other files that machines read.
//!
//! Everything is right for a site that sets none of it. What only the site can know has no
//! default, and the file that would need it is left out.

use super::Taxonomy;
use super::fields::Fields;
use super::parse::{Trouble, checked};
use crate::problem::{Code, Problem};
use crate::source::Spanned;

/// All of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Newswire {
    /// Which feeds there are, and what is in them.
    pub feeds: Feeds,
    /// Which sitemaps there are.
    pub sitemap: Sitemap,
    /// What crawlers are told.
    pub robots: Robots,
    /// What machines that learn and answer may do with the site.
    pub ai: Ai,
    /// Texts for language models.
    pub llms: Llms,
    /// Response headers, for hosts that read them from a file.
    pub headers: Headers,
    /// Whom to tell of a weakness; None if the site names nobody.
    pub security: Option<Security>,
    /// Who may sell advertising.
    pub ads: Ads,
    /// To whom the site belongs and with whom it works: pairs of trust.txt, in order.
    pub trust: Vec<(&'static str, String)>,
    /// What the site is as an application.
    pub manifest: Manifest,
    /// The key of IndexNow, if the site has one.
    pub indexnow: Option<String>,
}

/// The form of a feed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// All forms in the order in which pages name them.
    pub const ALL: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

    /// The word in `site.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::Json => "json",
        }
    }

    /// The name of its files.
    pub fn file(self) -> &'static str {
        match self {
            Format::Rss => "rss.xml",
            Format::Atom => "atom.xml",
            Format::Json => "feed.json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Rss => "application/rss+xml",
            Format::Atom => "application/atom+xml",
            Format::Json => "application/feed+json",
        }
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        match self {
            Format::Rss => "RSS",
            Format::Atom => "Atom",
            Format::Json => "JSON Feed",
        }
    }
}

/// Which feeds there are, and what is in them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feeds {
    /// The forms that each feed comes in; empty: there are no feeds.
    pub formats: Vec<Format>,
    /// The site as a whole has feeds.
    pub site: bool,
    /// Every section has feeds.
    pub sections: bool,
    /// Every label that articles have, such as `opinion`, has feeds.
    pub labels: bool,
    /// Corrections have feeds.
    pub corrections: bool,
    /// The taxonomies whose terms have feeds.
    pub taxonomies: Vec<String>,
    /// How many articles a feed has.
    pub length: usize,
    /// Feeds carry the whole text, not only the summary.
    pub full: bool,
    /// Every month of the archive is an Atom feed that never changes again (RFC 5005).
    pub archive: bool,
    /// The hub that passes news on (WebSub).
    pub hub: Option<String>,
    /// The name under which the ids of articles are unique; the host if it is missing.
    pub authority: Option<String>,
}

/// Which sitemaps there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sitemap {
    /// All pages.
    pub pages: bool,
    /// The articles of the last two days.
    pub news: bool,
    /// The name of the publication as on news.google.com; the site's title if it is missing.
    pub news_name: Option<String>,
    /// Lead pictures are named.
    pub images: bool,
}

/// What crawlers are told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Robots {
    /// There is a `robots.txt`.
    pub file: bool,
    /// Paths that no crawler should fetch.
    pub disallow: Vec<String>,
}

/// What machines may do with the site. What is not said is not said.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ai {
    /// Find it and show an excerpt.
    pub search: Option<bool>,
    /// Answer questions with it.
    pub answer: Option<bool>,
    /// Learn from it.
    pub train: Option<bool>,
    /// The same is said as a licence (RSL).
    pub rsl: bool,
}

/// Texts for language models.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Llms {
    /// There is an `llms.txt`.
    pub file: bool,
    /// Every article has a twin in Markdown.
    pub markdown: bool,
}

/// Response headers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Headers {
    /// There is a `_headers`.
    pub file: bool,
    /// The policy for what pages may load; None: the built-in one.
    pub content_security_policy: Option<String>,
}

/// Whom to tell of a weakness (RFC 9116).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Security {
    /// Addresses, the best first.
    pub contact: Vec<String>,
    /// The page that says how reports are handled.
    pub policy: Option<String>,
    /// The languages that are read there; the site's if there is none.
    pub languages: Vec<String>,
}

/// Who may sell advertising (IAB ads.txt 1.1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ads {
    /// There is an `ads.txt`.
    pub file: bool,
    /// Records, as they are written.
    pub sellers: Vec<String>,
    /// The domain of the business that owns the site.
    pub owner: Option<String>,
    /// The domain of the business that sells for it.
    pub manager: Option<String>,
}

/// What the site is as an application.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    /// There is a `manifest.webmanifest`.
    pub file: bool,
    /// A name of a dozen letters or so.
    pub short_name: Option<String>,
    /// The colour of the window around the site.
    pub theme_color: Option<String>,
    /// The colour behind the site while it loads.
    pub background_color: Option<String>,
}

/// The keys of `[trust]` in the order in which they are written (trust.txt).
pub(super) const TRUST: [&str; 9] = [
    "member",
    "belongto",
    "control",
    "controlledby",
    "social",
    "vendor",
    "customer",
    "disclosure",
    "contact",
];

/// Reads all tables of the newswire.
pub(super) fn newswire(fields: &mut Fields<'_>, taxonomies: &[Taxonomy]) -> Newswire {
    Newswire {
        feeds: feeds(fields, taxonomies),
        sitemap: sitemap(fields),
        robots: robots(fields),
        ai: ai(fields),
        llms: llms(fields),
        headers: headers(fields),
        security: security(fields),
        ads: ads(fields),
        trust: trust(fields),
        manifest: manifest(fields),
        indexnow: indexnow(fields),
    }
}

/// Reads one table, if it is there, and reports what is left over in it.
fn table<T>(fields: &mut Fields<'_>, name: &str, otherwise: T, read: impl FnOnce(&mut Fields<'_>) -> T) -> T {
    let Some(mut table) = fields.take_table(name) else { return otherwise };
    let value = read(&mut table);
    table.finish();
    value
}

fn text(table: &mut Fields<'_>, name: &str) -> Option<String> {
    table.take_text(name).map(|text| text.value)
}

/// A text that `check` has nothing to say against.
fn text_like(
    table: &mut Fields<'_>,
    name: &str,
    check: impl FnOnce(&str) -> Result<(), Trouble>,
) -> Option<String> {
    let text = table.take_text(name)?;
    checked(table, &text, name, check)?;
    Some(text.value)
}

/// A list of texts that `check` has nothing to say against.
fn texts_like(
    table: &mut Fields<'_>,
    name: &str,
    check: impl Fn(&str) -> Result<(), Trouble>,
) -> Vec<String> {
    let texts = table.take_list_of_text(name).unwrap_or_default();
    let good = texts.into_iter().filter(|text| checked(table, text, name, &check).is_some());
    good.map(|text| text.value).collect()
}

fn feeds(fields: &mut Fields<'_>, taxonomies: &[Taxonomy]) -> Feeds {
    let default = Feeds {
        formats: vec![Format::Rss, Format::Json],
        site: true,
        sections: true,
        labels: false,
        corrections: false,
        taxonomies: Vec::new(),
        length: 30,
        full: true,
        archive: false,
        hub: None,
        authority: None,
    };
    table(fields, "feeds", default.clone(), |table| {
        let mut feeds = default;
        if let Some(words) = table.take_list_of_text("formats") {
            feeds.formats = words_of(table, "formats", words, |word| {
                Format::ALL.into_iter().find(|format| format.word() == word)
            });
            feeds.formats.sort_unstable();
            feeds.formats.dedup();
        }
        if let Some(words) = table.take_list_of_text("of") {
            (feeds.site, feeds.sections) = (false, false);
            for word in words {
                match word.value.as_str() {
                    "site" => feeds.site = true,
                    "sections" => feeds.sections = true,
                    "labels" => feeds.labels = true,
                    "corrections" => feeds.corrections = true,
                    name if taxonomies.iter().any(|taxonomy| taxonomy.name == name) => {
                        feeds.taxonomies.push(word.value);
                    }
                    name => {
                        let known = ["site", "sections", "labels", "corrections"].into_iter();
                        let known = known.chain(taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()));
                        let message = format!("`feeds.of` has `{name}`, which is no taxonomy");
                        let problem = Problem::new(Code::BadValue, message).at(word.span);
                        table.report(problem.did_you_mean(name, known));
                    }
                }
            }
        }
        feeds.length = table.take_count("length").unwrap_or(feeds.length);
        feeds.full = choice(table, "content", &["full", "summary"]).is_none_or(|word| word == "full");
        feeds.archive = table.take_bool("archive").unwrap_or(false);
        feeds.hub = text_like(table, "hub", is_web);
        feeds.authority = text_like(table, "authority", is_host);
        feeds
    })
}

fn sitemap(fields: &mut Fields<'_>) -> Sitemap {
    let default = Sitemap { pages: true, news: true, news_name: None, images: true };
    table(fields, "sitemap", default, |table| Sitemap {
        pages: table.take_bool("pages").unwrap_or(true),
        news: table.take_bool("news").unwrap_or(true),
        news_name: text_like(table, "news_name", |text| match text.trim_end().ends_with(')') {
            true => Err(Trouble::new("should have no parenthesis at its end")),
            false => Ok(()),
        }),
        images: table.take_bool("images").unwrap_or(true),
    })
}

fn robots(fields: &mut Fields<'_>) -> Robots {
    table(fields, "robots", Robots { file: true, disallow: Vec::new() }, |table| Robots {
        file: table.take_bool("file").unwrap_or(true),
        disallow: texts_like(table, "disallow", |text| match text {
            "/" => Err(Trouble::new("has `/`, which hides the whole site")
                .hint("`noindex: true` keeps a page out of search engines")),
            text if text.starts_with('/') && !text.contains(char::is_whitespace) => Ok(()),
            _ => Err(Trouble::new("should have paths that begin with `/`")),
        }),
    })
}

fn ai(fields: &mut Fields<'_>) -> Ai {
    table(fields, "ai", Ai::default(), |table| {
        let search = table.take_bool("search");
        let (answer, train) = (table.take_bool("answer"), table.take_bool("train"));
        let span = table.names().into_iter().find(|name| name.value == "rsl").map(|name| name.span);
        let mut rsl = table.take_bool("rsl").unwrap_or(false);
        // What such a licence does not permit it withholds, from search engines too (RB-1).
        if let Some(span) = span.filter(|_| rsl && search != Some(true)) {
            let problem = Problem::new(Code::BadValue, "`ai.rsl` should come with `search = true`").at(span);
            table.report(problem.hint("a licence that does not permit to be found withholds it"));
            rsl = false;
        }
        Ai { search, answer, train, rsl }
    })
}

fn llms(fields: &mut Fields<'_>) -> Llms {
    table(fields, "llms", Llms { file: false, markdown: false }, |table| Llms {
        file: table.take_bool("file").unwrap_or(true),
        markdown: table.take_bool("markdown").unwrap_or(false),
    })
}

fn headers(fields: &mut Fields<'_>) -> Headers {
    table(fields, "headers", Headers { file: true, content_security_policy: None }, |table| Headers {
        file: table.take_bool("file").unwrap_or(true),
        content_security_policy: text_like(table, "content_security_policy", one_line),
    })
}

fn security(fields: &mut Fields<'_>) -> Option<Security> {
    table(fields, "security", None, |table| {
        if !table.names().iter().any(|name| name.value == "contact") {
            table.missing("contact");
        }
        let contact = texts_like(table, "contact", |text| {
            let good = ["mailto:", "https://", "tel:"].iter().any(|scheme| text.starts_with(scheme));
            match good && !text.contains(char::is_whitespace) {
                true => Ok(()),
                false if text.contains('@') => Err(Trouble::new("should have addresses with their scheme")
                    .hint(format!("did you mean `mailto:{text}`?"))),
                false => {
                    Err(Trouble::new("should have addresses that begin with `mailto:`, `https://` or `tel:`"))
                }
            }
        });
        let policy = text_like(table, "policy", is_web);
        let languages = texts_like(table, "languages", |text| match super::language_tag(text) {
            Some(_) => Ok(()),
            None => Err(Trouble::new("should have language tags").hint("for instance `en` or `pt-BR`")),
        });
        (!contact.is_empty()).then_some(Security { contact, policy, languages })
    })
}

fn ads(fields: &mut Fields<'_>) -> Ads {
    let default = Ads { file: true, sellers: Vec::new(), owner: None, manager: None };
    table(fields, "ads", default, |table| Ads {
        file: table.take_bool("file").unwrap_or(true),
        sellers: texts_like(table, "sellers", |text| {
            // IAB ads.txt 1.1, § 3.2.1: domain, account, relationship and perhaps an authority.
            let fields: Vec<&str> = text.split(',').map(str::trim).collect();
            let good = (3..=4).contains(&fields.len())
                && fields.iter().all(|field| !field.is_empty())
                && ["DIRECT", "RESELLER"].contains(&fields[2])
                && one_line(text).is_ok();
            match good {
                true => Ok(()),
                false => Err(Trouble::new("should have records of three or four fields")
                    .hint("for instance `adseller.example, 1234, DIRECT`")),
            }
        }),
        owner: text_like(table, "owner", is_host),
        manager: text_like(table, "manager", is_host),
    })
}

fn trust(fields: &mut Fields<'_>) -> Vec<(&'static str, String)> {
    table(fields, "trust", Vec::new(), |table| {
        let mut pairs = Vec::new();
        for key in TRUST {
            let check = |text: &str| match key {
                "contact" => one_line(text).and_then(|()| no_comment(text)),
                _ => is_web(text).and_then(|()| no_comment(text)),
            };
            pairs.extend(texts_like(table, key, check).into_iter().map(|value| (key, value)));
        }
        pairs
    })
}

fn manifest(fields: &mut Fields<'_>) -> Manifest {
    let default = Manifest { file: true, short_name: None, theme_color: None, background_color: None };
    table(fields, "manifest", default, |table| Manifest {
        file: table.take_bool("file").unwrap_or(true),
        short_name: text(table, "short_name"),
        theme_color: text_like(table, "theme_color", is_color),
        background_color: text_like(table, "background_color", is_color),
    })
}

fn indexnow(fields: &mut Fields<'_>) -> Option<String> {
    table(fields, "indexnow", None, |table| {
        text_like(table, "key", |text| {
            // indexnow.org: 8 to 128 of a-z, A-Z, 0-9 and the hyphen.
            let good = (8..=128).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            match good {
                true => Ok(()),
                false => Err(Trouble::new("should have 8 to 128 of a-z, A-Z, 0-9 and `-`")),
            }
        })
    })
}

/// The values of words; a word that has none is reported.
fn words_of<T>(
    table: &mut Fields<'_>,
    name: &str,
    words: Vec<Spanned<String>>,
    value: impl Fn(&str) -> Option<T>,
) -> Vec<T> {
    let mut values = Vec::new();
    for word in words {
        match value(&word.value) {
            Some(value) => values.push(value),
            None => {
                let message = format!("`{}` has no `{}`", table.path_of(name), word.value);
                let known = Format::ALL.map(Format::word);
                let problem = Problem::new(Code::BadValue, message).at(word.span);
                table.report(problem.hint(format!("there are `{}`", known.join("`, `"))));
            }
        }
    }
    values
}

/// One of some words.
fn choice(table: &mut Fields<'_>, name: &str, words: &[&'static str]) -> Option<&'static str> {
    let text = table.take_text(name)?;
    let found = words.iter().find(|word| **word == text.value).copied();
    if found.is_none() {
        let message = format!("`{}` should be `{}`", table.path_of(name), words.join("` or `"));
        let problem = Problem::new(Code::BadValue, message).at(text.span);
        table.report(problem.did_you_mean(&text.value, words.iter().copied()));
    }
    found
}

fn one_line(text: &str) -> Result<(), Trouble> {
    match text.contains(char::is_control) {
        true => Err(Trouble::new("should be one line")),
        false => Ok(()),
    }
}

/// In trust.txt a comment begins with `#`, also behind a value.
fn no_comment(text: &str) -> Result<(), Trouble> {
    match text.contains('#') {
        true => Err(Trouble::new("should have no `#`, with which a comment begins")),
        false => Ok(()),
    }
}

fn is_web(text: &str) -> Result<(), Trouble> {
    let good = url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    match good {
        true => Ok(()),
        false => Err(Trouble::new("should be an address with http or https")),
    }
}

fn is_host(text: &str) -> Result<(), Trouble> {
    let good = text.contains('.')
        && text.split('.').all(|part| !part.is_empty())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
    match good {
        true => Ok(()),
        false => Err(Trouble::new("should be the name of a host").hint("for instance `news.example`")),
    }
}

fn is_color(text: &str) -> Result<(), Trouble> {
    let hex = text.strip_prefix('#').is_some_and(|digits| {
        matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    match hex || text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        true => Ok(()),
        false => Err(Trouble::new("should be a colour").hint("for instance `#8a1c1c`")),
    }
}

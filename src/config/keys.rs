//! The table of all keys of `site.toml`, from which the JSON Schema and the guide are made.
//!
//! A name is a path: `*` stands for any key, `[]` for every item of a list.

use super::labels::ARTICLE_TYPES;
use super::redirects::HOSTS;
use super::taxonomies::TERM_TYPES;
use serde_json::{Map, Value, json};

/// One key, for the guide and for editors.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The path of the key.
    pub name: &'static str,
    /// What its value is.
    pub kind: KeyKind,
    /// The value that stands for a missing key, as it would be written; empty if none does.
    pub default: &'static str,
    /// What it is for, in one or two sentences.
    pub doc: &'static str,
}

/// What a key's value is.
#[derive(Clone, Copy, Debug)]
pub enum KeyKind {
    /// Text.
    Text,
    /// Text that must be there.
    Required,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// True or false.
    Bool,
    /// A whole number.
    Integer,
    /// A whole number of at least 1.
    Count,
    /// A date or a point in time.
    Date,
    /// A list of text.
    ListOfText,
    /// A list of some of these words.
    Choices(&'static [&'static str]),
    /// A list of text, or one text.
    Texts,
    /// A list; its items have keys of their own.
    List,
    /// A table with keys of its own in this catalogue.
    Table,
    /// A table with free keys and values.
    Free,
}

const fn key(name: &'static str, kind: KeyKind, default: &'static str, doc: &'static str) -> Key {
    Key { name, kind, default, doc }
}

use KeyKind::{Bool, Choice, Choices, Count, Free, Integer, List, ListOfText, Required, Table, Text};

/// All keys of `site.toml`.
pub const KEYS: &[Key] = &[
    key("title", Required, "", "The name of the site."),
    key(
        "base_url",
        Required,
        "",
        "Where the site will be on the web: an absolute address with http or https. If it has a path, the site lives below it.",
    ),
    key("description", Text, "", "One or two sentences about the site."),
    key("language", Text, "en", "The language of the site, as a BCP 47 tag such as `en` or `pt-BR`."),
    key(
        "time_zone",
        Text,
        "UTC",
        "The zone in which times without offset are meant and all times are shown, such as `Europe/Paris`.",
    ),
    key("theme", Text, "broadsheet", "The name of the theme."),
    key(
        "url_style",
        Choice(&["directory", "file"]),
        "directory",
        "The form of all addresses: `/asia/x/` or `/asia/x.html`.",
    ),
    key(
        "permalink",
        Text,
        "/:section/:slug/",
        "The pattern of articles' addresses, made of text and `:year`, `:month`, `:day`, `:section`, `:slug`.",
    ),
    key(
        "keep_urls",
        Bool,
        "false",
        "Every address that was ever published is written down in `urls.lock`, and a build that would lose one fails.",
    ),
    key(
        "hosts",
        Choices(HOSTS),
        "",
        "Where the site will be: files with rules for these hosts are made too.",
    ),
    key("redirects", List, "", "Former addresses and where they lead, beside the `aliases` of documents."),
    key(
        "redirects.[].from",
        Required,
        "",
        "The former address, from the site's root; with `/*` at its end all that was below it.",
    ),
    key(
        "redirects.[].to",
        Required,
        "",
        "Where it leads: `@/about.md`, a path `/x/` or an address elsewhere. `/*` at its end keeps what `*` stood for.",
    ),
    key("page_size", Count, "12", "How many articles a list page has."),
    key("copyright", Text, "", "The line about rights at the foot of every page."),
    key(
        "license",
        Text,
        "",
        "The page about the licence under which others may use the texts: `@/about.md`, a path `/x/` or an address elsewhere.",
    ),
    key(
        "publisher",
        Table,
        "",
        "Who publishes the site, for search engines and for pages of the theme. What is not said is not claimed anywhere.",
    ),
    key("publisher.name", Text, "", "Its name, if it is not the title of the site."),
    key("publisher.legal_name", Text, "", "Its name in registers and contracts."),
    key("publisher.logo", Text, "", "Its logo: a picture under `static/`, such as `logo.png`."),
    key("publisher.founded", Text, "", "The year or day it was founded."),
    key("publisher.email", Text, "", "Where readers can write to."),
    key("publisher.telephone", Text, "", "Where readers can call."),
    key(
        "publisher.twitter",
        Text,
        "",
        "Its name on X, once Twitter, such as `@example`, for previews of links.",
    ),
    key("publisher.profiles", ListOfText, "", "Addresses of its profiles elsewhere."),
    key(
        "publisher.about",
        Text,
        "",
        "The page about it: `@/about.md`, a path `/x/` or an address elsewhere.",
    ),
    key("publisher.policies", Table, "", "The pages with its policies, each given as `about` is."),
    key("publisher.policies.principles", Text, "", "What it publishes, and by which principles."),
    key("publisher.policies.ethics", Text, "", "Its rules of conduct."),
    key("publisher.policies.corrections", Text, "", "How mistakes are corrected."),
    key("publisher.policies.verification", Text, "", "How facts are checked."),
    key("publisher.policies.unnamed_sources", Text, "", "When sources are not named."),
    key("publisher.policies.bylines", Text, "", "Why some articles name no author."),
    key("publisher.policies.feedback", Text, "", "How readers are heard."),
    key("publisher.policies.coverage", Text, "", "What it covers first, and why."),
    key("publisher.policies.masthead", Text, "", "Who works there."),
    key("publisher.policies.ownership", Text, "", "Who owns it and who pays."),
    key("publisher.policies.diversity", Text, "", "How it sees to diversity."),
    key("publisher.policies.diversity_report", Text, "", "How diverse its staff is."),
    key(
        "labels",
        Table,
        "",
        "What labels of articles are among the types of schema.org, where it is not as built in.",
    ),
    key("labels.*", Table, "", "One label, such as `analysis`."),
    key(
        "labels.*.schema",
        Choice(ARTICLE_TYPES),
        "",
        "The type; `NewsArticle` for news without a finer one.",
    ),
    key(
        "taxonomies",
        Table,
        "",
        "Ways of grouping articles. `authors` is always there, `tags` if no other is declared.",
    ),
    key("taxonomies.*", Table, "", "A taxonomy. Its name is the key in front matter."),
    key("taxonomies.*.title", Text, "", "The heading of its page; made from the name if it is missing."),
    key("taxonomies.*.slug", Text, "", "The first part of its addresses; the name if it is missing."),
    key("taxonomies.*.page_size", Count, "20", "How many articles a page of a term has."),
    key(
        "taxonomies.*.schema",
        Choice(TERM_TYPES),
        "",
        "What its terms are among the types of schema.org, if they are more than words. `countries`, `places`, `people`, `organisations`, `events` and `series` are known by their names.",
    ),
    key("menus", Table, "", "Menus by name. Themes show `main` and may show others."),
    key("menus.*", List, "", "The entries of a menu, in order."),
    key("menus.*.[].name", Required, "", "What is shown."),
    key(
        "menus.*.[].url",
        Required,
        "",
        "Where it leads: `@/about.md`, a path `/x/` or an address elsewhere.",
    ),
    key("markdown", Table, "", "How Markdown is read."),
    key("markdown.raw_html", Bool, "false", "HTML in Markdown is passed on instead of shown as text."),
    key(
        "markdown.smart_punctuation",
        Bool,
        "true",
        "Quotation marks, dashes and ellipses are set as the language of the article wants.",
    ),
    key("markdown.external_links", Table, "", "Attributes of links to other sites; empty ones are left out."),
    key("markdown.external_links.rel", Text, "noopener", "The attribute `rel`."),
    key("markdown.external_links.target", Text, "", "The attribute `target`."),
    key("markdown.external_links.class", Text, "", "The attribute `class`."),
    key("roles", Table, "", "The headings that mark the parts of an article, by language."),
    key("roles.*", Table, "", "The headings of one language. What is missing is as built in."),
    key("roles.*.background", ListOfText, "", "Headings of the part about what happened before."),
    key("roles.*.impact", ListOfText, "", "Headings of the part about what it means for the world."),
    key("roles.*.reactions", ListOfText, "", "Headings of the part about who said what."),
    key("roles.*.next", ListOfText, "", "Headings of the part about what is expected."),
    key(
        "roles.*.signoff",
        ListOfText,
        "",
        "Patterns of the last words of an article; `*` stands for any text.",
    ),
    key("feeds", Table, "", "Feeds for readers and other programs."),
    key(
        "feeds.formats",
        ListOfText,
        "rss, json",
        "The forms that each feed comes in: `rss`, `atom`, `json`. An empty list: there are no feeds.",
    ),
    key(
        "feeds.of",
        ListOfText,
        "site, sections",
        "What has feeds: `site`, `sections`, `labels` (one for each label that articles have, such as `opinion`), `corrections`, and the names of taxonomies whose terms shall have them, such as `authors`.",
    ),
    key("feeds.length", Count, "30", "How many articles a feed has."),
    key(
        "feeds.content",
        Choice(&["full", "summary"]),
        "full",
        "Whether feeds carry the whole text of articles or their summary.",
    ),
    key(
        "feeds.archive",
        Bool,
        "false",
        "Every month of the archive is an Atom feed of its own, so that programs can fetch all there ever was (RFC 5005). Needs the format `atom`.",
    ),
    key("feeds.hub", Text, "", "The address of the WebSub hub that passes news on."),
    key(
        "feeds.authority",
        Text,
        "",
        "The host name under which the ids of articles are unique; that of `base_url` if it is missing. Set it to the former one when the site moves to another host.",
    ),
    key("sitemap", Table, "", "Sitemaps for search engines."),
    key(
        "sitemap.pages",
        Bool,
        "true",
        "`sitemap.xml`, with all pages: one file for each year, and one for what is no article.",
    ),
    key("sitemap.news", Bool, "true", "`sitemap-news.xml`, with the articles of the last two days."),
    key(
        "sitemap.news_name",
        Text,
        "",
        "The name of the publication exactly as on news.google.com; the site's title if it is missing.",
    ),
    key("sitemap.images", Bool, "true", "Whether sitemaps name the lead pictures."),
    key("images", Table, "", "What becomes of pictures."),
    key("images.renditions", Bool, "true", "Whether smaller forms of JPEG, PNG and WebP pictures are made."),
    key(
        "images.widths",
        List,
        "[320, 416, 544, 704, 912, 1184, 1600]",
        "The widths of smaller forms, in pixels. None is wider than its picture.",
    ),
    key("images.quality", Integer, "80", "How well JPEG, WebP and AVIF are kept, from 1 to 100."),
    key(
        "images.formats",
        Choices(super::images::FORMATS),
        "",
        "Kinds that are offered besides a picture's own, the best first. `avif` wants a program that was built with `--features avif`: its files are the smallest, take some hundred times as long, and carry no rights.",
    ),
    key(
        "images.clean",
        Bool,
        "true",
        "Whether pictures are published without what their files tell about places and devices.",
    ),
    key(
        "cards",
        Table,
        "",
        "The headline as a picture, for previews of links to articles without a photograph.",
    ),
    key("cards.drawn", Bool, "true", "Whether there are cards. They come with a theme that has them."),
    key(
        "cards.fonts",
        ListOfText,
        "",
        "Fonts to draw them with: files in `fonts/` at the site's root, as TrueType or OpenType. What they lack is taken from the program's own, which have Latin, Greek, Cyrillic, Arabic and Hebrew letters.",
    ),
    key("robots", Table, "", "What crawlers are told."),
    key("robots.file", Bool, "true", "Whether there is a `robots.txt`."),
    key("robots.disallow", ListOfText, "", "Paths that no crawler should fetch, each beginning with `/`."),
    key(
        "ai",
        Table,
        "",
        "What machines may do with the site, by purpose. What is left out is neither allowed nor forbidden.",
    ),
    key("ai.search", Bool, "", "They may find it and show a link with an excerpt."),
    key("ai.answer", Bool, "", "They may answer the questions of their users with it."),
    key("ai.train", Bool, "", "They may learn from it."),
    key(
        "ai.rsl",
        Bool,
        "false",
        "Whether the same is said as a licence for machines, in `license.xml`. It wants `search = true`.",
    ),
    key("llms", Table, "", "Texts for language models. With the table comes `llms.txt`."),
    key("llms.file", Bool, "true", "Whether there is an `llms.txt`."),
    key("llms.markdown", Bool, "false", "Whether every article has a twin in Markdown."),
    key("headers", Table, "", "Response headers, for hosts that read them from a file."),
    key("headers.file", Bool, "true", "Whether there is a `_headers`."),
    key(
        "headers.content_security_policy",
        Text,
        "",
        "What pages may load. By default pictures from anywhere, and everything else from the site itself, without scripts in pages.",
    ),
    key("search", Table, "", "The page to search on. It comes with a theme that has one."),
    key("search.page", Bool, "true", "Whether there is one, with an index of all articles."),
    key("security", Table, "", "Whom to tell of a weakness: makes `.well-known/security.txt`."),
    key(
        "security.contact",
        ListOfText,
        "",
        "Addresses with `mailto:`, `https://` or `tel:`, the best first.",
    ),
    key("security.policy", Text, "", "The address of the page that says how reports are handled."),
    key(
        "security.languages",
        ListOfText,
        "",
        "The languages that are read there; the site's if it is missing.",
    ),
    key("ads", Table, "", "Who may sell advertising: makes `ads.txt`."),
    key(
        "ads.file",
        Bool,
        "true",
        "Whether there is an `ads.txt`. Without sellers it says that there are none.",
    ),
    key("ads.sellers", ListOfText, "", "Records such as `adseller.example, 1234, DIRECT`."),
    key("ads.owner", Text, "", "The domain of the business that owns the site."),
    key("ads.manager", Text, "", "The domain of the business that sells for it."),
    key("trust", Table, "", "To whom the site belongs and with whom it works: makes `trust.txt`."),
    key("trust.member", ListOfText, "", "Addresses of associations that the site is a member of."),
    key("trust.belongto", ListOfText, "", "The same, for other organisations that it belongs to."),
    key("trust.control", ListOfText, "", "Addresses of sites that it controls."),
    key("trust.controlledby", ListOfText, "", "The address of who controls it."),
    key("trust.social", ListOfText, "", "Addresses of its accounts elsewhere."),
    key("trust.vendor", ListOfText, "", "Addresses of those who work for it."),
    key("trust.customer", ListOfText, "", "Addresses of those it works for."),
    key("trust.disclosure", ListOfText, "", "Addresses of pages with policies and disclosures."),
    key("trust.contact", ListOfText, "", "Addresses of those who answer for it."),
    key("manifest", Table, "", "What the site is as an application: `manifest.webmanifest`."),
    key("manifest.file", Bool, "true", "Whether there is one."),
    key("manifest.short_name", Text, "", "A name of a dozen letters or so."),
    key("manifest.theme_color", Text, "", "The colour of the window around the site."),
    key("manifest.background_color", Text, "", "The colour behind the site while it loads."),
    key("indexnow", Table, "", "Tells search engines of changes (IndexNow): makes the file of the key."),
    key("indexnow.key", Text, "", "The key: 8 to 128 of a-z, A-Z, 0-9 and `-`."),
    key("options", Free, "", "Options of the theme, as its `theme.toml` declares them."),
    key("extra", Free, "", "The site's own values, for its own templates."),
];

/// The JSON Schema (draft 2020-12) of `site.toml`, with which editors complete and check.
pub fn schema() -> Value {
    object_schema("Dateline: site.toml", KEYS)
}

/// The JSON Schema of an object with these keys.
pub(crate) fn object_schema(title: &str, keys: &[Key]) -> Value {
    let mut root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "additionalProperties": false,
    });
    for key in keys {
        insert(&mut root, key);
    }
    root
}

/// Puts one key in its place; its parents come before it in the table.
fn insert(root: &mut Value, key: &Key) {
    let (parents, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
    let mut parent = root;
    for part in parents.split('.').filter(|part| !part.is_empty()) {
        parent = match part {
            "*" => &mut parent["additionalProperties"],
            "[]" => {
                let items = &mut parent["items"];
                if items.is_null() {
                    *items = json!({ "type": "object", "additionalProperties": false });
                }
                items
            }
            name => &mut parent["properties"][name],
        };
    }
    if name == "*" {
        parent["additionalProperties"] = key_schema(key);
        return;
    }
    parent["properties"][name] = key_schema(key);
    if matches!(key.kind, KeyKind::Required) {
        let required = &mut parent["required"];
        match required.as_array_mut() {
            Some(names) => names.push(json!(name)),
            None => *required = json!([name]),
        }
    }
}

fn key_schema(key: &Key) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    let kind = match key.kind {
        KeyKind::Text => json!({ "type": "string" }),
        KeyKind::Required => text,
        KeyKind::Choice(words) => json!({ "enum": words }),
        KeyKind::Bool => json!({ "type": "boolean" }),
        KeyKind::Integer => json!({ "type": "integer" }),
        KeyKind::Count => json!({ "type": "integer", "minimum": 1 }),
        KeyKind::Date => json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}" }),
        KeyKind::ListOfText => json!({ "type": "array", "items": text }),
        KeyKind::Choices(words) => json!({ "type": "array", "items": { "enum": words } }),
        KeyKind::Texts => json!({ "anyOf": [text, { "type": "array", "items": text }] }),
        KeyKind::List => json!({ "type": "array" }),
        KeyKind::Table => json!({ "type": "object", "additionalProperties": false }),
        KeyKind::Free => json!({ "type": "object" }),
    };
    let mut schema = match kind {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    schema.insert("description".to_owned(), json!(key.doc));
    if !key.default.is_empty() {
        let default = match key.kind {
            KeyKind::Bool | KeyKind::Integer | KeyKind::Count => key.default.parse().unwrap_or_default(),
            KeyKind::ListOfText => json!(key.default.split(", ").collect::<Vec<_>>()),
            _ => json!(key.default),
        };
        schema.insert("default".to_owned(), default);
    }
    Value::Object(schema)
}

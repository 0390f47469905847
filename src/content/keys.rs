//! The table of all keys of front matter, from which "did you mean", the JSON Schema and
//! the guide are made.

use crate::config::{Config, Key, KeyKind, LABEL_NAMES, object_schema};
use crate::problem::Problem;
use serde_json::{Value, json};

/// A key of front matter, and in which files it may stand.
#[derive(Clone, Copy, Debug)]
pub struct FrontKey {
    /// The key.
    pub key: Key,
    /// In which files.
    pub holder: Holder,
}

/// The files that can have a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// All.
    Any,
    /// `_index.md`.
    Section,
    /// The pages of authors and of other terms.
    Term,
}

/// The words that `label` can be.
pub const LABELS: &[&str] = LABEL_NAMES;

/// What a contributor can have done.
pub const CONTRIBUTOR_ROLES: &[&str] = &["reporting", "editing", "translation", "photo"];

/// What kinds of corrections there are (news.md CX-1).
pub const CORRECTION_KINDS: &[&str] =
    &["correction", "clarification", "editors-note", "update", "retraction"];

/// What machines can have had to do with a text.
pub const AI_USES: &[&str] = &["none", "assisted", "generated"];

/// How a picture came to be: codes of the IPTC, each with the member of schema.org's
/// enumeration that means it.
pub const DIGITAL_SOURCES: &[(&str, &str)] = &[
    ("digitalCapture", "DigitalCaptureDigitalSource"),
    ("negativeFilm", "NegativeFilmDigitalSource"),
    ("positiveFilm", "PositiveFilmDigitalSource"),
    ("print", "PrintDigitalSource"),
    ("humanEdits", "HumanEditsDigitalSource"),
    ("compositeCapture", "CompositeCaptureDigitalSource"),
    ("algorithmicallyEnhanced", "AlgorithmicallyEnhancedDigitalSource"),
    ("dataDrivenMedia", "DataDrivenMediaDigitalSource"),
    ("digitalCreation", "DigitalArtDigitalSource"),
    ("screenCapture", "ScreenCaptureDigitalSource"),
    ("trainedAlgorithmicMedia", "TrainedAlgorithmicMediaDigitalSource"),
    ("compositeWithTrainedAlgorithmicMedia", "CompositeWithTrainedAlgorithmicMediaDigitalSource"),
];

/// The codes alone.
pub(super) const DIGITAL_SOURCE_CODES: &[&str] = &{
    let mut codes = [""; DIGITAL_SOURCES.len()];
    let mut index = 0;
    while index < codes.len() {
        codes[index] = DIGITAL_SOURCES[index].0;
        index += 1;
    }
    codes
};
/// The words that `status` can be.
pub const STATUSES: &[&str] = &["draft", "published", "withdrawn", "superseded"];

/// The words that `on_expire` can be.
pub const ON_EXPIRE: &[&str] = &["keep-with-notice", "tombstone", "redirect"];

const fn key(name: &'static str, kind: KeyKind, default: &'static str, doc: &'static str) -> FrontKey {
    FrontKey { key: Key { name, kind, default, doc }, holder: Holder::Any }
}

const fn section(name: &'static str, kind: KeyKind, default: &'static str, doc: &'static str) -> FrontKey {
    FrontKey { key: Key { name, kind, default, doc }, holder: Holder::Section }
}

const fn term(name: &'static str, kind: KeyKind, default: &'static str, doc: &'static str) -> FrontKey {
    FrontKey { key: Key { name, kind, default, doc }, holder: Holder::Term }
}

use KeyKind::{Bool, Choice, Count, Date, Free, Integer, List, Required, Table, Text, Texts};

/// All keys of front matter. The taxonomies that `site.toml` declares come on top.
pub const KEYS: &[FrontKey] = &[
    key("title", Required, "", "The headline, as plain text."),
    key(
        "date",
        Date,
        "",
        "When it was published: a date, a time in the site's time zone, or a time with its offset. Articles must have it.",
    ),
    key(
        "seo_title",
        Text,
        "",
        "The title in lists of search engines and in the browser's tab; `title` if it is missing.",
    ),
    key("short_title", Text, "", "The headline where there is little room: at most 60 characters."),
    key("updated", Date, "", "When it was last changed in substance; not before `date`."),
    key("update_note", Text, "", "What changed with `updated`, in one line."),
    key("summary", Text, "", "The standfirst: one sentence."),
    key("authors", Texts, "", "Who wrote it: names, or keys of files in `content/authors/`."),
    key("author", Texts, "", "The same as `authors`."),
    key("contributors", List, "", "Who else had a part in it."),
    key("contributors.[].name", Required, "", "A name, or the key of a file in `content/authors/`."),
    key("contributors.[].role", Choice(CONTRIBUTOR_ROLES), "reporting", "What it was."),
    key("draft", Bool, "false", "Not to be published."),
    key(
        "status",
        Choice(STATUSES),
        "published",
        "`draft` is the same as `draft: true`. `withdrawn` leaves a notice at the address in place of the text, \
         `superseded` a banner above it that leads to `superseded_by`.",
    ),
    key("status_note", Text, "", "A sentence for readers: why it was withdrawn, what the newer article has."),
    key(
        "superseded_by",
        Text,
        "",
        "The article that takes its place: its source, written as in links (`@/asia/new.md`), or its `id`.",
    ),
    key(
        "embargo",
        Bool,
        "false",
        "Nothing of it may be seen before `date`: links to it are errors, and so are its pictures among the static files.",
    ),
    key("expires", Date, "", "When its time is over: it leaves lists, feeds and search; after `date`."),
    key(
        "on_expire",
        Choice(ON_EXPIRE),
        "keep-with-notice",
        "What is at its address after `expires`: the page with a notice, a notice alone, or a redirect to `superseded_by`.",
    ),
    key("slug", Text, "", "The last part of the address; made from the file name if it is missing."),
    key("aliases", Texts, "", "Former addresses, each beginning with `/`, which lead here."),
    key("lang", Text, "", "The language, as a BCP 47 tag; the site's if it is missing."),
    key(
        "translation_of",
        Text,
        "",
        "The article that this is a translation of: its `id`, or its path such as `asia/korea-talks`.",
    ),
    key("template", Text, "", "The file name of the template."),
    key("weight", Integer, "0", "The place among its like: lower comes first."),
    key("label", Choice(LABELS), "", "What kind of journalism it is."),
    key(
        "label_until",
        Date,
        "",
        "When the label is over: from then on it is `news`, and `live` becomes `live-ended`. `breaking` should have it.",
    ),
    key("kicker", Text, "", "A few words above the headline."),
    key("dateline", Text, "", "The place it was written at, such as `GENEVA`."),
    key(
        "coordinates",
        Text,
        "",
        "The place it is about, as degrees of latitude and longitude such as `46.20, 6.15`; of a country or another place in its own file. Feeds name it.",
    ),
    key("image", Table, "", "The lead picture: its file, or a table with `src`, `alt`, `caption`, `credit`."),
    key(
        "image.src",
        Required,
        "",
        "The file: relative to the document's folder, `/…` among the static files, or an address elsewhere.",
    ),
    key(
        "image.alt",
        Text,
        "",
        "What it shows, for those who do not see it. Empty for a picture that says nothing.",
    ),
    key("image.caption", Text, "", "The line below it."),
    key("image.credit", Text, "", "Whose picture it is."),
    key(
        "image.focal",
        List,
        "",
        "The point that must be seen when the picture is cut to a shape: two numbers from 0 to 1, from the left and the top.",
    ),
    key(
        "image.credit_url",
        Text,
        "",
        "Where the picture is from and how it can be had: the credit links there.",
    ),
    key("image.license", Text, "", "Its licence, such as `CC BY 4.0`."),
    key("image.license_url", Text, "", "The address of the licence, with http or https."),
    key("image.copyright", Text, "", "Its copyright notice."),
    key(
        "image.digital_source_type",
        Choice(DIGITAL_SOURCE_CODES),
        "",
        "How it came to be, as a code of the IPTC.",
    ),
    key("key_points", Texts, "", "The main points, two to five, each of at most 140 characters."),
    key("sources", List, "", "What the article rests on, in order."),
    key("sources.[].title", Required, "", "The title of the source."),
    key("sources.[].url", Text, "", "Its address, with http or https."),
    key("sources.[].publisher", Text, "", "Who published it."),
    key("sources.[].type", Text, "", "What it is: report, treaty, data …"),
    key("claim", Table, "", "The claim that a fact check is about, and what was found."),
    key("claim.text", Required, "", "What was claimed, in at most 75 characters."),
    key("claim.verdict", Required, "", "What was found, in a word or two: `False`, `Mostly true`."),
    key("claim.rating", Count, "", "The same as a number from 1, false, to 5, true."),
    key("claim.author", Text, "", "Who claimed it."),
    key("claim.organisation", Bool, "false", "It was an organisation that claimed it."),
    key("claim.date", Date, "", "When it was claimed."),
    key("claim.url", Text, "", "Where it was claimed, with http or https."),
    key("how_we_reported", Text, "", "How the article came to be, in Markdown."),
    key(
        "ai_disclosure",
        Table,
        "",
        "What part machines had in the text: `none`, `assisted` or `generated`, or a table with `level` and `text`.",
    ),
    key("ai_disclosure.level", Choice(AI_USES), "", "One of these words."),
    key("ai_disclosure.text", Text, "", "What exactly was done, in a sentence."),
    key("corrections", List, "", "What was wrong and has been put right, the newest last."),
    key("corrections.[].date", Date, "", "When the text was changed. It must be there."),
    key("corrections.[].text", Required, "", "What readers should know."),
    key("corrections.[].kind", Choice(CORRECTION_KINDS), "correction", "What it is."),
    key("corrections.[].was", Text, "", "What stood there."),
    key("corrections.[].now", Text, "", "What is right."),
    key(
        "corrections.[].prominence",
        Choice(&["top", "end"]),
        "",
        "Where it stands; retractions and editors' notes stand above the text, others below.",
    ),
    key("noindex", Bool, "false", "Search engines are asked to leave the page out; sitemaps do not list it."),
    key(
        "in_feeds",
        Bool,
        "true",
        "Whether the article stands in feeds; in `_index.md`, whether the articles of the section do.",
    ),
    key(
        "in_search",
        Bool,
        "true",
        "Whether the site's search finds the article; in `_index.md`, whether it finds those of the section.",
    ),
    key("syndicated_from", Table, "", "Where the article was published first, if that was elsewhere."),
    key("syndicated_from.name", Required, "", "Who published it first."),
    key("syndicated_from.url", Required, "", "Its address there, with http or https."),
    key("extra", Free, "", "The site's own values, for its own templates."),
    key(
        "id",
        Text,
        "",
        "Permanent identity of the article, for feeds. `dateline new` fills it in; it never changes.",
    ),
    section("article_template", Text, "", "The template of the section's articles."),
    section(
        "permalink",
        Text,
        "",
        "The pattern of the addresses of the section's articles, such as `/:year/:month/:slug/`.",
    ),
    section("page_size", Count, "", "How many articles a list page of the section has."),
    section("pages", Bool, "false", "The section holds standalone pages, not articles."),
    term("job_title", Text, "", "What an author is by profession."),
    term(
        "organisation",
        Bool,
        "false",
        "It is not a person who writes under this name, but an organisation.",
    ),
    term("same_as", Texts, "", "Addresses of pages elsewhere about the same: profiles, Wikidata."),
    term("knows_about", Texts, "", "What an author writes about."),
    term("knows_language", Texts, "", "Languages that an author works in, as tags such as `en`."),
    term("email", Text, "", "Where readers can write to an author."),
    term("fediverse", Text, "", "An author's name in the fediverse, such as `@mara@social.example`."),
    term("twitter", Text, "", "An author's name on X, once Twitter, such as `@example`."),
    section("news", Bool, "true", "Whether the articles of the section stand in the sitemap for news."),
];

/// The JSON Schema (draft 2020-12) of front matter, with which editors complete and check.
/// With the settings of a site its taxonomies are known too.
pub fn schema(config: Option<&Config>) -> Value {
    let keys: Vec<Key> = KEYS.iter().map(|key| key.key).collect();
    let mut schema = object_schema("Dateline: front matter", &keys);
    let names: Vec<&str> = match config {
        Some(config) => config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect(),
        None => vec!["tags"],
    };
    let properties = &mut schema["properties"];
    let terms = properties["authors"].clone();
    for name in names.into_iter().filter(|name| *name != "authors") {
        let mut terms = terms.clone();
        terms["description"] = json!(format!("Terms of the taxonomy `{name}`."));
        properties[name] = terms;
    }
    // What machines did may be said in a word or in a table.
    let table = properties["ai_disclosure"].take();
    let (description, word) = (table["description"].clone(), json!({ "enum": AI_USES }));
    let inner = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": table["properties"],
        "required": ["level"],
    });
    properties["ai_disclosure"] = json!({ "description": description, "anyOf": [word, inner] });
    // A picture may be given by its file alone.
    let table = properties["image"].take();
    properties["image"] = json!({
        "description": table["description"],
        "anyOf": [{ "type": "string", "minLength": 1 }, table],
    });
    schema
}

/// The keys of an article's lifetime that sections and terms do not have.
const LIFETIME: [&str; 6] = ["status", "status_note", "superseded_by", "expires", "on_expire", "label_until"];

/// Keys of other generators, and what they are called here.
const ELSEWHERE: [(&str, &str); 10] = [
    ("expirydate", "expires"),
    ("expiryDate", "expires"),
    ("publishDate", "date"),
    ("description", "summary"),
    ("excerpt", "summary"),
    ("lastmod", "updated"),
    ("modified", "updated"),
    ("published", "date"),
    ("language", "lang"),
    ("layout", "template"),
];

/// What mends an unknown key: the key it stands for, or the place for the site's own.
pub(super) fn where_it_belongs(problem: Problem, name: &str) -> Problem {
    let known = KEYS.iter().find(|key| key.key.name == name && key.holder != Holder::Any);
    if let Some(key) = known {
        let hint = match key.holder {
            Holder::Section => format!("only `_index.md` has `{name}`"),
            _ => format!("only pages of authors and other terms have `{name}`"),
        };
        return Problem { hints: Vec::new(), ..problem }.hint(hint);
    }
    if LIFETIME.contains(&name) {
        let hint = format!("only articles and pages have `{name}`, not sections and terms");
        return Problem { hints: Vec::new(), ..problem }.hint(hint);
    }
    match ELSEWHERE.iter().find(|(key, _)| *key == name) {
        Some((_, here)) => Problem { hints: Vec::new(), ..problem }.hint(format!("this is `{here}` here")),
        None if problem.hints.is_empty() => problem.hint("the site's own values belong below `extra`"),
        None => problem,
    }
}

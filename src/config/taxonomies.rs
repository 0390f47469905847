//! The taxonomies that `site.toml` declares.

use super::Taxonomy;
use super::fields::Fields;
use super::parse::{Trouble, checked};
use crate::problem::{Code, Problem};
use crate::source::Span;

/// Names that no taxonomy can have: keys of front matter, and what templates find on a page.
pub(crate) const RESERVED: &[&str] = &[
    "ai_disclosure",
    "aliases",
    "ancestors",
    "article_template",
    "articles",
    "author",
    "claim",
    "content",
    "contributors",
    "coordinates",
    "corrections",
    "date",
    "dateline",
    "dir",
    "draft",
    "email",
    "embargo",
    "excerpt",
    "expires",
    "extra",
    "fediverse",
    "feeds",
    "files",
    "how_we_reported",
    "id",
    "image",
    "in_feeds",
    "in_search",
    "job_title",
    "key_points",
    "kicker",
    "kind",
    "knows_about",
    "knows_language",
    "label",
    "label_until",
    "lang",
    "license",
    "modified",
    "news",
    "next",
    "noindex",
    "on_expire",
    "organisation",
    "own_articles",
    "page_size",
    "pages",
    "parent",
    "path",
    "permalink",
    "previous",
    "profile",
    "publisher",
    "reading_time",
    "related",
    "roles",
    "same_as",
    "schema_type",
    "section",
    "sections",
    "seo_title",
    "short_title",
    "signoff",
    "slug",
    "source_path",
    "sources",
    "state",
    "status",
    "status_note",
    "subjects",
    "summary",
    "superseded_by",
    "syndicated_from",
    "template",
    "terms",
    "title",
    "toc",
    "translation_of",
    "translations",
    "twitter",
    "update_note",
    "updated",
    "url",
    "weight",
    "word_count",
];

/// What terms can be among the types of schema.org.
pub(super) const TERM_TYPES: &[&str] =
    &["Country", "Place", "Person", "Organization", "Event", "CreativeWork", "CreativeWorkSeries", "Thing"];

/// What the terms of a taxonomy with such a name usually are; None for words.
fn usual_type(name: &str) -> Option<String> {
    let schema = match name {
        "countries" => "Country",
        "places" | "regions" | "cities" => "Place",
        "people" => "Person",
        "organisations" | "organizations" => "Organization",
        "events" => "Event",
        "series" => "CreativeWorkSeries",
        _ => return None,
    };
    Some(schema.to_owned())
}

/// Reads `[taxonomies]`. `authors` always comes first.
pub(super) fn taxonomies(fields: &mut Fields<'_>) -> Vec<Taxonomy> {
    let mut declared: Vec<(Taxonomy, Span)> = Vec::new();
    if let Some(mut table) = fields.take_table("taxonomies") {
        for name in table.names() {
            if let Some(trouble) = bad_taxonomy_name(&name.value) {
                table.take(&name.value);
                table.report(Problem::new(Code::BadValue, trouble).at(name.span));
                continue;
            }
            let Some(mut one) = table.take_table(&name.value) else { continue };
            let title = one.take_text("title").map(|text| text.value);
            let slug = one.take_text("slug");
            let place = slug.as_ref().map_or(name.span, |slug| slug.span);
            let slug = slug.and_then(|text| checked(&mut one, &text, "slug", slug_of));
            let page_size = one.take_count("page_size");
            let schema = one.take_choice("schema", TERM_TYPES).map(str::to_owned);
            one.finish();
            let taxonomy = Taxonomy {
                title: title.unwrap_or_else(|| heading(&name.value)),
                slug: slug.unwrap_or_else(|| name.value.clone()),
                page_size: page_size.unwrap_or(20),
                schema: schema.or_else(|| usual_type(&name.value)),
                name: name.value,
            };
            declared.push((taxonomy, place));
        }
        table.finish();
    }
    let nothing = declared.iter().all(|(taxonomy, _)| taxonomy.name == "authors");
    let plain = |name: &str| Taxonomy {
        name: name.to_owned(),
        title: heading(name),
        slug: name.to_owned(),
        page_size: 20,
        schema: usual_type(name),
    };
    let place = fields.span();
    match declared.iter().position(|(taxonomy, _)| taxonomy.name == "authors") {
        Some(index) => declared[..=index].rotate_right(1),
        None => declared.insert(0, (plain("authors"), place)),
    }
    if nothing {
        declared.push((plain("tags"), place));
    }
    for (index, (taxonomy, span)) in declared.iter().enumerate() {
        if let Some((other, _)) = declared[..index].iter().find(|(other, _)| other.slug == taxonomy.slug) {
            let message = format!(
                "the taxonomies `{}` and `{}` have the same slug `{}`",
                other.name, taxonomy.name, taxonomy.slug
            );
            fields.report(Problem::new(Code::BadValue, message).at(*span));
        }
    }
    declared.into_iter().map(|(taxonomy, _)| taxonomy).collect()
}

fn bad_taxonomy_name(name: &str) -> Option<String> {
    if RESERVED.contains(&name) {
        return Some(format!("`{name}` cannot be a taxonomy: it has a meaning of its own"));
    }
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if name.is_empty() || !name.chars().all(good) {
        let name = name.escape_debug();
        return Some(format!("the taxonomy `{name}` should have a name of a-z, 0-9, `_` and `-`"));
    }
    None
}

/// A heading from a name: `foreign_affairs` becomes `Foreign affairs`.
fn heading(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn slug_of(text: &str) -> Result<String, Trouble> {
    let bad =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '/' | '\\' | '?' | '#' | '%' | ':');
    if text.starts_with('.') || text.contains(bad) {
        return Err(Trouble::new("should be one part of an address, without `/`, `?`, `#` and spaces"));
    }
    Ok(text.to_owned())
}

//! JSON Feed 1.1 (news.md § 2.5).

use super::{Feed, Item};
use crate::render::ask::rfc3339;
use serde_json::{Map, Value, json};

pub(super) fn write(feed: &Feed) -> Vec<u8> {
    let mut root = Map::new();
    root.insert("version".into(), "https://jsonfeed.org/version/1.1".into());
    root.insert("title".into(), feed.title.as_str().into());
    root.insert("home_page_url".into(), feed.home.as_str().into());
    root.insert("feed_url".into(), feed.own.as_str().into());
    root.insert("description".into(), feed.description.as_str().into());
    root.insert("language".into(), feed.lang.as_str().into());
    for (key, url) in [("icon", &feed.icon), ("favicon", &feed.favicon)] {
        root.extend(url.as_ref().map(|url| (key.to_owned(), url.as_str().into())));
    }
    root.insert("authors".into(), json!([{ "name": feed.site }]));
    if let Some(hub) = &feed.hub {
        root.insert("hubs".into(), json!([{ "type": "WebSub", "url": hub }]));
    }
    root.insert("items".into(), feed.items.iter().map(item).collect());
    bytes(&root.into())
}

/// A value as the bytes of a file.
pub(in crate::render) fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn item(item: &Item) -> Value {
    let mut one = Map::new();
    let mut add = |key: &str, value: Value| {
        one.insert(key.to_owned(), value);
    };
    add("id", item.id.as_str().into());
    add("url", item.url.as_str().into());
    add("title", item.title.as_str().into());
    if let Some(summary) = &item.summary {
        add("summary", summary.as_str().into());
    }
    match &item.html {
        Some(html) => add("content_html", html.as_str().into()),
        // One of the two must be there.
        None => add("content_text", item.summary.as_deref().unwrap_or(&item.title).into()),
    }
    if let Some(picture) = &item.picture {
        add("image", picture.url.as_str().into());
    }
    if let Some(published) = &item.published {
        add("date_published", rfc3339(published).into());
    }
    if let Some(updated) = &item.updated {
        add("date_modified", rfc3339(updated).into());
    }
    if !item.authors.is_empty() {
        let author = |author: &super::Author| match &author.url {
            Some(url) => json!({ "name": author.name, "url": url }),
            None => json!({ "name": author.name }),
        };
        add("authors", item.authors.iter().map(author).collect());
    }
    if !item.categories.is_empty() {
        add("tags", item.categories.iter().map(|tag| Value::from(tag.as_str())).collect());
    }
    if let Some(lang) = &item.lang {
        add("language", lang.as_str().into());
    }
    // What only news has, in one object of our own (JF-5).
    if let Some(label) = &item.label {
        add("_news", json!({ "label": label }));
    }
    one.into()
}

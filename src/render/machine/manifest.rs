//! The web application manifest (W3C): what the site is called when it is kept on a screen.

use crate::facts::{Answer, Entry, Field, Question, Window};
use crate::render::ask;
use crate::render::feed::bytes;
use serde_json::{Map, Value, json};

/// Icons by the names that themes and sites usually give them.
const ICONS: [(&str, &str, &str); 4] = [
    ("favicon.svg", "any", "image/svg+xml"),
    ("icon-192.png", "192x192", "image/png"),
    ("icon-512.png", "512x512", "image/png"),
    ("apple-touch-icon.png", "180x180", "image/png"),
];

pub(super) fn manifest(window: &Window) -> Vec<u8> {
    let settings = window.manifest();
    let text = |field| ask::text(window, Entry::Site, field);
    let mut root = Map::new();
    let mut add = |key: &str, value: Option<Value>| {
        root.extend(value.map(|value| (key.to_owned(), value)));
    };
    let start = text(Field::Url).unwrap_or_default();
    add("name", text(Field::Title).map(Value::from));
    add("short_name", settings.short_name.clone().map(Value::from));
    add("description", text(Field::Description).map(Value::from));
    add("lang", text(Field::Lang).map(Value::from));
    add("dir", text(Field::Dir).map(Value::from));
    add("id", Some(start.clone().into()));
    add("start_url", Some(start.clone().into()));
    add("scope", Some(start.into()));
    add("display", Some("minimal-ui".into()));
    add("theme_color", settings.theme_color.clone().map(Value::from));
    add("background_color", settings.background_color.clone().map(Value::from));
    let icon = |(path, sizes, media_type): &(&str, &str, &str)| match window
        .ask(Question::Asset(window.symbol(path)))
    {
        Answer::Text(url) => Some(json!({ "src": url, "sizes": sizes, "type": media_type })),
        _ => None,
    };
    let icons: Vec<Value> = ICONS.iter().filter_map(icon).collect();
    add("icons", (!icons.is_empty()).then(|| icons.into()));
    bytes(&root.into())
}

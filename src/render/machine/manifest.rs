//! The web application manifest (W3C): what the site is called when it is kept on a screen.

use crate::data::Data;
use crate::facts::{Entry, Field, Window};
use crate::render::ask;
use crate::render::feed::bytes;
use serde_json::{Map, Value, json};

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
    let publisher = ask::data(window, Entry::Site, Field::Publisher);
    let icons = match publisher.get("app_icons") {
        Some(Data::List(icons)) => icons.as_slice(),
        _ => &[],
    };
    let at = |icon, key| ask::at(icon, key).unwrap_or_default();
    let icons = icons
        .iter()
        .map(|icon| json!({ "src": at(icon, "url"), "sizes": at(icon, "sizes"), "type": at(icon, "type") }));
    let icons: Vec<Value> = icons.collect();
    add("icons", (!icons.is_empty()).then(|| icons.into()));
    bytes(&root.into())
}

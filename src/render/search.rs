//! The files of an index for search.

use crate::facts::{Answer, Entry, Field, Question, Window};
use crate::plan::{GROUP, SearchPart};
use crate::render::ask;
use serde_json::{Value, json};

/// The bytes of such a file.
pub(super) fn search(lang: &str, part: SearchPart, window: &Window) -> Vec<u8> {
    let symbol = window.symbol(lang);
    match part {
        SearchPart::Index => match window.ask(Question::SearchIndex(symbol)) {
            Answer::Owned(data) => packed(&data.to_json()),
            _ => Vec::new(),
        },
        SearchPart::Words(block, shard) => match window.ask(Question::SearchWords(symbol, block, shard)) {
            Answer::Text(text) => text.into_owned().into_bytes(),
            _ => Vec::new(),
        },
        SearchPart::Results(group) => {
            let first = group * GROUP as u32;
            let items = (first..first + GROUP as u32).map_while(|place| {
                match window.ask(Question::SearchItem(symbol, place)) {
                    Answer::Entry(entry) => Some(item(entry, window)),
                    _ => None,
                }
            });
            packed(&Value::Array(items.collect()))
        }
    }
}

/// What is shown of an article: title, address, date, section, label, summary.
fn item(entry: Entry, window: &Window) -> Value {
    let text = |field| ask::text(window, entry, field);
    let date = ask::time(window, entry, Field::Date).map(|time| time.at.date().to_string());
    let section = match window.ask(Question::Field(entry, Field::Section)) {
        Answer::Entry(section) => ask::text(window, section, Field::Title),
        _ => None,
    };
    let summary = text(Field::Summary).or_else(|| text(Field::Excerpt).map(|text| shortened(&text)));
    let fields = [text(Field::Title), text(Field::Url), date, section, text(Field::Label), summary];
    json!(fields.map(Option::unwrap_or_default))
}

/// How long what is shown of a text without a summary is, in letters.
const LONG: usize = 200;

/// The beginning of a text, cut between words if it has any.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONG) else { return text.to_owned() };
    let start = &text[..end];
    let end = start.rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", text[..end].trim_end())
}

/// A value on one line.
fn packed(value: &Value) -> Vec<u8> {
    format!("{value}\n").into_bytes()
}

//! What feeds say of mistakes: corrections with the articles they belong to, the feed of all
//! corrections, and the notice that is left of an article that was withdrawn (RS-13, CX-4).

use super::{Item, authors, id};
use crate::facts::{Answer, Entry, Field, Question, Time, Window};
use crate::render::ask;
use crate::render::environment::escaped;

/// One correction of an article.
struct Correction {
    date: Time,
    /// What it is called: "Correction", "Editors’ note".
    name: String,
    text: String,
    was: Option<String>,
    now: Option<String>,
    /// It stands above the text.
    top: bool,
}

/// A word of the theme in the language of the site, or this one.
fn word(window: &Window, key: &str, otherwise: &str) -> String {
    match window.ask(Question::Word(window.symbol(key))) {
        Answer::Data(word) => word.as_text().unwrap_or(otherwise).to_owned(),
        _ => otherwise.to_owned(),
    }
}

/// What is said instead of an article that was withdrawn.
pub(super) fn withdrawn(entry: Entry, window: &Window) -> String {
    let notice = word(window, "notice_withdrawn", "This article has been withdrawn.");
    match ask::text(window, entry, Field::StatusNote) {
        Some(note) => format!("{notice} {note}"),
        None => notice,
    }
}

fn corrections_of(entry: Entry, window: &Window) -> Vec<Correction> {
    let Answer::List(records) = window.ask(Question::Field(entry, Field::Corrections)) else {
        return Vec::new();
    };
    let correction = |record: Answer<'_>| {
        let Answer::Record(parts) = record else { return None };
        let part = |name: &str| parts.iter().find(|(key, _)| *key == name).map(|(_, part)| part);
        let text = |name: &str| match part(name) {
            Some(Answer::Text(text)) if !text.is_empty() => Some(text.to_string()),
            _ => None,
        };
        let Some(Answer::Time(date)) = part("date") else { return None };
        let kind = text("kind").unwrap_or_default();
        Some(Correction {
            date: date.clone(),
            name: word(window, &format!("correction_{kind}"), &kind),
            text: text("text")?,
            was: text("was"),
            now: text("now"),
            top: matches!(part("top"), Some(Answer::Truth(true))),
        })
    };
    records.into_iter().filter_map(correction).collect()
}

impl Correction {
    fn html(&self) -> String {
        let day = self.date.at.strftime("%Y-%m-%d");
        let mut html =
            format!("<p><strong>{}</strong> ({day}): {}</p>\n", escaped(&self.name), escaped(&self.text));
        let former = self.was.iter().map(|was| format!("<del>{}</del>", escaped(was)));
        let present = self.now.iter().map(|now| format!("<ins>{}</ins>", escaped(now)));
        let both: Vec<String> = former.chain(present).collect();
        if !both.is_empty() {
            html.push_str(&format!("<p>{}</p>\n", both.join(" ")));
        }
        html
    }
}

/// The corrections of an article for above and below its text.
pub(super) fn around(entry: Entry, window: &Window) -> (String, String) {
    let (above, below): (Vec<_>, Vec<_>) =
        corrections_of(entry, window).into_iter().partition(|correction| correction.top);
    let html = |corrections: &[Correction]| corrections.iter().map(Correction::html).collect();
    (html(&above), html(&below))
}

/// The newest corrections of these articles, each an item of its own.
pub(super) fn corrections(entries: Vec<Entry>, authority: &str, length: usize, window: &Window) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for entry in entries {
        // The articles come by their newest correction: no other has one that is newer.
        let enough = length.checked_sub(1).and_then(|last| items.get(last)?.published.as_ref());
        let oldest = enough.map(|time| time.at.timestamp());
        let of_article = corrections_of(entry, window);
        let newest = of_article.iter().map(|correction| correction.date.at.timestamp()).max();
        if oldest.zip(newest).is_some_and(|(oldest, newest)| newest < oldest) {
            break;
        }
        let text = |field| ask::text(window, entry, field).unwrap_or_default();
        let published = ask::time(window, entry, Field::Date);
        let own = id(&text(Field::Id), authority, published.as_ref());
        let mut of_a_second = std::collections::BTreeMap::new();
        for correction in of_article {
            // Two of one article at the same time are told apart by their order.
            let second = correction.date.at.timestamp().as_second();
            let number = of_a_second.entry(second).or_insert(0_u32);
            let mark = if *number == 0 { String::new() } else { format!("-{number}") };
            *number += 1;
            items.push(Item {
                id: format!("{own}#correction-{second}{mark}"),
                url: text(Field::Permalink),
                title: format!("{}: {}", correction.name, text(Field::Title)),
                summary: Some(correction.text.clone()),
                html: Some(correction.html()),
                published: Some(correction.date.clone()),
                updated: None,
                lang: None,
                authors: authors(entry, window),
                categories: Vec::new(),
                label: None,
                place: None,
                picture: None,
            });
        }
        items.sort_by_key(|item| std::cmp::Reverse(item.published.as_ref().map(|time| time.at.timestamp())));
        items.truncate(length);
    }
    items
}

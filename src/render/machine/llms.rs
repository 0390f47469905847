//! llms.txt and the twins of articles in Markdown.

use crate::facts::{Answer, Entry, Field, List, Listing, Question, Window};
use crate::plan::PageId;
use crate::render::ask;
use crate::render::components::{self, Form};
use minijinja::Error;
use std::fmt::Write;
use std::sync::Arc;

/// How many articles the table of contents names.
const NEWEST: usize = 50;

pub(super) fn llms(window: &Window) -> String {
    let text = |entry, field| ask::text(window, entry, field);
    let mut out = format!("# {}\n", text(Entry::Site, Field::Title).unwrap_or_default());
    // Writing to a string cannot fail.
    if let Some(description) = text(Entry::Site, Field::Description) {
        let _ = write!(out, "\n> {}\n", line(&description));
    }
    let markdown = window.llms().markdown;
    let groups = [
        ("Sections", ask::items(window, List::Base(Entry::Site, Listing::Sections))),
        ("Articles", articles(window)),
        ("About", ask::items(window, List::Base(Entry::Site, Listing::Pages))),
    ];
    for (name, entries) in groups {
        if entries.is_empty() {
            continue;
        }
        let _ = write!(out, "\n## {name}\n\n");
        for entry in entries {
            let title = text(entry, Field::Title).unwrap_or_default();
            let twin = markdown.then(|| twin_url(entry, window)).flatten();
            let url = twin.or_else(|| text(entry, Field::Permalink)).unwrap_or_default();
            let summary = text(entry, Field::Summary).map(|summary| format!(": {}", line(&summary)));
            let _ = writeln!(out, "- [{}]({url}){}", name_of(&title), summary.unwrap_or_default());
        }
    }
    out
}

fn twin_url(entry: Entry, window: &Window) -> Option<String> {
    ask::text(window, entry, Field::Twin)
}

/// An article as Markdown: what stands above its text, and the text.
pub(super) fn twin(id: PageId, window: &Arc<Window>) -> Result<String, Error> {
    let entry = Entry::Page(id);
    let text = |field| ask::text(window, entry, field);
    let mut out = format!("# {}\n\n", line(&text(Field::Title).unwrap_or_default()));
    // Writing to a string cannot fail.
    if let Some(summary) = text(Field::Summary) {
        let _ = write!(out, "> {}\n\n", line(&summary));
    }
    let names = window.known().find_taxonomy("authors").map(|authors| {
        let terms = ask::items(window, List::Base(entry, Listing::Terms(authors)));
        let names: Vec<String> =
            terms.iter().filter_map(|term| ask::text(window, *term, Field::Title)).collect();
        names.join(", ")
    });
    if let Some(names) = names.filter(|names| !names.is_empty()) {
        let _ = writeln!(out, "- Authors: {}", line(&names));
    }
    for (name, field) in [("Published", Field::Date), ("Updated", Field::Updated)] {
        if let Some(time) = ask::time(window, entry, field) {
            let _ = writeln!(out, "- {name}: {}", ask::w3c(&time));
        }
    }
    let _ = write!(out, "- Page: {}\n\n", text(Field::Permalink).unwrap_or_default());
    if let Answer::Text(markdown) = window.ask(Question::Field(entry, Field::Markdown)) {
        out.push_str(&components::filled(markdown.into_owned(), entry, Form::Text, window)?);
    }
    if !out.ends_with('\n') {
        out.push('\n');
    }
    Ok(out)
}

/// A name between the brackets of a link.
fn name_of(name: &str) -> String {
    line(name).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// A text on one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The newest articles in feeds that can be read.
fn articles(window: &Window) -> Vec<Entry> {
    let mut articles = ask::first(window, Entry::Site, Listing::Fed, NEWEST);
    articles.retain(|article| ask::text(window, *article, Field::State).as_deref() != Some("withdrawn"));
    articles
}

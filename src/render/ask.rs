//! Short words for what the files of the newswire ask of their window.

use crate::data::Data;
use crate::facts::{Answer, Entry, Field, List, Listing, Operation, Question, Time, Window};

/// A text; None if there is none.
pub(super) fn text(window: &Window, entry: Entry, field: Field) -> Option<String> {
    match window.ask(Question::Field(entry, field)) {
        Answer::Text(text) => Some(text.into_owned()).filter(|text| !text.is_empty()),
        Answer::Html(html) => Some(html).filter(|html| !html.is_empty()),
        _ => None,
    }
}

/// A point in time.
pub(super) fn time(window: &Window, entry: Entry, field: Field) -> Option<Time> {
    match window.ask(Question::Field(entry, field)) {
        Answer::Time(time) => Some(time),
        _ => None,
    }
}

/// A table or list of values.
pub(super) fn data(window: &Window, entry: Entry, field: Field) -> Data {
    match window.ask(Question::Field(entry, field)) {
        Answer::Owned(data) => data,
        Answer::Data(data) => data.clone(),
        _ => Data::None,
    }
}

/// The text at a key of a table.
pub(super) fn at<'a>(data: &'a Data, key: &str) -> Option<&'a str> {
    data.get(key).and_then(Data::as_text)
}

/// The whole address of a path of the site.
pub(super) fn absolute(window: &Window, path: &str) -> String {
    match window.ask(Question::Absolute(window.symbol(path))) {
        Answer::Text(text) => text.into_owned(),
        _ => String::new(),
    }
}

/// The whole address of something that has an address within the site or elsewhere.
pub(super) fn whole(window: &Window, url: &str) -> String {
    match url.starts_with('/') && !url.starts_with("//") {
        true => origin(window) + url,
        false => url.to_owned(),
    }
}

/// Scheme and host of the site.
pub(super) fn origin(window: &Window) -> String {
    let base = text(window, Entry::Site, Field::BaseUrl).unwrap_or_default();
    let end = base.find("://").and_then(|at| base[at + 3..].find('/').map(|slash| at + 3 + slash));
    base[..end.unwrap_or(base.len())].to_owned()
}

/// The host of the site.
pub(super) fn host(window: &Window) -> String {
    let origin = origin(window);
    let host = origin.split_once("://").map_or(&*origin, |(_, host)| host);
    host.split(':').next().unwrap_or(host).to_owned()
}

/// How long a list is.
pub(super) fn length(window: &Window, list: List) -> usize {
    match window.ask(Question::Length(list)) {
        Answer::Number(number) => usize::try_from(number).unwrap_or(0),
        _ => 0,
    }
}

/// All items of a list, each asked for by itself.
pub(super) fn items(window: &Window, list: List) -> Vec<Entry> {
    let item = |index| match window.ask(Question::Item(list, index)) {
        Answer::Entry(entry) => Some(entry),
        _ => None,
    };
    (0..length(window, list) as u32).filter_map(item).collect()
}

/// The first items of an entry's list.
pub(super) fn first(window: &Window, entry: Entry, listing: Listing, count: usize) -> Vec<Entry> {
    items(window, window.names().derive(List::Base(entry, listing), Operation::First(count as u32)))
}

/// So many items of an entry's list after so many others.
pub(super) fn part(window: &Window, entry: Entry, listing: Listing, skip: usize, count: usize) -> Vec<Entry> {
    let names = window.names();
    let list = names.derive(List::Base(entry, listing), Operation::Skip(skip as u32));
    items(window, names.derive(list, Operation::First(count as u32)))
}

/// A time as RFC 3339 has it, with its offset.
pub(super) fn rfc3339(time: &Time) -> String {
    time.at.timestamp().display_with_offset(time.at.offset()).to_string()
}

/// A time as W3C's profile of ISO 8601 has it: a day alone where only the day is known.
pub(super) fn w3c(time: &Time) -> String {
    if time.day_only { time.at.date().to_string() } else { rfc3339(time) }
}

/// A time as RFC 2822 has it (RS-5).
pub(super) fn rfc2822(time: &Time) -> String {
    jiff::fmt::rfc2822::to_string(&time.at).unwrap_or_default()
}

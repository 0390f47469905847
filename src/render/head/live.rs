//! The entries of a live report (LD-10): its headings that begin with a time, such as
//! `## 14:02 – The talks resume`, or with a date and a time. A heading is what readers see and
//! can link to, and so nothing is said here that the page does not show.

use super::graph::publisher_id;
use super::look::{Look, items_of, text_at};
use super::node::{Json, Node, reference};
use crate::data::Data;
use crate::facts::{Answer, Field, Question, Time};
use crate::render::filters::without_tags;
use jiff::civil;

/// One entry.
struct Entry<'a> {
    id: &'a str,
    at: jiff::ZonedDateTime,
    headline: &'a str,
}

/// Adds what makes an article a live report: when it began and ended, and its entries.
pub(super) fn live(look: &Look, node: Node) -> Node {
    let time = |field| match look.window.ask(Question::Field(look.entry, field)) {
        Answer::Time(time) => Some(time),
        _ => None,
    };
    let Some(began) = time(Field::Date) else { return node };
    let toc = look.data(look.entry, Field::Toc);
    let headings: Vec<&Data> = items_of(&toc).iter().collect();
    let entries = entries(&headings, &began);
    // Its time is over when the label says so.
    let over = look.own(Field::Label).as_deref() == Some("live-ended");
    let ended = time(Field::LabelUntil).filter(|_| over);
    let node = node
        .set("coverageStartTime", look.time(Field::Date))
        .set("coverageEndTime", ended.and_then(|_| look.time(Field::LabelUntil)));
    if entries.is_empty() {
        return node;
    }
    let html = look.own(Field::Content).unwrap_or_default();
    let posts = entries.iter().map(|entry| {
        let text = text_of(&html, entry.id, &headings);
        Node::new("BlogPosting")
            .set("headline", entry.headline)
            .set("url", format!("{}#{}", look.address(), entry.id))
            .set("datePublished", entry.at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
            .set("articleBody", text)
            .set("author", reference(publisher_id(look)))
    });
    let posts: Vec<Json> = posts.map(Node::done).collect();
    node.set("liveBlogUpdate", posts)
}

/// The newest entry's time, if it is later than this.
pub(super) fn newest(look: &Look, than: Option<Time>) -> Option<String> {
    let Answer::Time(began) = look.window.ask(Question::Field(look.entry, Field::Date)) else { return None };
    let toc = look.data(look.entry, Field::Toc);
    let headings: Vec<&Data> = items_of(&toc).iter().collect();
    let newest = entries(&headings, &began).into_iter().map(|entry| entry.at).max()?;
    let later = than.is_none_or(|than| newest.timestamp() > than.at.timestamp());
    later.then(|| newest.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// The headings that begin with a time. One without a date is of the day of the report, or, if
/// it is earlier than the report itself, of the day after.
fn entries<'a>(headings: &[&'a Data], began: &Time) -> Vec<Entry<'a>> {
    let entry = |heading: &&'a Data| {
        let (id, title) = (text_at(heading, "id")?, text_at(heading, "title")?);
        let (date, rest) = match title.get(..10).and_then(|word| word.parse::<civil::Date>().ok()) {
            Some(date) => (Some(date), title[10..].trim_start()),
            None => (None, title),
        };
        let (clock, rest) = clock(rest)?;
        let start = &began.at;
        let day = match date {
            Some(date) => date,
            None if clock < start.time() && !began.day_only => start.date().tomorrow().ok()?,
            None => start.date(),
        };
        let at = day.to_datetime(clock).to_zoned_datetime(start.time_zone().clone()).ok()?;
        let dash = |letter: char| letter.is_whitespace() || "–—-:,.|·".contains(letter);
        let headline = rest.trim_start_matches(dash);
        Some(Entry { id, at, headline: if headline.is_empty() { title } else { headline } })
    };
    headings.iter().filter_map(entry).collect()
}

/// A time of day at the beginning of a text, and what comes after it.
fn clock(text: &str) -> Option<(civil::Time, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let hours = digits(text);
    let rest = text.get(hours..)?.strip_prefix([':', '.'])?;
    if !(1..=2).contains(&hours) || digits(rest) != 2 {
        return None;
    }
    let (hour, minute) = (text[..hours].parse().ok()?, rest[..2].parse().ok()?);
    Some((civil::Time::new(hour, minute, 0, 0).ok()?, &rest[2..]))
}

/// The text below a heading, up to the next of the headings, without tags.
fn text_of(html: &str, id: &str, headings: &[&Data]) -> String {
    let place = |id: &str| html.find(&format!(" id=\"{id}\""));
    let Some(start) = place(id) else { return String::new() };
    let others = headings.iter().filter_map(|heading| place(text_at(heading, "id")?));
    let end = others.filter(|at| *at > start).min().unwrap_or(html.len());
    // From the end of this heading to the beginning of the next.
    let below = html[start..end].find("</h").and_then(|at| {
        let close = html[start + at..end].find('>')?;
        Some(&html[start + at + close + 1..end])
    });
    let below = below.unwrap_or_default();
    let below = if end < html.len() { below.rfind('<').map_or(below, |at| &below[..at]) } else { below };
    // What the theme draws is marked between NULs; it is no text of the entry.
    let text: String = below.split('\0').step_by(2).collect();
    without_tags(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

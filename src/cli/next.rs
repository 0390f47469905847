//! `next`: when the site will be another one although no file changes, and why.

use super::flags::{Common, Next};
use super::report::{self, Show};
use super::{Outcome, Trouble, schedule};
use crate::build::{Ahead, Change, Mode};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Instant;

/// How many instants a schedule has, unless it is said.
const SCHEDULED: usize = 20;

/// Says what is to come, or what has come since an instant.
pub(super) fn run(next: &Next, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let began = Instant::now();
    let mut request = super::request(common, Mode::Check, false)?;
    let now = request.at;
    if let Some(since) = next.since {
        if since.as_second() > now {
            return Err(Trouble::new("`--since` is later than now"));
        }
        request.at = since.as_second();
    }
    let (Ahead { changes, zone }, report) = crate::build::next(&request)?;
    let until = match (next.since, next.within) {
        (Some(_), _) => now,
        (None, Some(within)) => now.saturating_add(within.as_secs()),
        (None, None) => i64::MAX,
    };
    let count = match (next.count, next.cron, next.since) {
        (Some(count), ..) => count,
        (None, Some(_), _) => SCHEDULED,
        (None, None, Some(_)) => usize::MAX,
        (None, None, None) => 1,
    };
    let chosen = first(&changes, until, count);
    if let Some(form) = next.cron {
        show.errors(&report);
        show.result(&schedule::schedule(form, chosen))?;
    } else if show.is_json() {
        let mut object = serde_json::Map::new();
        let first = chosen.first().map(|change| change.at);
        object.insert("at".into(), words(now).into());
        object.insert("next".into(), first.map_or(Value::Null, |at| words(at).into()));
        object.insert("seconds".into(), first.map_or(Value::Null, |at| (at - now).into()));
        object.insert("changes".into(), chosen.iter().map(to_json).collect());
        let report = report::report_json(&report, began.elapsed());
        object.extend(
            report.into_iter().filter(|(key, _)| ["problems", "errors", "warnings"].contains(&key.as_str())),
        );
        show.json(&object.into())?;
    } else {
        show.errors(&report);
        show.result(&text(chosen, now, &zone))?;
    }
    if chosen.is_empty() {
        show.note(if next.since.is_some() { "nothing has changed" } else { "nothing is to come" });
    }
    Ok(match (report.count.0, chosen.is_empty()) {
        (1.., _) => Outcome::SiteHasErrors,
        (0, true) => Outcome::Nothing,
        (0, false) => Outcome::Done,
    })
}

/// The changes of the first so many instants, up to and with the last one allowed.
fn first(changes: &[Change], until: i64, count: usize) -> &[Change] {
    let mut instants = 0;
    let mut last = None;
    let end = changes.iter().position(|change| {
        if last != Some(change.at) {
            instants += 1;
            last = Some(change.at);
        }
        instants > count || change.at > until
    });
    &changes[..end.unwrap_or(changes.len())]
}

fn words(at: i64) -> String {
    Timestamp::from_second(at).map_or_else(|_| at.to_string(), |at| at.to_string())
}

fn to_json(change: &Change) -> Value {
    json!({ "at": words(change.at), "why": change.why.name(), "path": change.path, "title": change.title })
}

/// One line for each instant, and below it what happens then.
fn text(changes: &[Change], now: i64, zone: &TimeZone) -> String {
    let mut text = String::new();
    let mut last = None;
    for change in changes {
        if last != Some(change.at) {
            let _ = writeln!(text, "{}  {}", words(change.at), beside(change.at, now, zone));
            last = Some(change.at);
        }
        let Change { why, path, title, .. } = change;
        let title = if title.is_empty() { String::new() } else { format!("  {title}") };
        let _ = writeln!(text, "  {} {path}{title}", why.words());
    }
    text
}

/// The instant in the site's zone, and how far away it is.
fn beside(at: i64, now: i64, zone: &TimeZone) -> String {
    let away = match at - now {
        ahead @ 0.. => format!("in {}", duration(ahead)),
        past => format!("{} ago", duration(-past)),
    };
    let utc = *zone == TimeZone::UTC || zone.iana_name() == Some("UTC");
    match Timestamp::from_second(at) {
        Ok(at) if !utc => {
            let local = at.to_zoned_datetime(zone.clone());
            let name = zone.iana_name().unwrap_or("the site's zone");
            format!("({} in {name}, {away})", local.strftime("%Y-%m-%d %H:%M:%S"))
        }
        _ => format!("({away})"),
    }
}

/// A duration in its two largest units: `3 d 4 h`.
pub(super) fn duration(seconds: i64) -> String {
    let units = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")];
    let mut rest = seconds;
    let parts = units.iter().map(|(size, unit)| {
        let count = rest / size;
        rest %= size;
        (count, unit)
    });
    let parts: Vec<String> = parts
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if parts.is_empty() { "0 s".into() } else { parts.join(" ") }
}

/// A time span as people write it: `15m`, `2 hours`, `1h 30m`.
pub(super) fn span(text: &str) -> Result<SignedDuration, String> {
    let wrong = || "expected a time span like `15m`, `2h` or `1h 30m`".to_owned();
    let span: Span = text.parse().map_err(|_| wrong())?;
    let span = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    if span.is_negative() { Err(wrong()) } else { Ok(span) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::Why;

    fn changes(at: &[i64]) -> Vec<Change> {
        let change =
            |at: &i64| Change { at: *at, why: Why::Publishes, path: "a.md".into(), title: "A".into() };
        at.iter().map(change).collect()
    }

    #[test]
    fn instants_are_counted_not_changes() {
        let all = changes(&[10, 10, 20, 30]);
        let at = |until, count| first(&all, until, count).iter().map(|change| change.at).collect::<Vec<_>>();
        assert_eq!(at(i64::MAX, 1), [10, 10]);
        assert_eq!(at(i64::MAX, 2), [10, 10, 20]);
        assert_eq!(at(i64::MAX, 9), [10, 10, 20, 30]);
        assert_eq!(at(20, 9), [10, 10, 20]);
        assert!(at(9, 9).is_empty());
        assert!(at(i64::MAX, 0).is_empty());
    }

    #[test]
    fn durations_have_two_units() {
        let words = [0, 59, 60, 3600, 3661, 86_400, 86_460, 90_000, 400 * 86_400 + 7200].map(duration);
        assert_eq!(words, ["0 s", "59 s", "1 min", "1 h", "1 h 1 min", "1 d", "1 d", "1 d 1 h", "400 d 2 h"]);
    }

    #[test]
    fn time_is_told_in_the_zone_of_the_site() {
        let zone = TimeZone::get("Europe/Paris").expect("a zone");
        assert_eq!(
            text(&changes(&[1_795_428_000]), 1_795_424_400, &zone),
            "2026-11-23T10:00:00Z  (2026-11-23 11:00:00 in Europe/Paris, in 1 h)\n  publishes a.md  A\n"
        );
        assert_eq!(beside(0, 60, &TimeZone::UTC), "(1 min ago)");
    }
}

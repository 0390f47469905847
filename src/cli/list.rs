//! `list`: the articles with their states.

use super::flags::{Common, List, StateFlag};
use super::next::duration;
use super::report::{self, Show, many, tally};
use super::{Outcome, Trouble};
use crate::build::{Listed, Mode, Presence, State};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Instant;

/// Lists what is asked for. Standard output has the list and nothing else, so that other
/// programs can count and cut it.
pub(super) fn run(list: &List, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let began = Instant::now();
    let request = super::request(common, Mode::Check, false)?;
    let (all, report) = crate::build::list(&request)?;
    let chosen: Vec<&Listed> =
        all.iter().filter(|listed| list.state.is_none_or(|state| state_of(state) == listed.state)).collect();
    if show.is_json() {
        let mut object = serde_json::Map::new();
        object.insert("articles".into(), chosen.iter().map(|listed| to_json(listed, request.at)).collect());
        let report = report::report_json(&report, began.elapsed());
        object.extend(
            report.into_iter().filter(|(key, _)| ["problems", "errors", "warnings"].contains(&key.as_str())),
        );
        show.json(&object.into())?;
    } else {
        show.problems(&report);
        show.result(&table(&chosen, request.at))?;
        show.note(&closing(&chosen, report.count));
    }
    Ok(if report.count.0 > 0 { Outcome::SiteHasErrors } else { Outcome::Done })
}

fn state_of(flag: StateFlag) -> State {
    match flag {
        StateFlag::Published => State::Published,
        StateFlag::Draft => State::Draft,
        StateFlag::Scheduled => State::Scheduled,
        StateFlag::Embargoed => State::Embargoed,
        StateFlag::Expired => State::Expired,
        StateFlag::Superseded => State::Superseded,
        StateFlag::Withdrawn => State::Withdrawn,
    }
}

fn instant(seconds: Option<i64>) -> Option<Timestamp> {
    seconds.and_then(|seconds| Timestamp::from_second(seconds).ok())
}

fn to_json(listed: &Listed, now: i64) -> Value {
    let instant = |at: Option<i64>| instant(at).map(|at| at.to_string());
    json!({
        "path": listed.path,
        "title": listed.title,
        "url": listed.url,
        "state": listed.state.word(),
        "why": why(listed, now),
        "date": instant(listed.date),
        "appears": instant(listed.appears),
        "expires": instant(listed.expires),
    })
}

fn table(all: &[&Listed], now: i64) -> String {
    let width = all.iter().map(|listed| listed.path.chars().count()).max().unwrap_or(0).min(60);
    let mut table = String::new();
    for listed in all {
        let date = instant(listed.date).map_or_else(|| "-".into(), short);
        let why = why(listed, now).map_or_else(String::new, |why| format!("  ({why})"));
        let state = listed.state.word();
        let _ = writeln!(table, "{state:<10}  {date:<17}  {:<width$}  {}{why}", listed.path, listed.title);
    }
    table
}

fn short(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

/// Why an article is not, or not for ever, seen in lists, and when that changes.
fn why(listed: &Listed, now: i64) -> Option<String> {
    let when = |at: Option<i64>| {
        let words = instant(at).map(short).unwrap_or_default();
        match at.map_or(0, |at| at - now) {
            ahead @ 1.. => format!("{words}, in {}", duration(ahead)),
            _ => words,
        }
    };
    let with_section = if listed.appears > listed.date { " with its section" } else { "" };
    let stays = match (listed.presence, &listed.successor) {
        (Presence::Kept, _) => "its page stays, with a notice".to_owned(),
        (Presence::Moved, Some(path)) => format!("its address leads to {path}"),
        _ => "a notice stands in its place".to_owned(),
    };
    Some(match listed.state {
        State::Draft => match listed.draft_above.as_deref() {
            Some("") => "the whole site is a draft".into(),
            Some(section) => format!("its section {section} is a draft"),
            None => "waits to be made ready".into(),
        },
        State::Scheduled => format!("appears{with_section} {}", when(listed.appears)),
        State::Embargoed => format!("under embargo{with_section} until {}", when(listed.appears)),
        State::Expired => format!("since {}: {stays}", when(listed.expires)),
        State::Withdrawn => stays,
        State::Superseded => format!("by {}", listed.successor.as_deref().unwrap_or_default()),
        State::Published => format!("expires {}", when(Some(listed.expires?))),
    })
}

fn closing(listed: &[&Listed], count: (usize, usize)) -> String {
    let mut line = many(listed.len(), "article");
    let counts: Vec<String> = State::ALL
        .into_iter()
        .map(|state| (listed.iter().filter(|listed| listed.state == state).count(), state.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if !counts.is_empty() {
        let _ = write!(line, " ({})", counts.join(", "));
    }
    if let Some(tally) = tally(count) {
        let _ = write!(line, "; {tally}");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(path: &str, state: State, date: Option<i64>) -> Listed {
        Listed {
            path: path.into(),
            title: "A title".into(),
            url: "/x/".into(),
            state,
            date,
            appears: date,
            expires: None,
            presence: Presence::Listed,
            draft_above: None,
            successor: None,
        }
    }

    #[test]
    fn a_table_and_its_closing_line() {
        let all = [
            listed("content/asia/a.md", State::Published, Some(1_795_428_000)),
            listed("content/b.md", State::Draft, None),
        ];
        let all: Vec<&Listed> = all.iter().collect();
        assert_eq!(
            table(&all, 0),
            "published   2026-11-23 10:00Z  content/asia/a.md  A title\n\
             draft       -                  content/b.md       A title  (waits to be made ready)\n"
        );
        assert_eq!(closing(&all, (0, 1)), "2 articles (1 published, 1 draft); 1 warning");
        assert_eq!(closing(&[], (0, 0)), "0 articles");
    }

    #[test]
    fn every_state_says_why() {
        let now = 1_795_428_000;
        let at = |state| Listed { expires: Some(now), ..listed("a.md", state, Some(now + 3600)) };
        let said = |listed: Listed| why(&listed, now).unwrap_or_default();
        let draft = Listed { draft_above: Some("asia".into()), ..at(State::Draft) };
        assert_eq!(said(draft), "its section asia is a draft");
        assert_eq!(said(at(State::Scheduled)), "appears 2026-11-23 11:00Z, in 1 h");
        let late = Listed { appears: Some(now + 90_000), ..at(State::Embargoed) };
        assert_eq!(said(late), "under embargo with its section until 2026-11-24 11:00Z, in 1 d 1 h");
        let kept = Listed { presence: Presence::Kept, ..at(State::Expired) };
        assert_eq!(said(kept), "since 2026-11-23 10:00Z: its page stays, with a notice");
        let gone = Listed { presence: Presence::Tombstone, ..at(State::Expired) };
        assert_eq!(said(gone), "since 2026-11-23 10:00Z: a notice stands in its place");
        let moved =
            Listed { presence: Presence::Moved, successor: Some("b.md".into()), ..at(State::Expired) };
        assert_eq!(said(moved), "since 2026-11-23 10:00Z: its address leads to b.md");
        assert_eq!(said(at(State::Withdrawn)), "a notice stands in its place");
        let newer = Listed { successor: Some("b.md".into()), ..at(State::Superseded) };
        assert_eq!(said(newer), "by b.md");
        let ends = Listed { expires: Some(now + 60), ..at(State::Published) };
        assert_eq!(said(ends), "expires 2026-11-23 10:01Z, in 1 min");
        assert_eq!(why(&listed("a.md", State::Published, None), now), None);
    }
}

//! `list`: the articles with their states.

use super::flags::{Common, List, StateFlag};
use super::report::{self, Show, many, tally};
use super::{Outcome, Trouble};
use crate::build::{Listed, Mode, State};
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
        object.insert("articles".into(), chosen.iter().map(|listed| to_json(listed)).collect());
        let report = report::report_json(&report, began.elapsed());
        object.extend(
            report.into_iter().filter(|(key, _)| ["problems", "errors", "warnings"].contains(&key.as_str())),
        );
        show.json(&object.into())?;
    } else {
        show.problems(&report);
        show.result(&table(&chosen))?;
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

fn date(listed: &Listed) -> Option<Timestamp> {
    listed.date.and_then(|seconds| Timestamp::from_second(seconds).ok())
}

fn to_json(listed: &Listed) -> Value {
    json!({
        "path": listed.path,
        "title": listed.title,
        "url": listed.url,
        "state": listed.state.word(),
        "date": date(listed).map(|date| date.to_string()),
    })
}

fn table(listed: &[&Listed]) -> String {
    let width = listed.iter().map(|listed| listed.path.chars().count()).max().unwrap_or(0).min(60);
    let mut table = String::new();
    for listed in listed {
        let date =
            date(listed).map_or_else(|| "-".into(), |date| date.strftime("%Y-%m-%d %H:%MZ").to_string());
        let _ = writeln!(
            table,
            "{:<9}  {date:<17}  {:<width$}  {}",
            listed.state.word(),
            listed.path,
            listed.title
        );
    }
    table
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
        Listed { path: path.into(), title: "A title".into(), url: "/x/".into(), state, date }
    }

    #[test]
    fn a_table_and_its_closing_line() {
        let all = [
            listed("content/asia/a.md", State::Published, Some(1_795_428_000)),
            listed("content/b.md", State::Draft, None),
        ];
        let all: Vec<&Listed> = all.iter().collect();
        assert_eq!(
            table(&all),
            "published  2026-11-23 10:00Z  content/asia/a.md  A title\n\
             draft      -                  content/b.md       A title\n"
        );
        assert_eq!(closing(&all, (0, 1)), "2 articles (1 published, 1 draft); 1 warning");
        assert_eq!(closing(&[], (0, 0)), "0 articles");
    }
}

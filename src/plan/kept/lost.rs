//! What is said of an address that nothing stands for any more.

use super::super::newswire;
use super::Proposal;
use crate::config::Config;
use crate::library::{Found, Library, State};
use crate::problem::{Code, Problem};
use crate::register::Line;
use crate::source::Sources;

/// Says what was there, and how to mend it.
pub(super) fn problem(
    path: &str,
    line: &Line,
    proposal: Option<&Proposal>,
    library: &Library,
    config: &Config,
    sources: &Sources,
) -> Problem {
    let mut problem = Problem::new(Code::LostUrl, format!("`{path}` was published and would be lost"));
    if let Some(place) = line.place {
        problem = problem.at(place);
    }
    let feed = line.owner.as_feed();
    if let Some((format, kind, name)) = &feed {
        let of = match (*kind, name.as_str()) {
            ("site", _) => "the site".to_owned(),
            (kind, name) => format!("the {kind} `{name}`"),
        };
        let now = match newswire::wants(kind, name, *format, config) {
            true => "and there is no such thing any more",
            false => "which `site.toml` no longer asks for",
        };
        problem = problem.hint(format!("it was the feed of {of} as {}, {now}", format.name()));
    } else if line.source != "-" {
        let now = match library.find_path(&line.source) {
            Some(Found::Hidden(State::Draft)) => "which is a draft now",
            Some(Found::Hidden(State::Scheduled | State::Embargoed)) => "whose date has not come",
            Some(Found::Hidden(_)) => "which is not shown now",
            Some(_) => "which has another identity now",
            None if sources.find(&line.source).is_some() => "which is not shown now",
            None => "which is not there any more",
        };
        problem = problem.hint(format!("it was made from `{}`, {now}", line.source));
    }
    let is_page = feed.is_none() && !line.owner.is_of_bytes();
    let setting = |to: &str| format!("`redirects = [{{ from = \"{path}\", to = \"{to}\" }}]` in `site.toml`");
    let problem = match proposal {
        Some(to) if is_page => problem.hint(format!(
            "if it is `{}` now, `dateline check --fix` writes that down, or give that page `aliases: [\"{path}\"]`",
            if to.source == "-" { &to.path } else { &to.source }
        )),
        Some(to) => problem.hint(format!(
            "if `{}` takes its place, `dateline check --fix` writes that down, or say {}",
            to.path,
            setting(&to.path)
        )),
        None if is_page => problem.hint(format!("bring its page back, or let it lead on: {}", setting("/…/"))),
        None => problem.hint(format!("bring it back, or let it lead on: {}", setting("/…"))),
    };
    if is_page || config.hosts.iter().any(|host| host.has_rules()) {
        return problem;
    }
    problem.hint("no page can send on those who ask for a feed or a file: that takes a host with rules, named in `hosts`")
}

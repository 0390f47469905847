//! `deploy-check`: would a deploy break an address?

use super::flags::{Common, DeployCheck};
use super::report::{Show, short};
use super::{Outcome, Trouble};
use crate::build::{Broken, Comparison, Failure, Kind, Mode, compare};
use serde_json::{Value, json};

/// Compares a former site with the built one.
pub(super) fn run(flags: &DeployCheck, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let request = super::request(common, Mode::Check, false)?;
    for folder in [&flags.dir, &request.output] {
        if !folder.is_dir() {
            let trouble = Trouble::new(format!("there is no folder `{}`", short(folder)));
            return Err(trouble.hint("`dateline build` makes the new site; DIR is a copy of the former one"));
        }
    }
    let Comparison { addresses, mut broken } =
        compare(&request, &flags.dir).map_err(|failure| match failure {
            Failure::Write(path, cause) => Trouble::new(format!("cannot read `{}`: {cause}", path.display())),
            other => other.into(),
        })?;
    if !flags.all {
        broken.retain(|broken| broken.kind != Kind::Part);
    }
    if show.is_json() {
        let list: Vec<Value> = broken
            .iter()
            .map(
                |broken| json!({ "address": broken.address, "file": broken.file, "kind": word(broken.kind) }),
            )
            .collect();
        show.json(&json!({ "addresses": addresses, "broken": list }))?;
    } else {
        let line = |broken: &Broken| format!("{} ({})\n", broken.address, word(broken.kind));
        show.result(&broken.iter().map(line).collect::<String>())?;
        let of = if addresses == 1 { "1 address".to_owned() } else { format!("{addresses} addresses") };
        show.closing(&match broken.len() {
            0 => format!("none of {of} would break"),
            count => format!("{count} of {of} would break"),
        })?;
    }
    Ok(if broken.is_empty() { Outcome::Done } else { Outcome::SiteHasErrors })
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "page",
        Kind::Feed => "feed",
        Kind::File => "file",
        Kind::Part => "part of pages",
    }
}

//! `explain`: the catalogue of problems, for those who met one.

use super::flags::Explain;
use super::report::Show;
use super::{Outcome, Trouble};
use crate::problem::Code;
use serde_json::{Value, json};

/// Prints one entry of the catalogue, or all of them.
pub(super) fn run(explain: &Explain, show: &Show) -> Result<Outcome, Trouble> {
    let asked = |code: &&Code| explain.code.as_deref().is_none_or(|name| name == code.name());
    let codes: Vec<&Code> = Code::ALL.iter().filter(asked).collect();
    if show.is_json() {
        let entries: Vec<Value> = codes.iter().map(|code| to_json(**code)).collect();
        show.json(&json!({ "codes": entries }))?;
    } else {
        let entries: Vec<String> = codes.iter().map(|code| entry(**code)).collect();
        show.result(&entries.join("\n"))?;
    }
    Ok(Outcome::Done)
}

fn to_json(code: Code) -> Value {
    json!({
        "code": code.name(),
        "severity": code.severity().word(),
        "explanation": code.explanation().trim(),
    })
}

fn entry(code: Code) -> String {
    format!("{}[{}]\n{}\n", code.severity().word(), code.name(), code.explanation().trim())
}

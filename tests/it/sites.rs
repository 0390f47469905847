//! The golden sites: every folder of `tests/sites/` is built and compared, file by file.
//!
//! `BLESS=1 cargo test --test it sites` writes down what is found; `CASE=name` runs one.

use crate::harness::{case, repository};
use crate::made::{MADE, NEEDS};
use dateline::problem::Code;
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let folder = repository().join("tests/sites");
    let entries = fs::read_dir(folder).expect("the folder of the cases");
    let mut cases: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    cases.retain(|path| path.is_dir());
    cases.sort();
    cases
}

fn name(case: &Path) -> &str {
    case.file_name().and_then(|name| name.to_str()).expect("the name of a case")
}

#[test]
fn every_site_becomes_what_is_expected() {
    let wanted = std::env::var("CASE").ok();
    let cases: Vec<PathBuf> = cases()
        .into_iter()
        .filter(|case| wanted.as_deref().is_none_or(|wanted| wanted == name(case)))
        .filter(|case| !NEEDS.iter().any(|(known, met)| *known == name(case) && !met))
        .collect();
    let run = |case: &PathBuf| {
        let make = MADE.iter().find(|(known, _)| *known == name(case)).map(|(_, make)| *make);
        let differences = case::run(case, make.unwrap_or(|_| ())).err()?;
        Some(format!("== {}\n{differences}\n", name(case)))
    };
    let failures: String = cases.par_iter().filter_map(run).collect();
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn what_is_made_belongs_to_a_case() {
    let cases = cases();
    for (made, _) in MADE {
        assert!(cases.iter().any(|case| name(case) == *made), "there is no case `{made}`");
    }
}

#[test]
fn half_of_the_cases_are_wrong_input() {
    if case::blesses() {
        return; // The cases are being written at this very time.
    }
    let cases = cases();
    let wrong = cases.iter().filter(|case| case.join("problems.txt").exists()).count();
    assert!(cases.len() >= 70, "there are only {} cases", cases.len());
    assert!(wrong * 2 >= cases.len(), "only {wrong} of {} cases have problems", cases.len());
}

#[test]
fn every_problem_code_has_a_case() {
    if case::blesses() {
        return;
    }
    let drawn: String =
        cases().iter().filter_map(|case| fs::read_to_string(case.join("problems.txt")).ok()).collect();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| !drawn.contains(&format!("[{name}]")))
        .collect();
    assert!(missing.is_empty(), "no case shows {missing:?}");
}

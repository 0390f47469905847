//! Chains of edits (`tests/edits/*.txt`): what is rendered again and why, what is removed, and
//! that the site is always the one a clean build makes. How a case is written stands in
//! [`crate::chain::case`]. `BLESS=1` writes what happened into the cases, `CASE=name` runs only
//! some of them.

use crate::chain::case::{Case, parse};
use crate::chain::{Lab, Tree, difference, problems};
use crate::harness::is_newswire;
use dateline::build::Report;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn chains_of_edits() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits");
    let base = fs::read_to_string(folder.join("base.txt")).expect("the base site");
    let wanted = std::env::var("CASE").unwrap_or_default();
    let mut cases: Vec<PathBuf> =
        fs::read_dir(&folder).expect("the cases").map(|entry| entry.expect("a case").path()).collect();
    cases.retain(|path| !path.ends_with("base.txt") && path.to_string_lossy().contains(&wanted));
    cases.sort();
    assert!(!cases.is_empty(), "there is no case `{wanted}`");
    let failures: Vec<String> = cases.iter().filter_map(|path| check(path, &base).err()).collect();
    assert!(
        failures.is_empty(),
        "{} of {} cases failed\n\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

fn check(path: &Path, base: &str) -> Result<(), String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let text = fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?;
    let case = parse(&text, base);
    let failed = |step: usize, what: String| format!("{name}, step {}: {what}\n", step + 1);
    if case.steps.is_empty() {
        return Err(failed(0, "there is none".into()));
    }
    let mut results = run(&case).map_err(|(step, what)| failed(step, what))?;
    if !name.starts_with("newswire") {
        results.iter_mut().for_each(without_newswire);
    }
    if std::env::var_os("BLESS").is_some() {
        let blessed = case.write(&results);
        if blessed != text {
            fs::write(path, blessed).map_err(|error| format!("{name}: {error}"))?;
        }
        return Ok(());
    }
    for (index, (step, result)) in case.steps.iter().zip(&results).enumerate() {
        if *result != step.expected {
            let what = format!("{}\n{}", step.source, compared(&step.expected, result));
            return Err(failed(index, what));
        }
    }
    Ok(())
}

/// Carries out all steps; what each led to, or the step that broke a rule and how.
fn run(case: &Case) -> Result<Vec<Vec<String>>, (usize, String)> {
    let mut lab = Lab::new(&case.files);
    let first = lab.build().expect("a first build");
    assert!(
        !first.any_error(),
        "the site of the case has errors: {}\n{}",
        case.head,
        problems(&first).join("\n")
    );
    let mut good = lab.built();
    let mut lock = lab.lock();
    let mut results = Vec::new();
    for (index, step) in case.steps.iter().enumerate() {
        for change in &step.changes {
            change.apply(&mut lab);
        }
        let report = match lab.build() {
            Ok(report) => report,
            Err(failure) => return Err((index, format!("the build failed: {failure:?}"))),
        };
        let kept = lab.lock();
        good = same_as_clean(&mut lab, &report, good).map_err(|what| (index, what))?;
        if lab.lock() != kept {
            return Err((index, "a second build writes `urls.lock` again".into()));
        }
        let mut lines = told(&report);
        let new = |old: &[String], new: &[String], sign: char| -> Vec<String> {
            new.iter()
                .filter(|line| !old.contains(line))
                .map(|line| format!("urls.lock {sign} {line}"))
                .collect()
        };
        lines.extend(new(&kept, &lock, '-'));
        lines.extend(new(&lock, &kept, '+'));
        lock = kept;
        results.push(lines);
    }
    Ok(results)
}

/// Holds a build against a clean one, and builds once more to see nothing rendered. Comes
/// back with the site as it is now.
fn same_as_clean(lab: &mut Lab, report: &Report, before: Tree) -> Result<Tree, String> {
    let (clean, should) = lab.build_cleanly();
    let (told, told_by_clean) = (problems(report), problems(&clean));
    if told != told_by_clean {
        return Err(format!("other problems than a clean build has:\n{}", compared(&told_by_clean, &told)));
    }
    let built = lab.built();
    if !report.published {
        // A site with errors is left as it was.
        let spoilt = difference(&built, &before);
        return if spoilt.is_empty() { Ok(built) } else { Err(spoilt.join("\n")) };
    }
    let differences = difference(&built, &should);
    if !differences.is_empty() {
        return Err(format!("not what a clean build makes:\n{}", differences.join("\n")));
    }
    let again = lab.build().map_err(|failure| format!("{failure:?}"))?;
    if !again.rendered.is_empty() || !again.written.is_empty() || !again.removed.is_empty() {
        return Err(format!("a second build was not idle:\n{}", self::told(&again).join("\n")));
    }
    if problems(&again) != told {
        return Err("a second build has other problems".into());
    }
    Ok(built)
}

/// Leaves out what became of the newswire.
fn without_newswire(lines: &mut Vec<String>) {
    let of_newswire = |line: &str| {
        let line = line.strip_prefix("copied ").or(line.strip_prefix("removed ")).unwrap_or(line);
        is_newswire(line.split(": ").next().unwrap_or(line))
    };
    lines.retain(|line| !of_newswire(line));
    if lines.is_empty() {
        lines.push("nothing".into());
    }
}

/// What a build did, line by line.
fn told(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    // What is made of a site with errors is dropped, so it does not matter.
    if report.published {
        let written = |path: &String| report.written.contains(path);
        for (path, verdict) in &report.rendered {
            let vain = if written(path) { "" } else { ", same bytes" };
            lines.push(format!("{path}: {verdict}{vain}"));
        }
        let rendered = |path: &&String| report.rendered.iter().any(|(other, _)| other == *path);
        let copied = report.written.iter().filter(|path| !rendered(path));
        lines.extend(copied.map(|path| format!("copied {path}")));
        lines.extend(report.removed.iter().map(|path| format!("removed {path}")));
    }
    lines.extend(problems(report));
    lines.extend(report.notes.iter().map(|note| format!("note: {note}")));
    if !report.published {
        lines.push("not published".into());
    }
    if lines.is_empty() {
        lines.push("nothing".into());
    }
    lines
}

fn compared(expected: &[String], is: &[String]) -> String {
    let missing = expected.iter().filter(|line| !is.contains(line)).map(|line| format!("- {line}"));
    let unexpected = is.iter().filter(|line| !expected.contains(line)).map(|line| format!("+ {line}"));
    let lines: Vec<String> = missing.chain(unexpected).collect();
    if lines.is_empty() { "the order is another".into() } else { lines.join("\n") }
}

/// A part that is published nowhere is in all sheets that use it.
#[test]
#[cfg(feature = "sass")]
fn an_edit_of_a_part_makes_anew_what_uses_it() {
    let base = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits/base.txt"));
    let mut files = parse("Sass.\n-- base --\n", &base.expect("the base site")).files;
    let mut add = |path: &str, text: &str| files.insert(path.to_owned(), text.as_bytes().to_vec());
    add("static/css/site.scss", "@use \"colours\" as c;\np { color: c.$ink }\n");
    add("static/css/print.scss", "p { color: black }\n");
    add("themes/plain/static/css/_colours.scss", "$ink: red;\n");
    add("templates/404.html", "{{ asset(\"css/site.css\") }}\n");
    let lab = Lab::new(&files);
    assert_eq!(problems(&lab.build().expect("a build")), Vec::<String>::new());
    let before = lab.built();
    assert_eq!(before["css/site.css"], b"p{color:red}");
    let sheets = before.keys().filter(|path| path.starts_with("css/") && path.ends_with(".css")).count();
    assert_eq!(sheets, 4, "each by its path and by its fingerprint: {:?}", before.keys());
    assert!(!before.keys().any(|path| path.ends_with(".scss")));
    lab.write("themes/plain/static/css/_colours.scss", b"$ink: blue;\n");
    let report = lab.build().expect("a build");
    assert_eq!(lab.built()["css/site.css"], b"p{color:blue}");
    let made: Vec<&str> = report.written.iter().map(String::as_str).collect();
    assert!(made.contains(&"404.html") && made.contains(&"css/site.css"), "{made:?}");
    assert!(!made.iter().any(|path| path.contains("print")), "{made:?}");
    // And the site may have a part of its own in place of the theme's.
    lab.write("static/css/_colours.scss", b"$ink: green;\n");
    lab.build().expect("a build");
    assert_eq!(lab.built()["css/site.css"], b"p{color:green}");
}

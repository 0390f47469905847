//! One golden case: a small site, the whole tree it becomes, and the problems it has.
//!
//! A case is a folder of `tests/sites/`. The first line of its `site.toml` is a comment that
//! says what it shows. Comment lines right below may set how it is built: `# at: INSTANT`,
//! `# drafts`, `# check`. `expected/` is the whole output; `problems.txt` the problems as
//! drawn, if there are any; `written.lock` is `urls.lock` after the build, if the build wrote it. A
//! case whose site is published has an `expected/`, every other has none.

use super::{request, seconds, tree};
use dateline::build::{Failure, Mode, Report, Request, build};
use dateline::problem::{Style, draw_all};
use std::fs;
use std::path::{Path, PathBuf};
use tree::Tree;

/// The theme that every case can use as `tiny`: it prints what there is, and little else.
pub const TINY: [(&str, &str); 10] = [
    ("theme.toml", include_str!("theme/theme.toml")),
    ("templates/archive.html", include_str!("theme/templates/archive.html")),
    ("templates/archive-year.html", include_str!("theme/templates/archive-year.html")),
    ("templates/archive-month.html", include_str!("theme/templates/archive-month.html")),
    ("templates/article.html", include_str!("theme/templates/article.html")),
    ("templates/home.html", include_str!("theme/templates/home.html")),
    ("templates/page.html", include_str!("theme/templates/page.html")),
    ("templates/section.html", include_str!("theme/templates/section.html")),
    ("templates/taxonomy.html", include_str!("theme/templates/taxonomy.html")),
    ("templates/term.html", include_str!("theme/templates/term.html")),
];

/// What a case came to.
struct Outcome {
    tree: Tree,
    problems: String,
    /// `urls.lock`, if the build wrote it.
    lock: String,
}

/// Runs the case in a folder. `make` adds to the copy of the site what cannot lie in the
/// repository. Says what is different from what is expected, or writes it down if
/// `BLESS=1` is set.
pub fn run(folder: &Path, make: impl Fn(&Path)) -> Result<(), String> {
    let text = fs::read_to_string(folder.join("site.toml"))
        .map_err(|error| format!("a case needs a `site.toml`: {error}"))?;
    let settings = Settings::read(&text)?;
    let mut found = outcome(folder, &settings, make)?;
    if !folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with("newswire")) {
        let own = |path: &str| folder.join("static").join(path).exists();
        found.tree.retain(|path, _| !super::is_newswire(path) || own(path));
    }
    let problems = folder.join("problems.txt");
    if blesses() {
        bless(folder, &found);
        return Ok(());
    }
    let mut differences = tree::differences(&tree::read(&folder.join("expected")), &found.tree);
    let expected = fs::read_to_string(&problems).unwrap_or_default();
    if expected != found.problems {
        differences.push_str("different: problems.txt (- expected, + found)\n");
        differences.push_str(&super::diff::diff(&expected, &found.problems));
    }
    let expected = fs::read_to_string(folder.join("written.lock")).unwrap_or_default();
    if expected != found.lock {
        differences.push_str("different: written.lock (- expected, + found)\n");
        differences.push_str(&super::diff::diff(&expected, &found.lock));
    }
    if differences.is_empty() { Ok(()) } else { Err(differences) }
}

/// Says whether what is found is to be written down as what is expected.
pub fn blesses() -> bool {
    std::env::var_os("BLESS").is_some_and(|value| value == "1")
}

/// How a case is built.
struct Settings {
    at: i64,
    drafts: bool,
    check: bool,
}

impl Settings {
    fn read(site_toml: &str) -> Result<Self, String> {
        let mut comments = site_toml.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
        match comments.next() {
            Some(title) if title.len() > 10 && !is_setting(title) => {}
            _ => {
                return Err("the first line of `site.toml` is a comment that says what the case shows".into());
            }
        }
        let mut settings = Self { at: seconds(super::AT), drafts: false, check: false };
        for comment in comments {
            match comment.split_once(": ") {
                Some(("at", instant)) => settings.at = seconds(instant),
                _ if comment == "drafts" => settings.drafts = true,
                _ if comment == "check" => settings.check = true,
                _ => {}
            }
        }
        Ok(settings)
    }
}

fn is_setting(comment: &str) -> bool {
    comment.starts_with("at:") || comment == "drafts" || comment == "check"
}

fn outcome(folder: &Path, settings: &Settings, make: impl Fn(&Path)) -> Result<Outcome, String> {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root: PathBuf = temporary.path().join("site");
    let output = temporary.path().join("public");
    let mut site = tree::read(folder);
    site.retain(|path, _| {
        !["problems.txt", "written.lock"].contains(&&**path) && !path.starts_with("expected/")
    });
    if !site.keys().any(|path| path.starts_with("themes/tiny/")) {
        site.extend(TINY.map(|(path, text)| (format!("themes/tiny/{path}"), text.as_bytes().to_vec())));
    }
    tree::write(&root, &site);
    make(&root);
    let request = Request {
        at: settings.at,
        drafts: settings.drafts,
        scheduled: false,
        preview: settings.drafts,
        mode: if settings.check { Mode::Check } else { Mode::Publish },
        ..request(&root, &output)
    };
    let once = || -> Result<(Outcome, Report), String> {
        let report = build(&request, &|_| ()).map_err(|failure| words(&failure))?;
        let problems = draw_all(&report.problems, &report.sources, Style::PLAIN);
        let lock = fs::read(root.join("urls.lock")).ok().filter(|lock| site.get("urls.lock") != Some(lock));
        let lock = lock.map_or_else(String::new, |lock| String::from_utf8_lossy(&lock).into_owned());
        Ok((Outcome { tree: tree::read(&output), problems, lock }, report))
    };
    let (outcome, report) = once()?;
    // What is remembered of the first build makes no difference to the second.
    let (again, _) = once()?;
    let mut changed = tree::differences(&outcome.tree, &again.tree);
    changed.push_str(&super::diff::diff(&outcome.lock, &again.lock));
    changed.push_str(&super::diff::diff(&outcome.problems, &again.problems));
    if !changed.is_empty() {
        return Err(format!("building again is not the same:\n{changed}"));
    }
    let published = !report.any_error() && !settings.check;
    if report.published != published || published == outcome.tree.is_empty() {
        return Err(format!(
            "published: {}, errors: {}, files: {}",
            report.published,
            report.any_error(),
            outcome.tree.len()
        ));
    }
    Ok(outcome)
}

fn words(failure: &Failure) -> String {
    match failure {
        Failure::Read(error) => format!("reading {}: {}", error.path.display(), error.cause),
        Failure::Write(path, error) => format!("writing {}: {error}", path.display()),
        Failure::Refused(reason) => reason.clone(),
        Failure::Overtaken => failure.to_string(),
    }
}

fn bless(folder: &Path, found: &Outcome) {
    let (expected, problems) = (folder.join("expected"), folder.join("problems.txt"));
    if expected.exists() {
        fs::remove_dir_all(&expected).expect("what was expected can be removed");
    }
    tree::write(&expected, &found.tree);
    for (place, text) in [(problems, &found.problems), (folder.join("written.lock"), &found.lock)] {
        if text.is_empty() {
            let _ = fs::remove_file(place);
        } else {
            fs::write(place, text).expect("what is expected can be written");
        }
    }
}

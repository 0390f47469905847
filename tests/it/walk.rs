//! The site of this repository: every link in it resolves, its pages are well made, and
//! nothing but its sources decides its bytes.

use crate::harness::html::{Tag, tags};
use crate::harness::tree::{self, Tree};
use crate::harness::{AT, repository, request};
use dateline::build::build;
use dateline::problem::{Style, draw_all};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

/// What a site is made of. The rest of the repository is not copied, and nothing is written
/// into it.
const SOURCES: [&str; 8] =
    ["archetypes", "content", "data", "site.toml", "static", "strings", "templates", "themes"];

/// Where the site says it is.
const ORIGIN: &str = "https://world.questiqa.example";

/// The sources of the site, by path.
fn sources() -> Tree {
    let mut sources = Tree::new();
    for name in SOURCES {
        let path = repository().join(name);
        if path.is_file() {
            sources.insert(name.to_owned(), fs::read(&path).expect("a file can be read"));
        }
        for (inside, bytes) in if path.is_dir() { tree::read(&path) } else { Tree::new() } {
            sources.insert(format!("{name}/{inside}"), bytes);
        }
    }
    sources
}

/// Builds sources that lie in a folder of this name, written in the order given.
fn built<'a>(name: &str, sources: impl Iterator<Item = (&'a String, &'a Vec<u8>)>) -> Tree {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let root = temporary.path().join(name);
    for (path, bytes) in sources {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }
    built_in(&root, &temporary.path().join("public"))
}

fn built_in(root: &Path, output: &Path) -> Tree {
    let report = build(&request(root, output), &|_| ()).expect("the site can be built");
    let problems = draw_all(&report.problems, &report.sources, Style::PLAIN);
    assert!(report.published && problems.is_empty(), "{problems}");
    tree::read(output)
}

/// The site as built once, for the tests that only look at it.
fn site() -> &'static Tree {
    static SITE: OnceLock<Tree> = OnceLock::new();
    SITE.get_or_init(|| built("site", sources().iter()))
}

/// The pages of the site with their tags; those that only lead elsewhere left out.
fn pages() -> BTreeMap<&'static str, Vec<Tag>> {
    let html = site().iter().filter(|(path, _)| path.ends_with(".html"));
    let parsed = html.map(|(path, bytes)| {
        let text = std::str::from_utf8(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        (path.as_str(), tags(text))
    });
    parsed.collect()
}

fn leads_elsewhere(tags: &[Tag]) -> bool {
    tags.iter().any(|tag| tag.name == "meta" && tag.get("http-equiv") == Some("refresh"))
}

fn ids(tags: &[Tag]) -> Vec<&str> {
    tags.iter().filter_map(|tag| tag.get("id")).collect()
}

#[track_caller]
fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_site_has_its_pages() {
    let site = site();
    for path in [
        "index.html",
        "404.html",
        "about/index.html",
        "archive/index.html",
        "authors/index.html",
        "tags/index.html",
    ] {
        assert!(site.contains_key(path), "there is no {path}");
    }
    assert!(pages().len() > 60, "{} pages", pages().len());
}

#[test]
fn every_link_and_anchor_resolves() {
    let pages = pages();
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, tags)| (*path, ids(tags).into_iter().collect())).collect();
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (page, tags) in &pages {
        for address in tags.iter().flat_map(Tag::addresses) {
            let Some((file, anchor)) = file_of(page, address) else { continue };
            checked += 1;
            if !site().contains_key(&file) {
                wrong.push(format!("{page}: `{address}` leads to nothing"));
            } else if !anchor.is_empty()
                && anchor != "top"
                && !ids.get(file.as_str()).is_some_and(|ids| ids.contains(anchor.as_str()))
            {
                wrong.push(format!("{page}: `{address}` leads to no anchor"));
            }
        }
    }
    none(&wrong);
    assert!(checked > 1000, "only {checked} links were found");
}

/// The file of the site that an address on a page leads to, and the anchor; None if it
/// leads to another site.
fn file_of(page: &str, address: &str) -> Option<(String, String)> {
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let base = url::Url::parse(ORIGIN).and_then(|base| base.join(page)).expect("the address of a page");
    let url = base.join(address).unwrap_or_else(|error| panic!("{page}: `{address}`: {error}"));
    if url.origin() != base.origin() {
        return None;
    }
    let mut file = decode(url.path().trim_start_matches('/'));
    if file.is_empty() || file.ends_with('/') {
        file.push_str("index.html");
    }
    Some((file, decode(url.fragment().unwrap_or(""))))
}

#[test]
fn ids_are_unique() {
    let mut wrong = Vec::new();
    for (page, tags) in &pages() {
        let mut seen = BTreeSet::new();
        wrong.extend(
            ids(tags).iter().filter(|id| !seen.insert(**id)).map(|id| format!("{page}: `{id}` twice")),
        );
        wrong.extend(ids(tags).iter().filter(|id| id.is_empty()).map(|_| format!("{page}: an empty id")));
    }
    none(&wrong);
}

#[test]
fn every_page_has_one_title() {
    let mut wrong = Vec::new();
    for (page, tags) in pages().iter().filter(|(_, tags)| !leads_elsewhere(tags)) {
        let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
        if count("h1") != 1 {
            wrong.push(format!("{page}: {} headings of level 1", count("h1")));
        }
        if count("title") < 1 {
            wrong.push(format!("{page}: no title"));
        }
    }
    none(&wrong);
}

#[test]
fn every_picture_is_described() {
    let mut wrong = Vec::new();
    for (page, tags) in &pages() {
        let pictures = tags.iter().filter(|tag| tag.name == "img");
        let bare = pictures.filter(|tag| tag.get("alt").is_none());
        wrong.extend(bare.map(|tag| format!("{page}: {:?} has no `alt`", tag.get("src"))));
    }
    none(&wrong);
}

#[test]
fn building_again_changes_nothing() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let (root, output) = (temporary.path().join("site"), temporary.path().join("public"));
    tree::write(&root, &sources());
    let first = built_in(&root, &output);
    let second = built_in(&root, &output);
    assert_eq!(tree::differences(&first, &second), "");
    assert_eq!(tree::differences(site(), &second), "");
}

#[test]
fn neither_place_nor_order_nor_threads_show() {
    let sources = sources();
    for (threads, name) in [(1, "a place with blanks, ünd umlauts"), (7, "b/deeper/down")] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        // Written the other way round, most disks list the files in another order too.
        let other = pool.install(|| built(name, sources.iter().rev()));
        assert_eq!(tree::differences(site(), &other), "", "with {threads} threads in `{name}`");
    }
}

#[test]
fn the_theme_in_the_program_is_the_theme_of_the_repository() {
    let sources = sources();
    let without = sources.iter().filter(|(path, _)| !path.starts_with("themes/broadsheet/"));
    assert_eq!(tree::differences(site(), &built("site", without)), "");
}

#[test]
fn neither_time_zone_nor_locale_shows() {
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let (root, output) = (temporary.path().join("site"), temporary.path().join("public"));
    tree::write(&root, &sources());
    let ran = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["build", "--quiet", "--at", AT, "--root"])
        .arg(&root)
        .arg("--output")
        .arg(&output)
        .current_dir(temporary.path())
        .env("TZ", "Asia/Kathmandu")
        .env("LC_ALL", "tr_TR.UTF-8")
        .output()
        .expect("the program can be run");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(tree::differences(site(), &tree::read(&output)), "");
}

//! Generations of a preview as the library makes them, without a server: whatever is edited, and
//! wherever one is overtaken while it is made, the next is what a clean beginning makes of the
//! files.

use super::{SETTINGS, Site, Tree, article, site};
use dateline::build::{
    Before, Clock, Failure, Generation, Last, Mode, Request, generation, next_generation, read, render, scan,
};
use dateline::ledger::Ledger;
use dateline::plan::{Output, Recipe};
use dateline::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The instant of all looks, in nanoseconds since 1970: long after any file was written.
const LOOKED: i64 = 4_000_000_000_000_000_000;

const QUAKE: &str = "content/asia/quake.md";
const TALKS: &str = "content/asia/talks.md";

fn request(root: &Path) -> Request {
    Request {
        root: root.canonicalize().expect("a folder"),
        output: root.join("public"),
        base_url: None,
        drafts: false,
        scheduled: false,
        at: 1_796_126_400,
        mode: Mode::Check,
        preview: false,
        precompress: false,
        clean: false,
        home: None,
    }
}

/// What a generation makes of the files that are there now, if nothing is newer.
fn next(request: &Request, changed: &[&str], last: &mut Last) -> Generation {
    at(request, changed, last, usize::MAX).expect("a generation")
}

/// The same, overtaken at the check of this number.
fn at(request: &Request, changed: &[&str], last: &mut Last, check: usize) -> Option<Generation> {
    last.looked = LOOKED;
    let changed: Vec<Arc<str>> = changed.iter().map(|path| Arc::from(*path)).collect();
    let checks = AtomicUsize::new(0);
    let overtaken = || checks.fetch_add(1, Ordering::Relaxed) >= check;
    let sources = Arc::new(scan(request).expect("the files"));
    let mut clock = Clock::start();
    let made = match next_generation(request, sources, &changed, last, &overtaken, &mut clock) {
        Ok(made) => made,
        Err(Failure::Overtaken) => return None,
        Err(failure) => panic!("{failure}"),
    };
    Some(made)
}

/// All pages of a generation, and what is wrong with it.
type Seen = (BTreeMap<String, String>, Vec<Problem>);

/// Keeps what a preview keeps of a generation.
fn keep(made: Generation, request: &Request, last: &mut Last) -> Seen {
    let site = Arc::new(made.site.expect("a site"));
    let problems = made.problems.sorted();
    if let Some(memory) = made.memory {
        last.memory = memory;
    }
    last.shown = Some(Before { request: request.clone(), site: site.clone(), problems: problems.clone() });
    let pages = site.plan.outputs.iter().filter(|output| !matches!(output.recipe, Recipe::Asset { .. }));
    let made = |output: &Output| {
        let page = render(&site, output).expect("a page");
        String::from_utf8_lossy(&page.bytes).into_owned()
    };
    (pages.map(|output| (output.path.clone(), made(output))).collect(), problems)
}

/// Holds what was seen against what a clean beginning makes of the files.
#[track_caller]
fn same_as_clean(request: &Request, (pages, problems): &Seen, when: &str) {
    let (clean, found) = clean(request);
    let all: BTreeSet<&String> = pages.keys().chain(clean.keys()).collect();
    let other: Vec<&String> = all.into_iter().filter(|path| pages.get(*path) != clean.get(*path)).collect();
    assert!(other.is_empty(), "{when}: other pages than a clean beginning makes: {other:?}");
    assert_eq!(*problems, found, "{when}");
}

fn clean(request: &Request) -> Seen {
    let made = generation(request, scan(request).expect("the files"), &mut Clock::start());
    keep(made.expect("a generation"), request, &mut Last::default())
}

#[test]
fn whenever_a_generation_is_overtaken_the_next_is_whole() {
    let site = site();
    let request = request(&site.root());
    let mut last = Last::default();
    let first = next(&request, &[], &mut last);
    keep(first, &request, &mut last);
    let new = "content/asia/new.md";
    let mut overtaken = 0;
    // Words of a body, then an article that is new, or of another topic: the short way and the
    // long one.
    for round in 0.. {
        let long = round % 2 == 1;
        site.write(QUAKE, article("Quake", 1, &format!("Words of round {round}.")));
        let mut changed = vec![QUAKE];
        if long {
            let topic = format!("topic {round}");
            site.write(new, article("New", 4, "New words.").replace("rivers", &topic));
            changed.push(new);
        }
        let done = at(&request, &changed, &mut last, round / 2);
        let whole = done.is_some();
        if let Some(done) = done {
            let seen = keep(done, &request, &mut last);
            same_as_clean(&request, &seen, &format!("round {round}"));
        } else {
            overtaken += 1;
        }
        // The batch that came in between.
        site.write(TALKS, article("Talks", 2, &format!("Talks of round {round}.")));
        changed.push(TALKS);
        let next = next(&request, &changed, &mut last);
        let seen = keep(next, &request, &mut last);
        same_as_clean(&request, &seen, &format!("after round {round}"));
        if long && whole {
            break;
        }
    }
    // Before each document and between the phases, at least.
    assert!(overtaken >= 10, "overtaken {overtaken} times");
}

#[test]
fn what_was_read_of_a_site_before_it_changed_is_not_read_again() {
    let site = site();
    let request = request(&site.root());
    let made = generation(&request, scan(&request).expect("the files"), &mut Clock::start());
    let site = made.expect("a generation").site.expect("a site");
    let copied = |recipe: &Recipe| matches!(recipe, Recipe::Asset { .. }) || recipe.pixels().is_some();
    let pages = site.plan.outputs.iter().filter(|output| !copied(&output.recipe)).count();
    let asked = AtomicUsize::new(0);
    let some = read(&site, &Ledger::default(), &|| asked.fetch_add(1, Ordering::Relaxed) < pages / 2);
    let known = some.ledger.records.len();
    assert!(!some.whole && known > 0 && known < pages, "{known} of {pages}");
    let all = read(&site, &some.ledger, &|| true);
    assert!(all.whole && all.problems.is_empty());
    assert_eq!(all.ledger.records.len(), pages);
    assert!(some.ledger.records.keys().all(|path| all.ledger.records.contains_key(path)));
}

/// A site whose articles lead to each other.
fn linked() -> Site {
    let text = |title, day, body| article(title, day, body).into_bytes();
    Site::new(&Tree::from([
        (
            "site.toml".into(),
            format!("{SETTINGS}menus.main = [{{ name = \"A\", url = \"/about/#us\" }}]\n").into(),
        ),
        (QUAKE.into(), text("Quake", 1, "Words, [talks](talks.md) and ![a map](map.svg).")),
        (TALKS.into(), text("Talks", 2, "Words on [the quake](quake.md#background).")),
        ("content/asia/dam.md".into(), text("Dam", 3, "Words.")),
        (
            "content/asia/map.svg".into(),
            b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>".to_vec(),
        ),
        ("content/about.md".into(), b"---\ntitle: About\n---\nUs.\n\n## Us\n\nWe.\n".to_vec()),
    ]))
}

#[test]
fn an_edit_that_only_its_page_knows_of_leaves_the_rest_as_it_is() {
    let site = linked();
    let request = request(&site.root());
    let mut last = Last::default();
    let first = next(&request, &[], &mut last);
    keep(first, &request, &mut last);
    // What is written for what, in which file, and whether all is to be resolved again.
    let edits: &[(&str, &str, &str, bool)] = &[
        (QUAKE, "Words,", "Other words,", false),
        (QUAKE, "title: Quake", "title: A longer headline", false),
        (QUAKE, "summary: What happened.", "summary: What else happened.", false),
        (QUAKE, "summary:", "kicker: Asia\nshort_title: Quake\nupdated: 2026-11-02\nsummary:", false),
        (QUAKE, "Other", "[The dam](dam.md) and other", false),
        (QUAKE, "(dam.md)", "(dam.md), a [river](https://rivers.example/)", false),
        (QUAKE, "More.", "More.\n\n## Later\n\nSince then.", false),
        (QUAKE, "## Later", "## Afterwards", false),
        // Who else shows it must not be passed over.
        (QUAKE, "## Background", "## Before", true),
        (QUAKE, "## Before", "## Background", true),
        (TALKS, "quake.md#background", "quake.md", false),
        (QUAKE, "## Background", "## Before", true),
        (TALKS, "(quake.md)", "(quake.md#before)", false),
        (QUAKE, "## Before", "## Long before", true),
        (QUAKE, "## Long before", "## Before", true),
        (QUAKE, "dam.md", "damm.md", true),
        (QUAKE, "damm.md", "dam.md", true),
        (QUAKE, "![a map](map.svg)", "a map", true),
        (QUAKE, "a map", "![a map](map.svg)", true),
        (QUAKE, "Mara Lind", "Ole Brandt", true),
        (QUAKE, "[rivers]", "[rivers, dams]", true),
        (QUAKE, "2026-11-01T", "2026-10-30T", true),
        (QUAKE, "summary:", "slug: shock\nsummary:", true),
        (QUAKE, "summary:", "aliases: [/old/]\nsummary:", true),
        (QUAKE, "title: A longer headline", "title: A headline that moves all that is below", false),
        (QUAKE, "summary:", "draft: true\nsummary:", true),
        (QUAKE, "draft: true\n", "", true),
        ("content/about.md", "We.", "We are.", false),
        ("content/about.md", "title: About", "title: Behind", true),
        ("content/about.md", "## Us", "## We", true),
        ("site.toml", "Desk", "Table", true),
    ];
    for (path, from, to, all) in edits {
        let was = std::fs::read_to_string(site.path(path)).expect("a text");
        assert!(was.contains(from), "`{from}` is not in {was}");
        site.write(path, was.replacen(from, to, 1));
        let made = next(&request, &[path], &mut last);
        let when = format!("`{from}` became `{to}` in {path}");
        assert_eq!(made.memory.is_some(), *all, "{when}");
        let seen = keep(made, &request, &mut last);
        same_as_clean(&request, &seen, &when);
    }
}

#[test]
fn of_two_edits_at_once_each_sees_the_other() {
    for (one, other) in [(QUAKE, TALKS), (TALKS, QUAKE)] {
        let site = linked();
        site.write(TALKS, article("Talks", 2, "Words."));
        let request = request(&site.root());
        let mut last = Last::default();
        let first = next(&request, &[], &mut last);
        keep(first, &request, &mut last);
        let quake = article("Quake", 1, "Words, [talks](talks.md) and ![a map](map.svg).");
        site.write(QUAKE, quake.replace("## Background", "## Before"));
        site.write(TALKS, article("Talks", 2, "Words on [the quake](quake.md#background)."));
        let made = next(&request, &[one, other], &mut last);
        assert!(made.problems.any_error());
        let seen = keep(made, &request, &mut last);
        same_as_clean(&request, &seen, one);
    }
}

#[test]
fn a_preview_leaves_what_it_has_read_for_the_next_start() {
    let site = linked();
    let request = request(&site.root());
    let mut last = Last::default();
    let first = next(&request, &[], &mut last);
    let opened = first.sources.opened();
    keep(first, &request, &mut last);
    let folder = site.path(".dateline/public");
    let documents = last.memory.to_shelve().expect("documents");
    documents.put(&request, &|| false).expect("nothing to be written");
    let files = |folder: &Path| std::fs::read_dir(folder).expect("a folder").count();
    assert_eq!(files(&folder), 0, "the preview was to end");
    last.memory.to_shelve().expect("documents").put(&request, &|| true).expect("a shelf");
    assert_eq!(files(&folder), 1);
    assert!(!site.path("public").exists());
    // What lies there is what a start without it comes to, and what changed is read.
    for round in 0..3 {
        let mut warm = Last::default();
        let made = next(&request, &[], &mut warm);
        let spared = opened - made.sources.opened();
        let seen = keep(made, &request, &mut warm);
        assert_eq!(warm.memory.to_shelve().is_none(), round == 0);
        assert_eq!(spared, 4 - usize::from(round > 0), "round {round}");
        std::fs::rename(site.path(".dateline"), site.beside("kept")).expect("a folder");
        same_as_clean(&request, &seen, &format!("round {round}"));
        // All was looked at just now, cards too.
        std::fs::remove_dir_all(site.path(".dateline")).expect("what was drawn");
        std::fs::rename(site.beside("kept"), site.path(".dateline")).expect("a folder");
        site.write(
            QUAKE,
            article("Quake", 1, &format!("Words of round {round} {}.", "longer ".repeat(round))),
        );
    }
}

//! A generation that is overtaken while it is made, at every point at which it can be: what was
//! known before stays known, and the next one is what a clean beginning makes of the files.

use super::{article, site};
use dateline::build::{
    Before, Clock, Failure, Generation, Last, Mode, Request, generation, next_generation, read, render, scan,
};
use dateline::ledger::Ledger;
use dateline::plan::{Output, Recipe};
use dateline::problem::Problem;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The instant of all looks, in nanoseconds since 1970: long after any file was written.
const LOOKED: i64 = 4_000_000_000_000_000_000;

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
type Seen = (BTreeMap<String, Vec<u8>>, Vec<Problem>);

/// Keeps what a preview keeps of a generation.
fn keep(made: Generation, request: &Request, last: &mut Last) -> Seen {
    let site = Arc::new(made.site.expect("a site"));
    let problems = made.problems.sorted();
    if let Some(memory) = made.memory {
        last.memory = memory;
    }
    last.shown = Some(Before { request: request.clone(), site: site.clone(), problems: problems.clone() });
    let pages = site.plan.outputs.iter().filter(|output| !matches!(output.recipe, Recipe::Asset { .. }));
    let made = |output: &Output| render(&site, output).expect("a page").bytes.to_vec();
    (pages.map(|output| (output.path.clone(), made(output))).collect(), problems)
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
    let quake = "content/asia/quake.md";
    let mut overtaken = 0;
    // Words of a body, then a title and a new article: the short way and the long one.
    for round in 0.. {
        let long = round % 2 == 1;
        let title = if long { format!("Quake {round}") } else { format!("Quake {}", round.max(1) - 1) };
        site.write(quake, article(&title, 1, &format!("Words of round {round}.")));
        let new = format!("content/asia/new-{round}.md");
        let mut changed = vec![quake];
        if long {
            site.write(&new, article("New", 4, "New words."));
            changed.push(&new);
        }
        let done = at(&request, &changed, &mut last, round / 2);
        let whole = done.is_some();
        if let Some(done) = done {
            assert_eq!(keep(done, &request, &mut last), clean(&request), "round {round}");
        } else {
            overtaken += 1;
        }
        // The batch that came in between.
        site.write("content/asia/talks.md", article("Talks", 2, &format!("Talks of round {round}.")));
        changed.push("content/asia/talks.md");
        let next = next(&request, &changed, &mut last);
        assert_eq!(keep(next, &request, &mut last), clean(&request), "after round {round}");
        if long && whole {
            break;
        }
    }
    // Before each document and between the phases, at least.
    assert!(overtaken >= 12, "overtaken {overtaken} times");
}

#[test]
fn what_was_read_of_a_site_before_it_changed_is_not_read_again() {
    let site = site();
    let request = request(&site.root());
    let made = generation(&request, scan(&request).expect("the files"), &mut Clock::start());
    let site = made.expect("a generation").site.expect("a site");
    let pages = site.plan.outputs.iter().filter(|output| !matches!(output.recipe, Recipe::Asset { .. }));
    let pages = pages.count();
    let asked = AtomicUsize::new(0);
    let some = read(&site, &Ledger::default(), &|| asked.fetch_add(1, Ordering::Relaxed) < pages / 2);
    let known = some.ledger.records.len();
    assert!(!some.whole && known > 0 && known < pages, "{known} of {pages}");
    let all = read(&site, &some.ledger, &|| true);
    assert!(all.whole && all.problems.is_empty());
    assert_eq!(all.ledger.records.len(), pages);
    assert!(some.ledger.records.keys().all(|path| all.ledger.records.contains_key(path)));
}

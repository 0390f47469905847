//! Laws that hold for every site and every chain of edits, tried on random ones. `SEED=n`
//! repeats a run, `STEPS=n` makes it longer.

use crate::chain::generator::{Random, World};
use crate::chain::{Lab, Tree, difference, problems, tree, write};
use dateline::build::{Clock, Site, build, generation, scan};
use dateline::facts::Trace;
use dateline::ledger::{Ledger, Place, recipe_text};
use dateline::render::render;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn base() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits/base.txt");
    fs::read_to_string(path).expect("the base site")
}

fn steps(usual: usize) -> usize {
    std::env::var("STEPS").map_or(usual, |steps| steps.parse().expect("STEPS is a number"))
}

/// A site on disk that follows a world through its edits.
struct Chain {
    random: Random,
    world: World,
    files: Tree,
    lab: Lab,
    told: Vec<String>,
}

impl Chain {
    fn new(test: &str) -> Self {
        Self::showing_drafts(test, |random| random.once_in(3))
    }

    fn showing_drafts(test: &str, drafts: fn(&mut Random) -> bool) -> Self {
        let mut random = Random::seeded(test);
        let mut world = World::new(&mut random, &base());
        let mut lab = Lab::new(&world.files());
        lab.drafts = drafts(&mut random);
        // The first site is a good one.
        let mut tries = 0;
        while !lab.build().expect("a build").published {
            tries += 1;
            assert!(tries < 1000, "no good site was found");
            let files = world.files();
            world = World::new(&mut random, &base());
            lab.become_site(&files, &world.files());
        }
        Self { files: world.files(), random, world, lab, told: Vec::new() }
    }

    /// One edit, or a few at once.
    fn step(&mut self) {
        for _ in 0..=self.random.below(2) {
            self.told.push(self.world.edit(&mut self.random));
        }
        self.follow();
    }

    fn follow(&mut self) {
        let files = self.world.files();
        self.lab.become_site(&self.files, &files);
        self.lab.at = self.world.at;
        self.files = files;
    }

    /// Takes the world back to a former one.
    fn back(&mut self, world: World) {
        self.world = world;
        self.told.push("all of that taken back".into());
        self.follow();
    }

    fn story(&self) -> String {
        let start = self.told.len().saturating_sub(12);
        self.told[start..].join("\n")
    }
}

#[test]
fn incremental_is_clean() {
    let mut chain = Chain::new("incremental_is_clean");
    let mut good = None;
    let mut world = chain.world.clone();
    let (mut published, mut kept, mut made) = (0, 0, 0);
    for step in 0..steps(100) {
        chain.step();
        let report =
            chain.lab.build().unwrap_or_else(|failure| panic!("{failure:?} after\n{}", chain.story()));
        let (clean, should) = chain.lab.build_cleanly();
        assert_eq!(problems(&report), problems(&clean), "problems differ after\n{}", chain.story());
        let built = chain.lab.built();
        if report.published {
            (published, kept, made) = (published + 1, kept + report.kept.len(), made + report.rendered.len());
            let differences = difference(&built, &should);
            assert!(differences.is_empty(), "{}\nafter\n{}", differences.join("\n"), chain.story());
        } else {
            if let Some(good) = &good {
                assert!(*good == built, "the last good site was touched after\n{}", chain.story());
            }
            // Most errors are mended at once, some last for a while.
            if !chain.random.once_in(4) {
                chain.back(world.clone());
            }
            continue;
        }
        world = chain.world.clone();
        good = Some(built);
        if step % 8 == 0 {
            let again = chain.lab.build().expect("a build");
            assert!(
                again.rendered.is_empty() && again.written.is_empty(),
                "not idle after\n{}",
                chain.story()
            );
        }
    }
    println!("{published} sites published, {kept} outputs kept, {made} rendered");
    assert!(published > steps(100) / 4 && kept > made, "these edits show little");
}

/// With every address kept: what a chain of good builds has published is, after each of them, a
/// file of the site or something that the rules of its host answer for.
#[test]
fn no_address_is_ever_lost() {
    // A good site with drafts need not be one without.
    let mut chain = Chain::showing_drafts("no_address_is_ever_lost", |_| false);
    chain.world.keep_addresses(&mut chain.random);
    chain.follow();
    let (mut published, mut addresses) = (0, BTreeMap::new());
    let mut world = chain.world.clone();
    for step in 0..steps(100) {
        if step > 0 {
            chain.step();
        }
        let report =
            chain.lab.build().unwrap_or_else(|failure| panic!("{failure:?} after\n{}", chain.story()));
        let lock = chain.lab.lock();
        let (clean, should) = chain.lab.build_cleanly();
        assert_eq!(chain.lab.lock(), lock, "a second build writes other addresses after\n{}", chain.story());
        if !report.published {
            chain.back(world.clone());
            continue;
        }
        assert!(clean.published, "{:?} after\n{}", problems(&clean), chain.story());
        world = chain.world.clone();
        published += 1;
        let built = chain.lab.built();
        let differences = difference(&built, &should);
        assert!(differences.is_empty(), "{}\nafter\n{}", differences.join("\n"), chain.story());
        let rules = built.get("_hosts/nginx.conf").map_or(String::new(), |rules| text(rules));
        for path in built.keys() {
            // Styles, and what programs find by themselves, are no addresses to be kept.
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
            if matches!(name, "index.html" | "rss.xml" | "atom.xml" | "feed.json" | "map.svg" | "file.txt") {
                let name = if name == "index.html" { "" } else { name };
                let address =
                    if folder.is_empty() { format!("/{name}") } else { format!("/{folder}/{name}") };
                addresses.insert(address, step);
            }
        }
        for (address, since) in &addresses {
            let file = address.trim_start_matches('/');
            let file = if file.is_empty() || file.ends_with('/') {
                format!("{file}index.html")
            } else {
                file.into()
            };
            let ruled = rules.contains(&format!("{address}\" {{"));
            // The pictures of what was withdrawn go with it; without rules nothing can say so.
            let ruled = ruled || rules.is_empty() && address.ends_with("/map.svg");
            assert!(
                built.contains_key(&file) || ruled,
                "`{address}`, published in step {since}, leads nowhere in step {step} after\n{}\n{rules}",
                chain.story()
            );
            let known = lock.iter().any(|line| line.split(' ').next() == Some(address));
            assert!(known, "`{address}` is not written down after\n{}", chain.story());
        }
    }
    println!("{published} sites published, {} addresses kept", addresses.len());
    assert!(
        published > steps(100) / 6 && addresses.len() > steps(100) / 4,
        "these edits show little: {published}, {}",
        addresses.len()
    );
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn place_order_times_and_threads_never_show() {
    let mut chain = Chain::new("place_order_times_and_threads_never_show");
    for _ in 0..3 {
        let before = chain.world.clone();
        chain.step();
        let report = chain.lab.build().expect("a build");
        if !report.published {
            chain.back(before);
            chain.lab.build().expect("a build");
        }
        let built = chain.lab.built();
        // Elsewhere, the files made in another order and at other times.
        let elsewhere = Lab::new(&Tree::new());
        for (path, bytes) in chain.files.iter().rev() {
            elsewhere.write(path, bytes);
        }
        elsewhere.touch(".", -1000);
        let request = dateline::build::Request {
            at: chain.lab.at,
            drafts: chain.lab.drafts,
            ..elsewhere.request(elsewhere.output())
        };
        for threads in [1, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let _ = fs::remove_dir_all(elsewhere.output());
            let _ = fs::remove_dir_all(elsewhere.place(".dateline"));
            let other = pool.install(|| build(&request, &|_| {})).expect("a build");
            assert!(other.published, "{:?}", problems(&other));
            let differences = difference(&elsewhere.built(), &built);
            assert!(differences.is_empty(), "{} threads: {}", threads, differences.join("\n"));
        }
        // What was built here can be carried there, with its record.
        fs::remove_dir_all(elsewhere.place(".dateline")).expect("a record");
        write(&elsewhere.ledger(), &fs::read(chain.lab.ledger()).expect("a record"));
        // What a few edits have changed lies beside it.
        let since = |lab: &Lab| lab.ledger().with_file_name("ledger-since");
        if let Ok(bytes) = fs::read(since(&chain.lab)) {
            write(&since(&elsewhere), &bytes);
        }
        let carried = build(&request, &|_| {}).expect("a build");
        assert!(carried.rendered.is_empty() && carried.written.is_empty(), "{:?}", carried.rendered);
    }
}

/// The bytes of each page, and what it asked.
type Pages = BTreeMap<String, (Vec<u8>, Trace)>;

/// All pages of a site with what they asked; None if the site has errors.
fn rendered(lab: &Lab) -> Option<(Site, Pages)> {
    let made = {
        let request = lab.request(lab.output());
        let sources = scan(&request).expect("a site that can be read");
        generation(&request, sources, &mut Clock::start()).expect("a site that can be read")
    };
    let site = made.site.filter(|_| !made.problems.any_error())?;
    let mut pages = BTreeMap::new();
    for output in &site.plan.outputs {
        let page = render(output, &site.facts, &site.environment);
        pages.insert(output.path.clone(), (page.bytes.ok()?, page.trace));
    }
    Some((site, pages))
}

#[test]
fn questions_are_the_same_when_read_again() {
    let mut chain = Chain::new("questions_are_the_same_when_read_again");
    for _ in 0..steps(100) / 10 {
        chain.step();
        let Some((site, pages)) = rendered(&chain.lab) else { continue };
        for question in pages.values().flat_map(|(_, trace)| trace) {
            let words = site.facts.write(*question);
            assert_eq!(site.facts.read(&words), Some(*question), "`{words}`");
            assert!(!words.contains(char::is_control), "`{words}`");
        }
    }
}

#[test]
fn a_page_shows_nothing_that_it_did_not_ask_for() {
    let mut chain = Chain::new("a_page_shows_nothing_that_it_did_not_ask_for");
    let mut last = rendered(&chain.lab);
    let (mut kept, mut again, mut vain) = (0, 0, 0);
    for _ in 0..steps(100) * 3 / 5 {
        let before = chain.world.clone();
        chain.step();
        let now = rendered(&chain.lab);
        let Some((site, pages)) = &now else {
            chain.back(before);
            continue;
        };
        if let Some((old_site, old_pages)) = &last {
            for output in &site.plan.outputs {
                let Some((old_bytes, trace)) = old_pages.get(&output.path) else { continue };
                let old_output = old_site.plan.find(&output.path).expect("a planned output");
                let same = recipe_text(old_output, &old_site.facts) == recipe_text(output, &site.facts)
                    && trace.iter().all(|question| {
                        let asked_now = site.facts.read(&old_site.facts.write(*question));
                        asked_now.map(|now| site.facts.fingerprint(now))
                            == Some(old_site.facts.fingerprint(*question))
                    });
                let bytes = &pages[&output.path].0;
                let path = &output.path;
                assert!(
                    !same || bytes == old_bytes,
                    "`{path}` changed without a question after\n{}",
                    chain.story()
                );
                match (same, bytes == old_bytes) {
                    (true, _) => kept += 1,
                    (false, false) => again += 1,
                    (false, true) => vain += 1,
                }
            }
        }
        last = now;
    }
    println!("{kept} pages kept, {again} rendered again, {vain} of them in vain");
}

#[test]
fn a_damaged_ledger_is_an_empty_one() {
    let mut chain = Chain::new("a_damaged_ledger_is_an_empty_one");
    let ledger = fs::read(chain.lab.ledger()).expect("a ledger");
    let place = Place::new(&chain.lab.root(), &fs::canonicalize(chain.lab.output()).expect("an output"));
    assert!(place.read().note.is_none(), "{:?}", place.read().note);
    let damage = |random: &mut Random, at: usize| {
        let mut damaged = ledger.clone();
        match random.below(4) {
            0 => damaged.truncate(at),
            1 => damaged.insert(at, random.below(256) as u8),
            _ => damaged[at] ^= 1 << random.below(8),
        }
        damaged
    };
    let mut at = 0;
    while at < ledger.len() {
        let damaged = damage(&mut chain.random, at);
        write(&chain.lab.ledger(), &damaged);
        let found = place.read();
        assert!(found.ledger == Ledger::default() && found.note.is_some(), "damaged at {at}");
        at += 1 + if at < 64 { 0 } else { chain.random.below(ledger.len() / 200) };
    }
    for _ in 0..4 {
        let before = chain.world.clone();
        let at = chain.random.below(ledger.len());
        chain.step();
        let damaged = damage(&mut chain.random, at);
        write(&chain.lab.ledger(), &damaged);
        // The shelf of parsed documents is another such memory.
        let shelf = chain.lab.ledger().with_file_name("shelf");
        let mut bytes = fs::read(&shelf).expect("a shelf");
        let spoilt = chain.random.below(bytes.len());
        bytes[spoilt] ^= 1 << chain.random.below(8);
        write(&shelf, &bytes);
        let report = chain.lab.build().expect("a build");
        if !report.published {
            chain.back(before);
            continue;
        }
        assert_eq!(report.notes.len(), 1, "{:?}", report.notes);
        let (_, should) = chain.lab.build_cleanly();
        let built = chain.lab.built();
        // What went while there was no record of it is a stranger's and stays.
        let missing: Vec<String> =
            difference(&built, &should).into_iter().filter(|line| !line.starts_with("left over")).collect();
        assert!(missing.is_empty(), "{}", missing.join("\n"));
    }
}

#[test]
fn damaged_additions_are_an_empty_ledger() {
    let mut chain = Chain::new("damaged_additions_are_an_empty_ledger");
    let place = Place::new(&chain.lab.root(), &fs::canonicalize(chain.lab.output()).expect("an output"));
    let additions = chain.lab.ledger().with_file_name("ledger-since");
    let shelved = chain.lab.ledger().with_file_name("shelf-since");
    let mut tried = 0;
    for _ in 0..400 {
        let before = chain.world.clone();
        chain.step();
        if !chain.lab.build().expect("a build").published {
            chain.back(before);
            continue;
        }
        let Ok(good) = fs::read(&additions) else { continue };
        let ledger = place.read().ledger;
        assert!(ledger != Ledger::default() && place.read().note.is_none(), "{:?}", place.read().note);
        for _ in 0..20 {
            let at = chain.random.below(good.len());
            let mut damaged = good.clone();
            match chain.random.below(3) {
                0 => damaged.truncate(at),
                _ => damaged[at] ^= 1 << chain.random.below(8),
            }
            write(&additions, &damaged);
            let found = place.read();
            assert!(found.ledger == Ledger::default() && found.note.is_some(), "damaged at {at}");
        }
        // What is new on the shelf is such a memory too.
        if let Ok(mut bytes) = fs::read(&shelved) {
            let spoilt = chain.random.below(bytes.len());
            bytes[spoilt] ^= 1 << chain.random.below(8);
            write(&shelved, &bytes);
        }
        // Additions to another ledger, or none where there were some, tell nothing wrong.
        match chain.random.below(3) {
            0 => {}
            1 => fs::remove_file(&additions).expect("additions"),
            _ => write(&additions, &good),
        }
        chain.lab.build().expect("a build");
        converges(&mut chain);
        tried += 1;
        if tried == 12 {
            return;
        }
    }
    panic!("additions were written {tried} times only");
}

#[test]
fn a_half_finished_build_is_finished_by_the_next() {
    let mut chain = Chain::new("a_half_finished_build_is_finished_by_the_next");
    for _ in 0..steps(100) / 12 {
        let before = chain.world.clone();
        let (old_ledger, old) = (fs::read(chain.lab.ledger()).expect("a ledger"), chain.lab.built());
        let additions = chain.lab.ledger().with_file_name("ledger-since");
        let old_additions = fs::read(&additions).ok();
        chain.step();
        if !chain.lab.build().expect("a build").published {
            chain.back(before);
            chain.lab.build().expect("a build");
            continue;
        }
        // As if the build had stopped midway: some new files are there, some old ones are gone.
        let new = chain.lab.built();
        let mut mixed = old.clone();
        for (path, bytes) in &new {
            if chain.random.once_in(2) {
                mixed.insert(path.clone(), bytes.clone());
            }
        }
        mixed.retain(|path, _| new.contains_key(path) || chain.random.once_in(2));
        fs::remove_dir_all(chain.lab.output()).expect("an output");
        for (path, bytes) in mixed {
            // A file of one site may be a folder of the other; only one of them is there.
            let place = chain.lab.output().join(path);
            if place.parent().is_some_and(|folder| fs::create_dir_all(folder).is_ok()) && !place.is_dir() {
                let _ = fs::write(place, bytes);
            }
        }
        write(&chain.lab.ledger(), &old_ledger);
        let _ = fs::remove_file(&additions);
        if let Some(old) = old_additions {
            write(&additions, &old);
        }
        write(&chain.lab.root().join(".public.dateline-stage/left/over.html"), b"of an interrupted build");
        converges(&mut chain);
    }
}

/// What changes a directory; a build is killed when it is about to do it.
const OPERATIONS: [&str; 4] = ["rename", "unlink", "rmdir", "mkdir"];

/// The program, about to build the site of a chain.
fn program(chain: &Chain, wrapper: &[&str]) -> Command {
    let at = jiff::Timestamp::from_second(chain.lab.at).expect("an instant").to_string();
    let words: Vec<&str> = wrapper.iter().copied().chain([env!("CARGO_BIN_EXE_dateline")]).collect();
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).arg("build").args(["--at", &at]).args(chain.lab.drafts.then_some("--drafts"));
    command.current_dir(chain.lab.root()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

#[test]
fn a_build_may_be_killed_at_any_instant() {
    let mut chain = Chain::new("a_build_may_be_killed_at_any_instant");
    let clock = Instant::now();
    program(&chain, &[]).status().expect("a build");
    let whole = clock.elapsed().max(Duration::from_millis(5));
    let times = steps(100) / 8;
    for number in 0..times {
        let before = chain.world.clone();
        chain.step();
        let mut building = program(&chain, &[]).spawn().expect("the program");
        // Most of the time goes into reading and making pages; more kills fall near the end.
        std::thread::sleep(whole * (times + 2 * number) as u32 / (3 * times) as u32);
        let _ = building.kill();
        building.wait().expect("the end of a build");
        goes_on(&mut chain, before);
    }
}

/// The same, but at every operation in turn: only where `strace` is there to do it, and only
/// at some of them unless `STEPS` asks for more.
#[test]
fn a_build_may_be_killed_at_any_file_operation() {
    let mut chain = Chain::new("a_build_may_be_killed_at_any_file_operation");
    let can = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    if !can.is_ok_and(|status| status.success()) {
        // Where everything must be tried, a tool that is missing is a failure.
        assert!(std::env::var_os("CI").is_none(), "there is no strace that may trace");
        println!("there is no strace that may trace, so nothing was tried");
        return;
    }
    let all = steps(100) > 100;
    let every = if all { 1 } else { 12 };
    let (mut midway, mut killed) = (0, 0);
    for fresh in [false, true].into_iter().filter(|fresh| all || !fresh) {
        for operation in OPERATIONS {
            let mut number = 1 + chain.random.below(every);
            loop {
                let before = chain.world.clone();
                chain.world.move_articles();
                chain.follow();
                if fresh {
                    let _ = fs::remove_dir_all(chain.lab.output());
                }
                let inject = format!("inject={operation}:signal=KILL:when={number}");
                let wrapper = [
                    "strace",
                    "-f",
                    "-qq",
                    "-o",
                    "/dev/null",
                    "-e",
                    &format!("trace={operation}"),
                    "-e",
                    &inject,
                ];
                let status = program(&chain, &wrapper).status().expect("a build");
                midway += usize::from(chain.lab.ledger().with_file_name("pending").exists());
                goes_on(&mut chain, before);
                if status.code().is_some() {
                    // That many operations there are not.
                    break;
                }
                (killed, number) = (killed + 1, number + every);
            }
        }
    }
    println!("{killed} builds were killed, {midway} while they published");
    assert!(midway > 0, "no build was killed while it published");
}

/// After a build was killed: its edit is given up (then its files must go again) or not.
fn goes_on(chain: &mut Chain, before: World) {
    if chain.random.once_in(2) || !chain.lab.build().expect("a build").published {
        chain.back(before);
    }
    converges(chain);
}

/// The next build makes the site a clean one would, whatever is there.
fn converges(chain: &mut Chain) {
    let report = chain.lab.build().expect("a build");
    assert!(report.published, "{:?} after\n{}", problems(&report), chain.story());
    let (_, should) = chain.lab.build_cleanly();
    let differences = difference(&chain.lab.built(), &should);
    assert!(differences.is_empty(), "{}\nafter\n{}", differences.join("\n"), chain.story());
    let beside = tree(&chain.lab.root().join(".public.dateline-stage"));
    assert!(beside.is_empty(), "the stage was left behind: {:?}", beside.keys());
}

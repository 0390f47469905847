//! A long session at random: the site is edited while clients read it, and whatever they get is
//! what a build of the site makes at one of the moments up to then.
//!
//! `SOAK=2000,500` makes so many edits of a site of so many articles; without it the session is
//! a short one. `SEED` repeats a session.

use super::server::{AT, without_script};
use super::{Preview, SETTINGS, Site, article, client};
use crate::chain::Tree;
use crate::chain::generator::Random;
use dateline::fingerprint::Fingerprint;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What files of the output were after which edit; None where they were not there.
#[derive(Default)]
struct History(BTreeMap<String, Vec<(usize, Option<Fingerprint>)>>);

impl History {
    fn note(&mut self, path: &str, edit: usize, print: Option<Fingerprint>) {
        self.0.entry(path.to_owned()).or_default().push((edit, print));
    }

    /// What a file was after an edit.
    fn at(&self, path: &str, edit: usize) -> Option<Fingerprint> {
        let notes = self.0.get(path)?;
        notes[..notes.partition_point(|(at, _)| *at <= edit)].last().and_then(|(_, print)| *print)
    }

    /// What a reader of a path gets after an edit.
    fn shown(&self, path: &str, edit: usize) -> Option<Fingerprint> {
        self.at(path, edit).or_else(|| self.at("404.html", edit))
    }
}

/// What a client got.
struct Got {
    path: String,
    /// How many edits had been made when it had come.
    edits: usize,
    print: Fingerprint,
}

/// The articles of the site, as they are now.
struct Desk {
    site: Site,
    mirror: Site,
    articles: Vec<(String, String)>,
    count: usize,
}

impl Desk {
    fn new(articles: usize) -> Self {
        let mut files = Tree::from([("site.toml".to_owned(), SETTINGS.as_bytes().to_vec())]);
        files.insert("content/about.md".into(), b"---\ntitle: About\n---\nUs.\n".to_vec());
        let (site, mirror) = (Site::new(&files), Site::new(&files));
        let mut desk = Self { site, mirror, articles: Vec::new(), count: 0 };
        for _ in 0..articles {
            desk.add(desk.count);
        }
        desk
    }

    /// Puts a file in its place at once, as careful editors do.
    fn put(&self, path: &str, text: &str) {
        for site in [&self.mirror, &self.site] {
            let new = format!("{path}.tmp");
            site.write(&new, text);
            site.rename(&new, path);
        }
    }

    fn add(&mut self, words: usize) {
        let number = self.count;
        self.count += 1;
        let section = ["africa", "asia", "asia/japan", "europe"][number % 4];
        let path = format!("content/{section}/story-{number}.md");
        let text = article(&format!("Story {number}"), 1 + number as u32 % 28, &format!("Words {words}."));
        self.put(&path, &text);
        self.articles.push((path, text));
    }

    fn edit(&mut self, random: &mut Random, round: usize) {
        let one = random.below(self.articles.len());
        match random.below(10) {
            0 => self.add(round),
            1 if self.articles.len() > 3 => {
                let (path, _) = self.articles.swap_remove(one);
                self.mirror.remove(&path);
                self.site.remove(&path);
            }
            2 => {
                let (path, text) = self.articles.swap_remove(one);
                let to = format!("content/moved/story-{}.md", self.count);
                self.count += 1;
                self.mirror.rename(&path, &to);
                self.site.rename(&path, &to);
                self.articles.push((to, text));
            }
            kind => {
                let (path, text) = self.articles[one].clone();
                let text = match kind {
                    3 => text.replacen("title: Story", "title: Old Story", 1),
                    4 => text.replace("rivers", "roads"),
                    5 => text.replace("Mara Lind", "Ben Okri"),
                    _ => format!("{text}\nRound {round}.\n"),
                };
                self.put(&path, &text);
                self.articles[one].1 = text;
            }
        }
    }
}

/// Builds the mirror, and notes what has changed.
fn build(desk: &Desk, edit: usize, history: &mut History, paths: &Mutex<Vec<String>>) {
    let request = dateline::build::Request {
        at: crate::chain::instant(AT),
        ..crate::harness::request(&desk.mirror.root(), &desk.mirror.beside("public"))
    };
    let report = dateline::build::build(&request, &|_| ()).expect("a build");
    assert!(report.published, "{:?}", report.problems);
    for path in &report.written {
        let bytes = std::fs::read(desk.mirror.beside("public").join(path)).expect("an output");
        history.note(path, edit, Some(Fingerprint::of(&bytes)));
    }
    for path in &report.removed {
        history.note(path, edit, None);
    }
    let mut paths = paths.lock().expect("a lock");
    paths.extend(report.written);
}

#[test]
fn whatever_is_read_meanwhile_is_some_build_of_the_site() {
    let size = std::env::var("SOAK").unwrap_or_else(|_| "60,40".into());
    let size: Vec<usize> = size.split(',').map(|number| number.parse().expect("two numbers")).collect();
    let [edits, articles] = size[..] else { panic!("SOAK is two numbers, like `2000,500`") };
    let mut random = Random::seeded("soak");
    let mut desk = Desk::new(articles);
    let (mut history, paths) = (History::default(), Arc::<Mutex<Vec<String>>>::default());
    build(&desk, 0, &mut history, &paths);
    let preview = Preview::start(&desk.site, &[]);
    let (made, over, at) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)), preview.at);
    let readers: Vec<_> = (0..4)
        .map(|number| {
            let (made, over, paths) = (made.clone(), over.clone(), paths.clone());
            std::thread::spawn(move || read(at, number, &made, &over, &paths))
        })
        .collect();
    let mut level = None;
    for round in 1..=edits {
        // The edit may be seen before it is told that it was made, so it counts from here on.
        made.store(round, Ordering::SeqCst);
        desk.edit(&mut random, round);
        build(&desk, round, &mut history, &paths);
        if round == edits / 4 {
            level = memory(&preview);
        }
    }
    // In the end every page is that of the last moment.
    let last = desk.site.built(&[]);
    for (path, bytes) in &last {
        assert_eq!(history.at(path, edits), Some(Fingerprint::of(bytes)), "{path} of the mirror");
        preview.until(&url(path), "that of the last moment", |answer| {
            answer.status == 302 || without_script(&answer.body) == *bytes
        });
    }
    over.store(true, Ordering::SeqCst);
    let mut count = 0;
    for reader in readers {
        for got in reader.join().expect("a reader") {
            let of = (0..=got.edits).rev().find(|edit| history.shown(&got.path, *edit) == Some(got.print));
            assert!(of.is_some(), "{} was no build's after {} edits", got.path, got.edits);
            count += 1;
        }
    }
    assert!(count > edits, "{count} answers");
    if let (Some(level), Some(now)) = (level, memory(&preview)) {
        assert!(now < level + level / 4 + 24 * 1024, "memory grew from {level} to {now} KiB");
    }
}

fn url(path: &str) -> String {
    format!("/{}", path.strip_suffix("index.html").unwrap_or(path))
}

fn read(
    at: std::net::SocketAddr,
    number: usize,
    made: &AtomicUsize,
    over: &AtomicBool,
    paths: &Mutex<Vec<String>>,
) -> Vec<Got> {
    let mut got = Vec::new();
    let mut step = number;
    while !over.load(Ordering::SeqCst) {
        let path = {
            let paths = paths.lock().expect("a lock");
            // New and old pages in turn.
            step = step.wrapping_mul(25_214_903).wrapping_add(11 + number);
            let back =
                if step.is_multiple_of(3) { step / 7 % paths.len() } else { step / 7 % paths.len().min(20) };
            paths[paths.len() - 1 - back].clone()
        };
        let answer = client::request(at, "GET", &url(&path), &[]);
        assert!(matches!(answer.status, 200 | 404), "{path}: {}", answer.status);
        let print = Fingerprint::of(&without_script(&answer.body));
        got.push(Got { path, edits: made.load(Ordering::SeqCst), print });
    }
    got
}

/// The memory of the preview in KiB, where the system tells.
fn memory(preview: &Preview) -> Option<usize> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", preview.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

//! Tests of the serve room: the editor by itself, one order at a time.

use super::desk::Desk;
use super::editor::{Editor, Order};
use super::{Preview, Told};
use crate::build::{self, Mode, Request};
use crate::library::Found;
use crate::watch::{Hint, Said};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// An editor whose orders are handed to it by the test.
struct Lab {
    folder: TempDir,
    desk: Arc<Desk>,
    orders: Receiver<Order>,
    editor: Editor,
    told: Arc<Mutex<Vec<String>>>,
}

/// The instant of all looks: long after any file was written.
fn clock() -> i64 {
    4_000_000_000_000_000_000
}

impl Lab {
    /// A site with one article, of which the first generation is shown.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("a folder");
        write(&root, "site.toml", "title = \"Desk\"\nbase_url = \"https://desk.example/\"\n");
        write(&root, "content/asia/quake.md", &article("Quake", "Words."));
        let request = Request {
            output: root.join("public"),
            root,
            base_url: None,
            drafts: false,
            scheduled: false,
            at: 1_795_000_000,
            mode: Mode::Check,
            preview: true,
            precompress: false,
            clean: false,
            home: None,
        };
        let preview = Preview {
            request,
            clock,
            at_rest: true,
            host: std::net::Ipv4Addr::LOCALHOST.into(),
            port: 0,
            names: Vec::new(),
            reload: true,
            follow: false,
            bar: false,
            poll: None,
            editor: super::links::Editor::parse("none").expect("an editor"),
        };
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = told.clone();
        let tell = move |told: Told<'_>| log.lock().expect("a log").push(format!("{told:?}"));
        let desk = Arc::new(Desk::new(preview, Arc::new(tell)));
        let orders = desk.take_orders().expect("the orders");
        let editor = Editor::new(desk.clone());
        let mut lab = Self { folder, desk, orders, editor, told };
        lab.give(Order::Again);
        lab.obey();
        assert_eq!(lab.generation(), 1);
        lab
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().canonicalize().expect("a folder")
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.root(), path, text);
    }

    fn give(&self, order: Order) {
        assert!(self.desk.order(order));
    }

    /// What a watch says of a file that was saved.
    fn saved(&self, path: &str) {
        self.give(Order::Said(Said::Stirred));
        self.give(Order::Said(Said::Look(Hint::Paths(BTreeSet::from([path.to_owned()])))));
    }

    /// Obeys the next orders up to one that is a look, as if no other waited: those that do have
    /// come while that generation is made.
    fn obey(&mut self) {
        let (_, none) = channel();
        loop {
            let order = self.orders.try_recv().expect("an order");
            let last = !matches!(order, Order::Said(Said::Stirred));
            self.editor.obey(order, &none);
            if last {
                return;
            }
        }
    }

    fn generation(&self) -> u64 {
        self.desk.newest().map_or(0, |shown| shown.number)
    }

    fn has(&self, path: &str) -> bool {
        let shown = self.desk.newest().expect("a generation");
        let found = shown.site.as_ref().expect("a site").facts.library.find_path(path);
        matches!(found, Some(Found::Page(_)))
    }

    /// Says whether a request that comes now is answered at once.
    fn is_settled(&self) -> bool {
        let batches = *self.desk.batches().borrow();
        batches.done >= batches.begun
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

fn article(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-11-01\nsummary: What happened.\n---\n{body}\n")
}

const ONE: &str = "content/asia/one.md";
const TWO: &str = "content/asia/two.md";
const THREE: &str = "content/asia/three.md";

#[test]
fn a_newer_batch_overtakes_and_nothing_is_lost() {
    let mut lab = Lab::new();
    lab.write(ONE, &article("One", "First."));
    lab.saved(ONE);
    lab.write(TWO, &article("Two", "Second."));
    lab.saved(TWO);
    lab.obey();
    assert_eq!(lab.generation(), 1, "the first batch was not overtaken");
    assert!(!lab.is_settled());
    lab.obey();
    assert_eq!(lab.generation(), 2);
    assert!(lab.has(ONE) && lab.has(TWO) && lab.is_settled());
    let told = lab.told.lock().expect("a log");
    let told: Vec<&String> = told.iter().filter(|told| told.starts_with("Generation")).collect();
    assert!(told.len() == 2 && told[1].contains(ONE) && told[1].contains(TWO), "{told:?}");
}

#[test]
fn what_has_overtaken_is_not_overtaken() {
    let mut lab = Lab::new();
    for (path, title) in [(ONE, "One"), (TWO, "Two"), (THREE, "Three")] {
        lab.write(path, &article(title, "Words."));
        lab.saved(path);
    }
    lab.obey();
    assert_eq!(lab.generation(), 1);
    lab.obey();
    assert_eq!(lab.generation(), 2, "a batch is overtaken again and again");
    assert!(lab.has(ONE) && lab.has(TWO) && !lab.is_settled());
    lab.obey();
    assert!(lab.has(THREE) && lab.is_settled());
}

#[test]
fn a_change_of_words_is_overtaken_too() {
    let mut lab = Lab::new();
    lab.write("content/asia/quake.md", &article("Quake", "Other words."));
    lab.saved("content/asia/quake.md");
    lab.write(ONE, &article("One", "First."));
    lab.saved(ONE);
    lab.obey();
    assert_eq!(lab.generation(), 1);
    lab.obey();
    let shown = lab.desk.newest().expect("a generation");
    let site = shown.site.as_ref().expect("a site");
    let output = site.plan.find("asia/quake/index.html").expect("a page");
    let page = build::render(site, output).expect("a page");
    assert!(String::from_utf8_lossy(&page.bytes).contains("Other words."));
    assert!(lab.has(ONE));
}

#[test]
fn drafts_overtake_a_batch_and_a_batch_drafts() {
    let draft = "content/asia/draft.md";
    let mut lab = Lab::new();
    lab.write(draft, &article("Draft", "Words.").replace("title:", "draft: true\ntitle:"));
    lab.saved(draft);
    lab.give(Order::Drafts(true));
    lab.obey();
    assert_eq!(lab.generation(), 1);
    lab.obey();
    assert!(lab.has(draft) && lab.is_settled());
    lab.give(Order::Drafts(false));
    lab.write(ONE, &article("One", "First."));
    lab.saved(ONE);
    lab.obey();
    assert!(lab.has(draft), "drafts were not overtaken");
    lab.obey();
    assert!(!lab.has(draft) && lab.has(ONE));
}

#[test]
fn what_no_event_told_is_found_by_a_look_at_the_whole_tree() {
    let mut lab = Lab::new();
    let scan = |lab: &Lab| build::scan(&lab.desk.preview.request);
    lab.give(Order::Looked(scan(&lab)));
    lab.obey();
    assert_eq!(lab.generation(), 1, "nothing has changed");
    lab.write(ONE, &article("One", "First."));
    let looked = scan(&lab);
    // Since that look something else has become known, which it does not undo.
    lab.write(TWO, &article("Two", "Second."));
    lab.saved(TWO);
    lab.obey();
    lab.give(Order::Looked(looked));
    lab.obey();
    assert!(lab.has(ONE) && lab.has(TWO));
    assert_eq!(lab.generation(), 3);
    std::fs::remove_dir_all(lab.root().join("content/asia")).expect("a folder");
    lab.give(Order::Looked(scan(&lab)));
    lab.obey();
    assert!(!lab.has(ONE) && !lab.has(TWO));
}

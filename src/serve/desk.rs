//! What lies on the desk: the newest generation, the pages that were made of it, and who is to
//! be told.

use super::editor::Order;
use super::problems::Found;
use super::{Preview, Tell, Told};
use crate::build::{Failed, Page, Site, ToShelve, Verdict, render};
use crate::plan::Output;
use crate::problem::{Place, Problem, Problems, Severity};
use crate::source::Sources;
use crate::watch::Said;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What the editor, the requests and the reader share.
pub(super) struct Desk {
    /// What is to be served.
    pub preview: Preview,
    tell: Arc<Tell>,
    newest: watch::Sender<Option<Arc<Shown>>>,
    pages: Mutex<Pages>,
    orders: Sender<Order>,
    /// The editor's end, until it takes it.
    waiting: Mutex<Option<Receiver<Order>>>,
    /// How many orders for something newer were given.
    newer: AtomicU64,
    batches: watch::Sender<Batches>,
    stopped: watch::Sender<bool>,
    told: watch::Sender<u64>,
    /// Held while the shelf is written.
    shelving: Mutex<()>,
}

/// Batches of changed files, by number; the first is 1.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Batches {
    /// The last that has begun: files are changing, and a newer generation may follow.
    pub begun: u64,
    /// The last that is in a generation.
    pub done: u64,
}

/// A generation as it is shown.
pub(super) struct Shown {
    /// Its number; the first is 1.
    pub number: u64,
    /// The site, if the settings could be read; else the last one.
    pub site: Option<Arc<Site>>,
    /// The last site without an error.
    pub good: Option<Arc<Site>>,
    /// The files that problems point into.
    pub sources: Arc<Sources>,
    /// What is wrong with the sources, in the order shown.
    pub problems: Vec<Problem>,
    /// The paths of the sources with errors.
    pub flawed: BTreeSet<Arc<str>>,
    /// The machine's trouble, if there is no newer generation because of it.
    pub trouble: Option<String>,
    /// The page of the article that was edited.
    pub follow: Option<String>,
    /// Drafts and scheduled articles are shown.
    pub drafts: bool,
    /// The files of the output that are copies, and the generation in which each last changed.
    pub copies: Arc<BTreeMap<String, u64>>,
    /// What is wrong with the theme, as far as pages have been made.
    pub found: Mutex<Found>,
    /// What is to be put on the shelf.
    pub to_shelve: Mutex<Option<ToShelve>>,
}

/// A page that was made, and what is known of it.
pub(super) struct Kept {
    pub page: Page,
    /// The generation in which its bytes became what they are.
    pub made: u64,
    /// The newest generation in which it is known to hold.
    holds: AtomicU64,
    /// Why it was made.
    pub why: Verdict,
    /// When it was last asked for.
    used: AtomicU64,
}

#[derive(Default)]
struct Pages {
    kept: FxHashMap<String, Arc<Kept>>,
    bytes: usize,
    asked: u64,
}

/// So many bytes of pages are kept.
const ROOM: usize = 32 * 1024 * 1024;

/// What became of a page that was asked for.
pub(super) enum Made {
    /// This is it: as it is now, or as it last was without an error.
    Page(Arc<Kept>),
    /// Its sources have just changed; a newer generation will have it.
    Changed,
    /// It cannot be made, and never was.
    Failed,
}

impl Desk {
    pub fn new(preview: Preview, tell: Arc<Tell>) -> Self {
        let (orders, waiting) = channel();
        Self {
            preview,
            tell,
            newest: watch::Sender::new(None),
            pages: Mutex::default(),
            orders,
            waiting: Mutex::new(Some(waiting)),
            newer: AtomicU64::new(0),
            batches: watch::Sender::default(),
            stopped: watch::Sender::new(false),
            told: watch::Sender::new(0),
            shelving: Mutex::default(),
        }
    }

    /// Tells whoever started the preview.
    pub fn tell(&self, told: Told<'_>) {
        (self.tell)(told);
    }

    /// The orders to the editor; once only.
    pub fn take_orders(&self) -> Option<Receiver<Order>> {
        lock(&self.waiting).take()
    }

    /// Gives the editor an order; false once the preview has stopped.
    pub fn order(&self, order: Order) -> bool {
        if *self.stopped.borrow() {
            return false;
        }
        if matches!(order, Order::Said(Said::Stirred)) {
            self.batches.send_modify(|batches| batches.begun += 1);
        }
        let is_newer = order.is_newer();
        let given = self.orders.send(order).is_ok();
        if is_newer {
            self.newer.fetch_add(1, Ordering::Relaxed);
        }
        given
    }

    /// How many orders for something newer were given.
    pub fn newer(&self) -> u64 {
        self.newer.load(Ordering::Relaxed)
    }

    /// The newest generation, if there is one yet.
    pub fn newest(&self) -> Option<Arc<Shown>> {
        self.newest.borrow().clone()
    }

    /// To wait for another generation.
    pub fn generations(&self) -> watch::Receiver<Option<Arc<Shown>>> {
        self.newest.subscribe()
    }

    /// To wait for the changes that have begun.
    pub fn batches(&self) -> watch::Receiver<Batches> {
        self.batches.subscribe()
    }

    /// The first so many batches of changes are in the newest generation.
    pub fn settled(&self, batches: u64) {
        self.batches.send_if_modified(|known| std::mem::replace(&mut known.done, batches) < batches);
    }

    /// To hear of anything that browsers may have to be told.
    pub fn news(&self) -> watch::Receiver<u64> {
        self.told.subscribe()
    }

    /// To hear that the preview stops.
    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopped.subscribe()
    }

    /// Says whether the preview has stopped.
    pub fn is_stopped(&self) -> bool {
        *self.stopped.borrow()
    }

    /// Stops everybody.
    pub fn stop(&self) {
        self.stopped.send_replace(true);
        let _ = self.orders.send(Order::Again);
        // Whoever writes the shelf hears of it, and leaves nothing half done.
        drop(lock(&self.shelving));
    }

    /// Puts what the first generation was made from on the shelf, so that the next start is a
    /// quick one.
    pub fn shelve(&self, shown: &Shown) {
        let held = lock(&self.shelving);
        if let Some(documents) = lock(&shown.to_shelve).take() {
            // Where that cannot be written the next start takes longer, and that is all.
            let _ = documents.put(&self.preview.request, &|| !self.is_stopped());
        }
        drop(held);
    }

    /// Lays another generation on the desk. Comes back with the one that lay there.
    pub fn show(&self, shown: Arc<Shown>) -> Option<Arc<Shown>> {
        let last = self.newest.send_replace(Some(shown));
        self.announce();
        last
    }

    /// Lets browsers be told what is new.
    pub fn announce(&self) {
        self.told.send_modify(|count| *count += 1);
    }

    /// Makes a page, unless it holds as it was made before. A page whose own source is in
    /// error, or whose template is, stays as it was.
    pub fn page(&self, shown: &Shown, path: &str) -> Made {
        let last = self.kept(path);
        if let Some(kept) = &last
            && kept.holds.load(Ordering::Relaxed) >= shown.number
        {
            return Made::Page(kept.clone());
        }
        let current = shown.site.as_ref().and_then(|site| Some((site, site.plan.find(path)?)));
        let flawed = current.is_none_or(|(_, output)| shown.is_flawed(output));
        if !flawed && let Some((site, output)) = current {
            let verdict = last.as_ref().map_or(Verdict::NoRecord, |kept| kept.page.verdict(site, output));
            if let (Verdict::Fresh, Some(kept)) = (&verdict, &last) {
                kept.holds.fetch_max(shown.number, Ordering::Relaxed);
                return Made::Page(kept.clone());
            }
            match render(site, output) {
                Ok(page) => return Made::Page(self.keep(path, page, verdict, shown.number, last)),
                Err(Failed::Changed) if shown.flawed.is_empty() => return Made::Changed,
                Err(Failed::Problem(problem)) => self.found(shown, *problem),
                Err(Failed::NoTemplate | Failed::Changed) => {}
            }
        }
        // It cannot be made as it is now: it is shown as it last was.
        if let Some(kept) = last {
            return Made::Page(kept);
        }
        let sites = [&shown.good, &shown.site].into_iter().flatten();
        for site in sites {
            if let Some(output) = site.plan.find(path)
                && let Ok(page) = render(site, output)
            {
                return Made::Page(self.keep(path, page, Verdict::NoRecord, 0, None));
            }
        }
        Made::Failed
    }

    fn kept(&self, path: &str) -> Option<Arc<Kept>> {
        let mut pages = lock(&self.pages);
        pages.asked += 1;
        let kept = pages.kept.get(path)?;
        kept.used.store(pages.asked, Ordering::Relaxed);
        Some(kept.clone())
    }

    fn keep(&self, path: &str, page: Page, why: Verdict, number: u64, last: Option<Arc<Kept>>) -> Arc<Kept> {
        let same = last.filter(|last| last.page.fingerprint == page.fingerprint);
        let made = same.map_or(number, |last| last.made);
        let mut pages = lock(&self.pages);
        let used = AtomicU64::new(pages.asked);
        let kept = Arc::new(Kept { page, made, holds: AtomicU64::new(number), why, used });
        // A request that began earlier does not undo what a later one has made.
        if let Some(known) = pages.kept.get(path)
            && known.holds.load(Ordering::Relaxed) > number
        {
            return kept;
        }
        pages.bytes += kept.page.bytes.len();
        if let Some(former) = pages.kept.insert(path.to_owned(), kept.clone()) {
            pages.bytes -= former.page.bytes.len();
        }
        pages.make_room();
        kept
    }

    /// Takes in a problem of the theme that a page ran into.
    fn found(&self, shown: &Shown, problem: Problem) {
        if lock(&shown.found).add(problem) {
            self.tell_problems(shown);
            self.announce();
        }
    }

    /// Takes in what a look at the whole site has found.
    pub fn read(&self, shown: &Shown, problems: Vec<Problem>) {
        if lock(&shown.found).replace(problems) {
            self.tell_problems(shown);
            self.announce();
        }
    }

    /// Tells the problems of a generation.
    pub fn tell_problems(&self, shown: &Shown) {
        self.tell(Told::Problems { problems: &shown.told_problems(), sources: &shown.sources });
    }
}

impl Pages {
    /// Lets go of the pages that were not asked for in the longest time.
    fn make_room(&mut self) {
        if self.bytes <= ROOM {
            return;
        }
        let mut used: Vec<(u64, String)> = Vec::with_capacity(self.kept.len());
        #[expect(clippy::iter_over_hash_type, reason = "they are put in order at once")]
        for (path, kept) in &self.kept {
            used.push((kept.used.load(Ordering::Relaxed), path.clone()));
        }
        used.sort();
        for (_, path) in used {
            if self.bytes <= ROOM / 2 {
                return;
            }
            if let Some(kept) = self.kept.remove(&path) {
                self.bytes -= kept.page.bytes.len();
            }
        }
    }
}

impl Shown {
    /// All problems that are known by now, in the order shown.
    pub fn all_problems(&self) -> Vec<Problem> {
        let mut problems: Problems = self.problems.iter().cloned().collect();
        problems.extend(lock(&self.found).problems().iter().cloned());
        problems.sorted()
    }

    /// The same without what is only advice: that is told in the desk's bar.
    pub fn told_problems(&self) -> Vec<Problem> {
        let mut problems = self.all_problems();
        problems.retain(|problem| problem.severity != Severity::Advice);
        problems
    }

    /// The site that is looked at: the newest that could be made.
    pub fn looked_at(&self) -> Option<&Arc<Site>> {
        self.site.as_ref().or(self.good.as_ref())
    }

    /// Says whether everything that is there could be made into pages.
    pub fn is_flawless(&self) -> bool {
        self.flawed.is_empty() && self.trouble.is_none()
    }

    /// Says whether the source of an output is in error.
    fn is_flawed(&self, output: &Output) -> bool {
        !self.flawed.is_empty() && self.origin(output).is_some_and(|path| self.flawed.contains(path))
    }

    /// The path of the source that an output comes from.
    pub fn origin<'a>(&'a self, output: &Output) -> Option<&'a str> {
        let site = self.site.as_ref()?;
        let source = match output.origin? {
            Place::Span(span) => span.source,
            Place::File(source) => source,
        };
        Some(&site.facts.sources.get(source).path)
    }
}

/// The paths of the sources that have errors.
pub(super) fn flawed(problems: &[Problem], sources: &Sources) -> BTreeSet<Arc<str>> {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let places = errors.filter_map(|problem| problem.labels.first()).map(|label| match label.place {
        Place::Span(span) => span.source,
        Place::File(source) => source,
    });
    places.map(|source| sources.get(source).path.clone()).collect()
}

/// A lock is never held while anything can fail.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

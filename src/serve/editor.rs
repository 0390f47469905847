//! The editor makes the generations: it hears of changed files, looks at what there is, and
//! lays the next site on the desk as a whole.
//!
//! What it compares are looks at the tree, never events. A hint says where to look; soon after,
//! when it is quiet, somebody else looks at the whole tree once more, so that a hint that never
//! came costs a second and nothing else. What is found then is again a hint.

use super::Told;
use super::desk::{Desk, Shown, flawed};
use crate::build::{self, Before, Clock, Failure, Generation, Last, Request, Site};
use crate::fingerprint::{Fingerprint, Stamp};
use crate::library::Found;
use crate::plan::{Output, Recipe};
use crate::source::{FILES, FOLDERS, LARGEST_TEXT, SourceId, Sources, is_ignored};
use crate::watch::{self, Hint, Said};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the editor is asked to do.
#[derive(Debug)]
pub(super) enum Order {
    /// What the watch says.
    Said(Said),
    /// Look at everything again.
    Again,
    /// Show or hide drafts and scheduled articles.
    Drafts(bool),
    /// The whole tree was looked at in the background.
    Looked(Result<Sources, Failure>),
}

impl Order {
    /// Says whether it overtakes a generation in the making. To look everywhere is no news where
    /// files are polled.
    pub fn is_newer(&self) -> bool {
        match self {
            Order::Drafts(_) => true,
            Order::Said(Said::Look(Hint::Paths(paths))) => !paths.is_empty(),
            _ => false,
        }
    }
}

/// What a generation is to be made for.
#[derive(Clone, Debug)]
struct Batch {
    hint: Hint,
    /// It is to be made even if no file has changed.
    anyway: bool,
}

impl Batch {
    fn of(hint: Hint) -> Self {
        Self { hint, anyway: false }
    }

    fn add(&mut self, other: Self) {
        self.anyway |= other.anyway;
        match (&mut self.hint, other.hint) {
            (Hint::Paths(paths), Hint::Paths(more)) => paths.extend(more),
            (hint, _) => *hint = Hint::Everywhere,
        }
    }
}

/// How soon after a look at single files the whole tree is looked at.
const SOON: Duration = Duration::from_secs(1);
/// How often it is looked at when nothing happens.
const SELDOM: Duration = Duration::from_secs(60);
/// How soon to try again after the machine's trouble.
const RETRY: Duration = Duration::from_millis(250);

/// Starts the editor in a thread of its own.
pub(super) fn start(desk: Arc<Desk>) {
    let Some(orders) = desk.take_orders() else { return };
    let preview = &desk.preview;
    let place = watch::Place {
        root: preview.request.root.clone(),
        folders: FOLDERS.map(str::to_owned).to_vec(),
        files: FILES.map(str::to_owned).to_vec(),
        ignored: is_ignored,
        poll: preview.poll,
    };
    let ears = desk.clone();
    watch::watch(place, move |said| ears.order(Order::Said(said)));
    std::thread::spawn(move || Editor::new(desk).run(&orders));
}

pub(super) struct Editor {
    desk: Arc<Desk>,
    request: Request,
    number: u64,
    /// What is known of the files of the last generation.
    last: Last,
    /// The last look at the tree; None before the first generation.
    sources: Option<Arc<Sources>>,
    /// When the tree was last looked at as a whole, in nanoseconds since 1970.
    looked: i64,
    /// The tree was only looked at in places since it was last looked at as a whole.
    partly: bool,
    /// Somebody is looking at the whole tree.
    looking: bool,
    /// The files that may change once more without another stamp, and what they are now.
    unsure: BTreeMap<Arc<str>, Option<Fingerprint>>,
    /// The last attempt failed.
    troubled: bool,
    copies: Arc<BTreeMap<String, u64>>,
    until: i64,
    /// What was to be made when something newer came in between.
    owed: Option<Batch>,
    /// The batches of changes that were heard of, and those of them that are being looked at.
    heard: u64,
    looked_at: u64,
    /// The orders for something newer that were taken.
    taken: u64,
}

impl Editor {
    pub fn new(desk: Arc<Desk>) -> Self {
        let request = desk.preview.request.clone();
        let request = Request { scheduled: request.drafts, ..request };
        Self {
            desk,
            request,
            number: 0,
            last: Last::default(),
            sources: None,
            looked: 0,
            partly: false,
            looking: false,
            unsure: BTreeMap::new(),
            troubled: false,
            copies: Arc::default(),
            until: i64::MAX,
            owed: None,
            heard: 0,
            looked_at: 0,
            taken: 0,
        }
    }

    fn run(mut self, orders: &Receiver<Order>) {
        self.look(Batch::of(Hint::Everywhere));
        while !self.desk.is_stopped() {
            match orders.recv_timeout(self.patience()) {
                Ok(order) => self.obey(order, orders),
                Err(RecvTimeoutError::Timeout) => self.rest(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// How long to wait for an order.
    fn patience(&self) -> Duration {
        let usual = match (self.troubled, self.looking, self.partly) {
            (true, ..) => RETRY,
            (_, true, _) => SELDOM,
            (.., true) => SOON,
            _ => {
                let since = (self.desk.preview.clock)().saturating_sub(self.looked).max(0);
                SELDOM.saturating_sub(Duration::from_nanos(since as u64))
            }
        };
        if self.desk.preview.at_rest || self.until == i64::MAX {
            return usual;
        }
        let left = self.until.saturating_sub(self.now()).max(0);
        usual.min(Duration::from_secs(left as u64).max(Duration::from_millis(100)))
    }

    /// Does what is to be done when there is no order.
    fn rest(&mut self) {
        if self.troubled {
            self.look(Batch::of(Hint::Everywhere));
        } else if self.is_due() {
            self.look(Batch { hint: Hint::Paths(BTreeSet::new()), anyway: true });
        } else if !self.looking {
            self.looking = true;
            self.partly = false;
            self.looked = (self.desk.preview.clock)();
            let (desk, request) = (self.desk.clone(), self.request.clone());
            std::thread::spawn(move || {
                // One thread: whoever edits meanwhile does not wait for this.
                let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build();
                let scan = || build::scan(&request);
                let looked = threads.map_or_else(|_| scan(), |threads| threads.install(scan));
                desk.order(Order::Looked(looked));
            });
        }
    }

    /// Where to look after the whole tree was looked at in the background.
    fn seen(&self, looked: Result<Sources, Failure>) -> Hint {
        let (Some(last), Ok(sources)) = (&self.sources, looked) else { return Hint::Everywhere };
        let changed = last.changes(&sources).into_iter().chain(self.unsure.keys().cloned());
        Hint::Paths(changed.map(|path| path.to_string()).collect())
    }

    fn now(&self) -> i64 {
        (self.desk.preview.clock)() / 1_000_000_000
    }

    fn is_due(&self) -> bool {
        !self.desk.preview.at_rest && self.now() >= self.until
    }

    /// Obeys an order together with those that wait behind it.
    pub fn obey(&mut self, first: Order, orders: &Receiver<Order>) {
        let mut batch: Option<Batch> = None;
        let waiting: Vec<Order> = std::iter::once(first).chain(orders.try_iter()).collect();
        for order in waiting {
            self.taken += u64::from(order.is_newer());
            let next = match order {
                Order::Again => Batch::of(Hint::Everywhere),
                Order::Drafts(drafts) => {
                    let anyway = self.request.drafts != drafts;
                    (self.request.drafts, self.request.scheduled) = (drafts, drafts);
                    self.request.preview = drafts || self.desk.preview.request.preview;
                    Batch { hint: Hint::Paths(BTreeSet::new()), anyway }
                }
                Order::Looked(looked) => {
                    self.looking = false;
                    Batch::of(self.seen(looked))
                }
                Order::Said(Said::Look(hint)) => {
                    self.looked_at = self.heard;
                    Batch::of(hint)
                }
                Order::Said(Said::Stirred) => {
                    self.heard += 1;
                    continue;
                }
                Order::Said(Said::Note(note)) => {
                    self.desk.tell(Told::Note(&note));
                    continue;
                }
            };
            match &mut batch {
                Some(batch) => batch.add(next),
                None => batch = Some(next),
            }
        }
        if let Some(mut batch) = batch {
            batch.anyway |= self.is_due();
            self.look(batch);
        }
    }

    /// Looks at the tree, and makes a generation if it is another than before. The first is not
    /// overtaken, for there is nothing else to show; nor is one that has itself overtaken
    /// another, so that there is an end to it.
    fn look(&mut self, mut batch: Batch) {
        let may = self.owed.is_none() && self.sources.is_some();
        if let Some(owed) = self.owed.take() {
            batch.add(owed);
        }
        let Batch { hint, anyway } = &batch;
        if matches!(hint, Hint::Paths(paths) if paths.is_empty()) && !anyway && !self.troubled {
            return;
        }
        let looked = (self.desk.preview.clock)();
        match self.sources(hint) {
            Ok(sources) => {
                let changed = self.changes(&sources, hint);
                if (!changed.is_empty() || *anyway || self.troubled || self.sources.is_none())
                    && !self.make(sources, &changed, looked, may)
                {
                    self.owed = Some(batch);
                    return;
                }
            }
            Err(failure) => self.trouble(&failure),
        }
        self.desk.settled(self.looked_at);
    }

    fn sources(&mut self, hint: &Hint) -> Result<Sources, Failure> {
        match (&self.sources, hint) {
            (Some(last), Hint::Paths(paths)) => {
                self.partly |= !paths.is_empty();
                build::rescan(&self.request, last, paths)
            }
            _ => {
                self.partly = false;
                self.looked = (self.desk.preview.clock)();
                build::scan(&self.request)
            }
        }
    }

    /// The files that are not as they were, or may not be: one that was changed at the very
    /// time of the last look may have changed once more without another stamp.
    fn changes(&self, sources: &Sources, hint: &Hint) -> Vec<Arc<str>> {
        let Some(last) = &self.sources else { return Vec::new() };
        let mut changed = last.changes(sources);
        let concerned = |path: &str| match hint {
            Hint::Everywhere => true,
            Hint::Paths(paths) => paths.contains(path),
        };
        let unsure = self.unsure.iter().filter(|(path, known)| {
            let now = sources.find(path).map(|source| print(sources, source));
            concerned(path) && (known.is_none() || now != Some(**known))
        });
        changed.extend(unsure.map(|(path, _)| path.clone()));
        changed.sort();
        changed.dedup();
        changed
    }

    /// Makes a generation; false if it was overtaken, where it may be. What is known of the
    /// last generation stays known until there is another.
    fn make(&mut self, sources: Sources, changed: &[Arc<str>], looked: i64, may: bool) -> bool {
        if !self.desk.preview.at_rest {
            self.request.at = self.now();
        }
        let mut clock = Clock::start();
        self.last.looked = looked;
        // Before they are read: what changes from here on is seen at the next look.
        let unsure = sources.iter().filter(|(_, source)| !build::is_sure(source.stamp, looked));
        let unsure = unsure.map(|(id, source)| (source.path.clone(), print(&sources, id))).collect();
        let (desk, taken) = (self.desk.clone(), self.taken);
        let overtaken = move || may && desk.newer() > taken;
        let sources = Arc::new(sources);
        let last = &mut self.last;
        match build::next_generation(&self.request, sources, changed, last, &overtaken, &mut clock) {
            Ok(generation) => {
                self.unsure = unsure;
                self.show(generation, changed, &clock);
            }
            Err(Failure::Overtaken) => return false,
            Err(failure) => self.trouble(&failure),
        }
        true
    }

    fn show(&mut self, generation: Generation, changed: &[Arc<str>], clock: &Clock) {
        let Generation { sources, site, problems, memory, .. } = generation;
        self.number += 1;
        self.troubled = false;
        self.sources = Some(sources.clone());
        if let Some(memory) = memory {
            self.last.memory = memory;
        }
        let first = self.number == 1;
        let to_shelve = if first { self.last.memory.to_shelve() } else { None };
        let former = self.desk.newest();
        let any_error = problems.any_error();
        let problems = problems.sorted();
        let flawed = flawed(&problems, &sources);
        self.until = site.as_ref().map_or(i64::MAX, Site::until);
        let site = site.map(Arc::new);
        let request = self.request.clone();
        self.last.shown = site.clone().map(|site| Before { request, site, problems: problems.clone() });
        if let Some(site) = &site {
            let last = former.as_ref().and_then(|former| former.site.as_deref());
            self.copies = copies(&self.copies, last, site, self.number);
        }
        let of_former =
            |pick: fn(&Shown) -> &Option<Arc<Site>>| former.as_deref().and_then(|shown| pick(shown).clone());
        let good = match &site {
            Some(site) if !any_error => Some(site.clone()),
            _ => of_former(|shown| &shown.good),
        };
        let follow = site.as_deref().and_then(|site| edited(site, changed));
        let shown = Arc::new(Shown {
            number: self.number,
            site: site.or_else(|| of_former(|shown| &shown.site)),
            good,
            sources,
            problems,
            flawed,
            trouble: None,
            follow,
            drafts: self.request.drafts,
            copies: self.copies.clone(),
            found: Default::default(),
            to_shelve: Mutex::new(to_shelve),
        });
        self.desk.show(shown.clone());
        self.desk.tell(Told::Generation { number: self.number, changed, took: clock.read() });
        self.desk.tell_problems(&shown);
        // Giving back the memory of a site takes a while, and nobody need wait for it.
        rayon::spawn(move || drop(former));
    }

    /// There is no newer generation because the machine said no. Files that come and go while
    /// they are read are a part of life, so it is tried again before anybody is told.
    fn trouble(&mut self, failure: &Failure) {
        let again = std::mem::replace(&mut self.troubled, true);
        let words = failure.to_string();
        let former = self.desk.newest();
        let known = former.as_deref().and_then(|shown| shown.trouble.as_ref());
        if !again || known == Some(&words) {
            return;
        }
        self.number += 1;
        let shown = Shown {
            number: self.number,
            trouble: Some(words.clone()),
            follow: None,
            drafts: self.request.drafts,
            copies: self.copies.clone(),
            found: Default::default(),
            to_shelve: Mutex::default(),
            site: former.as_deref().and_then(|shown| shown.site.clone()),
            good: former.as_deref().and_then(|shown| shown.good.clone()),
            sources: former.as_deref().map_or_else(Arc::default, |shown| shown.sources.clone()),
            problems: former.as_deref().map_or_else(Vec::new, |shown| shown.problems.clone()),
            flawed: former.as_deref().map_or_else(BTreeSet::new, |shown| shown.flawed.clone()),
        };
        self.desk.show(Arc::new(shown));
        self.desk.tell(Told::Note(&words));
    }
}

/// What a file is; None if it cannot be told quickly.
fn print(sources: &Sources, source: SourceId) -> Option<Fingerprint> {
    let short = sources.get(source).stamp.length <= LARGEST_TEXT;
    if short { sources.fingerprint(source).ok() } else { None }
}

/// The page of the article that was edited; of several, the one that was saved last.
fn edited(site: &Site, changed: &[Arc<str>]) -> Option<String> {
    let (library, config) = (&site.facts.library, &site.facts.config);
    let pages = changed.iter().filter_map(|path| match library.find_path(path)? {
        Found::Page(id) => {
            let stamp = site.facts.sources.find(path).map(|id| site.facts.sources.get(id).stamp.changed);
            Some((stamp, library.page(id).address.href(config)))
        }
        _ => None,
    });
    pages.max().map(|(_, href)| href)
}

/// Which copied files changed in which generation: those that are new, gone, or made from a
/// file with another stamp have changed now.
fn copies(
    known: &Arc<BTreeMap<String, u64>>,
    last: Option<&Site>,
    site: &Site,
    number: u64,
) -> Arc<BTreeMap<String, u64>> {
    let Some(last) = last else { return Arc::default() };
    let (old, new) = (copied(last), copied(site));
    let mut changed = Vec::new();
    if Arc::ptr_eq(&last.plan, &site.plan) {
        changed.extend(old.zip(new).filter(|(old, new)| old != new).map(|((path, _), _)| path));
    } else {
        let mut gone: BTreeMap<&str, (&str, Stamp)> = old.collect();
        changed.extend(new.filter(|(path, what)| gone.remove(path) != Some(*what)).map(|(path, _)| path));
        changed.extend(gone.into_keys());
    }
    if changed.is_empty() {
        return known.clone();
    }
    let mut copies = (**known).clone();
    copies.extend(changed.into_iter().map(|path| (path.to_owned(), number)));
    Arc::new(copies)
}

/// The files of the output that are copies, and what they are copies of.
fn copied(site: &Site) -> impl Iterator<Item = (&str, (&str, Stamp))> {
    let what = |output: &'_ Output| match &output.recipe {
        Recipe::Asset { source } | Recipe::Picture { source, .. } => {
            let source = site.facts.sources.get(*source);
            Some((&*source.path, source.stamp))
        }
        // Its other name says what is in it.
        Recipe::Bundle { path, lasting: false } => {
            Some((&*site.facts.theme.bundle(path)?.lasting, Stamp::default()))
        }
        _ => None,
    };
    let outputs = site.plan.outputs.iter();
    outputs.filter_map(move |output| Some((output.path.as_str(), what(output)?)))
}

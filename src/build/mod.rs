//! The whole line as one function: sources, settings, documents, library, plan, facts, pages.

mod ahead;
mod compressed;
mod edit;
mod generation;
mod languages;
mod list;
mod make;
mod memory;
mod news;
mod next;
mod output;
mod page;
mod pictures;
mod read;

pub use crate::ledger::Verdict;
pub use crate::library::{Change, Presence, State, Why};
pub use crate::plan::{Lost, Proposal};
pub use crate::publish::{Broken, Comparison};
pub use crate::register::Kind;
pub use crate::theme::{BUILTIN as BUILTIN_THEME, builtin_own_files as builtin_theme_files};
pub use generation::{
    Before, Generation, Last, Overtaken, Site, generation, is_sure, next_generation, rescan, scan,
};
pub use list::{Listed, list};
pub use memory::{Memory, ToShelve};
pub use news::News;
pub use next::{Ahead, next};
pub use page::{Failed, Page, render};
pub use read::{Reading, read};

use crate::ledger::Ledger;
use crate::problem::{Problem, Problems, Severity};
use crate::register::{Register, record};
use crate::source::{ReadError, Sources};
use output::Output;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What is to be built, with nothing left to guess: the command line fills it in.
#[derive(Clone, Debug)]
pub struct Request {
    /// The site's root: the folder of `site.toml`.
    pub root: PathBuf,
    /// Where the site is written.
    pub output: PathBuf,
    /// The site's address, if another than in `site.toml`.
    pub base_url: Option<String>,
    /// Drafts are published too.
    pub drafts: bool,
    /// Scheduled articles are shown too, as if they were due.
    pub scheduled: bool,
    /// The instant of the build, in seconds since 1970: what lies after it is not yet published.
    pub at: i64,
    /// What becomes of the pages.
    pub mode: Mode,
    /// What is built is another edition than readers get at present, to be looked at: its
    /// addresses are not written down.
    pub preview: bool,
    /// Compressed forms of all files that are worth it are written too.
    pub precompress: bool,
    /// The ledger of the last build is passed over: everything is made anew.
    pub clean: bool,
    /// The user's home folder, which is never written over.
    pub home: Option<PathBuf>,
}

impl Request {
    /// Says whether another request asks for the same but for its instant.
    pub(crate) fn is_alike(&self, other: &Request) -> bool {
        let asked = |of: &Request| (of.base_url.clone(), of.drafts, of.scheduled, of.preview);
        asked(self) == asked(other)
    }
}

/// What becomes of the pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// They are published.
    Publish,
    /// Those that would be made are made, for their problems, and dropped.
    Check,
    /// All are made anew and compared with what is in the output directory.
    Compare,
}

/// A step of the work, for a progress display.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Another build of the same output directory is running.
    Waiting,
    /// Sources are read and parsed.
    Reading,
    /// So many pages of so many are made.
    Rendering(usize, usize),
    /// The pages are put in place.
    Publishing,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    /// The files of the site, to show excerpts of problems.
    pub sources: Arc<Sources>,
    /// All problems, in the order in which they are shown.
    pub problems: Vec<Problem>,
    /// How many errors and warnings there are.
    pub count: (usize, usize),
    /// How many files the site has.
    pub outputs: usize,
    /// How many of them are articles.
    pub articles: usize,
    /// The pages that were rendered, and why.
    pub rendered: Vec<(String, Verdict)>,
    /// The outputs that were kept from the last build.
    pub kept: Vec<String>,
    /// The files that were written, because their bytes are new.
    pub written: Vec<String>,
    /// Those of them that the last build did not have.
    pub added: Vec<String>,
    /// The files of the last build that were removed.
    pub removed: Vec<String>,
    /// Whom to tell of it.
    pub news: News,
    /// With [`Mode::Compare`]: the files that are not what a clean build makes, and why.
    pub different: Vec<(String, &'static str)>,
    /// The addresses that were published and that nothing stands for any more.
    pub lost: Vec<Lost>,
    /// How many files of the site were opened.
    pub opened: usize,
    /// How many pictures were decoded.
    pub decoded: usize,
    /// How many cards were drawn.
    pub drawn: usize,
    /// How long each template's pages took together, and how many there were.
    pub templates: Vec<(String, Duration, usize)>,
    /// The site was put in place.
    pub published: bool,
    /// Notes about the build itself, such as a ledger that could not be used.
    pub notes: Vec<String>,
    /// How long the phases took, in order.
    pub timings: Vec<(&'static str, Duration)>,
    /// What the build worked with: see [`Report::leave`].
    pub(crate) held: Held,
}

/// What a build worked with.
#[derive(Default)]
pub(crate) struct Held {
    site: Option<Site>,
    ledger: Option<Ledger>,
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").finish_non_exhaustive()
    }
}

/// Why nothing could be built: the machine said no, or the request makes no sense.
#[derive(Debug)]
pub enum Failure {
    /// A file could not be read.
    Read(ReadError),
    /// A file could not be written.
    Write(PathBuf, std::io::Error),
    /// The request cannot be carried out, for this reason.
    Refused(String),
    /// Something newer is wanted: only a preview changes its mind.
    Overtaken,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Read(error) => error.fmt(f),
            Failure::Write(path, cause) => write!(f, "cannot write `{}`: {cause}", path.display()),
            Failure::Refused(reason) => f.write_str(reason),
            Failure::Overtaken => f.write_str("something newer is wanted"),
        }
    }
}

/// Builds the site, or says why nothing could be built.
pub fn build(request: &Request, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report, Failure> {
    let mut clock = Clock::start();
    progress(Progress::Reading);
    let sources = scan(request)?;
    clock.lap("scan");
    if request.mode == Mode::Publish
        && !request.clean
        && let Some(seal) = output::sealed(request, &sources)
    {
        let mut report = Report::empty(Arc::new(sources));
        report.articles = seal.articles;
        report.outputs = seal.outputs.len();
        report.kept = seal.outputs.into_iter().map(|(path, _)| path).collect();
        report.published = true;
        clock.lap("seal");
        return Ok(report.finish(seal.problems.into_iter().collect(), clock));
    }
    // The ledger is not needed before the facts are there, and neither waits for the other.
    let (made, early) =
        rayon::join(|| generation(request, sources, &mut clock), || output::place(request).read());
    let Generation { sources, site, mut problems, shelf, album, .. } = made?;
    let mut report = Report::empty(sources);
    if request.mode != Mode::Check {
        problems = problems.without_advice();
    }
    if let Some(site) = site {
        report.outputs = site.plan.outputs.len();
        report.articles = site.facts.library.articles.len();
        report.lost = site.plan.kept.lost.clone();
        let publishes = request.mode == Mode::Publish && !problems.any_error();
        let mut output = match publishes {
            true => Output::open(request, early, progress)?,
            false => Output::look(request, early),
        };
        clock.lap("ledger");
        // Compressed forms are looked up in the last ledger once more.
        let goes_on = publishes && !request.precompress;
        let mut rendered = make::render(&site, &mut output, goes_on, progress)?;
        if request.precompress
            && (publishes || request.mode == Mode::Compare)
            && !rendered.problems.any_error()
        {
            compressed::compress(&site.plan, &output, &mut rendered)?;
            report.outputs = rendered.recorder.records().len();
        }
        problems.extend(std::mem::take(&mut rendered.problems));
        report.rendered = std::mem::take(&mut rendered.made);
        report.kept = std::mem::take(&mut rendered.kept);
        report.templates = std::mem::take(&mut rendered.templates);
        (report.decoded, report.drawn) = (rendered.decoded, rendered.drawn);
        clock.lap("render");
        if let Some(error) = site.facts.trouble() {
            return Err(Failure::Read(error));
        }
        if request.mode == Mode::Check {
            let to_come = ahead::errors_to_come(request, &site, &problems)?;
            problems.extend(to_come);
            clock.lap("look ahead");
        }
        if request.mode == Mode::Compare {
            report.different = output.compare(&rendered);
            clock.lap("compare");
        } else if publishes && !problems.any_error() {
            progress(Progress::Publishing);
            let kept = output::Kept { shelf: shelf.as_ref(), album: album.as_ref() };
            let ledger = output.publish(request, rendered, &site, kept, &problems, &mut report)?;
            report.held.ledger = Some(ledger);
            report.news = news::news(&site, &report);
            clock.lap("publish");
        }
        report.held.site = Some(site);
    }
    Ok(report.finish(problems, clock))
}

/// Writes into `urls.lock` whose the lost addresses are now, as far as that could be guessed.
/// Comes back with what was written.
pub fn mend<'r>(request: &Request, report: &'r Report) -> Result<Vec<(&'r Lost, &'r Proposal)>, Failure> {
    let mended = report.lost.iter().filter_map(|lost| Some((lost, lost.proposal.as_ref()?)));
    let mended: Vec<_> = mended.collect();
    if !mended.is_empty() {
        // Only that is written: the site has errors, and nothing of it is published yet.
        let (mut register, _) = Register::read(&report.sources)?;
        for (lost, to) in &mended {
            register.give(&lost.path, to.owner.clone(), &to.source);
        }
        record(&request.root, &register.text()).map_err(|(path, cause)| Failure::Write(path, cause))?;
    }
    Ok(mended)
}

/// Compares the output directory with a former site: which of its addresses are not there any
/// more. What the rules of a host answer for is there if the site has such a host.
pub fn compare(request: &Request, former: &Path) -> Result<Comparison, Failure> {
    let mut found = crate::publish::compare(former, &request.output)
        .map_err(|(path, cause)| Failure::Write(path, cause))?;
    let site = generation(request, scan(request)?, &mut Clock::start())?.site;
    if let Some(site) = site
        && site.facts.config.hosts.iter().any(|host| host.has_rules())
    {
        let redirects = &site.plan.redirects;
        let stands = |path: &str| {
            redirects.moved.iter().any(|moved| moved.from.path == path)
                || redirects.below.iter().any(|below| path.starts_with(&*below.from.path))
                || redirects.gone.iter().any(|gone| gone.from.path == path)
        };
        found.broken.retain(|broken| !stands(&broken.address));
    }
    Ok(found)
}

/// The ledger of the last build of an output directory; an empty one if there is none.
pub fn last(request: &Request) -> Ledger {
    output::place(request).read().ledger
}

impl Report {
    fn empty(sources: Arc<Sources>) -> Self {
        Self { sources, ..Self::default() }
    }

    fn finish(mut self, problems: Problems, clock: Clock) -> Self {
        self.opened = self.sources.opened();
        self.count = problems.count();
        self.problems = problems.sorted();
        self.timings = clock.laps;
        self
    }

    /// Leaves what the build worked with to the end of the program, which is near: to give so much
    /// memory back piece by piece takes longer than to end.
    pub fn leave(self) {
        std::mem::forget(self);
    }

    /// True if any problem keeps the site from being published.
    pub fn any_error(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// How long the phases take. This measures; it never decides anything.
pub struct Clock {
    began: Instant,
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    /// A clock that starts now.
    pub fn start() -> Self {
        let now = Instant::now();
        Self { began: now, last: now, laps: Vec::new() }
    }

    /// The time since the start.
    pub fn read(&self) -> Duration {
        self.began.elapsed()
    }

    fn lap(&mut self, phase: &'static str) {
        let now = Instant::now();
        self.laps.push((phase, now - self.last));
        self.last = now;
    }
}

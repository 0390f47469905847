//! The whole line as one function: sources, settings, documents, library, plan, facts, pages.

use crate::problem::Problem;
use crate::source::{ReadError, Sources};
use std::path::PathBuf;
use std::time::Duration;

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
    /// The instant of the build, in seconds since 1970: what lies after it is not yet published.
    pub at: i64,
    /// What becomes of the pages.
    pub mode: Mode,
}

/// What becomes of the pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// They are published.
    Publish,
    /// They are made, for their problems, and dropped.
    Check,
}

/// A step of the work, for a progress display.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// Sources are read and parsed.
    Reading,
    /// So many pages of so many are made.
    Rendering(usize, usize),
    /// The pages are put in place.
    Publishing,
}

/// What a build did.
#[derive(Debug)]
pub struct Report {
    /// The files of the site, to show excerpts of problems.
    pub sources: Sources,
    /// All problems, in the order in which they are shown.
    pub problems: Vec<Problem>,
    /// How many errors and warnings there are.
    pub count: (usize, usize),
    /// How many files the site has.
    pub outputs: usize,
    /// How many of them are articles.
    pub articles: usize,
    /// How many were rendered.
    pub rendered: usize,
    /// How many were taken over from the last build.
    pub reused: usize,
    /// How many were written, because their bytes are new.
    pub written: usize,
    /// How many files of the last build were removed.
    pub removed: usize,
    /// Notes about the build itself, such as a ledger that could not be used.
    pub notes: Vec<String>,
    /// How long the phases took, in order.
    pub timings: Vec<(&'static str, Duration)>,
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
}

/// The state of an article at the instant of the build.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    /// In the site.
    Published,
    /// Marked as a draft.
    Draft,
    /// Its date has not come.
    Scheduled,
    /// Its time is over.
    Expired,
}

/// An article in a listing.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The path of its source.
    pub path: String,
    /// Its headline.
    pub title: String,
    /// Where it is or will be, from the site's root.
    pub url: String,
    /// Its state.
    pub state: State,
    /// Its date, in seconds since 1970.
    pub date: Option<i64>,
}

/// Builds the site.
pub fn build(request: &Request, progress: &(dyn Fn(Progress) + Sync)) -> Result<Report, Failure> {
    let _ = (request, progress);
    Err(Failure::Refused("not yet".into()))
}

/// Lists all articles, published or not, in the order of their paths.
pub fn list(request: &Request) -> Result<(Vec<Listed>, Report), Failure> {
    let _ = request;
    Err(Failure::Refused("not yet".into()))
}

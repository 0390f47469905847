//! The preview: pages are answered from the newest generation, each rendered when it is asked
//! for, by the same road that a build takes.
//!
//! Three parties work side by side and share a desk. The *editor* hears of changed
//! files, makes the next generation and lays it on the desk as a whole. *Requests* take the
//! generation that lies there and see no other. The *reader* goes over the whole site in the
//! background, so that problems anywhere are known.
//!
//! What is served is what would be built, byte for byte. The script that keeps the browser up
//! to date is added to the response and never to a page.

mod answer;
mod desk;
mod editor;
mod endpoints;
mod error_page;
mod hosts;
mod http;
mod inject;
mod links;
mod live;
mod problems;
mod reader;
mod routes;
#[cfg(test)]
mod tests;

pub use links::Editor;

use crate::build::{Failure, Request};
use crate::source::Sources;
use desk::Desk;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What is to be served, and how.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The site. Its output directory is never touched.
    pub request: Request,
    /// The time in nanoseconds since 1970, as often as it is asked for.
    pub clock: fn() -> i64,
    /// The site is shown as of the request's instant; else time passes.
    pub at_rest: bool,
    /// The address to listen at.
    pub host: IpAddr,
    /// The port to listen at; the next free one is taken if it is not free.
    pub port: u16,
    /// Names besides those of this machine by which the preview may be called.
    pub names: Vec<String>,
    /// Browsers are told of changes.
    pub reload: bool,
    /// Browsers go to the article that is edited.
    pub follow: bool,
    /// The desk's bar is shown at first.
    pub bar: bool,
    /// Look at the files in such intervals instead of waiting for events.
    pub poll: Option<Duration>,
    /// How links to sources open an editor.
    pub editor: Editor,
}

/// So many pages are made at once.
const THREADS: usize = 16;

/// What the preview tells.
#[derive(Debug)]
pub enum Told<'a> {
    /// It answers here, and the site begins at this path.
    Listening {
        /// Where it listens.
        at: SocketAddr,
        /// The path of the site's first page.
        path: &'a str,
    },
    /// There is a new generation.
    Generation {
        /// Its number.
        number: u64,
        /// The files that changed.
        changed: &'a [Arc<str>],
        /// How long it took to make.
        took: Duration,
    },
    /// These are the problems now.
    Problems {
        /// The problems, in the order in which they are shown.
        problems: &'a [crate::problem::Problem],
        /// The files they point into.
        sources: &'a Sources,
    },
    /// Something good to know.
    Note(&'a str),
}

/// To whom the preview tells what happens.
pub type Tell = dyn Fn(Told<'_>) + Send + Sync;

/// Serves the site until the program is asked to stop.
pub fn serve(mut preview: Preview, tell: Arc<Tell>) -> Result<(), Failure> {
    let root = real(&preview.request.root)?;
    preview.request.root = root;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(THREADS)
        .enable_all()
        .build()
        .map_err(|cause| Failure::Refused(format!("no threads can be started: {cause}")))?;
    let listener = runtime.block_on(http::listen(preview.host, preview.port)).map_err(|cause| {
        Failure::Refused(format!("cannot listen at {} port {}: {cause}", preview.host, preview.port))
    })?;
    let desk = Arc::new(Desk::new(preview, tell));
    editor::start(desk.clone());
    reader::start(desk.clone());
    let served = runtime.block_on(http::run(desk.clone(), listener));
    desk.stop();
    // What is still being rendered is for nobody.
    runtime.shutdown_background();
    served.map_err(|cause| Failure::Refused(format!("cannot go on listening: {cause}")))
}

fn real(root: &Path) -> Result<std::path::PathBuf, Failure> {
    Sources::real(root).map_err(Failure::Read)
}

//! The reader goes over the whole site of each generation in the background, so that a problem
//! of the theme on a page that nobody looks at is known too. It takes one thread, waits until
//! it is quiet, and lets be what it does when there is something newer.

use super::desk::{Desk, Shown};
use crate::build;
use std::sync::Arc;
use std::time::Duration;

/// How long a generation must have been the newest before it is read.
const REST: Duration = Duration::from_millis(400);

/// Starts the reader.
pub(super) fn start(desk: Arc<Desk>) {
    std::thread::spawn(move || {
        let Ok(threads) = rayon::ThreadPoolBuilder::new().num_threads(1).build() else { return };
        threads.install(|| run(&desk));
    });
}

fn run(desk: &Desk) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else { return };
    let mut generations = desk.generations();
    let mut stopping = desk.stopping();
    // What the last build knows of its pages is a good beginning.
    let mut ledger = build::last(&desk.preview.request);
    let mut read = 0;
    while let Some(shown) = runtime.block_on(next(&mut generations, &mut stopping, read)) {
        read = shown.number;
        desk.shelve(&shown);
        let wanted =
            || desk.newest().is_some_and(|newest| newest.number == shown.number) && !desk.is_stopped();
        let Some(site) = &shown.site else { continue };
        let reading = build::read(site, &ledger, &wanted);
        // On a large site edits may come sooner than it is read: what has been read so far need
        // not be made again.
        if reading.whole || reading.ledger.records.len() > ledger.records.len() {
            ledger = reading.ledger;
        }
        if reading.whole {
            desk.read(&shown, reading.problems);
        }
    }
}

/// The newest generation once it has been that for a while; None when the preview stops.
async fn next(
    generations: &mut tokio::sync::watch::Receiver<Option<Arc<Shown>>>,
    stopping: &mut tokio::sync::watch::Receiver<bool>,
    read: u64,
) -> Option<Arc<Shown>> {
    loop {
        if *stopping.borrow() {
            return None;
        }
        let newest = generations.borrow_and_update().clone().filter(|shown| shown.number > read);
        tokio::select! {
            changed = generations.changed() => changed.ok()?,
            _ = stopping.changed() => return None,
            () = tokio::time::sleep(REST), if newest.is_some() => return newest,
        }
    }
}

//! The self-test: is a file that is made here heard of?

use super::Place;
use notify::Event;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

/// How long to wait for the probe. Events come within a few milliseconds, or never.
const PATIENCE: Duration = Duration::from_secs(1);

/// Makes a hidden file in the first folder that is there, and waits to hear of it. What else is
/// heard meanwhile is dropped, since all is looked at afterwards. Where no file can be made,
/// events are trusted to come.
pub(super) fn is_heard(place: &Place, events: &Receiver<notify::Result<Event>>) -> bool {
    let folders = place.folders.iter().map(|folder| place.root.join(folder));
    let probe = folders.chain([place.root.clone()]).find_map(|folder| make(&folder));
    let Some(probe) = probe else { return true };
    let began = Instant::now();
    while let Some(left) = PATIENCE.checked_sub(began.elapsed()) {
        match events.recv_timeout(left) {
            Ok(Ok(event)) if event.paths.iter().any(|path| path.file_name() == probe.path().file_name()) => {
                return true;
            }
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    false
}

fn make(folder: &Path) -> Option<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new().prefix(".dateline-").tempfile_in(folder).ok()?;
    file.write_all(b"Is this heard of?\n").ok()?;
    Some(file)
}

//! Says when the files of a folder may have changed, and where to look.
//!
//! Events of the system are only hints. What they say happened is not believed: editors save
//! by writing, by renaming and by deleting, and systems report each in their own way. An event
//! means "look at this path again", and a folder means all that is in it; whoever is told
//! compares what lies there with what lay there before. So deletions, renames and moves of
//! folders need no case of their own. Where an event could have been lost (the system's queue
//! was full, a watch was set up a moment too late) the whole tree is to be looked at.
//!
//! Hints are gathered until it has been quiet for a moment: a few milliseconds after a single
//! save, longer while events keep coming, so that a checkout of a thousand files is one batch.
//!
//! Not every file system sends events. A probe at the start finds out, and where it is not
//! heard of the tree is looked at in intervals instead.

mod probe;
mod quiet;
#[cfg(test)]
mod tests;

use notify::event::{AccessKind, AccessMode};
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use quiet::Quiet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// What is watched.
#[derive(Clone, Debug)]
pub struct Place {
    /// The folder, by its real path.
    pub root: PathBuf,
    /// The folders in it that are watched with all that is in them.
    pub folders: Vec<String>,
    /// The files beside them that are watched.
    pub files: Vec<String>,
    /// Names that are passed over.
    pub ignored: fn(&str) -> bool,
    /// Look in such intervals instead of waiting for events.
    pub poll: Option<Duration>,
}

/// What a watch says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// Something is happening; where to look will follow.
    Stirred,
    /// It is time to look.
    Look(Hint),
    /// Something good to know, with what would help.
    Note(String),
}

/// Where to look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Hint {
    /// Anything may have changed.
    Everywhere,
    /// Only these files and folders, relative to the root with `/` between the parts.
    Paths(BTreeSet<String>),
}

/// How often to look where there are no events.
const INTERVAL: Duration = Duration::from_millis(500);

/// Watches in a thread of its own, until `tell` returns false.
pub fn watch(place: Place, tell: impl Fn(Said) -> bool + Send + 'static) {
    std::thread::spawn(move || {
        let interval = match place.poll {
            Some(interval) => interval,
            None => match listen(&place, &tell) {
                Ended::NotWanted => return,
                Ended::Deaf(why) => {
                    let note =
                        format!("{why}; looking at the files every {} ms instead", INTERVAL.as_millis());
                    if !tell(Said::Note(note)) {
                        return;
                    }
                    INTERVAL
                }
            },
        };
        while tell(Said::Look(Hint::Everywhere)) {
            std::thread::sleep(interval);
        }
    });
}

/// Why no more events are waited for.
enum Ended {
    NotWanted,
    /// They do not come, for this reason.
    Deaf(String),
}

fn listen(place: &Place, tell: &impl Fn(Said) -> bool) -> Ended {
    let (send, events) = channel();
    let watcher = RecommendedWatcher::new(
        move |event| {
            // Nobody listens any more once the watch has ended.
            let _ = send.send(event);
        },
        Config::default(),
    );
    let mut watcher = match watcher {
        Ok(watcher) => watcher,
        Err(error) => return Ended::Deaf(reason(&error)),
    };
    if let Err(error) = watcher.watch(&place.root, RecursiveMode::NonRecursive) {
        return Ended::Deaf(reason(&error));
    }
    for folder in &place.folders {
        if let Err(error) = follow(&mut watcher, &place.root.join(folder)) {
            return Ended::Deaf(reason(&error));
        }
    }
    if !probe::is_heard(place, &events) {
        return Ended::Deaf("the file system here does not tell of changes".into());
    }
    // Whatever changed while the watches were set up was not heard.
    if !tell(Said::Look(Hint::Everywhere)) {
        return Ended::NotWanted;
    }
    loop {
        match batch(place, &mut watcher, &events, tell) {
            Ok(None) => {}
            Ok(Some(hint)) => {
                if !tell(Said::Look(hint)) {
                    return Ended::NotWanted;
                }
            }
            Err(ended) => return ended,
        }
    }
}

/// Watches a folder with all that is in it, if it is there.
fn follow(watcher: &mut RecommendedWatcher, folder: &Path) -> notify::Result<()> {
    match watcher.watch(folder, RecursiveMode::Recursive) {
        Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => Ok(()),
        Err(error) if matches!(&error.kind, ErrorKind::Io(cause) if cause.kind() == std::io::ErrorKind::NotFound) => {
            Ok(())
        }
        other => other,
    }
}

/// Waits for something to happen and for it to be over; None if it is nothing to look at.
fn batch(
    place: &Place,
    watcher: &mut RecommendedWatcher,
    events: &Receiver<notify::Result<Event>>,
    tell: &impl Fn(Said) -> bool,
) -> Result<Option<Hint>, Ended> {
    let mut paths = BTreeSet::new();
    let mut everywhere = false;
    let mut quiet = Quiet::default();
    let mut next = match events.recv_timeout(LISTENING) {
        Ok(event) => event,
        // To see whether anybody still wants to know.
        Err(RecvTimeoutError::Timeout) => {
            let nothing = Said::Look(Hint::Paths(BTreeSet::new()));
            return if tell(nothing) { Ok(None) } else { Err(Ended::NotWanted) };
        }
        Err(RecvTimeoutError::Disconnected) => return Err(Ended::Deaf("the watch ended".into())),
    };
    loop {
        let mut counts = true;
        match next {
            Ok(event) if event.need_rescan() => everywhere = true,
            Ok(event) if is_look(&event.kind) => counts = false,
            Ok(event) => {
                counts = false;
                for path in &event.paths {
                    let concern = concerning(place, path);
                    counts |= !matches!(concern, Concern::Nothing);
                    match concern {
                        Concern::Nothing => {}
                        Concern::Unknown => everywhere = true,
                        Concern::Path(path) => {
                            if place.folders.contains(&path) {
                                // It may be another folder of the same name.
                                let folder = place.root.join(&path);
                                let _ = watcher.unwatch(&folder);
                                follow(watcher, &folder).map_err(|error| Ended::Deaf(reason(&error)))?;
                            }
                            paths.insert(path);
                        }
                    }
                }
            }
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch) => {
                return Err(Ended::Deaf(reason(&error)));
            }
            Err(_) => everywhere = true,
        }
        if counts {
            if quiet.is_new() && !tell(Said::Stirred) {
                return Err(Ended::NotWanted);
            }
            quiet.heard(Instant::now());
        }
        let Some(left) = quiet.left(Instant::now()) else { break };
        match events.recv_timeout(left) {
            Ok(event) => next = event,
            Err(_) => break,
        }
    }
    Ok(match (everywhere, paths.is_empty()) {
        (true, _) => Some(Hint::Everywhere),
        (false, true) => None,
        (false, false) => Some(Hint::Paths(paths)),
    })
}

/// How long to wait for events before asking whether they are still wanted.
const LISTENING: Duration = Duration::from_secs(5);

/// Says whether an event tells only that a file was looked at: reading the site would else
/// make the preview look again, for ever.
fn is_look(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Access(kind) if *kind != AccessKind::Close(AccessMode::Write))
}

/// What an event's path means.
enum Concern {
    /// It is not watched.
    Nothing,
    /// It cannot be told.
    Unknown,
    /// This path, relative to the root.
    Path(String),
}

fn concerning(place: &Place, path: &Path) -> Concern {
    let Ok(relative) = path.strip_prefix(&place.root) else { return Concern::Unknown };
    let Some(relative) = relative.to_str() else { return Concern::Unknown };
    let relative = relative.replace(std::path::MAIN_SEPARATOR, "/");
    let top = relative.split('/').next().unwrap_or_default();
    let watched = place.files.contains(&relative) || place.folders.iter().any(|folder| folder == top);
    if !watched || relative.split('/').any(place.ignored) {
        return Concern::Nothing;
    }
    Concern::Path(relative)
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the system's limit of watches is reached (on Linux `sysctl fs.inotify.max_user_watches=524288` raises it)".into(),
        ErrorKind::Io(cause) if cause.raw_os_error() == Some(24) => "the system's limit of watchers is reached (on Linux `sysctl fs.inotify.max_user_instances=512` raises it)".into(),
        _ => format!("the files cannot be watched: {error}"),
    }
}

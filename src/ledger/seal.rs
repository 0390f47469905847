//! The seal: proof at a glance that nothing has moved since the last build.
//!
//! If every file of the site has the size and time it had, the request is the same, no
//! article has become due, and every output is as it was written, then each verdict would be
//! "fresh": the facts are the same, so all answers are. The seal lets a build see this
//! without opening a source. Where anything differs it is silent, and the build goes its
//! usual way.

use crate::fingerprint::{Fingerprint, Hasher, Stamp};
use crate::problem::Problem;
use crate::source::Sources;
use serde::{Deserialize, Serialize};

/// What the last build saw and left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seal {
    /// The fingerprint of all files' names, sizes and times, and of the request.
    pub inputs: Fingerprint,
    /// The instant of the build, in seconds since 1970.
    pub at: i64,
    /// The first instant at which the site would be another one.
    pub until: i64,
    /// How many articles the site has.
    pub articles: usize,
    /// The warnings, to be shown again.
    pub problems: Vec<Problem>,
    /// The files of the site with the stamps they were left with.
    pub outputs: Vec<(String, Stamp)>,
}

impl Seal {
    /// The fingerprint of what goes into a build: all files as their file system tells of them,
    /// and what was asked for. `replaced` is a file, the last of all by its path, that has been
    /// written since the sources were listed.
    pub fn inputs(sources: &Sources, replaced: Option<(&str, Stamp)>, request: &[&str]) -> Fingerprint {
        let mut hasher = Hasher::new();
        request.iter().for_each(|text| {
            hasher.text(text);
        });
        let listed = sources.iter().map(|(_, source)| (&*source.path, source.stamp));
        let listed = listed.filter(|(path, _)| replaced.is_none_or(|(replaced, _)| *path != replaced));
        for (path, stamp) in listed.chain(replaced) {
            hasher.text(path).number(stamp.length).number(stamp.changed as u64);
        }
        for oddity in sources.oddities() {
            hasher.text(&oddity.path).text(&format!("{:?}", oddity.kind));
        }
        hasher.finish()
    }

    /// Says whether nothing has moved. `written` is when the seal was set: a file changed at
    /// that very time or later may have changed unseen. `stamp` tells how an output is now.
    pub fn holds(
        &self,
        inputs: Fingerprint,
        sources: &Sources,
        at: i64,
        written: i64,
        stamp: impl Fn(&str) -> Option<Stamp> + Sync,
    ) -> bool {
        use rayon::prelude::*;
        self.inputs == inputs
            && (self.at..self.until).contains(&at)
            && sources.iter().all(|(_, source)| source.stamp.changed < written)
            && self
                .outputs
                .par_iter()
                .all(|(path, left)| left.changed < written && stamp(path) == Some(*left))
    }
}

//! One output by itself: how a preview makes what it is asked for, and how it knows that what
//! it made before still holds. The road is that of a build: the same rendering, the same
//! records, the same verdicts.

use super::{Clock, Site, pictures};
use crate::facts::Trace;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::ledger::{Ledger, Questions, Reader, Record, Recorder, Verdict, recipe_text};
use crate::plan::{Output, Recipe};
use crate::problem::Problem;
use crate::render::render as render_page;
use std::sync::Arc;
use std::time::Duration;

/// A page as it was made, with what it asked.
#[derive(Debug)]
pub struct Page {
    /// Its bytes: those of the file that a build would write.
    pub bytes: Arc<[u8]>,
    /// Their fingerprint.
    pub fingerprint: Fingerprint,
    /// How long it took to make.
    pub took: Duration,
    /// A ledger with this one record.
    ledger: Ledger,
}

/// Why a page could not be made.
#[derive(Debug)]
pub enum Failed {
    /// Its template is in error.
    Problem(Box<Problem>),
    /// Its template could not be read, which has been reported.
    NoTemplate,
    /// A source changed while it was made: there will be a newer generation.
    Changed,
}

/// Renders a page or redirect.
pub fn render(site: &Site, output: &Output) -> Result<Page, Failed> {
    if let Recipe::Page { template, .. } = &output.recipe
        && site.environment.get_template(template).is_err()
    {
        return Err(Failed::NoTemplate);
    }
    let clock = Clock::start();
    if let Some(made) = pictures::bytes(site, output) {
        let bytes =
            made.map_err(|problem| problem.map_or(Failed::Changed, |it| Failed::Problem(Box::new(it))))?;
        return Ok(page(site, output, bytes, clock.read(), &Vec::new()));
    }
    let rendered = render_page(output, &site.facts, &site.environment);
    let took = clock.read();
    if rendered.troubled {
        return Err(Failed::Changed);
    }
    let bytes = rendered.bytes.map_err(|problem| Failed::Problem(Box::new(problem)))?;
    Ok(page(site, output, bytes, took, &rendered.trace))
}

fn page(site: &Site, output: &Output, bytes: Vec<u8>, took: Duration, trace: &Trace) -> Page {
    let fingerprint = Fingerprint::of(&bytes);
    let mut questions = Questions::default();
    let trace = questions.number(trace).into_numbers();
    let mut recorder = Recorder::new();
    let recipe = recipe_text(output, &site.facts);
    let (stamp, source) = (Stamp::default(), Stamp::default());
    let record = Record { fingerprint, stamp, recipe, source, trace };
    let looked = recorder.look(&questions, &site.facts);
    recorder.add([(output.path.clone(), record)].into(), &questions, looked, &site.facts);
    let (ledger, _) = recorder.finish(&site.facts);
    Page { bytes: bytes.into(), fingerprint, took, ledger }
}

impl Page {
    /// Says whether the page still holds in a newer generation, and if not, why not.
    pub fn verdict(&self, site: &Site, output: &Output) -> Verdict {
        Reader::new(&self.ledger, &site.facts).verdict(output, |_| true)
    }
}

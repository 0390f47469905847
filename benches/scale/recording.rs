//! What it costs to note every question that pages ask: all pages of a site are rendered
//! again and again, by turns with windows that note and with windows that do not.

use crate::Result;
use dateline::build::{Clock, Mode, Request, Site, generation, scan};
use dateline::facts::Window;
use dateline::ledger::Questions;
use dateline::plan::Recipe;
use dateline::render::render_through;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The time of rendering a whole site on one thread.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    /// Every question is noted and numbered, as in a build.
    pub noted: Duration,
    /// Nothing is noted.
    pub blind: Duration,
}

/// Renders all pages of the site at `root`, each way so many times by turns, and keeps the
/// shortest of each: whatever else the machine does only ever adds to it.
pub fn measure(root: &Path, at: i64, times: usize) -> Result<Rounds> {
    let request = Request {
        root: root.to_owned(),
        output: root.join("public"),
        base_url: None,
        drafts: false,
        scheduled: false,
        at,
        mode: Mode::Check,
        clean: true,
        preview: false,
        precompress: false,
        home: None,
    };
    let failed = |failure| format!("the site cannot be read: {failure:?}");
    let sources = scan(&request).map_err(failed)?;
    let made = generation(&request, sources, &mut Clock::start()).map_err(failed)?;
    let site = made.site.ok_or("the site has no settings")?;
    let mut rounds = Rounds { noted: Duration::MAX, blind: Duration::MAX };
    for _ in 0..times {
        rounds.blind = rounds.blind.min(pages(&site, Window::blind)?);
        rounds.noted = rounds.noted.min(pages(&site, Window::new)?);
    }
    Ok(rounds)
}

/// So many pages are rendered and then numbered together, as in a build.
const BATCH: usize = 16;

fn pages(site: &Site, open: fn(Arc<dateline::facts::Facts>) -> Window) -> Result<Duration> {
    let pages = site.plan.outputs.iter().filter(|output| matches!(output.recipe, Recipe::Page { .. }));
    let pages: Vec<_> = pages.collect();
    let mut questions = Questions::with_room(pages.len());
    let start = Instant::now();
    for batch in pages.chunks(BATCH) {
        let mut traces = Vec::with_capacity(BATCH);
        for output in batch {
            let rendered = render_through(open(site.facts.clone()), output, &site.facts, &site.environment);
            rendered.bytes.map_err(|problem| problem.message)?;
            traces.push(rendered.trace);
        }
        traces.iter().for_each(|trace| _ = std::hint::black_box(questions.number(trace)));
    }
    Ok(start.elapsed())
}

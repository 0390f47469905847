//! `build`.

use super::flags::{Build, Common};
use super::report::{self, Show, many, tally};
use super::{Outcome, Trouble, trace};
use crate::build::{Mode, News, Report};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// Builds the site and says what was made.
pub(super) fn run(flags: &Build, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    threads();
    let request = super::request(common, Mode::Publish, flags.clean)?;
    let bar = show.bar();
    let built = crate::build::build(&request, &|progress| bar.step(progress));
    let took = bar.finish();
    let report = built?;
    let failed = report.count.0 > 0;
    let explained = trace::verdicts(&flags.explain, &report, &request.output)?;
    if let Some(file) = &flags.changed
        && report.published
    {
        super::write::replace(file, &changes(&report, file))?;
    }
    if let Some(file) = &flags.announce
        && report.published
    {
        super::write::replace(file, &announcement(&report.news))?;
    }
    if show.is_json() {
        let mut object = report::report_json(&report, took);
        object.insert("output".into(), request.output.display().to_string().into());
        object.insert("published".into(), (!failed).into());
        if !explained.is_empty() {
            object.insert("explained".into(), trace::to_json(&explained));
        }
        if flags.timings {
            object.insert("timings".into(), timings_json(&report));
        }
        show.json(&object.into())?;
    } else {
        show.problems(&report);
        show.result(&trace::to_text(&explained))?;
        if flags.timings {
            show.result(&timings(&report))?;
        }
        show.closing(&closing(&report, &request.output, took))?;
    }
    report.leave();
    Ok(if failed { Outcome::SiteHasErrors } else { Outcome::Done })
}

/// Sees to it that there is one thread more than processors, so that none of these is idle while
/// a thread waits for the disk. `RAYON_NUM_THREADS` may ask for another number.
fn threads() {
    if std::env::var_os("RAYON_NUM_THREADS").is_none()
        && let Ok(processors) = std::thread::available_parallelism()
    {
        // It fails only if there are threads already, and then those do the work.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(processors.get() + 1).build_global();
    }
}

/// The list for deploy tools: what was added, changed and removed.
fn changes(report: &Report, file: &Path) -> String {
    let (added, written) = (&report.added, &report.written);
    let changed: Vec<&String> = written.iter().filter(|path| added.binary_search(path).is_err()).collect();
    if file.extension().is_some_and(|ending| ending == "json") {
        let list = json!({ "added": added, "changed": changed, "removed": report.removed });
        return format!("{list:#}\n");
    }
    let lines = |letter: char, paths: &mut dyn Iterator<Item = &String>| -> String {
        paths.map(|path| format!("{letter} {path}\n")).collect()
    };
    lines('A', &mut added.iter())
        + &lines('M', &mut changed.into_iter())
        + &lines('D', &mut report.removed.iter())
}

/// How many addresses IndexNow takes at once.
const ADDRESSES: usize = 10_000;

/// What a deploy sends once the site is up: each of `indexnow` is the body of a POST to a
/// search engine, each of `websub` that of a form sent to the hub.
fn announcement(news: &News) -> String {
    let payload = |urls: &[String]| {
        json!({
            "host": news.host, "key": news.key, "keyLocation": news.key_location, "urlList": urls,
        })
    };
    let indexnow: Vec<Value> = match &news.key {
        Some(_) => news.pages.chunks(ADDRESSES).map(payload).collect(),
        None => Vec::new(),
    };
    let publish = |url: &String| json!({ "hub": news.hub, "hub.mode": "publish", "hub.url": url });
    let websub: Vec<Value> = match &news.hub {
        Some(_) => news.feeds.iter().map(publish).collect(),
        None => Vec::new(),
    };
    format!("{:#}\n", json!({ "indexnow": indexnow, "websub": websub }))
}

fn timings(report: &Report) -> String {
    let mut text = String::new();
    for (phase, took) in &report.timings {
        text.push_str(&format!("{:>9.1} ms  {phase}\n", took.as_secs_f64() * 1000.0));
    }
    text.push_str(&format!("{:>9}     pictures decoded\n", report.decoded));
    text.push_str(&format!("{:>9}     cards drawn\n", report.drawn));
    for (template, took, pages) in &report.templates {
        let took = took.as_secs_f64() * 1000.0;
        text.push_str(&format!(
            "{took:>9.1} ms  {template}, {}, all threads together\n",
            many(*pages, "page")
        ));
    }
    text
}

fn timings_json(report: &Report) -> Value {
    let phases: serde_json::Map<String, Value> =
        report.timings.iter().map(|(phase, took)| ((*phase).to_owned(), took.as_secs_f64().into())).collect();
    let template = |(name, took, pages): &(String, Duration, usize)| json!({ "template": name, "seconds": took.as_secs_f64(), "pages": pages });
    json!({ "phases": phases, "templates": report.templates.iter().map(template).collect::<Vec<_>>(), "decoded": report.decoded, "drawn": report.drawn })
}

fn closing(report: &Report, output: &Path, took: Duration) -> String {
    let tally = tally(report.count);
    if report.count.0 > 0 {
        return format!("{}: nothing was published", tally.unwrap_or_default());
    }
    let warnings = tally.map_or(String::new(), |tally| format!(" with {tally}"));
    format!(
        "built {}, {} ({} rendered, {} written, {} removed) in {:.2} s{warnings}: {}",
        many(report.articles, "article"),
        many(report.outputs, "file"),
        report.rendered.len(),
        report.written.len(),
        report.removed.len(),
        took.as_secs_f64(),
        report::short(output),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(count: (usize, usize)) -> Report {
        Report {
            count,
            outputs: 120,
            articles: 1,
            rendered: vec![(String::new(), crate::build::Verdict::NoRecord); 12],
            kept: vec![String::new(); 108],
            written: vec![String::new(); 11],
            ..Report::default()
        }
    }

    #[test]
    fn the_closing_line() {
        let line = |count| closing(&report(count), Path::new("public"), Duration::from_millis(214));
        assert_eq!(
            line((0, 0)),
            "built 1 article, 120 files (12 rendered, 11 written, 0 removed) in 0.21 s: public"
        );
        assert_eq!(
            line((0, 2)),
            "built 1 article, 120 files (12 rendered, 11 written, 0 removed) in 0.21 s with 2 warnings: public"
        );
        assert_eq!(line((2, 1)), "2 errors, 1 warning: nothing was published");
    }
}

//! What lies under `/__dateline/`: the client's files, and what it asks.

use super::answer::{self, plain, response};
use super::desk::{Desk, Made, Shown};
use super::editor::Order;
use super::live;
use super::problems;
use crate::build::{Site, Verdict};
use crate::facts::Entry;
use crate::library::{Edition, State};
use crate::plan::Recipe;
use crate::problem::Place;
use axum::body::Body;
use axum::http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;

/// The script that keeps pages up to date.
const CLIENT_JS: &str = include_str!("client/client.js");
/// What it shows over pages: problems, and the bar.
const DESK_JS: &str = include_str!("client/desk.js");
/// How that looks.
const CLIENT_CSS: &str = include_str!("client/client.css");

/// Answers a request for something of the preview itself.
pub(super) async fn answer(desk: Arc<Desk>, own: &str, request: Request<Body>) -> Response<Body> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let asked = |name: &str| {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect::<Vec<_>>()
    };
    match (request.method(), own) {
        (&Method::GET | &Method::HEAD, "client.js") => {
            response(StatusCode::OK, "text/javascript; charset=utf-8", CLIENT_JS)
        }
        (&Method::GET | &Method::HEAD, "desk.js") => {
            response(StatusCode::OK, "text/javascript; charset=utf-8", DESK_JS)
        }
        (&Method::GET | &Method::HEAD, "client.css") => {
            response(StatusCode::OK, "text/css; charset=utf-8", CLIENT_CSS)
        }
        (&Method::GET, "events") => live::events(desk.clone(), asked("page")),
        (&Method::GET, "page") => {
            let path = asked("path").pop().unwrap_or_default();
            value(desk, move |desk, shown| page(desk, shown, &path)).await
        }
        (&Method::GET, "desk") => value(desk, |_, shown| Some(unpublished(shown))).await,
        (&Method::POST, "desk") => {
            // A page elsewhere may send a form here, but not without saying where it comes from.
            if !is_same_origin(&request) {
                return plain(StatusCode::FORBIDDEN, "Only the preview's own pages may ask for that.\n");
            }
            match asked("drafts").pop().as_deref() {
                Some(word @ ("true" | "false")) => {
                    desk.order(Order::Drafts(word == "true"));
                    response(StatusCode::NO_CONTENT, "text/plain", Body::empty())
                }
                _ => plain(StatusCode::BAD_REQUEST, "Expected `drafts=true` or `drafts=false`.\n"),
            }
        }
        _ => plain(StatusCode::NOT_FOUND, "The preview has nothing there.\n"),
    }
}

/// Says whether a request comes from a page of this preview.
fn is_same_origin(request: &Request<Body>) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (header("origin"), header("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (None, _) => header("sec-fetch-site").is_none_or(|site| site == "same-origin"),
        _ => false,
    }
}

async fn value(
    desk: Arc<Desk>,
    find: impl FnOnce(&Desk, &Shown) -> Option<Value> + Send + 'static,
) -> Response<Body> {
    let Some(shown) = answer::newest(&mut desk.generations()).await else {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "The preview has stopped.\n");
    };
    let found = tokio::task::spawn_blocking(move || find(&desk, &shown)).await;
    match found {
        Ok(Some(value)) => response(StatusCode::OK, "application/json", format!("{value:#}\n")),
        _ => plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
    }
}

/// What the bar says of a page.
fn page(desk: &Desk, shown: &Shown, path: &str) -> Option<Value> {
    let site = shown.looked_at()?;
    let output = answer::output(site, path)?;
    let (entry, template) = match &output.recipe {
        Recipe::Page { entry, template, .. } => (Some(*entry), Some(&**template)),
        _ => (None, None),
    };
    let origin = shown.origin(output);
    let preview = &desk.preview;
    let open = origin
        .filter(|path| problems::is_on_disk(path, &site.facts.sources))
        .and_then(|path| preview.editor.link(&preview.request.root, path, 1, 1));
    let (state, appears) = match entry {
        Some(Entry::Page(id)) => {
            let page = site.facts.library.page(id);
            let edition = edition(site);
            let state = site.facts.library.state(page, edition);
            let date = site.facts.library.appears(page);
            (word(state), date.filter(|date| *date > site.facts.now))
        }
        _ => ("live", None),
    };
    let (why, made, took) = match desk.page(shown, &output.path) {
        Made::Page(kept) => {
            (Some(why(&kept.why)), Some(kept.made), Some(kept.page.took.as_secs_f64() * 1000.0))
        }
        Made::Changed | Made::Failed => (None, None, None),
    };
    let own = shown.all_problems().into_iter().filter(|problem| {
        let source = problem.labels.first().map(|label| match label.place {
            Place::Span(span) => span.source,
            Place::File(source) => source,
        });
        source.is_some_and(|source| origin == Some(&*shown.sources.get(source).path))
    });
    let own: Vec<Value> = own.map(|problem| problems::value(&problem, &shown.sources, desk)).collect();
    Some(json!({
        "template": template,
        "source": origin,
        "open": open,
        "state": state,
        "appears": appears.and_then(instant),
        "why": why,
        "generation": made,
        "rendered_in_ms": took.map(|took| (took * 100.0).round() / 100.0),
        "drafts": shown.drafts,
        "problems": own,
    }))
}

fn why(verdict: &Verdict) -> String {
    match verdict {
        Verdict::NoRecord => "it was asked for the first time".into(),
        Verdict::Fresh => "nothing it shows has changed".into(),
        Verdict::RecipeChanged => "it is made in another way".into(),
        Verdict::OutputAltered => "it was altered".into(),
        Verdict::AnswerChanged(question) => format!("`{question}` changed"),
    }
}

/// What is shown on the desk and would not be published.
fn unpublished(shown: &Shown) -> Value {
    let Some(site) = shown.looked_at() else { return json!({ "drafts": shown.drafts, "unpublished": [] }) };
    let (library, config) = (&site.facts.library, &site.facts.config);
    let edition = edition(site);
    let pages = library.pages.iter().filter_map(|page| {
        let state = library.state(page, edition);
        let date = library.appears(page);
        matches!(state, State::Draft | State::Scheduled | State::Embargoed).then(|| {
            json!({
                "path": page.address.href(config),
                "state": word(state),
                "appears": date.filter(|date| *date > site.facts.now).and_then(instant),
            })
        })
    });
    json!({ "drafts": shown.drafts, "unpublished": pages.collect::<Vec<_>>() })
}

/// What readers see at the instant of the preview.
fn edition(site: &Site) -> Edition {
    Edition { at: site.facts.now, drafts: false, scheduled: false, all: false }
}

fn word(state: State) -> &'static str {
    match state {
        State::Published => "live",
        other => other.word(),
    }
}

fn instant(seconds: i64) -> Option<String> {
    jiff::Timestamp::from_second(seconds).ok().map(|instant| instant.to_string())
}

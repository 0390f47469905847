//! What lies under `/__dateline/`: the client's files, and what it asks.

use super::answer::{self, plain, response};
use super::desk::{Desk, Made, Shown};
use super::editor::Order;
use super::live;
use super::problems;
use crate::build::{Site, Verdict};
use crate::facts::Entry;
use crate::fingerprint::Fingerprint;
use crate::library::{Edition, State};
use crate::plan::Recipe;
use crate::problem::Place;
use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY};
use axum::http::{HeaderValue, Method, Request, Response, StatusCode};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::io::Write;
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
            file(&request, "text/javascript; charset=utf-8", CLIENT_JS)
        }
        (&Method::GET | &Method::HEAD, "desk.js") => {
            file(&request, "text/javascript; charset=utf-8", DESK_JS)
        }
        (&Method::GET | &Method::HEAD, "client.css") => file(&request, "text/css; charset=utf-8", CLIENT_CSS),
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

/// One of the client's files: nothing if the browser has it, and compressed if it knows how.
fn file(request: &Request<Body>, typed: &str, text: &'static str) -> Response<Body> {
    let headers = request.headers();
    let codings = headers.get(ACCEPT_ENCODING).and_then(|codings| codings.to_str().ok()).unwrap_or_default();
    let packed = codings.split(',').any(|coding| coding.trim() == "gzip").then(|| gzip(text)).flatten();
    let etag = format!("{}{}", Fingerprint::of(text.as_bytes()), if packed.is_some() { "-gz" } else { "" });
    if answer::is_known(headers, &etag) {
        return answer::not_modified(&etag);
    }
    let gzip = packed.is_some();
    let body = packed.map_or_else(|| Body::from(text), Body::from);
    let mut response = response(StatusCode::OK, typed, body);
    answer::put_etag(&mut response, &etag);
    let headers = response.headers_mut();
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

fn gzip(text: &str) -> Option<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).ok()?;
    encoder.finish().ok()
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
    // Nobody else is told what an address without a page waits for.
    let hidden = (entry == Some(Entry::NotFound))
        .then(|| site.facts.library.hidden_at(|address| address.href(&site.facts.config) == path))
        .flatten();
    let origin = hidden.map(|hidden| &*hidden.path).or_else(|| shown.origin(output));
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
        _ => match hidden {
            Some(hidden) => {
                let date = hidden.document.front.date.as_ref().map(|date| date.value.seconds);
                (word(hidden.state), date.filter(|date| *date > site.facts.now))
            }
            None => ("live", None),
        },
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

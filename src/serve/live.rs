//! The connection over which browsers hear of changes: server-sent events.

use super::answer::{self, Seen};
use super::desk::{Desk, Shown};
use super::problems;
use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How often something is sent when nothing happens, so that both ends know of each other.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// So many pages may be asked about over one connection.
const MOST: usize = 64;

/// Tells of changes of some pages as long as the browser listens.
pub(super) fn events(desk: Arc<Desk>, mut pages: Vec<String>) -> Response<Body> {
    pages.truncate(MOST);
    let (send, receive) = mpsc::channel(4);
    tokio::spawn(follow(desk, pages, send));
    let stream = futures_util::stream::unfold(receive, async |mut receive| {
        let event: Option<Event> = receive.recv().await;
        event.map(|event| (Ok::<_, Infallible>(event), receive))
    });
    let mut response = Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    let none = axum::http::HeaderValue::from_static("no-cache");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, none);
    response
}

/// What a browser was told last.
#[derive(Default)]
struct Known {
    generation: u64,
    pages: BTreeMap<String, Seen>,
    problems: String,
}

async fn follow(desk: Arc<Desk>, pages: Vec<String>, send: mpsc::Sender<Event>) {
    let mut news = desk.news();
    let mut stopping = desk.stopping();
    let mut generations = desk.generations();
    let mut known = Known::default();
    let mut first = true;
    loop {
        news.mark_unchanged();
        let shown = tokio::select! {
            shown = answer::newest(&mut generations) => shown,
            () = send.closed() => return,
            _ = stopping.changed() => return,
        };
        let Some(shown) = shown else { return };
        let (desk, pages) = (desk.clone(), pages.clone());
        let told = tokio::task::spawn_blocking(move || {
            let events = if first {
                hello(&desk, &shown, &pages, &mut known)
            } else {
                change(&desk, &shown, &pages, &mut known)
            };
            (events, known)
        });
        let Ok((events, now)) = told.await else { return };
        known = now;
        first = false;
        for (name, value) in events {
            // Text from JSON has no line ends, which an event could not hold.
            if send.send(Event::default().event(name).data(value.to_string())).await.is_err() {
                return;
            }
        }
        tokio::select! {
            changed = news.changed() => if changed.is_err() { return },
            () = send.closed() => return,
            _ = stopping.changed() => return,
        }
    }
}

fn seen(desk: &Desk, shown: &Shown, pages: &[String]) -> BTreeMap<String, Seen> {
    pages.iter().map(|path| (path.clone(), answer::seen(desk, shown, path))).collect()
}

fn hello(desk: &Desk, shown: &Shown, pages: &[String], known: &mut Known) -> Vec<(&'static str, Value)> {
    known.generation = shown.number;
    known.pages = seen(desk, shown, pages);
    let preview = &desk.preview;
    let etags: serde_json::Map<String, Value> = known
        .pages
        .iter()
        .map(|(path, seen)| match seen {
            Seen::Page(fingerprint) => (path.clone(), fingerprint.to_string().into()),
            Seen::Nothing | Seen::Unmade => (path.clone(), Value::Null),
        })
        .collect();
    let hello = json!({
        "generation": shown.number, "reload": preview.reload, "follow": preview.follow, "bar": preview.bar,
        "drafts": shown.drafts, "etags": etags,
    });
    let problems = problems::event(desk, shown);
    known.problems = without_generation(&problems);
    vec![("hello", hello), ("problems", problems)]
}

fn change(desk: &Desk, shown: &Shown, pages: &[String], known: &mut Known) -> Vec<(&'static str, Value)> {
    let mut events = Vec::new();
    if shown.number > known.generation {
        let now = seen(desk, shown, pages);
        // A page that cannot be made is not shown anew: the overlay says why.
        let changed =
            now.iter().filter(|(path, seen)| **seen != Seen::Unmade && known.pages.get(*path) != Some(*seen));
        let changed: Vec<&String> = changed.map(|(path, _)| path).collect();
        let copied = shown.copies.iter().filter(|(_, number)| **number > known.generation);
        let copied: Vec<String> = copied.map(|(path, _)| href(shown, path)).collect();
        let follow = shown.follow.as_ref().filter(|_| desk.preview.follow);
        if !(changed.is_empty() && copied.is_empty() && follow.is_none()) {
            let change = json!({
                "generation": shown.number, "pages": changed, "files": copied, "follow": follow,
            });
            events.push(("change", change));
        }
        known.generation = shown.number;
        known.pages.extend(now.into_iter().filter(|(_, seen)| *seen != Seen::Unmade));
    }
    let problems = problems::event(desk, shown);
    let text = without_generation(&problems);
    if text != known.problems {
        known.problems = text;
        events.push(("problems", problems));
    }
    events
}

/// The address of a file of the output.
fn href(shown: &Shown, path: &str) -> String {
    let address = crate::library::Address::file(path);
    shown.looked_at().map_or_else(|| address.encoded().into_owned(), |site| address.href(&site.facts.config))
}

fn without_generation(problems: &Value) -> String {
    let mut problems = problems.clone();
    if let Some(problems) = problems.as_object_mut() {
        problems.remove("generation");
    }
    problems.to_string()
}

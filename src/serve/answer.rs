//! From a request to a response.

use super::desk::{Desk, Kept, Made, Shown};
use super::inject::{About, OWN, with_script};
use super::routes::{self, Route};
use super::{endpoints, error_page, hosts};
use crate::build::Site;
use crate::fingerprint::Fingerprint;
use crate::plan::{Format, Output, Recipe};
use crate::source::{Opened, SourceId};
use axum::body::{Body, Bytes};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use headers::{AcceptRanges, ContentRange, ETag, HeaderMapExt, IfNoneMatch, IfRange, Range};
use percent_encoding::percent_decode_str;
use std::net::IpAddr;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

/// How long a request waits for changes that are under way. On a large site a new article takes
/// a while; what never ends is shown as it comes.
const SETTLING: Duration = Duration::from_secs(2);
/// How long it waits for another generation when its sources have just changed.
const PATIENCE: Duration = Duration::from_secs(2);
/// How much of a file is read at once.
const PIECE: usize = 256 * 1024;

/// Answers any request. `at` is where the connection came in.
pub(super) async fn answer(desk: Arc<Desk>, at: IpAddr, request: Request<Body>) -> Response<Body> {
    let preview = &desk.preview;
    let host = request.headers().get("host").map(HeaderValue::to_str);
    let host = request.uri().authority().map(|host| Ok(host.as_str())).or(host);
    match host {
        Some(Ok(host)) if hosts::is_ours(host, at, preview.host, &preview.names) => {}
        Some(_) => return plain(StatusCode::FORBIDDEN, "This preview is not called by that name.\n"),
        None => return plain(StatusCode::BAD_REQUEST, "The request names no host.\n"),
    }
    let path = request.uri().path().to_owned();
    if let Some(own) = path.strip_prefix(OWN) {
        return endpoints::answer(desk, own, request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, "Pages can only be read.\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let Some(decoded) = decoded(&path) else {
        return plain(StatusCode::BAD_REQUEST, "The path of the request is not a path of a site.\n");
    };
    settle(&desk).await;
    let query = request.uri().query().map(str::to_owned);
    let wanted = Wanted { path, decoded, query, headers: request.headers().clone() };
    let mut generations = desk.generations();
    loop {
        let Some(shown) = newest(&mut generations).await else {
            return plain(StatusCode::SERVICE_UNAVAILABLE, "The preview has stopped.\n");
        };
        let (desk_, wanted_, shown_) = (desk.clone(), wanted.clone(), shown.clone());
        let made = tokio::task::spawn_blocking(move || respond(&desk_, &shown_, &wanted_)).await;
        match made {
            Ok(Some(response)) => return response,
            Ok(None) => {
                // The sources have changed since this generation was made: there will be a newer.
                let newer = generations
                    .wait_for(|newest| newest.as_ref().is_some_and(|newest| newest.number > shown.number));
                desk.order(super::editor::Order::Again);
                if tokio::time::timeout(PATIENCE, newer).await.is_err() {
                    return unmade(&desk, &shown, &wanted);
                }
            }
            Err(_) => return plain(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made.\n"),
        }
    }
}

/// What is asked for.
#[derive(Clone)]
struct Wanted {
    /// The path as it was written.
    path: String,
    decoded: String,
    query: Option<String>,
    headers: HeaderMap,
}

/// The path without percent-encoding; None if it is no path that a site can have.
fn decoded(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path).decode_utf8().ok()?;
    let fine = decoded.starts_with('/')
        && !decoded.contains(['\0', '\\'])
        && !decoded.split('/').any(|part| part == ".." || part == ".");
    fine.then(|| decoded.into_owned())
}

/// Waits for changes that are under way, so that what was just saved is what is shown.
async fn settle(desk: &Desk) {
    let mut batches = desk.batches();
    let begun = batches.borrow().begun;
    let _ = tokio::time::timeout(SETTLING, batches.wait_for(|batches| batches.done >= begun)).await;
}

/// The newest generation, once there is one.
pub(super) async fn newest(
    generations: &mut tokio::sync::watch::Receiver<Option<Arc<Shown>>>,
) -> Option<Arc<Shown>> {
    let newest = generations.wait_for(Option::is_some).await.ok()?;
    newest.clone()
}

/// What a path comes to in a generation, for browsers that show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// A page with this fingerprint: its own, or that for what is not there.
    Page(Fingerprint),
    /// Nothing, and no page for that.
    Nothing,
    /// A page that cannot be made now.
    Unmade,
}

/// What a path comes to in a generation.
pub(super) fn seen(desk: &Desk, shown: &Shown, path: &str) -> Seen {
    let Some(site) = shown.looked_at() else { return Seen::Unmade };
    let Some(output) = output(site, path) else {
        return if shown.is_flawless() { Seen::Nothing } else { Seen::Unmade };
    };
    match desk.page(shown, &output.path) {
        Made::Page(kept) => Seen::Page(kept.page.fingerprint),
        Made::Changed | Made::Failed => Seen::Unmade,
    }
}

/// The output that is shown at a path: a page's own, or that for what is not there.
pub(super) fn output<'a>(site: &'a Site, path: &str) -> Option<&'a Output> {
    match routes::route(site, &decoded(path)?) {
        Route::Output(output) => Some(output),
        Route::Moved(_) | Route::Nothing => routes::not_found(site),
    }
}

/// The response from one generation; None if its sources have changed meanwhile.
fn respond(desk: &Desk, shown: &Shown, wanted: &Wanted) -> Option<Response<Body>> {
    let Some(site) = shown.looked_at() else { return Some(unmade(desk, shown, wanted)) };
    match routes::route(site, &wanted.decoded) {
        Route::Moved(to) => {
            let to = wanted.query.as_ref().map_or(to.clone(), |query| format!("{to}?{query}"));
            Some(moved(&to, Vec::new()))
        }
        Route::Nothing => nothing(desk, shown, site, wanted),
        Route::Output(output) => match output.recipe {
            Recipe::Asset { source } => copied(site, output, source, &wanted.headers),
            _ => page(desk, shown, site, output, wanted),
        },
    }
}

fn page(desk: &Desk, shown: &Shown, site: &Site, output: &Output, wanted: &Wanted) -> Option<Response<Body>> {
    match desk.page(shown, &output.path) {
        Made::Changed => None,
        Made::Failed => Some(unmade(desk, shown, wanted)),
        Made::Page(kept) => Some(match routes::target(site, output) {
            Some(to) => moved(&to, kept.page.bytes.to_vec()),
            None => of_page(desk, output, &kept, wanted, StatusCode::OK),
        }),
    }
}

fn nothing(desk: &Desk, shown: &Shown, site: &Site, wanted: &Wanted) -> Option<Response<Body>> {
    if let Some(output) = routes::not_found(site) {
        match desk.page(shown, &output.path) {
            Made::Page(kept) => return Some(of_page(desk, output, &kept, wanted, StatusCode::NOT_FOUND)),
            Made::Changed => return None,
            Made::Failed => {}
        }
    }
    // What is not there for an error may be there once it is mended.
    if !shown.is_flawless() {
        return Some(unmade(desk, shown, wanted));
    }
    let html = error_page::nothing(&wanted.decoded);
    Some(own_page(desk, shown, &html, wanted, StatusCode::NOT_FOUND))
}

/// The page that says why there is none.
fn unmade(desk: &Desk, shown: &Shown, wanted: &Wanted) -> Response<Body> {
    own_page(desk, shown, &error_page::problems(shown), wanted, StatusCode::INTERNAL_SERVER_ERROR)
}

fn own_page(desk: &Desk, shown: &Shown, html: &str, wanted: &Wanted, status: StatusCode) -> Response<Body> {
    let html = scripted(desk, html.as_bytes(), shown.number, "", wanted);
    response(status, "text/html; charset=utf-8", html)
}

fn of_page(desk: &Desk, output: &Output, kept: &Kept, wanted: &Wanted, status: StatusCode) -> Response<Body> {
    let etag = kept.page.fingerprint.to_string();
    let typed = content_type(&output.path);
    if status == StatusCode::OK && is_known(&wanted.headers, &etag) {
        return not_modified(&etag);
    }
    let bytes = if typed.starts_with("text/html") {
        scripted(desk, &kept.page.bytes, kept.made, &etag, wanted)
    } else {
        kept.page.bytes.to_vec()
    };
    let mut response = response(status, &typed, bytes);
    put_etag(&mut response, &etag);
    response
}

fn scripted(desk: &Desk, html: &[u8], generation: u64, etag: &str, wanted: &Wanted) -> Vec<u8> {
    let preview = &desk.preview;
    let (reload, follow, bar) = (preview.reload, preview.follow, preview.bar);
    with_script(html, &About { generation, path: &wanted.path, etag, reload, follow, bar })
}

/// A file that is copied as it is.
fn copied(site: &Site, output: &Output, source: SourceId, headers: &HeaderMap) -> Option<Response<Body>> {
    // A file that has gone is missing in the next generation.
    let mut file = site.facts.sources.open(source).ok()?;
    let etag = file.identity().ok()?.to_string();
    if is_known(headers, &etag) {
        return Some(not_modified(&etag));
    }
    let length = file.stamp.length;
    let typed = content_type(&output.path);
    let (part, partly) = match range(headers, &etag, length) {
        Asked::All => (0..length, false),
        Asked::Part(part) => (part, true),
        Asked::Nothing => {
            let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "");
            response.headers_mut().typed_insert(ContentRange::unsatisfied_bytes(length));
            return Some(response);
        }
    };
    let status = if partly { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let size = part.end - part.start;
    let body = if size <= PIECE as u64 {
        Body::from(file.piece(part.start, size as usize).ok()?)
    } else {
        Body::from_stream(pieces(file, part.clone()))
    };
    let mut response = response(status, &typed, body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(size));
    headers.typed_insert(AcceptRanges::bytes());
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = ContentRange::bytes(part, length)
    {
        headers.typed_insert(range);
    }
    put_etag(&mut response, &etag);
    Some(response)
}

/// What of a file is asked for.
enum Asked {
    All,
    Part(std::ops::Range<u64>),
    Nothing,
}

fn range(headers: &HeaderMap, etag: &str, length: u64) -> Asked {
    // Other units than bytes are passed over (RFC 9110 § 14.2).
    let unit = headers.get("range").and_then(|range| range.to_str().ok()?.split('=').next());
    let Some(range) = headers.typed_get::<Range>().filter(|_| unit == Some("bytes")) else {
        return Asked::All;
    };
    if let Some(condition) = headers.typed_get::<IfRange>()
        && condition.is_modified(quoted(etag).as_ref(), None)
    {
        return Asked::All;
    }
    let mut parts = range.satisfiable_ranges(length);
    let part = parts.next();
    if parts.next().is_some() {
        // Several parts at once may be answered with all of it (RFC 9110 § 14.2).
        return Asked::All;
    }
    let Some((start, end)) = part else { return Asked::Nothing };
    let start = match start {
        Bound::Included(start) => start,
        Bound::Excluded(start) => start + 1,
        Bound::Unbounded => 0,
    };
    let end = match end {
        Bound::Included(end) => end.saturating_add(1),
        Bound::Excluded(end) => end,
        Bound::Unbounded => length,
    };
    let end = end.min(length);
    if start < end { Asked::Part(start..end) } else { Asked::Nothing }
}

/// A file in pieces, each read when the one before has gone out.
fn pieces(
    file: Opened,
    part: std::ops::Range<u64>,
) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    futures_util::stream::try_unfold((file, part), async |(mut file, part)| {
        if part.is_empty() {
            return Ok(None);
        }
        let read = tokio::task::spawn_blocking(move || {
            let length = (part.end - part.start).min(PIECE as u64) as usize;
            let piece = file.piece(part.start, length)?;
            if piece.is_empty() {
                return Err(std::io::Error::other("the file has become shorter"));
            }
            let rest = part.start + piece.len() as u64..part.end;
            Ok((Bytes::from(piece), (file, rest)))
        });
        read.await.map_err(std::io::Error::other)?.map(Some)
    })
}

/// The type of a file, by the end of its name.
fn content_type(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    if let Some(format) = Format::ALL.into_iter().find(|format| format.file() == name) {
        return format!("{}; charset=utf-8", format.media_type());
    }
    let guess = mime_guess::from_path(path).first_or_octet_stream();
    let text = guess.type_() == "text" || matches!(guess.subtype().as_str(), "json" | "javascript");
    if text { format!("{guess}; charset=utf-8") } else { guess.to_string() }
}

fn quoted(etag: &str) -> Option<ETag> {
    format!("\"{etag}\"").parse().ok()
}

pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.typed_get::<IfNoneMatch>();
    known.is_some_and(|known| quoted(etag).is_some_and(|etag| !known.precondition_passes(&etag)))
}

pub(super) fn put_etag(response: &mut Response<Body>, etag: &str) {
    if let Some(etag) = quoted(etag) {
        response.headers_mut().typed_insert(etag);
    }
}

pub(super) fn not_modified(etag: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    put_etag(&mut response, etag);
    response
}

fn moved(to: &str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = response(StatusCode::FOUND, "text/html; charset=utf-8", bytes);
    match HeaderValue::from_str(to) {
        Ok(to) => {
            response.headers_mut().insert(LOCATION, to);
            response
        }
        Err(_) => plain(StatusCode::BAD_REQUEST, "The path of the request is not a path of a site.\n"),
    }
}

/// A few words.
pub(super) fn plain(status: StatusCode, words: &'static str) -> Response<Body> {
    response(status, "text/plain; charset=utf-8", words)
}

/// A response of the preview: it may be kept, but is asked about each time.
pub(super) fn response(status: StatusCode, typed: &str, body: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(typed) = HeaderValue::from_str(typed) {
        headers.insert(CONTENT_TYPE, typed);
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

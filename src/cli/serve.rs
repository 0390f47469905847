//! `serve`.

use super::flags::{Common, Serve};
use super::report::{Show, many, tally};
use super::{Outcome, Trouble};
use crate::build::Mode;
use crate::problem::Problem;
use crate::serve::{Preview, Told};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Serves the site until it is told to stop.
pub(super) fn run(flags: &Serve, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let preview = Preview {
        request: super::request(common, Mode::Check, false)?,
        clock: now,
        at_rest: common.at.is_some(),
        host: flags.host,
        port: flags.port,
        names: flags.names.clone(),
        reload: !flags.no_reload,
        follow: flags.follow,
        bar: flags.bar,
        poll: flags.poll.map(Duration::from_millis),
        editor: flags.editor.clone(),
    };
    let (show, open, asked) = (*show, flags.open, flags.port);
    let last: Mutex<Vec<Problem>> = Mutex::default();
    let tell = move |told: Told<'_>| match told {
        Told::Listening { at, path } => listening(show, at, path, asked, open),
        Told::Generation { number: 1, .. } => {}
        Told::Generation { changed, took, .. } => show.aside(&generation(changed, took)),
        Told::Problems { problems, sources } => {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if *last != problems {
                if problems.is_empty() {
                    show.aside("all problems are mended");
                } else {
                    show.draw(problems, sources);
                    let errors =
                        problems.iter().filter(|problem| problem.severity == crate::problem::Severity::Error);
                    let errors = errors.count();
                    show.aside(&tally((errors, problems.len() - errors)).unwrap_or_default());
                }
                *last = problems.to_vec();
            }
        }
        Told::Note(note) => show.note(note),
    };
    crate::serve::serve(preview, Arc::new(tell))?;
    show.aside("stopped");
    Ok(Outcome::Done)
}

#[expect(clippy::disallowed_methods, reason = "this is where the time of a preview comes from")]
fn now() -> i64 {
    let now = jiff::Timestamp::now().as_nanosecond();
    i64::try_from(now).unwrap_or(i64::MAX)
}

fn listening(show: Show, at: SocketAddr, path: &str, asked: u16, open: bool) {
    let here = match at.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::from(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    let url = format!("http://{}{path}", SocketAddr::new(here, at.port()));
    if asked != 0 && at.port() != asked {
        show.note(&format!("port {asked} is taken"));
    }
    // Whoever started the preview may be waiting for this line; it is no matter if not.
    let _ = match show.is_json() {
        true => show.result(&format!("{}\n", serde_json::json!({ "url": url }))),
        false => show.result(&format!("serving {url}\n")),
    };
    if !at.ip().is_loopback()
        && let Some(network) = address(at.ip())
    {
        let url = format!("http://{}{path}", SocketAddr::new(network, at.port()));
        show.aside(&format!("in the network: {url}\n{}", code(&url)));
    }
    if open && let Err(cause) = open::that_detached(&url) {
        show.note(&format!("the browser cannot be opened: {cause}"));
    }
}

/// The address by which others in the network reach this machine. Nothing is sent to find out.
fn address(listening: IpAddr) -> Option<IpAddr> {
    if !listening.is_unspecified() {
        return Some(listening);
    }
    // An address for documentation (RFC 5737): the system says by which of its own it would go.
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
    socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
    Some(socket.local_addr().ok()?.ip()).filter(|address| !address.is_unspecified())
}

/// An address as a code for the camera of a telephone.
fn code(url: &str) -> String {
    let drawn = qrcode::QrCode::new(url)
        .map(|code| code.render::<qrcode::render::unicode::Dense1x2>().quiet_zone(true).build());
    drawn.unwrap_or_default()
}

fn generation(changed: &[Arc<str>], took: Duration) -> String {
    let what = match changed {
        [] => "made anew".to_owned(),
        [path] => format!("changed: {path}"),
        [path, others @ ..] => format!("changed: {path} and {}", many(others.len(), "other file")),
    };
    format!("{what} ({} ms)", took.as_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_said_in_a_line() {
        let paths: Vec<Arc<str>> = vec![Arc::from("a.md"), Arc::from("b.md"), Arc::from("c.md")];
        let took = Duration::from_millis(12);
        assert_eq!(generation(&[], took), "made anew (12 ms)");
        assert_eq!(generation(&paths[..1], took), "changed: a.md (12 ms)");
        assert_eq!(generation(&paths, took), "changed: a.md and 2 other files (12 ms)");
    }
}

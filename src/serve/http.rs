//! Connections: who may have one, and for how long.

use super::Told;
use super::answer;
use super::desk::Desk;
use axum::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;

/// So many ports are tried after the one that was asked for.
const PORTS: u16 = 20;
/// Ports above 1024 that browsers refuse to talk to (<https://fetch.spec.whatwg.org/#port-blocking>).
const REFUSED: [u16; 18] = [
    1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679,
    6697,
];
/// So many connections are held at once.
const CONNECTIONS: usize = 512;
/// How long a client may take to send the head of a request.
const HEAD: Duration = Duration::from_secs(20);
/// How long it may take none of what is sent to it.
const SENDING: Duration = Duration::from_secs(30);

/// Listens at a port, or the next one that is free.
pub(super) async fn listen(host: IpAddr, port: u16) -> io::Result<TcpListener> {
    let mut last = None;
    // The port that was asked for is taken at its word.
    let next = (port..=port.saturating_add(PORTS)).filter(|next| *next == port || !REFUSED.contains(next));
    for port in next {
        match TcpListener::bind(SocketAddr::new(host, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(error),
        }
    }
    TcpListener::bind(SocketAddr::new(host, 0)).await.map_err(|error| last.unwrap_or(error))
}

/// Takes connections until the program is asked to stop.
pub(super) async fn run(desk: Arc<Desk>, listener: TcpListener) -> io::Result<()> {
    let at = listener.local_addr()?;
    let telling = desk.clone();
    tokio::spawn(async move {
        // Where the site begins is known with its settings.
        let shown = answer::newest(&mut telling.generations()).await;
        let site = shown.as_ref().and_then(|shown| shown.looked_at());
        let path = site.map_or("/", |site| site.facts.config.base_url.path.as_str());
        telling.tell(Told::Listening { at, path });
    });
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut stop = pin!(asked_to_stop());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => return Ok(()),
        };
        let Ok((stream, _)) = accepted else {
            // Too many open files, or a client that was gone at once: others may have more luck.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (desk, room) = (desk.clone(), room.clone());
        tokio::spawn(async move {
            if let Ok(_place) = room.try_acquire() {
                serve(desk, stream).await;
            }
        });
    }
}

async fn serve(desk: Arc<Desk>, stream: TcpStream) {
    let Ok(at) = stream.local_addr() else { return };
    let at = at.ip().to_canonical();
    let _ = stream.set_nodelay(true);
    let mut stream = Box::pin(TimeoutStream::new(stream));
    stream.as_mut().set_write_timeout_pinned(Some(SENDING));
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let desk = desk.clone();
        async move { Ok::<_, Infallible>(answer::answer(desk, at, request.map(Body::new)).await) }
    });
    let mut builder = http1::Builder::new();
    let connection = builder
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    // A client that breaks off or talks nonsense is its own trouble.
    let _ = connection.await;
}

/// Ends when the person or the system asks the program to stop.
async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

//! A client that says exactly what it is told to, and waits no longer than it must.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long anything may take before the test fails. It is never waited for in full unless
/// something is wrong.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header; empty if there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// Connects.
pub fn connect(at: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&at, PATIENCE).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
    stream.set_write_timeout(Some(PATIENCE)).expect("a time limit");
    stream
}

/// Sends a request with these further header lines, and reads the answer.
pub fn request(at: SocketAddr, method: &str, path: &str, headers: &[&str]) -> Answer {
    let mut lines = vec![format!("{method} {path} HTTP/1.1"), "Connection: close".to_owned()];
    if !headers.iter().any(|line| line.starts_with("Host:")) {
        lines.push(format!("Host: {at}"));
    }
    lines.extend(headers.iter().map(|line| (*line).to_owned()));
    raw(at, format!("{}\r\n\r\n", lines.join("\r\n")).as_bytes(), method == "HEAD")
}

/// Sends these very bytes, and reads the answer.
pub fn raw(at: SocketAddr, bytes: &[u8], is_head: bool) -> Answer {
    let mut stream = connect(at);
    stream.write_all(bytes).expect("a request can be sent");
    let mut reader = BufReader::new(stream);
    let (status, headers) = head(&mut reader);
    let mut body = Vec::new();
    let length = headers.get("content-length").map(|length| length.parse::<u64>().expect("a length"));
    match length {
        _ if is_head || status == 304 => {
            reader.read_to_end(&mut body).expect("the end");
        }
        Some(length) => {
            reader.take(length).read_to_end(&mut body).expect("a body");
            assert_eq!(body.len() as u64, length, "the body is as long as it says");
        }
        None => {
            reader.read_to_end(&mut body).expect("a body");
        }
    }
    Answer { status, headers, body }
}

fn head(reader: &mut impl BufRead) -> (u16, BTreeMap<String, String>) {
    let mut line = String::new();
    reader.read_line(&mut line).expect("a line");
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.unwrap_or_else(|| panic!("no status: {line:?}"));
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.trim().to_owned()),
            None => return (status, headers),
        };
    }
}

/// A connection over which a browser hears of changes.
pub struct Events {
    lines: std::io::Lines<BufReader<TcpStream>>,
    /// Bytes come in chunks, whose sizes are lines of their own.
    name: String,
}

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    pub name: String,
    pub data: serde_json::Value,
}

impl Events {
    /// Listens for changes of some pages.
    pub fn listen(at: SocketAddr, pages: &[&str]) -> Self {
        let query: Vec<String> = pages.iter().map(|page| format!("page={page}")).collect();
        let mut stream = connect(at);
        let head = format!(
            "GET /__dateline/events?{} HTTP/1.1\r\nHost: {at}\r\nAccept: text/event-stream\r\n\r\n",
            query.join("&")
        );
        stream.write_all(head.as_bytes()).expect("a request can be sent");
        let mut reader = BufReader::new(stream);
        let (status, headers) = self::head(&mut reader);
        assert_eq!((status, headers["content-type"].as_str()), (200, "text/event-stream"));
        Self { lines: reader.lines(), name: String::new() }
    }

    /// The next event.
    pub fn next(&mut self) -> Event {
        // Something is heard every now and then even if nothing happens.
        let began = std::time::Instant::now();
        loop {
            assert!(began.elapsed() < PATIENCE, "no event came");
            let line = self.lines.next().expect("an event").expect("an event in time");
            if let Some(name) = line.strip_prefix("event: ") {
                self.name = name.to_owned();
            } else if let Some(data) = line.strip_prefix("data: ") {
                let data = serde_json::from_str(data).expect("JSON");
                return Event { name: std::mem::take(&mut self.name), data };
            }
        }
    }

    /// The next event of this name; others before it are passed over.
    pub fn until(&mut self, name: &str) -> serde_json::Value {
        loop {
            let event = self.next();
            if event.name == name {
                return event.data;
            }
        }
    }

    /// Reads on until the connection ends.
    pub fn end(mut self) {
        while let Some(Ok(_)) = self.lines.next() {}
    }
}

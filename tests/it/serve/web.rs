//! A correct small web server: what HTTP asks for, and what it must refuse.

use super::{Preview, SETTINGS, article, client, site, site_with, start};
use std::fs;
use std::io::{Read, Write};

#[test]
fn pages_have_types_and_are_asked_about_each_time() {
    let site = site();
    site.write("static/a.webmanifest", "{}");
    site.write("static/a.mp3", "x");
    site.write("static/a.unknown-kind", "x");
    let preview = start(&site);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/css/site.css", "text/css; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
        ("/a.mp3", "audio/mpeg"),
        ("/a.webmanifest", "application/manifest+json"),
        ("/a.unknown-kind", "application/octet-stream"),
        ("/__dateline/client.js", "text/javascript; charset=utf-8"),
        ("/__dateline/client.css", "text/css; charset=utf-8"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, kind), "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[test]
fn conditional_requests() {
    let site = site();
    let preview = start(&site);
    for path in ["/asia/quake/", "/css/site.css", "/__dateline/client.js"] {
        let etag = preview.get(path).header("etag").to_owned();
        assert!(etag.starts_with('"') && etag.len() > 20, "{etag}");
        let known = preview.get_with(path, &[&format!("If-None-Match: \"other\", {etag}")]);
        assert_eq!((known.status, known.body.len(), known.header("etag")), (304, 0, etag.as_str()));
        assert_eq!(preview.get_with(path, &["If-None-Match: \"other\""]).status, 200);
        assert_eq!(preview.get_with(path, &["If-None-Match: *"]).status, 304);
    }
    let before = preview.get("/asia/quake/").header("etag").to_owned();
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    let after = preview.until_has("/asia/quake/", "Shaken.");
    assert_ne!(after.header("etag"), before);
    // The etag is that of the bytes as built, so words taken back bring the old one back.
    site.write("content/asia/quake.md", article("Quake", 1, "Words."));
    assert_eq!(preview.until_has("/asia/quake/", "Words.").header("etag"), before);
}

#[test]
fn the_clients_files_are_small() {
    let site = site();
    let preview = start(&site);
    let mut all = 0;
    for name in ["client.js", "desk.js", "client.css"] {
        let path = format!("/__dateline/{name}");
        let plain = preview.get_with(&path, &["Accept-Encoding: br, gzip;q=0"]);
        let packed = preview.get_with(&path, &["Accept-Encoding: br, gzip"]);
        assert_eq!((plain.header("content-encoding"), packed.header("content-encoding")), ("", "gzip"));
        assert_eq!((plain.header("vary"), packed.header("vary")), ("accept-encoding", "accept-encoding"));
        assert_ne!(plain.header("etag"), packed.header("etag"));
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut text).expect("a text");
        assert!(text == plain.body, "{name}");
        let known = format!("If-None-Match: {}", packed.header("etag"));
        assert_eq!(preview.get_with(&path, &["Accept-Encoding: gzip", &known]).status, 304);
        all += packed.body.len();
    }
    assert!(all < 11_000, "{all} bytes");
}

#[test]
fn ranges() {
    let site = site();
    let bytes: Vec<u8> = (0..1_000_000_u32).map(|number| (number % 251) as u8).collect();
    site.write("static/film.mp4", &bytes);
    let preview = start(&site);
    let whole = preview.get("/film.mp4");
    assert_eq!((whole.status, whole.header("accept-ranges")), (200, "bytes"));
    assert!(whole.body == bytes);
    for (range, status, start, end) in [
        ("bytes=0-99", 206, 0, 100),
        ("bytes=999990-", 206, 999_990, 1_000_000),
        ("bytes=-10", 206, 999_990, 1_000_000),
        ("bytes=100-2000000", 206, 100, 1_000_000),
        ("bytes=0-", 206, 0, 1_000_000),
        ("lines=1-2", 200, 0, 1_000_000),
        ("bytes=0-1,4-5", 200, 0, 1_000_000),
    ] {
        let part = preview.get_with("/film.mp4", &[&format!("Range: {range}")]);
        assert_eq!(part.status, status, "{range}");
        assert!(part.body == bytes[start..end], "{range}: {} bytes", part.body.len());
        if status == 206 {
            assert_eq!(part.header("content-range"), format!("bytes {start}-{}/1000000", end - 1));
        }
    }
    let none = preview.get_with("/film.mp4", &["Range: bytes=1000000-"]);
    assert_eq!((none.status, none.header("content-range")), (416, "bytes */1000000"));
    let etag = whole.header("etag");
    let same = preview.get_with("/film.mp4", &["Range: bytes=0-9", &format!("If-Range: {etag}")]);
    assert_eq!((same.status, same.body.len()), (206, 10));
    let other = preview.get_with("/film.mp4", &["Range: bytes=0-9", "If-Range: \"other\""]);
    assert_eq!((other.status, other.body.len()), (200, 1_000_000));
    site.write("static/empty.txt", "");
    assert_eq!(preview.until("/empty.txt", "there", |answer| answer.status == 200).body.len(), 0);
    assert_eq!(preview.get_with("/empty.txt", &["Range: bytes=0-9"]).status, 416);
}

#[test]
fn head_is_get_without_a_body() {
    let site = site();
    let preview = start(&site);
    for path in ["/", "/asia/quake/", "/css/site.css", "/nowhere/"] {
        let (get, head) = (preview.get(path), client::request(preview.at, "HEAD", path, &[]));
        assert_eq!((head.status, head.body.len()), (get.status, 0), "{path}");
        for name in ["content-type", "content-length", "etag"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
    }
}

#[test]
fn folders_and_former_addresses_lead_on() {
    let site = site();
    site.write(
        "content/asia/old.md",
        article("Old", 5, "x").replace("summary", "aliases: [/former/]\nsummary"),
    );
    let rules = "redirects = [{ from = \"/report.pdf\", to = \"https://reports.example/1\" }, { from = \"/desk/*\", to = \"/asia/*\" }]\n";
    site.write("site.toml", format!("{SETTINGS}{rules}"));
    let preview = start(&site);
    for (path, to) in [
        ("/report.pdf", "https://reports.example/1"),
        ("/desk/quake/", "/asia/quake/"),
        ("/asia", "/asia/"),
        ("/asia/quake", "/asia/quake/"),
        ("/asia/quake?a=b&c", "/asia/quake/?a=b&c"),
        ("/former/", "/asia/old/"),
        ("/former", "/former/"),
    ] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (302, to), "{path}");
    }
    assert_eq!(preview.get("/asia/quake/?any=thing").status, 200);
    assert_eq!(preview.get("/asia/quake/index.html").status, 200);
}

#[test]
fn a_base_path_has_a_way_in_and_nothing_beside_it() {
    let site = site_with("title = \"Desk\"\nbase_url = \"https://desk.example/news/\"\n");
    let preview = start(&site);
    assert_eq!(preview.url, format!("http://{}/news/", preview.at));
    for path in ["/", "/news"] {
        let answer = preview.get(path);
        assert_eq!((answer.status, answer.header("location")), (302, "/news/"), "{path}");
    }
    assert!(preview.get("/news/asia/").text().contains("href=\"/news/asia/quake/\""));
    assert_eq!(preview.get("/asia/").status, 404);
    assert_eq!(preview.get("/newsroom/").status, 404);
    assert_eq!(preview.get("/news/asia").header("location"), "/news/asia/");
    assert_eq!(preview.get("/__dateline/client.js").status, 200);
}

#[test]
fn what_is_not_there_is_the_sites_own_page_for_that() {
    let site = site();
    let preview = start(&site);
    let answer = preview.get("/nowhere/at/all/");
    assert_eq!(answer.status, 404);
    let built = site.built(&[]);
    assert!(super::server::without_script(&answer.body) == built["404.html"]);
}

#[test]
fn names_are_percent_decoded_once() {
    let site = site();
    site.write("static/two words.txt", "two");
    site.write("static/été.txt", "summer");
    site.write("static/100%25.txt", "percent");
    let preview = start(&site);
    assert_eq!(preview.get("/two%20words.txt").text(), "two");
    assert_eq!(preview.get("/%C3%A9t%C3%A9.txt").text(), "summer");
    assert_eq!(preview.get("/%c3%a9t%C3%A9.txt").text(), "summer");
    assert_eq!(preview.get("/100%2525.txt").text(), "percent");
    assert_eq!(preview.get("/%61bout/").status, 200);
    assert_eq!(preview.get("/%ff").status, 400);
}

#[test]
fn no_request_leaves_the_site() {
    let site = site();
    fs::write(site.beside("secret.txt"), "secret").expect("a file");
    site.write("notes.txt", "secret");
    site.write(".env", "secret");
    let preview = start(&site);
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/asia/../../secret.txt",
        "/static/../../secret.txt",
        "/%2e%2e%5csecret.txt",
        "//etc/passwd",
        "/%00",
        "/notes.txt",
        "/.env",
        "/site.toml",
        "/content/asia/quake.md",
        "/.dateline/",
        "/__dateline/../site.toml",
        "/__dateline/%2e%2e/site.toml",
    ] {
        let answer = preview.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret") && !answer.text().contains("base_url"), "{path}");
    }
}

#[test]
fn foreign_names_are_refused() {
    let preview_site = site();
    let preview = Preview::start(&preview_site, &["--name", "desk.example"]);
    let port = preview.at.port();
    for (host, status) in [
        (format!("localhost:{port}"), 200),
        (format!("127.0.0.1:{port}"), 200),
        ("desk.example".to_owned(), 200),
        ("evil.example".to_owned(), 403),
        (format!("evil.example:{port}"), 403),
        ("192.168.7.7".to_owned(), 403),
    ] {
        for path in ["/", "/css/site.css", "/__dateline/client.js", "/__dateline/page?path=/"] {
            let answer = preview.get_with(path, &[&format!("Host: {host}")]);
            assert_eq!(answer.status, status, "{host} {path}");
        }
    }
    let nameless = client::raw(preview.at, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false);
    assert_eq!(nameless.status, 400);
}

#[test]
fn pages_can_only_be_read() {
    let site = site();
    let preview = start(&site);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let answer = client::request(preview.at, method, "/", &["Content-Length: 0"]);
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[test]
fn another_port_is_taken_if_the_wanted_one_is_not_free() {
    let site = site();
    let first = start(&site);
    let taken = first.at.port().to_string();
    let second = Preview::run(&site, &taken, &["--at", super::server::AT]);
    assert_ne!(second.at.port(), first.at.port());
    assert_eq!(second.get("/").status, 200);
    second.until_told(&format!("port {taken} is taken"));
}

#[test]
fn in_the_network_the_address_is_printed_with_a_code() {
    let site = site();
    let preview = Preview::start(&site, &["--host", "0.0.0.0"]);
    // A machine without a network has no address to print.
    if preview.told().contains("in the network: http://") {
        assert!(preview.told().contains('█'), "{}", preview.told());
    }
    assert_eq!(preview.get("/").status, 200);
    assert_eq!(preview.get_with("/", &["Host: 192.168.7.7:1605"]).status, 200);
    assert_eq!(preview.get_with("/", &["Host: evil.example"]).status, 403);
}

#[test]
fn slow_hostile_and_half_open_clients_do_not_stop_it() {
    let site = site();
    let preview = start(&site);
    // Half-open: they connect and say nothing, or stop in the middle.
    let mut held: Vec<_> = (0..100).map(|_| client::connect(preview.at)).collect();
    for (index, stream) in held.iter_mut().enumerate() {
        let part = &b"GET /asia/quake/ HTTP/1.1\r\nHost: localh"[..index % 40];
        stream.write_all(part).expect("some bytes");
    }
    // They ask and never read.
    for _ in 0..20 {
        let mut stream = client::connect(preview.at);
        stream.write_all(&b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(50)).expect("some bytes");
        held.push(stream);
    }
    // They break off.
    for _ in 0..50 {
        let mut stream = client::connect(preview.at);
        stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("some bytes");
    }
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a/".repeat(200_000));
    let headers = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-A: b\r\n".repeat(20_000));
    let length = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\nx".to_vec();
    for nonsense in [
        b"\x00\x01\x02\xff\xfe\r\n\r\n".to_vec(),
        b"GET / HTTP/9.9\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"GET http:// HTTP/1.1\r\n\r\n".to_vec(),
        long.into_bytes(),
        headers.into_bytes(),
        length,
    ] {
        let mut stream = client::connect(preview.at);
        // It may be refused before all of it is sent.
        let _ = stream.write_all(&nonsense);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read(&mut [0; 64]);
    }
    for _ in 0..10 {
        assert_eq!(preview.get("/asia/quake/").status, 200);
    }
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    preview.until_has("/asia/quake/", "Shaken.");
    drop(held);
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_a_clean_end() {
    let site = site_with(SETTINGS);
    let preview = start(&site);
    let mut events = preview.listen(&["/"]);
    events.until("problems");
    let (held, at) = (client::connect(preview.at), preview.at);
    assert_eq!(preview.interrupt(), Some(0));
    events.end();
    drop(held);
    assert!(std::net::TcpStream::connect(at).is_err());
}

//! Addresses that stay, with the real program: `urls.lock`, `check --fix`, and what previews and
//! failed builds leave alone.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const SITE: &str = "title = \"News\"\nbase_url = \"https://news.questiqa.com/\"\nkeep_urls = true\n";

struct Site(tempfile::TempDir);

impl Site {
    fn new() -> Self {
        let site = Self(tempfile::tempdir().expect("a folder"));
        site.write("site.toml", SITE);
        site.write("content/asia/talks.md", "---\ntitle: Talks\ndate: 2026-11-20\n---\nText.\n");
        site
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let place = self.root().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, text).expect("a file");
    }

    fn lock(&self) -> Option<String> {
        fs::read_to_string(self.root().join("urls.lock")).ok()
    }

    fn run(&self, words: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(words)
            .args(["--color", "never", "--root"])
            .arg(self.root())
            .output()
            .expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (status.code().expect("an exit code"), text(stdout), text(stderr))
    }
}

#[test]
fn only_a_real_build_writes_addresses_down() {
    let site = Site::new();
    for words in [
        &["check"][..],
        &["build", "--drafts"],
        &["build", "--at", "2026-11-25T00:00:00Z"],
        &["build", "--base-url", "http://localhost:8000/"],
    ] {
        assert_eq!(site.run(words).0, 0, "{words:?}");
        assert_eq!(site.lock(), None, "{words:?}");
    }
    let (code, _, notes) = site.run(&["build"]);
    assert_eq!((code, notes.as_str()), (0, "note: `urls.lock` has changed: commit it with the site\n"));
    let lock = site.lock().expect("the file");
    assert!(lock.contains("\n/asia/talks/ /asia/talks/ content/asia/talks.md\n"), "{lock}");
    assert_eq!(site.run(&["build"]).2, "");
    assert_eq!(site.lock().as_deref(), Some(&*lock));
}

#[test]
fn a_build_that_fails_writes_no_address_down() {
    let site = Site::new();
    site.write("content/asia/more.md", "---\ntitle: More\ndate: 2026-11-20\n---\n[x](nowhere.md)\n");
    assert_eq!(site.run(&["build"]).0, 1);
    assert_eq!(site.lock(), None);
}

#[test]
fn check_fix_finds_where_a_page_went() {
    let site = Site::new();
    assert_eq!(site.run(&["build"]).0, 0);
    let before = site.lock();
    fs::create_dir(site.root().join("content/far-east")).expect("a folder");
    let to = site.root().join("content/far-east/talks.md");
    fs::rename(site.root().join("content/asia/talks.md"), to).expect("a new name");
    site.write("content/asia/dam.md", "---\ntitle: Dam\ndate: 2026-11-20\n---\nText.\n");

    let (code, _, problems) = site.run(&["build"]);
    assert_eq!(code, 1);
    assert!(
        problems.contains("error[lost-url]: `/asia/talks/` was published and would be lost"),
        "{problems}"
    );
    let (code, out, _) = site.run(&["check", "--fix", "--dry-run", "--quiet"]);
    assert_eq!((code, out.as_str()), (1, "/asia/talks/ would lead to /far-east/talks/\n"));
    assert_eq!(site.lock(), before);

    let (code, out, problems) = site.run(&["check", "--fix", "--quiet"]);
    assert_eq!((code, out.as_str()), (0, "/asia/talks/ leads to /far-east/talks/\n"));
    let nothing_wrong = !problems.contains("error[") && !problems.contains("warning[");
    assert!(nothing_wrong, "{problems}");
    // Only that is written: the new pages are not published yet.
    let lock = site.lock().expect("the file");
    assert!(lock.contains("\n/asia/talks/ /far-east/talks/ content/far-east/talks.md\n"), "{lock}");
    assert!(!lock.contains("\n/far-east/") && !lock.contains("dam"), "{lock}");

    assert_eq!(site.run(&["build"]).0, 0);
    let page = fs::read_to_string(site.root().join("public/asia/talks/index.html")).expect("a page");
    assert!(page.contains("url=/far-east/talks/"), "{page}");
    let json = site.run(&["check", "--fix", "--format", "json"]).1;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["fixed"], serde_json::json!([]));
}

#[test]
fn a_file_that_cannot_be_written_is_told_after_the_site_is_published() {
    let site = Site::new();
    // A folder is in the way, for root too.
    fs::create_dir(site.root().join("urls.lock")).expect("a folder");
    let (code, _, trouble) = site.run(&["build"]);
    assert_eq!(code, 2, "{trouble}");
    assert!(trouble.contains("urls.lock"), "{trouble}");
}

#[test]
fn deploy_check_names_the_addresses_that_would_break() {
    let site = Site::new();
    site.write(
        "site.toml",
        &format!("{SITE}hosts = [\"nginx\"]\nredirects = [{{ from = \"/old.pdf\", to = \"/asia/\" }}, {{ from = \"/blog/*\", to = \"/asia/\" }}]\n"),
    );
    site.write("static/map.svg", "<svg/>");
    assert_eq!(site.run(&["build"]).0, 0);
    let live = site.root().join("live");
    let live = live.to_str().expect("UTF-8");
    fs::rename(site.root().join("public"), live).expect("a copy");
    for (path, text) in [("live/old.pdf", "x"), ("live/blog/a/index.html", "x"), ("live/js/x.js", "x")] {
        site.write(path, text);
    }
    fs::remove_file(site.root().join("static/map.svg")).expect("a file");
    let (code, _, problems) = site.run(&["build"]);
    assert!(code == 1 && problems.contains("error[lost-url]: `/map.svg` was"), "{problems}");
    let settings = fs::read_to_string(site.root().join("site.toml")).expect("the settings");
    site.write("site.toml", &settings.replace("keep_urls = true", "keep_urls = false"));
    assert_eq!(site.run(&["build"]).0, 0);

    let (code, out, _) = site.run(&["deploy-check", live]);
    assert_eq!(code, 1);
    assert!(out.starts_with("/map.svg (file)\n1 of ") && out.ends_with(" addresses would break\n"), "{out}");
    let (code, out, _) = site.run(&["deploy-check", live, "--all", "--quiet"]);
    assert_eq!((code, out.as_str()), (1, "/map.svg (file)\n/js/x.js (part of pages)\n"));
    let json: serde_json::Value =
        serde_json::from_str(&site.run(&["deploy-check", live, "--format", "json"]).1).expect("JSON");
    assert_eq!(
        json["broken"],
        serde_json::json!([{ "address": "/map.svg", "file": "map.svg", "kind": "file" }])
    );
    site.write("static/map.svg", "<svg/>");
    assert_eq!(site.run(&["build"]).0, 0);
    let (code, out, _) = site.run(&["deploy-check", live]);
    assert!(code == 0 && out.starts_with("none of "), "{code}: {out}");
    let (code, _, trouble) = site.run(&["deploy-check", "nowhere"]);
    assert!(code == 2 && trouble.contains("there is no folder `nowhere`"), "{code}: {trouble}");
}

#[test]
fn check_fix_finds_pictures_and_feeds() {
    let site = Site::new();
    site.write("content/asia/boats.md", "---\ntitle: Boats\ndate: 2026-11-19\nid: boats\n---\nText.\n");
    site.write("static/map.svg", "<svg/>");
    site.write("static/old.pdf", "A");
    assert_eq!(site.run(&["build"]).0, 0);
    fs::create_dir_all(site.root().join("static/maps")).expect("a folder");
    site.write("static/maps/map.svg", "<svg><!-- drawn anew --></svg>");
    fs::remove_file(site.root().join("static/map.svg")).expect("a file");
    fs::rename(site.root().join("static/old.pdf"), site.root().join("static/new.pdf")).expect("a new name");
    fs::rename(site.root().join("content/asia"), site.root().join("content/east")).expect("a new name");
    site.write("site.toml", &format!("{SITE}hosts = [\"nginx\"]\n[feeds]\nformats = [\"rss\"]\n"));

    let (code, out, _) = site.run(&["check", "--fix", "--quiet"]);
    assert_eq!(
        (code, out.as_str()),
        (
            0,
            "/asia/ leads to /east/\n/asia/feed.json leads to /east/rss.xml\n/asia/rss.xml leads to /east/rss.xml\n\
             /asia/talks/ leads to /east/talks/\n/feed.json leads to /rss.xml\n/map.svg leads to /maps/map.svg\n"
        )
    );
    assert_eq!(site.run(&["build"]).0, 0);
    let rules = fs::read_to_string(site.root().join("public/_hosts/nginx.conf")).expect("rules");
    for (from, to) in [
        ("/asia/boats/", "/east/boats/"),
        ("/asia/rss.xml", "/east/rss.xml"),
        ("/feed.json", "/rss.xml"),
        ("/map.svg", "/maps/map.svg"),
        // The same bytes: nobody need say so.
        ("/old.pdf", "/new.pdf"),
    ] {
        let rule = format!("location = \"{from}\" {{ return 301 \"{to}\"; }}");
        assert!(rules.contains(&rule), "{rule}\n{rules}");
    }
    // A copy of what was on the web finds an answer at every address.
    let live = site.root().join("live");
    fs::create_dir_all(live.join("asia")).expect("a folder");
    for file in ["live/map.svg", "live/old.pdf", "live/feed.json", "live/asia/rss.xml"] {
        site.write(file, "x");
    }
    assert_eq!(site.run(&["deploy-check", live.to_str().expect("UTF-8")]).0, 0);
    assert_eq!(site.run(&["build"]).2, "");
}

#[test]
fn a_lock_file_of_pages_only_is_read_on() {
    let site = Site::new();
    site.write("static/map.svg", "<svg/>");
    site.write(
        "urls.lock",
        "/ @section/ -\n/asia/ @section/asia -\n/asia/talks/ /asia/talks/ content/asia/talks.md\n",
    );
    assert_eq!(site.run(&["build"]).0, 0);
    let lock = site.lock().expect("the file");
    for line in ["/asia/rss.xml @feed/rss/section/asia -", "/asia/talks/ /asia/talks/ content/asia/talks.md"]
    {
        assert!(lock.contains(&format!("\n{line}\n")), "{lock}");
    }
    assert!(lock.contains("\n/map.svg @file/") && lock.contains(" static/map.svg\n"), "{lock}");
}

#[test]
fn cloudflare_takes_only_so_many() {
    let site = Site::new();
    let mut settings = format!("{SITE}hosts = [\"cloudflare\"]\nredirects = [\n");
    for number in 0..105 {
        settings.push_str(&format!("    {{ from = \"/folder-{number}/*\", to = \"/asia/\" }},\n"));
    }
    settings.push_str(&format!("    {{ from = \"/{}/\", to = \"/asia/\" }},\n", "x".repeat(240)));
    settings.push_str(&format!(
        "    {{ from = \"/long/\", to = \"https://x.example/{}\" }},\n",
        "y".repeat(1000)
    ));
    settings.push_str("    { from = \"/zzz/\", to = \"/asia/\" },\n]\n");
    site.write("site.toml", &settings);
    let mut lock = String::new();
    for number in 0..2005 {
        lock.push_str(&format!("/a-{number}/ /asia/talks/ content/asia/talks.md\n"));
    }
    site.write("urls.lock", &lock);
    let (code, _, problems) = site.run(&["build"]);
    assert_eq!(code, 0, "{problems}");
    // 5 folders, one that is too long, and of 2,007 addresses 7.
    assert!(
        problems.contains("warning[host-limit]: `cloudflare` cannot take 13 of the site's redirects"),
        "{problems}"
    );
    let rules = fs::read_to_string(site.root().join("public/_redirects")).expect("a file");
    let lines: Vec<&str> = rules.lines().collect();
    assert_eq!(lines.len(), 2100);
    assert!(lines.iter().all(|line| line.len() <= 1000));
    let folders = lines.iter().position(|line| line.contains('*')).expect("a folder");
    assert_eq!(folders, 2000);
    assert!(lines[folders..].iter().all(|line| line.contains('*')));
    // What somebody wrote down comes before what was found.
    assert!(lines.contains(&"/zzz/ /asia/ 301"));
    assert!(site.root().join("public/long/index.html").is_file());
}

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

//! A site in a temporary folder that is built again and again, and compared with clean builds.

use super::request;
use super::tree::{self, Tree, differences};
use dateline::build::{Report, Request, build};
use std::fs;
use std::path::{Path, PathBuf};

/// A site, and beside it the folders it is built into.
pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// A site with nothing but its settings.
    pub fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        site.settings("");
        site
    }

    /// Writes `site.toml` with these settings besides title and address.
    pub fn settings(&self, more: &str) {
        let text = format!("title = \"News\"\nbase_url = \"https://news.test/\"\n{more}");
        self.put("site.toml", text.as_bytes());
    }

    /// Writes a file.
    pub fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Waits until the clock of the file system has moved on: a file as young as what a build
    /// remembers of it may have changed unseen, and is looked at once more.
    pub fn tick(&self) {
        let probe = self.beside("probe");
        let now = || {
            fs::write(&probe, "").expect("a file");
            fs::metadata(&probe).and_then(|data| data.modified()).expect("a time")
        };
        let before = now();
        while now() == before {}
    }

    /// Where the site is.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// A place beside the site.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A build into a folder beside the site.
    pub fn request(&self, output: &str) -> Request {
        request(&self.root(), &self.folder.path().join(output))
    }

    /// Builds, and comes back with what lies there then.
    pub fn build(&self, output: &str) -> (Report, Tree) {
        let report = build(&self.request(output), &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
        assert!(report.published, "{:?}", report.problems);
        (report, tree::read(&self.folder.path().join(output)))
    }

    /// Builds where another build has been; the tree is that of a clean build elsewhere.
    pub fn again(&self) -> (Report, Tree) {
        let (report, tree) = self.build("public");
        let elsewhere = tempfile::tempdir().expect("a folder");
        copy(&self.root(), elsewhere.path());
        let clean = Request { clean: true, ..request(elsewhere.path(), &elsewhere.path().join("public")) };
        build(&clean, &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(differences(&tree::read(&clean.output), &tree), "");
        (report, tree)
    }
}

/// The site without what was remembered of it.
fn copy(from: &Path, to: &Path) {
    let mut tree = tree::read(from);
    tree.retain(|path, _| !path.starts_with(".dateline/"));
    tree::write(to, &tree);
}

/// A text file of a tree.
pub fn text<'t>(tree: &'t Tree, path: &str) -> &'t str {
    std::str::from_utf8(tree.get(path).unwrap_or_else(|| panic!("no `{path}`"))).expect("text")
}

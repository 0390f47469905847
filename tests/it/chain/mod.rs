//! Chains of builds: a site on disk, changes to it, and every build held against a clean one.

pub mod case;
pub mod generator;

use dateline::build::{Failure, Mode, Report, Request, build};
use dateline::problem::draw_line;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};
use tempfile::TempDir;

/// Files by path, with `/`.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A site in a folder of its own, which is gone when this is dropped.
pub struct Lab {
    dir: TempDir,
    /// The instant of the builds.
    pub at: i64,
    /// Drafts are published too.
    pub drafts: bool,
    /// The address given to the builds instead of that in the settings.
    pub base_url: Option<String>,
    /// Compressed forms are written too.
    pub precompress: bool,
    clean_builds: usize,
}

impl Lab {
    /// A site of these files.
    pub fn new(files: &Tree) -> Self {
        // Hundreds of small sites are several times faster in memory, where there is such a place.
        let memory = Path::new("/dev/shm");
        let place =
            if cfg!(target_os = "linux") && memory.is_dir() { memory.into() } else { std::env::temp_dir() };
        let named = tempfile::Builder::new().prefix("dateline-test-").tempdir_in(place);
        let dir = named.expect("a folder for the test");
        let lab = Self {
            dir,
            at: instant("2026-12-01T12:00:00Z"),
            drafts: false,
            base_url: None,
            precompress: false,
            clean_builds: 0,
        };
        fs::create_dir(lab.root()).expect("the site's folder");
        for (path, bytes) in files {
            lab.write(path, bytes);
        }
        lab
    }

    /// The site's root.
    pub fn root(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    /// The output directory of the incremental builds.
    pub fn output(&self) -> PathBuf {
        self.root().join("public")
    }

    /// The file with the record of the last build.
    pub fn ledger(&self) -> PathBuf {
        self.root().join(".dateline/public/ledger")
    }

    /// A file or folder of the site.
    pub fn place(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file of the site, and the folders it lies in.
    pub fn write(&self, path: &str, bytes: &[u8]) {
        write(&self.place(path), bytes);
    }

    /// Makes the site one of these files: what is the same is not touched.
    pub fn become_site(&self, before: &Tree, files: &Tree) {
        for path in before.keys().filter(|path| !files.contains_key(*path)) {
            self.remove(path);
        }
        for (path, bytes) in files.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
            self.write(path, bytes);
        }
    }

    /// Removes a file or folder of the site, and the folders that are empty without it.
    pub fn remove(&self, path: &str) {
        let place = self.place(path);
        let removed = if place.is_dir() { fs::remove_dir_all(&place) } else { fs::remove_file(&place) };
        removed.unwrap_or_else(|error| panic!("cannot remove `{path}`: {error}"));
        self.tidy(path);
    }

    /// Moves a file or folder of the site.
    pub fn rename(&self, from: &str, to: &str) {
        let place = self.place(to);
        fs::create_dir_all(place.parent().expect("a folder")).expect("the folder of a file");
        fs::rename(self.place(from), place).unwrap_or_else(|error| panic!("cannot move `{from}`: {error}"));
        self.tidy(from);
    }

    fn tidy(&self, path: &str) {
        let mut folder = path.rsplit_once('/').map(|(folder, _)| folder);
        while let Some(empty) = folder.filter(|folder| fs::remove_dir(self.place(folder)).is_ok()) {
            folder = empty.rsplit_once('/').map(|(folder, _)| folder);
        }
    }

    /// Moves the times of all files below a folder by a few hours.
    pub fn touch(&self, path: &str, hours: i64) {
        let shift = Duration::from_secs(hours.unsigned_abs() * 3600);
        for file in files(&self.place(path)) {
            let time = fs::metadata(&file).and_then(|data| data.modified()).expect("a time");
            let time = if hours < 0 { time - shift } else { time + shift };
            File::options()
                .write(true)
                .open(&file)
                .and_then(|file| file.set_modified(time))
                .expect("a new time");
        }
    }

    /// Sets the times of all files below a folder.
    pub fn set_times(&self, path: &str, seconds: i64) {
        let time = UNIX_EPOCH + Duration::from_secs(seconds.unsigned_abs());
        for file in files(&self.place(path)) {
            File::options()
                .write(true)
                .open(&file)
                .and_then(|file| file.set_modified(time))
                .expect("a new time");
        }
    }

    /// What is asked of a build into this output directory.
    pub fn request(&self, output: PathBuf) -> Request {
        Request {
            root: self.root(),
            output,
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            scheduled: false,
            at: self.at,
            mode: Mode::Publish,
            preview: self.drafts || self.base_url.is_some(),
            precompress: self.precompress,
            clean: false,
            home: None,
        }
    }

    /// Builds the site with what is known of the last build.
    pub fn build(&self) -> Result<Report, Failure> {
        build(&self.request(self.output()), &|_| {})
    }

    /// The output directory as it is.
    pub fn built(&self) -> Tree {
        tree(&self.output())
    }

    /// The addresses that are written down, without remarks.
    pub fn lock(&self) -> Vec<String> {
        let text = fs::read_to_string(self.place("urls.lock")).unwrap_or_default();
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
    }

    /// Builds the site as if for the first time, elsewhere.
    pub fn build_cleanly(&mut self) -> (Report, Tree) {
        self.clean_builds += 1;
        let output = self.dir.path().join(format!("clean-{}", self.clean_builds));
        let report = build(&self.request(output.clone()), &|_| {}).expect("a clean build");
        let tree = tree(&output);
        // Nobody looks at it again; long chains would fill the disk.
        let _ = fs::remove_dir_all(output);
        (report, tree)
    }
}

/// Seconds since 1970 of an instant in words.
pub fn instant(words: &str) -> i64 {
    words.parse::<jiff::Timestamp>().unwrap_or_else(|error| panic!("`{words}`: {error}")).as_second()
}

/// The problems of a build, one line each.
pub fn problems(report: &Report) -> Vec<String> {
    report.problems.iter().map(|problem| draw_line(problem, &report.sources)).collect()
}

/// All files below a folder; none if it does not exist.
pub fn tree(folder: &Path) -> Tree {
    let inside = |path: &Path| {
        let path = path.strip_prefix(folder).expect("a path below the folder");
        path.to_str().expect("a name in UTF-8").replace('\\', "/")
    };
    files(folder).into_iter().map(|path| (inside(&path), fs::read(&path).expect("a file"))).collect()
}

/// Writes a file and makes its folder.
pub fn write(place: &Path, bytes: &[u8]) {
    fs::create_dir_all(place.parent().expect("a folder")).expect("the folder of a file");
    fs::write(place, bytes).unwrap_or_else(|error| panic!("cannot write `{}`: {error}", place.display()));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    if folder.is_file() {
        return vec![folder.to_owned()];
    }
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// Where two trees differ, in words; empty if they are the same.
pub fn difference(is: &Tree, should: &Tree) -> Vec<String> {
    let mut differences = Vec::new();
    for (path, bytes) in should {
        match is.get(path) {
            None => differences.push(format!("missing: {path}")),
            Some(other) if other != bytes => differences.push(format!(
                "different: {path}\n--- is\n{}\n--- should be\n{}",
                String::from_utf8_lossy(other),
                String::from_utf8_lossy(bytes)
            )),
            Some(_) => {}
        }
    }
    differences.extend(
        is.keys().filter(|path| !should.contains_key(*path)).map(|path| format!("left over: {path}")),
    );
    differences
}

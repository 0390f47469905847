//! A site in a folder of its own, and the program that serves it.

use super::client::{self, Answer, Events, PATIENCE};
use crate::chain::Tree;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tempfile::TempDir;

/// The instant at which previews are started, unless a test says otherwise.
pub const AT: &str = "2026-12-01T12:00:00Z";

/// A site in a temporary folder.
pub struct Site {
    folder: TempDir,
}

impl Site {
    pub fn new(files: &Tree) -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir(site.root()).expect("a folder");
        for (path, bytes) in files {
            site.write(path, bytes);
        }
        site
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A place beside the site.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in place, as the plainest editors do.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file can be removed");
    }

    pub fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder can be made");
        fs::rename(self.path(from), to).expect("a file can be renamed");
    }

    /// What a clean build makes of the site as it is now.
    pub fn built(&self, words: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let output = tempfile::tempdir().expect("a folder");
        let to = output.path().join("public");
        let built = program(&self.root())
            .args(["build", "--clean", "--quiet", "--at", AT, "--output"])
            .arg(&to)
            .args(words)
            .output()
            .expect("the program runs");
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let mut tree = BTreeMap::new();
        collect(&to, &to, &mut tree);
        tree
    }
}

fn collect(root: &Path, folder: &Path, tree: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, tree);
        } else {
            let name = path.strip_prefix(root).expect("a path inside").to_string_lossy().replace('\\', "/");
            tree.insert(name, fs::read(&path).expect("a file"));
        }
    }
}

fn program(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(["--root"]).arg(root).env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// A running preview; it ends with the test.
pub struct Preview {
    child: Child,
    pub at: SocketAddr,
    /// The address that was printed.
    pub url: String,
    told: Arc<Mutex<String>>,
}

impl Preview {
    /// Starts a preview as of [`AT`].
    pub fn start(site: &Site, words: &[&str]) -> Self {
        Self::run(site, "0", &[&["--at", AT], words].concat())
    }

    /// Starts a preview with just these words.
    pub fn run(site: &Site, port: &str, words: &[&str]) -> Self {
        let mut child = program(&site.root())
            .args(["serve", "--port", port])
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let told: Arc<Mutex<String>> = Arc::default();
        let (mut err, heard) = (child.stderr.take().expect("a pipe"), told.clone());
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(length @ 1..) = err.read(&mut bytes) {
                heard.lock().expect("a lock").push_str(&String::from_utf8_lossy(&bytes[..length]));
            }
        });
        out.read_line(&mut line).expect("a line");
        let url = line.trim().strip_prefix("serving ");
        let url = url.unwrap_or_else(|| panic!("{line}{}", told.lock().expect("a lock"))).to_owned();
        let at = url.trim_start_matches("http://").split('/').next().and_then(|at| at.parse().ok());
        Self { child, at: at.expect("an address"), url, told }
    }

    pub fn get(&self, path: &str) -> Answer {
        client::request(self.at, "GET", path, &[])
    }

    pub fn get_with(&self, path: &str, headers: &[&str]) -> Answer {
        client::request(self.at, "GET", path, headers)
    }

    pub fn listen(&self, pages: &[&str]) -> Events {
        Events::listen(self.at, pages)
    }

    /// What the preview has told so far.
    pub fn told(&self) -> String {
        self.told.lock().expect("a lock").clone()
    }

    /// Waits until the preview has told something.
    #[track_caller]
    pub fn until_told(&self, text: &str) {
        let began = Instant::now();
        while !self.told().contains(text) {
            assert!(began.elapsed() < PATIENCE, "this was never told:\n{text}\n{}", self.told());
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// Asks for a page until it is as it should be.
    #[track_caller]
    pub fn until(&self, path: &str, what: &str, good: impl Fn(&Answer) -> bool) -> Answer {
        let began = Instant::now();
        loop {
            let answer = self.get(path);
            if good(&answer) {
                return answer;
            }
            assert!(
                began.elapsed() < PATIENCE,
                "{path} never came to be {what}: {} {}\n{}",
                answer.status,
                answer.text(),
                self.told()
            );
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }

    /// Asks for a page until it has some text.
    #[track_caller]
    pub fn until_has(&self, path: &str, text: &str) -> Answer {
        self.until(path, text, |answer| answer.text().contains(text))
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the program to stop, as Ctrl-C does. Comes back with its exit code.
    #[cfg(unix)]
    pub fn interrupt(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("sh").args(["-c", "kill -INT \"$1\"", "sh", &id]).status().expect("a signal");
        assert!(sent.success());
        self.child.wait().expect("an end").code()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response as the page was built: without the script that the preview adds.
pub fn without_script(body: &[u8]) -> Vec<u8> {
    let find = |from: usize, text: &[u8]| {
        body[from..].windows(text.len()).position(|part| part == text).map(|at| from + at)
    };
    let Some(start) = find(0, b"<script src=\"/__dateline/") else { return body.to_vec() };
    let end = find(start, b"</script>").expect("the end of the script") + b"</script>".len();
    [&body[..start], &body[end..]].concat()
}

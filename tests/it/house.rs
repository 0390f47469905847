//! The house rules of `src/`: the table of rooms in the crate's documentation is true, and what
//! it says never happens does not.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The longest file there may be, in lines. Tables may be longer.
const CEILING: usize = 600;

/// Files that are one long table.
const TABLES: [&str; 5] = [
    "src/cli/flags.rs",
    "src/problem/code.rs",
    "src/config/keys.rs",
    "src/content/keys.rs",
    "src/facts/question.rs",
];

/// What only some files may name, and why.
const FORBIDDEN: &[(&[&str], &[&str], &str)] = &[
    (
        &["fs::", "std::fs", "walkdir::", "tempfile::"],
        &[
            "src/source/",
            "src/register/file.rs",
            "src/publish/",
            "src/ledger/",
            "src/watch/probe.rs",
            "src/cli/write.rs",
            "src/fingerprint.rs",
        ],
        "only `source` reads the site, only `publish` writes outputs, others their own file",
    ),
    (
        &[".is_dir()", ".is_file()", ".exists()", ".try_exists()", ".canonicalize()", ".read_dir()"],
        &["src/source/", "src/publish/", "src/ledger/", "src/cli/"],
        "a path is not looked up on disk in passing",
    ),
    (
        &["std::env", "env::var", "current_dir("],
        &["src/cli/"],
        "nothing below `cli` knows the environment or the current directory",
    ),
    (
        &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "TimeZone::system"],
        &["src/cli/", "src/build/mod.rs", "src/watch/"],
        "nothing below `cli` reads the clock; `build` measures with it, `watch` waits by it, and neither decides \
         by it what a site is",
    ),
    (
        &["println!", "eprintln!", "print!", "eprint!", "io::stdout", "io::stderr"],
        &["src/cli/"],
        "only `cli` talks to the person",
    ),
    (&["process::exit", "process::Command"], &["src/cli/", "src/main.rs"], "only `cli` ends the program"),
    (&["HashMap", "HashSet"], &[], "the order of a standard hash map differs from run to run"),
    (&["static mut", "thread_local!"], &[], "there is no hidden state"),
    (&["todo!", "unimplemented!", "dbg!"], &[], "nothing is half done"),
];

/// What pages may not look at past their window.
const BEHIND_THE_WINDOW: [&str; 3] = [".library", ".sources", ".config"];

struct SourceFile {
    path: String,
    text: String,
}

impl SourceFile {
    /// The room it belongs to.
    fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or(&self.path);
        inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
    }

    fn is_test(&self) -> bool {
        self.path.trim_end_matches(".rs").split('/').any(|part| part == "tests" || part.ends_with("_tests"))
    }

    /// Lines with their numbers, without those that are comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder, by path.
fn rust_files(folder: &str) -> Vec<SourceFile> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else if path.ends_with(".rs") {
                files.push(SourceFile { text: fs::read_to_string(entry.path()).expect("a text"), path });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A word in a line that is not the end of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let open =
            |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric() && letter != '_');
        let inside = |letter: char| letter.is_alphanumeric() || letter == '_';
        (open(before) || !word.starts_with(inside)) && (open(after) || !word.ends_with(inside))
    })
}

/// The rooms in the order of the crate's documentation, each with those it may use.
fn rooms() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("the crate's documentation");
    let mut rooms: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("//! | [`")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, _, uses, ..] = cells.as_slice() else { panic!("a row of another form: {line}") };
        let uses = match *uses {
            "–" => Vec::new(),
            "all above" => rooms.iter().map(|(name, _)| name.clone()).collect(),
            uses => uses.split(", ").map(str::to_owned).collect(),
        };
        rooms.push((name.trim_end_matches("`]").to_owned(), uses));
    }
    rooms
}

/// The rooms that a line names, as `crate::room` or `crate::{room, other}`.
fn named_rooms(line: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        if line[..at].ends_with('$') {
            continue;
        }
        let (list, grouped) = match rest.strip_prefix('{') {
            Some(list) => (list, true),
            None => (rest, false),
        };
        let mut depth = 0;
        let mut word = String::new();
        let mut in_path = false;
        for letter in list.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth > 0 => depth -= 1,
                ',' if depth == 0 => {
                    named.push(std::mem::take(&mut word));
                    in_path = false;
                }
                letter if letter.is_alphanumeric() || letter == '_' => {
                    if depth == 0 && !in_path {
                        word.push(letter);
                    }
                    continue;
                }
                ':' => in_path = true,
                ' ' => {}
                _ => break,
            }
            if !grouped {
                break;
            }
        }
        named.push(word);
    }
    named.retain(|name| !name.is_empty());
    named
}

#[test]
fn rooms_are_named_in_the_crate_documentation_in_their_order() {
    let text = fs::read_to_string(root().join("src/lib.rs")).expect("the crate's documentation");
    let modules: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or(line.strip_prefix("mod "))?.strip_suffix(';'))
        .collect();
    let rooms = rooms();
    let names: Vec<&str> = rooms.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, modules);
    for (index, (name, uses)) in rooms.iter().enumerate() {
        for used in uses {
            assert!(names[..index].contains(&used.as_str()), "`{name}` uses `{used}`, which is not above it");
        }
    }
}

#[test]
fn rooms_use_only_what_the_table_allows() {
    let rooms: BTreeMap<String, Vec<String>> = rooms().into_iter().collect();
    let mut wrong = Vec::new();
    for file in rust_files("src") {
        let room = file.room();
        if room == "lib" || room == "main" || file.is_test() {
            continue;
        }
        let allowed = rooms.get(room).unwrap_or_else(|| panic!("`{room}` is no room of the table"));
        for (number, line) in file.code() {
            for name in named_rooms(line) {
                if name != room && !allowed.contains(&name) {
                    wrong.push(format!("{}:{number}: `{room}` may not use `{name}`", file.path));
                }
            }
            let is_door = file.path.ends_with("/mod.rs") && file.path.matches('/').count() == 2;
            if (is_door || !file.path[4..].contains('/')) && line.contains("super::") {
                wrong.push(format!("{}:{number}: `super` leads out of the room; say `crate`", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_never_happens_does_not() {
    let mut wrong = Vec::new();
    for file in rust_files("src").iter().filter(|file| !file.is_test()) {
        for (number, line) in file.code() {
            for (words, allowed, why) in FORBIDDEN {
                let here = allowed.iter().any(|path| file.path.starts_with(path));
                if let Some(word) = words.iter().find(|word| !here && has_word(line, word)) {
                    wrong.push(format!("{}:{number}: `{word}`: {why}", file.path));
                }
            }
            if file.room() == "render" {
                let lasting = ["OnceLock", "LazyLock", "OnceCell", "AtomicUsize", "Mutex", "RwLock"];
                let is_static = ["static ", "pub static ", "pub(super) static "];
                let lasts = lasting.iter().any(|word| has_word(line, word));
                if lasts || is_static.iter().any(|start| line.trim_start().starts_with(start)) {
                    wrong.push(format!("{}:{number}: a page remembers nothing of another", file.path));
                }
                if let Some(word) = BEHIND_THE_WINDOW.iter().find(|word| has_word(line, word)) {
                    wrong.push(format!("{}:{number}: `{word}`: a page asks through its window", file.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_say_what_they_are_and_stay_small() {
    let mut wrong = Vec::new();
    let script = SourceFile {
        text: fs::read_to_string(root().join("build.rs")).expect("the build script"),
        path: "build.rs".into(),
    };
    for file in rust_files("src").into_iter().chain(rust_files("tests")).chain([script]) {
        if !file.text.starts_with("//! ") {
            wrong.push(format!("{}: does not open by saying what it is (`//! …`)", file.path));
        }
        let lines = file.text.lines().count();
        if lines > CEILING && !TABLES.contains(&file.path.as_str()) {
            wrong.push(format!("{}: {lines} lines, more than {CEILING}", file.path));
        }
    }
    for table in TABLES {
        assert!(root().join(table).is_file(), "there is no `{table}`");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_problem_has_a_golden_case() {
    let mut told = String::new();
    let mut folders = vec![root().join("tests/sites")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.ends_with("problems.txt") {
                told.push_str(&fs::read_to_string(path).expect("a text"));
            }
        }
    }
    if told.is_empty() {
        // A packaged crate has no golden sites.
        return;
    }
    let shown = |code: &&dateline::problem::Code| told.contains(&format!("[{}]", code.name()));
    let missing: Vec<&str> =
        dateline::problem::Code::ALL.iter().filter(|code| !shown(code)).map(|code| code.name()).collect();
    assert!(missing.is_empty(), "no golden site shows: {}", missing.join(", "));
}

/// What the preview adds to a page is read with every page, and ought to be read by people too.
#[test]
fn what_the_preview_adds_to_pages_stays_small() {
    for (name, most) in [("client.js", 17 * 1024), ("desk.js", 8 * 1024), ("client.css", 4 * 1024)] {
        let text =
            fs::read_to_string(root().join("src/serve/client").join(name)).expect("a file of the preview");
        assert!(text.len() <= most, "`{name}` has {} bytes, more than {most}", text.len());
        assert!(text.starts_with("// ") || text.starts_with("/* "), "`{name}` does not say what it is");
    }
}

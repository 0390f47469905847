//! The command line: what is shown, what is written, what is refused, and the exit codes.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

const AT: &str = "2026-11-23T10:00:00Z";

/// What a run of the program gave.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    fn refused(self, reason: &str) -> Self {
        assert_eq!(self.code, 2, "{}{}", self.out, self.err);
        assert!(self.err.contains(reason), "{}", self.err);
        self
    }

    #[track_caller]
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

fn command(here: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(here).args(words);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

fn run_with(here: &Path, words: &[&str], input: &[u8]) -> Ran {
    let mut child = command(here, words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // A program that does not read its input closes it; that is no failure of the test.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("the program ends");
    Ran {
        code: output.status.code().expect("an exit code"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn run(here: &Path, words: &[&str]) -> Ran {
    run_with(here, words, b"")
}

/// A folder with a new site.
fn site() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    run(folder.path(), &["init", ".", "--title", "World \"News\"", "--at", AT, "--quiet"]).ok();
    folder
}

fn empty() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn write(folder: &TempDir, path: &str, text: impl AsRef<[u8]>) {
    let path = folder.path().join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// All files below a folder, in order.
fn tree(folder: &TempDir) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder.path())
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(folder.path()).expect("below").display().to_string())
        .collect();
    files.sort();
    files
}

#[test]
fn help_and_version() {
    let here = empty();
    let help = run(here.path(), &["--help"]).ok();
    for command in [
        "init",
        "new",
        "build",
        "check",
        "list",
        "import",
        "explain",
        "theme",
        "schema",
        "completions",
        "man",
    ] {
        assert!(help.out.contains(&format!("\n  {command} ")), "{command}");
        let own = run(here.path(), &[command, "--help"]).ok();
        assert!(own.out.contains("Usage: dateline") && own.err.is_empty(), "{}", own.out);
    }
    let version = run(here.path(), &["--version"]).ok();
    assert_eq!(version.out, concat!("dateline ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn wrong_usage_is_2() {
    let here = empty();
    for words in [
        &[][..],
        &["bild"],
        &["build", "--no-such-flag"],
        &["build", "--at", "soon"],
        &["build", "--base-url", "example.org"],
        &["build", "--base-url", "ftp://example.org/"],
        &["build", "--base-url", "https://example.org/?a=b"],
        &["build", "--format", "xml"],
        &["build", "--color", "blue"],
        &["build", "--root", "nowhere"],
        &["list", "--state", "lost"],
        &["new"],
        &["init"],
        &["import"],
        &["import", "plain"],
        &["import", "plain", "x.txt", "--date", "soon"],
        &["explain", "broken-lnik"],
        &["schema", "theme"],
        &["completions", "cmd"],
        &["man", "bild"],
    ] {
        let ran = run(here.path(), words);
        assert_eq!(ran.code, 2, "{words:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.is_empty() && !ran.err.is_empty(), "{words:?}");
    }
}

#[test]
fn trouble_as_json_is_one_object() {
    let here = empty();
    let ran = run(here.path(), &["new", "asia/x", "--format", "json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.json()["error"].as_str().is_some_and(|error| error.contains("`site.toml`")));
}

#[test]
fn colours_only_where_they_are_wanted() {
    let here = empty();
    let words = |color| ["build", "--root", "nowhere", "--color", color];
    assert!(!run(here.path(), &words("auto")).err.contains('\u{1b}'));
    assert!(!run(here.path(), &words("never")).err.contains('\u{1b}'));
    assert!(run(here.path(), &words("always")).err.contains('\u{1b}'));
    assert!(run(here.path(), &["--color=always", "--help"]).out.contains('\u{1b}'));
}

#[test]
fn completions_man_pages_and_schemas() {
    let here = empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(run(here.path(), &["completions", shell]).ok().out.contains("import"), "{shell}");
    }
    let man = run(here.path(), &["man"]).ok().out;
    assert!(man.contains(".TH dateline 1") && man.contains("Exit codes"), "{man}");
    let build = run(here.path(), &["man", "build"]).ok().out;
    assert!(build.contains(".TH dateline-build 1") && build.contains("base\\-url"), "{build}");
    assert!(run(here.path(), &["man", "import-plain"]).ok().out.contains("\\-\\-force"));
    for of in ["front-matter", "site"] {
        assert!(run(here.path(), &["schema", of]).ok().json().is_object());
    }
}

#[test]
fn explanations() {
    let here = empty();
    let one = run(here.path(), &["explain", "unknown-key"]).ok().out;
    assert!(one.starts_with("error[unknown-key]\nA key that Dateline does not know."), "{one}");
    let all = run(here.path(), &["explain", "--format", "json"]).ok().json();
    let codes = all["codes"].as_array().expect("a list");
    assert_eq!(codes.len(), dateline::problem::Code::ALL.len());
}

#[test]
fn the_theme_can_be_read() {
    let here = empty();
    let list = run(here.path(), &["theme"]).ok().out;
    assert!(list.starts_with("components/") && list.contains("\ntemplates/home.html\n"), "{list}");
    let listed = run(here.path(), &["theme", "--format", "json"]).ok().json();
    assert_eq!(listed["files"].as_array().map(Vec::len), Some(list.lines().count()));
    // What it prints is the file: a site that has it is the same site.
    let themes = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/broadsheet");
    let mut texts = 0;
    for path in list.lines().filter(|path| path.ends_with(".html") || path.ends_with(".css")) {
        let file = std::fs::read_to_string(themes.join(path)).expect("a file of the theme");
        assert_eq!(run(here.path(), &["theme", path]).ok().out, file, "{path}");
        texts += 1;
    }
    assert!(texts > 20);
    let wrong = run(here.path(), &["theme", "templates/hom.html"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("did you mean `templates/home.html`?"), "{}", wrong.err);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let here = empty();
    for words in [&["explain"][..], &["completions", "bash"], &["--help"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output =
            command(here.path(), words).stdout(writer).stderr(Stdio::piped()).output().expect("runs");
        assert!(output.status.success(), "{words:?}: {:?}", output.status);
        assert!(output.stderr.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn init_makes_a_site() {
    let here = empty();
    let made = run(here.path(), &["init", "world-news", "--at", AT]).ok();
    assert_eq!(made.out, "made a site of 8 files: world-news\n");
    assert_eq!(
        tree(&here),
        [
            "world-news/.gitattributes",
            "world-news/.gitignore",
            "world-news/archetypes/default.md",
            "world-news/content/_index.md",
            "world-news/content/about.md",
            "world-news/content/news/_index.md",
            "world-news/content/news/first-steps.md",
            "world-news/site.toml",
        ]
    );
    let settings: toml::Table = read(&here, "world-news/site.toml").parse().expect("TOML");
    assert_eq!(settings["title"].as_str(), Some("World news"));
    let first = read(&here, "world-news/content/news/first-steps.md");
    assert!(first.starts_with("---\nid: \"20261123-100000-first-steps\"\ntitle: "), "{first}");
}

#[test]
fn init_quotes_the_title() {
    let site = site();
    let settings: toml::Table = read(&site, "site.toml").parse().expect("TOML");
    assert_eq!(settings["title"].as_str(), Some("World \"News\""));
    assert!(read(&site, "content/_index.md").contains("title: \"World \\\"News\\\"\""));
}

#[test]
fn init_leaves_what_is_there() {
    let here = empty();
    write(&here, "notes/todo.txt", "mine");
    run(here.path(), &["init", "."]).refused("`.` is not empty: there is `notes`");
    run(here.path(), &["init", "notes"]).refused("there is `todo.txt`");
    run(here.path(), &["init", "notes/todo.txt"]).refused("cannot read");
    assert_eq!(tree(&here), ["notes/todo.txt"]);

    write(&here, "site/.gitignore", "mine");
    write(&here, "site/.git/config", "mine");
    run(here.path(), &["init", "site"]).ok();
    assert_eq!(read(&here, "site/.gitignore"), "mine");
}

#[test]
fn new_makes_an_article() {
    let site = site();
    let made = run(site.path(), &["new", "news/korea-talks", "--at", AT]).ok();
    assert_eq!(made.out.replace('\\', "/"), "content/news/korea-talks.md\n");
    assert!(made.err.is_empty(), "{}", made.err);
    assert_eq!(
        read(&site, "content/news/korea-talks.md"),
        "---\nid: \"20261123-100000-korea-talks\"\ntitle: \"Korea talks\"\ndate: 2026-11-23T10:00:00Z\n\
         # summary: One sentence that says what happened.\n# authors: [Your Name]\n# tags: [diplomacy]\ndraft: true\n\
         ---\n\n"
    );
    let below = site.path().join("content/news");
    run(&below, &["new", "news/River Atlas.md", "--bundle", "--title", "A: \"river\"", "--at", AT]).ok();
    assert!(read(&site, "content/news/river-atlas/index.md").contains("title: \"A: \\\"river\\\"\""));
    let json = run(site.path(), &["new", "nws/x", "--format", "json"]).ok().json();
    assert_eq!(json["note"], "`nws` is a new section; if you meant `news`, move the article");
}

#[test]
fn new_uses_the_nearest_archetype() {
    let site = site();
    write(&site, "archetypes/asia.md", "---\ntitle: '{{ title }}'\nslug: {{slug}}\n---\nAsia {{ date }}\n");
    run(site.path(), &["new", "asia/east/it-s-on", "--title", "It's on", "--at", AT]).ok();
    assert_eq!(
        read(&site, "content/asia/east/it-s-on.md"),
        "---\ntitle: 'It''s on'\nslug: \"it-s-on\"\n---\nAsia 2026-11-23T10:00:00Z\n"
    );
    write(&site, "archetypes/default.md", "---\ntitle: {{ titel }}\n---\n");
    let ran = run(site.path(), &["new", "news/x"]).refused("`archetypes/default.md` asks for `{{ titel }}`");
    assert!(ran.err.contains("did you mean `{{ title }}`?"), "{}", ran.err);
    assert!(!site.path().join("content/news/x.md").exists());
}

#[test]
fn new_never_overwrites() {
    let site = site();
    write(&site, "content/news/x.md", "mine");
    write(&site, "content/news/y/index.md", "mine");
    for path in ["news/x", "news/x.md", "news/X", "news/y"] {
        for bundle in [&[][..], &["--bundle"]] {
            let words = [&["new", path], bundle].concat();
            run(site.path(), &words).refused("exists already, and was left as it is");
        }
    }
    assert_eq!(read(&site, "content/news/x.md"), "mine");
}

#[test]
fn new_stays_in_content() {
    let site = site();
    let before = tree(&site);
    for path in [
        "../x",
        "news/../../x",
        "/tmp/x",
        "news//x",
        "./x",
        "news/./x",
        "news\\x",
        "C:/x",
        "..",
        "",
        "/",
        "news/.x",
        ".git/x",
        "news/x~",
        "news/ x",
        "news/_index",
        "news/index",
        "x",
        "x/",
        "news/???",
        "news/a\u{7}b",
    ] {
        let ran = run(site.path(), &["new", path]);
        assert_eq!(ran.code, 2, "{path}: {}{}", ran.out, ran.err);
    }
    assert_eq!(tree(&site), before);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out_of_content() {
    let (site, elsewhere) = (site(), empty());
    std::os::unix::fs::symlink(elsewhere.path(), site.path().join("content/away")).expect("a link");
    write(&site, "desk.txt", "Title: T\nArticle: Text.");
    run(site.path(), &["new", "away/x"]).refused("a symbolic link leads elsewhere");
    run(site.path(), &["import", "plain", "desk.txt", "--section", "away/deep"])
        .refused("a symbolic link leads elsewhere");
    assert!(tree(&elsewhere).is_empty());
    // A link to nothing is something that is there.
    std::os::unix::fs::symlink("nothing", site.path().join("content/news/x.md")).expect("a link");
    run(site.path(), &["new", "news/x"]).refused("exists already");
}

#[test]
fn outside_a_site_nothing_is_made() {
    let here = empty();
    write(&here, "desk.txt", "Title: T\nArticle: Text.");
    run(here.path(), &["new", "news/x"]).refused("there is no `site.toml` in");
    run(here.path(), &["import", "plain", "desk.txt"]).refused("`dateline init DIR` makes a site");
    assert_eq!(tree(&here), ["desk.txt"]);
}

const DESK: &str = "Summary – The basin's four countries share their gauges.,\nArticle –\nThe gauges go public.\n\
                    Background\nNo treaty has all four.\n- one\n- two\nStay tuned to Questiqa World\n";

#[test]
fn import_writes_an_article() {
    let site = site();
    write(&site, "desk.txt", DESK);
    let ran = run(site.path(), &["import", "plain", "desk.txt", "--at", AT]).ok();
    let path = "content/news/the-basins-four-countries-share-their-gauges.md";
    assert_eq!(ran.out, format!("{path}\n"));
    assert!(ran.err.contains("is a proposal; check it, then take out `draft: true`"), "{}", ran.err);
    assert!(ran.err.contains("there is no author"), "{}", ran.err);
    let article = read(&site, path);
    assert!(
        article.contains("date: 2026-11-23T10:00:00Z\n") && article.contains("draft: true\n"),
        "{article}"
    );
    assert!(
        article.ends_with(
            "\n## Background\n\nNo treaty has all four.\n\n- one\n- two\n\nStay tuned to Questiqa World\n"
        ),
        "{article}"
    );
}

#[test]
fn import_takes_flags_and_standard_input() {
    let site = site();
    let words = [
        "import",
        "plain",
        "-",
        "--section",
        "asia/east",
        "--author",
        "Mara Lind",
        "--author",
        "Tomas Reyes",
        "--date",
        "23 November 2026",
        "--format",
        "json",
    ];
    let ran = run_with(site.path(), &words, b"Title: Gauges for all\nArticle:\nText.").ok().json();
    assert_eq!(ran["written"][0]["path"], "content/asia/east/gauges-for-all.md");
    assert_eq!(ran["written"][0]["draft"], false);
    let article = read(&site, "content/asia/east/gauges-for-all.md");
    assert!(article.contains("date: 2026-11-23\nauthors: [\"Mara Lind\", \"Tomas Reyes\"]\n"), "{article}");
    let quiet = run_with(site.path(), &["import", "plain", "-", "-q"], DESK.as_bytes()).ok();
    assert!(quiet.err.is_empty() && quiet.out.starts_with("content/news/"), "{}", quiet.err);
}

#[test]
fn import_never_overwrites_unless_forced() {
    let site = site();
    write(&site, "desk.txt", "Title: Gauges\nArticle:\nText.");
    write(&site, "more.txt", "Title: More\nArticle:\nText.");
    write(&site, "content/news/gauges/index.md", "mine");
    let ran = run(site.path(), &["import", "plain", "more.txt", "desk.txt"]).refused("exists already");
    assert!(ran.err.contains("`--force` replaces it"), "{}", ran.err);
    assert_eq!(read(&site, "content/news/gauges/index.md"), "mine");
    // All or nothing: the text that could have been imported was not.
    assert!(!site.path().join("content/news/more.md").exists());
    run(site.path(), &["import", "plain", "desk.txt", "--force"]).ok();
    assert!(read(&site, "content/news/gauges/index.md").contains("title: \"Gauges\""));
    assert!(!site.path().join("content/news/gauges.md").exists());
    run(site.path(), &["import", "plain", "more.txt", "more.txt"]).refused("two texts would become");
    let left: Vec<String> = tree(&site).into_iter().filter(|path| path.contains(".dateline")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn import_refuses_what_is_no_article() {
    let site = site();
    write(&site, "latin.txt", b"Title: T\nArticle:\ncaf\xe9");
    write(&site, "empty.txt", "");
    write(&site, "head.txt", "Title: T\nSummary: S.\nArticle –\n");
    write(&site, "marks.txt", "Title: ???\nArticle: Text.");
    write(&site, "long.txt", "x".repeat(8 * 1024 * 1024 + 1));
    for (words, reason) in [
        (&["latin.txt"][..], "`latin.txt` is not UTF-8, in line 3"),
        (&["empty.txt"], "there is no article in `empty.txt`"),
        (&["head.txt"], "there is no article in `head.txt`"),
        (&["marks.txt"], "the headline `???` has no letters"),
        (&["long.txt"], "`long.txt` is longer than 8 MiB"),
        (&["nothing.txt"], "cannot read `nothing.txt`"),
        (&["content"], "cannot read `content`"),
        (&["empty.txt", "--section", "../up"], "cannot be a path below `content/`"),
        (&["empty.txt", "--section", ""], "cannot be a path below `content/`"),
    ] {
        run(site.path(), &[&["import", "plain"], words].concat()).refused(reason);
    }
    assert_eq!(tree(&site).iter().filter(|path| path.starts_with("content/news/")).count(), 2);
}

/// A site with one article each that is published, scheduled, under embargo and expiring.
fn timed() -> TempDir {
    let folder = site();
    let article = |name: &str, front: &str| {
        let text = format!("---\ntitle: The {name}\n{front}---\nText.\n");
        fs::write(folder.path().join(format!("content/news/{name}.md")), text).expect("an article");
    };
    article("fair", "date: 2026-11-01\nexpires: 2026-12-01T08:00:00Z\non_expire: tombstone\n");
    article("vote", "date: 2026-11-24T09:30:15Z\nlabel: breaking\nlabel_until: 2026-11-24T12:00:00Z\n");
    article("deal", "date: 2026-11-24T09:30:15Z\nembargo: true\n");
    article("idea", "date: 2026-11-24T08:00:00Z\nstatus: draft\n");
    folder
}

#[test]
fn em_2_next_says_when_and_why() {
    let folder = timed();
    let next = |more: &[&str]| run(folder.path(), &[&["next", "--at", AT], more].concat());
    assert_eq!(
        next(&[]).ok().out,
        "2026-11-24T09:30:15Z  (in 23 h 30 min)\n  publishes content/news/vote.md  The vote\n  \
         lifts the embargo on content/news/deal.md  The deal\n"
    );
    let json = next(&["--count", "9", "--format", "json"]).ok().json();
    assert_eq!(json["next"], "2026-11-24T09:30:15Z");
    assert_eq!(json["seconds"], 84_615);
    let all: Vec<String> = json["changes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| format!("{} {}", change["at"], change["why"]).replace('"', ""))
        .collect();
    assert_eq!(
        all,
        [
            "2026-11-24T09:30:15Z publish",
            "2026-11-24T09:30:15Z embargo-ends",
            "2026-11-24T12:00:00Z label-ends",
            "2026-11-25T10:00:00Z news-ends",
            // Both that are still to come are news for two days.
            "2026-11-26T09:30:15Z news-ends",
            "2026-11-26T09:30:15Z news-ends",
            "2026-12-01T08:00:00Z expire",
        ]
    );
}

#[test]
fn em_2_exit_codes_of_next_are_for_scripts() {
    let folder = timed();
    let code = |words: &[&str]| run(folder.path(), &[&["next", "--quiet"], words].concat()).code;
    assert_eq!(code(&["--at", AT, "--within", "23h"]), 3);
    assert_eq!(code(&["--at", AT, "--within", "1d"]), 0);
    assert_eq!(code(&["--at", "2026-12-01T08:00:00Z"]), 3);
    // Once due it is no longer to come, but has come.
    assert_eq!(code(&["--at", "2026-12-01T07:59:59Z", "--since", "2026-12-01T07:00:00Z"]), 3);
    assert_eq!(code(&["--at", "2026-12-01T08:00:00Z", "--since", "2026-12-01T07:59:59Z"]), 0);
    assert_eq!(code(&["--at", "2026-12-01T08:00:01Z", "--since", "2026-12-01T08:00:00Z"]), 3);
    run(folder.path(), &["next", "--at", AT, "--since", "2027-01-01"]).refused("later than now");
    run(folder.path(), &["next", "--within", "soon"]).refused("expected a time span");
    fs::write(folder.path().join("content/news/bad.md"), "---\ntitle: Bad\n---\n").expect("written");
    assert_eq!(code(&["--at", AT]), 1);
}

#[test]
fn em_2_schedules_have_every_instant_and_no_name() {
    let folder = timed();
    for (form, lines) in [
        ("cron", ["31 9 24 11 *  cd", "0 12 24 11 *  cd", "0 8 1 12 *  cd"]),
        (
            "systemd",
            [
                "OnCalendar=2026-11-24 09:30:15 UTC\n",
                "OnCalendar=2026-11-24 12:00:00 UTC\n",
                "OnCalendar=2026-12-01 08:00:00 UTC\n",
            ],
        ),
        ("github", ["- cron: \"31 9 24 11 *\"", "- cron: \"0 12 24 11 *\"", "- cron: \"0 8 1 12 *\""]),
        ("gitlab", ["schedule \"31 9 24 11 *\"", "schedule \"0 12 24 11 *\"", "schedule \"0 8 1 12 *\""]),
    ] {
        let text = run(folder.path(), &["next", "--at", AT, "--cron", form]).ok().out;
        for line in lines {
            assert_eq!(text.matches(line).count(), 1, "{form} has no `{line}`: {text}");
        }
        if form == "github" {
            let workflow: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
            let lines = workflow["on"]["schedule"].as_array().expect("a list");
            assert!(lines.iter().any(|line| line["cron"] == "0 8 1 12 *"), "{text}");
            assert_eq!(workflow["permissions"]["actions"], "write");
        }
        for name in ["vote", "deal", "fair", "idea"] {
            assert!(!text.to_lowercase().contains(name), "EM-1: {form} tells of `{name}`: {text}");
        }
    }
}

#[test]
fn list_says_why_an_article_is_not_seen_and_when_it_will_be() {
    let folder = timed();
    let list = run(folder.path(), &["list", "--at", AT]).ok().out;
    for line in [
        "embargoed   2026-11-24 09:30Z  content/news/deal.md         The deal  (under embargo until 2026-11-24 09:30Z, in 23 h 30 min)\n",
        "published   2026-11-01 00:00Z  content/news/fair.md         The fair  (expires 2026-12-01 08:00Z, in 7 d 22 h)\n",
        "draft       2026-11-24 08:00Z  content/news/idea.md         The idea  (waits to be made ready)\n",
        "scheduled   2026-11-24 09:30Z  content/news/vote.md         The vote  (appears 2026-11-24 09:30Z, in 23 h 30 min)\n",
    ] {
        assert!(list.contains(line), "{line}\n{list}");
    }
    let expired =
        run(folder.path(), &["list", "--at", "2027-01-01", "--state", "expired", "--format", "json"]);
    let articles = &expired.ok().json()["articles"];
    assert_eq!(articles[0]["why"], "since 2026-12-01 08:00Z: a notice stands in its place");
    assert_eq!(articles[0]["expires"], "2026-12-01T08:00:00Z");
    assert_eq!(articles[1], serde_json::Value::Null);
}

//! EM-1: nothing of what is not yet to be seen is in the site, one second before it may be:
//! over a thousand sites made at random. `SEED=n` repeats a run, `SITES=n` makes it longer.

use crate::chain::generator::Random;
use crate::chain::{Lab, Tree, problems};
use crate::harness::case::TINY;
use dateline::build::Report;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Times at which clocks do odd things, or ordinary ones: as an article writes them, in this
/// zone, and the same with its offset.
const TIMES: [(&str, &str, &str); 16] = [
    ("UTC", "2026-12-24 10:00", "2026-12-24T10:00:00Z"),
    ("UTC", "2026-12-31T23:59:59", "2026-12-31T23:59:59Z"),
    ("UTC", "2027-01-01", "2027-01-01T00:00:00Z"),
    ("UTC", "2028-02-29", "2028-02-29T00:00:00Z"),
    ("UTC", "2028-02-29T23:59:59Z", "2028-02-29T23:59:59Z"),
    ("Pacific/Kiritimati", "2028-03-01", "2028-02-29T10:00:00Z"),
    ("Pacific/Pago_Pago", "2026-12-31 23:59:59", "2027-01-01T10:59:59Z"),
    ("Europe/Paris", "2027-01-01 00:00", "2026-12-31T23:00:00Z"),
    // Clocks go forward at 02:00, and back at 03:00.
    ("Europe/Paris", "2026-03-29 01:59:59", "2026-03-29T00:59:59Z"),
    ("Europe/Paris", "2026-03-29 03:00:00", "2026-03-29T01:00:00Z"),
    ("Europe/Paris", "2026-10-25T02:30:00+02:00", "2026-10-25T00:30:00Z"),
    ("Europe/Paris", "2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
    ("America/New_York", "2026-11-01T01:30:00-05:00", "2026-11-01T06:30:00Z"),
    // Midnight itself is skipped there.
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
    ("Asia/Kathmandu", "2026-11-23 00:00", "2026-11-22T18:15:00Z"),
    ("Australia/Lord_Howe", "2026-04-05T01:45:00+10:30", "2026-04-04T15:15:00Z"),
];

/// Where and how the secret lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A file in a section, its pictures beside it.
    File,
    /// A folder of its own.
    Bundle,
    /// In a section that is itself dated.
    Section,
    /// A standalone page.
    Page,
    /// The page of a term that nobody else names.
    Term,
}

const KINDS: [Kind; 5] = [Kind::File, Kind::Bundle, Kind::Section, Kind::Page, Kind::Term];

/// A site with a secret.
struct Site {
    files: Tree,
    at: i64,
    /// What must not be seen before, by what it is.
    secrets: BTreeMap<&'static str, String>,
    kind: Kind,
    draft: bool,
}

/// A word that no other text has.
fn word(random: &mut Random, secrets: &mut BTreeMap<&'static str, String>, what: &'static str) -> String {
    let word = format!("zq{:06x}{:06x}", random.below(1 << 24), random.below(1 << 24));
    secrets.insert(what, word.clone());
    word
}

fn site(random: &mut Random) -> Site {
    let (zone, date, instant) = random.pick(&TIMES);
    let kind = random.pick(&KINDS);
    let embargo = !random.once_in(3);
    let draft = random.once_in(12);
    let mut files = Tree::new();
    let mut add = |path: String, text: String| drop(files.insert(path, text.into_bytes()));
    let theme = if random.once_in(10) { "broadsheet" } else { "tiny" };
    if theme == "tiny" {
        TINY.iter().for_each(|(path, text)| add(format!("themes/tiny/{path}"), (*text).to_owned()));
        add("themes/tiny/templates/search.html".into(), "{{ page.title }}".into());
    }
    let mut settings = format!(
        "title = \"News\"\nbase_url = \"https://news.example/\"\ntheme = \"{theme}\"\ntime_zone = \"{zone}\"\n"
    );
    if random.once_in(3) {
        settings.push_str("permalink = \"/:year/:month/:day/:slug/\"\n");
    }
    if random.once_in(3) {
        settings.push_str("url_style = \"file\"\n");
    }
    let _ = writeln!(settings, "page_size = {}\nkeep_urls = true", 1 + random.below(4));
    if random.once_in(4) {
        settings.push_str("hosts = [\"nginx\", \"caddy\", \"apache\", \"vercel\", \"s3\"]\n");
    }
    if random.once_in(3) {
        settings.push_str("[feeds]\nformats = [\"rss\", \"atom\", \"json\"]\narchive = true\n");
        settings.push_str("of = [\"site\", \"sections\", \"tags\", \"authors\"]\n");
    }
    if random.once_in(3) {
        settings.push_str("[llms]\nmarkdown = true\n");
    }
    add("site.toml".into(), settings);
    let secret = secret(random, kind, (date, embargo, draft), &mut add);
    let waits = !embargo && !draft;
    for number in 0..3 + random.below(4) {
        let section = random.pick(&["asia", "africa", "asia/japan"]);
        let year = 2010 + random.below(8);
        let mut front = format!("title: Story {number}\ndate: {year}-05-{:02}\n", 1 + random.below(28));
        let _ = writeln!(front, "tags: [{}]", random.pick(&["sea", "roads", "sea, roads"]));
        if random.once_in(3) && kind != Kind::Term && !draft {
            let _ = writeln!(front, "superseded_by: \"@/{}\"", secret.path);
        }
        let mut body = "Some words.\n".to_owned();
        if random.once_in(3) && waits && kind != Kind::Term {
            let _ = writeln!(body, "\nSee [what comes](@/{}).", secret.path);
        }
        add(format!("content/{section}/story-{number}.md"), format!("---\n{front}---\n{body}"));
    }
    if random.once_in(2) && kind != Kind::Term {
        // What is out of sight itself may speak of it.
        let text = format!("---\ntitle: Notes\ndraft: true\n---\n[It](@/{})\n", secret.path);
        add("content/asia/notes.md".into(), text);
    }
    let at = instant.parse::<jiff::Timestamp>().expect("an instant").as_second();
    Site { files, at, secrets: secret.words, kind, draft }
}

struct Secret {
    path: String,
    words: BTreeMap<&'static str, String>,
}

/// The files of what must not be seen.
fn secret(
    random: &mut Random,
    kind: Kind,
    (date, embargo, draft): (&str, bool, bool),
    add: &mut impl FnMut(String, String),
) -> Secret {
    let mut words = BTreeMap::new();
    let mut new = |what| word(random, &mut words, what);
    let name = new("file name");
    let (picture, other) = (new("picture name"), new("other picture's name"));
    let gate = format!("date: {date}\nembargo: {embargo}\ndraft: {draft}\n");
    let own = format!(
        "title: The {} & “{}”\nsummary: About {}.\nimage: {{ src: {picture}.jpg, alt: A {}, credit: {} }}\n",
        new("title"),
        new("title in quotes"),
        new("summary"),
        new("picture text"),
        new("credit"),
    );
    let article = format!(
        "{own}slug: {}\ntags: [sea, {}]\nauthors: [{}]\nid: {}\nkicker: {}\ndateline: {}\nextra: {{ a: {} }}\naliases: [/{}/, /old/{}.html]\n",
        new("slug"),
        new("topic"),
        new("author"),
        new("id"),
        new("kicker"),
        new("place"),
        new("own value"),
        new("alias"),
        new("alias of a file"),
    );
    let body = format!(
        "## {}\n\nThe {} with ![a {}]({other}.svg).\n",
        new("heading"),
        new("body"),
        new("alternative text")
    );
    let (bytes, drawing) = (new("picture"), new("drawing"));
    let section = new("section");
    let print = dateline::fingerprint::Fingerprint::of(bytes.as_bytes()).to_string();
    words.insert("picture's hash", print[..10].to_owned());
    let (path, folder) = match kind {
        Kind::File => (format!("asia/{name}.md"), "asia".to_owned()),
        Kind::Bundle => (format!("asia/{name}/index.md"), format!("asia/{name}")),
        Kind::Section => (format!("{section}/{name}.md"), section.clone()),
        Kind::Page => (format!("{name}.md"), String::new()),
        Kind::Term => (format!("tags/{name}/index.md"), format!("tags/{name}")),
    };
    let text = match kind {
        Kind::Section => {
            let title = format!("---\ntitle: {section} desk\n{gate}---\n");
            add(format!("content/{section}/_index.md"), title);
            format!("---\n{article}date: 2011-01-01\n---\n{body}")
        }
        Kind::Term => format!("---\n{own}{gate}---\n{body}"),
        _ => format!("---\n{article}{gate}---\n{body}"),
    };
    add(format!("content/{path}"), text);
    add(format!("content/{folder}/{picture}.jpg"), bytes);
    add(format!("content/{folder}/{other}.svg"), format!("<svg><!-- {drawing} --></svg>"));
    Secret { path, words }
}

/// The secrets that a tree tells, and where; small and capital letters are the same.
fn told(tree: &Tree, secrets: &BTreeMap<&'static str, String>) -> Vec<String> {
    let mut told = Vec::new();
    for (path, bytes) in tree {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for (what, word) in secrets {
            if path.to_lowercase().contains(word.as_str()) {
                told.push(format!("{what} in the name {path}"));
            }
            if text.contains(word.as_str()) {
                told.push(format!("{what} in {path}"));
            }
        }
    }
    told
}

#[test]
fn em_1_nothing_is_seen_before_its_time() {
    let mut random = Random::seeded("em_1_nothing_is_seen_before_its_time");
    let count = std::env::var("SITES").map_or(1000, |sites| sites.parse().expect("SITES is a number"));
    let seeds: Vec<Random> = (0..count).map(|_| random.fork()).collect();
    let seen: usize = seeds.into_par_iter().map(|mut random| try_one(&mut random)).sum();
    assert!(seen > count * 3 / 4, "these sites show little: {seen} of {count}");
}

/// All that a build has written for others to see: the site, the addresses, and what is sent to
/// search engines and hubs.
fn published(lab: &Lab, report: &Report) -> Tree {
    let mut files = lab.built();
    files.insert("urls.lock".into(), lab.lock().join("\n").into_bytes());
    files.insert("the news".into(), format!("{:?}", report.news).into_bytes());
    files
}

/// Builds one site a second before its secret is due, and when it is; 1 if it is seen then.
fn try_one(random: &mut Random) -> usize {
    let site = site(random);
    let mut lab = Lab::new(&site.files);
    let text = || {
        let files = site.files.iter().filter(|(path, _)| !path.starts_with("themes/"));
        files
            .map(|(path, bytes)| format!("-- {path} --\n{}", String::from_utf8_lossy(bytes)))
            .collect::<String>()
    };
    lab.at = site.at - 1;
    let before = lab.build().expect("a build");
    assert!(before.published, "{}\n{}", problems(&before).join("\n"), text());
    let leaks = told(&published(&lab, &before), &site.secrets);
    assert!(leaks.is_empty(), "{:?}: {}\n{}", site.kind, leaks.join("\n"), text());
    lab.at = site.at;
    let after = lab.build().expect("a build");
    assert!(after.published, "{}\n{}", problems(&after).join("\n"), text());
    let told = told(&published(&lab, &after), &site.secrets);
    if site.draft {
        assert!(told.is_empty(), "a draft is told: {}", told.join("\n"));
        return 0;
    }
    // What was hidden must be there now, or the test sees nothing.
    for what in ["title", "picture", "drawing", "body"] {
        let shown = told.iter().any(|place| place.starts_with(&format!("{what} in ")));
        assert!(shown, "{:?}: the {what} is missing\n{}", site.kind, text());
    }
    // Articles are found by their words.
    if matches!(site.kind, Kind::File | Kind::Bundle | Kind::Section) {
        for what in ["title", "summary", "heading", "body", "author"] {
            let found = told.iter().any(|place| place.starts_with(&format!("{what} in search/")));
            assert!(found, "{:?}: the {what} is not found\n{}", site.kind, text());
        }
    }
    let shown = told.iter().any(|place| place == "picture name in urls.lock");
    assert!(shown, "{:?}: its address is not written down\n{}", site.kind, text());
    1
}

//! The work of a build, counted: files opened, pages rendered, files written. How long it
//! takes is measured by the benchmark; that it is in proportion to the change is held here.

use crate::chain::{Lab, Tree};

/// Articles of the site, in four sections.
const ARTICLES: usize = 200;
/// Articles in one feed; the site and each section have one.
const FEED: usize = 30;

fn article(number: usize, body: &str) -> Vec<u8> {
    let day = 1 + number % 28;
    let month = 1 + number / 28;
    format!(
        "---\ntitle: Story {number}\ndate: 2026-{month:02}-{day:02}T06:00:00Z\nsummary: What happened on day {number}.\n\
         authors: [Writer {}]\ntags: [topic {}]\n---\n{body}\n\n## Background\n\nMore.\n",
        number % 7,
        number % 11
    )
    .into_bytes()
}

fn path(number: usize) -> String {
    let section = ["africa", "asia", "europe", "oceania"][number % 4];
    format!("content/{section}/story-{number}.md")
}

/// A site that has been built once, with the theme that is part of the program.
fn built() -> Lab {
    let settings = "title = \"Counted\"\nbase_url = \"https://counted.example/\"\n";
    let mut files = Tree::from([("site.toml".to_owned(), settings.as_bytes().to_vec())]);
    files.extend((0..ARTICLES).map(|number| (path(number), article(number, "Text."))));
    let lab = Lab::new(&files);
    let report = lab.build().expect("a first build");
    assert!(report.published, "{:?}", report.problems);
    assert!(report.rendered.len() > ARTICLES && report.kept.is_empty());
    // The settings, and each article twice: to parse it, and to print it. Those in feeds are
    // read once more, however many feeds and forms of feeds they stand in.
    assert!(report.opened <= 2 * ARTICLES + 5 * FEED + 4, "{} opened", report.opened);
    lab
}

#[test]
fn nothing_changed_is_no_work() {
    let lab = built();
    let report = lab.build().expect("a build");
    assert_eq!((report.opened, report.rendered.len(), report.written.len()), (0, 0, 0));
    assert_eq!(report.kept.len(), report.outputs);
}

#[test]
fn touched_files_are_read_and_nothing_is_made() {
    let lab = built();
    lab.touch("content", -1);
    let report = lab.build().expect("a build");
    assert_eq!((report.rendered.len(), report.written.len()), (0, 0));
    assert!((ARTICLES..=ARTICLES + 4).contains(&report.opened), "{} opened", report.opened);
    let report = lab.build().expect("a build");
    assert_eq!(report.opened, 0);
}

/// Files with and without those of the search, in order.
fn parted(files: impl IntoIterator<Item = String>) -> (Vec<String>, Vec<String>) {
    files.into_iter().partition(|path| path.starts_with("search/"))
}

#[test]
fn a_body_is_one_page_and_the_shards_of_its_words() {
    let lab = built();
    lab.write(&path(100), &article(100, "Other words."));
    let report = lab.build().expect("a build");
    let (search, made) = parted(report.rendered.iter().map(|(path, _)| path.clone()));
    // Its page, and the feeds that carry it.
    assert_eq!(made, ["africa/feed.json", "africa/rss.xml", "africa/story-100/index.html"]);
    assert_eq!(parted(report.written.clone()).1, made);
    // The index, and for each word that came or went the shard it lies in.
    assert!(search.contains(&"search/en.json".to_owned()) && (2..=4).contains(&search.len()), "{search:?}");
    assert!(report.opened <= 6 + FEED + ARTICLES, "{} opened", report.opened);
    // In no feed any more.
    lab.write(&path(10), &article(10, "Other words."));
    let report = lab.build().expect("a build");
    assert_eq!(parted(report.written.clone()).1, ["europe/story-10/index.html"]);
    assert!(report.opened <= 6 + ARTICLES, "{} opened", report.opened);
}

#[test]
fn words_are_looked_at_again_only_after_an_edit() {
    let lab = built();
    // A word more, but none that makes a difference: all shards stay.
    lab.write(&path(10), &article(10, "Text text."));
    let report = lab.build().expect("a build");
    let (search, _) = parted(report.rendered.iter().map(|(path, _)| path.clone()));
    assert_eq!(search, ["search/en.json"]);
    assert!(report.opened > ARTICLES, "{} opened", report.opened);
    // A new page stands in the menu of the page to search on, which says what the index is.
    lab.write("content/about.md", b"---\ntitle: About\n---\nWe count.\n");
    let report = lab.build().expect("a build");
    assert!(report.rendered.iter().any(|(path, _)| path == "about/index.html"));
    assert!(parted(report.written.clone()).0.iter().all(|path| path == "search/index.html"));
    // What was seen then need not be seen again.
    lab.write("content/about.md", b"---\ntitle: About\n---\nWe have counted.\n");
    let report = lab.build().expect("a build");
    assert_eq!(report.written, ["about/index.html"]);
    assert!(report.opened <= 6, "{} opened", report.opened);
}

#[test]
fn a_title_is_the_pages_that_show_it() {
    let lab = built();
    let text = String::from_utf8(article(100, "Text.")).expect("a text").replace("Story 100", "Storm 100");
    lab.write(&path(100), text.as_bytes());
    let report = lab.build().expect("a build");
    assert!(report.rendered.iter().any(|(path, _)| path == "africa/story-100/index.html"));
    // Its page, lists, neighbours, related stories and feeds: not the site.
    assert!(report.rendered.len() <= 36, "{:?}", report.rendered);
    assert!(report.opened <= 6 + report.rendered.len() + FEED + ARTICLES, "{} opened", report.opened);
}

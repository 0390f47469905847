//! The newswire: each rule of feeds, sitemaps and other files for machines in
//! `docs/newswire.md` has its test here, named after it.

mod discovery;
mod feeds;
mod other;
mod sitemaps;

use crate::chain::{Lab, Tree, problems};
use crate::harness::case::TINY;

/// The settings of the site of these tests; more can follow.
const SETTINGS: &str = "title = \"World & Co (Test)\"\nbase_url = \"https://news.test/\"\n\
    description = \"News <of the world>.\"\nlanguage = \"en-GB\"\ntheme = \"tiny\"\n";

/// A site with an article for each thing that can be special about one. The tests build it
/// at noon on 1 December 2026.
fn files(more: &str) -> Tree {
    let mut files: Tree =
        TINY.iter().map(|(path, text)| (format!("themes/tiny/{path}"), text.as_bytes().to_vec())).collect();
    let mut add = |path: &str, text: &str| {
        files.insert(path.to_owned(), text.as_bytes().to_vec());
    };
    add("site.toml", &format!("{SETTINGS}{more}"));
    add("static/talks.jpg", "twelve bytes");
    add("static/rivers.svg", "<svg/>");
    add("content/about.md", "---\ntitle: About us\n---\nWe.\n");
    add("content/asia/_index.md", "---\ntitle: Asia\n---\n");
    add(
        "content/asia/talks.md",
        "---\nid: t1\ntitle: Talks & \"terms\" <soon>\ndate: 2026-12-01T10:00:00+01:00\n\
         updated: 2026-12-01T11:00:00Z\nsummary: Who meets.\nauthors: [Mara Lind, Li & Sons]\n\
         tags: [rivers, R&D]\nlabel: analysis\n\
         image: { src: /talks.jpg, alt: Two chairs, caption: Before, credit: M. Lind }\n---\n\
         See [us](@/about.md), [below](#next) and [more][1].[^n] \"Quoted\"\n\n[1]: https://other.test/?a=1&b=2\n\n\
         ![Map](/rivers.svg \"Rivers | A. Mapper\")\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
         ## What Comes Next?\n\nSoon.\n\n[^n]: A note.\n",
    );
    let article = |front: &str| format!("---\ntitle: A title\n{front}\n---\nSome text.\n");
    add("content/asia/old.md", &article("date: 2026-11-20"));
    add("content/asia/edge.md", &article("date: 2026-11-29T12:00:01Z"));
    add("content/asia/gone.md", &article("date: 2026-11-29T12:00:00Z"));
    add("content/asia/draft.md", &article("date: 2026-11-30\ndraft: true"));
    add("content/asia/hidden.md", &article("date: 2026-11-30\nnoindex: true\naliases: [/was-here/]"));
    add(
        "content/asia/wire.md",
        &article("date: 2026-11-30\nsyndicated_from: { name: Other, url: \"https://other.test/w/\" }"),
    );
    add("content/asia/ad.md", &article("date: 2026-11-30\nlabel: sponsored"));
    add("content/asia/fun.md", &article("date: 2026-11-30\nlabel: satire"));
    add("content/asia/unfed.md", &article("date: 2026-11-30\nin_feeds: false"));
    add("content/europe/_index.md", "---\ntitle: Europe\n---\n");
    add("content/europe/eau.md", &article("date: 2025-06-01\nlang: fr-CA"));
    add("content/europe/soon.md", &article("date: 2027-01-01"));
    add("content/notes/_index.md", "---\ntitle: Notes\nnews: false\n---\n");
    add("content/notes/note.md", &article("date: 2026-12-01T09:00:00Z"));
    files
}

/// The site, built with more settings.
fn built(more: &str) -> Tree {
    tree(&files(more))
}

/// What these files become.
fn tree(files: &Tree) -> Tree {
    let lab = Lab::new(files);
    let report = lab.build().expect("a build");
    assert!(report.published, "{:?}", problems(&report));
    lab.built()
}

/// A file as text.
#[track_caller]
fn text<'a>(tree: &'a Tree, path: &str) -> &'a str {
    let bytes = tree.get(path).unwrap_or_else(|| panic!("there is no `{path}`"));
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// What stands in each element of a name that holds only text.
fn all<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let rest = xml.split(&open).skip(1).filter(|rest| rest.starts_with(['>', ' ']));
    rest.filter_map(|rest| rest.split_once('>')?.1.split_once(&close).map(|(text, _)| text)).collect()
}

/// The `n`th element of a name, whole.
#[track_caller]
fn element<'a>(xml: &'a str, name: &str, n: usize) -> &'a str {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let part = xml.split(&open).nth(n + 1).unwrap_or_else(|| panic!("no {n}th `{name}`"));
    part.split_once(&close).expect("an end").0
}

/// Says whether these texts stand in this order.
fn in_order(text: &str, parts: &[&str]) -> bool {
    let mut from = 0;
    parts.iter().all(|part| match text[from..].find(part) {
        Some(at) => {
            from += at + part.len();
            true
        }
        None => false,
    })
}

//! Which feeds there are, and how they are found (FD).

use super::{built, files, in_order, text, tree};
use crate::chain::Lab;
use crate::harness::html::tags;

#[test]
fn fd_1_feeds_for_what_the_site_wants() {
    let by_default = built("");
    for path in ["rss.xml", "feed.json", "asia/rss.xml", "asia/feed.json", "europe/rss.xml"] {
        assert!(by_default.contains_key(path), "{path}");
    }
    assert!(!by_default.contains_key("atom.xml") && !by_default.contains_key("tags/rivers/rss.xml"));
    let more = built("[feeds]\nformats = [\"atom\"]\nof = [\"site\", \"tags\", \"authors\"]\n");
    for path in ["atom.xml", "tags/rivers/atom.xml", "authors/mara-lind/atom.xml"] {
        assert!(more.contains_key(path), "{path}: {:?}", more.keys());
    }
    assert!(!more.contains_key("asia/atom.xml") && !more.contains_key("rss.xml"));
    let none = built("[feeds]\nformats = []\n");
    assert!(!none.keys().any(|path| path.contains("rss") || path.contains("feed")));
}

#[test]
fn fd_1_feeds_of_labels_and_of_corrections() {
    let mut files = files("[feeds]\nof = [\"site\", \"labels\", \"corrections\"]\n");
    let article = |number: usize, corrections: &str| {
        format!(
            "---\nid: n{number}\ntitle: Number {number}\ndate: 2026-11-{number:02}\ncorrections:\n{corrections}---\nText.\n"
        )
    };
    let one = "  - { date: 2026-11-28, kind: correction, text: It is <two>., was: one, now: two }\n";
    let both = "  - { date: 2026-11-27, kind: clarification, text: In part. }\n  - { date: 2026-11-29, kind: retraction, text: All of it., prominence: top }\n";
    files.insert("content/asia/a.md".into(), article(2, one).into_bytes());
    files.insert("content/asia/b.md".into(), article(1, both).into_bytes());
    let built = tree(&files);
    let analysis = text(&built, "feeds/analysis/rss.xml");
    assert!(
        analysis.contains("<title>Analysis – World") && analysis.matches("<item>").count() == 1,
        "{analysis}"
    );
    // What is paid for is in no feed.
    assert!(!built.contains_key("feeds/sponsored/rss.xml") && built.contains_key("feeds/satire/rss.xml"));
    let corrections = text(&built, "feeds/corrections/rss.xml");
    assert!(
        in_order(
            corrections,
            &[
                "<title>retraction: Number 1</title>",
                "<pubDate>Sun, 29 Nov 2026",
                "<title>correction: Number 2</title>",
                "<guid isPermaLink=\"false\">tag:news.test,2026:n2#correction-",
                "<description>It is &#x3C;two&#x3E;.</description>",
                "<del>one</del> <ins>two</ins>",
                "<title>clarification: Number 1</title>",
            ]
        ),
        "{corrections}"
    );
    assert_eq!(corrections.matches("<item>").count(), 3);
    let list = text(&built, "feeds/feeds.opml");
    assert!(list.contains("xmlUrl=\"https://news.test/feeds/corrections/rss.xml\""), "{list}");
    // Without a correction there is no feed of them.
    let none = super::built("[feeds]\nof = [\"corrections\"]\n");
    assert!(!none.keys().any(|path| path.ends_with("rss.xml")), "{:?}", none.keys());
}

#[test]
fn fd_2_pages_name_the_nearest_feed_first() {
    let mut files = files("");
    let settings =
        String::from_utf8(files["site.toml"].clone()).expect("a text").replace("theme = \"tiny\"\n", "");
    files.insert("site.toml".into(), settings.into_bytes());
    let built = tree(&files);
    let html = text(&built, "asia/talks/index.html");
    let feeds: Vec<(String, String)> = tags(html)
        .iter()
        .filter(|tag| tag.get("rel") == Some("alternate"))
        .filter_map(|tag| Some((tag.get("href")?.to_owned(), tag.get("title")?.to_owned())))
        .collect();
    let addresses: Vec<&str> = feeds.iter().map(|(address, _)| address.as_str()).collect();
    // Whole addresses: not every reader knows what a relative one begins with.
    let whole = ["asia/rss.xml", "asia/feed.json", "rss.xml", "feed.json"]
        .map(|path| format!("https://news.test/{path}"));
    assert_eq!(addresses, whole);
    let mut titles: Vec<&str> = feeds.iter().map(|(_, title)| title.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), 4);
}

#[test]
fn fd_3_a_page_and_a_file_list_all_feeds() {
    let mut files = files("");
    let settings =
        String::from_utf8(files["site.toml"].clone()).expect("a text").replace("theme = \"tiny\"\n", "");
    files.insert("site.toml".into(), settings.into_bytes());
    let built = tree(&files);
    let page = text(&built, "feeds/index.html");
    assert!(
        in_order(page, &["/rss.xml", "/feed.json", "Asia", "/asia/rss.xml", "/feeds/feeds.opml"]),
        "{page}"
    );
    let list = text(&built, "feeds/feeds.opml");
    assert!(
        list.contains("xmlUrl=\"https://news.test/asia/rss.xml\" htmlUrl=\"https://news.test/asia/\""),
        "{list}"
    );
    assert!(list.contains("<opml version=\"2.0\">"));
}

#[test]
fn fd_4_a_feed_names_its_hub_and_itself_once() {
    let built = built("[feeds]\nformats = [\"rss\", \"atom\"]\nhub = \"https://hub.test/\"\n");
    for path in ["rss.xml", "atom.xml", "asia/rss.xml"] {
        let feed = text(&built, path);
        assert_eq!(feed.matches("rel=\"self\"").count(), 1);
        assert_eq!(feed.matches("rel=\"hub\"").count(), 1);
    }
    assert!(text(&built, "_headers").contains(
        "/rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n  Cache-Control: public, max-age=300\n  \
         Link: <https://hub.test/>; rel=\"hub\", <https://news.test/rss.xml>; rel=\"self\"\n"
    ));
}

#[test]
fn fd_5_a_deploy_learns_whom_to_tell_of_what() {
    let lab = Lab::new(&files("[feeds]\nhub = \"https://hub.test/\"\n[indexnow]\nkey = \"abcdef-123456\"\n"));
    let first = lab.build().expect("a build").news;
    assert_eq!((first.host.as_str(), first.key.as_deref()), ("news.test", Some("abcdef-123456")));
    assert_eq!(first.key_location, "https://news.test/abcdef-123456.txt");
    let told = |path: &str| first.pages.contains(&format!("https://news.test{path}"));
    assert!(told("/asia/talks/") && told("/") && !told("/asia/hidden/") && !told("/404.html"));
    lab.remove("content/europe/eau.md");
    let talks = String::from_utf8(files("")["content/asia/talks.md"].clone()).expect("a text");
    lab.write("content/asia/talks.md", talks.replace("Soon.", "Later.").as_bytes());
    let news = lab.build().expect("a build").news;
    assert!(news.pages.contains(&"https://news.test/asia/talks/".to_owned()), "{news:?}");
    assert!(news.pages.contains(&"https://news.test/europe/eau/".to_owned()), "{news:?}");
    assert!(news.feeds.contains(&"https://news.test/asia/feed.json".to_owned()), "{news:?}");
    assert!(!news.pages.contains(&"https://news.test/asia/old/".to_owned()), "{news:?}");
    assert_eq!(lab.build().expect("a build").news.feeds, Vec::<String>::new());
}

#[test]
fn files_of_the_site_come_first() {
    let mut files = files("");
    files.insert("static/robots.txt".into(), b"mine".to_vec());
    files.insert("static/rss.xml".into(), b"<mine/>".to_vec());
    let built = tree(&files);
    assert_eq!((text(&built, "robots.txt"), text(&built, "rss.xml")), ("mine", "<mine/>"));
}

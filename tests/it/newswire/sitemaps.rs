//! Sitemaps (SM) and the sitemap for news (GN).

use super::{all, built, files, in_order, text, tree};
use crate::chain::{Lab, Tree, instant};

fn locations(tree: &Tree, path: &str) -> Vec<String> {
    all(text(tree, path), "loc").iter().map(|url| (*url).to_owned()).collect()
}

/// A site of so many articles, all of one day.
fn many(count: usize, date: &str) -> Tree {
    let mut files = files("");
    files.retain(|path, _| !path.starts_with("content/"));
    for number in 0..count {
        let article = format!("---\ntitle: N\ndate: {date}\n---\n");
        files.insert(format!("content/asia/n{number}.md"), article.into_bytes());
    }
    files
}

#[test]
fn sm_1_files_are_split_before_the_limits() {
    // Twelve thousand articles here; sixty thousand in the checks outside.
    let built = tree(&many(10_001, "2026-05-05"));
    assert_eq!(locations(&built, "sitemap-2026.xml").len(), 10_000);
    assert_eq!(locations(&built, "sitemap-2026-2.xml").len(), 1);
    assert!(built["sitemap-2026.xml"].len() < 52_428_800);
    let index = locations(&built, "sitemap.xml");
    assert!(index.contains(&"https://news.test/sitemap-2026-2.xml".to_owned()), "{index:?}");
}

#[test]
fn sm_2_addresses_are_whole_escaped_and_at_the_root() {
    let mut files = files("");
    files.insert(
        "content/asia/q.md".into(),
        b"---\ntitle: Q\ndate: 2026-05-05\nslug: \"a'b&c\"\n---\n".to_vec(),
    );
    let built = tree(&files);
    let map = text(&built, "sitemap-2026.xml");
    assert!(map.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    assert!(map.contains("<loc>https://news.test/asia/a'b&#x26;c/</loc>"), "{map}");
    for path in built.keys().filter(|path| path.starts_with("sitemap")) {
        assert!(!path.contains('/'));
        for url in locations(&built, path) {
            assert!(url.starts_with("https://news.test/"), "{url}");
        }
    }
}

#[test]
fn sm_3_last_change_is_that_of_the_article_never_that_of_the_build() {
    let built = built("");
    let map = text(&built, "sitemap-2026.xml");
    assert!(in_order(map, &["/asia/old/</loc>", "<lastmod>2026-11-20</lastmod>"]), "{map}");
    assert!(in_order(map, &["/asia/talks/</loc>", "<lastmod>2026-12-01T11:00:00+00:00</lastmod>"]));
    // A list changes with the newest of what it lists; a page that says nothing has none.
    let pages = text(&built, "sitemap-pages.xml");
    assert!(in_order(pages, &["/asia/</loc>", "<lastmod>2026-12-01T11:00:00+00:00</lastmod>", "</url>"]));
    let about = pages.split("/about/</loc>").nth(1).expect("the page").split("</url>").next();
    assert_eq!(about.expect("its end").trim(), "");
    let mut lab = Lab::new(&files(""));
    lab.build().expect("a build");
    let before = lab.built();
    lab.at += 600;
    lab.build().expect("a build");
    assert_eq!(before["sitemap-2026.xml"], lab.built()["sitemap-2026.xml"]);
}

#[test]
fn sm_4_nothing_that_nobody_reads() {
    let built = built("");
    for path in built.keys().filter(|path| path.starts_with("sitemap")) {
        let map = text(&built, path);
        assert!(!map.contains("changefreq") && !map.contains("priority"));
    }
}

#[test]
fn sm_5_only_what_search_engines_may_list() {
    let built = built("");
    let all: Vec<String> = built
        .keys()
        .filter(|path| path.starts_with("sitemap-") && !path.contains("news"))
        .flat_map(|path| locations(&built, path))
        .collect();
    let has = |path: &str| all.iter().any(|url| *url == format!("https://news.test{path}"));
    for listed in ["/", "/asia/", "/about/", "/asia/talks/", "/asia/ad/", "/europe/eau/", "/archive/2026/11/"]
    {
        assert!(has(listed), "{listed}: {all:?}");
    }
    // Draft, not to be listed, an alias, somebody else's, of tomorrow, hardly any articles.
    let not = [
        "/asia/draft/",
        "/asia/hidden/",
        "/was-here/",
        "/asia/wire/",
        "/europe/soon/",
        "/tags/rivers/",
        "/404.html",
    ];
    for left_out in not {
        assert!(!has(left_out), "{left_out}");
    }
}

#[test]
fn sm_6_robots_names_the_sitemaps() {
    let robots = built("");
    let robots = text(&robots, "robots.txt");
    assert!(robots.ends_with(
        "\nSitemap: https://news.test/sitemap.xml\nSitemap: https://news.test/sitemap-news.xml\n"
    ));
    let without = built("[sitemap]\npages = false\nnews = false\n");
    assert!(!text(&without, "robots.txt").contains("Sitemap"));
    assert!(!without.keys().any(|path| path.starts_with("sitemap")));
}

#[test]
fn sm_7_a_year_that_is_over_keeps_its_bytes() {
    let lab = Lab::new(&files(""));
    lab.build().expect("a build");
    lab.write("content/asia/new.md", b"---\ntitle: New\ndate: 2026-12-01\n---\n");
    let report = lab.build().expect("a build");
    assert!(report.written.contains(&"sitemap-2026.xml".to_owned()));
    assert!(report.kept.contains(&"sitemap-2025.xml".to_owned()), "{:?}", report.rendered);
}

#[test]
fn sm_8_pictures_by_their_address_alone() {
    let built = built("");
    let map = text(&built, "sitemap-2026.xml");
    assert_eq!(all(map, "image:loc"), ["https://news.test/talks.jpg"]);
    assert!(!map.contains("image:caption") && !map.contains("image:title"));
    let without = self::built("[sitemap]\nimages = false\n");
    assert!(!text(&without, "sitemap-2026.xml").contains("image:"));
}

#[test]
fn sm_9_languages_are_named_in_heads_only() {
    let built = built("");
    assert!(
        built
            .keys()
            .filter(|path| path.starts_with("sitemap"))
            .all(|path| !text(&built, path).contains("hreflang"))
    );
}

#[test]
fn sm_10_the_same_instant_gives_the_same_bytes() {
    assert_eq!(
        built("[feeds]\nformats = ['rss', 'atom', 'json']\n"),
        built("[feeds]\nformats = ['rss', 'atom', 'json']\n")
    );
}

fn news() -> String {
    text(&built(""), "sitemap-news.xml").to_owned()
}

#[test]
fn gn_1_one_entry_of_the_extension_for_each_address() {
    let news = news();
    assert!(news.contains("xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\""));
    assert_eq!(news.matches("<url>").count(), news.matches("<news:news>").count());
}

#[test]
fn gn_2_elements_stand_in_the_order_of_the_schema() {
    let order = [
        "<loc>",
        "<news:news>",
        "<news:publication>",
        "<news:name>",
        "<news:language>",
        "</news:publication>",
        "<news:publication_date>",
        "<news:title>",
        "</news:news>",
    ];
    assert!(in_order(&news(), &order));
}

#[test]
fn gn_3_the_name_has_no_parenthesis_at_its_end() {
    assert_eq!(all(&news(), "news:name").first(), Some(&"World &#x26; Co"));
    let named = built("[sitemap]\nnews_name = \"The World\"\n");
    assert_eq!(all(text(&named, "sitemap-news.xml"), "news:name").first(), Some(&"The World"));
}

#[test]
fn gn_4_languages_are_two_or_three_letters() {
    let mut files = files("");
    for (name, lang) in [("a", "zh-Hant-TW"), ("b", "zh"), ("c", "ckb"), ("d", "pt-BR")] {
        let article = format!("---\ntitle: L\ndate: 2026-12-01T0{}:00:00Z\nlang: {lang}\n---\n", name.len());
        files.insert(format!("content/asia/{name}.md"), article.into_bytes());
    }
    let built = tree(&files);
    let mut languages = all(text(&built, "sitemap-news.xml"), "news:language");
    languages.sort_unstable();
    languages.dedup();
    assert_eq!(languages, ["ckb", "en", "pt", "zh-cn", "zh-tw"]);
}

#[test]
fn gn_5_the_date_is_that_of_first_publication() {
    let dates = news();
    assert_eq!(
        all(&dates, "news:publication_date"),
        ["2026-12-01T09:00:00+00:00", "2026-11-30", "2026-11-29T12:00:01+00:00"]
    );
}

#[test]
fn gn_6_the_title_is_the_headline_alone() {
    assert_eq!(all(&news(), "news:title").first(), Some(&"Talks &#x26; \"terms\" &#x3C;soon&#x3E;"));
}

#[test]
fn gn_7_two_days_and_no_second_more() {
    let mut lab = Lab::new(&files(""));
    let at = |lab: &mut Lab, words: &str| {
        lab.at = instant(words);
        lab.build().expect("a build");
        locations(&lab.built(), "sitemap-news.xml")
    };
    let edge = "https://news.test/asia/edge/".to_owned();
    assert!(at(&mut lab, "2026-12-01T12:00:00Z").contains(&edge));
    assert!(!at(&mut lab, "2026-12-01T12:00:01Z").contains(&edge));
    assert!(!at(&mut lab, "2026-12-01T12:00:00Z").contains(&"https://news.test/asia/gone/".to_owned()));
}

#[test]
fn gn_8_at_most_a_thousand_in_a_file_and_the_first_keeps_its_place() {
    let built = tree(&many(1_001, "2026-12-01T10:00:00Z"));
    assert_eq!(locations(&built, "sitemap-news.xml").len(), 1_000);
    assert_eq!(locations(&built, "sitemap-news-2.xml").len(), 1);
    assert!(text(&built, "robots.txt").contains("Sitemap: https://news.test/sitemap-news-2.xml"));
}

#[test]
fn gn_9_without_news_the_newest_stand_as_plain_addresses() {
    let mut lab = Lab::new(&files(""));
    lab.at = instant("2026-12-20T12:00:00Z");
    lab.build().expect("a build");
    let built = lab.built();
    let map = text(&built, "sitemap-news.xml");
    assert!(!map.contains("news:news>") && !locations(&built, "sitemap-news.xml").is_empty());
    // A site without any article has no such file: it would be empty, and not valid.
    let mut empty = files("");
    empty.retain(|path, _| !path.starts_with("content/"));
    let empty = tree(&empty);
    assert!(!empty.contains_key("sitemap-news.xml") && empty.contains_key("sitemap.xml"));
}

#[test]
fn gn_10_the_build_knows_when_news_ends() {
    // Nothing but time has passed, up to the very second at which an article leaves.
    let mut lab = Lab::new(&files(""));
    lab.build().expect("a build");
    let report = lab.build().expect("a build");
    assert_eq!((report.rendered.len(), report.written.len()), (0, 0));
    lab.at = instant("2026-12-01T12:00:01Z");
    let report = lab.build().expect("a build");
    assert_eq!(report.written, ["sitemap-news.xml"]);
    let (_, clean) = lab.build_cleanly();
    assert_eq!(lab.built(), clean);
}

#[test]
fn gn_11_what_is_not_news() {
    let found = locations(&built(""), "sitemap-news.xml");
    let names: Vec<&str> = found.iter().map(|url| url.trim_start_matches("https://news.test")).collect();
    assert_eq!(names, ["/asia/talks/", "/asia/unfed/", "/asia/edge/"]);
}

#[test]
fn gn_12_nothing_that_is_gone_from_the_documentation() {
    let news = news();
    for old in ["news:access", "news:genres", "news:keywords", "news:stock_tickers"] {
        assert!(!news.contains(old));
    }
}

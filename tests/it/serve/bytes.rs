//! What is served is what would be built, byte for byte.

use super::server::without_script;
use super::{Preview, SETTINGS, Site, article, site, site_with, start};

/// Asks for every file that a build writes, and for nothing else.
fn check(site: &Site, base: &str, words: &[&str]) {
    let preview = Preview::start(site, words);
    let built = site.built(words);
    assert!(built.len() > 15, "{:?}", built.keys());
    for (path, bytes) in &built {
        let answer = preview.get(&format!("{base}{}", path.replace(' ', "%20")));
        let expected = if path == "404.html" || answer.status == 302 { answer.status } else { 200 };
        assert_eq!(answer.status, expected, "{path}");
        assert!(without_script(&answer.body) == *bytes, "{path} is not what is built:\n{}", answer.text());
        if let Some(folder) = path.strip_suffix("index.html") {
            let answer = preview.get(&format!("{base}{folder}"));
            assert!(without_script(&answer.body) == *bytes, "{folder} is not what is built");
        }
    }
}

fn many_things(settings: &str) -> Site {
    let site = site_with(settings);
    site.write("content/asia/map/index.md", article("Map", 4, "![Map](map%20of%20asia.svg)"));
    site.write("content/asia/map/map of asia.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    site.write(
        "content/europe/ete.md",
        article("Été", 5, "[Quake](../asia/quake.md)").replace("summary", "slug: été\nsummary"),
    );
    site.write(
        "content/europe/old.md",
        article("Moved", 6, "Text.").replace("summary", "aliases: [/former/, /gone.html]\nsummary"),
    );
    site.write(
        "content/europe/draft.md",
        article("Draft", 7, "Text.").replace("summary", "draft: true\nsummary"),
    );
    site.write("static/robots.txt", "User-agent: *\n");
    site.write("static/sound.bin", vec![7; 300_000]);
    for number in 0..30 {
        site.write(
            &format!("content/africa/story-{number}.md"),
            article(&format!("Story {number}"), 1 + number % 28, "Text."),
        );
    }
    site
}

#[test]
fn a_whole_site() {
    check(&many_things(SETTINGS), "/", &[]);
}

#[test]
fn a_whole_site_below_a_base_path() {
    check(
        &many_things("title = \"Desk\"\nbase_url = \"https://desk.example/news/world/\"\n"),
        "/news/world/",
        &[],
    );
}

#[test]
fn a_whole_site_with_files_for_addresses() {
    check(&many_things(&format!("{SETTINGS}url_style = \"file\"\n")), "/", &[]);
}

#[test]
fn another_base_url_by_flag() {
    check(&many_things(SETTINGS), "/b/", &["--base-url", "https://other.example/b/"]);
}

#[test]
fn nothing_of_the_preview_is_in_files_and_nothing_is_written() {
    let site = site();
    let preview = start(&site);
    assert!(preview.get("/").text().contains("/__dateline/client.js"));
    preview.get("/asia/quake/");
    assert!(!site.path("public").exists());
    let built = site.built(&[]);
    let own = built.iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains("__dateline"));
    assert_eq!(own.map(|(path, _)| path), None);
}

#[test]
fn the_card_of_a_new_headline() {
    let site = site();
    let preview = start(&site);
    let card = |page: &str| {
        let tags = crate::harness::html::tags(page);
        let tag = tags.iter().find(|tag| tag.get("property") == Some("og:image"));
        let address = tag.and_then(|tag| tag.get("content")).expect("a card").to_owned();
        address[address.find("/renditions/").expect("a path")..].to_owned()
    };
    let former = card(&preview.get("/asia/dam/").text());
    site.write("content/asia/dam.md", article("Dam holds", 3, "Words."));
    let now = card(&preview.until_has("/asia/dam/", "Dam holds").text());
    assert_ne!(former, now);
    assert_eq!(preview.get(&former).status, 404);
    let answer = preview.get(&now);
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"));
    assert!(answer.body == site.built(&[])[now.trim_start_matches('/')]);
    // Letters that no font has: no card any more.
    site.write("content/asia/dam.md", article("大坝 holds", 3, "Words."));
    let page = preview.until_has("/asia/dam/", "大坝").text();
    assert!(!page.contains("og:image"), "{page}");
}

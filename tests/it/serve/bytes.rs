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

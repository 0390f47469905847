//! What previews of other programs get wrong, each as a chain of saves and requests.

use super::{article, html, site, start};
use std::fs;

#[test]
fn a_save_is_served_and_told_to_the_pages_it_shows_on() {
    let site = site();
    let preview = start(&site);
    assert!(preview.get("/asia/quake/").text().contains("Words."));
    let (mut page, mut other) = (preview.listen(&["/asia/quake/"]), preview.listen(&["/about/"]));
    assert_eq!(page.until("hello")["generation"], other.until("hello")["generation"]);
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    let change = page.until("change");
    assert_eq!(change["pages"], serde_json::json!(["/asia/quake/"]));
    assert!(html(&preview.get("/asia/quake/")).contains("Shaken."));
    // The other page hears nothing of it; the next it hears is of itself.
    site.write("content/about.md", "---\ntitle: About\n---\nThem.\n");
    let change = other.until("change");
    assert_eq!(change["pages"], serde_json::json!(["/about/"]));
    assert!(change["generation"].as_u64() > Some(2));
}

#[test]
fn an_atomic_save_is_no_deletion() {
    let site = site();
    let preview = start(&site);
    for round in 0..20 {
        let words = format!("Round {round}.");
        site.write("content/asia/quake.md~new", article("Quake", 1, &words));
        site.rename("content/asia/quake.md~new", "content/asia/quake.md");
        let answer = preview.until("/asia/quake/", &words, |answer| {
            assert_eq!(answer.status, 200);
            answer.text().contains(&words)
        });
        assert_eq!(answer.status, 200);
    }
}

#[test]
fn swap_files_of_editors_make_no_generation() {
    let site = site();
    let preview = start(&site);
    let before = preview.listen(&[]).until("hello")["generation"].clone();
    for name in [".quake.md.swp", "4913", "quake.md~", "#quake.md#", ".#quake.md", "quake.md.bak"] {
        site.write(&format!("content/asia/{name}"), "---\nno such key: 1\n---\n");
        fs::remove_file(site.path(&format!("content/asia/{name}"))).expect("a file");
    }
    site.write("public/index.html", "not ours");
    site.write(".dateline/x", "not ours");
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    preview.until_has("/asia/quake/", "Shaken.");
    let after = preview.listen(&[]).until("hello")["generation"].clone();
    assert_eq!(after.as_u64(), before.as_u64().map(|number| number + 1), "{}", preview.told());
}

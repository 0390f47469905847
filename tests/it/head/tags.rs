//! The tags of the head, and what stands above and below the text: the rules HD-* and CX-2.

use super::{Pages, TALKS};

#[test]
fn hd_1_the_encoding_comes_first() {
    for (path, html) in Pages::new().all() {
        let (_, head) = html.split_once("<head>").expect("a head");
        assert!(head.trim_start().starts_with("<meta charset=\"utf-8\">"), "`{path}`");
        assert!(html.find("<meta charset").is_some_and(|at| at < 1024), "`{path}`");
        assert!(html.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"));
        assert!(!html.contains("maximum-scale") && !html.contains("user-scalable"), "`{path}`");
    }
}

#[test]
fn hd_2_every_page_has_its_own_canonical_address() {
    let pages = Pages::new();
    for (path, _) in pages.all() {
        let own = path.strip_suffix("index.html").unwrap_or(path);
        let canonical: Vec<String> =
            pages.links(path, "canonical").into_iter().map(|(_, address)| address).collect();
        match path {
            "404.html" => assert!(canonical.is_empty()),
            _ => assert_eq!(canonical, [format!("https://news.test/{own}")]),
        }
    }
    let elsewhere = "---\ntitle: Bare\ndate: 2026-11-18\n\
                     syndicated_from: { name: The Agency, url: https://agency.test/1 }\n---\nText.\n";
    let pages = Pages::with(&[("content/asia/bare.md", elsewhere)], |_| ());
    let path = "asia/bare/index.html";
    assert_eq!(pages.links(path, "canonical")[0].1, "https://agency.test/1");
    assert_eq!(pages.meta(path, "og:url"), ["https://agency.test/1"]);
    assert!(pages.links(path, "license").is_empty(), "its rights are not ours to give");
}

#[test]
fn hd_3_what_robots_may_do() {
    let pages = Pages::new();
    let usual = "max-image-preview:large, max-snippet:-1, max-video-preview:-1";
    assert_eq!(pages.meta("asia/bare/index.html", "robots"), [usual]);
    let until = format!("{usual}, unavailable_after: 2027-01-01T00:00:00+01:00");
    assert_eq!(pages.meta(TALKS, "robots"), [until]);
    // Topics with few articles and no text, what is withdrawn, and what does not exist.
    for path in ["countries/china/index.html", "asia/gone/index.html", "404.html"] {
        assert_eq!(pages.meta(path, "robots"), ["noindex"], "`{path}`");
    }
    assert!(pages.html(TALKS).contains("id=\"_about-authors\""));
    assert!(pages.html(TALKS).contains("aria-labelledby=\"_about-authors\" data-nosnippet"));

    let draft = "---\ntitle: Bare\ndate: 2026-11-18\ndraft: true\n---\nText.\n";
    let pages = Pages::with(&[("content/asia/bare.md", draft)], |request| request.drafts = true);
    assert_eq!(pages.meta("asia/bare/index.html", "robots"), ["noindex"]);
}

#[test]
fn hd_4_open_graph() {
    let pages = Pages::new();
    for (name, contents) in [
        ("og:type", vec!["article"]),
        ("og:title", vec!["Talks </script> & more"]),
        ("og:description", vec!["What <they> said."]),
        ("og:url", vec!["https://news.test/asia/talks/"]),
        ("og:site_name", vec!["World"]),
        ("og:locale", vec!["en_GB"]),
        ("og:image", vec!["https://news.test/asia/boat.png"]),
        ("og:image:type", vec!["image/png"]),
        ("og:image:alt", vec!["A boat"]),
        ("article:published_time", vec!["2026-11-20T10:00:00+01:00"]),
        ("article:modified_time", vec!["2026-11-22T09:00:00+01:00"]),
        ("article:expiration_time", vec!["2027-01-01T00:00:00+01:00"]),
        ("article:author", vec!["https://news.test/authors/mara-lind/", "https://news.test/authors/agency/"]),
        ("article:section", vec!["Asia"]),
        ("article:tag", vec!["rivers"]),
    ] {
        assert_eq!(pages.meta(TALKS, name), contents, "{name}");
    }
    assert_eq!(pages.meta("authors/mara-lind/index.html", "og:type"), ["profile"]);
    assert_eq!(pages.meta("index.html", "og:type"), ["website"]);
    // A description is there without a summary; a locale without a region is not.
    assert_eq!(pages.meta("asia/bare/index.html", "og:description"), ["The words of the text."]);
    assert!(pages.meta("asia/fr/index.html", "og:locale").is_empty());
}

#[test]
fn hd_5_cards() {
    let pages = Pages::new();
    for (name, content) in [
        ("twitter:card", "summary_large_image"),
        ("twitter:site", "@worldmedia"),
        ("twitter:creator", "@mara"),
        ("twitter:image:alt", "A boat"),
        ("twitter:label1", "Reading time"),
        ("twitter:data1", "1 min read"),
        ("twitter:label2", "Section"),
        ("twitter:data2", "Asia"),
        ("fediverse:creator", "@mara@social.test"),
    ] {
        assert_eq!(pages.meta(TALKS, name), [content], "{name}");
    }
    // An article without a picture has a card of its own, other pages have none.
    assert_eq!(pages.meta("asia/bare/index.html", "twitter:card"), ["summary_large_image"]);
    assert_eq!(pages.meta("index.html", "twitter:card"), ["summary"]);
    assert!(pages.meta("asia/bare/index.html", "twitter:creator").is_empty());
}

#[test]
fn hd_6_versions_name_each_other_and_themselves() {
    let german = "---\ntitle: Gespräche\nlang: de-AT\ndate: 2026-11-19\ntranslation_of: fr.md\n---\nText.\n";
    let hidden =
        "---\ntitle: Hidden\nlang: it\ndate: 2026-11-19\nnoindex: true\ntranslation_of: fr.md\n---\n";
    let pages = Pages::with(&[("content/asia/de.md", german), ("content/asia/it.md", hidden)], |_| ());
    let mesh = [
        ("en-GB", "https://news.test/asia/talks/"),
        ("de-AT", "https://news.test/asia/de/"),
        ("fr", "https://news.test/asia/fr/"),
        ("x-default", "https://news.test/asia/talks/"),
    ]
    .map(|(lang, address)| (lang.to_owned(), address.to_owned()));
    for path in [TALKS, "asia/fr/index.html", "asia/de/index.html"] {
        let alternates: Vec<(String, String)> =
            pages.links(path, "alternate").into_iter().filter(|(lang, _)| !lang.is_empty()).collect();
        assert_eq!(alternates, mesh, "`{path}`");
        let own = pages.links(path, "canonical")[0].1.clone();
        assert!(mesh.iter().any(|(_, address)| *address == own), "`{path}` does not name itself");
    }
    for path in ["asia/it/index.html", "asia/bare/index.html", "index.html"] {
        assert!(pages.links(path, "alternate").iter().all(|(lang, _)| lang.is_empty()), "`{path}`");
    }
}

#[test]
fn hd_7_time_with_its_zone_above_the_text() {
    let pages = Pages::new();
    let html = pages.html(TALKS);
    let (_, rest) = html.split_once("</h1>").expect("a headline");
    let (meta, _) = rest.split_once("<div class=\"prose body\">").expect("a text");
    for line in [
        "<span>Published</span> <time datetime=\"2026-11-20T10:00:00+01:00\">20 November 2026, 10:00 CET</time>",
        "<span>Updated</span> <time datetime=\"2026-11-21T08:30:00+01:00\">21 November 2026, 08:30 CET</time>",
        "<span>What changed</span> <span>The number of boats.</span>",
    ] {
        assert!(meta.contains(line), "{meta}");
    }
}

#[test]
fn hd_8_licence_profiles_and_colours() {
    let pages = Pages::new();
    let addresses = |path: &str, rel: &str| -> Vec<String> {
        pages.links(path, rel).into_iter().map(|(_, address)| address).collect()
    };
    assert_eq!(addresses(TALKS, "license"), ["https://news.test/about/"]);
    assert_eq!(addresses("authors/mara-lind/index.html", "me"), ["https://social.test/@mara"]);
    assert_eq!(addresses("index.html", "me"), ["https://social.test/@world"]);
    assert!(addresses(TALKS, "me").is_empty());
    assert_eq!(addresses(TALKS, "icon"), ["/favicon.svg"]);
    assert_eq!(pages.meta(TALKS, "color-scheme"), ["light dark"]);
    assert_eq!(pages.meta(TALKS, "theme-color").len(), 2);
}

#[test]
fn corrections_stand_where_their_weight_puts_them() {
    let retraction = "---\ntitle: Bare\ndate: 2026-11-18\ncorrections:\n  - date: 2026-11-19\n    \
                      kind: retraction\n    text: None of it was so.\n---\nText.\n";
    let pages = Pages::with(&[("content/asia/bare.md", retraction)], |_| ());
    let place = |path: &str, text: &str| {
        let html = pages.html(path);
        let (notice, foot) = (html.find(text).expect("the text"), html.find("story-foot").expect("a foot"));
        assert!(html.contains("href=\"#_notices\"") || html.contains("href=\"#_corrections\""));
        notice < foot
    };
    assert!(place("asia/bare/index.html", "<p>None of it was so.</p>"), "above the text");
    assert!(!place(TALKS, "<p>The number of boats was wrong.</p>"), "below the text");
    assert!(pages.html(TALKS).contains("<del>two</del>") && pages.html(TALKS).contains("<ins>three</ins>"));
}

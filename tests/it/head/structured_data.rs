//! Structured data: the rules LD-*.

use super::{Pages, SITE, TALKS};
use serde_json::{Value, json};

/// Nothing in a value is empty.
fn is_full(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty() && items.iter().all(is_full),
        Value::Object(map) => !map.is_empty() && map.values().all(is_full),
        _ => true,
    }
}

/// The addresses in a value.
fn addresses(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| addresses(item, found)),
        Value::Object(map) => {
            for (name, value) in map {
                let is_address = ["@id", "url", "item", "contentUrl", "license", "mainEntityOfPage"];
                match value {
                    Value::String(text) if is_address.contains(&name.as_str()) => found.push(text.clone()),
                    value => addresses(value, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn ld_1_one_graph_safely_embedded() {
    let pages = Pages::new();
    let script = pages.script(TALKS);
    assert!(!script.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{script}");
    assert!(script.contains(r"Talks \u003c/script\u003e \u0026 more"), "{script}");
    for (path, _) in pages.all().filter(|(path, _)| *path != "404.html") {
        let graph = Value::from(pages.graph(path));
        assert!(is_full(&graph), "`{path}`: {graph}");
        let mut found = Vec::new();
        addresses(&graph, &mut found);
        assert!(found.iter().all(|address| address.starts_with("https://")), "`{path}`: {found:?}");
    }
    assert!(!pages.html("404.html").contains("ld+json"));
}

#[test]
fn ld_2_articles() {
    let pages = Pages::new();
    let article = pages.node(TALKS, "AnalysisNewsArticle");
    assert_eq!(article["@type"], json!(["NewsArticle", "AnalysisNewsArticle"]));
    assert_eq!(article["headline"], "Talks </script> & more");
    assert_eq!(article["datePublished"], "2026-11-20T10:00:00+01:00");
    assert_eq!(article["dateModified"], "2026-11-22T09:00:00+01:00");
    assert_eq!(article["image"][0]["url"], "https://news.test/asia/boat.png");
    assert!(article["author"].is_array());
    let bare = pages.node("asia/bare/index.html", "ReportageNewsArticle");
    assert_eq!(bare["datePublished"], "2026-11-18");
    for missing in ["dateModified", "image", "author", "description"] {
        assert!(bare.get(missing).is_none(), "{missing} is made up");
    }
    // What is no news does not say that it is.
    assert_eq!(pages.node("asia/ad/index.html", "AdvertiserContentArticle")["headline"], "Ad");
    // What is left of a withdrawn article is none.
    let kinds: Vec<Value> =
        pages.graph("asia/gone/index.html").iter().map(|node| node["@type"].clone()).collect();
    assert_eq!(kinds, ["BreadcrumbList", "NewsMediaOrganization"]);
}

#[test]
fn ld_2_types_can_be_overridden() {
    let toml = format!("{}\n[labels.analysis]\nschema = \"NewsArticle\"\n", SITE[0].1);
    let pages = Pages::with(&[("site.toml", &toml)], |_| ());
    assert_eq!(pages.node(TALKS, "NewsArticle")["@type"], "NewsArticle");
}

#[test]
fn ld_3_authors_are_a_list_of_names() {
    let pages = Pages::new();
    assert_eq!(
        pages.node(TALKS, "AnalysisNewsArticle")["author"],
        json!([
            { "@type": "Person", "name": "Mara Lind", "url": "https://news.test/authors/mara-lind/" },
            { "@type": "Organization", "name": "The Agency", "url": "https://news.test/authors/agency/" },
        ])
    );
}

#[test]
fn ld_4_pictures_with_their_rights() {
    let pages = Pages::new();
    let mut image = pages.node(TALKS, "AnalysisNewsArticle")["image"][0].clone();
    // How large it is can be said only of a file that is a picture.
    for side in ["width", "height"] {
        image.as_object_mut().expect("a node").remove(side);
    }
    assert_eq!(
        image,
        json!({
            "@type": "ImageObject",
            "url": "https://news.test/asia/boat.png",
            "contentUrl": "https://news.test/asia/boat.png",
            "caption": "The boat.",
            "creditText": "Pho Tographer",
            "copyrightNotice": "© Pho Tographer",
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "acquireLicensePage": "https://pictures.test/",
        })
    );
}

#[test]
fn ld_5_what_else_is_known_of_an_article() {
    let pages = Pages::new();
    let article = pages.node(TALKS, "AnalysisNewsArticle");
    let laos =
        json!({ "@type": "Country", "name": "Laos", "sameAs": ["https://www.wikidata.org/wiki/Q819"] });
    for (name, value) in [
        ("mainEntityOfPage", json!("https://news.test/asia/talks/")),
        ("articleSection", json!("Asia")),
        ("keywords", json!(["rivers"])),
        ("inLanguage", json!("en-GB")),
        ("wordCount", json!(3)),
        ("isAccessibleForFree", json!(true)),
        ("publisher", json!({ "@id": "https://news.test/#publisher" })),
        ("about", json!([laos])),
        ("mentions", json!([{ "@type": "Country", "name": "China" }])),
        (
            "spatialCoverage",
            json!([{ "@type": "Country", "name": "Laos" }, { "@type": "Country", "name": "China" }]),
        ),
        (
            "isPartOf",
            json!([{ "@type": "CreativeWorkSeries", "name": "The river", "url": "https://news.test/series/the-river/" }]),
        ),
        ("dateline", json!("VIENTIANE")),
        ("locationCreated", json!({ "@type": "Place", "name": "VIENTIANE" })),
        ("backstory", json!("We read all of it.")),
        ("editor", json!([{ "@type": "Person", "name": "Ed Itor" }])),
        ("expires", json!("2027-01-01T00:00:00+01:00")),
        ("license", json!("https://news.test/about/")),
    ] {
        assert_eq!(article[name], value, "{name}");
    }
    assert_eq!(article["citation"][0]["publisher"]["name"], "Depositary");
    assert_eq!(article["workTranslation"][0]["inLanguage"], "fr");
    let french = pages.node("asia/fr/index.html", "ReportageNewsArticle");
    assert_eq!(french["translationOfWork"]["@id"], article["@id"]);
    assert_eq!(french["inLanguage"], "fr");
}

#[test]
fn ld_6_corrections() {
    let pages = Pages::new();
    assert_eq!(
        pages.node(TALKS, "AnalysisNewsArticle")["correction"],
        json!([{
            "@type": "CorrectionComment",
            "text": "The number of boats was wrong.",
            "datePublished": "2026-11-22T09:00:00+01:00",
        }])
    );
}

#[test]
fn ld_7_the_trail_is_the_one_that_is_shown() {
    let pages = Pages::new();
    for (path, html) in pages.all() {
        let graph = if path == "404.html" { Vec::new() } else { pages.graph(path) };
        let trail = graph.iter().find(|node| node["@type"] == "BreadcrumbList");
        let shown = html.split_once("<nav class=\"crumbs\"").map(|(_, rest)| rest.split("</nav>").next());
        let Some(trail) = trail else { continue };
        let steps = trail["itemListElement"].as_array().expect("steps");
        assert!(steps.len() >= 2, "`{path}`: {steps:?}");
        let shown = shown.flatten().unwrap_or_else(|| panic!("`{path}` shows no trail"));
        let words: Vec<&str> = shown.split("</li>").filter_map(|item| item.split('>').rev().nth(1)).collect();
        let words: Vec<&str> = words.into_iter().filter_map(|word| word.split('<').next()).collect();
        for (index, step) in steps.iter().enumerate() {
            assert_eq!(step["position"], index + 1);
            assert_eq!(step["name"], words[index], "`{path}`");
        }
    }
    let trail = pages.node("countries/laos/index.html", "BreadcrumbList");
    let names: Vec<&Value> =
        trail["itemListElement"].as_array().expect("steps").iter().map(|step| &step["name"]).collect();
    assert_eq!(names, ["Front page", "Countries", "Laos"]);
    assert!(trail["itemListElement"][2].get("item").is_none());
}

#[test]
fn ld_8_the_publisher_says_only_what_there_is() {
    let pages = Pages::new();
    let full = pages.node("index.html", "NewsMediaOrganization");
    assert_eq!(
        full,
        json!({
            "@type": "NewsMediaOrganization",
            "@id": "https://news.test/#publisher",
            "name": "World Media",
            "url": "https://news.test/",
            "logo": {
                "@type": "ImageObject",
                "url": "https://news.test/logo.png",
                "contentUrl": "https://news.test/logo.png",
            },
            "foundingDate": "2019",
            "contactPoint": { "@type": "ContactPoint", "contactType": "newsroom", "email": "desk@news.test" },
            "sameAs": ["https://social.test/@world"],
            "publishingPrinciples": "https://news.test/about/",
            "correctionsPolicy": "https://news.test/about/",
        })
    );
    assert_eq!(pages.node("about/index.html", "NewsMediaOrganization"), full);
    assert_eq!(pages.node("about/index.html", "AboutPage")["mainEntity"]["@id"], full["@id"]);
    assert_eq!(pages.node(TALKS, "NewsMediaOrganization")["@id"], full["@id"]);

    let toml = "title = \"World\"\nbase_url = \"https://news.test/\"\n\
                [taxonomies.tags]\n[taxonomies.countries]\n[taxonomies.series]\n";
    let pages = Pages::with(&[("site.toml", toml)], |_| ());
    assert_eq!(
        pages.node("index.html", "NewsMediaOrganization"),
        json!({
            "@type": "NewsMediaOrganization",
            "@id": "https://news.test/#publisher",
            "name": "World",
            "url": "https://news.test/",
        })
    );
}

#[test]
fn ld_9_authors_have_profiles() {
    let pages = Pages::new();
    let profile = pages.node("authors/mara-lind/index.html", "ProfilePage");
    assert_eq!(
        profile["mainEntity"],
        json!({
            "@type": "Person",
            "@id": "https://news.test/authors/mara-lind/#author",
            "name": "Mara Lind",
            "url": "https://news.test/authors/mara-lind/",
            "description": "Writes about rivers.",
            "sameAs": ["https://social.test/@mara"],
            "knowsAbout": ["rivers"],
            "knowsLanguage": ["en"],
            "jobTitle": "Correspondent",
            "worksFor": { "@id": "https://news.test/#publisher" },
        })
    );
    let agency = pages.node("authors/agency/index.html", "ProfilePage");
    assert_eq!(agency["mainEntity"]["@type"], "Organization");
}

#[test]
fn ld_10_live_reports_say_when_they_began() {
    let pages = Pages::new();
    let live = pages.node("asia/live/index.html", "LiveBlogPosting");
    assert_eq!(live["@type"], json!(["NewsArticle", "LiveBlogPosting"]));
    assert_eq!(live["coverageStartTime"], "2026-11-16T09:00:00+01:00");
    assert!(live.get("coverageEndTime").is_none());
}

#[test]
fn ld_10_headings_with_a_time_are_entries() {
    let live = "---\ntitle: Live\ndate: 2026-11-16T08:00:00Z\nlabel: live\nlabel_until: 2026-11-18 12:00\n---\n\
                The river.\n\n## 2026-11-18 11:30 – It falls\n\nBy a *metre*.\n\n### More\n\nSlowly.\n\n\
                ## 00:15: Night\n\n## 9.05 It rises & falls\n\n- One\n- Two\n\n## Background\n\nOld.\n\n## 25:00 Never\n";
    let pages = |at: i64| Pages::with(&[("content/asia/live.md", live)], move |request| request.at = at);
    let path = "asia/live/index.html";
    let ended = pages(super::super::chain::instant("2026-11-20T00:00:00Z"));
    let node = ended.node(path, "LiveBlogPosting");
    assert_eq!(node["coverageEndTime"], "2026-11-18T12:00:00+01:00");
    assert_eq!(node["datePublished"], "2026-11-16T09:00:00+01:00");
    assert_eq!(node["dateModified"], "2026-11-18T11:30:00+01:00");
    let entry = |headline: &str, anchor: &str, at: &str, text: Option<&str>| {
        let mut entry = json!({
            "@type": "BlogPosting",
            "headline": headline,
            "url": format!("https://news.test/asia/live/#{anchor}"),
            "datePublished": at,
        });
        if let Some(text) = text {
            entry["articleBody"] = json!(text);
        }
        entry["author"] = json!({ "@id": "https://news.test/#publisher" });
        entry
    };
    assert_eq!(
        node["liveBlogUpdate"],
        json!([
            entry(
                "It falls",
                "2026-11-18-11-30-it-falls",
                "2026-11-18T11:30:00+01:00",
                Some("By a metre. More Slowly.")
            ),
            entry("Night", "00-15-night", "2026-11-17T00:15:00+01:00", None),
            entry("It rises & falls", "9-05-it-rises-falls", "2026-11-16T09:05:00+01:00", Some("One Two")),
        ])
    );
    let before = pages(super::super::chain::instant("2026-11-18T10:59:59Z"));
    assert!(before.node(path, "LiveBlogPosting").get("coverageEndTime").is_none());
}

#[test]
fn ld_11_checked_claims() {
    let check = "---\ntitle: Bare\ndate: 2026-11-18\nlabel: factcheck\nclaim:\n  text: The river is dry.\n  \
                 verdict: False\n  rating: 1\n  author: A Minister\n  date: 2026-11-17\n  \
                 url: https://speech.test/1\n---\nText.\n";
    let pages = Pages::with(&[("content/asia/bare.md", check)], |_| ());
    let path = "asia/bare/index.html";
    assert_eq!(
        pages.node(path, "ClaimReview"),
        json!({
            "@type": "ClaimReview",
            "@id": "https://news.test/asia/bare/#claim",
            "url": "https://news.test/asia/bare/",
            "claimReviewed": "The river is dry.",
            "reviewRating": {
                "@type": "Rating",
                "alternateName": "False",
                "ratingValue": 1,
                "bestRating": 5,
                "worstRating": 1,
            },
            "itemReviewed": {
                "@type": "Claim",
                "datePublished": "2026-11-17",
                "appearance": { "@type": "CreativeWork", "url": "https://speech.test/1" },
                "author": { "@type": "Person", "name": "A Minister" },
            },
            "author": { "@id": "https://news.test/#publisher" },
            "datePublished": "2026-11-18",
        })
    );
    assert_eq!(pages.node(path, "NewsArticle")["@type"], "NewsArticle");
    let main = pages.html(path).split_once("<main").expect("a main part").1;
    for shown in ["<q>The river is dry.</q>", "<b>False</b>", "A Minister", "1 of 5"] {
        assert!(main.contains(shown), "{shown}");
    }
    assert!(!pages.script(TALKS).contains("ClaimReview"));
}

#[test]
fn ld_12_site_and_lists() {
    let pages = Pages::new();
    let site = pages.node("index.html", "WebSite");
    assert_eq!((&site["name"], &site["url"]), (&json!("World"), &json!("https://news.test/")));
    let list = pages.node("asia/index.html", "CollectionPage");
    assert_eq!(list["mainEntity"]["itemListElement"][0]["url"], "https://news.test/asia/talks/");
    let page = pages.node("asia/page/1/index.html", "CollectionPage");
    assert_eq!(page["url"], "https://news.test/asia/page/1/");
    let topic = pages.node("countries/laos/index.html", "CollectionPage");
    assert_eq!(topic["about"]["@type"], "Country");
}

#[test]
fn ld_13_what_is_said_can_be_seen() {
    let pages = Pages::new();
    let html = pages.html(TALKS);
    let main = html.split_once("<main").expect("a main part").1;
    let main = main.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&#39;", "'");
    let article = pages.node(TALKS, "AnalysisNewsArticle");
    let h1 = main.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>")).expect("a headline").0;
    assert_eq!(article["headline"], h1);
    for name in ["description", "articleSection", "dateline", "expires"] {
        let Some(text) = article[name].as_str().filter(|_| name != "expires") else { continue };
        assert!(main.contains(text), "{name}");
    }
    for date in ["datePublished", "dateModified"] {
        let date = article[date].as_str().expect("a date");
        assert!(main.contains(&format!("datetime=\"{date}\"")), "{date}");
    }
    for (list, field) in
        [("author", "name"), ("editor", "name"), ("citation", "name"), ("correction", "text")]
    {
        for item in article[list].as_array().expect("a list") {
            assert!(main.contains(item[field].as_str().expect("text")), "{list}");
        }
    }
    assert!(main.contains(">Analysis</b>"), "the label");
}

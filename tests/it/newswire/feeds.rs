//! RSS (RS), Atom (AT) and JSON Feed (JF).

use super::{all, built, element, files, in_order, text, tree};
use crate::chain::{Lab, Tree, instant};
use serde_json::Value;

const EVERY_FORMAT: &str = "[feeds]\nformats = [\"rss\", \"atom\", \"json\"]\n";

fn rss() -> String {
    text(&built(""), "rss.xml").to_owned()
}

fn json(tree: &Tree, path: &str) -> Value {
    serde_json::from_slice(&tree[path]).expect("JSON")
}

/// The text of the first article in the feed, without its wrapping.
fn content() -> String {
    let rss = rss();
    let html = all(&rss, "content:encoded")[0];
    html.trim_start_matches("<![CDATA[").trim_end_matches("]]>").to_owned()
}

#[test]
fn rs_1_the_channel_says_what_it_is_and_where() {
    let rss = rss();
    let channel = rss.split("<item>").next().expect("the channel");
    for part in [
        "<title>World &#x26; Co (Test)</title>",
        "<link>https://news.test/</link>",
        "<description>News &#x3C;of the world&#x3E;.</description>",
        "<language>en-GB</language>",
        "<lastBuildDate>Tue, 1 Dec 2026 11:00:00 +0000</lastBuildDate>",
        "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"https://news.test/rss.xml\"/>",
    ] {
        assert!(channel.contains(part), "{part}\n{channel}");
    }
    let asia = built("");
    assert!(text(&asia, "asia/rss.xml").contains("href=\"https://news.test/asia/rss.xml\""));
}

#[test]
fn rs_2_no_picture_of_the_channel_is_made_up() {
    assert!(!rss().contains("<image>"));
}

#[test]
fn rs_3_items_have_their_parts_in_order() {
    let rss = rss();
    let item = element(&rss, "item", 0);
    assert!(
        in_order(
            item,
            &[
                "<title>Talks &#x26; \"terms\" &#x3C;soon&#x3E;</title>",
                "<link>https://news.test/asia/talks/</link>",
                "<guid",
                "<pubDate>",
                "<dc:creator>Mara Lind</dc:creator>",
                "<dc:creator>Li &#x26; Sons</dc:creator>",
                "<category>Asia</category>",
                "<category>rivers</category>",
                "<description>Who meets.</description>",
                "<content:encoded>",
            ]
        ),
        "{item}"
    );
}

#[test]
fn rs_4_ids_survive_a_change_of_slug() {
    let lab = Lab::new(&files(""));
    lab.build().expect("a build");
    let guids = |tree: &Tree| {
        let rss = text(tree, "rss.xml");
        let mut guids: Vec<String> = all(rss, "guid").iter().map(|id| (*id).to_owned()).collect();
        guids.sort_unstable();
        guids
    };
    let before = guids(&lab.built());
    assert!(before.contains(&"tag:news.test,2026:t1".to_owned()), "{before:?}");
    assert!(text(&lab.built(), "rss.xml").contains("<guid isPermaLink=\"false\">"));
    let mut unique = before.clone();
    unique.dedup();
    assert_eq!(before, unique);
    for (path, slug) in
        [("content/asia/talks.md", "id: t1\nslug: moved\n"), ("content/asia/old.md", "slug: other\n")]
    {
        let old = String::from_utf8(files("")[path].clone()).expect("a text");
        let old = old.replace("id: t1\n", "");
        lab.write(path, old.replacen("---\n", &format!("---\n{slug}"), 1).as_bytes());
    }
    lab.build().expect("a build");
    assert_eq!(guids(&lab.built()), before);
}

#[test]
fn rs_5_dates_are_those_of_mail_and_never_to_come() {
    let rss = rss();
    assert_eq!(all(&rss, "pubDate")[0], "Tue, 1 Dec 2026 09:00:00 +0000");
    assert!(!rss.contains("2027"));
}

#[test]
fn rs_6_authors_are_names_not_addresses_of_mail() {
    assert!(!rss().contains("<author>"));
}

#[test]
fn rs_7_texts_are_fit_for_readers() {
    let html = content();
    for part in [
        "<figure><img src=\"https://news.test/talks.jpg\" alt=\"Two chairs\"><figcaption>Before M. Lind</figcaption></figure>",
        "<a href=\"https://news.test/about/\">us</a>",
        "<a href=\"https://news.test/asia/talks/#next\">below</a>",
        "<a href=\"https://other.test/?a=1&amp;b=2\">more</a>",
        "<img src=\"https://news.test/rivers.svg\" alt=\"Map\">",
        "<span class=\"credit\">A. Mapper</span>",
        "href=\"https://news.test/asia/talks/#fn-1\"",
        "☑ done",
        "☐ open",
        "<td>1</td>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    for part in
        ["href=\"/", "src=\"/", "href=\"#", "aria-", "role=", "tabindex", "loading=", "<input", "<label"]
    {
        assert!(!html.contains(part), "{part}\n{html}");
    }
}

#[test]
fn rs_7_html_of_others_is_cleaned() {
    let mut files = files("[markdown]\nraw_html = true\n");
    files.insert(
        "content/asia/raw.md".into(),
        b"---\ntitle: Raw\ndate: 2026-12-01T11:59:00Z\n---\n\
          <div onclick=\"x()\" style=\"color:red\"><script>bad()</script><style>b{}</style>\n\
          <iframe src=\"https://video.test/v?a=1&b=2\" title=\"A film\"></iframe>\n\
          <form><object></object></form><a href=\"/x/\" onmouseover=\"y()\">x</a><a href=\"javascript:z()\">z</a></div>\n"
            .to_vec(),
    );
    let built = tree(&files);
    let html = all(text(&built, "rss.xml"), "content:encoded")[0];
    assert!(html.contains("<a href=\"https://video.test/v?a=1&amp;b=2\">A film</a>"), "{html}");
    assert!(html.contains("<a href=\"https://news.test/x/\">x</a>"), "{html}");
    for part in ["script", "style", "iframe", "form", "object", "onclick", "onmouseover", "bad()", "b{}"] {
        assert!(!html.contains(part), "{part}: {html}");
    }
}

#[test]
fn rs_8_at_most_one_enclosure() {
    let rss = rss();
    assert_eq!(element(&rss, "item", 0).matches("<enclosure ").count(), 1);
    assert!(rss.contains("<enclosure url=\"https://news.test/talks.jpg\" length=\""));
    assert!(!element(&rss, "item", 1).contains("<enclosure"));
}

#[test]
fn rs_9_pictures_with_words_and_credit() {
    let rss = rss();
    assert!(rss.contains("xmlns:media=\"http://search.yahoo.com/mrss/\""));
    assert!(in_order(
        element(&rss, "item", 0),
        &[
            "<media:content url=\"https://news.test/talks.jpg\" medium=\"image\" type=\"image/jpeg\"",
            "<media:description type=\"plain\">Two chairs</media:description>",
            "<media:credit role=\"photographer\" scheme=\"urn:ebu\">M. Lind</media:credit>",
        ]
    ));
}

#[test]
fn rs_10_a_change_is_told() {
    let rss = rss();
    assert_eq!(all(&rss, "dcterms:modified"), ["2026-12-01T11:00:00+00:00"]);
}

#[test]
fn rs_10_the_place_is_told() {
    let mut files = files("[taxonomies.tags]\n[taxonomies.countries]\n");
    files.insert(
        "content/countries/chad.md".into(),
        b"---\ntitle: Chad\ncoordinates: \"12.1, 15.05\"\n---\n".to_vec(),
    );
    let article = |front: &str| format!("---\ntitle: Place\n{front}---\nText.\n").into_bytes();
    files.insert(
        "content/asia/a.md".into(),
        article("date: 2026-12-01T11:50:00Z\ncountries: [Niger, Chad]\n"),
    );
    files.insert(
        "content/asia/b.md".into(),
        article("date: 2026-12-01T11:40:00Z\ncountries: [Chad]\ncoordinates: -33.9,18.40\n"),
    );
    let built = tree(&files);
    assert_eq!(all(text(&built, "rss.xml"), "georss:point"), ["12.1 15.05", "-33.9 18.40"]);
}

#[test]
fn rs_11_plain_text_has_hexadecimal_references() {
    let rss = rss();
    assert!(rss.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\""));
    for name in ["title", "description", "dc:creator", "category"] {
        for text in all(&rss, name) {
            assert!(!text.contains("&amp;") && !text.contains("&lt;"), "{text}");
        }
    }
}

#[test]
fn rs_12_newest_first_thirty_of_them_and_no_flood() {
    let mut files = files("");
    files.retain(|path, _| !path.starts_with("content/"));
    let long = "Many words stand here. ".repeat(800);
    for day in 1..=28 {
        for hour in [8, 9] {
            let article = format!(
                "---\ntitle: D{day} H{hour}\ndate: 2026-11-{day:02}T0{hour}:00:00Z\nsummary: S.\n---\n{long}"
            );
            files.insert(format!("content/asia/d{day}-{hour}.md"), article.into_bytes());
        }
    }
    let built = tree(&files);
    let rss = text(&built, "rss.xml");
    let titles = all(rss, "title");
    assert_eq!((titles.len(), titles[1], titles[2]), (31, "D28 H9", "D28 H8"));
    // The first have their whole text, the others their summary.
    let full = all(rss, "content:encoded").len();
    assert!((10..20).contains(&full), "{full}");
    assert!(rss.len() < 350 * 1024, "{}", rss.len());
}

#[test]
fn rs_13_a_corrected_article_stays() {
    let mut files = files("");
    let talks = String::from_utf8(files["content/asia/talks.md"].clone()).expect("a text");
    let corrected = talks.replacen(
        "id: t1\n",
        "id: t1\ncorrections:\n  - { date: 2026-12-01T11:30:00Z, kind: correction, text: It was four. }\n",
        1,
    );
    files.insert("content/asia/talks.md".into(), corrected.into_bytes());
    let built = tree(&files);
    assert!(text(&built, "rss.xml").contains("<dcterms:modified>2026-12-01T11:30:00+00:00"));
    let html = all(text(&built, "rss.xml"), "content:encoded")[0].to_owned();
    assert!(html.contains("(2026-12-01): It was four.</p>"), "{html}");
}

#[test]
fn rs_13_what_was_withdrawn_stays_as_a_notice() {
    let mut files = files(&format!("{EVERY_FORMAT}of = [\"site\", \"sections\", \"tags\"]\n"));
    let talks = String::from_utf8(files["content/asia/talks.md"].clone()).expect("a text");
    let withdrawn =
        talks.replacen("id: t1\n", "id: t1\nstatus: withdrawn\nstatus_note: The hall was <another>.\n", 1);
    files.insert("content/asia/talks.md".into(), withdrawn.into_bytes());
    files.insert(
        "content/asia/other.md".into(),
        b"---\ntitle: Other\ndate: 2026-11-21\ntags: [rivers]\n---\nText.\n".to_vec(),
    );
    let built = tree(&files);
    let said = "This article has been withdrawn. The hall was &#x3C;another&#x3E;.";
    for path in ["rss.xml", "asia/rss.xml", "tags/rivers/rss.xml"] {
        let first = element(text(&built, path), "item", 0);
        assert!(first.contains("<title>Talks &#x26; \"terms\" &#x3C;soon&#x3E;</title>"), "{path}: {first}");
        assert!(first.contains(said) && first.contains("tag:news.test,2026:t1"), "{path}: {first}");
        for secret in ["Who meets", "Two chairs", "talks.jpg", "Quoted"] {
            assert!(!first.contains(secret), "{path}: {secret} in {first}");
        }
    }
    let first = &json(&built, "feed.json")["items"][0];
    assert_eq!(first["summary"], "This article has been withdrawn. The hall was <another>.");
    assert!(text(&built, "atom.xml").contains("The hall was"));
    // Nothing else names it.
    assert!(!text(&built, "asia/index.html").contains("Talks"));
    assert!(!text(&built, "sitemap-2026.xml").contains("/asia/talks/"));
}

#[test]
fn rs_14_and_sm_10_time_alone_changes_no_feed() {
    let mut lab = Lab::new(&files(EVERY_FORMAT));
    lab.build().expect("a build");
    let before = lab.built();
    lab.at += 3600;
    let report = lab.build().expect("a build");
    // An hour later only the clock's own file may differ.
    assert_eq!(report.written, ["sitemap-news.xml"]);
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        assert_eq!(before[name], lab.built()[name]);
    }
}

#[test]
fn at_1_the_feed_has_what_it_must_have() {
    let built = built(EVERY_FORMAT);
    let atom = text(&built, "atom.xml");
    let head = atom.split("<entry").next().expect("the head");
    for part in [
        "<id>https://news.test/atom.xml</id>",
        "<title>World &#x26; Co (Test)</title>",
        "<updated>2026-12-01T11:00:00+00:00</updated>",
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://news.test/atom.xml\"/>",
        "<link rel=\"alternate\" type=\"text/html\" href=\"https://news.test/\"/>",
        "<author>",
    ] {
        assert!(head.contains(part), "{part}\n{head}");
    }
    assert_eq!(head.matches("rel=\"alternate\"").count(), 1);
}

#[test]
fn at_2_entries_have_what_they_must_have() {
    let built = built(EVERY_FORMAT);
    let entry = element(text(&built, "atom.xml"), "entry", 0);
    assert!(
        in_order(
            entry,
            &[
                "<id>tag:news.test,2026:t1</id>",
                "<title>",
                "<updated>2026-12-01T11:00:00+00:00</updated>",
                "<published>2026-12-01T09:00:00+00:00</published>",
                "<link rel=\"alternate\"",
                "<name>Mara Lind</name>",
                "<name>Li &#x26; Sons</name>",
                "<summary>Who meets.</summary>",
                "<content type=\"html\">",
            ]
        ),
        "{entry}"
    );
}

#[test]
fn at_3_what_was_not_changed_is_as_old_as_it_is() {
    let built = built(EVERY_FORMAT);
    let atom = text(&built, "atom.xml");
    let mut times = all(atom, "updated");
    assert!(times.iter().all(|time| time.contains('T') && time.ends_with("+00:00")));
    let count = times.len();
    times.sort_unstable();
    times.dedup();
    assert!(times.len() > count / 2, "{times:?}");
}

#[test]
fn at_4_language_and_order() {
    let built = built(EVERY_FORMAT);
    let atom = text(&built, "atom.xml");
    assert!(atom.contains("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">"));
    assert!(atom.contains("<entry xml:lang=\"fr-CA\">"));
    let last = atom.rfind("</entry>").expect("an entry");
    assert_eq!(atom[last..].trim(), "</entry>\n</feed>");
    assert!(
        text(&built, "_headers").contains("/atom.xml\n  Content-Type: application/atom+xml; charset=utf-8\n")
    );
}

#[test]
fn at_5_months_that_are_over_are_archives() {
    let archive = "[feeds]\nformats = [\"atom\"]\narchive = true\n";
    let lab = Lab::new(&files(archive));
    lab.build().expect("a build");
    let built = lab.built();
    let month = text(&built, "feeds/2026-11.xml");
    assert!(month.contains("<fh:archive/>") && month.contains("rel=\"current\""));
    assert!(month.contains(
        "rel=\"prev-archive\" type=\"application/atom+xml\" href=\"https://news.test/feeds/2025-06.xml\""
    ));
    assert!(text(&built, "atom.xml").contains(
        "rel=\"prev-archive\" type=\"application/atom+xml\" href=\"https://news.test/feeds/2026-11.xml\""
    ));
    assert!(!built.contains_key("feeds/2026-12.xml"));
    // Every article that is in feeds is in one of them.
    let ids: Vec<&str> = ["atom.xml", "feeds/2026-11.xml", "feeds/2025-06.xml"]
        .iter()
        .flat_map(|path| all(text(&built, path), "id"))
        .filter(|id| id.starts_with("tag:"))
        .collect();
    for id in ["tag:news.test,2026:t1", "tag:news.test,2025:europe/eau", "tag:news.test,2026:asia/old"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
    lab.write("content/asia/new.md", b"---\ntitle: New\ndate: 2026-12-01T11:00:00Z\n---\n");
    let report = lab.build().expect("a build");
    assert!(report.written.contains(&"atom.xml".to_owned()));
    assert!(!report.written.iter().any(|path| path.starts_with("feeds/20")), "{:?}", report.written);
}

#[test]
fn jf_1_the_feed_says_what_it_is() {
    let built = built("");
    assert!(text(&built, "feed.json").starts_with("{\n  \"version\": \"https://jsonfeed.org/version/1.1\""));
    let feed = json(&built, "asia/feed.json");
    assert_eq!(feed["title"], "Asia – World & Co (Test)");
    assert_eq!(feed["home_page_url"], "https://news.test/asia/");
    assert_eq!(feed["feed_url"], "https://news.test/asia/feed.json");
    assert!(feed["items"].is_array());
}

#[test]
fn jf_2_authors_and_language() {
    let feed = json(&built(""), "feed.json");
    assert_eq!(feed["language"], "en-GB");
    assert_eq!(feed["authors"][0]["name"], "World & Co (Test)");
    assert!(feed.get("author").is_none() && feed["items"][0].get("author").is_none());
    assert_eq!(feed["items"][0]["authors"][1]["name"], "Li & Sons");
}

#[test]
fn jf_3_items_are_whole() {
    let feed = json(&built(""), "feed.json");
    let item = &feed["items"][0];
    assert_eq!(item["id"], "tag:news.test,2026:t1");
    assert_eq!(item["url"], "https://news.test/asia/talks/");
    assert_eq!(item["title"], "Talks & \"terms\" <soon>");
    assert_eq!(item["image"], "https://news.test/talks.jpg");
    assert_eq!(item["date_published"], "2026-12-01T09:00:00+00:00");
    assert_eq!(item["date_modified"], "2026-12-01T11:00:00+00:00");
    assert!(item["content_html"].as_str().expect("text").contains("<figure>"));
    let short = json(&built("[feeds]\ncontent = \"summary\"\n"), "feed.json");
    assert_eq!(short["items"][0]["content_text"], "Who meets.");
    assert!(short["items"][0].get("content_html").is_none());
}

#[test]
fn jf_4_hubs_and_no_next_page_that_would_repeat() {
    let feed = json(&built("[feeds]\nhub = \"https://hub.test/\"\n"), "feed.json");
    assert_eq!(feed["hubs"][0]["type"], "WebSub");
    assert_eq!(feed["hubs"][0]["url"], "https://hub.test/");
    assert!(feed.get("next_url").is_none());
}

#[test]
fn jf_5_what_only_news_has_is_in_one_object() {
    let feed = json(&built(""), "feed.json");
    assert_eq!(feed["items"][0]["_news"]["label"], "analysis");
    let own = |value: &Value| {
        value.as_object().expect("an object").keys().filter(|key| key.starts_with('_')).count()
    };
    assert_eq!(own(&feed["items"][0]), 1);
    assert!(feed["items"][0]["_news"].as_object().expect("an object").keys().all(|key| !key.contains('.')));
}

#[test]
fn jf_6_the_media_type_is_said() {
    let built = built("");
    assert!(
        text(&built, "_headers")
            .contains("/feed.json\n  Content-Type: application/feed+json; charset=utf-8\n")
    );
}

#[test]
fn what_does_not_stand_in_feeds() {
    let feed = json(&built(""), "feed.json");
    let urls: Vec<&str> =
        feed["items"].as_array().expect("a list").iter().filter_map(|item| item["url"].as_str()).collect();
    for path in ["draft", "ad", "unfed"] {
        assert!(!urls.iter().any(|url| url.ends_with(&format!("/{path}/"))), "{urls:?}");
    }
    let mut lab = Lab::new(&files(""));
    lab.drafts = true;
    lab.at = instant("2026-12-01T12:00:00Z");
    lab.build().expect("a build");
    let built = lab.built();
    assert!(built.contains_key("asia/draft/index.html"));
    assert!(
        !text(&built, "rss.xml").contains("/asia/draft/")
            && !text(&built, "sitemap-2026.xml").contains("/asia/draft/")
    );
}

//! What the preview tells the desk about a page, and what it shows that would not be published.

use super::{Preview, article, site, start};

#[test]
fn a_page_says_where_it_comes_from_and_why_it_was_made() {
    let site = site();
    let preview = start(&site);
    let about = preview.get("/__dateline/page?path=/asia/quake/").json();
    assert_eq!(
        (&about["template"], &about["source"]),
        (&"article.html".into(), &"content/asia/quake.md".into())
    );
    assert_eq!((&about["state"], &about["appears"]), (&"live".into(), &serde_json::Value::Null));
    assert_eq!(about["why"], "it was asked for the first time");
    assert!(about["rendered_in_ms"].as_f64() > Some(0.0), "{about}");
    assert!(
        about["open"].as_str().is_some_and(|link| link.ends_with("content/asia/quake.md:1:1")),
        "{about}"
    );
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    preview.until_has("/asia/quake/", "Shaken.");
    let about = preview.get("/__dateline/page?path=/asia/quake/").json();
    assert_eq!(about["why"], "`page:asia/quake content` changed");
    assert!(about["generation"].as_u64() > Some(1));
    assert_eq!(preview.get("/__dateline/page?path=/nowhere/").json()["template"], "404.html");
}

#[test]
fn warnings_of_a_page_are_told_with_it() {
    let site = site();
    site.write("content/asia/quake.md", article("Quake", 1, "Words.").replace("rivers", "Rivers, rivers"));
    let preview = start(&site);
    let all = preview.listen(&[]).until("problems");
    let about = preview.get("/__dateline/page?path=/asia/quake/").json();
    let other = preview.get("/__dateline/page?path=/about/").json();
    assert_eq!(about["problems"], all["problems"]);
    assert_eq!(other["problems"], serde_json::json!([]));
}

#[test]
fn drafts_and_scheduled_articles_are_shown_by_flag_and_by_switch() {
    let site = site();
    site.write("content/asia/draft.md", article("Draft", 4, "x").replace("summary", "draft: true\nsummary"));
    site.write("content/asia/later.md", article("Later", 4, "x").replace("2026-11-04", "2026-12-24"));
    let preview = start(&site);
    assert_eq!(preview.get("/asia/draft/").status, 404);
    assert_eq!(preview.get("/asia/later/").status, 404);
    assert_eq!(
        preview.get("/__dateline/desk").json(),
        serde_json::json!({ "drafts": false, "unpublished": [] })
    );
    let switch = |to: &str, headers: &[&str]| {
        let path = format!("/__dateline/desk?drafts={to}");
        super::client::request(preview.at, "POST", &path, headers).status
    };
    assert_eq!(switch("true", &["Origin: https://evil.example"]), 403);
    assert_eq!(switch("maybe", &[]), 400);
    assert_eq!(switch("true", &[&format!("Origin: http://{}", preview.at)]), 204);
    preview.until("/asia/draft/", "shown", |answer| answer.status == 200);
    assert_eq!(preview.get("/asia/later/").status, 200);
    let desk = preview.get("/__dateline/desk").json();
    assert_eq!(
        desk["unpublished"][0],
        serde_json::json!({ "path": "/asia/draft/", "state": "draft", "appears": null })
    );
    assert_eq!(
        desk["unpublished"][1],
        serde_json::json!({ "path": "/asia/later/", "state": "scheduled", "appears": "2026-12-24T06:00:00Z" })
    );
    assert_eq!(preview.get("/__dateline/page?path=/asia/draft/").json()["state"], "draft");
    assert_eq!(switch("false", &[]), 204);
    preview.until("/asia/draft/", "gone", |answer| answer.status == 404);
    let with_flag = Preview::start(&site, &["--drafts"]);
    assert_eq!(with_flag.get("/asia/draft/").status, 200);
    assert_eq!(with_flag.get("/asia/later/").status, 200);
}

#[test]
fn an_address_without_a_page_says_what_it_waits_for() {
    let settings = format!("{}permalink = \"/:section/:year/:slug/\"\n", super::SETTINGS);
    let site = super::site_with(&settings);
    site.write("content/asia/draft.md", article("Draft", 4, "x").replace("summary", "draft: true\nsummary"));
    let later = article("Later", 4, "x").replace("2026-11-04", "2027-01-01");
    site.write("content/asia/later.md", later.replace("summary", "slug: soon\nsummary"));
    let preview = start(&site);
    let about = |path: &str| {
        assert_eq!(preview.get(path).status, 404, "{path}");
        let about = preview.get(&format!("/__dateline/page?path={path}")).json();
        let word = |key: &str| about[key].as_str().unwrap_or("-").to_owned();
        [word("state"), word("appears"), word("source")]
    };
    assert_eq!(about("/asia/2027/soon/"), ["scheduled", "2027-01-01T06:00:00Z", "content/asia/later.md"]);
    assert_eq!(about("/asia/2026/draft/"), ["draft", "-", "content/asia/draft.md"]);
    assert_eq!(about("/asia/2026/soon/"), ["live", "-", "-"]);
}

#[test]
fn flags_are_told_to_the_client() {
    let site = site();
    let preview = Preview::start(&site, &["--follow", "--bar", "--editor", "zed"]);
    let page = preview.get("/about/").text();
    assert!(page.contains("data-reload=\"true\" data-follow=\"true\" data-bar=\"true\""), "{page}");
    let mut events = preview.listen(&["/about/"]);
    let hello = events.until("hello");
    assert_eq!(
        (&hello["reload"], &hello["follow"], &hello["bar"]),
        (&true.into(), &true.into(), &true.into())
    );
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    let change = events.until("change");
    assert_eq!((&change["follow"], &change["pages"]), (&"/asia/quake/".into(), &serde_json::json!([])));
    let about = preview.get("/__dateline/page?path=/about/").json();
    assert!(about["open"].as_str().is_some_and(|link| link.starts_with("zed://file/")), "{about}");
    let still = Preview::start(&site, &["--no-reload", "--editor", "none"]);
    assert!(still.get("/about/").text().contains("data-reload=\"false\""));
    assert_eq!(still.get("/__dateline/page?path=/about/").json()["open"], serde_json::Value::Null);
}

#[test]
fn an_article_appears_when_it_is_due() {
    let site = site();
    // The preview's time passes from now on.
    let soon =
        jiff::Timestamp::from_second(std::time::UNIX_EPOCH.elapsed().expect("a time").as_secs() as i64 + 2);
    let soon = soon.expect("an instant").to_string();
    site.write("content/asia/due.md", article("Due", 4, "x").replace("2026-11-04T06:00:00Z", &soon));
    let preview = Preview::run(&site, "0", &[]);
    let mut events = preview.listen(&["/asia/"]);
    let change = events.until("change");
    assert_eq!(change["pages"][0], "/asia/");
    assert_eq!(preview.get("/asia/due/").status, 200);
    site.remove("content/asia/due.md");
    preview.until("/asia/due/", "gone", |answer| answer.status == 404);
}

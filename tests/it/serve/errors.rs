//! Errors: the preview starts with any, keeps serving with any, and says all of them.

use super::{Site, article, html, site, start};
use serde_json::Value;

fn codes(problems: &Value) -> Vec<&str> {
    let problems = problems["problems"].as_array().expect("a list");
    problems.iter().map(|problem| problem["code"].as_str().expect("a code")).collect()
}

/// The events until there are just these problems.
fn until_problems(events: &mut super::client::Events, expected: &[&str]) -> Value {
    loop {
        let problems = events.until("problems");
        if codes(&problems) == expected {
            return problems;
        }
    }
}

#[test]
fn a_page_with_an_error_stays_as_it_was_and_the_problem_is_told() {
    let site = site();
    let preview = start(&site);
    let before = preview.get("/asia/quake/").body;
    let mut events = preview.listen(&["/asia/quake/"]);
    until_problems(&mut events, &[]);
    let text = article("Quake", 1, "Shaken.").replace("summary:", "sumary:");
    site.write("content/asia/quake.md", text);
    let problems = until_problems(&mut events, &["unknown-key"]);
    let problem = &problems["problems"][0];
    assert_eq!((problems["errors"].as_u64(), problems["warnings"].as_u64()), (Some(1), Some(0)));
    assert_eq!(problem["path"], "content/asia/quake.md");
    assert_eq!((problem["line"].as_u64(), problem["column"].as_u64()), (Some(4), Some(1)));
    assert_eq!(problem["hints"][0], "did you mean `summary`?");
    let drawn = problem["text"].as_str().expect("a text");
    assert!(
        drawn.starts_with("error[unknown-key]: unknown key `sumary`\n --> content/asia/quake.md:4:1\n"),
        "{drawn}"
    );
    preview.until_told(drawn);
    let open = problem["open"].as_str().expect("a link");
    assert!(open.starts_with("vscode://file/") && open.ends_with("content/asia/quake.md:4:1"), "{open}");
    assert!(preview.get("/asia/quake/").body == before);
    // Other pages go on.
    site.write("content/asia/dam.md", article("Dam", 3, "It holds."));
    preview.until_has("/asia/dam/", "It holds.");
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    until_problems(&mut events, &[]);
    assert!(html(&preview.get("/asia/quake/")).contains("Shaken."));
}

#[test]
fn an_article_that_cannot_be_read_stays_in_the_lists() {
    let site = site();
    let preview = start(&site);
    let home = preview.get("/asia/").body;
    let page = preview.get("/asia/quake/").body;
    let mut events = preview.listen(&["/asia/"]);
    site.write("content/asia/quake.md", "---\ntitle: \"Quake\ndate: [\n---\n");
    loop {
        if events.until("problems")["errors"].as_u64() > Some(0) {
            break;
        }
    }
    assert!(preview.get("/asia/").body == home);
    assert!(preview.get("/asia/quake/").body == page);
    // Of a page that nobody has seen there is no last good one: it says why.
    site.write("content/asia/dam.md", "---\ntitle: \"Dam\ndate: [\n---\n");
    let dam = preview.until_has("/asia/dam/", "content/asia/dam.md:");
    assert!(dam.status == 500 && dam.text().contains("/__dateline/client.js"), "{}", dam.text());
    site.write("content/asia/dam.md", article("Dam", 3, "It holds."));
    preview.until_has("/asia/dam/", "It holds.");
}

#[test]
fn it_starts_with_broken_settings() {
    let site = site();
    site.write("site.toml", "title = \"Desk\nbase_url = 3\n");
    let preview = start(&site);
    let answer = preview.get("/");
    assert_eq!(answer.status, 500);
    assert!(answer.text().contains("site.toml:1:") && answer.text().contains("/__dateline/client.js"));
    assert_eq!(preview.get("/any/where/").status, 500);
    let mut events = preview.listen(&["/"]);
    assert!(events.until("problems")["errors"].as_u64() > Some(0));
    site.write("site.toml", super::SETTINGS);
    until_problems(&mut events, &[]);
    assert_eq!(preview.get("/").status, 200);
    // Broken again, the last good site stays.
    site.write("site.toml", "title =\n");
    while events.until("problems")["errors"] == 0 {}
    assert_eq!(preview.get("/").status, 200);
    assert_eq!(preview.get("/asia/talks/").status, 200);
}

#[test]
fn it_starts_with_no_settings_and_no_content() {
    let site = Site::new(&Default::default());
    let preview = start(&site);
    assert_eq!(preview.get("/").status, 500);
    site.write("site.toml", super::SETTINGS);
    preview.until("/", "a page", |answer| answer.status == 200);
    site.write("content/asia/first.md", article("First", 1, "Words."));
    preview.until_has("/asia/first/", "Words.");
}

#[test]
fn it_starts_with_an_error_in_an_article_and_serves_the_others() {
    let site = site();
    site.write("content/asia/bad.md", "---\ntitle: Bad\ndate: tomorrow\n---\n");
    let preview = start(&site);
    assert_eq!(preview.get("/asia/quake/").status, 200);
    let bad = preview.get("/asia/bad/");
    assert_eq!(bad.status, 404);
    let mut events = preview.listen(&["/asia/bad/"]);
    assert_eq!(codes(&events.until("problems")).len(), 1);
    site.write("content/asia/bad.md", article("Good", 5, "Words."));
    preview.until_has("/asia/bad/", "Words.");
}

#[test]
fn a_broken_template_leaves_pages_as_they_were() {
    let site = site();
    site.write("templates/page.html", "<h1>{{ page.title }}</h1>\n");
    let preview = start(&site);
    assert!(preview.get("/about/").text().contains("<h1>About</h1>"));
    let mut events = preview.listen(&["/about/"]);
    until_problems(&mut events, &[]);
    site.write("templates/page.html", "<h1>{{ page.titel }}</h1>\n");
    let problems = until_problems(&mut events, &["undefined-in-template"]);
    let text = problems["problems"][0]["text"].as_str().expect("a text");
    assert!(text.contains("templates/page.html:1:"), "{text}");
    let answer = preview.get("/about/");
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("<h1>About</h1>"));
    site.write("templates/page.html", "<h1>{% if %}</h1>\n");
    until_problems(&mut events, &["template-syntax"]);
    assert!(preview.get("/about/").text().contains("<h1>About</h1>"));
    site.write("templates/page.html", "<h2>{{ page.title }}</h2>\n");
    let change = events.until("change");
    assert_eq!(change["pages"][0], "/about/");
    assert!(preview.get("/about/").text().contains("<h2>About</h2>"));
    until_problems(&mut events, &[]);
}

#[test]
fn problems_of_pages_that_nobody_looks_at_are_found() {
    let site = site();
    site.write("templates/term.html", "{{ nothing.of.that.kind }}\n");
    let preview = start(&site);
    let mut events = preview.listen(&["/about/"]);
    let problems = until_problems(&mut events, &["undefined-in-template"]);
    assert_eq!(problems["problems"][0]["path"], "templates/term.html");
    site.write("templates/term.html", "{{ page.title }}\n");
    until_problems(&mut events, &[]);
}

#[test]
fn all_problems_of_a_generation_are_told_at_once() {
    let site = site();
    for number in 0..5 {
        site.write(&format!("content/asia/bad-{number}.md"), article("Bad", 1, "[x](nowhere.md)"));
    }
    let preview = start(&site);
    let problems = preview.listen(&[]).until("problems");
    assert_eq!(codes(&problems), ["broken-link"; 5]);
    assert_eq!(problems["errors"], 5);
}

//! robots.txt, the will about machines, and the small files (news.md § 2.8).

use super::{built, files, text, tree};
use crate::chain::{Lab, instant, problems};
use serde_json::Value;

/// The names of crawlers that a robots.txt shuts out.
fn shut(robots: &str) -> Vec<&str> {
    let group = robots.split("\n\n").find(|group| group.ends_with("\nDisallow: /"));
    group
        .into_iter()
        .flat_map(|group| group.lines())
        .filter_map(|line| line.strip_prefix("User-agent: "))
        .collect()
}

#[test]
fn robots_says_nothing_that_the_site_has_not_said() {
    let built = built("");
    let robots = text(&built, "robots.txt");
    assert!(robots.starts_with("User-agent: *\nAllow: /\n\nSitemap: "), "{robots}");
}

#[test]
fn rb_1_search_engines_and_previews_are_never_shut_out() {
    let built = built("[ai]\nsearch = false\nanswer = false\ntrain = false\n");
    let shut = shut(text(&built, "robots.txt"));
    for name in [
        "GPTBot",
        "ClaudeBot",
        "CCBot",
        "Google-Extended",
        "Applebot-Extended",
        "OAI-SearchBot",
        "ChatGPT-User",
    ] {
        assert!(shut.contains(&name), "{name}: {shut:?}");
    }
    for name in [
        "*",
        "Googlebot",
        "bingbot",
        "Applebot",
        "facebookexternalhit",
        "Twitterbot",
        "LinkedInBot",
        "Slackbot",
    ] {
        assert!(!shut.contains(&name), "{name}");
    }
}

#[test]
fn ai_policy_goes_by_purpose() {
    let built = built("[ai]\nsearch = true\nanswer = true\ntrain = false\n");
    let robots = text(&built, "robots.txt");
    assert!(
        robots.contains("Content-Signal: search=yes, ai-input=yes, ai-train=no\nContent-Usage: train-ai=n\n")
    );
    let shut = shut(robots);
    assert!(shut.contains(&"GPTBot") && !shut.contains(&"OAI-SearchBot") && !shut.contains(&"ChatGPT-User"));
}

#[test]
fn trust_says_the_same_about_learning() {
    let built = built(
        "[ai]\ntrain = false\n[trust]\nmember = [\"https://press.test/\"]\nsocial = [\"https://social.test/@w\"]\n",
    );
    let trust = text(&built, "trust.txt");
    assert_eq!(trust, "member=https://press.test/\nsocial=https://social.test/@w\ndatatrainingallowed=no\n");
    assert_eq!(text(&built, ".well-known/trust.txt"), trust);
}

#[test]
fn trust_has_addresses_and_no_comments() {
    let refused = |settings: &str| {
        let lab = Lab::new(&files(settings));
        let report = lab.build().expect("a build");
        assert!(!report.published, "{settings}");
        problems(&report).join("\n")
    };
    let member = refused("[trust]\nmember = [\"Press Council\"]\n");
    assert!(member.contains("`trust.member` should be an address with http or https"), "{member}");
    let social = refused("[trust]\nsocial = [\"https://social.test/#/w\"]\n");
    assert!(social.contains("`trust.social` should have no `#`, with which a comment begins"), "{social}");
    let contact = built("[trust]\ncontact = [\"Write to desk@news.test\"]\n");
    assert_eq!(text(&contact, "trust.txt"), "contact=Write to desk@news.test\n");
}

#[test]
fn the_licence_says_the_same_as_robots() {
    let without = built("[ai]\nsearch = true\ntrain = false\n");
    assert!(!without.contains_key("license.xml") && !text(&without, "robots.txt").contains("License"));
    let ours =
        built("license = \"@/about.md\"\n[ai]\nsearch = true\nanswer = true\ntrain = false\nrsl = true\n");
    assert!(
        text(&ours, "robots.txt").starts_with("License: https://news.test/license.xml\n\nUser-agent: *\n")
    );
    assert_eq!(
        text(&ours, "license.xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rsl xmlns=\"https://rslstandard.org/rsl\">\n <content url=\"/\">\n  <license>\n   \
         <permits type=\"usage\">search ai-input</permits>\n   <prohibits type=\"usage\">ai-train</prohibits>\n  </license>\n  \
         <terms>https://news.test/about/</terms>\n </content>\n \
         <content url=\"/asia/wire/$\">\n  <license>\n   <prohibits type=\"usage\">ai-all</prohibits>\n  </license>\n </content>\n</rsl>\n"
    );
    assert!(text(&ours, "_headers").contains("/license.xml\n  Content-Type: application/rsl+xml\n"));
    let license = "https://creativecommons.org/licenses/by-nc/4.0/";
    let common = built(&format!("license = \"{license}\"\n[ai]\nsearch = true\nrsl = true\n"));
    let common = text(&common, "license.xml");
    assert!(
        common.contains(&format!("<payment type=\"attribution\">\n    <standard>{license}</standard>")),
        "{common}"
    );
    // What is neither allowed nor forbidden is not spoken of.
    assert!(common.contains("<permits type=\"usage\">search</permits>\n   <payment"), "{common}");
}

#[test]
fn ads_says_that_nobody_sells_or_who_does() {
    let nobody = built("");
    assert_eq!(text(&nobody, "ads.txt"), "placeholder.example.com, placeholder, DIRECT, placeholder\n");
    let sold = built("[ads]\nsellers = [\"ads.test, 12, DIRECT, abc\"]\nowner = \"news.test\"\n");
    assert_eq!(text(&sold, "ads.txt"), "ads.test, 12, DIRECT, abc\nOWNERDOMAIN=news.test\n");
    assert!(!built("[ads]\nfile = false\n").contains_key("ads.txt"));
}

#[test]
fn security_has_a_contact_and_ends_within_a_year() {
    assert!(!built("").contains_key(".well-known/security.txt"));
    let mut lab = Lab::new(&files("[security]\ncontact = [\"mailto:safe@news.test\"]\n"));
    lab.build().expect("a build");
    let built = lab.built();
    assert_eq!(
        text(&built, ".well-known/security.txt"),
        "Contact: mailto:safe@news.test\nExpires: 2027-11-01T00:00:00Z\n\
         Canonical: https://news.test/.well-known/security.txt\nPreferred-Languages: en-GB\n"
    );
    // It is renewed with the month, and not before.
    lab.at = instant("2026-12-31T23:59:59Z");
    lab.build().expect("a build");
    assert_eq!(lab.built()[".well-known/security.txt"], built[".well-known/security.txt"]);
    lab.at = instant("2027-01-01T00:00:00Z");
    let report = lab.build().expect("a build");
    assert!(report.written.contains(&".well-known/security.txt".to_owned()));
}

#[test]
fn the_key_of_indexnow_stands_alone_in_its_file() {
    let built = built("[indexnow]\nkey = \"abcdef-123456\"\n");
    assert_eq!(text(&built, "abcdef-123456.txt"), "abcdef-123456");
}

#[test]
fn headers_allow_no_scripts_in_pages_and_keep_what_never_changes() {
    let mut files = files("");
    files.insert("static/app.3f9a1c7d.js".into(), b"1".to_vec());
    files.insert("static/decade.css".into(), b"".to_vec());
    let built = tree(&files);
    let headers = text(&built, "_headers");
    assert!(headers.starts_with("/*\n  Content-Security-Policy: default-src 'self';"), "{headers}");
    assert!(!headers.contains("script-src 'unsafe-inline'"));
    assert!(
        headers.contains("  X-Content-Type-Options: nosniff\n")
            && headers.contains("Strict-Transport-Security")
    );
    assert!(headers.contains("/app.3f9a1c7d.js\n  Cache-Control: public, max-age=31536000, immutable\n"));
    assert!(!headers.contains("decade.css"));
    let own = super::built("[headers]\ncontent_security_policy = \"default-src *\"\n");
    assert!(text(&own, "_headers").contains("  Content-Security-Policy: default-src *\n"));
}

#[test]
fn headers_are_no_more_than_hosts_take() {
    let mut files = files("[feeds]\nof = [\"site\", \"sections\", \"tags\"]\n");
    for number in 0..60 {
        let article =
            format!("---\ntitle: Number {number}\ndate: 2026-11-20\ntags: [t{number}]\n---\nText.\n");
        files.insert(format!("content/asia/n{number}.md"), article.into_bytes());
    }
    files.insert("static/app.3f9a1c7d.js".into(), b"1".to_vec());
    let built = tree(&files);
    let headers = text(&built, "_headers");
    let rules: Vec<&str> = headers.lines().filter(|line| line.starts_with('/')).collect();
    assert_eq!(rules, ["/*", "/*rss.xml", "/*feed.json", "/app.3f9a1c7d.js"]);
    assert!(headers.contains("/*rss.xml\n  Content-Type: application/rss+xml; charset=utf-8\n"), "{headers}");
}

#[test]
fn the_manifest_names_the_site() {
    let built = built("[manifest]\nshort_name = \"World\"\ntheme_color = \"#8a1c1c\"\n");
    let manifest: Value = serde_json::from_slice(&built["manifest.webmanifest"]).expect("JSON");
    assert_eq!(manifest["name"], "World & Co (Test)");
    assert_eq!(manifest["short_name"], "World");
    assert_eq!(manifest["start_url"], "/");
    assert!(manifest.get("icons").is_none());
}

#[test]
fn llms_and_twins_are_there_on_demand() {
    assert!(!built("").keys().any(|path| path.ends_with("llms.txt") || path.ends_with(".md")));
    let built = built("[llms]\nmarkdown = true\n");
    let llms = text(&built, "llms.txt");
    assert!(llms.starts_with("# World & Co (Test)\n\n> News <of the world>.\n\n## Sections\n\n- [Asia](https://news.test/asia/)"), "{llms}");
    assert!(llms.contains("](https://news.test/asia/talks.md): Who meets.\n"));
    let twin = text(&built, "asia/talks.md");
    assert!(
        twin.starts_with("# Talks & \"terms\" <soon>\n\n> Who meets.\n\n- Authors: Mara Lind, Li & Sons\n"),
        "{twin}"
    );
    assert!(
        twin.contains("[us](https://news.test/about/)") && twin.contains("https://other.test/?a=1&b=2"),
        "{twin}"
    );
    assert!(!built.contains_key("asia/hidden.md") && !built.contains_key("asia/draft.md"));
}

#[test]
fn below_a_path_there_is_nothing_that_belongs_to_the_host() {
    let mut files = files("[security]\ncontact = [\"mailto:safe@news.test\"]\n");
    let settings = String::from_utf8(files["site.toml"].clone()).expect("a text");
    files.insert(
        "site.toml".into(),
        settings.replace("https://news.test/", "https://news.test/world/").into_bytes(),
    );
    let built = tree(&files);
    for path in ["robots.txt", "ads.txt", ".well-known/security.txt"] {
        assert!(!built.contains_key(path), "{path}");
    }
    assert!(text(&built, "rss.xml").contains("<link>https://news.test/world/asia/talks/</link>"));
    assert!(text(&built, "sitemap.xml").contains("<loc>https://news.test/world/sitemap-2026.xml</loc>"));
    assert!(
        text(&built, "_headers").contains("/world/*\n")
            && text(&built, "_headers").contains("/world/rss.xml\n")
    );
}

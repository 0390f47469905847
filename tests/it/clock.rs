//! The clock: what the passing of time does to a site, and that `next` knows it. `SEED=n`
//! repeats a run, `STEPS=n` makes it longer.

use crate::chain::generator::{Random, World};
use crate::chain::{Lab, Tree, difference, instant, problems};
use dateline::build::{Change, next};
use std::path::Path;

fn base() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits/base.txt");
    std::fs::read_to_string(path).expect("the base site")
}

/// The changes to come after the instant of a site.
fn changes(lab: &Lab) -> Vec<Change> {
    next(&lab.request(lab.output())).expect("a site that can be read").0.changes
}

/// The site as of an instant; none if it has errors.
fn at(lab: &mut Lab, at: i64) -> Option<Tree> {
    lab.at = at;
    let (report, tree) = lab.build_cleanly();
    report.published.then_some(tree)
}

#[test]
fn em_2_next_is_exactly_when_the_site_changes() {
    let mut random = Random::seeded("em_2_next_is_exactly_when_the_site_changes");
    let wanted = std::env::var("STEPS").map_or(40, |steps| steps.parse().expect("STEPS is a number"));
    let (mut came, mut seen, mut tries) = (0, 0, 0);
    while came < wanted {
        tries += 1;
        assert!(tries < 100 * wanted, "these sites show little: {came} changes");
        let world = World::new(&mut random, &base());
        let mut lab = Lab::new(&world.files());
        let mut now = instant("2026-11-27T12:00:00Z");
        let Some(mut site) = at(&mut lab, now) else { continue };
        let foretold: Vec<i64> = changes(&lab).iter().map(|change| change.at).collect();
        loop {
            lab.at = now;
            let ahead = changes(&lab);
            // A schedule that was written at first has all that is known later.
            let unforeseen = ahead.iter().find(|change| !foretold.contains(&change.at));
            assert!(unforeseen.is_none(), "not foretold at first: {unforeseen:?}");
            // Nothing happens before the first, or ever if there is none.
            let first = ahead.first().map_or(now + 100 * 366 * 86_400, |change| change.at);
            let Some(still) = at(&mut lab, first - 1) else { break };
            let differences = difference(&still, &site);
            assert!(differences.is_empty(), "unforeseen before {first}: {}", differences.join("\n"));
            if ahead.is_empty() {
                break;
            }
            let Some(then) = at(&mut lab, first) else { break };
            came += 1;
            seen += usize::from(then != still);
            (now, site) = (first, then);
        }
    }
    // An article in a place that is hidden by its template may come unseen, but rarely.
    assert!(seen * 10 > came * 9, "{came} changes were foretold, {seen} came");
}

/// A site in the built-in theme, with one article about talks.
fn broadsheet(front: &str) -> Lab {
    let settings = "title = \"News\"\nbase_url = \"https://news.example/\"\ntime_zone = \"Europe/Paris\"\n";
    let article = format!(
        "---\ntitle: Talks\ndate: 2026-11-01\nsummary: They talk.\nimage: {{ src: hall.svg, alt: A hall }}\n{front}---\nThey sit.\n"
    );
    let other = "---\ntitle: Accord\ndate: 2026-11-02\nlabel: analysis\n---\nThey agree.\n";
    let files = [
        ("site.toml", settings),
        ("content/asia/talks/index.md", article.as_str()),
        ("content/asia/talks/hall.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("content/asia/accord.md", other),
    ];
    Lab::new(&files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into())
}

/// The page of the talks at an instant, and the rest of the site.
fn talks(lab: &mut Lab, instant_in_words: &str) -> (String, Tree) {
    lab.at = instant(instant_in_words);
    let report = lab.build().expect("a build");
    assert!(report.published, "{}", problems(&report).join("\n"));
    let mut tree = lab.built();
    let page = tree.remove("asia/talks/index.html").expect("the page of the talks");
    (String::from_utf8(page).expect("UTF-8"), tree)
}

fn names_talks(tree: &Tree) -> Vec<&String> {
    let names = |bytes: &&Vec<u8>| String::from_utf8_lossy(bytes).contains("/asia/talks/");
    tree.iter().filter(|(_, bytes)| names(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn gn_10_next_knows_when_what_is_yet_to_come_will_no_longer_be_news() {
    let article = |front: &str| format!("---\ntitle: Talks\n{front}---\nText.\n").into_bytes();
    let files = [
        ("site.toml", b"title = \"News\"\nbase_url = \"https://news.example/\"\n[security]\ncontact = [\"mailto:a@news.example\"]\n".to_vec()),
        ("content/asia/talks.md", article("date: 2026-12-03T10:00:00Z\n")),
        ("content/asia/folder/index.md", article("date: 2026-12-03T11:00:00Z\n")),
        ("content/asia/now.md", article("date: 2026-11-30T10:00:00Z\n")),
        ("content/asia/short.md", article("date: 2026-12-03T10:00:00Z\nexpires: 2026-12-04\n")),
        ("content/asia/paid.md", article("date: 2026-12-03T10:00:00Z\nlabel: sponsored\n")),
        ("content/about.md", article("date: 2026-12-03T10:00:00Z\n")),
        ("content/notes/_index.md", b"---\ntitle: Notes\nnews: false\n---\n".to_vec()),
        ("content/notes/one.md", article("date: 2026-12-03T10:00:00Z\n")),
        ("content/help/_index.md", b"---\ntitle: Help\npages: true\n---\n".to_vec()),
        ("content/help/one.md", article("date: 2026-12-03T10:00:00Z\n")),
        ("content/late/_index.md", b"---\ntitle: Late\ndate: 2026-12-10\n---\n".to_vec()),
        ("content/late/one.md", article("date: 2026-12-03T10:00:00Z\n")),
        ("content/tags/sea.md", article("date: 2026-12-03T10:00:00Z\n")),
    ];
    let lab = Lab::new(&files.map(|(path, bytes)| (path.to_owned(), bytes)).into());
    let ahead = changes(&lab);
    let ends = |change: &&Change| change.why == dateline::build::Why::NewsEnds;
    let ends: Vec<(&str, i64)> = ahead.iter().filter(ends).map(|it| (it.path.as_str(), it.at)).collect();
    assert_eq!(
        ends,
        [
            ("content/asia/now.md", instant("2026-12-02T10:00:00Z")),
            ("content/asia/talks.md", instant("2026-12-05T10:00:00Z")),
            ("content/asia/folder/index.md", instant("2026-12-05T11:00:00Z")),
        ]
    );
    let renewed = ahead.iter().filter(|change| change.why == dateline::build::Why::SecurityRenewed);
    assert_eq!(renewed.count(), 12);
}

#[test]
fn what_has_expired_says_so_above_its_text() {
    let mut lab = broadsheet(
        "expires: 2026-12-01 00:00\nstatus_note: The talks are over.\nsuperseded_by: ../accord.md\n",
    );
    let (before, tree) = talks(&mut lab, "2026-11-30T22:59:59Z");
    assert!(before.contains("They sit.") && before.contains("There is a newer version of this article."));
    assert!(!names_talks(&tree).is_empty());
    let (after, tree) = talks(&mut lab, "2026-11-30T23:00:00Z");
    for words in [
        "This article is no longer current.",
        "The talks are over.",
        "<a href=\"/asia/accord/\">Accord</a>",
        "They sit.",
        "hall.svg",
    ] {
        assert!(after.contains(words), "{words}\n{after}");
    }
    assert_eq!(names_talks(&tree), Vec::<&String>::new(), "it leaves every list");
    assert!(tree.contains_key("asia/talks/hall.svg"));
}

#[test]
fn cx_5_a_tombstone_tells_why_and_nothing_of_the_text() {
    let mut lab = broadsheet("status: withdrawn\nstatus_note: The hall was another one.\n");
    let (page, tree) = talks(&mut lab, "2026-11-30T00:00:00Z");
    for words in ["Talks", "This article has been withdrawn.", "The hall was another one.", "noindex"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    for words in ["They sit.", "They talk.", "hall.svg", "A hall"] {
        assert!(!page.contains(words), "{words}\n{page}");
    }
    // It leaves every list; feeds keep the notice (RS-13).
    assert_eq!(names_talks(&tree), ["asia/feed.json", "asia/rss.xml", "feed.json", "rss.xml"]);
    for path in names_talks(&tree) {
        let feed = String::from_utf8_lossy(&tree[path]);
        assert!(feed.contains("The hall was another one.") && !feed.contains("They sit."), "{feed}");
    }
    assert!(!tree.contains_key("asia/talks/hall.svg"));
}

#[test]
fn an_expired_tombstone_says_that_it_is_gone() {
    let mut lab = broadsheet("expires: 2026-12-01 00:00\non_expire: tombstone\n");
    let (before, _) = talks(&mut lab, "2026-11-30T22:59:59Z");
    assert!(before.contains("They sit.") && !before.contains("no longer"));
    let (after, tree) = talks(&mut lab, "2026-11-30T23:00:00Z");
    assert!(after.contains("This article is no longer available.") && after.contains("noindex"));
    assert!(!after.contains("They sit.") && !after.contains("hall.svg"), "{after}");
    assert!(!tree.contains_key("asia/talks/hall.svg"));
}

#[test]
fn an_expired_article_can_lead_to_another() {
    let mut lab =
        broadsheet("expires: 2026-12-01 00:00\non_expire: redirect\nsuperseded_by: \"@/asia/accord.md\"\n");
    let (after, tree) = talks(&mut lab, "2026-11-30T23:00:00Z");
    assert!(after.contains("url=/asia/accord/") && !after.contains("They"), "{after}");
    assert!(!tree.contains_key("asia/talks/hall.svg"));
}

#[test]
fn lb_5_a_live_label_says_when_it_has_ended() {
    let mut lab = broadsheet("label: live\nlabel_until: 2026-12-01 00:00\n");
    let (before, _) = talks(&mut lab, "2026-11-30T22:59:59Z");
    assert!(before.contains(">Live</b>"), "{before}");
    let (after, tree) = talks(&mut lab, "2026-11-30T23:00:00Z");
    assert!(after.contains(">Live – ended</b>"), "{after}");
    assert!(String::from_utf8_lossy(&tree["index.html"]).contains("Live – ended"));
}

#[test]
fn a_breaking_label_falls_to_news() {
    let mut lab = broadsheet("label: breaking\nlabel_until: 2026-12-01 00:00\n");
    let (before, _) = talks(&mut lab, "2026-11-30T22:59:59Z");
    assert!(before.contains(">Breaking</b>"));
    let (after, _) = talks(&mut lab, "2026-11-30T23:00:00Z");
    assert!(!after.contains("Breaking") && !after.contains("label-"), "{after}");
}

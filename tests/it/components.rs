//! The components of the built-in theme: what the guide shows works as it is written there.

use crate::harness::request;
use dateline::build::build;
use std::fs;
use std::path::Path;

/// The examples in the declarations of the theme's components, by name.
fn examples() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/broadsheet/components");
    let mut examples: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the components")
        .filter_map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_name()?.to_str()?.strip_suffix(".toml")?.to_owned();
            let text: toml::Table = fs::read_to_string(&path).expect("a text").parse().expect("TOML");
            Some((name, text["example"].as_str().expect("an example").to_owned()))
        })
        .collect();
    examples.sort();
    examples
}

#[test]
fn every_example_of_the_guide_is_drawn_on_pages_in_feeds_and_in_markdown() {
    let examples = examples();
    assert!(examples.len() >= 15, "{} examples", examples.len());
    let temporary = tempfile::tempdir().expect("a folder");
    let root = temporary.path().join("site");
    let write = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write(
        "site.toml",
        "title = 'World'\nbase_url = 'https://world.example/'\nlanguage = 'en'\n[llms]\nmarkdown = true\n",
    );
    write("content/news/_index.md", "---\ntitle: News\nsummary: All of it.\n---\n");
    write(
        "content/news/law-of-the-sea.md",
        "---\ntitle: The sea\ndate: 2026-11-20\nsummary: Wet.\n---\nText.\n",
    );
    for name in ["dam", "gate", "lock", "lower", "upper", "ban", "launch"] {
        write(&format!("content/news/all/{name}.jpg"), "a picture");
    }
    write("content/news/all/members.csv", "Year,Members\n1999,11\n2001,12\n");
    let mut body =
        String::from("---\ntitle: All\ndate: 2026-11-21\nsummary: Everything.\n---\nThe first words.\n\n");
    for (_, example) in &examples {
        body.push_str(example);
        body.push_str("\n\n");
    }
    write("content/news/all/index.md", &body);
    let output = temporary.path().join("public");
    let report = build(&request(&root, &output), &|_| {}).expect("built");
    let errors: Vec<String> = report
        .problems
        .iter()
        .filter(|problem| problem.severity == dateline::problem::Severity::Error)
        .map(|problem| format!("{}: {:?}", problem.message, problem.hints))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let read = |path: &str| fs::read_to_string(output.join(path)).expect("a page");
    let (page, feed, twin) = (read("news/all/index.html"), read("rss.xml"), read("news/all.md"));
    for text in [&page, &feed, &twin] {
        assert!(!text.contains(":::") && !text.contains('\0'), "{text}");
        assert!(text.contains("The first words."));
    }
    for mark in
        ["class=\"chart\"", "class=\"map\"", "class=\"signoff\"", "class=\"pull-quote\"", "scope=\"row\""]
    {
        assert!(page.contains(mark), "{mark}");
    }
    let feed = feed.to_lowercase();
    for mark in ["<svg", "<script", "<iframe", "src=\"/", "href=\"/", "src=\"dam"] {
        assert!(!feed.contains(mark), "{mark}");
    }
    assert!(twin.contains("| Year | Members |"), "{twin}");
}

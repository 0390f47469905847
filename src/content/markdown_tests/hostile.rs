//! Bodies that nobody would write: each must end quickly, and in sound HTML.

use crate::content::Target;
use crate::content::markdown_tests::{filled, markdown, outlined, targets};
use crate::content::slug::slugify;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::collections::BTreeSet;

#[test]
fn hostile_bodies_end() {
    let many = |text: &str, count| text.repeat(count);
    let bodies = [
        many("> ", 20_000) + "x",
        many("[", 100_000),
        many("![", 50_000),
        many("[^", 50_000),
        many("[^a] ", 20_000),
        many("[^a]: x\n\n", 5_000),
        many("## fn\n", 20_000),
        many("## a\n", 20_000),
        many("'a ", 50_000),
        many("\"", 50_000),
        many("\"*", 20_000),
        many("<!--", 20_000),
        many("<a ", 20_000),
        many("<b>", 20_000),
        many("- ", 5_000),
        many("*a **b ", 10_000),
        many("`", 50_000),
        many("|", 20_000) + "\n" + &many("|-", 20_000),
        many("a\n: b\n", 5_000),
    ];
    for body in bodies {
        // What is slow here would take minutes, not moments: the test would never end.
        let (outline, _) = outlined(&body);
        let read = super::body(&body, &outline, "en", &markdown());
        let made = filled(&read, &outline, &targets(&outline), &markdown());
        let head: String = body.chars().take(10).collect();
        assert!(!made.content.contains("<script"), "{head}");
        assert_eq!(made.content.matches("<p>").count(), made.content.matches("</p>").count(), "{head}");
    }
}

/// The tags of some HTML; what is outside of them has no `<`.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|tag| tag.split('>').next())
}

fn check_any(body: &str) -> Result<(), proptest::test_runner::TestCaseError> {
    // As a text is when its file was read.
    let body = &body.replace('\0', "\u{fffd}");
    let (outline, _) = outlined(body);
    let targets: Vec<Target> = (0..outline.links.len())
        .map(|n| Target { url: format!("/t/{n}"), external: n % 2 == 0, waits: false, picture: None })
        .collect();
    let html = filled(&super::body(body, &outline, "en", &markdown()), &outline, &targets, &markdown());
    prop_assert!(!html.content.contains("<script"));
    let mut ids = BTreeSet::new();
    let mut links = 0;
    let mut open = Vec::new();
    for tag in tags(&html.content) {
        if let Some(name) = tag.strip_prefix('/') {
            prop_assert_eq!(open.pop(), Some(name), "in {}", html.content);
        } else {
            let name = tag.split(' ').next().unwrap_or_default();
            open.extend(Some(name).filter(|name| !matches!(*name, "br" | "hr" | "img" | "input")));
        }
        links += usize::from(tag.contains("=\"/t/"));
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            prop_assert!(ids.insert(id.to_owned()), "`{id}` is there twice in {}", html.content);
        }
    }
    prop_assert!(open.is_empty(), "{open:?} is not closed in {}", html.content);
    prop_assert_eq!(links, outline.links.len());
    prop_assert_eq!(html.signoff.is_some(), outline.signoff);
    for link in &outline.links {
        prop_assert!(body.get(link.span.start as usize..link.span.end as usize).is_some());
    }
    Ok(())
}

/// Text made of pieces that mean something in Markdown.
fn marked() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "a",
        "B c",
        "é",
        "世",
        " ",
        "\n",
        "\n\n",
        "    ",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "```\n",
        "[",
        "]",
        "(",
        ")",
        "!",
        "[^1]",
        "[^1]: ",
        "[^A]",
        "[x](y)",
        "![x](y)",
        "![x](y \"a | b\")",
        "[x][r]",
        "[r]: /z\n",
        "<",
        ">",
        "> ",
        "> [!NOTE]\n",
        "- ",
        "- [x] ",
        "1. ",
        "# ",
        "## ",
        "### Background\n",
        "## Next {#a}\n",
        "|",
        "|-|-|\n",
        "| a | b |\n",
        "\"",
        "'",
        "--",
        "...",
        "\\",
        "&quot;",
        "&amp;",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<script>",
        "<div>\n",
        "http://e.org",
        "<http://e.org>",
        ": ",
        "\n: ",
        "---\n",
        "Stay tuned to x",
        "\t",
        "\u{0}",
        "\r",
    ];
    let piece = prop_oneof![9 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<String>()];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    // What fails becomes a case above, not a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_makes_sound_html(body in prop_oneof![marked(), any::<String>(), Just(String::new())]) {
        check_any(&body)?;
    }

    #[test]
    fn slugs_are_stable(text in any::<String>()) {
        let slug = slugify(&text);
        prop_assert_eq!(&slugify(&slug), &slug);
        prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
    }
}

//! Tests of the import room: every shape of plain text, and what it becomes.

use super::{Block, Imported, PlainOptions, date, escape, plain, quote};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

fn options() -> PlainOptions {
    PlainOptions {
        date: None,
        now: "2026-11-23T10:00:00Z".into(),
        authors: Vec::new(),
        headings: super::HEADINGS.iter().map(ToString::to_string).collect(),
    }
}

fn import(text: &str) -> Imported {
    plain(text, "river-talks", &options())
}

/// The blocks in a short form: `# heading`, `- item|item`, or the paragraph.
fn shape(text: &str) -> Vec<String> {
    let block = |block: &Block| match block {
        Block::Heading(text) => format!("# {text}"),
        Block::Paragraph(text) => text.clone(),
        Block::List(items) => format!("- {}", items.join("|")),
    };
    import(text).body.iter().map(block).collect()
}

const DESK: &str = "\u{feff}Summary – After three dry years, the four countries of the basin will share their river gauges, a first step that still leaves the dams out.,\r
Article –\r
The four countries of the basin agreed to publish their river gauges each hour.\r
Background\r
The basin has no treaty that all four have signed.\r
The Global Impact\r
Grain from the basin feeds its neighbours.\r
Reactions from the World Stage\r
The first responses were careful:\r
- The upstream state spoke of a beginning.\r
- The port cities asked for daily figures.\r
- Fishing unions want a seat at the table.\r
Hydrologists doubt that gauges alone will do.\r
What Comes Next?\r
The commission meets in spring.\r
Stay tuned to Questiqa World for more\r
";

#[test]
fn a_text_of_the_desk() {
    let article = import(DESK);
    assert_eq!(
        article.markdown("20261123-100000-x"),
        r#"---
id: "20261123-100000-x"
title: "After three dry years, the four countries of the basin will share their river"
date: 2026-11-23T10:00:00Z
summary: "After three dry years, the four countries of the basin will share their river gauges, a first step that still leaves the dams out."
draft: true
---

The four countries of the basin agreed to publish their river gauges each hour.

## Background

The basin has no treaty that all four have signed.

## The Global Impact

Grain from the basin feeds its neighbours.

## Reactions from the World Stage

The first responses were careful:

- The upstream state spoke of a beginning.
- The port cities asked for daily figures.
- Fishing unions want a seat at the table.

Hydrologists doubt that gauges alone will do.

## What Comes Next?

The commission meets in spring.

Stay tuned to Questiqa World for more
"#
    );
    assert!(article.proposed && article.notes.is_empty());
}

#[test]
fn all_labels_in_every_spelling() {
    for dash in [" – ", " — ", " - ", ": ", "–"] {
        let text = format!(
            "Title{dash}Gauges for all,\nAUTHOR{dash}By Mara Lind and Tomas Reyes\nDate{dash}23 November 2026\n\
             tags{dash}water, #rivers; water\nSummary{dash}One sentence.,\n\nArticle{dash}\nThe text.\n"
        );
        let article = import(&text);
        assert_eq!(article.title, "Gauges for all", "{dash}");
        assert_eq!(article.authors, ["Mara Lind", "Tomas Reyes"]);
        assert_eq!(article.date, "2026-11-23");
        assert_eq!(article.tags, ["water", "rivers"]);
        assert_eq!(article.summary.as_deref(), Some("One sentence."));
        assert_eq!(article.body, [Block::Paragraph("The text.".into())]);
        assert!(!article.proposed && !article.draft);
    }
}

#[test]
fn a_label_may_have_its_text_on_the_next_line() {
    let article = import("Headline –\n\nGauges for all\nSummary\nOne sentence.\nArticle\nThe text.");
    assert_eq!(article.title, "Gauges for all");
    assert_eq!(article.summary.as_deref(), Some("One sentence."));
    assert_eq!(article.body, [Block::Paragraph("The text.".into())]);
}

#[test]
fn the_article_may_begin_on_the_line_of_its_label() {
    assert_eq!(shape("Summary: S.\nArticle: First words.\nMore words."), ["First words.", "More words."]);
}

#[test]
fn words_that_only_begin_like_a_label() {
    assert_eq!(
        shape("Date-based limits ended.\nSummary judgment was given.\nArticles – there are none."),
        ["Date-based limits ended.", "Summary judgment was given.", "Articles – there are none.",]
    );
}

#[test]
fn labels_within_the_article_are_text() {
    let text = "Article –\nThe text.\nSummary – of sorts.\nDate: never.\nThe end.";
    assert_eq!(shape(text), ["The text.", "Summary – of sorts.", "Date: never.", "The end."]);
}

#[test]
fn labels_after_the_article_are_read() {
    let article = import("Gauges for all\nThe text goes here.\n\nTags: water\nAuthor: Mara Lind\n");
    assert_eq!((article.title.as_str(), article.proposed), ("Gauges for all", false));
    assert_eq!((article.tags, article.authors), (vec!["water".into()], vec!["Mara Lind".into()]));
    assert_eq!(article.body, [Block::Paragraph("The text goes here.".into())]);
}

#[test]
fn a_bare_headline_and_byline() {
    let text = "Gauges for all\nBy Mara Lind\n\nSummary – One sentence.\nArticle –\nThe text.";
    let article = import(text);
    assert_eq!(article.title, "Gauges for all");
    assert_eq!(article.authors, ["Mara Lind"]);
    assert_eq!(article.summary.as_deref(), Some("One sentence."));
    assert_eq!(import("Article –\nGauges for all\nThe text.").title, "Gauges for all");
}

#[test]
fn headings_of_any_wording() {
    let text = "Title: T\nA first paragraph.\nWhy gauges matter\nA second one.\nBackground:\nA third one.\n\
                The price\n- Ten a month\n- Free for schools\nThe end.";
    assert_eq!(
        shape(text),
        [
            "A first paragraph.",
            "# Why gauges matter",
            "A second one.",
            "# Background",
            "A third one.",
            "# The price",
            "- Ten a month|Free for schools",
            "The end.",
        ]
    );
}

#[test]
fn short_lines_in_a_row_are_no_headings() {
    let text = "Title: T\nA first paragraph.\nSeoul\nTokyo\nBeijing\nA last one.\nStay tuned";
    assert_eq!(shape(text), ["A first paragraph.", "Seoul", "Tokyo", "Beijing", "A last one.", "Stay tuned"]);
}

#[test]
fn role_headings_in_any_case_with_or_without_their_question_mark() {
    let text = "Text one.\nBACKGROUND\nText two.\nWhat comes next\nText three.";
    assert_eq!(shape(text), ["Text one.", "# BACKGROUND", "Text two.", "# What comes next", "Text three."]);
}

#[test]
fn lists_with_every_mark_and_over_empty_lines() {
    let text = "Text.\n- one\n\n* two\n  • three\n•four\nAfter.\n-5 degrees.";
    assert_eq!(shape(text), ["Text.", "- one|two|three|four", "After.", "-5 degrees."]);
}

#[test]
fn paragraphs_broken_into_lines_are_put_together() {
    let text = "Gauges for all\n\nSummary – The four countries of the basin will share their\nriver gauges.\n\n\
                The four countries of the basin agreed to publish\ntheir river gauges each hour.\n\nWhy it matters\n\n\
                Grain from the basin feeds its neighbours, and\nmore than that.\n- a list item that goes on and on and on\n  \
                on the next line\n- another\n\nStay tuned\n";
    let article = import(text);
    assert_eq!(article.title, "Gauges for all");
    assert_eq!(
        article.summary.as_deref(),
        Some("The four countries of the basin will share their river gauges.")
    );
    assert_eq!(
        shape(text),
        [
            "The four countries of the basin agreed to publish their river gauges each hour.",
            "# Why it matters",
            "Grain from the basin feeds its neighbours, and more than that.",
            "- a list item that goes on and on and on on the next line|another",
            "Stay tuned",
        ]
    );
}

#[test]
fn a_broken_paragraph_is_no_headline() {
    let article = import("The four countries of the basin agreed to publish\ntheir river gauges.\n");
    assert!(article.proposed);
    assert_eq!(article.title, "The four countries of the basin agreed to publish their river gauges");
}

#[test]
fn proposed_headlines() {
    let title = |text: &str| import(&format!("Summary: {text}\nArticle:\nText.")).title;
    assert_eq!(
        title("Dr. Lee of the U.S. office met Gen. Park. They talked."),
        "Dr. Lee of the U.S. office met Gen. Park"
    );
    assert_eq!(title("Who pays? Nobody knows."), "Who pays?");
    assert_eq!(title("水位計が公開される。次は春。"), "水位計が公開される");
    assert_eq!(
        title(
            "The commission will meet in the spring in the old port, its members said after weeks of silence."
        ),
        "The commission will meet in the spring in the old port"
    );
    assert_eq!(
        title(
            "The commission of the four countries will publish all the figures that it has of the river since 1950."
        ),
        "The commission of the four countries will publish all the figures that it has"
    );
    let long = title(&"水".repeat(300));
    assert_eq!(long.chars().count(), 80);
    assert_eq!(
        title(
            "The “open gauge plan of the four basin countries and their many neighbours is a beginning” indeed."
        ),
        "The open gauge plan of the four basin countries and their many neighbours"
    );
}

#[test]
fn what_was_asked_for_wins() {
    let asked = PlainOptions { date: Some("2026-01-02".into()), authors: vec!["Desk".into()], ..options() };
    let article = plain("Title: T\nDate: 3 May 2020\nAuthor: Mara Lind\nArticle:\nText.", "x", &asked);
    assert_eq!((article.date.as_str(), article.authors), ("2026-01-02", vec!["Desk".to_owned()]));
}

#[test]
fn a_date_that_is_none_is_said_and_keeps_the_article_back() {
    let article = import("Title: T\nDate: last week\nArticle:\nText.");
    assert_eq!(article.date, "2026-11-23T10:00:00Z");
    assert!(article.draft && !article.proposed);
    assert_eq!(article.notes, ["the date `last week` could not be read, so the present one was taken"]);
}

#[test]
fn dates() {
    for (written, read) in [
        ("2026-11-23", Some("2026-11-23")),
        ("2026-11-23T08:30", Some("2026-11-23T08:30:00")),
        ("2026-11-23 08:30:15", Some("2026-11-23T08:30:15")),
        ("2026-11-23T08:30:00+09:00", Some("2026-11-22T23:30:00Z")),
        ("23 November 2026", Some("2026-11-23")),
        ("Nov. 3, 2026", Some("2026-11-03")),
        ("2026-02-30", None),
        ("31 February 2026", None),
        ("", None),
        ("soon", None),
    ] {
        assert_eq!(date(written).as_deref(), read, "{written}");
    }
}

#[test]
fn nothing_to_import() {
    for text in ["", "\u{feff}\r\n \t\n", "Summary –\nArticle –\n"] {
        let article = import(text);
        assert_eq!((article.title.as_str(), article.body.len()), ("river talks", 0), "{text:?}");
        assert!(article.draft);
    }
    assert_eq!(plain("", "--", &options()).title, "Untitled");
}

#[test]
fn control_characters_are_dropped() {
    assert_eq!(shape("A\u{0}b\u{7f}\u{9b}c  d\te.\u{2028}F."), ["Abc d e.", "F."]);
}

#[test]
fn quoted_text_is_the_same_in_yaml() {
    for text in
        ["NO", "1e3", "a: b # c", "“x” \"y\" \\ 'z'", "- a", "\u{85}\u{2028}\u{feff}\u{7}", "日本 🎉", ""]
    {
        let read: String =
            serde_yaml::from_str(&quote(text)).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(read, text);
    }
}

#[test]
fn escapes_what_would_mean_something_and_nothing_else() {
    for (text, escaped) in [
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("1950. was dry", r"1950\. was dry"),
        ("3.5 metres, -5 degrees", "3.5 metres, -5 degrees"),
        ("*no* _stress_ snake_case", r"\*no\* \_stress\_ snake_case"),
        ("[no](link) ![no](image)", r"\[no](link) !\[no](image)"),
        ("<b> a < b", r"\<b> a < b"),
        ("AT&T &copy; &#9;", r"AT&T \&copy; \&#9;"),
        ("~50 people", "~50 people"),
        ("~~gone~~", r"\~\~gone\~\~"),
        ("---", r"\---"),
        ("> no quotation", r"\> no quotation"),
        (": no definition", r"\: no definition"),
        (r"a\b `c`", r"a\\b \`c\`"),
        ("The talks (2018) cost $5 – or more!", "The talks (2018) cost $5 – or more!"),
    ] {
        assert_eq!(escape(text), escaped);
    }
}

/// Reads Markdown back: the kind of each block with its text.
fn read_back(markdown: &str) -> Vec<(&'static str, String)> {
    let extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut blocks: Vec<(&'static str, String)> = Vec::new();
    for event in Parser::new_ext(markdown, extensions) {
        match event {
            Event::Start(Tag::Paragraph) => blocks.push(("paragraph", String::new())),
            Event::Start(Tag::Heading { id: None, classes, attrs, .. })
                if classes.is_empty() && attrs.is_empty() =>
            {
                blocks.push(("heading", String::new()));
            }
            Event::Start(Tag::Item) => blocks.push(("item", String::new())),
            Event::Start(Tag::List(None)) | Event::End(_) => {}
            Event::Text(text) => match blocks.last_mut() {
                Some((_, block)) => block.push_str(&text),
                None => blocks.push(("loose text", text.into_string())),
            },
            other => blocks.push(("other", format!("{other:?}"))),
        }
    }
    blocks
}

fn line() -> impl Strategy<Value = String> {
    // Letters that mean something in Markdown, and few others, so that they meet.
    proptest::string::string_regex(r#"[-+*_#<>\[\]()!&;:|~`'^=${}.\\a1x "é–/]{0,24}"#)
        .expect("a pattern")
        .prop_map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .prop_filter("some text", |line| !line.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn markdown_shows_plain_text_as_it_was(first in line(), head in line(), item in line(), last in line()) {
        let article = Imported {
            body: vec![
                Block::Paragraph(first.clone()),
                Block::Heading(head.clone()),
                Block::List(vec![item.clone(), "x".into()]),
                Block::Paragraph(last.clone()),
            ],
            ..import("")
        };
        let markdown = article.markdown("x");
        let body = markdown.splitn(3, "---\n").nth(2).unwrap_or_default();
        prop_assert_eq!(read_back(body), vec![
            ("paragraph", first), ("heading", head), ("item", item), ("item", "x".into()), ("paragraph", last),
        ]);
    }

    #[test]
    fn any_text_becomes_an_article(text in r"(?s).{0,400}") {
        let article = import(&text);
        prop_assert!(!article.title.trim().is_empty());
        let markdown = article.markdown("x");
        let front = markdown.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        let (front, _) = front.expect("front matter");
        let read: serde_yaml::Value = serde_yaml::from_str(front).expect("YAML");
        prop_assert_eq!(read["title"].as_str(), Some(article.title.as_str()));
    }
}

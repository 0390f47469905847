//! Tests of front matter that cannot be read: no fence, no text, no YAML, too much of it.

use crate::content::front_matter_tests::{check, check_file, good, read, site};
use crate::content::{Kind, front_matter};
use crate::problem::draw_line;
use crate::source::{Flaw, SourceId, Sources};

#[test]
fn fences() {
    let (front, body, drawn) = read("\u{feff}\r\n---  \r\ntitle: A\r\n---\r\nText\r\n", Kind::Document);
    assert_eq!((front.title.unwrap().value.as_str(), body.as_str(), drawn.as_str()), ("A", "Text\n", ""));
    let (_, body, drawn) = read("---\ntitle: A\n---", Kind::Document);
    assert_eq!((body.as_str(), drawn.as_str()), ("", ""));
    check_file(
        "Hello\n",
        Kind::Document,
        "
error[no-front-matter]: this file does not begin with front matter
 --> a.md:1:1
  |
1 | Hello
  | ^^^^^
  |
  = hint: begin with a line `---`, then `title: …`, then another line `---`
",
    );
    check_file(
        "+++\ntitle = 'A'\n+++\n",
        Kind::Document,
        "
error[no-front-matter]: this file does not begin with front matter
 --> a.md:1:1
  |
1 | +++
  | ^^^
  |
  = hint: front matter is YAML between two lines `---`, not TOML between `+++`
",
    );
    check_file(
        "---\ntitle: A\n\nText\n",
        Kind::Document,
        "
error[unclosed-front-matter]: this front matter has no end
 --> a.md:1:1
  |
1 | ---
  | ^^^
  |
  = hint: write a line `---` after the last key
",
    );
    let (_, _, drawn) = read("", Kind::Document);
    assert!(drawn.starts_with("error[no-front-matter]"), "{drawn}");
}

#[test]
fn files_that_are_no_text() {
    let sources = Sources::from_texts([("a.md", "---\ntitle: A\nok: \n")]);
    let mut text = sources.text(SourceId(0)).unwrap();
    for (flaw, expected) in [
        (
            Flaw::NotUtf8(20),
            "a.md:4:1: error[not-utf8]: this file is not UTF-8: byte 20 does not belong to a character (save the file as UTF-8 in the editor)",
        ),
        (
            Flaw::TooLong(20_000_000),
            "a.md: error[too-long]: this file is 20 MiB long; text files may have 8 MiB",
        ),
    ] {
        text.flaw = Some(flaw);
        let (_, body, problems) = front_matter(&text, SourceId(0), Kind::Document, &site());
        assert_eq!(body as usize, text.text.len());
        assert_eq!(draw_line(&problems.sorted()[0], &sources), expected);
    }
}

#[test]
fn syntax_errors_say_what_to_do() {
    check_file(
        "---\ntitle: Breaking: war\n---\n",
        Kind::Document,
        "
error[syntax]: mapping values are not allowed in this context
 --> a.md:2:16
  |
2 | title: Breaking: war
  |                ^
  |
  = hint: quote the value: `title: \"Breaking: war\"`
",
    );
    check(
        "summary:\u{a0}A word\ndate: 2026-11-23",
        "
error[syntax]: there is a no-break space after the colon
 --> a.md:3:9
  |
3 | summary:\u{a0}A word
  |         ^
  |
  = hint: replace it by an ordinary space
",
    );
    check_file(
        "---\ntitle:\u{a0}A\n---\n",
        Kind::Document,
        "
error[syntax]: there is a no-break space after the colon
 --> a.md:2:7
  |
2 | title:\u{a0}A
  |       ^
  |
  = hint: replace it by an ordinary space
",
    );
    check(
        "summary: \"Breaking\nweight: 3",
        "
error[syntax]: this quotation mark is not closed
 --> a.md:3:10
  |
3 | summary: \"Breaking
  |          ^
",
    );
    check(
        "tags: [a, b\nweight: 3",
        "
error[syntax]: this list is not closed
 --> a.md:3:7
  |
3 | tags: [a, b
  |       ^
4 | weight: 3
  |       - expected `,` or `]`
",
    );
    for (yaml, hint) in [
        ("tags:\n\t- b", "(indent with spaces: YAML allows no tabs there)"),
        ("summary: @home", "(quote the value: `summary: \"@home\"`)"),
        ("summary: *all", "(a value that begins with `*` needs quotes)"),
        ("summary: He said: \"No\"", "(quote the value: `summary: 'He said: \"No\"'`)"),
        ("  date: 2026-11-23", "(is this line indented by mistake, or does the value above need quotes?)"),
        ("...\nmore", "(front matter ends with a line `---`)"),
    ] {
        let sources = Sources::from_texts([("a.md", &*format!("---\ntitle: A\n{yaml}\n---\n"))]);
        let text = sources.text(SourceId(0)).unwrap();
        let problems = front_matter(&text, SourceId(0), Kind::Document, &site()).2.sorted();
        let line = draw_line(&problems[0], &sources);
        assert!(line.contains("error[syntax]") && line.ends_with(hint), "{line}");
    }
}

#[test]
fn hostile_front_matter_is_refused_quickly() {
    let laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n\
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n\
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]\nextra: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]\n";
    let wide = format!("a: &a [{}]\nextra: [{}]\n", "x,".repeat(10_000), "*a,".repeat(10_000));
    let long = format!("a: &a {}\nextra: [{}]\n", "x".repeat(30_000), "*a,".repeat(10_000));
    let blocks: String = (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    for yaml in [
        laughs.to_owned(),
        wide,
        long,
        blocks,
        format!("extra: {}", "[".repeat(10_000)),
        format!("extra: {}{}", "{a: ".repeat(10_000), "}".repeat(10_000)),
        format!("extra: {}{}", "[".repeat(65), "]".repeat(65)),
        format!("extra:\n  {}a", "- ".repeat(10_000)),
        format!("extra: \"a\n # \" , {}", "[".repeat(10_000)),
        format!("extra: [a, 'b'{}", "['".repeat(10_000)),
        "# long\n".repeat(10_000),
    ] {
        let (_, _, drawn) = read(&format!("---\ntitle: A\n{yaml}\n---\n"), Kind::Document);
        assert!(drawn.contains("[excessive-front-matter]"), "{}\n{drawn}", &yaml[..60]);
    }
    good(&format!("extra: {{a: {}{}}}", "[".repeat(58), "]".repeat(58)));
    good(&format!("summary: \"{}\"", "[".repeat(100)));
    good("extra: {a: &a 1, b: *a}");
}

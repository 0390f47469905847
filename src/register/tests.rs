//! Tests of the register room.

use super::{Owner, Register, parse};
use crate::config::Format;
use crate::fingerprint::Fingerprint;
use crate::problem::{Style, draw_line};
use crate::source::{SourceId, Sources};

fn read(text: &str) -> (Register, Vec<String>) {
    let sources = Sources::from_texts([("urls.lock", text)]);
    let (register, problems) = parse(text, SourceId(0));
    let _ = Style::PLAIN;
    (register, problems.sorted().iter().map(|problem| draw_line(problem, &sources)).collect())
}

#[test]
fn what_is_written_is_read_again() {
    let mut register = Register::default();
    for (path, owner, source) in [
        ("/a b/50%/", Owner::id("x y"), "content/a b/50%.md"),
        ("/日本/", Owner::id("@odd"), "content/日本.md"),
        ("/b/", Owner::first_address("/a b/"), "-"),
        ("/c?d#e/", Owner::nobody(), "-"),
        ("/d/", Owner::id("/like-a-path"), "content/d.md"),
        ("/e/", Owner::id("-"), "content/e.md"),
    ] {
        register.give(path, owner, source);
    }
    let text = register.text();
    assert!(text.ends_with(
        "/a%20b/50%25/ x%20y content/a b/50%.md\n/b/ /a%20b/ -\n/c%3Fd%23e/ - -\n/d/ %2Flike-a-path content/d.md\n\
         /e/ %2D content/e.md\n/日本/ %40odd content/日本.md\n"
    ));
    let (mut again, problems) = read(&text);
    assert_eq!(problems, Vec::<String>::new());
    again.lines.values_mut().flatten().for_each(|line| line.place = None);
    assert_eq!(again, register);
}

#[test]
fn owners_tell_what_they_are() {
    assert_eq!(Owner::first_address("/a b/").as_first_address().as_deref(), Some("/a b/"));
    assert_eq!(Owner::id("/a/").as_first_address(), None);
    assert_eq!(Owner("@term/tags/a%20b".into()).as_entry(), Some(("term", "tags/a b".into())));
    assert_eq!(Owner("@archive".into()).as_entry(), Some(("archive", String::new())));
    assert_eq!(Owner::id("@archive").as_entry(), None);
}

#[test]
fn feeds_twins_and_files_have_owners() {
    let feed = Owner("@feed/rss/term/tags/a%20b".into());
    assert_eq!(feed.as_feed(), Some((Format::Rss, "term", "tags/a b".into())));
    assert_eq!(Owner("@feed/json/site".into()).as_feed(), Some((Format::Json, "site", String::new())));
    assert_eq!(Owner("@feed/tape/site".into()).as_feed(), None);
    assert_eq!(Owner::id("@feed/rss/site").as_feed(), None);
    let article = Owner::first_address("/a b/");
    assert_eq!(Owner::twin(&article).as_twin(), Some(article));
    let file = Owner::file(Fingerprint::of(b"<svg/>"));
    assert!(file.is_of_bytes() && file.0.len() == "@file/".len() + 16, "{}", file.0);
    assert!(Owner::unread_file().is_of_bytes() && !Owner::id("@file/x").is_of_bytes());
}

#[test]
fn a_merge_may_leave_two_lines_for_one_address() {
    let (register, problems) = read("/a/ one content/a.md\r\n\n# a remark\n/a/ two content/b.md\n");
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(register.lines["/a/"].len(), 2);
    assert_eq!(register.text().matches("\n/a/ ").count(), 1);
}

#[test]
fn lines_that_are_none() {
    let (register, problems) = read(
        "/a/ one content/a.md\n<<<<<<< ours\n/b/\n/c/  content/c.md\nd/ x y\n/../e/ x y\n//evil.example/ x y\n/a%0Ab/ x y\n",
    );
    assert_eq!(register.lines.len(), 1);
    let wrong =
        "error[syntax]: a line should have an address, whose it is and a source, with a space between";
    let mut expected = vec![
        "urls.lock:2:1: error[syntax]: this is the mark of a merge that is not finished (keep the lines of both sides and take out the marks)".to_owned(),
    ];
    expected.extend((3..=8).map(|line| format!("urls.lock:{line}:1: {wrong}")));
    assert_eq!(problems, expected);
}

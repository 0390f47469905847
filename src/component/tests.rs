//! Tests of components: lines of colons, declarations, and calls laid beside them.

use super::{Line, check, declaration, line};
use crate::source::{SourceId, Sources};

/// What a line does, in words.
fn read(text: &str) -> String {
    let mut problems = Vec::new();
    let (colons, line) = line(text, SourceId(0), 10, &mut problems);
    let mut words = match line {
        Line::Close => format!("{colons} close"),
        Line::Open(call) | Line::Whole(call) => {
            let bare = call.bare.map(|text| format!(" [{}]", text.value)).unwrap_or_default();
            let named = call.named.iter().map(|(key, value)| format!(" {}={{{}}}", key.value, value.value));
            format!("{colons} {}{bare}{}", call.name.value, named.collect::<String>())
        }
    };
    for problem in problems {
        words.push_str(&format!("; {}", problem.message));
    }
    words
}

#[test]
fn lines_of_colons_are_read() {
    assert_eq!(read(":::"), "3 close");
    assert_eq!(read("  ::::  "), "4 close");
    assert_eq!(read(":::aside"), "3 aside");
    assert_eq!(read("::: aside :::"), "3 aside");
    assert_eq!(
        read(r#":::: a-b "one two" k=v q="x \"y\" \\ \n""#),
        r#"4 a-b [one two] k={v} q={x "y" \ \n}"#
    );
    assert_eq!(read("::: map countries=\"TD NE\" :::"), "3 map countries={TD NE}");
    assert_eq!(read("::: a b=c:::"), "3 a b={c:::}", "without a blank it belongs to the value");
    assert_eq!(read("::: a x=é\ty=日本"), "3 a x={é} y={日本}");
    assert_eq!(read("::: a x=\"\""), "3 a x={}");
}

#[test]
fn whatever_stands_behind_colons_is_read_without_a_panic() {
    let pieces = [":", "::", " ", "=", "\"", "\\", "a", "é", "'", "“", "x=", ":::", "\t", "-"];
    // Every line of up to four pieces.
    for number in 0..pieces.len().pow(4) {
        let (mut text, mut rest) = (String::from(":::"), number);
        for _ in 0..4 {
            text.push_str(pieces[rest % pieces.len()]);
            rest /= pieces.len();
        }
        let mut problems = Vec::new();
        let _ = line(&text, SourceId(0), 0, &mut problems);
        for label in problems.iter().flat_map(|problem| &problem.labels) {
            let crate::problem::Place::Span(span) = label.place else { continue };
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text:?}: {span:?}");
        }
    }
}

#[test]
fn arguments_that_are_not_given_are_there_and_empty() {
    let text = "[arguments.a]\ntype = 'text'\n[arguments.b]\ntype = 'number'\ndefault = '3'\n";
    let sources = Sources::from_texts([("components/x.toml", text)]);
    let id = sources.find("components/x.toml").expect("the file");
    let (declaration, problems) = declaration(id, &sources.text(id).expect("read"));
    assert!(problems.is_empty());
    let mut found = Vec::new();
    let (_, Line::Whole(call)) = line("::: x a=\"  \" :::", SourceId(0), 0, &mut found) else { panic!() };
    let (arguments, found) = check(&call, &declaration);
    assert_eq!(format!("{arguments:?} {found:?}"), "[(\"a\", Value(None)), (\"b\", Value(Integer(3)))] []");
}

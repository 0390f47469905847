//! Tests of the theme room.

use super::{builtin_files, bundle};
use crate::problem::Problems;
use crate::source::Sources;
use std::collections::{BTreeMap, BTreeSet};

/// The words of the theme that is part of the program, by language.
fn words() -> BTreeMap<String, toml::Table> {
    let mut words = BTreeMap::new();
    for (path, bytes) in builtin_files() {
        let Some(name) = path.strip_prefix("themes/broadsheet/strings/") else { continue };
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let language = name.trim_end_matches(".toml").to_owned();
        words.insert(language, text.parse().expect("TOML"));
    }
    words
}

/// All `{name}` in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn the_theme_speaks_six_languages_wholly() {
    let words = words();
    let languages: Vec<&str> = words.keys().map(String::as_str).collect();
    assert_eq!(languages, ["ar", "en", "es", "fr", "ru", "zh"]);
    let english = &words["en"];
    for (language, table) in &words {
        for (key, meant) in english {
            let word = table.get(key).unwrap_or_else(|| panic!("{language} has no `{key}`"));
            match (meant, word) {
                (toml::Value::Array(meant), toml::Value::Array(names)) => {
                    assert_eq!(meant.len(), names.len(), "{language}: {key}");
                }
                (toml::Value::String(meant), toml::Value::String(text)) => {
                    assert_eq!(placeholders(meant), placeholders(text), "{language}: {key}");
                }
                (_, toml::Value::Table(forms)) => {
                    assert!(forms.contains_key("other"), "{language}: {key}");
                }
                _ => panic!("{language}: {key} is of another kind than in English"),
            }
        }
        let own = table.keys().filter(|key| !english.contains_key(*key));
        let own: Vec<&str> = own.map(String::as_str).collect();
        // Russian declines its months: after a day they stand in the genitive.
        let expected: &[&str] = if language == "ru" { &["months_alone"] } else { &[] };
        assert_eq!(own, expected, "{language}");
    }
}

/// The bundle of `css/main.css` among files of which each is a path and a text, and the
/// messages of all problems.
fn bundled(files: &[(&str, &str)]) -> (String, Vec<String>) {
    let sources = Sources::from_texts(files.iter().copied());
    let assets = sources.iter().map(|(id, source)| (source.path.to_string(), id)).collect();
    let mut problems = Problems::new();
    let bundles = bundle::load(&sources, &assets, &mut problems).expect("texts can be read");
    let messages = problems.iter().map(|problem| problem.message.clone()).collect();
    (bundles["css/main.css"].text.to_string(), messages)
}

#[test]
fn idle_space_and_comments_leave_style_sheets_and_nothing_else() {
    let cases = [
        ("/* head */\na {\n  color : red;\n  margin: 0 auto;\n}\n", "a{color :red;margin:0 auto}"),
        ("a  >  b , c   d { }", "a > b,c d{}"),
        ("a :hover, a:hover { color: red !important }", "a :hover,a:hover{color:red !important}"),
        ("p { width: calc( 1px + ( 2em * 3 ) ) }", "p{width:calc(1px + (2em * 3))}"),
        (
            "a::before { content: \" /* no comment */ ;  } \" }",
            "a::before{content:\" /* no comment */ ;  } \"}",
        ),
        ("a{background:url( a b.png )}", "a{background:url( a b.png )}"),
        ("a { background: url(\"x  y.png\") , url(z.png) }", "a{background:url(\"x  y.png\"),url(z.png)}"),
        (":root { --empty: ; --x:  a  b ; }", ":root{--empty:;--x:a b}"),
        ("a/**/b { color: red }", "a/**/b{color:red}"),
        (
            "@media screen and (min-width: 40rem) { a { color: red; } }",
            "@media screen and (min-width:40rem){a{color:red}}",
        ),
        ("a { & b { color: red; } ; }", "a{& b{color:red}}"),
        (
            "@charset \"utf-8\"; @namespace svg url(http://www.w3.org/2000/svg);",
            "@namespace svg url(http://www.w3.org/2000/svg);",
        ),
        ("a { color: red", "a{color:red}"),
        ("} a { color: red }", "}a{color:red}"),
        ("", ""),
    ];
    for (css, expected) in cases {
        assert_eq!(bundled(&[("css/main.css", css)]), (expected.to_owned(), vec![]), "{css}");
        // What is small already stays.
        assert_eq!(bundled(&[("css/main.css", expected)]).0, expected, "{css}");
    }
    let deep = "a{".repeat(5000);
    assert_eq!(bundled(&[("css/main.css", &deep)]).0, deep);
}

#[test]
fn what_a_sheet_imports_is_put_into_it() {
    let files = [
        (
            "css/main.css",
            "@layer base, theme;\n@import \"parts/a.css\" layer(base);\n@import url(../b.css) print;\n\
             @import 'c.css' supports(display: grid) screen and (width > 40em);\n@import \"c.css\" layer;\nmain { color: red }",
        ),
        (
            "css/parts/a.css",
            "@import \"../c.css\"; a { background: url(../../i.png), url('j.png'), url(#k), url(https://l.example/l.png) }",
        ),
        ("b.css", "b { src: url(data:font/woff2;base64,AA==), url(/root.woff2) }"),
        ("css/c.css", "c { color: blue }"),
        ("css/i.svg", "<svg/>"),
    ];
    let expected = "@layer base,theme;@layer base{c{color:blue}a{background:url(\"../i.png\"),url(\"parts/j.png\"),url(#k),\
                    url(https://l.example/l.png)}}@media print{b{src:url(data:font/woff2;base64,AA==),url(/root.woff2)}}\
                    @media screen and (width > 40em){@supports (display:grid){c{color:blue}}}@layer{c{color:blue}}\
                    main{color:red}";
    assert_eq!(bundled(&files), (expected.to_owned(), vec![]));
}

#[test]
fn imports_from_elsewhere_come_first_and_stay() {
    let files = [
        (
            "css/main.css",
            "@import \"a.css\";\n@import url(https://fonts.example/x.css) screen;\np { color: red }",
        ),
        ("css/a.css", "a { color: blue }"),
    ];
    let expected = "@import \"https://fonts.example/x.css\" screen;a{color:blue}p{color:red}";
    assert_eq!(bundled(&files), (expected.to_owned(), vec![]));
    let files = [
        ("css/main.css", "@import \"parts/a.css\" print;\np { color: red }"),
        ("css/parts/a.css", "@import \"//fonts.example/x.css\"; a { color: blue }"),
    ];
    let expected = "@import \"parts/a.css\" print;p{color:red}";
    assert_eq!(bundled(&files), (expected.to_owned(), vec![]));
}

#[test]
fn an_import_after_a_rule_does_nothing_and_stays() {
    let files =
        [("css/main.css", "p { color: red }\n@import \"a.css\";"), ("css/a.css", "a { color: blue }")];
    assert_eq!(bundled(&files), ("p{color:red}@import \"a.css\";".to_owned(), vec![]));
}

#[test]
fn dead_and_circular_imports_are_problems() {
    let (text, problems) = bundled(&[
        ("css/main.css", "@import \"parst.css\";\n@import;\np { color: red }"),
        ("css/parts.css", ""),
    ]);
    assert_eq!(
        (text.as_str(), problems),
        ("p{color:red}", vec!["there is no style sheet `css/parst.css` to import".to_owned()])
    );
    let files = [
        ("css/main.css", "@import \"a.css\"; p { color: red }"),
        ("css/a.css", "@import \"./../css/main.css\"; a {}"),
    ];
    let (text, problems) = bundled(&files);
    assert_eq!(text, "a{}p{color:red}");
    // Both sheets are published, and each is told.
    assert_eq!(problems, ["`css/a.css` imports itself", "`css/main.css` imports itself"]);
}

#[test]
fn a_name_says_what_is_in_the_file() {
    let of = |text| {
        let sources = Sources::from_texts([("js/app.min.js", text)]);
        let assets = sources.iter().map(|(id, source)| (source.path.to_string(), id)).collect();
        let bundles = bundle::load(&sources, &assets, &mut Problems::new()).expect("texts can be read");
        bundles["js/app.min.js"].clone()
    };
    let (one, other) = (of("let a = 1;  // one\n"), of("let a = 2;"));
    assert_eq!(&*one.text, "let a = 1;  // one\n");
    assert_ne!(one.lasting, other.lasting);
    assert!(one.lasting.starts_with("js/app.min.") && one.lasting.ends_with(".js"), "{}", one.lasting);
    // The digest of this text by `openssl dgst -sha384 -binary | base64`.
    assert_eq!(of("x").integrity, "sha384-11LCxR+6DimqGQVwqdQlPkQHegWNMpf6OlYw1b0BJiL5fCisrtMTtcg7uZDKp9qF");
}

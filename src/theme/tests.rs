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
    let bundles =
        bundle::load(&sources, &assets, &BTreeMap::new(), &mut problems).expect("texts can be read");
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
        let bundles = bundle::load(&sources, &assets, &BTreeMap::new(), &mut Problems::new())
            .expect("texts can be read");
        bundles["js/app.min.js"].clone()
    };
    let (one, other) = (of("let a = 1;  // one\n"), of("let a = 2;"));
    assert_eq!(&*one.text, "let a = 1;  // one\n");
    assert_ne!(one.lasting, other.lasting);
    assert!(one.lasting.starts_with("js/app.min.") && one.lasting.ends_with(".js"), "{}", one.lasting);
    // The digest of this text by `openssl dgst -sha384 -binary | base64`.
    assert_eq!(of("x").integrity, "sha384-11LCxR+6DimqGQVwqdQlPkQHegWNMpf6OlYw1b0BJiL5fCisrtMTtcg7uZDKp9qF");
}

/// The bundles of a site's own static files, and all problems, each with its place.
#[cfg(feature = "sass")]
fn compiled(files: &[(&str, &str)]) -> (BTreeMap<String, String>, Vec<String>) {
    let sources = Sources::from_texts(files.iter().copied());
    let mut problems = Problems::new();
    let layers = [super::layers::Layer { name: None, folder: String::new() }];
    let (assets, sheets) = super::layers::assets(&sources, &layers, &mut problems);
    let bundles = bundle::load(&sources, &assets, &sheets, &mut problems).expect("texts can be read");
    let texts = bundles.into_iter().map(|(path, bundle)| (path, bundle.text.to_string())).collect();
    let problems = problems.sorted();
    let told = problems.iter().map(|problem| crate::problem::draw_line(problem, &sources)).collect();
    (texts, told)
}

#[test]
#[cfg(feature = "sass")]
fn sass_is_compiled_and_bundled() {
    let (texts, told) = compiled(&[
        (
            "static/css/site.scss",
            "@use \"../parts/colours\" as c;\n@import url(plain.css);\n// Not to be seen.\n\
             nav { a { color: c.$red; &:hover { color: darken(c.$red, 10%) } } }\n",
        ),
        ("static/parts/_colours.scss", "$red: #c00;\n"),
        ("static/css/plain.css", "p { margin: 0 }"),
        ("static/css/old.sass", "p\n  margin: 0\n"),
    ]);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(texts["css/site.css"], "p{margin:0}nav a{color:#c00}nav a:hover{color:#990000}");
    assert_eq!(texts["css/old.css"], "p{margin:0}");
    // What is only a part of others is published nowhere, and neither is what was written.
    assert_eq!(texts.keys().collect::<Vec<_>>(), ["css/old.css", "css/plain.css", "css/site.css"]);
}

#[test]
#[cfg(feature = "sass")]
fn mistakes_in_sass_have_their_places() {
    let (texts, told) = compiled(&[
        ("static/css/site.scss", "@use \"parts\";\n"),
        ("static/css/_parts.scss", "p {\n  color: $ink;\n}\n"),
        ("static/css/lost.scss", "\n@use \"nothing\";\n"),
        ("static/css/round.scss", "@use \"round\";\n"),
        ("static/css/twice.css", ""),
        ("static/css/twice.scss", ""),
    ]);
    assert_eq!(
        told,
        [
            "static/css/_parts.scss:2:10: error[sass-failed]: undefined variable",
            "static/css/lost.scss:2:1: error[sass-failed]: can't find stylesheet to import",
            "static/css/round.scss:1:1: error[sass-failed]: module loop: this module is already being loaded",
            "static/css/twice.scss: error[duplicate-url]: two style sheets would be `css/twice.css`",
        ]
    );
    assert_eq!(texts.keys().collect::<Vec<_>>(), ["css/twice.css"]);
}

//! Tests of the front matter: what is read, and what the problems look like.

use crate::config::{self, Config, RESERVED};
use crate::content::{FrontMatter, KEYS, Kind, front_matter, moment, schema};
use crate::data::Data;
use crate::problem::{Style, draw_all, draw_line};
use crate::source::{SourceId, Sources, Spanned};
use jiff::tz::TimeZoneDatabase;
use proptest::prelude::*;

const SITE: &str = "title = 'T'\nbase_url = 'https://t.example/'\ntime_zone = 'Europe/Paris'\n\
    [taxonomies]\ntags = {}\ncountries = {}\n";

pub(super) fn site() -> Config {
    let (config, problems) = config::parse(&Sources::from_texts([("site.toml", SITE)])).unwrap();
    assert!(problems.is_empty());
    config.unwrap()
}

/// Reads a file; gives the front matter, the body's text and the problems: drawn if there
/// is one, else in one line each.
pub(super) fn read(text: &str, kind: Kind) -> (FrontMatter, String, String) {
    let sources = Sources::from_texts([("a.md", text)]);
    let text = sources.text(SourceId(0)).unwrap();
    let (front, body, problems) = front_matter(&text, SourceId(0), kind, &site());
    let problems = problems.sorted();
    let drawn = match problems.len() {
        0 | 1 => draw_all(&problems, &sources, Style::PLAIN),
        _ => problems.iter().map(|problem| draw_line(problem, &sources) + "\n").collect(),
    };
    (front, text.text[body as usize..].to_owned(), drawn)
}

/// Front matter without problems, with a title.
#[track_caller]
pub(super) fn good(yaml: &str) -> FrontMatter {
    let (front, body, drawn) = read(&format!("---\ntitle: A\n{yaml}\n---\nbody\n"), Kind::Document);
    assert_eq!(drawn, "");
    assert_eq!(body, "body\n");
    front
}

/// Checks the problems of front matter with a title.
#[track_caller]
pub(super) fn check(yaml: &str, expected: &str) {
    check_file(&format!("---\ntitle: A\n{yaml}\n---\n"), Kind::Document, expected);
}

#[track_caller]
pub(super) fn check_file(text: &str, kind: Kind, expected: &str) {
    let (_, _, drawn) = read(text, kind);
    let lines = |text: &str| text.trim_matches('\n').lines().map(|line| line.trim_end().to_owned()).collect();
    let (found, expected): (Vec<String>, Vec<String>) = (lines(&drawn), lines(expected));
    assert_eq!(found, expected, "\n{drawn}");
}

fn values(texts: &[Spanned<String>]) -> Vec<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}

fn terms(front: &FrontMatter, name: &str) -> Vec<String> {
    let found = front.terms.iter().find(|(taxonomy, _)| taxonomy == name);
    found.map(|(_, terms)| values(terms).into_iter().map(str::to_owned).collect()).unwrap_or_default()
}

#[test]
fn text_is_taken_as_written() {
    let front = good(
        "slug: 1e3 # not a number\ntags: [NO, on, 1e3, 2026, \"null\", 010, 0x1F, true]\ncountries: NO\n\
         authors:\n- on\n- \"yes\"\nkicker: 1_000\ndateline: .5\nid: 12345678901234567890123",
    );
    assert_eq!(front.slug.as_ref().unwrap().value, "1e3");
    assert_eq!(terms(&front, "tags"), ["NO", "on", "1e3", "2026", "null", "010", "0x1F", "true"]);
    assert_eq!(terms(&front, "countries"), ["NO"]);
    assert_eq!(terms(&front, "authors"), ["on", "yes"]);
    assert_eq!(front.kicker.unwrap().value, "1_000");
    assert_eq!(front.dateline.unwrap().value, ".5");
    assert_eq!(front.id.unwrap().value, "12345678901234567890123");
    let front =
        good("image: {src: 1e3, alt: no}\nsources:\n  - title: 007\n    publisher: NO\n  - {title: on}");
    assert_eq!(front.image.unwrap().src.value, "1e3");
    assert_eq!(front.sources[0].title, "007");
    assert_eq!(front.sources[0].publisher.as_deref(), Some("NO"));
    assert_eq!(front.sources[1].title, "on");
    let front = good("tags: 1e3\ncountries:\n  # Norway\n  - NO\nsummary: >\n  no\n  more\n");
    assert_eq!(terms(&front, "tags"), ["1e3"]);
    assert_eq!(terms(&front, "countries"), ["NO"]);
    assert_eq!(front.summary.unwrap().value, "no more");
}

#[test]
fn free_values_are_as_yaml_means_them() {
    let front = good("extra: {a: NO, b: 1e3, c: 7, d: ~, e: [true, no]}");
    let pair = |name: &str, data| (name.to_owned(), data);
    let list = Data::List(vec![Data::Bool(true), Data::Text("no".to_owned())]);
    let expected = vec![
        pair("a", Data::Text("NO".to_owned())),
        pair("b", Data::Float(1000.0)),
        pair("c", Data::Integer(7)),
        pair("d", Data::None),
        pair("e", list),
    ];
    assert_eq!(front.extra, Data::Map(expected));
}

#[test]
fn nothing_is_not_given() {
    let front = good(
        "summary: ~\nkicker:\nslug: null\ndraft:\nweight: ~\ntags: []\nimage:\nsources:\nextra:\nauthor:",
    );
    assert_eq!(front.summary, None);
    assert_eq!(front.slug, None);
    assert!(front.terms.is_empty() && front.image.is_none() && front.sources.is_empty() && !front.draft);
    assert_eq!(good("slug: \"null\"").slug.unwrap().value, "null");
}

#[test]
fn places_are_exact() {
    let text = "---\n\"title\": 'A: b' # c\ntags: [on, one, a-on]\nsources:\n  - url: https://x.example/\n    title: X\n---\n";
    let (front, _, drawn) = read(text, Kind::Document);
    assert_eq!(drawn, "");
    let at = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(at(front.title.unwrap().span), "'A: b'");
    let tags = &front.terms[0].1;
    assert_eq!(tags.iter().map(|tag| tag.span.start).collect::<Vec<_>>(), [31, 35, 40]);
    assert_eq!(at(front.sources[0].url.as_ref().unwrap().span), "https://x.example/");
}

#[test]
fn dates_in_all_forms() {
    let seconds = |text: &str| good(&format!("date: {text}")).date.unwrap().value.seconds;
    assert_eq!(seconds("2026-11-23"), 1_795_388_400);
    for text in [
        "2026-11-23 10:00",
        "2026-11-23T10:00",
        "2026-11-23 10:00:00",
        "2026-11-23T10:00:00.5",
        "2026-11-23T10:00:00+01:00",
        "2026-11-23 10:00:00 +0100",
        "2026-11-23 10:00 +01",
        "2026-11-23T09:00:00Z",
        "'2026-11-23 09:00:00 Z'",
        "\"2026-11-23t05:00:00-04:00\" # New York",
    ] {
        assert_eq!(seconds(text), 1_795_424_400, "{text}");
    }
    assert!(good("date: 2026-11-23").date.unwrap().value.day_only);
    assert!(!good("date: 2026-11-23 00:00").date.unwrap().value.day_only);
    // The summer and winter halves of the doubled hour, told apart by their offsets.
    assert_eq!(seconds("2026-10-25T02:30:00+01:00") - seconds("2026-10-25T02:30:00+02:00"), 3600);
    for text in ["2026", "23.11.2026", "2026-1-5", "2026-11-23T", "2026-11-23 10", "2026-11-23x10:00", "soon"]
    {
        let (front, _, drawn) = read(&format!("---\ntitle: A\ndate: {text}\n---\n"), Kind::Document);
        assert!(
            front.date.is_none() && drawn.contains("error[bad-value]: `date` is no date or time"),
            "{text}"
        );
    }
    for text in
        ["2026-02-29", "2026-13-01", "2026-11-23 24:00", "2026-11-23 10:60", "2026-11-23 10:00 +25:00"]
    {
        let (front, _, drawn) = read(&format!("---\ntitle: A\ndate: {text}\n---\n"), Kind::Document);
        assert!(front.date.is_none() && drawn.contains("error[bad-value]: `date` cannot be: "), "{text}");
    }
    good("date: 2026-11-23 10:00\nupdated: 2026-11-23");
    // Beirut skips the midnight that begins this day; the day begins an hour later.
    let beirut = TimeZoneDatabase::bundled().get("Asia/Beirut").unwrap();
    let day = moment::moment("2026-03-29", &beirut).unwrap();
    assert_eq!((day.seconds, day.day_only), (1_774_735_200, true));
}

#[test]
fn times_that_the_clock_change_skips_or_doubles() {
    check(
        "date: 2026-03-29 02:30",
        "
error[ambiguous-time]: `Europe/Paris` skips this time
 --> a.md:3:7
  |
3 | date: 2026-03-29 02:30
  |       ^^^^^^^^^^^^^^^^
  |
  = hint: did you mean `2026-03-29T02:30:00+01:00` or `2026-03-29T02:30:00+02:00`?
",
    );
    check(
        "date: 2026-10-25 02:30",
        "
error[ambiguous-time]: `Europe/Paris` has this time twice
 --> a.md:3:7
  |
3 | date: 2026-10-25 02:30
  |       ^^^^^^^^^^^^^^^^
  |
  = hint: write `2026-10-25T02:30:00+02:00` or `2026-10-25T02:30:00+01:00`
",
    );
    check(
        "date: 2026-11-23 10:00\nupdated: 2026-11-22",
        "
error[bad-value]: `updated` is before `date`
 --> a.md:4:10
  |
3 | date: 2026-11-23 10:00
  |       ---------------- published here
4 | updated: 2026-11-22
  |          ^^^^^^^^^^
",
    );
}

#[test]
fn every_problem_is_told_at_once() {
    check(
        "slug: a/b\naliases: [x, /a?b, /ok/]\nlang: pt_BR\nlabel: analisys\ndraft: yes\nweight: heavy\n\
         template: article\ndatee: 2026-11-23\ndescription: x\nfoo: 1\npage_size: 3\ntags: {a: b}\n\
         countries: [NO, [x], \"\"]\nsummary: [a]\nimage: {source: x.jpg, alt: 3}\n\
         sources: [{url: x.org}, foo]\nauthor: a\nauthors: b\nslug: again\nextra: [1]\nkicker: \"\"\ncountrys: NO",
        "
a.md:3:7: error[bad-value]: `slug` has the character `/` (a slug is one part of an address; folders come from sections)
a.md:4:11: error[bad-value]: an alias should begin with `/` (did you mean `/x`?)
a.md:4:14: error[bad-value]: an alias should have no `?` and no `#`
a.md:5:7: error[bad-value]: `lang` should be a language tag (did you mean `pt-BR`?)
a.md:6:8: error[bad-value]: there is no label `analisys` (did you mean `analysis`?)
a.md:7:8: error[wrong-type]: `draft` should be true or false, not text (write `true`, without quotes)
a.md:8:9: error[wrong-type]: `weight` should be a whole number, not text
a.md:9:11: error[bad-value]: `template` should be the file name of a template (did you mean `article.html`?)
a.md:10:1: error[unknown-key]: unknown key `datee` (did you mean `date`?)
a.md:11:1: error[unknown-key]: unknown key `description` (this is `summary` here)
a.md:12:1: error[unknown-key]: unknown key `foo` (the site's own values belong below `extra`)
a.md:13:1: error[unknown-key]: unknown key `page_size` (only `_index.md` has `page_size`)
a.md:14:7: error[wrong-type]: `tags` should be a list of text, not a table
a.md:15:12: error[wrong-type]: an item of `countries` should be text, not a list
a.md:15:12: error[bad-value]: an item of `countries` is empty
a.md:16:10: error[wrong-type]: `summary` should be text, not a list
a.md:17:1: error[missing-key]: `image.src` is missing
a.md:17:9: error[unknown-key]: unknown key `source` in `image`
a.md:18:12: error[missing-key]: a source has no `title`
a.md:18:17: error[bad-value]: the address of a source should begin with `https://` or `http://` (did you mean `https://x.org`?)
a.md:18:25: error[wrong-type]: an item of `sources` should be a table, not text
a.md:20:1: error[duplicate-key]: `author` and `authors` are the same key
a.md:21:1: error[duplicate-key]: `slug` is given twice
a.md:22:8: error[wrong-type]: `extra` should be a table, not a list
a.md:23:9: error[bad-value]: `kicker` is empty (write something, or leave the key out)
a.md:24:1: error[unknown-key]: unknown key `countrys` (did you mean `countries`?)
",
    );
}

#[test]
fn problems_as_drawn() {
    check(
        "tags: [a]\n\"tags\": [b]",
        "
error[duplicate-key]: `tags` is given twice
 --> a.md:4:1
  |
3 | tags: [a]
  | ---- first given here
4 | \"tags\": [b]
  | ^^^^^^
",
    );
    check(
        "extra:\n  map:\n    a: 1\n    a: 2",
        "
error[duplicate-key]: `a` is given twice in `extra`
 --> a.md:6:5
  |
6 |     a: 2
  |     ^
",
    );
    check_file(
        "---\n---\n",
        Kind::Document,
        "
error[missing-key]: `title` is missing
 --> a.md:1:1
  |
1 | ---
  | ^^^
",
    );
    check_file(
        "---\ntitle: \"\"\n---\n",
        Kind::Term,
        "
error[bad-value]: `title` is empty
 --> a.md:2:8
  |
2 | title: \"\"
  |        ^^
  |
  = hint: write something, or leave the key out
",
    );
    check_file(
        "---\n{title: A, draft: maybe}\n---\n",
        Kind::Document,
        "
error[wrong-type]: `draft` should be true or false, not text
 --> a.md:2:19
  |
2 | {title: A, draft: maybe}
  |                   ^^^^^
",
    );
    check_file(
        "---\n- a\n---\n",
        Kind::Document,
        "
error[wrong-type]: front matter should be keys and values, not a list
 --> a.md:2:1
  |
2 | - a
  | ^^^
",
    );
}

#[test]
fn section_keys() {
    let text = "---\ntitle: Asia\npermalink: /:section/:year/:slug/\npage_size: 5\npages: true\narticle_template: x.html\n---\n";
    let (front, _, drawn) = read(text, Kind::Section);
    assert_eq!(drawn, "");
    assert_eq!(front.permalink.unwrap().value.0.len(), 7);
    assert_eq!((front.page_size, front.pages), (Some(5), true));
    assert_eq!(front.article_template.unwrap().value, "x.html");
    check_file(
        "---\ntitle: A\npermalink: /:titel/\npage_size: 0\npages: no\n---\n",
        Kind::Section,
        "
a.md:3:12: error[bad-value]: there is no placeholder `:titel`; there are `:year`, `:month`, `:day`, `:section`, `:slug`
a.md:4:12: error[bad-value]: `page_size` should be at least 1
a.md:5:8: error[wrong-type]: `pages` should be true or false, not text (write `false`, without quotes)
",
    );
}

#[test]
fn taxonomies_cannot_be_named_like_keys() {
    for key in KEYS {
        let name = key.key.name.split('.').next().unwrap();
        assert!(name == "authors" || RESERVED.contains(&name), "{name}");
    }
}

#[test]
fn the_schema_knows_every_key() {
    let schema = schema(Some(&site()));
    for key in KEYS.iter().filter(|key| !key.key.name.contains('.')) {
        assert!(!schema["properties"][key.key.name].is_null(), "{}", key.key.name);
    }
    assert_eq!(schema["required"], serde_json::json!(["title"]));
    assert!(!schema["properties"]["countries"].is_null());
    assert_eq!(schema["properties"]["sources"]["items"]["required"], serde_json::json!(["title"]));
    assert_eq!(schema["properties"]["image"]["anyOf"][1]["required"], serde_json::json!(["src"]));
}

/// Lines that are like front matter, but not quite.
fn nearly_yaml() -> impl Strategy<Value = String> {
    let key = "(title|date|tags|image|sources|extra|author|\"slug\"|x|- |  src|  - url|  - title|\\? )";
    let value = "[ \\[\\]{}\"'#&*!|>:,\\-\u{a0}a-c0-9é\u{4e2d}\t]{0,12}";
    let line =
        (key, "(:|: |:\u{a0}| )", value).prop_map(|(key, colon, value)| format!("{key}{colon}{value}\n"));
    proptest::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        read(&text, Kind::Document);
        read(&format!("---\n{text}\n---\n"), Kind::Section);
    }

    #[test]
    fn nearly_front_matter_never_panics(yaml in nearly_yaml()) {
        let text = format!("---\n{yaml}---\nbody");
        let (_, body, _) = read(&text, Kind::Section);
        prop_assert_eq!(body, "body");
    }

    #[test]
    fn any_title_is_kept(title in "[^\\p{C}\n\u{85}\u{2028}\u{2029}]{0,30}[a-z]") {
        let quoted = format!("---\ntitle: '{}'\n---\n", title.replace('\'', "''"));
        let (front, _, _) = read(&quoted, Kind::Document);
        prop_assert_eq!(front.title.unwrap().value, title.trim_matches(' '));
    }
}

#[test]
fn coordinates_are_two_numbers_of_degrees() {
    for (text, place) in [("46.20, 6.15", "46.20 6.15"), ("-33.9,18", "-33.9 18"), ("\"90 -180\"", "90 -180")]
    {
        let front = good(&format!("coordinates: {text}"));
        assert_eq!(front.coordinates.map(|place| place.value).as_deref(), Some(place), "{text}");
    }
    for wrong in ["46.2", "91, 0", "0, 181", "1, 2, 3", "north, east", "nan, inf", "1e2, 3"] {
        let text = format!("---\ntitle: A\ncoordinates: {wrong}\n---\n");
        let (front, _, drawn) = read(&text, Kind::Document);
        assert!(front.coordinates.is_none() && drawn.contains("no coordinates"), "{wrong}: {drawn}");
    }
}

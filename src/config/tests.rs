//! Tests of the settings room: what is read, and what the problems look like.

use crate::config::{self, Config, Fields, KEYS, PermalinkPart, UrlStyle, Value, read_toml, toml_to_data};
use crate::data::Data;
use crate::problem::{Problems, Style, draw_all, draw_line};
use crate::source::{SourceId, Sources};
use proptest::prelude::*;

const HEAD: &str = "title = 'T'\nbase_url = 'https://t.example/'\n";

/// Reads a `site.toml`; problems come drawn if there is one, else in one line each.
fn read(text: &str) -> (Option<Config>, String) {
    let sources = Sources::from_texts([("site.toml", text)]);
    let (config, problems) = config::parse(&sources).unwrap();
    let problems = problems.sorted();
    let drawn = match problems.len() {
        0 | 1 => draw_all(&problems, &sources, Style::PLAIN),
        _ => problems.iter().map(|problem| draw_line(problem, &sources) + "\n").collect(),
    };
    (config, drawn)
}

/// Settings without problems, with a title and an address.
#[track_caller]
fn good(toml: &str) -> Config {
    let (config, drawn) = read(&format!("{HEAD}{toml}"));
    assert_eq!(drawn, "");
    config.unwrap()
}

/// Checks the problems of settings that begin with a title and an address.
#[track_caller]
fn check(toml: &str, expected: &str) {
    let config = check_whole(&format!("{HEAD}{toml}"), expected);
    assert!(config.is_some());
}

#[track_caller]
fn check_whole(toml: &str, expected: &str) -> Option<Config> {
    let (config, drawn) = read(toml);
    let lines = |text: &str| text.trim_matches('\n').lines().map(|line| line.trim_end().to_owned()).collect();
    let (found, expected): (Vec<String>, Vec<String>) = (lines(&drawn), lines(expected));
    assert_eq!(found, expected, "\n{drawn}");
    config
}

#[test]
fn defaults() {
    let config = good("");
    assert_eq!((config.title.as_str(), config.language.as_str()), ("T", "en"));
    assert_eq!((config.base_url.origin.as_str(), config.base_url.path.as_str()), ("https://t.example", "/"));
    assert_eq!(config.time_zone.iana_name(), Some("UTC"));
    assert_eq!((config.theme.value.as_str(), config.url_style), ("broadsheet", UrlStyle::Directory));
    assert_eq!(config.page_size, 12);
    let taxonomies: Vec<_> =
        config.taxonomies.iter().map(|t| (&*t.name, &*t.title, &*t.slug, t.page_size)).collect();
    assert_eq!(taxonomies, [("authors", "Authors", "authors", 20), ("tags", "Tags", "tags", 20)]);
    assert!(!config.markdown.raw_html && config.markdown.smart_punctuation);
    assert_eq!(config.markdown.external_links.rel, "noopener");
    assert_eq!(config.roles("pt-BR").unwrap().background, ["Background"]);
    assert_eq!(config.roles("de-AT").unwrap().background[0], "Hintergrund");
    let slash = || PermalinkPart::Text("/".to_owned());
    let parts = [slash(), PermalinkPart::Section, slash(), PermalinkPart::Slug, slash()];
    assert_eq!(config.permalink.0, parts);
    assert_eq!(config.extra, Data::Map(Vec::new()));
}

#[test]
fn everything_given() {
    let config = good(
        "language = 'PT-br'\ntime_zone = 'America/Sao_Paulo'\nurl_style = 'file'\npermalink = '/:year/:month/:day/:slug'\n\
         page_size = 5\ndescription = 'D'\ncopyright = 'C'\ntheme = 'own'\n\
         [taxonomies.countries]\n[taxonomies.foreign_affairs]\nslug = 'world'\npage_size = 3\n\
         [taxonomies.authors]\ntitle = 'People'\nslug = 'by'\n\
         [menus]\nmain = [{ name = 'Asia', url = '@/asia/_index.md' }]\n[[menus.foot]]\nname = 'X'\nurl = 'https://x.example'\n\
         [markdown]\nraw_html = true\nexternal_links = { rel = '', class = 'out' }\n\
         [roles.en]\nbackground = ['Context']\n[roles.sw]\nnext = ['Nini kinafuata?']\n\
         [options]\naccent = '#900'\n[extra]\nn = [1, 2.5, { a = 1979-05-27 }]\n",
    );
    assert_eq!(config.language, "pt-BR");
    assert_eq!(config.time_zone.iana_name(), Some("America/Sao_Paulo"));
    let taxonomies: Vec<_> =
        config.taxonomies.iter().map(|t| (&*t.name, &*t.title, &*t.slug, t.page_size)).collect();
    let expected = [
        ("authors", "People", "by", 20),
        ("countries", "Countries", "countries", 20),
        ("foreign_affairs", "Foreign affairs", "world", 3),
    ];
    assert_eq!(taxonomies, expected);
    assert_eq!(
        config.menus.iter().map(|(name, items)| (&**name, items.len())).collect::<Vec<_>>(),
        [("main", 1), ("foot", 1)]
    );
    assert_eq!(config.markdown.external_links.class, "out");
    assert_eq!(config.roles("en").unwrap().background, ["Context"]);
    assert_eq!(config.roles("en").unwrap().impact, ["The Global Impact"]);
    assert_eq!(config.roles("sw").unwrap().next, ["Nini kinafuata?"]);
    assert_eq!(config.options[0].1.value, Data::Text("#900".to_owned()));
    let date = Data::Map(vec![("a".to_owned(), Data::Text("1979-05-27".to_owned()))]);
    let list = Data::List(vec![Data::Integer(1), Data::Float(2.5), date]);
    assert_eq!(config.extra, Data::Map(vec![("n".to_owned(), list)]));
}

#[test]
fn the_file_itself() {
    let (config, problems) = config::parse(&Sources::from_texts([("content/a.md", "")])).unwrap();
    assert!(config.is_none());
    let line = draw_line(&problems.sorted()[0], &Sources::default());
    assert_eq!(
        line,
        "error[no-config]: there is no `site.toml` in the site's folder (`dateline init` makes a site; `--root` names another folder)"
    );
    let config = check_whole(
        "title = \n",
        "
error[syntax]: string values must be quoted, expected literal string
 --> site.toml:1:9
  |
1 | title =
  |         ^
",
    );
    assert!(config.is_none());
    let config = check_whole(
        "title = 'T'\ntitle = 'T'\n",
        "
error[duplicate-key]: the key `title` is given twice
 --> site.toml:2:1
  |
2 | title = 'T'
  | ^^^^^
",
    );
    assert!(config.is_none());
    let config = check_whole(
        "",
        "
site.toml: error[missing-key]: `base_url` is missing (for instance `base_url = \"https://example.org/\"`)
site.toml: error[missing-key]: `title` is missing (for instance `title = \"Our News\"`)
",
    );
    assert!(config.is_none());
    let crlf = "\u{feff}title = 'T'\r\nbase_url = 'https://t.example/'\r\n";
    assert_eq!(read(crlf).1, "");
}

#[test]
fn every_problem_is_told_at_once() {
    check(
        "language = 'pt_BR'\ntime_zone = 'paris'\ntheme = 'a/b'\nurl_style = 'directories'\npermalink = '/:sluk/'\n\
         page_size = 0\ndescription = 7\ncopyright = ''\nraw_html = true\npagesize = 3\nmotto = 'x'\n\
         [taxonomies]\nTags = {}\nurl = {}\nx = 1\na = { slug = 's', titel = 'A' }\nb = { slug = 's' }\nc = { slug = 'c/d' }\n\
         [menus]\nmain = [{ nam = 'A', url = 'about.md' }, 'x']\n\
         [markdown]\nraw_html = 'yes'\nexternal_links = ['a']\n\
         [roles]\nEnglish = {}\nfr = { next = 'x', background = ['', 1] }\n[extra]\n",
        "
site.toml:3:12: error[bad-value]: `language` should be a language tag (did you mean `pt-BR`?)
site.toml:4:13: error[bad-value]: there is no time zone `paris` (did you mean `Europe/Paris`?)
site.toml:5:9: error[bad-value]: `theme` should be the name of a folder in `themes/`
site.toml:6:13: error[bad-value]: `url_style` should be `directory` or `file` (did you mean `directory`?)
site.toml:7:13: error[bad-value]: there is no placeholder `:sluk`; there are `:year`, `:month`, `:day`, `:section`, `:slug`
site.toml:8:13: error[bad-value]: `page_size` should be at least 1
site.toml:9:15: error[wrong-type]: `description` should be text, not a whole number
site.toml:10:13: error[bad-value]: `copyright` is empty
site.toml:11:1: error[unknown-key]: unknown key `raw_html` (`raw_html` belongs below `[markdown]`)
site.toml:12:1: error[unknown-key]: unknown key `pagesize` (did you mean `page_size`?)
site.toml:13:1: error[unknown-key]: unknown key `motto` (the site's own values belong below `[extra]`)
site.toml:15:1: error[bad-value]: the taxonomy `Tags` should have a name of a-z, 0-9, `_` and `-`
site.toml:16:1: error[bad-value]: `url` cannot be a taxonomy: it has a meaning of its own
site.toml:17:5: error[wrong-type]: `taxonomies.x` should be a table, not a whole number
site.toml:18:19: error[unknown-key]: unknown key `titel` in `taxonomies.a` (did you mean `title`?)
site.toml:19:14: error[bad-value]: the taxonomies `a` and `b` have the same slug `s`
site.toml:20:14: error[bad-value]: `taxonomies.c.slug` should be one part of an address, without `/`, `?`, `#` and spaces
site.toml:22:9: error[missing-key]: `menus.main.name` is missing
site.toml:22:11: error[unknown-key]: unknown key `nam` in `menus.main` (did you mean `name`?)
site.toml:22:28: error[bad-value]: `menus.main.url` should be `@/…` for a document, `/…` for a path or an address elsewhere (did you mean `@/about.md`?)
site.toml:22:42: error[wrong-type]: an item of `menus.main` should be a table, not text
site.toml:24:12: error[wrong-type]: `markdown.raw_html` should be true or false, not text
site.toml:25:18: error[wrong-type]: `markdown.external_links` should be a table, not a list
site.toml:27:1: error[bad-value]: `roles.English` should be named after a language (for instance `[roles.fr]`)
site.toml:28:15: error[wrong-type]: `roles.fr.next` should be a list of text, not text
site.toml:28:34: error[bad-value]: an item of `roles.fr.background` is empty
site.toml:28:38: error[wrong-type]: an item of `roles.fr.background` should be text, not a whole number
",
    );
}

#[test]
fn addresses_of_the_site() {
    let base = |text: &str| {
        good("").with_base_url(text).map(|config| (config.base_url.origin, config.base_url.path))
    };
    let right = |origin: &str, path: &str| Ok((origin.to_owned(), path.to_owned()));
    assert_eq!(base("http://localhost:8080"), right("http://localhost:8080", "/"));
    assert_eq!(base("https://T.example:443/a/b"), right("https://t.example", "/a/b/"));
    assert_eq!(base("https://bücher.example/é/"), right("https://xn--bcher-kva.example", "/%C3%A9/"));
    let wrong = |text: &str, message: &str| assert_eq!(base(text), Err(format!("`{text}` {message}")));
    for text in ["", "t.example", "/blog/", "ftp://t.example/", "mailto:a@t.example", "https://"] {
        wrong(text, "should be an absolute address with http or https");
    }
    wrong("https://t.example/?a", "should have no `?` and no `#`");
    wrong("https://t.example/#a", "should have no `?` and no `#`");
    wrong("https://me@t.example/", "should have no user name or password");
    wrong("https://t.example//a/", "has an empty part in its path");
    let config = check_whole(
        "title = 'T'\nbase_url = 't.example/news'\n",
        "
error[bad-value]: `base_url` should be an absolute address with http or https
 --> site.toml:2:12
  |
2 | base_url = 't.example/news'
  |            ^^^^^^^^^^^^^^^^
  |
  = hint: did you mean `https://t.example/news`?
",
    );
    assert!(config.is_none());
}

#[test]
fn permalinks() {
    let parts = config::permalink("/news-:year/:section/:slug.html").unwrap().0;
    let text = |text: &str| PermalinkPart::Text(text.to_owned());
    let expected = [
        text("/news-"),
        PermalinkPart::Year,
        text("/"),
        PermalinkPart::Section,
        text("/"),
        PermalinkPart::Slug,
        text(".html"),
    ];
    assert_eq!(parts, expected);
    for (wrong, message) in [
        ("", "the pattern `` does not begin with `/`"),
        (":slug", "the pattern `:slug` does not begin with `/`"),
        ("/:year/", "the pattern `/:year/` has no `:slug`, so all articles would have one address"),
        ("/:slug/:", "there is no placeholder `:`; there are `:year`, `:month`, `:day`, `:section`, `:slug`"),
        ("/a b/:slug", "the pattern `/a b/:slug` has the character ` `"),
        ("/a//:slug", "the pattern `/a//:slug` has a part that is empty, `.` or `..`"),
        ("/../:slug", "the pattern `/../:slug` has a part that is empty, `.` or `..`"),
        (
            "/é:sluγ",
            "there is no placeholder `:slu`; there are `:year`, `:month`, `:day`, `:section`, `:slug`",
        ),
    ] {
        assert_eq!(config::permalink(wrong), Err(message.to_owned()));
    }
}

#[test]
fn language_tags() {
    for (text, tag) in [
        ("en", Some("en")),
        ("PT-br", Some("pt-BR")),
        ("zh-hant-tw", Some("zh-Hant-TW")),
        ("sr-Latn", Some("sr-Latn")),
        ("es-419", Some("es-419")),
        ("de-x-AB", Some("de-x-ab")),
        ("", None),
        ("e", None),
        ("english", None),
        ("en_US", None),
        ("en-", None),
        ("en-x", None),
        ("中文", None),
    ] {
        assert_eq!(config::language_tag(text).as_deref(), tag, "{text}");
    }
}

#[test]
fn places_of_tables_and_free_keys() {
    let text = "a.b = 1\n[c]\nd = [ 'x' ]\n[[e]]\n'f g' = 0x1F\n";
    let table = read_toml(SourceId(0), text).unwrap();
    let at = |span: crate::source::Span| &text[span.start as usize..span.end as usize];
    let keys: Vec<_> = table.entries.iter().map(|entry| at(entry.key.span)).collect();
    assert_eq!(keys, ["a", "c", "e"]);
    let Value::List(items) = &table.get("e").unwrap().value.value else { panic!("a list") };
    let Value::Table(one) = &items[0].value else { panic!("a table") };
    assert_eq!((at(one.entries[0].key.span), at(one.entries[0].value.span)), ("'f g'", "0x1F"));
    assert_eq!(toml_to_data(&one.entries[0].value.value), Data::Integer(31));
    let mut problems = Problems::new();
    let mut fields = Fields::new(table, "", &mut problems);
    let mut c = fields.take_table("c").unwrap();
    assert_eq!(at(c.span()), "c");
    assert_eq!(c.path_of("d"), "c.d");
    assert_eq!(c.take_list_of_text("d").unwrap()[0].value, "x");
    c.finish();
    fields.finish();
    let messages: Vec<_> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(messages, ["unknown key `a`", "unknown key `e`"]);
}

#[test]
fn the_schema_knows_every_key() {
    let schema = config::schema();
    assert_eq!(schema["required"], serde_json::json!(["title", "base_url"]));
    for key in KEYS {
        let path = key.name.split('.').fold(String::new(), |path, part| match part {
            "*" => path + "/additionalProperties",
            "[]" => path + "/items",
            name => format!("{path}/properties/{name}"),
        });
        let found = schema.pointer(&path);
        assert_eq!(found.and_then(|found| found["description"].as_str()), Some(key.doc), "{}", key.name);
    }
    assert_eq!(schema["properties"]["page_size"]["default"], serde_json::json!(12));
}

#[test]
fn every_documented_key_is_read() {
    for key in KEYS.iter().filter(|key| !key.name.contains("[]")) {
        let name = key.name.replace("roles.*", "roles.fr").replace('*', "x");
        let (_, drawn) = read(&format!("{name} = 1979-05-27\n"));
        assert!(!drawn.contains("unknown-key"), "{name}: {drawn}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*", toml in "([a-z.\\[\\]]{1,6} ?= ?['\"{\\[0-9tf,}\\]:-]{0,6}\n){0,6}") {
        read(&text);
        read(&format!("{HEAD}{toml}"));
        let _ = config::permalink(&format!("/{text}"));
        let _ = good("").with_base_url(&text);
    }
}

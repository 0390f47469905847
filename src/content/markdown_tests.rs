//! Tests of Markdown: slugs, outlines, HTML.

mod hostile;

use crate::config::{Config, ExternalLinks, Markdown, Roles};
use crate::content::html::{Body, Filling, body};
use crate::content::outline::{Reading, outline, read};
use crate::content::slug::slugify;
use crate::content::{Outline, Role, Target, address, punctuation, words};
use crate::problem::Problem;
use crate::source::{SourceId, Sources};

fn config() -> Config {
    let list = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let english = Roles {
        background: list(&["Background"]),
        impact: list(&["The Global Impact"]),
        reactions: list(&["Reactions from the World Stage"]),
        next: list(&["What Comes Next?"]),
        signoff: list(&["Stay tuned to *"]),
    };
    let french =
        Roles { background: list(&["Contexte"]), signoff: list(&["* à suivre *"]), ..Roles::default() };
    let settings = "title = 'World'\nbase_url = 'https://world.example/'\n";
    let (config, _) = crate::config::parse(&Sources::from_texts([("site.toml", settings)])).expect("read");
    Config {
        taxonomies: Vec::new(),
        markdown: markdown(),
        roles: vec![("en".into(), english), ("fr".into(), french)],
        ..config.expect("settings")
    }
}

fn markdown() -> Markdown {
    Markdown {
        raw_html: false,
        smart_punctuation: true,
        external_links: ExternalLinks { rel: "noopener".into(), target: String::new(), class: String::new() },
    }
}

fn outlined(text: &str) -> (Outline, Vec<Problem>) {
    outline(text, 0, SourceId(0), "en", &config())
}

/// Every link leads where it says.
fn targets(outline: &Outline) -> Vec<Target> {
    let target = |to: &String| Target {
        url: to.clone(),
        external: address::is_elsewhere(to),
        waits: false,
        picture: None,
    };
    outline.links.iter().map(|link| target(&link.to)).collect()
}

/// A body with its slots filled.
struct Html {
    content: String,
    signoff: Option<String>,
    parts: Vec<Part>,
}

struct Part {
    content: String,
    items: Vec<String>,
}

fn filled(body: &Body, outline: &Outline, targets: &[Target], markdown: &Markdown) -> Html {
    let filling = Filling { outline, targets, external: &markdown.external_links, pictures: &[] };
    let part = |role| {
        let (content, items) = (body.part(role, filling)?, body.items(role, filling)?);
        Some(Part { content, items })
    };
    let parts = Role::ALL.into_iter().filter_map(part).collect();
    Html { content: body.content(filling), signoff: body.signoff(filling), parts }
}

fn made_in(lang: &str, text: &str, markdown: &Markdown) -> Html {
    let config = Config { markdown: markdown.clone(), ..config() };
    let Reading { outline, body: once, .. } = read(text, 0, SourceId(0), lang, &config);
    let again = body(text, &outline, lang, markdown);
    assert_eq!(
        Body::unpack(once.clone().pack()).as_ref(),
        Some(&again),
        "read once or twice, it is the same"
    );
    filled(&once, &outline, &targets(&outline), markdown)
}

fn made(text: &str) -> Html {
    made_in("en", text, &markdown())
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(made(text).content.trim_end(), expected);
}

#[track_caller]
fn check_lang(lang: &str, text: &str, expected: &str) {
    let content = made_in(lang, text, &markdown()).content;
    assert_eq!(content.trim_end(), format!("<p>{expected}</p>"));
}

/// The problems of a text as `code "the text they point at"`.
#[track_caller]
fn check_problems(text: &str, expected: &[&str]) {
    let shown = |problem: &Problem| {
        let place = match problem.labels.first().map(|label| label.place) {
            Some(crate::problem::Place::Span(span)) => &text[span.start as usize..span.end as usize],
            _ => "nowhere",
        };
        format!("{} {place}", problem.code.name())
    };
    let found: Vec<String> = outlined(text).1.iter().map(shown).collect();
    assert_eq!(found, expected);
}

#[track_caller]
fn check_ids(text: &str, expected: &[&str]) {
    let (outline, _) = outlined(text);
    let ids: Vec<&str> = outline.headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids, expected);
}

#[test]
fn slugs_are_readable_in_any_script() {
    let cases = [
        ("Seoul, Tokyo agree: what's next?", "seoul-tokyo-agree-whats-next"),
        ("don't / won’t", "dont-wont"),
        ("Zürich Straße, Łódź", "zurich-strasse-lodz"),
        ("Ελλάδα — Россия", "ellada-rossiia"),
        ("Кремль объявил", "kreml-obiavil"),
        ("北京 新闻 2026", "北京-新闻-2026"),
        ("القاهرة اليوم", "القاهرة-اليوم"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("e\u{301}lan", "elan"),
        ("G20 & BRICS: 5½ days", "g20-brics-5-1-2-days"),
        ("  --a__b--  ", "a-b"),
        ("⚠️ Alert", "alert"),
        ("!?…", ""),
        ("", ""),
    ];
    for (text, slug) in cases {
        assert_eq!(slugify(text), slug, "{text}");
    }
}

#[test]
fn headings_get_ids() {
    check("## Asia & *Africa*", "<h2 id=\"asia-africa\">Asia &amp; <em>Africa</em></h2>");
    check("### Étapes {#steps .wide onclick=x}", "<h3 id=\"steps\" class=\"wide\">Étapes</h3>");
    check_ids("## A\n## A\n## A 2\n## A", &["a", "a-2", "a-2-2", "a-3"]);
    check_ids("## !\n## ?", &["section", "section-2"]);
    check_ids("## Later\n## Other {#later}", &["later-2", "later"]);
    check_ids(
        "## FN 1\n## fn\n## fn\n## Footnotes\n\nx[^1]\n\n[^1]: y",
        &["section-fn-1", "fn", "section-fn", "footnotes-2"],
    );
    check_problems("## A {#x}\n\n## B {#x}", &["duplicate-id ## B {#x}"]);
    check_problems("## A {#background}\n\n## Background", &["duplicate-id ## Background"]);
    check_problems("## A {#fn-2}", &["duplicate-id ## A {#fn-2}"]);
}

#[test]
fn roles_are_found_by_heading() {
    let text = "Lead.\n\n## BACKGROUND:\n\nOld *news*.\n\n- one\n- two\n  - deep\n\n> - quoted\n\n### More\n\nx\n\n\
        ## What comes next\n\n1. vote\n\nStay tuned to Questiqa World for *more*.\n\n[^1]: y";
    let (outline, _) = outlined(text);
    let roles: Vec<_> = outline.headings.iter().map(|heading| (&*heading.id, heading.role)).collect();
    assert_eq!(roles, [("background", Some(Role::Background)), ("more", None), ("next", Some(Role::Next))]);
    assert!(outline.signoff);
    assert_eq!(outline.excerpt, "Lead.");

    let html = made(text);
    let [background, next] = &html.parts[..] else { panic!("two parts") };
    assert_eq!(background.items, ["one", "two\n<ul>\n<li>deep</li>\n</ul>"]);
    assert!(background.content.starts_with("<p>Old <em>news</em>.</p>"), "{}", background.content);
    assert!(background.content.ends_with("<h3 id=\"more\">More</h3>\n<p>x</p>"), "{}", background.content);
    assert_eq!(next.content, "<ol>\n<li>vote</li>\n</ol>");
    assert_eq!(html.signoff.as_deref(), Some("Stay tuned to Questiqa World for <em>more</em>."));
    let end = "<p class=\"signoff\">Stay tuned to Questiqa World for <em>more</em>.</p>\n<section class=\"footnotes\"";
    assert!(html.content.contains(end), "{}", html.content);
}

#[test]
fn roles_have_limits() {
    // Not at level 4, not in a quote, and once a page.
    check_ids(
        "#### Background\n\n> ## Background\n\n## Background\n\n## Background",
        &["background-2", "background-3", "background", "background-4"],
    );
    let Reading { outline, .. } = read("## Contexte", 0, SourceId(0), "fr-CA", &config());
    assert_eq!(outline.headings[0].id, "background");
}

#[test]
fn signoffs_and_excerpts() {
    assert_eq!(outlined("Stay tuned to us.").0.excerpt, "");
    assert_eq!(
        outlined("![x](y.jpg)\n\nOne `two`\n*three* [four](x).\n\nfive").0.excerpt,
        "One two three four."
    );
    assert!(!outlined("Stay tuned to us.\n\nNot yet.").0.signoff);
    assert!(outlined("A.\n\nSTAY tuned **to** us\n\n- list").0.signoff);
    assert!(!outlined("> Stay tuned to us").0.signoff);
    assert_eq!(made("A.\n\nB.").signoff, None);
    assert!(words::matches("a*b*c", "a-b-b-c") && words::matches("*", "") && !words::matches("ab*ba", "aba"));
}

#[test]
fn words_are_counted() {
    assert_eq!(outlined("Don't count `code here`, 3.5 words.\n\n    code\n\n- un*believ*able\n").0.words, 5);
    assert_eq!(outlined("东京发布 news。カタカナ").0.words, 9);
    assert_eq!(outlined("One two.\n\nStay tuned to us.").0.words, 2);
    assert_eq!(outlined("대한민국 정부").0.words, 2);
}

#[test]
fn links_are_listed_in_order_and_written_with_their_targets() {
    let text = "---\n---\nSee [a *b*](@/x.md \"T\"), ![p](p.jpg), <https://e.org/a--b>, <m@e.org>, [r][R].\n\n[r]: /y";
    let Reading { outline, problems, .. } = read(text, 8, SourceId(3), "en", &config());
    assert_eq!(problems, []);
    let links: Vec<_> = outline
        .links
        .iter()
        .map(|link| (&*link.to, &text[link.span.start as usize..link.span.end as usize], link.image))
        .collect();
    assert_eq!(
        links,
        [
            ("@/x.md", "[a *b*](@/x.md \"T\")", false),
            ("p.jpg", "![p](p.jpg)", true),
            ("https://e.org/a--b", "<https://e.org/a--b>", false),
            ("mailto:m@e.org", "<m@e.org>", false),
            ("/y", "[r][R]", false),
        ]
    );
    check(
        "[a](</x y?b&c> \"T\") <https://e.org/a--b>",
        "<p><a href=\"/x%20y?b&amp;c\" title=\"T\">a</a> \
         <a href=\"https://e.org/a--b\" rel=\"noopener\">https://e.org/a--b</a></p>",
    );
    let outline = Outline::default();
    let read = body("[a](b)", &outline, "en", &markdown());
    assert_eq!(filled(&read, &outline, &[], &markdown()).content, "<p><a>a</a></p>\n");
}

#[test]
fn unsafe_links_are_errors_and_lead_nowhere() {
    check_problems("[a](javascript:x)", &["unsafe-link [a](javascript:x)"]);
    check_problems("[a](JaVa&#x09;Script&colon;x)", &["unsafe-link [a](JaVa&#x09;Script&colon;x)"]);
    check_problems("[a](<\u{1} data:x>)", &["unsafe-link [a](<\u{1} data:x>)"]);
    check_problems(
        "![a](data:image/png,x) ![a](tel:1)",
        &["unsafe-link ![a](data:image/png,x)", "unsafe-link ![a](tel:1)"],
    );
    check_problems(
        "[a](//e.org) [b](HTTPS://e.org) [c](tel:+1) [d](mailto:x) [e](a/b:c) [f](#x) [g](?a:b)",
        &[],
    );
    check("[a](javascript:x)", "<p><a>a</a></p>");
    check("![a<b](data:x)", "<figure>a&lt;b</figure>");
    assert!(
        address::is_elsewhere("//e.org") && address::is_elsewhere("/\\e.org") && !address::is_elsewhere("/e")
    );
}

#[test]
fn broken_references_are_errors() {
    check_problems(
        "A [text][nope], [nope][], [sic] and ![x][none].",
        &["broken-link [text][nope]", "broken-link [nope][]", "broken-link ![x][none]"],
    );
}

#[test]
fn raw_html_is_shown_as_text() {
    check("<div onclick=\"x\">\n&amp;\n</div>", "<p>&lt;div onclick=\"x\"&gt;\n&amp;amp;\n&lt;/div&gt;</p>");
    check("a <b>c</b><!-- no -->", "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
    check("<!-- secret -->\n\nx", "<p>x</p>");
    check("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
    check_problems(
        "a <b>c</b> <!-- no --> </i>\n\n<!-- no -->\n\n<div>\n</div>\n\nx",
        &["raw-html <b>", "raw-html </i>", "raw-html <div>\n</div>"],
    );
    check_problems("x\n\n<!-- open\n\n## lost", &["raw-html <!-- open\n\n## lost"]);
    let raw = Markdown { raw_html: true, ..markdown() };
    assert_eq!(
        made_in("en", "<div>\n\na <b>c</b>\n\n</div>", &raw).content,
        "<div>\n<p>a <b>c</b></p>\n</div>\n"
    );
}

#[test]
fn pictures() {
    let attributes = "loading=\"lazy\" decoding=\"async\"";
    check(
        "![A \"crowd\" & *more*](c.jpg \"Seoul | north | AP 'x\")",
        &format!(
            "<figure><img src=\"c.jpg\" alt=\"A &quot;crowd&quot; &amp; more\" {attributes}>\
             <figcaption>Seoul | north <span class=\"credit\">AP ’x</span></figcaption></figure>"
        ),
    );
    check("![a](c.jpg)", &format!("<figure><img src=\"c.jpg\" alt=\"a\" {attributes}></figure>"));
    check(
        "![a](c.jpg \"| AP\")",
        &format!(
            "<figure><img src=\"c.jpg\" alt=\"a\" {attributes}>\
             <figcaption><span class=\"credit\">AP</span></figcaption></figure>"
        ),
    );
    check("![a](c.jpg \"T\") x", &format!("<p><img src=\"c.jpg\" alt=\"a\" title=\"T\" {attributes}> x</p>"));
    check_problems(
        "![](a.jpg) ![ ](b.jpg) ![x](c.jpg)",
        &["missing-alt ![](a.jpg)", "missing-alt ![ ](b.jpg)"],
    );
    // A link within a description is none.
    assert_eq!(outlined("![a [b](c)](d)").0.links.len(), 1);
}

#[test]
fn titles_of_level_one_are_reported() {
    check_problems("# Title\n\nx", &["second-title # Title"]);
}

#[test]
fn footnotes_are_numbered_and_collected() {
    check(
        "A[^b] b[^a] c[^b].\n\n[^a]: First.\n[^b]: *Second*.",
        "<p>A<sup class=\"footnote-ref\" id=\"fnref-1\"><a href=\"#fn-1\" aria-describedby=\"footnotes\">1</a></sup> \
         b<sup class=\"footnote-ref\" id=\"fnref-2\"><a href=\"#fn-2\" aria-describedby=\"footnotes\">2</a></sup> \
         c<sup class=\"footnote-ref\" id=\"fnref-1-2\"><a href=\"#fn-1\" aria-describedby=\"footnotes\">1</a></sup>.</p>\n\
         <section class=\"footnotes\" id=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n\
         <li id=\"fn-1\"><p><em>Second</em>. \
         <a href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Back to reference 1\">↩</a> \
         <a href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"Back to reference 1-2\">↩<sup>2</sup></a></p></li>\n\
         <li id=\"fn-2\"><p>First. \
         <a href=\"#fnref-2\" role=\"doc-backlink\" aria-label=\"Back to reference 2\">↩</a></p></li>\n\
         </ol>\n</section>",
    );
    check_problems(
        "A[^x] `[^code]` \\[^no]\n\n    [^code]\n\n[^y]: z\n[^y]: z",
        &["loose-footnote [^x]", "loose-footnote [^y]: z", "loose-footnote [^y]: z"],
    );
    check_problems("A[^Straße]\n\n[^STRASSE]: z", &[]);
}

#[test]
fn lists_tables_alerts_and_code() {
    check(
        "- [x] done *it*\n- [ ] open\n  - sub",
        "<ul>\n<li><label class=\"task\"><input type=\"checkbox\" disabled checked> done <em>it</em></label></li>\n\
         <li><label class=\"task\"><input type=\"checkbox\" disabled> open</label>\n<ul>\n<li>sub</li>\n</ul>\n</li>\n</ul>",
    );
    check(
        "- [x] *\n  : ",
        "<ul>\n<li>\n<dl>\n<dt><label class=\"task\"><input type=\"checkbox\" disabled checked> *</label></dt>\n\
         <dd></dd>\n</dl>\n</li>\n</ul>",
    );
    check("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
    check(
        "| a | b |\n|---|--:|\n| 1 | <2 |",
        "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table 1\">\n<table>\n<thead>\n\
         <tr><th scope=\"col\">a</th><th scope=\"col\" class=\"right\">b</th></tr>\n</thead>\n<tbody>\n\
         <tr><td>1</td><td class=\"right\">&lt;2</td></tr>\n</tbody>\n</table>\n</div>",
    );
    check(
        "> [!WARNING]\n> Hot",
        "<div class=\"alert alert-warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n<p>Hot</p>\n</div>",
    );
    assert!(made_in("de-AT", "> [!NOTE]\n> x", &markdown()).content.contains(">Hinweis<"));
    check(
        "```rust,no\"x\na < \"b\" -- c\n```",
        "<pre><code class=\"language-rust\">a &lt; \"b\" -- c\n</code></pre>",
    );
    check(
        "> a\n\n---\n\n~~b~~ c\\\nd",
        "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n<p><del>b</del> c<br>\nd</p>",
    );
    check("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>");
    check("It cost $5, then US$6m and H~2~O", "<p>It cost $5, then US$6m and H~2~O</p>");
}

#[test]
fn punctuation_follows_the_language() {
    check_lang(
        "en",
        r#""Yes," she said -- "'no' isn't..." --- really"#,
        "“Yes,” she said – “‘no’ isn’t…” — really",
    );
    check_lang(
        "en",
        r#""*Yes*" and *"no"* ("x") "`c`""#,
        "“<em>Yes</em>” and <em>“no”</em> (“x”) “<code>c</code>”",
    );
    check_lang(
        "en",
        "don't, the '90s, dogs' 'tis rock 'n' roll",
        "don’t, the ’90s, dogs’ ’tis rock ’n’ roll",
    );
    check_lang("en", "'It *is*' he '*said*'", "‘It <em>is</em>’ he ‘<em>said</em>’");
    check_lang("en", r#""I was--" he said. 5" \"x\" &quot;y&quot;"#, "“I was–” he said. 5\" \"x\" \"y\"");
    check_lang("en", "a ---- b ..... c.... <2", "a ---- b ..... c…. &lt;2");
    check_lang("en", "`\"a\" -- 'b'...`", "<code>\"a\" -- 'b'...</code>");
    check_lang("fr", r#"Il dit "oui" à l'ONU"#, "Il dit «\u{202f}oui\u{202f}» à l’ONU");
    check_lang("de", r#""Er sagt 'ja'""#, "„Er sagt ‚ja‘“");
    check_lang("es-MX", r#"¿"Sí"?"#, "¿«Sí»?");
    check_lang("pl", r#""tak""#, "„tak”");
    check_lang("sv", r#""ja""#, "”ja”");
    check_lang("ru", r#""да""#, "«да»");
    check_lang("it", "l'Italia e la 'Ndrangheta", "l’Italia e la ’Ndrangheta");
    check_lang("zh", r#""好" 'a' -- b"#, "\"好\" 'a' – b");
    let off = Markdown { smart_punctuation: false, ..markdown() };
    assert_eq!(made_in("en", "\"a\" -- b... <", &off).content, "<p>\"a\" -- b... &lt;</p>\n");
    assert_eq!(punctuation::plain("en", "\"A & b\""), "“A & b”");
    assert_eq!(outlined("## \"A\"\n\n\"B\" -- c").0.excerpt, "“B” – c");
}

#[test]
fn components_count_for_words_and_the_sign_off_does_not() {
    let text = "First paragraph.\n\n::: aside\nFour words of it.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n:::\n\n::: signoff\nSee you **soon**, all of you.\n:::\n";
    let (outline, problems) = outlined(text);
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!((outline.words, outline.excerpt.as_str(), outline.signoff), (10, "First paragraph.", true));
    let rows: Vec<Vec<&str>> =
        outline.calls[0].rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    assert_eq!(rows, [["a", "b"], ["1", "2"]]);
    assert_eq!(made(text).signoff.as_deref(), Some("See you <strong>soon</strong>, all of you."));
    let two = "::: signoff\nOne.\n\nTwo.\n:::\n";
    assert_eq!(made(two).signoff.as_deref(), Some("<p>One.</p>\n<p>Two.</p>"));
}

//! Cards through whole builds: which articles have one, who is told of it and who is not, and
//! when one is drawn.

use crate::harness::html;
use crate::harness::site::{Site, text};
use crate::harness::tree::{self, Tree, differences};
use dateline::build::{Mode, Request, build};
use std::fs;

const TALKS: &str = "content/asia/talks.md";

/// Three articles: one with a photograph, one with a drawing, one without either.
fn site() -> Site {
    let site = Site::new();
    site.put("content/asia/dam/dam.png", &photo(1));
    site.put(
        "content/asia/dam/index.md",
        b"---\ntitle: Dam\ndate: 2026-11-19\nimage: { src: dam.png, alt: A dam, credit: M. Lind }\n---\nWords.\n",
    );
    site.put(
        "content/asia/map/map.svg",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"675\"/>",
    );
    site.put(
        "content/asia/map/index.md",
        b"---\ntitle: Map\ndate: 2026-11-20\nimage: { src: map.svg, alt: A map, credit: M. Lind }\n---\nWords.\n",
    );
    site.put(TALKS, b"---\ntitle: Talks \"at last\"\ndate: 2026-11-21\nlabel: analysis\n---\nWords.\n");
    site
}

fn photo(number: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let pixels =
        image::RgbImage::from_fn(1300, 750, |x, y| image::Rgb([(x * y * number) as u8, y as u8, x as u8]));
    pixels.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

fn edit(site: &Site, from: &str, to: &str) {
    let path = site.root().join(TALKS);
    let before = fs::read_to_string(&path).expect("a text");
    assert!(before.contains(from), "{before}");
    site.put(TALKS, before.replace(from, to).as_bytes());
}

fn cards(tree: &Tree) -> Vec<&str> {
    tree.keys().map(String::as_str).filter(|path| path.contains("-card.")).collect()
}

fn properties(page: &str, name: &str) -> Vec<String> {
    let tags = html::tags(page);
    let named = tags.iter().filter(|tag| tag.get("property") == Some(name) || tag.get("name") == Some(name));
    named.filter_map(|tag| tag.get("content")).map(str::to_owned).collect()
}

#[test]
fn articles_without_a_photograph_have_a_card_for_previews_of_links_alone() {
    let site = site();
    let (report, tree) = site.build("public");
    assert_eq!(report.drawn, 2);
    let [map, talks] = cards(&tree)[..] else { panic!("{:?}", cards(&tree)) };
    assert!(map.starts_with("renditions/map-card.") && talks.starts_with("renditions/talks-card."));
    let picture = image::load_from_memory(&tree[talks]).expect("a PNG");
    assert_eq!((picture.width(), picture.height()), (1200, 630));
    let page = text(&tree, "asia/talks/index.html");
    for (name, value) in [
        ("og:image", format!("https://news.test/{talks}").as_str()),
        ("og:image:type", "image/png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "Talks \"at last\""),
        ("twitter:card", "summary_large_image"),
        ("twitter:image:alt", "Talks \"at last\""),
    ] {
        assert_eq!(properties(page, name), [value], "{name}");
    }
    let dam = text(&tree, "asia/dam/index.html");
    assert!(properties(dam, "og:image")[0].contains("/renditions/dam-1200-16x9."), "{dam}");
    // Search engines want no words in pictures: nobody else hears of cards, not even the page.
    for (path, bytes) in &tree {
        let Ok(words) = std::str::from_utf8(bytes) else { continue };
        let told = words.lines().filter(|line| line.contains("-card."));
        let expected = usize::from(path == "asia/talks/index.html" || path == "asia/map/index.html");
        assert_eq!(told.count(), expected, "{path}");
    }
    // They never change under their names.
    assert!(
        text(&tree, "_headers")
            .contains("/renditions/*\n  Cache-Control: public, max-age=31536000, immutable")
    );
}

#[test]
fn a_card_is_drawn_once() {
    let site = site();
    site.tick();
    let (_, tree) = site.build("public");
    let (second, _) = site.build("public");
    assert_eq!(second.drawn, 0);
    // The text does not stand on it.
    edit(&site, "Words", "Other words");
    let (report, after) = site.again();
    assert_eq!((report.drawn, cards(&after)), (0, cards(&tree)));
    // Neither a lost output directory nor another one draws again.
    fs::remove_dir_all(site.beside("public")).expect("the output");
    let (lost, same) = site.build("public");
    assert_eq!((lost.drawn, differences(&after, &same)), (0, String::new()));
    let (other, same) = site.build("elsewhere");
    assert_eq!((other.drawn, differences(&after, &same)), (0, String::new()));
    fs::write(site.beside("public").join(cards(&tree)[0]), "altered").expect("a file");
    let (mended, same) = site.build("public");
    assert_eq!((mended.drawn, differences(&after, &same)), (0, String::new()));
}

#[test]
fn another_headline_draws_one_card_and_removes_the_former() {
    let site = site();
    let (_, before) = site.build("public");
    edit(&site, "at last", "again");
    let (report, after) = site.again();
    assert_eq!(report.drawn, 1);
    let (before, after) = (cards(&before), cards(&after));
    assert_eq!((before[0], before.len(), after.len()), (after[0], 2, 2));
    assert_ne!(before[1], after[1]);
    assert_eq!(report.removed, [before[1]]);
    // So do its label, its section and the name of the site.
    edit(&site, "label: analysis", "label: opinion");
    assert_eq!(site.again().0.drawn, 1);
    site.put("content/asia/_index.md", b"---\ntitle: The East\n---\n");
    assert_eq!(site.again().0.drawn, 2);
    edit(&site, "label: opinion", "label: opinion\nkicker: Trade");
    assert_eq!(site.again().0.drawn, 1);
    // A photograph takes the card's place.
    edit(&site, "kicker: Trade", "image: { src: /hall.png, alt: A hall, credit: M. Lind }");
    site.put("static/hall.png", &photo(2));
    let (report, tree) = site.again();
    assert_eq!((report.drawn, cards(&tree).len()), (0, 1));
    // What no output needs is not kept.
    let kept = tree::read(&site.root().join(".dateline/renditions")).len();
    assert_eq!(kept, tree.keys().filter(|path| path.starts_with("renditions/")).count());
}

#[test]
fn a_label_that_ends_is_another_card() {
    let site = site();
    edit(&site, "label: analysis", "label: breaking\nlabel_until: 2026-11-23T18:00:00Z");
    let (_, before) = site.build("public");
    let later = Request { at: crate::harness::seconds("2026-11-23T18:00:00Z"), ..site.request("public") };
    let report = build(&later, &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.drawn, 1);
    let after = tree::read(&later.output);
    assert_ne!(cards(&before)[1], cards(&after)[1]);
    let clean = Request { clean: true, output: site.beside("clean"), ..later };
    build(&clean, &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(differences(&tree::read(&clean.output), &after), "");
}

#[test]
fn sites_and_themes_that_want_none_have_none() {
    let site = site();
    let (_, with) = site.build("public");
    site.settings("[cards]\ndrawn = false\n");
    let (report, without) = site.again();
    assert_eq!((report.drawn, cards(&without).len()), (0, 0));
    let page = text(&without, "asia/talks/index.html");
    assert_eq!(properties(page, "og:image"), Vec::<String>::new());
    assert_eq!(properties(page, "twitter:card"), ["summary"]);
    // Only the cards, and what is said of them, are gone.
    for (path, bytes) in &with {
        let told =
            path.contains("-card.") || path == "asia/talks/index.html" || path == "asia/map/index.html";
        assert!(told || path == "_headers" || without.get(path) == Some(bytes), "{path}");
    }
    // A theme that does not ask for cards has none.
    site.settings("theme = \"plain\"\n");
    site.put("themes/plain/theme.toml", b"name = \"Plain\"\n");
    for name in
        ["home", "section", "article", "page", "taxonomy", "term", "archive", "archive-year", "archive-month"]
    {
        site.put(&format!("themes/plain/templates/{name}.html"), b"{{ head }}");
    }
    let (report, plain) = site.again();
    assert_eq!((report.drawn, cards(&plain).len()), (0, 0));
}

#[test]
fn the_accent_is_that_of_the_theme() {
    let site = site();
    let (_, carmine) = site.build("public");
    site.settings("[options]\naccent = \"navy\"\n");
    let (report, navy) = site.again();
    assert_eq!(report.drawn, 2);
    let top =
        |tree: &Tree| image::load_from_memory(&tree[cards(tree)[0]]).expect("a PNG").into_rgb8()[(9, 9)].0;
    assert_eq!((top(&carmine), top(&navy)), ([0xa5, 0x12, 0x1e], [0x1b, 0x4a, 0x8f]));
}

#[test]
fn fonts_of_the_site_are_drawn_with() {
    let site = site();
    let (_, before) = site.build("public");
    site.settings("[cards]\nfonts = [\"fonts/mono.ttf\"]\n");
    site.put("fonts/mono.ttf", dejavu::sans_mono::bold());
    let (report, after) = site.again();
    assert_eq!(report.drawn, 2);
    assert!(before.get(cards(&before)[0]) != after.get(cards(&after)[0]));
    assert!(!after.keys().any(|path| path.contains("mono")), "fonts for cards are no part of the site");
    // Another font under the same name is another card.
    site.put("fonts/mono.ttf", dejavu::serif::regular());
    assert_eq!(site.again().0.drawn, 2);
}

#[test]
fn whoever_only_looks_draws_nothing() {
    let site = site();
    let check = Request { mode: Mode::Check, ..site.request("public") };
    let report = build(&check, &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((report.drawn, report.any_error()), (0, false));
    assert!(!site.root().join(".dateline").exists(), "check leaves something behind");
    site.build("public");
    let compare = Request { mode: Mode::Compare, ..site.request("public") };
    let report = build(&compare, &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((report.drawn, report.different.len()), (2, 0));
}

#[test]
fn threads_do_not_show() {
    let site = site();
    for number in 0..40 {
        let text = format!(
            "---\ntitle: Story {number} from Żywiec, Омск and بيروت\ndate: 2026-11-18\n---\nWords.\n"
        );
        site.put(&format!("content/europe/story-{number}.md"), text.as_bytes());
    }
    let (report, tree) = site.build("public");
    assert_eq!(report.drawn, 42);
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let request = Request { clean: true, ..site.request(&format!("with-{threads}")) };
        pool.install(|| build(&request, &|_| ())).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(differences(&tree, &tree::read(&request.output)), "");
    }
}

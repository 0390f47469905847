//! Photographs through whole builds: what pages, feeds and machines are told of them, what is
//! decoded again and what is not, and what must not get out.

use crate::harness::site::{Site, text};
use crate::harness::tree::{self, Tree, differences};
use crate::harness::{AT, html};
use dateline::build::{Mode, Request, build};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wait4::Wait4;

/// A photograph of nothing that differs with its number, with a place and a credit in its file.
fn photo(number: u32, width: u16, height: u16) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
    let mut noise = number.wrapping_mul(2_654_435_761);
    for y in 0..u32::from(height) {
        for x in 0..u32::from(width) {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let red = ((x * 200 / u32::from(width)) + (noise >> 29)) as u8;
            pixels.extend([red, (y * 200 / u32::from(height)) as u8, (number * 40) as u8]);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 85);
    encoder
        .add_app_segment(1, b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0a secret place".to_vec())
        .expect("a segment");
    let xmp = format!(
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:Description \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" photoshop:Credit=\"Agency {number}\"/></x:xmpmeta>"
    );
    encoder.add_app_segment(1, xmp.into_bytes()).expect("a segment");
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).expect("a JPEG");
    bytes
}

/// A square of one colour as PNG.
fn square(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let colour = image::Rgb([180_u8, 40, 60]);
    image::RgbImage::from_pixel(side, side, colour)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a PNG");
    bytes.into_inner()
}

/// Two articles, three photographs.
fn site() -> Site {
    let site = Site::new();
    site.put("content/asia/quake/quake.jpg", &photo(1, 640, 420));
    site.put("content/asia/quake/street.jpg", &photo(2, 500, 600));
    site.put("static/img/hall.jpg", &photo(3, 700, 430));
    site.put(
        "content/asia/quake/index.md",
        b"---\ntitle: Quake\ndate: 2026-11-20\nimage: { src: quake.jpg, alt: Ruins }\n---\n\
          Words.\n\n![A street](street.jpg \"After the quake\")\n",
    );
    site.put(
        "content/asia/talks.md",
        b"---\ntitle: Talks\ndate: 2026-11-21\n\
          image: { src: /img/hall.jpg, alt: A hall, credit: M. Lind, focal: [0.2, 0.5] }\n---\nWords.\n",
    );
    site
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn renditions(tree: &Tree) -> BTreeSet<&str> {
    tree.keys().map(String::as_str).filter(|path| path.starts_with("renditions/")).collect()
}

#[test]
fn every_picture_of_a_page_has_its_size_and_forms_that_are_there() {
    let site = site();
    let (report, tree) = site.build("public");
    assert_eq!(report.decoded, 3);
    let page = text(&tree, "asia/quake/index.html");
    let pictures: Vec<html::Tag> = html::tags(page).into_iter().filter(|tag| tag.name == "img").collect();
    assert_eq!(pictures.len(), 2);
    for picture in &pictures {
        assert!(picture.get("width").is_some() && picture.get("height").is_some(), "{picture:?}");
        assert!(picture.get("srcset").is_some() && picture.get("sizes").is_some(), "{picture:?}");
        for address in picture.addresses() {
            let bytes = tree.get(address.trim_start_matches('/')).unwrap_or_else(|| panic!("no `{address}`"));
            image::load_from_memory(bytes).expect("a picture");
        }
        let set = picture.get("srcset").expect("a set");
        for form in set.split(", ") {
            let (address, width) = form.split_once(' ').expect("a form and its width");
            let form = image::load_from_memory(&tree[address.trim_start_matches('/')]).expect("a picture");
            assert_eq!(format!("{}w", form.width()), width);
        }
    }
    // The lead is seen first; the others are loaded when they come into sight.
    assert_eq!(pictures[0].get("fetchpriority"), Some("high"));
    assert_eq!(pictures[0].get("loading"), None);
    assert_eq!(pictures[1].get("loading"), Some("lazy"));
    // Whose they are is told by their files.
    assert!(page.contains("<span class=\"credit\">Agency 1</span>"), "{page}");
    assert!(page.contains("<figcaption>After the quake <span class=\"credit\">Agency 2</span></figcaption>"));
}

#[test]
fn no_picture_tells_where_it_was_taken_and_all_tell_whose_they_are() {
    let site = site();
    assert!(contains(&photo(1, 640, 420), b"a secret place"));
    let (_, tree) = site.build("public");
    let pictures: Vec<&String> = tree.keys().filter(|path| path.ends_with(".jpg")).collect();
    assert!(pictures.len() > 20, "{pictures:?}");
    for path in pictures {
        assert!(!contains(&tree[path], b"a secret place"), "{path}");
        assert!(contains(&tree[path], b"<photoshop:Credit>Agency "), "{path}");
    }
    site.settings("[images]\nclean = false\n");
    let (_, tree) = site.again();
    assert_eq!(tree["asia/quake/quake.jpg"], photo(1, 640, 420));
    assert!(renditions(&tree).iter().all(|path| !contains(&tree[*path], b"a secret place")));
}

#[test]
fn machines_are_told_sizes() {
    let site = site();
    site.put("static/img/hall.jpg", &photo(3, 1300, 800));
    let (_, tree) = site.build("public");
    let page = text(&tree, "asia/talks/index.html");
    let tags = html::tags(page);
    let property = |name: &str| {
        let tag = tags.iter().find(|tag| tag.get("property") == Some(name));
        tag.and_then(|tag| tag.get("content")).unwrap_or_else(|| panic!("no `{name}`"))
    };
    assert!(property("og:image").starts_with("https://news.test/renditions/hall-1200-16x9."));
    assert_eq!((property("og:image:width"), property("og:image:height")), ("1200", "675"));
    let start = page.find("application/ld+json\">").expect("structured data") + 21;
    let data = &page[start..start + page[start..].find("</script>").expect("an end")];
    let data: serde_json::Value = serde_json::from_str(data).expect("JSON");
    let article = data["@graph"].as_array().expect("a graph").iter().find(|node| node["headline"] == "Talks");
    let shapes: Vec<(&str, &str)> = article.expect("an article")["image"]
        .as_array()
        .expect("pictures")
        .iter()
        .map(|image| (image["width"].as_str().expect("a width"), image["height"].as_str().expect("a height")))
        .collect();
    assert_eq!(shapes, [("1200 px", "675 px"), ("912 px", "684 px"), ("544 px", "544 px")]);
    let length = tree["img/hall.jpg"].len();
    let rss = text(&tree, "rss.xml");
    let enclosure = format!(
        "<enclosure url=\"https://news.test/img/hall.jpg\" length=\"{length}\" type=\"image/jpeg\"/>"
    );
    assert!(rss.contains(&enclosure), "{rss}");
    assert!(rss.contains("width=\"1300\" height=\"800\""));
    assert!(
        text(&tree, "_headers")
            .contains("/renditions/*\n  Cache-Control: public, max-age=31536000, immutable")
    );
}

#[test]
fn rs_2_the_picture_of_the_channel_is_the_logo() {
    let site = site();
    site.settings("[publisher]\nlogo = \"logo.png\"\n");
    site.put("static/logo.png", &square(600));
    let (_, tree) = site.build("public");
    let rss = text(&tree, "rss.xml");
    let start = rss.find("<image>").expect("a picture of the channel");
    let image = &rss[start..start + rss[start..].find("</image>").expect("an end")];
    assert!(image.contains("<url>https://news.test/renditions/logo-144."), "{image}");
    assert!(image.contains("<title>News</title>") && image.contains("<link>https://news.test/</link>"));
    assert!(image.contains("<width>144</width>") && image.contains("<height>144</height>"));
    let name = image.split("renditions/").nth(1).expect("a name").split('<').next().expect("a name");
    let logo = image::load_from_memory(&tree[&format!("renditions/{name}")]).expect("a picture");
    assert_eq!((logo.width(), logo.height()), (144, 144));
    // A logo that is small enough is its own sign; one of lines has no pixels to show.
    site.put("static/logo.png", &square(100));
    let (_, tree) = site.again();
    assert!(text(&tree, "rss.xml").contains("<url>https://news.test/logo.png</url>"));
    site.settings("[publisher]\nlogo = \"logo.svg\"\n");
    site.put("static/logo.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100\" height=\"100\"/>");
    let (_, tree) = site.again();
    assert!(!text(&tree, "rss.xml").contains("<image>"));
}

#[test]
fn jf_2_icons_are_measured() {
    let site = site();
    site.put("static/icon-512.png", &square(512));
    site.put("static/apple-touch-icon.png", &square(180));
    let (_, tree) = site.build("public");
    let feed: serde_json::Value = serde_json::from_str(text(&tree, "feed.json")).expect("JSON");
    assert_eq!(feed["icon"], "https://news.test/icon-512.png");
    assert_eq!(feed["favicon"], "https://news.test/apple-touch-icon.png");
    assert!(text(&tree, "index.html").contains("sizes=\"180x180\""));
    // What is smaller than its name says is none.
    site.put("static/icon-512.png", &square(300));
    let (_, tree) = site.again();
    let feed: serde_json::Value = serde_json::from_str(text(&tree, "feed.json")).expect("JSON");
    assert_eq!(feed.get("icon"), None);
}

#[test]
fn file_8_icons_have_their_true_sizes() {
    let site = site();
    site.put("static/icon-192.png", &square(96));
    site.put("static/apple-touch-icon.png", b"no picture");
    let (_, tree) = site.build("public");
    let manifest: serde_json::Value =
        serde_json::from_str(text(&tree, "manifest.webmanifest")).expect("JSON");
    let icons = manifest["icons"].as_array().expect("a list");
    let told: Vec<_> = icons.iter().map(|icon| (icon["src"].as_str(), icon["sizes"].as_str())).collect();
    assert!(told.contains(&(Some("/icon-192.png"), Some("96x96"))), "{told:?}");
    // What is no picture has no size.
    assert!(!told.iter().any(|(url, _)| *url == Some("/apple-touch-icon.png")), "{told:?}");
}

#[test]
#[cfg(feature = "avif")]
fn pages_offer_avif_first() {
    let site = site();
    site.settings("[images]\nwidths = [64]\nformats = [\"avif\", \"webp\"]\n");
    site.put("content/asia/quake/quake.jpg", &photo(1, 100, 80));
    site.put("content/asia/quake/street.jpg", &photo(2, 100, 80));
    site.put("static/img/hall.jpg", &photo(3, 100, 80));
    let (_, tree) = site.build("public");
    let page = text(&tree, "asia/quake/index.html");
    let (avif, webp) = (page.find("type=\"image/avif\""), page.find("type=\"image/webp\""));
    assert!(avif.is_some() && avif < webp, "{page}");
    let made = renditions(&tree);
    let made: Vec<_> = made.iter().filter(|path| path.ends_with(".avif")).collect();
    assert!(!made.is_empty());
    for path in made {
        assert_eq!(tree[*path].get(4..12), Some(&b"ftypavif"[..]), "{path}");
    }
}

#[test]
fn a_picture_is_decoded_once() {
    let site = site();
    site.tick();
    let (first, tree) = site.build("public");
    assert_eq!(first.decoded, 3);
    site.tick();
    assert_eq!(site.build("public").0.decoded, 0);
    let (second, _) = site.build("public");
    assert_eq!((second.decoded, second.opened), (0, 0));
    // An edit elsewhere opens no picture either.
    let talks = fs::read_to_string(site.root().join("content/asia/talks.md")).expect("a text");
    site.put("content/asia/talks.md", talks.replace("Words", "Other words").as_bytes());
    let (third, _) = site.again();
    assert_eq!(third.decoded, 0);
    assert!(third.opened < 10, "{}", third.opened);
    site.put("content/asia/talks.md", talks.as_bytes());
    // Neither a lost output directory nor another one decodes again.
    fs::remove_dir_all(site.beside("public")).expect("the output");
    let (lost, same) = site.build("public");
    assert_eq!((lost.decoded, differences(&tree, &same)), (0, String::new()));
    let (other, same) = site.build("elsewhere");
    assert_eq!((other.decoded, differences(&tree, &same)), (0, String::new()));
    // What was altered comes back.
    let path = *renditions(&tree).first().expect("a rendition");
    fs::write(site.beside("public").join(path), "altered").expect("a file");
    let (mended, same) = site.build("public");
    assert_eq!((mended.decoded, differences(&tree, &same)), (0, String::new()));
}

#[test]
fn another_picture_of_the_same_size_has_other_names() {
    let site = site();
    let (_, before) = site.build("public");
    site.put("content/asia/quake/quake.jpg", &photo(4, 640, 420));
    let (report, after) = site.again();
    assert_eq!(report.decoded, 1);
    let (before, after) = (renditions(&before), renditions(&after));
    let changed: Vec<&&str> = before.difference(&after).collect();
    assert!(changed.iter().all(|path| path.contains("/quake-")) && changed.len() == 8, "{changed:?}");
    assert_eq!(before.len(), after.len());
}

#[test]
fn a_change_of_settings_makes_what_is_new() {
    let site = site();
    let (_, before) = site.build("public");
    site.settings("[images]\nwidths = [320, 500]\nformats = [\"webp\"]\n");
    let (report, after) = site.again();
    assert_eq!(report.decoded, 3);
    assert!(renditions(&after).iter().any(|path| path.ends_with(".webp")));
    let page = text(&after, "asia/quake/index.html");
    assert!(page.contains("<picture><source type=\"image/webp\" srcset=\"/renditions/"), "{page}");
    // What the former settings made is gone from the site, and from what is kept beside it.
    let gone = renditions(&before).difference(&renditions(&after)).count();
    assert!(gone > 3, "{gone}");
    let kept = tree::read(&site.root().join(".dateline/renditions")).len();
    assert_eq!(kept, renditions(&after).len());
    site.settings("[images]\nrenditions = false\n");
    let (report, after) = site.again();
    assert_eq!((report.decoded, renditions(&after).len()), (0, 0));
}

#[test]
fn a_credit_in_the_document_is_no_matter_of_the_picture() {
    let site = site();
    site.build("public");
    let talks = fs::read_to_string(site.root().join("content/asia/talks.md")).expect("a text");
    site.put("content/asia/talks.md", talks.replace("M. Lind", "S. Dutta").as_bytes());
    let (report, tree) = site.again();
    assert_eq!(report.decoded, 0);
    assert!(text(&tree, "asia/talks/index.html").contains("S. Dutta"));
    // The point that must be seen is: it cuts the picture anew.
    site.put("content/asia/talks.md", talks.replace("[0.2, 0.5]", "[0.9, 0.5]").as_bytes());
    let (report, _) = site.again();
    assert_eq!(report.decoded, 1);
}

#[test]
fn what_is_kept_may_be_damaged() {
    let site = site();
    let (_, tree) = site.build("public");
    for path in tree::read(&site.root().join(".dateline/renditions")).keys() {
        let path = site.root().join(".dateline/renditions").join(path);
        let bytes = fs::read(&path).expect("a file");
        fs::write(path, &bytes[..bytes.len() / 2]).expect("a file");
    }
    fs::write(site.root().join(".dateline/renditions/stray"), "stray").expect("a file");
    fs::remove_dir_all(site.beside("public")).expect("the output");
    let (report, again) = site.build("public");
    assert_eq!((report.decoded, differences(&tree, &again)), (3, String::new()));
}

#[test]
fn whoever_only_looks_decodes_nothing() {
    let site = site();
    let check = Request { mode: Mode::Check, ..site.request("public") };
    let report = build(&check, &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((report.decoded, report.any_error()), (0, false));
    assert!(!site.root().join(".dateline").exists(), "check leaves something behind");
    site.build("public");
    let compare = Request { mode: Mode::Compare, ..site.request("public") };
    let report = build(&compare, &|_| ()).unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(report.different, []);
}

#[test]
fn threads_do_not_show() {
    let site = site();
    let (_, tree) = site.build("public");
    for threads in [1, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        let request = Request { clean: true, ..site.request(&format!("with-{threads}")) };
        fs::remove_dir_all(site.root().join(".dateline")).expect("what was remembered");
        pool.install(|| build(&request, &|_| ())).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(differences(&tree, &tree::read(&request.output)), "");
    }
}

/// A site of so many photographs of 12 megapixels, each with other bytes: built, and built
/// again. Comes back with the most memory that the first build had, in bytes, and with how long
/// both took.
fn photographs(count: usize) -> (u64, Duration, Duration) {
    let site = tempfile::tempdir().expect("a folder");
    let put = |path: &str, bytes: &[u8]| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    put("site.toml", b"title = \"News\"\nbase_url = \"https://news.test/\"\n");
    let one = photo(1, 4000, 3000);
    for number in 0..count {
        // A comment behind the two bytes that begin a JPEG makes it another picture.
        let note = format!("\u{0}\u{8}{number:06}");
        let bytes = [&one[..2], &[0xff, 0xfe], note.as_bytes(), &one[2..]].concat();
        put(&format!("content/asia/story-{number}/photo.jpg"), &bytes);
        let text = format!(
            "---\ntitle: Story {number}\ndate: 2026-11-20\nimage: {{ src: photo.jpg, alt: A slope of colours }}\n---\nWords.\n"
        );
        put(&format!("content/asia/story-{number}/index.md"), text.as_bytes());
    }
    let built = || {
        let began = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command
            .args(["build", "--at", AT, "--format", "json"])
            .current_dir(site.path())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut json = String::new();
        child.stdout.take().expect("its words").read_to_string(&mut json).expect("its words");
        let used = child.wait4().expect("its end");
        assert!(used.status.success(), "{json}");
        let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        (report["decoded"].as_u64(), used.rusage.maxrss, began.elapsed())
    };
    let (decoded, memory, first) = built();
    assert_eq!(decoded, Some(count as u64));
    let (decoded, _, second) = built();
    assert_eq!(decoded, Some(0));
    (memory, first, second)
}

/// `PHOTOGRAPHS=1000` makes a site of so many; without it there are a few.
#[test]
fn memory_does_not_grow_with_photographs() {
    let count = std::env::var("PHOTOGRAPHS").map_or(3, |count| count.parse().expect("a number"));
    let (memory, first, second) = photographs(count);
    println!("{count} photographs: {} MiB; {first:.1?}, then {second:.1?}", memory / 1024 / 1024);
    assert!(memory < 400 * 1024 * 1024, "{} MiB", memory / 1024 / 1024);
}

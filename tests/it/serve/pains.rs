//! What previews of other programs get wrong, each as a chain of saves and requests.

use super::{article, html, site, start};
use std::fs;

#[test]
fn a_save_is_served_and_told_to_the_pages_it_shows_on() {
    let site = site();
    let preview = start(&site);
    assert!(preview.get("/asia/quake/").text().contains("Words."));
    let (mut page, mut other) = (preview.listen(&["/asia/quake/"]), preview.listen(&["/about/"]));
    assert_eq!(page.until("hello")["generation"], other.until("hello")["generation"]);
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    let change = page.until("change");
    assert_eq!(change["pages"], serde_json::json!(["/asia/quake/"]));
    assert!(html(&preview.get("/asia/quake/")).contains("Shaken."));
    // The other page hears nothing of it; the next it hears is of itself.
    site.write("content/about.md", "---\ntitle: About\n---\nThem.\n");
    let change = other.until("change");
    assert_eq!(change["pages"], serde_json::json!(["/about/"]));
    assert!(change["generation"].as_u64() > Some(2));
}

#[test]
fn an_atomic_save_is_no_deletion() {
    let site = site();
    let preview = start(&site);
    for round in 0..20 {
        let words = format!("Round {round}.");
        site.write("content/asia/quake.md~new", article("Quake", 1, &words));
        site.rename("content/asia/quake.md~new", "content/asia/quake.md");
        let answer = preview.until("/asia/quake/", &words, |answer| {
            assert_eq!(answer.status, 200);
            answer.text().contains(&words)
        });
        assert_eq!(answer.status, 200);
    }
}

#[test]
fn swap_files_of_editors_make_no_generation() {
    let site = site();
    let preview = start(&site);
    let before = preview.listen(&[]).until("hello")["generation"].clone();
    for name in [".quake.md.swp", "4913", "quake.md~", "#quake.md#", ".#quake.md", "quake.md.bak"] {
        site.write(&format!("content/asia/{name}"), "---\nno such key: 1\n---\n");
        fs::remove_file(site.path(&format!("content/asia/{name}"))).expect("a file");
    }
    site.write("public/index.html", "not ours");
    site.write(".dateline/x", "not ours");
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    preview.until_has("/asia/quake/", "Shaken.");
    let after = preview.listen(&[]).until("hello")["generation"].clone();
    assert_eq!(after.as_u64(), before.as_u64().map(|number| number + 1), "{}", preview.told());
}

#[test]
fn many_changed_files_are_few_generations() {
    let site = site();
    let write_all = |words: &str| {
        for number in 0..300 {
            let day = 1 + number % 28;
            site.write(
                &format!("content/africa/story-{number}.md"),
                article(&format!("Story {number}"), day, words),
            );
        }
    };
    write_all("Words.");
    let preview = start(&site);
    let before = generation(&preview);
    write_all("Other words.");
    preview.until_has("/africa/story-299/", "Other words.");
    assert!(preview.get("/africa/story-0/").text().contains("Other words."));
    let after = generation(&preview);
    assert!(after - before <= 30, "{} generations", after - before);
}

#[test]
fn what_is_deleted_is_gone_from_everywhere() {
    let site = site();
    let preview = start(&site);
    assert!(preview.get("/asia/").text().contains("/asia/quake/"));
    let mut list = preview.listen(&["/asia/", "/tags/rivers/"]);
    site.remove("content/asia/quake.md");
    let change = list.until("change");
    assert_eq!(change["pages"], serde_json::json!(["/asia/", "/tags/rivers/"]));
    assert!(!preview.get("/asia/").text().contains("/asia/quake/"));
    assert_eq!(preview.get("/asia/quake/").status, 404);
}

#[test]
fn what_is_renamed_or_moved_is_at_its_new_place_only() {
    let site = site();
    let preview = start(&site);
    assert_eq!(preview.get("/asia/quake/").status, 200);
    site.rename("content/asia/quake.md", "content/asia/tremor.md");
    preview.until("/asia/tremor/", "there", |answer| answer.status == 200);
    assert_eq!(preview.get("/asia/quake/").status, 404);
    // Into another section, which is new.
    site.rename("content/asia/tremor.md", "content/pacific/islands/tremor.md");
    preview.until("/pacific/islands/tremor/", "there", |answer| answer.status == 200);
    assert_eq!(preview.get("/asia/tremor/").status, 404);
    // A whole folder, and then one inside of the folder that moved.
    site.rename("content/pacific", "content/oceania");
    preview.until("/oceania/islands/tremor/", "there", |answer| answer.status == 200);
    assert_eq!(preview.get("/pacific/").status, 404);
    site.write("content/oceania/islands/tremor.md", article("Tremor", 1, "After the move."));
    preview.until_has("/oceania/islands/tremor/", "After the move.");
    assert!(preview.get("/").text().contains("/oceania/islands/tremor/"));
}

#[test]
fn a_folder_that_is_deleted_and_made_again_is_followed() {
    let site = site();
    let preview = start(&site);
    fs::remove_dir_all(site.path("content/asia")).expect("a folder");
    preview.until("/asia/quake/", "gone", |answer| answer.status == 404);
    site.write("content/asia/new.md", article("New", 9, "Made again."));
    preview.until_has("/asia/new/", "Made again.");
    // The folder of all content, too.
    fs::rename(site.path("content"), site.beside("elsewhere")).expect("a folder");
    preview.until("/asia/new/", "gone", |answer| answer.status == 404);
    fs::rename(site.beside("elsewhere"), site.path("content")).expect("a folder");
    preview.until_has("/asia/new/", "Made again.");
    site.write("content/asia/new.md", article("New", 9, "Still followed."));
    preview.until_has("/asia/new/", "Still followed.");
}

#[test]
fn tags_that_change_their_names_change_their_pages() {
    let site = site();
    let preview = start(&site);
    assert_eq!(preview.get("/tags/rivers/").status, 200);
    for (name, title, day) in [("quake", "Quake", 1), ("talks", "Talks", 2), ("dam", "Dam", 3)] {
        let text = article(title, day, "Words.").replace("rivers", "streams");
        site.write(&format!("content/asia/{name}.md"), text);
    }
    preview.until("/tags/streams/", "there", |answer| {
        answer.text().matches("<article").count() >= 3
            || answer.text().contains("/asia/dam/") && answer.text().contains("/asia/quake/")
    });
    preview.until("/tags/rivers/", "gone", |answer| answer.status == 404);
    assert!(!preview.get("/tags/").text().contains("rivers"));
}

#[test]
fn settings_and_data_need_no_restart() {
    let site = site();
    site.write("data/rates.toml", "euro = 7\n");
    site.write("templates/page.html", "{{ site.title }}: {{ site.data.rates.euro }}\n");
    let preview = start(&site);
    assert!(html(&preview.get("/about/")).starts_with("Desk: 7"));
    let mut events = preview.listen(&["/about/"]);
    site.write("data/rates.toml", "euro = 8\n");
    assert_eq!(events.until("change")["pages"][0], "/about/");
    assert!(html(&preview.get("/about/")).starts_with("Desk: 8"));
    site.write("site.toml", super::SETTINGS.replace("Desk", "Night Desk"));
    assert_eq!(events.until("change")["pages"][0], "/about/");
    assert!(html(&preview.get("/about/")).starts_with("Night Desk: 8"));
    // A theme that was not there before.
    site.write("themes/plain/theme.toml", "extends = \"broadsheet\"\n");
    site.write("themes/plain/templates/page.html", "plain\n");
    site.remove("templates/page.html");
    site.write("site.toml", format!("{}theme = \"plain\"\n", super::SETTINGS));
    preview.until_has("/about/", "plain");
}

#[test]
fn styles_and_pictures_are_told_by_name_and_pages_stay_quiet() {
    let site = site();
    site.write("static/css/own.css", "p { color: red }\n");
    site.write("content/asia/map/index.md", article("Map", 4, "![Map](map.svg)"));
    site.write("content/asia/map/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    let preview = start(&site);
    let mut events = preview.listen(&["/asia/map/"]);
    events.until("hello");
    site.write("static/css/own.css", "p { color: green }\n");
    let change = events.until("change");
    assert_eq!(
        (&change["pages"], &change["files"]),
        (&serde_json::json!([]), &serde_json::json!(["/css/own.css"]))
    );
    assert_eq!(preview.get("/css/own.css").text(), "p{color:green}");
    site.write("content/asia/map/map.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n");
    let change = events.until("change");
    assert_eq!(change["files"], serde_json::json!(["/asia/map/map.svg"]));
    assert!(preview.get("/asia/map/map.svg").text().contains("></svg>"));
    site.remove("content/asia/map/map.svg");
    preview.until("/asia/map/map.svg", "gone", |answer| answer.status == 404);
}

#[test]
fn a_build_beside_the_preview_is_not_noticed() {
    let site = site();
    let preview = start(&site);
    let before = generation(&preview);
    let built = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["build", "--quiet", "--root"])
        .arg(site.root())
        .args(["--at", super::server::AT])
        .status()
        .expect("the program runs");
    assert!(built.success() && site.path("public/index.html").exists());
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    preview.until_has("/asia/quake/", "Shaken.");
    // The save, and `urls.lock` if the build has written it.
    assert!(generation(&preview) - before <= 2, "{}", preview.told());
}

#[test]
fn what_is_scheduled_is_neither_listed_nor_there() {
    let settings = format!("{}time_zone = \"Asia/Tokyo\"\n", super::SETTINGS);
    let site = super::site_with(&settings);
    let at = |time: &str| article("Timed", 1, "x").replace("2026-11-01T06:00:00Z", time);
    // The preview is as of 21:00 in Tokyo.
    site.write("content/asia/before.md", at("2026-12-01 20:59"));
    site.write("content/asia/after.md", at("2026-12-01 21:01"));
    let preview = start(&site);
    assert_eq!((preview.get("/asia/before/").status, preview.get("/asia/after/").status), (200, 404));
    for page in ["/", "/asia/", "/tags/rivers/", "/archive/2026/12/"] {
        let text = preview.get(page).text();
        assert!(text.contains("/asia/before/") && !text.contains("/asia/after/"), "{page}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_within_are_followed_and_others_refused() {
    use std::os::unix::fs::symlink;
    let site = site();
    site.write("shared/one.md", article("One", 8, "First words."));
    fs::write(site.beside("outside.md"), article("Outside", 8, "Secret.")).expect("a file");
    fs::create_dir_all(site.path("content/linked")).expect("a folder");
    symlink(site.path("content/asia"), site.path("content/linked/east")).expect("a link");
    let preview = start(&site);
    assert_eq!(preview.get("/linked/east/quake/").status, 200);
    // An edit at one path is one at the other, of which no event tells.
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    preview.until_has("/linked/east/quake/", "Shaken.");
    preview.until_has("/asia/quake/", "Shaken.");
    symlink(site.beside("outside.md"), site.path("content/asia/outside.md")).expect("a link");
    symlink("..", site.path("content/asia/loop")).expect("a link");
    let mut events = preview.listen(&["/"]);
    while events.until("problems")["errors"].as_u64() < Some(1) {}
    assert!(!preview.get("/asia/outside/").text().contains("Secret."));
    assert_eq!(preview.get("/asia/dam/").status, 200);
}

#[test]
fn polling_finds_what_events_would_have_told() {
    let site = site();
    let preview = super::Preview::start(&site, &["--poll", "60"]);
    site.write("content/asia/quake.md", article("Quake", 1, "Shaken."));
    preview.until_has("/asia/quake/", "Shaken.");
    site.rename("content/asia/quake.md", "content/asia/tremor.md");
    preview.until("/asia/tremor/", "there", |answer| answer.status == 200);
    assert_eq!(preview.get("/asia/quake/").status, 404);
}

#[test]
fn requests_see_one_generation_and_only_newer_ones_after() {
    let site = site();
    let preview = start(&site);
    let at = preview.at;
    let readers: Vec<_> = (0..4)
        .map(|_| {
            std::thread::spawn(move || {
                let mut last = 0;
                while last < 40 {
                    let text = super::client::request(at, "GET", "/asia/quake/", &[]).text();
                    let round = text.split("Round ").nth(1).and_then(|rest| rest.split('.').next());
                    let round: u32 = round.and_then(|number| number.parse().ok()).unwrap_or(0);
                    assert!(round >= last, "round {round} after {last}");
                    last = round;
                }
            })
        })
        .collect();
    for round in 1..=40 {
        let path = "content/asia/quake.md";
        site.write("content/asia/new.tmp", article("Quake", 1, &format!("Round {round}.")));
        site.rename("content/asia/new.tmp", path);
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    for reader in readers {
        reader.join().expect("a reader that saw all rounds in order");
    }
}

#[test]
fn the_only_trace_a_preview_leaves_is_the_shelf() {
    let site = site();
    let before = list(&site.root());
    let preview = start(&site);
    let shelf = site.path(".dateline/public/shelf");
    preview.until("/", "the home page of a preview that has put away what it read", |_| shelf.exists());
    #[cfg(unix)]
    assert_eq!(preview.interrupt(), Some(0));
    let mut after = list(&site.root());
    after.retain(|path| !before.contains(path));
    assert_eq!(after, [".dateline/.gitignore", ".dateline/CACHEDIR.TAG", ".dateline/public/shelf"]);
}

/// The files below a folder, in order.
fn list(root: &std::path::Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(|entry| {
        let entry = entry.expect("an entry");
        let path = entry.path().strip_prefix(root).expect("a path inside").to_string_lossy().into_owned();
        entry.file_type().is_file().then_some(path)
    });
    files.collect()
}

fn generation(preview: &super::Preview) -> u64 {
    preview.listen(&[]).until("hello")["generation"].as_u64().expect("a number")
}

//! `init`: a new site that builds with nothing but the program.

use super::flags::{Common, Init};
use super::report::{self, Show, many};
use super::{Outcome, Trouble, new, place, write};
use crate::import::quote;
use jiff::Timestamp;
use serde_json::json;
use std::path::Path;

/// Writes the files of the new site.
pub(super) fn run(init: &Init, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let folder = &init.dir;
    if let Some(first) = write::first_visible(folder)? {
        return Err(Trouble::new(format!(
            "`{}` is not empty: there is `{}`",
            report::short(folder),
            name(&first)
        ))
        .hint("name a new folder, or one that has only hidden files"));
    }
    let title = init.title.clone().unwrap_or_else(|| title_of(folder));
    let mut written = Vec::new();
    for (path, text) in files(&title, super::instant(common)) {
        let path = folder.join(path);
        // Of hidden files, the folder's own stay.
        if name(&path).starts_with('.') && write::is_there(&path) {
            continue;
        }
        write::create(&path, &text)?;
        written.push(path);
    }
    if show.is_json() {
        let paths: Vec<String> = written.iter().map(|path| report::short(path)).collect();
        show.json(&json!({ "root": report::short(folder), "title": title, "written": paths }))?;
    } else {
        let folder = report::short(folder);
        show.closing(&format!("made a site of {}: {folder}", many(written.len(), "file")))?;
        show.note(&format!(
            "`dateline build --root {folder}` builds it; `site.toml` has its name and address"
        ));
    }
    Ok(Outcome::Done)
}

fn name(path: &Path) -> String {
    path.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

/// A name for the site from its folder's: `world-news` becomes `World news`.
fn title_of(folder: &Path) -> String {
    let full = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let title = place::words(&name(&full));
    let title: String = title.chars().filter(|letter| !letter.is_control()).collect();
    if title.is_empty() { "World news".into() } else { title }
}

fn files(title: &str, at: Timestamp) -> [(&'static str, String); 8] {
    let date = place::date(at);
    let id = place::id(at, "first-steps");
    let name = quote(title);
    [
        ("site.toml", SITE.replace("{name}", &toml::Value::from(title).to_string())),
        ("content/_index.md", format!("---\ntitle: {name}\n---\n")),
        ("content/about.md", format!("---\ntitle: About\n---\n\n{ABOUT}")),
        (
            "content/news/_index.md",
            "---\ntitle: News\nsummary: What happens in the world, and what it means.\n---\n".to_owned(),
        ),
        ("content/news/first-steps.md", FIRST.replace("{id}", &quote(&id)).replace("{date}", &date)),
        ("archetypes/default.md", new::ARCHETYPE.to_owned()),
        (".gitignore", "/public/\n/.dateline/\n".to_owned()),
        // Of two branches with new addresses both keep theirs.
        (".gitattributes", "/urls.lock merge=union\n".to_owned()),
    ]
}

const SITE: &str = r##"# The settings of the site. `dateline schema site` prints a schema for editors.

title = {name}
# Where the site will be on the web.
base_url = "https://example.org/"
description = "World news, with the background that it needs"
language = "en"
# Times without an offset are meant in this zone, and all times are shown in it.
time_zone = "UTC"
# No address that was published is ever lost: `urls.lock` has them all. Commit it with the site.
keep_urls = true

# Who publishes the site. `dateline check` says what else would help.
[publisher]
about = "@/about.md"

[menus]
main = [
    { name = "News", url = "@/news/_index.md" },
    { name = "About", url = "@/about.md" },
]
"##;

const ABOUT: &str = "Say here who writes this site, and how readers can reach you.
";

const FIRST: &str = "---
id: {id}
title: First steps with this site
date: {date}
summary: Where the files of the site are, and how the next article is begun.
authors: [The Desk]
tags: [Dateline]
---

Every article is a Markdown file below `content/`, and every folder there is a section. This one is
`content/news/first-steps.md`; it can be changed or removed.

## Background

The lines at the top of the file are its front matter: the headline, the date, the summary, the
authors and the tags. `site.toml` has the name and the address of the whole site.

## What Comes Next?

- `dateline new news/my-first-story` begins an article as a draft.
- `dateline check` says what is wrong, and where.
- `dateline build` makes the site in the folder `public`.
";

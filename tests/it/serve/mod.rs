//! The preview: the real program over HTTP.

mod bytes;
mod client;
mod desk;
mod errors;
mod generations;
mod pains;
mod server;
mod soak;
mod web;

use crate::chain::Tree;
use client::Answer;
use server::{Preview, Site};

const SETTINGS: &str = "title = \"Desk\"\nbase_url = \"https://desk.example/\"\n";

/// A small site with the theme that is part of the program.
fn site() -> Site {
    site_with(SETTINGS)
}

fn site_with(settings: &str) -> Site {
    let mut files = Tree::from([("site.toml".to_owned(), settings.as_bytes().to_vec())]);
    for (name, title, day) in [("quake", "Quake", 1), ("talks", "Talks", 2), ("dam", "Dam", 3)] {
        files.insert(format!("content/asia/{name}.md"), article(title, day, "Words.").into_bytes());
    }
    files.insert("content/about.md".into(), b"---\ntitle: About\n---\nUs.\n".to_vec());
    Site::new(&files)
}

fn article(title: &str, day: u32, body: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2026-11-{day:02}T06:00:00Z\nsummary: What happened.\nauthors: [Mara Lind]\n\
         tags: [rivers]\n---\n{body}\n\n## Background\n\nMore.\n"
    )
}

fn html(answer: &Answer) -> String {
    String::from_utf8(server::without_script(&answer.body)).expect("UTF-8")
}

fn start(site: &Site) -> Preview {
    Preview::start(site, &[])
}

//! What pages say of themselves in their heads: the rules LD-* and HD-* of the newswire, each
//! with a test of its name, held against pages of the theme that is part of the program.

mod structured_data;
mod tags;

use crate::harness::html::{Tag, tags};
use crate::harness::{request, tree};
use dateline::build::{Request, build};
use serde_json::Value;
use tree::Tree;

/// A site in which one article says all it can.
const SITE: &[(&str, &str)] = &[
    (
        "site.toml",
        r#"title = "World"
description = "News of the world."
base_url = "https://news.test/"
language = "en-GB"
time_zone = "Europe/Paris"
page_size = 1
license = "@/about.md"

[publisher]
name = "World Media"
logo = "logo.png"
founded = "2019"
email = "desk@news.test"
twitter = "@worldmedia"
profiles = ["https://social.test/@world"]
about = "@/about.md"

[publisher.policies]
principles = "@/about.md"
corrections = "@/about.md"

[taxonomies.tags]
[taxonomies.countries]
[taxonomies.series]
"#,
    ),
    ("static/logo.png", "png"),
    ("content/about.md", "---\ntitle: About us\nsummary: Who we are.\n---\nText.\n"),
    ("content/asia/_index.md", "---\ntitle: Asia\n---\n"),
    (
        "content/authors/mara-lind.md",
        "---\ntitle: Mara Lind\nsummary: Writes about rivers.\njob_title: Correspondent\n\
         same_as: [https://social.test/@mara]\nfediverse: mara@social.test\ntwitter: mara\n\
         knows_about: [rivers]\nknows_language: [en]\n---\nAbout her.\n",
    ),
    ("content/authors/agency.md", "---\ntitle: The Agency\norganisation: true\n---\n"),
    ("content/countries/laos.md", "---\ntitle: Laos\nsame_as: https://www.wikidata.org/wiki/Q819\n---\n"),
    (
        "content/asia/talks.md",
        r#"---
title: "Talks </script> & more"
seo_title: Talks, explained
date: 2026-11-20T10:00:00+01:00
updated: 2026-11-21T08:30:00+01:00
update_note: The number of boats.
expires: 2027-01-01T00:00:00+01:00
summary: What <they> said.
authors: [mara-lind, agency]
contributors:
  - name: Ed Itor
    role: editing
tags: [rivers]
countries: [laos, China]
series: The river
label: analysis
dateline: VIENTIANE
image:
  src: boat.png
  alt: A boat
  caption: The boat.
  credit: Pho Tographer
  credit_url: https://pictures.test/
  license: CC BY 4.0
  license_url: https://creativecommons.org/licenses/by/4.0/
  copyright: © Pho Tographer
sources:
  - title: The treaty
    url: https://treaties.test/1
    publisher: Depositary
how_we_reported: We read *all* of it.
corrections:
  - date: 2026-11-22T09:00:00+01:00
    text: The number of boats was wrong.
    was: two
    now: three
---
The first paragraph.
"#,
    ),
    ("content/asia/boat.png", "png"),
    (
        "content/asia/fr.md",
        "---\ntitle: Pourparlers\nlang: fr\ndate: 2026-11-19\ntranslation_of: talks.md\n---\nTexte.\n",
    ),
    ("content/asia/bare.md", "---\ntitle: Bare\ndate: 2026-11-18\n---\nThe words of the text.\n"),
    ("content/asia/ad.md", "---\ntitle: Ad\ndate: 2026-11-17\nlabel: sponsored\n---\n"),
    ("content/asia/live.md", "---\ntitle: Live\ndate: 2026-11-16T08:00:00Z\nlabel: live\n---\n"),
    (
        "content/asia/gone.md",
        "---\ntitle: Gone\ndate: 2026-11-15\nstatus: withdrawn\nstatus_note: It was wrong.\n---\n",
    ),
];

/// The pages of a site: that of this file with some files put in their place.
struct Pages(Tree);

impl Pages {
    fn new() -> Self {
        Self::with(&[], |_| ())
    }

    fn with(files: &[(&str, &str)], change: impl Fn(&mut Request)) -> Self {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let (root, output) = (temporary.path().join("site"), temporary.path().join("public"));
        let mut site = Tree::new();
        for (path, text) in SITE.iter().chain(files) {
            site.insert((*path).to_owned(), text.as_bytes().to_vec());
        }
        tree::write(&root, &site);
        let mut request = request(&root, &output);
        change(&mut request);
        let report = match build(&request, &|_| ()) {
            Ok(report) => report,
            Err(_) => panic!("the site cannot be built"),
        };
        assert!(report.published, "{:?}", report.problems);
        Self(tree::read(&output))
    }

    fn html(&self, path: &str) -> &str {
        let bytes = self.0.get(path).unwrap_or_else(|| panic!("there is no `{path}`"));
        std::str::from_utf8(bytes).expect("UTF-8")
    }

    /// All pages that are no redirects.
    fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        let pages = self.0.keys().filter(|path| path.ends_with(".html"));
        pages.map(|path| (path.as_str(), self.html(path)))
    }

    /// The text of the one script with structured data.
    fn script(&self, path: &str) -> &str {
        let open = "<script type=\"application/ld+json\">";
        let (_, rest) = self.html(path).split_once(open).unwrap_or_else(|| panic!("`{path}` has no graph"));
        assert!(!rest.contains(open), "`{path}` has two graphs");
        rest.split_once("</script>").expect("an end").0
    }

    fn graph(&self, path: &str) -> Vec<Value> {
        let whole: Value = serde_json::from_str(self.script(path)).expect("JSON");
        assert_eq!(whole["@context"], "https://schema.org");
        whole["@graph"].as_array().expect("a graph").clone()
    }

    /// The node of a type.
    #[track_caller]
    fn node(&self, path: &str, kind: &str) -> Value {
        let is = |node: &&Value| node["@type"] == kind || node["@type"][1] == kind;
        self.graph(path).iter().find(is).unwrap_or_else(|| panic!("`{path}` has no {kind}")).clone()
    }

    fn tags(&self, path: &str) -> Vec<Tag> {
        tags(self.html(path))
    }

    /// The contents of `<meta>` with a name or property.
    fn meta(&self, path: &str, name: &str) -> Vec<String> {
        let is = |tag: &&Tag| {
            tag.name == "meta" && (tag.get("name") == Some(name) || tag.get("property") == Some(name))
        };
        let tags = self.tags(path);
        tags.iter().filter(is).map(|tag| tag.get("content").unwrap_or_default().to_owned()).collect()
    }

    /// The links of a relation in the head: language and address.
    fn links(&self, path: &str, rel: &str) -> Vec<(String, String)> {
        let is = |tag: &&Tag| tag.name == "link" && tag.get("rel") == Some(rel);
        let pair = |tag: &Tag| {
            let text = |name| tag.get(name).unwrap_or_default().to_owned();
            (text("hreflang"), text("href"))
        };
        self.tags(path).iter().filter(is).map(pair).collect()
    }
}

const TALKS: &str = "asia/talks/index.html";

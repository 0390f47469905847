//! Sites and edits made at random, the same for the same seed.
//!
//! A [`World`] is a site as plain values; an edit changes some of them, and [`World::files`]
//! writes all of it anew. Edits may well break the site: that is part of the game.

use super::case::parse;
use super::{Tree, instant};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A generator of numbers (splitmix64): small, and the same on every machine.
pub struct Random(u64);

impl Random {
    /// Numbers that follow from the environment's `SEED`, or from the clock; the seed is
    /// printed, so that a failure can be repeated.
    #[expect(clippy::print_stdout, reason = "without its seed a failure could not be repeated")]
    pub fn seeded(test: &str) -> Self {
        let seed = match std::env::var("SEED") {
            Ok(seed) => seed.parse().expect("SEED is a number"),
            Err(_) => std::time::UNIX_EPOCH.elapsed().map_or(1, |since| since.subsec_nanos().into()),
        };
        println!("{test}: SEED={seed}");
        Self(seed)
    }

    /// Numbers of their own, for a part that may go on beside the others.
    pub fn fork(&mut self) -> Self {
        Self(self.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of some things.
    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

const SECTIONS: [&str; 5] = ["asia", "asia/japan", "africa", "europe", "world"];
const TAGS: [&str; 6] = ["climate", "roads", "diplomacy", "New Space", "sea & ice", "Climate"];
const AUTHORS: [&str; 3] = ["Mara Lind", "Ben Okri", "Ada Ōe"];
const NAMES: [&str; 9] = ["quake", "talks", "flood", "vote", "dam", "ferry", "bridge", "storm", "fair"];
const WORDS: [&str; 8] = ["rain", "“votes”", "it's", "a -- b", "<b>", "roads & rails", "100 %", "x|y"];
const TEMPLATES: [&str; 7] = [
    "base.html",
    "home.html",
    "section.html",
    "article.html",
    "term.html",
    "partials/card.html",
    "partials/footer.html",
];

/// Templates that use what the base site's do not: operations on lists, groups, free trees.
const RICH_HOME: &str = r#"{% extends "base.html" %}
{% block main %}{{ site.title }} {{ site.options.accent }}
{% for m in site.menus.main %}{{ m.name }} {{ m.url }}{% endfor %}
{% for a in site.latest(3) %}{{ a.title }} {{ a.summary }} {{ a.excerpt }}{% endfor %}
{% for s in site.sections %}{{ s.title }}: {% for a in s.articles.without(site.latest(2)).first(2) %}{{ a.url }} {% endfor %}{% endfor %}
{% for g in site.articles.group_by("date.month") %}{{ g.key }}: {{ g.items.count }} {% endfor %}
{% for g in site.articles.group_by("tags") %}{{ g.key }}: {% for a in g.items.first(1) %}{{ a.title }}{% endfor %} {% endfor %}
{% for a in site.articles.where("extra.rank", ">=", 2).sort("extra.rank", reverse=true) %}{{ a.path }} {% endfor %}
{% for a in site.articles.where("tags", "has", "sea & ice").reverse() %}{{ a.path }} {% endfor %}
{% for a in site.articles.sort("title").skip(1).first(3)[1:] %}{{ a.title }} {% endfor %}
{% for k in site.extra %}{{ k }}={{ site.extra[k] }} {% endfor %}
{% for r in site.data.rates %}{{ r }}: {{ site.data.rates[r] }} {% endfor %}
{% set s = site.section("europe") %}{% if s %}{{ s.count }}{% endif %}
{% endblock %}
"#;

/// What depends on the clock, before the title.
const RICH_ARTICLE: &str = "{{ page.label }} {{ page.state }} {{ page.status_note }}\
    {% if page.superseded_by %}{{ page.superseded_by.title }}{% endif %}<h1>";

const RICH_PAGE: &str = r#"{% extends "base.html" %}
{% block main %}{{ page.content }}{{ page.permalink }}
{% include "partials/maybe.html" ignore missing %}
{% for f in page.files %}{{ f.name }} {{ f.url }}{% endfor %}
{% for s in page.ancestors %}{{ s.url }}{% endfor %}{% endblock %}
"#;

#[derive(Clone)]
struct Article {
    title: String,
    /// Days before the first of December 2026; later ones are not yet published.
    age: i64,
    body: String,
    summary: Option<String>,
    tags: Vec<&'static str>,
    authors: Vec<&'static str>,
    draft: bool,
    slug: Option<&'static str>,
    rank: Option<usize>,
    alias: Option<&'static str>,
    link: Option<String>,
    folder: bool,
    /// Lines of front matter that depend on the clock.
    life: String,
}

/// A site as plain values.
#[derive(Clone)]
pub struct World {
    articles: BTreeMap<(&'static str, &'static str), Article>,
    /// The lines of front matter of a section's own page.
    sections: BTreeMap<&'static str, String>,
    /// Lines of the settings by their key.
    settings: BTreeMap<&'static str, String>,
    /// Everything else.
    files: Tree,
    count: usize,
    /// Addresses are kept.
    kept: bool,
    /// The instant of the builds.
    pub at: i64,
}

impl World {
    /// A site with some articles.
    pub fn new(random: &mut Random, base: &str) -> Self {
        let mut files = parse("A site.\n-- base --", base).files;
        files.retain(|path, _| !path.starts_with("content/") && path != "site.toml");
        files.insert("themes/plain/templates/home.html".into(), RICH_HOME.into());
        files.insert("themes/plain/templates/page.html".into(), RICH_PAGE.into());
        let article = files.get_mut("themes/plain/templates/article.html").expect("a template");
        let text = String::from_utf8_lossy(article).replace("<h1>", RICH_ARTICLE);
        *article = text.into_bytes();
        files.insert("content/about.md".into(), "---\ntitle: About\n---\nUs.\n".into());
        let settings = BTreeMap::from([
            ("title", "title = \"Small World\"".to_owned()),
            ("base_url", "base_url = \"https://small.example/\"".to_owned()),
            ("page_size", "page_size = 2".to_owned()),
        ]);
        let at = instant("2026-12-01T12:00:00Z");
        let mut world = Self {
            articles: BTreeMap::new(),
            sections: BTreeMap::new(),
            settings,
            files,
            count: 0,
            kept: false,
            at,
        };
        for _ in 0..10 {
            world.add_article(random);
        }
        world
    }

    /// The files of the site.
    pub fn files(&self) -> Tree {
        let mut files = self.files.clone();
        let mut settings: String = self.settings.values().map(|line| format!("{line}\n")).collect();
        settings.insert_str(0, "theme = \"paper\"\n");
        if self.kept {
            settings.push_str("[feeds]\nformats = [\"rss\", \"atom\", \"json\"]\n");
            settings.push_str("of = [\"site\", \"sections\", \"tags\", \"authors\"]\narchive = true\n");
        }
        settings.push_str("[taxonomies.tags]\ntitle = \"Topics\"\npage_size = 2\n");
        let other = files.remove("settings").unwrap_or_default();
        settings.push_str(&String::from_utf8_lossy(&other));
        files.insert("site.toml".into(), settings.into_bytes());
        for (section, lines) in &self.sections {
            let text = format!("---\n{lines}---\nAbout this section.\n");
            files.insert(format!("content/{section}/_index.md"), text.into_bytes());
        }
        for ((section, name), article) in &self.articles {
            let path = if article.folder { format!("{name}/index.md") } else { format!("{name}.md") };
            let mut text = article.text();
            if self.kept {
                text.insert_str(4, &format!("id: {section}-{name}\n"));
            }
            files.insert(format!("content/{section}/{path}"), text.into_bytes());
            if article.folder {
                files.insert(format!("content/{section}/{name}/map.svg"), article.title.clone().into_bytes());
            }
        }
        files
    }

    fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    fn words(&mut self, random: &mut Random) -> String {
        let number = self.number();
        format!("{} and {} {number}", random.pick(&WORDS), random.pick(&WORDS))
    }

    fn add_article(&mut self, random: &mut Random) -> String {
        let key = (random.pick(&SECTIONS), random.pick(&NAMES));
        let some = |random: &mut Random, of: &[&'static str]| -> Vec<&'static str> {
            (0..random.below(3)).map(|_| random.pick(of)).collect()
        };
        let link = random.once_in(3).then(|| self.any_path(random)).flatten();
        let article = Article {
            title: self.words(random),
            age: random.below(120) as i64 - 5,
            body: self.words(random),
            summary: random.once_in(2).then(|| self.words(random)),
            tags: some(random, &TAGS),
            authors: some(random, &AUTHORS),
            draft: random.once_in(12),
            slug: random.once_in(8).then(|| random.pick(&NAMES)),
            rank: random.once_in(3).then(|| random.below(4)),
            alias: None,
            link,
            folder: random.once_in(4),
            life: if random.once_in(3) { self.life(random) } else { String::new() },
        };
        self.articles.insert(key, article);
        format!("article {}/{}", key.0, key.1)
    }

    fn life(&self, random: &mut Random) -> String {
        let day = format!("2026-12-{:02}", 1 + random.below(6));
        let other = self.any_path(random).unwrap_or_default();
        match random.below(8) {
            0 => "embargo: true\n".into(),
            1 => "status: withdrawn\nstatus_note: It was wrong.\n".into(),
            2 => format!("superseded_by: \"{other}\"\n"),
            3 => format!("expires: {day}\non_expire: redirect\nsuperseded_by: \"{other}\"\n"),
            4 => format!("expires: {day}T10:00:00Z\non_expire: tombstone\n"),
            5 => format!("label: live\nlabel_until: {day} 18:30\nexpires: 2026-12-30\n"),
            6 => format!("label: breaking\nlabel_until: {day} 06:00\n"),
            _ => format!("expires: {day}\n"),
        }
    }

    fn any_path(&self, random: &mut Random) -> Option<String> {
        let index = random.below(self.articles.len());
        let ((section, name), article) = self.articles.iter().nth(index)?;
        Some(format!("@/{section}/{name}{}.md", if article.folder { "/index" } else { "" }))
    }

    /// Changes something, and says what.
    pub fn edit(&mut self, random: &mut Random) -> String {
        match random.below(24) {
            0..=1 => self.add_article(random),
            2 if self.articles.len() > 5 => {
                let index = random.below(self.articles.len());
                let key = *self.articles.keys().nth(index).expect("an article");
                self.articles.remove(&key);
                format!("remove {}/{}", key.0, key.1)
            }
            3..=11 => self.edit_article(random),
            12..=13 => self.edit_section(random),
            14..=15 => self.edit_settings(random),
            16 => self.edit_template(random),
            17..=20 => {
                // Time passes, or the clock is put back.
                self.at = instant("2026-11-28T00:00:00Z") + 1800 * random.below(500) as i64;
                format!("at {}", self.at)
            }
            _ => self.edit_file(random),
        }
    }

    /// Switches on that addresses are kept, with feeds of all kinds, and gives every article an id:
    /// so most edits lose none.
    pub fn keep_addresses(&mut self, random: &mut Random) {
        self.settings.insert("keep_urls", "keep_urls = true".into());
        if random.once_in(2) {
            self.settings.insert("hosts", "hosts = [\"nginx\"]".into());
        }
        self.kept = true;
        self.files.insert("static/deep/file.txt".into(), "A file.\n".into());
    }

    /// Gives every article another address, so that a build has much to write and to remove.
    /// That never makes errors.
    pub fn move_articles(&mut self) {
        let as_files = "url_style = \"file\"";
        if self.settings.get("url_style").is_some_and(|line| line == as_files) {
            self.settings.remove("url_style");
        } else {
            self.settings.insert("url_style", as_files.into());
        }
    }

    fn edit_article(&mut self, random: &mut Random) -> String {
        let index = random.below(self.articles.len());
        let key = *self.articles.keys().nth(index).expect("an article");
        let (words, link, life) = (self.words(random), self.any_path(random), self.life(random));
        let article = self.articles.get_mut(&key).expect("an article");
        let what = random.below(15);
        match what {
            0..=1 => article.title = words,
            2..=3 => article.body = words,
            4 => article.age = random.below(120) as i64 - 5,
            5 => article.age += random.pick(&[-1, 1]),
            6 => article.summary = random.once_in(2).then_some(words),
            7 => article.tags = (0..random.below(4)).map(|_| random.pick(&TAGS)).collect(),
            8 => article.authors = (0..random.below(3)).map(|_| random.pick(&AUTHORS)).collect(),
            9 => article.draft = !article.draft,
            10 => article.rank = random.once_in(3).then(|| random.below(4)),
            11 if random.once_in(2) => article.folder = !article.folder,
            11 => article.alias = random.once_in(2).then(|| random.pick(&["/old/", "/older.html"])),
            12..=13 => article.life = life,
            _ => article.link = link.filter(|_| random.once_in(2)),
        }
        format!("edit {what} of {}/{}", key.0, key.1)
    }

    fn edit_section(&mut self, random: &mut Random) -> String {
        let section = random.pick(&SECTIONS);
        let number = self.number();
        if random.once_in(4) {
            self.sections.remove(section);
            return format!("section {section} without a page");
        }
        let mut lines = format!("title: Section {number}\n");
        let choices = [
            "weight: 3",
            "page_size: 1",
            "slug: elsewhere",
            "lang: fr",
            "permalink: /:section/:month/:slug/",
            "pages: true",
            "draft: true",
            "article_template: page.html",
            "summary: Short.",
        ];
        for _ in 0..random.below(3) {
            let choice = random.pick(&choices);
            if !lines.contains(choice) {
                let _ = writeln!(lines, "{choice}");
            }
        }
        let what = format!("section {section}: {}", lines.replace('\n', "; "));
        self.sections.insert(section, lines);
        what
    }

    fn edit_settings(&mut self, random: &mut Random) -> String {
        let number = self.number();
        let choices = [
            ("title", format!("title = \"World {number}\"")),
            ("page_size", format!("page_size = {}", 1 + random.below(3))),
            ("url_style", format!("url_style = \"{}\"", random.pick(&["file", "directory"]))),
            ("permalink", format!("permalink = \"{}\"", random.pick(&["/:year/:slug/", "/:section/:slug/"]))),
            (
                "base_url",
                format!(
                    "base_url = \"https://{}.example/\"",
                    random.pick(&["small", "other", "small.example/a"])
                ),
            ),
            ("language", format!("language = \"{}\"", random.pick(&["en", "fr", "ar"]))),
            (
                "time_zone",
                format!("time_zone = \"{}\"", random.pick(&["UTC", "Asia/Tokyo", "America/New_York"])),
            ),
            ("description", format!("description = \"About {number}\"")),
        ];
        let (key, line) = choices[random.below(choices.len())].clone();
        let what = format!("settings: {line}");
        if random.once_in(3) && key != "title" && key != "base_url" {
            self.settings.remove(key);
            return format!("settings without {key}");
        }
        self.settings.insert(key, line);
        what
    }

    fn edit_template(&mut self, random: &mut Random) -> String {
        let name = random.pick(&TEMPLATES);
        let layer = random.pick(&["", "themes/paper/", "themes/plain/"]);
        let path = format!("{layer}templates/{name}");
        let original = self.files[&format!("themes/plain/templates/{name}")].clone();
        if layer != "themes/plain/" && self.files.remove(&path).is_some() {
            return format!("remove {path}");
        }
        let mut text = String::from_utf8(original).expect("a template");
        let _ = writeln!(text, "{{# {} #}}", self.number());
        self.files.insert(path.clone(), text.into_bytes());
        format!("template {path}")
    }

    fn edit_file(&mut self, random: &mut Random) -> String {
        let number = self.number();
        let files = [
            ("data/rates.toml", format!("euro = \"{number}\"\nyen = \"{}\"\n", random.below(3))),
            ("strings/en.toml", format!("footer = \"End {}\"\nunread = \"{number}\"\n", random.below(3))),
            ("strings/fr.toml", format!("months_long = [\"Mois {number}\"]\n")),
            ("static/site.css", format!("/* {} */\n", random.below(3))),
            ("static/deep/file.txt", format!("{number}\n")),
            ("themes/plain/templates/partials/maybe.html", format!("maybe {}\n", random.below(3))),
            (
                "themes/plain/templates/term-authors.html",
                "{{ term.title }} {{ paginator.articles.count }}\n".into(),
            ),
            ("content/authors/mara-lind.md", format!("---\ntitle: Mara L{number}\n---\nText.\n")),
            ("content/tags/climate.md", format!("---\ntitle: Climate\nsummary: {number}\n---\n")),
            ("content/tags/_index.md", format!("---\ntitle: Topics {number}\n---\n")),
            ("content/asia/note.txt", format!("{}\n", random.below(3))),
            (
                "settings",
                format!(
                    "[options]\naccent = \"c{number}\"\n[extra]\na = {}\nb = \"{number}\"\n\"c.d e\" = 1\n",
                    random.below(2)
                ),
            ),
            ("settings", "[menus]\nmain = [{ name = \"Us\", url = \"@/about.md\" }]\n".into()),
        ];
        let (path, text) = files[random.below(files.len())].clone();
        if random.once_in(3) && path != "data/rates.toml" && path != "static/site.css" {
            self.files.remove(path);
            return format!("remove {path}");
        }
        self.files.insert(path.into(), text.into_bytes());
        format!("write {path}")
    }
}

impl Article {
    fn text(&self) -> String {
        let quoted = |text: &str| serde_json::to_string(text).expect("a text");
        let day = jiff::civil::date(2026, 12, 1) - jiff::Span::new().days(self.age);
        let mut text = format!("---\ntitle: {}\ndate: {day}\n", quoted(&self.title));
        if let Some(summary) = &self.summary {
            let _ = writeln!(text, "summary: {}", quoted(summary));
        }
        for (key, values) in [("tags", &self.tags), ("authors", &self.authors)] {
            let mut values = values.clone();
            values.sort_unstable();
            values.dedup();
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            let _ = writeln!(text, "{key}: [{}]", values.join(", "));
        }
        if self.draft {
            text.push_str("draft: true\n");
        }
        text.push_str(&self.life);
        if let Some(slug) = self.slug {
            let _ = writeln!(text, "slug: {slug}");
        }
        if let Some(rank) = self.rank {
            let _ = writeln!(text, "extra: {{ rank: {rank}, map: {{ zoom: {rank} }} }}");
        }
        if let Some(alias) = self.alias {
            let _ = writeln!(text, "aliases: [{alias}]");
        }
        let _ = writeln!(text, "---\n{}", self.body);
        if let Some(link) = &self.link {
            let _ = writeln!(text, "\nSee [that]({link}).");
        }
        text
    }
}

//! The sites that are measured: the same content for Dateline and for Hugo, with themes that
//! make the same pages.

use crate::Result;
use crate::corpus::{Corpus, PAGE_SIZE};
use include_dir::{Dir, include_dir};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

static DATELINE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/benches/scale/dateline");
static HUGO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/benches/scale/hugo");

/// Writes a site for Dateline.
pub fn write_dateline(root: &Path, corpus: &Corpus, feeds: bool) -> Result<()> {
    fs::create_dir_all(root)?;
    DATELINE.extract(root)?;
    // Both sites cut their lists alike; a number that drifted would compare unlike things.
    let settings = fs::read_to_string(root.join("site.toml"))?;
    if settings.matches(&format!("page_size = {PAGE_SIZE}\n")).count() != 3 {
        return Err("the site's page sizes are not those of the corpus".into());
    }
    if feeds {
        fs::write(root.join("site.toml"), settings.replace("formats = []", "formats = [\"rss\"]"))?;
    }
    Ok(corpus.write(&root.join("content"))?)
}

/// Writes a site for Hugo. Its archive needs a source for each of its lists, which Dateline
/// makes by itself.
pub fn write_hugo(root: &Path, corpus: &Corpus, feeds: bool) -> Result<()> {
    fs::create_dir_all(root)?;
    HUGO.extract(root)?;
    let mut settings = fs::read_to_string(root.join("hugo.toml"))?;
    if !settings.contains(&format!("pagerSize = {PAGE_SIZE}\n")) {
        return Err("the page size of Hugo's site is not that of the corpus".into());
    }
    if feeds {
        let outputs = "\n[outputs]\nhome = [\"html\", \"rss\"]\nsection = [\"html\", \"rss\"]\n\n[services.rss]\nlimit = 30\n";
        settings = settings.replace("\"RSS\", ", "") + outputs;
        fs::write(root.join("hugo.toml"), settings)?;
    }
    corpus.write(&root.join("content"))?;
    let archive = root.join("content/archive");
    fs::create_dir_all(&archive)?;
    fs::write(archive.join("_index.md"), list("Archive", "archive", ""))?;
    for (year, month) in corpus.months() {
        let folder = archive.join(format!("{year}/{month:02}"));
        fs::create_dir_all(&folder)?;
        let name = format!("{year}-{month:02}");
        fs::write(folder.join("_index.md"), list(&name, "archive-month", &name))?;
        let year = (year.to_string(), archive.join(format!("{year}/_index.md")));
        fs::write(year.1, list(&year.0, "archive-year", &year.0))?;
    }
    Ok(())
}

fn list(title: &str, layout: &str, key: &str) -> String {
    format!("---\ntitle: \"{title}\"\nlayout: {layout}\nparams:\n  key: \"{key}\"\n---\n")
}

/// Changes that an editor or a checkout makes. Each is different from the one of the round
/// before, so that the same files can be changed again and again.
pub struct Editor<'a> {
    root: &'a Path,
    corpus: &'a Corpus,
}

impl<'a> Editor<'a> {
    /// An editor of this site.
    pub fn new(root: &'a Path, corpus: &'a Corpus) -> Self {
        Self { root, corpus }
    }

    /// Puts a word into the first paragraph of an article.
    pub fn body(&self, round: usize) -> Result<()> {
        self.change(&self.article(), |text| {
            let (head, body) = text.split_once("\n---\n")?;
            let (paragraph, rest) = body.split_once("\n\n")?;
            let paragraph = paragraph.split(" Words of round ").next()?;
            Some(format!("{head}\n---\n{paragraph} Words of round {round}.\n\n{rest}"))
        })
    }

    /// Changes the title of an article.
    pub fn title(&self, round: usize) -> Result<()> {
        self.change(&self.article(), |text| {
            let rest = text.strip_prefix("---\ntitle: ")?;
            let (title, rest) = rest.split_once('\n')?;
            let title = title.split(" of round ").next()?;
            Some(format!("---\ntitle: {title} of round {round}\n{rest}"))
        })
    }

    /// Adds an article that is younger than all others.
    pub fn article_new(&self, round: usize) -> Result<()> {
        Ok(self.corpus.write_article(&self.root.join("content"), self.corpus.len() + round)?)
    }

    /// Changes the words at the foot of every page.
    pub fn template(&self, round: usize) -> Result<()> {
        self.footer("themes/plain/templates/base.html", round)
    }

    /// The same in a template of any program.
    pub fn footer(&self, path: &str, round: usize) -> Result<()> {
        self.change(path, |text| {
            let (before, rest) = text.split_once("<p>Footer text, ")?;
            let (_, after) = rest.split_once(".</p>")?;
            Some(format!("{before}<p>Footer text, edition of round {round}.</p>{after}"))
        })
    }

    /// Changes the site's title, which is on every page.
    pub fn setting(&self, round: usize) -> Result<()> {
        self.change("site.toml", |text| {
            let rest = text.strip_prefix("title = \"The Measured World")?;
            let (_, rest) = rest.split_once("\"\n")?;
            Some(format!("title = \"The Measured World of round {round}\"\n{rest}"))
        })
    }

    /// Moves the time of every file, as a checkout does, and leaves the bytes as they are.
    pub fn touch(&self, round: usize) -> Result<()> {
        let back = Duration::from_secs(3600 * (round as u64 + 1));
        for path in files(self.root, &["public", ".dateline"])? {
            let file = fs::File::options().write(true).open(&path)?;
            let time = file.metadata()?.modified()? - back;
            file.set_modified(time)?;
        }
        Ok(())
    }

    fn article(&self) -> String {
        format!("content/{}", self.corpus.path(self.corpus.len() / 2))
    }

    fn change(&self, path: &str, change: impl Fn(&str) -> Option<String>) -> Result<()> {
        let path = self.root.join(path);
        let text = fs::read_to_string(&path)?;
        let changed = change(&text).ok_or("a source is not as it was written")?;
        Ok(fs::write(path, changed)?)
    }
}

/// All files below a folder, but for those below its folders with these names.
pub fn files(root: &Path, without: &[&str]) -> Result<Vec<PathBuf>> {
    let entries = walkdir::WalkDir::new(root)
        .into_iter()
        .filter_entry(|entry| entry.depth() != 1 || !without.iter().any(|name| entry.file_name() == *name));
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

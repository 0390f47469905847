//! Where what an address belongs to is now.

use super::super::redirects::{Living, Target};
use super::super::{Output, Recipe, feed_address, newswire, twin_address};
use crate::config::{Config, Format};
use crate::fingerprint::Fingerprint;
use crate::library::{Entry, Found, HOME, Library, PageId, Presence};
use crate::register::{Line, Owner, Register};
use crate::source::{SourceId, Sources};
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// The page that readers get for an article or page, if any.
fn landing(library: &Library, id: PageId) -> Option<Entry> {
    (library.page(id).presence != Presence::Hidden).then(|| Entry::Page(library.landing(id)))
}

/// The file that a published file is a copy of, if it is one that others may link to: one of the
/// site's own, and no style, script or font, which nothing leads to but the site's pages.
pub(super) fn published_file(output: &Output, sources: &Sources) -> Option<SourceId> {
    let (Recipe::Asset { source } | Recipe::Picture { source, .. }) = output.recipe else { return None };
    let path = &sources.get(source).path;
    let own = path.starts_with("static/") || path.starts_with("content/");
    (own && crate::register::is_for_readers(&output.path)).then_some(source)
}

/// Finds the page, feed or file of an owner.
pub(super) struct Owners<'a> {
    by_id: FxHashMap<Owner, Entry>,
    register: &'a Register,
    living: &'a Living<'a>,
    library: &'a Library,
    config: &'a Config,
    sources: &'a Sources,
    files: OnceCell<Files<'a>>,
}

impl<'a> Owners<'a> {
    pub fn new(
        register: &'a Register,
        living: &'a Living<'a>,
        library: &'a Library,
        config: &'a Config,
        sources: &'a Sources,
    ) -> Self {
        let id = |(index, page): (usize, &std::sync::Arc<crate::library::Page>)| {
            let id = page.document.front.id.as_ref()?;
            let page = landing(library, PageId(index as u32))?;
            Some((Owner::id(&id.value), page))
        };
        let by_id = library.pages.iter().enumerate().filter_map(id).collect();
        Self { by_id, register, living, library, config, sources, files: OnceCell::new() }
    }

    /// Where an address leads by itself, of which nothing stands any more.
    pub fn target(&self, path: &str, line: &Line) -> Option<Target> {
        if let Some((format, kind, name)) = line.owner.as_feed() {
            return self.feed(format, kind, &name).map(|output| Target::Path(output.address.clone()));
        }
        if line.owner.is_of_bytes() {
            let files = self.files.get_or_init(|| Files::new(self.register, self.living, self.sources));
            return files.find(path, line).map(|output| Target::Path(output.address.clone()));
        }
        if let Some(owner) = line.owner.as_twin() {
            let entry = self.page(&Line { owner, ..line.clone() })?;
            let Entry::Page(id) = entry else { return Some(Target::Entry(entry)) };
            let twin = self.living.get(&twin_address(id, self.library).path);
            return Some(twin.map_or(Target::Entry(entry), |twin| Target::Path(twin.address.clone())));
        }
        self.page(line).map(Target::Entry)
    }

    fn page(&self, line: &Line) -> Option<Entry> {
        let owner = &line.owner;
        if let Some(entry) = self.by_id.get(owner) {
            return Some(*entry);
        }
        if let Some((kind, name)) = owner.as_entry() {
            return self.nearest(kind, &name);
        }
        // A first address: of its source while that is there, of the page that is at the address
        // now, or of whoever has had it since.
        let mut path = owner.as_first_address()?;
        if let Some(Found::Page(id)) = self.library.find_path(&line.source)
            && let Some(page) = landing(self.library, id)
        {
            return Some(page);
        }
        for _ in 0..16 {
            if let Some(entry) = self.living.entry(&path) {
                return Some(entry);
            }
            let lines = self.register.lines.get(&path)?;
            let next = lines.iter().map(|line| &line.owner).find(|next| *next != owner)?;
            if let Some(entry) = self.by_id.get(next) {
                return Some(*entry);
            }
            path = next.as_first_address()?;
        }
        None
    }

    /// An entry that nobody writes a page for vanishes with its last article: its address
    /// leads to what it was part of.
    fn nearest(&self, kind: &str, name: &str) -> Option<Entry> {
        let page = |kind: &str, name: &str| {
            let entry = Entry::from_name(kind, name, self.library)?;
            let has_page = match entry {
                Entry::Taxonomy(id) => {
                    let taxonomy = self.library.taxonomy(id);
                    !taxonomy.terms.is_empty() || taxonomy.document.is_some()
                }
                Entry::Archive => !self.library.months.is_empty(),
                Entry::Feeds | Entry::Search => {
                    self.living.entry(&entry.address(self.library, self.config).path).is_some()
                }
                _ => true,
            };
            has_page.then_some(entry)
        };
        let home = Some(Entry::Section(HOME));
        let own = page(kind, name);
        match kind {
            "term" => {
                let taxonomy = name.split_once('/').map_or(name, |(taxonomy, _)| taxonomy);
                own.or_else(|| page("taxonomy", taxonomy)).or(home)
            }
            "month" => {
                let year = name.split_once('-').map_or(name, |(year, _)| year);
                own.or_else(|| page("year", year)).or_else(|| page("archive", "")).or(home)
            }
            "year" => own.or_else(|| page("archive", "")).or(home),
            "taxonomy" | "archive" | "feeds" => own.or(home),
            _ => own,
        }
    }

    /// A feed that has another address now. One that has vanished with its topic, or as the
    /// archive of a month that is the newest again, leads to the feed of the site, which has
    /// what it had; but not one that the settings no longer want.
    fn feed(&self, format: Format, kind: &str, name: &str) -> Option<&'a Output> {
        let feed = |of: Entry| self.living.feed(&feed_address(of, format, self.library, self.config).path);
        let own = Entry::from_name(kind, name, self.library).and_then(feed);
        let vanishes = matches!(kind, "term" | "month") && newswire::wants(kind, name, format, self.config);
        own.or_else(|| feed(Entry::Site).filter(|_| vanishes))
    }
}

/// The files of the site that can be linked to.
struct Files<'a> {
    by_source: FxHashMap<&'a str, &'a Output>,
    by_owner: FxHashMap<&'a Owner, Vec<&'a Output>>,
    /// Those whose address is new, which have no line of their own yet.
    new: OnceCell<Vec<(Owner, &'a Output)>>,
    register: &'a Register,
    sources: &'a Sources,
}

impl<'a> Files<'a> {
    fn new(register: &'a Register, living: &'a Living<'a>, sources: &'a Sources) -> Self {
        let mut by_source = FxHashMap::default();
        let mut by_owner: FxHashMap<&Owner, Vec<&Output>> = FxHashMap::default();
        for output in living.in_order() {
            let Some(source) = published_file(output, sources) else { continue };
            by_source.entry(&*sources.get(source).path).or_insert(output);
            for line in register.lines.get(&output.address.path).into_iter().flatten() {
                by_owner.entry(&line.owner).or_default().push(output);
            }
        }
        Self { by_source, by_owner, new: OnceCell::new(), register, sources }
    }

    /// Where a file is now: the same source at another address, or the same bytes.
    fn find(&self, path: &str, line: &Line) -> Option<&'a Output> {
        if let Some(output) = self.by_source.get(line.source.as_str()) {
            return Some(output);
        }
        if line.owner == Owner::unread_file() {
            return None;
        }
        let known = self.by_owner.get(&line.owner).into_iter().flatten().copied();
        if let Some(output) = nearest_in_name(path, known) {
            return Some(output);
        }
        let new = self.new.get_or_init(|| self.fingerprints());
        nearest_in_name(path, new.iter().filter(|(owner, _)| *owner == line.owner).map(|(_, output)| *output))
    }

    fn fingerprints(&self) -> Vec<(Owner, &'a Output)> {
        let mut new: Vec<&Output> = self.by_source.values().copied().collect();
        new.retain(|output| !self.register.lines.contains_key(&output.address.path));
        new.sort_by(|a, b| a.path.cmp(&b.path));
        let print = |output: &Output| -> Option<Fingerprint> {
            // One that cannot be read is told of when it is to be copied.
            self.sources.fingerprint(published_file(output, self.sources)?).ok()
        };
        new.into_iter().filter_map(|output| Some((Owner::file(print(output)?), output))).collect()
    }
}

/// Of files that are the same, the first with the same name, or else the first.
fn nearest_in_name<'a>(path: &str, files: impl Iterator<Item = &'a Output>) -> Option<&'a Output> {
    let files: Vec<&Output> = files.collect();
    let same = files.iter().find(|output| name(&output.path) == name(path));
    same.or(files.first()).copied()
}

/// The last part of a path.
pub(super) fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

//! Addresses that are kept: what becomes of each that was ever published.

use super::redirects::{Living, Redirects, Target, former};
use super::{Output, Recipe};
use crate::config::Config;
use crate::library::{Entry, Found, HOME, Library, PageId, Presence, State};
use crate::problem::{Code, Problem, Problems, nearest};
use crate::register::{Line, Owner, Register};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is to be written into `urls.lock`, and what would be lost.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// The register with all addresses of this build.
    pub register: Register,
    /// It is not what `urls.lock` has.
    pub changed: bool,
    /// The addresses that nothing stands for any more, by path.
    pub lost: Vec<Lost>,
}

/// An address that nothing stands for any more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lost {
    /// The address.
    pub path: String,
    /// The source it was last made from.
    pub source: String,
    /// Where it seems to have gone.
    pub proposal: Option<Proposal>,
}

/// Where a lost address seems to have gone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposal {
    /// Whose address it would be.
    pub owner: Owner,
    /// The source of its new page.
    pub source: String,
    /// Where that page is.
    pub path: String,
}

/// The addresses whose owner's page is somewhere else now, and that nothing else stands for:
/// they lead there by themselves.
pub(super) fn moved<'r>(
    register: &'r Register,
    living: &Living<'_>,
    library: &Library,
    asked: impl Fn(&str) -> bool,
) -> BTreeMap<&'r str, Entry> {
    if register.lines.is_empty() {
        return BTreeMap::new();
    }
    let owners = Owners::new(register, living, library);
    let gone = register
        .lines
        .iter()
        .filter(|(path, _)| living.get(path).is_none() && !asked(path) && !asked(&former(path).path));
    let moved = gone.filter_map(|(path, lines)| {
        let entry = lines.iter().find_map(|line| owners.page(line))?;
        Some((path.as_str(), entry))
    });
    moved.collect()
}

/// Writes down all addresses, and reports those that are lost. `preview` is a build for
/// another instant than the present: what is not yet published there is not lost.
pub(super) fn keep(
    outputs: &[Output],
    redirects: &Redirects,
    register: &Register,
    library: &Library,
    config: &Config,
    preview: bool,
    problems: &mut Problems,
) -> Kept {
    let mut kept = Kept { register: register.clone(), changed: false, lost: Vec::new() };
    let firsts = firsts(register);
    for output in outputs {
        let Recipe::Page { entry, .. } = output.recipe else { continue };
        if entry != Entry::NotFound {
            let path = &output.address.path;
            let owner = owner(entry, path, register, &firsts, library);
            record(&mut kept.register, path, owner, source(entry, library));
        }
    }
    let before = |path: &str| register.lines.get(path).and_then(|lines| lines.first());
    for moved in &redirects.moved {
        let path = &moved.from.path;
        let (owner, source) = match &moved.to {
            Target::Entry(entry) => {
                let address = &entry.address(library, config).path;
                let owner = owner(*entry, address, register, &firsts, library);
                // Of two lines left by a merge, that of the page that lives is kept.
                let one = register.lines.get(path).is_some_and(|lines| lines.len() == 1);
                let known = before(path).filter(|_| moved.automatic && one).map(|line| line.owner.clone());
                (known.unwrap_or(owner), source(*entry, library))
            }
            _ => (before(path).map_or_else(Owner::nobody, |line| line.owner.clone()), "-"),
        };
        record(&mut kept.register, path, owner, source);
    }
    let stands: FxHashSet<&str> = outputs
        .iter()
        .map(|output| output.address.path.as_str())
        .chain(redirects.moved.iter().map(|moved| moved.from.path.as_str()))
        .collect();
    let covered = |path: &str| redirects.below.iter().any(|below| path.starts_with(&*below.from.path));
    let not_yet = |line: &Line| {
        let hidden = library.find_path(&line.source);
        let waits = |state| matches!(state, State::Scheduled | State::Embargoed);
        preview && matches!(hidden, Some(Found::Hidden(state)) if waits(state))
    };
    let mut proposer = None;
    for (path, lines) in &register.lines {
        let Some(line) = lines.first() else { continue };
        if stands.contains(path.as_str())
            || stands.contains(former(path).path.as_str())
            || covered(path)
            || lines.iter().any(not_yet)
        {
            continue;
        }
        let proposer = proposer.get_or_insert_with(|| Proposer::new(register, library));
        let proposal = proposer.proposal(path, line);
        problems.push(lost(path, line, proposal.as_ref(), library));
        kept.lost.push(Lost { path: path.clone(), source: line.source.clone(), proposal });
    }
    kept.changed = kept.register != *register;
    kept
}

fn record(register: &mut Register, path: &str, owner: Owner, source: &str) {
    let place = register.lines.get(path).and_then(|lines| lines.first()?.place);
    let line = Line { owner, source: source.to_owned(), place };
    register.lines.insert(path.to_owned(), vec![line]);
}

/// An address that each source had and owns by being first there, by source.
type Firsts<'a> = FxHashMap<&'a str, &'a str>;

fn firsts(register: &Register) -> Firsts<'_> {
    let mut firsts = Firsts::default();
    for (path, lines) in &register.lines {
        for line in lines.iter().filter(|line| line.owner.as_first_address().is_some()) {
            firsts.entry(&line.source).or_insert(path);
        }
    }
    firsts
}

/// Whose the address of a page is.
fn owner(entry: Entry, path: &str, register: &Register, firsts: &Firsts<'_>, library: &Library) -> Owner {
    let Entry::Page(number) = entry else { return Owner::entry(entry, library) };
    match &library.page(number).document.front.id {
        Some(id) => Owner::id(&id.value),
        None => {
            let at = |path: &str| {
                let lines = register.lines.get(path).into_iter().flatten();
                lines.map(|line| &line.owner).find(|owner| owner.as_first_address().is_some())
            };
            let first = at(path).or_else(|| at(firsts.get(&*library.page(number).path)?));
            first.cloned().unwrap_or_else(|| Owner::first_address(path))
        }
    }
}

fn source(entry: Entry, library: &Library) -> &str {
    let path = match entry {
        Entry::Page(id) => Some(&library.page(id).path),
        Entry::Section(id) => library.section(id).path.as_ref(),
        Entry::Site => library.section(HOME).path.as_ref(),
        Entry::Taxonomy(id) => library.taxonomy(id).path.as_ref(),
        Entry::Term(id) => library.term(id).path.as_ref(),
        Entry::Archive | Entry::Year(_) | Entry::Month(..) | Entry::NotFound | Entry::Feeds => None,
    };
    path.map_or("-", |path| path)
}

/// The page that readers get for an article or page, if any.
fn landing(library: &Library, id: PageId) -> Option<Entry> {
    (library.page(id).presence != Presence::Hidden).then(|| Entry::Page(library.landing(id)))
}

/// Finds the page of an owner.
struct Owners<'a> {
    by_id: FxHashMap<Owner, Entry>,
    register: &'a Register,
    living: &'a Living<'a>,
    library: &'a Library,
}

impl<'a> Owners<'a> {
    fn new(register: &'a Register, living: &'a Living<'a>, library: &'a Library) -> Self {
        let id = |(index, page): (usize, &Arc<crate::library::Page>)| {
            let id = page.document.front.id.as_ref()?;
            let page = landing(library, PageId(index as u32))?;
            Some((Owner::id(&id.value), page))
        };
        let by_id = library.pages.iter().enumerate().filter_map(id).collect();
        Self { by_id, register, living, library }
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
            "taxonomy" | "archive" => own.or(home),
            _ => own,
        }
    }
}

/// Guesses where pages went whose owner cannot be found.
struct Proposer<'a> {
    /// Articles and pages that are new in this build.
    new: Vec<(Proposal, &'a str)>,
    register: &'a Register,
    library: &'a Library,
}

impl<'a> Proposer<'a> {
    fn new(register: &'a Register, library: &'a Library) -> Self {
        let firsts = firsts(register);
        let known: FxHashSet<&Owner> = register.lines.values().flatten().map(|line| &line.owner).collect();
        let new = library.pages.iter().enumerate().filter_map(|(index, page)| {
            let path = &page.address.path;
            if page.presence == Presence::Hidden || register.lines.contains_key(path) {
                return None;
            }
            let owner = owner(Entry::Page(PageId(index as u32)), path, register, &firsts, library);
            let new = !known.contains(&owner);
            let proposal = Proposal { owner, source: page.path.to_string(), path: path.clone() };
            new.then_some((proposal, page.slug.as_str()))
        });
        Self { new: new.collect(), register, library }
    }

    fn proposal(&self, path: &str, line: &Line) -> Option<Proposal> {
        if let Some(("section", folder)) = line.owner.as_entry() {
            return self.section(&folder);
        }
        let last = path.trim_end_matches('/').trim_end_matches(".html").rsplit('/').next()?;
        let mut same = self.new.iter().filter(|(_, slug)| *slug == last);
        if let (Some((one, _)), None) = (same.next(), same.next()) {
            return Some(one.clone());
        }
        let near = nearest(last, self.new.iter().map(|(_, slug)| *slug))?;
        let mut near = self.new.iter().filter(|(_, slug)| *slug == near);
        match (near.next(), near.next()) {
            (Some((one, _)), None) => Some(one.clone()),
            _ => None,
        }
    }

    /// The section that most articles of a former one are in now.
    fn section(&self, folder: &str) -> Option<Proposal> {
        let by_id: FxHashMap<Owner, &Arc<crate::library::Page>> = self
            .library
            .pages
            .iter()
            .filter_map(|page| Some((Owner::id(&page.document.front.id.as_ref()?.value), page)))
            .collect();
        let below = format!("content/{folder}/");
        let mut count: BTreeMap<u32, usize> = BTreeMap::new();
        for line in self.register.lines.values().flatten().filter(|line| line.source.starts_with(&below)) {
            if let Some(page) = by_id.get(&line.owner) {
                *count.entry(page.section.0).or_default() += 1;
            }
        }
        let (most, _) =
            count.into_iter().max_by_key(|(section, count)| (*count, std::cmp::Reverse(*section)))?;
        let id = crate::library::SectionId(most);
        let section = self.library.section(id);
        Some(Proposal {
            owner: Owner::entry(Entry::Section(id), self.library),
            source: section.path.as_deref().unwrap_or("-").to_owned(),
            path: section.address.path.clone(),
        })
    }
}

fn lost(path: &str, line: &Line, proposal: Option<&Proposal>, library: &Library) -> Problem {
    let mut problem = Problem::new(Code::LostUrl, format!("`{path}` was published and would be lost"));
    if let Some(place) = line.place {
        problem = problem.at(place);
    }
    if line.source != "-" {
        let now = match library.find_path(&line.source) {
            Some(Found::Hidden(State::Draft)) => "which is a draft now",
            Some(Found::Hidden(State::Scheduled | State::Embargoed)) => "whose date has not come",
            Some(Found::Hidden(_)) => "which is not shown now",
            Some(_) => "which has another identity now",
            None => "which is not there any more",
        };
        problem = problem.hint(format!("it was made from `{}`, {now}", line.source));
    }
    match proposal {
        Some(to) => problem.hint(format!(
            "if it is `{}` now, `dateline check --fix` writes that down, or give that page `aliases: [\"{path}\"]`",
            if to.source == "-" { &to.path } else { &to.source }
        )),
        None => problem.hint(format!(
            "bring its page back, or let it lead on: `redirects = [{{ from = \"{path}\", to = \"/…/\" }}]` in `site.toml`"
        )),
    }
}

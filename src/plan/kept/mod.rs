//! Addresses that are kept: what becomes of each that was ever published.

mod lost;
mod owners;
mod proposer;

use super::redirects::{Living, Redirects, Target, former};
use super::{Machine, Output, Recipe, feed_address};
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::library::{Address, Entry, Found, HOME, Library, State};
use crate::problem::Problems;
use crate::register::{Line, Owner, Register};
use crate::source::Sources;
use owners::{Owners, published_file};
use proposer::Proposer;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be written into `urls.lock`, and what would be lost.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Kept {
    /// The register with all addresses of this build.
    pub register: Register,
    /// It is not what `urls.lock` has.
    pub changed: bool,
    /// The addresses that nothing stands for any more, by path.
    pub lost: Vec<Lost>,
    /// Addresses whose owner is known by its bytes, and the output that has them.
    files: Vec<(String, String)>,
}

impl Kept {
    /// The register to be written, if it is not what `urls.lock` has. `print` tells the
    /// fingerprint of an output's bytes, by its path.
    pub fn written(&self, print: impl Fn(&str) -> Option<Fingerprint>) -> Option<Register> {
        let owners = self.files.iter().filter_map(|(path, output)| Some((path, Owner::file(print(output)?))));
        let owners: Vec<(&String, Owner)> = owners.collect();
        let is_so = |path: &String, owner: &Owner| {
            self.register.lines.get(path).is_some_and(|lines| lines[0].owner == *owner)
        };
        if !self.changed && owners.iter().all(|(path, owner)| is_so(path, owner)) {
            return None;
        }
        let mut register = self.register.clone();
        for (path, owner) in owners {
            if let Some(line) = register.lines.get_mut(path).and_then(|lines| lines.first_mut()) {
                line.owner = owner;
            }
        }
        Some(register)
    }
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

/// The addresses whose owner's page, feed or file is somewhere else now, and that nothing else
/// stands for: they lead there by themselves.
pub(super) fn moved<'r>(
    register: &'r Register,
    living: &Living<'_>,
    library: &Library,
    config: &Config,
    sources: &Sources,
    asked: impl Fn(&str) -> bool,
) -> BTreeMap<&'r str, Target> {
    if register.lines.is_empty() {
        return BTreeMap::new();
    }
    let owners = Owners::new(register, living, library, config, sources);
    let gone = register
        .lines
        .iter()
        .filter(|(path, _)| living.get(path).is_none() && !asked(path) && !asked(&former(path).path));
    let moved = gone.filter_map(|(path, lines)| {
        let target = lines.iter().find_map(|line| owners.target(path, line))?;
        Some((path.as_str(), target))
    });
    moved.collect()
}

/// The files that are no longer there because what they belonged to was withdrawn, or has
/// expired. `stands` are addresses that something stands for.
pub(super) fn gone(
    register: &Register,
    library: &Library,
    sources: &Sources,
    stands: impl Fn(&str) -> bool,
) -> Vec<Address> {
    let is_over = |state: &State| matches!(state, State::Withdrawn | State::Expired);
    let is_file = |(path, lines): &(&String, &Vec<Line>)| {
        lines.iter().any(|line| line.owner.is_of_bytes()) && !stands(path)
    };
    let missing: Vec<_> = register.lines.iter().filter(is_file).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let over = || library.withheld.iter().filter(|(_, state)| is_over(state)).map(|(file, _)| *file);
    // One may have been moved and taken back at once: then only its bytes tell it.
    let owners = std::cell::LazyCell::new(|| -> BTreeSet<Owner> {
        over().filter_map(|file| Some(Owner::file(sources.fingerprint(file).ok()?))).collect()
    });
    let is_gone = |line: &Line| match sources.find(&line.source) {
        Some(file) => library.withheld.get(&file).is_some_and(is_over),
        None => owners.contains(&line.owner),
    };
    let gone = missing.into_iter().filter(|(_, lines)| lines.iter().any(is_gone));
    gone.map(|(path, _)| Address::file(path)).collect()
}

/// What an address of this build is known by.
struct Known {
    owner: Owner,
    source: String,
    /// The output whose bytes tell the owner, if only they do.
    bytes_of: Option<String>,
}

/// What there is to know about what stands at an address; None if nobody need keep it. Files at
/// places that programs know by themselves, such as `robots.txt`, say what they say by being
/// there or not.
fn known(
    output: &Output,
    register: &Register,
    firsts: &Firsts<'_>,
    library: &Library,
    config: &Config,
    sources: &Sources,
) -> Option<Known> {
    let path = &output.address.path;
    let of = |entry| (owner(entry, path, register, firsts, library), source(entry, library).to_owned());
    let (owner, source) = match &output.recipe {
        Recipe::Page { entry: Entry::NotFound, .. } => return None,
        Recipe::Page { entry, .. } => of(*entry),
        Recipe::Feed { of, format } => {
            // At a former address it stands for what that belonged to, which may come back.
            let former = feed_address(*of, *format, library, config).path != *path;
            let before = register.lines.get(path).filter(|lines| former && lines.len() == 1);
            let before = before.and_then(|lines| lines.first()).map(|line| line.owner.clone());
            let owner = before.unwrap_or_else(|| Owner::feed(*format, *of, library));
            (owner, source(*of, library).to_owned())
        }
        Recipe::Machine(Machine::Twin(page)) => {
            let address = &library.page(*page).address.path;
            let owner = owner(Entry::Page(*page), address, register, firsts, library);
            (Owner::twin(&owner), library.page(*page).path.to_string())
        }
        Recipe::Asset { .. } | Recipe::Picture { .. } => {
            let file = published_file(output, sources)?;
            let before = register.lines.get(path).and_then(|lines| lines.first());
            let owner = before.map(|line| &line.owner).filter(|owner| owner.is_of_bytes()).cloned();
            let owner = owner.unwrap_or_else(Owner::unread_file);
            let bytes_of = Some(output.path.clone());
            return Some(Known { owner, source: sources.get(file).path.to_string(), bytes_of });
        }
        Recipe::Machine(_) | Recipe::Redirect { .. } | Recipe::Host { .. } => return None,
        // Styles, scripts, what is made of pixels and what a search reads are parts of pages.
        Recipe::Bundle { .. } | Recipe::Search { .. } => return None,
        Recipe::Rendition { .. } | Recipe::Card { .. } => return None,
    };
    Some(Known { owner, source, bytes_of: None })
}

/// Writes down all addresses, and reports those that are lost. `preview` is a build for
/// another instant than the present: what is not yet published there is not lost.
#[expect(clippy::too_many_arguments, reason = "all that is known by now decides")]
pub(super) fn keep(
    outputs: &[Output],
    redirects: &Redirects,
    register: &Register,
    library: &Library,
    config: &Config,
    sources: &Sources,
    preview: bool,
    problems: &mut Problems,
) -> Kept {
    let mut kept = Kept { register: register.clone(), ..Kept::default() };
    let firsts = firsts(register);
    let living = Living::of(outputs);
    let mut record = |path: &str, known: Known| {
        let place = register.lines.get(path).and_then(|lines| lines.first()?.place);
        let line = Line { owner: known.owner, source: known.source, place };
        kept.register.lines.insert(path.to_owned(), vec![line]);
        kept.files.extend(known.bytes_of.map(|output| (path.to_owned(), output)));
    };
    let known = |output: &Output| known(output, register, &firsts, library, config, sources);
    for output in outputs {
        if let Some(known) = known(output) {
            record(&output.address.path, known);
        }
    }
    let before = |path: &str| register.lines.get(path).and_then(|lines| lines.first());
    for moved in &redirects.moved {
        let path = &moved.from.path;
        let to = match &moved.to {
            Target::Entry(entry) => {
                let address = &entry.address(library, config).path;
                let owner = owner(*entry, address, register, &firsts, library);
                Some(Known { owner, source: source(*entry, library).to_owned(), bytes_of: None })
            }
            Target::Path(address) => living.get(&address.path).and_then(known),
            Target::Elsewhere(_) => None,
        };
        let nobody = || {
            let owner = before(path).map_or_else(Owner::nobody, |line| line.owner.clone());
            Known { owner, source: "-".into(), bytes_of: None }
        };
        let mut to = to.unwrap_or_else(nobody);
        // Of two lines left by a merge, that of the page that lives is kept. A file is known by
        // what it has become.
        let one = register.lines.get(path).is_some_and(|lines| lines.len() == 1);
        let own = before(path).filter(|_| moved.automatic && one && to.bytes_of.is_none());
        if let Some(line) = own {
            to.owner = line.owner.clone();
        }
        record(path, to);
    }
    let stands: FxHashSet<&str> = outputs
        .iter()
        .map(|output| output.address.path.as_str())
        .chain(redirects.moved.iter().map(|moved| moved.from.path.as_str()))
        .chain(redirects.gone.iter().map(|gone| gone.from.path.as_str()))
        .collect();
    let covered = |path: &str| redirects.below.iter().any(|below| path.starts_with(&*below.from.path));
    let not_yet = |line: &Line| {
        let hidden = library.find_path(&line.source);
        let waits = |state| matches!(state, State::Scheduled | State::Embargoed);
        let file = || line.owner.is_of_bytes() && sources.find(&line.source).is_some();
        preview && (matches!(hidden, Some(Found::Hidden(state)) if waits(state)) || file())
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
        let proposer =
            proposer.get_or_insert_with(|| Proposer::new(register, &living, library, config, sources));
        let proposal = proposer.proposal(path, line);
        problems.push(lost::problem(path, line, proposal.as_ref(), library, config, sources));
        kept.lost.push(Lost { path: path.clone(), source: line.source.clone(), proposal });
    }
    kept.changed = kept.register != *register;
    kept
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
        Entry::Search | Entry::Label(_) | Entry::Corrections => None,
    };
    path.map_or("-", |path| path)
}

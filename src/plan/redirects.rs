//! One list of everything that leads elsewhere: `aliases` of documents, `redirects` of the
//! settings, and addresses of `urls.lock` whose page has moved. Every host's form of
//! redirects is made from this list.

use super::{Output, Recipe, kept};
use crate::config::{Config, Destination, Redirect};
use crate::library::{Address, Entry, Found, Library, Presence, hidden_link};
use crate::problem::{Code, Place, Problem, Problems};
use crate::register::Register;
use crate::source::{Sources, Spanned};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Where a redirect leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// To the page of an entry.
    Entry(Entry),
    /// To another path of the site, such as a file.
    Path(Address),
    /// To an address elsewhere on the web, with http or https.
    Elsewhere(String),
}

/// Everything that leads elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Redirects {
    /// Single addresses, by path.
    pub moved: Vec<Moved>,
    /// Whole folders, by path.
    pub below: Vec<Below>,
    /// What is gone for good, by path.
    pub gone: Vec<Gone>,
    /// There is a page for addresses that do not exist.
    pub not_found: bool,
}

/// A single address that leads elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// The former address.
    pub from: Address,
    /// Where it leads.
    pub to: Target,
    /// Nobody wrote it down: it was found by the owner of the address.
    pub automatic: bool,
    /// There is a page at the former address that sends the reader on, for hosts without rules.
    pub page: bool,
}

/// An address of something that is gone for good.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Gone {
    /// The address.
    pub from: Address,
    /// A notice stands there; nothing does at the address of a file that went with its article.
    pub notice: bool,
}

/// A folder from which everything leads elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Below {
    /// The folder's former address, with a slash at its end.
    pub from: Address,
    /// Where it leads.
    pub to: Target,
    /// What came after `from` is put after `to`.
    pub keeps_rest: bool,
}

/// A redirect that somebody asked for.
pub(super) struct Asked<'a> {
    pub from: Address,
    pub to: To<'a>,
    pub origin: Place,
}

/// Where it shall lead.
#[derive(Clone, Copy)]
pub(super) enum To<'a> {
    Entry(Entry),
    Destination(&'a Spanned<Destination>),
}

/// The address of something that was at this path: a file if its name has an ending.
pub(super) fn former(path: &str) -> Address {
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if is_file { Address::file(path) } else { Address::folder(path) }
}

/// What the settings ask for, without folders.
pub(super) fn asked(config: &Config) -> impl Iterator<Item = Asked<'_>> {
    config.redirects.iter().filter(|redirect| !redirect.below).map(|redirect| Asked {
        from: former(&redirect.from.value),
        to: To::Destination(&redirect.to),
        origin: redirect.from.span.into(),
    })
}

/// Finds out where everything leads, and adds the pages that send readers on. `outputs` are
/// all other outputs.
pub(super) fn redirects(
    asked: &[Asked<'_>],
    outputs: &mut Vec<Output>,
    library: &Library,
    config: &Config,
    register: &Register,
    sources: &Sources,
    problems: &mut Problems,
) -> Redirects {
    let mut redirects = Redirects {
        gone: gone(library),
        not_found: outputs.iter().any(|output| output.path == "404.html"),
        ..Redirects::default()
    };
    let mut pages: Vec<Output> = Vec::new();
    {
        let living = Living::of(outputs);
        let mut by_path: BTreeMap<&str, &Asked<'_>> = BTreeMap::new();
        for one in asked {
            by_path.entry(&one.from.path).or_insert(one);
        }
        let found =
            kept::moved(register, &living, library, config, sources, |path| by_path.contains_key(path));
        let finder = Finder { living: &living, by_path: &by_path, found: &found, library, config };
        for one in asked {
            if let Some(to) = finder.target(one, problems) {
                let page = is_page(&one.from.output());
                if page {
                    pages.push(send_on(one.from.clone(), to.clone(), Some(one.origin)));
                } else if let Some(output) = living.get(&one.from.path) {
                    problems.push(over(output, one.origin));
                }
                redirects.moved.push(Moved { from: one.from.clone(), to, automatic: false, page });
            }
        }
        let mut taken = Taken::default();
        if !found.is_empty() {
            outputs.iter().chain(&pages).for_each(|output| {
                taken.add(&output.path);
            });
        }
        let rules = config.hosts.iter().any(|host| host.has_rules());
        for (path, to) in &found {
            let (from, to) = (Address::new((*path).to_owned()), to.clone());
            let copy = match &to {
                Target::Path(address) if !rules => living.get(&address.path),
                _ => None,
            };
            // `/Asia/` cannot be a file beside `/asia/` on many disks; a rule can tell them apart.
            if let Some(output) = copy
                && taken.add(&from.output())
            {
                // Nobody can be sent on from a file, so it is where it was as well.
                pages.push(Output { path: from.output(), address: from, ..output.clone() });
                continue;
            }
            let page = is_page(&from.output()) && taken.add(&from.output());
            if page {
                pages.push(send_on(from.clone(), to.clone(), None));
            }
            redirects.moved.push(Moved { from, to, automatic: true, page });
        }
        let stands =
            |path: &str| living.get(path).is_some() || found.contains_key(path) || by_path.contains_key(path);
        let files = kept::gone(register, library, sources, stands);
        redirects.gone.extend(files.into_iter().map(|from| Gone { from, notice: false }));
        redirects.gone.sort();
        redirects.below = config
            .redirects
            .iter()
            .filter(|redirect| redirect.below)
            .filter_map(|redirect| finder.below(redirect, problems))
            .collect();
    }
    redirects.moved.sort_by(|a, b| a.from.path.cmp(&b.from.path));
    // Two of one address are reported as a clash of outputs, or would be the same rule twice.
    redirects.moved.dedup_by(|a, b| a.from.path == b.from.path);
    redirects.below.sort_by(|a, b| a.from.path.cmp(&b.from.path));
    outputs.extend(pages);
    needs_rules(&redirects, asked, config, problems);
    redirects
}

/// The addresses of pages that were withdrawn, or have expired and left only a notice.
fn gone(library: &Library) -> Vec<Gone> {
    let gone = library.pages.iter().filter(|page| page.presence == Presence::Tombstone);
    gone.map(|page| Gone { from: page.address.clone(), notice: true }).collect()
}

fn send_on(from: Address, to: Target, origin: Option<Place>) -> Output {
    Output { path: from.output(), address: from, recipe: Recipe::Redirect { to }, origin }
}

/// A page can stand there: the file will be taken for HTML.
fn is_page(output: &str) -> bool {
    [".html", ".htm"].iter().any(|ending| output.ends_with(ending))
}

/// What only a host's rules can do, and no host of the site has rules.
fn needs_rules(redirects: &Redirects, asked: &[Asked<'_>], config: &Config, problems: &mut Problems) {
    if config.hosts.iter().any(|host| host.has_rules()) {
        return;
    }
    let hint = "name the host in `hosts` in `site.toml`, if it is one that can be told to redirect";
    let pages: BTreeSet<&str> =
        redirects.moved.iter().filter(|moved| moved.page).map(|moved| moved.from.path.as_str()).collect();
    for one in asked.iter().filter(|one| !is_page(&one.from.output()) && !pages.contains(&*one.from.path)) {
        let message = format!("no page can stand at `{}` to send the reader on", one.from.path);
        problems.push(Problem::new(Code::HostLimit, message).at(one.origin).hint(hint));
    }
    let mut others = redirects.moved.iter().filter(|moved| moved.automatic && !moved.page);
    if let Some(first) = others.next() {
        let also = match others.count() {
            0 => String::new(),
            1 => " and one other former address".to_owned(),
            count => format!(" and {count} other former addresses"),
        };
        let message = format!("no page can stand at `{}`{also} to send the reader on", first.from.path);
        // Without a place: a build that shows this warning may write `urls.lock` anew.
        problems.push(Problem::new(Code::HostLimit, message).hint(hint));
    }
    for redirect in config.redirects.iter().filter(|redirect| redirect.below) {
        let message = "no page can stand for everything below a folder";
        problems.push(Problem::new(Code::HostLimit, message).at(redirect.from.span).hint(hint));
    }
}

/// The pages of the site by their paths, and its other files.
pub(super) struct Living<'a> {
    outputs: FxHashMap<&'a str, &'a Output>,
}

impl<'a> Living<'a> {
    pub fn of(outputs: &'a [Output]) -> Self {
        Self { outputs: outputs.iter().map(|output| (output.address.path.as_str(), output)).collect() }
    }

    pub fn get(&self, path: &str) -> Option<&'a Output> {
        self.outputs.get(path).copied()
    }

    /// All of them, in the order of their paths.
    pub fn in_order(&self) -> Vec<&'a Output> {
        let mut all: Vec<&Output> = self.outputs.values().copied().collect();
        all.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        all
    }

    /// The feed at this path.
    pub fn feed(&self, path: &str) -> Option<&'a Output> {
        self.get(path).filter(|output| matches!(output.recipe, Recipe::Feed { .. }))
    }

    /// The entry whose own page is at this path.
    pub fn entry(&self, path: &str) -> Option<Entry> {
        match &self.get(path)?.recipe {
            Recipe::Page { entry, slice, .. } => {
                slice.is_none_or(|slice| slice.number.is_none()).then_some(*entry)
            }
            _ => None,
        }
    }
}

struct Finder<'a> {
    living: &'a Living<'a>,
    by_path: &'a BTreeMap<&'a str, &'a Asked<'a>>,
    found: &'a BTreeMap<&'a str, Target>,
    library: &'a Library,
    config: &'a Config,
}

impl Finder<'_> {
    /// Where a redirect leads in the end; chains are followed.
    fn target(&self, asked: &Asked<'_>, problems: &mut Problems) -> Option<Target> {
        let mut way = vec![asked.from.path.as_str()];
        let mut at = asked;
        loop {
            let path = match self.step(at.to, std::ptr::eq(at, asked), problems)? {
                Step::There(target) => return Some(target),
                Step::Path(path) => path,
            };
            let next = former(&path);
            let key = [path.as_str(), next.path.as_str()]
                .into_iter()
                .find_map(|path| self.by_path.get_key_value(path));
            // A page hides a redirect of its address, which is reported as a clash.
            let key = key.filter(|(key, _)| self.living.get(key).is_none() || **key == asked.from.path);
            let Some((key, next)) = key else { return self.path(&path, asked, problems) };
            if let Some(start) = way.iter().position(|passed| passed == key) {
                // Whoever is outside the circle hears nothing: those in it are told of.
                let circle = &way[start..];
                if circle.iter().min() == way.first() && start == 0 {
                    problems.push(circular(circle, asked.origin));
                }
                return None;
            }
            way.push(key);
            at = next;
        }
    }

    /// One step of the way. `own` says that problems are this redirect's and not another's.
    fn step(&self, to: To<'_>, own: bool, problems: &mut Problems) -> Option<Step> {
        let to = match to {
            To::Entry(entry) => return Some(Step::There(Target::Entry(entry))),
            To::Destination(to) => to,
        };
        match &to.value {
            Destination::Elsewhere(url) => {
                let base = format!("{}{}", self.config.base_url.origin, self.config.base_url.path);
                Some(
                    match url
                        .strip_prefix(&base)
                        .and_then(|rest| crate::config::site_path(&format!("/{rest}")).ok())
                    {
                        // The site's own address in full could hide a circle.
                        Some(path) => Step::Path(path),
                        None => Step::There(Target::Elsewhere(url.clone())),
                    },
                )
            }
            Destination::Path(path) => Some(Step::Path(path.clone())),
            Destination::Source(source) => {
                let problem = match self.library.find_path(source) {
                    Some(Found::Hidden(state)) => hidden_link(source, state, to.span),
                    Some(found) => {
                        let entry = <Option<Entry>>::from(found)?;
                        return Some(Step::There(Target::Entry(entry)));
                    }
                    None => {
                        let known = super::check::known_sources(self.library);
                        let message = format!("there is no `{source}` in the site");
                        let wrong = source.replacen("content/", "@/", 1);
                        Problem::new(Code::BrokenLink, message)
                            .at(to.span)
                            .did_you_mean(&wrong, known.iter().map(String::as_str))
                    }
                };
                if own {
                    problems.push(problem);
                }
                None
            }
        }
    }

    /// A path at the end of the way.
    fn path(&self, path: &str, asked: &Asked<'_>, problems: &mut Problems) -> Option<Target> {
        if let Some(entry) = self.living.entry(path) {
            return Some(Target::Entry(entry));
        }
        if let Some(target) = self.found.get(path) {
            return Some(target.clone());
        }
        if let Some(output) = self.living.get(path) {
            return Some(Target::Path(output.address.clone()));
        }
        let place = match asked.to {
            To::Destination(to) => to.span.into(),
            To::Entry(_) => asked.origin,
        };
        self.nothing_there(path, place, problems);
        None
    }

    fn nothing_there(&self, path: &str, place: Place, problems: &mut Problems) {
        let problem = Problem::new(Code::BrokenLink, format!("the site has nothing at `{path}`")).at(place);
        let slashed = format!("{path}/");
        problems.push(match self.living.get(&slashed) {
            Some(_) => problem.hint(format!("write `{slashed}`, with a slash at its end")),
            None => {
                let mut known: Vec<&str> = self.living.outputs.keys().copied().collect();
                known.sort_unstable();
                problem.did_you_mean(path, known)
            }
        });
    }

    /// A folder from which everything leads elsewhere.
    fn below(&self, redirect: &Redirect, problems: &mut Problems) -> Option<Below> {
        let from = Address::new(redirect.from.value.clone());
        let lives = |output: &&&Output| output.address.path.starts_with(&*from.path);
        let mut inside: Vec<&&Output> = self.living.outputs.values().filter(lives).collect();
        inside.sort_by(|a, b| a.path.cmp(&b.path));
        if let Some(page) = inside.first() {
            problems.push(over(page, redirect.from.span.into()));
            return None;
        }
        let others = self.config.redirects.iter().filter(|other| other.below);
        let to = match self.step(To::Destination(&redirect.to), true, problems)? {
            Step::There(target) => target,
            Step::Path(path) => {
                let within = |folder: &str| path.starts_with(folder) || folder.starts_with(&path);
                let leads_on = |other: &&Redirect| match redirect.keeps_rest {
                    true => within(&other.from.value),
                    false => path.starts_with(&other.from.value),
                };
                if let Some(next) = others.into_iter().find(leads_on) {
                    let problem =
                        Problem::new(Code::RedirectLoop, "this redirect leads into another, or into itself");
                    let problem = problem.at(redirect.to.span);
                    problems
                        .push(problem.label(next.from.span, "here").hint("say where it leads in the end"));
                    return None;
                }
                match redirect.keeps_rest {
                    true => Target::Path(Address::new(path)),
                    false => {
                        let asked = Asked {
                            from: from.clone(),
                            to: To::Destination(&redirect.to),
                            origin: redirect.from.span.into(),
                        };
                        self.target(&asked, problems)?
                    }
                }
            }
        };
        Some(Below { from, to, keeps_rest: redirect.keeps_rest })
    }
}

enum Step {
    There(Target),
    Path(String),
}

/// A redirect that would hide an output.
fn over(output: &Output, place: Place) -> Problem {
    let message = format!("a redirect over `{}`, which the site has", output.address.path);
    let problem = Problem::new(Code::DuplicateUrl, message).label(place, "the redirect");
    match output.origin {
        Some(place) => problem.label(place, "what it would hide"),
        None => problem,
    }
}

fn circular(circle: &[&str], place: Place) -> Problem {
    let message = match circle {
        [one] => format!("`{one}` leads to itself"),
        _ => {
            let way: Vec<String> =
                circle.iter().chain(circle.first()).map(|path| format!("`{path}`")).collect();
            format!("redirects lead in a circle: {}", way.join(", "))
        }
    };
    Problem::new(Code::RedirectLoop, message).at(place)
}

/// The files of the output, as a disk that ignores letter case sees them.
#[derive(Default)]
struct Taken {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
}

impl Taken {
    /// Adds a file; false if there is no room for it.
    fn add(&mut self, path: &str) -> bool {
        let path = path.to_lowercase();
        let above = || path.match_indices('/').map(|(at, _)| &path[..at]);
        if self.files.contains(&path)
            || self.folders.contains(&path)
            || above().any(|it| self.files.contains(it))
        {
            return false;
        }
        self.folders.extend(above().map(str::to_owned));
        self.files.insert(path);
        true
    }
}

//! From the library to the list of outputs.

use super::listing::slices;
use super::redirects::{self, Asked, To};
use super::{
    Kept, Looked, Output, Plan, Recipe, advice, cards, check, hosts, kept, newswire, pictures, search,
};
use crate::config::Config;
use crate::library::{Address, Entry, HOME, Library, PageId, Presence, SectionId, TaxonomyId, TermId};
use crate::problem::{Code, Place, Problem, Problems};
use crate::register::Register;
use crate::source::{Sources, Spanned};
use crate::theme::Theme;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Lists every file the site will have, and checks that no two want one place, that no link
/// leads nowhere, and that no address of the register is lost. `preview` is a build that
/// shows another edition than readers get at present. What is news depends on the instant
/// `at`, in seconds since 1970. `looked` is what a look at the pictures' files has found.
#[expect(clippy::too_many_arguments, reason = "all that decides which files there are")]
pub fn plan(
    library: &Library,
    sources: &Sources,
    theme: &Theme,
    config: &Config,
    register: &Register,
    at: i64,
    preview: bool,
    looked: &Looked,
) -> (Plan, Problems) {
    let mut planner =
        Planner { library, theme, config, outputs: Vec::new(), asked: Vec::new(), problems: Problems::new() };
    planner.pages();
    planner.sections();
    planner.taxonomies();
    planner.archive();
    planner.not_found();
    planner.feeds();
    planner.search();
    planner.assets();
    planner.asked.extend(redirects::asked(config));
    let Planner { mut outputs, asked, mut problems, .. } = planner;
    let mut pictures = pictures::pictures(&mut outputs, library, theme, config, looked, &mut problems);
    cards::cards(&mut outputs, &mut pictures, library, theme, config, at, &mut problems);
    newswire::newswire(&mut outputs, library, config, register, at);
    search::search(&mut outputs, library, theme, config);
    let redirects =
        redirects::redirects(&asked, &mut outputs, library, config, register, sources, &mut problems);
    hosts::hosts(&mut outputs, &redirects, library, config, &mut problems);
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    check::collisions(&outputs, library, config, &mut problems);
    check::links(&outputs, library, config, &mut problems);
    check::settings(&outputs, library, config, &mut problems);
    check::logo(theme, config, &mut problems);
    advice::advice(config, &mut problems);
    advice::people(library, config, &mut problems);
    let kept = match config.keep_urls {
        true => kept::keep(&outputs, &redirects, register, library, config, sources, preview, &mut problems),
        false => Kept::default(),
    };
    (Plan { outputs, kept, redirects, pictures: Arc::new(pictures) }, problems)
}

struct Planner<'a> {
    library: &'a Library,
    theme: &'a Theme,
    config: &'a Config,
    outputs: Vec<Output>,
    asked: Vec<Asked<'a>>,
    problems: Problems,
}

impl Planner<'_> {
    fn pages(&mut self) {
        for (index, page) in self.library.pages.iter().enumerate() {
            let entry = Entry::Page(PageId(index as u32));
            let front = &page.document.front;
            let usual = if page.article { "article.html" } else { "page.html" };
            let section = self.library.section(page.section).article_template.as_deref();
            let section = section.filter(|_| page.article);
            let origin = Some(place(&front.title, page.document.source));
            let address = page.address.clone();
            let landing = Entry::Page(self.library.landing(PageId(index as u32)));
            let template = match page.presence {
                Presence::Hidden => continue,
                Presence::Moved => {
                    let origin = place(&front.title, page.document.source);
                    self.asked.push(Asked { from: address, to: To::Entry(landing), origin });
                    self.aliases(&front.aliases, landing);
                    continue;
                }
                // A theme without a page for notices shows the usual one, which finds no text.
                Presence::Tombstone => self.template(None, ["tombstone.html", usual]),
                Presence::Listed | Presence::Kept => {
                    self.template(front.template.as_deref(), section.into_iter().chain([usual]))
                }
            };
            self.page(entry, template, origin, address);
            self.aliases(&front.aliases, entry);
            self.files(&page.files);
        }
    }

    fn sections(&mut self) {
        for (index, section) in self.library.sections.iter().enumerate() {
            let id = SectionId(index as u32);
            let entry = Entry::Section(id);
            let front = section.document.as_ref().map(|document| &document.front);
            let own = front.and_then(|front| front.template.as_deref());
            let template = self.template(own, [if id == HOME { "home.html" } else { "section.html" }]);
            let origin =
                section.document.as_ref().map(|document| place(&document.front.title, document.source));
            if id == HOME {
                self.page(entry, template, origin, section.address.clone());
            } else {
                let list = List { count: section.articles.len(), size: section.page_size };
                self.list(entry, &template, origin, &section.address, list);
            }
            if let Some(front) = front {
                self.aliases(&front.aliases, entry);
                if let Some(template) = &front.article_template {
                    self.check_template(template);
                }
            }
            self.files(&section.files);
        }
    }

    fn taxonomies(&mut self) {
        for (index, taxonomy) in self.library.taxonomies.iter().enumerate() {
            if taxonomy.terms.is_empty() && taxonomy.document.is_none() {
                continue;
            }
            let id = TaxonomyId(index as u32);
            let front = taxonomy.document.as_ref().map(|document| &document.front);
            let own = front.and_then(|front| front.template.as_deref());
            let named = format!("taxonomy-{}.html", taxonomy.name);
            let template = self.template(own, [named.as_str(), "taxonomy.html"]);
            let origin =
                taxonomy.document.as_ref().map(|document| place(&document.front.title, document.source));
            self.page(Entry::Taxonomy(id), template, origin, taxonomy.address.clone());
            let front = front.map_or(&[][..], |front| &front.aliases);
            self.aliases(front, Entry::Taxonomy(id));
        }
        for (index, term) in self.library.terms.iter().enumerate() {
            let entry = Entry::Term(TermId(index as u32));
            let taxonomy = self.library.taxonomy(term.taxonomy);
            let front = term.document.as_ref().map(|document| &document.front);
            let own = front.and_then(|front| front.template.as_deref());
            let named = format!("term-{}.html", taxonomy.name);
            let template = self.template(own, [named.as_str(), "term.html"]);
            let origin = self.term_origin(TermId(index as u32));
            let list = List { count: term.articles.len(), size: taxonomy.page_size };
            self.list(entry, &template, origin, &term.address, list);
            let front = front.map_or(&[][..], |front| &front.aliases);
            self.aliases(front, entry);
            self.files(&term.files);
        }
    }

    /// The term's own file, or the first article that names it.
    fn term_origin(&self, id: TermId) -> Option<Place> {
        let term = self.library.term(id);
        if let Some(document) = &term.document {
            return Some(place(&document.front.title, document.source));
        }
        let article = self.library.page(*term.articles.last()?);
        let name = &self.library.taxonomy(term.taxonomy).name;
        let (_, terms) = article.document.front.terms.iter().find(|(taxonomy, _)| **taxonomy == **name)?;
        terms.iter().find(|given| given.value == term.title).map(|given| given.span.into())
    }

    fn archive(&mut self) {
        if self.library.months.is_empty() {
            return;
        }
        let template = self.template(None, ["archive.html"]);
        self.page(
            Entry::Archive,
            template,
            None,
            Entry::Archive.address(self.library, self.config).into_owned(),
        );
        let years: BTreeSet<i16> = self.library.months.iter().map(|month| month.year).collect();
        let template = self.template(None, ["archive-year.html"]);
        for year in years {
            let entry = Entry::Year(year);
            self.page(entry, template.clone(), None, entry.address(self.library, self.config).into_owned());
        }
        let template = self.template(None, ["archive-month.html"]);
        for month in &self.library.months {
            let entry = Entry::Month(month.year, month.month);
            let count = (month.end - month.start) as usize;
            let address = entry.address(self.library, self.config).into_owned();
            self.list(entry, &template, None, &address, List { count, size: self.config.page_size });
        }
    }

    fn not_found(&mut self) {
        if self.theme.has_template("404.html") {
            let template = Arc::from("404.html");
            self.page(
                Entry::NotFound,
                template,
                None,
                Entry::NotFound.address(self.library, self.config).into_owned(),
            );
        }
    }

    /// The page that lists all feeds, if there are any and the theme knows how.
    fn feeds(&mut self) {
        if self.theme.has_template("feeds.html")
            && !newswire::with_feeds(self.library, self.config).is_empty()
        {
            let address = Entry::Feeds.address(self.library, self.config).into_owned();
            self.page(Entry::Feeds, Arc::from("feeds.html"), None, address);
        }
    }

    /// The page to search on, if the theme has one and the site wants it.
    fn search(&mut self) {
        if search::has_search(self.library, self.theme, self.config) {
            let address = Entry::Search.address(self.library, self.config).into_owned();
            self.page(Entry::Search, Arc::from(search::TEMPLATE), None, address);
        }
    }

    fn assets(&mut self) {
        for (path, source) in self.theme.assets() {
            let Some(bundle) = self.theme.bundle(path) else {
                self.asset(Address::file(path), source);
                continue;
            };
            for (name, lasting) in [(path, false), (&*bundle.lasting, true)] {
                if lasting && name == path {
                    continue;
                }
                let address = Address::file(name);
                let recipe = Recipe::Bundle { path: Arc::from(path), lasting };
                let origin = Some(source.into());
                self.outputs.push(Output { path: address.output(), address, recipe, origin });
            }
        }
    }

    fn files(&mut self, files: &[crate::library::File]) {
        for file in files {
            self.asset(file.address.clone(), file.source);
        }
    }

    fn asset(&mut self, address: Address, source: crate::source::SourceId) {
        self.outputs.push(Output {
            path: address.output(),
            address,
            recipe: Recipe::Asset { source },
            origin: Some(source.into()),
        });
    }

    fn aliases(&mut self, aliases: &[Spanned<String>], to: Entry) {
        let asked = aliases.iter().map(|alias| Asked {
            from: redirects::former(&alias.value),
            to: To::Entry(to),
            origin: alias.span.into(),
        });
        self.asked.extend(asked);
    }

    fn page(&mut self, entry: Entry, template: Arc<str>, origin: Option<Place>, address: Address) {
        self.outputs.push(Output {
            path: address.output(),
            address,
            recipe: Recipe::Page { entry, template, slice: None },
            origin,
        });
    }

    fn list(
        &mut self,
        entry: Entry,
        template: &Arc<str>,
        origin: Option<Place>,
        address: &Address,
        list: List,
    ) {
        for slice in slices(list.count, list.size) {
            let address = match slice.number {
                None => address.clone(),
                Some(number) => address.list_page(number as usize, self.config.url_style),
            };
            self.outputs.push(Output {
                path: address.output(),
                address,
                recipe: Recipe::Page { entry, template: template.clone(), slice: Some(slice) },
                origin,
            });
        }
    }

    /// Reports a template that a source asks for and the theme does not have.
    fn check_template(&mut self, asked: &Spanned<String>) {
        if !self.theme.has_template(&asked.value) {
            self.problems.push(
                Problem::new(Code::NoTemplate, format!("the theme has no template `{}`", asked.value))
                    .at(asked.span)
                    .did_you_mean(&asked.value, self.theme.template_names()),
            );
        }
    }

    /// The template a source asks for, or the first of the usual ones that the theme has.
    fn template<'t>(
        &mut self,
        asked: Option<&Spanned<String>>,
        usual: impl IntoIterator<Item = &'t str>,
    ) -> Arc<str> {
        if let Some(asked) = asked {
            self.check_template(asked);
            return Arc::from(asked.value.as_str());
        }
        let mut last = "";
        for name in usual {
            if self.theme.has_template(name) {
                return Arc::from(name);
            }
            last = name;
        }
        let problem = Problem::new(Code::NoTemplate, format!("the theme has no template `{last}`"))
            .at(self.config.theme.span)
            .hint("every theme needs it; a theme that `extends = \"broadsheet\"` inherits it");
        if !self.theme.is_broken() && !self.problems.iter().any(|known| *known == problem) {
            self.problems.push(problem);
        }
        Arc::from(last)
    }
}

/// How long a list is, and how long its pages are.
struct List {
    count: usize,
    size: usize,
}

/// The place to show for a document: its title, or the whole file.
fn place(title: &Option<Spanned<String>>, source: crate::source::SourceId) -> Place {
    title.as_ref().map_or(Place::File(source), |title| title.span.into())
}

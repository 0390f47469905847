//! The components that a text calls: laid beside what the theme declares, and what they name
//! found in the site.

use super::links::{Resolver, source_path};
use super::{Entry, Found};
use crate::component::{Call, Components, Given, Kind, check};
use crate::content::{Document, Target};
use crate::data::Data;
use crate::problem::{Code, Problem};
use crate::source::{Span, Spanned};
use std::sync::Arc;

/// A call of a component, resolved.
#[derive(Clone, PartialEq, Debug)]
pub struct Called {
    /// The component's name.
    pub name: Arc<str>,
    /// Its arguments: all that are declared, in that order.
    pub arguments: Vec<(String, Argument)>,
}

/// The value of an argument.
#[derive(Clone, PartialEq, Debug)]
pub enum Argument {
    /// Text, a number, truth, a list; none if it was not given.
    Value(Data),
    /// The midnight a day begins with, in seconds since 1970.
    Day(i64),
    /// Where a link leads or a picture is.
    Address(Target),
    /// The path of a source with data.
    File(String),
    /// A page; none while it waits for its time.
    Page(Option<Entry>),
}

impl Resolver<'_> {
    /// Resolves the calls of a document. Without `components` the theme itself is missing, and
    /// what it would have is not known.
    pub(super) fn calls(
        &mut self,
        from: &str,
        document: &Document,
        components: Option<&Components>,
    ) -> Vec<Called> {
        document.outline.calls.iter().map(|call| self.call(from, document, call, components)).collect()
    }

    fn call(
        &mut self,
        from: &str,
        document: &Document,
        call: &Call,
        components: Option<&Components>,
    ) -> Called {
        let mut called = Called { name: Arc::from(&*call.name.value), arguments: Vec::new() };
        let Some(components) = components.filter(|_| !call.name.value.is_empty()) else { return called };
        let Some(declaration) = components.get(&call.name.value) else {
            let message = format!("there is no component `{}`", call.name.value);
            let problem = Problem::new(Code::UnknownComponent, message).at(call.name.span);
            let known = || components.keys().map(String::as_str);
            let problem = problem.did_you_mean(&call.name.value, known());
            let all: Vec<String> = known().map(|name| format!("`{name}`")).collect();
            self.found.problems.push(match (problem.hints.is_empty(), all.is_empty()) {
                (true, true) => problem.hint("the theme has none"),
                (true, false) => problem.hint(format!("the theme has {}", all.join(", "))),
                _ => problem,
            });
            return called;
        };
        let (arguments, problems) = check(call, declaration);
        self.found.problems.extend(problems);
        let mut resolve = |given| match given {
            Given::Value(data) => Argument::Value(data),
            Given::Day(day) => {
                let midnight = day.to_datetime(jiff::civil::Time::midnight());
                let start = self.config.time_zone.to_ambiguous_timestamp(midnight).compatible();
                Argument::Day(start.map_or(0, jiff::Timestamp::as_second))
            }
            Given::Reference(kind, text) => self.reference(from, document, &kind, &text),
        };
        called.arguments = arguments.into_iter().map(|(name, given)| (name, resolve(given))).collect();
        called
    }

    fn reference(
        &mut self,
        from: &str,
        document: &Document,
        kind: &Kind,
        text: &Spanned<String>,
    ) -> Argument {
        let (to, span) = (text.value.trim(), text.span);
        match kind {
            Kind::Page => Argument::Page(self.page(from, to, span)),
            Kind::Data => self.data(from, to, span).map_or(Argument::Value(Data::None), Argument::File),
            kind => {
                let image = *kind == Kind::Picture;
                if let Some(problem) = crate::content::outline::unsafe_link(to, image) {
                    self.found.problems.push(problem.at(span));
                    return Argument::Value(Data::None);
                }
                Argument::Address(self.link(from, document, to, span, image))
            }
        }
    }

    /// The path of a CSV file beside the document, or below `data/`.
    fn data(&mut self, from: &str, to: &str, span: Span) -> Option<String> {
        if !to.ends_with(".csv") {
            let problem = Problem::new(Code::ComponentArgument, format!("`{to}` is no CSV file")).at(span);
            self.found.problems.push(problem.hint("write the name of a file that ends with `.csv`"));
            return None;
        }
        let beside = source_path(from, to);
        let known = |path: &&String| self.sources.find(path).is_some_and(|id| self.files.contains_key(&id));
        if let Some(path) = beside.as_ref().filter(known) {
            return Some(path.clone());
        }
        let common = format!("data/{}", to.strip_prefix("data/").unwrap_or(to));
        if self.sources.find(&common).is_some() {
            return Some(common);
        }
        let missing = beside.unwrap_or(common);
        self.file(&missing, to, span, false);
        None
    }

    /// The page that a source, a path or the last part of a path names.
    fn page(&mut self, from: &str, to: &str, span: Span) -> Option<Entry> {
        let path = match to.ends_with(".md") {
            true => source_path(from, to),
            false => self.named(to.trim_matches('/')),
        };
        let Some(path) = path else {
            let message = format!("there is no page `{to}`");
            let last = |key: &str| key.rsplit('/').next().unwrap_or(key).to_owned();
            let names: Vec<String> = self.library.pages.iter().map(|page| last(&page.key)).collect();
            let problem = Problem::new(Code::BrokenLink, message).at(span);
            let problem = problem.did_you_mean(to, names.iter().map(String::as_str));
            let hint = "name its source, as links do: `@/explainers/truce.md`";
            self.found.problems.push(if problem.hints.is_empty() { problem.hint(hint) } else { problem });
            return None;
        };
        self.source(&path, None, span)?;
        match self.library.find_path(&path)? {
            Found::Page(id) => Some(Entry::Page(self.library.landing(id))),
            found => found.into(),
        }
    }

    /// The path of the source whose name inside the site this is, or ends so, if one does alone.
    fn named(&self, name: &str) -> Option<String> {
        let whole = [".md", "/index.md", "/_index.md"].map(|end| format!("content/{name}{end}"));
        if let Some(path) = whole.into_iter().find(|path| self.library.find_path(path).is_some()) {
            return Some(path);
        }
        let end = format!("/{name}");
        let mut alike = self.library.pages.iter().filter(|page| page.key.ends_with(&end));
        let (first, second) = (alike.next(), alike.next());
        if let Some(page) = first {
            return second.is_none().then(|| page.path.to_string());
        }
        let ends = [".md", "/index.md"].map(|tail| format!("{end}{tail}"));
        let hidden = self.library.hidden.iter().map(|hidden| &hidden.path);
        let mut hidden = hidden.filter(|path| ends.iter().any(|end| path.ends_with(end)));
        hidden.next().map(|path| path.to_string())
    }
}

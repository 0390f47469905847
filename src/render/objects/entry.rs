//! Entries as templates see them: a handle that asks for a field when it is looked at.

use super::list::ListObject;
use super::tree::TreeObject;
use super::{unknown, value};
use crate::facts::{Answer, Entry, Field, List, Listing, Question, Tree, Window};
use crate::render::components;
use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, State, Value};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A handle of an entry.
pub(in crate::render) struct EntryObject {
    pub entry: Entry,
    pub window: Arc<Window>,
}

impl EntryObject {
    pub fn value(entry: Entry, window: &Arc<Window>) -> Value {
        Value::from_object(Self { entry, window: window.clone() })
    }

    fn list(&self, listing: Listing) -> Value {
        ListObject::value(List::Base(self.entry, listing), &self.window)
    }

    /// The lists and other things that have no value of their own.
    fn other(&self, name: &str) -> Option<Value> {
        let listing = match (self.entry, name) {
            (
                Entry::Site | Entry::Section(_) | Entry::Term(_) | Entry::Year(_) | Entry::Month(..),
                "articles",
            ) => Listing::Articles,
            (Entry::Section(_), "own_articles") => Listing::OwnArticles,
            (Entry::Site | Entry::Section(_), "pages") => Listing::Pages,
            (Entry::Site | Entry::Section(_), "sections") => Listing::Sections,
            (Entry::Section(_) | Entry::Page(_), "ancestors") => Listing::Ancestors,
            (Entry::Page(_), "related") => Listing::Related,
            (Entry::Page(_), "translations") => Listing::Translations,
            (Entry::Site, "taxonomies") => Listing::Taxonomies,
            (Entry::Site, "archive") | (Entry::Archive, "years") => Listing::Years,
            (Entry::Year(_), "months") => Listing::Months,
            (Entry::Feeds, "entries") => {
                return Some(ListObject::value(List::Base(Entry::Site, Listing::Feeds), &self.window));
            }
            (Entry::Taxonomy(id), "terms") => Listing::Terms(id),
            (_, "extra") => return Some(TreeObject::root(Tree::Extra(self.entry), &self.window)),
            (Entry::Site, "options") => return Some(TreeObject::root(Tree::Options, &self.window)),
            (Entry::Site, "data") => return Some(TreeObject::root(Tree::Data, &self.window)),
            (Entry::Site, "menus") => return Some(Value::from_object(Menus(self.window.clone()))),
            (Entry::Page(_), "roles") => {
                let roles = Roles { entry: self.entry, window: self.window.clone() };
                return Some(Value::from_object(roles));
            }
            (Entry::Page(_) | Entry::Site, name) => Listing::Terms(self.window.known().find_taxonomy(name)?),
            _ => return None,
        };
        Some(self.list(listing))
    }

    fn names(&self) -> Vec<String> {
        let fields = Field::ALL.iter().filter(|field| field.belongs_to(self.entry));
        let others = [
            "articles",
            "own_articles",
            "pages",
            "sections",
            "ancestors",
            "related",
            "translations",
            "taxonomies",
            "archive",
            "years",
            "months",
            "entries",
            "terms",
            "extra",
            "options",
            "data",
            "menus",
            "roles",
        ];
        let taxonomies = self.window.known().taxonomy_names().map(str::to_owned);
        fields
            .map(|field| field.name().to_owned())
            .chain(others.iter().filter(|name| self.other(name).is_some()).map(|name| (*name).to_owned()))
            .chain(taxonomies.filter(|name| self.other(name).is_some()))
            .collect()
    }

    fn what(&self) -> &'static str {
        match self.entry {
            Entry::Site => "the site",
            Entry::Page(_) => "an article or page",
            Entry::Section(_) => "a section",
            Entry::Taxonomy(_) => "a taxonomy",
            Entry::Term(_) => "a term",
            Entry::Archive => "the archive",
            Entry::Year(_) => "a year",
            Entry::Month(..) => "a month",
            Entry::NotFound => "the page for what does not exist",
            Entry::Feeds => "the list of feeds",
            Entry::Search => "the page to search on",
            Entry::Label(_) => "a label",
            Entry::Corrections => "the corrections",
        }
    }

    fn find(&self, name: String) -> Value {
        let question = Question::Find(self.window.names().symbol(&name));
        value(self.window.ask(question), &self.window).unwrap_or_else(|| Value::from(()))
    }
}

impl Object for EntryObject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, name: &str) -> Option<Value> {
        if let Some(field) = Field::from_name(name)
            && field.belongs_to(self.entry)
        {
            return field_value(self.entry, field, &self.window);
        }
        if let Some(value) = self.other(name) {
            return Some(value);
        }
        let names = self.names();
        Some(unknown(self.what(), name, names.iter().map(String::as_str)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::NonEnumerable
    }

    fn call_method(
        self: &Arc<Self>,
        _state: &mut State<'_, '_>,
        method: &str,
        arguments: &[Value],
    ) -> Result<Value, Error> {
        let text = |index: usize| {
            arguments.get(index).and_then(Value::as_str).ok_or_else(|| {
                Error::new(ErrorKind::InvalidOperation, format!("`{method}` wants text in quotes"))
            })
        };
        match (self.entry, method) {
            (Entry::Site, "latest") => {
                ListObject::first(List::Base(Entry::Site, Listing::Articles), &self.window, arguments)
            }
            (Entry::Site, "section") => Ok(self.find(format!("section {}", text(0)?.trim_matches('/')))),
            (Entry::Site, "page") => Ok(self.find(format!("page {}", text(0)?.trim_matches('/')))),
            (Entry::Site, "taxonomy") => Ok(self.find(format!("taxonomy {}", text(0)?))),
            (Entry::Site, "term") => Ok(self.find(format!("term {}/{}", text(0)?, text(1)?))),
            (Entry::Page(_), "terms") => {
                let name = text(0)?;
                match self.window.known().find_taxonomy(name) {
                    Some(id) => Ok(self.list(Listing::Terms(id))),
                    None => Err(Error::new(
                        ErrorKind::InvalidOperation,
                        format!("the site has no taxonomy `{name}`"),
                    )),
                }
            }
            _ => {
                let known: &[&str] = match self.entry {
                    Entry::Site => &["latest", "section", "page", "taxonomy", "term"],
                    Entry::Page(_) => &["terms"],
                    _ => &[],
                };
                let near = crate::problem::nearest(method, known.iter().copied());
                let hint =
                    near.map_or(String::new(), |near| format!("{}did you mean `{near}`?", super::HINT));
                let message = format!("{} has no method `{method}`{hint}", self.what());
                Err(Error::new(ErrorKind::InvalidOperation, message))
            }
        }
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        other.downcast_ref::<Self>().map(|other| self.entry.cmp(&other.entry))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.window.ask(Question::Field(self.entry, Field::Title)) {
            Answer::Text(title) => f.write_str(&title),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for EntryObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.entry)
    }
}

/// A field as templates see it; what is HTML, with its components filled in.
fn field_value(entry: Entry, field: Field, window: &Arc<Window>) -> Option<Value> {
    match window.ask(Question::Field(entry, field)) {
        Answer::Html(html) => Some(components::html(html, entry, window)),
        Answer::HtmlList(items) => {
            Some(items.into_iter().map(|item| components::html(item, entry, window)).collect())
        }
        answer => value(answer, window),
    }
}

/// The site's menus by name.
#[derive(Debug)]
struct Menus(Arc<Window>);

impl Object for Menus {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let question = Question::Menu(self.0.names().symbol(key.as_str()?));
        // A theme may have room for menus that a site does not fill.
        Some(value(self.0.ask(question), &self.0).unwrap_or_else(|| Value::from(())))
    }
}

/// The parts of an article by role.
#[derive(Debug)]
struct Roles {
    entry: Entry,
    window: Arc<Window>,
}

/// The fields of one role: heading, text, list items.
type RoleFields = (Field, Field, Field);

const ROLES: [(&str, RoleFields); 4] = [
    ("background", (Field::Background, Field::BackgroundContent, Field::BackgroundItems)),
    ("impact", (Field::Impact, Field::ImpactContent, Field::ImpactItems)),
    ("reactions", (Field::Reactions, Field::ReactionsContent, Field::ReactionsItems)),
    ("next", (Field::Upcoming, Field::UpcomingContent, Field::UpcomingItems)),
];

impl Object for Roles {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        let Some((_, fields)) = ROLES.iter().find(|(known, _)| *known == name) else {
            return Some(unknown("`roles`", name, ROLES.iter().map(|(name, _)| *name)));
        };
        match self.window.ask(Question::Field(self.entry, fields.0)) {
            Answer::Owned(heading) => Some(Value::from_object(Part {
                entry: self.entry,
                heading: super::data_value(&heading),
                fields: *fields,
                window: self.window.clone(),
            })),
            _ => Some(Value::from(())),
        }
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["background", "impact", "reactions", "next"])
    }
}

/// One part of an article.
#[derive(Debug)]
struct Part {
    entry: Entry,
    heading: Value,
    fields: RoleFields,
    window: Arc<Window>,
}

impl Object for Part {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let field = match key.as_str()? {
            "content" => self.fields.1,
            "items" => self.fields.2,
            name => {
                let known = self.heading.get_attr(name).ok().filter(|value| !value.is_undefined());
                let names = ["id", "title", "content", "items"];
                return Some(known.unwrap_or_else(|| unknown("a part of an article", name, names)));
            }
        };
        field_value(self.entry, field, &self.window)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&["id", "title", "content", "items"])
    }
}

//! The fields of entries: one place that says where each value comes from.

use super::{Answer, Entry, Facts, Field};
use crate::config::Config;
use crate::content::html::{Body, Filling};
use crate::content::{Document, FrontMatter, Moment, Role, Target};
use crate::data::Data;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::library::{Called, HOME, Presence, is_right_to_left, label};
use crate::source::Spanned;
use crate::theme::Theme;

/// Words a minute that people read; scripts without spaces are counted by characters, of
/// which about twice as many are read.
const READING_SPEED: u32 = 238;

/// What the text of an entry is made from.
pub(super) struct BodyOf<'a> {
    pub document: &'a Document,
    pub targets: &'a [Target],
    pub calls: &'a [Called],
    pub lang: &'a str,
}

impl<'a> BodyOf<'a> {
    pub fn entry(facts: &'a Facts, entry: Entry) -> Option<Self> {
        let library = &facts.library;
        let site = facts.config.language.as_str();
        match entry {
            Entry::Page(id) => {
                let page = library.page(id);
                Some(Self {
                    document: &page.document,
                    targets: &page.targets,
                    calls: &page.calls,
                    lang: &page.lang,
                })
            }
            Entry::Section(id) => {
                let section = library.section(id);
                let document = section.document.as_ref()?;
                Some(Self { document, targets: &section.targets, calls: &section.calls, lang: &section.lang })
            }
            Entry::Taxonomy(id) => {
                let taxonomy = library.taxonomy(id);
                let document = taxonomy.document.as_ref()?;
                Some(Self {
                    document,
                    targets: &taxonomy.targets,
                    calls: &taxonomy.calls,
                    lang: lang_of(&document.front, site),
                })
            }
            Entry::Term(id) => {
                let term = library.term(id);
                let document = term.document.as_ref()?;
                Some(Self {
                    document,
                    targets: &term.targets,
                    calls: &term.calls,
                    lang: lang_of(&document.front, site),
                })
            }
            _ => None,
        }
    }

    /// The part of the body that a field shows.
    pub fn part(&self, body: &Body, field: Field, facts: &Facts) -> Answer<'static> {
        let pictures = facts.pictures_of_page(self.targets);
        let filling = Filling {
            outline: &self.document.outline,
            targets: self.targets,
            external: &facts.config.markdown.external_links,
            pictures: &pictures,
        };
        let html = |html: Option<String>| html.map_or(Answer::Empty, Answer::Html);
        let content = |role| html(body.part(role, filling));
        let items = |role| body.items(role, filling).map_or(Answer::Empty, Answer::HtmlList);
        match field {
            Field::Content => html(Some(body.content(filling))),
            Field::Signoff => html(body.signoff(filling)),
            Field::BackgroundContent => content(Role::Background),
            Field::ImpactContent => content(Role::Impact),
            Field::ReactionsContent => content(Role::Reactions),
            Field::UpcomingContent => content(Role::Next),
            Field::BackgroundItems => items(Role::Background),
            Field::ImpactItems => items(Role::Impact),
            Field::ReactionsItems => items(Role::Reactions),
            Field::UpcomingItems => items(Role::Next),
            _ => Answer::Absent,
        }
    }
}

/// A word with a capital letter at its beginning.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lang_of<'a>(front: &'a FrontMatter, site: &'a str) -> &'a str {
    front.lang.as_ref().map_or(site, |lang| lang.value.as_str())
}

/// Says whether a field is made by rendering Markdown.
pub(super) fn is_made_from_body(field: Field) -> bool {
    matches!(
        field,
        Field::Content
            | Field::Signoff
            | Field::BackgroundContent
            | Field::ImpactContent
            | Field::ReactionsContent
            | Field::UpcomingContent
            | Field::BackgroundItems
            | Field::ImpactItems
            | Field::ReactionsItems
            | Field::UpcomingItems
    )
}

/// The settings that change how every body becomes HTML.
pub(super) fn markdown_fingerprint(config: &Config, theme: &Theme) -> Fingerprint {
    let markdown = &config.markdown;
    let mut hasher = Hasher::new();
    hasher.number(u64::from(markdown.raw_html)).number(u64::from(markdown.smart_punctuation));
    let links = &markdown.external_links;
    hasher.text(&links.rel).text(&links.target).text(&links.class).text(theme.picture_sizes());
    hasher.finish()
}

impl Facts {
    /// The fingerprint of a field that is made from a body, taken from what it is made from.
    pub(super) fn body_fingerprint(&self, entry: Entry, field: Field) -> Fingerprint {
        let mut hasher = Hasher::new();
        hasher.text(field.name());
        if matches!(field, Field::FeedContent | Field::Markdown) {
            // Links in feeds are whole addresses, and some lead into the page.
            hasher.text(&self.config.base_url.origin).text(&self.href(entry));
        }
        let Some(body) = BodyOf::entry(self, entry) else { return hasher.finish() };
        hasher.part(&self.base.to_bytes()).part(&body.document.fingerprint.to_bytes()).text(body.lang);
        for heading in &body.document.outline.headings {
            hasher.text(&heading.id).number(heading.role.map_or(0, |role| role as u64 + 1));
        }
        hasher.number(u64::from(body.document.outline.signoff));
        for target in body.targets {
            hasher.text(&target.url).number(u64::from(target.external)).number(u64::from(target.waits));
            self.hash_picture(target, &mut hasher);
        }
        hasher.finish()
    }

    pub(super) fn field(&self, entry: Entry, field: Field) -> Answer<'_> {
        if !field.belongs_to(entry) {
            return Answer::Absent;
        }
        if self.is_buried(entry, field) {
            return Answer::Empty;
        }
        match field {
            Field::Url => Answer::Text(self.href(entry)),
            Field::Permalink => {
                Answer::Text([&*self.config.base_url.origin, &*self.href(entry)].concat().into())
            }
            Field::Dir => {
                let Answer::Text(lang) = self.field(entry, Field::Lang) else { return Answer::Empty };
                Answer::Text(if is_right_to_left(&lang) { "rtl" } else { "ltr" }.into())
            }
            Field::Changed => match self.library.changed(entry) {
                Some(_) if matches!(entry, Entry::Page(_)) => match self.field(entry, Field::Modified) {
                    Answer::Empty => self.field(entry, Field::Date),
                    updated => updated,
                },
                Some(seconds) => Answer::Time(self.time(seconds, false)),
                None => Answer::Empty,
            },
            Field::Feeds => match entry {
                Entry::Section(id) => match self.once.feeds.get(id.0 as usize) {
                    Some(feeds) => Answer::Data(feeds.get_or_init(|| self.feeds_of(entry))),
                    None => Answer::Empty,
                },
                _ => Answer::Owned(self.feeds_of(entry)),
            },
            Field::OwnFeeds => Answer::Owned(self.own_feeds(entry)),
            Field::FeedContent | Field::Markdown => {
                self.text_elsewhere(entry, field).unwrap_or_else(|error| {
                    self.note_trouble(error);
                    Answer::Empty
                })
            }
            Field::Twin => self.twin_url(entry).map_or(Answer::Empty, |url| Answer::Text(url.into())),
            Field::Noindex => Answer::Truth(!self.library.is_indexable(entry)),
            field if is_made_from_body(field) => {
                let Some(text) = BodyOf::entry(self, entry) else { return Answer::Empty };
                match self.body(text.document, text.lang) {
                    Ok(body) => text.part(&body, field, self),
                    Err(error) => {
                        self.note_trouble(error);
                        Answer::Empty
                    }
                }
            }
            _ => match entry {
                Entry::Site => self.site_field(field),
                Entry::Page(id) => self.page_field(id, field),
                Entry::Section(_) | Entry::Taxonomy(_) | Entry::Term(_) => self.group_field(entry, field),
                Entry::Archive | Entry::Year(_) | Entry::Month(..) | Entry::NotFound => {
                    self.made_field(entry, field)
                }
                Entry::Feeds | Entry::Search | Entry::Label(_) | Entry::Corrections => {
                    self.made_field(entry, field)
                }
            },
        }
    }

    /// Says whether a field is part of what must not be read any more: of an article that was
    /// withdrawn, or has expired and left only a notice, nothing but its name is told.
    pub(super) fn is_buried(&self, entry: Entry, field: Field) -> bool {
        let Entry::Page(id) = entry else { return false };
        let told = match field {
            Field::Summary | Field::Excerpt | Field::Toc | Field::Image | Field::Sources | Field::Files => {
                false
            }
            Field::Kicker | Field::WordCount | Field::ReadingTime | Field::Signoff => false,
            Field::KeyPoints | Field::UpdateNote | Field::HowWeReported | Field::SeoTitle => false,
            Field::Claim | Field::FeedContent | Field::Markdown => false,
            Field::Background | Field::Impact | Field::Reactions | Field::Upcoming => false,
            field => !is_made_from_body(field),
        };
        !told
            && match &self.told {
                Some(told) => told.is_buried(id),
                None => matches!(self.library.page(id).presence, Presence::Tombstone | Presence::Moved),
            }
    }

    fn site_field(&self, field: Field) -> Answer<'_> {
        let config = &self.config;
        match field {
            Field::Kind => text("site"),
            Field::Title => text(&config.title),
            Field::Lang | Field::Language => text(&config.language),
            Field::Summary | Field::Description => optional(config.description.as_deref()),
            Field::BaseUrl => text(&self.once.base_url),
            Field::Copyright => optional(config.copyright.as_deref()),
            Field::License => match &config.license {
                Some(url) => Answer::Text(self.link_url(&url.value).into()),
                None => Answer::Empty,
            },
            Field::Publisher => self.publisher(),
            Field::Icons => self.icons(),
            Field::Search => self.search_url(),
            _ => Answer::Absent,
        }
    }

    fn page_field(&self, id: crate::library::PageId, field: Field) -> Answer<'_> {
        if let Some(answer) = self.told.as_ref().and_then(|told| told.field(id, field, self)) {
            return answer;
        }
        let page = self.library.page(id);
        let document = &page.document;
        let front = &document.front;
        let outline = &document.outline;
        match field {
            Field::Kind => text(if page.article { "article" } else { "page" }),
            Field::Title => spanned(front.title.as_ref()),
            Field::Lang => text(&page.lang),
            Field::Summary => spanned(front.summary.as_ref()),
            Field::Path => text(&page.key),
            Field::Id => match &front.id {
                Some(id) => text(&id.value),
                None => text(&page.key),
            },
            Field::Date => self.moment(front.date.as_ref()),
            Field::Updated => self.moment(front.updated.as_ref()),
            Field::Modified => self.modified(front),
            Field::UpdateNote => optional(front.update_note.as_deref()),
            Field::SeoTitle => optional(front.seo_title.as_deref()),
            Field::ShortTitle => optional(front.short_title.as_deref()),
            Field::SchemaType => self.schema_type(page),
            Field::Subjects => self.subjects(page),
            Field::Keywords => self.keywords(page),
            Field::KeyPoints => super::disclosures::texts(&front.key_points),
            Field::Contributors => self.contributors(front),
            Field::Corrections => self.corrections(front),
            Field::Claim => self.claim(front),
            Field::HowWeReported => self.how_we_reported(front, &page.lang),
            Field::AiDisclosure => super::disclosures::ai_disclosure(front),
            Field::Draft => Answer::Truth(front.draft),
            Field::Slug => text(&page.slug),
            Field::State => text(page.state.word()),
            Field::StatusNote => spanned(front.life.note.as_deref()),
            Field::SupersededBy => page.successor.map_or(Answer::Empty, |id| Answer::Entry(Entry::Page(id))),
            Field::Expires => self.moment(front.life.expires.as_deref()),
            Field::LabelUntil => self.moment(front.life.label_until.as_deref()),
            Field::Label => optional(label(front, self.now)),
            Field::Kicker => spanned(front.kicker.as_deref()),
            Field::Dateline => spanned(front.dateline.as_deref()),
            Field::Coordinates => self.coordinates(page),
            Field::Image => self.image(front, page.image.as_ref()),
            Field::Card => self.card(id),
            Field::Sources => sources(front),
            Field::SyndicatedFrom => origin(front),
            Field::Excerpt => non_empty(&outline.excerpt),
            Field::Toc => toc(document),
            Field::WordCount => Answer::Number(i64::from(outline.words)),
            Field::ReadingTime => {
                let speed = if is_without_spaces(&page.lang) { 2 * READING_SPEED } else { READING_SPEED };
                Answer::Number(i64::from(outline.words.div_ceil(speed).max(1)))
            }
            Field::Section => Answer::Entry(Entry::Section(page.section)),
            Field::Previous => page.older.map_or(Answer::Empty, |id| Answer::Entry(Entry::Page(id))),
            Field::Next => page.newer.map_or(Answer::Empty, |id| Answer::Entry(Entry::Page(id))),
            Field::Weight => Answer::Number(front.weight),
            Field::SourcePath => text(&page.path),
            Field::Files => self.files(&page.files),
            Field::Background => role(document, Role::Background),
            Field::Impact => role(document, Role::Impact),
            Field::Reactions => role(document, Role::Reactions),
            Field::Upcoming => role(document, Role::Next),
            _ => Answer::Absent,
        }
    }

    /// Sections, taxonomies and terms: groups of articles that may have a text of their own.
    fn group_field(&self, entry: Entry, field: Field) -> Answer<'_> {
        let library = &self.library;
        let site = self.config.language.as_str();
        let (title, path, document, image, count, files) = match entry {
            Entry::Section(id) => {
                let section = library.section(id);
                let count = section.articles.len();
                (&section.title, &section.path, &section.document, &section.image, count, &section.files[..])
            }
            Entry::Taxonomy(id) => {
                let taxonomy = library.taxonomy(id);
                let count = taxonomy.terms.len();
                (&taxonomy.title, &taxonomy.path, &taxonomy.document, &taxonomy.image, count, &[][..])
            }
            Entry::Term(id) => {
                let term = library.term(id);
                let count = term.articles.len();
                (&term.title, &term.path, &term.document, &term.image, count, &term.files[..])
            }
            _ => return Answer::Absent,
        };
        let front = document.as_ref().map(|document| &document.front);
        match (field, entry) {
            (Field::Kind, Entry::Section(HOME)) => text("home"),
            (Field::Kind, Entry::Section(_)) => text("section"),
            (Field::Kind, Entry::Taxonomy(_)) => text("taxonomy"),
            (Field::Kind, _) => text("term"),
            (Field::Title, _) => text(title),
            (Field::Lang, Entry::Section(id)) => text(&library.section(id).lang),
            (Field::Lang, _) => text(front.map_or(site, |front| lang_of(front, site))),
            (Field::Summary, Entry::Section(HOME)) => match front.and_then(|front| front.summary.as_ref()) {
                Some(summary) => text(&summary.value),
                None => optional(self.config.description.as_deref()),
            },
            (Field::Summary, _) => front.map_or(Answer::Empty, |front| spanned(front.summary.as_ref())),
            (Field::Path, Entry::Section(id)) => text(&library.section(id).key),
            (Field::Path | Field::Name, Entry::Taxonomy(id)) => text(&library.taxonomy(id).name),
            (Field::Path, Entry::Term(id)) => {
                let term = library.term(id);
                let taxonomy = &library.taxonomy(term.taxonomy).name;
                Answer::Text(format!("{taxonomy}/{}", term.slug).into())
            }
            (Field::Profile, Entry::Term(_)) => super::disclosures::profile(front),
            (Field::SchemaType, Entry::Taxonomy(id)) => {
                let name = &library.taxonomy(id).name;
                let declared = self.config.taxonomies.iter().find(|taxonomy| *taxonomy.name == **name);
                optional(declared.and_then(|taxonomy| taxonomy.schema.as_deref()))
            }
            (Field::Slug, Entry::Term(id)) => text(&library.term(id).slug),
            (Field::Taxonomy, Entry::Term(id)) => Answer::Entry(Entry::Taxonomy(library.term(id).taxonomy)),
            (Field::Image, _) => front.map_or(Answer::Empty, |front| self.image(front, image.as_ref())),
            (Field::Excerpt, _) => {
                document.as_ref().map_or(Answer::Empty, |document| non_empty(&document.outline.excerpt))
            }
            (Field::Toc, _) => document.as_deref().map_or(Answer::Empty, toc),
            (Field::Weight, _) => Answer::Number(front.map_or(0, |front| front.weight)),
            (Field::SourcePath, _) => optional(path.as_deref()),
            (Field::Parent, Entry::Section(id)) => {
                let parent = library.section(id).parent;
                parent.map_or(Answer::Empty, |parent| Answer::Entry(Entry::Section(parent)))
            }
            (Field::Count, _) => Answer::Number(count as i64),
            (Field::Files, _) => self.files(files),
            _ => Answer::Absent,
        }
    }

    /// Pages that no source describes: archives and the page for what does not exist.
    fn made_field(&self, entry: Entry, field: Field) -> Answer<'_> {
        let word = |key: &str, otherwise: &'static str| {
            let word = self.theme.string(&self.config.language, key).and_then(Data::as_text);
            Answer::Text(word.unwrap_or(otherwise).to_owned().into())
        };
        match (field, entry) {
            (Field::Kind, Entry::Archive) => text("archive"),
            (Field::Kind, Entry::Year(_)) => text("archive-year"),
            (Field::Kind, Entry::Month(..)) => text("archive-month"),
            (Field::Kind, Entry::Feeds) => text("feeds"),
            (Field::Kind, Entry::Search) => text("search"),
            (Field::Kind, Entry::Label(_)) => text("label"),
            (Field::Kind, Entry::Corrections) => text("corrections"),
            (Field::Kind, _) => text("not-found"),
            (Field::Title, Entry::Archive) => word("archive", "Archive"),
            (Field::Title, Entry::Year(year)) => Answer::Text(year.to_string().into()),
            (Field::Title, Entry::Month(year, month)) => {
                let pattern = self.theme.string(&self.config.language, "month_year");
                let pattern = pattern.and_then(Data::as_text).unwrap_or("{month} {year}");
                let title = match self.month_name(month) {
                    Some(name) => pattern.replace("{month}", name).replace("{year}", &year.to_string()),
                    None => format!("{year}-{month:02}"),
                };
                Answer::Text(title.into())
            }
            (Field::Name, Entry::Month(_, month)) => Answer::Text(
                self.month_name(month).map_or_else(|| format!("{month:02}"), str::to_owned).into(),
            ),
            (Field::Title, Entry::Feeds) => word("feeds", "Feeds"),
            (Field::Title, Entry::Search) => word("search", "Search"),
            (Field::Indexes, Entry::Search) => Answer::Owned(self.search_indexes()),
            (Field::Title, Entry::Corrections) => word("corrections", "Corrections"),
            (Field::Title, Entry::Label(id)) => {
                let label = self.library.labels.get(id as usize).map_or("", |label| label);
                let word = self.theme.string(&self.config.language, &format!("label_{label}"));
                let word = word.and_then(Data::as_text).map(str::to_owned);
                Answer::Text(word.unwrap_or_else(|| capital(label)).into())
            }
            (Field::Title, _) => word("not_found", "Page not found"),
            (Field::Lang, _) => text(&self.config.language),
            (Field::Summary, _) => Answer::Empty,
            (Field::Year, Entry::Year(year) | Entry::Month(year, _)) => Answer::Number(i64::from(year)),
            (Field::Month, Entry::Month(_, month)) => Answer::Number(i64::from(month)),
            (Field::Count, Entry::Year(_) | Entry::Month(..)) => {
                let list = super::List::Base(entry, super::Listing::Articles);
                Answer::Number(self.length(list) as i64)
            }
            _ => Answer::Absent,
        }
    }

    /// The name of a month as it stands alone, without a day before it.
    fn month_name(&self, month: u8) -> Option<&str> {
        let word = |key: &str| self.theme.string(&self.config.language, key);
        let months = word("months_alone").or_else(|| word("months_long"))?;
        months.at(usize::from(month).checked_sub(1)?).and_then(Data::as_text)
    }

    pub(super) fn moment(&self, moment: Option<&Spanned<Moment>>) -> Answer<'_> {
        moment.map_or(Answer::Empty, |moment| {
            Answer::Time(self.time(moment.value.seconds, moment.value.day_only))
        })
    }

    fn files(&self, files: &[crate::library::File]) -> Answer<'_> {
        let file = |file: &crate::library::File| {
            Data::Map(vec![
                ("name".into(), Data::Text(file.name.clone())),
                ("url".into(), Data::Text(file.address.href(&self.config))),
            ])
        };
        Answer::Owned(Data::List(files.iter().map(file).collect()))
    }
}

pub(super) fn text(text: &str) -> Answer<'_> {
    Answer::Text(text.into())
}

pub(super) fn optional(text: Option<&str>) -> Answer<'_> {
    text.map_or(Answer::Empty, |text| Answer::Text(text.into()))
}

fn non_empty(text: &str) -> Answer<'_> {
    optional(Some(text).filter(|text| !text.is_empty()))
}

pub(super) fn spanned(text: Option<&Spanned<String>>) -> Answer<'_> {
    optional(text.map(|text| text.value.as_str()))
}

pub(super) fn maybe(text: Option<&str>) -> Data {
    text.map_or(Data::None, |text| Data::Text(text.to_owned()))
}

fn sources(front: &FrontMatter) -> Answer<'_> {
    let citation = |citation: &crate::content::Citation| {
        Data::Map(vec![
            ("title".into(), Data::Text(citation.title.clone())),
            ("url".into(), maybe(citation.url.as_ref().map(|url| url.value.as_str()))),
            ("publisher".into(), maybe(citation.publisher.as_deref())),
            ("type".into(), maybe(citation.kind.as_deref())),
        ])
    };
    Answer::Owned(Data::List(front.sources.iter().map(citation).collect()))
}

fn origin(front: &FrontMatter) -> Answer<'_> {
    front.syndicated_from.as_ref().map_or(Answer::Empty, |origin| {
        Answer::Owned(Data::Map(vec![
            ("name".into(), Data::Text(origin.name.clone())),
            ("url".into(), Data::Text(origin.url.value.clone())),
        ]))
    })
}

fn role(document: &Document, role: Role) -> Answer<'_> {
    let heading = document.outline.headings.iter().find(|heading| heading.role == Some(role));
    heading.map_or(Answer::Empty, |heading| {
        Answer::Owned(Data::Map(vec![
            ("id".into(), Data::Text(heading.id.clone())),
            ("title".into(), Data::Text(heading.text.clone())),
        ]))
    })
}

/// The headings as a tree: each with those of a lower rank that follow it.
fn toc(document: &Document) -> Answer<'_> {
    let headings = &document.outline.headings;
    let mut index = 0;
    Answer::Owned(Data::List(branch(headings, &mut index, 0)))
}

fn branch(headings: &[crate::content::Heading], index: &mut usize, above: u8) -> Vec<Data> {
    let mut items = Vec::new();
    while let Some(heading) = headings.get(*index) {
        if heading.level <= above {
            break;
        }
        *index += 1;
        let children = branch(headings, index, heading.level);
        items.push(Data::Map(vec![
            ("level".into(), Data::Integer(i64::from(heading.level))),
            ("id".into(), Data::Text(heading.id.clone())),
            ("title".into(), Data::Text(heading.text.clone())),
            ("children".into(), Data::List(children)),
        ]));
    }
    items
}

/// Scripts whose words are not parted by spaces; their words are counted by characters.
fn is_without_spaces(lang: &str) -> bool {
    ["zh", "ja", "th", "lo", "km", "my"].contains(&lang.split('-').next().unwrap_or(lang))
}

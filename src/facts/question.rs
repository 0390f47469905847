//! Questions: the closed list of what a page can ask about the site.
//!
//! A question is a small plain value. Names in it are numbers of the build's [`Names`](super::Names);
//! its text form, which outlives the build, is written and read by [`super::text`].

use crate::library::{Entry, TaxonomyId};

/// One look at the site.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Question {
    /// A field of an entry.
    Field(Entry, Field),
    /// The value at a path of a free tree, or what kind of container is there.
    Value(Tree, Symbol),
    /// The keys of the table, or the length of the list, at a path of a free tree.
    Keys(Tree, Symbol),
    /// How long a list is.
    Length(List),
    /// The item of a list at a place.
    Item(List, u32),
    /// The distinct values of a field in a list, in the order of the list.
    Groups(List, Symbol),
    /// The entry of a permanent name.
    Find(Symbol),
    /// The address of a numbered page of an entry's list.
    ListPage(Entry, u32),
    /// The address that a link in a template leads to.
    Link(Symbol),
    /// The address of a static file.
    Asset(Symbol),
    /// What is published of a style sheet or script.
    Bundle(Symbol),
    /// The digest of a style sheet or script that browsers compare it with.
    Integrity(Symbol),
    /// The text of a template, as its fingerprint.
    Template(Symbol),
    /// What a template prints that is the same on every page.
    Shared(Symbol),
    /// A word of the theme.
    Word(Symbol),
    /// The items of a menu.
    Menu(Symbol),
    /// The component that the text of an entry calls at a place, with its arguments.
    Component(Entry, u32),
    /// The rows of a file of figures.
    Figures(Symbol),
    /// The instant of the build.
    Now,
    /// The whole address of a path of the site.
    Absolute(Symbol),
    /// The sitemaps that the site has.
    Sitemaps,
    /// The paths of the sitemaps that robots.txt names.
    SitemapFiles,
    /// When the promise of security.txt ends.
    SecurityExpires,
    /// The addresses of static files whose names change with their bytes.
    LastingFiles,
    /// A picture with its smaller forms, by its path and the point that must be seen.
    Picture(Symbol),
    /// A group of settings of the newswire, as its fingerprint.
    Settings(Settings),
    /// How the index of a language for search is laid out.
    SearchIndex(Symbol),
    /// A shard of the words of a block of articles of a language.
    SearchWords(Symbol, u32, u32),
    /// The article of a language at a place of its index.
    SearchItem(Symbol, u32),
}

macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident $word:literal;)+) => {
        /// The groups of settings of the newswire.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Settings { $($(#[doc = $doc])+ $name,)+ }

        impl Settings {
            /// The name of the table in `site.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Settings::$name => $word,)+ }
            }

            /// The group of a name.
            pub fn from_name(name: &str) -> Option<Settings> {
                match name { $($word => Some(Settings::$name),)+ _ => None }
            }
        }
    };
}

settings! {
    /// Feeds.
    Feeds "feeds";
    /// Sitemaps.
    Sitemap "sitemap";
    /// Crawlers.
    Robots "robots";
    /// What machines may do.
    Ai "ai";
    /// Texts for language models.
    Llms "llms";
    /// Response headers.
    Headers "headers";
    /// Whom to tell of a weakness.
    Security "security";
    /// Advertising.
    Ads "ads";
    /// Owners and partners.
    Trust "trust";
    /// The site as an application.
    Manifest "manifest";
    /// IndexNow.
    IndexNow "indexnow";
}

/// A text that the build has given a number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Symbol(pub u32);

/// A free tree of values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tree {
    /// The `extra` of an entry; that of the site is in its settings.
    Extra(Entry),
    /// The theme's options.
    Options,
    /// The data files.
    Data,
}

/// A list: one that the library has, or one made from it by operations.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum List {
    /// As the library has it.
    Base(Entry, Listing),
    /// Made by operations; the number is that of the build's lists.
    Derived(u32),
}

/// The lists that entries have.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Listing {
    /// Articles, those of sections below included, newest first.
    Articles,
    /// A section's own articles, newest first.
    OwnArticles,
    /// Standalone pages.
    Pages,
    /// Sections directly below.
    Sections,
    /// Sections above, the topmost first, without the home page.
    Ancestors,
    /// Terms of a taxonomy, by name; of a page, in the order given.
    Terms(TaxonomyId),
    /// Taxonomies.
    Taxonomies,
    /// Related stories.
    Related,
    /// The same article in all languages, itself included; the original first.
    Translations,
    /// Years with articles, newest first.
    Years,
    /// Months with articles, newest first.
    Months,
    /// What has feeds: the site, sections, terms, labels, corrections.
    Feeds,
    /// Articles that stand in feeds, newest first.
    Fed,
    /// What stands in sitemaps: of a year its articles, the oldest first; of the site the rest.
    Mapped,
    /// Articles that are news now, newest first.
    News,
    /// Articles that are or were news, newest first.
    OnceNews,
    /// Pages that were published elsewhere first.
    FromElsewhere,
}

/// An operation that makes a list from a list.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// The first so many.
    First(u32),
    /// All but the first so many.
    Skip(u32),
    /// From the oldest: so many left out, then so many taken (None: all the rest). The order
    /// stays as it is.
    FromOldest(u32, Option<u32>),
    /// Those whose field compares so.
    Where(String, Comparison, crate::data::Data),
    /// Without these entries.
    WithoutEntry(Entry),
    /// Without those in another list.
    WithoutList(List),
    /// By a field, upwards or downwards; equal ones stay in order.
    Sort(String, bool),
    /// The other way round.
    Reverse,
}

/// How a field is compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Comparison {
    /// The same.
    Equal,
    /// Not the same.
    Unequal,
    /// Lower.
    Less,
    /// Lower or the same.
    LessOrEqual,
    /// Higher.
    Greater,
    /// Higher or the same.
    GreaterOrEqual,
    /// The given list has the field.
    In,
    /// The field, a list, has the given value.
    Has,
}

impl Comparison {
    /// All comparisons with the way templates write them.
    pub const ALL: [(Comparison, &'static str); 8] = [
        (Comparison::Equal, "=="),
        (Comparison::Unequal, "!="),
        (Comparison::Less, "<"),
        (Comparison::LessOrEqual, "<="),
        (Comparison::Greater, ">"),
        (Comparison::GreaterOrEqual, ">="),
        (Comparison::In, "in"),
        (Comparison::Has, "has"),
    ];

    /// The comparison that templates write so.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(comparison, _)| *comparison)
    }

    /// How templates write it.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(known, _)| *known == self).map_or("==", |(_, word)| word)
    }
}

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $name:ident $word:literal $kinds:expr;)+) => {
        /// The fields of entries that have a value of their own; lists are [`Listing`]s.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum Field { $($(#[doc = $doc])+ $name,)+ }

        impl Field {
            /// All fields.
            pub const ALL: &'static [Field] = &[$(Field::$name),+];

            /// The name in templates.
            pub fn name(self) -> &'static str {
                match self { $(Field::$name => $word,)+ }
            }

            /// The field of a name.
            pub fn from_name(name: &str) -> Option<Field> {
                match name { $($word => Some(Field::$name),)+ _ => None }
            }

            fn kinds(self) -> u16 {
                match self { $(Field::$name => $kinds,)+ }
            }
        }
    };
}

// Which kinds of entries have a field.
const SITE: u16 = 1;
const PAGE: u16 = 2;
const SECTION: u16 = 4;
const TAXONOMY: u16 = 8;
const TERM: u16 = 16;
const ARCHIVE: u16 = 32;
const YEAR: u16 = 64;
const MONTH: u16 = 128;
const NOT_FOUND: u16 = 256;
const FEEDS: u16 = 512;
const SEARCH: u16 = 1024;
const WRITTEN: u16 = PAGE | SECTION | TAXONOMY | TERM;
const ALL: u16 = WRITTEN | SITE | ARCHIVE | YEAR | MONTH | NOT_FOUND | FEEDS | SEARCH;

fields! {
    /// What is being made: home, section, article …
    Kind "kind" ALL;
    /// Its name.
    Title "title" ALL;
    /// Its address for links within the site.
    Url "url" ALL;
    /// Its whole address.
    Permalink "permalink" ALL;
    /// Its language.
    Lang "lang" ALL;
    /// `ltr` or `rtl`.
    Dir "dir" ALL;
    /// One sentence about it.
    Summary "summary" ALL;
    /// Search engines are asked to leave it out.
    Noindex "noindex" ALL;
    /// When it was last changed in substance: itself, or what it lists.
    Changed "changed" ALL;
    /// The feeds to name in its page: its own, then those of what it lies in.
    Feeds "feeds" ALL;
    /// Its own feeds.
    OwnFeeds "own_feeds" ALL;
    /// Its name inside the program: the path below `content/`.
    Path "path" WRITTEN;
    /// Its text.
    Content "content" WRITTEN;
    /// The site's or section's language, as the site says it.
    Language "language" SITE;
    /// A sentence or two about the site.
    Description "description" SITE;
    /// The site's whole address.
    BaseUrl "base_url" SITE;
    /// The line about rights.
    Copyright "copyright" SITE;
    /// The page about the licence of the site's texts.
    License "license" SITE;
    /// Who publishes the site.
    Publisher "publisher" SITE;
    /// The pictures that stand for the site in tabs and on home screens.
    Icons "icons" SITE;
    /// The address of the page to search on, if there is one.
    Search "search" SITE;
    /// The indexes for search, one for each language.
    Indexes "indexes" SEARCH;
    /// Its permanent identity.
    Id "id" PAGE;
    /// When it was published.
    Date "date" PAGE;
    /// When it was last changed in substance.
    Updated "updated" PAGE;
    /// When it was last changed or corrected; none if it never was.
    Modified "modified" PAGE;
    /// What changed then.
    UpdateNote "update_note" PAGE;
    /// It is a draft that is shown.
    Draft "draft" PAGE;
    /// What it is now: published, superseded, expired or withdrawn.
    State "state" PAGE;
    /// A sentence for readers about that.
    StatusNote "status_note" PAGE;
    /// The article that takes its place.
    SupersededBy "superseded_by" PAGE;
    /// When its label is over.
    LabelUntil "label_until" PAGE;
    /// When its time is over.
    Expires "expires" PAGE;
    /// The last part of its address.
    Slug "slug" PAGE | TERM;
    /// The title for search engines and the browser's tab.
    SeoTitle "seo_title" PAGE;
    /// The headline where there is little room.
    ShortTitle "short_title" PAGE;
    /// What kind of journalism it is.
    Label "label" PAGE;
    /// What it is among the types of schema.org; of a taxonomy: what its terms are.
    SchemaType "schema_type" PAGE | TAXONOMY;
    /// A few words above the headline.
    Kicker "kicker" PAGE;
    /// Where it was written.
    Dateline "dateline" PAGE;
    /// The place it is about: its own coordinates, or those of its country or place.
    Coordinates "coordinates" PAGE;
    /// Its picture.
    Image "image" WRITTEN;
    /// Its headline as a picture, if it has no photograph and the theme has cards.
    Card "card" PAGE;
    /// What it rests on.
    Sources "sources" PAGE;
    /// Where it was published first, if that was elsewhere.
    SyndicatedFrom "syndicated_from" PAGE;
    /// The countries, people and other things it is about.
    Subjects "subjects" PAGE;
    /// The words it is filed under.
    Keywords "keywords" PAGE;
    /// Its main points.
    KeyPoints "key_points" PAGE;
    /// Who else had a part in it.
    Contributors "contributors" PAGE;
    /// What was wrong and has been put right.
    Corrections "corrections" PAGE;
    /// The claim that it checks.
    Claim "claim" PAGE;
    /// How it came to be.
    HowWeReported "how_we_reported" PAGE;
    /// What part machines had in it.
    AiDisclosure "ai_disclosure" PAGE;
    /// Its first paragraph as text.
    Excerpt "excerpt" WRITTEN;
    /// Its text as HTML for feeds: whole addresses, nothing that readers refuse.
    FeedContent "feed_content" PAGE;
    /// Its text as Markdown, with whole addresses.
    Markdown "markdown" PAGE;
    /// The whole address of its twin in Markdown, if it has one.
    Twin "markdown_url" PAGE;
    /// Its headings.
    Toc "toc" WRITTEN;
    /// Its last words.
    Signoff "signoff" PAGE;
    /// How many words it has.
    WordCount "word_count" PAGE;
    /// How many minutes it takes to read.
    ReadingTime "reading_time" PAGE;
    /// The section it lies in.
    Section "section" PAGE;
    /// The next older article of the section.
    Previous "previous" PAGE;
    /// The next newer article of the section.
    Next "next" PAGE;
    /// Its place among its like.
    Weight "weight" PAGE | SECTION;
    /// The path of its source.
    SourcePath "source_path" WRITTEN;
    /// The files beside it.
    Files "files" PAGE | SECTION | TERM;
    /// The section above.
    Parent "parent" SECTION;
    /// How many articles it has; a taxonomy: terms.
    Count "count" SECTION | TAXONOMY | TERM | YEAR | MONTH;
    /// Of a taxonomy: the key in front matter; of a month: its name without the year.
    Name "name" TAXONOMY | MONTH;
    /// What is told about the author or thing it stands for.
    Profile "profile" TERM;
    /// The taxonomy it belongs to.
    Taxonomy "taxonomy" TERM;
    /// The year.
    Year "year" YEAR | MONTH;
    /// The month, 1 to 12.
    Month "month" MONTH;
    /// The heading of the part with the background.
    Background "background" PAGE;
    /// The heading of the part about what it means.
    Impact "impact" PAGE;
    /// The heading of the part with the reactions.
    Reactions "reactions" PAGE;
    /// The heading of the part about what comes next.
    Upcoming "upcoming" PAGE;
    /// The text of that part.
    BackgroundContent "background_content" PAGE;
    /// The text of that part.
    ImpactContent "impact_content" PAGE;
    /// The text of that part.
    ReactionsContent "reactions_content" PAGE;
    /// The text of that part.
    UpcomingContent "upcoming_content" PAGE;
    /// The list items of that part.
    BackgroundItems "background_items" PAGE;
    /// The list items of that part.
    ImpactItems "impact_items" PAGE;
    /// The list items of that part.
    ReactionsItems "reactions_items" PAGE;
    /// The list items of that part.
    UpcomingItems "upcoming_items" PAGE;
}

impl Field {
    /// Says whether entries of this kind have the field.
    pub fn belongs_to(self, entry: Entry) -> bool {
        let kind = match entry {
            Entry::Site => SITE,
            Entry::Page(_) => PAGE,
            Entry::Section(_) => SECTION,
            Entry::Taxonomy(_) => TAXONOMY,
            Entry::Term(_) => TERM,
            Entry::Archive => ARCHIVE,
            Entry::Year(_) => YEAR,
            Entry::Month(..) => MONTH,
            Entry::NotFound => NOT_FOUND,
            // The front page stands for them.
            Entry::Feeds | Entry::Label(_) | Entry::Corrections => FEEDS,
            Entry::Search => SEARCH,
        };
        self.kinds() & kind != 0
    }
}

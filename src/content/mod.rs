//! One Markdown file becomes a [`Document`], which knows no other file.

pub mod address;
mod alt;
mod anchors;
mod data_files;
mod dialect;
mod disclosures;
pub(crate) mod escape;
mod fence;
mod fences;
mod fields;
mod footnotes;
mod front_matter;
#[cfg(test)]
mod front_matter_tests;
pub mod html;
mod keys;
mod lifetime;
#[cfg(test)]
mod markdown_tests;
mod moment;
pub mod outline;
mod parse;
mod parts;
mod phrases;
mod places;
mod plain_yaml;
mod profile;
mod punctuation;
#[cfg(test)]
mod refusal_tests;
pub mod slug;
pub mod stems;
mod syntax;
pub mod twin;
mod words;
mod yaml;

pub use data_files::data;
pub use front_matter::{Kind, LARGEST_FRONT_MATTER, front_matter};
pub use keys::{DIGITAL_SOURCES, FrontKey, Holder, KEYS, LABELS, schema};
pub use lifetime::{Lifetime, OnExpire, Status};
pub use parse::{Identity, Parsed, parse};

use crate::component::Call;
use crate::config::Permalink;
use crate::data::Data;
use crate::fingerprint::Fingerprint;
use crate::source::{SourceId, Span, Spanned};

/// One content file as parsed. The body itself is not kept: only where it is, and what
/// there is in it.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Document {
    /// The file.
    pub source: SourceId,
    /// The language it was read in: its own, or that of what it lies in.
    pub lang: String,
    /// What the front matter says.
    pub front: FrontMatter,
    /// Byte where the body begins in the text.
    pub body: u32,
    /// The fingerprint of the body's text.
    pub fingerprint: Fingerprint,
    /// What there is in the body.
    pub outline: Outline,
}

impl Document {
    /// The same document as a source of another number: what was parsed in one run is used in
    /// the next, where the files may be numbered otherwise.
    pub fn renumber(&mut self, source: SourceId) {
        self.source = source;
        self.outline.calls.iter_mut().for_each(|call| call.renumber(source));
        self.spans_mut().for_each(|span| span.source = source);
    }

    /// All places that the document names, but for those of its calls.
    pub(crate) fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let front = &mut self.front;
        let texts = [&mut front.id, &mut front.title, &mut front.summary];
        let rare = [
            &mut front.slug,
            &mut front.lang,
            &mut front.template,
            &mut front.label,
            &mut front.kicker,
            &mut front.dateline,
            &mut front.coordinates,
            &mut front.article_template,
            &mut front.translation_of,
        ];
        let texts = texts.into_iter().flatten().map(|text| &mut text.span);
        let texts = texts.chain(rare.into_iter().flatten().map(|text| &mut text.span));
        let dates = [&mut front.date, &mut front.updated].into_iter().flatten().map(|date| &mut date.span);
        let life = front.life.spans_mut();
        let lists = front.terms.iter_mut().flat_map(|(_, terms)| terms).chain(&mut front.aliases);
        let others = front.image.iter_mut().map(|image| &mut image.src.span);
        let cited =
            front.sources.iter_mut().filter_map(|source| source.url.as_mut()).map(|url| &mut url.span);
        let origin = front.syndicated_from.iter_mut().map(|origin| &mut origin.url.span);
        let pattern = front.permalink.iter_mut().map(|pattern| &mut pattern.span);
        let links = self.outline.links.iter_mut().map(|link| &mut link.span);
        let spans = texts.chain(dates).chain(lists.map(|text| &mut text.span)).chain(others);
        let undated = front.undated.iter_mut();
        spans.chain(life).chain(cited).chain(origin).chain(pattern).chain(links).chain(undated)
    }
}

/// The front matter, typed. What was not given is None, empty or false. There are as many of these
/// as there are articles, so what few of them have lies apart, in boxes.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct FrontMatter {
    /// Permanent identity of the article, for feeds.
    pub id: Option<Spanned<String>>,
    /// The headline, as text.
    pub title: Option<Spanned<String>>,
    /// When it was published.
    pub date: Option<Spanned<Moment>>,
    /// Where to say that there is no date: front matter that was read and has none.
    pub undated: Option<Span>,
    /// When it was last changed in substance.
    pub updated: Option<Spanned<Moment>>,
    /// The standfirst: one sentence.
    pub summary: Option<Spanned<String>>,
    /// The terms of each taxonomy: names as written. Only taxonomies that were given.
    pub terms: Vec<(String, Vec<Spanned<String>>)>,
    /// Not to be published.
    pub draft: bool,
    /// Until when, and in which way, it is shown.
    pub life: Lifetime,
    /// The last part of the address.
    pub slug: Option<Box<Spanned<String>>>,
    /// Former addresses.
    pub aliases: Vec<Spanned<String>>,
    /// The language, as a BCP 47 tag.
    pub lang: Option<Box<Spanned<String>>>,
    /// The template's file name.
    pub template: Option<Box<Spanned<String>>>,
    /// The place among its like: lower comes first.
    pub weight: i64,
    /// What kind of journalism it is.
    pub label: Option<Box<Spanned<String>>>,
    /// A few words above the headline.
    pub kicker: Option<Box<Spanned<String>>>,
    /// The place it was written at, such as `GENEVA`.
    pub dateline: Option<Box<Spanned<String>>>,
    /// The place it is about: degrees of latitude and longitude, with a space between.
    pub coordinates: Option<Box<Spanned<String>>>,
    /// The lead picture.
    pub image: Option<Box<Image>>,
    /// What the article rests on.
    pub sources: Vec<Citation>,
    /// The title for search engines and the browser's tab.
    pub seo_title: Option<String>,
    /// The headline where there is little room.
    pub short_title: Option<String>,
    /// The article that it is a translation of: an id or a path.
    pub translation_of: Option<Box<Spanned<String>>>,
    /// The main points.
    pub key_points: Vec<String>,
    /// Who else had a part in it.
    pub contributors: Vec<Contributor>,
    /// What changed when it was last updated.
    pub update_note: Option<String>,
    /// What was wrong and has been put right.
    pub corrections: Vec<Correction>,
    /// The claim that it checks.
    pub claim: Option<Box<Claim>>,
    /// How it came to be, in Markdown.
    pub how_we_reported: Option<String>,
    /// What part machines had in it.
    pub ai_disclosure: Option<Box<AiDisclosure>>,
    /// Pages of terms only: about whom or what the page is.
    pub profile: Option<Box<Profile>>,
    /// Search engines are asked to leave the page out.
    pub noindex: bool,
    /// Whether it stands in feeds; of a section: whether its articles do.
    pub in_feeds: Option<bool>,
    /// Whether it is found by search; of a section: whether its articles are.
    pub in_search: Option<bool>,
    /// Where it was published first, if that was elsewhere.
    pub syndicated_from: Option<Box<Origin>>,
    /// The site's own values.
    pub extra: Data,
    /// `_index.md` only: whether the section's articles are news, for search engines.
    pub news: Option<bool>,
    /// `_index.md` only: template of the section's articles.
    pub article_template: Option<Box<Spanned<String>>>,
    /// `_index.md` only: pattern of the addresses of the section's articles.
    pub permalink: Option<Box<Spanned<Permalink>>>,
    /// `_index.md` only: how many articles a list page has.
    pub page_size: Option<usize>,
    /// `_index.md` only: the section holds standalone pages, not articles.
    pub pages: bool,
}

/// A point in time as an article gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub struct Moment {
    /// Seconds since 1970 in UTC.
    pub seconds: i64,
    /// Only a date was given; it stands for midnight in the site's time zone.
    pub day_only: bool,
}

/// The lead picture of an article.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Image {
    /// The file: relative to the document's folder, or `/…` among the static files, or an address elsewhere.
    pub src: Spanned<String>,
    /// What it shows, for those who do not see it.
    pub alt: Option<String>,
    /// The line below it.
    pub caption: Option<String>,
    /// Whose picture it is.
    pub credit: Option<String>,
    /// The point that must be seen when it is cut, in thousandths from the left and the top.
    pub focal: Option<(u16, u16)>,
    /// The rights to it.
    pub rights: Rights,
}

/// The rights to a picture, and how it came to be.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Rights {
    /// Where it is from and how it can be had.
    pub credit_url: Option<String>,
    /// The name of its licence.
    pub license: Option<String>,
    /// The address of its licence.
    pub license_url: Option<String>,
    /// Its copyright notice.
    pub copyright: Option<String>,
    /// How it came to be: one of [`DIGITAL_SOURCES`].
    pub digital_source_type: Option<String>,
}

/// Somebody who had a part in an article besides its authors.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Contributor {
    /// A name, or the key of an author's page.
    pub name: String,
    /// What the part was.
    pub role: String,
}

/// Something that was wrong and has been put right (news.md CX-1).
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Correction {
    /// When the text was changed.
    pub date: Moment,
    /// What kind of correction it is.
    pub kind: String,
    /// What readers should know.
    pub text: String,
    /// What stood there.
    pub was: Option<String>,
    /// What is right.
    pub now: Option<String>,
    /// It stands above the text, not below it.
    pub top: bool,
}

/// A claim that was checked (news.md LD-11).
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Claim {
    /// What was claimed.
    pub text: String,
    /// What was found.
    pub verdict: String,
    /// The same as a number from 1, false, to 5, true.
    pub rating: Option<u8>,
    /// Who claimed it.
    pub author: Option<String>,
    /// That was an organisation, not a person.
    pub organisation: bool,
    /// When it was claimed.
    pub date: Option<Moment>,
    /// Where it was claimed.
    pub url: Option<String>,
}

/// What part machines had in a text.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct AiDisclosure {
    /// `none`, `assisted` or `generated`.
    pub level: String,
    /// What exactly was done.
    pub text: Option<String>,
}

/// What the page of an author or of another term says about whom or what it describes.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Profile {
    /// It is an organisation, not a person.
    pub organisation: bool,
    /// The profession.
    pub job_title: Option<String>,
    /// Where readers can write to.
    pub email: Option<String>,
    /// The name in the fediverse, as `@name@host`.
    pub fediverse: Option<String>,
    /// The name on X, with `@`.
    pub twitter: Option<String>,
    /// Pages elsewhere about the same.
    pub same_as: Vec<String>,
    /// What the author writes about.
    pub knows_about: Vec<String>,
    /// Languages, as BCP 47 tags.
    pub knows_language: Vec<String>,
}

/// Something an article rests on.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Citation {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: Option<Spanned<String>>,
    /// Who published it.
    pub publisher: Option<String>,
    /// What it is: report, treaty, data …
    pub kind: Option<String>,
}

/// Where an article was published first.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// Who published it.
    pub name: String,
    /// The address of the article there.
    pub url: Spanned<String>,
}

/// What there is in a body, found in one pass.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Outline {
    /// The headings in order.
    pub headings: Vec<Heading>,
    /// The links and pictures, in the order in which they are met in the event stream.
    pub links: Vec<Link>,
    /// The calls of components, in the order in which they open.
    pub calls: Vec<Call>,
    /// How many words there are, without the sign-off and code.
    pub words: u32,
    /// The first paragraph as plain text, without the sign-off; empty if there is none.
    pub excerpt: String,
    /// The last paragraph, or the component of that name, is the sign-off.
    pub signoff: bool,
}

/// A heading of a body.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id, unique in the page.
    pub id: String,
    /// Its plain text.
    pub text: String,
    /// The role of the part it opens.
    pub role: Option<Role>,
}

/// The roles a part of an article can have (news.md 1.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
pub enum Role {
    /// What happened before.
    Background,
    /// What it means for the world.
    Impact,
    /// Who said what.
    Reactions,
    /// What is expected.
    Next,
}

impl Role {
    /// All roles in their usual order.
    pub const ALL: [Role; 4] = [Role::Background, Role::Impact, Role::Reactions, Role::Next];

    /// The name, which is also the anchor.
    pub fn name(self) -> &'static str {
        match self {
            Role::Background => "background",
            Role::Impact => "impact",
            Role::Reactions => "reactions",
            Role::Next => "next",
        }
    }
}

/// A link or picture of a body.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Link {
    /// Where it leads, as written.
    pub to: String,
    /// Where it stands in the source's text.
    pub span: Span,
    /// It is a picture.
    pub image: bool,
    /// It is a figure whose line names nobody whose picture it is.
    pub uncredited: bool,
}

/// Where a link of a body leads, once all documents are known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The address to write.
    pub url: String,
    /// It leads to another site.
    pub external: bool,
    /// What it leads to is not there yet: the words stand without a link.
    pub waits: bool,
    /// The file, if it is a picture of the site.
    pub picture: Option<SourceId>,
}

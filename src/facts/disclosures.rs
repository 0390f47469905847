//! What articles say about themselves and their making, and terms about whom they stand for.

use super::fields::{maybe, text};
use super::{Answer, Facts};
use crate::content::slug::slugify;
use crate::content::{DIGITAL_SOURCES, FrontMatter, Profile, Rights};
use crate::data::Data;
use crate::library::{Found, Page, TermId, label};

impl Facts {
    /// When a page was last changed or corrected, whichever is later.
    pub(super) fn modified(&self, front: &FrontMatter) -> Answer<'_> {
        let updated = front.updated.as_ref().map(|moment| moment.value);
        let corrected = front.corrections.iter().map(|correction| correction.date);
        let later = updated.into_iter().chain(corrected).max_by_key(|moment| moment.seconds);
        later.map_or(Answer::Empty, |moment| Answer::Time(self.time(moment.seconds, moment.day_only)))
    }

    /// What an article is among the types of schema.org; a standalone page is a page.
    pub(super) fn schema_type(&self, page: &Page) -> Answer<'_> {
        if !page.article {
            return text("WebPage");
        }
        text(self.config.article_type(label(&page.document.front, self.now)))
    }

    /// The terms of a page that stand for things, in the order of the taxonomies.
    pub(super) fn subjects(&self, page: &Page) -> Answer<'_> {
        let mut subjects = Vec::new();
        for (taxonomy, terms) in self.library.taxonomies.iter().zip(&page.terms) {
            let declared = self.config.taxonomies.iter().find(|known| *known.name == *taxonomy.name);
            let Some(schema) = declared.and_then(|known| known.schema.as_deref()) else { continue };
            for (index, id) in terms.iter().enumerate() {
                let term = self.library.term(*id);
                let profile = term.document.as_ref().and_then(|document| document.front.profile.as_deref());
                subjects.push(Data::Map(vec![
                    ("title".into(), Data::Text(term.title.clone())),
                    ("type".into(), Data::Text(schema.to_owned())),
                    ("url".into(), Data::Text(term.address.href(&self.config))),
                    ("main".into(), Data::Bool(index == 0)),
                    ("same_as".into(), list(profile.map_or(&[][..], |profile| &profile.same_as))),
                ]));
            }
        }
        Answer::Owned(Data::List(subjects))
    }

    /// The place of a page: its own, or that of the first of its countries and places that has one.
    pub(super) fn coordinates(&self, page: &Page) -> Answer<'_> {
        if let Some(own) = &page.document.front.coordinates {
            return Answer::Text(own.value.clone().into());
        }
        let is_place = |taxonomy: &crate::library::Taxonomy| {
            let declared = self.config.taxonomies.iter().find(|known| *known.name == *taxonomy.name);
            matches!(declared.and_then(|known| known.schema.as_deref()), Some("Country" | "Place"))
        };
        let taxonomies = self.library.taxonomies.iter().zip(&page.terms);
        let terms = taxonomies.filter(|(taxonomy, _)| is_place(taxonomy)).flat_map(|(_, terms)| terms);
        let mut places =
            terms.filter_map(|id| self.library.term(*id).document.as_ref()?.front.coordinates.as_ref());
        places.next().map_or(Answer::Empty, |place| Answer::Text(place.value.clone().into()))
    }

    /// The terms of a page that are words, not things, in the order of the taxonomies.
    pub(super) fn keywords(&self, page: &Page) -> Answer<'_> {
        let mut words = Vec::new();
        for (taxonomy, terms) in self.library.taxonomies.iter().zip(&page.terms) {
            let declared = self.config.taxonomies.iter().find(|known| *known.name == *taxonomy.name);
            if &*taxonomy.name != "authors" && declared.is_none_or(|known| known.schema.is_none()) {
                words.extend(terms.iter().map(|id| Data::Text(self.library.term(*id).title.clone())));
            }
        }
        Answer::Owned(Data::List(words))
    }

    /// Who else had a part in a page. Those with a page of their own go by its title.
    pub(super) fn contributors(&self, front: &FrontMatter) -> Answer<'_> {
        let contributor = |contributor: &crate::content::Contributor| {
            let term = self.author(&contributor.name).map(|id| self.library.term(id));
            let name = term.map_or(&contributor.name, |term| &term.title);
            let url = term.map(|term| term.address.href(&self.config));
            Data::Map(vec![
                ("name".into(), Data::Text(name.clone())),
                ("role".into(), Data::Text(contributor.role.clone())),
                ("url".into(), maybe(url.as_deref())),
            ])
        };
        Answer::Owned(Data::List(front.contributors.iter().map(contributor).collect()))
    }

    /// The author of a name, or of the key of a file.
    fn author(&self, name: &str) -> Option<TermId> {
        let library = &self.library;
        for path in [format!("content/authors/{name}.md"), format!("content/authors/{name}/index.md")] {
            if let Some(Found::Term(id)) = library.find_path(&path) {
                return Some(id);
            }
        }
        let authors = library.find_taxonomy("authors")?;
        let by_title = library.taxonomy(authors).terms.iter().copied();
        library
            .find_term(authors, &slugify(name))
            .into_iter()
            .chain(by_title)
            .find(|id| library.term(*id).title == name)
    }

    /// What was wrong and has been put right.
    pub(super) fn corrections(&self, front: &FrontMatter) -> Answer<'_> {
        let correction = |correction: &crate::content::Correction| {
            let moment = correction.date;
            Answer::Record(vec![
                ("date", Answer::Time(self.time(moment.seconds, moment.day_only))),
                ("kind", Answer::Text(correction.kind.clone().into())),
                ("text", Answer::Text(correction.text.clone().into())),
                ("was", owned(correction.was.as_ref())),
                ("now", owned(correction.now.as_ref())),
                ("top", Answer::Truth(correction.top)),
            ])
        };
        Answer::List(front.corrections.iter().map(correction).collect())
    }

    /// The claim that a page checks, and what was found.
    pub(super) fn claim(&self, front: &FrontMatter) -> Answer<'_> {
        let Some(claim) = &front.claim else { return Answer::Empty };
        let date = claim.date.map(|moment| Answer::Time(self.time(moment.seconds, moment.day_only)));
        let rating = claim.rating.map(|rating| Answer::Number(i64::from(rating)));
        Answer::Record(vec![
            ("text", Answer::Text(claim.text.clone().into())),
            ("verdict", Answer::Text(claim.verdict.clone().into())),
            ("rating", rating.unwrap_or(Answer::Empty)),
            ("author", owned(claim.author.as_ref())),
            ("organisation", Answer::Truth(claim.organisation)),
            ("date", date.unwrap_or(Answer::Empty)),
            ("url", owned(claim.url.as_ref())),
        ])
    }

    /// How a page came to be, as HTML.
    pub(super) fn how_we_reported(&self, front: &FrontMatter, lang: &str) -> Answer<'_> {
        let Some(markdown) = &front.how_we_reported else { return Answer::Empty };
        Answer::Html(crate::content::outline::note(markdown, lang, &self.config))
    }
}

fn owned(text: Option<&String>) -> Answer<'static> {
    text.map_or(Answer::Empty, |text| Answer::Text(text.clone().into()))
}

fn list(texts: &[String]) -> Data {
    Data::List(texts.iter().cloned().map(Data::Text).collect())
}

/// Several texts.
pub(super) fn texts(texts: &[String]) -> Answer<'static> {
    Answer::Owned(list(texts))
}

/// What part machines had in a page.
pub(super) fn ai_disclosure(front: &FrontMatter) -> Answer<'static> {
    front.ai_disclosure.as_ref().map_or(Answer::Empty, |disclosure| {
        Answer::Owned(Data::Map(vec![
            ("level".into(), Data::Text(disclosure.level.clone())),
            ("text".into(), maybe(disclosure.text.as_deref())),
        ]))
    })
}

/// What is told about the author or thing that a term stands for.
pub(super) fn profile(front: Option<&FrontMatter>) -> Answer<'static> {
    let nothing = Profile::default();
    let profile = front.and_then(|front| front.profile.as_deref()).unwrap_or(&nothing);
    let text = |text: &Option<String>| maybe(text.as_deref());
    Answer::Owned(Data::Map(vec![
        ("organisation".into(), Data::Bool(profile.organisation)),
        ("job_title".into(), text(&profile.job_title)),
        ("email".into(), text(&profile.email)),
        ("fediverse".into(), text(&profile.fediverse)),
        ("twitter".into(), text(&profile.twitter)),
        ("same_as".into(), list(&profile.same_as)),
        ("knows_about".into(), list(&profile.knows_about)),
        ("knows_language".into(), list(&profile.knows_language)),
    ]))
}

/// How a picture came to be, as a member of schema.org's enumeration.
pub(super) fn digital_source(rights: &Rights) -> Option<&'static str> {
    let code = rights.digital_source_type.as_deref()?;
    DIGITAL_SOURCES.iter().find(|(known, _)| *known == code).map(|(_, member)| *member)
}

//! The structured data of an article.

use super::graph::{images, publisher_id};
use super::live;
use super::look::{Look, items_of, text_at, texts_at};
use super::node::{Json, Node, reference};
use super::social::section;
use crate::data::Data;
use crate::facts::{Answer, Entry, Field, Listing, Question};

/// An article (LD-2 to LD-6). Everything that it says can be seen on the page (LD-13).
pub(super) fn article(look: &Look) -> Json {
    let own = |field| look.own(field);
    let kind = own(Field::SchemaType).unwrap_or_default();
    let news = is_news(&kind);
    let address = look.address();
    let dateline = own(Field::Dateline).filter(|_| news);
    let mut node = Node::new(types(&kind))
        .set("@id", format!("{address}#article"))
        .set("url", address.as_str())
        .set("mainEntityOfPage", address.as_str())
        .set("headline", own(Field::Title))
        .set("description", own(Field::Summary))
        .set("image", images(look))
        .set("datePublished", look.time(Field::Date))
        .set("dateModified", modified(look, &kind))
        .set("expires", look.time(Field::Expires))
        .set("author", look.authors().into_iter().map(|author| person(look, author)).collect::<Vec<_>>())
        .set("publisher", reference(publisher_id(look)))
        .set("articleSection", section(look))
        .set("keywords", texts(&look.data(look.entry, Field::Keywords)))
        .set("inLanguage", own(Field::Lang))
        .set("wordCount", Some(look.number(Field::WordCount)).filter(|words| *words > 0))
        .set("isAccessibleForFree", true)
        .set("license", look.license())
        .set("isBasedOn", look.origin())
        .set("locationCreated", dateline.as_deref().map(|name| Node::new("Place").set("name", name)))
        .set("dateline", dateline);
    for (property, role) in [("editor", "editing"), ("translator", "translation"), ("contributor", "")] {
        node = node.set(property, contributors(look, role));
    }
    node = subjects(look, node);
    node = node
        .set("backstory", own(Field::HowWeReported).map(|html| plain(&html)))
        .set("citation", citations(look))
        .set("correction", corrections(look))
        .set("digitalSourceType", machine_made(look));
    if kind == "LiveBlogPosting" {
        node = live::live(look, node);
    }
    translations(look, node).done()
}

/// When the article was last changed; a live report changes with each of its entries.
fn modified(look: &Look, kind: &str) -> Option<String> {
    let modified = match look.window.ask(Question::Field(look.entry, Field::Modified)) {
        Answer::Time(time) => Some(time),
        _ => None,
    };
    let newest = (kind == "LiveBlogPosting").then(|| live::newest(look, modified)).flatten();
    newest.or_else(|| look.time(Field::Modified))
}

fn is_news(kind: &str) -> bool {
    kind.ends_with("NewsArticle") || kind == "LiveBlogPosting"
}

/// A kind of news is named with `NewsArticle` itself, for readers that know no finer words.
fn types(kind: &str) -> Json {
    if is_news(kind) && kind != "NewsArticle" { vec!["NewsArticle", kind].into() } else { kind.into() }
}

/// An author: the name alone, and the page about them (LD-3).
fn person(look: &Look, author: Entry) -> Json {
    let profile = look.data(author, Field::Profile);
    Node::new(person_type(&profile))
        .set("name", look.text(author, Field::Title))
        .set("url", look.permalink(author))
        .done()
}

/// Whether a profile is that of a person or of an organisation.
pub(super) fn person_type(profile: &Data) -> &'static str {
    if profile.get("organisation") == Some(&Data::Bool(true)) { "Organization" } else { "Person" }
}

/// Those who had another part in the article; without a role those whose part has no word
/// of its own.
fn contributors(look: &Look, role: &str) -> Vec<Json> {
    let contributors = look.data(look.entry, Field::Contributors);
    let is = |contributor: &&Data| match text_at(contributor, "role") {
        Some("editing") => role == "editing",
        Some("translation") => role == "translation",
        _ => role.is_empty(),
    };
    let person = |contributor: &Data| {
        Node::new("Person")
            .set("name", text_at(contributor, "name"))
            .set("url", text_at(contributor, "url").map(|url| look.absolute(url)))
            .done()
    };
    items_of(&contributors).iter().filter(is).map(person).collect()
}

/// What the article is about: the first of each kind; the others it mentions. Countries and
/// places are also where it plays, and of a series it is a part.
fn subjects(look: &Look, node: Node) -> Node {
    let subjects = look.data(look.entry, Field::Subjects);
    let (mut about, mut mentions, mut places) = (Vec::new(), Vec::new(), Vec::new());
    let mut series = Vec::new();
    for subject in items_of(&subjects) {
        let kind = text_at(subject, "type").unwrap_or("Thing");
        if kind == "CreativeWorkSeries" {
            let url = text_at(subject, "url").map(|url| look.absolute(url));
            series.push(Node::new(kind).set("name", text_at(subject, "title")).set("url", url));
            continue;
        }
        let thing = Node::new(kind)
            .set("name", text_at(subject, "title"))
            .set("sameAs", texts_at(subject, "same_as"))
            .done();
        if matches!(kind, "Country" | "Place") {
            places.push(Node::new(kind).set("name", text_at(subject, "title")).done());
        }
        let main = subject.get("main") == Some(&Data::Bool(true));
        if main { &mut about } else { &mut mentions }.push(thing);
    }
    let node = node.set("about", about).set("mentions", mentions).set("spatialCoverage", places);
    node.set("isPartOf", series)
}

fn citations(look: &Look) -> Vec<Json> {
    let sources = look.data(look.entry, Field::Sources);
    let citation = |source: &Data| {
        let publisher = text_at(source, "publisher");
        Node::new("CreativeWork")
            .set("name", text_at(source, "title"))
            .set("url", text_at(source, "url"))
            .set("publisher", publisher.map(|name| Node::new("Organization").set("name", name)))
            .done()
    };
    items_of(&sources).iter().map(citation).collect()
}

/// The corrections (LD-6).
fn corrections(look: &Look) -> Vec<Json> {
    let Answer::List(corrections) = look.window.ask(Question::Field(look.entry, Field::Corrections)) else {
        return Vec::new();
    };
    let correction = |answer| {
        let Answer::Record(fields) = answer else { return None };
        let mut node = Node::new("CorrectionComment");
        for (name, answer) in fields {
            node = match name {
                "text" => node.set("text", look.json(answer)),
                "date" => node.set("datePublished", look.json(answer)),
                _ => node,
            };
        }
        Some(node.done())
    };
    corrections.into_iter().filter_map(correction).collect()
}

/// The check of a claim, if the article is one (LD-11).
pub(super) fn claim_review(look: &Look) -> Option<Json> {
    let (mut rating, mut claim) = (Node::new("Rating"), Node::new("Claim"));
    let (mut said, mut author, mut kind) = (Json::Null, Json::Null, "Person");
    for (name, answer) in look.record(Field::Claim)? {
        let value = look.json(answer);
        match name {
            "text" => said = value,
            "verdict" => rating = rating.set("alternateName", value),
            "rating" if matches!(value, Json::Number(_)) => {
                rating = rating.set("ratingValue", value).set("bestRating", 5).set("worstRating", 1);
            }
            "author" => author = value,
            "organisation" if value == Json::Truth(true) => kind = "Organization",
            "date" => claim = claim.set("datePublished", value),
            "url" if matches!(value, Json::Text(_)) => {
                claim = claim.set("appearance", Node::new("CreativeWork").set("url", value));
            }
            _ => {}
        }
    }
    if matches!(author, Json::Text(_)) {
        claim = claim.set("author", Node::new(kind).set("name", author));
    }
    let address = look.address();
    let node = Node::new("ClaimReview")
        .set("@id", format!("{address}#claim"))
        .set("url", address)
        .set("claimReviewed", said)
        .set("reviewRating", rating)
        .set("itemReviewed", claim)
        .set("author", reference(publisher_id(look)))
        .set("datePublished", look.time(Field::Date));
    Some(node.done())
}

/// What machines had to do with the text, if they had anything to do with it.
fn machine_made(look: &Look) -> Option<&'static str> {
    match text_at(&look.data(look.entry, Field::AiDisclosure), "level")? {
        "generated" => Some("https://schema.org/TrainedAlgorithmicMediaDigitalSource"),
        "assisted" => Some("https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"),
        _ => None,
    }
}

fn translations(look: &Look, node: Node) -> Node {
    let versions = look.list(Listing::Translations);
    let work = |version: &Entry| {
        let address = look.permalink(*version);
        Node::new("CreativeWork")
            .set("@id", format!("{address}#article"))
            .set("url", address)
            .set("name", look.text(*version, Field::Title))
            .set("inLanguage", look.text(*version, Field::Lang))
            .done()
    };
    match versions.split_first() {
        Some((original, others)) if *original == look.entry => {
            node.set("workTranslation", others.iter().map(work).collect::<Vec<_>>())
        }
        Some((original, _)) => node.set("translationOfWork", work(original)),
        None => node,
    }
}

fn texts(data: &Data) -> Vec<String> {
    items_of(data).iter().filter_map(Data::as_text).map(str::to_owned).collect()
}

fn plain(html: &str) -> String {
    crate::render::filters::without_tags(html)
}

//! The structured data of pages with lists: sections, topics, archives, authors.

use super::article::person_type;
use super::graph::{image, publisher_id, visible_summary, website_id};
use super::look::{Look, text_at, texts_at};
use super::node::{Json, Node, reference};
use crate::facts::{Answer, Entry, Field, Listing, Question};

/// A page with a list (LD-12).
pub(super) fn collection(look: &Look) -> Json {
    Node::new("CollectionPage")
        .set("@id", look.address())
        .set("url", look.address())
        .set("name", look.own(Field::Title))
        .set("description", visible_summary(look))
        .set("inLanguage", look.own(Field::Lang))
        .set("isPartOf", reference(website_id(look)))
        .set("about", subject(look))
        .set("mainEntity", item_list(look))
        .set("publisher", reference(publisher_id(look)))
        .done()
}

/// What a topic is, where its taxonomy says that topics are things.
fn subject(look: &Look) -> Option<Json> {
    let Entry::Term(_) = look.entry else { return None };
    let Answer::Entry(taxonomy) = look.window.ask(Question::Field(look.entry, Field::Taxonomy)) else {
        return None;
    };
    let kind = look.text(taxonomy, Field::SchemaType)?;
    let profile = look.data(look.entry, Field::Profile);
    Some(
        Node::new(kind)
            .set("name", look.own(Field::Title))
            .set("sameAs", texts_at(&profile, "same_as"))
            .done(),
    )
}

/// The items that the page shows, in their order.
fn item_list(look: &Look) -> Option<Json> {
    let items = match look.entry {
        Entry::Taxonomy(id) => look.list(Listing::Terms(id)),
        _ => look.listed(),
    };
    let items: Vec<Json> = items
        .into_iter()
        .enumerate()
        .map(|(index, entry)| {
            let item = Node::new("ListItem").set("position", index as i64 + 1);
            item.set("url", look.permalink(entry)).done()
        })
        .collect();
    (!items.is_empty()).then(|| Node::new("ItemList").set("itemListElement", items).done())
}

/// The page of an author (LD-9).
pub(super) fn profile(look: &Look) -> Json {
    let profile = look.data(look.entry, Field::Profile);
    let text = |key| text_at(&profile, key);
    let person = person_type(&profile);
    let mut node = Node::new(person)
        .set("@id", format!("{}#author", look.address()))
        .set("name", look.own(Field::Title))
        .set("url", look.address())
        .set("description", visible_summary(look))
        .set("image", image(look))
        .set("email", text("email"))
        .set("sameAs", texts_at(&profile, "same_as"))
        .set("knowsAbout", texts_at(&profile, "knows_about"))
        .set("knowsLanguage", texts_at(&profile, "knows_language"));
    if person == "Person" {
        node = node.set("jobTitle", text("job_title")).set("worksFor", reference(publisher_id(look)));
    }
    Node::new("ProfilePage")
        .set("@id", look.address())
        .set("url", look.address())
        .set("name", look.own(Field::Title))
        .set("inLanguage", look.own(Field::Lang))
        .set("isPartOf", reference(website_id(look)))
        .set("mainEntity", node.done())
        .done()
}

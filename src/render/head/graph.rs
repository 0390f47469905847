//! Structured data: what a page is, in the words of schema.org (news.md § 3.1).

use super::links::summary;
use super::look::{Look, items_of, text_at, texts_at};
use super::node::{Json, Node, embedded, reference};
use super::trail::trail;
use super::{article, lists};
use crate::data::Data;
use crate::facts::{Entry, Field};
use crate::picture::Crop;
use crate::render::head::social::LARGE;
use crate::render::picture::{PictureForm, form};
use std::borrow::Cow;

/// The script with the graph (LD-1). It is data: no browser runs it, and no content-security
/// policy stops it.
pub(super) fn json_ld(look: &Look) -> String {
    let graph = graph(look);
    if graph.is_empty() {
        return String::new();
    }
    let context = (Cow::Borrowed("@context"), Json::Text(Cow::Borrowed("https://schema.org")));
    let text = embedded(&Json::Node(vec![context, (Cow::Borrowed("@graph"), Json::List(graph))]));
    ["<script type=\"application/ld+json\">", &text, "</script>\n"].concat()
}

/// The nodes of a page.
pub(super) fn graph(look: &Look) -> Vec<Json> {
    let home = matches!(look.entry, Entry::Section(_)) && look.kind() == "home";
    let main = match look.entry {
        Entry::NotFound | Entry::Site => return Vec::new(),
        // Nobody is to list the page; what is left of a withdrawn article is no article.
        _ if look.truth(Field::Noindex) => None,
        _ if home => Some(website(look)),
        Entry::Page(_) if look.is_article() => Some(article::article(look)),
        Entry::Page(_) => Some(page(look)),
        Entry::Term(_) if look.is_author() && look.page_number().is_none() => Some(lists::profile(look)),
        _ => Some(lists::collection(look)),
    };
    let mut graph: Vec<Json> = main.into_iter().collect();
    if look.is_article() && !graph.is_empty() {
        graph.extend(article::claim_review(look));
    }
    graph.extend(breadcrumbs(look));
    graph.push(publisher(look, home || is_about(look)));
    graph
}

/// The id of the node of the publisher, the same on every page.
pub(super) fn publisher_id(look: &Look) -> String {
    format!("{}#publisher", look.base())
}

/// The id of the node of the site.
pub(super) fn website_id(look: &Look) -> String {
    format!("{}#website", look.base())
}

/// Says whether the page is the one about the publisher.
fn is_about(look: &Look) -> bool {
    let Entry::Page(_) = look.entry else { return false };
    let publisher = look.data(Entry::Site, Field::Publisher);
    text_at(&publisher, "about").is_some_and(|about| look.own(Field::Url).as_deref() == Some(about))
}

/// A standalone page.
fn page(look: &Look) -> Json {
    let about = is_about(look);
    let mut node = Node::new(if about { "AboutPage" } else { "WebPage" })
        .set("@id", look.address())
        .set("url", look.address())
        .set("name", look.own(Field::Title))
        .set("description", look.own(Field::Summary))
        .set("inLanguage", look.own(Field::Lang))
        .set("dateModified", look.time(Field::Modified))
        .set("primaryImageOfPage", image(look))
        .set("isPartOf", reference(website_id(look)));
    if about {
        node = node.set("mainEntity", reference(publisher_id(look)));
    }
    node.set("publisher", reference(publisher_id(look))).done()
}

/// The site itself, on the front page.
fn website(look: &Look) -> Json {
    Node::new("WebSite")
        .set("@id", website_id(look))
        .set("url", look.base())
        .set("name", look.site_title())
        .set("description", look.text(Entry::Site, Field::Description))
        .set("inLanguage", look.text(Entry::Site, Field::Lang))
        .set("publisher", reference(publisher_id(look)))
        .done()
}

/// The publisher: in full on the front page and on the page about it (LD-8), elsewhere what
/// tells which one it is.
fn publisher(look: &Look, full: bool) -> Json {
    let publisher = look.data(Entry::Site, Field::Publisher);
    let text = |key| text_at(&publisher, key);
    let logo = text("logo").map(|url| {
        Node::new("ImageObject").set("url", look.absolute(url)).set("contentUrl", look.absolute(url)).done()
    });
    let mut node = Node::new("NewsMediaOrganization")
        .set("@id", publisher_id(look))
        .set("name", text("name"))
        .set("url", look.base())
        .set("logo", logo);
    if !full {
        return node.done();
    }
    let contact = Node::new("ContactPoint")
        .set("contactType", "newsroom")
        .set("email", text("email"))
        .set("telephone", text("telephone"));
    let reachable = text("email").or(text("telephone")).is_some();
    node = node
        .set("legalName", text("legal_name"))
        .set("foundingDate", text("founded"))
        .set("contactPoint", reachable.then(|| contact.done()))
        .set("sameAs", texts_at(&publisher, "profiles"));
    for policy in publisher.get("policies").map_or(&[][..], items_of) {
        if let (Some(property), Some(url)) = (text_at(policy, "property"), text_at(policy, "url")) {
            node = node.with(Cow::Owned(property.to_owned()), look.absolute(url));
        }
    }
    node.done()
}

/// The way to the page, if there are two steps at least (LD-7).
fn breadcrumbs(look: &Look) -> Option<Json> {
    let steps = trail(look);
    let items = steps.into_iter().enumerate().map(|(index, step)| {
        Node::new("ListItem")
            .set("position", index as i64 + 1)
            .set("name", step.title)
            .set("item", step.url.map(|url| look.absolute(&url)))
            .done()
    });
    let items: Vec<Json> = items.collect();
    (items.len() >= 2).then(|| Node::new("BreadcrumbList").set("itemListElement", items).done())
}

/// The picture of the page with its rights (LD-4, LD-12).
pub(super) fn image(look: &Look) -> Option<Json> {
    described(look, None)
}

/// The picture of an article in all shapes (LD-2); as it is if it has none of them.
pub(super) fn images(look: &Look) -> Vec<Json> {
    let picture = look.image();
    let shapes = Crop::ALL.into_iter().filter_map(|crop| form(&picture, Some(crop), LARGE, &look.window));
    let shapes: Vec<Json> = shapes.filter_map(|form| described(look, Some(form))).collect();
    if shapes.is_empty() { image(look).into_iter().collect() } else { shapes }
}

fn described(look: &Look, form: Option<PictureForm>) -> Option<Json> {
    let picture = look.image();
    let text = |key| text_at(&picture, key);
    let number = |key| match (&form, picture.get(key)) {
        (Some(form), _) => Some(if key == "width" { form.width } else { form.height }),
        (None, Some(Data::Integer(pixels))) => Some(*pixels),
        _ => None,
    };
    let url = look.absolute(form.as_ref().map_or(text("url")?, |form| &form.url));
    let source = text("digital_source").map(|member| format!("https://schema.org/{member}"));
    let node = Node::new("ImageObject")
        .set("url", url.as_str())
        .set("contentUrl", url.as_str())
        .set("width", number("width").map(distance))
        .set("height", number("height").map(distance))
        .set("caption", text("caption"))
        .set("creditText", text("credit"))
        .set("copyrightNotice", text("copyright"))
        .set("license", text("license_url"))
        .set("acquireLicensePage", text("credit_url"))
        .set("digitalSourceType", source);
    Some(node.done())
}

/// A number of pixels as schema.org writes a `Distance`: with its unit.
fn distance(pixels: i64) -> String {
    format!("{pixels} px")
}

/// One or two sentences that readers see too.
pub(super) fn visible_summary(look: &Look) -> Option<String> {
    if look.page_number().is_some() { None } else { look.own(Field::Summary).or_else(|| summary(look)) }
}

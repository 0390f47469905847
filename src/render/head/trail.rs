//! The way to a page from the front page: one list for readers and programs, so that both
//! see the same (LD-7).

use super::look::Look;
use crate::facts::{Answer, Entry, Field, Listing, Question};
use minijinja::Value;

/// One step of the way.
pub(super) struct Step {
    /// Its name.
    pub title: String,
    /// Where it is, for links within the site; None for the page itself.
    pub url: Option<String>,
}

/// The steps to a page, the front page first. The way to an article ends at its section,
/// since its headline stands right below; every other ends at the page itself.
pub(super) fn trail(look: &Look) -> Vec<Step> {
    let title = |entry| look.text(entry, Field::Title).unwrap_or_default();
    let above = match look.entry {
        Entry::Site | Entry::NotFound => return Vec::new(),
        Entry::Page(_) => look.list(Listing::Ancestors),
        Entry::Section(_) if look.kind() == "home" => return Vec::new(),
        Entry::Section(_) => look.list(Listing::Ancestors),
        Entry::Taxonomy(_) | Entry::Archive | Entry::Feeds => Vec::new(),
        Entry::Search | Entry::Label(_) | Entry::Corrections => Vec::new(),
        Entry::Term(_) => match look.window.ask(Question::Field(look.entry, Field::Taxonomy)) {
            Answer::Entry(taxonomy) => vec![taxonomy],
            _ => Vec::new(),
        },
        Entry::Year(_) => vec![Entry::Archive],
        Entry::Month(year, _) => vec![Entry::Archive, Entry::Year(year)],
    };
    let home = look.word("home").unwrap_or_else(|| look.site_title());
    let mut steps = vec![Step { title: home, url: look.text(Entry::Site, Field::Url) }];
    steps.extend(
        above.into_iter().map(|entry| Step { title: title(entry), url: look.text(entry, Field::Url) }),
    );
    if !matches!(look.entry, Entry::Page(_)) {
        // A further page of a list stands below its front page.
        let url = look.page_number().and_then(|_| look.own(Field::Url));
        steps.push(Step { title: title(look.entry), url });
    }
    steps
}

/// The steps as templates see them: `title` and `url`, which the page itself does not have.
pub(super) fn value(look: &Look) -> Value {
    let step = |step: Step| {
        let url = step.url.map_or_else(|| Value::from(()), Value::from);
        Value::from_pairs([("title", Value::from(step.title)), ("url", url)])
    };
    trail(look).into_iter().map(step).collect()
}

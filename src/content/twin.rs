//! A body as Markdown that can stand anywhere: every link is a whole address.

use super::Target;
use super::dialect::OPTIONS;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The Markdown of a body. `targets` say where its links lead, in their order.
pub fn twin(body: &str, targets: &[Target]) -> String {
    let mut targets = targets.iter();
    // A link to what is not yet published is only its text.
    let mut waits = false;
    let events = Parser::new_ext(body, OPTIONS).filter_map(|event| match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let target = targets.next();
            waits = target.is_some_and(|target| target.waits);
            let dest_url = target.map_or(dest_url, |target| target.url.clone().into());
            (!waits).then_some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        Event::End(TagEnd::Link) => (!std::mem::take(&mut waits)).then_some(event),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            let dest_url = targets.next().map_or(dest_url, |target| target.url.clone().into());
            Some(Event::Start(Tag::Image { link_type, dest_url, title, id }))
        }
        event => Some(event),
    });
    let mut out = String::with_capacity(body.len());
    // It fails only where the events do not fit together, and the parser's do.
    let _ = pulldown_cmark_to_cmark::cmark(events, &mut out);
    out
}

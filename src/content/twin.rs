//! A body as Markdown that can stand anywhere: every link is a whole address. Components have
//! slots in it, as in HTML.

use super::Target;
use super::dialect::OPTIONS;
use super::fences::{Fences, Mark};
use crate::source::SourceId;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// The Markdown of a body. `targets` say where its links lead, in their order.
pub fn twin(body: &str, targets: &[Target]) -> String {
    let fences = Fences::find(body, 0, SourceId(0));
    let mut mark = None;
    let mut targets = targets.iter();
    // A link to what is not yet published is only its text.
    let mut waits = false;
    let events = Parser::new_ext(&fences.text, OPTIONS).into_offset_iter();
    let events = events.filter_map(|(event, range)| match event {
        Event::Start(Tag::HtmlBlock) => {
            mark = fences.mark(range.start);
            Some(Event::Start(Tag::HtmlBlock))
        }
        Event::Html(html) => match mark {
            Some(Mark::Open(call)) => Some(Event::Html(format!("\0c{call}\0\n").into())),
            Some(Mark::Whole(call)) => Some(Event::Html(format!("\0c{call}\0\0/\0\n").into())),
            Some(Mark::Close(_)) => Some(Event::Html("\0/\0\n".into())),
            Some(Mark::Stray) => None,
            None => Some(Event::Html(html)),
        },
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

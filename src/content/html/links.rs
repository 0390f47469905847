//! Links and pictures, and the paragraphs that are nothing but a picture.

use crate::content::html::{Events, Writer, slots};
use crate::content::{escape, punctuation};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

impl<'a> Writer<'a> {
    pub(super) fn start_paragraph(&mut self, events: &mut Events<'a, '_>) {
        let start = self.out.len();
        if let Some((Event::Start(Tag::Image { .. }), _)) = events.peek()
            && let Some((Event::Start(Tag::Image { title, .. }), _)) = events.next()
        {
            let alt = description(events);
            if matches!(events.peek(), Some((Event::End(TagEnd::Paragraph), _))) {
                events.next();
                return self.figure(&alt, &title);
            }
            self.out.push_str("<p>");
            self.image(&alt, &title);
            self.punctuation.after('x');
        } else {
            self.out.push_str("<p>");
        }
        if self.depth == 0 {
            self.paragraph = Some(start);
        }
    }

    pub(super) fn start_link(&mut self, link_type: LinkType, title: &str) {
        self.link_is_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
        self.out.push_str("<a");
        slots::link(&mut self.out, self.links);
        self.links += 1;
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push('>');
    }

    pub(super) fn figure(&mut self, alt: &str, title: &str) {
        self.out.push_str("<figure>");
        self.image(alt, "");
        let (caption, credit) = line(title);
        if credit.is_empty() {
            slots::start_caption(&mut self.out, self.links - 1);
            self.line(caption);
            slots::end_caption(&mut self.out);
        } else {
            self.out.push_str("<figcaption>");
            self.line(caption);
            self.out.push_str(if caption.is_empty() { "" } else { " " });
            self.out.push_str("<span class=\"credit\">");
            self.line(credit);
            self.out.push_str("</span></figcaption>");
        }
        self.out.push_str("</figure>\n");
    }

    pub(super) fn image(&mut self, alt: &str, title: &str) {
        slots::picture(&mut self.out, self.links, alt, title);
        self.links += 1;
    }

    /// A line of text that is no Markdown, such as a caption.
    fn line(&mut self, text: &str) {
        if self.smart {
            escape::text(&mut self.out, &punctuation::plain(self.lang, text));
        } else {
            escape::text(&mut self.out, text);
        }
    }
}

/// The caption and the credit of a picture, as its title has them: `caption | credit`.
pub(in crate::content) fn line(title: &str) -> (&str, &str) {
    let title = title.trim();
    match title.rsplit_once(" | ") {
        Some((caption, credit)) => (caption.trim(), credit.trim()),
        None => title.strip_prefix("| ").map_or((title, ""), |credit| ("", credit.trim())),
    }
}

/// The description of a picture: the text up to its end.
pub(super) fn description(events: &mut Events<'_, '_>) -> String {
    let mut alt = String::new();
    let mut open = 1;
    for (event, _) in events {
        match event {
            Event::Start(Tag::Image { .. }) => open += 1,
            Event::End(TagEnd::Image) => open -= 1,
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    alt
}

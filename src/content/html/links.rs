//! Links and pictures, and the paragraphs that are nothing but a picture.

use crate::config::ExternalLinks;
use crate::content::html::{Events, Writer};
use crate::content::{address, escape, punctuation};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

impl<'a> Writer<'a> {
    pub(super) fn start_paragraph(&mut self, events: &mut Events<'a>) {
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
            self.image(&alt, Some(&title));
            self.punctuation.after('x');
        } else {
            self.out.push_str("<p>");
        }
        if self.depth == 0 {
            self.paragraph = Some(start);
        }
    }

    pub(super) fn start_link(&mut self, link_type: LinkType, title: &str) {
        let target = self.targets.get(self.links);
        self.links += 1;
        self.link_is_address = matches!(link_type, LinkType::Autolink | LinkType::Email);
        self.out.push_str("<a");
        // Seen here once more, so that no mistake elsewhere can let a script pass.
        if let Some(target) = target.filter(|target| !target.waits && address::is_safe_link(&target.url)) {
            self.out.push_str(" href=\"");
            escape::address(&mut self.out, &target.url);
            self.out.push('"');
            if target.external {
                let ExternalLinks { rel, target, class } = self.external;
                for (name, value) in [("rel", rel), ("target", target), ("class", class)] {
                    if !value.is_empty() {
                        self.attribute(name, value);
                    }
                }
            }
        }
        if !title.is_empty() {
            self.attribute("title", title);
        }
        self.out.push('>');
    }

    pub(super) fn figure(&mut self, alt: &str, title: &str) {
        self.out.push_str("<figure>");
        self.image(alt, None);
        let title = title.trim();
        if !title.is_empty() {
            let (caption, credit) = match title.rsplit_once(" | ") {
                Some((caption, credit)) => (caption.trim(), credit.trim()),
                None => title.strip_prefix("| ").map_or((title, ""), |credit| ("", credit.trim())),
            };
            self.out.push_str("<figcaption>");
            self.line(caption);
            if !credit.is_empty() {
                self.out.push_str(if caption.is_empty() { "" } else { " " });
                self.out.push_str("<span class=\"credit\">");
                self.line(credit);
                self.out.push_str("</span>");
            }
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>\n");
    }

    pub(super) fn image(&mut self, alt: &str, title: Option<&str>) {
        let target = self.targets.get(self.links);
        self.links += 1;
        let Some(target) = target.filter(|target| !target.waits && address::is_safe_image(&target.url))
        else {
            return escape::text(&mut self.out, alt);
        };
        self.out.push_str("<img src=\"");
        escape::address(&mut self.out, &target.url);
        self.out.push('"');
        self.attribute("alt", alt);
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            self.attribute("title", title);
        }
        self.out.push_str(if self.in_feed { ">" } else { " loading=\"lazy\" decoding=\"async\">" });
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

/// The description of a picture: the text up to its end.
pub(super) fn description(events: &mut Events<'_>) -> String {
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

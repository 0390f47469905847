//! A body becomes HTML, in one pass over its events.
//!
//! Events are written as they come and never kept. What is cut out of the whole (the
//! parts of an article, its sign-off) is remembered as places in the text written so far.
//!
//! Where links lead and what anchors are called is not known while a file is read: that
//! depends on all the others. So a [`Body`] leaves slots for them, and can be written in the
//! same pass that makes the outline; [`Body::content`] and the like make HTML of it.

mod feed;
pub(super) mod links;
mod slots;
mod table;
mod words;

use crate::component::SIGNOFF;
use crate::config::{ExternalLinks, Markdown};
use crate::content::dialect::{self, OPTIONS};
use crate::content::fences::{self, Fences, Mark};
use crate::content::footnotes::Footnotes;
use crate::content::html::links::description;
use crate::content::html::table::Table;
pub use crate::content::parts::Part;
use crate::content::parts::Parts;
use crate::content::phrases::Phrases;
use crate::content::punctuation::Punctuation;
use crate::content::{Outline, Role, Target, escape};
use crate::source::SourceId;
pub use feed::component as feed_component;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};
use std::fmt::Write;
use std::iter::Peekable;
use std::ops::Range;

/// A body as HTML that lacks only what other documents decide.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Body {
    /// All of it: text, sign-off, footnotes; with slots.
    text: String,
    /// What is within the paragraph of the sign-off, as a range of the text.
    signoff: Option<Range<usize>>,
    /// The parts of the article that have a role, in order.
    parts: Vec<Part>,
}

/// What fills the slots of a body.
#[derive(Clone, Copy, Debug)]
pub struct Filling<'a> {
    /// The outline of the same text.
    pub outline: &'a Outline,
    /// Where its links lead, in the same order. A link without a target leads nowhere.
    pub targets: &'a [Target],
    /// The attributes of links to other sites.
    pub external: &'a ExternalLinks,
    /// How the pictures among the targets are shown, in the same order; empty if there is none
    /// of the site.
    pub pictures: &'a [Option<Shown>],
}

/// How a picture of the site is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Shown {
    /// Finished HTML of the forms that a browser may prefer; empty if there are none.
    pub sources: String,
    /// The address of the form that every browser can show.
    pub src: String,
    /// Finished HTML of further attributes, each after a space.
    pub attributes: String,
    /// Whose picture it is, as its file tells, as text.
    pub credit: Option<String>,
}

impl Body {
    /// All of the body's HTML.
    pub fn content(&self, filling: Filling<'_>) -> String {
        slots::fill(&self.text, filling)
    }

    /// What is within the paragraph of the sign-off, if there is one.
    pub fn signoff(&self, filling: Filling<'_>) -> Option<String> {
        self.signoff.clone().map(|place| slots::fill(&self.text[place], filling))
    }

    /// The HTML of the part with a role, without its heading.
    pub fn part(&self, role: Role, filling: Filling<'_>) -> Option<String> {
        self.find(role).map(|part| slots::fill(self.text[part.place.clone()].trim(), filling))
    }

    /// What is within each item of the lists of the part with a role, without the lists
    /// inside other blocks.
    pub fn items(&self, role: Role, filling: Filling<'_>) -> Option<Vec<String>> {
        let item = |place: &Range<usize>| slots::fill(self.text[place.clone()].trim(), filling);
        self.find(role).map(|part| part.items.iter().map(item).collect())
    }

    fn find(&self, role: Role) -> Option<&Part> {
        self.parts.iter().find(|part| part.role == role)
    }

    /// The form in which it is put by, for [`Body::unpack`]: the text first, so that what is
    /// read again becomes the text without being copied.
    pub fn pack(self) -> Vec<u8> {
        let length = self.text.len() as u32;
        // Plain numbers cannot fail to be written.
        let packed = postcard::to_extend(&(&self.signoff, &self.parts), self.text.into_bytes());
        let mut packed = packed.unwrap_or_default();
        packed.extend_from_slice(&length.to_le_bytes());
        packed
    }

    /// The body that was put by in this form; None if these bytes are none.
    pub fn unpack(mut packed: Vec<u8>) -> Option<Self> {
        let (rest, length) = packed.split_last_chunk()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (signoff, parts) = postcard::from_bytes(rest.get(length..)?).ok()?;
        packed.truncate(length);
        Some(Self { text: String::from_utf8(packed).ok()?, signoff, parts })
    }
}

/// Reads a body whose outline is known.
pub fn body(markdown: &str, outline: &Outline, lang: &str, settings: &Markdown) -> Body {
    // What is wrong with them was said when the outline was made.
    let fences = Fences::find(markdown, 0, SourceId(0));
    let mut events = Parser::new_ext(&fences.text, OPTIONS).into_offset_iter();
    Draft::write(&fences, lang, settings, &mut events).finish(outline)
}

/// A body that waits for its outline.
pub(super) struct Draft<'a>(Writer<'a>);

impl<'a> Draft<'a> {
    /// Writes all events of a body.
    pub(super) fn write(
        fences: &'a Fences<'_>,
        lang: &'a str,
        settings: &'a Markdown,
        events: &mut dyn Iterator<Item = (Event<'a>, Range<usize>)>,
    ) -> Self {
        let mut writer = Writer::new(fences, lang, settings);
        let mut events = events.peekable();
        while let Some((event, range)) = events.next() {
            writer.event(event, range, &mut events);
        }
        Self(writer)
    }

    /// The body, now that its outline is known.
    pub(super) fn finish(self, outline: &Outline) -> Body {
        self.0.finish(outline)
    }
}

type Events<'a, 'e> = Peekable<&'e mut dyn Iterator<Item = (Event<'a>, Range<usize>)>>;

struct Writer<'a> {
    body: &'a str,
    fences: &'a Fences<'a>,
    /// The components that are open.
    open: Vec<usize>,
    /// The component that is the sign-off: where it begins, and what is within it.
    signoff: Option<(usize, Range<usize>)>,
    lang: &'a str,
    phrases: &'static Phrases,
    smart: bool,
    raw_html: bool,
    out: String,
    punctuation: Punctuation,
    parts: Parts,
    footnotes: Footnotes,
    /// What was written before the footnotes that are open now, and their labels.
    outside: Vec<(String, String)>,
    /// How many containers are open.
    depth: usize,
    /// How many headings and links were met.
    headings: usize,
    links: usize,
    /// The text of the open link is its address: no quotes and dashes there.
    link_is_address: bool,
    in_code: bool,
    raw: String,
    /// The label of a task is open.
    label_open: bool,
    /// Where the open paragraph at the top level begins.
    paragraph: Option<usize>,
    /// The last paragraph at the top level, tags included.
    last_paragraph: Option<Range<usize>>,
    table: Table,
    tables: usize,
}

impl<'a> Writer<'a> {
    fn new(fences: &'a Fences<'_>, lang: &'a str, settings: &Markdown) -> Self {
        let body = &*fences.text;
        Self {
            body,
            fences,
            open: Vec::new(),
            signoff: None,
            lang,
            phrases: Phrases::of(lang),
            smart: settings.smart_punctuation,
            raw_html: settings.raw_html,
            out: String::with_capacity(body.len() + body.len() / 2),
            punctuation: Punctuation::new(lang, settings.smart_punctuation),
            parts: Parts::default(),
            footnotes: Footnotes::default(),
            outside: Vec::new(),
            depth: 0,
            headings: 0,
            links: 0,
            link_is_address: false,
            in_code: false,
            raw: String::new(),
            label_open: false,
            paragraph: None,
            last_paragraph: None,
            table: Table::default(),
            tables: 0,
        }
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>, events: &mut Events<'a, '_>) {
        match event {
            Event::Start(tag) => self.start(tag, events),
            Event::End(tag) => self.end(tag, range.start),
            Event::Text(text) => self.text(&text, &range),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape::text(&mut self.out, &code);
                self.out.push_str("</code>");
                self.punctuation.after('x');
            }
            Event::Html(html) => self.raw.push_str(&html),
            Event::InlineHtml(html) => self.inline_html(&html),
            Event::SoftBreak => {
                self.out.push('\n');
                self.punctuation.after(' ');
            }
            Event::HardBreak => {
                self.out.push_str("<br>\n");
                self.punctuation.after(' ');
            }
            Event::Rule => {
                self.block();
                self.out.push_str("<hr>\n");
            }
            Event::FootnoteReference(label) => self.footnotes.reference(&mut self.out, &label),
            Event::TaskListMarker(done) => {
                self.out.push_str("<label class=\"task\"><input type=\"checkbox\" disabled");
                self.out.push_str(if done { " checked> " } else { "> " });
                self.label_open = true;
            }
            // Mathematics is not read.
            Event::InlineMath(text) | Event::DisplayMath(text) => escape::text(&mut self.out, &text),
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.in_code {
            return escape::text(&mut self.out, text);
        }
        if self.link_is_address || !self.smart {
            return self.punctuation.literal(&mut self.out, text);
        }
        let source = self.body.get(range.start..).unwrap_or_default();
        if !source.starts_with(text) {
            // Written as an entity: exactly this character is wanted.
            return self.punctuation.literal(&mut self.out, text);
        }
        let mut start = 0;
        if self.body[..range.start].ends_with('\\') {
            // So it is after a backslash.
            start = text.chars().next().map_or(0, char::len_utf8);
            self.punctuation.literal(&mut self.out, &text[..start]);
        }
        self.punctuation.write(&mut self.out, &text[start..], &source[start..]);
    }

    fn start(&mut self, tag: Tag<'a>, events: &mut Events<'a, '_>) {
        let end = tag.to_end();
        if !dialect::is_inline(end) {
            self.punctuation.restart();
            if !matches!(end, TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) {
                self.block();
            }
        }
        match tag {
            Tag::Paragraph => self.start_paragraph(events),
            Tag::Heading { level, classes, .. } => self.start_heading(level as u8, &classes),
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>\n"),
            Tag::BlockQuote(Some(kind)) => {
                let (class, title) = self.phrases.alert(kind);
                self.put(format_args!(
                    "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
                ));
            }
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                self.out.push_str("<pre><code");
                if let CodeBlockKind::Fenced(info) = kind {
                    let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
                    if !language.is_empty() {
                        self.out.push_str(" class=\"language-");
                        escape::attribute(&mut self.out, language);
                        self.out.push('"');
                    }
                }
                self.out.push('>');
            }
            Tag::HtmlBlock => self.raw.clear(),
            Tag::List(None) => self.out.push_str("<ul>\n"),
            Tag::List(Some(1)) => self.out.push_str("<ol>\n"),
            Tag::List(Some(start)) => self.put(format_args!("<ol start=\"{start}\">\n")),
            Tag::Item => {
                self.out.push_str("<li>");
                if self.depth == 1 {
                    self.parts.start_item(self.out.len());
                }
            }
            Tag::FootnoteDefinition(label) => {
                self.outside.push((std::mem::take(&mut self.out), label.into_string()));
            }
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_head(),
            Tag::TableRow => self.start_row(),
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Superscript => self.out.push_str("<sup>"),
            Tag::Subscript => self.out.push_str("<sub>"),
            Tag::Link { link_type, title, .. } => self.start_link(link_type, &title),
            Tag::Image { title, .. } => {
                let alt = description(events);
                self.image(&alt, &title);
                self.punctuation.after('x');
            }
            Tag::MetadataBlock(_) => {}
        }
        self.depth += usize::from(dialect::is_container(end));
    }

    fn end(&mut self, tag: TagEnd, start: usize) {
        self.depth -= usize::from(dialect::is_container(tag));
        if !dialect::is_inline(tag) {
            self.close_label();
        }
        match tag {
            TagEnd::Paragraph => {
                self.out.push_str("</p>\n");
                if let Some(start) = self.paragraph.take() {
                    self.last_paragraph = Some(start..self.out.len() - 1);
                }
            }
            TagEnd::Heading(level) => {
                self.put(format_args!("</h{}>\n", level as u8));
                if self.depth == 0 {
                    self.parts.open(self.headings.wrapping_sub(1), level as u8, self.out.len());
                }
            }
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.out.push_str("</code></pre>\n");
            }
            TagEnd::HtmlBlock => match self.fences.mark(start) {
                Some(mark) => self.mark(mark),
                None => self.html_block(),
            },
            TagEnd::List(ordered) => self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => {
                if self.depth == 1 {
                    self.parts.end_item(self.out.len());
                }
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                if let Some((outside, label)) = self.outside.pop() {
                    let html = std::mem::replace(&mut self.out, outside);
                    self.footnotes.define(&label, html);
                }
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_head(),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Superscript => self.out.push_str("</sup>"),
            TagEnd::Subscript => self.out.push_str("</sub>"),
            TagEnd::Link => {
                self.link_is_address = false;
                self.out.push_str("</a>");
            }
            TagEnd::Image | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn start_heading(&mut self, level: u8, classes: &[CowStr<'a>]) {
        if self.depth == 0 {
            self.parts.close(level, self.out.len());
        }
        self.put(format_args!("<h{level}"));
        slots::anchor(&mut self.out, self.headings);
        self.headings += 1;
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
        self.out.push('>');
    }

    /// A line of colons opens or closes a component.
    fn mark(&mut self, mark: Mark) {
        match mark {
            Mark::Open(call) => {
                let begins = self.out.len();
                slots::open(&mut self.out, call);
                let is_signoff = self.fences.calls[call].name.value == SIGNOFF;
                if is_signoff && self.depth == 0 && self.signoff.is_none() {
                    self.signoff = Some((begins, self.out.len()..self.out.len()));
                }
                self.open.push(call);
                self.depth += 1;
            }
            Mark::Close(call) => {
                self.depth -= fences::closed(&mut self.open, call);
                if self.depth == 0
                    && self.fences.calls[call].name.value == SIGNOFF
                    && let Some((_, within)) =
                        self.signoff.as_mut().filter(|(_, within)| within.start == within.end)
                {
                    within.end = self.out.len();
                }
                slots::close(&mut self.out);
            }
            Mark::Whole(call) => {
                slots::open(&mut self.out, call);
                slots::close(&mut self.out);
            }
            Mark::Stray => {}
        }
    }

    fn html_block(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        let kept = dialect::without_comments(&raw);
        let visible = kept.as_deref().unwrap_or(&raw).trim();
        if visible.is_empty() {
            return;
        }
        if self.raw_html {
            self.out.push_str(raw.trim_end());
        } else {
            self.out.push_str("<p>");
            escape::text(&mut self.out, visible);
            self.out.push_str("</p>");
        }
        self.out.push('\n');
    }

    fn inline_html(&mut self, html: &str) {
        if dialect::without_comments(html).is_some_and(|rest| rest.is_empty()) {
            return;
        }
        if self.raw_html {
            self.out.push_str(html);
        } else {
            self.punctuation.literal(&mut self.out, html);
        }
    }

    /// A block begins: it stands on a line of its own, and outside the label of a task.
    fn block(&mut self) {
        self.close_label();
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn close_label(&mut self) {
        if std::mem::take(&mut self.label_open) {
            self.out.push_str("</label>");
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        slots::attribute(&mut self.out, name, value);
    }

    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }

    fn finish(self, outline: &Outline) -> Body {
        let mut text = self.out;
        let block = self.signoff.filter(|_| outline.signoff);
        let last = self.last_paragraph.filter(|_| outline.signoff && block.is_none());
        let roles = |heading: usize| outline.headings.get(heading).and_then(|heading| heading.role);
        let parts = self.parts.cut(
            roles,
            text.len(),
            last.as_ref().map(|last| last.start).or(block.as_ref().map(|(start, _)| *start)),
        );
        let mut signoff = block.map(|(_, within)| alone(&text, within));
        if let Some(last) = last {
            // The class makes the text longer, but only behind the parts.
            let class = " class=\"signoff\"";
            text.insert_str(last.start + "<p".len(), class);
            signoff = Some(last.start + "<p>".len() + class.len()..last.end - "</p>".len() + class.len());
        }
        self.footnotes.write(&mut text, self.phrases);
        Body { text, signoff, parts }
    }
}

/// What is within the only paragraph of a text, or else all of it.
fn alone(text: &str, place: Range<usize>) -> Range<usize> {
    let inside = text[place.clone()].trim();
    let start = place.start + text[place.clone()].find(inside).unwrap_or(0);
    let whole = start..start + inside.len();
    match inside.strip_prefix("<p>").and_then(|inside| inside.strip_suffix("</p>")) {
        Some(within) if !within.contains("<p") => whole.start + "<p>".len()..whole.end - "</p>".len(),
        _ => whole,
    }
}

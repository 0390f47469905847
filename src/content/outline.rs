//! What there is in a body, found in one pass: headings, links, words, mistakes, and its HTML.

use crate::component;
use crate::config::{Config, Roles};
use crate::content::address;
use crate::content::anchors::{self, Found};
use crate::content::dialect::{self, OPTIONS};
use crate::content::fences::{self, Fences, Mark};
use crate::content::html::{Body, Draft, Filling, links};
use crate::content::{Link, Outline, Role, Target, alt, punctuation, words};
use crate::problem::{Code, Problem};
use crate::source::{SourceId, Span};
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Parser, Tag, TagEnd};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// A body as it was read.
pub struct Reading {
    /// What there is in it.
    pub outline: Outline,
    /// Its HTML but for its slots.
    pub body: Body,
    /// What is wrong in it.
    pub problems: Vec<Problem>,
}

/// Reads the body that begins at byte `start` of `text`, in one pass. All places are places
/// in `text`.
pub fn read(text: &str, start: usize, source: SourceId, lang: &str, config: &Config) -> Reading {
    let fences = Fences::find(text.get(start..).unwrap_or_default(), start, source);
    whole(&fences, start.min(text.len()), source, lang, config)
}

fn whole(fences: &Fences<'_>, start: usize, source: SourceId, lang: &str, config: &Config) -> Reading {
    let write = |events: &mut dyn Iterator<Item = _>| Draft::write(fences, lang, &config.markdown, events);
    let (outline, problems, draft) = pass(fences, start, source, lang, config, write);
    let body = draft.finish(&outline);
    Reading { outline, body, problems }
}

/// The same without its HTML, for a build that prints nothing.
pub fn outline(
    text: &str,
    start: usize,
    source: SourceId,
    lang: &str,
    config: &Config,
) -> (Outline, Vec<Problem>) {
    let fences = Fences::find(text.get(start..).unwrap_or_default(), start, source);
    let (outline, problems, ()) =
        pass(&fences, start.min(text.len()), source, lang, config, |events| events.for_each(drop));
    (outline, problems)
}

/// One pass over the events of a body, which `then` may use as well.
fn pass<'a, T>(
    fences: &'a Fences<'_>,
    start: usize,
    source: SourceId,
    lang: &str,
    config: &Config,
    then: impl FnOnce(&mut dyn Iterator<Item = (Event<'a>, Range<usize>)>) -> T,
) -> (Outline, Vec<Problem>, T) {
    let mut reader = Reader::new(fences, start, source, lang, config);
    let mut broken = Vec::new();
    let note = |link: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        // A single pair of brackets is mostly just that: [sic].
        if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
            let brackets = if link.link_type == LinkType::Collapsed { "[]".len() } else { 0 };
            broken.push((link.span.start..link.span.end + brackets, link.reference.into_string()));
        }
        None
    };
    let events = Parser::new_with_broken_link_callback(&fences.text, OPTIONS, Some(note)).into_offset_iter();
    let then = then(&mut events.inspect(|(event, range)| reader.event(event, range)));
    for (range, name) in broken {
        let problem = Problem::new(Code::BrokenLink, format!("there is no reference `[{name}]:`"));
        let problem = problem.at(reader.span(&range));
        reader.problems.push(problem.hint(format!("write `[{name}]: https://…` on a line of its own")));
    }
    let (outline, problems) = reader.finish(lang, config);
    (outline, problems, then)
}

/// The HTML of a short text that is no body: one in front matter. Its links are as written, and
/// it has no components.
pub fn note(markdown: &str, lang: &str, config: &Config) -> String {
    let Reading { outline, body, .. } = whole(&Fences::none(markdown), 0, SourceId(0), lang, config);
    let target = |link: &Link| Target { url: link.to.clone(), external: true, waits: false, picture: None };
    let targets: Vec<Target> = outline.links.iter().map(target).collect();
    let external = &config.markdown.external_links;
    body.content(Filling { outline: &outline, targets: &targets, external, pictures: &[] })
}

/// A paragraph at the top level, as a range of the prose.
#[derive(Clone, Debug, Default)]
struct Paragraph {
    prose: Range<usize>,
    /// How many pictures it has, and whether it has anything else.
    images: usize,
    others: bool,
}

struct Reader<'a> {
    markdown: &'a str,
    fences: &'a Fences<'a>,
    /// The components that are open.
    open: Vec<usize>,
    /// The sign-off, if it is a component, as a range of the prose.
    signoff: Option<Range<usize>>,
    /// The component whose first table is being read, and where its cell began.
    rows: Option<(usize, usize)>,
    body: usize,
    source: SourceId,
    raw_html: bool,
    roles: Option<&'a Roles>,
    outline: Outline,
    problems: Vec<Problem>,
    /// All text in order, with a blank between blocks. What is found later as plain text
    /// is a range of it.
    prose: String,
    code_words: u32,
    /// How many containers are open.
    depth: usize,
    /// How many pictures are open: within them is only the description.
    image: usize,
    /// The open picture's description.
    alt: String,
    /// Its caption and credit, and where it stands.
    figure: (String, Range<usize>),
    in_code: bool,
    paragraph: Option<Paragraph>,
    first: Option<Paragraph>,
    last: Option<Paragraph>,
    headings: Vec<Found>,
    heading_start: usize,
    html: String,
    open_tags: Vec<String>,
    footnotes: FxHashMap<String, Range<usize>>,
    footnote_order: Vec<(String, String)>,
    referenced: FxHashSet<String>,
}

impl<'a> Reader<'a> {
    fn new(fences: &'a Fences<'_>, body: usize, source: SourceId, lang: &str, config: &'a Config) -> Self {
        let markdown = &*fences.text;
        Self {
            markdown,
            fences,
            open: Vec::new(),
            signoff: None,
            rows: None,
            body,
            source,
            raw_html: config.markdown.raw_html,
            roles: config.roles(lang),
            outline: Outline { calls: fences.calls.clone(), ..Outline::default() },
            problems: fences.problems.clone(),
            prose: String::with_capacity(markdown.len()),
            code_words: 0,
            depth: 0,
            image: 0,
            alt: String::new(),
            figure: Default::default(),
            in_code: false,
            paragraph: None,
            first: None,
            last: None,
            headings: Vec::new(),
            heading_start: 0,
            html: String::new(),
            open_tags: Vec::new(),
            footnotes: FxHashMap::default(),
            footnote_order: Vec::new(),
            referenced: FxHashSet::default(),
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source, self.body + range.start, self.body + range.end)
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        if self.image > 0 {
            return self.description(event);
        }
        if let Some(paragraph) = &mut self.paragraph {
            match event {
                Event::Start(Tag::Image { .. }) => paragraph.images += 1,
                Event::End(TagEnd::Paragraph) => {}
                _ => paragraph.others = true,
            }
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) if !self.in_code => {
                self.loose_reference(text, range);
                self.prose.push_str(text);
            }
            Event::Code(code) => {
                self.code_words += words::count(code);
                self.prose.push_str(code);
            }
            Event::Html(html) => self.html.push_str(html),
            Event::InlineHtml(html) => self.inline_html(html, range),
            Event::FootnoteReference(label) => {
                self.referenced.insert(dialect::footnote_key(label));
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.prose.push(' '),
            Event::Text(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// An event within a picture.
    fn description(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Image { .. }) => self.image += 1,
            Event::End(TagEnd::Image) => self.image -= 1,
            Event::Text(text) | Event::Code(text) => self.alt.push_str(text),
            _ => {}
        }
        if self.image > 0 {
            return;
        }
        let place = self.span(&self.figure.1);
        if self.alt.trim().is_empty() {
            let problem = Problem::new(Code::MissingAlt, "this picture has no description");
            let hint = "say in the brackets what it shows: `![A crowd in front of the parliament](…)`";
            self.problems.push(problem.at(place).hint(hint));
        } else {
            let to = self.outline.links.last().map_or("", |link| &link.to);
            let (caption, _) = links::line(&self.figure.0);
            self.problems.extend(alt::poor(&self.alt, Some(caption), to).map(|problem| problem.at(place)));
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        let end = tag.to_end();
        if !dialect::is_inline(end) {
            self.prose.push(' ');
        }
        match tag {
            Tag::Paragraph if self.depth == 0 => {
                let prose = self.prose.len()..self.prose.len();
                self.paragraph = Some(Paragraph { prose, ..Paragraph::default() });
            }
            Tag::Heading { level, id, .. } => {
                let level = *level as u8;
                let length = self.markdown.get(range.clone()).unwrap_or_default().trim_end().len();
                let range = range.start..range.start + length;
                if level == 1 {
                    let problem = Problem::new(Code::SecondTitle, "a heading of level 1 beside the title");
                    self.problems.push(problem.at(self.span(&range)).hint("begin headings with `##`"));
                }
                self.heading_start = self.prose.len();
                let explicit = id.as_ref().map(|id| id.to_string()).filter(|id| !id.is_empty());
                let span = self.span(&range);
                self.headings.push(Found { level, explicit, span, text: String::new(), role: None });
            }
            Tag::Link { link_type, dest_url, .. } => {
                let mail = *link_type == LinkType::Email;
                let to = if mail { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                self.link(to, range, false);
            }
            Tag::Image { dest_url, title, .. } => {
                self.image = 1;
                self.alt.clear();
                self.figure = (title.to_string(), range.clone());
                self.link(dest_url.to_string(), range, true);
            }
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::HtmlBlock => self.html.clear(),
            Tag::FootnoteDefinition(label) => self.footnote(label, range),
            Tag::Table(_) => {
                let call = self.open.last().copied();
                let call = call.filter(|call| self.outline.calls[*call].rows.is_empty());
                self.rows = call.map(|call| (call, 0));
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some((call, _)) = self.rows {
                    self.outline.calls[call].rows.push(Vec::new());
                }
            }
            Tag::TableCell => {
                if let Some((_, start)) = &mut self.rows {
                    *start = self.prose.len();
                }
            }
            _ => {}
        }
        self.depth += usize::from(dialect::is_container(end));
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        self.depth -= usize::from(dialect::is_container(tag));
        match tag {
            TagEnd::Paragraph => {
                if let Some(mut paragraph) = self.paragraph.take() {
                    paragraph.prose.end = self.prose.len();
                    // A picture alone is a figure.
                    if paragraph.images != 1 || paragraph.others {
                        if self.first.is_none() && !self.prose[paragraph.prose.clone()].trim().is_empty() {
                            self.first = Some(paragraph.clone());
                        }
                        self.last = Some(paragraph);
                    } else if let Some(link) = self.outline.links.last_mut() {
                        link.uncredited = links::line(&self.figure.0).1.is_empty();
                    }
                }
            }
            TagEnd::Heading(_) => {
                let text = collapse(&self.prose[self.heading_start..]);
                if let Some(heading) = self.headings.last_mut() {
                    // Only the article itself has parts, not what it quotes.
                    if self.depth == 0 && matches!(heading.level, 2 | 3) {
                        heading.role = self.roles.and_then(|roles| role_of(&text, roles));
                    }
                    heading.text = text;
                }
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::HtmlBlock => match self.fences.mark(range.start) {
                Some(mark) => self.mark(mark),
                None => self.html_block(range),
            },
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Table => self.rows = None,
            _ => {}
        }
        if !dialect::is_inline(tag) {
            self.prose.push(' ');
            self.open_tags.clear();
        }
    }

    /// A line of colons opens or closes a component.
    fn mark(&mut self, mark: Mark) {
        let is_signoff = |calls: &[component::Call], call: usize| {
            calls.get(call).is_some_and(|call| call.name.value == component::SIGNOFF)
        };
        match mark {
            Mark::Open(call) => {
                if self.depth == 0 && self.signoff.is_none() && is_signoff(&self.outline.calls, call) {
                    self.signoff = Some(self.prose.len()..self.prose.len());
                }
                self.open.push(call);
                self.depth += 1;
            }
            Mark::Close(call) => {
                self.depth -= fences::closed(&mut self.open, call);
                if self.depth == 0
                    && is_signoff(&self.outline.calls, call)
                    && let Some(signoff) =
                        self.signoff.as_mut().filter(|signoff| signoff.start == signoff.end)
                {
                    signoff.end = self.prose.len();
                }
            }
            Mark::Whole(_) | Mark::Stray => {}
        }
    }

    fn end_cell(&mut self) {
        if let Some((call, start)) = self.rows
            && let Some(row) = self.outline.calls[call].rows.last_mut()
        {
            row.push(collapse(&self.prose[start..]));
        }
    }

    fn link(&mut self, to: String, range: &Range<usize>, image: bool) {
        let span = self.span(range);
        self.problems.extend(unsafe_link(&to, image).map(|problem| problem.at(span)));
        self.outline.links.push(Link { to, span, image, uncredited: false });
    }

    /// `[^x]` without a definition stays text, and comes as a bracket of its own.
    fn loose_reference(&mut self, text: &str, range: &Range<usize>) {
        if !matches!(text, "[" | "![") {
            return;
        }
        let Some(source) = self.markdown.get(range.end..) else { return };
        let Some(rest) = source.strip_prefix('^') else { return };
        let Some(end) = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | ']')) else { return };
        if end > 0 && rest[end..].starts_with(']') {
            let label = &rest[..end];
            let span = self.span(&(range.end - 1..range.end + end + 2));
            let problem =
                Problem::new(Code::LooseFootnote, format!("the footnote `[^{label}]` is not written"));
            self.problems.push(problem.at(span).hint(format!("write `[^{label}]: …` on a line of its own")));
        }
    }

    fn footnote(&mut self, label: &str, range: &Range<usize>) {
        let definition = self.markdown.get(range.clone()).unwrap_or_default();
        let line = definition.find('\n').unwrap_or(definition.len());
        let place = range.start..range.start + line;
        let key = dialect::footnote_key(label);
        if let Some(first) = self.footnotes.get(&key) {
            let problem =
                Problem::new(Code::LooseFootnote, format!("the footnote `[^{label}]` is written twice"));
            let problem = problem.at(self.span(&place)).label(self.span(first), "here first");
            self.problems.push(problem);
        } else {
            self.footnotes.insert(key.clone(), place);
            self.footnote_order.push((key, label.to_owned()));
        }
    }

    fn html_block(&mut self, range: &Range<usize>) {
        let html = std::mem::take(&mut self.html);
        let kept = dialect::without_comments(&html);
        let visible = kept.as_deref().unwrap_or(&html).trim();
        if !self.raw_html && !visible.is_empty() {
            let length = self.markdown.get(range.clone()).unwrap_or_default().trim_end().len();
            self.raw_html(&(range.start..range.start + length), visible.starts_with("<!--"));
        }
    }

    /// Reports HTML within a line; the end of a tag that was reported is not worth another.
    fn inline_html(&mut self, html: &str, range: &Range<usize>) {
        if self.raw_html || dialect::without_comments(html).is_some_and(|rest| rest.is_empty()) {
            return;
        }
        let name = |html: &str| -> String {
            html.chars().take_while(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
        };
        if let Some(closing) = html.strip_prefix("</") {
            let closing = name(closing);
            if let Some(at) = self.open_tags.iter().rposition(|open| *open == closing) {
                self.open_tags.truncate(at);
                return;
            }
        } else if !html.ends_with("/>") {
            self.open_tags.push(name(html.trim_start_matches('<')));
        }
        self.raw_html(range, false);
    }

    fn raw_html(&mut self, range: &Range<usize>, endless: bool) {
        let problem = if endless {
            Problem::new(Code::RawHtml, "this comment has no end and is shown as text")
                .hint("end it with `-->`")
        } else {
            Problem::new(Code::RawHtml, "HTML is shown as text")
                .hint("write it in Markdown, or allow HTML in `site.toml`: `[markdown] raw_html = true`")
        };
        self.problems.push(problem.at(self.span(range)));
    }

    fn finish(mut self, lang: &str, config: &Config) -> (Outline, Vec<Problem>) {
        for (key, label) in &self.footnote_order {
            if !self.referenced.contains(key) {
                let problem =
                    Problem::new(Code::LooseFootnote, format!("nothing refers to the footnote `[^{label}]`"));
                let place = self.footnotes.get(key).cloned().unwrap_or_default();
                self.problems.push(problem.at(self.span(&place)));
            }
        }
        let smart = |text: String| match config.markdown.smart_punctuation {
            true => punctuation::plain(lang, &text),
            false => text,
        };

        let text_of = |paragraph: &Paragraph| collapse(&self.prose[paragraph.prose.clone()]);
        let mut words = words::count(&self.prose).saturating_sub(self.code_words);
        let mut last = None;
        if let Some(signoff) = &self.signoff {
            self.outline.signoff = true;
            words = words.saturating_sub(words::count(&self.prose[signoff.clone()]));
        } else if let (Some(paragraph), Some(roles)) = (&self.last, self.roles) {
            let prose = &self.prose[paragraph.prose.clone()];
            let likely = |pattern: &String| words::begin_alike(pattern, prose);
            if roles.signoff.iter().any(likely) {
                let text = text_of(paragraph);
                if is_signoff(&text, &roles.signoff) {
                    self.outline.signoff = true;
                    last = Some(&paragraph.prose);
                    words = words.saturating_sub(words::count(&text));
                }
            }
        }
        if let Some(first) = self.first.as_ref().filter(|first| last != Some(&first.prose)) {
            self.outline.excerpt = smart(text_of(first));
        }
        self.outline.words = words;

        let (mut headings, problems) = anchors::assign(self.headings, !self.footnotes.is_empty());
        for heading in &mut headings {
            heading.text = smart(std::mem::take(&mut heading.text));
        }
        self.outline.headings = headings;
        self.problems.extend(problems);
        (self.outline, self.problems)
    }
}

/// The problem of a link or picture of a kind that pages may not have.
pub fn unsafe_link(to: &str, image: bool) -> Option<Problem> {
    let safe = if image { address::is_safe_image(to) } else { address::is_safe_link(to) };
    if safe {
        return None;
    }
    let scheme = address::scheme(to).unwrap_or_default();
    let (what, allowed) = match image {
        true => ("a picture", "pictures come from the site itself or by http or https"),
        false => ("a link", "links lead within the site, or by http, https, mailto or tel"),
    };
    let problem = Problem::new(Code::UnsafeLink, format!("{what} may not begin with `{scheme}:`"));
    Some(problem.hint(allowed))
}

fn collapse(text: &str) -> String {
    let text = text.trim();
    // Mostly there is nothing to be done, and that is seen fast where all is ASCII.
    let is_odd = |byte: u8, next: u8| {
        u8::from(byte.wrapping_sub(b'\t') < 5) | (u8::from(byte == b' ') & u8::from(next == b' '))
    };
    let pairs = text.bytes().zip(text.bytes().skip(1));
    if text.is_ascii() && pairs.fold(0, |any, (byte, next)| any | is_odd(byte, next)) == 0 {
        return text.to_owned();
    }
    let mut after_blank = false;
    let odd = |c: char| {
        let blank = c.is_whitespace();
        let odd = blank && (c != ' ' || after_blank);
        after_blank = blank;
        odd
    };
    if !text.contains(odd) {
        return text.to_owned();
    }
    text.split_whitespace().fold(String::with_capacity(text.len()), |mut out, word| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        out
    })
}

fn is_signoff(text: &str, patterns: &[String]) -> bool {
    let mut likely = patterns.iter().filter(|pattern| words::begin_alike(pattern, text)).peekable();
    if likely.peek().is_none() {
        return false;
    }
    let text = words::plain(text);
    !text.is_empty() && likely.any(|pattern| words::matches(&words::plain(pattern), &text))
}

fn role_of(text: &str, roles: &Roles) -> Option<Role> {
    Role::ALL.into_iter().find(|role| {
        let spellings = match role {
            Role::Background => &roles.background,
            Role::Impact => &roles.impact,
            Role::Reactions => &roles.reactions,
            Role::Next => &roles.next,
        };
        let mut likely = spellings.iter().filter(|spelling| words::begin_alike(spelling, text));
        likely.any(|spelling| words::plain(spelling) == words::plain(text))
    })
}

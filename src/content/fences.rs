//! The components of a body. Their lines of colons are found, and blanked out, before the
//! text is read as Markdown.
//!
//! In its place each line leaves a block of its own that Markdown passes through, as long as
//! the line was: so a component ends every paragraph, list and quotation before it, and all
//! places stay where they are. Lines within code are left alone.

use super::dialect::OPTIONS;
use crate::component::{self, Call, Line};
use crate::problem::{Code, Problem};
use crate::source::{SourceId, Span};
use pulldown_cmark::{Event, Parser, Tag};
use std::borrow::Cow;
use std::ops::Range;

/// A processing instruction: the shortest block that needs no blank line before or behind it.
const BLANK: &[u8] = b"<?>";

/// A body whose components are known.
pub(crate) struct Fences<'a> {
    /// The text without their lines, of the same length.
    pub(crate) text: Cow<'a, str>,
    /// The calls in the order in which they open.
    pub(crate) calls: Vec<Call>,
    /// What is wrong with them.
    pub(crate) problems: Vec<Problem>,
    /// What each line does, by where it begins.
    marks: Vec<(usize, Mark)>,
}

/// What a line of colons does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    /// It opens a call.
    Open(usize),
    /// It closes a call, and those that were opened in it.
    Close(usize),
    /// It is the whole of a call.
    Whole(usize),
    /// It does nothing, which is a problem already.
    Stray,
}

impl<'a> Fences<'a> {
    /// A text in which no components are looked for.
    pub(crate) fn none(text: &'a str) -> Self {
        Self { text: Cow::Borrowed(text), calls: Vec::new(), problems: Vec::new(), marks: Vec::new() }
    }

    /// Finds the components of a body that begins at byte `start` of its source.
    pub(crate) fn find(text: &'a str, start: usize, source: SourceId) -> Self {
        let mut fences = Self::none(text);
        let lines = lines(text);
        if lines.is_empty() {
            return fences;
        }
        let mut open: Vec<Open> = Vec::new();
        let mut blanked = text.as_bytes().to_vec();
        for line in lines {
            blanked[line.clone()].fill(b' ');
            blanked[line.start..line.start + BLANK.len()].copy_from_slice(BLANK);
            let place = Span::new(source, start + line.start, start + line.end);
            let written = &text[line.clone()];
            let (colons, read) = component::line(written, source, start + line.start, &mut fences.problems);
            let call = fences.calls.len();
            let mark = match read {
                Line::Whole(read) => {
                    fences.calls.push(read);
                    Mark::Whole(call)
                }
                Line::Open(read) => {
                    fences.calls.push(read);
                    open.push(Open { call, colons, end: line.end });
                    Mark::Open(call)
                }
                Line::Close => match open.iter().rposition(|open| open.colons == colons) {
                    Some(index) => {
                        open.drain(index + 1..).for_each(|open| fences.unclosed(&open));
                        match open.pop() {
                            Some(Open { call, end, .. }) => {
                                fences.calls[call].body = !text[end..line.start].trim().is_empty();
                                Mark::Close(call)
                            }
                            None => Mark::Stray,
                        }
                    }
                    None => {
                        fences.stray(place, &open);
                        Mark::Stray
                    }
                },
            };
            fences.marks.push((line.start, mark));
        }
        open.iter().for_each(|open| fences.unclosed(open));
        // Only whole lines were replaced, by ASCII.
        fences.text = String::from_utf8(blanked).map_or(Cow::Borrowed(text), Cow::Owned);
        fences
    }

    /// What the line that begins at this byte does, if it is one of colons.
    pub(crate) fn mark(&self, at: usize) -> Option<Mark> {
        let index = self.marks.binary_search_by_key(&at, |(start, _)| *start).ok()?;
        self.marks.get(index).map(|(_, mark)| *mark)
    }

    fn unclosed(&mut self, open: &Open) {
        // It may well have had one.
        self.calls[open.call].body = true;
        let name = &self.calls[open.call].name;
        if name.value.is_empty() {
            return;
        }
        let problem = Problem::new(Code::ComponentSyntax, format!("`{}` is not closed", name.value));
        let colons = ":".repeat(open.colons);
        let hint =
            format!("write a line `{colons}` below its body; without a body, end this line with ` :::`");
        self.problems.push(problem.at(name.span).hint(hint));
    }

    fn stray(&mut self, place: Span, open: &[Open]) {
        let problem = Problem::new(Code::ComponentSyntax, "these colons close nothing").at(place);
        self.problems.push(match open.last() {
            Some(open) => {
                let name = &self.calls[open.call].name;
                let hint = format!("it opened with {} colons, and closes with as many", open.colons);
                problem.label(name.span, "this is open").hint(hint)
            }
            None => problem.hint("take the line out, or open a component above: `::: aside`"),
        });
    }
}

/// A call that is not closed yet.
struct Open {
    call: usize,
    colons: usize,
    /// Where its line ends.
    end: usize,
}

/// Ends a component among those that are open, the outermost first, with all that are still open
/// in it. Comes back with how many that are.
pub(crate) fn closed(open: &mut Vec<usize>, call: usize) -> usize {
    let kept = open.iter().rposition(|opened| *opened == call).unwrap_or(0);
    open.drain(kept..).count()
}

/// The lines that begin, after at most three blanks, with three colons or more, outside of code.
fn lines(text: &str) -> Vec<Range<usize>> {
    // Nearly every text has none, and none is lost by looking for the colons first.
    let mut lines: Vec<Range<usize>> = Vec::new();
    for at in memchr::memmem::find_iter(text.as_bytes(), ":::") {
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let blanks = &text[start..at];
        if blanks.len() <= 3 && blanks.bytes().all(|byte| byte == b' ') {
            let end = text[at..].find('\n').map_or(text.len(), |length| at + length);
            lines.push(start..end);
        }
    }
    lines.dedup();
    if lines.is_empty() {
        return lines;
    }
    let verbatim = Parser::new_ext(text, OPTIONS).into_offset_iter().filter_map(|(event, range)| {
        matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)).then_some(range)
    });
    let mut verbatim = verbatim.peekable();
    lines.retain(|line| {
        while verbatim.next_if(|range| range.end <= line.start).is_some() {}
        verbatim.peek().is_none_or(|range| range.start > line.start)
    });
    lines
}

//! One line of colons: it opens a component, closes one, or does both.

use super::Call;
use crate::problem::{Code, Problem};
use crate::source::{SourceId, Span, Spanned};
use std::ops::Range;

/// What a line of colons does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// It opens a component.
    Open(Call),
    /// It is the whole of a component, which has no body.
    Whole(Call),
    /// It closes a component.
    Close,
}

/// Reads a line that begins, after at most three blanks, with at least three colons. `start`
/// is where the line begins in the source. Comes back with the number of its colons.
pub fn line(text: &str, source: SourceId, start: usize, problems: &mut Vec<Problem>) -> (usize, Line) {
    let begin = text.len() - text.trim_start_matches(' ').len();
    let colons = text[begin..].bytes().take_while(|byte| *byte == b':').count();
    let end = text.trim_end().len();
    let mut reader = Reader { text, at: begin + colons, end, source, start, problems };
    reader.blanks();
    if reader.at >= reader.end {
        return (colons, Line::Close);
    }
    let tail = text[..end].bytes().rev().take_while(|byte| *byte == b':').count();
    let whole = tail >= 3 && text[..end - tail].ends_with([' ', '\t']) && end - tail > reader.at;
    if whole {
        reader.end = text[..end - tail].trim_end().len();
    }
    let call = reader.call();
    (colons, if whole { Line::Whole(call) } else { Line::Open(call) })
}

struct Reader<'a> {
    text: &'a str,
    /// Where the next character is, and where the line ends.
    at: usize,
    end: usize,
    source: SourceId,
    start: usize,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn call(&mut self) -> Call {
        let place = self.word(|_| false);
        let mut name = self.text[place.clone()].to_owned();
        if !is_name(&name, "-") {
            let problem = Problem::new(Code::ComponentSyntax, format!("`{name}` is no name of a component"));
            self.report(problem, &place, "a name is small letters and hyphens: `::: pull-quote`");
            name.clear();
        }
        let mut call = Call {
            name: Spanned::new(name, self.span(&place)),
            bare: None,
            named: Vec::new(),
            body: false,
            rows: Vec::new(),
        };
        loop {
            self.blanks();
            if self.at >= self.end {
                return call;
            }
            self.argument(&mut call);
        }
    }

    fn argument(&mut self, call: &mut Call) {
        let place = self.word(|letter| letter == '=');
        let quoted = self.text[place.clone()].starts_with('"');
        if quoted || !self.text[..self.end][self.at..].starts_with('=') {
            self.at = place.start;
            let Some(value) = self.value() else { return };
            match &call.bare {
                None => call.bare = Some(value),
                Some(_) => {
                    let message = format!("`{}` stands without a name", value.value);
                    let problem = Problem::new(Code::ComponentSyntax, message).at(value.span);
                    let hint = "only one argument may: write `name=value`, and text with blanks in \"…\"";
                    self.problems.push(problem.hint(hint));
                }
            }
            return;
        }
        if place.is_empty() {
            let problem = Problem::new(Code::ComponentSyntax, "there are blanks around this `=`");
            self.report(problem, &(place.start..place.start + 1), "write `name=value`");
            self.at = self.end;
            return;
        }
        let key = Spanned::new(self.text[place.clone()].to_owned(), self.span(&place));
        self.at += 1;
        if !is_name(&key.value, "-_") {
            let message = format!("`{}` is no name of an argument", key.value);
            let hint = "a name is small letters, digits, `_` and `-`, as in `name=value`";
            self.report(Problem::new(Code::ComponentSyntax, message), &place, hint);
        }
        let Some(value) = self.value() else { return };
        if !is_name(&key.value, "-_") {
            return;
        }
        if let Some((first, _)) = call.named.iter().find(|(known, _)| known.value == key.value) {
            let problem = Problem::new(Code::ComponentSyntax, format!("`{}` is given twice", key.value));
            self.problems.push(problem.at(key.span).label(first.span, "here first"));
            return;
        }
        call.named.push((key, value));
    }

    /// A value: text in quotes, or a word.
    fn value(&mut self) -> Option<Spanned<String>> {
        let start = self.at;
        let rest = &self.text[start..self.end];
        if rest.starts_with(['\'', '‘', '’', '“', '”', '„', '«', '»']) {
            let place = self.word(|_| false);
            let problem = Problem::new(Code::ComponentSyntax, "these quotation marks are not read");
            self.at = self.end;
            self.report(problem, &place, "put text between straight double quotes: `by=\"Jane Doe\"`");
            return None;
        }
        if !rest.starts_with('"') {
            let place = self.word(|_| false);
            if place.is_empty() {
                let at = place.start.saturating_sub(1)..place.start;
                let problem = Problem::new(Code::ComponentSyntax, "a value is missing behind `=`");
                self.report(problem, &at, "write `name=value`, without blanks around `=`");
                return None;
            }
            return Some(Spanned::new(self.text[place.clone()].to_owned(), self.span(&place)));
        }
        let mut value = String::new();
        let mut letters = rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' if rest[at + 1..].starts_with(['"', '\\']) => {
                    value.extend(letters.next().map(|(_, letter)| letter));
                }
                '"' => {
                    self.at = start + at + 1;
                    let place = start..self.at;
                    if !rest[at + 1..].is_empty() && !rest[at + 1..].starts_with([' ', '\t']) {
                        let next = self.word(|_| false);
                        let problem = Problem::new(Code::ComponentSyntax, "a blank is missing here");
                        self.report(problem, &next, "a quotation mark within text is written `\\\"`");
                        self.at = self.end;
                    }
                    return Some(Spanned::new(value, self.span(&place)));
                }
                letter => value.push(letter),
            }
        }
        self.at = self.end;
        let problem = Problem::new(Code::ComponentSyntax, "this quotation mark is not closed");
        self.report(problem, &(start..start + 1), "a component and its arguments stand on one line");
        None
    }

    /// The place of the letters up to the next blank or stop.
    fn word(&mut self, stop: impl Fn(char) -> bool) -> Range<usize> {
        let rest = &self.text[self.at..self.end];
        let length = rest.find(|letter: char| matches!(letter, ' ' | '\t') || stop(letter));
        let place = self.at..self.at + length.unwrap_or(rest.len());
        self.at = place.end;
        place
    }

    fn blanks(&mut self) {
        let rest = self.text.get(self.at..self.end).unwrap_or_default();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    fn span(&self, place: &Range<usize>) -> Span {
        Span::new(self.source, self.start + place.start, self.start + place.end)
    }

    fn report(&mut self, problem: Problem, place: &Range<usize>, hint: &str) {
        let problem = problem.at(self.span(place)).hint(hint);
        self.problems.push(problem);
    }
}

/// Says whether a word is small letters and digits, with some of `marks` between them.
pub(super) fn is_name(word: &str, marks: &str) -> bool {
    let fits =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || marks.contains(letter);
    word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word.chars().all(fits)
        && !word.ends_with(|letter| marks.contains(letter))
}

//! Where the keys and values of front matter stand.
//!
//! The YAML crate tells places only of syntax errors, so they are looked for in the text:
//! top-level keys by their lines, what is nested by its words. A place that cannot be found
//! is the place of what is around it.

use crate::source::{SourceId, Span};
use std::ops::Range;

/// The text of a front matter, in which places are looked for.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) source: SourceId,
    /// The whole text of the file.
    pub(super) text: &'a str,
}

/// A top-level key, as its line shows it.
pub(super) struct KeyPlace {
    pub(super) name: String,
    pub(super) key: Range<usize>,
    /// From after the colon to the end of the value's lines; the key itself if there is nothing.
    pub(super) value: Range<usize>,
}

impl Places<'_> {
    /// The span of a range.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.source, range.start, range.end)
    }

    /// The range of a span.
    pub(super) fn range(span: Span) -> Range<usize> {
        span.start as usize..span.end as usize
    }

    /// The top-level keys of the lines in a range.
    pub(super) fn keys(&self, range: Range<usize>) -> Vec<KeyPlace> {
        let mut found: Vec<(String, Range<usize>, usize)> = Vec::new();
        let mut starts = Vec::new();
        let mut indent = None;
        let mut at = range.start;
        for line in self.text[range.clone()].split_inclusive('\n') {
            let start = at;
            at += line.len();
            let words = line.trim_start_matches(' ');
            if words.trim().is_empty() || words.starts_with('#') {
                continue;
            }
            let width = line.len() - words.len();
            if width == *indent.get_or_insert(width)
                && let Some((name, length, colon)) = key_of(words)
            {
                let begin = start + width;
                found.push((name, begin..begin + length, begin + colon + 1));
                starts.push(start);
            }
        }
        starts.push(range.end);
        found
            .into_iter()
            .zip(&starts[1..])
            .map(|((name, key, colon), end)| {
                let value = self.value(colon..*end);
                KeyPlace { name, value: if value.is_empty() { key.clone() } else { value }, key }
            })
            .collect()
    }

    /// The value in a range, without spaces, comments and commas around it.
    fn value(&self, range: Range<usize>) -> Range<usize> {
        let mut rest = &self.text[range.clone()];
        // Comments and empty lines before a value that begins on a later line.
        loop {
            rest = rest.trim_start();
            match rest.starts_with('#') {
                true => rest = rest.split_once('\n').map_or("", |(_, rest)| rest),
                false => break,
            }
        }
        let start = range.end - rest.len();
        let mut value = rest.trim_end();
        while let Some((before, last)) = value.rsplit_once('\n')
            && last.trim_start().starts_with('#')
        {
            value = before.trim_end();
        }
        let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
        let block = value.starts_with(['|', '>']);
        if let Some(quote) = quote {
            if let Some(end) = value.rfind(quote).filter(|end| *end > 0)
                && value[end + 1..].trim_start().starts_with(['#', ',', '}', ']'])
            {
                value = &value[..=end];
            }
        } else if !block && !value.contains('\n') {
            value = value.find(" #").map_or(value, |end| value[..end].trim_end());
        }
        start..start + value.len()
    }

    /// A text in a range as it is written there, after `cursor`. Whole words are preferred.
    pub(super) fn find(&self, range: &Range<usize>, cursor: usize, needle: &str) -> Option<Range<usize>> {
        let needle = needle.trim();
        let from = cursor.clamp(range.start, range.end);
        let hay = self.text.get(from..range.end)?;
        if needle.is_empty() {
            return None;
        }
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let mut first = None;
        // A long run of near misses is not worth the time: places are for people.
        for (at, _) in hay.match_indices(needle).take(64) {
            let hit = from + at..from + at + needle.len();
            if !word(hay[..at].chars().next_back()) && !word(self.text[hit.end..range.end].chars().next()) {
                return Some(hit);
            }
            first.get_or_insert(hit);
        }
        first
    }

    /// A key in a range, after `cursor`.
    pub(super) fn find_key(&self, range: &Range<usize>, cursor: usize, name: &str) -> Option<Range<usize>> {
        let mut from = cursor;
        for _ in 0..64 {
            let hit = self.find(range, from, name)?;
            from = hit.end;
            let before = self.text[range.start..hit.start].chars().next_back();
            let mut after = &self.text[hit.end..range.end];
            let fits = match before {
                Some(quote @ ('"' | '\'')) => {
                    let closed = after.strip_prefix(quote);
                    after = closed.unwrap_or(after);
                    closed.is_some()
                }
                None => true,
                Some(c) => c.is_whitespace() || matches!(c, '{' | ',' | '-'),
            };
            if fits && after.trim_start_matches(' ').starts_with(':') {
                return Some(hit);
            }
        }
        None
    }

    /// The values of keys that stand in a range, one for each key in order.
    pub(super) fn fields<'n>(
        &self,
        range: &Range<usize>,
        names: impl Iterator<Item = &'n str>,
    ) -> Vec<(Range<usize>, Range<usize>)> {
        let mut cursor = range.start;
        let mut keys: Vec<Option<Range<usize>>> = Vec::new();
        for name in names {
            let hit = self.find_key(range, cursor, name);
            cursor = hit.as_ref().map_or(cursor, |hit| hit.end);
            keys.push(hit);
        }
        let mut fields = Vec::with_capacity(keys.len());
        for (index, key) in keys.iter().enumerate() {
            let Some(key) = key else {
                fields.push((range.clone(), range.clone()));
                continue;
            };
            let end = keys[index + 1..].iter().flatten().next().map_or(range.end, |next| next.start);
            let colon = self.text[key.end..end].find(':').map_or(key.end, |at| key.end + at + 1);
            let value = self.value(colon..end);
            let shown = self.text[value.clone()].trim_end_matches(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '}') || (c == '-' && value.len() > 1)
            });
            let value = value.start..value.start + shown.len();
            fields.push((key.clone(), if value.is_empty() { key.clone() } else { value }));
        }
        fields
    }
}

/// The key at the beginning of a line: its name, its length as written, and where its
/// colon is.
fn key_of(line: &str) -> Option<(String, usize, usize)> {
    let line = line.trim_end();
    if let Some(quote) = line.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let end = line[1..].find(quote)? + 1;
        let rest = &line[end + 1..];
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        return rest[spaces..].starts_with(':').then(|| (line[1..end].to_owned(), end + 1, end + 1 + spaces));
    }
    if line.starts_with(['[', '{', '}', ']', '&', '*', '!', '|', '>', '%', '@', '`'])
        || line.starts_with("- ")
    {
        return None;
    }
    let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let rest = &line[at + 1..];
        rest.is_empty() || rest.starts_with([' ', '\t'])
    })?;
    let name = line[..colon].trim_end();
    (!name.is_empty()).then(|| (name.to_owned(), name.len(), colon))
}

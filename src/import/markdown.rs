//! Writes an imported article as a Markdown file with front matter.

use super::{Block, Imported};
use std::fmt::Write;

impl Imported {
    /// The whole file: front matter, an empty line, the body.
    pub fn markdown(&self, id: &str) -> String {
        let mut file = String::from("---\n");
        let mut field = |key: &str, value: String| {
            let _ = writeln!(file, "{key}: {value}");
        };
        field("id", quote(id));
        field("title", quote(&self.title));
        field("date", plain_date(&self.date));
        if let Some(summary) = &self.summary {
            field("summary", quote(summary));
        }
        if !self.authors.is_empty() {
            field("authors", list(&self.authors));
        }
        if !self.tags.is_empty() {
            field("tags", list(&self.tags));
        }
        if self.draft {
            field("draft", "true".into());
        }
        file.push_str("---\n");
        for block in &self.body {
            file.push('\n');
            write_block(&mut file, block);
        }
        file
    }
}

fn write_block(file: &mut String, block: &Block) {
    match block {
        Block::Heading(text) => {
            let _ = writeln!(file, "## {}", escape_heading(text));
        }
        Block::Paragraph(text) => {
            let _ = writeln!(file, "{}", escape(text));
        }
        Block::List(items) => {
            for item in items {
                let _ = writeln!(file, "- {}", escape(item));
            }
        }
    }
}

/// Quotes a text for YAML. Always quoted, so that neither `NO` nor `1e3` nor a colon in a
/// headline can mean something else.
pub fn quote(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    // JSON's strings are YAML's, but for characters that YAML does not count as printable.
    let mut quoted = String::with_capacity(json.len());
    for letter in json.chars() {
        let printable = !letter.is_control()
            && !matches!(letter, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}');
        if printable {
            quoted.push(letter);
        } else {
            let _ = write!(quoted, "\\u{:04x}", letter as u32);
        }
    }
    quoted
}

fn list(items: &[String]) -> String {
    let items: Vec<_> = items.iter().map(|item| quote(item)).collect();
    format!("[{}]", items.join(", "))
}

fn plain_date(date: &str) -> String {
    let harmless = |letter: char| letter.is_ascii_digit() || "-:.+TZ".contains(letter);
    if !date.is_empty() && date.chars().all(harmless) { date.to_owned() } else { quote(date) }
}

/// Escapes one line of plain text, so that Markdown shows it as it is. Only what would
/// mean something is escaped: people will go on writing in this file.
pub fn escape(text: &str) -> String {
    let letters: Vec<char> = text.trim().chars().collect();
    let mut escaped = String::with_capacity(text.len() + 8);
    let marked = line_start(&letters);
    let tildes = letters.iter().filter(|letter| **letter == '~').count();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1).copied();
        let special = match letter {
            '\\' | '`' | '*' | '[' => true,
            '_' => !(before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)),
            '~' => tildes > 1,
            '<' => after.is_some_and(|after| after.is_ascii_alphabetic() || "/!?".contains(after)),
            '&' => is_entity(&letters[at + 1..]),
            _ => false,
        };
        if special || marked == Some(at) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// A heading has two more traps: attributes in braces and a closing row of `#`.
fn escape_heading(text: &str) -> String {
    let mut escaped = escape(text);
    let body = escaped.trim_end_matches(['}', '#']);
    let backslashes = body.len() - body.trim_end_matches('\\').len();
    let single = escaped.len() == body.len() + 1;
    // A lone mark that the line's start has escaped already is left alone.
    if escaped.ends_with(['}', '#']) && !(single && backslashes % 2 == 1) {
        escaped.insert(escaped.len() - 1, '\\');
    }
    escaped
}

/// The place of the character that would make the line something else than a paragraph.
fn line_start(letters: &[char]) -> Option<usize> {
    let ends_word = |at: usize| letters.get(at).is_none_or(|letter| letter.is_whitespace());
    let row = |mark: char| letters.iter().all(|letter| *letter == mark || letter.is_whitespace());
    match *letters.first()? {
        mark @ ('-' | '+') => (ends_word(1) || row(mark)).then_some(0),
        '#' | '>' | ':' | '=' | '|' => Some(0),
        first if first.is_ascii_digit() => {
            let digits = letters.iter().take_while(|letter| letter.is_ascii_digit()).count();
            let marked = matches!(letters.get(digits), Some('.' | ')'));
            (digits <= 9 && marked && ends_word(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

/// Says whether what follows an `&` makes it a character reference.
fn is_entity(after: &[char]) -> bool {
    let name = after.iter().take_while(|letter| letter.is_ascii_alphanumeric() || **letter == '#').count();
    name > 0 && after.get(name) == Some(&';')
}

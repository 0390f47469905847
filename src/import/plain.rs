//! The desk's plain text: labelled first lines ("Summary – …", "Article –"), bare heading
//! lines, lists and a sign-off.
//!
//! Two habits of writing are met: one line for each paragraph, and paragraphs broken into
//! short lines with empty lines between them. `is_wrapped` tells them apart.

use super::title::propose_title;
use super::{Block, Imported};
use jiff::civil::{Date, DateTime};

/// The usual headings of the desk's articles, known without a site's settings.
pub const HEADINGS: [&str; 4] =
    ["Background", "The Global Impact", "Reactions from the World Stage", "What Comes Next?"];

/// The longest line that can be a headline, in letters.
const HEADLINE: usize = 120;
/// The longest line that can be a heading, in letters.
const HEADING: usize = 60;
/// The longest line of a text that is broken into lines.
const WRAPPED: usize = 100;

/// What an import needs to know besides the text.
#[derive(Clone, Debug)]
pub struct PlainOptions {
    /// The date that was asked for; it wins over the text's own.
    pub date: Option<String>,
    /// The date to fall back to.
    pub now: String,
    /// The authors that were asked for; they win over the text's own.
    pub authors: Vec<String>,
    /// Lines that are headings wherever they stand alone: the role headings.
    pub headings: Vec<String>,
}

/// Reads a plain text. `name` stands in for the headline if there is not a word of text.
pub fn plain(text: &str, name: &str, options: &PlainOptions) -> Imported {
    let lines = clean_lines(text);
    let wrapped = is_wrapped(&lines);
    let (mut head, rest) = Head::read(&lines, wrapped, options);
    let mut lines: Vec<&str> = rest.iter().map(String::as_str).collect();
    let first = head.first.take();
    lines.splice(0..0, first.as_deref());
    head.read_foot(&mut lines);
    if head.title.is_none() {
        head.title = take_headline(&mut lines, wrapped, options);
    }
    let body = blocks(&lines, wrapped, options);

    let mut notes = Vec::new();
    let asked = options.date.clone();
    let mut unread = false;
    let date = asked.unwrap_or_else(|| match head.date.as_deref().map(|written| (written, date(written))) {
        Some((_, Some(date))) => date,
        Some((written, None)) => {
            notes.push(format!("the date `{written}` could not be read, so the present one was taken"));
            unread = true;
            options.now.clone()
        }
        None => options.now.clone(),
    });
    let proposed = head.title.is_none();
    let summary = head.summary.map(|text| clean_value(&text)).filter(|text| !text.is_empty());
    let title = head.title.unwrap_or_else(|| propose_title(summary.as_deref(), &body, name));
    Imported {
        title,
        proposed,
        draft: proposed || unread,
        date,
        summary,
        authors: if options.authors.is_empty() { head.authors } else { options.authors.clone() },
        tags: head.tags,
        body,
        notes,
    }
}

/// A date in the form that front matter has: `2026-11-23`, a time of the site's zone, or an
/// instant. Also read are `23 November 2026` and `Nov. 23, 2026`. None if it is no date.
pub fn date(text: &str) -> Option<String> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    }
    if let Ok(time) = text.parse::<DateTime>() {
        let form = if text.contains(':') { "%Y-%m-%dT%H:%M:%S" } else { "%Y-%m-%d" };
        return Some(time.strftime(form).to_string());
    }
    let spelled = text.replace(['.', ','], " ");
    let spelled = spelled.split_whitespace().collect::<Vec<_>>().join(" ");
    ["%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"]
        .iter()
        .find_map(|form| Date::strptime(form, &spelled).ok())
        .map(|date| date.to_string())
}

/// What the labelled first lines say.
#[derive(Default)]
struct Head {
    title: Option<String>,
    summary: Option<String>,
    date: Option<String>,
    authors: Vec<String>,
    tags: Vec<String>,
    /// Text on the line of the label "Article".
    first: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Title,
    Summary,
    Author,
    Date,
    Tags,
    Article,
}

const LABELS: [(&str, Label); 10] = [
    ("title", Label::Title),
    ("headline", Label::Title),
    ("summary", Label::Summary),
    ("authors", Label::Author),
    ("author", Label::Author),
    ("byline", Label::Author),
    ("date", Label::Date),
    ("tags", Label::Tags),
    ("topics", Label::Tags),
    ("article", Label::Article),
];

impl Head {
    /// Reads the labelled lines and gives back the lines of the body.
    fn read<'a>(lines: &'a [String], wrapped: bool, options: &PlainOptions) -> (Self, &'a [String]) {
        let mut head = Self::default();
        // A label whose text is on the next line, and one whose text may go on there.
        let mut pending: Option<Label> = None;
        let mut open: Option<Label> = None;
        for (at, line) in lines.iter().enumerate() {
            if line.is_empty() {
                open = None;
                continue;
            }
            if let Some((label, value)) = label_of(line).filter(|(label, _)| !head.has(*label)) {
                if label == Label::Article {
                    head.first = Some(value.to_owned()).filter(|value| !value.is_empty());
                    return (head, &lines[at + 1..]);
                }
                head.add(label, value);
                pending = value.is_empty().then_some(label);
                open = (wrapped && pending.is_none()).then_some(label);
            } else if let Some(label) = pending.take() {
                head.add(label, line);
                open = wrapped.then_some(label);
            } else if let Some(label) = open {
                head.add(label, line);
            } else if let Some(names) =
                byline(line).filter(|_| head.title.is_some() && !head.has(Label::Author))
            {
                head.add(Label::Author, names);
            } else if head.title.is_none()
                && head.summary.is_none()
                && is_headline(line, &lines[at + 1..], wrapped, options)
            {
                head.title = Some(clean_value(line));
            } else {
                return (head, &lines[at..]);
            }
        }
        (head, &[])
    }

    /// Takes authors, date and tags from the last lines, where some write them.
    fn read_foot(&mut self, lines: &mut Vec<&str>) {
        loop {
            while lines.last().is_some_and(|line| line.is_empty()) {
                lines.pop();
            }
            let Some((label, value)) = lines.last().and_then(|line| label_of(line)) else { return };
            let wanted = matches!(label, Label::Author | Label::Date | Label::Tags) && !self.has(label);
            if !wanted || value.is_empty() {
                return;
            }
            self.add(label, value);
            lines.pop();
        }
    }

    fn has(&self, label: Label) -> bool {
        match label {
            Label::Title => self.title.is_some(),
            Label::Summary => self.summary.is_some(),
            Label::Author => !self.authors.is_empty(),
            Label::Date => self.date.is_some(),
            Label::Tags => !self.tags.is_empty(),
            Label::Article => false,
        }
    }

    fn add(&mut self, label: Label, value: &str) {
        let more = |field: &mut Option<String>| {
            if value.is_empty() {
                return;
            }
            match field {
                Some(text) => *text = format!("{text} {value}"),
                None => *field = Some(value.to_owned()),
            }
        };
        match label {
            Label::Title => {
                more(&mut self.title);
                self.title = self.title.take().map(|title| clean_value(&title));
            }
            Label::Summary => more(&mut self.summary),
            Label::Date => {
                more(&mut self.date);
                self.date = self.date.take().map(|date| clean_value(&date));
            }
            Label::Author => self.authors.extend(names(byline(value).unwrap_or(value))),
            Label::Tags => self.tags.extend(items(value)),
            Label::Article => {}
        }
    }
}

/// The label at the start of a line, and the text after it.
fn label_of(line: &str) -> Option<(Label, &str)> {
    LABELS.iter().find_map(|(name, label)| {
        let start = line.get(..name.len()).filter(|start| start.eq_ignore_ascii_case(name))?;
        let after = &line[start.len()..];
        if after.is_empty() && matches!(label, Label::Summary | Label::Article) {
            return Some((*label, ""));
        }
        let rest = after.trim_start();
        let mark = rest.chars().next()?;
        let value = &rest[mark.len_utf8()..];
        let divides = match mark {
            '–' | '—' | '―' | ':' => true,
            // "Date-based" is a word, "Date - 23 November" is not.
            '-' | '‐' | '‑' | '−' => value.is_empty() || value.starts_with(char::is_whitespace),
            _ => false,
        };
        divides.then(|| (*label, value.trim()))
    })
}

/// The names of a line "By Mara Lind".
fn byline(line: &str) -> Option<&str> {
    let start = line.get(..3).filter(|start| start.eq_ignore_ascii_case("by "))?;
    let names = line[start.len()..].trim();
    let short = names.split_whitespace().count() <= 8 && !names.ends_with(['.', '!', '?', ':', ';']);
    (short && names.starts_with(char::is_uppercase)).then_some(names)
}

fn names(value: &str) -> Vec<String> {
    value.split([',', ';', '&']).flat_map(|part| part.split(" and ")).flat_map(items).collect()
}

fn items(value: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for item in value.split([',', ';']).map(|item| item.trim().trim_start_matches('#').trim_end_matches('.'))
    {
        if !item.is_empty() && !found.iter().any(|known| known == item) {
            found.push(item.to_owned());
        }
    }
    found
}

/// A value without the stray comma that the desk's forms leave behind.
fn clean_value(value: &str) -> String {
    value.trim_end_matches(|letter: char| letter == ',' || letter == ';' || letter.is_whitespace()).to_owned()
}

/// The lines of a text, trimmed, without control characters and doubled spaces.
fn clean_lines(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| {
            let line: String = line
                .chars()
                .map(|letter| if letter == '\t' { ' ' } else { letter })
                .filter(|letter| !letter.is_control() && *letter != '\u{feff}')
                .collect();
            // Spaces that do not break are meant; only ordinary ones are collapsed.
            line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned()
        })
        .collect()
}

/// Says whether the paragraphs of a text are broken into lines: all lines are short, and
/// some line stops within a sentence that the next one goes on with.
fn is_wrapped(lines: &[String]) -> bool {
    let broken = |pair: &[String]| {
        pair[0].chars().count() >= 30
            && pair[0].ends_with(|letter: char| letter.is_alphanumeric() || letter == ',')
            && pair[1].starts_with(char::is_lowercase)
    };
    lines.iter().all(|line| line.chars().count() <= WRAPPED) && lines.windows(2).any(broken)
}

fn known_heading(line: &str, options: &PlainOptions) -> bool {
    let bare = |text: &str| bare_heading(text).trim_end_matches('?').trim().to_lowercase();
    let line = bare(line);
    !line.is_empty() && options.headings.iter().any(|heading| bare(heading) == line)
}

/// A heading without the colon or dash that some put after it.
fn bare_heading(line: &str) -> &str {
    line.trim_end_matches([':', '-', '–', '—', ' '])
}

/// Says whether a line at the top of the text is its headline.
fn is_headline(line: &str, after: &[impl AsRef<str>], wrapped: bool, options: &PlainOptions) -> bool {
    let next = after.iter().map(AsRef::as_ref).find(|line| !line.is_empty());
    let alone = match after.first().map(AsRef::as_ref) {
        Some(next) if wrapped => next.is_empty() || label_of(next).is_some() || byline(next).is_some(),
        _ => true,
    };
    next.is_some_and(|next| !next.starts_with(char::is_lowercase))
        && alone
        && line.chars().count() <= HEADLINE
        && line.ends_with(|letter: char| letter.is_alphanumeric() || "?)”’\"'".contains(letter))
        && list_item(line).is_none()
        && !known_heading(line, options)
}

/// Takes the first line of the body if it is the headline.
fn take_headline(lines: &mut Vec<&str>, wrapped: bool, options: &PlainOptions) -> Option<String> {
    let at = lines.iter().position(|line| !line.is_empty())?;
    is_headline(lines[at], &lines[at + 1..], wrapped, options).then(|| clean_value(lines.remove(at)))
}

/// The text of a list item.
fn list_item(line: &str) -> Option<&str> {
    let mark = line.chars().next()?;
    let text = &line[mark.len_utf8()..];
    let marks = match mark {
        '-' | '*' => text.starts_with(' '),
        '•' | '‣' | '▪' | '◦' | '·' => true,
        _ => false,
    };
    Some(text.trim()).filter(|text| marks && !text.is_empty())
}

/// Parts the lines of the body.
fn blocks(lines: &[&str], wrapped: bool, options: &PlainOptions) -> Vec<Block> {
    // Lists go on over empty lines; broken lines are put together only without one between.
    let mut blocks: Vec<(Block, usize)> = Vec::new();
    let mut open = false;
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let gaps = lines.iter().any(|line| line.is_empty());
    for line in lines {
        if line.is_empty() {
            open = false;
        } else if known_heading(line, options) {
            blocks.push((Block::Heading(bare_heading(line).to_owned()), 1));
            open = false;
        } else if let Some(item) = list_item(line) {
            match blocks.last_mut() {
                Some((Block::List(items), _)) => items.push(item.to_owned()),
                _ => blocks.push((Block::List(vec![item.to_owned()]), 1)),
            }
            open = wrapped;
        } else {
            match blocks.last_mut().filter(|_| open) {
                Some((Block::Paragraph(text), count)) => {
                    *text = format!("{text} {line}");
                    *count += 1;
                }
                Some((Block::List(items), _)) => {
                    if let Some(item) = items.last_mut() {
                        *item = format!("{item} {line}");
                    }
                }
                _ => blocks.push((Block::Paragraph((*line).to_owned()), 1)),
            }
            // Without empty lines, a short line that ends a sentence ends the paragraph.
            let last =
                !gaps && line.ends_with(['.', '!', '?', '”', '"']) && line.chars().count() * 4 < longest * 3;
            open = wrapped && !last;
        }
    }
    with_headings(blocks)
}

/// Makes headings of short lines that stand alone between longer ones. Two such lines in a
/// row are verse or an address, and the last line is a sign-off.
fn with_headings(blocks: Vec<(Block, usize)>) -> Vec<Block> {
    let short: Vec<bool> = blocks
        .iter()
        .map(|(block, lines)| matches!(block, Block::Paragraph(text) if *lines == 1 && looks_like_heading(text)))
        .collect();
    let is_heading = |at: usize| matches!(blocks.get(at), Some((Block::Heading(_), _)));
    let heads: Vec<bool> = (0..blocks.len())
        .map(|at| {
            let alone = at == 0 || !(short[at - 1] || is_heading(at - 1));
            let opens = at + 1 < blocks.len() && !short[at + 1] && !is_heading(at + 1);
            short[at] && alone && opens
        })
        .collect();
    blocks
        .into_iter()
        .zip(heads)
        .map(|((block, _), head)| match block {
            Block::Paragraph(text) if head => Block::Heading(text),
            block => block,
        })
        .collect()
}

fn looks_like_heading(text: &str) -> bool {
    text.chars().count() <= HEADING
        && text.split_whitespace().count() <= 9
        && text.starts_with(|letter: char| letter.is_alphanumeric() && !letter.is_lowercase())
        && text.ends_with(|letter: char| letter.is_alphanumeric() || letter == ')')
}

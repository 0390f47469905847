//! A table of text, and what in it is numbers.

use super::Chart;

/// The most bytes that a file of figures may have.
pub const LARGEST: usize = 256 * 1024;

/// A table whose numbers are known.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Figures {
    /// The columns, the first with what the rows are about.
    pub columns: Vec<Column>,
    /// The rows as written, each as long as there are columns.
    pub rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// What stands above it.
    pub name: String,
    /// The numbers in it, None for gaps; None if it has other text than numbers, or none.
    pub numbers: Option<Vec<Option<f64>>>,
    /// They are years, which are written without marks between thousands.
    pub years: bool,
}

/// The rows of a CSV text, the first being its head. Fails with the byte and the reason.
pub fn grid(text: &str) -> Result<Vec<Vec<String>>, (usize, String)> {
    if text.len() > LARGEST {
        return Err((0, format!("a file of figures has at most {} KiB", LARGEST / 1024)));
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| {
            let at = error.position().map_or(0, |position| position.byte() as usize);
            let reason = match error.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("this line has {len} fields, but the first line has {expected_len}")
                }
                _ => error.to_string(),
            };
            (at, reason)
        })?;
        rows.push(row.iter().map(str::to_owned).collect());
    }
    match rows.len() {
        0 | 1 => Err((0, "figures need a first line with names, and at least one line below it".into())),
        _ => Ok(rows),
    }
}

impl Figures {
    /// The figures of rows whose first is the head.
    pub fn new(grid: &[Vec<String>]) -> Self {
        let Some((head, rows)) = grid.split_first() else { return Self::default() };
        let mut rows = rows.to_vec();
        rows.iter_mut().for_each(|row| row.resize(head.len(), String::new()));
        let column = |(index, name): (usize, &String)| {
            let cells = rows.iter().map(|row| row[index].as_str());
            let numbers: Option<Vec<Option<f64>>> =
                cells.map(|cell| if is_gap(cell) { Some(None) } else { number(cell).map(Some) }).collect();
            let numbers = numbers.filter(|numbers| numbers.iter().any(Option::is_some));
            let year = |number: &f64| number.fract() == 0.0 && (1000.0..3000.0).contains(number);
            let years = numbers.as_ref().is_some_and(|numbers| numbers.iter().flatten().all(year));
            let plain = rows.iter().all(|row| !row[index].contains([',', '\u{a0}', '\u{202f}', '%']));
            Column { name: name.clone(), years: years && plain && index == 0, numbers }
        };
        Self { columns: head.iter().enumerate().map(column).collect(), rows }
    }

    /// The columns of numbers behind the first.
    pub fn series(&self) -> impl Iterator<Item = (&str, &[Option<f64>])> {
        let numbers = |column: &'_ Column| column.numbers.is_some();
        self.columns
            .iter()
            .skip(1)
            .filter(move |column| numbers(column))
            .map(|column| (column.name.as_str(), column.numbers.as_deref().unwrap_or_default()))
    }

    /// What the rows are about.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|row| row.first().map_or("", String::as_str))
    }

    /// The lowest and the highest number.
    pub(super) fn bounds(&self) -> (f64, f64) {
        let numbers = self.series().flat_map(|(_, numbers)| numbers).flatten();
        numbers.fold((f64::MAX, f64::MIN), |(low, high), number| (low.min(*number), high.max(*number)))
    }

    /// The figures in a line, for those who do not see the drawing: all of few, or the ends.
    pub(super) fn summary(&self, chart: &Chart<'_>) -> String {
        const FEW: usize = 12;
        let labels: Vec<&str> = self.labels().collect();
        let one = |(name, numbers): (&str, &[Option<f64>])| {
            let shown = numbers
                .iter()
                .enumerate()
                .filter(|(index, _)| numbers.len() <= FEW || *index == 0 || *index + 1 == numbers.len());
            let parts = shown.filter_map(|(index, number)| {
                Some(format!("{} {}", labels.get(index)?, written((*number)?, chart.lang, chart.unit)))
            });
            let parts: Vec<String> = parts.collect();
            let between = if numbers.len() <= FEW { "; " } else { " … " };
            format!("{name}: {}", parts.join(between))
        };
        self.series().map(one).collect::<Vec<_>>().join(". ")
    }
}

/// Says whether a cell stands for a number that is not known.
fn is_gap(cell: &str) -> bool {
    matches!(cell.trim(), "" | "-" | "–" | "—" | "…" | ".." | "..." | "n/a" | "N/A" | "NA")
}

/// The number of a cell: digits, with a point, marks between thousands, or `%` behind them.
pub fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim().replace('−', "-");
    let cell = cell.strip_suffix('%').unwrap_or(&cell).trim_end();
    let parts: Vec<&str> = cell.split([',', '\u{a0}', '\u{202f}']).collect();
    let plain = match parts.as_slice() {
        [_] => cell.to_owned(),
        [first, rest @ ..] => {
            let whole = rest.iter().enumerate().all(|(index, part)| {
                let digits =
                    if index + 1 == rest.len() { part.split('.').next().unwrap_or(part) } else { part };
                digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
            });
            let digits = first.trim_start_matches('-');
            if !whole || digits.is_empty() || digits.len() > 3 {
                return None;
            }
            parts.concat()
        }
        [] => return None,
    };
    if !plain.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E')) {
        return None;
    }
    plain.parse().ok().filter(|number: &f64| number.is_finite() && number.abs() < 1e15)
}

/// A number as a language writes it, with its unit.
pub fn written(number: f64, lang: &str, unit: &str) -> String {
    let (group, point) = match lang.split('-').next().unwrap_or(lang) {
        "fr" => ("\u{202f}", ","),
        "ru" | "uk" | "cs" | "pl" | "sv" | "nb" | "fi" | "bg" | "sk" => ("\u{a0}", ","),
        "de" | "es" | "it" | "pt" | "nl" | "da" | "tr" | "id" | "el" | "ro" => (".", ","),
        _ => (",", "."),
    };
    // As many decimals as tell numbers of this size apart.
    let decimals = match number.abs() {
        0.0 => 0,
        size if size < 0.01 => 4,
        size if size < 1.0 => 3,
        size if size < 100.0 => 2,
        _ => 1,
    };
    let plain = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let fraction = fraction.trim_end_matches('0');
    let mut text = String::new();
    if number < 0.0 && plain.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        text.push('−');
    }
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 && whole.len() > 4 {
            text.push_str(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push_str(point);
        text.push_str(fraction);
    }
    if !unit.is_empty() {
        if unit.starts_with(char::is_alphabetic) || matches!(group, "\u{202f}" | "\u{a0}") {
            text.push('\u{a0}');
        }
        text.push_str(unit);
    }
    text
}

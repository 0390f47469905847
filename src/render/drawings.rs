//! The functions of templates that draw: tables of figures, charts, maps.

use super::objects::data_value;
use crate::atlas::{Map, World};
use crate::chart::{self, Chart, Figures, Kind, written};
use crate::facts::{Answer, Entry, Field, Question, Window};
use minijinja::value::{Kwargs, ValueKind, from_args};
use minijinja::{Error, ErrorKind, Value};

/// `figures(of, lang=…)`: a table with its numbers known and written as the language does.
pub(super) fn figures(window: &Window, arguments: &[Value]) -> Result<Value, Error> {
    let (of, options): (&Value, Kwargs) = from_args(arguments)?;
    let lang: Option<&str> = options.get("lang")?;
    let unit: Option<&str> = options.get("unit")?;
    options.assert_all_used()?;
    let figures = read(window, of)?;
    let column = |column: &chart::Column| {
        Value::from_pairs([
            ("name", Value::from(column.name.as_str())),
            ("number", Value::from(column.numbers.is_some() && !column.years)),
        ])
    };
    let cell = |row: usize, index: usize, text: &str| {
        let column = figures.columns.get(index).filter(|column| !column.years);
        let number = column.and_then(|column| *column.numbers.as_ref()?.get(row)?);
        // A cell that brings its own sign keeps it.
        let unit = if text.ends_with('%') { "%" } else { unit.unwrap_or("") };
        match number {
            Some(number) => Value::from(written(number, lang.unwrap_or("en"), unit)),
            None => Value::from(text),
        }
    };
    let row = |(number, row): (usize, &Vec<String>)| -> Value {
        row.iter().enumerate().map(|(index, text)| cell(number, index, text)).collect()
    };
    Ok(Value::from_pairs([
        ("columns", figures.columns.iter().map(column).collect::<Value>()),
        ("rows", figures.rows.iter().enumerate().map(row).collect::<Value>()),
    ]))
}

/// `chart(of, kind=…, title=…, unit=…, lang=…, rtl=…, id=…)`: SVG.
pub(super) fn chart(window: &Window, arguments: &[Value]) -> Result<Value, Error> {
    let (of, options): (&Value, Kwargs) = from_args(arguments)?;
    let text = |name| options.get::<Option<&str>>(name).map(Option::unwrap_or_default);
    let (word, title, unit) = (text("kind")?, text("title")?, text("unit")?);
    let (lang, id) = (text("lang")?, text("id")?);
    let right_to_left = options.get::<Option<bool>>("rtl")?.unwrap_or(false);
    options.assert_all_used()?;
    let kind =
        Kind::from_name(word).ok_or_else(|| failed(format!("there is no chart of the kind `{word}`")))?;
    let figures = read(window, of)?;
    let drawn = chart::draw(&Chart { kind, title, unit, lang, right_to_left, id }, &figures);
    Ok(Value::from_safe_string(drawn.unwrap_or_default()))
}

/// `country_names(codes)`: the names of countries: words of the theme such as `country_td`,
/// terms of the site, or English.
pub(super) fn country_names(window: &Window, arguments: &[Value]) -> Result<Value, Error> {
    let (codes,): (&Value,) = from_args(arguments)?;
    Ok(names(window, codes)?.into_iter().map(|(_, name)| name).collect())
}

/// `locator(codes, title=…, rtl=…, id=…)`: a map that shows where countries are, as SVG.
pub(super) fn locator(window: &Window, arguments: &[Value]) -> Result<Value, Error> {
    let (codes, options): (&Value, Kwargs) = from_args(arguments)?;
    let text = |name| options.get::<Option<&str>>(name).map(Option::unwrap_or_default);
    let (title, id) = (text("title")?, text("id")?);
    let right_to_left = options.get::<Option<bool>>("rtl")?.unwrap_or(false);
    options.assert_all_used()?;
    let countries = names(window, codes)?;
    let map = Map { countries: &countries, title, id, right_to_left };
    let drawn = crate::atlas::draw(&map).ok_or_else(|| failed("there is no country to show".into()))?;
    Ok(Value::from_safe_string(drawn))
}

fn names(window: &Window, codes: &Value) -> Result<Vec<(String, String)>, Error> {
    let world = World::read();
    let mut names = Vec::new();
    for code in codes.try_iter()? {
        let code = code.to_string();
        let lower = code.to_lowercase();
        let word = window.ask(Question::Word(window.symbol(&format!("country_{lower}"))));
        let name = match word {
            Answer::Data(word) => word.as_text().map(str::to_owned),
            _ => match window.ask(Question::Find(window.symbol(&format!("term countries/{lower}")))) {
                Answer::Entry(term @ Entry::Term(_)) => super::ask::text(window, term, Field::Title),
                _ => None,
            },
        };
        let name = name.filter(|name| !name.eq_ignore_ascii_case(&code));
        let english = || world.find(&code).map(|country| country.name.clone());
        names.extend(name.or_else(english).map(|name| (code, name)));
    }
    Ok(names)
}

/// The figures of a source, by its path, or of rows of text. Where there are none, a problem of the
/// content has been found before, and nothing is drawn.
fn read(window: &Window, of: &Value) -> Result<Figures, Error> {
    let rows = match of.as_str() {
        Some(path) => match window.ask(Question::Figures(window.symbol(path))) {
            Answer::Owned(rows) => data_value(&rows),
            Answer::Empty => return Ok(Figures::default()),
            _ => return Err(failed(format!("there are no figures in `{path}`"))),
        },
        None if of.kind() == ValueKind::Seq => of.clone(),
        None => return Ok(Figures::default()),
    };
    let mut grid = Vec::new();
    for row in rows.try_iter()? {
        grid.push(row.try_iter()?.map(|cell| cell.to_string()).collect());
    }
    Ok(Figures::new(&grid))
}

fn failed(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

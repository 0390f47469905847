//! `theme.toml`: what a theme is called, what it extends, and which options it has.

use super::cards::palette;
use super::layers::Manifest;
use crate::config::{Config, Fields, flaw, read_toml};
use crate::data::Data;
use crate::problem::{Code, Problem, Problems};
use crate::source::{SourceId, Spanned, Text};
use std::collections::BTreeMap;

/// An option that a theme declares.
#[derive(Clone, Debug)]
pub struct ThemeOption {
    /// Its name below `[options]`.
    pub name: String,
    /// What its value must be.
    pub kind: OptionKind,
    /// Its value if the site says nothing.
    pub default: Data,
    /// What it does, in a sentence.
    pub description: String,
}

/// What the value of an option must be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OptionKind {
    /// Text.
    Text,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A colour: `#rgb`, `#rrggbb` or a CSS colour name.
    Color,
    /// A list of text.
    List,
    /// One of these words.
    Choice(Vec<String>),
}

/// The names of the types, as `theme.toml` writes them.
const TYPES: [&str; 7] = ["text", "boolean", "integer", "number", "color", "list", "choice"];

impl OptionKind {
    fn accepts(&self, value: &Data) -> bool {
        match (self, value) {
            (OptionKind::Text, Data::Text(_))
            | (OptionKind::Boolean, Data::Bool(_))
            | (OptionKind::Integer | OptionKind::Number, Data::Integer(_))
            | (OptionKind::Number, Data::Float(_)) => true,
            (OptionKind::Color, Data::Text(text)) => is_color(text),
            (OptionKind::Choice(choices), Data::Text(text)) => choices.contains(text),
            (OptionKind::List, Data::List(items)) => items.iter().all(|item| item.as_text().is_some()),
            _ => false,
        }
    }

    fn words(&self) -> String {
        match self {
            OptionKind::Text => "text".into(),
            OptionKind::Boolean => "true or false".into(),
            OptionKind::Integer => "a whole number".into(),
            OptionKind::Number => "a number".into(),
            OptionKind::Color => "a colour such as `#0a5c8f` or `teal`".into(),
            OptionKind::List => "a list of text".into(),
            OptionKind::Choice(choices) => {
                let quoted: Vec<String> = choices.iter().map(|choice| format!("`{choice}`")).collect();
                format!("one of {}", quoted.join(", "))
            }
        }
    }
}

/// A colour that is safe to print into a style sheet: hexadecimal digits or a plain word.
fn is_color(text: &str) -> bool {
    match text.strip_prefix('#') {
        Some(digits) => {
            matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
        }
        None => !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_alphabetic()),
    }
}

/// Reads `theme.toml`.
pub(super) fn manifest(source: SourceId, text: &Text) -> (Manifest, Problems) {
    let mut problems = Problems::new();
    let table = match flaw(text, source).map_or_else(|| read_toml(source, &text.text), Err) {
        Ok(table) => table,
        Err(problem) => {
            problems.push(problem);
            return (Manifest::default(), problems);
        }
    };
    let mut fields = Fields::new(table, "", &mut problems);
    for name in ["name", "version", "description", "author", "license"] {
        fields.take_text(name);
    }
    let mut manifest = Manifest { extends: fields.take_text("extends"), ..Manifest::default() };
    if let Some(mut pictures) = fields.take_table("pictures") {
        manifest.picture_sizes = pictures.take_text("sizes").map(|sizes| sizes.value);
        pictures.finish();
    }
    manifest.cards = palette(&mut fields);
    if let Some(mut options) = fields.take_table("options") {
        for name in options.names() {
            if let Some(mut option) = options.take_table(&name.value) {
                manifest.options.extend(declaration(&name, &mut option));
                option.finish();
            }
        }
        options.finish();
    }
    fields.finish();
    (manifest, problems)
}

fn declaration(name: &Spanned<String>, fields: &mut Fields<'_>) -> Option<ThemeOption> {
    let word = fields.take_text("type");
    let choices = fields.take_list_of_text("choices").unwrap_or_default();
    let default = fields.take("default");
    let description = fields.take_text("description").map(|text| text.value).unwrap_or_default();
    let Some(word) = word else {
        fields.missing("type");
        return None;
    };
    let kind = match word.value.as_str() {
        "text" => OptionKind::Text,
        "boolean" => OptionKind::Boolean,
        "integer" => OptionKind::Integer,
        "number" => OptionKind::Number,
        "color" => OptionKind::Color,
        "list" => OptionKind::List,
        "choice" if choices.is_empty() => {
            let problem = Problem::new(Code::MissingKey, format!("`{}` has no `choices`", name.value));
            fields.report(
                problem
                    .at(word.span)
                    .hint("an option of the type `choice` says what can be chosen")
                    .hint("one that is declared again is declared whole"),
            );
            return None;
        }
        "choice" => OptionKind::Choice(choices.into_iter().map(|choice| choice.value).collect()),
        other => {
            fields.report(
                Problem::new(Code::BadValue, format!("there is no option type `{other}`"))
                    .at(word.span)
                    .hint(format!("the types are {}", TYPES.join(", ")))
                    .did_you_mean(other, TYPES),
            );
            return None;
        }
    };
    let default = match default {
        Some(value) => {
            let data = crate::config::toml_to_data(&value.value);
            if !kind.accepts(&data) {
                let message = format!("the default of `{}` should be {}", name.value, kind.words());
                fields.report(Problem::new(Code::WrongType, message).at(value.span));
            }
            data
        }
        None => Data::None,
    };
    Some(ThemeOption { name: name.value.clone(), kind, default, description })
}

/// The values of all options: the site's where it sets them, else the defaults. What the
/// nearer theme declares wins over the theme it extends.
pub(super) fn resolve(
    declared: &[ThemeOption],
    config: &Config,
    problems: &mut Problems,
) -> BTreeMap<String, Data> {
    let mut values: BTreeMap<String, Data> = BTreeMap::new();
    for option in declared {
        values.entry(option.name.clone()).or_insert_with(|| option.default.clone());
    }
    for (key, value) in &config.options {
        let Some(option) = declared.iter().find(|option| option.name == key.value) else {
            problems.push(
                Problem::new(Code::UnknownKey, format!("the theme has no option `{}`", key.value))
                    .at(key.span)
                    .did_you_mean(&key.value, declared.iter().map(|option| option.name.as_str())),
            );
            continue;
        };
        if !option.kind.accepts(&value.value) {
            let message = format!("option `{}` should be {}", key.value, option.kind.words());
            problems.push(Problem::new(Code::WrongType, message).at(value.span));
            continue;
        }
        values.insert(key.value.clone(), value.value.clone());
    }
    values
}

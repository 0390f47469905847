//! What a theme says of a component: `components/NAME.toml`.

use super::line::is_name;
use crate::config::{Fields, flaw, read_toml};
use crate::problem::{Code, Problem, Problems};
use crate::source::{SourceId, Spanned, Text};
use std::collections::BTreeMap;

/// The components of a theme and the themes it extends, by name.
pub type Components = BTreeMap<String, Declaration>;

/// What a component takes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Declaration {
    /// What it is, in a sentence.
    pub description: String,
    /// How it is called, as Markdown.
    pub example: String,
    /// Whether it has a body.
    pub body: BodyRule,
    /// What it draws of figures, which have to be fit for it.
    pub draws: Option<Draws>,
    /// Its arguments, in the order declared.
    pub parameters: Vec<Parameter>,
}

/// What a component draws of figures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Draws {
    /// A table.
    Table,
    /// A chart; of which kind, its argument `kind` says.
    Chart,
}

/// Whether a component has a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BodyRule {
    /// It has none.
    None,
    /// It may have one.
    #[default]
    Optional,
    /// It must have one.
    Required,
}

/// An argument that a component takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What its value is.
    pub kind: Kind,
    /// It must be given.
    pub required: bool,
    /// It may stand without its name.
    pub bare: bool,
    /// What it is if it is not given, as Markdown would write it.
    pub default: Option<Spanned<String>>,
    /// What it is for, in a sentence.
    pub description: String,
}

/// What the value of an argument is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// A number.
    Number,
    /// `yes` or `no`.
    Bool,
    /// One of these words.
    Choice(Vec<String>),
    /// A day.
    Date,
    /// Countries, as codes of two letters (ISO 3166-1).
    Countries,
    /// An address, as links of the text are written.
    Link,
    /// A picture: a file beside the article, one below `static/`, or an address.
    Picture,
    /// A CSV file beside the article or below `data/`.
    Data,
    /// A page of the site.
    Page,
}

/// The names of the types, as declarations write them.
const TYPES: [&str; 10] =
    ["text", "number", "bool", "choice", "date", "countries", "link", "picture", "data", "page"];

impl Kind {
    /// What it wants, in words.
    pub fn words(&self) -> String {
        match self {
            Kind::Text => "text".into(),
            Kind::Number => "a number".into(),
            Kind::Bool => "`yes` or `no`".into(),
            Kind::Choice(words) => {
                words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
            }
            Kind::Date => "a day such as `2026-11-20`".into(),
            Kind::Countries => "codes of countries such as `TD NE`".into(),
            Kind::Link => "an address".into(),
            Kind::Picture => "a picture".into(),
            Kind::Data => "a CSV file".into(),
            Kind::Page => "an article or page".into(),
        }
    }
}

/// Reads a declaration.
pub fn declaration(source: SourceId, text: &Text) -> (Declaration, Problems) {
    let mut problems = Problems::new();
    let table = match flaw(text, source).map_or_else(|| read_toml(source, &text.text), Err) {
        Ok(table) => table,
        Err(problem) => {
            problems.push(problem);
            return (Declaration::default(), problems);
        }
    };
    let mut fields = Fields::new(table, "", &mut problems);
    let mut plain =
        |name| fields.take_text(name).map(|text| text.value.trim().to_owned()).unwrap_or_default();
    let (description, example) = (plain("description"), plain("example"));
    let body = match fields.take_choice("body", &["none", "optional", "required"]) {
        Some("none") => BodyRule::None,
        Some("required") => BodyRule::Required,
        _ => BodyRule::Optional,
    };
    let draws = match fields.take_choice("draws", &["table", "chart"]) {
        Some("table") => Some(Draws::Table),
        Some(_) => Some(Draws::Chart),
        None => None,
    };
    let mut parameters: Vec<Parameter> = Vec::new();
    if let Some(mut arguments) = fields.take_table("arguments") {
        for name in arguments.names() {
            if !is_name(&name.value, "-_") {
                let message = format!("`{}` is no name of an argument", name.value);
                let problem = Problem::new(Code::BadValue, message).at(name.span);
                arguments.report(problem.hint("a name is small letters, digits, `_` and `-`"));
            }
            if let Some(mut argument) = arguments.take_table(&name.value) {
                let read = parameter(&name, &mut argument);
                if let Some(read) = read {
                    if read.bare && parameters.iter().any(|other| other.bare) {
                        let problem = Problem::new(Code::BadValue, "two arguments cannot both be `bare`");
                        argument.report(problem.at(name.span).hint("only one may stand without its name"));
                    }
                    parameters.push(read);
                }
                argument.finish();
            }
        }
        arguments.finish();
    }
    fields.finish();
    (Declaration { description, example, body, draws, parameters }, problems)
}

fn parameter(name: &Spanned<String>, fields: &mut Fields<'_>) -> Option<Parameter> {
    let word = fields.take_text("type");
    let choices = fields.take_list_of_text("choices").unwrap_or_default();
    let description = fields.take_text("description").map(|text| text.value).unwrap_or_default();
    let required = fields.take_bool("required").unwrap_or(false);
    let bare = fields.take_bool("bare").unwrap_or(false);
    let default = fields.take_any_text("default");
    let Some(word) = word else {
        fields.missing("type");
        return None;
    };
    let kind = match word.value.as_str() {
        "text" => Kind::Text,
        "number" => Kind::Number,
        "bool" => Kind::Bool,
        "choice" => Kind::Choice(choices.into_iter().map(|choice| choice.value).collect()),
        "date" => Kind::Date,
        "countries" => Kind::Countries,
        "link" => Kind::Link,
        "picture" => Kind::Picture,
        "data" => Kind::Data,
        "page" => Kind::Page,
        other => {
            fields.report(
                Problem::new(Code::BadValue, format!("there is no type `{other}` of arguments"))
                    .at(word.span)
                    .hint(format!("the types are {}", TYPES.join(", ")))
                    .did_you_mean(other, TYPES),
            );
            return None;
        }
    };
    if let Some(default) = &default
        && super::check::value(&kind, default).is_none()
    {
        let message = format!("the default of `{}` should be {}", name.value, kind.words());
        fields.report(Problem::new(Code::WrongType, message).at(default.span));
    }
    Some(Parameter { name: name.value.clone(), kind, required, bare, default, description })
}

//! A call laid beside the declaration of its component.

use super::{BodyRule, Call, Declaration, Kind};
use crate::atlas::World;
use crate::data::Data;
use crate::problem::{Code, Problem};
use crate::source::Spanned;

/// The value of an argument.
#[derive(Clone, PartialEq, Debug)]
pub enum Given {
    /// Known from the call alone.
    Value(Data),
    /// A day.
    Day(jiff::civil::Date),
    /// It names something of the site, to be found there.
    Reference(Kind, Spanned<String>),
}

/// The arguments of a call, one for each that is declared, and what is wrong with them.
pub fn check(call: &Call, declaration: &Declaration) -> (Vec<(String, Given)>, Vec<Problem>) {
    let mut problems = Vec::new();
    let name = &call.name.value;
    let wrong = |message: String| Problem::new(Code::ComponentArgument, message);
    match declaration.body {
        BodyRule::None if call.body => {
            let problem = wrong(format!("`{name}` has no body")).at(call.name.span);
            problems.push(problem.hint(format!("write it on one line: `::: {name} … :::`")));
        }
        BodyRule::Required if !call.body => {
            let problem = wrong(format!("the body of `{name}` is missing")).at(call.name.span);
            problems.push(problem.hint("write it below, and end it with a line `:::`"));
        }
        _ => {}
    }
    let names = || declaration.parameters.iter().map(|parameter| parameter.name.as_str());
    let listed = |problem: Problem| match (problem.hints.is_empty(), names().next()) {
        (true, None) => problem.hint("it takes none"),
        (true, Some(_)) => {
            let all: Vec<String> = names().map(|name| format!("`{name}`")).collect();
            problem.hint(format!("it takes {}", all.join(", ")))
        }
        _ => problem,
    };
    for (key, _) in &call.named {
        if !names().any(|known| known == key.value) {
            let problem = wrong(format!("`{name}` has no argument `{}`", key.value)).at(key.span);
            problems.push(listed(problem.did_you_mean(&key.value, names())));
        }
    }
    let bare = declaration.parameters.iter().find(|parameter| parameter.bare);
    if let Some(text) = &call.bare {
        match bare {
            None => {
                let problem = wrong(format!("`{}` stands without a name", text.value)).at(text.span);
                problems.push(listed(problem));
            }
            Some(parameter) => {
                if let Some((key, _)) = call.named.iter().find(|(key, _)| key.value == parameter.name) {
                    let problem = wrong(format!("`{}` is given twice", key.value));
                    problems.push(problem.at(text.span).label(key.span, "and here"));
                }
            }
        }
    }
    let mut arguments = Vec::with_capacity(declaration.parameters.len());
    for parameter in &declaration.parameters {
        let named = call.named.iter().find(|(key, _)| key.value == parameter.name).map(|(_, value)| value);
        let given = named.or(call.bare.as_ref().filter(|_| parameter.bare));
        // Empty text is as good as none, so that a template need not ask twice.
        let empty = |text: &&Spanned<String>| text.value.trim().is_empty();
        if parameter.required && given.is_none_or(|text| empty(&text)) {
            let problem = match given {
                Some(text) => wrong(format!("`{}` is empty", parameter.name)).at(text.span),
                None => wrong(format!("`{name}` wants `{}`", parameter.name)).at(call.name.span),
            };
            let what = match parameter.description.is_empty() {
                true => parameter.kind.words(),
                false => uncapitalised(parameter.description.trim_end_matches('.')),
            };
            problems.push(problem.hint(format!("add `{}=…`: {what}", parameter.name)));
        }
        let text = given.or(parameter.default.as_ref()).filter(|text| !empty(text));
        let found = text.map(|text| value(&parameter.kind, text).ok_or(text));
        arguments.push((
            parameter.name.clone(),
            match found {
                None => Given::Value(Data::None),
                Some(Ok(value)) => value,
                Some(Err(text)) => {
                    problems.push(mistyped(&parameter.name, &parameter.kind, text));
                    Given::Value(Data::None)
                }
            },
        ));
    }
    (arguments, problems)
}

/// A sentence as it goes on behind a colon.
fn uncapitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn mistyped(name: &str, kind: &Kind, text: &Spanned<String>) -> Problem {
    let message = format!("`{name}` cannot be `{}`", text.value);
    let problem = Problem::new(Code::ComponentArgument, message).at(text.span);
    let problem = match kind {
        Kind::Choice(words) => problem.did_you_mean(&text.value, words.iter().map(String::as_str)),
        _ => problem,
    };
    match (problem.hints.is_empty(), kind) {
        (true, Kind::Choice(_)) => problem.hint(format!("it is one of {}", kind.words())),
        (true, _) => problem.hint(format!("it is {}", kind.words())),
        _ => problem,
    }
}

/// What a text means as a value of a kind; None if it means nothing.
pub(super) fn value(kind: &Kind, text: &Spanned<String>) -> Option<Given> {
    let word = text.value.trim();
    let value = match kind {
        Kind::Text => Data::Text(text.value.clone()),
        Kind::Number => match word.parse() {
            Ok(number) => Data::Integer(number),
            Err(_) => Data::Float(word.parse().ok().filter(|number: &f64| number.is_finite())?),
        },
        Kind::Bool => match word {
            "yes" | "true" => Data::Bool(true),
            "no" | "false" => Data::Bool(false),
            _ => return None,
        },
        Kind::Choice(words) => Data::Text(words.iter().find(|known| *known == word)?.clone()),
        Kind::Date => return word.parse().ok().map(Given::Day),
        Kind::Countries => {
            let codes = word.split([' ', ',']).filter(|code| !code.is_empty());
            let world = World::read();
            let known = |code: &str| {
                let code = code.to_ascii_uppercase();
                world.find(&code).map(|_| Data::Text(code))
            };
            Data::List(codes.map(known).collect::<Option<_>>()?)
        }
        Kind::Link | Kind::Picture | Kind::Data | Kind::Page => {
            return Some(Given::Reference(kind.clone(), text.clone()));
        }
    };
    Some(Given::Value(value))
}

//! The words of the theme in the site's language: placeholders filled in, forms for numbers
//! by the rules of the language, names of months and days.

use super::functions::{failed, with_hint};
use super::objects::{TimeObject, data_value};
use crate::data::Data;
use crate::facts::{Answer, Entry, Field, Question, Window};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use minijinja::value::{Kwargs, from_args};
use minijinja::{Error, HtmlEscape, Value};

/// `t(key, name=value)`: a word of the theme with its placeholders filled in. A word with
/// forms for numbers takes the form of the argument `n`.
pub(super) fn word(window: &Window, arguments: &[Value]) -> Result<Value, Error> {
    let (key, options): (&str, Kwargs) = from_args(arguments)?;
    let word = match window.ask(Question::Word(window.names().symbol(key))) {
        Answer::Data(word) => word,
        _ => {
            let known = window.known().theme.string_keys();
            return Err(with_hint(format!("the theme has no word `{key}`"), key, known));
        }
    };
    let text = match word {
        Data::Text(text) => text,
        Data::Map(_) => match counted(window, word, options.get("n")?) {
            Some(text) => text,
            None => return Err(failed(&format!("the word `{key}` has no form `other`"))),
        },
        other => return Ok(data_value(other)),
    };
    let mut given: Vec<(String, Value)> = Vec::new();
    for name in options.args() {
        given.push((format!("{{{name}}}"), options.get(name)?));
    }
    // With finished HTML among the arguments the whole is HTML, and the rest is escaped.
    let html = given.iter().any(|(_, value)| value.is_safe());
    let escaped = |text: &str| {
        if html { HtmlEscape(text).to_string() } else { text.to_owned() }
    };
    let mut filled = escaped(text);
    for (name, value) in &given {
        let value = if value.is_safe() { value.to_string() } else { escaped(&value.to_string()) };
        filled = filled.replace(name, &value);
    }
    Ok(if html { Value::from_safe_string(filled) } else { Value::from(filled) })
}

/// A word with the number `n` in it.
pub(super) fn with_number(window: &Window, key: &str, number: i64) -> Option<String> {
    let text = match window.ask(Question::Word(window.names().symbol(key))) {
        Answer::Data(Data::Text(text)) => text,
        Answer::Data(word) => counted(window, word, Some(number))?,
        _ => return None,
    };
    Some(text.replace("{n}", &number.to_string()))
}

/// The form that a word has for a number.
fn counted<'a>(window: &Window, word: &'a Data, number: Option<i64>) -> Option<&'a str> {
    let form = number.map_or("other", |number| form(window, number));
    word.get(form).or_else(|| word.get("other")).and_then(Data::as_text)
}

/// The name of the plural category of a number in the site's language, by CLDR.
fn form(window: &Window, number: i64) -> &'static str {
    let language = match window.ask(Question::Field(Entry::Site, Field::Language)) {
        Answer::Text(language) => language,
        _ => "en".into(),
    };
    let locale: Locale = language.parse().unwrap_or(Locale::UNKNOWN);
    let Ok(rules) = PluralRules::try_new(locale.into(), PluralRuleType::Cardinal.into()) else {
        return "other";
    };
    match rules.category_for(number) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The names of months or days in the site's language, if the theme has them.
pub(super) fn calendar_word(time: &TimeObject, key: &str, index: usize) -> Option<String> {
    let question = Question::Word(time.window.names().symbol(key));
    match time.window.ask(question) {
        Answer::Data(words) => words.at(index).and_then(Data::as_text).map(str::to_owned),
        _ => None,
    }
}

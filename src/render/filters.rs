//! The filters that templates have besides the engine's own.

use super::environment::escaped;
use super::objects::{TimeObject, put_two, put_year};
use super::words::calendar_word;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, Value};

/// Adds the filters to the engine.
pub(super) fn add(environment: &mut Environment<'static>) {
    environment.add_filter("date", date);
    environment.add_filter("iso", iso);
    environment.add_filter("rfc2822", rfc2822);
    environment.add_filter("plain", plain);
    environment.add_filter("truncate_words", truncate_words);
    environment.add_filter("join_names", join_names);
    environment.add_filter("byline", byline);
}

fn time(value: &Value) -> Result<&TimeObject, Error> {
    value.downcast_object_ref::<TimeObject>().ok_or_else(|| {
        let message = match value.kind() {
            ValueKind::None => "there is no date here: ask with `if` first".to_owned(),
            ValueKind::String => "a date is wanted here, not text".to_owned(),
            kind => format!("a date is wanted here, not {kind}"),
        };
        Error::new(ErrorKind::InvalidOperation, message)
    })
}

/// A date in a pattern of `strftime`; names of months and days in the site's language.
fn date(value: &Value, pattern: &str) -> Result<String, Error> {
    let time = time(value)?;
    let at = &time.time.at;
    let mut localised = String::with_capacity(pattern.len() + 16);
    let mut letters = pattern.chars();
    // What is left for the engine of patterns.
    let mut rest = false;
    while let Some(letter) = letters.next() {
        if letter != '%' {
            localised.push(letter);
            continue;
        }
        // What dates are mostly made of is put in at once.
        if let Some(length) = put_number(&mut localised, letters.as_str(), at) {
            letters = letters.as_str()[length..].chars();
            continue;
        }
        let month = at.month() as usize - 1;
        let day = at.weekday().to_monday_zero_offset() as usize;
        let mut ahead = letters.clone();
        let (key, index) = match ahead.next() {
            // The name of a month that no day stands before, as POSIX.1-2024 has it.
            Some('O') if ahead.next() == Some('B') => {
                letters.next();
                let alone = calendar_word(time, "months_alone", month).is_some();
                (if alone { "months_alone" } else { "months_long" }, month)
            }
            Some('B') => ("months_long", month),
            Some('b' | 'h') => ("months_short", month),
            Some('A') => ("days_long", day),
            Some('a') => ("days_short", day),
            // The character after `%` belongs to it, even if it is another `%`.
            Some(other) => {
                letters.next();
                localised.push('%');
                localised.push(other);
                rest = true;
                continue;
            }
            None => break,
        };
        match calendar_word(time, key, index) {
            Some(word) => {
                letters.next();
                match word.contains('%') {
                    true => {
                        rest = true;
                        localised.push_str(&word.replace('%', "%%"));
                    }
                    false => localised.push_str(&word),
                }
            }
            // `%O` has been passed over; the letter after it follows.
            None => {
                rest = true;
                localised.push('%');
            }
        }
    }
    if !rest {
        return Ok(localised);
    }
    jiff::fmt::strtime::format(localised.as_bytes(), at)
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, format!("wrong date pattern: {error}")))
}

/// Appends the number that a directive without its `%` stands for, if it is one of the usual
/// ones. Comes back with the length of the directive.
fn put_number(out: &mut String, directive: &str, at: &jiff::ZonedDateTime) -> Option<usize> {
    let short = directive.starts_with('-');
    let (number, length) = match directive.as_bytes().get(usize::from(short))? {
        b'd' => (at.day(), 1),
        b'm' => (at.month(), 1),
        b'H' => (at.hour(), 1),
        b'M' => (at.minute(), 1),
        b'Y' if !short => return put_year(out, at.year()).map(|()| 1),
        _ => return None,
    };
    match short && number < 10 {
        true => out.push(char::from(b'0' + number as u8)),
        false => put_two(out, number),
    }
    Some(length + usize::from(short))
}

/// RFC 3339, for `datetime` attributes.
fn iso(value: &Value) -> Result<String, Error> {
    Ok(time(value)?.iso())
}

/// RFC 2822, for mail and RSS.
fn rfc2822(value: &Value) -> Result<String, Error> {
    jiff::fmt::rfc2822::to_string(&time(value)?.time.at)
        .map_err(|error| Error::new(ErrorKind::InvalidOperation, error.to_string()))
}

/// HTML without its tags and with its entities read.
fn plain(value: &Value) -> String {
    without_tags(&value.to_string())
}

/// HTML without its tags and with its entities read.
pub(super) fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for letter in html.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if inside => {}
            _ => text.push(letter),
        }
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ];
    for (entity, letter) in entities {
        text = text.replace(entity, letter);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first so many words, with an ellipsis where some are left out.
fn truncate_words(text: &str, count: usize) -> String {
    let mut words = text.split_whitespace();
    let kept: Vec<&str> = words.by_ref().take(count).collect();
    let kept = kept.join(" ");
    if words.next().is_some() { format!("{}…", kept.trim_end_matches([',', ';', ':', '.'])) } else { kept }
}

/// The titles of entries, or any texts, as a sentence has them: "A, B and C". `and` is a
/// word, or a pattern such as `{a} und {b}` for the last two; `comma` one for the others.
fn join_names(list: &Value, and: Option<&str>, comma: Option<&str>) -> Result<String, Error> {
    let mut names = Vec::new();
    for item in list.try_iter()? {
        names.push(match item.as_str() {
            Some(text) => text.to_owned(),
            None => item.get_attr("title")?.to_string(),
        });
    }
    Ok(joined(&names, and, comma))
}

/// The same with each name a link to the entry's page.
fn byline(list: &Value, and: Option<&str>, comma: Option<&str>) -> Result<Value, Error> {
    let mut names = Vec::new();
    for item in list.try_iter()? {
        let (url, title) = (item.get_attr("url")?.to_string(), item.get_attr("title")?.to_string());
        names.push(format!("<a href=\"{}\" rel=\"author\">{}</a>", escaped(&url), escaped(&title)));
    }
    let (and, comma) = (and.map(escaped), comma.map(escaped));
    Ok(Value::from_safe_string(joined(&names, and.as_deref(), comma.as_deref())))
}

fn joined(names: &[String], and: Option<&str>, comma: Option<&str>) -> String {
    let (most, last) = match names {
        [] => return String::new(),
        [one] => return one.clone(),
        [most @ .., last] => (most, last),
    };
    let between = |pattern: Option<&str>, otherwise: &str| match pattern {
        Some(pattern) => match pattern.strip_prefix("{a}").and_then(|rest| rest.strip_suffix("{b}")) {
            Some(between) => between.to_owned(),
            None => format!(" {pattern} "),
        },
        None => otherwise.to_owned(),
    };
    format!("{}{}{last}", most.join(&between(comma, ", ")), between(and, " and "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn usual_numbers_are_those_of_the_engine(seconds in -62_000_000_000_i64..250_000_000_000, offset in -50_000_i32..50_000) {
            let zone = jiff::tz::TimeZone::fixed(jiff::tz::Offset::from_seconds(offset).unwrap());
            let at = jiff::Timestamp::from_second(seconds).unwrap().to_zoned_datetime(zone);
            for directive in ["d", "-d", "m", "-m", "H", "-H", "M", "-M", "Y", "-Y", "e", "B", "%"] {
                let mut out = String::new();
                if let Some(length) = put_number(&mut out, directive, &at) {
                    prop_assert_eq!(length, directive.len());
                    prop_assert_eq!(out, at.strftime(&format!("%{directive}")).to_string());
                }
            }
            for (day_only, form) in [(true, "%Y-%m-%d"), (false, "%Y-%m-%dT%H:%M:%S%:z")] {
                let time = crate::facts::Time { at: at.clone(), day_only };
                if let Some(iso) = super::super::objects::plain_iso(&time) {
                    prop_assert_eq!(iso, at.strftime(form).to_string());
                }
            }
        }
    }
}

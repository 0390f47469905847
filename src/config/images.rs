//! `[images]`: which smaller forms pictures get.

use super::fields::Fields;
use super::table::Value;
use crate::picture::{Kind, Settings};
use crate::problem::{Code, Problem};
use crate::source::Spanned;

/// The kinds that can be offered besides a picture's own.
pub(super) const FORMATS: &[&str] = &["webp", "avif"];

/// So many widths are made at most.
const MOST_WIDTHS: usize = 16;

/// The widths that can be asked for, in pixels.
const ALLOWED: std::ops::RangeInclusive<i64> = 16..=4096;

/// Reads the table.
pub(super) fn images(fields: &mut Fields<'_>) -> Settings {
    let mut settings = Settings::default();
    let Some(mut table) = fields.take_table("images") else { return settings };
    settings.renditions = table.take_bool("renditions").unwrap_or(settings.renditions);
    settings.clean = table.take_bool("clean").unwrap_or(settings.clean);
    if let Some(quality) = table.take_integer("quality") {
        match u8::try_from(quality.value) {
            Ok(number @ 1..=100) => settings.quality = number,
            _ => table.report(
                Problem::new(Code::BadValue, "`images.quality` should be from 1 to 100").at(quality.span),
            ),
        }
    }
    if let Some(widths) = table.take("widths") {
        settings.widths = self::widths(&mut table, widths).unwrap_or(settings.widths);
    }
    for word in table.take_list_of_text("formats").unwrap_or_default() {
        let kind = match word.value.as_str() {
            "webp" => Some(Kind::WebP),
            "avif" => Some(Kind::Avif),
            _ => None,
        };
        match kind {
            Some(kind) if !kind.is_made() => {
                let message = format!("this program was built without `{}`", word.value);
                let problem = Problem::new(Code::BadValue, message).at(word.span);
                table.report(
                    problem
                        .hint(format!("install it with `--features {}`, or take the word out", word.value)),
                );
            }
            Some(kind) if settings.formats.contains(&kind) => {}
            Some(kind) => settings.formats.push(kind),
            None => {
                let other = word.value.as_str();
                let message = format!("`images.formats` has no `{other}`");
                let problem = Problem::new(Code::BadValue, message).at(word.span);
                let problem = problem.did_you_mean(other, FORMATS.iter().copied());
                let unknown = problem.hints.is_empty();
                table.report(if unknown { problem.hint("it can have `webp` and `avif`") } else { problem });
            }
        }
    }
    table.finish();
    settings
}

/// Widths from small to large, each once.
fn widths(table: &mut Fields<'_>, value: Spanned<Value>) -> Option<Vec<u32>> {
    let mut wrong = |span, message: &str| {
        table.report(Problem::new(Code::BadValue, message).at(span).hint("for instance `[400, 800, 1600]`"));
    };
    let Value::List(items) = value.value else {
        wrong(value.span, "`images.widths` should be a list of whole numbers");
        return None;
    };
    if items.is_empty() || items.len() > MOST_WIDTHS {
        wrong(value.span, "`images.widths` should have one to sixteen numbers");
        return None;
    }
    let mut widths = Vec::new();
    for item in items {
        match item.value {
            Value::Integer(number) if ALLOWED.contains(&number) => {
                widths.extend(u32::try_from(number));
            }
            _ => {
                wrong(item.span, "a width should be a whole number from 16 to 4096");
                return None;
            }
        }
    }
    widths.sort_unstable();
    widths.dedup();
    Some(widths)
}

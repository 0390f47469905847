//! Points in time as templates see them.

use super::unknown;
use crate::facts::{Time, Window};
use minijinja::Value;
use minijinja::value::{DynObject, Enumerator, Object};
use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// A point in time in the site's zone.
#[derive(Debug)]
pub(in crate::render) struct TimeObject {
    pub time: Time,
    /// For the names of months and days.
    pub window: Arc<Window>,
}

const NAMES: [&str; 9] = ["year", "month", "day", "hour", "minute", "zone", "iso", "timestamp", "day_only"];

impl TimeObject {
    /// RFC 3339 with the offset; the day alone where only the day was given.
    pub fn iso(&self) -> String {
        let form = if self.time.day_only { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S%:z" };
        plain_iso(&self.time).unwrap_or_else(|| self.time.at.strftime(form).to_string())
    }

    /// The short name of the zone: `CET`, `UTC`, or an offset such as `+03`.
    pub fn zone(&self) -> String {
        self.time.at.strftime("%Z").to_string()
    }
}

/// [`TimeObject::iso`] without the engine of patterns, for nearly all times: lists have one for each
/// of their articles.
pub(in crate::render) fn plain_iso(time: &Time) -> Option<String> {
    let at = &time.at;
    let mut out = String::with_capacity("2026-01-01T00:00:00+00:00".len());
    put_year(&mut out, at.year())?;
    out.push('-');
    put_two(&mut out, at.month());
    out.push('-');
    put_two(&mut out, at.day());
    if time.day_only {
        return Some(out);
    }
    for (mark, number) in [('T', at.hour()), (':', at.minute()), (':', at.second())] {
        out.push(mark);
        put_two(&mut out, number);
    }
    let offset = at.offset().seconds();
    let minutes = offset.unsigned_abs() / 60;
    out.push(if offset < 0 { '-' } else { '+' });
    put_two(&mut out, (minutes / 60) as i8);
    out.push(':');
    put_two(&mut out, (minutes % 60) as i8);
    (offset % 60 == 0).then_some(out)
}

/// Appends a number of two digits.
pub(in crate::render) fn put_two(out: &mut String, number: i8) {
    out.push(char::from(b'0' + (number / 10) as u8));
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// Appends a year of at most four digits.
pub(in crate::render) fn put_year(out: &mut String, year: i16) -> Option<()> {
    (0..=9999).contains(&year).then(|| {
        put_two(out, (year / 100) as i8);
        put_two(out, (year % 100) as i8);
    })
}

impl Object for TimeObject {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let at = &self.time.at;
        let name = key.as_str()?;
        Some(match name {
            "year" => Value::from(at.year()),
            "month" => Value::from(at.month()),
            "day" => Value::from(at.day()),
            "hour" => Value::from(at.hour()),
            "minute" => Value::from(at.minute()),
            "zone" => Value::from(self.zone()),
            "iso" => Value::from(self.iso()),
            "timestamp" => Value::from(at.timestamp().as_second()),
            "day_only" => Value::from(self.time.day_only),
            _ => unknown("a date", name, NAMES),
        })
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Str(&NAMES)
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        let other = other.downcast_ref::<Self>()?;
        Some(self.time.at.timestamp().cmp(&other.time.at.timestamp()))
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

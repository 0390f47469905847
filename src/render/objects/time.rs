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
        self.time.at.strftime(form).to_string()
    }

    /// The short name of the zone: `CET`, `UTC`, or an offset such as `+03`.
    pub fn zone(&self) -> String {
        self.time.at.strftime("%Z").to_string()
    }
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

//! Dates and times as articles give them.

use super::Moment;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

/// Why a text is no moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// It is not written as a date or time.
    Form,
    /// It is, but no calendar or clock has it.
    Impossible(&'static str),
    /// The time zone skips this time, or has it twice; the same time with both offsets.
    Ambiguous { skipped: bool, spellings: [String; 2] },
}

/// Reads a date, a time in the given zone, or a time with its offset.
pub(super) fn moment(text: &str, zone: &TimeZone) -> Result<Moment, Fault> {
    let mut rest = text.trim();
    let year = number(&mut rest, 4)?;
    literal(&mut rest, "-")?;
    let month = number(&mut rest, 2)?;
    literal(&mut rest, "-")?;
    let day = number(&mut rest, 2)?;
    let date = Date::new(year as i16, month as i8, day as i8)
        .map_err(|_| Fault::Impossible("no calendar has this date"))?;
    if rest.is_empty() {
        // The first moment of the day, also where midnight itself is skipped.
        let start = zone.to_ambiguous_timestamp(date.to_datetime(Time::midnight())).compatible();
        let seconds = start.map_err(|_| Fault::Impossible("this date is out of range"))?.as_second();
        return Ok(Moment { seconds, day_only: true });
    }
    match rest.strip_prefix(['T', 't']) {
        Some(time) => rest = time,
        None if rest.starts_with(' ') => rest = rest.trim_start_matches(' '),
        None => return Err(Fault::Form),
    }
    let hour = number(&mut rest, 2)?;
    literal(&mut rest, ":")?;
    let minute = number(&mut rest, 2)?;
    let mut second = 0;
    if rest.starts_with(':') {
        literal(&mut rest, ":")?;
        second = number(&mut rest, 2)?;
        if let Some(fraction) = rest.strip_prefix('.') {
            let digits = fraction.len() - fraction.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if digits == 0 {
                return Err(Fault::Form);
            }
            rest = &fraction[digits..];
        }
    }
    // Clocks that show a leap second are taken at their word, but not counted.
    let second = if second == 60 { 59 } else { second };
    let time = Time::new(hour as i8, minute as i8, second as i8, 0)
        .map_err(|_| Fault::Impossible("no clock has this time"))?;
    let local = date.to_datetime(time);
    let timestamp = match rest.trim_start_matches(' ') {
        "" => in_zone(local, zone)?,
        offset => offset_of(offset)?.to_timestamp(local),
    };
    let seconds = timestamp.map_err(|_| Fault::Impossible("this time is out of range"))?.as_second();
    Ok(Moment { seconds, day_only: false })
}

fn in_zone(local: DateTime, zone: &TimeZone) -> Result<Result<jiff::Timestamp, jiff::Error>, Fault> {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    let (skipped, before, after) = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => return Ok(ambiguous.compatible()),
        AmbiguousOffset::Gap { before, after } => (true, before, after),
        AmbiguousOffset::Fold { before, after } => (false, before, after),
    };
    let spell = |offset: Offset| format!("{}{}", local.strftime("%Y-%m-%dT%H:%M:%S"), spell_offset(offset));
    Err(Fault::Ambiguous { skipped, spellings: [spell(before), spell(after)] })
}

fn spell_offset(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// `Z`, `+01:00`, `+0100` or `+01`.
fn offset_of(text: &str) -> Result<Offset, Fault> {
    if matches!(text, "Z" | "z") {
        return Ok(Offset::UTC);
    }
    let (sign, mut rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return Err(Fault::Form),
    };
    let hours = number(&mut rest, 2)?;
    rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = if rest.is_empty() { 0 } else { number(&mut rest, 2)? };
    if !rest.is_empty() {
        return Err(Fault::Form);
    }
    if hours > 23 || minutes > 59 {
        return Err(Fault::Impossible("no time zone has this offset"));
    }
    Offset::from_seconds(sign * (hours as i32 * 3600 + minutes as i32 * 60))
        .map_err(|_| Fault::Impossible("no time zone has this offset"))
}

fn number(rest: &mut &str, digits: usize) -> Result<u16, Fault> {
    let text = rest.get(..digits).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    let value = text.and_then(|text| text.parse().ok()).ok_or(Fault::Form)?;
    *rest = &rest[digits..];
    Ok(value)
}

fn literal(rest: &mut &str, text: &str) -> Result<(), Fault> {
    *rest = rest.strip_prefix(text).ok_or(Fault::Form)?;
    Ok(())
}

//! Charts of lines: what comes one after the other, from left to right in every script.

use super::axis::Axis;
use super::svg::{Anchor, LETTERS, Svg, WIDTH, length, shortened};
use super::{Chart, Figures, number, written};

const HEIGHT: f64 = 210.0;

pub(super) fn lines(svg: &mut Svg, chart: &Chart<'_>, figures: &Figures) {
    let (low, high) = figures.bounds();
    // Nought belongs to it where it is not far away.
    let zero = low >= 0.0 && low < 0.5 * high || low < 0.0 && high > 0.0 || high <= 0.0 && high > 0.5 * low;
    let axis = Axis::new(low, high, zero, 4);
    let top = svg.bottom + LETTERS + 2.0;
    let bottom = top + HEIGHT;
    let y = |number: f64| bottom - axis.place(number) * HEIGHT;
    let labels: Vec<String> = axis.ticks.iter().map(|tick| written(*tick, chart.lang, chart.unit)).collect();
    let start = labels.iter().map(|label| length(label)).fold(0.0, f64::max) + 8.0;
    for (tick, label) in axis.ticks.iter().zip(&labels) {
        let class = if *tick == 0.0 { "zero" } else { "grid" };
        svg.rule(class, (start, y(*tick)), (WIDTH, y(*tick)));
        let anchor = if chart.right_to_left { Anchor::Start } else { Anchor::End };
        svg.text(start - 6.0, y(*tick) + 4.5, anchor, "tick", label);
    }
    let places = places(figures);
    let x = |index: usize| start + 6.0 + places.get(index).copied().unwrap_or(0.0) * (WIDTH - start - 14.0);
    for (series, (_, numbers)) in figures.series().enumerate() {
        let last = numbers.iter().rposition(Option::is_some).unwrap_or(0);
        let mut part: Vec<(f64, f64)> = Vec::new();
        // A gap in the figures is a gap in the line.
        for index in 0..=numbers.len() {
            match numbers.get(index).copied().flatten() {
                Some(number) => {
                    part.push((x(index), y(number)));
                    if index == last {
                        svg.dot(series, x(index), y(number), 3.5);
                    }
                }
                None => {
                    let done = std::mem::take(&mut part);
                    match done.as_slice() {
                        [] => {}
                        [(x, y)] if index != last + 1 => svg.dot(series, *x, *y, 3.5),
                        [_] => {}
                        points => svg.path(series, points),
                    }
                }
            }
        }
    }
    let names: Vec<&str> = figures.labels().collect();
    let mut free = 0.0;
    let end = x(names.len().saturating_sub(1));
    let last = names.last().map_or("", |name| name);
    let reserved = end.min(WIDTH) - length(&shortened(last, 16)) - 10.0;
    for index in shown(names.len()) {
        let label = shortened(names[index], 16);
        let half = length(&label) / 2.0;
        let middle = x(index).clamp(half, WIDTH - half);
        let is_last = index + 1 == names.len();
        // Names do not run into each other; the last has precedence.
        if middle - half < free || (!is_last && middle + half > reserved) {
            continue;
        }
        free = middle + half + 8.0;
        svg.rule("grid", (x(index), bottom), (x(index), bottom + 5.0));
        svg.text(middle, bottom + LETTERS + 7.0, Anchor::Middle, "tick", &label);
    }
    svg.bottom = bottom + LETTERS * 2.0;
}

/// The rows whose names are written below: the first, the last, and some between them.
fn shown(count: usize) -> Vec<usize> {
    const MOST: usize = 6;
    if count <= MOST {
        return (0..count).collect();
    }
    let mut shown: Vec<usize> = (0..MOST).map(|part| part * (count - 1) / (MOST - 1)).collect();
    shown.dedup();
    shown
}

/// Where the rows stand, from 0 to 1: by their numbers or dates if all have one and they
/// ascend, else evenly.
fn places(figures: &Figures) -> Vec<f64> {
    let at: Option<Vec<f64>> = figures.labels().map(|label| number(label).or_else(|| day(label))).collect();
    let count = figures.rows.len().max(2) - 1;
    let even = || (0..figures.rows.len()).map(|index| index as f64 / count as f64).collect();
    let Some(at) = at.filter(|at| at.windows(2).all(|pair| pair[0] < pair[1])) else { return even() };
    let (Some(first), Some(last)) = (at.first(), at.last()) else { return even() };
    at.iter().map(|place| (place - first) / (last - first)).collect()
}

/// A date, `2026-11` or `2026-11-20`, as a number of days.
fn day(text: &str) -> Option<f64> {
    let whole = if text.len() == 7 { format!("{text}-01") } else { text.to_owned() };
    let date: jiff::civil::Date = whole.parse().ok()?;
    let start = jiff::civil::date(1970, 1, 1);
    Some(f64::from(date.since(start).ok()?.get_days()))
}

//! Charts whose rows stand below each other: the name of a row above its bars or dots, so that
//! long names have room.

use super::axis::Axis;
use super::svg::{Anchor, LETTERS, Svg, WIDTH, length, shortened};
use super::{Chart, Figures, written};

/// How many letters of a row's name are shown.
const NAME: usize = 52;

pub(super) fn bars(svg: &mut Svg, chart: &Chart<'_>, figures: &Figures) {
    let series: Vec<&[Option<f64>]> = figures.series().map(|(_, numbers)| numbers).collect();
    let (low, high) = figures.bounds();
    let (low, high) = (low.min(0.0), high.max(0.0));
    let span = if high > low { high - low } else { 1.0 };
    let text = |number: f64| written(number, chart.lang, chart.unit);
    let widest = |keep: fn(f64) -> bool| {
        let numbers = series.iter().flat_map(|numbers| numbers.iter().flatten());
        let lengths = numbers.filter(|number| keep(**number)).map(|number| length(&text(*number)));
        lengths.fold(0.0, f64::max)
    };
    // Numbers stand behind the ends of their bars.
    let before = if low < 0.0 { widest(|number| number < 0.0) + 6.0 } else { 0.0 };
    let behind = widest(|number| number >= 0.0) + 6.0;
    let room = (WIDTH - before - behind).max(WIDTH * 0.3);
    let place = |number: f64| before + (number - low) / span * room;
    let thick = if series.len() == 1 { 14.0 } else { 12.0 };
    let top = svg.bottom;
    let mut y = top;
    for (index, name) in figures.labels().enumerate() {
        y += LETTERS;
        svg.text(0.0, y, Anchor::Start, "name", &shortened(name, NAME));
        y += 5.0;
        for (number, numbers) in series.iter().enumerate() {
            match numbers.get(index).copied().flatten() {
                Some(value) => {
                    svg.bar(number, place(0.0), place(value), y, thick);
                    let (x, anchor) = match value < 0.0 {
                        true => (place(value) - 5.0, Anchor::End),
                        false => (place(value) + 5.0, Anchor::Start),
                    };
                    svg.text(x, y + thick - 2.5, anchor, "value", &text(value));
                }
                None => svg.text(place(0.0) + 5.0, y + thick - 2.5, Anchor::Start, "value", "–"),
            }
            y += thick + 2.0;
        }
        y += 6.0;
    }
    if low < 0.0 {
        svg.rule("zero", (place(0.0), top + 4.0), (place(0.0), y - 4.0));
    }
    svg.bottom = y;
}

pub(super) fn dots(svg: &mut Svg, chart: &Chart<'_>, figures: &Figures) {
    let series: Vec<&[Option<f64>]> = figures.series().map(|(_, numbers)| numbers).collect();
    let (low, high) = figures.bounds();
    let axis = Axis::new(low, high, false, 4);
    let text = |number: f64| written(number, chart.lang, chart.unit);
    let place = |number: f64| 14.0 + axis.place(number) * (WIDTH - 28.0);
    let top = svg.bottom;
    let bottom = top + figures.rows.len() as f64 * (LETTERS + 27.0);
    for tick in &axis.ticks {
        let label = text(*tick);
        let x = place(*tick);
        svg.rule("grid", (x, top + 2.0), (x, bottom));
        let half = length(&label) / 2.0;
        svg.text(x.clamp(half, WIDTH - half), bottom + LETTERS + 2.0, Anchor::Middle, "tick", &label);
    }
    let mut y = top;
    for (index, name) in figures.labels().enumerate() {
        y += LETTERS;
        svg.text(0.0, y, Anchor::Start, "name", &shortened(name, NAME));
        y += 13.0;
        svg.rule("grid", (0.0, y), (WIDTH, y));
        for (number, numbers) in series.iter().enumerate() {
            if let Some(value) = numbers.get(index).copied().flatten() {
                svg.dot(number, place(value), y, 5.5);
            }
        }
        y += 14.0;
    }
    svg.bottom = bottom + LETTERS * 2.0;
}

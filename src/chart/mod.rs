//! Figures: tables of numbers read, and drawn as charts.
//!
//! A drawing is SVG that needs no script and no colour of its own: style sheets give the
//! classes `s0` to `s5` their colours, so that it is right by day, by night and on paper.

mod axis;
mod bars;
mod figures;
mod lines;
mod svg;
#[cfg(test)]
mod tests;

pub use figures::{Column, Figures, LARGEST, grid, number, written};

use svg::Svg;

/// The kinds of charts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A bar for each number.
    Bar,
    /// A line for each column of numbers.
    Line,
    /// A dot for each number.
    Dot,
}

impl Kind {
    /// The kind of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "bar" => Some(Kind::Bar),
            "line" => Some(Kind::Line),
            "dot" => Some(Kind::Dot),
            _ => None,
        }
    }
}

/// A chart to be drawn.
#[derive(Clone, Debug)]
pub struct Chart<'a> {
    /// Which kind.
    pub kind: Kind,
    /// What it shows, in words.
    pub title: &'a str,
    /// What stands behind its numbers, such as `%`; may be empty.
    pub unit: &'a str,
    /// The language whose way of writing numbers it has.
    pub lang: &'a str,
    /// Its words run from right to left.
    pub right_to_left: bool,
    /// An id for its title, unique in the page.
    pub id: &'a str,
}

/// How many columns of numbers a chart can show.
pub const MOST_SERIES: usize = 6;

/// How many rows a chart of bars or dots can show, and one of lines.
pub const MOST_ROWS: (usize, usize) = (60, 2000);

/// Says why these figures cannot be drawn, if so.
pub fn refusal(kind: Kind, figures: &Figures) -> Option<String> {
    let series = figures.series().count();
    let most = if kind == Kind::Line { MOST_ROWS.1 } else { MOST_ROWS.0 };
    if series == 0 {
        return Some("there is no column of numbers to draw".into());
    }
    if series > MOST_SERIES {
        return Some(format!(
            "{series} columns of numbers are too many: a chart shows at most {MOST_SERIES}"
        ));
    }
    if figures.rows.len() > most {
        return Some(format!("{} rows are too many: this chart shows at most {most}", figures.rows.len()));
    }
    (kind == Kind::Line && figures.rows.len() < 2).then(|| "a line needs at least two rows".into())
}

/// The chart as SVG; None where [`refusal`] has a reason.
pub fn draw(chart: &Chart<'_>, figures: &Figures) -> Option<String> {
    if refusal(chart.kind, figures).is_some() {
        return None;
    }
    let mut svg = Svg::new(chart.right_to_left);
    svg.legend(figures, chart.kind);
    // Time goes from left to right in every script.
    svg.mirrored &= chart.kind != Kind::Line;
    match chart.kind {
        Kind::Bar => bars::bars(&mut svg, chart, figures),
        Kind::Dot => bars::dots(&mut svg, chart, figures),
        Kind::Line => lines::lines(&mut svg, chart, figures),
    }
    Some(svg.finish(chart, &figures.summary(chart)))
}

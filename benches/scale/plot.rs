//! The plot: bars of wall time, one panel for each size, as SVG that suits light and dark pages.

use crate::figures::{Figures, Program, Row};
use crate::table::{grouped, time};
use clap::ValueEnum;
use std::fmt::Write as _;

/// Width of the picture, and of the names at its left.
const WIDTH: f64 = 760.0;
const NAMES: f64 = 250.0;
/// Room at the right, where the longest bar's time stands.
const TIMES: f64 = 70.0;
/// Heights of a bar with its distance, of a bar alone, and of a panel's heading.
const STEP: f64 = 22.0;
const BAR: f64 = 15.0;
const HEADING: f64 = 38.0;

const STYLE: &str = "text { font: 13px system-ui, sans-serif; fill: #222 } \
.head { font-weight: 600; font-size: 15px } .dateline { fill: #a3182f } .hugo { fill: #8a93a0 } .floor { fill: #c9ced6 } \
@media (prefers-color-scheme: dark) { text { fill: #e4e4e4 } .dateline { fill: #e8657a } .hugo { fill: #8a93a0 } \
.floor { fill: #565d68 } }";

struct Bar {
    program: Program,
    name: String,
    seconds: f64,
    label: String,
}

/// Draws the plot.
pub fn plot(figures: &Figures) -> String {
    let panels: Vec<(usize, Vec<Bar>)> =
        figures.sizes().into_iter().map(|size| (size, bars(figures, size))).collect();
    let bars: usize = panels.iter().map(|(_, bars)| bars.len()).sum();
    let height = panels.len() as f64 * HEADING + bars as f64 * STEP + 10.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" \
         aria-label=\"Wall time of builds\">\n<style>{STYLE}</style>\n"
    );
    let mut y = 0.0;
    for (size, bars) in panels {
        // Writing to a text cannot fail.
        let head = format!("{} articles: wall time", grouped(size as u64));
        let _ = writeln!(svg, "<text class=\"head\" x=\"0\" y=\"{}\">{head}</text>", y + 24.0);
        y += HEADING;
        let longest = bars.iter().map(|bar| bar.seconds).fold(f64::MIN_POSITIVE, f64::max);
        for bar in bars {
            draw(&bar, y, (WIDTH - NAMES - TIMES) / longest, &mut svg);
            y += STEP;
        }
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw(bar: &Bar, y: f64, scale: f64, svg: &mut String) {
    let width = (bar.seconds * scale).max(1.0);
    let class = bar.program.title().to_lowercase();
    let (text, end) = (y + BAR - 3.0, NAMES + width + 6.0);
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}</text>\
         <rect class=\"{class}\" x=\"{NAMES}\" y=\"{y}\" width=\"{width:.1}\" height=\"{BAR}\" rx=\"2\"/>\
         <text x=\"{end:.1}\" y=\"{text}\">{}</text>",
        NAMES - 8.0,
        bar.name,
        bar.label
    );
}

fn bars(figures: &Figures, size: usize) -> Vec<Bar> {
    let mut bars = Vec::new();
    for row in Row::value_variants() {
        for program in [Program::Hugo, Program::Dateline, Program::Floor] {
            let Some(figure) = figures.find(size, *row, program) else { continue };
            let wall = figure.median().wall;
            let name = match (program, row) {
                (Program::Hugo, Row::Nothing) => "Hugo, after any edit".to_owned(),
                _ => format!("{}, {}", program.title(), row.title()),
            };
            bars.push(Bar { program, name, seconds: wall.as_secs_f64(), label: time(wall) });
        }
    }
    bars
}

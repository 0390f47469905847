//! The drawing as it is written.

use super::{Chart, Figures, Kind};
use std::fmt::Write;

/// The width of a drawing in its own units; its letters are [`LETTERS`] high. It is narrow, so that
/// letters can still be read where it is shrunk to a telephone.
pub(super) const WIDTH: f64 = 420.0;
pub(super) const LETTERS: f64 = 13.0;

/// The mean width of a letter, as a part of its height.
const LETTER: f64 = 0.6;

/// Which end of a text is at its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing under way.
pub(super) struct Svg {
    out: String,
    /// Everything is mirrored but the letters.
    pub mirrored: bool,
    /// How far down it reaches.
    pub bottom: f64,
}

impl Svg {
    pub fn new(mirrored: bool) -> Self {
        Self { out: String::with_capacity(4096), mirrored, bottom: 4.0 }
    }

    fn x(&self, x: f64) -> f64 {
        if self.mirrored { WIDTH - x } else { x }
    }

    pub fn text(&mut self, x: f64, y: f64, anchor: Anchor, class: &str, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let x = self.x(x);
        self.put(format_args!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">"));
        escape(&mut self.out, text);
        self.out.push_str("</text>\n");
    }

    /// A box from one place to another.
    pub fn bar(&mut self, series: usize, from: f64, to: f64, y: f64, height: f64) {
        let (from, to) = (self.x(from), self.x(to));
        let (x, width) = (from.min(to), (from - to).abs().max(1.0));
        self.put(format_args!(
            "<rect class=\"s{series}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>\n"
        ));
    }

    pub fn dot(&mut self, series: usize, x: f64, y: f64, radius: f64) {
        let x = self.x(x);
        self.put(format_args!("<circle class=\"s{series}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>\n"));
    }

    pub fn rule(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let (x1, x2) = (self.x(from.0), self.x(to.0));
        let (y1, y2) = (from.1, to.1);
        self.put(format_args!(
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n"
        ));
    }

    /// A line through places; lines that cross are told apart by their strokes, too.
    pub fn path(&mut self, series: usize, points: &[(f64, f64)]) {
        let mut path = String::new();
        for (index, (x, y)) in points.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(path, "{}{:.1} {y:.1}", if index == 0 { 'M' } else { 'L' }, self.x(*x));
        }
        self.put(format_args!("<path class=\"l{series}\" d=\"{path}\"/>\n"));
    }

    /// What the colours stand for; needed for more than one.
    pub fn legend(&mut self, figures: &Figures, kind: Kind) {
        let names: Vec<&str> = figures.series().map(|(name, _)| name).collect();
        if names.len() < 2 {
            return;
        }
        let mut x = 0.0;
        let mut y = self.bottom + LETTERS;
        for (series, name) in names.into_iter().enumerate() {
            let name = shortened(name, 40);
            let width = 26.0 + length(&name) + 14.0;
            if x > 0.0 && x + width > WIDTH {
                x = 0.0;
                y += LETTERS * 1.5;
            }
            match kind {
                Kind::Line => self.path(series, &[(x, y - 4.0), (x + 20.0, y - 4.0)]),
                _ => self.bar(series, x + 4.0, x + 16.0, y - 10.0, 11.0),
            }
            self.text(x + 26.0, y, Anchor::Start, "name", &name);
            x += width;
        }
        self.bottom = y + 10.0;
    }

    pub fn finish(self, chart: &Chart<'_>, summary: &str) -> String {
        let mut whole = String::with_capacity(self.out.len() + 512);
        let height = self.bottom.ceil();
        let (mut id, mut title, mut desc) = (String::new(), String::new(), String::new());
        escape(&mut id, chart.id);
        escape(&mut title, chart.title);
        escape(&mut desc, summary);
        let direction = if chart.right_to_left { " direction=\"rtl\"" } else { "" };
        // Writing to a string cannot fail.
        let _ = write!(
            whole,
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
             font-size=\"{LETTERS}\"{direction}>\n<title id=\"{id}-t\">{title}</title>\n<desc id=\"{id}-d\">{desc}</desc>\n"
        );
        whole.push_str(&self.out);
        whole.push_str("</svg>");
        whole
    }

    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }
}

/// About how wide a text is.
pub(super) fn length(text: &str) -> f64 {
    let wide = |letter: char| if letter >= '\u{1100}' { 1.0 } else { LETTER };
    text.chars().map(wide).sum::<f64>() * LETTERS
}

/// A text with at most so many letters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no place for these.
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
}

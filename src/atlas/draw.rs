//! A map that shows where some countries are.

use super::shapes::{Country, Point, World};
use std::fmt::Write;

/// A map to be drawn.
#[derive(Clone, Debug)]
pub struct Map<'a> {
    /// The countries it shows: codes, and the names to write.
    pub countries: &'a [(String, String)],
    /// What it shows, in words.
    pub title: &'a str,
    /// An id for its title, unique in the page.
    pub id: &'a str,
    /// Its words run from right to left.
    pub right_to_left: bool,
}

/// Width and height of the drawing, and of its letters. Places in it are whole numbers.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 640.0;
const LETTERS: f64 = 30.0;

/// How far apart two points of an outline are at least, in units of the drawing.
const FINEST: f64 = 3.5;

/// How large an outline is at least, so that an islet is worth its bytes.
const SMALLEST: f64 = 5.0;

/// The least that a map shows from north to south, in degrees: a country among its neighbours.
const LEAST: f64 = 16.0;

/// An outline with at least this share of the largest decides what the map shows; the islands
/// of a country far away do not.
const SHARE: f64 = 0.2;

/// The map as SVG; None if no country of it is known.
pub fn draw(map: &Map<'_>) -> Option<String> {
    let world = World::read();
    let mut named: Vec<(&Country, &str)> = Vec::new();
    for (code, name) in map.countries {
        let Some(country) = world.find(code) else { continue };
        if !named.iter().any(|(other, _)| other.code == *code) {
            named.push((country, name));
        }
    }
    let frame = Frame::around(&named.iter().map(|(country, _)| *country).collect::<Vec<_>>())?;
    let (mut land, mut here) = (String::new(), String::new());
    for country in &world.countries {
        let is_named = named.iter().any(|(other, _)| other.code == country.code);
        let path = if is_named { &mut here } else { &mut land };
        country.rings.iter().for_each(|ring| frame.trace(ring, path));
    }
    let mut svg = String::with_capacity(land.len() + here.len() + 1024);
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg class=\"map\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-labelledby=\"{}\" \
         font-size=\"{LETTERS}\"{}>\n<title id=\"{}\">{}</title>\n<rect class=\"sea\" width=\"{WIDTH}\" \
         height=\"{HEIGHT}\"/>\n<path class=\"land\" d=\"{land}\"/>\n<path class=\"here\" d=\"{here}\"/>\n",
        escaped(map.id),
        if map.right_to_left { " direction=\"rtl\"" } else { "" },
        escaped(map.id),
        escaped(map.title),
    );
    let mut placed: Vec<(f64, f64, f64)> = Vec::new();
    for (country, name) in named {
        let (x, y) = frame.place(middle(country));
        if frame.size(country) < 14.0 {
            let _ = writeln!(svg, "<circle class=\"here\" cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"12\"/>");
        }
        let half = name.chars().count() as f64 * LETTERS * 0.28;
        let x = x.clamp((half + 8.0).min(WIDTH / 2.0), (WIDTH - half - 8.0).max(WIDTH / 2.0));
        let mut y = if frame.size(country) < 60.0 { y - 24.0 } else { y + LETTERS * 0.35 };
        // A name that would lie on another goes below it.
        while placed
            .iter()
            .any(|(px, py, width)| (px - x).abs() < width + half && (py - y).abs() < LETTERS * 1.1)
        {
            y += LETTERS * 1.2;
        }
        let y = y.clamp(LETTERS, HEIGHT - 12.0);
        placed.push((x, y, half));
        // The name stands on a broad outline of itself, so that it can be read on any ground.
        let place = format!("x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"middle\">{}</text>", escaped(name));
        let _ = write!(svg, "<text class=\"halo\" aria-hidden=\"true\" {place}\n<text {place}\n");
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// What a map shows: a middle, and how large a degree is.
struct Frame {
    east: f64,
    north: f64,
    /// Units of the drawing per degree northwards, and eastwards.
    up: f64,
    across: f64,
}

impl Frame {
    fn around(countries: &[&Country]) -> Option<Self> {
        let mut points: Vec<Point> = Vec::new();
        let first = countries.first()?;
        let start = middle(first).0;
        for country in countries {
            let largest = country.rings.first().map_or(0.0, |ring| area(ring));
            for ring in country.rings.iter().filter(|ring| area(ring) >= largest * SHARE) {
                // Across the date line the short way round counts.
                points.extend(unrolled(ring, start));
            }
        }
        let (west, east) = bounds(points.iter().map(|point| point.0));
        let (south, north) = bounds(points.iter().map(|point| point.1));
        let middle = ((west + east) / 2.0, ((south + north) / 2.0).clamp(-70.0, 70.0));
        // Degrees eastwards become shorter towards the poles.
        let shorter = middle.1.to_radians().cos().max(0.2);
        let tall = ((north - south) * 1.9).max((east - west) * shorter * 1.9 * HEIGHT / WIDTH);
        let up = HEIGHT / tall.clamp(LEAST, 170.0);
        Some(Self { east: middle.0, north: middle.1, up, across: up * shorter })
    }

    fn place(&self, point: Point) -> (f64, f64) {
        let mut east = point.0 - self.east;
        east -= 360.0 * (east / 360.0).round();
        (WIDTH / 2.0 + east * self.across, HEIGHT / 2.0 - (point.1 - self.north) * self.up)
    }

    /// How large a country is in the drawing: the longer side of its largest outline.
    fn size(&self, country: &Country) -> f64 {
        let Some(ring) = country.rings.first() else { return 0.0 };
        let side = |value: fn(&Point) -> f64, scale: f64| {
            let (low, high) = ring
                .iter()
                .map(value)
                .fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)));
            (high - low) * scale
        };
        side(|point| point.0, self.across).max(side(|point| point.1, self.up))
    }

    /// Writes what is seen of an outline as a path.
    fn trace(&self, ring: &[Point], path: &mut String) {
        let ring = unrolled(ring, self.east);
        // Unrolled, an outline may lie a whole turn to the side of what is seen.
        for turn in [-360.0, 0.0, 360.0] {
            let points = ring.iter().map(|(east, north)| {
                let x = WIDTH / 2.0 + (east + turn - self.east) * self.across;
                (x, HEIGHT / 2.0 - (north - self.north) * self.up)
            });
            let seen = clipped(points.collect());
            if seen.len() < 3 {
                continue;
            }
            let span = |of: fn(&(f64, f64)) -> f64| {
                let (low, high) = bounds(seen.iter().map(of));
                high - low
            };
            if span(|point| point.0).max(span(|point| point.1)) < SMALLEST {
                continue;
            }
            let mut last: Option<(i64, i64)> = None;
            for (x, y) in seen {
                let (x, y) = (x.round() as i64, y.round() as i64);
                // Writing to a string cannot fail.
                let _ = match last {
                    None => write!(path, "M{x} {y}l"),
                    // What is nearer to the last point than can be seen is left out.
                    Some(last) if ((last.0 - x).abs() + (last.1 - y).abs()) < FINEST as i64 => continue,
                    Some(last) => {
                        let (right, down) = (x - last.0, y - last.1);
                        let first = if path.ends_with('l') || right < 0 { "" } else { " " };
                        let second = if down < 0 { "" } else { " " };
                        write!(path, "{first}{right}{second}{down}")
                    }
                };
                last = Some((x, y));
            }
            if path.ends_with('l') {
                path.push_str("0 0");
            }
            path.push('z');
        }
    }
}

fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
}

/// An outline whose points go on from each other without a jump, the first within half a turn of `from`.
fn unrolled(ring: &[Point], from: f64) -> Vec<Point> {
    let mut last = from;
    let unroll = |point: &Point| {
        let east = point.0 - 360.0 * ((point.0 - last) / 360.0).round();
        last = east;
        (east, point.1)
    };
    ring.iter().map(unroll).collect()
}

/// The part of an outline within the drawing and a little beyond, so that no edge shows
/// (Sutherland and Hodgman).
fn clipped(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    const BEYOND: f64 = 8.0;
    type Side = (fn(&(f64, f64)) -> f64, f64);
    let sides: [Side; 4] = [
        (|point| point.0, BEYOND),
        (|point| WIDTH - point.0, BEYOND),
        (|point| point.1, BEYOND),
        (|point| HEIGHT - point.1, BEYOND),
    ];
    let mut points = points;
    for (inside, beyond) in sides {
        let mut kept = Vec::with_capacity(points.len());
        for (index, point) in points.iter().enumerate() {
            let before = points[(index + points.len() - 1) % points.len()];
            let (a, b) = (inside(&before) + beyond, inside(point) + beyond);
            if (a < 0.0) != (b < 0.0) {
                let part = a / (a - b);
                kept.push((before.0 + (point.0 - before.0) * part, before.1 + (point.1 - before.1) * part));
            }
            if b >= 0.0 {
                kept.push(*point);
            }
        }
        points = kept;
    }
    points
}

/// The middle of the largest outline of a country.
fn middle(country: &Country) -> Point {
    let Some(ring) = country.rings.first() else { return (0.0, 0.0) };
    let (mut x, mut y, mut twice) = (0.0, 0.0, 0.0);
    for (index, point) in ring.iter().enumerate() {
        let next = ring[(index + 1) % ring.len()];
        let cross = point.0 * next.1 - next.0 * point.1;
        x += (point.0 + next.0) * cross;
        y += (point.1 + next.1) * cross;
        twice += cross;
    }
    if twice.abs() < 1e-9 {
        return ring.first().copied().unwrap_or((0.0, 0.0));
    }
    (x / (3.0 * twice), y / (3.0 * twice))
}

fn area(ring: &[Point]) -> f64 {
    let next = |index: usize| ring[(index + 1) % ring.len()];
    let cross = |(index, point): (usize, &Point)| point.0 * next(index).1 - next(index).0 * point.1;
    (ring.iter().enumerate().map(cross).sum::<f64>() / 2.0).abs()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

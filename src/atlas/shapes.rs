//! `world.bin` read back.

use std::sync::LazyLock;

/// A point: degrees east, degrees north.
pub type Point = (f64, f64);

/// All countries.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct World {
    /// By their letters.
    pub countries: Vec<Country>,
}

/// A country.
#[derive(Clone, PartialEq, Debug)]
pub struct Country {
    /// Two letters (ISO 3166-1, and `XK`); `--` for land that has none.
    pub code: String,
    /// Its English name.
    pub name: String,
    /// Its outlines, the largest first.
    pub rings: Vec<Vec<Point>>,
}

/// The steps of a degree in the file.
const GRID: f64 = 20.0;

static BYTES: &[u8] = include_bytes!("world.bin");

/// The same for every map, and never another: read when the first is drawn.
static WORLD: LazyLock<World> = LazyLock::new(|| Reader { bytes: BYTES, at: 0 }.world().unwrap_or_default());

impl World {
    /// The shapes. Their file is part of the program: should it be cut short, what is missing
    /// is left out.
    pub fn read() -> &'static Self {
        &WORLD
    }

    /// The country of a code.
    pub fn find(&self, code: &str) -> Option<&Country> {
        self.countries.iter().find(|country| country.code == code && country.code != "--")
    }
}

struct Reader {
    bytes: &'static [u8],
    at: usize,
}

impl Reader {
    fn world(mut self) -> Option<World> {
        let mut arcs: Vec<Vec<Point>> = Vec::new();
        for _ in 0..self.number()? {
            let (mut x, mut y) = (0, 0);
            let mut arc = Vec::new();
            for _ in 0..self.number()? {
                x += self.signed()?;
                y += self.signed()?;
                arc.push((x as f64 / GRID, y as f64 / GRID));
            }
            arcs.push(arc);
        }
        let mut countries = Vec::new();
        for _ in 0..self.number()? {
            let code = self.text(2)?;
            let length = self.number()?;
            let name = self.text(length)?;
            let mut rings = Vec::new();
            for _ in 0..self.number()? {
                let mut ring: Vec<Point> = Vec::new();
                for _ in 0..self.number()? {
                    let number = self.signed()?;
                    let backwards = number < 0;
                    let arc = arcs.get(usize::try_from(if backwards { !number } else { number }).ok()?)?;
                    // Each begins where the one before ended.
                    ring.pop();
                    match backwards {
                        true => ring.extend(arc.iter().rev()),
                        false => ring.extend(arc),
                    }
                }
                rings.push(ring);
            }
            countries.push(Country { code, name, rings });
        }
        Some(World { countries })
    }

    fn number(&mut self) -> Option<usize> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            value |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Some(value);
            }
        }
    }

    fn signed(&mut self) -> Option<i64> {
        let value = i64::try_from(self.number()?).ok()?;
        Some(if value % 2 == 0 { value / 2 } else { -(value + 1) / 2 })
    }

    fn text(&mut self, length: usize) -> Option<String> {
        let bytes = self.bytes.get(self.at..self.at + length)?;
        self.at += length;
        String::from_utf8(bytes.to_vec()).ok()
    }
}

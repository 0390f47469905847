//! A scale from numbers to places, with marks at round numbers.

/// A scale.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Axis {
    pub low: f64,
    pub high: f64,
    /// Round numbers within it, the lowest first.
    pub ticks: Vec<f64>,
}

impl Axis {
    /// A scale with about so many marks, which begins and ends at one. `zero` says that nought is on it.
    pub fn new(low: f64, high: f64, zero: bool, marks: usize) -> Self {
        let (mut low, mut high) = if zero { (low.min(0.0), high.max(0.0)) } else { (low, high) };
        if high - low < f64::EPSILON * high.abs().max(1.0) {
            // One number alone: room on both sides of it.
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.5 };
            if !zero || low < 0.0 || low == 0.0 {
                low -= if zero && low >= 0.0 { 0.0 } else { room };
            }
            if !zero || high >= 0.0 {
                high += room;
            }
        }
        let step = round_step((high - low) / marks.max(1) as f64);
        let (first, last) = ((low / step).floor() as i64, (high / step).ceil() as i64);
        let ticks: Vec<f64> = (first..=last).map(|index| index as f64 * step).collect();
        Self { low: first as f64 * step, high: last as f64 * step, ticks }
    }

    /// Where a number is: 0 at the low end, 1 at the high end.
    pub fn place(&self, number: f64) -> f64 {
        (number - self.low) / (self.high - self.low)
    }
}

/// The next round number upwards: 1, 2 or 5 with noughts.
fn round_step(step: f64) -> f64 {
    let size = 10f64.powf(step.log10().floor());
    let digit = step / size;
    let round = [1.0, 2.0, 5.0].into_iter().find(|round| digit <= round * 1.000_001).unwrap_or(10.0);
    round * size
}

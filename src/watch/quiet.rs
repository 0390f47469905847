//! When a batch of events is over.

use std::time::{Duration, Instant};

/// How long it must be quiet after a single save.
const SHORT: Duration = Duration::from_millis(15);
/// How long while much is going on.
const LONG: Duration = Duration::from_millis(150);
/// How long a batch is waited for at most: what never ends is shown as it comes.
const LONGEST: Duration = Duration::from_secs(3);

/// How a batch of events has gone so far.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    began: Option<Instant>,
    events: u32,
}

impl Quiet {
    /// Says whether nothing has happened yet.
    pub fn is_new(&self) -> bool {
        self.began.is_none()
    }

    /// How long to wait for another event; None if the batch is over. `anything` says whether
    /// it holds something to look at.
    pub fn next(&mut self, anything: bool) -> Option<Duration> {
        if !anything {
            return None;
        }
        let began = *self.began.get_or_insert_with(Instant::now);
        self.events += 1;
        let left = LONGEST.checked_sub(began.elapsed())?;
        // One save is up to a dozen events.
        let wait = SHORT * self.events.div_ceil(12);
        Some(wait.min(LONG).min(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_save_is_waited_for_shortly_and_a_checkout_longer() {
        let mut quiet = Quiet::default();
        assert!(quiet.is_new());
        assert_eq!(quiet.next(true), Some(SHORT));
        assert!(!quiet.is_new());
        let last = (0..1000).filter_map(|_| quiet.next(true)).last();
        assert_eq!(last, Some(LONG));
    }

    #[test]
    fn what_is_nothing_to_look_at_is_not_waited_for() {
        assert_eq!(Quiet::default().next(false), None);
    }
}

//! When a batch of events is over.

use std::time::{Duration, Instant};

/// How long it must be quiet after a single save.
const SHORT: Duration = Duration::from_millis(15);
/// How long while much is going on.
const LONG: Duration = Duration::from_millis(150);
/// How long a batch is waited for at most: what never ends is shown as it comes.
const LONGEST: Duration = Duration::from_secs(3);

/// How a batch of events has gone so far. Only events that are something to look at count: the
/// preview itself opens files all the time.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    began: Option<Instant>,
    events: u32,
    over: Option<Instant>,
}

impl Quiet {
    /// Says whether nothing has happened yet.
    pub fn is_new(&self) -> bool {
        self.began.is_none()
    }

    /// Takes in that something happened.
    pub fn heard(&mut self, now: Instant) {
        let began = *self.began.get_or_insert(now);
        self.events += 1;
        // One save is up to a dozen events.
        let wait = LONG.min(SHORT * self.events.div_ceil(12));
        self.over = Some((now + wait).min(began + LONGEST));
    }

    /// How long to wait for another event; None if the batch is over, or has not begun.
    pub fn left(&self, now: Instant) -> Option<Duration> {
        self.over?.checked_duration_since(now).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_save_is_waited_for_shortly_and_a_checkout_longer() {
        let (mut quiet, now) = (Quiet::default(), Instant::now());
        assert!(quiet.is_new());
        quiet.heard(now);
        assert_eq!(quiet.left(now), Some(SHORT));
        assert!(!quiet.is_new());
        (0..1000).for_each(|_| quiet.heard(now));
        assert_eq!(quiet.left(now), Some(LONG));
    }

    #[test]
    fn what_is_nothing_to_look_at_is_not_waited_for() {
        let (mut quiet, now) = (Quiet::default(), Instant::now());
        assert_eq!(quiet.left(now), None);
        quiet.heard(now);
        // Whatever else is heard until then, such as files that are opened.
        assert_eq!(quiet.left(now + SHORT / 3), Some(SHORT - SHORT / 3));
        assert_eq!(quiet.left(now + SHORT), None);
    }

    #[test]
    fn what_never_ends_is_shown_as_it_comes() {
        let (mut quiet, began) = (Quiet::default(), Instant::now());
        let mut now = began;
        while quiet.is_new() || quiet.left(now).is_some() {
            quiet.heard(now);
            now += SHORT / 2;
        }
        assert!(now - began >= LONGEST && now - began < LONGEST + SHORT, "{:?}", now - began);
    }
}

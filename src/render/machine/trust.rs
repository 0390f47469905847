//! trust.txt (JournalList): to whom the site belongs and with whom it works.

use crate::facts::Window;
use std::fmt::Write;

pub(super) fn trust(window: &Window) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    for (key, value) in window.trust() {
        let _ = writeln!(text, "{key}={value}");
    }
    // The same will as in robots.txt.
    if let Some(train) = window.ai().train {
        let _ = writeln!(text, "datatrainingallowed={}", if train { "yes" } else { "no" });
    }
    text
}

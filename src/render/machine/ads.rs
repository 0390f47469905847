//! ads.txt (IAB 1.1).

use crate::facts::Window;
use std::fmt::Write;

/// The record that says that nobody may sell (§ 3.2.1 of the specification).
const NOBODY: &str = "placeholder.example.com, placeholder, DIRECT, placeholder";

pub(super) fn ads(window: &Window) -> String {
    let ads = window.ads();
    let mut text = String::new();
    // Writing to a string cannot fail.
    for seller in &ads.sellers {
        let _ = writeln!(text, "{seller}");
    }
    if ads.sellers.is_empty() {
        let _ = writeln!(text, "{NOBODY}");
    }
    for (name, domain) in [("OWNERDOMAIN", &ads.owner), ("MANAGERDOMAIN", &ads.manager)] {
        if let Some(domain) = domain {
            let _ = writeln!(text, "{name}={domain}");
        }
    }
    text
}

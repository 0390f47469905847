//! `_redirects`: one redirect a line, as Netlify, Cloudflare and GitLab Pages read them.

use super::{Rules, encoded};
use crate::plan::Host;
use std::fmt::Write;

/// Single addresses come first: Cloudflare counts from the first folder on.
pub(super) fn lines(rules: &Rules, host: Host) -> String {
    // Netlify shows the page at the former address unless it is told not to look for it.
    let status = if host == Host::Netlify { "301!" } else { "301" };
    let mut text = String::new();
    for rule in &rules.moved {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {} {status}", encoded(&rule.from), rule.to);
    }
    for rule in &rules.below {
        let rest = if rule.keeps_rest { ":splat" } else { "" };
        let _ = writeln!(text, "{}* {}{rest} {status}", encoded(&rule.from), rule.to);
    }
    text
}

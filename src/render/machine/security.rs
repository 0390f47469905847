//! security.txt (RFC 9116).

use crate::facts::{Answer, Entry, Field, Question, Window};
use crate::render::ask;
use std::fmt::Write;

pub(super) fn security(path: &str, window: &Window) -> String {
    let Some(security) = window.security() else { return String::new() };
    let mut text = String::new();
    // Writing to a string cannot fail.
    for contact in &security.contact {
        let _ = writeln!(text, "Contact: {contact}");
    }
    if let Answer::Time(expires) = window.ask(Question::SecurityExpires) {
        let _ = writeln!(text, "Expires: {}", expires.at.timestamp());
    }
    let _ = writeln!(text, "Canonical: {}", ask::absolute(window, path));
    let languages = match security.languages.is_empty() {
        true => ask::text(window, Entry::Site, Field::Lang).unwrap_or_default(),
        false => security.languages.join(", "),
    };
    let _ = writeln!(text, "Preferred-Languages: {languages}");
    if let Some(policy) = &security.policy {
        let _ = writeln!(text, "Policy: {policy}");
    }
    text
}

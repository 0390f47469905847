//! robots.txt (RFC 9309), with the site's will about machines that learn and answer.
//!
//! That will is kept by purpose, not by one list of names: a site can be found and quoted
//! without being learnt from. Crawlers of search engines and of link previews are never shut
//! out by it (RB-1).

use crate::data::Data;
use crate::facts::{Answer, Question, Window};
use crate::plan::LICENSE;
use crate::render::ask;
use std::fmt::Write;

/// Crawlers that gather texts to learn from.
const TRAIN: [&str; 11] = [
    "AI2Bot",
    "Amazonbot",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "Google-Extended",
    "GPTBot",
    "PanguBot",
    "cohere-training-data-crawler",
    "meta-externalagent",
];

/// Crawlers of search engines that answer in sentences.
const SEARCH: [&str; 3] = ["Claude-SearchBot", "OAI-SearchBot", "PerplexityBot"];

/// Programs that fetch a page because somebody asked a question.
const ANSWER: [&str; 6] = [
    "ChatGPT-User",
    "Claude-User",
    "DuckAssistBot",
    "MistralAI-User",
    "Perplexity-User",
    "meta-externalfetcher",
];

pub(super) fn robots(window: &Window) -> String {
    let (settings, ai) = (window.robots(), window.ai());
    // Writing to a string cannot fail.
    let mut text = String::new();
    // Before all groups it is for everybody (RSL 1.0 § 4.4).
    if ai.rsl {
        let _ = writeln!(text, "License: {}\n", ask::absolute(window, LICENSE));
    }
    text.push_str("User-agent: *\n");
    let signals =
        [("search", ai.search.filter(|allowed| *allowed)), ("ai-input", ai.answer), ("ai-train", ai.train)];
    let signals: Vec<String> = signals
        .into_iter()
        .filter_map(|(name, allowed)| Some(format!("{name}={}", if allowed? { "yes" } else { "no" })))
        .collect();
    if !signals.is_empty() {
        let _ = writeln!(text, "Content-Signal: {}", signals.join(", "));
    }
    if let Some(train) = ai.train {
        let _ = writeln!(text, "Content-Usage: train-ai={}", if train { "y" } else { "n" });
    }
    for path in &settings.disallow {
        let _ = writeln!(text, "Disallow: {path}");
    }
    text.push_str("Allow: /\n");
    let mut shut: Vec<&str> = Vec::new();
    for (allowed, names) in [(ai.train, &TRAIN[..]), (ai.search, &SEARCH[..]), (ai.answer, &ANSWER[..])] {
        if allowed == Some(false) {
            shut.extend(names);
        }
    }
    if !shut.is_empty() {
        text.push('\n');
        for name in shut {
            let _ = writeln!(text, "User-agent: {name}");
        }
        text.push_str("Disallow: /\n");
    }
    let sitemaps = match window.ask(Question::SitemapFiles) {
        Answer::Owned(Data::List(paths)) => paths,
        _ => Vec::new(),
    };
    if !sitemaps.is_empty() {
        text.push('\n');
    }
    for path in sitemaps.iter().filter_map(Data::as_text) {
        let _ = writeln!(text, "Sitemap: {}", ask::absolute(window, path));
    }
    text
}

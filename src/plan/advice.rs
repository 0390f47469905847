//! What the site could say about itself, and what that would bring. Nothing is invented in
//! its place: the output is left out, or made with what there is.

use crate::config::{Ai, Config};
use crate::library::Library;
use crate::problem::{Code, Problem, Problems};

/// Top-level names that never lead anywhere (RFC 2606, RFC 6761).
const RESERVED_ENDS: [&str; 4] = ["example", "test", "invalid", "localhost"];

/// Names that are kept for examples.
const RESERVED_HOSTS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// Collects all advice about the settings.
pub(super) fn advice(config: &Config, problems: &mut Problems) {
    if is_placeholder(&config.base_url.origin) {
        let message = format!("`base_url` is not the site's real address: `{}`", config.base_url.origin);
        let bring = "with it, feeds, sitemaps and canonical links name addresses that readers and search \
                     engines can reach";
        problems.push(Problem::new(Code::NotGiven, message).at(config.source).hint(bring));
    }
    let mut advise = |message: &str, hint: &str| {
        problems.push(Problem::new(Code::NotGiven, message).at(config.source).hint(hint));
    };
    let newswire = &config.newswire;
    if newswire.ai == Ai::default() {
        advise(
            "`[ai]` does not say what machines may do with the texts",
            "say `search`, `answer` and `train`, each `true` or `false`: robots.txt and trust.txt tell it to crawlers, \
             and search engines are never shut out by it",
        );
    }
    // At the root of a host only: RFC 9116 § 3.
    if newswire.security.is_none() && config.base_url.path == "/" {
        advise(
            "`[security]` is missing",
            "with its `contact`, `.well-known/security.txt` says whom to tell of a weakness of the site",
        );
    }
}

/// Policies whose pages readers and search engines look for first (news.md LD-8).
const FIRST_POLICIES: [&str; 3] = ["principles", "corrections", "ownership"];

/// Collects all advice about the publisher and the authors.
pub(super) fn people(library: &Library, config: &Config, problems: &mut Problems) {
    let mut advise = |message: String, hint: &str| {
        problems.push(Problem::new(Code::NotGiven, message).at(config.source).hint(hint));
    };
    let publisher = &config.publisher;
    if publisher.logo.is_none() {
        advise(
            "`publisher.logo` is missing".into(),
            "name a picture under `static/`: with it, structured data of every page show who publishes the site",
        );
    }
    let missing: Vec<String> = FIRST_POLICIES
        .into_iter()
        .filter(|name| !publisher.policies.iter().any(|(policy, _)| policy.name == *name))
        .map(|name| format!("`{name}`"))
        .collect();
    if !missing.is_empty() {
        advise(
            format!("`[publisher.policies]` does not name pages for {}", missing.join(", ")),
            "write them and name them: structured data then say by which rules the site works, which \
             search engines take as a sign of trust",
        );
    }
    if publisher.about.is_none() && publisher.email.is_none() && publisher.telephone.is_none() {
        advise(
            "the site does not say who is behind it: `publisher.about` and `publisher.email` are missing"
                .into(),
            "with them, structured data say who is responsible and how to reach them",
        );
    }
    let Some(authors) = library.find_taxonomy("authors") else { return };
    let authors = library.taxonomy(authors).terms.iter().map(|id| library.term(*id));
    let unknown: Vec<&str> =
        authors.filter(|author| author.document.is_none()).map(|author| &*author.title).collect();
    if let Some(first) = unknown.first() {
        let others = match unknown.len() - 1 {
            0 => String::new(),
            1 => " and 1 other author".to_owned(),
            count => format!(" and {count} other authors"),
        };
        advise(
            format!("there is no page about {first}{others}"),
            "a file in `content/authors/` says who they are, to readers and in structured data",
        );
    }
}

/// Says whether an address is one that stands in for another.
fn is_placeholder(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host =
        host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
    let ends = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    RESERVED_ENDS.into_iter().chain(RESERVED_HOSTS).any(ends)
}

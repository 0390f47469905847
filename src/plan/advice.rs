//! What the site could say about itself, and what that would bring. Nothing is invented in
//! its place: the output is left out, or made with what there is.

use crate::config::Config;
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
}

/// Says whether an address is one that stands in for another.
fn is_placeholder(origin: &str) -> bool {
    let host = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let host =
        host.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()).map_or(host, |(host, _)| host);
    let ends = |name: &str| host == name || host.ends_with(&format!(".{name}"));
    RESERVED_ENDS.into_iter().chain(RESERVED_HOSTS).any(ends)
}

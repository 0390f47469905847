//! From the path of a request to an output of the site.

use crate::build::Site;
use crate::plan::{Output, Recipe, Target};

/// What lies at a path.
pub(super) enum Route<'a> {
    /// This output.
    Output(&'a Output),
    /// It is elsewhere on this site: the path to go to, percent-encoded.
    Moved(String),
    /// Nothing.
    Nothing,
}

/// Finds what lies at a decoded path.
pub(super) fn route<'a>(site: &'a Site, path: &str) -> Route<'a> {
    let base = site.facts.config.base_url.path.as_str();
    let folder = base.trim_end_matches('/');
    let Some(inside) = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) else {
        // From outside of the base path there is only the way in.
        return if path == folder || path == "/" { Route::Moved(encoded(base)) } else { Route::Nothing };
    };
    let file = if inside.is_empty() || inside.ends_with('/') {
        format!("{inside}index.html")
    } else {
        inside.to_owned()
    };
    if let Some(output) = site.plan.find(&file) {
        return Route::Output(output);
    }
    match site.plan.find(&format!("{inside}/index.html")) {
        Some(_) if !inside.is_empty() && !inside.ends_with('/') => Route::Moved(encoded(&format!("{path}/"))),
        _ => rule(site, &format!("/{inside}")).map_or(Route::Nothing, Route::Moved),
    }
}

/// The output for paths at which there is nothing.
pub(super) fn not_found(site: &Site) -> Option<&Output> {
    site.plan.find("404.html")
}

/// Where a redirect of the site leads.
pub(super) fn target(site: &Site, output: &Output) -> Option<String> {
    match output.recipe {
        Recipe::Redirect { ref to } => Some(href(site, to)),
        _ => None,
    }
}

/// Where a rule of the site leads from a path, relative to the site's root, that has no file.
fn rule(site: &Site, path: &str) -> Option<String> {
    let redirects = &site.plan.redirects;
    if let Ok(index) = redirects.moved.binary_search_by(|moved| moved.from.path.as_str().cmp(path)) {
        return Some(href(site, &redirects.moved.get(index)?.to));
    }
    // The longest folder is the nearest.
    let below = redirects.below.iter().filter(|below| path.starts_with(&*below.from.path));
    let below = below.max_by_key(|below| below.from.path.len())?;
    let rest = path.strip_prefix(&*below.from.path).filter(|_| below.keeps_rest).unwrap_or_default();
    Some(href(site, &below.to) + &encoded(rest))
}

fn href(site: &Site, to: &Target) -> String {
    let (library, config) = (&site.facts.library, &site.facts.config);
    match to {
        Target::Entry(entry) => entry.address(library, config).href(config),
        Target::Path(address) => address.href(config),
        Target::Elsewhere(url) => url.clone(),
    }
}

fn encoded(path: &str) -> String {
    crate::library::Address::new(path.to_owned()).encoded().into_owned()
}

//! From the path of a request to an output of the site.

use crate::build::Site;
use crate::plan::{Output, Recipe};

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
        _ => Route::Nothing,
    }
}

/// The output for paths at which there is nothing.
pub(super) fn not_found(site: &Site) -> Option<&Output> {
    site.plan.find("404.html")
}

/// Where a redirect of the site leads.
pub(super) fn target(site: &Site, output: &Output) -> Option<String> {
    match output.recipe {
        Recipe::Redirect { to } => {
            let (library, config) = (&site.facts.library, &site.facts.config);
            Some(to.address(library, config).href(config))
        }
        _ => None,
    }
}

fn encoded(path: &str) -> String {
    crate::library::Address::new(path.to_owned()).encoded().into_owned()
}

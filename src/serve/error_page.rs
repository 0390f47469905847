//! Pages of the preview's own, for when the site has none: it is not read yet, it has errors,
//! there is nothing at a path.

use super::desk::Shown;
use super::problems::machine_text;
use crate::problem::{Style, draw};

/// A page that lists all problems.
pub(super) fn problems(shown: &Shown) -> String {
    let problems = shown.all_problems();
    let mut list = String::new();
    if let Some(trouble) = &shown.trouble {
        list.push_str(&format!("<pre>{}</pre>\n", escaped(&machine_text(trouble))));
    }
    for problem in &problems {
        list.push_str(&format!("<pre>{}</pre>\n", escaped(&draw(problem, &shown.sources, Style::PLAIN))));
    }
    if list.is_empty() {
        list.push_str("<p>The page could not be made: its sources are changing.</p>\n");
    }
    page("This page cannot be made yet", &list)
}

/// A page for a path at which there is nothing, where the site has none for it.
pub(super) fn nothing(path: &str) -> String {
    page(
        "There is nothing here",
        &format!("<p>The site has nothing at <code>{}</code>.</p>\n", escaped(path)),
    )
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         </head>\n<body>\n<h1>{title}</h1>\n{body}</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

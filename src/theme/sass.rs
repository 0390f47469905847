//! Sass: style sheets that are compiled before they are bundled.
//!
//! The compiler reads nothing but the theme's own style sheets, each from the layer that wins.
//! It is part of the program only where that was built with the feature `sass`; without it a
//! Sass style sheet is a problem.

#[cfg(not(feature = "sass"))]
use crate::problem::{Code, Problem};
use crate::source::SourceId;
#[cfg(not(feature = "sass"))]
use crate::source::Sources;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// All style sheets of a theme, by their paths below `static/`, as they were written.
pub(super) type Sheets = BTreeMap<String, SourceId>;

/// Whether a file is a Sass style sheet, by its path.
pub(super) fn is_sass(path: &str) -> bool {
    matches!(path.rsplit_once('.'), Some((_, "scss" | "sass")))
}

/// Whether a file is a style sheet of any kind, by its path.
pub(super) fn is_sheet(path: &str) -> bool {
    is_sass(path) || path.ends_with(".css")
}

/// Where a static file is published. Sass becomes CSS; what begins with `_` is only a part of
/// others, and published nowhere.
pub(super) fn published(path: &str) -> Option<Cow<'_, str>> {
    if !is_sass(path) {
        return Some(path.into());
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, _) = path.rsplit_once('.')?;
    (!name.starts_with('_')).then(|| format!("{stem}.css").into())
}

/// Compiles a style sheet, whose path below `static/` is given.
#[cfg(not(feature = "sass"))]
pub(super) fn compile(
    path: &str,
    source: SourceId,
    _sheets: &Sheets,
    _sources: &Sources,
) -> Result<String, Problem> {
    let message = format!("`{path}` is Sass, which this program was built without");
    let hint = "install it with `--features sass`, or put the compiled style sheet in its place";
    Err(Problem::new(Code::SassFailed, message).at(source).hint(hint))
}

#[cfg(feature = "sass")]
mod compiler;
#[cfg(feature = "sass")]
pub(super) use compiler::compile;

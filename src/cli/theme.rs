//! `theme`: the files of the theme that is part of the program, for those who build on it.

use super::flags::Theme;
use super::report::Show;
use super::{Outcome, Trouble};
use crate::build::{BUILTIN_THEME, builtin_theme_files};
use serde_json::json;

/// Prints one file of the theme as it is, or the paths of all.
pub(super) fn run(theme: &Theme, show: &Show) -> Result<Outcome, Trouble> {
    let files = builtin_theme_files();
    let Some(wanted) = &theme.file else {
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        if show.is_json() {
            show.json(&json!({ "theme": BUILTIN_THEME, "files": paths }))?;
        } else {
            show.result(&format!("{}\n", paths.join("\n")))?;
        }
        return Ok(Outcome::Done);
    };
    let known = |path: &str| files.iter().find(|(known, _)| known == path);
    let Some((path, bytes)) = known(wanted) else {
        let trouble = Trouble::new(format!("the theme `{BUILTIN_THEME}` has no file `{wanted}`"));
        let near = crate::problem::nearest_path(wanted, files.iter().map(|(path, _)| path.as_str()));
        return Err(match near {
            Some(near) => trouble.hint(format!("did you mean `{near}`?")),
            None => trouble.hint("`dateline theme` lists them"),
        });
    };
    let text = std::str::from_utf8(bytes).map_err(|_| Trouble::new(format!("`{path}` is not text")))?;
    if show.is_json() {
        show.json(&json!({ "file": path, "text": text }))?;
    } else {
        show.result(text)?;
    }
    Ok(Outcome::Done)
}

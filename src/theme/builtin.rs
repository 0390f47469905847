//! The theme that is part of the program.

use include_dir::{Dir, include_dir};

static BROADSHEET: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/broadsheet");

/// The name of the theme that is part of the program.
pub const BUILTIN: &str = "broadsheet";

/// Its files with their paths in it, in their order: `templates/home.html`.
pub fn own_files() -> Vec<(String, &'static [u8])> {
    let folder = format!("themes/{BUILTIN}/");
    let mut own = files();
    for (path, _) in &mut own {
        *path = path.trim_start_matches(&*folder).to_owned();
    }
    own.sort_unstable();
    own
}

/// Its files with their paths as if they lay in the site: `themes/broadsheet/…`.
pub fn files() -> Vec<(String, &'static [u8])> {
    let mut files = Vec::new();
    let mut folders = vec![&BROADSHEET];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        files.extend(folder.files().map(|file| {
            let path = file.path().to_string_lossy().replace('\\', "/");
            (format!("themes/{BUILTIN}/{path}"), file.contents())
        }));
    }
    files
}

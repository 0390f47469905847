//! Links that open an editor at a line.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::path::Path;

/// How the address of an editor is written: a pattern with `{path}`, `{line}` and `{column}`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Editor(Option<String>);

/// Editors that have an address of their own, with its pattern.
pub const EDITORS: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("windsurf", "windsurf://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
    ("emacs", "org-protocol://open-source?url=file://{path}&line={line}"),
];

/// What is percent-encoded in the path of a file.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b':');

impl Editor {
    /// An editor by its name, by a pattern of its own, or `none`.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self(None));
        }
        if let Some((_, pattern)) = EDITORS.iter().find(|(name, _)| *name == text) {
            return Ok(Self(Some((*pattern).to_owned())));
        }
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        if text.contains("{path}") && !matches!(scheme, "" | "javascript" | "data") {
            return Ok(Self(Some(text.to_owned())));
        }
        let names: Vec<&str> = EDITORS.iter().map(|(name, _)| *name).collect();
        Err(format!(
            "expected `none`, one of {}, or an address with `{{path}}`, like `vscode://file{{path}}:{{line}}`",
            names.join(", ")
        ))
    }

    /// The link that opens a file of the site at a place; None if there is no editor.
    pub fn link(&self, root: &Path, path: &str, line: usize, column: usize) -> Option<String> {
        let pattern = self.0.as_ref()?;
        let file = root.join(path);
        let file = file.to_str()?.replace('\\', "/");
        let file = if file.starts_with('/') { file } else { format!("/{file}") };
        let file = utf8_percent_encode(&file, PATH).to_string();
        Some(
            pattern
                .replace("{line}", &line.to_string())
                .replace("{column}", &column.to_string())
                .replace("{path}", &file),
        )
    }
}

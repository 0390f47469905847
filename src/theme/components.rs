//! The components of a theme: `components/NAME.html` draws one, `components/NAME.toml` says
//! what it takes. Either comes from the first layer that has it.

use super::layers::Layer;
use crate::component::{Components, declaration};
use crate::problem::{Code, Problem, Problems};
use crate::source::{ReadError, Sources};

/// The folder of components in a layer. What is in it are templates too, by their paths.
pub(super) const FOLDER: &str = "components";

pub(super) fn load(
    sources: &Sources,
    layers: &[Layer],
    problems: &mut Problems,
) -> Result<Components, ReadError> {
    let mut components = Components::new();
    let mut drawn = Vec::new();
    let mut declared = Vec::new();
    for layer in layers {
        let folder = format!("{}{FOLDER}", layer.folder);
        for (source, file) in sources.below(&folder) {
            let name = &file.path[folder.len() + 1..];
            if let Some(name) = name.strip_suffix(".toml") {
                if components.contains_key(name) {
                    continue;
                }
                let (read, found) = declaration(source, &sources.text(source)?);
                problems.extend(found);
                components.insert(name.to_owned(), read);
                declared.push((name.to_owned(), source));
            } else if let Some(name) = name.strip_suffix(".html")
                && !name.contains('.')
            {
                drawn.push(name.to_owned());
            }
        }
    }
    for (name, source) in declared.into_iter().filter(|(name, _)| !drawn.contains(name)) {
        components.remove(&name);
        let message = format!("nothing draws the component `{name}`");
        let problem = Problem::new(Code::NoTemplate, message).at(source);
        problems.push(problem.hint(format!("put its template beside this file: `{name}.html`")));
    }
    for name in drawn {
        components.entry(name).or_default();
    }
    Ok(components)
}

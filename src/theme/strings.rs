//! The words of a theme: `strings/en.toml` and its siblings, key by key through the layers.

use super::layers::Layer;
use crate::config::{flaw, read_toml, toml_to_data};
use crate::data::Data;
use crate::problem::Problems;
use crate::source::{ReadError, Sources};
use std::collections::BTreeMap;

pub(super) fn load(
    sources: &Sources,
    layers: &[Layer],
    problems: &mut Problems,
) -> Result<BTreeMap<String, BTreeMap<String, Data>>, ReadError> {
    let mut strings: BTreeMap<String, BTreeMap<String, Data>> = BTreeMap::new();
    for layer in layers {
        let folder = format!("{}strings", layer.folder);
        for (id, file) in sources.below(&folder) {
            let Some(lang) = file.name().strip_suffix(".toml") else { continue };
            let text = sources.text(id)?;
            let read = flaw(&text, id).map_or_else(|| read_toml(id, &text.text), Err);
            match read {
                Ok(table) => {
                    let words = strings.entry(lang.to_owned()).or_default();
                    for entry in &table.entries {
                        let key = entry.key.value.clone();
                        words.entry(key).or_insert_with(|| toml_to_data(&entry.value.value));
                    }
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    Ok(strings)
}

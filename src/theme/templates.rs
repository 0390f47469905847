//! Templates: found in the layers, checked for syntax, put into the engine.

use super::layers::Layer;
use super::{blocks, components};
use crate::config::flaw;
use crate::fingerprint::Fingerprint;
use crate::problem::{Code, Problem, Problems};
use crate::source::{ReadError, SourceId, Sources, Span};
use minijinja::{Environment, UndefinedBehavior};
use std::collections::BTreeMap;

/// One template.
#[derive(Clone, Debug)]
pub struct Template {
    /// The file.
    pub source: SourceId,
    /// The fingerprint of its text.
    pub fingerprint: Fingerprint,
}

/// How deeply templates may include each other.
const DEEPEST: usize = 64;

/// How much work one page may be: a guard against loops that do not end. A page of some
/// ten thousand list items needs less than a tenth of it.
const FUEL: u64 = 50_000_000;

pub(super) fn load(
    sources: &Sources,
    layers: &[Layer],
    problems: &mut Problems,
) -> Result<(Environment<'static>, BTreeMap<String, Template>), ReadError> {
    let mut environment = Environment::new();
    environment.set_auto_reload(false);
    environment.set_debug(true);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_recursion_limit(DEEPEST);
    environment.set_fuel(Some(FUEL));
    let mut templates = BTreeMap::new();
    let mut outlines = BTreeMap::new();
    for (depth, layer) in layers.iter().enumerate() {
        let folder = format!("{}templates", layer.folder);
        let components = format!("{}{}", layer.folder, components::FOLDER);
        let owner = layer.name.as_deref().unwrap_or("site");
        let drawn = sources.below(&components).filter(|(_, file)| !file.path.ends_with(".toml"));
        let start =
            |path: &str| if path.starts_with(&folder) { folder.len() + 1 } else { layer.folder.len() };
        for (source, file) in sources.below(&folder).chain(drawn) {
            let text = sources.text(source)?;
            if let Some(problem) = flaw(&text, source) {
                problems.push(problem);
                continue;
            }
            let name = &file.path[start(&file.path)..];
            let template = Template { source, fingerprint: Fingerprint::of(text.text.as_bytes()) };
            // By its plain name it can be overridden; by its owner's name it is always this one.
            let full = format!("{owner}::{name}");
            if let Err(error) = environment.add_template_owned(full.clone(), text.text.to_string()) {
                problems.push(syntax(&error, source));
                templates.entry(name.to_owned()).or_insert(template);
                continue;
            }
            outlines.insert(full.clone(), (blocks::outline(&text.text), depth));
            templates.insert(full, template.clone());
            if !templates.contains_key(name) {
                // It has just been read without an error under its full name.
                let _ = environment.add_template_owned(name.to_owned(), text.text.to_string());
                outlines.insert(name.to_owned(), (blocks::outline(&text.text), depth));
                templates.insert(name.to_owned(), template);
            }
        }
    }
    blocks::check(&outlines, &templates, problems);
    Ok((environment, templates))
}

fn syntax(error: &minijinja::Error, source: SourceId) -> Problem {
    let message = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    // `endif`, `else` and their like are unknown only where something else was opened last.
    let word = message.strip_prefix("unknown statement ").unwrap_or_default();
    let closes = word.starts_with("end") || matches!(word, "else" | "elif");
    let mut problem = Problem::new(Code::TemplateSyntax, message.clone());
    if closes {
        problem = problem.hint("a tag before it is still open: an `{% if %}` wants its `{% endif %}`");
    }
    match error.range() {
        Some(range) => problem.at(Span::new(source, range.start, range.end)),
        None => problem.at(source),
    }
}

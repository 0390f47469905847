//! Which themes a site uses, and which of their files win.

use super::options::{self, ThemeOption};
use super::sass::{self, Sheets};
use super::{Theme, bundle, cards, components, strings, templates};
use crate::config::Config;
use crate::problem::{Code, Place, Problem, Problems};
use crate::source::{ReadError, SourceId, Sources, Spanned};
use std::collections::BTreeMap;

/// One layer of files.
pub(super) struct Layer {
    /// The theme's name; None for the site itself.
    pub name: Option<String>,
    /// The folder, with a slash at its end; empty for the site itself.
    pub folder: String,
}

/// What `theme.toml` says.
#[derive(Default)]
pub(super) struct Manifest {
    pub extends: Option<Spanned<String>>,
    pub options: Vec<ThemeOption>,
    pub picture_sizes: Option<String>,
    pub cards: Option<cards::Palette>,
}

/// Loads the site's theme and those it extends.
pub fn load(sources: &Sources, config: &Config) -> Result<(Theme, Problems), ReadError> {
    let mut problems = Problems::new();
    let mut layers = vec![Layer { name: None, folder: String::new() }];
    let mut declared: Vec<ThemeOption> = Vec::new();
    let mut broken = false;
    let mut picture_sizes = None;
    let mut palette = None;
    let mut next = Some(config.theme.clone());
    while let Some(theme) = next.take() {
        let folder = format!("themes/{}/", theme.value);
        if layers.iter().any(|layer| layer.folder == folder) {
            problems.push(
                Problem::new(Code::ThemeCircle, format!("theme `{}` extends itself", theme.value))
                    .at(theme.span)
                    .hint("take out one of the `extends`"),
            );
            broken = true;
            break;
        }
        let Some(manifest) = manifest(sources, &theme, &folder, &mut problems)? else {
            broken = true;
            break;
        };
        declared.extend(manifest.options);
        picture_sizes = picture_sizes.or(manifest.picture_sizes);
        palette = palette.or(manifest.cards);
        layers.push(Layer { name: Some(theme.value), folder });
        next = manifest.extends;
    }
    let (environment, templates) = templates::load(sources, &layers, &mut problems)?;
    let (assets, sheets) = assets(sources, &layers, &mut problems);
    let components = components::load(sources, &layers, &mut problems)?;
    let options = options::resolve(&declared, config, &mut problems);
    let theme = Theme {
        look: cards::look(palette, &options, sources, config, &mut problems)?,
        components,
        environment,
        templates,
        bundles: bundle::load(sources, &assets, &sheets, &mut problems)?,
        assets,
        options,
        strings: strings::load(sources, &layers, &mut problems)?,
        picture_sizes,
        broken,
    };
    Ok((theme, problems))
}

fn manifest(
    sources: &Sources,
    theme: &Spanned<String>,
    folder: &str,
    problems: &mut Problems,
) -> Result<Option<Manifest>, ReadError> {
    let path = format!("{folder}theme.toml");
    let Some(id) = sources.find(&path) else {
        let known: Vec<&str> = sources
            .below("themes")
            .filter_map(|(_, source)| source.path.strip_prefix("themes/")?.strip_suffix("/theme.toml"))
            .collect();
        let mut problem = Problem::new(Code::NoTheme, format!("there is no theme `{}`", theme.value))
            .at(Place::Span(theme.span))
            .did_you_mean(&theme.value, known.iter().copied());
        if problem.hints.is_empty() {
            problem = problem.hint(format!("a theme is a folder with a `theme.toml`: `{path}`"));
        }
        problems.push(problem);
        return Ok(None);
    };
    let text = sources.text(id)?;
    let (manifest, found) = options::manifest(id, &text);
    problems.extend(found);
    Ok(Some(manifest))
}

/// The static files: by the path they are published at. The first layer that has one wins. With
/// them all style sheets as they were written.
pub(super) fn assets(
    sources: &Sources,
    layers: &[Layer],
    problems: &mut Problems,
) -> (BTreeMap<String, SourceId>, Sheets) {
    let (mut assets, mut sheets) = (BTreeMap::new(), Sheets::new());
    for layer in layers {
        let folder = format!("{}static", layer.folder);
        for (id, source) in sources.below(&folder) {
            let path = &source.path[folder.len() + 1..];
            if sass::is_sheet(path) {
                sheets.entry(path.to_owned()).or_insert(id);
            }
            let Some(place) = sass::published(path) else { continue };
            let first = *assets.entry(place.to_string()).or_insert(id);
            if first != id && sources.get(first).path.starts_with(&format!("{folder}/")) {
                let message = format!("two style sheets would be `{place}`");
                problems.push(Problem::new(Code::DuplicateUrl, message).at(id).label(first, "the other one"));
            }
        }
    }
    (assets, sheets)
}

//! A theme: templates parsed once, files listed, options and words ready.
//!
//! What a page can use comes in layers: the site's own files first, then the theme, then
//! the themes it extends. The first layer that has a file wins. `broadsheet` is part of the
//! program, so that a site needs no theme of its own.

mod blocks;
mod builtin;
mod bundle;
mod cards;
mod components;
mod layers;
mod options;
mod sass;
mod strings;
mod templates;
#[cfg(test)]
mod tests;

pub use builtin::{BUILTIN, files as builtin_files, own_files as builtin_own_files};
pub use bundle::{Bundle, has_print, is_bundled};
pub use layers::load;
pub use options::{OptionKind, ThemeOption};
pub use templates::Template;

use crate::component::Components;
use crate::data::Data;
use crate::picture::Look;
use crate::source::SourceId;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that lays out pages.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The template engine with all templates in it. Pages clone it; the parts are shared.
    pub environment: minijinja::Environment<'static>,
    templates: BTreeMap<String, Template>,
    assets: BTreeMap<String, SourceId>,
    bundles: BTreeMap<String, Bundle>,
    options: BTreeMap<String, Data>,
    strings: BTreeMap<String, BTreeMap<String, Data>>,
    picture_sizes: Option<String>,
    look: Option<Arc<Look>>,
    components: Components,
    broken: bool,
}

impl Theme {
    /// The template of this name, if there is one.
    pub fn template(&self, name: &str) -> Option<&Template> {
        self.templates.get(name)
    }

    /// Says whether there is a template of this name.
    pub fn has_template(&self, name: &str) -> bool {
        self.templates.contains_key(name)
    }

    /// Says whether a theme that it needs could not be found, so that what it lacks is no
    /// news.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The names of all templates that can be meant without naming a theme.
    pub fn template_names(&self) -> impl Iterator<Item = &str> {
        self.templates.keys().map(String::as_str).filter(|name| !name.contains("::"))
    }

    /// The files to be copied: where to, relative to the output directory, and from what.
    pub fn assets(&self) -> impl Iterator<Item = (&str, SourceId)> {
        self.assets.iter().map(|(path, source)| (path.as_str(), *source))
    }

    /// The file that is copied to this path.
    pub fn asset(&self, path: &str) -> Option<SourceId> {
        self.assets.get(path).copied()
    }

    /// The style sheet or script of this path, as it is published.
    pub fn bundle(&self, path: &str) -> Option<&Bundle> {
        self.bundles.get(path)
    }

    /// All style sheets and scripts, by their paths.
    pub fn bundles(&self) -> impl Iterator<Item = (&str, &Bundle)> {
        self.bundles.iter().map(|(path, bundle)| (path.as_str(), bundle))
    }

    /// How wide pictures of texts are shown, as the attribute `sizes` has it.
    pub fn picture_sizes(&self) -> &str {
        self.picture_sizes.as_deref().unwrap_or("100vw")
    }

    /// How cards look, if there are any.
    pub fn look(&self) -> Option<&Arc<Look>> {
        self.look.as_ref()
    }

    /// The value of an option: the site's, or the theme's default.
    pub fn option(&self, name: &str) -> Option<&Data> {
        self.options.get(name)
    }

    /// The names of all options.
    pub fn option_names(&self) -> impl Iterator<Item = &str> {
        self.options.keys().map(String::as_str)
    }

    /// A word of the theme in a language: by the whole tag, by its primary subtag, in English.
    pub fn string(&self, lang: &str, key: &str) -> Option<&Data> {
        let primary = lang.split('-').next().unwrap_or(lang);
        [lang, primary, "en"].into_iter().find_map(|lang| self.strings.get(lang)?.get(key))
    }

    /// The components that Markdown can call.
    pub fn components(&self) -> &Components {
        &self.components
    }

    /// The keys of all words.
    pub fn string_keys(&self) -> impl Iterator<Item = &str> {
        self.strings.values().flat_map(|table| table.keys().map(String::as_str))
    }
}

//! Recipe and window become bytes.
//!
//! Nothing here reads a file, writes one or knows the library: a page learns all it shows
//! by asking through its window. The same recipe, engine and answers make the same bytes.

mod ask;
mod components;
mod drawings;
mod environment;
mod error;
mod feed;
mod filters;
mod functions;
mod head;
mod hosts;
mod machine;
mod objects;
mod picture;
mod redirect;
mod search;
mod shared;
mod words;
mod xml;

pub use environment::environment;
pub use shared::shared;

use crate::facts::{Answer, Facts, Question, Trace, Window};
use crate::plan::{Output, Recipe};
use crate::problem::Problem;
use minijinja::Environment;
use std::sync::Arc;

/// What became of one output.
#[derive(Debug)]
pub struct Rendered {
    /// The bytes, or why there are none.
    pub bytes: Result<Vec<u8>, Problem>,
    /// What was asked to make them.
    pub trace: Trace,
    /// A source changed or went away meanwhile, so that the bytes are not to be used.
    pub troubled: bool,
}

/// Renders a page or redirect. Files that are copied and pictures never come here.
pub fn render(output: &Output, facts: &Arc<Facts>, environment: &Environment<'static>) -> Rendered {
    render_through(Window::new(facts.clone()), output, facts, environment)
}

/// The same through a window that is already open.
pub fn render_through(
    window: Window,
    output: &Output,
    facts: &Arc<Facts>,
    environment: &Environment<'static>,
) -> Rendered {
    let window = Arc::new(window);
    let bytes = match &output.recipe {
        Recipe::Page { entry, template, slice } => {
            let page =
                objects::Page { entry: *entry, slice: *slice, path: output.address.encoded().into_owned() };
            lay_out(page, template, &window, environment)
                .map_err(|error| error::problem(&error, facts, &output.path))
        }
        Recipe::Redirect { to } => Ok(redirect::html(to, &window).into_bytes()),
        Recipe::Search { lang, part } => Ok(search::search(lang, *part, &window)),
        Recipe::Host { file, redirects } => Ok(hosts::host_file(*file, redirects, &window).into_bytes()),
        Recipe::Feed { of, format } => feed::feed(*of, *format, &output.address.encoded(), &window)
            .map_err(|error| error::problem(&error, facts, &output.path)),
        Recipe::Machine(machine) => machine::machine(*machine, &output.address.encoded(), &window)
            .map_err(|error| error::problem(&error, facts, &output.path)),
        Recipe::Bundle { path, .. } => {
            let question = Question::Bundle(window.names().symbol(path));
            Ok(match window.ask(question) {
                Answer::Text(text) => text.into_owned().into_bytes(),
                _ => Vec::new(),
            })
        }
        Recipe::Asset { .. } | Recipe::Picture { .. } => Ok(Vec::new()),
        Recipe::Rendition { .. } | Recipe::Card { .. } => Ok(Vec::new()),
    };
    Rendered { bytes, troubled: window.is_troubled(), trace: window.finish() }
}

fn lay_out(
    page: objects::Page,
    template: &str,
    window: &Arc<Window>,
    environment: &Environment<'static>,
) -> Result<Vec<u8>, minijinja::Error> {
    let note = |window: &Window, name: &str| {
        let name = window.names().symbol(name);
        let _ = window.ask(Question::Template(name));
    };
    note(window, template);
    // A clone shares all its parts; only the callback is this page's own, and it hears of
    // every template that is really extended, included or imported.
    let mut environment = environment.clone();
    let own = window.clone();
    environment.set_path_join_callback(move |name, _parent| {
        note(&own, name);
        name.into()
    });
    let template = environment.get_template(template)?;
    let root = minijinja::Value::from_object(objects::Root::new(page, window.clone()));
    let mut bytes = Vec::with_capacity(16 * 1024);
    template.render_captured_to(root, &mut bytes)?;
    if bytes.last() != Some(&b'\n') {
        bytes.push(b'\n');
    }
    Ok(bytes)
}

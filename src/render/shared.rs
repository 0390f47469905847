//! Shared templates: what they print is the same on every page, so it is made once for the whole
//! site, and pages ask for it like for any other fact.

use super::functions::{failed, with_hint};
use super::objects::{HINT, SharedRoot};
use crate::facts::{Answer, Facts, Question, Shared, Window};
use minijinja::{Environment, Error, ErrorKind, State, Value};
use std::sync::Arc;

/// The folder below `templates/` in which they lie.
const FOLDER: &str = "shared/";

/// What the shared templates of the theme print. One that fails is left out: the pages that want
/// it make it themselves, and so the mistake is told with the place where it was wanted.
pub fn shared(facts: &Arc<Facts>, environment: &Environment<'static>) -> Shared {
    let mut shared = Shared::default();
    for name in names(facts) {
        let window = Arc::new(Window::new(facts.clone()));
        if let Ok(html) = print(name, &window, environment)
            && !window.is_troubled()
        {
            let timed = window.finish().contains(&Question::Now);
            shared.add(name, html, timed);
        }
    }
    shared
}

/// `shared(name)` in a template.
pub(super) fn call(window: &Arc<Window>, state: &State<'_, '_>, arguments: &[Value]) -> Result<Value, Error> {
    let name = arguments.first().and_then(Value::as_str);
    let name = name.ok_or_else(|| failed("`shared` wants the name of a template in quotes"))?;
    if let Answer::Html(html) = window.ask(Question::Shared(window.names().symbol(name))) {
        return Ok(Value::from_safe_string(html));
    }
    let facts = window.known();
    if facts.theme.template(&[FOLDER, name].concat()).is_none() {
        let message = format!("the theme has no template `{FOLDER}{name}`");
        return Err(with_hint(message, name, names(facts)));
    }
    let html = print(name, window, state.env());
    html.map(Value::from_safe_string).map_err(|inner| {
        Error::new(ErrorKind::BadInclude, format!("error in `{FOLDER}{name}`")).with_source(inner)
    })
}

fn names(facts: &Facts) -> impl Iterator<Item = &str> {
    facts.theme.template_names().filter_map(|name| name.strip_prefix(FOLDER))
}

fn print(name: &str, window: &Arc<Window>, environment: &Environment<'_>) -> Result<String, Error> {
    let template = environment.get_template(&[FOLDER, name].concat())?;
    let html = template.render(Value::from_object(SharedRoot { window: window.clone() }))?;
    Ok(html.trim_matches('\n').to_owned())
}

/// What stands for a name that a shared template cannot have: it fails with the way out.
pub(super) fn not_here(name: &str) -> Value {
    let message = format!(
        "a shared template has no `{name}`: what it prints is the same on every page{HINT}write \
         `{{% include \"{FOLDER}…\" %}}` in place of `shared(\"…\")`, and it is made for each page by itself"
    );
    Value::from(Error::new(ErrorKind::UndefinedError, message))
}

/// A shared template asks for another, which may not be made yet.
pub(super) fn in_shared() -> Error {
    failed(&format!(
        "a shared template cannot ask for another{HINT}write `{{% include \"{FOLDER}…\" %}}`: what it prints is \
         shared along with the rest"
    ))
}

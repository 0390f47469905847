//! Shared templates: what they print is the same on every page, so it is made once for the whole
//! site, and pages ask for it like for any other fact. With arguments it is made once for each set
//! of them, by the first page that wants it; the others note what was asked for it.

use super::functions::{failed, with_hint};
use super::objects::{EntryObject, HINT, ListObject, SharedRoot};
use crate::facts::{Answer, Argument, Facts, Given, Question, Shared, Window};
use minijinja::value::{Kwargs, ValueKind};
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
        if let Ok(html) = print(name, Vec::new(), &window, environment)
            && !window.is_troubled()
        {
            let timed = window.finish().contains(&Question::Now);
            shared.add(name, html, timed);
        }
    }
    shared
}

/// `shared(name)` in a template, maybe with arguments.
pub(super) fn call(window: &Arc<Window>, state: &State<'_, '_>, arguments: &[Value]) -> Result<Value, Error> {
    let (given, named): (&[Value], Kwargs) = minijinja::value::from_args(arguments)?;
    let name = given.first().and_then(Value::as_str);
    let name = name.ok_or_else(|| failed("`shared` wants the name of a template in quotes"))?;
    if given.len() > 1 {
        let hint = "write `shared(\"card.html\", a=article)`: the template finds it by that name";
        return Err(failed(&format!("`shared` wants its arguments with names{HINT}{hint}")));
    }
    let arguments = named.args().map(|argument| Ok((argument, named.get(argument)?)));
    let arguments = arguments.collect::<Result<Vec<(&str, Value)>, Error>>()?;
    let html = match arguments.as_slice() {
        [] => for_all(name, window, state),
        arguments => for_these(name, arguments, window, state),
    };
    html.map(Value::from_safe_string)
}

/// What a template prints that is the same on every page.
fn for_all(name: &str, window: &Arc<Window>, state: &State<'_, '_>) -> Result<String, Error> {
    if let Answer::Html(html) = window.ask(Question::Shared(window.names().symbol(name))) {
        return Ok(html);
    }
    within(name, window, || print(name, Vec::new(), window, state.env()))
}

/// What a template prints wherever it is given these arguments.
fn for_these(
    name: &str,
    arguments: &[(&str, Value)],
    window: &Arc<Window>,
    state: &State<'_, '_>,
) -> Result<String, Error> {
    let names = window.names();
    let given =
        arguments.iter().map(|(name, value)| Ok((names.symbol(name), argument(name, value, window)?)));
    let arguments_given = given.collect::<Result<_, Error>>()?;
    let given = Given { template: names.symbol(name), arguments: arguments_given };
    if let Some(html) = window.piece(&given) {
        return Ok(html);
    }
    within(name, window, || {
        let own = Arc::new(window.beside());
        let arguments = arguments.iter().map(|(name, value)| ((*name).to_owned(), seen_through(value, &own)));
        let note =
            |window: &Window, name: &str| _ = window.ask(Question::Template(window.names().symbol(name)));
        note(&own, &[FOLDER, name].concat());
        // It hears of every template that is really included.
        let mut environment = state.env().clone();
        let ear = own.clone();
        environment.set_path_join_callback(move |name, _parent| {
            note(&ear, name);
            name.into()
        });
        let html = print(name, arguments.collect(), &own, &environment)?;
        window.take_in(given, &html, &own);
        Ok(html)
    })
}

/// An argument as it is told from others.
fn argument(name: &str, value: &Value, window: &Window) -> Result<Argument, Error> {
    if let Some(entry) = value.downcast_object_ref::<EntryObject>() {
        return Ok(Argument::Entry(entry.entry));
    }
    if let Some(list) = value.downcast_object_ref::<ListObject>() {
        return Ok(Argument::List(list.list));
    }
    let argument = match value.kind() {
        ValueKind::None | ValueKind::Undefined => Some(Argument::Nothing),
        ValueKind::Bool => Some(Argument::Truth(value.is_true())),
        ValueKind::Number if value.is_integer() => i64::try_from(value.clone()).ok().map(Argument::Number),
        ValueKind::String if !value.is_safe() => {
            value.as_str().map(|text| Argument::Text(window.names().symbol(text)))
        }
        _ => None,
    };
    argument.ok_or_else(|| {
        let hint = "give it what this was made of, and let the template make it";
        failed(&format!(
            "`shared` cannot take `{name}`: its arguments are entries, lists of them, text, whole numbers, \
             true and false{HINT}{hint}"
        ))
    })
}

/// An argument as the template sees it: it asks through its own window.
fn seen_through(value: &Value, window: &Arc<Window>) -> Value {
    if let Some(entry) = value.downcast_object_ref::<EntryObject>() {
        return EntryObject::value(entry.entry, window);
    }
    match value.downcast_object_ref::<ListObject>() {
        Some(list) => ListObject::value(list.list, window),
        None if value.is_undefined() => Value::from(()),
        None => value.clone(),
    }
}

/// Makes what a shared template prints, or says what is wrong with it.
fn within(
    name: &str,
    window: &Window,
    make: impl FnOnce() -> Result<String, Error>,
) -> Result<String, Error> {
    let facts = window.known();
    if facts.theme.template(&[FOLDER, name].concat()).is_none() {
        let message = format!("the theme has no template `{FOLDER}{name}`");
        return Err(with_hint(message, name, names(facts)));
    }
    make().map_err(|inner| {
        Error::new(ErrorKind::BadInclude, format!("error in `{FOLDER}{name}`")).with_source(inner)
    })
}

fn names(facts: &Facts) -> impl Iterator<Item = &str> {
    facts.theme.template_names().filter_map(|name| name.strip_prefix(FOLDER))
}

fn print(
    name: &str,
    arguments: Vec<(String, Value)>,
    window: &Arc<Window>,
    environment: &Environment<'_>,
) -> Result<String, Error> {
    let template = environment.get_template(&[FOLDER, name].concat())?;
    let html = template.render(Value::from_object(SharedRoot { window: window.clone(), arguments }))?;
    Ok(html.trim_matches('\n').to_owned())
}

/// What stands for a name that a shared template cannot have: it fails with the way out.
pub(super) fn not_here(name: &str) -> Value {
    let message = format!(
        "a shared template has no `{name}`: what it prints is the same on every page{HINT}give it what it \
         needs, as in `shared(\"…\", lang=page.lang)`, or write `{{% include \"{FOLDER}…\" %}}` in place of it"
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

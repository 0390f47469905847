//! What a page gets to know of a component that a text calls.

use super::fields::BodyOf;
use super::{Answer, Entry, Facts, Symbol, Window};
use crate::chart::grid;
use crate::data::Data;
use crate::fingerprint::{Fingerprint, Hasher};
use crate::library::Argument;
use crate::source::ReadError;

pub use crate::content::html::feed_component;

impl Facts {
    /// The name and the arguments of a call.
    pub(super) fn component(&self, entry: Entry, call: u32) -> Answer<'_> {
        let body = BodyOf::entry(self, entry);
        let Some(called) = body.as_ref().and_then(|body| body.calls.get(call as usize)) else {
            return Answer::Absent;
        };
        let argument = |(name, argument): &'_ (String, Argument)| {
            let value = match argument {
                Argument::Value(Data::None) => Answer::Empty,
                Argument::Value(data) => Answer::Owned(data.clone()),
                Argument::Day(seconds) => Answer::Time(self.time(*seconds, true)),
                Argument::Address(target) if target.waits || target.url.is_empty() => Answer::Empty,
                Argument::Address(target) => Answer::Text(target.url.clone().into()),
                Argument::File(path) => Answer::Text(path.clone().into()),
                Argument::Page(page) => page.map_or(Answer::Empty, Answer::Entry),
            };
            Answer::Record(vec![("name", Answer::Text(name.clone().into())), ("value", value)])
        };
        let rows =
            body.and_then(|body| body.document.outline.calls.get(call as usize)).map(|call| &call.rows);
        Answer::Record(vec![
            ("name", Answer::Text(called.name.to_string().into())),
            ("arguments", Answer::List(called.arguments.iter().map(argument).collect())),
            ("rows", Answer::Owned(rows.map_or(Data::None, |rows| table(rows)))),
        ])
    }

    /// The rows of a CSV file that the library has found; empty if it cannot be read, which is a
    /// problem already.
    pub(super) fn figures(&self, path: Symbol) -> Result<Answer<'_>, ReadError> {
        let Some(id) = self.sources.find(&self.names.text(path)) else { return Ok(Answer::Absent) };
        let text = self.sources.text(id)?;
        Ok(grid(&text.text).map_or(Answer::Empty, |rows| Answer::Owned(table(&rows))))
    }

    pub(super) fn figures_fingerprint(&self, path: Symbol) -> Fingerprint {
        let Some(id) = self.sources.find(&self.names.text(path)) else { return Hasher::new().finish() };
        self.sources.fingerprint(id).unwrap_or_else(|error| {
            self.note_trouble(error);
            Hasher::new().finish()
        })
    }
}

fn table(rows: &[Vec<String>]) -> Data {
    let row = |row: &Vec<String>| Data::List(row.iter().cloned().map(Data::Text).collect());
    Data::List(rows.iter().map(row).collect())
}

impl Window {
    /// Opens the window to a component, which must not print a text with components itself;
    /// false if it is open to one already.
    pub(crate) fn enter_component(&self) -> bool {
        !std::mem::replace(&mut self.noted().within, true)
    }

    /// The component is done.
    pub(crate) fn leave_component(&self) {
        self.noted().within = false;
    }
}

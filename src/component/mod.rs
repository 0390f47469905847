//! Components: parts of a page that a theme draws and that Markdown calls by name.
//!
//! ```text
//! ::: pull-quote by="Jane Doe"
//! What she said, in **Markdown**.
//! :::
//! ```
//!
//! A theme says in a [`Declaration`] which arguments a component takes. Markdown knows no
//! theme: it has [`Call`]s, which [`check()`] lays beside the declaration once both are known.

mod check;
mod declaration;
mod line;
#[cfg(test)]
mod tests;

pub use check::{Given, check};
pub use declaration::{BodyRule, Components, Declaration, Draws, Kind, Parameter, declaration};
pub use line::{Line, line};

use crate::source::{SourceId, Spanned};

/// The component whose body is the sign-off of an article, in every theme.
pub const SIGNOFF: &str = "signoff";

/// One call of a component, as Markdown writes it.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Call {
    /// The name of the component; empty if none could be read, which is a problem already.
    pub name: Spanned<String>,
    /// The argument that stands without a name.
    pub bare: Option<Spanned<String>>,
    /// The others, in the order written.
    pub named: Vec<(Spanned<String>, Spanned<String>)>,
    /// There is something between its fences.
    pub body: bool,
    /// The rows of the first table in its body, as plain text; the first is its head.
    pub rows: Vec<Vec<String>>,
}

impl Call {
    /// The same call in a source of another number.
    pub fn renumber(&mut self, source: SourceId) {
        let named = self.named.iter_mut().flat_map(|(key, value)| [key, value]);
        let all = [&mut self.name].into_iter().chain(&mut self.bare).chain(named);
        all.for_each(|text| text.span.source = source);
    }

    /// Says whether two calls are the same, wherever they stand.
    pub fn is_alike(&self, other: &Call) -> bool {
        let named = |call: &Call| -> Vec<(String, String)> {
            call.named.iter().map(|(key, value)| (key.value.clone(), value.value.clone())).collect()
        };
        self.name.value == other.name.value
            && self.bare.as_ref().map(|text| &text.value) == other.bare.as_ref().map(|text| &text.value)
            && named(self) == named(other)
            && (self.body, &self.rows) == (other.body, &other.rows)
    }
}

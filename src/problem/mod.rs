//! Problems as values: what is wrong, where, and what mends it.
//!
//! Parsing never fails; it returns a value and problems. A run collects them all and
//! shows them at once, in an order that does not depend on how the work was spread.

mod code;
mod draw;
mod nearest;

pub use code::{Code, Severity};
pub use draw::{Style, draw, draw_all, draw_line, to_json};
pub use nearest::{nearest, nearest_path};

use crate::source::{SourceId, Span};

/// One thing that is wrong with the site.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// Which kind of problem.
    pub code: Code,
    /// How bad it is. Usually the code's own severity.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, names in backticks.
    pub message: String,
    /// Where. The first is the primary place.
    pub labels: Vec<Label>,
    /// What would mend it, each a sentence in the same style as the message.
    pub hints: Vec<String>,
}

/// A place that a problem points at.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Label {
    /// The place.
    pub place: Place,
    /// A few words shown beside the place; may be empty.
    pub text: String,
}

/// Where a label points.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub enum Place {
    /// Some text of a source.
    Span(Span),
    /// A whole file.
    File(SourceId),
}

impl Place {
    fn source(self) -> SourceId {
        match self {
            Place::Span(span) => span.source,
            Place::File(source) => source,
        }
    }

    fn start(self) -> u32 {
        match self {
            Place::Span(span) => span.start,
            Place::File(_) => 0,
        }
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Place::Span(span)
    }
}

impl From<SourceId> for Place {
    fn from(source: SourceId) -> Self {
        Place::File(source)
    }
}

impl Problem {
    /// A problem with its code's own severity and no place yet.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            labels: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Adds a place.
    #[must_use]
    pub fn at(self, place: impl Into<Place>) -> Self {
        self.label(place, "")
    }

    /// Adds a place with a few words beside it.
    #[must_use]
    pub fn label(mut self, place: impl Into<Place>, text: impl Into<String>) -> Self {
        self.labels.push(Label { place: place.into(), text: text.into() });
        self
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds the hint "did you mean …", if there is a name close to the wrong one.
    #[must_use]
    pub fn did_you_mean<'a>(self, wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(wrong, known) {
            Some(right) => self.hint(format!("did you mean `{right}`?")),
            None => self,
        }
    }
}

impl Problem {
    /// The same problem of a source of another number. Only for problems within one file.
    pub fn renumber(&mut self, source: SourceId) {
        for label in &mut self.labels {
            match &mut label.place {
                Place::Span(span) => span.source = source,
                Place::File(file) => *file = source,
            }
        }
    }
}

/// A growing collection of problems.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// No problems.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds many.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.0.extend(problems);
    }

    /// True if any of them keeps the site from being published.
    pub fn any_error(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// How many are errors and how many are warnings.
    pub fn count(&self) -> (usize, usize) {
        let count = |severity| self.0.iter().filter(|problem| problem.severity == severity).count();
        (count(Severity::Error), count(Severity::Warning))
    }

    /// Leaves out what is only advice.
    #[must_use]
    pub fn without_advice(mut self) -> Self {
        self.0.retain(|problem| problem.severity != Severity::Advice);
        self
    }

    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Them all, in the order they are shown: by file, place, code and text.
    pub fn sorted(mut self) -> Vec<Problem> {
        let key = |problem: &Problem| {
            let place = problem.labels.first().map(|label| label.place);
            (place.map(|place| (place.source(), place.start())), problem.code)
        };
        self.0.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message)));
        self.0.dedup();
        self.0
    }

    /// Them all, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<T: IntoIterator<Item = Problem>>(problems: T) -> Self {
        Self(problems.into_iter().collect())
    }
}

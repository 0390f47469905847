//! The keys that say from when until when, and in which way, an article is shown (news.md
//! § 1.1, § 4.6).

use super::FrontMatter;
use super::Moment;
use super::fields::Fields;
use super::front_matter::{Kind, Reader};
use super::keys::{ON_EXPIRE, STATUSES};
use crate::problem::{Code, Problem};
use crate::source::{Span, Spanned};

/// Until when, and in which way, an article is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Lifetime {
    /// Nothing of it may be seen before its date.
    pub embargo: bool,
    /// What the newsroom says about it.
    pub status: Status,
    /// A sentence for readers about its status.
    pub note: Option<Box<Spanned<String>>>,
    /// The article that takes its place: a source as links write it, or an id.
    pub superseded_by: Option<Box<Spanned<String>>>,
    /// When its time is over.
    pub expires: Option<Box<Spanned<Moment>>>,
    /// What is at its address after that.
    pub on_expire: OnExpire,
    /// When its label is over.
    pub label_until: Option<Box<Spanned<Moment>>>,
}

/// What the newsroom says about an article; drafts are told apart elsewhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub enum Status {
    /// It stands.
    #[default]
    Published,
    /// It is taken back: a notice stands at its address.
    Withdrawn,
    /// A newer one takes its place.
    Superseded,
}

/// What is at the address of an article whose time is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub enum OnExpire {
    /// The article, with a notice.
    #[default]
    Keep,
    /// A notice alone.
    Tombstone,
    /// A redirect to the article that takes its place.
    Redirect,
}

impl Lifetime {
    /// The places in the source.
    pub(super) fn spans_mut(&mut self) -> impl Iterator<Item = &mut Span> {
        let texts = [&mut self.note, &mut self.superseded_by].into_iter().flatten();
        let dates = [&mut self.expires, &mut self.label_until].into_iter().flatten();
        texts.map(|text| &mut text.span).chain(dates.map(|date| &mut date.span))
    }
}

impl Reader<'_> {
    /// Reads the keys of an article's lifetime, once its date is known.
    pub(super) fn lifetime(&mut self, fields: &mut Fields, front: &mut FrontMatter) {
        let embargo = fields.take("embargo");
        let embargo_at = embargo.as_ref().map(|field| field.key);
        front.life.embargo = embargo.and_then(|field| field.truth(&mut self.problems)).unwrap_or(false);
        if self.kind == Kind::Document {
            self.status(fields, front);
            self.expiry(fields, front);
            let until = fields.take("label_until").and_then(|field| self.moment(field));
            front.life.label_until = until.map(Box::new);
        }
        if let (true, false, Some(place), Some(_)) =
            (front.life.embargo, front.draft, embargo_at, front.undated)
        {
            let problem = Problem::new(Code::MissingKey, "an embargo needs a `date`").at(place);
            self.problems.push(problem.hint("`date` says when it ends"));
        }
    }

    fn status(&mut self, fields: &mut Fields, front: &mut FrontMatter) {
        let status = self.choice(fields, "status", STATUSES);
        front.life.note = self.text(fields, "status_note").map(Box::new);
        front.life.superseded_by = self.text(fields, "superseded_by").map(Box::new);
        let Some(status) = status else { return };
        match status.value.as_str() {
            "draft" => front.draft = true,
            _ if front.draft => {
                let message = format!("it cannot be a draft and {}", status.value);
                self.bad(status.span, message, Some("take one of `draft` and `status` out".into()));
            }
            "withdrawn" => front.life.status = Status::Withdrawn,
            "superseded" => {
                front.life.status = Status::Superseded;
                if front.life.superseded_by.is_none() {
                    let problem =
                        Problem::new(Code::MissingKey, "`superseded_by` is missing").at(status.span);
                    self.problems.push(problem.hint("it names the article that takes this one's place"));
                }
            }
            _ => {}
        }
    }

    fn expiry(&mut self, fields: &mut Fields, front: &mut FrontMatter) {
        let expires = fields.take("expires").and_then(|field| self.moment(field));
        front.life.expires = expires.map(Box::new);
        let Some(choice) = self.choice(fields, "on_expire", ON_EXPIRE) else {
            return self.check_expiry(front);
        };
        front.life.on_expire = match choice.value.as_str() {
            "tombstone" => OnExpire::Tombstone,
            "redirect" => OnExpire::Redirect,
            _ => OnExpire::Keep,
        };
        if front.life.on_expire == OnExpire::Redirect && front.life.superseded_by.is_none() {
            let problem = Problem::new(Code::MissingKey, "`superseded_by` is missing").at(choice.span);
            self.problems.push(problem.hint("it names the article that the redirect leads to"));
        }
        self.check_expiry(front);
    }

    fn check_expiry(&mut self, front: &FrontMatter) {
        let (Some(date), Some(expires)) = (&front.date, &front.life.expires) else { return };
        if expires.value.seconds <= date.value.seconds {
            let problem = Problem::new(Code::BadValue, "`expires` is not after `date`").at(expires.span);
            self.problems.push(problem.label(date.span, "published here"));
        }
    }

    /// Checks the end of a label, once the label is known.
    pub(super) fn check_label_until(&mut self, front: &FrontMatter) {
        match (&front.label, &front.life.label_until) {
            (None, Some(until)) => {
                self.bad(until.span, "`label_until` has no `label` to end", None);
            }
            (Some(label), None) if label.value == "breaking" && self.kind == Kind::Document => {
                let problem = Problem::new(Code::EndlessLabel, "`breaking` has no end").at(label.span);
                self.problems
                    .push(problem.hint("say when it is over, for instance `label_until: 2026-11-23 18:00`"));
            }
            (Some(_), Some(until)) => {
                if let Some(date) = &front.date
                    && until.value.seconds <= date.value.seconds
                {
                    let problem =
                        Problem::new(Code::BadValue, "`label_until` is not after `date`").at(until.span);
                    self.problems.push(problem.label(date.span, "published here"));
                }
            }
            _ => {}
        }
    }

    /// One of the words that a key can be.
    fn choice(
        &mut self,
        fields: &mut Fields,
        name: &'static str,
        words: &'static [&'static str],
    ) -> Option<Spanned<String>> {
        let text = self.text(fields, name)?;
        if words.contains(&text.value.as_str()) {
            return Some(text);
        }
        let problem =
            Problem::new(Code::BadValue, format!("`{name}` cannot be `{}`", text.value)).at(text.span);
        let problem = problem.did_you_mean(&text.value, words.iter().copied());
        let listed = problem.hints.is_empty();
        let all = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        self.problems.push(if listed { problem.hint(format!("it is one of {all}")) } else { problem });
        None
    }
}

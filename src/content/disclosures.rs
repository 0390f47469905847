//! What an article says about itself and its making: its main points, who helped, what was
//! changed and corrected, how it was reported, and what machines had to do with it.

use super::fields::{Field, Fields};
use super::front_matter::Reader;
use super::keys::{AI_USES, CONTRIBUTOR_ROLES, CORRECTION_KINDS};
use super::{AiDisclosure, Claim, Contributor, Correction, FrontMatter};
use crate::data::Data;
use crate::problem::{Code, Problem};
use crate::source::{SourceId, Span, Spanned};

/// The longest main point, in characters; more do not fit a box that is read at a glance.
const LONGEST_POINT: usize = 140;

/// The longest short title, in characters.
const LONGEST_SHORT_TITLE: usize = 60;

/// The longest claim, in characters; search engines cut longer ones.
const LONGEST_CLAIM: usize = 75;

impl Reader<'_> {
    /// Latitude and longitude, as GeoRSS and others write them: with a space between.
    pub(super) fn coordinates(&mut self, text: Spanned<String>) -> Option<Spanned<String>> {
        let within = |number: &str, most: f64| {
            let plain = |letter: char| letter.is_ascii_digit() || "+-.".contains(letter);
            let degrees = number.chars().all(plain).then(|| number.parse::<f64>().ok()).flatten();
            degrees.is_some_and(|degrees| degrees.abs() <= most)
        };
        let mut parts = text.value.split([',', ' ']).filter(|part| !part.is_empty());
        if let (Some(latitude), Some(longitude), None) = (parts.next(), parts.next(), parts.next())
            && within(latitude, 90.0)
            && within(longitude, 180.0)
        {
            return Some(Spanned { value: format!("{latitude} {longitude}"), span: text.span });
        }
        let hint = "write degrees of latitude and longitude, for instance `46.20, 6.15`";
        self.bad(text.span, "these are no coordinates", Some(hint.into()));
        None
    }

    /// Reads everything of this subject.
    pub(super) fn disclosures(&mut self, fields: &mut Fields, front: &mut FrontMatter) {
        let value = |text: Option<Spanned<String>>| text.map(|text| text.value);
        front.seo_title = value(self.text(fields, "seo_title"));
        front.short_title = value(self.text(fields, "short_title").inspect(|text| {
            self.at_most(text, LONGEST_SHORT_TITLE, "this short title");
        }));
        front.translation_of = self.text(fields, "translation_of").map(Box::new);
        front.key_points = self.key_points(fields);
        front.contributors =
            fields.take("contributors").map(|field| self.contributors(field)).unwrap_or_default();
        front.update_note = value(self.text(fields, "update_note"));
        front.corrections =
            fields.take("corrections").map(|field| self.corrections(field)).unwrap_or_default();
        front.claim = fields.take("claim").and_then(|field| self.claim(field)).map(Box::new);
        front.how_we_reported = fields.take("how_we_reported").and_then(|field| self.method(field));
        let disclosure = fields.take("ai_disclosure").and_then(|field| self.ai_disclosure(field));
        front.ai_disclosure = disclosure.map(Box::new);
    }

    fn at_most(&mut self, text: &Spanned<String>, most: usize, what: &str) {
        let length = text.value.chars().count();
        if length > most {
            let message = format!("{what} has {length} characters; {most} fit where it is shown");
            self.problems.push(Problem::new(Code::LongText, message).at(text.span));
        }
    }

    fn key_points(&mut self, fields: &mut Fields) -> Vec<String> {
        let Some(field) = fields.take("key_points") else { return Vec::new() };
        let points = field.texts(self.places, &mut self.problems);
        for point in &points {
            self.at_most(point, LONGEST_POINT, "this point");
        }
        points.into_iter().map(|point| point.value).collect()
    }

    fn contributors(&mut self, field: Field) -> Vec<Contributor> {
        let mut contributors = Vec::new();
        for (span, mut table) in field.tables(self.places, &mut self.problems) {
            let name = self.must(&mut table, "name", span, "a contributor has no `name`");
            let role = self.one_of(&mut table, "role", CONTRIBUTOR_ROLES);
            table.finish(&[], &mut self.problems, |problem, _| problem);
            if let Some(name) = name {
                contributors.push(Contributor { name, role: role.unwrap_or("reporting").to_owned() });
            }
        }
        contributors
    }

    fn corrections(&mut self, field: Field) -> Vec<Correction> {
        let mut corrections = Vec::new();
        for (span, mut table) in field.tables(self.places, &mut self.problems) {
            let date = table.take("date");
            if date.as_ref().is_none_or(|date| date.data == Data::None) {
                let problem = Problem::new(Code::MissingKey, "a correction has no `date`").at(span);
                self.problems.push(problem.hint("say when the text was changed"));
            }
            let date = date.and_then(|date| self.moment(date));
            let text = self.must(&mut table, "text", span, "a correction has no `text`");
            let kind = self.one_of(&mut table, "kind", CORRECTION_KINDS).unwrap_or("correction");
            let was = self.text(&mut table, "was").map(|text| text.value);
            let now = self.text(&mut table, "now").map(|text| text.value);
            let prominence = self.one_of(&mut table, "prominence", &["top", "end"]);
            table.finish(&[], &mut self.problems, |problem, _| problem);
            if kind == "correction" && (was.is_none() || now.is_none()) {
                let message = "this correction does not say both what was wrong and what is right";
                let problem = Problem::new(Code::VagueCorrection, message).at(span);
                self.problems.push(problem.hint("add `was: …` and `now: …`"));
            }
            if let (Some(date), Some(text)) = (date, text) {
                // What undoes an article, or goes to its heart, stands above it (CX-2).
                let usual = if matches!(kind, "retraction" | "editors-note") { "top" } else { "end" };
                let top = prominence.unwrap_or(usual) == "top";
                corrections.push(Correction { date: date.value, kind: kind.to_owned(), text, was, now, top });
            }
        }
        corrections
    }

    fn claim(&mut self, field: Field) -> Option<Claim> {
        let span = field.key;
        let mut table = field.table(self.places, &mut self.problems)?;
        let said = table.take("text").and_then(|field| field.text(&mut self.problems));
        match &said {
            Some(text) => self.at_most(text, LONGEST_CLAIM, "this claim"),
            None => self.problems.push(Problem::new(Code::MissingKey, "`claim.text` is missing").at(span)),
        }
        let verdict = self.must(&mut table, "verdict", span, "`claim.verdict` is missing");
        // All values of a table are taken as written, since `False` is a verdict.
        let rating = self.text(&mut table, "rating").and_then(|rating| {
            let number = rating.value.parse().ok().filter(|number| (1..=5).contains(number));
            if number.is_none() {
                self.bad(rating.span, "`claim.rating` should be a number from 1, false, to 5, true", None);
            }
            number
        });
        let author = self.text(&mut table, "author").map(|text| text.value);
        let organisation = self.one_of(&mut table, "organisation", &["true", "false"]) == Some("true");
        let date = table.take("date").and_then(|date| self.moment(date)).map(|date| date.value);
        let url = self.text(&mut table, "url");
        let url = url.filter(|url| self.check_address(url, "`claim.url`")).map(|url| url.value);
        table.finish(&[], &mut self.problems, |problem, _| problem);
        Some(Claim { text: said?.value, verdict: verdict?, rating, author, organisation, date, url })
    }

    /// Markdown of its own: it is shown in a box below the article. Links lead elsewhere.
    fn method(&mut self, field: Field) -> Option<String> {
        let text = field.block(&mut self.problems)?;
        let outline = super::outline::outline(&text.value, 0, SourceId(0), "en", self.config).0;
        let elsewhere = |to: &str| to.starts_with("https://") || to.starts_with("http://");
        if let Some(link) = outline.links.iter().find(|link| link.image || !elsewhere(&link.to)) {
            let message = format!("`how_we_reported` has `{}`, which is no link with http or https", link.to);
            self.bad(
                text.span,
                message,
                Some("pictures and links within the site belong into the text".into()),
            );
            return None;
        }
        Some(text.value)
    }

    fn ai_disclosure(&mut self, field: Field) -> Option<AiDisclosure> {
        if !matches!(field.data, Data::Map(_) | Data::None | Data::List(_)) {
            let word = field.text(&mut self.problems)?;
            let level = self.word(&word, "ai_disclosure", AI_USES)?;
            return Some(AiDisclosure { level: level.to_owned(), text: None });
        }
        let span = field.key;
        let mut table = field.table(self.places, &mut self.problems)?;
        let given = table.take("level");
        if given.is_none() {
            self.problems.push(Problem::new(Code::MissingKey, "`ai_disclosure.level` is missing").at(span));
        }
        let level = given.and_then(|field| field.text(&mut self.problems));
        let level = level.and_then(|word| self.word(&word, "ai_disclosure.level", AI_USES));
        let text = self.text(&mut table, "text").map(|text| text.value);
        table.finish(&[], &mut self.problems, |problem, _| problem);
        Some(AiDisclosure { level: level?.to_owned(), text })
    }

    fn must(&mut self, table: &mut Fields, name: &'static str, span: Span, missing: &str) -> Option<String> {
        let field = table.take(name);
        if field.as_ref().is_none_or(|field| field.data == Data::None) {
            self.problems.push(Problem::new(Code::MissingKey, missing).at(span));
        }
        field.and_then(|field| field.text(&mut self.problems)).map(|text| text.value)
    }

    fn one_of(
        &mut self,
        table: &mut Fields,
        name: &'static str,
        words: &'static [&'static str],
    ) -> Option<&'static str> {
        let word = self.text(table, name)?;
        self.word(&word, name, words)
    }

    /// One of these words, or a problem with the nearest.
    pub(super) fn word(
        &mut self,
        word: &Spanned<String>,
        name: &str,
        words: &'static [&'static str],
    ) -> Option<&'static str> {
        let known = words.iter().copied().find(|known| *known == word.value);
        if known.is_none() {
            let problem = Problem::new(Code::BadValue, format!("`{name}` cannot be `{}`", word.value))
                .at(word.span)
                .did_you_mean(&word.value, words.iter().copied());
            let all = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
            let listed = problem.hints.is_empty();
            self.problems.push(if listed { problem.hint(format!("it is one of {all}")) } else { problem });
        }
        known
    }
}

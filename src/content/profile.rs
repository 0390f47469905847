//! What the page of an author, or of another term, says about whom it describes.

use super::fields::Fields;
use super::front_matter::Reader;
use super::{FrontMatter, Profile};
use crate::config::language_tag;
use crate::source::Spanned;

impl Reader<'_> {
    /// Reads everything of this subject.
    pub(super) fn profile(&mut self, fields: &mut Fields, front: &mut FrontMatter) {
        let value = |text: Option<Spanned<String>>| text.map(|text| text.value);
        let organisation = fields.take("organisation").and_then(|field| field.truth(&mut self.problems));
        let job_title = value(self.text(fields, "job_title"));
        let email = value(self.text(fields, "email").filter(|email| {
            let good = email.value.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.contains(['@', ' '])
            });
            if !good {
                self.bad(email.span, "`email` should be a mail address", None);
            }
            good
        }));
        let fediverse = self.text(fields, "fediverse").and_then(|handle| {
            let parts: Vec<&str> = handle.value.trim_start_matches('@').split('@').collect();
            match parts.as_slice() {
                [name, host] if !name.is_empty() && host.contains('.') => Some(format!("@{name}@{host}")),
                _ => {
                    let hint = "for instance `@mara@social.example`".to_owned();
                    self.bad(handle.span, "`fediverse` should be a name and a host", Some(hint));
                    None
                }
            }
        });
        let twitter = self.text(fields, "twitter").and_then(|handle| {
            let name = handle.value.trim_start_matches('@');
            let good = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !good {
                self.bad(handle.span, "`twitter` should be a name such as `@example`", None);
            }
            good.then(|| format!("@{name}"))
        });
        let mut same_as = fields
            .take("same_as")
            .map(|field| field.texts(self.places, &mut self.problems))
            .unwrap_or_default();
        same_as.retain(|url| self.check_address(url, "an address of `same_as`"));
        let knows_about =
            fields.take("knows_about").map(|field| field.texts(self.places, &mut self.problems));
        let languages =
            fields.take("knows_language").map(|field| field.texts(self.places, &mut self.problems));
        let languages = languages.unwrap_or_default().into_iter().filter_map(|tag| {
            let good = language_tag(&tag.value);
            if good.is_none() {
                let hint = "for instance `en`, `pt-BR` or `zh-Hant`".to_owned();
                self.bad(tag.span, "`knows_language` should have language tags", Some(hint));
            }
            good
        });
        front.profile = Some(Box::new(Profile {
            knows_language: languages.collect(),
            organisation: organisation.unwrap_or(false),
            job_title,
            email,
            fediverse,
            twitter,
            same_as: same_as.into_iter().map(|url| url.value).collect(),
            knows_about: knows_about.unwrap_or_default().into_iter().map(|text| text.value).collect(),
        }));
    }
}

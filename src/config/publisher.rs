//! Who publishes the site, and the pages with its principles. Everything is optional: what
//! is not said is not claimed anywhere.

use super::fields::Fields;
use super::parse::{Trouble, checked, menu_url};
use crate::source::Spanned;

/// Who publishes the site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Publisher {
    /// Its name, if it is not the title of the site.
    pub name: Option<String>,
    /// Its name in registers and contracts.
    pub legal_name: Option<String>,
    /// A picture among the static files.
    pub logo: Option<Spanned<String>>,
    /// The year or day it was founded.
    pub founded: Option<String>,
    /// Where readers can write to.
    pub email: Option<String>,
    /// Where readers can call.
    pub telephone: Option<String>,
    /// Its name on X, with `@`.
    pub twitter: Option<String>,
    /// The addresses of its profiles elsewhere.
    pub profiles: Vec<Spanned<String>>,
    /// The page about it.
    pub about: Option<Spanned<String>>,
    /// The pages with its policies, in the order of [`POLICIES`].
    pub policies: Vec<(Policy, Spanned<String>)>,
}

/// A policy that a news organisation can have a page about (news.md LD-8).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// The key in `site.toml`.
    pub name: &'static str,
    /// The property of schema.org.
    pub property: &'static str,
}

const fn policy(name: &'static str, property: &'static str) -> Policy {
    Policy { name, property }
}

/// All policies.
pub const POLICIES: &[Policy] = &[
    policy("principles", "publishingPrinciples"),
    policy("ethics", "ethicsPolicy"),
    policy("corrections", "correctionsPolicy"),
    policy("verification", "verificationFactCheckingPolicy"),
    policy("unnamed_sources", "unnamedSourcesPolicy"),
    policy("bylines", "noBylinesPolicy"),
    policy("feedback", "actionableFeedbackPolicy"),
    policy("coverage", "missionCoveragePrioritiesPolicy"),
    policy("masthead", "masthead"),
    policy("ownership", "ownershipFundingInfo"),
    policy("diversity", "diversityPolicy"),
    policy("diversity_report", "diversityStaffingReport"),
];

impl Publisher {
    /// The pages that the settings name, to be checked when all addresses are known.
    pub fn links(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.about.iter().chain(self.policies.iter().map(|(_, url)| url))
    }
}

/// Reads `[publisher]`.
pub(super) fn publisher(fields: &mut Fields<'_>) -> Publisher {
    let mut publisher = Publisher::default();
    let Some(mut table) = fields.take_table("publisher") else { return publisher };
    let value = |text: Option<Spanned<String>>| text.map(|text| text.value);
    publisher.name = value(table.take_text("name"));
    publisher.legal_name = value(table.take_text("legal_name"));
    publisher.logo = table.take_text("logo");
    publisher.founded =
        table.take_text("founded").and_then(|text| checked(&mut table, &text, "founded", founded));
    publisher.email = table.take_text("email").and_then(|text| checked(&mut table, &text, "email", email));
    publisher.telephone = value(table.take_text("telephone"));
    publisher.twitter =
        table.take_text("twitter").and_then(|text| checked(&mut table, &text, "twitter", handle));
    let profiles = table.take_list_of_text("profiles").unwrap_or_default();
    publisher.profiles = profiles
        .into_iter()
        .filter(|url| checked(&mut table, url, "profiles", web_address).is_some())
        .collect();
    publisher.about = page(&mut table, "about");
    if let Some(mut policies) = table.take_table("policies") {
        publisher.policies =
            POLICIES.iter().filter_map(|policy| Some((*policy, page(&mut policies, policy.name)?))).collect();
        policies.finish();
    }
    table.finish();
    publisher
}

fn page(fields: &mut Fields<'_>, name: &str) -> Option<Spanned<String>> {
    let url = fields.take_text(name)?;
    checked(fields, &url, name, menu_url)?;
    Some(url)
}

/// The licence of the site's texts: the address of a page about it.
pub(super) fn license(fields: &mut Fields<'_>) -> Option<Spanned<String>> {
    let url = fields.take_text("license")?;
    checked(fields, &url, "license", |text| match text.starts_with("mailto:") || text.starts_with("tel:") {
        true => Err(Trouble::new("should be the address of a page")),
        false => menu_url(text),
    })?;
    Some(url)
}

/// An address of the web, whole.
pub(super) fn web_address(text: &str) -> Result<(), Trouble> {
    let url =
        url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    match url {
        Some(_) => Ok(()),
        None => Err(Trouble::new("should have addresses with http or https")),
    }
}

fn founded(text: &str) -> Result<String, Trouble> {
    let year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    match year || text.parse::<jiff::civil::Date>().is_ok() {
        true => Ok(text.to_owned()),
        false => Err(Trouble::new("should be a year or a day").hint("for instance `2019` or `2019-05-17`")),
    }
}

fn email(text: &str) -> Result<String, Trouble> {
    let good = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
    });
    if good { Ok(text.to_owned()) } else { Err(Trouble::new("should be a mail address")) }
}

fn handle(text: &str) -> Result<String, Trouble> {
    let name = text.strip_prefix('@').unwrap_or(text);
    let good = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match good {
        true => Ok(format!("@{name}")),
        false => Err(Trouble::new("should be a name such as `@example`")),
    }
}

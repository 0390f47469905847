//! The labels of articles: what each is called among the types of schema.org. One table,
//! which `site.toml` can override label by label.

use super::fields::Fields;
use crate::problem::{Code, Problem};

/// A label that an article can have.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// The word in front matter.
    pub name: &'static str,
    /// The type of schema.org that it stands for.
    pub schema: &'static str,
}

/// What the types of schema.org for articles are called. `LiveBlogPosting` and the kinds of
/// `NewsArticle` are news; the last three are not.
pub const ARTICLE_TYPES: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "AdvertiserContentArticle",
    "SatiricalArticle",
];

const fn label(name: &'static str, schema: &'static str) -> Label {
    Label { name, schema }
}

/// All labels, with what they are unless `site.toml` says otherwise (news.md § 1.2).
pub const LABELS: &[Label] = &[
    label("news", "ReportageNewsArticle"),
    label("breaking", "ReportageNewsArticle"),
    label("live", "LiveBlogPosting"),
    label("analysis", "AnalysisNewsArticle"),
    label("opinion", "OpinionNewsArticle"),
    label("editorial", "OpinionNewsArticle"),
    label("explainer", "BackgroundNewsArticle"),
    label("factcheck", "NewsArticle"),
    label("interview", "NewsArticle"),
    label("obituary", "NewsArticle"),
    label("profile", "NewsArticle"),
    label("timeline", "NewsArticle"),
    label("callout", "AskPublicNewsArticle"),
    label("sponsored", "AdvertiserContentArticle"),
    label("satire", "SatiricalArticle"),
];

/// The words that `label` can be, in the order of the table.
pub const LABEL_NAMES: &[&str] = &{
    let mut names = [""; LABELS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = LABELS[index].name;
        index += 1;
    }
    names
};

/// Reads `[labels]`: the types that differ from the table, by label.
pub(super) fn labels(fields: &mut Fields<'_>) -> Vec<(String, String)> {
    let mut types = Vec::new();
    let Some(mut table) = fields.take_table("labels") else { return types };
    for name in table.names() {
        if !LABEL_NAMES.contains(&name.value.as_str()) {
            table.take(&name.value);
            let problem = Problem::new(Code::BadValue, format!("there is no label `{}`", name.value));
            table.report(problem.at(name.span).did_you_mean(&name.value, LABEL_NAMES.iter().copied()));
            continue;
        }
        let Some(mut one) = table.take_table(&name.value) else { continue };
        if let Some(schema) = one.take_choice("schema", ARTICLE_TYPES) {
            types.push((name.value, schema.to_owned()));
        }
        one.finish();
    }
    table.finish();
    types
}

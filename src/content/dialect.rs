//! The dialect of Markdown: what the outline and the HTML of a body must agree on.

use pulldown_cmark::{Options, TagEnd};

/// What is read beyond CommonMark. The flags are listed one by one because the one for
/// old footnotes contains that of the new ones, and because mathematics would turn
/// `$5, then US$6m` into a formula and subscripts `~5 %~` into small print.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// True for blocks that hold other blocks: what is in none of them is at the top level.
pub(crate) fn is_container(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

/// True for tags within a line of text.
pub(crate) fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// The form in which footnote labels are compared: without regard to case. Lowering and
/// then raising also makes `ß` and `SS` the same, as the parser does.
pub(crate) fn footnote_key(label: &str) -> String {
    if label.is_ascii() { label.to_ascii_uppercase() } else { label.to_lowercase().to_uppercase() }
}

/// HTML without its comments, or None if there is none in it. A comment without end is
/// no comment: to drop it would hide the rest of the article.
pub(crate) fn without_comments(html: &str) -> Option<String> {
    let mut kept = String::new();
    let mut rest = html;
    let mut found = false;
    while let Some(start) = rest.find("<!--") {
        let inside = &rest[start + 4..];
        let end = match inside {
            _ if inside.starts_with('>') => Some(1),
            _ if inside.starts_with("->") => Some(2),
            _ => inside.find("-->").map(|end| end + 3),
        };
        let Some(end) = end else { break };
        kept.push_str(&rest[..start]);
        rest = &inside[end..];
        found = true;
    }
    kept.push_str(rest);
    found.then_some(kept)
}

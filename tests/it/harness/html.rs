//! The tags of an HTML page, as far as links, ids and headings need them.

/// A start tag.
#[derive(Debug)]
pub struct Tag {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes with their entities read; a bare attribute has an empty value.
    pub attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The addresses that the tag leads to or loads.
    pub fn addresses(&self) -> Vec<&str> {
        let mut addresses: Vec<&str> =
            ["href", "src", "poster", "data"].iter().filter_map(|name| self.get(name)).collect();
        if let Some(set) = self.get("srcset") {
            addresses.extend(set.split(',').filter_map(|image| image.split_whitespace().next()));
        }
        addresses
    }
}

/// The start tags of a page, in order. What stands in scripts, styles and comments is none.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
        } else if rest.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            let (tag, after) = start_tag(rest);
            rest = after;
            if matches!(tag.name.as_str(), "script" | "style") {
                let end = format!("</{}", tag.name);
                rest = rest.find(&end).map_or("", |at| &rest[at..]);
            }
            tags.push(tag);
        }
    }
    tags
}

fn start_tag(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(text.len());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: Vec::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        if rest.is_empty() {
            return (tag, rest);
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '=' | '/')).unwrap_or(rest.len());
        let name = rest[..end.max(1)].to_ascii_lowercase();
        rest = &rest[end.max(1)..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => {
                    after.split_at(after.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(after.len()))
                }
            };
        }
        tag.attributes.push((name, decoded(value)));
    }
}

fn decoded(value: &str) -> String {
    let entities =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x2f;", "/"), ("&amp;", "&")];
    entities.iter().fold(value.to_owned(), |value, (entity, letter)| value.replace(entity, letter))
}

#[test]
fn reads_tags_and_attributes() {
    let html = "<!doctype html><!-- <a href=x> --><A HREF='/a?b=1&amp;c' class=x hidden>y</a><script>\"<b>\"</script><img src=\"/i.png\" srcset=\"/j.png 2x, /k.png 3x\" alt/>";
    let tags = tags(html);
    let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["a", "script", "img"]);
    assert_eq!(tags[0].get("href"), Some("/a?b=1&c"));
    assert_eq!(tags[0].get("hidden"), Some(""));
    assert_eq!(tags[2].addresses(), ["/i.png", "/j.png", "/k.png"]);
    assert_eq!(tags[2].get("alt"), Some(""));
}

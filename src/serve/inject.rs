//! The script that is added to HTML responses.

/// Where everything of the preview itself lies; no page of a site can.
pub(super) const OWN: &str = "/__dateline/";

/// So that tabs which a newer program has made do not share the worker of an older one.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the script is told.
pub(super) struct About<'a> {
    /// The generation that the page was made in.
    pub generation: u64,
    /// The path of the page.
    pub path: &'a str,
    /// The fingerprint of its bytes.
    pub etag: &'a str,
    pub reload: bool,
    pub follow: bool,
    pub bar: bool,
}

/// The page with the script at the end of its head, or as near to it as can be found.
pub(super) fn with_script(html: &[u8], about: &About<'_>) -> Vec<u8> {
    let tag = tag(about);
    let at = place(html);
    let mut page = Vec::with_capacity(html.len() + tag.len());
    page.extend_from_slice(&html[..at]);
    page.extend_from_slice(tag.as_bytes());
    page.extend_from_slice(&html[at..]);
    page
}

fn tag(about: &About<'_>) -> String {
    let About { generation, path, etag, reload, follow, bar } = about;
    let path = path.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    format!(
        "<script src=\"{OWN}client.js?{VERSION}\" defer data-generation=\"{generation}\" data-path=\"{path}\" \
         data-etag=\"{etag}\" data-reload=\"{reload}\" data-follow=\"{follow}\" data-bar=\"{bar}\"></script>"
    )
}

/// Before `</head>`, before `</body>`, or at the end.
fn place(html: &[u8]) -> usize {
    // Comments and scripts may hold such text too; the first `</head>` is nearly always true.
    let find = |tag: &[u8]| html.windows(tag.len()).position(|part| part.eq_ignore_ascii_case(tag));
    find(b"</head>").or_else(|| find(b"</body>")).unwrap_or(html.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, expected: &str) {
        let about =
            About { generation: 3, path: "/a\"b/", etag: "f", reload: true, follow: false, bar: false };
        let with = String::from_utf8(with_script(html.as_bytes(), &about)).unwrap();
        assert_eq!(with.replace(&tag(&about), "@"), expected);
        assert!(with.contains("data-path=\"/a&quot;b/\""));
    }

    #[test]
    fn the_script_is_in_the_head_where_there_is_one() {
        check(
            "<HTML><head><title>x</title></HEAD><body></body>",
            "<HTML><head><title>x</title>@</HEAD><body></body>",
        );
        check("<title>x</title><p>y</body>", "<title>x</title><p>y@</body>");
        check("<p>x", "<p>x@");
        check("", "@");
    }
}

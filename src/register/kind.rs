//! What kinds of addresses there are, as far as the name of a file tells.

/// What is at an address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// A page, or a page that sends readers on.
    Page,
    /// A feed or sitemap, which programs ask for again and again.
    Feed,
    /// A picture or another file that can be linked to by itself.
    File,
    /// A style, script or font: nothing leads there but the site's own pages.
    Part,
}

/// Says whether a file of the output has an address. Rules for hosts are not for readers, and a compressed file is another form of one.
pub fn has_address(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.') && part != ".well-known");
    let rules = path.starts_with("_hosts/") || ["_redirects", "_headers", "vercel.json"].contains(&path);
    let packed = [".gz", ".br"].iter().any(|ending| path.ends_with(ending));
    !hidden && !rules && !packed
}

/// What is at the address of a file of the output.
pub fn kind(file: &str) -> Kind {
    let name = file.rsplit('/').next().unwrap_or(file);
    // A smaller form of a picture has another name whenever the picture is another.
    if file.starts_with("renditions/") {
        return Kind::Part;
    }
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" | "htm" => Kind::Page,
        "xml" | "rss" | "atom" | "opml" | "ics" => Kind::Feed,
        "json" if name.contains("feed") => Kind::Feed,
        "css" | "js" | "mjs" | "map" | "woff" | "woff2" | "ttf" | "otf" => Kind::Part,
        _ => Kind::File,
    }
}

/// Says whether a file is one that readers can come to by a link from elsewhere.
pub fn is_for_readers(file: &str) -> bool {
    has_address(file) && kind(file) != Kind::Part
}

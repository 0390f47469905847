//! "Did you mean …": the known name closest to a wrong one.

/// The known name that is close enough to the wrong one to be what was meant: at most a
/// third of its letters differ. Of equally close names the first in alphabetical order.
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = wrong.to_lowercase();
    let limit = (wrong.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&wrong, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

/// The closest path: one with the same name, for a moved article keeps its name; then a
/// similar name in the same folder, then a similar name anywhere.
pub fn nearest_path<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let known: Vec<(&str, &str, &str)> = known.map(|path| split(path, path)).collect();
    let (folder, name, _) = split(wrong, wrong);
    let same = |known: &&(&str, &str, &str)| known.1 == name;
    let near = |beside: bool| {
        let names = known.iter().filter(|known| !beside || known.0 == folder).map(|known| known.1);
        let closest = nearest(name, names)?;
        known.iter().find(|known| known.1 == closest && (!beside || known.0 == folder))
    };
    let found = known.iter().find(same).or_else(|| near(true)).or_else(|| near(false));
    found.map(|(_, _, path)| *path)
}

/// The folder and the name of a path, by which an article that is a folder is called too.
fn split<'a>(path: &'a str, whole: &'a str) -> (&'a str, &'a str, &'a str) {
    let article = path.strip_suffix("/index.md").or_else(|| path.strip_suffix("/_index.md"));
    let path = article.or_else(|| path.strip_suffix(".md")).unwrap_or(path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    (folder, name, whole)
}

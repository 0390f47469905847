//! `new`: an article from an archetype.

use super::flags::{Common, New};
use super::report::{self, Show};
use super::{Outcome, Trouble, place, write};
use crate::import::quote;
use crate::source::Sources;
use serde_json::json;

/// The archetype of a site that has none.
pub(super) const ARCHETYPE: &str = "---
id: {{ id }}
title: {{ title }}
date: {{ date }}
# summary: One sentence that says what happened.
# authors: [Your Name]
# tags: [diplomacy]
draft: true
---

";

/// Writes the article and says where it is.
pub(super) fn run(new: &New, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let root = super::existing_site(common)?;
    let typed = new.path.strip_suffix(".md").unwrap_or(&new.path);
    let parts = place::parts(typed)?;
    let (name, section) = match parts.split_last() {
        Some((name, section)) if !section.is_empty() => (*name, section),
        _ => {
            return Err(Trouble::new(format!("`{typed}` names no section"))
                .hint(format!("write it like `news/{typed}`")));
        }
    };
    let slug = crate::content::slug::slugify(name);
    if slug.is_empty() || ["index", "_index"].contains(&name) {
        return Err(Trouble::new(format!("`{name}` cannot be the name of an article")));
    }
    let files = place::files(section, &slug);
    place::refuse_existing(&root, &files)?;
    let file = &files[usize::from(new.bundle)];
    let path = place::refuse_outside(&root, file)?;

    let sources = Sources::scan(&root, &[])?;
    let at = super::instant(common);
    let title = new.title.clone().unwrap_or_else(|| place::words(name));
    let values = [
        ("title", title.clone()),
        ("date", place::date(at)),
        ("id", place::id(at, &slug)),
        ("slug", slug.clone()),
    ];
    let (from, archetype) = archetype(&sources, section)?;
    let text = fill(&archetype, &values).map_err(|unknown| {
        let trouble = Trouble::new(format!("`{from}` asks for `{{{{ {unknown} }}}}`, which there is not"));
        match crate::problem::nearest(&unknown, values.iter().map(|(name, _)| *name)) {
            Some(near) => trouble.hint(format!("did you mean `{{{{ {near} }}}}`?")),
            None => trouble.hint("there are `title`, `date`, `id` and `slug`"),
        }
    })?;
    let section_note = place::new_section(&sources, section);
    write::create(&path, &text)?;
    if show.is_json() {
        show.json(&json!({ "path": report::short(&path), "title": title, "note": section_note }))?;
    } else {
        show.result(&format!("{}\n", report::short(&path)))?;
        section_note.iter().for_each(|note| show.note(note));
    }
    Ok(Outcome::Done)
}

/// The nearest archetype: of the section, of one above it, or the site's default.
fn archetype(sources: &Sources, section: &[&str]) -> Result<(String, String), Trouble> {
    let own = (1..=section.len()).rev().map(|depth| section[..depth].join("/"));
    for name in own.chain(["default".to_owned()]) {
        let path = format!("archetypes/{name}.md");
        if let Some(source) = sources.find(&path) {
            let text = sources.text(source)?;
            return match text.flaw {
                None => Ok((path, text.text.to_string())),
                Some(_) => Err(Trouble::new(format!("`{path}` cannot be read as text"))),
            };
        }
    }
    Ok(("the built-in archetype".into(), ARCHETYPE.to_owned()))
}

/// Fills in the placeholders. In front matter a value is quoted as its place needs it.
/// The error is the name of an unknown placeholder.
fn fill(archetype: &str, values: &[(&str, String)]) -> Result<String, String> {
    let mut filled = String::with_capacity(archetype.len() + 100);
    let mut fences = 0;
    for line in archetype.split_inclusive('\n') {
        if line.trim_end() == "---" {
            fences += 1;
        }
        let mut rest = line;
        let mut before = String::new();
        while let Some((text, name, after)) = placeholder(rest) {
            before.push_str(text);
            let (_, value) =
                values.iter().find(|(known, _)| *known == name).ok_or_else(|| name.to_owned())?;
            let value = if fences == 1 { in_yaml(&before, name, value, after) } else { value.clone() };
            before.push_str(&value);
            rest = after;
        }
        filled.push_str(&before);
        filled.push_str(rest);
    }
    Ok(filled)
}

/// The next `{{ name }}`: what is before it, the name, what is after it.
fn placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name.trim(), after))
}

fn in_yaml(before: &str, name: &str, value: &str, after: &str) -> String {
    let quoted = quote(value);
    let inner = &quoted[1..quoted.len() - 1];
    let unescaped = before.replace("\\\"", "");
    if unescaped.matches('"').count() % 2 == 1 {
        return inner.to_owned();
    }
    if before.matches('\'').count() % 2 == 1 {
        return value.replace('\'', "''");
    }
    // A date is plain in YAML, and reads better so; any other value that stands alone is quoted.
    let alone = before.trim_end().ends_with([':', '-', '[', ',']);
    let ends = after.trim_start().is_empty() || after.trim_start().starts_with(['#', ',', ']']);
    if name != "date" && alone && ends { quoted } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(archetype: &str, title: &str) -> Result<String, String> {
        fill(archetype, &[("title", title.into()), ("date", "2026-11-23T10:00:00Z".into())])
    }

    #[test]
    fn values_are_quoted_as_their_place_needs() {
        let title = "It's \"on\": NO";
        for (archetype, front) in [
            ("title: {{ title }}", r#"title: "It's \"on\": NO""#),
            ("title: \"{{title}}\"", r#"title: "It's \"on\": NO""#),
            ("title: '{{ title }}'", r#"title: 'It''s "on": NO'"#),
            ("tags: [{{ title }}, x]", r#"tags: ["It's \"on\": NO", x]"#),
            ("date: {{ date }} # when", "date: 2026-11-23T10:00:00Z # when"),
        ] {
            let text = filled(&format!("---\n{archetype}\n---\n# {{{{ title }}}}\n"), title);
            assert_eq!(text, Ok(format!("---\n{front}\n---\n# {title}\n")), "{archetype}");
        }
    }

    #[test]
    fn unknown_and_open_placeholders() {
        assert_eq!(filled("x {{ titel }}", "T"), Err("titel".into()));
        assert_eq!(filled("x {{ title", "T"), Ok("x {{ title".into()));
    }

    #[test]
    fn the_built_in_archetype_is_yaml() {
        let values = ["id", "title", "date"].map(|name| (name, "x: \"y\" # z".to_owned()));
        let text = fill(ARCHETYPE, &values).unwrap_or_default();
        assert!(text.starts_with("---\nid: \"x: \\\"y\\\" # z\"\ntitle: "), "{text}");
    }
}

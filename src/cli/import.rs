//! `import`: articles that were written elsewhere.

use super::flags::{Common, Plain};
use super::report::{self, Show, many};
use super::{Outcome, Trouble, place, write};
use crate::import::{HEADINGS, Imported, PlainOptions, plain};
use crate::source::Sources;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// An article that is ready to be written.
struct Ready {
    path: PathBuf,
    article: Imported,
    text: String,
}

/// Reads all texts before it writes the first article, so that a wrong one changes nothing.
pub(super) fn run(flags: &Plain, common: &Common, show: &Show) -> Result<Outcome, Trouble> {
    let root = super::existing_site(common)?;
    let section = place::parts(&flags.section)?;
    let at = super::instant(common);
    let options = PlainOptions {
        date: flags.date.clone(),
        now: place::date(at),
        authors: flags.authors.clone(),
        headings: HEADINGS.iter().map(ToString::to_string).collect(),
    };
    let mut ready: Vec<Ready> = Vec::new();
    for file in &flags.files {
        let article = read(file, &options)?;
        let slug = place::title_slug(&article.title);
        if slug.is_empty() {
            return Err(Trouble::new(format!("the headline `{}` has no letters", article.title))
                .hint(format!("give `{}` a line `Title – …`", file.display())));
        }
        let files = place::files(&section, &slug);
        let path = target(&root, &files, flags.force)?;
        if let Some(other) = ready.iter().find(|other| other.path == path) {
            return Err(Trouble::new(format!("two texts would become `{}`", report::short(&other.path)))
                .hint(format!("give `{}` a line `Title – …`", file.display())));
        }
        let text = article.markdown(&place::id(at, &slug));
        ready.push(Ready { path, article, text });
    }
    let section_note = place::new_section(&Sources::scan(&root, &[])?, &section);
    for Ready { path, text, .. } in &ready {
        if flags.force { write::replace(path, text)? } else { write::create(path, text)? }
    }
    if show.is_json() {
        let written: Vec<Value> = ready.iter().map(to_json).collect();
        show.json(&json!({ "written": written, "note": section_note }))?;
    } else {
        let paths: String = ready.iter().map(|ready| report::short(&ready.path) + "\n").collect();
        show.result(&paths)?;
        ready.iter().flat_map(to_do).chain(section_note).for_each(|note| show.note(&note));
        let drafts = ready.iter().filter(|ready| ready.article.draft).count();
        show.note(&format!("imported {}, {} to be looked at", many(ready.len(), "article"), drafts));
    }
    Ok(Outcome::Done)
}

fn read(file: &Path, options: &PlainOptions) -> Result<Imported, Trouble> {
    let text = write::read_text(file)?;
    let name = file.file_stem().map_or(String::new(), |name| name.to_string_lossy().into_owned());
    let article = plain(&text, &name, options);
    if article.body.is_empty() {
        return Err(Trouble::new(format!("there is no article in `{}`", file.display()))
            .hint("the text goes after a line `Article –`"));
    }
    Ok(article)
}

/// Where an article goes. One that is replaced stays in the form it has, alone or in a folder.
fn target(root: &Path, files: &[String; 2], force: bool) -> Result<PathBuf, Trouble> {
    if !force {
        place::refuse_existing(root, files).map_err(|trouble| trouble.hint("`--force` replaces it"))?;
    }
    let existing = files.iter().find(|file| write::is_there(&root.join(file)));
    place::refuse_outside(root, existing.unwrap_or(&files[0]))
}

fn to_json(ready: &Ready) -> Value {
    json!({
        "path": report::short(&ready.path),
        "title": ready.article.title,
        "draft": ready.article.draft,
        "to_do": to_do(ready),
    })
}

/// What is left to be done by hand.
fn to_do(ready: &Ready) -> Vec<String> {
    let path = report::short(&ready.path);
    let mut notes: Vec<String> = ready.article.notes.iter().map(|note| format!("`{path}`: {note}")).collect();
    if ready.article.proposed {
        notes.push(format!(
            "`{path}`: the headline `{}` is a proposal; check it, then take out `draft: true`",
            ready.article.title
        ));
    } else if ready.article.draft {
        notes.push(format!("`{path}`: check the date, then take out `draft: true`"));
    }
    if ready.article.authors.is_empty() {
        notes.push(format!("`{path}`: there is no author; add a line `authors: [Name]`"));
    }
    notes
}

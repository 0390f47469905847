//! What is made from the table of flags and from the tables of settings: completions, man
//! pages, schemas.

use super::flags::{Completions, Flags, Man, Schema, SchemaOf};
use super::report::Show;
use super::{Outcome, Trouble};
use clap::CommandFactory;

/// Prints the completions of a shell.
pub(super) fn completions(completions: &Completions, show: &Show) -> Result<Outcome, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Flags::command(), "dateline", &mut script);
    show.result(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

/// Prints the man page of the program or of one command (`import plain` as `import-plain`).
pub(super) fn man(man: &Man, show: &Show) -> Result<Outcome, Trouble> {
    let mut command = Flags::command();
    command.build();
    let mut page = command;
    for word in man.command.iter().flat_map(|path| path.split('-')) {
        let known: Vec<String> =
            page.get_subcommands().map(|command| command.get_name().to_owned()).collect();
        let Some(found) = page.get_subcommands().find(|command| command.get_name() == word) else {
            let trouble = Trouble::new(format!("there is no command `{word}`"));
            return Err(match crate::problem::nearest(word, known.iter().map(String::as_str)) {
                Some(near) => trouble.hint(format!("did you mean `{near}`?")),
                None => trouble,
            });
        };
        page = found.clone();
    }
    let name = man.command.as_ref().map_or("dateline".into(), |command| format!("dateline-{command}"));
    let mut text = Vec::new();
    clap_mangen::Man::new(page.display_name(&name))
        .title(name)
        .render(&mut text)
        .map_err(|cause| Trouble::new(format!("the man page cannot be made: {cause}")))?;
    show.result(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Done)
}

/// Prints a JSON Schema.
pub(super) fn schema(schema: &Schema, show: &Show) -> Result<Outcome, Trouble> {
    show.json(&match schema.of {
        SchemaOf::FrontMatter => crate::content::schema(None),
        SchemaOf::Site => crate::config::schema(),
    })?;
    Ok(Outcome::Done)
}

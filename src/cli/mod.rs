//! The command line: words typed become requests, reports become words shown.
//!
//! Only here are the clock, the environment, the current folder and the standard streams
//! used. `report` shows everything; `write` reads and writes the few files that are
//! neither part of a build nor its output.

mod build;
mod check;
mod deploy_check;
mod explain;
mod flags;
mod generate;
mod import;
mod init;
mod list;
mod new;
mod next;
mod place;
mod report;
mod schedule;
mod serve;
mod theme;
mod trace;
mod write;

use crate::build::{Failure, Mode, Request};
use flags::{Command, Common, Flags};
use jiff::Timestamp;
use report::Show;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How a command ended, when nothing went wrong with the command itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// All is well.
    Done,
    /// The site has errors.
    SiteHasErrors,
    /// There is nothing of what was asked for.
    Nothing,
}

/// Why a command could not do its work: the machine's trouble, or a wrong request.
#[derive(Debug)]
struct Trouble {
    /// What is wrong, in the style of problem messages.
    message: String,
    /// What would help.
    hint: Option<String>,
}

impl Trouble {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::new(failure.to_string())
    }
}

impl From<crate::source::ReadError> for Trouble {
    fn from(error: crate::source::ReadError) -> Self {
        Self::new(error.to_string())
    }
}

/// Runs the program with the words it was called with.
pub fn main() -> ExitCode {
    let flags = match report::parse_flags(std::env::args_os()) {
        Ok(flags) => flags,
        Err(code) => return code,
    };
    let show = Show::new(&flags.common);
    match run(&flags, &show) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::SiteHasErrors) => ExitCode::from(1),
        Ok(Outcome::Nothing) => ExitCode::from(3),
        Err(trouble) => {
            show.trouble(&trouble);
            ExitCode::from(2)
        }
    }
}

fn run(flags: &Flags, show: &Show) -> Result<Outcome, Trouble> {
    let common = &flags.common;
    match &flags.command {
        Command::Init(init) => init::run(init, common, show),
        Command::New(new) => new::run(new, common, show),
        Command::Serve(serve) => serve::run(serve, common, show),
        Command::Build(build) => build::run(build, common, show),
        Command::Check(check) => check::run(check, common, show),
        Command::DeployCheck(check) => deploy_check::run(check, common, show),
        Command::Trace(trace) => trace::run(trace, common, show),
        Command::List(list) => list::run(list, common, show),
        Command::Next(next) => next::run(next, common, show),
        Command::Import(flags::Import::Plain(plain)) => import::run(plain, common, show),
        Command::Explain(explain) => explain::run(explain, show),
        Command::Theme(theme) => theme::run(theme, show),
        Command::Schema(schema) => generate::schema(schema, show),
        Command::Completions(completions) => generate::completions(completions, show),
        Command::Man(man) => generate::man(man, show),
    }
}

/// The instant the program works at.
#[expect(clippy::disallowed_methods, reason = "this is where the instant of a build comes from")]
fn instant(common: &Common) -> Timestamp {
    common.at.unwrap_or_else(Timestamp::now)
}

/// The site's folder: as said, or the nearest with `site.toml`, or this one.
#[expect(clippy::disallowed_methods, reason = "a site is looked for from where the program was started")]
fn root(common: &Common) -> Result<PathBuf, Trouble> {
    if let Some(root) = &common.root {
        if !root.is_dir() {
            return Err(Trouble::new(format!("there is no folder `{}`", root.display())));
        }
        return Ok(root.clone());
    }
    let here = std::env::current_dir()
        .map_err(|cause| Trouble::new(format!("the current folder cannot be found: {cause}")))?;
    let site = here.ancestors().find(|folder| folder.join("site.toml").is_file());
    Ok(site.map_or(here.clone(), Path::to_owned))
}

/// The site's folder, for a command that puts something into a site.
fn existing_site(common: &Common) -> Result<PathBuf, Trouble> {
    let root = root(common)?;
    if root.join("site.toml").is_file() {
        return Ok(root);
    }
    Err(Trouble::new(format!("there is no `site.toml` in `{}`", report::short(&root)))
        .hint("`dateline init DIR` makes a site; `--root DIR` says where one is"))
}

fn request(common: &Common, mode: Mode, clean: bool) -> Result<Request, Trouble> {
    let root = root(common)?;
    Ok(Request {
        output: common.output.clone().unwrap_or_else(|| root.join("public")),
        root,
        base_url: common.base_url.clone(),
        drafts: common.drafts,
        scheduled: false,
        at: instant(common).as_second(),
        mode,
        preview: common.drafts || common.at.is_some() || common.base_url.is_some(),
        precompress: common.precompress,
        clean,
        home: std::env::home_dir(),
    })
}

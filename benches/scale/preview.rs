//! Previews: how soon a page is there after the command, how soon a saved word is served, and
//! how much memory a preview holds; Dateline's beside Hugo's.

use crate::corpus::{AT, Corpus};
use crate::hugo::Hugo;
use crate::round::{Folder, remove};
use crate::site::{Editor, write_dateline, write_hugo};
use crate::{Flags, Result};
use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Row {
    Cold,
    Warm,
    Word,
    Headline,
    New,
    Template,
}

const ROWS: [(Row, &str); 6] = [
    (Row::Cold, "from the command to the first page, nothing known"),
    (Row::Warm, "the same after a build"),
    (Row::Word, "from saving a word in an article to its page"),
    (Row::Headline, "from saving another headline to its page"),
    (Row::New, "from saving a new article to its page"),
    (Row::Template, "from saving a template to a page"),
];

/// Nothing here takes so long.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a page is asked for while it is waited for.
const STEP: Duration = Duration::from_millis(1);

/// The figures of one program at one size.
#[derive(Default)]
struct Figures {
    times: Vec<(Row, Duration)>,
    memory: Vec<u64>,
}

/// Measures previews of all sizes. Comes back with tables in Markdown.
pub fn measure(flags: &Flags, hugo: Option<&Hugo>) -> Result<String> {
    let mut tables = String::new();
    for size in &flags.sizes {
        let corpus = Corpus::new(*size);
        let folder = Folder::new(&flags.memory_fs, *size)?;
        let (dateline, other) = (folder.0.join("dateline"), folder.0.join("hugo"));
        eprintln!("{size} articles: writing the sites …");
        write_dateline(&dateline, &corpus, flags.feeds)?;
        if hugo.is_some() {
            write_hugo(&other, &corpus, flags.feeds)?;
        }
        let (mut ours, mut theirs) = (Figures::default(), Figures::default());
        for round in 0..flags.runs {
            eprintln!("{size} articles: preview, round {} of {}", round + 1, flags.runs);
            ours.take(round, &corpus, &dateline, "themes/plain/templates/base.html", |port| {
                let mut command = Command::new(&flags.dateline);
                command.args(["serve", "--quiet", "--at", AT, "--port", &port.to_string(), "--root"]);
                command.arg(&dateline);
                command
            })?;
            if let Some(hugo) = hugo {
                theirs
                    .take(round, &corpus, &other, "layouts/baseof.html", |port| hugo.serve(&other, port))?;
            }
            // After a build, as most previews begin: only Dateline knows a difference.
            let built = Command::new(&flags.dateline)
                .args(["build", "--quiet", "--at", AT, "--root"])
                .arg(&dateline)
                .status()?;
            if !built.success() {
                return Err("the site does not build".into());
            }
            let (port, begun) = (free_port()?, Instant::now());
            let mut command = Command::new(&flags.dateline);
            command
                .args(["serve", "--quiet", "--at", AT, "--port", &port.to_string(), "--root"])
                .arg(&dateline);
            let preview = Preview::start(command, port)?;
            preview.until(&page(&corpus), &|_| true)?;
            ours.times.push((Row::Warm, begun.elapsed()));
            drop(preview);
            remove(&dateline.join(".dateline"))?;
            remove(&dateline.join("public"))?;
        }
        table(&mut tables, *size, &ours, hugo.map(|hugo| (hugo, &theirs)))?;
    }
    Ok(tables)
}

impl Figures {
    fn take(
        &mut self,
        round: usize,
        corpus: &Corpus,
        root: &Path,
        template: &str,
        command: impl Fn(u16) -> Command,
    ) -> Result<()> {
        let editor = Editor::new(root, corpus);
        let page = page(corpus);
        let port = free_port()?;
        let begun = Instant::now();
        let preview = Preview::start(command(port), port)?;
        preview.until(&page, &|_| true)?;
        self.times.push((Row::Cold, begun.elapsed()));
        // It has other things to do at first, such as looking at the whole site.
        std::thread::sleep(Duration::from_secs(3));
        let begun = Instant::now();
        editor.body(round)?;
        let words = format!("Words of round {round}.");
        preview.until(&page, &|text| text.contains(&words))?;
        self.times.push((Row::Word, begun.elapsed()));
        std::thread::sleep(Duration::from_secs(2));
        let begun = Instant::now();
        editor.title(round)?;
        let words = format!(" of round {round}</h1>");
        preview.until(&page, &|text| text.contains(&words))?;
        self.times.push((Row::Headline, begun.elapsed()));
        std::thread::sleep(Duration::from_secs(2));
        let begun = Instant::now();
        editor.article_new(round)?;
        preview.until(&address(corpus, corpus.len() + round), &|_| true)?;
        self.times.push((Row::New, begun.elapsed()));
        std::thread::sleep(Duration::from_secs(2));
        let begun = Instant::now();
        editor.footer(template, round)?;
        let words = format!("edition of round {round}.");
        preview.until(&page, &|text| text.contains(&words))?;
        self.times.push((Row::Template, begun.elapsed()));
        std::thread::sleep(Duration::from_secs(1));
        self.memory.extend(preview.memory());
        Ok(())
    }

    fn median(&self, row: Row) -> Option<Duration> {
        let mut times: Vec<Duration> =
            self.times.iter().filter(|(of, _)| *of == row).map(|(_, time)| *time).collect();
        times.sort();
        times.get(times.len() / 2).copied()
    }
}

/// The path of the article that is edited.
fn page(corpus: &Corpus) -> String {
    address(corpus, corpus.len() / 2)
}

fn address(corpus: &Corpus, article: usize) -> String {
    format!("/{}/", corpus.path(article).trim_end_matches(".md"))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A running preview; it ends when it is dropped.
struct Preview {
    child: Child,
    at: SocketAddr,
}

impl Preview {
    fn start(mut command: Command, port: u16) -> Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self { child, at: SocketAddr::from(([127, 0, 0, 1], port)) })
    }

    /// Asks for a page until it is as it should be.
    fn until(&self, path: &str, good: &dyn Fn(&str) -> bool) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if self.get(path).is_ok_and(|text| text.starts_with("HTTP/1.1 200") && good(&text)) {
                return Ok(());
            }
            std::thread::sleep(STEP);
        }
        Err(format!("the preview never showed {path} as it should").into())
    }

    fn get(&self, path: &str) -> Result<String> {
        let mut stream = TcpStream::connect(self.at)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        Ok(text)
    }

    /// The memory it holds, in bytes, where the system tells.
    fn memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn table(tables: &mut String, size: usize, ours: &Figures, theirs: Option<(&Hugo, &Figures)>) -> Result<()> {
    let name = theirs.map_or(String::new(), |(hugo, _)| format!(" Hugo {} |", hugo.version));
    let line = theirs.map_or("", |_| "--:|");
    writeln!(tables, "| {size} articles | Dateline |{name}\n|---|--:|{line}")?;
    let ms = |time: Option<Duration>| match time {
        Some(time) => format!("{:.0} ms", time.as_secs_f64() * 1000.0),
        None => "–".to_owned(),
    };
    for (row, words) in ROWS {
        let other = if row == Row::Warm { Row::Cold } else { row };
        let theirs = theirs.map_or(String::new(), |(_, theirs)| format!(" {} |", ms(theirs.median(other))));
        writeln!(tables, "| {words} | {} |{theirs}", ms(ours.median(row)))?;
    }
    let memory = |figures: &Figures| {
        let mut memory = figures.memory.clone();
        memory.sort_unstable();
        memory
            .get(memory.len() / 2)
            .map_or("–".to_owned(), |bytes| format!("{} MiB", bytes / (1024 * 1024)))
    };
    let other = theirs.map_or(String::new(), |(_, theirs)| format!(" {} |", memory(theirs)));
    writeln!(tables, "| memory held | {} |{other}\n", memory(ours))?;
    Ok(())
}

/// The marks between which the tables stand in a report.
const MARKS: [&str; 2] =
    ["<!-- previews: measured by `cargo bench --bench scale -- --serve` -->", "<!-- end of previews -->"];

/// Puts the tables into a report, in the place of those that are there.
pub fn write(out: &Path, tables: &str) -> Result<()> {
    let [begin, end] = MARKS;
    let section = format!("{begin}\n\n## Previews\n\n{}\n\n{tables}{end}\n", INTRODUCTION.trim());
    let text = std::fs::read_to_string(out).unwrap_or_default();
    let text = match (text.split_once(begin), text.split_once(end)) {
        (Some((before, _)), Some((_, after))) => {
            format!("{before}{section}{}", after.trim_start_matches('\n'))
        }
        _ if text.is_empty() => section,
        _ => format!("{}\n\n{section}", text.trim_end()),
    };
    Ok(std::fs::write(out, text)?)
}

const INTRODUCTION: &str = "
`dateline serve` and `hugo server` on the same articles, in turn, on a file system in memory. A page is asked for every
millisecond until it is what it should be; the figures are medians. What a preview waits for after a save, until it is quiet,
is part of them. Memory is what the process holds after these edits.
";

//! The report: Markdown with tables of all figures and of what they mean.

use crate::figures::{Figure, Figures, Program, Row};
use clap::ValueEnum;
use std::fmt::Write as _;
use std::time::Duration;

/// The whole report. `plot` is the file name of the plot.
pub fn report(figures: &Figures, plot: &str) -> String {
    let introduction = include_str!("introduction.md");
    let alt = "Bars of the wall time of each build";
    format!("{introduction}\n![{alt}]({plot})\n\n{}", tables(figures))
}

/// What was measured, as tables.
pub fn tables(figures: &Figures) -> String {
    let mut text = String::new();
    let versions = match &figures.hugo {
        Some(hugo) => format!("Dateline {} and Hugo {hugo}", figures.dateline),
        None => format!("Dateline {}", figures.dateline),
    };
    // Writing to a text cannot fail.
    let _ = writeln!(text, "Measured: {versions}, {} runs each, on {}.", figures.runs(), machine());
    for size in figures.sizes() {
        let _ = write!(text, "\n## {} articles\n\n", grouped(size as u64));
        trees(figures, size, &mut text);
        rows(figures, size, &mut text);
        phrases(figures, size, &mut text);
    }
    growth(figures, &mut text);
    text
}

fn trees(figures: &Figures, size: usize, text: &mut String) {
    let trees: Vec<String> = [Program::Dateline, Program::Hugo]
        .into_iter()
        .filter_map(|program| figures.tree(size, program))
        .map(|tree| {
            let (name, files) = (tree.program.title(), grouped(tree.files));
            format!("{name} makes {files} files of {:.1} MB", tree.bytes as f64 / 1e6)
        })
        .collect();
    let _ = write!(text, "{}.", trees.join(", "));
    if trees.len() > 1 {
        text.push_str(
            " Dateline has fewer pages in long lists: the first page of a list holds up to twice as many \
             articles, so that the others never change.",
        );
    }
    text.push_str("\n\n");
}

fn rows(figures: &Figures, size: usize, text: &mut String) {
    text.push_str(
        "| Build | Program | Wall | of Hugo's | User | System | Peak | Opened | Rendered | Written |\n",
    );
    text.push_str("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    for row in Row::value_variants() {
        for program in [Program::Dateline, Program::Hugo, Program::Floor] {
            let Some(figure) = figures.find(size, *row, program) else { continue };
            let usage = figure.median();
            let hugo = figures.hugo_for(size, *row).filter(|_| program == Program::Dateline);
            let share = hugo.map_or(String::new(), |hugo| {
                part(usage.wall.as_secs_f64(), hugo.median().wall.as_secs_f64())
            });
            let count = |count: Option<u64>| count.map_or(String::new(), grouped);
            let counts = figure.counts();
            let _ = writeln!(
                text,
                "| {} | {} | {} | {share} | {} | {} | {} | {} | {} | {} |",
                row.title(),
                program.title(),
                time(usage.wall),
                time(usage.user),
                time(usage.system),
                memory(usage.peak),
                count(counts.map(|counts| counts.opened)),
                count(counts.map(|counts| counts.rendered)),
                count(counts.map(|counts| counts.written)),
            );
        }
    }
}

/// The figures that the design is held to.
fn phrases(figures: &Figures, size: usize, text: &mut String) {
    let find = |row, program| figures.find(size, row, program).map(Figure::median);
    let mut phrases: Vec<String> = Vec::new();
    if let (Some(own), Some(hugo)) =
        (find(Row::CleanMemory, Program::Dateline), find(Row::CleanMemory, Program::Hugo))
    {
        phrases.push(format!(
            "A clean build in memory needs {} of Hugo's wall time, {} of its user time and {} of its memory.",
            part(own.wall.as_secs_f64(), hugo.wall.as_secs_f64()),
            part(own.user.as_secs_f64(), hugo.user.as_secs_f64()),
            part(own.peak as f64, hugo.peak as f64),
        ));
    }
    for row in [Row::CleanMemory, Row::CleanDisk] {
        if let (Some(own), Some(floor)) = (find(row, Program::Dateline), find(row, Program::Floor)) {
            let times = own.wall.as_secs_f64() / floor.wall.as_secs_f64();
            phrases.push(format!("A {} takes {times:.1} times as long as the floor.", row.title()));
        }
    }
    let again: Vec<String> = Row::value_variants()
        .iter()
        .filter(|row| **row >= Row::Nothing)
        .filter_map(|row| {
            let own = find(*row, Program::Dateline)?;
            let hugo = figures.hugo_for(size, *row)?.median();
            Some(format!("{} {}", row.title(), part(own.wall.as_secs_f64(), hugo.wall.as_secs_f64())))
        })
        .collect();
    if !again.is_empty() {
        phrases.push(format!("Of the wall time of Hugo's build, Dateline needs: {}.", again.join(", ")));
    }
    if let Some((_, rounds)) = figures.recording.iter().find(|(of, _)| *of == size) {
        let (noted, blind) = (rounds.noted.as_secs_f64(), rounds.blind.as_secs_f64());
        phrases.push(format!(
            "Noting every question costs {:.1} % of rendering: on one thread all pages take {} with notes and \
             {} without.",
            100.0 * (noted - blind) / blind,
            time(rounds.noted),
            time(rounds.blind),
        ));
    }
    if !phrases.is_empty() {
        let _ = write!(text, "\n- {}\n", phrases.join("\n- "));
    }
}

/// How time and memory of a clean build grow with the site.
fn growth(figures: &Figures, text: &mut String) {
    let clean: Vec<&Figure> = figures
        .sizes()
        .into_iter()
        .filter_map(|size| figures.find(size, Row::CleanMemory, Program::Dateline))
        .collect();
    if clean.len() < 2 {
        return;
    }
    text.push_str("\n## Growth\n\nA clean build by Dateline in memory, per article:\n\n");
    text.push_str("| Articles | Wall | User and system | Peak |\n|--:|--:|--:|--:|\n");
    for figure in clean {
        let usage = figure.median();
        let each = |time: Duration| format!("{:.0} µs", time.as_secs_f64() * 1e6 / figure.size as f64);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {:.1} KiB |",
            grouped(figure.size as u64),
            each(usage.wall),
            each(usage.user + usage.system),
            usage.peak as f64 / 1024.0 / figure.size as f64,
        );
    }
}

/// A duration in the unit that suits it.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    match seconds {
        10.0.. => format!("{seconds:.1} s"),
        1.0.. => format!("{seconds:.2} s"),
        0.01.. => format!("{:.0} ms", seconds * 1e3),
        _ => format!("{:.1} ms", seconds * 1e3),
    }
}

/// A number with commas between its thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

fn memory(bytes: u64) -> String {
    format!("{:.0} MiB", bytes as f64 / 1024.0 / 1024.0)
}

/// A share of a whole, as a fraction with one above the line where it is small.
fn part(own: f64, whole: f64) -> String {
    match whole / own {
        times @ 10.0.. => format!("1/{times:.0}"),
        times @ 1.0.. => format!("1/{times:.1}"),
        _ => format!("{:.1} ×", own / whole),
    }
}

/// The machine, as far as it can be known.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let processors = if cores == 1 { "1 processor".to_owned() } else { format!("{cores} processors") };
    let model = std::fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.trim().to_owned())
    });
    match model {
        Some(model) => format!("{processors} ({model}, {})", std::env::consts::OS),
        None => format!("{processors} ({})", std::env::consts::OS),
    }
}

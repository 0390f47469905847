//! The difference of two texts, line by line.

use std::fmt::Write;

/// Texts longer than this are compared from both ends only, which is quick.
const LONGEST: usize = 2000;

/// How many equal lines are shown around a difference.
const CONTEXT: usize = 2;

/// What must be taken from the first text (`-`) and added (`+`) to have the second.
pub fn diff(expected: &str, found: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(expected), lines(found));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_middle, new_middle) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    let mut steps: Vec<(char, &str)> = old[..head].iter().map(|line| (' ', *line)).collect();
    steps.extend(middle(old_middle, new_middle));
    steps.extend(old[old.len() - tail..].iter().map(|line| (' ', *line)));
    shown(&steps)
}

/// The lines with their ends, so that a missing last line end shows.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The shortest way from one to the other: the longest common subsequence is kept.
fn middle<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<(char, &'a str)> {
    let removed = |line: &&'a str| ('-', *line);
    let added = |line: &&'a str| ('+', *line);
    if old.len().max(new.len()) > LONGEST {
        return old.iter().map(removed).chain(new.iter().map(added)).collect();
    }
    let mut longest = vec![vec![0u32; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = match old[i] == new[j] {
                true => longest[i + 1][j + 1] + 1,
                false => longest[i + 1][j].max(longest[i][j + 1]),
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut steps = Vec::new();
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            steps.push((' ', old[i]));
            i += 1;
            j += 1;
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            steps.push(removed(&old[i]));
            i += 1;
        } else {
            steps.push(added(&new[j]));
            j += 1;
        }
    }
    steps.extend(old[i..].iter().map(removed));
    steps.extend(new[j..].iter().map(added));
    steps
}

fn shown(steps: &[(char, &str)]) -> String {
    let near = |index: usize| {
        let from = index.saturating_sub(CONTEXT);
        let to = (index + CONTEXT + 1).min(steps.len());
        steps[from..to].iter().any(|(sign, _)| *sign != ' ')
    };
    let mut text = String::new();
    let mut skipped = false;
    for (index, (sign, line)) in steps.iter().enumerate() {
        if !near(index) {
            skipped = true;
            continue;
        }
        if std::mem::take(&mut skipped) {
            text.push_str("    ...\n");
        }
        let _ = writeln!(text, "  {sign} {}", line.trim_end_matches('\n').escape_debug_ends());
        if !line.ends_with('\n') {
            text.push_str("    (no line end)\n");
        }
    }
    text
}

/// Shows blanks and carriage returns at the end of a line, which are else invisible.
trait EscapeEnds {
    fn escape_debug_ends(&self) -> String;
}

impl EscapeEnds for str {
    fn escape_debug_ends(&self) -> String {
        let visible = self.trim_end_matches([' ', '\t', '\r']);
        format!(
            "{visible}{}",
            self[visible.len()..].replace('\r', "\\r").replace('\t', "\\t").replace(' ', "·")
        )
    }
}

#[test]
fn shows_what_is_missing_and_what_is_new() {
    assert_eq!(
        diff("a\nb\nc\nd\ne\nf\n", "a\nb\nc\nx\ne\nf\n"),
        "    ...\n    b\n    c\n  - d\n  + x\n    e\n    f\n"
    );
    assert_eq!(diff("a\n", "a"), "  - a\n  + a\n    (no line end)\n");
    assert_eq!(diff("a\n", "a \r\n"), "  - a\n  + a·\\r\n");
    assert_eq!(diff("same\n", "same\n"), "");
}

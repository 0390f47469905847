//! Descriptions of pictures that help nobody (news.md § 4.8).

use crate::content::words;
use crate::problem::{Code, Problem};

/// The longest description, in characters: those who hear it cannot skip.
const LONGEST: usize = 250;

/// How descriptions begin that say what everybody knows.
const NEEDLESS: [&str; 6] =
    ["image of ", "picture of ", "photo of ", "photograph of ", "an image of ", "a photo of "];

/// What is wrong with the description of the picture at `src`; the place is still to be given.
pub(super) fn poor(alt: &str, caption: Option<&str>, src: &str) -> Option<Problem> {
    let alt = alt.trim();
    let name = src.rsplit('/').next().unwrap_or(src);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let same = |one: &str, other: &str| !one.is_empty() && words::plain(one) == words::plain(other);
    let problem = |message: String| Problem::new(Code::PoorAlt, message);
    // A word may be both; what has digits and dashes is no description.
    let machine = stem.contains(|letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '_'));
    if same(alt, name) || (machine && same(alt, stem)) {
        let problem = problem("this description is the name of the file".to_owned());
        return Some(problem.hint("say what the picture shows"));
    }
    if caption.is_some_and(|caption| same(alt, caption)) {
        let problem = problem("this description is the caption once more".to_owned());
        return Some(problem.hint("say what is to be seen; the caption is read out as well"));
    }
    let length = alt.chars().count();
    if length > LONGEST {
        let problem =
            problem(format!("this description has {length} characters; up to {LONGEST} are heard out"));
        return Some(problem.hint("move the rest into the caption or the text"));
    }
    let lower = alt.to_lowercase();
    let needless = NEEDLESS.iter().find(|begin| lower.starts_with(**begin))?;
    let problem = problem(format!("this description begins with `{}`", needless.trim_end()));
    Some(problem.hint("leave that out: it is said anyway that this is a picture"))
}

//! Blocks of templates: which of them a template that extends another fills although no
//! template above it has them, so that what they hold shows nowhere.
//!
//! The engine tells nothing of blocks, so templates are looked through for their tags alone:
//! `extends`, `block` and what is around them. What cannot be known from the text, such as a
//! template that is chosen while a page is made, is passed over.

use super::templates::Template;
use crate::problem::{Code, Problem, Problems};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What a template says about blocks.
#[derive(Default)]
pub(super) struct Outline {
    /// The templates that it extends; None for one that only a page can tell.
    parents: Vec<Option<String>>,
    /// It extends only sometimes, and then shows its blocks itself.
    sometimes: bool,
    /// Its blocks in their order: an outer one stands before those in it.
    blocks: Vec<Block>,
    /// Blocks that it prints by `self.name()`.
    printed: BTreeSet<String>,
    /// It uses `self` in another way, so that any block may show.
    reflects: bool,
}

/// A block as a template has it.
struct Block {
    name: String,
    /// Where its name stands.
    at: Range<usize>,
    /// What it lies in.
    within: Within,
}

/// What a block lies in.
enum Within {
    /// The template itself.
    Template,
    /// Another block of it.
    Block(String),
    /// `{% set name %}`: who prints the name shows it.
    Set,
}

/// Looks through all templates. `layers` says in which layer each of them is: a template that
/// overrides one of a farther layer decides which blocks there are, so what is written for the
/// other is no mistake.
pub(super) fn check(
    outlines: &BTreeMap<String, (Outline, usize)>,
    templates: &BTreeMap<String, Template>,
    problems: &mut Problems,
) {
    // Every file is there under its owner's name, and perhaps under its plain one, too.
    for (name, (outline, layer)) in outlines.iter().filter(|(name, _)| name.contains("::")) {
        let (Some(template), [Some(parent)], false) =
            (templates.get(name), &*outline.parents, outline.sometimes)
        else {
            continue;
        };
        let mut way = Way { outlines, layer: *layer, seen: BTreeSet::from([name.as_str()]) };
        let (Some(above), Some(shown)) = (way.clone().shown(parent), way.with(outline, parent)) else {
            continue;
        };
        let loose = outline.blocks.iter().filter(|block| matches!(block.within, Within::Template));
        for block in loose.filter(|block| !shown.contains(block.name.as_str())) {
            let place = Span::new(template.source, block.at.start, block.at.end);
            let message = format!(
                "no template that this one extends has a block `{}`, so it shows nowhere",
                block.name
            );
            let mut problem = Problem::new(Code::UnknownBlock, message)
                .at(place)
                .did_you_mean(&block.name, above.iter().copied());
            if problem.hints.is_empty() && !above.is_empty() {
                let names: Vec<String> = above.iter().map(|name| format!("`{name}`")).collect();
                problem = problem.hint(format!("the blocks of `{parent}` are {}", names.join(", ")));
            }
            problems.push(problem);
        }
    }
}

/// The way from a template to those above it.
#[derive(Clone)]
struct Way<'a> {
    outlines: &'a BTreeMap<String, (Outline, usize)>,
    /// The layer of the template where it begins.
    layer: usize,
    seen: BTreeSet<&'a str>,
}

impl<'a> Way<'a> {
    /// The blocks that pages of a template show; None if that cannot be known.
    fn shown(&mut self, name: &str) -> Option<BTreeSet<&'a str>> {
        let (name, (outline, layer)) = self.outlines.get_key_value(name)?;
        if *layer < self.layer || outline.reflects || !self.seen.insert(name) {
            return None;
        }
        if let ([Some(parent)], false) = (&*outline.parents, outline.sometimes) {
            return self.with(outline, parent);
        }
        let mut shown: BTreeSet<&str> = outline.blocks.iter().map(|block| block.name.as_str()).collect();
        shown.extend(outline.printed.iter().map(String::as_str));
        for parent in &outline.parents {
            shown.extend(self.clone().shown(parent.as_deref()?)?);
        }
        Some(shown)
    }

    /// What the template above shows, and what a template puts into that.
    fn with(&mut self, outline: &'a Outline, parent: &str) -> Option<BTreeSet<&'a str>> {
        let mut shown = self.shown(parent)?;
        if outline.reflects {
            return None;
        }
        shown.extend(outline.printed.iter().map(String::as_str));
        for block in &outline.blocks {
            let shows = match &block.within {
                Within::Template => false,
                Within::Block(outer) => shown.contains(outer.as_str()),
                Within::Set => true,
            };
            if shows {
                shown.insert(&block.name);
            }
        }
        Some(shown)
    }
}

/// Reads what a template says about blocks. The engine has read it without an error.
pub(super) fn outline(text: &str) -> Outline {
    let mut outline = Outline::default();
    // Blocks that are open; None for `{% set name %}`.
    let mut open: Vec<Option<String>> = Vec::new();
    // How many conditions and loops lie around a place.
    let mut depth = 0_usize;
    let mut tags = Tags { text, at: 0 };
    while let Some((is_statement, tokens)) = tags.next_tag() {
        let words: Vec<&str> = tokens.iter().map(|token| &text[token.clone()]).collect();
        note_self(&words, &mut outline);
        match (is_statement, &*words) {
            (true, ["if" | "for", ..]) => depth += 1,
            (true, ["endif" | "endfor", ..]) => depth = depth.saturating_sub(1),
            (true, ["extends", what @ ..]) => {
                let known = if let [word] = what { unquoted(word) } else { None };
                outline.parents.push(known.map(str::to_owned));
                outline.sometimes |= depth > 0;
            }
            (true, ["block", name, ..]) => {
                let name = (*name).to_owned();
                let within = match open.last() {
                    None => Within::Template,
                    Some(Some(outer)) => Within::Block(outer.clone()),
                    Some(None) => Within::Set,
                };
                open.push(Some(name.clone()));
                outline.blocks.push(Block { name, at: tokens[1].clone(), within });
            }
            (true, ["set", rest @ ..]) if !assigns(rest) => open.push(None),
            (true, ["endblock" | "endset", ..]) => {
                open.pop();
            }
            _ => {}
        }
    }
    outline
}

/// Notes what a tag does with `self`.
fn note_self(words: &[&str], outline: &mut Outline) {
    for (at, _) in words.iter().enumerate().filter(|(_, word)| **word == "self") {
        match &words[at + 1..] {
            [".", name, "(", ..] => {
                outline.printed.insert((*name).to_owned());
            }
            // A field of something else that has this name.
            _ if at > 0 && words[at - 1] == "." => {}
            _ => outline.reflects = true,
        }
    }
}

/// Says whether `set` gives a value, and so has no end of its own.
fn assigns(words: &[&str]) -> bool {
    let mut depth = 0_isize;
    words.iter().any(|word| {
        depth += step(word);
        depth == 0 && *word == "="
    })
}

/// What a word does to the number of open brackets.
fn step(word: &str) -> isize {
    match word {
        "(" | "[" | "{" => 1,
        ")" | "]" | "}" => -1,
        _ => 0,
    }
}

/// What stands in quotes, if it has no escapes.
fn unquoted(word: &str) -> Option<&str> {
    let quote = word.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    word.strip_prefix(quote)?.strip_suffix(quote).filter(|inside| !inside.contains('\\'))
}

/// Goes from tag to tag.
struct Tags<'a> {
    text: &'a str,
    at: usize,
}

impl Tags<'_> {
    /// The next tag that is no comment: whether it is a statement, and where its words, texts in
    /// quotes and signs are.
    fn next_tag(&mut self) -> Option<(bool, Vec<Range<usize>>)> {
        loop {
            self.at += self.text[self.at..].find('{')? + 1;
            let is_statement = match self.text.as_bytes().get(self.at)? {
                b'%' => true,
                b'{' => false,
                b'#' => {
                    self.at += self.text[self.at..].find("#}")? + 2;
                    continue;
                }
                _ => continue,
            };
            self.at += 1;
            let tokens = self.tokens(if is_statement { "%}" } else { "}}" });
            if is_statement && tokens.len() == 1 && &self.text[tokens[0].clone()] == "raw" {
                self.pass_raw();
                continue;
            }
            return Some((is_statement, tokens));
        }
    }

    /// The words of a tag up to its end.
    fn tokens(&mut self, end: &str) -> Vec<Range<usize>> {
        let mut tokens = Vec::new();
        let mut depth = 0_isize;
        if self.text[self.at..].starts_with(['-', '+']) {
            self.at += 1;
        }
        while let Some(first) = self.text[self.at..].chars().next() {
            let rest = &self.text[self.at..];
            let closes = rest.strip_prefix(['-', '+']).unwrap_or(rest).starts_with(end);
            if depth == 0 && closes {
                self.at += rest.find(end).unwrap_or(0) + end.len();
                break;
            }
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
            let length = match first {
                '"' | '\'' => quoted_length(rest, first),
                _ if is_word(first) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
                _ => first.len_utf8(),
            };
            let token = &rest[..length];
            depth += step(token);
            if !first.is_whitespace() {
                tokens.push(self.at..self.at + length);
            }
            self.at += length;
        }
        tokens
    }

    /// Passes over what is shown as it stands.
    fn pass_raw(&mut self) {
        while let Some(next) = self.text[self.at..].find("{%") {
            self.at += next + 2;
            let word = self.text[self.at..].trim_start_matches(['-', '+']).trim_start();
            if word
                .strip_prefix("endraw")
                .is_some_and(|rest| rest.trim_start().trim_start_matches(['-', '+']).starts_with("%}"))
            {
                return;
            }
        }
        self.at = self.text.len();
    }
}

/// How long a text in quotes is, quotes included.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

//! A corpus of any size, made from a seed: the same bytes on every machine, with no clock.

use crate::words::{
    ACTORS, ACTS, FAMILY, GIVEN, HEADINGS, PLACES, ROLES, SECTIONS, TAG_SIDES, TAG_SUBJECTS, TAILS, THINGS,
};
use jiff::Timestamp;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// The number of tags in use.
pub const TAGS: usize = TAG_SUBJECTS.len() * TAG_SIDES.len();
/// The number of authors.
pub const AUTHORS: usize = GIVEN.len() * FAMILY.len();
/// Articles on one page of a list, in both sites.
pub const PAGE_SIZE: usize = 20;
/// The instant of every build: after the last article.
pub const AT: &str = "2026-01-01T00:00:00Z";

/// The first article's date, 2021-01-01, and how long the years of the corpus are.
const FIRST: i64 = 1_609_459_200;
const SPAN: i64 = 5 * 365 * 24 * 60 * 60;
/// Where bodies stop: they come out around 6 KB.
const BODY: usize = 5_400;

/// So many articles.
#[derive(Clone, Debug)]
pub struct Corpus {
    articles: usize,
    /// How likely each tag is, added up: few tags are common, most are rare.
    likely: Vec<u64>,
}

impl Corpus {
    /// A corpus of so many articles.
    pub fn new(articles: usize) -> Self {
        let weights = (0..TAGS as u64).map(|rank| 1_000_000 / (rank + 3));
        let likely = weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { articles, likely: likely.collect() }
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.articles
    }

    /// Writes the folder `content` of a site.
    pub fn write(&self, content: &Path) -> io::Result<()> {
        for (folder, title) in SECTIONS {
            let folder = content.join(folder);
            fs::create_dir_all(&folder)?;
            let about = format!("---\ntitle: {title}\nsummary: All stories on {title}.\n---\n");
            fs::write(folder.join("_index.md"), about)?;
        }
        (0..self.articles).try_for_each(|index| self.write_article(content, index))
    }

    /// Writes one article. An index past the end is a new one, younger than all others.
    pub fn write_article(&self, content: &Path, index: usize) -> io::Result<()> {
        fs::write(content.join(self.path(index)), self.article(index))
    }

    /// Where an article lies below `content`.
    pub fn path(&self, index: usize) -> String {
        let (section, stem) = place(index);
        format!("{section}/{stem}.md")
    }

    /// The years and months in which articles appear, oldest first.
    pub fn months(&self) -> Vec<(i16, i8)> {
        let mut months: Vec<(i16, i8)> = Vec::new();
        for index in 0..self.articles {
            let date = jiff::tz::TimeZone::UTC.to_datetime(instant(self.date(index)));
            if months.last() != Some(&(date.year(), date.month())) {
                months.push((date.year(), date.month()));
            }
        }
        months
    }

    fn date(&self, index: usize) -> i64 {
        // Whole minutes, strictly rising; a handful of new articles fit in after the last.
        let step = SPAN / (self.articles as i64 + 100);
        FIRST + index as i64 * step / 60 * 60
    }

    /// The source of an article.
    fn article(&self, index: usize) -> String {
        let mut dice = Dice::new(index as u64);
        let mut text = String::with_capacity(8 * 1024);
        let date = self.date(index);
        let (title, summary) = (title(index), sentence(&mut dice));
        let author = dice.below(AUTHORS);
        let author = format!("{} {}", GIVEN[author % GIVEN.len()], FAMILY[author / GIVEN.len()]);
        let tags = self.tags(&mut dice, index).join(", ");
        let updated = instant(date + 3600 * (1 + dice.below(48) as i64));
        let date = instant(date);
        // Writing to a text cannot fail.
        let _ = write!(
            text,
            "---\ntitle: {title}\ndate: {date}\nupdated: {updated}\nsummary: {summary}\nauthor: {author}\ntags: [{tags}]\n---\n"
        );
        let mut body = Body { dice, text, index, corpus: self, notes: 0 };
        body.write();
        body.text
    }

    /// Two to five tags. The first articles name every tag once, so that all are in use.
    fn tags(&self, dice: &mut Dice, index: usize) -> Vec<String> {
        let wanted = 2 + dice.below(4);
        let mut tags: Vec<usize> = Vec::new();
        if index < TAGS {
            tags.push(index);
        }
        while tags.len() < wanted {
            let at = dice.below(self.likely.last().copied().unwrap_or(1) as usize) as u64;
            let tag = self.likely.partition_point(|sum| *sum <= at);
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        let name = |tag: usize| {
            format!("{} {}", TAG_SUBJECTS[tag % TAG_SUBJECTS.len()], TAG_SIDES[tag / TAG_SUBJECTS.len()])
        };
        tags.into_iter().map(name).collect()
    }
}

/// The section of an article and its file name without ending. They depend on nothing but
/// the index, so that an article can link to another without keeping it in memory.
fn place(index: usize) -> (&'static str, String) {
    let mut dice = Dice::new(index as u64 ^ 0x5ec7_1011);
    let section = SECTIONS[dice.below(SECTIONS.len())].0;
    let slug: String = title(index)
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            'ã' => Some('a'),
            c => c.is_ascii_alphanumeric().then_some(c),
        })
        .collect();
    (section, format!("{slug}-{index:06}"))
}

fn title(index: usize) -> String {
    let mut dice = Dice::new(index as u64 ^ 0x7171e);
    let place = capital(dice.pick(&PLACES).trim_start_matches("the "));
    let actor = dice.pick(&ACTORS);
    format!("{place}, where {actor} {} {}", dice.pick(&ACTS), dice.pick(&THINGS))
}

fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or_default()
}

fn sentence(dice: &mut Dice) -> String {
    let (actor, act) = (dice.pick(&ACTORS), dice.pick(&ACTS));
    let (thing, place, tail) = (dice.pick(&THINGS), dice.pick(&PLACES), dice.pick(&TAILS));
    match dice.below(4) {
        0 => format!("In {place} {actor} {act} {thing} {tail}."),
        1 => format!("{} {act} {thing} {tail}.", capital(actor)),
        2 => format!("{} {act} {thing} in {place}, {tail}.", capital(actor)),
        _ => format!("{} in {place} {act} {thing}, {} and all, {tail}.", capital(actor), dice.pick(&THINGS)),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// A body in the making.
struct Body<'a> {
    dice: Dice,
    text: String,
    index: usize,
    corpus: &'a Corpus,
    notes: usize,
}

impl Body<'_> {
    fn write(&mut self) {
        let start = self.text.len();
        let (with_roles, with_table) = (self.dice.chance(3), self.dice.chance(5));
        let with_notes = self.dice.chance(4);
        let mut part = 0;
        self.paragraph();
        while self.text.len() - start < BODY {
            let heading = if with_roles && part < ROLES.len() {
                ROLES[part]
            } else {
                HEADINGS[(self.index + part * 5) % HEADINGS.len()]
            };
            let _ = write!(self.text, "## {heading}\n\n");
            self.paragraph();
            if part % 2 == 1 {
                self.list();
            }
            if part == 1 && with_table {
                self.table();
            }
            if part == 2 && with_notes {
                self.note();
            }
            if part == 3 && self.dice.chance(2) {
                let _ = write!(self.text, "> {}\n\n", sentence(&mut self.dice));
            }
            self.paragraph();
            part += 1;
        }
        for note in 1..=self.notes {
            let _ = write!(self.text, "[^{note}]: {}\n\n", sentence(&mut self.dice));
        }
        self.text.pop();
    }

    fn paragraph(&mut self) {
        for at in 0..4 + self.dice.below(3) {
            if at > 0 {
                self.text.push(' ');
            }
            match self.dice.below(12) {
                0 => self.link(),
                1 => {
                    let speaker = capital(self.dice.pick(&ACTORS));
                    let _ =
                        write!(self.text, "\"{}\" That's how {speaker} put it.", sentence(&mut self.dice));
                }
                2 => {
                    let (thing, more) = (self.dice.pick(&THINGS), sentence(&mut self.dice));
                    let _ = write!(self.text, "It is about *{thing}* -- and **nothing else**. {more}");
                }
                _ => self.text.push_str(&sentence(&mut self.dice)),
            }
        }
        self.text.push_str("\n\n");
    }

    /// A sentence with a link to the source of another article, relative to this one's.
    fn link(&mut self) {
        let (own, _) = place(self.index);
        let (section, stem) = place(self.dice.below(self.corpus.articles));
        let thing = self.dice.pick(&THINGS);
        let _ = match own == section {
            true => write!(self.text, "See our report on [{thing}]({stem}.md)."),
            false => write!(self.text, "See our report on [{thing}](../{section}/{stem}.md)."),
        };
    }

    fn list(&mut self) {
        for _ in 0..3 + self.dice.below(4) {
            let (actor, thing) = (capital(self.dice.pick(&ACTORS)), self.dice.pick(&THINGS));
            let _ = writeln!(self.text, "- **{actor}** {} {thing}", self.dice.pick(&ACTS));
        }
        self.text.push('\n');
    }

    fn table(&mut self) {
        self.text.push_str("| Place | Before | After |\n|---|--:|--:|\n");
        for _ in 0..4 + self.dice.below(5) {
            let place = capital(self.dice.pick(&PLACES));
            let (before, after) = (self.dice.below(900), self.dice.below(900));
            let _ = writeln!(self.text, "| {place} | {before} | {after} |");
        }
        self.text.push('\n');
    }

    fn note(&mut self) {
        self.notes += 1;
        let note = self.notes;
        let _ = write!(self.text, "{}[^{note}]\n\n", sentence(&mut self.dice));
    }
}

/// Pseudo-random numbers, by the SplitMix64 method: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x000d_a7e1_14e5);
        dice.next();
        dice
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// True once in `times`.
    fn chance(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick(&mut self, from: &'static [&'static str]) -> &'static str {
        from[self.below(from.len())]
    }
}

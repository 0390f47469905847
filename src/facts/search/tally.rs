//! From the words of a block's articles to the texts of its shards.
//!
//! A text has a line for the block's list of articles, and then one for each stem, in order:
//! the stem, a space, and the articles that have it. An article is a number: how far it is
//! from the one before, and what the word weighs in it.

use crate::content::stems::{Language, words};
use crate::plan::shard_of;
use rustc_hash::FxHashMap;

/// The stems of a block, while its articles come one after the other.
pub(super) struct Tally<'a> {
    language: &'a Language,
    /// What became of each word that was met: the number of its stem, if it has one.
    words: FxHashMap<Box<str>, Option<u32>>,
    numbers: FxHashMap<Box<str>, u32>,
    stems: Vec<Stem>,
    /// The stems of the article that is looked at.
    touched: Vec<u32>,
    article: u32,
}

struct Stem {
    text: Box<str>,
    /// The articles with what it weighs in each, as the text has them.
    list: String,
    /// The last article in the list.
    last: Option<u32>,
    /// How often the body of the article at hand has it, and the most that a fact weighs.
    count: u32,
    weight: u8,
    touched: bool,
}

/// From so many times on, a word in a body weighs more.
const OFTEN: u32 = 3;

impl<'a> Tally<'a> {
    pub fn new(language: &'a Language) -> Self {
        Self {
            language,
            words: FxHashMap::default(),
            numbers: FxHashMap::default(),
            stems: Vec::new(),
            touched: Vec::new(),
            article: 0,
        }
    }

    /// A text of the article at hand, with what its words weigh.
    pub fn fact(&mut self, weight: u8, text: &str) {
        words(text, &mut |word| {
            if let Some(number) = self.word(word) {
                let stem = self.touch(number);
                stem.weight = stem.weight.max(weight);
            }
        });
    }

    /// The body of the article at hand.
    pub fn body(&mut self, text: &str) {
        words(text, &mut |word| {
            if let Some(number) = self.word(word) {
                self.touch(number).count += 1;
            }
        });
    }

    /// Something that the article at hand is filed under.
    pub fn name(&mut self, name: &str) {
        let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let number = self.number(&name);
        self.touch(number);
    }

    /// Ends an article.
    pub fn next(&mut self) {
        for number in std::mem::take(&mut self.touched) {
            let stem = &mut self.stems[number as usize];
            let weight = stem.weight.max(u8::from(stem.count >= OFTEN));
            let gap = stem.last.map_or(self.article, |last| self.article - last - 1);
            encode(gap * 4 + u32::from(weight), &mut stem.list);
            (stem.last, stem.count, stem.weight, stem.touched) = (Some(self.article), 0, 0, false);
        }
        self.article += 1;
    }

    /// The texts of all shards. `list` is the first line of each.
    pub fn finish(mut self, list: &str, shards: u32) -> Vec<Box<str>> {
        self.stems.sort_by(|a, b| a.text.cmp(&b.text));
        let mut texts = vec![format!("{list}\n"); shards as usize];
        for stem in &self.stems {
            if let Some(text) = texts.get_mut(shard_of(&stem.text, shards) as usize) {
                text.extend([&*stem.text, " ", &*stem.list, "\n"]);
            }
        }
        texts.into_iter().map(String::into_boxed_str).collect()
    }

    fn word(&mut self, word: &str) -> Option<u32> {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let number = self.language.stem(word).map(|stem| self.number(&stem));
        self.words.insert(word.into(), number);
        number
    }

    fn number(&mut self, stem: &str) -> u32 {
        if let Some(number) = self.numbers.get(stem) {
            return *number;
        }
        let number = self.stems.len() as u32;
        let (text, list): (Box<str>, String) = (stem.into(), String::new());
        self.stems.push(Stem { text: text.clone(), list, last: None, count: 0, weight: 0, touched: false });
        self.numbers.insert(text, number);
        number
    }

    fn touch(&mut self, number: u32) -> &mut Stem {
        let stem = &mut self.stems[number as usize];
        if !stem.touched {
            stem.touched = true;
            self.touched.push(number);
        }
        stem
    }
}

/// The printable signs of ASCII are the figures of numbers: the first of them end a number,
/// the others say that more comes.
const FIRST: u32 = 33;
const ENDS: u32 = 64;
const GOES_ON: u32 = 30;

fn encode(mut number: u32, out: &mut String) {
    let figure = |value: u32| char::from_u32(FIRST + value).unwrap_or('!');
    while number >= ENDS {
        number -= ENDS;
        out.push(figure(ENDS + number % GOES_ON));
        number /= GOES_ON;
    }
    out.push(figure(number));
}

#[cfg(test)]
mod tests {
    use super::{ENDS, FIRST, GOES_ON, Tally, encode};
    use crate::content::stems::Language;

    /// What the browser does.
    fn decode(text: &str) -> Vec<u32> {
        let (mut numbers, mut number, mut times) = (Vec::new(), 0, 1);
        for figure in text.bytes().map(|byte| u32::from(byte) - FIRST) {
            number += figure.min(ENDS) * times;
            if figure >= ENDS {
                number += (figure - ENDS) * times;
                times *= GOES_ON;
            } else {
                numbers.push(number);
                (number, times) = (0, 1);
            }
        }
        numbers
    }

    #[test]
    fn numbers_are_read_as_they_were_written() {
        let numbers: Vec<u32> = (0..5000).chain([1_000_000, u32::MAX / 4]).collect();
        let mut text = String::new();
        numbers.iter().for_each(|number| encode(*number, &mut text));
        assert_eq!(decode(&text), numbers);
    }

    #[test]
    fn words_weigh_what_their_place_says() {
        let language = Language::of("en");
        let mut tally = Tally::new(&language);
        tally.fact(3, "The dam");
        tally.body("A dam, and water, water, water.");
        tally.name("@section:asia");
        tally.next();
        tally.body("Nothing here.");
        tally.next();
        tally.fact(2, "Dams hold.");
        tally.next();
        let texts = tally.finish("list", 4);
        let all: Vec<&str> = texts.iter().flat_map(|text| text.lines().skip(1)).collect();
        let find = |stem: &str| {
            let line = all.iter().find_map(|line| line.strip_prefix(stem)?.strip_prefix(' '));
            line.map(decode)
        };
        assert!(texts.iter().all(|text| text.starts_with("list\n")));
        assert_eq!(find("dam"), Some(vec![3, 4 + 2]));
        assert_eq!(find("water"), Some(vec![1]));
        assert_eq!(find("hold"), Some(vec![2 * 4 + 2]));
        assert_eq!(find("@section:asia"), Some(vec![0]));
        assert_eq!(find("the"), None);
    }
}

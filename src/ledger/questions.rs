//! The questions of the pages that are being made, each once: while there are many traces, each
//! is a list of small numbers.
//!
//! Nearly all questions are about a field of an entry or an item of a list, and come one after
//! the other for the same. So each entry and each list has a row of numbers, and only the row
//! has to be found. What most pages are asked lies in a row of fixed length, so that one look at
//! the memory is enough.

use crate::facts::{Entry, Field, List, Listing, Question, Trace};
use rustc_hash::FxHashMap;

/// All questions so far, with their numbers.
#[derive(Debug, Default)]
pub struct Questions {
    rows: Vec<Vec<u32>>,
    /// Where each field has its number in the row of an entry: those that templates ask for come
    /// first, in the order in which they came up, so that rows are short.
    columns: Vec<u32>,
    /// How many columns are taken.
    taken: u32,
    /// The same for the lists that pages have, such as their tags: their lengths (0) and their first
    /// items (from 1 on).
    list_columns: FxHashMap<(Listing, u32), usize>,
    /// The numbers of what comes first about all pages, [`WIDTH`] for each.
    told: Vec<u32>,
    /// The rows of pages and of lists made by operations, by their numbers.
    pages: Vec<u32>,
    derived: Vec<u32>,
    /// The rows of all other entries and lists.
    entries: FxHashMap<Entry, u32>,
    lists: FxHashMap<List, u32>,
    /// The numbers of questions that have no place in a row.
    others: FxHashMap<Question, u32>,
    questions: Vec<Question>,
}

/// What stands in a row where there is no number yet.
const NONE: u32 = u32::MAX;

/// So much of a page lies together: as many numbers as memory hands out at once.
const WIDTH: usize = 16;

/// Items from here on do not lie with the page that has the list.
const FIRST: u32 = 4;

/// Items from here on have no place in the row of their list.
const LONGEST: u32 = 4096;

/// A trace as numbers of [`Questions`].
#[derive(Debug)]
pub struct Numbered(Box<[u32]>);

impl Numbered {
    /// The numbers, in the order of asking.
    pub fn into_numbers(self) -> Vec<u32> {
        self.0.into_vec()
    }
}

/// How many new questions a page asks at most, as a rule.
const BY_A_PAGE: usize = 32;

impl Questions {
    /// None yet, with room for those of so many pages: a list that grows is copied again and again.
    /// Room that is never filled costs no memory.
    pub fn with_room(pages: usize) -> Self {
        Self { questions: Vec::with_capacity(pages * BY_A_PAGE), ..Self::default() }
    }

    /// The questions in the order of their numbers.
    pub(super) fn all(&self) -> &[Question] {
        &self.questions
    }

    /// Numbers the questions of one page.
    pub fn number(&mut self, trace: &Trace) -> Numbered {
        let mut entry_before = None;
        let mut list_before = None;
        let numbers = trace.iter().map(|question| {
            if let Some((page, column)) = self.place_of_page(question) {
                let number = place(&mut self.told, WIDTH * page as usize + column);
                return numbered(number, &mut self.questions, question);
            }
            match *question {
                Question::Field(entry, field) => {
                    let row = match entry_before {
                        Some((before, row)) if before == entry => row,
                        _ => self.entry(entry),
                    };
                    entry_before = Some((entry, row));
                    let column = self.column(field);
                    self.in_row(row, column, question)
                }
                Question::Length(list) => {
                    let row = self.list(list, &mut list_before);
                    self.in_row(row, 0, question)
                }
                Question::Item(list, index) if index < LONGEST => {
                    let row = self.list(list, &mut list_before);
                    self.in_row(row, index as usize + 1, question)
                }
                other => *self.others.entry(other).or_insert_with(|| {
                    self.questions.push(other);
                    self.questions.len() as u32 - 1
                }),
            }
        });
        Numbered(numbers.collect())
    }

    /// Where a question about a page lies with it, if there is room.
    fn place_of_page(&mut self, question: &Question) -> Option<(u32, usize)> {
        let (page, column) = match *question {
            Question::Field(Entry::Page(page), field) => (page, self.column(field)),
            Question::Length(List::Base(Entry::Page(page), listing)) => (page, self.list_column(listing, 0)),
            Question::Item(List::Base(Entry::Page(page), listing), index) if index < FIRST => {
                (page, self.list_column(listing, index + 1))
            }
            _ => return None,
        };
        (column < WIDTH).then_some((page.0, column))
    }

    /// The column of what is asked of a list of a page; none of its own once there is no more room,
    /// so that rows stay as short as fields make them.
    fn list_column(&mut self, listing: Listing, at: u32) -> usize {
        match self.list_columns.get(&(listing, at)) {
            Some(column) => *column,
            None if self.taken as usize >= WIDTH => WIDTH,
            None => {
                self.taken += 1;
                self.list_columns.insert((listing, at), self.taken as usize - 1);
                self.taken as usize - 1
            }
        }
    }

    fn column(&mut self, field: Field) -> usize {
        let column = place(&mut self.columns, field as usize);
        if *column == NONE {
            *column = self.taken;
            self.taken += 1;
        }
        *column as usize
    }

    /// The row of an entry.
    fn entry(&mut self, entry: Entry) -> u32 {
        let row = match entry {
            Entry::Page(id) => place(&mut self.pages, id.0 as usize),
            other => self.entries.entry(other).or_insert(NONE),
        };
        if *row == NONE {
            *row = self.rows.len() as u32;
            self.rows.push(Vec::with_capacity(16));
        }
        *row
    }

    /// The row of a list; `before` is the one that was found last.
    fn list(&mut self, list: List, before: &mut Option<(List, u32)>) -> u32 {
        if let Some((_, row)) = before.filter(|(before, _)| *before == list) {
            return row;
        }
        let row = match list {
            List::Derived(number) => place(&mut self.derived, number as usize),
            other => self.lists.entry(other).or_insert(NONE),
        };
        if *row == NONE {
            *row = self.rows.len() as u32;
            self.rows.push(Vec::new());
        }
        *before = Some((list, *row));
        *row
    }

    fn in_row(&mut self, row: u32, at: usize, question: &Question) -> u32 {
        numbered(place(&mut self.rows[row as usize], at), &mut self.questions, question)
    }
}

/// The number of a question, whose place in a row this is.
fn numbered(place: &mut u32, questions: &mut Vec<Question>, question: &Question) -> u32 {
    if *place == NONE {
        *place = questions.len() as u32;
        questions.push(*question);
    }
    *place
}

/// A place in a row, which grows as far as needed.
fn place(row: &mut Vec<u32>, at: usize) -> &mut u32 {
    if at >= row.len() {
        row.resize(at + 1, NONE);
    }
    &mut row[at]
}

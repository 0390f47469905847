//! Lists: those of the library, and those made from them by operations. A page that shows
//! three items of a sorted and filtered list has asked for three items, no matter how many
//! were looked at here to find them.

use super::question::{Comparison, List, Listing, Operation};
use super::{Answer, Entry, Facts, Field};
use crate::data::Data;
use crate::library::{HOME, PageId, SectionId, TaxonomyId, TermId, related};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// What has been worked out in this build.
#[derive(Debug)]
pub(super) struct Memory {
    related: Vec<OnceLock<Box<[PageId]>>>,
    derived: RwLock<FxHashMap<u32, Arc<[Entry]>>>,
    /// Lists of the library that are made from others.
    made: RwLock<Made>,
}

/// Lists by whose they are and which.
type Made = FxHashMap<(Entry, Listing), Arc<[Entry]>>;

impl Memory {
    pub fn new(pages: usize) -> Self {
        Self {
            related: std::iter::repeat_with(OnceLock::new).take(pages).collect(),
            derived: RwLock::default(),
            made: RwLock::default(),
        }
    }
}

/// The items of a list without a copy, where the library has them.
enum Items<'a> {
    Pages(&'a [PageId]),
    Sections(&'a [SectionId]),
    Terms(&'a [TermId]),
    Entries(Arc<[Entry]>),
    Own(Vec<Entry>),
    None,
}

impl Items<'_> {
    fn len(&self) -> usize {
        match self {
            Items::Pages(items) => items.len(),
            Items::Sections(items) => items.len(),
            Items::Terms(items) => items.len(),
            Items::Entries(items) => items.len(),
            Items::Own(items) => items.len(),
            Items::None => 0,
        }
    }

    fn get(&self, index: usize) -> Option<Entry> {
        match self {
            Items::Pages(items) => items.get(index).map(|id| Entry::Page(*id)),
            Items::Sections(items) => items.get(index).map(|id| Entry::Section(*id)),
            Items::Terms(items) => items.get(index).map(|id| Entry::Term(*id)),
            Items::Entries(items) => items.get(index).copied(),
            Items::Own(items) => items.get(index).copied(),
            Items::None => None,
        }
    }
}

impl Facts {
    pub(super) fn length(&self, list: List) -> usize {
        self.items(list).len()
    }

    pub(super) fn item(&self, list: List, index: usize) -> Option<Entry> {
        self.items(list).get(index)
    }

    pub(super) fn groups(&self, list: List, field: &str) -> Data {
        let items = self.items(list);
        let mut seen = FxHashSet::default();
        let mut keys = Vec::new();
        for entry in (0..items.len()).filter_map(|index| items.get(index)) {
            let values = match self.value_of(entry, field) {
                Data::List(values) => values,
                Data::None => continue,
                value => vec![value],
            };
            for value in values {
                if seen.insert(format!("{value:?}")) {
                    keys.push(value);
                }
            }
        }
        Data::List(keys)
    }

    fn items(&self, list: List) -> Items<'_> {
        match list {
            List::Base(entry, listing) => self.base(entry, listing),
            List::Derived(number) => Items::Entries(self.derived(number)),
        }
    }

    fn base(&self, entry: Entry, listing: Listing) -> Items<'_> {
        let library = &self.library;
        match (entry, listing) {
            (Entry::Site, Listing::Articles) => Items::Pages(&library.articles),
            (Entry::Site, Listing::Pages) => Items::Pages(&library.standalone),
            (Entry::Site, Listing::Sections) => Items::Sections(&library.section(HOME).children),
            (Entry::Site, Listing::Taxonomies) => {
                let ids = (0..library.taxonomies.len()).map(|id| Entry::Taxonomy(TaxonomyId(id as u32)));
                Items::Own(ids.collect())
            }
            (Entry::Site, Listing::Terms(id)) | (Entry::Taxonomy(id), Listing::Terms(_)) => {
                Items::Terms(&library.taxonomy(id).terms)
            }
            (Entry::Site | Entry::Archive, Listing::Years) => {
                Items::Own(library.years().into_iter().rev().map(Entry::Year).collect())
            }
            (Entry::Year(year), Listing::Months) => {
                let months = library.months.iter().filter(|month| month.year == year);
                Items::Own(months.map(|month| Entry::Month(year, month.month)).collect())
            }
            (Entry::Year(year), Listing::Articles) => Items::Pages(library.articles_of_year(year)),
            (Entry::Month(year, month), Listing::Articles) => {
                Items::Pages(library.articles_of_month(year, month))
            }
            (
                _,
                Listing::Feeds
                | Listing::Fed
                | Listing::Mapped
                | Listing::News
                | Listing::OnceNews
                | Listing::FromElsewhere,
            ) => Items::Entries(self.made(entry, listing)),
            (Entry::Section(id), Listing::Articles) => Items::Pages(&library.section(id).articles),
            (Entry::Section(id), Listing::OwnArticles) => Items::Pages(&library.section(id).own_articles),
            (Entry::Section(id), Listing::Pages) => Items::Pages(&library.section(id).pages),
            (Entry::Section(id), Listing::Sections) => Items::Sections(&library.section(id).children),
            (Entry::Section(id), Listing::Ancestors) => {
                Items::Own(self.ancestors(library.section(id).parent))
            }
            (Entry::Page(id), Listing::Ancestors) => {
                Items::Own(self.ancestors(Some(library.page(id).section)))
            }
            (Entry::Page(id), Listing::Terms(taxonomy)) => Items::Terms(match &self.told {
                Some(told) => told.terms(id, taxonomy),
                None => library.page(id).terms.get(taxonomy.0 as usize).map_or(&[], |terms| terms),
            }),
            (Entry::Page(id), Listing::Related) => {
                let made = self.lists.related.get(id.0 as usize);
                let made = made.map(|cell| cell.get_or_init(|| related(library, id).into_boxed_slice()));
                made.map_or(Items::None, |pages| Items::Pages(pages))
            }
            (Entry::Page(id), Listing::Translations) => Items::Pages(&library.page(id).translations),
            (Entry::Term(id), Listing::Articles) => Items::Pages(&library.term(id).articles),
            _ => Items::None,
        }
    }

    /// A list of the newswire; made once, since each of its items is a question.
    pub(super) fn made(&self, entry: Entry, listing: Listing) -> Arc<[Entry]> {
        let key = (entry, listing);
        let known = self.lists.made.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(items) = known {
            return items;
        }
        let items: Arc<[Entry]> = self.newswire_list(entry, listing).into();
        self.lists.made.write().unwrap_or_else(PoisonError::into_inner).insert(key, items.clone());
        items
    }

    fn ancestors(&self, mut above: Option<SectionId>) -> Vec<Entry> {
        let mut ancestors = Vec::new();
        while let Some(id) = above.filter(|id| *id != HOME) {
            ancestors.push(Entry::Section(id));
            above = self.library.section(id).parent;
        }
        ancestors.reverse();
        ancestors
    }

    fn derived(&self, number: u32) -> Arc<[Entry]> {
        let known = self.lists.derived.read().unwrap_or_else(PoisonError::into_inner).get(&number).cloned();
        if let Some(items) = known {
            return items;
        }
        let list = self.names.derived(number);
        let base = self.base(list.entry, list.listing);
        // Cutting comes first in most lists; it needs no copy of the whole.
        let (mut start, mut end) = (0, base.len());
        let mut operations = list.operations.iter();
        let mut rest = operations.as_slice();
        while let Some(operation) = operations.next() {
            match operation {
                Operation::First(count) => end = end.min(start + *count as usize),
                Operation::Skip(count) => start = (start + *count as usize).min(end),
                Operation::FromOldest(skip, count) => {
                    end = end.saturating_sub(*skip as usize).max(start);
                    start = count.map_or(start, |count| end.saturating_sub(count as usize).max(start));
                }
                _ => break,
            }
            rest = operations.as_slice();
        }
        let mut items: Vec<Entry> = (start..end).filter_map(|index| base.get(index)).collect();
        for operation in rest {
            items = self.operate(items, operation);
        }
        let items: Arc<[Entry]> = Arc::from(items);
        self.lists.derived.write().unwrap_or_else(PoisonError::into_inner).insert(number, items.clone());
        items
    }

    fn operate(&self, mut items: Vec<Entry>, operation: &Operation) -> Vec<Entry> {
        match operation {
            Operation::First(count) => items.truncate(*count as usize),
            Operation::Skip(count) => {
                items.drain(..(*count as usize).min(items.len()));
            }
            Operation::FromOldest(skip, count) => {
                items.truncate(items.len().saturating_sub(*skip as usize));
                if let Some(count) = count {
                    items.drain(..items.len().saturating_sub(*count as usize));
                }
            }
            Operation::Where(field, comparison, wanted) => {
                items.retain(|entry| compare(&self.value_of(*entry, field), *comparison, wanted));
            }
            Operation::WithoutEntry(other) => items.retain(|entry| entry != other),
            Operation::WithoutList(list) => {
                let others = self.items(*list);
                let others: FxHashSet<Entry> =
                    (0..others.len()).filter_map(|index| others.get(index)).collect();
                items.retain(|entry| !others.contains(entry));
            }
            Operation::Sort(field, downwards) => {
                items.sort_by_cached_key(|entry| Sortable(self.value_of(*entry, field), *downwards));
            }
            Operation::Reverse => items.reverse(),
        }
        items
    }

    /// The value of a field for comparing: entries by their path, terms by slug and name.
    pub(super) fn value_of(&self, entry: Entry, field: &str) -> Data {
        if let Some(path) = field.strip_prefix("extra.") {
            let path: String = path.replace('.', &super::tree::SEPARATOR.to_string());
            return match self.value(super::Tree::Extra(entry), self.names.symbol(&path)) {
                Answer::Data(data) => data.clone(),
                _ => Data::None,
            };
        }
        if let Some(part) = field.strip_prefix("date.") {
            let Answer::Time(time) = self.answer(super::Question::Field(entry, Field::Date)) else {
                return Data::None;
            };
            return match part {
                "year" => Data::Integer(i64::from(time.at.year())),
                "month" => Data::Integer(i64::from(time.at.month())),
                "day" => Data::Integer(i64::from(time.at.day())),
                _ => Data::None,
            };
        }
        if let Some(taxonomy) = self.library.find_taxonomy(field)
            && let Entry::Page(id) = entry
        {
            let terms = self.library.page(id).terms.get(taxonomy.0 as usize);
            let names = terms.into_iter().flatten().map(|id| self.library.term(*id).title.clone());
            return Data::List(names.map(Data::Text).collect());
        }
        let Some(field) = Field::from_name(field) else { return Data::None };
        match self.answer(super::Question::Field(entry, field)) {
            Answer::Text(text) => Data::Text(text.into_owned()),
            Answer::Number(number) => Data::Integer(number),
            Answer::Truth(truth) => Data::Bool(truth),
            Answer::Time(time) => Data::Integer(time.at.timestamp().as_second()),
            Answer::Entry(entry) => match self.answer(super::Question::Field(entry, Field::Path)) {
                Answer::Text(path) => Data::Text(path.into_owned()),
                _ => Data::None,
            },
            Answer::Data(data) => data.clone(),
            Answer::Owned(data) => data,
            _ => Data::None,
        }
    }
}

fn compare(value: &Data, comparison: Comparison, wanted: &Data) -> bool {
    match comparison {
        Comparison::Equal => value == wanted,
        Comparison::Unequal => value != wanted,
        Comparison::Less => order(value, wanted) == Some(Ordering::Less),
        Comparison::Greater => order(value, wanted) == Some(Ordering::Greater),
        Comparison::LessOrEqual => order(value, wanted).is_some_and(|order| order != Ordering::Greater),
        Comparison::GreaterOrEqual => order(value, wanted).is_some_and(|order| order != Ordering::Less),
        Comparison::In => matches!(wanted, Data::List(items) if items.contains(value)),
        Comparison::Has => matches!(value, Data::List(items) if items.iter().any(|item| same(item, wanted))),
    }
}

/// Terms are named as they are written or by their slug.
fn same(item: &Data, wanted: &Data) -> bool {
    match (item, wanted) {
        (Data::Text(item), Data::Text(wanted)) => {
            item == wanted || crate::content::slug::slugify(item) == *wanted
        }
        _ => item == wanted,
    }
}

/// The order of two values of one kind; none between kinds.
fn order(a: &Data, b: &Data) -> Option<Ordering> {
    match (a, b) {
        (Data::Integer(a), Data::Integer(b)) => Some(a.cmp(b)),
        (Data::Integer(a), Data::Float(b)) => (*a as f64).partial_cmp(b),
        (Data::Float(a), Data::Integer(b)) => a.partial_cmp(&(*b as f64)),
        (Data::Float(a), Data::Float(b)) => a.partial_cmp(b),
        (Data::Text(a), Data::Text(b)) => Some(a.cmp(b)),
        (Data::Bool(a), Data::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn rank(value: &Data) -> u8 {
    match value {
        Data::None => 0,
        Data::Bool(_) => 1,
        Data::Integer(_) => 2,
        // Not a number is not comparable with any.
        Data::Float(number) if number.is_nan() => 3,
        Data::Float(_) => 2,
        Data::Text(_) => 4,
        Data::List(_) => 5,
        Data::Map(_) => 6,
    }
}

/// A value to sort by; what has none comes last, whichever way it goes.
#[derive(PartialEq)]
struct Sortable(Data, bool);

impl Eq for Sortable {}

impl PartialOrd for Sortable {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Sortable {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Data::None, Data::None) => Ordering::Equal,
            (Data::None, _) => Ordering::Greater,
            (_, Data::None) => Ordering::Less,
            (a, b) => {
                // Values of different kinds stand kind by kind: sorting needs an order of all.
                let order = order(a, b).unwrap_or_else(|| rank(a).cmp(&rank(b)));
                if self.1 { order.reverse() } else { order }
            }
        }
    }
}

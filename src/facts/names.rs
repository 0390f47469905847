//! Numbers for texts and lists, so that questions stay small while pages are made.

use super::question::{List, Listing, Operation, Symbol};
use crate::library::Entry;
use rustc_hash::FxHashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The texts and derived lists of one build, each with a number. Numbers are given in the
/// order of asking, so they differ from run to run and never leave the build.
#[derive(Debug, Default)]
pub struct Names {
    texts: RwLock<Texts>,
    lists: RwLock<Lists>,
}

#[derive(Debug, Default)]
struct Texts {
    numbers: FxHashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

#[derive(Debug, Default)]
struct Lists {
    numbers: FxHashMap<Arc<Derived>, u32>,
    lists: Vec<Arc<Derived>>,
}

/// A list made by operations.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Derived {
    /// Whose list it is made from.
    pub entry: Entry,
    /// Which one.
    pub listing: Listing,
    /// What is done to it, in order.
    pub operations: Vec<Operation>,
}

impl Names {
    /// The number of a text.
    pub fn symbol(&self, text: &str) -> Symbol {
        let known = self.texts.read().unwrap_or_else(PoisonError::into_inner).numbers.get(text).copied();
        if let Some(number) = known {
            return Symbol(number);
        }
        let mut texts = self.texts.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = texts.numbers.get(text) {
            return Symbol(*number);
        }
        let number = texts.texts.len() as u32;
        let text: Arc<str> = Arc::from(text);
        texts.texts.push(text.clone());
        texts.numbers.insert(text, number);
        Symbol(number)
    }

    /// The text of a number.
    pub fn text(&self, symbol: Symbol) -> Arc<str> {
        let texts = self.texts.read().unwrap_or_else(PoisonError::into_inner);
        texts.texts.get(symbol.0 as usize).cloned().unwrap_or_else(|| Arc::from(""))
    }

    /// The list that one more operation makes.
    pub fn derive(&self, list: List, operation: Operation) -> List {
        let mut derived = match list {
            List::Base(entry, listing) => Derived { entry, listing, operations: Vec::new() },
            List::Derived(number) => (*self.derived(number)).clone(),
        };
        derived.operations.push(operation);
        self.list(derived)
    }

    /// The number of a list.
    pub fn list(&self, derived: Derived) -> List {
        if derived.operations.is_empty() {
            return List::Base(derived.entry, derived.listing);
        }
        let known = self.lists.read().unwrap_or_else(PoisonError::into_inner).numbers.get(&derived).copied();
        if let Some(number) = known {
            return List::Derived(number);
        }
        let mut lists = self.lists.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = lists.numbers.get(&derived) {
            return List::Derived(*number);
        }
        let number = lists.lists.len() as u32;
        let derived = Arc::new(derived);
        lists.lists.push(derived.clone());
        lists.numbers.insert(derived, number);
        List::Derived(number)
    }

    /// The list of a number.
    pub fn derived(&self, number: u32) -> Arc<Derived> {
        self.lists.read().unwrap_or_else(PoisonError::into_inner).lists[number as usize].clone()
    }
}

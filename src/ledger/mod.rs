//! What the last build wrote and asked, kept between builds.
//!
//! A page is kept if every question it asked last time has the same answer now, and the file
//! on disk is still what was written. The ledger is allowed to be lost, never to be wrong: a
//! file that is damaged, of another format or of another program is an empty ledger and one
//! note.

mod album;
mod numbers;
mod questions;
mod record;
mod seal;
mod shelf;
mod since;
mod store;
mod verdict;

pub use album::{Album, Cache, Page};
pub use questions::{Numbered, Questions};
pub use record::{Asked, Ledger, Record, Recorder};
pub use seal::Seal;
pub use shelf::{Label, Lying, NextShelf, Shelf, Shelved};
pub use since::Since;
pub use store::{Found, Lock, Place, Written};
pub use verdict::{Reader, Verdict, recipe_text};

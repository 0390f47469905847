//! The integration tests: sites, edits, properties, the program itself and its guide.

mod chain;
mod cli;
mod docs;
mod edits;
mod harness;
mod made;
mod properties;
mod sites;
mod walk;

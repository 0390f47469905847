//! The integration tests: sites, edits, properties and the program itself.

mod chain;
mod cli;
mod edits;
mod harness;
mod made;
mod properties;
mod sites;
mod walk;

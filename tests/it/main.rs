//! The integration tests: sites, edits, properties, the house, the program itself and its guide.

mod addresses;
mod cards;
mod chain;
mod cli;
mod clock;
mod components;
mod disk;
mod docs;
mod edits;
mod embargo;
mod harness;
mod head;
mod house;
mod made;
mod newswire;
mod pictures;
mod properties;
mod serve;
mod sites;
mod walk;
mod work;

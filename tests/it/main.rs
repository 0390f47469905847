//! The integration tests: the program as people use it.

mod chain;
mod cli;
mod edits;
mod house;
mod properties;

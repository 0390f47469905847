//! The integration tests: the program as people use it.

mod cli;
mod harness;
mod made;
mod sites;
mod walk;

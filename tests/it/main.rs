//! The integration tests: the program as people use it.

mod cli;
mod docs;

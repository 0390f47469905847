//! Dateline, a static site generator for world-news blogs.

pub mod build;
pub mod cli;
pub mod config;
pub mod content;
pub mod data;
pub mod fingerprint;
pub mod import;
pub mod problem;
pub mod source;

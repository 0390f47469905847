//! Dateline, a static site generator for world-news blogs.

pub mod config;
pub mod content;
pub mod data;
pub mod fingerprint;
pub mod problem;
pub mod source;
pub mod build;

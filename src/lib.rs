//! Dateline, a static site generator for world-news blogs.

pub mod build;
pub mod cli;
pub mod config;
pub mod content;
pub mod data;
pub mod facts;
pub mod fingerprint;
pub mod import;
pub mod ledger;
pub mod library;
pub mod plan;
pub mod problem;
pub mod publish;
pub mod render;
pub mod source;
pub mod theme;

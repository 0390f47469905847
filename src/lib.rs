//! Dateline, a static site generator for world-news blogs.

pub mod fingerprint;
pub mod data;
pub mod source;
pub mod problem;
pub mod config;
pub mod content;
pub mod theme;
pub mod library;
pub mod plan;
pub mod facts;
pub mod render;
pub mod ledger;
pub mod publish;
pub mod build;
pub mod import;
pub mod cli;

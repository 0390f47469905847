//! The shapes and names of countries, and maps that show where they are.
//!
//! The shapes are simplified from Natural Earth, which is in the public domain; `world.py`
//! beside this file made `world.bin` of it and says how it is written.

mod draw;
mod shapes;
#[cfg(test)]
mod tests;

pub use draw::{Map, draw};
pub use shapes::{Country, World};

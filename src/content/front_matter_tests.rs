//! Tests of the front matter.

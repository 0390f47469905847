//! Tests of feeds: each form is written from what was gathered.

//! Tests of the files for machines.

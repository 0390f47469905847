//! Tests of the files with rules for hosts.

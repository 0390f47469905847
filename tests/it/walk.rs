//! The site of this repository, walked as a reader would.

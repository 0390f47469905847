//! Sites and edits made at random, the same for the same seed.

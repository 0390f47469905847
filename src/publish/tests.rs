//! Tests of the publish room.

//! What of a picture's file is published: how it looks and what it tells about its rights, and
//! neither where it was taken nor by which device.
//!
//! The pixels stay as they are, byte for byte: only the parts around them are written anew.

use super::container::Container;
use super::{Flaw, Kind, Rights};

/// The bytes of a picture's file as they are published.
pub fn published(kind: Kind, bytes: &[u8]) -> Result<Vec<u8>, Flaw> {
    let Some(container) = Container::read(kind, bytes)? else { return Ok(bytes.to_vec()) };
    let rights = container.rights();
    Ok(rewritten(container, &rights).unwrap_or_else(|| bytes.to_vec()))
}

/// The file without what it should not tell; None if it tells nothing but how it looks.
pub(super) fn rewritten(mut container: Container, rights: &Rights) -> Option<Vec<u8>> {
    if !container.strip() {
        return None;
    }
    if let Some(xmp) = rights.to_xmp() {
        container.set_xmp(&xmp);
    }
    Some(container.write())
}

//! The one file that this room writes: `urls.lock` itself.

use super::FILE;
use crate::fingerprint::Stamp;
use std::fs;
use std::io::{Error, Write};
use std::path::{Path, PathBuf};

/// Replaces `urls.lock` whole or not at all: a run that is cut off leaves the old one. Comes
/// back with the stamp of the new one.
pub fn record(root: &Path, text: &str) -> Result<Stamp, (PathBuf, Error)> {
    let place = root.join(FILE);
    // Where the file is a link, its target is replaced and the link stays.
    let place = fs::canonicalize(&place).unwrap_or(place);
    let write = || {
        let folder = place.parent().unwrap_or(root);
        // Made like any new file, not with the secret mode of temporary ones.
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.prefix(".urls.lock").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&place).map_err(|error| error.error)?;
        Ok(Stamp::of_source(&fs::metadata(&place)?))
    };
    write().map_err(|cause| (place.clone(), cause))
}

//! The ledger's file: where it lies, how it is read, written and locked.

use super::{Ledger, Seal, Shelf, Shelved};
use crate::content::Document;
use crate::fingerprint::{Fingerprint, Stamp};
use crate::problem::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The beginning of the file; it changes whenever the file's form does.
const FORMAT: &[u8; 16] = b"dateline ledger1";

/// The program that wrote it: another one may make other bytes of the same facts.
const ENGINE: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("DATELINE_ENGINE"));

/// Where the ledger of one output directory lies: `.dateline/NAME/` in the site's root.
#[derive(Clone, Debug)]
pub struct Place {
    root: PathBuf,
    folder: PathBuf,
}

/// Keeps other builds of the same output directory waiting while it lives.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

/// What [`Place::read`] found.
#[derive(Debug)]
pub struct Found {
    /// The ledger; an empty one if there is none that can be used.
    pub ledger: Ledger,
    /// When it was written, in nanoseconds since 1970. A file that was changed at that very
    /// time or later may have changed unseen.
    pub written: i64,
    /// Why there is none that can be used.
    pub note: Option<String>,
    /// The files that the last build was about to put in place. If it was interrupted they
    /// may be there, and no ledger tells of them.
    pub pending: Vec<(String, Fingerprint)>,
    /// With a ledger that is passed over: the files it knew.
    pub former: Vec<String>,
}

impl Found {
    /// The same without its questions, so that everything is made anew. The files are still
    /// known as ours.
    #[must_use]
    pub fn forgotten(mut self) -> Self {
        self.former = self.ledger.records.keys().cloned().collect();
        let known = std::mem::take(&mut self.ledger).records;
        self.pending.extend(known.into_iter().map(|(path, record)| (path, record.fingerprint)));
        self
    }
}

impl Place {
    /// The place for an output directory. The folder's name comes from the output's path
    /// within the site, so that it can be carried to another machine.
    pub fn new(root: &Path, output: &Path) -> Self {
        let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let name = match output.strip_prefix(&root) {
            Ok(inside) => inside.to_string_lossy().replace(['/', '\\'], "-"),
            Err(_) => format!("at-{}", Fingerprint::of(output.to_string_lossy().as_bytes())),
        };
        let folder = root.join(".dateline");
        Self { folder: folder.join(name), root: folder }
    }

    /// Waits until no other build works on the same output directory. `waiting` is called
    /// once if there is one.
    pub fn lock(&self, waiting: &dyn Fn()) -> io::Result<Lock> {
        fs::create_dir_all(&self.folder)?;
        // Backup tools and git pass over the folder without being told.
        write_once(&self.root.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n")?;
        write_once(&self.root.join(".gitignore"), "*\n")?;
        let file = File::options().create(true).truncate(false).write(true).open(self.folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                waiting();
                file.lock()?;
            }
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        Ok(Lock(file))
    }

    /// Reads the ledger, or says why there is none that can be used.
    pub fn read(&self) -> Found {
        let pending: Vec<(String, Fingerprint)> = fs::read(self.folder.join("pending"))
            .ok()
            .and_then(|bytes| decode(&bytes).ok())
            .unwrap_or_default();
        let nothing = |note| Found {
            ledger: Ledger::default(),
            written: 0,
            note,
            pending: pending.clone(),
            former: Vec::new(),
        };
        let bytes = match fs::read(self.folder.join("ledger")) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return nothing(None),
            Err(error) => return nothing(Some(format!("the ledger cannot be read: {error}"))),
        };
        let written =
            fs::metadata(self.folder.join("ledger")).ok().map_or(0, |data| Stamp::of(&data).changed);
        match decode(&bytes) {
            Ok(ledger) => Found { ledger, written, note: None, pending, former: Vec::new() },
            Err(note) => nothing(Some(note.to_owned())),
        }
    }

    /// Reads the shelf; an empty one if there is none that can be used. `settings` is the
    /// fingerprint of all that parsing depends on besides the file itself.
    pub fn read_shelf(&self, settings: Fingerprint) -> Shelf {
        let path = self.folder.join("shelf");
        let Ok(bytes) = fs::read(&path) else { return Shelf::default() };
        let written = fs::metadata(&path).ok().map_or(0, |data| Stamp::of(&data).changed);
        match decode::<(Fingerprint, Vec<(String, Shelved)>)>(&bytes) {
            Ok((made_under, files)) if made_under == settings => Shelf::new(files, written),
            _ => Shelf::default(),
        }
    }

    /// Writes the shelf, as [`Place::pack_shelf`] packed it.
    pub fn write_shelf(&self, packed: &[u8]) -> io::Result<()> {
        self.replace("shelf", packed)
    }

    /// Packs a shelf. This is done while the documents are still in one place.
    pub fn pack_shelf(
        settings: Fingerprint,
        files: &[(&str, Shelved<&Document, &[Problem]>)],
    ) -> io::Result<Vec<u8>> {
        encode(&(settings, files))
    }

    /// Reads the seal of the last build with the time when it was set.
    pub fn read_seal(&self) -> Option<(Seal, i64)> {
        let path = self.folder.join("seal");
        let written = Stamp::of(&fs::metadata(&path).ok()?).changed;
        let (ledger, seal) = decode::<(Stamp, Seal)>(&fs::read(&path).ok()?).ok()?;
        // A ledger that somebody touched is to be looked at, not passed by.
        let same = self.ledger_stamp().ok()? == ledger;
        same.then_some((seal, written))
    }

    fn ledger_stamp(&self) -> io::Result<Stamp> {
        Ok(Stamp::of(&fs::metadata(self.folder.join("ledger"))?))
    }

    /// Sets the seal, or takes it away.
    pub fn write_seal(&self, seal: Option<&Seal>) -> io::Result<()> {
        match seal {
            Some(seal) => self.replace("seal", &encode(&(self.ledger_stamp()?, seal))?),
            None => self.remove("seal"),
        }
    }

    /// Writes down which files are about to be put in place. Until there is a ledger that
    /// knows them, this is how the next build can tell them from those of a stranger.
    pub fn announce(&self, pending: &[(String, Fingerprint)]) -> io::Result<()> {
        self.replace("pending", &encode(&pending)?)
    }

    /// Writes the ledger: to a new file first, which then takes the old one's place. What
    /// was announced is then known.
    pub fn write(&self, ledger: &Ledger) -> io::Result<()> {
        self.replace("ledger", &encode(ledger)?)?;
        self.remove("pending")
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(self.folder.join(name)).map_err(|error| error.error)?;
        Ok(())
    }
}

fn write_once(path: &Path, text: &str) -> io::Result<()> {
    match File::options().create_new(true).write(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn encode(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let body = postcard::to_stdvec(value).map_err(io::Error::other)?;
    let mut bytes = FORMAT.to_vec();
    bytes.extend(Fingerprint::of(ENGINE.as_bytes()).to_bytes());
    bytes.extend(Fingerprint::of(&body).to_bytes());
    bytes.extend(body);
    Ok(bytes)
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, &'static str> {
    let damaged = "the record of the last build is damaged, so everything is made anew";
    let Some(rest) = bytes.strip_prefix(FORMAT) else {
        return Err("the record of the last build is of another form, so everything is made anew");
    };
    let (engine, rest) = rest.split_first_chunk::<16>().ok_or(damaged)?;
    if Fingerprint::of(ENGINE.as_bytes()).to_bytes() != *engine {
        return Err("the last build was made by another version of Dateline, so everything is made anew");
    }
    let (sum, body) = rest.split_first_chunk::<16>().ok_or(damaged)?;
    if Fingerprint::of(body).to_bytes() != *sum {
        return Err(damaged);
    }
    postcard::from_bytes(body).map_err(|_| damaged)
}

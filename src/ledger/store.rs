//! The ledger's file: where it lies, how it is read, written and locked.

use super::shelf::Index;
use super::{Ledger, Packed, Seal, Shelf};
use crate::fingerprint::{Fingerprint, Hasher, Stamp};
use crate::source::Spool;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The beginning of the file; it changes whenever the file's form does.
const FORMAT: &[u8; 16] = b"dateline ledger2";

/// The length of the sum at the end.
const SUM: usize = 16;

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
#[derive(Debug, Default)]
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
    /// Size and time of the ledger's file when it was read, if it was there.
    stamp: Option<Stamp>,
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
        self.make()?;
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

    /// A spool on the file system of the ledger; None if there is no place for one. No folder is
    /// made for it: what is being built may never be published.
    pub fn spool(&self) -> Option<Spool> {
        let places = [Some(&*self.folder), Some(&*self.root), self.root.parent()];
        Spool::new(places.into_iter().flatten().find(|place| place.is_dir())?).ok()
    }

    /// Makes the folder, if it is not there.
    pub fn make(&self) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // Backup tools and git pass over the folder without being told.
        write_once(&self.root.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n")?;
        write_once(&self.root.join(".gitignore"), "*\n")
    }

    /// Reads the ledger, or says why there is none that can be used.
    pub fn read(&self) -> Found {
        let path = self.folder.join("ledger");
        let stamp = self.ledger_stamp().ok();
        let pending = self.pending();
        let nothing = |note| Found { note, stamp, ..Found::default() };
        let (ledger, note) = match fs::read(path) {
            Ok(bytes) => match decode(&bytes) {
                Ok(ledger) => (ledger, None),
                Err(note) => return Found { pending, ..nothing(Some(note.to_owned())) },
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Ledger::default(), None),
            Err(error) => {
                return Found { pending, ..nothing(Some(format!("the ledger cannot be read: {error}"))) };
            }
        };
        let written = stamp.map_or(0, |stamp| stamp.changed);
        Found { ledger, written, note, pending, former: Vec::new(), stamp }
    }

    /// The same once the lock is held: read again only if another build has been there in the
    /// meantime.
    pub fn read_again(&self, early: Found) -> Found {
        if early.stamp != self.ledger_stamp().ok() {
            return self.read();
        }
        Found { pending: self.pending(), ..early }
    }

    fn pending(&self) -> Vec<(String, Fingerprint)> {
        let bytes = fs::read(self.folder.join("pending")).unwrap_or_default();
        decode(&bytes).unwrap_or_default()
    }

    /// Reads the shelf; an empty one if there is none that can be used. `settings` is the
    /// fingerprint of all that parsing depends on besides the file itself.
    pub fn read_shelf(&self, settings: Fingerprint) -> Shelf {
        let path = self.folder.join("shelf");
        let Ok(bytes) = fs::read(&path) else { return Shelf::default() };
        let written = fs::metadata(&path).ok().map_or(0, |data| Stamp::of(&data).changed);
        let Ok(body) = checked(&bytes) else { return Shelf::default() };
        match postcard::take_from_bytes::<Index>(body) {
            Ok((index, packed)) if index.0 == settings => {
                let start = bytes.len() - SUM - packed.len();
                Shelf::new(index, bytes, start, written)
            }
            _ => Shelf::default(),
        }
    }

    /// Writes the shelf.
    pub fn write_shelf(&self, shelf: &Packed) -> io::Result<()> {
        self.replace("shelf", |file| {
            write_value(file, &shelf.index)?;
            shelf.each(|bytes| file.write_all(bytes))
        })
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
            Some(seal) => {
                let value = (self.ledger_stamp()?, seal);
                self.replace("seal", |file| write_value(file, &value))
            }
            None => self.remove("seal"),
        }
    }

    /// Writes down which files are about to be put in place. Until there is a ledger that
    /// knows them, this is how the next build can tell them from those of a stranger.
    pub fn announce(&self, pending: &[(String, Fingerprint)]) -> io::Result<()> {
        self.replace("pending", |file| write_value(file, &pending))
    }

    /// Writes the ledger: to a new file first, which then takes the old one's place. What
    /// was announced is then known.
    pub fn write(&self, ledger: &Ledger) -> io::Result<()> {
        self.replace("ledger", |file| write_value(file, ledger))?;
        self.remove("pending")
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.folder.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes a file of ours under another name first, which then takes the old one's place.
    fn replace(&self, name: &str, fill: impl FnOnce(&mut Summed) -> io::Result<()>) -> io::Result<()> {
        let file = tempfile::NamedTempFile::new_in(&self.folder)?;
        let mut summed = Summed { to: BufWriter::with_capacity(64 * 1024, file), hasher: Hasher::new() };
        summed.to.write_all(FORMAT)?;
        summed.to.write_all(&Fingerprint::of(ENGINE.as_bytes()).to_bytes())?;
        fill(&mut summed)?;
        let sum = summed.hasher.finish();
        summed.to.write_all(&sum.to_bytes())?;
        let file = summed.to.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.persist(self.folder.join(name)).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A file of ours while it is written; what is in it is summed up at its end.
struct Summed {
    to: BufWriter<tempfile::NamedTempFile>,
    hasher: Hasher,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.stream(bytes);
        self.to.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Writes a value in pieces, so that its packed form is never in memory as a whole.
fn write_value(file: &mut Summed, value: &impl Serialize) -> io::Result<()> {
    let mut pieces = BufWriter::with_capacity(64 * 1024, file);
    postcard::to_io(value, &mut pieces).map_err(io::Error::other)?;
    pieces.flush()
}

fn write_once(path: &Path, text: &str) -> io::Result<()> {
    match File::options().create_new(true).write(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, &'static str> {
    postcard::from_bytes(checked(bytes)?).map_err(|_| DAMAGED)
}

const DAMAGED: &str = "the record of the last build is damaged, so everything is made anew";

/// What a file of ours holds, if it is whole and written by this very program.
fn checked(bytes: &[u8]) -> Result<&[u8], &'static str> {
    let Some(rest) = bytes.strip_prefix(FORMAT) else {
        return Err("the record of the last build is of another form, so everything is made anew");
    };
    let (engine, rest) = rest.split_first_chunk::<16>().ok_or(DAMAGED)?;
    if Fingerprint::of(ENGINE.as_bytes()).to_bytes() != *engine {
        return Err("the last build was made by another version of Dateline, so everything is made anew");
    }
    let (body, sum) = rest.split_last_chunk::<SUM>().ok_or(DAMAGED)?;
    if Fingerprint::of(body).to_bytes() != *sum {
        return Err(DAMAGED);
    }
    Ok(body)
}

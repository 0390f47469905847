//! The ledger's file: where it lies, how it is read, written and locked.

use super::shelf::{Added, places};
use super::since::{Additions, Since};
use super::{Album, Cache, Ledger, NextShelf, Page, Seal, Shelf};
use crate::fingerprint::{Fingerprint, Hasher, Stamp};
use crate::source::Spool;
use postcard::ser_flavors::Flavor;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The beginning of the file; it changes whenever the file's form does.
const FORMAT: &[u8; 16] = b"dateline ledger3";

/// The length of the sum at the end, and of that of the program's name after the format.
const SUM: usize = 16;
const ENGINE_SUM: usize = 16;

/// The ledger and the shelf, and beside each what has changed since it was written as a whole.
const LEDGER: &str = "ledger";
const LEDGER_SINCE: &str = "ledger-since";
const SHELF: &str = "shelf";
const SHELF_SINCE: &str = "shelf-since";

/// What the names of files begin with that are written and not yet in their place.
const UNFINISHED: &str = ".new-";

/// The files that are about to be put in place.
const PENDING: &str = "pending";

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
    /// How the ledger differs from its file without additions.
    pub since: Since,
    /// Size and time of the ledger's files when they were read.
    stamps: Stamps,
}

/// Size and time of the ledger's file and of its additions, if they are there.
type Stamps = (Option<Stamp>, Option<Stamp>);

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
        self.clear();
        Ok(Lock(file))
    }

    /// Removes what a build that was killed had written and not yet put in its place.
    fn clear(&self) {
        let names = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let unfinished = names.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED));
        // What cannot be removed only takes up room; the next build tries again.
        unfinished.for_each(|entry| _ = fs::remove_file(entry.path()));
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
        let stamps = self.ledger_stamps();
        let pending = self.pending();
        let nothing = |note| Found { note, stamps, pending: self.pending(), ..Found::default() };
        let bytes = match fs::read(self.folder.join(LEDGER)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return nothing(None),
            Err(error) => return nothing(Some(format!("the ledger cannot be read: {error}"))),
        };
        let mut ledger: Ledger = match decode(&bytes) {
            Ok(ledger) => ledger,
            Err(note) => return nothing(Some(note.to_owned())),
        };
        let mut since = Since::new(sum(&bytes), &ledger);
        let mut written = stamps.0;
        match self.additions() {
            Ok(Some(additions)) if additions.base == since.base => {
                if since.apply(&mut ledger, additions).is_none() {
                    return nothing(Some(DAMAGED.to_owned()));
                }
                written = stamps.1;
            }
            // What was added to a former ledger is of no use.
            Ok(_) => {}
            Err(note) => return nothing(Some(note.to_owned())),
        }
        let written = written.map_or(0, |stamp| stamp.changed);
        Found { ledger, written, note: None, pending, former: Vec::new(), since, stamps }
    }

    /// What was added to the ledger since it was written as a whole.
    fn additions(&self) -> Result<Option<Additions>, &'static str> {
        match fs::read(self.folder.join(LEDGER_SINCE)) {
            Ok(bytes) => decode(&bytes).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(_) => Err(DAMAGED),
        }
    }

    /// The same once the lock is held: read again only if another build has been there in the
    /// meantime.
    pub fn read_again(&self, early: Found) -> Found {
        if early.stamps != self.ledger_stamps() {
            return self.read();
        }
        Found { pending: self.pending(), ..early }
    }

    fn pending(&self) -> Vec<(String, Fingerprint)> {
        let bytes = fs::read(self.folder.join(PENDING)).unwrap_or_default();
        decode(&bytes).unwrap_or_default()
    }

    /// Reads the shelf; an empty one if there is none that can be used. `settings` is the
    /// fingerprint of all that parsing depends on besides the file itself.
    pub fn read_shelf(&self, settings: Fingerprint) -> Shelf {
        self.shelf(settings).unwrap_or_default()
    }

    fn shelf(&self, settings: Fingerprint) -> Option<Shelf> {
        let read = |name: &str| {
            let path = self.folder.join(name);
            let bytes = fs::read(&path).ok()?;
            let written = fs::metadata(&path).ok().map_or(0, |data| Stamp::of(&data).changed);
            Some((bytes, written))
        };
        let (bytes, written) = read(SHELF)?;
        // What is there is taken apart while it is summed up, and used only if the sum is right.
        let (whole, found) = rayon::join(
            || checked(&bytes).is_ok(),
            || {
                let (known, rest) = postcard::take_from_bytes::<Fingerprint>(body(&bytes)?).ok()?;
                let end = bytes.len() - SUM;
                if known == settings { places(&bytes, end - rest.len(), end) } else { None }
            },
        );
        let found = found.filter(|_| whole)?;
        let base = sum(&bytes);
        let mut shelf = Shelf::new(found, base, bytes, written);
        if let Some((bytes, written)) = read(SHELF_SINCE) {
            checked(&bytes).ok()?;
            let (added, rest) = postcard::take_from_bytes::<Added>(body(&bytes)?).ok()?;
            if added.base == base {
                let end = bytes.len() - SUM;
                let found = places(&bytes, end - rest.len(), end)?;
                shelf.add(added, found, &bytes, written);
            }
        }
        Some(shelf)
    }

    /// Writes the shelf, or what is new on it. None if `wanted` says meanwhile that nobody wants it
    /// any more.
    pub fn write_shelf(&self, shelf: &NextShelf, wanted: &dyn Fn() -> bool) -> io::Result<Option<Written>> {
        let mut whole = true;
        let written = match &shelf.added {
            Some(added) => self.written(SHELF_SINCE, &[], |file| {
                write_value(file, added)?;
                whole = shelf.each(wanted, |bytes| file.write_all(bytes))?;
                Ok(())
            }),
            None => self.written(SHELF, &[SHELF_SINCE], |file| {
                write_value(file, &shelf.settings)?;
                whole = shelf.each(wanted, |bytes| file.write_all(bytes))?;
                Ok(())
            }),
        };
        Ok(Some(written?).filter(|_| whole))
    }

    /// The renditions of the site's pictures, whatever output they are for.
    pub fn cache(&self) -> Cache {
        Cache::new(self.root.join("renditions"))
    }

    /// Reads the album; an empty one if there is none that can be used.
    pub fn read_album(&self) -> Album {
        let path = self.folder.join("album");
        let Ok(bytes) = fs::read(&path) else { return Album::default() };
        let written = fs::metadata(&path).ok().map_or(0, |data| Stamp::of(&data).changed);
        decode(&bytes).map_or_else(|_| Album::default(), |page| Album::new(page, written))
    }

    /// Writes the album, if it is another, and lets go of the renditions that no output of the
    /// site has any more.
    pub fn write_album(&self, page: &Page) -> io::Result<()> {
        let path = self.folder.join("album");
        let last: Option<Page> = fs::read(&path).ok().and_then(|bytes| decode(&bytes).ok());
        let known = last.unwrap_or_default();
        if known == *page {
            return Ok(());
        }
        self.replace("album", |file| write_value(file, page))?;
        if known.used.is_subset(&page.used) {
            return Ok(());
        }
        let mut wanted = page.used.clone();
        for other in fs::read_dir(&self.root)?.flatten() {
            let path = other.path().join("album");
            let page = fs::read(path).ok().and_then(|bytes| decode::<Page>(&bytes).ok());
            wanted.extend(page.into_iter().flat_map(|page| page.used));
        }
        self.cache().sweep(&wanted);
        Ok(())
    }

    /// Reads the seal of the last build with the time when it was set.
    pub fn read_seal(&self) -> Option<(Seal, i64)> {
        let path = self.folder.join("seal");
        let written = Stamp::of(&fs::metadata(&path).ok()?).changed;
        let (ledger, seal) = decode::<(Stamps, Seal)>(&fs::read(&path).ok()?).ok()?;
        // A ledger that somebody touched is to be looked at, not passed by.
        let same = self.ledger_stamps() == ledger;
        same.then_some((seal, written))
    }

    fn ledger_stamps(&self) -> Stamps {
        let stamp = |name| fs::metadata(self.folder.join(name)).ok().map(|data| Stamp::of(&data));
        (stamp(LEDGER), stamp(LEDGER_SINCE))
    }

    /// Sets the seal, or takes it away.
    pub fn write_seal(&self, seal: Option<&Seal>) -> io::Result<()> {
        match seal {
            Some(seal) => {
                let value = (self.ledger_stamps(), seal);
                self.replace("seal", |file| write_value(file, &value))
            }
            None => remove(&self.folder.join("seal")),
        }
    }

    /// Writes down which files are about to be put in place. Until there is a ledger that
    /// knows them, this is how the next build can tell them from those of a stranger.
    pub fn announce(&self, pending: &[(&str, Fingerprint)]) -> io::Result<()> {
        self.replace(PENDING, |file| write_value(file, &pending))
    }

    /// Writes the ledger, or what is new in it. Once that is in its place, what was announced is
    /// known. `since` tells how the ledger differs from its file, if that still serves.
    pub fn write(&self, ledger: &Ledger, since: Option<&Since>) -> io::Result<Written> {
        match since.map(|since| since.additions(ledger)) {
            Some(Some(additions)) => {
                self.written(LEDGER_SINCE, &[PENDING], |file| write_value(file, &additions))
            }
            going_on => {
                let compact = going_on.map(|_| ledger.compact());
                let ledger = compact.as_ref().unwrap_or(ledger);
                self.written(LEDGER, &[LEDGER_SINCE, PENDING], |file| write_value(file, ledger))
            }
        }
    }

    /// Writes a file of ours and puts it in its place.
    fn replace(&self, name: &str, fill: impl FnOnce(&mut Summed) -> io::Result<()>) -> io::Result<()> {
        self.written(name, &[], fill)?.put()
    }

    /// Writes a file of ours under another name. Once it is in its place, the `obsolete` ones go.
    fn written(
        &self,
        name: &str,
        obsolete: &[&str],
        fill: impl FnOnce(&mut Summed) -> io::Result<()>,
    ) -> io::Result<Written> {
        let file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
        let mut summed = Summed { to: BufWriter::with_capacity(64 * 1024, file), hasher: Hasher::new() };
        summed.to.write_all(FORMAT)?;
        summed.to.write_all(&Fingerprint::of(ENGINE.as_bytes()).to_bytes())?;
        fill(&mut summed)?;
        let sum = summed.hasher.finish();
        summed.to.write_all(&sum.to_bytes())?;
        let file = summed.to.into_inner().map_err(io::IntoInnerError::into_error)?;
        let obsolete = obsolete.iter().map(|name| self.folder.join(name)).collect();
        Ok(Written { file, place: self.folder.join(name), obsolete })
    }
}

/// A file of ours that has been written whole and waits to be put in its place. Dropped before,
/// it is gone, and what was there before stays.
#[derive(Debug)]
pub struct Written {
    file: tempfile::NamedTempFile,
    place: PathBuf,
    obsolete: Vec<PathBuf>,
}

impl Written {
    /// Puts the file in the place of the old one.
    pub fn put(self) -> io::Result<()> {
        self.file.persist(&self.place).map_err(|error| error.error)?;
        self.obsolete.iter().try_for_each(|path| remove(path))
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
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
    let mut failed = None;
    let pieces = Pieces { file, piece: Vec::with_capacity(2 * PIECE), failed: &mut failed };
    let written = postcard::serialize_with_flavor(value, pieces);
    match failed {
        Some(error) => Err(error),
        None => written.map_err(io::Error::other),
    }
}

/// So many bytes of a packed value are written together.
const PIECE: usize = 64 * 1024;

/// A packed value on its way into a file. It comes byte by byte, so that a call for each would
/// cost more than all else.
struct Pieces<'a> {
    file: &'a mut Summed,
    piece: Vec<u8>,
    failed: &'a mut Option<io::Error>,
}

impl Pieces<'_> {
    /// Writes what has come so far, and these bytes after it.
    fn write(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        let written = self.file.write_all(&self.piece).and_then(|()| self.file.write_all(bytes));
        self.piece.clear();
        written.map_err(|error| {
            *self.failed = Some(error);
            postcard::Error::SerializeBufferFull
        })
    }
}

impl Flavor for Pieces<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.piece.push(byte);
        if self.piece.len() < PIECE { Ok(()) } else { self.write(&[]) }
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        if bytes.len() >= PIECE {
            return self.write(bytes);
        }
        self.piece.extend_from_slice(bytes);
        if self.piece.len() < PIECE { Ok(()) } else { self.write(&[]) }
    }

    fn finalize(mut self) -> postcard::Result<()> {
        self.write(&[])
    }
}

fn write_once(path: &Path, text: &str) -> io::Result<()> {
    match File::options().create_new(true).write(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

fn decode<T: DeserializeOwned + Send>(bytes: &[u8]) -> Result<T, &'static str> {
    let (checked, value) = rayon::join(|| checked(bytes), || postcard::from_bytes(body(bytes)?).ok());
    checked.and_then(|()| value.ok_or(DAMAGED))
}

/// The sum at the end of a file of ours, by which it is told from any other.
fn sum(bytes: &[u8]) -> Fingerprint {
    bytes.last_chunk::<SUM>().map_or_else(Fingerprint::default, |sum| Fingerprint::from_bytes(*sum))
}

const DAMAGED: &str = "the record of the last build is damaged, so everything is made anew";

/// What is between the head of a file of ours and its sum.
fn body(bytes: &[u8]) -> Option<&[u8]> {
    bytes.get(FORMAT.len() + ENGINE_SUM..bytes.len().checked_sub(SUM)?)
}

/// Says whether a file of ours is whole and was written by this very program, or why not.
fn checked(bytes: &[u8]) -> Result<(), &'static str> {
    let Some(rest) = bytes.strip_prefix(FORMAT) else {
        return Err("the record of the last build is of another form, so everything is made anew");
    };
    let (engine, rest) = rest.split_first_chunk::<ENGINE_SUM>().ok_or(DAMAGED)?;
    if Fingerprint::of(ENGINE.as_bytes()).to_bytes() != *engine {
        return Err("the last build was made by another version of Dateline, so everything is made anew");
    }
    let (body, sum) = rest.split_last_chunk::<SUM>().ok_or(DAMAGED)?;
    if Fingerprint::of(body).to_bytes() != *sum {
        return Err(DAMAGED);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Ledger, Place, UNFINISHED};
    use std::fs;

    #[test]
    fn what_a_killed_build_has_not_put_in_place_goes_with_the_next() {
        let site = tempfile::tempdir().expect("a folder");
        let place = Place::new(site.path(), &site.path().join("public"));
        let names = || {
            let entries = fs::read_dir(site.path().join(".dateline/public")).expect("a folder");
            let mut names: Vec<_> = entries.map(|entry| entry.expect("an entry").file_name()).collect();
            names.sort();
            names
        };
        let lock = place.lock(&|| ()).expect("a lock");
        place.write(&Ledger::default(), None).expect("a file").put().expect("a ledger");
        drop(lock);
        let before = names();
        assert_eq!(before, ["ledger", "lock"]);
        fs::write(place.folder.join(format!("{UNFINISHED}x")), "").expect("a file");
        place.lock(&|| ()).expect("a lock");
        assert_eq!(names(), before);
        // Given up, it is gone at once.
        drop(place.write(&Ledger::default(), None).expect("a file"));
        assert_eq!(names(), before);
    }
}

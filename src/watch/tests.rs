//! Tests of the watch room.

use super::*;
use notify::event::{CreateKind, ModifyKind, RemoveKind};

fn place(root: &Path) -> Place {
    Place {
        root: root.to_owned(),
        folders: vec!["content".into(), "static".into()],
        files: vec!["site.toml".into()],
        ignored: |name| name.starts_with('.') || name.ends_with('~'),
        poll: None,
    }
}

#[test]
fn reading_is_no_change() {
    let look = |kind| is_look(&EventKind::Access(kind));
    assert!(look(AccessKind::Read) && look(AccessKind::Open(AccessMode::Read)));
    assert!(look(AccessKind::Close(AccessMode::Read)));
    assert!(!look(AccessKind::Close(AccessMode::Write)));
    for kind in [
        EventKind::Any,
        EventKind::Other,
        EventKind::Create(CreateKind::Any),
        EventKind::Modify(ModifyKind::Any),
        EventKind::Remove(RemoveKind::Any),
    ] {
        assert!(!is_look(&kind), "{kind:?}");
    }
}

#[test]
fn what_is_not_read_does_not_matter() {
    let place = place(Path::new("/site"));
    let check = |path: &str| match concerning(&place, Path::new(path)) {
        Concern::Nothing => "nothing".to_owned(),
        Concern::Unknown => "unknown".to_owned(),
        Concern::Path(path) => path,
    };
    assert_eq!(check("/site/content/asia/quake.md"), "content/asia/quake.md");
    assert_eq!(check("/site/content"), "content");
    assert_eq!(check("/site/site.toml"), "site.toml");
    for path in [
        "/site/public/index.html",
        "/site/notes.txt",
        "/site/content/.quake.md.swp",
        "/site/content/.git/x",
        "/site/content/a~",
        "/site",
    ] {
        assert_eq!(check(path), "nothing", "{path}");
    }
    // A path that cannot be told, as by a link elsewhere, may be any.
    assert_eq!(check("/elsewhere/x.md"), "unknown");
}

#[test]
fn silence_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (send, events) = channel();
    assert!(!probe::is_heard(&place(folder.path()), &events));
    // The probe is gone, and nothing else was made.
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
    drop(send);
    assert!(!probe::is_heard(&place(folder.path()), &events));
}

#[test]
fn a_folder_that_cannot_be_written_to_is_trusted() {
    let (_send, events) = channel();
    assert!(probe::is_heard(&place(Path::new("/there/is/no/such/folder")), &events));
}

#[test]
fn limits_come_with_what_raises_them() {
    let watches = reason(&notify::Error::new(ErrorKind::MaxFilesWatch));
    assert!(watches.contains("fs.inotify.max_user_watches="), "{watches}");
    let instances = reason(&notify::Error::io(std::io::Error::from_raw_os_error(24)));
    assert!(instances.contains("fs.inotify.max_user_instances="), "{instances}");
}

#[test]
fn a_save_is_a_path_and_many_are_one_batch() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().canonicalize().expect("a folder");
    std::fs::create_dir_all(root.join("content/asia")).expect("a folder");
    let (send, said) = channel();
    watch(place(&root), move |what| send.send(what).is_ok());
    let next = || said.recv_timeout(Duration::from_secs(30)).expect("something is said");
    assert_eq!(next(), Said::Look(Hint::Everywhere));
    for number in 0..20 {
        std::fs::write(root.join(format!("content/asia/{number}.md")), "x").expect("a file");
    }
    let mut heard = BTreeSet::new();
    while heard.len() < 20 {
        match next() {
            Said::Look(Hint::Paths(paths)) => heard.extend(paths),
            Said::Look(Hint::Everywhere) => break,
            Said::Stirred => {}
            Said::Note(note) => panic!("{note}"),
        }
    }
    assert!(heard.is_empty() || heard.contains("content/asia/7.md"), "{heard:?}");
}

#[test]
fn polling_looks_everywhere_again_and_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (send, said) = channel();
    let polled = Place { poll: Some(Duration::from_millis(1)), ..place(folder.path()) };
    watch(polled, move |what| send.send(what).is_ok());
    for _ in 0..3 {
        let what = said.recv_timeout(Duration::from_secs(30)).expect("something is said");
        assert_eq!(what, Said::Look(Hint::Everywhere));
    }
}

//! A disk that says no: the last good site stays, and the next build mends what there is.
#![cfg(unix)]

use crate::harness::tree::{self, Tree, differences};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const AT: &str = "2026-11-23T12:00:00Z";

/// Builds the site in a folder through a shell that first says this.
fn build(root: &Path, first: &str) -> Output {
    let mut command = Command::new("sh");
    let line = format!("{first}\nexec \"$0\" build --at {AT} --quiet");
    command.arg("-c").arg(line).arg(env!("CARGO_BIN_EXE_dateline")).current_dir(root);
    command.output().expect("a shell")
}

fn site() -> (tempfile::TempDir, Tree) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut made = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let made = made.args(["init", ".", "--title", "World", "--at", AT, "--quiet"]).current_dir(&folder);
    assert!(made.status().expect("the program starts").success());
    let text: String = (0..400).map(|n| format!("Sentence number {n} of a long story.\n")).collect();
    let front = "---\ntitle: A long story\ndate: 2026-11-20\nsummary: Long.\n---\n";
    fs::create_dir_all(folder.path().join("content/asia")).expect("a folder");
    fs::write(folder.path().join("content/asia/long.md"), format!("{front}{text}")).expect("a file");
    let first = build(folder.path(), ":");
    assert!(first.status.success(), "{first:?}");
    let tree = tree::read(&folder.path().join("public"));
    (folder, tree)
}

/// What a clean build of the same sources gives.
fn clean(root: &Path) -> Tree {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(["build", "--clean", "--at", AT, "--quiet", "--output"]).arg(elsewhere.path().join("site"));
    assert!(command.current_dir(root).status().expect("the program starts").success());
    tree::read(&elsewhere.path().join("site"))
}

/// `ulimit -f` lets a write fail in the middle of a file, as on a full disk. However much is
/// let through, the site is then the last one or the new one, never something between.
#[test]
fn a_full_disk_leaves_a_whole_site() {
    let (folder, mut last) = site();
    let root = folder.path();
    let mut failures = 0;
    for (round, blocks) in [0, 1, 2, 4, 8, 16, 24, 32, 48, 64, 128].into_iter().enumerate() {
        let story = root.join("content/asia/long.md");
        let text = fs::read_to_string(&story).expect("the story");
        fs::write(&story, text + &format!("One more sentence, {round}.\n")).expect("the story");
        let ran = build(root, &format!("trap '' XFSZ; ulimit -f {blocks}"));
        let now = tree::read(&root.join("public"));
        let wanted = clean(root);
        if ran.status.success() {
            assert_eq!(differences(&wanted, &now), "", "with {blocks} blocks");
        } else {
            failures += 1;
            assert_eq!(ran.status.code(), Some(2), "{ran:?}");
            let said = String::from_utf8_lossy(&ran.stderr);
            assert!(said.contains("cannot write") && !said.contains("panicked"), "{said}");
            let whole = now == last || now == wanted;
            assert!(whole, "with {blocks} blocks it is neither: {}", differences(&last, &now));
            let again = build(root, ":");
            assert!(again.status.success(), "{again:?}");
        }
        last = tree::read(&root.join("public"));
        assert_eq!(differences(&wanted, &last), "", "after {blocks} blocks");
        let stage =
            fs::read_dir(root).expect("the site").filter_map(Result::ok).map(|entry| entry.file_name());
        let stage: Vec<_> = stage.filter(|name| name.to_string_lossy().contains("dateline-stage")).collect();
        assert_eq!(stage.len(), 0, "{stage:?}");
    }
    assert!(failures >= 3, "the disk was full only {failures} times");
}

#[test]
fn a_read_only_file_is_replaced() {
    let (folder, _) = site();
    let root = folder.path();
    let page = root.join("public/asia/long/index.html");
    fs::set_permissions(&page, fs::Permissions::from_mode(0o444)).expect("permissions");
    let story = root.join("content/asia/long.md");
    let text = fs::read_to_string(&story).expect("the story");
    fs::write(&story, text + "One more sentence.\n").expect("the story");
    let ran = build(root, ":");
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(differences(&clean(root), &tree::read(&root.join("public"))), "");
}

/// Somebody put a folder with a file of theirs where a page should go: their file stays, the
/// build says so, and when it is gone the site is mended.
#[test]
fn a_strangers_folder_in_the_way_is_left_alone() {
    let (folder, _) = site();
    let root = folder.path();
    let page = root.join("public/asia/long/index.html");
    fs::remove_file(&page).expect("the page");
    fs::create_dir_all(&page).expect("a folder");
    fs::write(page.join("theirs.txt"), "Not yours.").expect("a file");
    let ran = build(root, ":");
    assert_eq!(ran.status.code(), Some(2), "{ran:?}");
    assert!(String::from_utf8_lossy(&ran.stderr).contains("asia/long/index.html"), "{ran:?}");
    assert_eq!(fs::read_to_string(page.join("theirs.txt")).expect("their file"), "Not yours.");
    fs::remove_dir_all(&page).expect("the folder");
    let ran = build(root, ":");
    assert!(ran.status.success(), "{ran:?}");
    assert_eq!(differences(&clean(root), &tree::read(&root.join("public"))), "");
}

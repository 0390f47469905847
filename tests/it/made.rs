//! What some golden cases add to their sites that cannot lie in the repository: bytes that
//! editors and version control would change, symbolic links, names that some disks refuse.

use std::fs;
use std::path::Path;

/// Adds to the copy of a site, whose root is given.
pub type Make = fn(&Path);

/// The cases that add something, by name.
pub const MADE: &[(&str, Make)] = &[
    ("byte-order-mark", byte_order_mark),
    ("file-name-not-utf8", file_name_not_utf8),
    ("files-passed-over", files_passed_over),
    ("links-astray", links_astray),
    ("links-within", links_within),
    ("no-settings", no_settings),
    ("not-utf8", not_utf8),
    ("ten-thousand-deep", ten_thousand_deep),
    ("twenty-megabytes", twenty_megabytes),
];

/// The cases that need what only some systems have: symbolic links, or names of any bytes. One needs
/// a program without what is off by default.
pub const NEEDS: &[(&str, bool)] = &[
    ("features-missing", !cfg!(any(feature = "avif", feature = "sass"))),
    ("file-name-not-utf8", cfg!(target_os = "linux")),
    ("links-astray", cfg!(unix)),
    ("links-within", cfg!(unix)),
];

fn put(root: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a folder can be made");
    fs::write(path, bytes).expect("a file can be written");
}

fn byte_order_mark(root: &Path) {
    put(root, "content/about.md", "\u{feff}---\r\ntitle: About\r\n---\r\nOne line\r\nand another.\r\n");
    put(root, "content/mac.md", "---\rtitle: Mac\r---\rOne line\rand another.\r");
    put(root, "data/rates.csv", "\u{feff}name,rate\r\neuro,1\r\n");
    put(
        root,
        "templates/home.html",
        "\u{feff}{% for row in site.data.rates %}\r\n{{ row.name }}\r\n{% endfor %}\r\n",
    );
}

fn file_name_not_utf8(root: &Path) {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
        fs::write(root.join("content").join(name), "---\ntitle: Caf\u{e9}\n---\n")
            .expect("a file can be written");
    }
    let _ = root;
}

fn files_passed_over(root: &Path) {
    let article = "---\ntitle: Not to be seen\nno: such key\n---\n";
    for name in [
        ".hidden.md",
        ".#about.md",
        "#about.md#",
        "about.md~",
        "about.md.swp",
        ".about.md.swx",
        "about.md.tmp",
        "about.md.bak",
        "4913",
        "Thumbs.db",
        ".git/note.md",
        ".DS_Store",
    ] {
        put(root, &format!("content/{name}"), article);
        put(root, &format!("static/{name}"), article);
    }
}

fn links_astray(root: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        let outside = root.parent().expect("a folder above the site");
        put(outside, "secret/diary.md", "---\ntitle: Not yours\n---\n");
        symlink(outside.join("secret"), root.join("content/secret")).expect("a link");
        symlink(outside.join("secret/diary.md"), root.join("content/diary.md")).expect("a link");
        symlink("../content", root.join("content/again")).expect("a link");
        symlink("nowhere.md", root.join("content/gone.md")).expect("a link");
    }
    let _ = root;
}

fn links_within(root: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        put(root, "content/policies/_index.md", "---\ntitle: Policies\npages: true\n---\n");
        symlink("../about.md", root.join("content/policies/who.md")).expect("a link");
        symlink("press", root.join("static/media")).expect("a link");
    }
    let _ = root;
}

fn no_settings(root: &Path) {
    fs::remove_file(root.join("site.toml")).expect("the settings can be removed");
}

fn not_utf8(root: &Path) {
    put(root, "content/about.md", b"---\ntitle: About\n---\nA caf\xe9 in Paris\n");
    put(root, "content/front.md", b"---\ntitle: Caf\xe9\n---\n");
    put(root, "data/rates.csv", b"name\ncaf\xe9\n");
    put(root, "strings/en.toml", b"more = \"caf\xe9\"\n");
    put(root, "templates/page.html", b"<p>caf\xe9</p>\n");
    put(root, "themes/latin/theme.toml", b"name = \"Caf\xe9\"\n");
}

fn ten_thousand_deep(root: &Path) {
    let deep = 10_000;
    let (open, close) = ("[".repeat(deep), "]".repeat(deep));
    put(root, "content/brackets.md", format!("---\ntitle: Deep\nextra: {open}{close}\n---\n"));
    put(root, "content/braces.md", format!("---\ntitle: Deep\nextra: {}\n---\n", "{a: ".repeat(deep)));
    put(root, "content/dashes.md", format!("---\ntitle: Deep\nextra:\n  {}x\n---\n", "- ".repeat(deep)));
    let indented: String = (0..200).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    put(root, "content/indents.md", format!("---\ntitle: Deep\nextra:\n{indented}---\n"));
    put(root, "content/long.md", format!("---\ntitle: Long\nsummary: {}\n---\n", "x".repeat(100_000)));
    put(root, "data/a.json", format!("{open}{close}"));
    put(root, "data/b.yaml", format!("{open}{close}"));
    put(root, "data/c.toml", format!("a = {open}{close}"));
}

fn twenty_megabytes(root: &Path) {
    let line = "All work and no play makes a dull article.\n";
    put(
        root,
        "content/novel.md",
        format!("---\ntitle: Novel\n---\n{}", line.repeat(20_000_000 / line.len())),
    );
}

//! The guide says what the program does: its tables are those of the program.
//!
//! What stands between `<!-- made: NAME -->` and `<!-- end -->` is made from the program;
//! `BLESS=1` writes it anew.

use crate::harness::site::{Site, text};
use dateline::build::Why;
use dateline::config::{Key, KeyKind};
use dateline::content::{FrontKey, Holder};
use dateline::facts::Field;
use dateline::problem::{Code, Severity};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Reads a file of the repository.
fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Compares the part of a file that is made from the program, or writes it.
#[track_caller]
fn check(path: &str, name: &str, made: &str) {
    let text = read(path);
    let (open, close) = (format!("<!-- made: {name} -->\n"), "<!-- end -->");
    let start =
        text.find(&open).unwrap_or_else(|| panic!("{path} has no line `{}`", open.trim())) + open.len();
    let end = start + text[start..].find(close).unwrap_or_else(|| panic!("{path} has no line `{close}`"));
    if text[start..end] == *made {
        return;
    }
    assert!(
        std::env::var_os("BLESS").is_some(),
        "{path} differs from the program; `BLESS=1 cargo test --test it docs` writes it anew\n\n{made}"
    );
    let whole = format!("{}{made}{}", &text[..start], &text[end..]);
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(path), whole).expect("written");
}

fn kind(key: &Key) -> String {
    match key.kind {
        KeyKind::Text => "text".into(),
        KeyKind::Required => "text, must be there".into(),
        KeyKind::Choice(words) => words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "),
        KeyKind::Bool => "`true` or `false`".into(),
        KeyKind::Integer => "whole number".into(),
        KeyKind::Count => "whole number, 1 or more".into(),
        KeyKind::Date => "date".into(),
        KeyKind::ListOfText => "list of text".into(),
        KeyKind::Choices(words) => {
            format!("list of {}", words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))
        }
        KeyKind::Texts => "text or list of text".into(),
        KeyKind::List => "list".into(),
        KeyKind::Table => "table".into(),
        KeyKind::Free => "anything".into(),
    }
}

fn table<'a>(keys: impl Iterator<Item = &'a Key>) -> String {
    let mut table = String::from("\n| key | value | default | meaning |\n|---|---|---|---|\n");
    for key in keys {
        let default = if key.default.is_empty() { String::new() } else { format!("`{}`", key.default) };
        let (kind, doc) = (kind(key), key.doc.replace('|', "\\|"));
        let _ = writeln!(table, "| `{}` | {kind} | {default} | {doc} |", key.name);
    }
    table.push('\n');
    table
}

#[test]
fn front_matter() {
    let keys = |holder| {
        let wanted = move |key: &&FrontKey| key.holder == holder;
        dateline::content::KEYS.iter().filter(wanted).map(|key| &key.key)
    };
    check("docs/writers.md", "front matter", &table(keys(Holder::Any)));
    check("docs/writers.md", "front matter of sections", &table(keys(Holder::Section)));
    check("docs/writers.md", "front matter of terms", &table(keys(Holder::Term)));
}

#[test]
fn settings() {
    check("docs/operators.md", "settings", &table(dateline::config::KEYS.iter()));
}

#[test]
fn problems() {
    let mut made = String::from("\n| code | |\n|---|---|\n");
    for code in Code::ALL {
        let _ = writeln!(made, "| [`{0}`](#{0}) | {1} |", code.name(), code.severity().word());
    }
    for code in Code::ALL {
        let what = match code.severity() {
            Severity::Error => "An error.",
            Severity::Warning => "A warning.",
            Severity::Advice => "Advice.",
        };
        let _ = write!(made, "\n## {}\n\n*{what}* {}\n", code.name(), code.explanation().trim());
    }
    made.push('\n');
    check("docs/problems.md", "problems", &made);
}

#[test]
fn labels() {
    let words: Vec<String> = dateline::content::LABELS.iter().map(|word| format!("`{word}`")).collect();
    check("docs/writers.md", "labels", &format!("{}\n", words.join(", ")));
}

/// Options of the theme, straight from its `theme.toml`.
#[test]
fn options_of_broadsheet() {
    let manifest: toml::Table = read("themes/broadsheet/theme.toml").parse().expect("TOML");
    let mut made = String::from("\n| option | value | default | meaning |\n|---|---|---|---|\n");
    for (name, option) in manifest["options"].as_table().expect("a table") {
        let kind = match option.get("choices").and_then(toml::Value::as_array) {
            Some(words) => {
                let words: Vec<String> =
                    words.iter().filter_map(|word| word.as_str()).map(|word| format!("`{word}`")).collect();
                words.join(", ")
            }
            None => option["type"].as_str().expect("text").to_owned(),
        };
        let description = option["description"].as_str().expect("text").replace('|', "\\|");
        let _ = writeln!(made, "| `{name}` | {kind} | `{}` | {description} |", option["default"]);
    }
    made.push('\n');
    check("docs/themes.md", "options of broadsheet", &made);
}

/// Components of the theme, straight from its declarations.
#[test]
fn components_of_broadsheet() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/broadsheet/components");
    let files = fs::read_dir(folder).expect("the components").map(|file| file.expect("a file").file_name());
    let mut names: Vec<String> =
        files.filter_map(|name| Some(name.to_string_lossy().strip_suffix(".toml")?.to_owned())).collect();
    names.sort();
    let mut made = String::from("\n");
    for name in names {
        let path = format!("themes/broadsheet/components/{name}.toml");
        let declaration: toml::Table = read(&path).parse().expect("TOML");
        let text = |key: &str| declaration[key].as_str().expect("text").trim();
        let _ = write!(
            made,
            "### {name}\n\n{}\n\n```markdown\n{}\n```\n\n",
            text("description"),
            text("example")
        );
        let Some(arguments) = declaration.get("arguments").and_then(toml::Value::as_table) else { continue };
        made.push_str("| argument | value | meaning |\n|---|---|---|\n");
        for (name, argument) in arguments {
            let is = |key: &str| argument.get(key).and_then(toml::Value::as_bool).unwrap_or(false);
            let kind = match argument.get("choices").and_then(toml::Value::as_array) {
                Some(words) => {
                    let words = words.iter().filter_map(|word| word.as_str()).map(|word| format!("`{word}`"));
                    words.collect::<Vec<_>>().join(", ")
                }
                None => argument["type"].as_str().expect("text").to_owned(),
            };
            let default =
                argument.get("default").map(|value| format!("; else `{}`", value.as_str().expect("text")));
            let must = if is("required") { ", must be there" } else { "" };
            let bare = if is("bare") { ", bare" } else { "" };
            let description = argument["description"].as_str().expect("text").replace('|', "\\|");
            let default = default.unwrap_or_default();
            let _ = writeln!(made, "| `{name}` | {kind}{must}{bare}{default} | {description} |");
        }
        made.push('\n');
    }
    check("docs/writers.md", "components of broadsheet", &made);
}

#[test]
fn reasons_of_next() {
    let text = read("docs/operators.md");
    for why in Why::ALL {
        assert!(
            text.contains(&format!("`{}`", why.name())),
            "docs/operators.md does not know `{}`",
            why.name()
        );
    }
}

#[test]
fn fields_of_templates() {
    let text = read("docs/themes.md");
    // Parts of an article are fields of their own only inside the program.
    let inner = ["upcoming", "_content", "_items"];
    let roles = ["background", "impact", "reactions"];
    for name in Field::ALL.iter().map(|field| field.name()) {
        if inner.iter().any(|part| name.contains(part)) || roles.contains(&name) {
            continue;
        }
        assert!(text.contains(&format!("`{name}`")), "docs/themes.md does not know the field `{name}`");
    }
}

/// The commands that the README promises are those that the checks run.
#[test]
fn the_two_commands() {
    let (readme, checks) = (read("README.md"), read(".ci/run"));
    for (promised, run) in [
        ("cargo run --release -- build", "\ncargo run --release -- build\n"),
        ("cargo test ", "\ncargo test --locked\n"),
    ] {
        assert!(readme.contains(&format!("\n{promised}")) && checks.contains(run), "{promised}");
    }
}

/// The text of all files below a folder.
fn all_below(folder: &Path) -> String {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let text = |path: std::path::PathBuf| match path.is_dir() {
        true => all_below(&path),
        false => fs::read_to_string(path).unwrap_or_default(),
    };
    entries.map(text).collect()
}

/// The families of rules of the newswire, with how many each has.
const RULES: [(&str, usize); 10] = [
    ("LD", 13),
    ("HD", 8),
    ("SM", 10),
    ("GN", 12),
    ("RS", 14),
    ("AT", 5),
    ("JF", 6),
    ("FD", 5),
    ("RB", 1),
    ("FILE", 10),
];

/// Every rule of the newswire has a line, and the tests that its line names exist.
#[test]
fn rules_of_the_newswire() {
    let text = read("docs/newswire.md");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    for (family, count) in RULES {
        let wanted: Vec<String> = (1..=count).map(|number| format!("{family}-{number}")).collect();
        let of = |cells: &&Vec<&str>| cells[0].split('-').next() == Some(family);
        let found: Vec<&str> = rows.iter().filter(of).map(|cells| cells[0]).collect();
        assert_eq!(found, wanted, "the rules {family}");
    }
    let tests = all_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"));
    let is_rule = |cells: &&Vec<&str>| cells[0].chars().next().is_some_and(|c| c.is_ascii_uppercase());
    for cells in rows.iter().filter(is_rule) {
        let [rule, _, status, named, ..] = cells.as_slice() else {
            panic!("a row of another form: {cells:?}")
        };
        let names: Vec<&str> = named.split('`').skip(1).step_by(2).collect();
        assert!(status.starts_with("not yet") || !names.is_empty(), "{rule} has no test");
        for name in names {
            let there = match name.strip_prefix("site:") {
                Some(site) => Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites").join(site).is_dir(),
                None => tests.contains(&format!("#[test]\nfn {name}()")),
            };
            assert!(there, "{rule} names `{name}`, which is not there");
        }
    }
}

/// The text without its code: links in examples lead into a site, not into the guide.
fn prose(text: &str) -> String {
    let mut prose = String::new();
    let mut fence = false;
    for line in text.lines() {
        fence ^= line.trim_start().starts_with("```");
        if !fence {
            prose.extend(line.split('`').step_by(2));
            prose.push('\n');
        }
    }
    prose
}

/// Links between the files of the guide lead somewhere.
#[test]
fn links() {
    let files = [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/README.md",
        "docs/writers.md",
        "docs/themes.md",
        "docs/operators.md",
        "docs/hosting.md",
        "docs/newswire.md",
        "docs/problems.md",
    ];
    for file in files {
        let text = prose(&read(file));
        let folder = Path::new(file).parent().expect("a folder");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            if link.contains("://") {
                continue;
            }
            let target = if path.is_empty() { Path::new(file).to_owned() } else { folder.join(path) };
            let exists = Path::new(env!("CARGO_MANIFEST_DIR")).join(&target).exists();
            assert!(exists, "{file} links to `{link}`, which is not there");
            if !anchor.is_empty() {
                let text = read(&target.to_string_lossy());
                let known = text.lines().filter_map(|line| line.strip_prefix('#')).any(|line| {
                    let heading = line.trim_start_matches('#').trim().to_lowercase();
                    let id: String = heading
                        .chars()
                        .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter))
                        .map(|letter| if letter == ' ' { '-' } else { letter })
                        .collect();
                    id == anchor
                });
                assert!(known, "{file} links to `{link}`, which has no such heading");
            }
        }
    }
}

/// The files of the numbered steps of a section, each by its path.
fn steps(path: &str, section: &str) -> Vec<(String, String)> {
    let text = read(path);
    let start = text.find(&format!("### {section}\n")).expect("the section") + section.len() + 5;
    let end = text[start..].find("\n### ").map_or(text.len(), |end| start + end);
    let steps = text[start..end].split("\n**").skip(1).map(|step| {
        let name = step.split('`').nth(1).expect("a path").to_owned();
        let block = step.split("\n```").nth(1).expect("a block");
        (name, block.split_once('\n').expect("lines").1.to_owned())
    });
    steps.collect()
}

#[test]
fn another_front_page_is_four_files() {
    let site = Site::new();
    site.settings("theme = \"courier\"\n");
    let steps = steps("docs/themes.md", "Another front page");
    assert_eq!(steps.len(), 4);
    for (path, text) in &steps {
        site.put(path, text.as_bytes());
    }
    let (_, empty) = site.build("public");
    assert!(text(&empty, "index.html").contains("class=\"empty\""));
    for number in 1..9 {
        let (section, label) = if number % 2 == 0 { ("asia", "label: explainer\n") } else { ("europe", "") };
        let article = format!(
            "---\ntitle: Story {number}\ndate: 2026-11-0{number}\nsummary: What happened.\n{label}---\nText.\n"
        );
        site.put(&format!("content/{section}/story-{number}.md"), article.as_bytes());
    }
    let (report, tree) = site.again();
    let told: Vec<String> = report.problems.iter().map(|problem| problem.message.clone()).collect();
    assert!(told.is_empty(), "{told:?}");
    let front = text(&tree, "index.html");
    assert!(front.contains("Just in") && front.contains("accent-forest"), "{front}");
    assert_eq!(front.matches("class=\"courier-box\"").count(), 2);
    // The lead stands on top and in its section, and not among the latest.
    assert_eq!(front.matches("Story 8").count(), 2, "{front}");
    assert!(text(&tree, "asia/story-8/index.html").contains("How it works"));
    let pages = tree.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, bytes) in pages.filter(|(_, bytes)| !contains(bytes, b"http-equiv=\"refresh\"")) {
        assert!(contains(bytes, b"/css/courier."), "{path} does without the style sheet");
    }
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

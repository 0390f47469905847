//! Tests of the theme room.

use super::builtin_files;
use std::collections::{BTreeMap, BTreeSet};

/// The words of the theme that is part of the program, by language.
fn words() -> BTreeMap<String, toml::Table> {
    let mut words = BTreeMap::new();
    for (path, bytes) in builtin_files() {
        let Some(name) = path.strip_prefix("themes/broadsheet/strings/") else { continue };
        let text = std::str::from_utf8(bytes).expect("UTF-8");
        let language = name.trim_end_matches(".toml").to_owned();
        words.insert(language, text.parse().expect("TOML"));
    }
    words
}

/// All `{name}` in a text.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn the_theme_speaks_six_languages_wholly() {
    let words = words();
    let languages: Vec<&str> = words.keys().map(String::as_str).collect();
    assert_eq!(languages, ["ar", "en", "es", "fr", "ru", "zh"]);
    let english = &words["en"];
    for (language, table) in &words {
        for (key, meant) in english {
            let word = table.get(key).unwrap_or_else(|| panic!("{language} has no `{key}`"));
            match (meant, word) {
                (toml::Value::Array(meant), toml::Value::Array(names)) => {
                    assert_eq!(meant.len(), names.len(), "{language}: {key}");
                }
                (toml::Value::String(meant), toml::Value::String(text)) => {
                    assert_eq!(placeholders(meant), placeholders(text), "{language}: {key}");
                }
                (_, toml::Value::Table(forms)) => {
                    assert!(forms.contains_key("other"), "{language}: {key}");
                }
                _ => panic!("{language}: {key} is of another kind than in English"),
            }
        }
        let own = table.keys().filter(|key| !english.contains_key(*key));
        let own: Vec<&str> = own.map(String::as_str).collect();
        // Russian declines its months: after a day they stand in the genitive.
        let expected: &[&str] = if language == "ru" { &["months_alone"] } else { &[] };
        assert_eq!(own, expected, "{language}");
    }
}

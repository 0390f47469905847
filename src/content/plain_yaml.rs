//! Front matter of the plainest form, read without a parser of YAML.
//!
//! Nearly all front matter is a few lines of `key: value` and short lists. Read as what they
//! are, such lines cost a tenth of what all of YAML costs. Whatever could mean anything else
//! to YAML is left to it: [`read`] then has no answer.

use super::yaml::Want;
use crate::data::Data;

/// Reads a table of plain lines. None if YAML has to be asked. `want` says for each key how its
/// value is taken, as for [`super::yaml::read`], and the answer is the same.
pub(super) fn read(text: &str, want: impl Fn(&str) -> Want) -> Option<Data> {
    let mut pairs: Vec<(String, Data)> = Vec::new();
    let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n').peekable();
    while let Some(line) = lines.next() {
        let (key, value) = line.split_once(':')?;
        if !is_key(key) || pairs.iter().any(|(known, _)| known == key) {
            return None;
        }
        let want = want(key);
        let data = match value.strip_prefix(' ') {
            Some(value) => match value.strip_prefix('[') {
                Some(items) => flow_list(items.strip_suffix(']')?, within(want)?)?,
                None => scalar(value, want)?,
            },
            None if value.is_empty() => {
                let mut items = Vec::new();
                let mut indent = None;
                while let Some(item) =
                    lines.peek().and_then(|line| line.trim_start_matches(' ').strip_prefix("- "))
                {
                    let width = lines.next()?.len() - item.len();
                    if *indent.get_or_insert(width) != width {
                        return None;
                    }
                    items.push(scalar(item, within(want)?)?);
                }
                if items.is_empty() {
                    return None;
                }
                Data::List(items)
            }
            None => return None,
        };
        pairs.push((key.to_owned(), data));
    }
    Some(Data::Map(pairs))
}

/// How the items of a list are taken. None if a list is not what was wanted.
fn within(want: Want) -> Option<Want> {
    match want {
        Want::Any => Some(Want::Any),
        Want::Text(1) => Some(Want::Text(0)),
        Want::Text(_) => None,
    }
}

/// Keys of the program and of most sites. Those that are words of YAML are never among them.
fn is_key(key: &str) -> bool {
    let mut bytes = key.bytes();
    key.len() <= 64
        && bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        && !is_word(key)
}

/// A list in brackets, given without them.
fn flow_list(text: &str, want: Want) -> Option<Data> {
    let items = text.split(',').enumerate().map(|(index, item)| {
        let item = if index == 0 { item } else { item.strip_prefix(' ').unwrap_or(item) };
        let plain = |byte: u8| !matches!(byte, b'[' | b']' | b'{' | b'}' | b':' | b'?' | b'"' | b'\'');
        item.bytes().all(plain).then(|| scalar(item, want))?
    });
    items.collect::<Option<_>>().map(Data::List)
}

/// One value in a line: in quotes, or without any.
fn scalar(text: &str, want: Want) -> Option<Data> {
    if !matches!(want, Want::Any | Want::Text(0)) {
        return None;
    }
    let first = *text.as_bytes().first()?;
    let quoted = matches!(first, b'"' | b'\'');
    let inner = match quoted {
        true => {
            let inner = text.get(1..)?.strip_suffix(char::from(first))?;
            let closed = inner.bytes().all(|byte| byte != first && byte != b'\\');
            (closed && !inner.is_empty()).then_some(inner)?
        }
        false => {
            let plain = first.is_ascii_alphanumeric()
                && !text.contains(": ")
                && !text.contains(" #")
                && !text.contains(['[', '{'])
                && !text.ends_with([':', ' ']);
            plain.then_some(text)?
        }
    };
    if !inner.chars().all(is_common) {
        return None;
    }
    let is_text = match want {
        _ if quoted => true,
        // What begins with a letter is no number.
        Want::Any => first.is_ascii_alphabetic() && !is_word(inner),
        Want::Text(_) => !is_word(inner),
    };
    is_text.then(|| Data::Text(inner.to_owned()))
}

/// Characters that are themselves wherever they stand within a line.
fn is_common(c: char) -> bool {
    match c {
        ' '..='~' => true,
        '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '–' | '—' | '…' | '€' | '£' | '§' | '°' => {
            true
        }
        _ => !c.is_ascii() && c.is_alphanumeric(),
    }
}

/// Words that may mean something to YAML, in any spelling.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "inf", "nan", "infinity"];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::yaml;
    use proptest::prelude::*;

    fn want(key: &str) -> Want {
        match key {
            "title" | "date" => Want::Text(0),
            "tags" => Want::Text(1),
            "sources" => Want::Text(2),
            _ => Want::Any,
        }
    }

    #[test]
    fn what_most_front_matter_is_made_of_needs_no_yaml() {
        let text = "title: War ends\ndate: 2026-01-01 10:00\nauthor: Ada Lund\ntags: [aid, Côte d’Ivoire]\nplaces:\n  - Oslo\n  - \"a: b\"\n";
        let data = read(text, want);
        assert!(data.is_some());
        assert_eq!(data, yaml::read(text, want).ok());
    }

    fn lines() -> impl Strategy<Value = String> {
        let value = prop_oneof![
            "[a-c1~.:,\\[\\]{}#&*!|>'\"%@`?+ -]{0,7}",
            "[A-Za-z0-9éßא“” :#'\"-]{1,9}",
            "(true|No|null|~|y|1e3|0x1f|NaN|\\.inf|1_000|012|[0-9]{4}-[0-9]{2}-[0-9]{2})",
            "\\[[a-cA1~:,'\" -]{0,9}\\]",
            "\\[(yes|a b|1|é|'x')(, ?(no|c|2.5|\"x, y\"|d e))?\\]",
            "[\"'][a-c1\\\\~:, #'\"-]{0,6}[\"']",
        ];
        let key = prop_oneof!["(title|date|tags|sources|author|places|true|a b|\"x\")", "[a-z_]{1,4}"];
        let line = prop_oneof![
            6 => (key.clone(), "( |  |\t|)", value.clone()).prop_map(|(key, gap, value)| format!("{key}:{gap}{value}")),
            2 => (key, "( |)").prop_map(|(key, gap)| format!("{key}:{gap}")),
            3 => ("( |  |)", value).prop_map(|(indent, value)| format!("{indent}- {value}")),
            1 => "[ #a:\u{85}\u{2028}-]{0,4}",
        ];
        prop::collection::vec(line, 1..6).prop_map(|lines| lines.join("\n") + "\n")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn plain_lines_say_what_yaml_says(text in lines()) {
            if let Some(data) = read(&text, want) {
                prop_assert_eq!(Some(data), yaml::read(&text, want).ok(), "{:?}", text);
                prop_assert!(yaml::excess(&text).is_none());
            }
        }
    }
}

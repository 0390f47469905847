//! What the site's block in a Caddyfile imports.

use super::{Rules, expression};
use std::fmt::Write;

pub(super) fn caddyfile(rules: &Rules) -> String {
    let mut text = String::from(
        "# Made by Dateline for Caddy. Import this file in the block of the site, which says `root`.\n\n",
    );
    let within = match &*rules.base {
        "/" => "",
        base => {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "@dateline path_regexp ^{}\n", expression(base));
            "@dateline "
        }
    };
    if !rules.moved.is_empty() {
        map(&mut text, "dateline_to", rules.moved.iter().map(|rule| (&*rule.from, &*rule.to)));
        text.push_str(
            "@dateline_moved expression `{dateline_to} != \"\"`\nredir @dateline_moved {dateline_to} 301\n\n",
        );
    }
    for (number, rule) in rules.below.iter().enumerate() {
        let (name, pattern) = (format!("dateline_below_{number}"), expression(&rule.from));
        let _ = writeln!(text, "@{name} path_regexp ^{pattern}");
        let _ = match rule.keeps_rest {
            // What is left of the address is passed on as it came, still encoded.
            true => writeln!(
                text,
                "route @{name} {{\n\turi strip_prefix {}\n\tredir * {}{{uri}} 301\n}}\n",
                quoted(rule.from.trim_end_matches('/')),
                rule.to.trim_end_matches('/')
            ),
            false => writeln!(text, "redir @{name} {} 301\n", rule.to),
        };
    }
    if !rules.gone.is_empty() {
        let what = |gone: &super::Gone| if gone.notice.is_some() { "notice" } else { "nothing" };
        map(&mut text, "dateline_gone", rules.gone.iter().map(|gone| (&*gone.path, what(gone))));
        text.push_str(
            "@dateline_gone expression `{dateline_gone} == \"notice\"`\nfile_server @dateline_gone {\n\tstatus 410\n}\n\
             @dateline_nothing expression `{dateline_gone} == \"nothing\"`\nrespond @dateline_nothing 410\n\n",
        );
    }
    let _ = writeln!(text, "header {within}{{");
    for (name, value) in &rules.headers {
        let _ = writeln!(text, "\t{name} \"{value}\"");
    }
    let _ = writeln!(text, "\t?Cache-Control \"{}\"\n}}", super::BRIEFLY);
    for (number, (name, kind)) in super::feed_types().into_iter().enumerate() {
        let base = expression(&rules.base);
        let _ = writeln!(
            text,
            "@dateline_feed_{number} path_regexp ^{base}(.*/)?{name}$\nheader @dateline_feed_{number} Content-Type \"{kind}; charset=utf-8\""
        );
    }
    if !rules.lasting.is_empty() {
        let paths: Vec<String> = rules.lasting.iter().map(|path| expression(path)).collect();
        let _ = writeln!(
            text,
            "@dateline_lasting path_regexp ^({})$\nheader @dateline_lasting Cache-Control \"{}\"",
            paths.join("|"),
            super::FOR_EVER
        );
    }
    text.push('\n');
    let _ = writeln!(text, "encode {within}zstd gzip");
    let _ = writeln!(text, "file_server {within}{{\n\tprecompressed br gzip\n\thide _hosts .htaccess\n}}\n");
    if let Some(page) = &rules.not_found {
        let page = word(page);
        match within {
            "" => {
                let _ = writeln!(text, "handle_errors {{\n\trewrite * {page}\n\tfile_server\n}}");
            }
            _ => {
                let _ = writeln!(
                    text,
                    "handle_errors {{\n\t@dateline_lost path_regexp ^{}\n\thandle @dateline_lost {{\n\t\trewrite * {page}\n\t\tfile_server\n\t}}\n}}",
                    expression(&rules.base)
                );
            }
        }
    }
    text
}

/// A table from paths to words.
fn map<'a>(text: &mut String, name: &str, rows: impl Iterator<Item = (&'a str, &'a str)>) {
    let _ = writeln!(text, "map {{path}} {{{name}}} {{");
    for (path, to) in rows {
        let _ = writeln!(text, "\t{} {to}", word(path));
    }
    text.push_str("\tdefault \"\"\n}\n");
}

/// A path in quotation marks, or percent-encoded if it has signs that mean something there.
fn quoted(path: &str) -> String {
    let special = |letter: char| "{}\"\\`".contains(letter);
    if path.contains(special) { super::encoded(path) } else { format!("\"{path}\"") }
}

/// A path as a word of a table: itself if none of its signs mean anything to Caddy, or else a
/// pattern that matches nothing but it.
fn word(path: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "/-_.~".contains(letter);
    if path.chars().all(plain) { path.to_owned() } else { format!("~^{}$", expression(path)) }
}

//! What the `server` block of nginx includes.

use super::{Rules, expression};
use std::fmt::Write;

pub(super) fn conf(rules: &Rules) -> String {
    let base = quoted(&rules.base);
    let mut text = String::from(
        "# Made by Dateline for nginx. Include this file in the `server` block of the site.\n\n\
         absolute_redirect off;\n\n",
    );
    let mut line = |line: std::fmt::Arguments<'_>| {
        // Writing to a string cannot fail.
        let _ = text.write_fmt(line);
        text.push('\n');
    };
    line(format_args!("location ^~ {base} {{"));
    line(format_args!("    index index.html;"));
    line(format_args!("    charset utf-8;"));
    line(format_args!(
        "    charset_types text/css text/plain text/xml text/markdown application/javascript application/json application/rss+xml application/atom+xml application/feed+json application/xml image/svg+xml;"
    ));
    line(format_args!("    gzip on;"));
    line(format_args!("    gzip_vary on;"));
    line(format_args!("    gzip_static on;"));
    line(format_args!(
        "    gzip_types text/css text/plain text/xml text/markdown application/javascript application/json application/rss+xml application/atom+xml application/feed+json application/xml application/manifest+json image/svg+xml;"
    ));
    if let Some(page) = &rules.not_found {
        line(format_args!("    error_page 404 {};", quoted(page)));
    }
    let kept = |headers: &[(&'static str, String)], how: &str| {
        let all = headers.iter().map(|(name, value)| format!("add_header {name} \"{value}\" always; "));
        all.collect::<String>() + &format!("add_header Cache-Control \"{how}\";")
    };
    line(format_args!("    {}", kept(&rules.headers, super::BRIEFLY)));
    for (name, kind) in super::feed_types() {
        let headers = kept(&rules.headers, super::BRIEFLY);
        line(format_args!("    location ~ \"/{name}$\" {{ types {{ }} default_type {kind}; {headers} }}"));
    }
    if !rules.lasting.is_empty() {
        let paths: Vec<String> = rules.lasting.iter().map(|path| expression(path)).collect();
        let headers = kept(&rules.headers, super::FOR_EVER);
        line(format_args!("    location ~ \"^(?:{})$\" {{ {headers} }}", paths.join("|")));
    }
    line(format_args!("    try_files $uri $uri/ =404;"));
    // Another host's file of rules is nobody's business.
    line(format_args!("    location ~ /[.]ht {{ return 404; }}"));
    line(format_args!("}}\n"));
    line(format_args!("location ^~ {} {{", quoted(&format!("{}_hosts/", rules.base))));
    line(format_args!("    return 404;"));
    line(format_args!("}}\n"));
    for rule in &rules.moved {
        line(format_args!("location = {} {{ return 301 \"{}\"; }}", quoted(&rule.from), rule.to));
    }
    for gone in &rules.gone {
        let path = quoted(&gone.path);
        let page = gone.notice.as_ref().map(|page| format!("error_page 410 {}; ", quoted(page)));
        line(format_args!("location = {path} {{ {}return 410; }}", page.unwrap_or_default()));
    }
    for rule in &rules.below {
        let from = quoted(&rule.from);
        match rule.keeps_rest {
            // In a pattern no line end is matched, so none gets into the answer.
            true => {
                let pattern = expression(&rule.from);
                line(format_args!(
                    "location ^~ {from} {{ rewrite \"^{pattern}(.*)$\" \"{}$1\" permanent; return 404; }}",
                    rule.to
                ));
            }
            false => line(format_args!("location ^~ {from} {{ return 301 \"{}\"; }}", rule.to)),
        }
    }
    text
}

/// A word in quotation marks.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

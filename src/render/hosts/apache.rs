//! `.htaccess` of Apache. It works where `AllowOverride` lets it, and can be included in the
//! `<Directory>` of the server's own configuration.

use super::{Rules, expression};
use std::fmt::Write;

pub(super) fn htaccess(rules: &Rules) -> String {
    let mut text = String::from(
        "# Made by Dateline for Apache. It works where `AllowOverride FileInfo Indexes` or more is set, or\n\
         # included in the `<Directory>` of the site.\n\n\
         DirectoryIndex index.html\nAddDefaultCharset utf-8\nAddCharset utf-8 .css .js .json .md .svg .txt .xml\n\
         RemoveType .gz .br\nAddEncoding gzip .gz\nAddEncoding br .br\n\n\
         <IfModule mod_headers.c>\n    Header append Vary Accept-Encoding\n</IfModule>\n",
    );
    // Writing to a string cannot fail.
    text.push_str("<IfModule mod_headers.c>\n");
    for (name, value) in &rules.headers {
        let _ = writeln!(text, "    Header always set {name} \"{value}\"");
    }
    let _ = writeln!(text, "    Header set Cache-Control \"{}\"", super::BRIEFLY);
    if !rules.lasting.is_empty() {
        let paths: Vec<String> = rules.lasting.iter().map(|path| expression(path)).collect();
        let _ = writeln!(
            text,
            "    <If \"%{{REQUEST_URI}} =~ m#^(?:{})(?:[.]gz|[.]br)?$#\">\n        Header set Cache-Control \"{}\"\n    </If>",
            paths.join("|"),
            super::FOR_EVER
        );
    }
    text.push_str("</IfModule>\n");
    for (name, kind) in super::feed_types() {
        let _ = writeln!(
            text,
            "<FilesMatch \"^{name}([.]gz|[.]br)?$\">\n    ForceType \"{kind}; charset=utf-8\"\n</FilesMatch>"
        );
    }
    if let Some(page) = &rules.not_found {
        let _ = writeln!(text, "ErrorDocument 404 {}", super::encoded(page));
    }
    for gone in &rules.gone {
        let Some(page) = &gone.notice else { continue };
        let (path, page) = (expression(&gone.path), super::encoded(page));
        let _ =
            writeln!(text, "<If \"%{{REQUEST_URI}} =~ m#^{path}$#\">\n    ErrorDocument 410 {page}\n</If>");
    }
    text.push_str(
        "\n<IfModule mod_filter.c>\n    <IfModule mod_deflate.c>\n        AddOutputFilterByType DEFLATE text/html text/css text/plain \
         text/xml text/markdown text/javascript application/javascript application/json application/rss+xml \
         application/atom+xml application/feed+json application/xml application/manifest+json image/svg+xml\n    \
         </IfModule>\n</IfModule>\n",
    );
    text.push_str(
        "\n<IfModule mod_rewrite.c>\nRewriteEngine On\nRewriteRule \"^_hosts/|(^|/)[.]ht\" \"-\" [R=404,L]\n",
    );
    for rule in &rules.moved {
        let _ = writeln!(
            text,
            "RewriteRule \"^{}$\" \"{}\" [R=301,L,NE]",
            expression(rules.inside(&rule.from)),
            target(&rule.to)
        );
    }
    for gone in &rules.gone {
        let _ = writeln!(text, "RewriteRule \"^{}$\" \"-\" [G]", expression(rules.inside(&gone.path)));
    }
    for rule in &rules.below {
        let from = expression(rules.inside(&rule.from));
        let _ = match rule.keeps_rest {
            // What is left of the address comes decoded, so all is encoded together.
            true => writeln!(text, "RewriteRule \"^{from}(.*)$\" \"{}$1\" [R=301,L]", decoded(&rule.to)),
            false => writeln!(text, "RewriteRule \"^{from}\" \"{}\" [R=301,L,NE]", target(&rule.to)),
        };
    }
    // Compressed forms that lie beside the files are handed out as they are.
    for (name, ending) in [("br", "br"), ("gzip", "gz")] {
        let _ = writeln!(
            text,
            "RewriteCond \"%{{HTTP:Accept-Encoding}}\" \"\\b{name}\\b\"\nRewriteCond \"%{{REQUEST_FILENAME}}.{ending}\" -s\n\
             RewriteRule \"^(.+[.](?:html|css|js|json|svg|xml|txt|md|opml|webmanifest))$\" \"$1.{ending}\" [L]"
        );
    }
    text.push_str("</IfModule>\n");
    text
}

/// A target, in which `%` would stand for a part of a condition.
fn target(to: &str) -> String {
    to.replace('%', "\\%")
}

/// A target as it is before it is percent-encoded, with all that means something there escaped.
fn decoded(to: &str) -> String {
    let to = percent_encoding::percent_decode_str(to).decode_utf8_lossy().into_owned();
    let mut escaped = String::with_capacity(to.len());
    for letter in to.chars() {
        if matches!(letter, '\\' | '$' | '%' | '"') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

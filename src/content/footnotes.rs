//! Footnotes: numbered as they are first referred to, and collected for the end.

use crate::content::dialect::footnote_key;
use crate::content::escape;
use crate::content::phrases::Phrases;
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// The footnotes of one body.
#[derive(Default)]
pub(crate) struct Footnotes {
    numbers: FxHashMap<String, usize>,
    /// How often each number was referred to; the first is number 1.
    references: Vec<usize>,
    written: Vec<Definition>,
}

struct Definition {
    key: String,
    html: String,
}

impl Footnotes {
    /// Writes a reference.
    pub(crate) fn reference(&mut self, out: &mut String, label: &str) {
        let next = self.references.len() + 1;
        let number = *self.numbers.entry(footnote_key(label)).or_insert(next);
        if number == next {
            self.references.push(0);
        }
        let count = self.references.get_mut(number - 1).map_or(1, |count| {
            *count += 1;
            *count
        });
        out.push_str("<sup class=\"footnote-ref\" id=\"");
        reference_id(out, number, count);
        number_into(
            out,
            format_args!("\"><a href=\"#fn-{number}\" aria-describedby=\"footnotes\">{number}</a></sup>"),
        );
    }

    /// Takes in what a footnote says.
    pub(crate) fn define(&mut self, label: &str, html: String) {
        self.written.push(Definition { key: footnote_key(label), html });
    }

    /// Writes all footnotes at the end of a body.
    pub(crate) fn write(self, out: &mut String, phrases: &Phrases) {
        if self.written.is_empty() {
            return;
        }
        // By number. What nobody refers to, or was written twice, comes last: a warning
        // says so, but nothing that was written is lost.
        let mut order: Vec<(usize, usize, String)> = Vec::with_capacity(self.written.len());
        let mut seen = vec![false; self.references.len()];
        let mut last = self.references.len();
        for Definition { key, html } in self.written {
            let number = self.numbers.get(&key).copied().filter(|number| !seen[number - 1]);
            match number {
                Some(number) => {
                    seen[number - 1] = true;
                    order.push((number, self.references[number - 1], html));
                }
                None => {
                    last += 1;
                    order.push((last, 0, html));
                }
            }
        }
        order.sort_by_key(|&(number, ..)| number);

        out.push_str("<section class=\"footnotes\" id=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        escape::attribute(out, phrases.footnotes);
        out.push_str("\">\n<ol>\n");
        for (number, references, html) in order {
            number_into(out, format_args!("<li id=\"fn-{number}\">"));
            let html = html.trim();
            // The way back stands in the last line of the footnote, not below it.
            let (text, end) = match html.strip_suffix("</p>") {
                Some(text) => (text, "</p>"),
                None => (html, ""),
            };
            out.push_str(text);
            for count in 1..=references {
                out.push_str(" <a href=\"#");
                reference_id(out, number, count);
                out.push_str("\" role=\"doc-backlink\" aria-label=\"");
                escape::attribute(out, phrases.back);
                number_into(out, format_args!(" {number}"));
                if count > 1 {
                    number_into(out, format_args!("-{count}\">↩<sup>{count}</sup></a>"));
                } else {
                    out.push_str("\">↩</a>");
                }
            }
            out.push_str(end);
            out.push_str("</li>\n");
        }
        out.push_str("</ol>\n</section>\n");
    }
}

fn reference_id(out: &mut String, number: usize, count: usize) {
    number_into(out, format_args!("fnref-{number}"));
    if count > 1 {
        number_into(out, format_args!("-{count}"));
    }
}

fn number_into(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(arguments);
}

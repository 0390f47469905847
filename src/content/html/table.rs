//! Tables: each in a box that scrolls by itself where the page is narrow, with cells that
//! say by class, not by style, how they are aligned.

use crate::content::html::Writer;
use pulldown_cmark::Alignment;

/// The table that is being written.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl Writer<'_> {
    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>) {
        self.tables += 1;
        self.table = Table { alignments, ..Table::default() };
        let (label, number) = (self.phrases.table, self.tables);
        self.put(format_args!(
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"{label} {number}\">\n<table>\n"
        ));
    }

    pub(super) fn end_table(&mut self) {
        self.out.push_str(if self.table.has_body { "</tbody>\n" } else { "" });
        self.out.push_str("</table>\n</div>\n");
    }

    pub(super) fn start_head(&mut self) {
        self.table.in_head = true;
        self.out.push_str("<thead>\n<tr>");
    }

    pub(super) fn end_head(&mut self) {
        self.table.in_head = false;
        self.out.push_str("</tr>\n</thead>\n");
    }

    pub(super) fn start_row(&mut self) {
        self.table.column = 0;
        self.out.push_str(if self.table.has_body { "<tr>" } else { "<tbody>\n<tr>" });
        self.table.has_body = true;
    }

    pub(super) fn start_cell(&mut self) {
        self.out.push_str(if self.table.in_head { "<th scope=\"col\"" } else { "<td" });
        self.out.push_str(match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"left\">",
            Some(Alignment::Center) => " class=\"center\">",
            Some(Alignment::Right) => " class=\"right\">",
            Some(Alignment::None) | None => ">",
        });
        self.table.column += 1;
    }

    pub(super) fn end_cell(&mut self) {
        self.out.push_str(if self.table.in_head { "</th>" } else { "</td>" });
    }
}

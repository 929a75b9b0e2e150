//! Tables and lists of pairs, aligned by what a terminal shows, not by bytes.

use unicode_width::UnicodeWidthStr as _;

use crate::out::plain;

/// The widest a cell is shown; more is cut with `…`.
const WIDEST: usize = 40;

/// A table with a heading. Columns that are empty in every row are left out.
#[derive(Debug)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of these columns.
    pub(crate) fn new(heading: &[&str]) -> Self {
        Self {
            rows: vec![heading.iter().map(|&name| name.to_owned()).collect()],
        }
    }

    /// Adds a row; text from outside is made harmless.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows
            .push(cells.into_iter().map(|cell| cut(&plain(&cell))).collect());
    }

    /// The table as lines.
    pub(crate) fn text(&self) -> String {
        let columns = self.rows.first().map_or(0, Vec::len);
        let shown: Vec<(usize, usize)> = (0..columns)
            .filter_map(|column| {
                let cells = || self.rows.iter().filter_map(move |row| row.get(column));
                let filled = cells().skip(1).any(|cell| !cell.is_empty());
                let width = cells().map(|cell| cell.width()).max().unwrap_or(0);
                filled.then_some((column, width))
            })
            .collect();
        let line = |row: &Vec<String>| {
            let cells = shown.iter().map(|&(column, width)| {
                let cell = row.get(column).map_or("", String::as_str);
                format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        self.rows.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// `name  value` lines with the values below each other; empty values are left out.
pub(crate) fn pairs(pairs: &[(&str, String)]) -> String {
    let width = pairs
        .iter()
        .map(|(name, _)| name.width())
        .max()
        .unwrap_or(0);
    let mut lines = Vec::new();
    for (name, value) in pairs {
        // A note may have several lines; each is made harmless by itself.
        let mut values = value.lines().map(plain).filter(|line| !line.is_empty());
        if let Some(first) = values.next() {
            let pad = " ".repeat(width.saturating_sub(name.width()));
            lines.push(format!("{name}{pad}  {first}"));
        }
        lines.extend(values.map(|line| format!("{}  {line}", " ".repeat(width))));
    }
    lines.join("\n")
}

fn cut(cell: &str) -> String {
    if cell.width() <= WIDEST {
        return cell.to_owned();
    }
    let mut text = String::new();
    for c in cell.chars() {
        if text.width() + 2 > WIDEST {
            break;
        }
        text.push(c);
    }
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_by_what_is_shown_and_empty_ones_go() {
        let mut table = Table::new(&["Title", "Note", "Number"]);
        table.row(["Metsä".to_owned(), String::new(), "1".to_owned()]);
        table.row(["喫茶店".to_owned(), String::new(), "2".to_owned()]);
        assert_eq!(table.text(), "Title   Number\nMetsä   1\n喫茶店  2");
    }

    #[test]
    fn pairs_keep_lines_together() {
        let text = pairs(&[
            ("a", "1".to_owned()),
            ("bcd", "x\ny".to_owned()),
            ("e", String::new()),
        ]);
        assert_eq!(text, "a    1\nbcd  x\n     y");
    }
}

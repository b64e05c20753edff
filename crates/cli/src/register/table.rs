//! Rows and labels aligned on a terminal, where a Chinese character takes two columns.

use crate::rulebooks::print;
use anyhow::Result;
use std::fmt::Write;

/// Columns that a text takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| if c < '\u{2E80}' { 1 } else { 2 }).sum()
}

/// Rows that line up; the last column is not filled.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn headed(heads: &[&str]) -> Table {
        Table { rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    pub(crate) fn text(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max()
        };
        let widths: Vec<usize> = (0..columns).map(|column| widest(column).unwrap_or(0)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, wide) in row.iter().zip(&widths) {
                let gap = " ".repeat(wide.saturating_sub(width(cell)) + 2);
                let _ = write!(line, "{cell}{gap}");
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }

    pub(crate) fn print(&self) -> Result<()> {
        print(&self.text())
    }
}

/// A label with a value; nothing where the value is empty.
#[derive(Default)]
pub(crate) struct Card {
    table: Table,
}

impl Card {
    pub(crate) fn add(&mut self, label: &str, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() {
            self.table.row([label.to_owned(), value]);
        }
    }

    pub(crate) fn print(&self) -> Result<()> {
        self.table.print()
    }
}

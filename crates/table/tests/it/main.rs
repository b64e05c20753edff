//! What a user of tables relies on: every format is read, and what cannot be read says why.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect must stop"
)]

mod build;
mod columnar;
mod container;
mod delimited;
mod hostile;
mod limits;
mod workbook;

use xibao_table::{Cell, OpenOptions, Table, TableError, open_bytes};

/// Opens bytes or stops.
fn table(name: &str, bytes: &[u8]) -> Box<dyn Table> {
    open_bytes(name, bytes.to_vec(), &OpenOptions::default()).unwrap()
}

/// Why bytes cannot be opened.
fn refusal(name: &str, bytes: &[u8]) -> TableError {
    match open_bytes(name, bytes.to_vec(), &OpenOptions::default()) {
        Ok(_) => panic!("{name} was opened"),
        Err(error) => error,
    }
}

/// Every row as its number and its cells in words.
fn rows(mut table: Box<dyn Table>) -> Vec<(u64, Vec<String>)> {
    let mut all = Vec::new();
    while let Some(rows) = table.next_rows().unwrap() {
        for row in 0..rows.len() {
            let cells = (0..rows.width()).map(|column| shown(rows.cell(row, column)));
            all.push((rows.number(row), cells.collect()));
        }
    }
    all
}

fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Number(number) => format!("n{number}"),
        Cell::Day(day) => format!("d{day}"),
        Cell::Bool(value) => format!("b{value}"),
        Cell::Error(error) => format!("e{error}"),
    }
}

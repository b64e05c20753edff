//! Cells and batches of rows.

use arrow_array::{Array, Date32Array, Int32Array, RecordBatch};
use std::sync::Arc;

/// One cell as read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text as written.
    Text(&'a str),
    /// A number; whether it is a date is for the reader to say.
    Number(f64),
    /// A date, in days since 1970-01-01.
    Day(i32),
    /// Yes or no.
    Bool(bool),
    /// A formula error such as `#REF!`.
    Error(&'a str),
}

/// A cell of a spreadsheet, kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OwnCell {
    /// Shared: many cells of a workbook may name one long text.
    Text(Arc<str>),
    Number(f64),
    Day(i32),
    Bool(bool),
    Error(&'static str),
}

impl OwnCell {
    fn as_cell(&self) -> Cell<'_> {
        match self {
            OwnCell::Text(text) => Cell::Text(text),
            OwnCell::Number(number) => Cell::Number(*number),
            OwnCell::Day(day) => Cell::Day(*day),
            OwnCell::Bool(value) => Cell::Bool(*value),
            OwnCell::Error(error) => Cell::Error(error),
        }
    }
}

/// A row of a spreadsheet: its number and its cells by column, in order.
pub(crate) type SparseRow = (u64, Vec<(usize, OwnCell)>);

pub(crate) enum Batch {
    Sparse(Vec<SparseRow>),
    Text(TextBatch),
    Arrow { first: u64, batch: RecordBatch },
}

/// Rows of delimited text: every cell in one buffer, so that reading down a column stays close.
#[derive(Default)]
pub(crate) struct TextBatch {
    pub(crate) numbers: Vec<u64>,
    pub(crate) text: String,
    /// Where cells end in the text; before the cells of a row stands where the first begins.
    pub(crate) ends: Vec<usize>,
    /// Where in `ends` each row begins, and one more for the end of the last.
    pub(crate) rows: Vec<usize>,
}

impl TextBatch {
    fn cell(&self, row: usize, column: usize) -> Option<&str> {
        let first = *self.rows.get(row)?;
        let next = self.rows.get(row + 1).copied().unwrap_or(self.ends.len());
        let at = first + column;
        if at + 1 >= next {
            return None;
        }
        let text = self.text.get(*self.ends.get(at)?..*self.ends.get(at + 1)?)?;
        let text = text.strip_suffix('\r').unwrap_or(text);
        (!text.is_empty()).then_some(text)
    }
}

/// Consecutive rows of a table.
pub struct Rows {
    pub(crate) batch: Batch,
    pub(crate) width: usize,
}

/// A column of dates without the cost of cells.
pub struct DayColumn<'a> {
    values: &'a [i32],
    array: &'a dyn Array,
}

impl DayColumn<'_> {
    /// Day numbers; what stands in a row without a value has no meaning.
    pub fn values(&self) -> &[i32] {
        self.values
    }

    /// Has the row no value?
    pub fn is_null(&self, row: usize) -> bool {
        self.array.is_null(row)
    }

    /// Has some row no value?
    pub fn has_nulls(&self) -> bool {
        self.array.null_count() > 0
    }
}

impl Rows {
    /// How many rows.
    pub fn len(&self) -> usize {
        match &self.batch {
            Batch::Sparse(rows) => rows.len(),
            Batch::Text(text) => text.numbers.len(),
            Batch::Arrow { batch, .. } => batch.num_rows(),
        }
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many columns the widest row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The number of a row as a person sees it, from 1.
    pub fn number(&self, row: usize) -> u64 {
        match &self.batch {
            Batch::Sparse(rows) => rows.get(row).map_or(0, |(number, _)| *number),
            Batch::Text(text) => text.numbers.get(row).copied().unwrap_or(0),
            Batch::Arrow { first, .. } => first + u64::try_from(row).unwrap_or(0),
        }
    }

    /// A cell; empty beyond the end of its row.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match &self.batch {
            Batch::Sparse(rows) => {
                let cells = rows.get(row).map(|(_, cells)| cells.as_slice()).unwrap_or_default();
                let found = cells.binary_search_by_key(&column, |(column, _)| *column).ok();
                found.and_then(|at| cells.get(at)).map_or(Cell::Empty, |(_, cell)| cell.as_cell())
            }
            Batch::Text(text) => text.cell(row, column).map_or(Cell::Empty, Cell::Text),
            Batch::Arrow { batch, .. } => crate::columnar::cell(batch, row, column),
        }
    }

    /// The whole column as day numbers, if it is stored as such.
    pub fn days(&self, column: usize) -> Option<DayColumn<'_>> {
        let Batch::Arrow { batch, .. } = &self.batch else { return None };
        let array = batch.columns().get(column)?.as_any().downcast_ref::<Date32Array>()?;
        Some(DayColumn { values: array.values(), array })
    }

    /// The whole column as whole numbers, if it is stored as such.
    pub fn ints(&self, column: usize) -> Option<DayColumn<'_>> {
        let Batch::Arrow { batch, .. } = &self.batch else { return None };
        let array = batch.columns().get(column)?.as_any().downcast_ref::<Int32Array>()?;
        Some(DayColumn { values: array.values(), array })
    }
}

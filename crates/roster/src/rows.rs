//! The rows of a table that are entries.

mod merged;
mod note;

use crate::error::RosterError;
use crate::fold;
use crate::head::{HEADER_ROWS, Head, Top, Unused, UnusedColumn};
use crate::item::RosterItem;
use crate::vocabulary::Vocabulary;
use std::collections::VecDeque;
use xibao_rulebook::Text;
use xibao_table::{Cell, Format, Rows, Table};

pub(crate) use merged::Merged;

/// Skipped rows that are listed; the rest are counted.
const SKIPPED_LISTED: usize = 1_000;

/// A row that is no entry: a note, a sum, an example, the heading once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The row as the user sees it, from 1.
    pub row: u64,
    /// How it begins.
    pub text: String,
}

/// The rows of a table below its heading, one after the other.
pub(crate) struct RowStream<'t, I> {
    table: &'t mut dyn Table,
    pub(crate) head: Head<I>,
    pub(crate) skipped: Vec<Skipped>,
    pub(crate) skipped_count: u64,
    pub(crate) notes: Vec<Text>,
    /// Cells of delimited text may carry a guard against being taken for formulas.
    pub(crate) guarded: bool,
    ahead: VecDeque<Rows>,
    current: Option<Rows>,
    at: usize,
    ended: bool,
}

impl<'t, I: RosterItem> RowStream<'t, I> {
    /// Reads as much as is needed to understand the heading.
    pub(crate) fn begin(
        table: &'t mut dyn Table,
        vocabulary: &Vocabulary<I>,
        may_repeat: fn(I) -> bool,
    ) -> Result<RowStream<'t, I>, RosterError> {
        let mut ahead = VecDeque::new();
        let mut rows = 0;
        while rows < HEADER_ROWS
            && let Some(batch) = table.next_rows()?
        {
            rows += batch.len();
            ahead.push_back(batch);
        }
        let top =
            Top { batches: ahead.iter().collect(), merged: table.merged(), header: table.header() };
        let head = Head::recognise(&top, vocabulary, may_repeat)?;
        let guarded = table.format() == Format::Csv;
        Ok(RowStream {
            table,
            head,
            skipped: Vec::new(),
            skipped_count: 0,
            notes: Vec::new(),
            guarded,
            ahead,
            current: None,
            at: 0,
            ended: false,
        })
    }

    /// Goes to the next entry; false at the end.
    ///
    /// # Errors
    /// What is wrong with the table from here on; it is told once, then the end follows.
    pub(crate) fn advance(&mut self) -> Result<bool, RosterError> {
        loop {
            if self.current.as_ref().is_some_and(|rows| self.at + 1 < rows.len()) {
                self.at += 1;
            } else if !self.next_batch()? {
                return Ok(false);
            }
            if self.is_entry() {
                return Ok(true);
            }
        }
    }

    fn next_batch(&mut self) -> Result<bool, RosterError> {
        self.at = 0;
        loop {
            self.current = self.ahead.pop_front();
            if self.current.is_none() && !self.ended {
                match self.table.next_rows() {
                    Ok(rows) => self.current = rows,
                    Err(error) => {
                        self.ended = true;
                        return Err(error.into());
                    }
                }
            }
            let Some(rows) = &self.current else {
                self.ended = true;
                return Ok(false);
            };
            if !rows.is_empty() {
                let width = rows.width();
                self.watch_to(width);
                return Ok(true);
            }
        }
    }

    /// Columns without a heading to the right of the others are watched as well.
    fn watch_to(&mut self, width: usize) {
        for column in self.head.unheaded_from()..width {
            let heading = String::new();
            let why = Unused::NoHeading;
            self.head.unused.push(UnusedColumn { column, heading, why, filled: 0 });
        }
    }

    /// The columns of these items whose merged cells count for every row they cover.
    pub(crate) fn merged(&self, counts: fn(I) -> bool) -> Vec<Merged> {
        let columns = self.head.columns.iter().filter(|column| counts(column.item));
        Merged::of(columns, self.table.merged())
    }

    /// How much of the table has been read, from 0 to 1.
    pub(crate) fn progress(&self) -> f32 {
        self.table.progress()
    }

    /// The batch and the place in it of the entry gone to.
    pub(crate) fn row(&self) -> Option<(&Rows, usize)> {
        self.current.as_ref().map(|rows| (rows, self.at))
    }

    /// Does the row hold an entry? What it holds besides is counted.
    fn is_entry(&mut self) -> bool {
        let Some(rows) = &self.current else { return false };
        let at = self.at;
        if rows.number(at) < self.head.first_row {
            return false;
        }
        let told = self.head.columns.iter().filter(|known| is_filled(rows, at, known.column));
        let told = told.take(2).count();
        let note = note::is_note(rows, at)
            || (told < 2 && note::is_lone(rows, at, &self.head, self.table.merged()))
            || self.head.is_repeated(rows, at);
        if note {
            self.skipped_count += 1;
            if self.skipped.len() < SKIPPED_LISTED {
                let text = note::beginning(rows, at, self.head.width);
                self.skipped.push(Skipped { row: rows.number(at), text });
            }
            return false;
        }
        let mut other = false;
        for unused in &mut self.head.unused {
            if is_filled(rows, at, unused.column) {
                unused.filled += 1;
                other |= unused.why != Unused::Derived;
            }
        }
        told > 0 || other
    }
}

pub(crate) fn is_filled(rows: &Rows, row: usize, column: usize) -> bool {
    match rows.cell(row, column) {
        Cell::Empty => false,
        Cell::Text(text) => !fold::is_blank(text),
        _ => true,
    }
}

impl<I> Head<I> {
    /// The first column that is not watched yet.
    fn unheaded_from(&self) -> usize {
        let watched = self.unused.last().map_or(0, |last| last.column + 1);
        watched.max(self.width)
    }

    /// Does the row say again what stands above the entries?
    fn is_repeated(&self, rows: &Rows, row: usize) -> bool {
        self.above.iter().any(|above| {
            let mut same = 0;
            for (column, text) in above {
                match rows.cell(row, *column) {
                    Cell::Text(cell) if fold::tidy(cell) == *text => same += 1,
                    Cell::Empty => {}
                    _ => return false,
                }
            }
            same >= above.len().min(2)
        })
    }
}

//! Cells merged over several rows: the name of a branch beside all of its members.

use super::is_filled;
use crate::head::HeadColumn;
use std::borrow::Cow;
use xibao_table::{Cell, MergedRegion, Rows};

/// A column whose merged cells count for every row they cover.
pub(crate) struct Merged {
    column: usize,
    /// First and last rows of its merged cells, in order.
    regions: Vec<(u64, u64)>,
    /// The text of the last one met, and the last row it covers.
    held: Option<(String, u64)>,
}

impl Merged {
    /// Those of the columns that have merged cells over several rows.
    pub(crate) fn of<'c, I: 'c>(
        columns: impl Iterator<Item = &'c HeadColumn<I>>,
        merged: &[MergedRegion],
    ) -> Vec<Merged> {
        let of_column = |column: &HeadColumn<I>| {
            let here = merged.iter().filter(|region| {
                region.first_column == column.column && region.last_row > region.first_row
            });
            let mut regions: Vec<(u64, u64)> =
                here.map(|region| (region.first_row, region.last_row)).collect();
            regions.sort_unstable();
            Merged { column: column.column, regions, held: None }
        };
        columns.map(of_column).filter(|merged| !merged.regions.is_empty()).collect()
    }

    /// The text that holds for the row, if it stands in a merged cell that began above it.
    pub(crate) fn text(&mut self, rows: &Rows, at: usize) -> Option<&str> {
        let row = rows.number(at);
        if is_filled(rows, at, self.column) {
            let found = self.regions.binary_search_by_key(&row, |(first, _)| *first).ok();
            let last = found.and_then(|found| self.regions.get(found)).map(|(_, last)| *last);
            let text = match rows.cell(at, self.column) {
                Cell::Text(text) => Some(Cow::Borrowed(text)),
                Cell::Number(number) => Some(Cow::Owned(number.to_string())),
                _ => None,
            };
            self.held = text.map(Cow::into_owned).zip(last);
            return None;
        }
        let held = self.held.as_ref().filter(|(_, last)| row <= *last);
        held.map(|(text, _)| text.as_str())
    }

    /// Is it about this column?
    pub(crate) const fn is_of(&self, column: usize) -> bool {
        self.column == column
    }
}

//! Reading a workbook before and after, to be sure that its cells are what they were.

use super::{MAX_TAGS, MAX_UNPACKED_BYTES};
use crate::report::ReportError;
use umya_spreadsheet::Worksheet;
use xibao_ledger::column_letters;
use xibao_table::{Cell, Measure, OpenOptions, TableError, open_bytes};

/// 1970-01-01 as the number of a day in a workbook.
const EPOCH: i32 = 25_569;

/// A cell as the examiner reads it.
#[derive(Debug, PartialEq)]
enum Kept {
    Text(String),
    Number(f64),
    Day(i32),
    Bool(bool),
    Error(String),
}

/// The cells of a sheet as the examiner reads them: row from 1, column from 0.
pub(super) struct Reading {
    sheet: String,
    cells: Vec<(u64, usize, Kept)>,
}

impl Reading {
    /// Reads a sheet, or the first one that has rows.
    pub(super) fn of(bytes: &[u8], sheet: Option<&str>) -> Result<Reading, ReportError> {
        let options = OpenOptions {
            sheet: sheet.map(str::to_owned),
            unpacked_bytes_max: MAX_UNPACKED_BYTES,
            tags_max: MAX_TAGS,
            ..OpenOptions::default()
        };
        let mut table = open_bytes("", bytes.to_vec(), &options).map_err(|error| why(&error))?;
        let sheet = table.sheet_name().or(sheet).unwrap_or_default().to_owned();
        let mut cells = Vec::new();
        while let Some(rows) = table.next_rows().map_err(|error| why(&error))? {
            for row in 0..rows.len() {
                for column in 0..rows.width() {
                    let kept = kept(rows.cell(row, column));
                    cells.extend(kept.map(|kept| (rows.number(row), column, kept)));
                }
            }
        }
        Ok(Reading { sheet, cells })
    }

    pub(super) fn sheet(&self) -> &str {
        &self.sheet
    }

    pub(super) fn cells(&self) -> usize {
        self.cells.len()
    }

    /// Gives texts back to cells that the editing crate took for numbers: it guesses the type of
    /// texts that are written in place, as some exporting programs do.
    pub(super) fn restore_texts(&self, sheet: &mut Worksheet) {
        for (row, column, kept) in &self.cells {
            let Kept::Text(text) = kept else { continue };
            let place = (u32::try_from(column + 1).ok(), u32::try_from(*row).ok());
            let (Some(column), Some(row)) = place else { continue };
            let cell = sheet.get_cell_mut((column, row));
            if !cell.is_formula() && cell.get_data_type() != "s" {
                cell.set_value_string(text.as_str());
            }
        }
    }

    /// Fails unless the sheet has the same cells in another workbook. This also finds what is
    /// not a cell but changes how cells read, such as the workbook's date system.
    pub(super) fn must_equal(&self, bytes: &[u8]) -> Result<(), ReportError> {
        let after = Reading::of(bytes, Some(&self.sheet))?;
        let differs = self.cells.iter().zip(&after.cells).find(|(before, after)| {
            (before.0, before.1) != (after.0, after.1) || !same(&before.2, &after.2)
        });
        let place = match differs {
            Some(((row, column, _), _)) => {
                format!("{}!{}{row}", self.sheet, column_letters(*column))
            }
            None if self.cells.len() == after.cells.len() => return Ok(()),
            None => self.sheet.clone(),
        };
        Err(ReportError::WouldLose(place))
    }
}

/// The editing crate writes the last result of a formula as text; the formula itself is kept and
/// calculated again when the workbook is opened.
fn same(before: &Kept, after: &Kept) -> bool {
    let Kept::Text(text) = after else { return before == after };
    let number = text.parse::<f64>().ok();
    match before {
        Kept::Text(before) | Kept::Error(before) => before == text,
        Kept::Number(before) => number == Some(*before),
        Kept::Day(day) => number.map(f64::floor) == Some(f64::from(day + EPOCH)),
        Kept::Bool(before) => text.eq_ignore_ascii_case(if *before { "true" } else { "false" }),
    }
}

fn kept(cell: Cell<'_>) -> Option<Kept> {
    match cell {
        Cell::Empty | Cell::Text("") => None,
        Cell::Text(text) => Some(Kept::Text(text.replace("\r\n", "\n"))),
        Cell::Number(number) => Some(Kept::Number(number)),
        Cell::Day(day) => Some(Kept::Day(day)),
        Cell::Bool(value) => Some(Kept::Bool(value)),
        Cell::Error(error) => Some(Kept::Error(error.to_owned())),
    }
}

fn why(error: &TableError) -> ReportError {
    match error {
        TableError::TooMuch { of: Measure::Tags, found, limit, .. } => {
            ReportError::TooLarge { found: *found, limit: *limit, unit: "tags" }
        }
        TableError::TooLarge { limit, .. } => {
            ReportError::TooLarge { found: limit.saturating_add(1), limit: *limit, unit: "bytes" }
        }
        other => ReportError::Unreadable(other.en()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_the_workbook_names_them() {
        assert_eq!(
            [0, 25, 26, 701, 702, 16_383].map(column_letters).join(" "),
            "A Z AA ZZ AAA XFD"
        );
    }

    #[test]
    fn a_workbook_of_too_many_tags_is_too_large_not_damaged() {
        let of = Measure::Tags;
        let error = TableError::TooMuch { name: String::new(), of, found: 5, limit: 4 };
        let told = why(&error);
        assert!(told.zh().contains("过大") && told.zh().contains("标记"), "{}", told.zh());
        assert!(told.en().contains("too large (5 of at most 4 tags)"), "{}", told.en());
    }

    #[test]
    fn results_of_formulas_may_become_text_but_nothing_else_may_change() {
        let text = |text: &str| Kept::Text(text.to_owned());
        assert!(same(&Kept::Number(34.0), &text("34")));
        assert!(same(&Kept::Day(20_365), &text("45934")));
        assert!(same(&Kept::Bool(true), &text("TRUE")));
        assert!(same(&text("001"), &text("001")));
        assert!(!same(&text("34"), &Kept::Number(34.0)));
        assert!(!same(&Kept::Day(20_365), &Kept::Day(18_903)), "the other date system");
        assert!(!same(&Kept::Error("#N/A".into()), &Kept::Error("#VALUE!".into())));
    }
}

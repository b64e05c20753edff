//! The user's own workbook given back with marks.

mod cells;
mod plain;
mod sheets;
mod verify;

use super::parts;
use crate::dossier::{Dossier, Summary};
use crate::report::{ReportError, ReportHead};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use umya_spreadsheet::{Spreadsheet, Worksheet, reader, writer};
use xibao_rulebook::Rulebook;

/// Bytes of a workbook that marks are put on. A ledger of 10,000 persons and 40 columns has
/// about 3 MB.
pub const MAX_INPUT_BYTES: u64 = 20 * 1024 * 1024;

/// Bytes that its parts may unpack to: the whole of it is held in memory, several times over.
pub const MAX_UNPACKED_BYTES: u64 = 200 * 1024 * 1024;

/// Tags that its parts may have; each becomes something in memory, up to half a kB.
pub const MAX_TAGS: u64 = 4_000_000;

/// Cells of the marked sheet, which take about half a kB of memory each while it is edited.
pub const MAX_CELLS: u64 = 200_000;

/// Lines of the appended sheet of findings, which costs as much as the marked one.
const MAX_LINES: u64 = 20_000;

/// What is put on a workbook.
pub struct Marking<'a> {
    /// What the report is about.
    pub head: &'a ReportHead,
    /// The rulebook that judged.
    pub book: &'a Rulebook,
    /// What was found in all.
    pub summary: &'a Summary,
    /// The dossiers; those without findings and problems may be left out.
    pub dossiers: &'a [Dossier],
    /// The examined sheet; the first one if absent.
    pub sheet: Option<&'a str>,
}

/// A copy of the user's `.xlsx` workbook in which the cells that findings rest on are coloured
/// and commented, with two further sheets: the findings, and how to read them.
///
/// Other sheets pass through unedited. The copy is read again and every cell compared with the
/// original before it is handed out.
///
/// # Errors
/// Why marks were not put on this workbook: it is no `.xlsx`, too large, damaged, has no such
/// sheet, or would lose something. The findings then go to a new workbook ([`super::fresh`]).
pub fn mark_xlsx(input: &[u8], marking: &Marking<'_>) -> Result<Vec<u8>, ReportError> {
    let kinds = parts::kinds(input).ok_or(ReportError::NotWorkbook)?;
    if !kinds.contains("xl/workbook.xml") {
        return Err(ReportError::NotWorkbook);
    }
    within(input.len(), MAX_INPUT_BYTES, "bytes")?;
    within(lines(marking.dossiers), MAX_LINES, "findings")?;
    let before = verify::Reading::of(input, marking.sheet)?;
    within(before.cells(), MAX_CELLS, "cells")?;
    // The editing crate panics on workbooks that it does not understand.
    let marked = catch_unwind(AssertUnwindSafe(|| marked(input, &before, marking)));
    let (output, others) =
        marked.unwrap_or_else(|_| Err(ReportError::Unreadable("panic".to_owned())))?;
    let lost = parts::lost(input, &output).ok_or(ReportError::NotWorkbook)?;
    if !lost.is_empty() {
        return Err(ReportError::WouldLose(lost.join(", ")));
    }
    before.must_equal(&output)?;
    for sheet in others {
        // A sheet without cells, such as a chart, cannot be read before either.
        if let Ok(other) = verify::Reading::of(input, Some(&sheet)) {
            other.must_equal(&output)?;
        }
    }
    Ok(output)
}

fn within(found: usize, limit: u64, unit: &'static str) -> Result<(), ReportError> {
    let found = u64::try_from(found).unwrap_or(u64::MAX);
    if found > limit { Err(ReportError::TooLarge { found, limit, unit }) } else { Ok(()) }
}

fn lines(dossiers: &[Dossier]) -> usize {
    dossiers.iter().map(|dossier| dossier.findings.len() + dossier.problems.len()).sum()
}

/// The marked workbook and the names of its other sheets.
fn marked(
    input: &[u8],
    before: &verify::Reading,
    marking: &Marking<'_>,
) -> Result<(Vec<u8>, Vec<String>), ReportError> {
    let sheet = before.sheet();
    let unreadable = |error: &dyn std::fmt::Display| ReportError::Unreadable(error.to_string());
    let mut book =
        reader::xlsx::read_reader(Cursor::new(input), false).map_err(|error| unreadable(&error))?;
    let index = position(&book, sheet).ok_or_else(|| ReportError::NoSheet(sheet.to_owned()))?;
    let names = book.get_sheet_collection_no_check().iter().map(Worksheet::get_name);
    let others = names.filter(|name| *name != sheet).map(str::to_owned).collect();
    if let Some(worksheet) = book.get_sheet_mut(&index) {
        before.restore_texts(worksheet);
        cells::mark(worksheet, marking);
    }
    sheets::append(&mut book, sheet, marking).map_err(|error| unreadable(&error))?;
    let mut output = Vec::new();
    writer::xlsx::write_writer(&book, &mut output).map_err(|error| unreadable(&error))?;
    Ok((output, others))
}

fn position(book: &Spreadsheet, sheet: &str) -> Option<usize> {
    book.get_sheet_collection_no_check().iter().position(|known| known.get_name() == sheet)
}

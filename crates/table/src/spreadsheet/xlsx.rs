//! `.xlsx`, cell by cell.

use super::unplaced::{self, Place};
use super::{Parsed, SparseRows, candidates, day_cell, error_text, iso_day, kept, region};
use super::{text_cell, whole};
use crate::cell::OwnCell;
use crate::error::TableError;
use crate::limit::{CELLS_MAX, Excess, Measure, within};
use crate::ration::Ration;
use crate::sniff::Format;
use crate::{OpenOptions, Source};
use calamine::{DataRef, Reader, Xlsx, XlsxError};
use std::collections::HashMap;
use std::io::{BufReader, Seek, SeekFrom};
use std::sync::Arc;

/// Reads the first visible sheet with rows, or the one asked for.
pub(super) fn parse(
    name: &str,
    mut source: Source,
    options: &OpenOptions,
) -> Result<Parsed, TableError> {
    let damaged = |reason: String| TableError::Damaged {
        name: name.to_owned(),
        format: Format::Xlsx,
        reason,
    };
    let failed = |error: std::io::Error| damaged(error.to_string());
    let beside = source.again().map_err(failed)?;
    let length = source.seek(SeekFrom::End(0)).map_err(failed)?;
    let mut book = Xlsx::new(BufReader::new(Ration::new(source, length)))
        .map_err(|error| damaged(error.to_string()))?;
    let mut parsed = Parsed { sheet: String::new(), rows: vec![], merged: vec![], others: vec![] };
    for sheet in candidates(book.sheets_metadata(), options.sheet.as_deref())? {
        if !parsed.rows.is_empty() {
            parsed.others.push(sheet);
            continue;
        }
        let (mut rows, unplaced) =
            cells(&mut book, &sheet, options).map_err(|stop| match stop {
                Stop::Wrong(error) => damaged(format!("{sheet}: {error}")),
                Stop::TooMuch(over) => over.in_file(name),
            })?;
        if let Some(first) = unplaced.first() {
            let index = book.sheets_metadata().iter().position(|other| other.name == sheet);
            let source = beside.again().map_err(failed)?;
            let errors = index.and_then(|index| unplaced::errors(BufReader::new(source), index));
            let errors = errors.filter(|found| found.iter().map(|(_, shown)| shown).eq(&unplaced));
            let errors = errors.ok_or_else(|| damaged(format!("{sheet}: {first}")))?;
            for (place, shown) in errors {
                let added = rows.add(place, Some(OwnCell::Error(shown)));
                added.map_err(|over| over.in_file(name))?;
            }
        }
        parsed.rows = rows.finish();
        parsed.sheet.clone_from(&sheet);
        if !parsed.rows.is_empty() {
            let merged = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
            parsed.merged = merged.iter().map(|d| region(d.start, d.end)).collect();
        }
    }
    Ok(parsed)
}

/// Why the cells of a sheet are not read on.
enum Stop {
    Wrong(XlsxError),
    TooMuch(Excess),
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Stop {
        Stop::Wrong(error)
    }
}

impl From<Excess> for Stop {
    fn from(over: Excess) -> Stop {
        Stop::TooMuch(over)
    }
}

/// The cells of a sheet, and the errors among them that the parser does not know.
///
/// Cell by cell: a lone cell in the last row must not make a grid of a million rows.
fn cells(
    book: &mut Xlsx<BufReader<Ration>>,
    sheet: &str,
    options: &OpenOptions,
) -> Result<(SparseRows, Vec<&'static str>), Stop> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let mut rows = SparseRows::new(options.unpacked_bytes_max);
    let mut texts = Texts::default();
    let mut unplaced = Vec::new();
    loop {
        match cells.next_cell() {
            Ok(None) => return Ok((rows, unplaced)),
            Ok(Some(cell)) => {
                let place: Place = cell.get_position();
                rows.add(place, own(cell.get_value(), &mut texts))?;
            }
            Err(XlsxError::CellError(text)) => {
                unplaced.push(unplaced::shown(text.as_bytes()));
                within(Measure::Cells, u64::try_from(unplaced.len()).unwrap_or(0), CELLS_MAX)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Texts that cells share, by where the workbook keeps them. Copied for each cell, one long text
/// could fill the memory from a small file.
#[derive(Default)]
struct Texts(HashMap<*const u8, Option<Arc<str>>>);

impl Texts {
    fn share(&mut self, text: &str) -> Option<OwnCell> {
        let kept = self.0.entry(text.as_ptr()).or_insert_with(|| kept(text));
        kept.clone().map(OwnCell::Text)
    }
}

fn own(data: &DataRef<'_>, texts: &mut Texts) -> Option<OwnCell> {
    match data {
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::DateTimeIso(text) => iso_day(text).or_else(|| text_cell(text)),
        DataRef::Int(number) => Some(OwnCell::Number(whole(*number))),
        DataRef::Float(number) => Some(OwnCell::Number(*number)),
        DataRef::Bool(value) => Some(OwnCell::Bool(*value)),
        DataRef::DateTime(time) => Some(day_cell(time)),
        DataRef::Error(error) => Some(OwnCell::Error(error_text(error))),
        DataRef::SharedString("") | DataRef::Empty => None,
        DataRef::SharedString(text) => texts.share(text),
    }
}

//! `.xlsx`, `.xls` and `.ods`: one sheet, kept as the cells that are not empty.

mod unplaced;
mod xlsx;

use crate::cell::{Batch, OwnCell, Rows, SparseRow};
use crate::error::{Note, TableError};
use crate::limit::{CELLS_MAX, COLUMNS_MAX, Excess, GRID_TEXT_BYTES_MAX, Measure, within};
use crate::sniff::Format;
use crate::{MergedRegion, OpenOptions, Source, Table, guard, ole, repeats};
use calamine::{
    CellErrorType, Data, Dimensions, ExcelDateTime, Ods, Reader, Sheet, SheetType, SheetVisible,
    Xls,
};
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

struct Spreadsheet {
    format: Format,
    sheet: String,
    rows: std::vec::IntoIter<SparseRow>,
    total: usize,
    width: usize,
    batch_rows: usize,
    merged: Vec<MergedRegion>,
    notes: Vec<Note>,
}

/// What a parser gives: the sheet, its rows, its merged cells, the other sheets with content.
struct Parsed {
    sheet: String,
    rows: Vec<SparseRow>,
    merged: Vec<MergedRegion>,
    others: Vec<String>,
}

pub(crate) fn open(
    name: &str,
    mut source: Source,
    format: Format,
    options: &OpenOptions,
    mut notes: Vec<Note>,
) -> Result<Box<dyn Table>, TableError> {
    if format == Format::Xls {
        ole::check(name, &mut source)?;
    } else {
        guard::check(name, &mut BufReader::new(&mut source), format, options)?;
    }
    if format == Format::Ods {
        repeats::check(name, &mut BufReader::new(&mut source))?;
    }
    // Parsers of hostile files may stop with a panic; that is a damaged file to the user.
    let parsed = catch_unwind(AssertUnwindSafe(|| parse(name, source, format, options)))
        .unwrap_or_else(|_| {
            Err(TableError::Damaged {
                name: name.to_owned(),
                format,
                reason: "the parser stopped".to_owned(),
            })
        })?;
    if parsed.rows.is_empty() {
        return Err(TableError::NoRows { name: name.to_owned(), sheet: options.sheet.clone() });
    }
    if !parsed.others.is_empty() {
        notes.push(Note::new(
            format!("读取工作表“{}”；其余未读：{}", parsed.sheet, parsed.others.join("、")),
            format!("read sheet \"{}\"; not read: {}", parsed.sheet, parsed.others.join(", ")),
        ));
    }
    let last = |row: &SparseRow| row.1.last().map_or(0, |(column, _)| column + 1);
    let width = parsed.rows.iter().map(last).max().unwrap_or(0);
    Ok(Box::new(Spreadsheet {
        format,
        sheet: parsed.sheet,
        total: parsed.rows.len(),
        rows: parsed.rows.into_iter(),
        width,
        batch_rows: options.batch_rows.max(1),
        merged: parsed.merged,
        notes,
    }))
}

fn parse(
    name: &str,
    source: Source,
    format: Format,
    options: &OpenOptions,
) -> Result<Parsed, TableError> {
    let damaged = |reason: String| TableError::Damaged { name: name.to_owned(), format, reason };
    match format {
        Format::Xlsx => xlsx::parse(name, source, options),
        Format::Xls => {
            let book = Xls::new(BufReader::new(source)).map_err(|error| match error {
                calamine::XlsError::Password => TableError::Encrypted { name: name.to_owned() },
                other => damaged(other.to_string()),
            })?;
            parse_other(name, book, format, options, |book, sheet| {
                book.merge_cells_by_sheet_name(sheet).unwrap_or_default()
            })
        }
        _ => {
            let book =
                Ods::new(BufReader::new(source)).map_err(|error| damaged(error.to_string()))?;
            parse_other(name, book, format, options, |_, _| Vec::new())
        }
    }
}

/// Visible worksheets, or the one asked for.
fn candidates(sheets: &[Sheet], wanted: Option<&str>) -> Result<Vec<String>, TableError> {
    let names: Vec<String> = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .filter(|sheet| wanted.is_some() || sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    match wanted {
        None => Ok(names),
        Some(wanted) if names.iter().any(|name| name == wanted) => Ok(vec![wanted.to_owned()]),
        Some(wanted) => Err(TableError::NoSheet { sheet: wanted.to_owned(), sheets: names }),
    }
}

fn parse_other<B: Reader<BufReader<Source>>>(
    name: &str,
    mut book: B,
    format: Format,
    options: &OpenOptions,
    merged: impl Fn(&B, &str) -> Vec<Dimensions>,
) -> Result<Parsed, TableError>
where
    B::Error: std::fmt::Display,
{
    let mut parsed = Parsed { sheet: String::new(), rows: vec![], merged: vec![], others: vec![] };
    for sheet in candidates(book.sheets_metadata(), options.sheet.as_deref())? {
        if !parsed.rows.is_empty() {
            parsed.others.push(sheet);
            continue;
        }
        let range = book.worksheet_range(&sheet).map_err(|error| TableError::Damaged {
            name: name.to_owned(),
            format,
            reason: format!("{sheet}: {error}"),
        })?;
        let (first_row, first_column) = range.start().unwrap_or((0, 0));
        let mut rows = SparseRows::new(GRID_TEXT_BYTES_MAX);
        for (row, column, data) in range.used_cells() {
            let at = (
                first_row.saturating_add(u32::try_from(row).unwrap_or(u32::MAX)),
                first_column.saturating_add(u32::try_from(column).unwrap_or(u32::MAX)),
            );
            rows.add(at, own(data)).map_err(|over| over.in_file(name))?;
        }
        parsed.rows = rows.finish();
        parsed.merged = merged(&book, &sheet).iter().map(|d| region(d.start, d.end)).collect();
        parsed.sheet = sheet;
    }
    Ok(parsed)
}

fn region(start: (u32, u32), end: (u32, u32)) -> MergedRegion {
    let column = |column: u32| usize::try_from(column).unwrap_or(usize::MAX);
    MergedRegion {
        first_row: u64::from(start.0) + 1,
        last_row: u64::from(end.0) + 1,
        first_column: column(start.1),
        last_column: column(end.1),
    }
}

/// Rows collected from cells in any order.
struct SparseRows {
    rows: Vec<SparseRow>,
    /// Cells, and for each row as many as the room for its first ones.
    held: u64,
    text: u64,
    text_max: u64,
}

/// Cells for which a row makes room with its first.
const ROW_CELLS: u64 = 4;

impl SparseRows {
    fn new(text_max: u64) -> SparseRows {
        SparseRows { rows: Vec::new(), held: 0, text: 0, text_max }
    }

    fn add(&mut self, (row, column): (u32, u32), cell: Option<OwnCell>) -> Result<(), Excess> {
        let Some(cell) = cell else { return Ok(()) };
        let number = u64::from(row) + 1;
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= COLUMNS_MAX {
            let found = u64::try_from(column).unwrap_or(u64::MAX).saturating_add(1);
            let limit = u64::try_from(COLUMNS_MAX).unwrap_or(u64::MAX);
            return Err(Excess { of: Measure::Columns, found, limit });
        }
        if let OwnCell::Text(text) = &cell {
            self.text = self.text.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
            within(Measure::TextBytes, self.text, self.text_max)?;
        }
        self.held += 1;
        match self.rows.last_mut() {
            Some((last, cells)) if *last == number => cells.push((column, cell)),
            last => {
                if let Some((_, cells)) = last {
                    cells.shrink_to_fit();
                }
                self.held += ROW_CELLS;
                self.rows.push((number, vec![(column, cell)]));
            }
        }
        within(Measure::Cells, self.held, CELLS_MAX)
    }

    fn finish(self) -> Vec<SparseRow> {
        let mut rows = self.rows;
        rows.sort_by_key(|(number, _)| *number);
        rows.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1.append(&mut later.1);
            }
            same
        });
        for (_, cells) in &mut rows {
            cells.sort_by_key(|(column, _)| *column);
        }
        rows
    }
}

fn own(data: &Data) -> Option<OwnCell> {
    match data {
        Data::String(text) | Data::DurationIso(text) => text_cell(text),
        Data::DateTimeIso(text) => iso_day(text).or_else(|| text_cell(text)),
        Data::Int(number) => Some(OwnCell::Number(whole(*number))),
        Data::Float(number) => Some(OwnCell::Number(*number)),
        Data::Bool(value) => Some(OwnCell::Bool(*value)),
        Data::DateTime(time) => Some(day_cell(time)),
        Data::Error(error) => Some(OwnCell::Error(error_text(error))),
        Data::Empty => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a cell shows at most 15 digits anyway")]
fn whole(number: i64) -> f64 {
    number as f64
}

/// Cells of nothing but blanks are empty.
fn text_cell(text: &str) -> Option<OwnCell> {
    kept(text).map(OwnCell::Text)
}

fn kept(text: &str) -> Option<Arc<str>> {
    (!text.trim().is_empty()).then(|| Arc::from(text))
}

/// The date of `2025-08-31` or `2025-08-31T09:00:00`, as `OpenDocument` and strict OOXML write it.
fn iso_day(text: &str) -> Option<OwnCell> {
    let (date, _) = text.split_once('T').unwrap_or((text, ""));
    let mut parts = date.split('-');
    let mut next = || parts.next()?.parse::<i32>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let last = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let real = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=last).contains(&day);
    (real && parts.next().is_none()).then(|| OwnCell::Day(day_number(year, month, day)))
}

fn day_cell(time: &ExcelDateTime) -> OwnCell {
    // Less than a day is a time of day, not a date.
    if time.is_duration() || time.as_f64() < 1.0 {
        return OwnCell::Number(time.as_f64());
    }
    let (year, month, day, ..) = time.to_ymd_hms_milli();
    OwnCell::Day(day_number(i32::from(year), i32::from(month), i32::from(day)))
}

/// Days since 1970-01-01, with years that begin in March.
fn day_number(year: i32, month: i32, day: i32) -> i32 {
    let shifted = year * 12 + month - 3;
    let (year, month) = (shifted.div_euclid(12), shifted.rem_euclid(12));
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    days + (153 * month + 2) / 5 + day - 1 - 719_468
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#DATA!",
    }
}

impl Table for Spreadsheet {
    fn next_rows(&mut self) -> Result<Option<Rows>, TableError> {
        let rows: Vec<SparseRow> = self.rows.by_ref().take(self.batch_rows).collect();
        Ok((!rows.is_empty()).then(|| Rows { batch: Batch::Sparse(rows), width: self.width }))
    }

    fn merged(&self) -> &[MergedRegion] {
        &self.merged
    }

    fn size_hint(&self) -> Option<u64> {
        u64::try_from(self.total).ok()
    }

    #[expect(clippy::cast_precision_loss, reason = "a progress bar needs no precision")]
    fn progress(&self) -> f32 {
        1.0 - self.rows.len() as f32 / self.total.max(1) as f32
    }

    fn format(&self) -> Format {
        self.format
    }

    fn sheet_name(&self) -> Option<&str> {
        Some(&self.sheet)
    }

    fn notes(&self) -> &[Note] {
        &self.notes
    }
}

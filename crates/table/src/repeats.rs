//! An `.ods` may say in a few bytes that a cell is repeated a million times, and its parser waits
//! for the end of a table that is cut off; so the text is walked once before it is parsed.

use crate::error::TableError;
use crate::limit::{Excess, GRID_CELLS_MAX, GRID_TEXT_BYTES_MAX, Measure, within};
use crate::sniff::Format;
use crate::tags;
use std::io::{BufReader, Read, Seek};

/// Blanks that texts may hold by count.
const BLANKS_MAX: u64 = 16_000_000;
/// Columns that the parser keeps of a row.
const COLUMNS_MAX: u64 = 16_384;
/// Rows that it keeps.
const ROWS_MAX: u64 = 1 << 20;

/// Refuses a sheet that is cut off or expands to more than the memory should hold.
pub(crate) fn check<R: Read + Seek>(name: &str, source: &mut R) -> Result<(), TableError> {
    let damaged = |reason: &str| TableError::Damaged {
        name: name.to_owned(),
        format: Format::Ods,
        reason: reason.to_owned(),
    };
    let mut archive =
        zip::ZipArchive::new(&mut *source).map_err(|error| damaged(&error.to_string()))?;
    if let Ok(mut manifest) = archive.by_name("META-INF/manifest.xml") {
        let mut text = Vec::new();
        manifest.read_to_end(&mut text).map_err(|error| damaged(&error.to_string()))?;
        if text.windows(15).any(|window| window == b"encryption-data") {
            return Err(TableError::Encrypted { name: name.to_owned() });
        }
    }
    let content = archive
        .by_name("content.xml")
        .map_err(|error| damaged(&format!("content.xml: {error}")))?;
    let mut walk = Walk::default();
    let whole = tags::walk(BufReader::new(content), |tag, text| walk.tag(tag, text.length));
    if !whole.map_err(|error| damaged(&error.to_string()))? || walk.in_table || walk.in_note {
        return Err(damaged("content.xml"));
    }
    let excess = |over: Excess| over.in_file(name);
    within(Measure::Cells, walk.cells(), GRID_CELLS_MAX).map_err(excess)?;
    within(Measure::Cells, walk.blanks, BLANKS_MAX).map_err(excess)?;
    within(Measure::TextBytes, walk.text, GRID_TEXT_BYTES_MAX).map_err(excess)?;
    drop(archive);
    source.rewind().map_err(|error| damaged(&error.to_string()))
}

/// What the parser would make of the tags.
#[derive(Default)]
struct Walk {
    in_table: bool,
    in_note: bool,
    blanks: u64,
    /// Cells kept before the grid is made, and those in the grids of tables that are over.
    kept: u64,
    grids: u64,
    rows: u64,
    rows_used: u64,
    width: u64,
    row: u64,
    row_repeats: u64,
    /// Blank cells at the end of the row so far: kept only if another cell follows.
    pending: u64,
    /// Bytes of text in the cell that is open, and how often it is repeated.
    cell_text: u64,
    cell_repeats: u64,
    /// Bytes of text in the row, and in all rows, as often as they are repeated.
    row_text: u64,
    text: u64,
}

impl Walk {
    fn cells(&self) -> u64 {
        self.kept.max(self.grids)
    }

    fn tag(&mut self, tag: &[u8], text: u64) {
        self.cell_text = self.cell_text.saturating_add(text);
        let end = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        let name = match tag.strip_prefix(b"/") {
            Some(closed) => closed.trim_ascii(),
            None => tag.get(..end.unwrap_or(tag.len())).unwrap_or_default(),
        };
        let closes = tag.starts_with(b"/");
        let alone = tag.ends_with(b"/");
        match name {
            b"table:table" if closes || alone => self.end_table(),
            b"table:table" => self.in_table = true,
            b"office:annotation" => self.in_note = !closes && !alone,
            b"table:table-row" if closes || alone => self.end_row(),
            b"table:table-row" => {
                self.row_repeats = number(tag, b"table:number-rows-repeated").unwrap_or(1);
            }
            b"table:table-cell" | b"table:covered-table-cell" => {
                if !closes {
                    self.cell(tag, alone);
                }
                if closes || alone {
                    let text = self.cell_text.saturating_mul(self.cell_repeats);
                    self.row_text = self.row_text.saturating_add(text);
                    self.cell_text = 0;
                }
            }
            b"text:s" if !closes => {
                let blanks = number(tag, b"text:c").unwrap_or(1);
                self.blanks = self.blanks.saturating_add(blanks);
                self.cell_text = self.cell_text.saturating_add(blanks);
            }
            _ => {}
        }
    }

    fn cell(&mut self, tag: &[u8], alone: bool) {
        let repeats = number(tag, b"table:number-columns-repeated").unwrap_or(1).min(COLUMNS_MAX);
        self.row = (self.row + self.pending).min(COLUMNS_MAX);
        self.pending = 0;
        (self.cell_text, self.cell_repeats) = (0, repeats);
        let has = |name: &[u8]| tag.windows(name.len()).any(|window| window == name);
        if alone && !has(b"office:") && !has(b"table:formula") {
            self.pending = repeats;
        } else {
            self.row = (self.row + repeats).min(COLUMNS_MAX);
            self.cell_text = written(tag);
        }
    }

    fn end_row(&mut self) {
        let repeats = self.row_repeats.clamp(1, ROWS_MAX);
        self.rows = self.rows.saturating_add(repeats).min(ROWS_MAX);
        self.text = self.text.saturating_add(self.row_text.saturating_mul(repeats));
        self.row_text = 0;
        if self.row > 0 {
            self.rows_used = self.rows;
        }
        self.width = self.width.max(self.row);
        self.kept = self.kept.saturating_add(self.row);
        (self.row, self.pending, self.row_repeats) = (0, 0, 1);
    }

    fn end_table(&mut self) {
        self.in_table = false;
        self.grids = self.grids.saturating_add(self.rows_used.saturating_mul(self.width));
        (self.rows, self.rows_used, self.width) = (0, 0, 0);
    }
}

/// Bytes of a tag from the first of its attributes that hold a text.
fn written(tag: &[u8]) -> u64 {
    let names = [&b"table:formula"[..], b"office:string", b"office:date", b"office:time"];
    let from = tag
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b':')
        .find(|(at, _)| {
            let before = tag.get(at.saturating_sub(6)..).unwrap_or_default();
            let table = tag.get(at.saturating_sub(5)..).unwrap_or_default();
            names.iter().any(|name| before.starts_with(name) || table.starts_with(name))
        })
        .map(|(at, _)| at);
    from.map_or(0, |at| u64::try_from(tag.len() - at).unwrap_or(u64::MAX))
}

/// The number an attribute has; one that is none is left to the parser to refuse.
fn number(tag: &[u8], name: &[u8]) -> Option<u64> {
    let at = tag.windows(name.len()).position(|window| window == name)?;
    let digits = tag.get(at + name.len()..)?.iter();
    let digits = digits
        .skip_while(|byte| b"=\"' \t\r\n".contains(byte))
        .take_while(|byte| byte.is_ascii_digit());
    Some(
        digits.fold(0_u64, |sum, digit| {
            sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        }),
    )
}

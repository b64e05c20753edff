//! An `.ods` may say in a few bytes that a cell is repeated a million times, and its parser waits
//! for the end of a table that is cut off; so the text is walked once before it is parsed.

use crate::error::TableError;
use crate::sniff::Format;
use crate::tags;
use std::io::{BufReader, Read, Seek};

/// Cells that the sheets may span together.
const CELLS_MAX: u64 = 32_000_000;
/// Blanks that texts may hold by count.
const BLANKS_MAX: u64 = 16_000_000;
/// Columns that the parser keeps of a row.
const COLUMNS_MAX: u64 = 16_384;

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
    let whole = tags::walk(BufReader::new(content), |tag, _| walk.tag(tag));
    if !whole.map_err(|error| damaged(&error.to_string()))? || walk.in_table || walk.in_note {
        return Err(damaged("content.xml"));
    }
    for (found, limit) in [(walk.cells(), CELLS_MAX), (walk.blanks, BLANKS_MAX)] {
        if found > limit {
            return Err(TableError::TooManyCells { name: name.to_owned(), found, limit });
        }
    }
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
}

impl Walk {
    fn cells(&self) -> u64 {
        self.kept.max(self.grids)
    }

    fn tag(&mut self, tag: &[u8]) {
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
            b"table:table-cell" | b"table:covered-table-cell" if !closes => self.cell(tag, alone),
            b"text:s" if !closes => {
                let blanks = number(tag, b"text:c").unwrap_or(1);
                self.blanks = self.blanks.saturating_add(blanks);
            }
            _ => {}
        }
    }

    fn cell(&mut self, tag: &[u8], alone: bool) {
        let repeats = number(tag, b"table:number-columns-repeated").unwrap_or(1).min(COLUMNS_MAX);
        self.row = (self.row + self.pending).min(COLUMNS_MAX);
        self.pending = 0;
        let has = |name: &[u8]| tag.windows(name.len()).any(|window| window == name);
        if alone && !has(b"office:") && !has(b"table:formula") {
            self.pending = repeats;
        } else {
            self.row = (self.row + repeats).min(COLUMNS_MAX);
        }
    }

    fn end_row(&mut self) {
        self.rows = self.rows.saturating_add(self.row_repeats.max(1)).min(1 << 20);
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

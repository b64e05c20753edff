//! What the parser of `.xls` would make of the records of a workbook: whole grids of cells, a copy
//! of a text for every cell that names it, and names spelt out in every formula.

use crate::limit::{Excess, GRID_CELLS_MAX, GRID_TEXT_BYTES_MAX, MERGED_MAX, Measure, within};

/// Records that sheets may have together, a record counted for each sheet that names its place.
const RECORDS_MAX: u64 = 40_000_000;
/// Records that continue one; the parser moves the rest for each.
const CONTINUED_MAX: usize = 20_000;
/// Bytes that a character takes at most.
const CHARACTER_BYTES: u64 = 3;
/// Bytes of text that a byte of a formula can stand for where no name is spelt out.
const FORMULA_BYTES: u64 = 8;

const EOF: u16 = 0x000A;
const NAME: u16 = 0x0018;
const CONTINUE: u16 = 0x003C;
const SHEET: u16 = 0x0085;
const TEXTS: u16 = 0x00FC;
const TEXT_CELL: u16 = 0x00FD;
const MERGED: u16 = 0x00E5;
const BEGIN: u16 = 0x0809;
const DIMENSIONS: u16 = 0x0200;
const FORMULA: u16 = 0x0006;
const NUMBERS: u16 = 0x00BD;

/// Why a workbook is not given to the parser.
pub(crate) enum Refusal {
    Damaged(&'static str),
    TooMuch(Excess),
}

impl From<Excess> for Refusal {
    fn from(excess: Excess) -> Refusal {
        Refusal::TooMuch(excess)
    }
}

/// Refuses a stream that would exhaust memory or time.
pub(crate) fn check(stream: &[u8]) -> Result<(), Refusal> {
    let globals = Globals::of(stream)?;
    let mut sum = Sums::default();
    for start in &globals.sheets {
        sum.add(&globals, records(stream, *start))?;
    }
    Ok(())
}

/// What holds for all sheets.
#[derive(Default)]
struct Globals {
    /// Where sheets begin. Sheets may name one place, each with a grid of its own in memory.
    sheets: Vec<usize>,
    /// Characters of each text.
    texts: Vec<u16>,
    /// Bytes of text that one byte of a formula can stand for.
    spelt: u64,
}

impl Globals {
    fn of(stream: &[u8]) -> Result<Globals, Refusal> {
        let mut globals = Globals { spelt: FORMULA_BYTES, ..Globals::default() };
        let mut all = records(stream, 0).peekable();
        while let Some((kind, data)) = all.next() {
            let name = |at: usize| data.get(at).map_or(0, |length| u64::from(*length));
            let longest = match kind {
                EOF => break,
                SHEET => {
                    globals.sheets.extend(word(data, 0).and_then(|at| usize::try_from(at).ok()));
                    name(6)
                }
                NAME => name(3),
                TEXTS => {
                    let mut pieces = vec![data.get(8..).unwrap_or_default()];
                    while let Some((_, data)) = all.next_if(|(kind, _)| *kind == CONTINUE) {
                        pieces.push(data);
                    }
                    if pieces.len() > CONTINUED_MAX {
                        return Err(Refusal::Damaged("continued records"));
                    }
                    globals.texts = lengths(pieces).ok_or(Refusal::Damaged("texts"))?;
                    0
                }
                _ => 0,
            };
            // The shortest token that spells out a name takes five bytes.
            globals.spelt = globals.spelt.max(1 + longest * CHARACTER_BYTES / 5);
        }
        Ok(globals)
    }
}

/// The characters of each text, read as the parser reads them.
fn lengths(pieces: Vec<&[u8]>) -> Option<Vec<u16>> {
    let mut all = Vec::new();
    let mut pieces = Pieces { rest: pieces.into_iter(), data: &[] };
    pieces.next();
    while !pieces.data.is_empty() || pieces.next() {
        if pieces.data.is_empty() {
            all.push(0);
            continue;
        }
        let length = half(pieces.data, 0)?;
        let flags = *pieces.data.get(2)?;
        pieces.data = pieces.data.get(3..)?;
        let mut after = 0;
        if flags & 8 != 0 {
            after += 4 * usize::from(half(pieces.data, 0)?);
            pieces.data = pieces.data.get(2..)?;
        }
        if flags & 4 != 0 {
            after += usize::try_from(word(pieces.data, 0)?).ok()?;
            pieces.data = pieces.data.get(4..)?;
        }
        pieces.skip_text(usize::from(length), flags)?;
        pieces.skip(after)?;
        all.push(length);
    }
    Some(all)
}

struct Pieces<'a> {
    rest: std::vec::IntoIter<&'a [u8]>,
    data: &'a [u8],
}

impl Pieces<'_> {
    fn next(&mut self) -> bool {
        let next = self.rest.next();
        self.data = next.unwrap_or(self.data);
        next.is_some()
    }

    /// Where a text goes on in the next piece, a flag says again how wide its characters are.
    fn skip_text(&mut self, mut length: usize, mut flags: u8) -> Option<()> {
        while length > 0 {
            let wide = 1 + usize::from(flags & 1);
            let taken = length.min(self.data.len() / wide);
            self.data = self.data.get(taken * wide..)?;
            length -= taken;
            if length > 0 {
                if !self.next() {
                    return None;
                }
                flags = *self.data.first()?;
                self.data = self.data.get(1..)?;
            }
        }
        Some(())
    }

    fn skip(&mut self, mut length: usize) -> Option<()> {
        while length > 0 {
            if self.data.is_empty() && !self.next() {
                return None;
            }
            let taken = length.min(self.data.len());
            self.data = self.data.get(taken..)?;
            length -= taken;
        }
        Some(())
    }
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, length) = (half(rest, 0)?, usize::from(half(rest, 2)?));
        let data = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, data))
    })
}

/// What the sheets so far take together.
#[derive(Default)]
struct Sums {
    records: u64,
    cells: u64,
    text: u64,
    merged: u64,
}

impl Sums {
    /// Adds a sheet: the smallest grid around its cells, or the one it declares if that is more.
    fn add<'a>(
        &mut self,
        globals: &Globals,
        records: impl Iterator<Item = (u16, &'a [u8])>,
    ) -> Result<(), Refusal> {
        let (mut rows, mut columns, mut declared, mut found) = (0_u64, 0_u64, 0_u64, 0_u64);
        // Charts in the sheet begin and end like sheets.
        let (mut begun, mut depth) = (false, 0_u64);
        let mut continued = 0;
        for (kind, data) in records {
            self.records += 1;
            continued = if kind == CONTINUE { continued + 1 } else { 0 };
            if self.records > RECORDS_MAX || continued > CONTINUED_MAX {
                return Err(Refusal::Damaged("records"));
            }
            match kind {
                BEGIN if begun => depth += 1,
                BEGIN => begun = true,
                EOF if depth > 0 => depth -= 1,
                EOF => break,
                _ if depth > 0 => {}
                DIMENSIONS => declared = declared.max(dimensions(data).unwrap_or(u64::MAX)),
                MERGED => self.merged += u64::from(half(data, 0).unwrap_or(0)),
                FORMULA | 0x00D6 | TEXT_CELL | NUMBERS | 0x0203..=0x0205 | 0x0207 | 0x027E => {
                    // A run of numbers names its last column at its end.
                    let last = if kind == NUMBERS { data.len().saturating_sub(2) } else { 2 };
                    let first = half(data, 2).unwrap_or(0);
                    let column = half(data, last).unwrap_or(0).max(first);
                    // Where a formula ended in a text, that has no place of its own.
                    if kind != 0x0207 {
                        rows = rows.max(u64::from(half(data, 0).unwrap_or(0)) + 1);
                        columns = columns.max(u64::from(column) + 1);
                    }
                    // Each number of a run has its own cell, six bytes long.
                    let run = if kind == NUMBERS { data.len() / 6 } else { 1 };
                    found += u64::try_from(run).unwrap_or(0);
                    self.text = self.text.saturating_add(text(globals, kind, data));
                }
                _ => {}
            }
        }
        self.cells = self.cells.saturating_add(declared.max(rows * columns).max(found));
        within(Measure::Cells, self.cells, GRID_CELLS_MAX)?;
        within(Measure::TextBytes, self.text, GRID_TEXT_BYTES_MAX)?;
        Ok(within(Measure::Merged, self.merged, MERGED_MAX)?)
    }
}

/// Bytes of text that a cell takes.
fn text(globals: &Globals, kind: u16, data: &[u8]) -> u64 {
    let written = u64::try_from(data.len()).unwrap_or(0);
    match kind {
        TEXT_CELL => {
            let text = word(data, 6).and_then(|index| usize::try_from(index).ok());
            let length = text.and_then(|index| globals.texts.get(index)).copied().unwrap_or(0);
            u64::from(length) * CHARACTER_BYTES
        }
        FORMULA => written.saturating_sub(20).saturating_mul(globals.spelt),
        0x0204 | 0x00D6 | 0x0207 => written * CHARACTER_BYTES,
        _ => 0,
    }
}

/// Cells of the grid that a sheet declares, as the parser reads it; what it refuses anyway spans
/// nothing.
fn dimensions(data: &[u8]) -> Option<u64> {
    let ((first, last), at) = match data.len() {
        10 => ((u32::from(half(data, 0)?), u32::from(half(data, 2)?)), 4),
        14 | 16 => ((word(data, 0)?, word(data, 4)?), 8),
        _ => return Some(0),
    };
    let (first_column, last_column) = (half(data, at)?, half(data, at + 2)?);
    if last == 0 || last_column == 0 {
        return Some(1);
    }
    let first_column =
        if first_column > 0xFF || last_column < first_column { 0 } else { first_column };
    let rows = (last - 1).checked_sub(first)?;
    let columns = (last_column - 1).checked_sub(first_column)?;
    Some((u64::from(rows) + 1) * (u64::from(columns) + 1))
}

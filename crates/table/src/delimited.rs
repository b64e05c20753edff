//! `.csv` and its kin: any usual delimiter, UTF-8 with or without mark, UTF-16, GB 18030.

mod decode;

use crate::cell::{Batch, Rows, TextBatch};
use crate::error::{Note, TableError};
use crate::limit::COLUMNS_MAX;
use crate::sniff::Format;
use crate::{OpenOptions, Source, Table};
use csv::{ByteRecord, ReaderBuilder, Terminator};
use decode::{END, END_RECORD, RECORD_BYTES_MAX, Stop, Utf8Reader, encoding_of};
use encoding_rs::{Encoding, UTF_8};
use std::io::Seek;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

struct Delimited {
    name: String,
    encoding: &'static str,
    damaged: bool,
    reader: csv::Reader<Utf8Reader>,
    position: Arc<AtomicU64>,
    length: u64,
    batch_rows: usize,
    notes: Vec<Note>,
    record: ByteRecord,
    /// Where in the file the rows of a batch begin; kept, as room made anew costs page faults.
    starts: Vec<u64>,
    /// Has there been a record?
    begun: bool,
    /// What stopped the last batch, told after its rows.
    fault: Option<TableError>,
    ended: bool,
}

/// More rows than this in a batch fall out of the processor's cache.
const BATCH_ROWS_MAX: usize = 2048;

pub(crate) fn open(
    name: &str,
    mut source: Source,
    length: u64,
    options: &OpenOptions,
    mut notes: Vec<Note>,
) -> Result<Box<dyn Table>, TableError> {
    let failed = |error: std::io::Error| TableError::Read {
        name: name.to_owned(),
        place: None,
        reason: error.to_string(),
    };
    let (encoding, damaged) = encoding_of(&mut source).map_err(failed)?;
    source.rewind().map_err(failed)?;
    if encoding != UTF_8 {
        let label = encoding.name();
        notes.push(Note::new(
            format!("按 {label} 编码读取"),
            format!("read in the encoding {label}"),
        ));
    }
    let position = Arc::new(AtomicU64::new(0));
    let mut text = Utf8Reader::new(source, encoding, Arc::clone(&position));
    let start = text.peek().map_err(failed)?;
    let delimiter = delimiter_of(&start);
    let reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        // A carriage return before the end is taken off the last cell instead: with both as one end
        // the reader loses count of lines.
        .terminator(Terminator::Any(b'\n'))
        .buffer_capacity(1 << 16)
        .from_reader(text);
    Ok(Box::new(Delimited {
        name: name.to_owned(),
        encoding: encoding.name(),
        damaged,
        reader,
        position,
        length,
        batch_rows: options.batch_rows.clamp(1, BATCH_ROWS_MAX),
        notes,
        record: ByteRecord::new(),
        starts: Vec::new(),
        begun: false,
        fault: None,
        ended: false,
    }))
}

/// Lines by which the delimiter is told; a title may stand above the header.
const DELIMITER_LINES: usize = 20;

/// The delimiter that lines agree on: most lines with the same count outside quotes, times that
/// count.
fn delimiter_of(start: &[u8]) -> u8 {
    let most = |delimiter: u8| {
        let mut counts: Vec<usize> = vec![0];
        let mut quoted = false;
        for byte in start {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted && counts.len() == DELIMITER_LINES => break,
                b'\n' if !quoted => counts.push(0),
                byte if !quoted && *byte == delimiter => {
                    if let Some(count) = counts.last_mut() {
                        *count += 1;
                    }
                }
                _ => {}
            }
        }
        let agree = |count: usize| count * counts.iter().filter(|other| **other == count).count();
        counts.iter().map(|count| agree(*count)).max().unwrap_or(0)
    };
    // Of equals the last wins, which is the comma.
    *b"|;\t,".iter().max_by_key(|delimiter| most(**delimiter)).unwrap_or(&b',')
}

/// A batch with more text than this ends early, however few its rows.
const BATCH_BYTES_MAX: usize = 16 << 20;

/// Cells for which room is made ahead.
const CELLS_RESERVED_MAX: usize = 1 << 17;

/// What can be wrong with a line.
#[derive(Clone, Copy)]
enum LineFault {
    UnclosedQuote,
    ZeroByte,
    /// So many cells.
    Wide(usize),
    /// The line, or the undecodable part of it, begins at this byte of the file.
    Encoding {
        encoding: &'static str,
        offset: u64,
    },
}

impl LineFault {
    fn note(self) -> Note {
        match self {
            LineFault::UnclosedQuote => Note::new(
                "有引号没有闭合，其后各行都并入了一格；请补上或删去引号",
                "a quotation mark is opened here and not closed; close or remove it",
            ),
            LineFault::ZeroByte => Note::new(
                "有零字节，不是文本；请重新导出为 .csv 或 .xlsx",
                "a zero byte, so this is no text; export it again as .csv or .xlsx",
            ),
            LineFault::Wide(cells) => Note::new(
                format!(
                    "有 {cells} 格，超过上限 {COLUMNS_MAX}；请检查分隔符，或删去数据区右侧的内容"
                ),
                format!(
                    "{cells} cells, over the limit of {COLUMNS_MAX}; check the delimiter, or \
                     delete what lies to the right of the data"
                ),
            ),
            LineFault::Encoding { encoding, offset } => Note::new(
                format!(
                    "从第 {offset} 字节起有不属于 {encoding} 编码的内容；请另存为 UTF-8 编码的 .csv"
                ),
                format!(
                    "from byte {offset} on there are bytes that are not {encoding}; save the file \
                     as .csv in UTF-8"
                ),
            ),
        }
    }
}

/// What came of reading one record.
enum Taken {
    /// A row, and the line it begins on.
    Row(u64),
    /// A line with nothing in it.
    Blank,
    /// The end, or a fault after which nothing follows.
    End(Option<TableError>),
    /// A fault in this record alone.
    Fault(TableError),
}

impl Delimited {
    fn fault(&self, line: u64, fault: LineFault) -> TableError {
        TableError::Line { name: self.name.clone(), line, why: fault.note() }
    }

    fn take(&mut self) -> Taken {
        let before = self.reader.position().line();
        self.reader.get_mut().allowed = RECORD_BYTES_MAX;
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Taken::End(None),
            Err(error) => {
                let encoding = self.encoding;
                return Taken::End(Some(match self.reader.get_ref().stop {
                    Some(Stop::Long) => self.fault(before, LineFault::UnclosedQuote),
                    Some(Stop::Malformed(offset)) => {
                        self.fault(before, LineFault::Encoding { encoding, offset })
                    }
                    None => TableError::Read {
                        name: self.name.clone(),
                        place: None,
                        reason: error.to_string(),
                    },
                }));
            }
        }
        let text = self.record.as_slice();
        // Blank lines before a record are skipped by the reader, so its line is told from its end.
        let inside = text.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
        let line = self.reader.position().line().saturating_sub(inside + 1);
        if text == b"\r" && self.record.len() == 1 {
            return Taken::Blank;
        }
        if text == END_RECORD {
            return Taken::End(self.end(line));
        }
        self.begun = true;
        if text.ends_with(END) {
            return Taken::End(Some(self.fault(self.quote_line(line), LineFault::UnclosedQuote)));
        }
        if text.contains(&0) {
            return Taken::Fault(self.fault(line, LineFault::ZeroByte));
        }
        if self.record.len() > COLUMNS_MAX {
            return Taken::Fault(self.fault(line, LineFault::Wide(self.record.len())));
        }
        Taken::Row(line)
    }

    /// What is wrong at the end: nothing was read, or it is no end but a line that looks like it.
    fn end(&mut self, line: u64) -> Option<TableError> {
        if !matches!(self.reader.read_byte_record(&mut self.record), Ok(false)) {
            return Some(self.fault(line, LineFault::ZeroByte));
        }
        let name = self.name.clone();
        (!self.begun).then_some(TableError::NoRows { name, sheet: None })
    }

    /// The line on which the open quotation mark stands. The end of the file counts no line.
    fn quote_line(&self, line: u64) -> u64 {
        let cells = self.record.iter();
        let before = cells.take(self.record.len().saturating_sub(1));
        let ends = before.flatten().filter(|byte| **byte == b'\n').count();
        // The record was not ended by the end of a line.
        line + 1 + u64::try_from(ends).unwrap_or(0)
    }

    /// The rows whose text is in the encoding, and what is wrong with the first that is not.
    fn finish(&mut self, mut batch: TextBatch, bytes: Vec<u8>) -> TextBatch {
        let mut bytes = match String::from_utf8(bytes) {
            Ok(text) if !self.damaged => {
                batch.text = text;
                return batch;
            }
            Ok(text) => text.into_bytes(),
            Err(error) => error.into_bytes(),
        };
        let mut valid = Encoding::utf8_valid_up_to(&bytes);
        // Halves of a character on both sides of a delimiter are whole without it.
        let halved = |end: &&usize| bytes.get(**end).is_some_and(|byte| byte & 0xC0 == 0x80);
        if let Some(end) = batch.ends.iter().find(halved) {
            valid = valid.min(end.saturating_sub(1));
        }
        if valid < bytes.len() {
            let bad = batch
                .rows
                .iter()
                .rposition(|first| batch.ends.get(*first).is_some_and(|start| *start <= valid));
            let bad = bad.unwrap_or(0);
            let line = batch.numbers.get(bad).copied().unwrap_or(0);
            let offset = self.starts.get(bad).copied().unwrap_or(0);
            let fault = LineFault::Encoding { encoding: self.encoding, offset };
            self.fault = Some(self.fault(line, fault));
            self.ended = true;
            let ends = batch.rows.get(bad).copied().unwrap_or(0);
            bytes.truncate(batch.ends.get(ends).copied().unwrap_or(0));
            batch.numbers.truncate(bad);
            batch.rows.truncate(bad);
            batch.ends.truncate(ends);
        }
        batch.text = String::from_utf8(bytes).unwrap_or_default();
        batch
    }
}

impl Table for Delimited {
    fn next_rows(&mut self) -> Result<Option<Rows>, TableError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let mut batch = TextBatch::default();
        let room = (self.batch_rows * self.record.as_slice().len()).min(BATCH_BYTES_MAX);
        let mut bytes: Vec<u8> = Vec::with_capacity(room);
        self.starts.clear();
        // As many as the last batch had, so that growing does not move them.
        let cells = (self.record.len() + 1).saturating_mul(self.batch_rows);
        batch.ends.reserve(cells.min(CELLS_RESERVED_MAX));
        let mut width = 0;
        while !self.ended && batch.numbers.len() < self.batch_rows && bytes.len() < BATCH_BYTES_MAX
        {
            let start = self.reader.position().byte() + self.reader.get_ref().mark;
            match self.take() {
                Taken::Row(line) => {
                    width = width.max(self.record.len());
                    batch.numbers.push(line);
                    self.starts.push(start);
                    batch.rows.push(batch.ends.len());
                    batch.ends.push(bytes.len());
                    for cell in &self.record {
                        bytes.extend_from_slice(cell);
                        batch.ends.push(bytes.len());
                    }
                }
                Taken::Blank => {}
                Taken::Fault(fault) => {
                    self.fault = Some(fault);
                    break;
                }
                Taken::End(fault) => {
                    self.fault = fault;
                    self.ended = true;
                }
            }
        }
        let earlier = self.fault.take();
        let batch = self.finish(batch, bytes);
        // A fault in the text comes before the one that ended the batch.
        self.fault = self.fault.take().or(earlier);
        if !batch.numbers.is_empty() {
            return Ok(Some(Rows { batch: Batch::Text(batch), width }));
        }
        self.fault.take().map_or(Ok(None), Err)
    }

    #[expect(clippy::cast_precision_loss, reason = "a progress bar needs no precision")]
    fn progress(&self) -> f32 {
        (self.position.load(Ordering::Relaxed) as f32 / self.length.max(1) as f32).min(1.0)
    }

    fn format(&self) -> Format {
        Format::Csv
    }

    fn notes(&self) -> &[Note] {
        &self.notes
    }
}

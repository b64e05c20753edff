//! `.csv` and its kin: any usual delimiter, UTF-8 with or without mark, UTF-16, GB 18030.

use crate::cell::{Batch, Rows, TextBatch};
use crate::error::{Note, TableError};
use crate::sniff::Format;
use crate::{OpenOptions, Source, Table};
use csv::{ByteRecord, ReaderBuilder, Terminator};
use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

struct Delimited {
    name: String,
    reader: csv::Reader<Utf8Reader>,
    position: Arc<AtomicU64>,
    length: u64,
    batch_rows: usize,
    notes: Vec<Note>,
    record: ByteRecord,
    /// Has there been a record?
    begun: bool,
    /// The line on which the last record began, if its last cell goes over the end of a line.
    spanning: Option<u64>,
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
    let encoding = encoding_of(&mut source).map_err(failed)?;
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
        reader,
        position,
        length,
        batch_rows: options.batch_rows.clamp(1, BATCH_ROWS_MAX),
        notes,
        record: ByteRecord::new(),
        begun: false,
        spanning: None,
        ended: false,
    }))
}

/// A mark decides; else UTF-8 if the whole file is that; else GB 18030, which every office in
/// mainland China writes.
fn encoding_of(source: &mut Source) -> std::io::Result<&'static Encoding> {
    let mut buffer = vec![0; 1 << 16];
    // A character cut by the end of a chunk is completed by the next.
    let mut carried = 0;
    let mut first = true;
    loop {
        let count = source.read(buffer.get_mut(carried..).unwrap_or_default())?;
        let length = carried + count;
        let chunk = buffer.get(..length).unwrap_or_default();
        if first {
            first = false;
            if let Some((encoding, _)) = Encoding::for_bom(chunk) {
                return Ok(encoding);
            }
        }
        let valid = Encoding::utf8_valid_up_to(chunk);
        carried = length - valid;
        if carried >= 4 || (count == 0 && carried > 0) {
            return Ok(GB18030);
        }
        if count == 0 {
            return Ok(UTF_8);
        }
        buffer.copy_within(valid..length, 0);
    }
}

/// The delimiter that the first line has most of, outside quotes.
fn delimiter_of(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b'\t', 0), (b';', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (delimiter, count) in &mut counts {
                    *count += i32::from(byte == delimiter);
                }
            }
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}

/// Bytes in any encoding as UTF-8.
struct Utf8Reader {
    source: Source,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    taken: usize,
    ended: bool,
    /// The last byte that is no blank.
    last: u8,
    position: Arc<AtomicU64>,
}

impl Utf8Reader {
    fn new(source: Source, encoding: &'static Encoding, position: Arc<AtomicU64>) -> Utf8Reader {
        let plain = encoding == UTF_8;
        debug_assert!([UTF_8, UTF_16LE, UTF_16BE, GB18030].contains(&encoding));
        Utf8Reader {
            source,
            decoder: (!plain).then(|| encoding.new_decoder_with_bom_removal()),
            raw: vec![0; 1 << 16],
            ready: Vec::new(),
            taken: 0,
            ended: false,
            last: b' ',
            position,
        }
    }

    /// The first decoded bytes, without taking them.
    fn peek(&mut self) -> std::io::Result<Vec<u8>> {
        self.fill()?;
        if self.decoder.is_none() && self.ready.starts_with(&[0xEF, 0xBB, 0xBF]) {
            self.taken = 3;
        }
        Ok(self.ready.get(self.taken..).unwrap_or_default().to_vec())
    }

    fn fill(&mut self) -> std::io::Result<()> {
        while self.taken >= self.ready.len() && !self.ended {
            let count = self.source.read(&mut self.raw)?;
            self.position.fetch_add(u64::try_from(count).unwrap_or(0), Ordering::Relaxed);
            self.ended = count == 0;
            let chunk = self.raw.get(..count).unwrap_or_default();
            self.ready.clear();
            self.taken = 0;
            match &mut self.decoder {
                None => self.ready.extend_from_slice(chunk),
                Some(decoder) => {
                    let room = decoder.max_utf8_buffer_length(count).unwrap_or(count * 3 + 16);
                    let mut text = String::with_capacity(room);
                    let _ = decoder.decode_to_string(chunk, &mut text, self.ended);
                    self.ready = text.into_bytes();
                }
            }
            let last = self.ready.iter().rfind(|byte| !byte.is_ascii_whitespace());
            self.last = last.copied().unwrap_or(self.last);
        }
        Ok(())
    }
}

impl Read for Utf8Reader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.fill()?;
        let ready = self.ready.get(self.taken..).unwrap_or_default();
        let count = ready.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..count), ready.get(..count)) {
            into.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}

/// A quoted field longer than this is a quotation mark that was never closed.
const RECORD_BYTES_MAX: usize = 1 << 20;

impl Delimited {
    /// What no text file has in a record.
    fn check(&self, line: u64) -> Result<(), TableError> {
        let record = self.record.as_slice();
        if record.contains(&0) {
            return Err(self.fault(
                line,
                "有零字节，不是文本；请重新导出为 .csv 或 .xlsx",
                "a zero byte, so this is no text; export it again as .csv or .xlsx",
            ));
        }
        if record.len() > RECORD_BYTES_MAX {
            return Err(self.unclosed(line));
        }
        Ok(())
    }

    /// At the end of the file: a last cell that goes over lines has its closing mark at the end.
    fn check_end(&self) -> Result<(), TableError> {
        match self.spanning {
            Some(line) if self.reader.get_ref().last != b'"' => Err(self.unclosed(line)),
            _ if !self.begun => Err(TableError::NoRows { name: self.name.clone(), sheet: None }),
            _ => Ok(()),
        }
    }

    fn unclosed(&self, line: u64) -> TableError {
        self.fault(
            line,
            "有引号没有闭合，其后各行都并入了一格；请补上或删去引号",
            "a quotation mark is opened here and not closed; close or remove it",
        )
    }

    fn fault(&self, line: u64, zh: impl Into<String>, en: impl Into<String>) -> TableError {
        TableError::Line { name: self.name.clone(), line, why: Note::new(zh, en) }
    }
}

impl Table for Delimited {
    fn next_rows(&mut self) -> Result<Option<Rows>, TableError> {
        let mut batch = TextBatch::default();
        let mut bytes: Vec<u8> = Vec::with_capacity(self.batch_rows * self.record.as_slice().len());
        let mut width = 0;
        while !self.ended && batch.numbers.len() < self.batch_rows {
            let line = self.reader.position().line();
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => {}
                Ok(false) => {
                    self.ended = true;
                    self.check_end()?;
                    break;
                }
                Err(error) => {
                    let (zh, en) =
                        (format!("读取中断：{error}"), format!("reading stopped: {error}"));
                    return Err(self.fault(line, zh, en));
                }
            }
            let start = self.record.position().map_or(line, csv::Position::line);
            self.check(start)?;
            self.begun = true;
            // Few records go over the end of a line; only those are looked at.
            let goes_on = self.reader.position().line() > start + 1
                && self.record.iter().next_back().is_some_and(|cell| cell.contains(&b'\n'));
            self.spanning = goes_on.then_some(start);
            width = width.max(self.record.len());
            batch.numbers.push(start);
            batch.rows.push(batch.ends.len());
            batch.ends.push(bytes.len());
            for cell in &self.record {
                bytes.extend_from_slice(cell);
                batch.ends.push(bytes.len());
            }
        }
        if batch.numbers.is_empty() {
            return Ok(None);
        }
        batch.text = String::from_utf8(bytes).map_err(|error| {
            // The file was checked when it was opened; it changed since.
            let at = error.utf8_error().valid_up_to();
            let row = batch.ends.iter().position(|end| *end > at).unwrap_or(0);
            let row = batch.rows.iter().rposition(|first| *first <= row).unwrap_or(0);
            let line = batch.numbers.get(row).copied().unwrap_or(0);
            self.fault(
                line,
                "有不属于这种编码的字节；文件可能正被改写，请关闭后再试",
                "bytes that are no text in this encoding; close what is writing the file, try again",
            )
        })?;
        Ok(Some(Rows { batch: Batch::Text(batch), width }))
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

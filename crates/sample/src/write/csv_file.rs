//! A wide table as CSV, in the encodings that spreadsheet programs write.

use super::{CsvEncoding, DossierSink, WriteError};
use crate::error::SampleError;
use crate::facts::SampleDossier;
use crate::table::COLUMNS;
use csv::{Terminator, Writer, WriterBuilder};
use std::fmt::Write as _;
use std::io::Write;

/// Text is encoded in pieces of about this many bytes, which end with whole rows.
const PIECE: usize = 1 << 16;

pub(super) struct Sink<W: Write> {
    out: W,
    encoding: CsvEncoding,
    text: Vec<u8>,
    cell: String,
}

impl<W: Write> Sink<W> {
    pub(super) fn new(out: W, encoding: CsvEncoding) -> Result<Sink<W>, SampleError> {
        let mut text = Vec::with_capacity(PIECE * 2);
        if encoding == CsvEncoding::Utf8Bom {
            text.extend_from_slice("\u{feff}".as_bytes());
        }
        let mut sink = Sink { out, encoding, text, cell: String::new() };
        sink.record(|writer, _| writer.write_record(COLUMNS.iter().map(|column| column.header)))?;
        Ok(sink)
    }

    /// Adds a row to the piece; the writer works on memory, so that rows stay whole.
    fn record(
        &mut self,
        write: impl FnOnce(&mut Writer<&mut Vec<u8>>, &mut String) -> csv::Result<()>,
    ) -> csv::Result<()> {
        let mut builder = WriterBuilder::new();
        builder.terminator(Terminator::CRLF).buffer_capacity(1 << 11);
        let mut writer = builder.from_writer(&mut self.text);
        write(&mut writer, &mut self.cell)?;
        writer.flush()?;
        Ok(())
    }

    fn emit(&mut self) -> std::io::Result<()> {
        if self.encoding == CsvEncoding::Gb18030 {
            let text = String::from_utf8_lossy(&self.text);
            let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
            self.out.write_all(&bytes)?;
        } else {
            self.out.write_all(&self.text)?;
        }
        self.text.clear();
        Ok(())
    }
}

impl<W: Write> DossierSink for Sink<W> {
    fn push(&mut self, dossier: &SampleDossier) -> Result<(), WriteError> {
        self.record(|writer, text| {
            for column in COLUMNS {
                text.clear();
                // Writing to a string cannot fail.
                let _ = write!(text, "{}", column.cell(dossier));
                writer.write_field(&*text)?;
            }
            writer.write_record(None::<&[u8]>)
        })?;
        if self.text.len() >= PIECE {
            self.emit()?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        self.emit()?;
        Ok(self.out.flush()?)
    }
}

//! Rows out of any office file: `.xlsx`, `.xls`, `.ods`, `.csv` in its encodings, `.parquet`.
//!
//! What a file is, is decided by its content, not by its name. Delimited and columnar files are
//! read in batches, so that memory does not grow with the file. Nothing here knows what a column
//! means.

mod biff;
mod cell;
mod columnar;
mod delimited;
mod error;
mod guard;
mod limit;
mod ole;
mod ration;
mod repeats;
mod sniff;
mod spreadsheet;
mod tags;

use bytes::Bytes;
use limit::{FILE_BYTES_MAX, within};
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::path::Path;

pub use cell::{Cell, DayColumn, Rows};
pub use error::{Note, TableError};
pub use limit::Measure;
pub use sniff::{Format, sniff};

/// Bytes from which a format is told.
const SNIFF_BYTES: u64 = 8192;

/// How a table is opened.
#[derive(Debug, Clone)]
pub struct OpenOptions {
    /// The sheet to read; the first visible one with any rows if absent.
    pub sheet: Option<String>,
    /// Rows in a batch.
    pub batch_rows: usize,
    /// Most bytes that a workbook may unpack to, and that its cells may hold as text, each text
    /// counted in every cell.
    pub unpacked_bytes_max: u64,
    /// Most tags that a workbook may consist of; who edits it wants fewer than who reads it.
    pub tags_max: u64,
}

impl Default for OpenOptions {
    fn default() -> OpenOptions {
        OpenOptions {
            sheet: None,
            batch_rows: 8192,
            unpacked_bytes_max: 1 << 30,
            tags_max: u64::MAX,
        }
    }
}

/// A rectangle of merged cells, rows from 1 and columns from 0, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergedRegion {
    /// First row.
    pub first_row: u64,
    /// Last row.
    pub last_row: u64,
    /// First column.
    pub first_column: usize,
    /// Last column.
    pub last_column: usize,
}

/// A table that is read row batch by row batch.
pub trait Table: Send {
    /// The next rows, or `None` at the end.
    ///
    /// # Errors
    /// What is wrong with the file from here on; rows read before stay good.
    fn next_rows(&mut self) -> Result<Option<Rows>, TableError>;

    /// Names of the columns, where the format has them apart from the rows.
    fn header(&self) -> Option<&[String]> {
        None
    }

    /// Merged cells of a sheet.
    fn merged(&self) -> &[MergedRegion] {
        &[]
    }

    /// How many rows there are, where the format tells.
    fn size_hint(&self) -> Option<u64> {
        None
    }

    /// How much of the file has been read, from 0 to 1.
    fn progress(&self) -> f32;

    /// What the file is.
    fn format(&self) -> Format;

    /// The sheet that is read.
    fn sheet_name(&self) -> Option<&str> {
        None
    }

    /// Remarks that do not keep the table from being read.
    fn notes(&self) -> &[Note];
}

/// Opens a file as a table.
///
/// # Errors
/// Why the file cannot be read as a table, with what to do.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Box<dyn Table>, TableError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let file = File::open(path).map_err(|source| TableError::Open {
        path: path.display().to_string(),
        reason: source.to_string(),
    })?;
    open_source(&name, Source::File(file), options)
}

/// Opens bytes as a table; `name` is used in messages only.
///
/// # Errors
/// Why the bytes cannot be read as a table, with what to do.
pub fn open_bytes(
    name: &str,
    bytes: Vec<u8>,
    options: &OpenOptions,
) -> Result<Box<dyn Table>, TableError> {
    open_source(name, Source::Bytes(Cursor::new(Bytes::from(bytes))), options)
}

/// A file or bytes.
pub(crate) enum Source {
    File(File),
    Bytes(Cursor<Bytes>),
}

impl Source {
    /// The same once more. Of a file both have one position, so each must seek before it reads.
    fn again(&self) -> std::io::Result<Source> {
        Ok(match self {
            Source::File(file) => Source::File(file.try_clone()?),
            Source::Bytes(bytes) => Source::Bytes(Cursor::new(bytes.get_ref().clone())),
        })
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Source::File(file) => file.read(buffer),
            Source::Bytes(bytes) => bytes.read(buffer),
        }
    }
}

impl Seek for Source {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        match self {
            Source::File(file) => file.seek(position),
            Source::Bytes(bytes) => bytes.seek(position),
        }
    }
}

fn open_source(
    name: &str,
    mut source: Source,
    options: &OpenOptions,
) -> Result<Box<dyn Table>, TableError> {
    let mut head = Vec::new();
    let read = |source: &mut Source, head: &mut Vec<u8>| -> std::io::Result<u64> {
        source.by_ref().take(SNIFF_BYTES).read_to_end(head)?;
        let length = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        Ok(length)
    };
    let length = read(&mut source, &mut head).map_err(|error| TableError::Read {
        name: name.to_owned(),
        place: None,
        reason: error.to_string(),
    })?;
    let format = sniff(&head, name);
    let mut notes = Vec::new();
    if let Some(promised) = sniff::promised(name).filter(|promised| *promised != format) {
        notes.push(Note::other_format(name, promised, format));
    }
    if options.sheet.is_some() && matches!(format, Format::Csv | Format::Parquet) {
        notes.push(Note::new(
            format!("{format} 没有工作表，--sheet 未用"),
            format!("{format} has no sheets; --sheet was not used"),
        ));
    }
    match format {
        Format::Xlsx | Format::Xls | Format::Ods => {
            within(Measure::FileBytes, length, FILE_BYTES_MAX)
                .map_err(|over| over.in_file(name))?;
            spreadsheet::open(name, source, format, options, notes)
        }
        Format::Csv => delimited::open(name, source, length, options, notes),
        Format::Parquet => columnar::open(name, source, options, notes),
        Format::Html => Err(TableError::Html { name: name.to_owned() }),
        Format::Encrypted => Err(TableError::Encrypted { name: name.to_owned() }),
        Format::Empty => Err(TableError::Empty { name: name.to_owned() }),
        is @ (Format::JsonLines
        | Format::Xlsb
        | Format::Word
        | Format::Slides
        | Format::Pdf
        | Format::Archive
        | Format::Unknown) => Err(TableError::NotATable { name: name.to_owned(), is }),
    }
}

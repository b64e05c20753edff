//! Dossiers to files, and beside them what was planted.

mod csv_file;
mod jsonl;
mod parquet_file;
mod xlsx;

use crate::error::SampleError;
use crate::facts::SampleDossier;
use crate::{SampleOptions, dossiers};
use serde::Serialize;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use xibao_rulebook::Level;

pub(crate) use xlsx::MOST_ROWS as XLSX_MOST_ROWS;

/// How often progress is told, in dossiers.
const STRIDE: u64 = 4_096;

/// The characters of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvEncoding {
    /// UTF-8 with a byte order mark, which spreadsheet programs recognise.
    #[default]
    Utf8Bom,
    /// UTF-8.
    Utf8,
    /// GB 18030, as Chinese spreadsheet programs save by default.
    Gb18030,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON Lines of cases in the interchange form.
    Jsonl,
    /// A wide table as CSV.
    Csv(CsvEncoding),
    /// A wide table as a workbook.
    Xlsx,
    /// A wide table as Parquet.
    Parquet,
}

impl Format {
    /// The format that the extension of a path names; CSV is UTF-8 with a byte order mark.
    ///
    /// # Errors
    /// [`SampleError::Extension`] if it names none.
    pub fn of(path: &Path) -> Result<Format, SampleError> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("jsonl" | "ndjson") => Ok(Format::Jsonl),
            Some("csv") => Ok(Format::Csv(CsvEncoding::default())),
            Some("xlsx") => Ok(Format::Xlsx),
            Some("parquet") => Ok(Format::Parquet),
            _ => Err(SampleError::Extension(path.to_owned())),
        }
    }

    /// Where the first dossier stands: a line of the file, a row of the sheet or of the table.
    const fn first_row(self) -> u64 {
        match self {
            Format::Jsonl | Format::Parquet => 1,
            Format::Csv(_) => 2,
            Format::Xlsx => xlsx::FIRST_ROW as u64 + 1,
        }
    }
}

/// Is told how many dossiers were written so far.
pub type Progress<'a> = &'a mut dyn FnMut(u64);

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// How many dossiers.
    pub rows: u64,
    /// How many planted breaches the file beside it lists.
    pub planted: u64,
    /// The file that lists them.
    pub planted_path: PathBuf,
}

/// Writes dossiers to a file, and to `<name>.planted.jsonl` beside it what was planted.
///
/// # Errors
/// A file that cannot be written, or a workbook with more rows than a sheet holds.
pub fn write(
    path: &Path,
    format: Format,
    options: &SampleOptions,
    progress: Progress<'_>,
) -> Result<Written, SampleError> {
    match format {
        Format::Jsonl => write_jsonl(path, options, progress),
        Format::Csv(encoding) => write_csv(path, encoding, options, progress),
        Format::Xlsx => write_xlsx(path, options, progress),
        Format::Parquet => write_parquet(path, options, progress),
    }
}

/// Writes cases of the interchange form, one a line. See [`write()`].
///
/// # Errors
/// As [`write()`].
pub fn write_jsonl(
    path: &Path,
    options: &SampleOptions,
    progress: Progress<'_>,
) -> Result<Written, SampleError> {
    let mut sink = jsonl::Sink::new(create(path)?);
    run(path, Format::Jsonl, options, progress, &mut sink)
}

/// Writes a wide table as CSV. See [`write()`].
///
/// # Errors
/// As [`write()`].
pub fn write_csv(
    path: &Path,
    encoding: CsvEncoding,
    options: &SampleOptions,
    progress: Progress<'_>,
) -> Result<Written, SampleError> {
    let mut sink = csv_file::Sink::new(create(path)?, encoding)?;
    run(path, Format::Csv(encoding), options, progress, &mut sink)
}

/// Writes a wide table as a workbook. See [`write()`].
///
/// # Errors
/// As [`write()`]; [`SampleError::TooManyRows`] beyond what a sheet holds.
pub fn write_xlsx(
    path: &Path,
    options: &SampleOptions,
    progress: Progress<'_>,
) -> Result<Written, SampleError> {
    if options.count > XLSX_MOST_ROWS {
        return Err(SampleError::TooManyRows(options.count));
    }
    let mut sink = xlsx::Sink::new(create(path)?, options)?;
    run(path, Format::Xlsx, options, progress, &mut sink)
}

/// Writes a wide table as Parquet. See [`write()`].
///
/// # Errors
/// As [`write()`].
pub fn write_parquet(
    path: &Path,
    options: &SampleOptions,
    progress: Progress<'_>,
) -> Result<Written, SampleError> {
    let mut sink = parquet_file::Sink::new(create(path)?)?;
    run(path, Format::Parquet, options, progress, &mut sink)
}

/// Takes dossiers one by one.
trait DossierSink {
    fn push(&mut self, dossier: &SampleDossier) -> Result<(), WriteError>;
    fn finish(&mut self) -> Result<(), WriteError>;
}

/// An error that does not know its file yet.
enum WriteError {
    Io(std::io::Error),
    Other(SampleError),
}

impl From<std::io::Error> for WriteError {
    fn from(source: std::io::Error) -> WriteError {
        WriteError::Io(source)
    }
}

impl<E: Into<SampleError>> From<E> for WriteError {
    fn from(source: E) -> WriteError {
        WriteError::Other(source.into())
    }
}

impl WriteError {
    fn at(self, path: &Path) -> SampleError {
        match self {
            WriteError::Io(source) => SampleError::File { path: path.to_owned(), source },
            WriteError::Other(error) => error,
        }
    }
}

/// A line of the file of what was planted.
#[derive(Serialize)]
struct PlantedLine<'a> {
    id: &'a str,
    row: u64,
    rule: &'static str,
    level: Level,
}

fn run(
    path: &Path,
    format: Format,
    options: &SampleOptions,
    progress: Progress<'_>,
    sink: &mut dyn DossierSink,
) -> Result<Written, SampleError> {
    let planted_path = path.with_extension("planted.jsonl");
    let mut planted_file = create(&planted_path)?;
    let (mut rows, mut planted) = (0, 0);
    for dossier in dossiers(options) {
        sink.push(&dossier).map_err(|error| error.at(path))?;
        let shown =
            dossier.planted.iter().filter(|planted| planted.in_tables || format == Format::Jsonl);
        for plant in shown {
            let row = format.first_row() + rows;
            let line = PlantedLine { id: &dossier.id, row, rule: plant.rule, level: plant.level };
            serde_json::to_writer(&mut planted_file, &line)?;
            planted_file.write_all(b"\n").map_err(|error| file_error(&planted_path, error))?;
            planted += 1;
        }
        rows += 1;
        if rows % STRIDE == 0 {
            progress(rows);
        }
    }
    sink.finish().map_err(|error| error.at(path))?;
    planted_file.flush().map_err(|error| file_error(&planted_path, error))?;
    progress(rows);
    Ok(Written { rows, planted, planted_path })
}

fn create(path: &Path) -> Result<BufWriter<File>, SampleError> {
    let file = File::create(path).map_err(|error| file_error(path, error))?;
    Ok(BufWriter::with_capacity(1 << 18, file))
}

fn file_error(path: &Path, source: std::io::Error) -> SampleError {
    SampleError::File { path: path.to_owned(), source }
}

//! From what is known back to the forms, and the sheet of what is wrong with a table.
//!
//! What is written is read again as the same values: a guard against formulas in text files is
//! taken off on reading, dates keep their precision, numbers with leading zeros are text.

mod csv;
mod form;
mod problems;
mod sheet;

use crate::error::RosterError;
use crate::verdict::{Known, KnownOrganisation};
use std::borrow::Borrow;
use std::path::Path;

pub use crate::words::words;
pub(crate) use csv::unguarded;
pub use form::Form;
pub use problems::{Problems, problems};

/// The file format of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A workbook; every cell is text.
    Xlsx,
    /// Comma-separated values.
    Csv(Encoding),
}

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 with the mark at its beginning, without which offices in mainland China take it for
    /// GBK.
    Utf8,
    /// GB 18030, for programs that read nothing else.
    Gb18030,
}

/// Writes people as a form; without people, an empty form to be filled in. With `masked`, sensitive
/// values are masked, and reading the file again refuses them.
///
/// # Errors
/// [`RosterError::Write`], [`RosterError::TooManyRows`] and [`RosterError::Unwritable`].
pub fn people<K: Borrow<Known>>(
    form: Form,
    rows: impl IntoIterator<Item = K>,
    format: Format,
    out: &Path,
    masked: bool,
) -> Result<(), RosterError> {
    let columns = form::people(form);
    let heads = columns.iter().map(|column| Heading {
        text: column.0,
        width: column.2,
        choices: form::person_choices(column.1),
    });
    write(&heads.collect::<Vec<_>>(), format, out, |writer| {
        let mut cells = Vec::new();
        for known in rows {
            cells.clear();
            let known = known.borrow();
            cells.extend(columns.iter().map(|column| form::person_cell(known, column.1, masked)));
            writer.row(&cells)?;
        }
        Ok(())
    })
}

/// Writes organisations as a form; see [`people`].
///
/// # Errors
/// As [`people`].
pub fn organisations<K: Borrow<KnownOrganisation>>(
    form: Form,
    rows: impl IntoIterator<Item = K>,
    format: Format,
    out: &Path,
    masked: bool,
) -> Result<(), RosterError> {
    let columns = form::organisations(form);
    let heads = columns.iter().map(|column| Heading {
        text: column.0,
        width: column.2,
        choices: form::organisation_choices(column.1),
    });
    write(&heads.collect::<Vec<_>>(), format, out, |writer| {
        let mut cells = Vec::new();
        for known in rows {
            cells.clear();
            let known = known.borrow();
            let cell = |column: &form::Column<_>| form::organisation_cell(known, column.1, masked);
            cells.extend(columns.iter().map(cell));
            writer.row(&cells)?;
        }
        Ok(())
    })
}

/// Where rows go.
enum Writer {
    Sheet(Box<sheet::Sheet>),
    Csv(csv::Csv),
}

impl Writer {
    fn row(&mut self, cells: &[String]) -> Result<(), RosterError> {
        match self {
            Writer::Sheet(sheet) => sheet.row(cells),
            Writer::Csv(csv) => csv.row(cells),
        }
    }
}

/// A heading to be written.
struct Heading {
    text: &'static str,
    width: f64,
    choices: &'static [&'static str],
}

fn write(
    headings: &[Heading],
    format: Format,
    out: &Path,
    fill: impl FnOnce(&mut Writer) -> Result<(), RosterError>,
) -> Result<(), RosterError> {
    let mut writer = match format {
        Format::Xlsx => Writer::Sheet(Box::new(sheet::Sheet::begin(headings, out)?)),
        Format::Csv(encoding) => {
            let texts: Vec<&str> = headings.iter().map(|heading| heading.text).collect();
            Writer::Csv(csv::Csv::begin(&texts, encoding, out)?)
        }
    };
    let written = fill(&mut writer).and_then(|()| match writer {
        Writer::Sheet(sheet) => sheet.finish(),
        Writer::Csv(csv) => csv.finish(),
    });
    if written.is_err() && format != Format::Xlsx {
        // Half a roster must not be taken for one; if it cannot be removed, the error stands.
        let _ = std::fs::remove_file(out);
    }
    written
}

/// The failure of a write, with its place.
fn failed(out: &Path, reason: &dyn std::fmt::Display) -> RosterError {
    RosterError::Write { path: out.display().to_string(), reason: reason.to_string() }
}

//! Finding sheets: one HTML file to read on a screen and to print, a sheet for each person with
//! something to check.
//!
//! The file has no scripts and reads no other file. The sheets are made as the dossiers come and
//! the first page when all of them are known, so memory holds the text of at most
//! [`MAX_SHEETS`] sheets and never the dossiers.

mod page;
mod sheet;

use super::{ReportError, ReportHead};
use crate::dossier::{Dossier, Summary};
use std::io::Write;
use xibao_rulebook::Rulebook;

/// Sheets in one file. A browser takes about a second for each thousand and a ream of paper has
/// 500 leaves; who has more to check examines branch by branch or works in the workbook.
pub const MAX_SHEETS: usize = 3_000;

/// Bytes of sheets in one file; reached before [`MAX_SHEETS`] only by very long dossiers.
pub const MAX_SHEET_BYTES: usize = 64 * 1024 * 1024;

/// A file of finding sheets in the making.
pub struct Sheets<'a> {
    head: &'a ReportHead,
    book: &'a Rulebook,
    text: String,
    entries: Vec<page::Entry>,
    concerned: u64,
}

impl<'a> Sheets<'a> {
    /// Begins a file.
    pub fn begin(head: &'a ReportHead, book: &'a Rulebook) -> Sheets<'a> {
        Sheets { head, book, text: String::new(), entries: Vec::new(), concerned: 0 }
    }

    /// Adds a dossier. One without findings and unusable values gets no sheet.
    ///
    /// # Errors
    /// [`ReportError::Page`] if the sheet's template fails.
    pub fn dossier(&mut self, dossier: &Dossier) -> Result<(), ReportError> {
        if dossier.findings.is_empty() && dossier.problems.is_empty() {
            return Ok(());
        }
        self.concerned += 1;
        if self.entries.len() >= MAX_SHEETS || self.text.len() >= MAX_SHEET_BYTES {
            return Ok(());
        }
        let number = self.entries.len() + 1;
        let sheet = sheet::Sheet::new(self.head, self.book, dossier, number);
        self.entries.push(sheet.entry());
        sheet.write(&mut self.text)
    }

    /// Writes the file: the first page, the list of persons, then the sheets.
    ///
    /// # Errors
    /// [`ReportError::Write`] if the writer fails, [`ReportError::Page`] if a template does.
    pub fn finish(self, out: &mut dyn Write, summary: &Summary) -> Result<(), ReportError> {
        let page = page::Page::new(self.head, self.book, summary, &self.entries, self.concerned);
        page.write(out, &self.text)
    }
}

/// Writes the finding sheets of dossiers that are all at hand.
///
/// # Errors
/// As [`Sheets::dossier`] and [`Sheets::finish`].
pub fn write(
    out: &mut dyn Write,
    head: &ReportHead,
    book: &Rulebook,
    summary: &Summary,
    dossiers: &mut dyn Iterator<Item = &Dossier>,
) -> Result<(), ReportError> {
    let mut sheets = Sheets::begin(head, book);
    for dossier in dossiers {
        sheets.dossier(dossier)?;
    }
    sheets.finish(out, summary)
}

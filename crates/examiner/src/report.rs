//! Reports: the marked workbook and the printable finding sheets.
//!
//! Every report of an examination says the same things in the same words: which rule, by how
//! much, by which article of which edition, what may still be done. The words are in one table
//! (`phrases`), the way citations and days are written in one place (`words`).

mod error;
mod fold;
pub mod html;
mod phrases;
mod words;
pub mod workbook;

pub use error::ReportError;

use xibao_rulebook::{Day, Language};

/// What the head of every report says.
#[derive(Debug, Clone)]
pub struct ReportHead {
    /// Name of the examined file, without its folder.
    pub file: String,
    /// The day of the examination.
    pub examined_on: Day,
    /// The program and its version, such as `xibao 0.1.0`.
    pub program: String,
    /// The language of the report.
    pub language: Language,
    /// Who had the report made, if known.
    pub printed_by: Option<String>,
    /// Headings of columns that were not recognised and therefore not read.
    pub unread_columns: Vec<String>,
}

impl ReportHead {
    /// The head of a report about a file.
    pub fn new(file: impl Into<String>, examined_on: Day, language: Language) -> ReportHead {
        ReportHead {
            file: file.into(),
            examined_on,
            program: concat!("xibao ", env!("CARGO_PKG_VERSION")).to_owned(),
            language,
            printed_by: None,
            unread_columns: Vec::new(),
        }
    }
}

//! From a file of dossiers to findings, and from findings to reports.
//!
//! [`examine`] reads a table or JSON Lines batch by batch, judges every dossier with the compiled
//! rulebook, and hands what is wanted to a [`Visitor`]; reports are visitors. One thread reads,
//! two judge; memory is bounded by batches.

mod dossier;
mod error;
mod jsonl;
mod judge;
mod lines;
pub mod report;
mod tables;

use std::io::BufRead;
use xibao_ledger::{MapFile, Mapping};
use xibao_rulebook::{Day, Rulebook};
use xibao_table::{Note, Rows, Table};

pub use dossier::{CellMark, Dossier, RuleCount, Summary};
pub use error::ExamineError;
pub use jsonl::dossier_line;
pub use judge::Wanted;
pub use tables::understand;

/// Where dossiers come from.
pub enum Input<'a> {
    /// A table: one dossier a row.
    Table(Box<dyn Table>),
    /// JSON Lines: one case a line.
    Lines(&'a mut dyn BufRead),
}

/// How an examination is made.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The day of the examination: for a table, without it nothing is overdue; for JSON Lines it
    /// stands for lines that state none.
    pub today: Option<Day>,
    /// Which column is what, where the headers do not tell.
    pub map: Option<MapFile>,
}

/// Gets what an examination finds, batch by batch.
pub trait Visitor {
    /// Which dossiers are to be explained.
    fn wanted(&self) -> Wanted;

    /// The dossiers wanted of a batch, in input order, with the rows they come from.
    ///
    /// # Errors
    /// Whatever keeps the visitor from going on.
    fn batch(&mut self, rows: Option<&Rows>, dossiers: Vec<Dossier>) -> Result<(), ExamineError>;

    /// How many dossiers are done, and how much of the input, from 0 to 1.
    fn progress(&mut self, _dossiers: u64, _share: f32) {}

    /// How the columns of a table were understood; called once, before the first batch.
    fn understood(&mut self, _mapping: &Mapping) {}
}

/// What came of an examination.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The counts.
    pub summary: Summary,
    /// How the columns were understood; `None` for JSON Lines.
    pub mapping: Option<Mapping>,
    /// Remarks on the file.
    pub notes: Vec<Note>,
}

/// Examines every dossier of an input.
///
/// # Errors
/// Why the examination could not be made, or could not be finished.
pub fn examine(
    book: &Rulebook,
    input: Input<'_>,
    options: &Options,
    visitor: &mut dyn Visitor,
) -> Result<Outcome, ExamineError> {
    match input {
        Input::Table(table) => tables::examine(book, table, options, visitor),
        Input::Lines(lines) => {
            let summary = lines::examine(book, lines, options.today, visitor)?;
            Ok(Outcome { summary, ..Outcome::default() })
        }
    }
}

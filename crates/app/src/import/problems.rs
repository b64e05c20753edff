//! The user's table once more, with what stands in the way of each row.

use std::path::Path;

use xibao_domain::PreviewId;
use xibao_roster::read;
use xibao_roster::write::{self, Problems};
use xibao_roster::{CellProblem, Item, RosterError, Severity};
use xibao_rulebook::{Language, Text};
use xibao_table::OpenOptions;

use super::ImportRequest;
use crate::{AppError, Register};

/// Lines taken at once.
const PAGE: i64 = 1_000;

impl Register {
    /// Copies the table a preview was made of, with a first column 错误说明 that tells what stands
    /// in the way of each row. Returns how many rows have any, and what did not fit.
    ///
    /// # Errors
    /// [`AppError::File`] if the table cannot be read again or the copy not be written;
    /// [`AppError::Refused`] if there is no such preview.
    pub async fn write_problems(
        &self,
        request: &ImportRequest,
        preview: PreviewId,
        language: Language,
        out: &Path,
    ) -> Result<(u64, Vec<Text>), AppError> {
        let told = |error: &RosterError| unreadable(&request.path, error);
        let mut table = open(request)?;
        let mut people = read::people(table.as_mut()).map_err(|error| told(&error))?;
        let mut problems = Problems::below(people.heading_row());
        for entry in &mut people {
            problems.add(&entry.map_err(|error| told(&error))?.problems);
        }
        drop(people);
        let mut after = -1;
        loop {
            let lines = self.preview_lines(preview, after, PAGE).await?;
            let Some((last, ..)) = lines.last() else { break };
            after = *last;
            for (row, verdict, body) in &lines {
                // Those of a cell were read above.
                let own = body.notes.iter().filter(|note| note.place.is_empty());
                let own: Vec<CellProblem> =
                    own.map(|note| of_row(*row, verdict, &note.text)).collect();
                problems.add(&own);
            }
        }
        let mut table = open(request)?;
        let rows = problems.rows() as u64;
        let notes = write::problems(table.as_mut(), &problems, language, out)
            .map_err(|error| unreadable(out, &error))?;
        Ok((rows, notes))
    }
}

/// What concerns a row as a whole.
fn of_row(row: i64, verdict: &str, text: &Text) -> CellProblem {
    let severity = if verdict == "refused" { Severity::Refused } else { Severity::Doubtful };
    CellProblem {
        row: u64::try_from(row).unwrap_or(0),
        // No cell is coloured.
        column: usize::MAX,
        letters: String::new(),
        heading: "本行".to_owned(),
        item: Item::Branch,
        value: String::new(),
        text: text.clone(),
        severity,
    }
}

/// Opens the table of a request.
pub(super) fn open(request: &ImportRequest) -> Result<Box<dyn xibao_table::Table>, AppError> {
    let options = OpenOptions { sheet: request.sheet.clone(), ..OpenOptions::default() };
    xibao_table::open(&request.path, &options)
        .map_err(|error| unreadable(&request.path, &RosterError::Table(error)))
}

/// A file that cannot be read as a roster, or not be written, in both languages.
pub(crate) fn unreadable(path: &Path, error: &RosterError) -> AppError {
    let Text { zh, en } = error.text();
    AppError::File { path: path.display().to_string(), what: format!("{zh} / {en}") }
}

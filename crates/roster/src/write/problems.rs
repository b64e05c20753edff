//! The user's table once more, with what is wrong with it in a first column.

use super::failed;
use super::sheet::{CELL_CHARS_MAX, ROWS_MAX, head_format, sheet_of, text_format};
use crate::error::RosterError;
use crate::item::RosterItem;
use crate::problem::{CellProblem, Severity};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;
use std::path::Path;
use xibao_rulebook::{Language, Text};
use xibao_table::{Cell, Rows, Table};

const REFUSED_FILL: u32 = 0x00F8_CBAD;
const DOUBTFUL_FILL: u32 = 0x00FF_E699;

/// Cells that cannot be used, by row.
#[derive(Debug, Clone)]
pub struct Problems<I> {
    heading_row: u64,
    by_row: BTreeMap<u64, Vec<CellProblem<I>>>,
}

impl<I: RosterItem> Problems<I> {
    /// None yet, of a table whose entries begin below this row (0 if its headings are no row), as
    /// the reader tells it.
    pub fn below(heading_row: u64) -> Problems<I> {
        Problems { heading_row, by_row: BTreeMap::new() }
    }

    /// Adds those of an entry.
    pub fn add(&mut self, problems: &[CellProblem<I>]) {
        for problem in problems {
            self.by_row.entry(problem.row).or_default().push(problem.clone());
        }
    }

    /// How many rows have any.
    pub fn rows(&self) -> usize {
        self.by_row.len()
    }
}

/// Copies a table, opened anew, cell by cell as read, with a first column 错误说明 and the cells
/// coloured that cannot be used. The user mends the copy and reads it in; the first column is
/// passed over then. Returns what did not fit.
///
/// # Errors
/// [`RosterError::Table`], [`RosterError::Write`] and [`RosterError::TooManyRows`].
pub fn problems<I: RosterItem>(
    table: &mut dyn Table,
    problems: &Problems<I>,
    language: Language,
    out: &Path,
) -> Result<Vec<Text>, RosterError> {
    let mut copy = Copy::begin(problems, language, out)?;
    copy.guarded = table.format() == xibao_table::Format::Csv;
    if let Some(header) = table.header() {
        copy.headings(header)?;
    }
    while let Some(rows) = table.next_rows()? {
        for at in 0..rows.len() {
            copy.row(&rows, at)?;
        }
    }
    copy.finish()
}

/// A format in the colours of problems.
struct Coloured {
    plain: Format,
    doubtful: Format,
    refused: Format,
}

impl Coloured {
    fn new(plain: &Format) -> Coloured {
        let fill = |colour| plain.clone().set_background_color(Color::RGB(colour));
        Coloured {
            plain: plain.clone(),
            doubtful: fill(DOUBTFUL_FILL),
            refused: fill(REFUSED_FILL),
        }
    }

    fn of(&self, worst: Option<Severity>) -> &Format {
        match worst {
            None => &self.plain,
            Some(Severity::Doubtful) => &self.doubtful,
            Some(Severity::Refused) => &self.refused,
        }
    }
}

struct Copy<'a, I> {
    problems: &'a Problems<I>,
    language: Language,
    out: &'a Path,
    workbook: Workbook,
    head: Format,
    text: Coloured,
    wrapped: Format,
    day: Coloured,
    row: u32,
    /// Texts may carry the guard of text files, which a workbook does not need.
    guarded: bool,
    clipped: u64,
}

impl<'a, I: RosterItem> Copy<'a, I> {
    fn begin(
        problems: &'a Problems<I>,
        language: Language,
        out: &'a Path,
    ) -> Result<Copy<'a, I>, RosterError> {
        let mut workbook = Workbook::new();
        let begun = workbook.add_worksheet_with_constant_memory().and_then(|sheet| {
            sheet.set_column_width(0, 50.0)?;
            sheet.set_freeze_panes(0, 1).map(|_| ())
        });
        begun.map_err(|error| failed(out, &error))?;
        Ok(Copy {
            problems,
            language,
            out,
            workbook,
            head: head_format(),
            text: Coloured::new(&text_format()),
            wrapped: text_format().set_text_wrap().set_align(FormatAlign::Top),
            day: Coloured::new(&Format::new().set_num_format("yyyy-mm-dd")),
            row: 0,
            guarded: false,
            clipped: 0,
        })
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, RosterError> {
        sheet_of(&mut self.workbook, self.out)
    }

    fn heading(&self) -> &'static str {
        match self.language {
            Language::Zh => "错误说明",
            // The Chinese word as well: by it the column is passed over on reading.
            Language::En => "错误说明 (problems)",
        }
    }

    fn headings(&mut self, header: &[String]) -> Result<(), RosterError> {
        let (head, word, out) = (self.head.clone(), self.heading(), self.out);
        let sheet = self.sheet()?;
        let cells = std::iter::once(word).chain(header.iter().map(String::as_str));
        for (column, text) in (0_u16..).zip(cells) {
            let text: String = text.chars().take(CELL_CHARS_MAX).collect();
            let written = sheet.write_string_with_format(0, column, text, &head);
            written.map_err(|error| failed(out, &error))?;
        }
        self.row = 1;
        Ok(())
    }

    /// A row at its own number where the format numbers rows, so that messages still fit.
    fn row(&mut self, rows: &Rows, at: usize) -> Result<(), RosterError> {
        let number = rows.number(at);
        let own = u32::try_from(number.saturating_sub(1)).unwrap_or(ROWS_MAX);
        let row = own.max(self.row);
        if row >= ROWS_MAX {
            return Err(RosterError::TooManyRows { limit: ROWS_MAX });
        }
        self.row = row + 1;
        let told = self.problems.by_row.get(&number).map(Vec::as_slice).unwrap_or_default();
        let message = self.message(told);
        let (wrapped, out) = (self.wrapped.clone(), self.out);
        let head = self.head.clone();
        let word = (number == self.problems.heading_row).then(|| self.heading());
        let sheet = self.sheet()?;
        let written = match word {
            Some(word) => sheet.write_string_with_format(row, 0, word, &head),
            None if message.is_empty() => Ok(sheet),
            None => sheet.write_string_with_format(row, 0, message, &wrapped),
        };
        written.map(|_| ()).map_err(|error| failed(out, &error))?;
        for column in 0..rows.width() {
            let here = told.iter().filter(|problem| problem.column == column);
            let worst = here.map(|problem| problem.severity).max();
            self.cell(row, column, rows.cell(at, column), worst)
                .map_err(|error| failed(out, &error))?;
        }
        Ok(())
    }

    fn message(&self, told: &[CellProblem<I>]) -> String {
        let line = |problem: &CellProblem<I>| {
            let heading = &problem.heading;
            let text = problem.text.get(self.language);
            match self.language {
                Language::Zh => format!("“{heading}”：{text}"),
                Language::En => format!("\"{heading}\": {text}"),
            }
        };
        let lines = told.iter().map(line).collect::<Vec<_>>().join("\n");
        lines.chars().take(CELL_CHARS_MAX).collect()
    }

    fn cell(
        &mut self,
        row: u32,
        column: usize,
        cell: Cell<'_>,
        worst: Option<Severity>,
    ) -> Result<(), XlsxError> {
        if cell == Cell::Empty && worst.is_none() {
            return Ok(());
        }
        let column = u16::try_from(column + 1).unwrap_or(u16::MAX);
        let coloured = if matches!(cell, Cell::Day(_)) { &self.day } else { &self.text };
        let format = coloured.of(worst);
        let sheet = self.workbook.worksheet_from_index(0)?;
        match cell {
            Cell::Empty => sheet.write_blank(row, column, format)?,
            Cell::Number(number) => sheet.write_number_with_format(row, column, number, format)?,
            Cell::Day(day) => {
                // Days of a sheet are counted from 1899-12-30.
                let serial = f64::from(day) + 25_569.0;
                sheet.write_number_with_format(row, column, serial, format)?
            }
            Cell::Bool(value) => sheet.write_boolean_with_format(row, column, value, format)?,
            Cell::Text(text) | Cell::Error(text) => {
                let text = if self.guarded { super::unguarded(text) } else { text };
                let fitting: String = text.chars().take(CELL_CHARS_MAX).collect();
                self.clipped += u64::from(fitting.len() < text.len());
                sheet.write_string_with_format(row, column, fitting, format)?
            }
        };
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<Text>, RosterError> {
        self.workbook.save(self.out).map_err(|error| failed(self.out, &error))?;
        let mut notes = Vec::new();
        if self.clipped > 0 {
            let count = self.clipped;
            notes.push(Text::new(
                format!("有 {count} 个单元格超过 {CELL_CHARS_MAX} 个字，只复制了前面部分"),
                format!("{count} cells longer than {CELL_CHARS_MAX} characters were cut"),
            ));
        }
        Ok(notes)
    }
}

//! A new workbook, written row by row in constant memory.
//!
//! The caller gives the rows of the user's table, each followed by its dossier, or only the
//! dossiers where there is no table. What does not fit on one sheet goes on the next.

mod sheet;

use super::{Weight, howto, rows};
use crate::dossier::{Dossier, Summary};
use crate::report::phrases::phrases;
use crate::report::{ReportError, ReportHead};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet};
use sheet::{LongSheet, MAX_COLUMNS};
use std::io::Write;
use xibao_rulebook::{Language, Rulebook};

/// Links that a sheet may have; further rows have their number without a link. Heights of rows
/// are held in memory like links, so rows beyond get none either: a list that long is filtered.
const MAX_LINKS: u32 = 65_530;

/// What rests on a cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The column, from 0.
    pub column: usize,
    /// How it weighs.
    pub weight: Weight,
}

/// The marks of a dossier on its own row.
pub fn marks(dossier: &Dossier) -> Vec<Mark> {
    let findings = dossier.findings.iter().zip(&dossier.finding_cells);
    let findings = findings.flat_map(|(finding, cells)| {
        cells.iter().map(|cell| Mark { column: cell.column, weight: finding.level.into() })
    });
    let problems = dossier.problem_cells.iter().flatten();
    let problems = problems.map(|cell| Mark { column: cell.column, weight: Weight::Problem });
    findings.chain(problems).collect()
}

/// The formats of cells.
struct Formats {
    head: Format,
    plain: Format,
    wrapped: Format,
    link: Format,
    /// By [`Weight`], in the order of [`Weight::ALL`].
    marked: [Format; 4],
}

impl Formats {
    fn new() -> Formats {
        let plain = Format::new().set_align(FormatAlign::Top);
        let head = Color::RGB(0x00F3_F0E9);
        Formats {
            head: Format::new().set_bold().set_background_color(head),
            wrapped: plain.clone().set_text_wrap(),
            link: Format::new().set_hyperlink().set_align(FormatAlign::Top),
            marked: Weight::ALL
                .map(|weight| plain.clone().set_background_color(Color::RGB(weight.fill()))),
            plain,
        }
    }

    fn marked(&self, weight: Weight) -> &Format {
        let [breach, warning, unknown, problem] = &self.marked;
        match weight {
            Weight::Breach => breach,
            Weight::Warning => warning,
            Weight::Unknown => unknown,
            Weight::Problem => problem,
        }
    }
}

/// A new workbook in the making.
pub struct Writer<'a> {
    head: &'a ReportHead,
    book: &'a Rulebook,
    workbook: Workbook,
    formats: Formats,
    findings: LongSheet,
    table: Option<LongSheet>,
    links: u32,
}

impl<'a> Writer<'a> {
    /// Begins a workbook.
    ///
    /// # Errors
    /// [`ReportError::Fresh`] if there is no space for temporary files.
    pub fn begin(head: &'a ReportHead, book: &'a Rulebook) -> Result<Writer<'a>, ReportError> {
        let mut workbook = Workbook::new();
        let words = phrases(head.language);
        let headings = rows::headings(head.language).map(str::to_owned).to_vec();
        let formats = Formats::new();
        let widths = rows::WIDTHS.to_vec();
        let findings =
            LongSheet::begin(&mut workbook, words.sheet_findings, headings, widths, &formats.head)?;
        Ok(Writer { head, book, workbook, formats, findings, table: None, links: 0 })
    }

    /// The headings of the user's table; a column for the outcome is added after the last.
    ///
    /// # Errors
    /// [`ReportError::TooManyColumns`]; [`ReportError::Fresh`] if the disk is full.
    pub fn header(&mut self, cells: &[String]) -> Result<(), ReportError> {
        let words = phrases(self.head.language);
        fits(cells)?;
        let mut headings: Vec<String> =
            cells.iter().map(|cell| rows::fitting(cell, self.head.language)).collect();
        headings.push(words.sheet_findings.to_owned());
        let mut widths = vec![14.0; cells.len()];
        widths.push(60.0);
        let head = &self.formats.head;
        let table =
            LongSheet::begin(&mut self.workbook, words.sheet_table, headings, widths, head)?;
        self.table = Some(table);
        Ok(())
    }

    /// A row of the user's table with its dossier, if it has one: cells as text, marked cells
    /// coloured, the outcome in the last column, the findings on the sheet of findings.
    ///
    /// # Errors
    /// As [`Writer::header`].
    pub fn row(&mut self, cells: &[String], dossier: Option<&Dossier>) -> Result<(), ReportError> {
        fits(cells)?;
        if self.table.is_none() {
            self.header(&vec![String::new(); cells.len()])?;
        }
        let language = self.head.language;
        let marks = dossier.map(marks).unwrap_or_default();
        let outcome = dossier.map(|dossier| outcome(dossier, language)).unwrap_or_default();
        let Some(table) = &mut self.table else { return Ok(()) };
        let row = table.next_row(&mut self.workbook, &self.formats.head)?;
        for (index, cell) in cells.iter().enumerate() {
            let weight = marks.iter().filter(|mark| mark.column == index).map(|mark| mark.weight);
            let format = match weight.min() {
                Some(weight) => self.formats.marked(weight),
                None => &self.formats.plain,
            };
            table.text(row, index, &rows::fitting(cell, language), format)?;
        }
        let last = table.last_column();
        table.text(row, last, &rows::fitting(&outcome, language), &self.formats.plain)?;
        let target = table.address(row);
        match dossier {
            Some(dossier) => self.lines(dossier, Some(&target)),
            None => Ok(()),
        }
    }

    /// A dossier that has no row in a table.
    ///
    /// # Errors
    /// [`ReportError::Fresh`] if the disk is full.
    pub fn dossier(&mut self, dossier: &Dossier) -> Result<(), ReportError> {
        self.lines(dossier, None)
    }

    fn lines(&mut self, dossier: &Dossier, target: Option<&str>) -> Result<(), ReportError> {
        for line in rows::lines(self.book, dossier, self.head.language) {
            let row = self.findings.next_row(&mut self.workbook, &self.formats.head)?;
            if row < MAX_LINKS {
                self.findings.height(row, line.height())?;
            }
            for (column, value) in line.values.iter().enumerate() {
                let wrap = rows::WRAPPED.get(column).copied().unwrap_or(false);
                let format = match (column, wrap) {
                    (4, _) => self.formats.marked(line.weight),
                    (_, true) => &self.formats.wrapped,
                    (_, false) => &self.formats.plain,
                };
                match (column, value, target) {
                    (0, rows::Value::Number(number), Some(target)) if self.links < MAX_LINKS => {
                        self.links += 1;
                        self.findings.link(row, *number, target, &self.formats.link)?;
                    }
                    (_, rows::Value::Text(text), _) => {
                        self.findings.text(row, column, text, format)?;
                    }
                    (_, rows::Value::Number(number), _) => {
                        self.findings.number(row, column, *number, format)?;
                    }
                    (_, rows::Value::Empty, _) => {}
                }
            }
        }
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// [`ReportError::Fresh`] if the writer fails.
    pub fn finish(
        mut self,
        out: &mut (dyn Write + Send),
        summary: &Summary,
    ) -> Result<(), ReportError> {
        let how_to = self.how_to(summary)?;
        for sheet in self.findings.finish()? {
            self.workbook.push_worksheet(sheet);
        }
        self.workbook.push_worksheet(how_to);
        for sheet in self.table.map(LongSheet::finish).transpose()?.into_iter().flatten() {
            self.workbook.push_worksheet(sheet);
        }
        Ok(self.workbook.save_to_writer(out)?)
    }

    fn how_to(&mut self, summary: &Summary) -> Result<Worksheet, ReportError> {
        let mut sheet = self.workbook.new_worksheet_with_constant_memory()?;
        sheet.set_name(phrases(self.head.language).sheet_how_to)?;
        sheet.set_print_fit_to_pages(1, 0);
        for (column, width) in (0..).zip(howto::WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        let lines = howto::lines(self.head, self.book, summary, false);
        for (row, line) in (0..).zip(lines) {
            let format = match (line.heading, line.weight) {
                (true, _) => &self.formats.head,
                (_, Some(weight)) => self.formats.marked(weight),
                _ => &self.formats.wrapped,
            };
            sheet.set_row_height(row, line.height())?;
            sheet.write_string_with_format(row, 0, &line.label, format)?;
            sheet.write_string_with_format(row, 1, &line.text, &self.formats.wrapped)?;
        }
        Ok(sheet)
    }
}

fn fits(cells: &[String]) -> Result<(), ReportError> {
    // One column is for the outcome.
    if cells.len() >= MAX_COLUMNS { Err(ReportError::TooManyColumns(cells.len())) } else { Ok(()) }
}

/// What was found in a row, for those who read the table and not the sheet of findings.
fn outcome(dossier: &Dossier, language: Language) -> String {
    let mut findings: Vec<_> = dossier.findings.iter().collect();
    findings.sort_by_key(|finding| finding.level);
    let findings = findings.into_iter().map(|finding| {
        let why = match language {
            Language::Zh => &finding.why,
            Language::En => &finding.why_en,
        };
        (Weight::from(finding.level), why.as_str())
    });
    let problems = dossier.problems.iter();
    let problems = problems.map(|problem| (Weight::Problem, problem.message.get(language)));
    let lines: Vec<String> = findings
        .chain(problems)
        .map(|(weight, text)| format!("{} {text}", rows::level(weight, language)))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::Reader;
    use xibao_rulebook::{Day, bundled};

    /// Sheets have five rows in this build; a list of nine goes on on two further ones.
    #[test]
    fn a_full_sheet_is_followed_by_another() {
        let book = bundled::cpc().unwrap();
        let head = ReportHead::new("台账.csv", Day::from_number(20_000), Language::Zh);
        let mut writer = Writer::begin(&head, &book).unwrap();
        for row in 0..9 {
            writer.row(&[format!("甲{row}")], None).unwrap();
        }
        let mut out = std::io::Cursor::new(Vec::new());
        writer.finish(&mut out, &Summary::default()).unwrap();
        let mut workbook = calamine::Xlsx::new(out).unwrap();
        assert_eq!(workbook.sheet_names(), ["审查结果", "说明", "数据", "数据(2)", "数据(3)"]);
        let rows = workbook.worksheet_range("数据(3)").unwrap();
        let rows: Vec<String> = rows.rows().map(|row| row[0].to_string()).collect();
        assert_eq!(rows, ["", "甲8"], "headings on every sheet");
        let wide = vec![String::new(); MAX_COLUMNS];
        let mut writer = Writer::begin(&head, &book).unwrap();
        assert!(matches!(writer.row(&wide, None), Err(ReportError::TooManyColumns(_))));
    }
}

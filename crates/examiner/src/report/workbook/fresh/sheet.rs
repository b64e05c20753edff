//! A list that goes on on another sheet when one is full.

use crate::report::ReportError;
use rust_xlsxwriter::{Format, Url, Workbook, Worksheet};

/// Columns of a sheet.
pub(super) const MAX_COLUMNS: usize = 16_384;

/// Rows of a sheet, the heading among them.
#[cfg(not(test))]
pub(super) const MAX_ROWS: u32 = 1_048_576;

/// Rows of a sheet in unit tests, which shall see a list go on without writing a million rows.
#[cfg(test)]
pub(super) const MAX_ROWS: u32 = 5;

/// The number of the paper size.
const A4: u8 = 9;

/// A list on as many sheets as it needs.
pub(super) struct LongSheet {
    name: String,
    headings: Vec<String>,
    widths: Vec<f64>,
    full: Vec<Worksheet>,
    sheet: Worksheet,
    next: u32,
}

impl LongSheet {
    pub(super) fn begin(
        workbook: &mut Workbook,
        name: &str,
        headings: Vec<String>,
        widths: Vec<f64>,
        head: &Format,
    ) -> Result<LongSheet, ReportError> {
        let sheet = workbook.new_worksheet_with_constant_memory()?;
        let name = name.to_owned();
        let mut list = LongSheet { name, headings, widths, full: Vec::new(), sheet, next: 0 };
        list.open(head)?;
        Ok(list)
    }

    fn open(&mut self, head: &Format) -> Result<(), ReportError> {
        let name = self.sheet_name();
        self.sheet.set_name(name)?;
        self.sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        self.sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        for (column, width) in (0..).zip(&self.widths) {
            self.sheet.set_column_width(column, *width)?;
        }
        for (column, heading) in (0..).zip(&self.headings) {
            self.sheet.write_string_with_format(0, column, heading, head)?;
        }
        self.next = 1;
        Ok(())
    }

    fn sheet_name(&self) -> String {
        match self.full.len() {
            0 => self.name.clone(),
            full => format!("{}({})", self.name, full + 1),
        }
    }

    /// The next free row, on a new sheet if this one is full.
    pub(super) fn next_row(
        &mut self,
        workbook: &mut Workbook,
        head: &Format,
    ) -> Result<u32, ReportError> {
        if self.next >= MAX_ROWS {
            self.close()?;
            let next = workbook.new_worksheet_with_constant_memory()?;
            self.full.push(std::mem::replace(&mut self.sheet, next));
            self.open(head)?;
        }
        let row = self.next;
        self.next += 1;
        Ok(row)
    }

    pub(super) fn height(&mut self, row: u32, points: f64) -> Result<(), ReportError> {
        self.sheet.set_row_height(row, points)?;
        Ok(())
    }

    /// The column after those of the table.
    pub(super) fn last_column(&self) -> usize {
        self.headings.len().saturating_sub(1)
    }

    /// Where a link to a row leads.
    pub(super) fn address(&self, row: u32) -> String {
        format!("internal:'{}'!A{}", self.sheet_name(), row + 1)
    }

    /// A text, which is never taken for a formula or number whatever it begins with.
    pub(super) fn text(
        &mut self,
        row: u32,
        column: usize,
        text: &str,
        format: &Format,
    ) -> Result<(), ReportError> {
        let column = u16::try_from(column).map_err(|_| ReportError::TooManyColumns(column))?;
        self.sheet.write_string_with_format(row, column, text, format)?;
        Ok(())
    }

    pub(super) fn number(
        &mut self,
        row: u32,
        column: usize,
        number: f64,
        format: &Format,
    ) -> Result<(), ReportError> {
        let column = u16::try_from(column).map_err(|_| ReportError::TooManyColumns(column))?;
        self.sheet.write_number_with_format(row, column, number, format)?;
        Ok(())
    }

    /// A number in the first column that leads to another place.
    pub(super) fn link(
        &mut self,
        row: u32,
        number: f64,
        target: &str,
        format: &Format,
    ) -> Result<(), ReportError> {
        self.sheet.write_url_with_format(row, 0, Url::new(target), format)?;
        // The link stays; its text becomes a number again, so that the column sorts as numbers.
        self.sheet.write_number_with_format(row, 0, number, format)?;
        Ok(())
    }

    fn close(&mut self) -> Result<(), ReportError> {
        let last = u16::try_from(self.last_column()).unwrap_or(u16::MAX);
        self.sheet.autofilter(0, 0, self.next.saturating_sub(1), last)?;
        Ok(())
    }

    /// The sheets, in order.
    pub(super) fn finish(mut self) -> Result<Vec<Worksheet>, ReportError> {
        self.close()?;
        self.full.push(self.sheet);
        Ok(self.full)
    }
}

//! A sheet of text, written row by row in constant memory.

use super::{Heading, failed};
use crate::error::RosterError;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, Workbook, Worksheet,
};
use std::path::{Path, PathBuf};

/// Rows of a sheet.
pub(super) const ROWS_MAX: u32 = 1_048_576;

/// Characters of a cell.
pub(super) const CELL_CHARS_MAX: usize = 32_767;

/// The colour of headings.
const HEAD_FILL: u32 = 0x00F3_F0E9;

pub(super) struct Sheet {
    out: PathBuf,
    workbook: Workbook,
    text: Format,
    row: u32,
}

/// Text, so that no office takes a number for a figure.
pub(super) fn text_format() -> Format {
    Format::new().set_num_format("@")
}

pub(super) fn head_format() -> Format {
    text_format().set_bold().set_background_color(Color::RGB(HEAD_FILL))
}

impl Sheet {
    pub(super) fn begin(headings: &[Heading], out: &Path) -> Result<Sheet, RosterError> {
        let failure = |error: rust_xlsxwriter::XlsxError| failed(out, &error);
        let (text, head) = (text_format(), head_format());
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory().map_err(failure)?;
        sheet.set_freeze_panes(1, 0).map_err(failure)?;
        for (column, heading) in (0_u16..).zip(headings) {
            sheet.set_column_format(column, &text).map_err(failure)?;
            sheet.set_column_width(column, heading.width).map_err(failure)?;
            sheet.write_string_with_format(0, column, heading.text, &head).map_err(failure)?;
            if !heading.choices.is_empty() {
                let offer = DataValidation::new().allow_list_strings(heading.choices);
                let offer =
                    offer.map_err(failure)?.set_error_style(DataValidationErrorStyle::Warning);
                sheet
                    .add_data_validation(1, column, ROWS_MAX - 1, column, &offer)
                    .map_err(failure)?;
            }
        }
        Ok(Sheet { out: out.to_owned(), workbook, text, row: 0 })
    }

    pub(super) fn row(&mut self, cells: &[String]) -> Result<(), RosterError> {
        self.row += 1;
        if self.row >= ROWS_MAX {
            return Err(RosterError::TooManyRows { limit: ROWS_MAX });
        }
        let sheet = sheet_of(&mut self.workbook, &self.out)?;
        for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet
                .write_string_with_format(self.row, column, cell, &self.text)
                .map_err(|error| failed(&self.out, &error))?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), RosterError> {
        self.workbook.save(&self.out).map_err(|error| failed(&self.out, &error))
    }
}

pub(super) fn sheet_of<'w>(
    workbook: &'w mut Workbook,
    out: &Path,
) -> Result<&'w mut Worksheet, RosterError> {
    workbook.worksheet_from_index(0).map_err(|error| failed(out, &error))
}

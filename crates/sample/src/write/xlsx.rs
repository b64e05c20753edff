//! A wide table as the workbook that an office would keep.

use super::{DossierSink, WriteError};
use crate::SampleOptions;
use crate::error::SampleError;
use crate::facts::SampleDossier;
use crate::table::{COLUMNS, Cell, Holds};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::fmt::Write as _;
use std::io::{Seek, Write};

/// The sheet's rows before the first dossier: a title and the headers.
pub(super) const FIRST_ROW: u32 = 2;

/// How many dossiers a sheet has room for.
pub(crate) const MOST_ROWS: u64 = 1_048_576 - FIRST_ROW as u64;

/// Day 0 of the rulebook as a serial number of spreadsheets.
const EPOCH: i32 = 25_569;

/// Up to so many dossiers, cells are held in memory and bordered as in a ledger for print.
const SMALL: u64 = 20_000;

pub(super) struct Sink<W> {
    out: W,
    workbook: Workbook,
    row: u32,
    formats: Formats,
    text: String,
}

/// The look of cells.
struct Formats {
    text: Format,
    day: Format,
    int: Format,
}

impl Formats {
    fn new(bordered: bool) -> Formats {
        let base = || {
            let format = Format::new();
            if bordered { format.set_border(FormatBorder::Thin) } else { format }
        };
        Formats {
            // A number of eighteen digits is no number to a spreadsheet, but text.
            text: base().set_num_format("@"),
            day: base().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Center),
            int: base().set_num_format("0").set_align(FormatAlign::Center),
        }
    }
}

impl<W: Write + Seek + Send> Sink<W> {
    pub(super) fn new(out: W, options: &SampleOptions) -> Result<Sink<W>, SampleError> {
        let small = options.count <= SMALL;
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(options)?);
        let sheet = if small {
            workbook.add_worksheet()
        } else {
            workbook.add_worksheet_with_constant_memory()?
        };
        layout(sheet, options)?;
        instructions(workbook.add_worksheet())?;
        let formats = Formats::new(small);
        Ok(Sink { out, workbook, row: FIRST_ROW, formats, text: String::new() })
    }

    fn cells(&mut self, dossier: &SampleDossier) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (index, column) in (0..).zip(COLUMNS) {
            let format = match column.holds {
                Holds::Text => &self.formats.text,
                Holds::Day => &self.formats.day,
                Holds::Int => &self.formats.int,
            };
            match column.cell(dossier) {
                Cell::Empty => {
                    sheet.write_blank(self.row, index, format)?;
                }
                Cell::Int(number) => {
                    sheet.write_number_with_format(self.row, index, number, format)?;
                }
                Cell::Day(dated) if dated.exact().is_some() => {
                    let serial = dated.lo.number() + EPOCH;
                    sheet.write_number_with_format(self.row, index, serial, format)?;
                }
                other => {
                    self.text.clear();
                    // Writing to a string cannot fail.
                    let _ = write!(self.text, "{other}");
                    sheet.write_string_with_format(self.row, index, &self.text, format)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }
}

impl<W: Write + Seek + Send> DossierSink for Sink<W> {
    fn push(&mut self, dossier: &SampleDossier) -> Result<(), WriteError> {
        Ok(self.cells(dossier)?)
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        self.workbook.save_to_writer(&mut self.out)?;
        Ok(self.out.flush()?)
    }
}

/// The workbook says it was made on the day of the examination: the same options give the same
/// bytes, whatever the clock says.
fn properties(options: &SampleOptions) -> Result<DocProperties, XlsxError> {
    let serial = f64::from(options.today.number() + EPOCH);
    let made = ExcelDateTime::from_serial_datetime(serial)?;
    Ok(DocProperties::new().set_title("发展党员工作台账（示例）").set_creation_datetime(&made))
}

/// Title, headers, widths and frozen panes of the ledger.
fn layout(sheet: &mut Worksheet, options: &SampleOptions) -> Result<(), XlsxError> {
    sheet.set_name("发展党员台账")?;
    for (index, column) in (0..).zip(COLUMNS) {
        sheet.set_column_width(index, width(column.header, column.holds))?;
    }
    let last = u16::try_from(COLUMNS.len()).unwrap_or(1).saturating_sub(1);
    let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Left);
    let words = format!("发展党员工作台账（示例数据，均为虚构；截至{}）", options.today);
    sheet.set_row_height(0, 28)?;
    sheet.merge_range(0, 0, 0, last, &words, &title)?;
    let header = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_background_color(0x00F2_DCDB)
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    sheet.set_row_height(1, 48)?;
    for (index, column) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(1, index, column.header, &header)?;
    }
    // Number and name stay in view beside the dates.
    sheet.set_freeze_panes(FIRST_ROW, 2)?;
    Ok(())
}

fn width(header: &str, holds: Holds) -> f64 {
    match (header, holds) {
        ("公民身份号码", _) => 21.0,
        ("所在党支部" | "延长审批的原因", _) => 26.0,
        ("性别", _) => 6.0,
        (_, Holds::Day) => 12.0,
        (_, Holds::Text) => 11.0,
        (_, Holds::Int) => 9.0,
    }
}

/// The second sheet tells how each column is filled in.
fn instructions(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name("填表说明")?;
    sheet.set_column_width(0, 30)?;
    sheet.set_column_width(1, 70)?;
    let bold = Format::new().set_bold();
    sheet.write_string_with_format(0, 0, "栏目", &bold)?;
    sheet.write_string_with_format(0, 1, "怎样填写", &bold)?;
    let mut row = 1;
    for column in COLUMNS {
        sheet.write_string(row, 0, column.header)?;
        sheet.write_string(row, 1, column.holds.help())?;
        row += 1;
    }
    sheet.write_string(row + 1, 0, "说明")?;
    sheet.write_string(
        row + 1,
        1,
        "本表人员、身份号码、支部和日期均为程序虚构；讨论转正两次以上的，填写最近一次。",
    )?;
    Ok(())
}

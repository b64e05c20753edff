//! Workbooks.

use crate::{refusal, rows, shown, table};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use xibao_table::{OpenOptions, TableError, open_bytes};

#[test]
fn typed_cells_and_their_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(0, 0, "姓名").unwrap();
    sheet.write(2, 0, "甲一").unwrap();
    let day = ExcelDateTime::from_ymd(2025, 8, 31).unwrap();
    sheet.write_with_format(2, 1, &day, &date).unwrap();
    sheet.write(2, 2, 2019.1).unwrap();
    sheet.write(2, 3, true).unwrap();
    sheet.write(2, 4, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    sheet.write(2, 5, "  ").unwrap();
    let read = rows(table("a.xlsx", &book.save_to_buffer().unwrap()));
    assert_eq!(read.len(), 2);
    assert_eq!(read[1].0, 3);
    assert_eq!(read[1].1[..4], ["甲一", "d20331", "n2019.1", "btrue"]);
    assert!(read[1].1[4].contains("#DIV/0!"), "{read:?}");
}

#[test]
fn a_lone_cell_in_the_last_row_costs_nothing() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "a").unwrap();
    sheet.write(1_048_575, 29, "z").unwrap();
    let read = rows(table("a.xlsx", &book.save_to_buffer().unwrap()));
    let numbers: Vec<u64> = read.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 1_048_576]);
}

#[test]
fn the_first_visible_sheet_with_rows_is_read_and_the_rest_named() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("空").unwrap();
    let hidden = book.add_worksheet().set_name("藏").unwrap();
    hidden.write(0, 0, "x").unwrap();
    hidden.set_hidden(true);
    book.add_worksheet().set_name("台账").unwrap().write(0, 0, "y").unwrap();
    book.add_worksheet().set_name("说明").unwrap().write(0, 0, "z").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let table = table("a.xlsx", &bytes);
    assert_eq!(table.sheet_name(), Some("台账"));
    assert!(table.notes().iter().any(|note| note.zh.contains("说明")));
    let ask = |sheet: &str| {
        let options = OpenOptions { sheet: Some(sheet.to_owned()), ..OpenOptions::default() };
        open_bytes("a.xlsx", bytes.clone(), &options)
    };
    assert_eq!(ask("说明").unwrap().sheet_name(), Some("说明"));
    let error = ask("名册").err().unwrap();
    assert!(error.zh().contains("台账") && error.en().contains("名册"), "{error}");
    assert!(matches!(ask("空").err().unwrap(), TableError::NoRows { .. }));
}

#[test]
fn merged_regions_are_told() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 1, 0, 3, "支部大会", &Format::new()).unwrap();
    let table = table("a.xlsx", &book.save_to_buffer().unwrap());
    let region = table.merged()[0];
    assert_eq!((region.first_row, region.last_row), (1, 1));
    assert_eq!((region.first_column, region.last_column), (1, 3));
}

#[test]
fn an_empty_sheet_says_so() {
    let mut book = Workbook::new();
    book.add_worksheet();
    let error = refusal("a.xlsx", &book.save_to_buffer().unwrap());
    assert!(matches!(error, TableError::NoRows { .. }), "{error}");
}

#[test]
fn a_workbook_under_another_name_is_read_as_what_it_is() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "a").unwrap();
    let table = table("a.csv", &book.save_to_buffer().unwrap());
    assert!(table.notes().iter().any(|note| note.en.contains("is xlsx")));
    let text = crate::table("a.xlsx", b"a,b\n");
    assert!(text.notes().iter().any(|note| note.en.contains("is csv")));
    let mut text = text;
    assert_eq!(shown(text.next_rows().unwrap().unwrap().cell(0, 1)), "b");
}

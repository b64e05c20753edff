//! The sheet of what is wrong with a table.

use crate::{open, roster};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use tempfile::tempdir;
use xibao_domain::Field;
use xibao_roster::write::{self, Problems};
use xibao_rulebook::Language;
use xibao_table::{Cell, Table};

fn problems_of(name: &str, bytes: &[u8]) -> (Vec<u8>, usize) {
    let read = roster(name, bytes);
    let mut problems = Problems::below(read.heading_row);
    for entry in read.entries {
        problems.add(&entry.problems);
    }
    let folder = tempdir().unwrap();
    let out = folder.path().join("out.xlsx");
    let mut table = open(name, bytes);
    let notes = write::problems(table.as_mut(), &problems, Language::Zh, &out).unwrap();
    assert!(notes.is_empty());
    (std::fs::read(&out).unwrap(), problems.rows())
}

#[test]
fn the_table_is_copied_as_it_is_with_what_is_wrong_in_front() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "党员名册").unwrap();
    for (column, heading) in (0..).zip(["姓名", "性别", "手机", "出生日期", "工作岗位"])
    {
        sheet.write_string(2, column, heading).unwrap();
    }
    sheet.write_string(3, 0, "甲一").unwrap();
    sheet.write_string(3, 1, "1").unwrap();
    sheet.write_string(3, 2, "1390000").unwrap();
    let day = ExcelDateTime::from_ymd(1990, 5, 4).unwrap();
    sheet.write_datetime_with_format(3, 3, day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write_string(3, 4, "000002").unwrap();
    sheet.write_formula(4, 1, Formula::new("=A1").set_result("#REF!")).unwrap();
    sheet.write_string(4, 0, "乙二").unwrap();
    sheet.write_number(4, 4, 2.5).unwrap();
    let (bytes, rows) = problems_of("r.xlsx", &book.save_to_buffer().unwrap());
    assert!(rows >= 1);
    let mut copy: Box<dyn Table> = open("copy.xlsx", bytes.clone());
    let rows = copy.next_rows().unwrap().unwrap();
    let at = |number: u64| (0..rows.len()).find(|row| rows.number(*row) == number).unwrap();
    assert_eq!(rows.cell(at(3), 0), Cell::Text("错误说明"));
    assert_eq!(rows.cell(at(3), 1), Cell::Text("姓名"));
    let row = at(4);
    let Cell::Text(message) = rows.cell(row, 0) else { panic!() };
    assert!(message.contains("“性别”：") && message.contains("“手机”："), "{message}");
    assert_eq!(rows.cell(row, 4), Cell::Day(7428));
    assert_eq!(rows.cell(row, 5), Cell::Text("000002"));
    assert_eq!(rows.cell(at(5), 5), Cell::Number(2.5));
    // The user mends the copy and reads it in.
    let again = roster("copy.xlsx", bytes);
    assert_eq!(again.entries.len(), 2);
    assert_eq!(again.entries[0].fields[&Field::Name], "甲一");
    assert!(again.unused.is_empty(), "{:?}", again.unused);
}

#[test]
fn a_csv_comes_back_as_a_workbook() {
    let text = "姓名,性别,备注\n甲一,1,'=1+1\n乙二,女,\n";
    let (bytes, rows) = problems_of("r.csv", text.as_bytes());
    assert_eq!(rows, 1);
    let again = roster("copy.xlsx", bytes);
    assert_eq!(again.entries.len(), 2);
    assert_eq!(again.entries[0].problems[0].place(), "C2");
    assert_eq!(again.entries[0].fields[&Field::Remark], "=1+1");
}

//! Workbooks as offices make them, and given back with marks.

use crate::{TODAY, lines, problems, unusable, with_file, xibao};
use rust_xlsxwriter::{Format, Formula, Workbook};
use std::path::Path;

const HEAD: [&str; 3] = ["姓名", "收到入党申请书日期", "派人谈话日期"];

/// A workbook whose first sheet has the usual headers and one late talk.
fn ledger() -> Workbook {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    for (row, cells) in (0..).zip([HEAD, ["甲一", "2025-01-31", "2025-03-05"]]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    book
}

#[test]
fn an_empty_sheet() {
    let mut book = Workbook::new();
    book.add_worksheet();
    let bytes = book.save_to_buffer().unwrap();
    unusable("a.xlsx", &bytes, &[], "没有任何内容", "has no rows");
    let mut book = ledger();
    book.add_worksheet().set_name("空").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    unusable("a.xlsx", &bytes, &["--sheet", "空"], "工作表“空”没有内容", "sheet \"空\"");
}

#[test]
fn a_sheet_that_does_not_exist() {
    let mut book = ledger();
    book.add_worksheet().set_name("说明").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let wanted = ["--sheet", "名册"];
    unusable("a.xlsx", &bytes, &wanted, "现有：台账、说明；请用 --sheet", "--sheet: 台账, 说明");
}

#[test]
fn a_cover_sheet_before_the_ledger_names_the_other_sheets() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").unwrap().write(0, 0, "某支部").unwrap();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    for (column, cell) in (0..).zip(HEAD) {
        sheet.write(0, column, cell).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    unusable("a.xlsx", &bytes, &[], "读取工作表“封面”；其余未读：台账", "not read: 台账");
    let said = with_file("a.xlsx", &bytes, &["examine", "a.xlsx", "--sheet", "台账"]);
    assert_eq!(said.status, 0, "{}", said.err);
}

#[test]
fn headers_in_two_rows_with_merged_groups() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 1, 0, "姓名", &plain).unwrap();
    sheet.merge_range(0, 1, 0, 4, "支部大会", &plain).unwrap();
    for (column, cell) in (1..).zip(["日期", "应到", "实到", "赞成"]) {
        sheet.write(1, column, cell).unwrap();
    }
    sheet.write(2, 0, "甲一").unwrap();
    sheet.write(2, 1, "2025-11-01").unwrap();
    for (column, count) in (2..).zip([20, 9, 9]) {
        sheet.write(2, column, count).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let examine = [&["examine", "a.xlsx", "--output", "jsonl"][..], &TODAY].concat();
    let said = with_file("a.xlsx", &bytes, &examine);
    assert!(said.out.contains("\"dev-meeting-quorum\",\"level\":\"breach\""), "{}", said.out);
    let said = with_file("a.xlsx", &bytes, &["examine", "a.xlsx", "--explain-map"]);
    assert!(said.out.contains("数据从第 3 行开始"), "{}", said.out);
    assert!(said.out.contains("admission-meeting.eligible"), "{}", said.out);
}

#[test]
fn a_million_blank_rows_cost_nothing() {
    let mut book = ledger();
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write(1_048_575, 0, "乙二").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let said = with_file("a.xlsx", &bytes, &["examine", "a.xlsx", "--output", "jsonl"]);
    assert_eq!(said.status, 1, "{}", said.err);
    let rows: Vec<u64> = lines(&said.out).iter().filter_map(|line| line["row"].as_u64()).collect();
    assert_eq!(rows, [2, 1_048_576]);
}

#[test]
fn a_formula_that_failed_is_told_with_its_cell() {
    let mut book = ledger();
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write(2, 0, "乙二").unwrap();
    sheet.write(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let examine = [&["examine", "a.xlsx", "--output", "jsonl"][..], &TODAY].concat();
    let said = with_file("a.xlsx", &bytes, &examine);
    let told = problems(&said.out);
    assert_eq!((told.len(), &told[0]["place"]), (1, &"B3 收到入党申请书日期".into()), "{told:?}");
    let (zh, en) = (told[0]["zh"].as_str().unwrap(), told[0]["en"].as_str().unwrap());
    assert!(
        zh.contains("公式错误 #DIV/0!；请修正公式") && en.contains("mend the formula"),
        "{told:?}"
    );
    let first = lines(&said.out).remove(0);
    assert_eq!(first["findings"][0]["rule"], "dev-talk-within-one-month");
}

/// The parts of a workbook.
fn parts(path: &Path) -> Vec<String> {
    let archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let names = (0..archive.len()).filter_map(|index| archive.name_for_index(index));
    names.map(|name| name.unwrap().into_owned()).collect()
}

fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    std::io::read_to_string(archive.by_name(name).unwrap()).unwrap()
}

#[test]
fn the_users_workbook_comes_back_with_comments() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.xlsx");
    ledger().save(&input).unwrap();
    let before = std::fs::read(&input).unwrap();
    let arguments =
        ["examine", "a.xlsx", "--output", "xlsx", "--out", "r", "--today", "2026-11-24"];
    let said = xibao(folder.path(), &arguments);
    assert!(said.status == 1 && said.out.contains("r/a.marked.xlsx"), "{}{}", said.out, said.err);
    assert_eq!(std::fs::read(&input).unwrap(), before, "the input is only read");
    let marked = folder.path().join("r/a.marked.xlsx");
    let names = parts(&marked);
    let comments = names.iter().find(|name| name.starts_with("xl/comments")).unwrap();
    assert!(part(&marked, comments).contains("第七条"), "{}", part(&marked, comments));
    assert!(part(&marked, "xl/workbook.xml").contains("台账"));
}

#[test]
fn marks_go_on_the_sheet_that_the_map_file_names() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").unwrap().write(0, 0, "某支部").unwrap();
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    for (row, cells) in (0..).zip([HEAD, ["甲一", "2025-01-31", "2025-03-05"]]) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    book.save(folder.path().join("a.xlsx")).unwrap();
    std::fs::write(folder.path().join("map.toml"), "sheet = \"台账\"\n").unwrap();
    let arguments = ["examine", "a.xlsx", "--map", "map.toml", "--output", "xlsx"];
    let said = xibao(folder.path(), &arguments);
    assert_eq!(said.status, 1, "{}", said.err);
    let marked = folder.path().join("a.marked.xlsx");
    assert!(part(&marked, "xl/worksheets/_rels/sheet2.xml.rels").contains("comments"));
    assert!(!parts(&marked).contains(&"xl/worksheets/_rels/sheet1.xml.rels".to_owned()));
}

#[test]
fn a_text_file_comes_back_as_a_new_workbook() {
    let csv = format!("{}\n甲一,2025-01-31,2025-03-05\n", HEAD.join(","));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), csv).unwrap();
    let said = xibao(folder.path(), &["examine", "a.csv", "--output", "xlsx", "--lang", "en"]);
    assert!(said.status == 1 && said.out.contains("a.marked.xlsx"), "{}{}", said.out, said.err);
    let names = parts(&folder.path().join("a.marked.xlsx"));
    assert!(names.contains(&"xl/workbook.xml".to_owned()), "{names:?}");
}

#[test]
fn an_id_number_that_became_a_number_has_lost_its_end_and_is_masked() {
    let mut book = ledger();
    let sheet = book.worksheet_from_index(0).unwrap();
    sheet.write(0, 3, "公民身份号码").unwrap();
    sheet.write(1, 3, 990_000_200_105_041_000_f64).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let examine = [&["examine", "a.xlsx", "--output", "jsonl"][..], &TODAY].concat();
    let said = with_file("a.xlsx", &bytes, &examine);
    let told = problems(&said.out);
    assert_eq!((told.len(), &told[0]["place"]), (1, &"D2 公民身份号码".into()), "{told:?}");
    let en = told[0]["en"].as_str().unwrap();
    assert!(en.contains("lost its last digits"), "{en}");
    assert!(!said.out.contains("20010504") && !said.err.contains("20010504"), "{}", said.out);
}

//! Titles, hints, header rows in twos, and rows that are no dossiers.

use super::{First, csv, first, ledger_of, recognise};
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use xibao_ledger::MapFile;

fn xlsx(write: impl FnOnce(&mut Worksheet)) -> First {
    let mut workbook = Workbook::new();
    write(workbook.add_worksheet());
    first("l.xlsx", &workbook.save_to_buffer().unwrap())
}

fn row(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, text) in (0..).zip(cells) {
        if !text.is_empty() {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
}

#[test]
fn a_title_and_a_hint_stand_above_the_headers() {
    let text = "发展党员及转正情况台账,,\n填写说明：日期写到日,,\n姓名,派人谈话日期,转正日期\n\
                甲一,2019-03-01,2021-03-01\n";
    let ledger = csv(text);
    assert_eq!((ledger.mapping.first_data_row, ledger.rows.as_slice()), (4, &[4][..]));
    assert_eq!(ledger.day(0, "first-talk.on").as_deref(), Some("2019-03-01"));
    assert_eq!(ledger.day(0, "conversion-meeting.on").as_deref(), Some("2021-03-01"));
    assert!(ledger.problems.is_empty() && ledger.mapping.unknown.is_empty());
}

#[test]
fn a_title_over_all_columns_is_no_group() {
    let first = xlsx(|sheet| {
        sheet.merge_range(0, 0, 0, 3, "预备党员转正台账", &Format::new()).unwrap();
        row(sheet, 1, &["姓名", "支部大会", "应到", "天气"]);
        row(sheet, 2, &["甲一", "2019-06-01", "16", ""]);
    });
    let ledger = ledger_of(&first, None);
    assert_eq!(ledger.rows, [3]);
    assert_eq!(ledger.int(0, "admission-meeting.eligible"), Some(16));
    assert_eq!(ledger.unknown(), ["天气"]);
}

/// Upper and lower headers of two meetings and a notice.
const GROUPS: [[&str; 9]; 2] = [
    ["姓名", "公示", "", "接收预备党员", "", "", "转正大会", "", ""],
    ["", "开始", "结束", "日期", "应到", "赞成票", "日期", "应到", "赞成票"],
];
const GROUPED: [&str; 9] =
    ["甲一", "2026-06-01", "2026-06-08", "2026-07-01", "16", "15", "2027-07-01", "18", "17"];

fn check_groups(first: &First) {
    let ledger = ledger_of(first, None);
    assert_eq!(ledger.rows, [3]);
    assert_eq!(ledger.mapping.notes, []);
    assert_eq!(ledger.day(0, "public-notice.from").as_deref(), Some("2026-06-01"));
    assert_eq!(ledger.day(0, "public-notice.to").as_deref(), Some("2026-06-08"));
    assert_eq!(ledger.day(0, "admission-meeting.on").as_deref(), Some("2026-07-01"));
    assert_eq!(ledger.int(0, "admission-meeting.eligible"), Some(16));
    assert_eq!(ledger.int(0, "admission-meeting.ayes"), Some(15));
    assert_eq!(ledger.day(0, "conversion-meeting.on").as_deref(), Some("2027-07-01"));
    assert_eq!(ledger.int(0, "conversion-meeting.eligible"), Some(18));
    assert_eq!(ledger.int(0, "conversion-meeting.ayes"), Some(17));
}

#[test]
fn merged_cells_group_the_headers_below() {
    check_groups(&xlsx(|sheet| {
        row(sheet, 1, &GROUPS[1]);
        row(sheet, 2, &GROUPED);
        let plain = Format::new();
        sheet.merge_range(0, 0, 1, 0, "姓名", &plain).unwrap();
        sheet.merge_range(0, 1, 0, 2, "公示", &plain).unwrap();
        sheet.merge_range(0, 3, 0, 5, "接收预备党员", &plain).unwrap();
        sheet.merge_range(0, 6, 0, 8, "转正大会", &plain).unwrap();
    }));
}

#[test]
fn groups_are_told_without_merged_cells_too() {
    let lines = [GROUPS[0], GROUPS[1], GROUPED].map(|line| line.join(","));
    check_groups(&first("l.csv", lines.join("\n").as_bytes()));
}

#[test]
fn a_map_file_tells_the_header_row_and_the_columns() {
    let text = "派人谈话,姓名,应到\n说明,,\n人员,谈的那天,几时宣誓\n甲一,2019-03-01,2020-05-01\n";
    let first = first("l.csv", text.as_bytes());
    let map = |text: &str| MapFile::parse(text).unwrap();
    let full = map("header_row = 3\n[columns]\n\"谈的那天\" = \"first-talk.on\"\n\
                    \"=C\" = \"oath.on\"\n\"人员\" = \"person.name\"\n");
    let ledger = ledger_of(&first, Some(&full));
    assert_eq!((ledger.rows.as_slice(), ledger.mapping.first_data_row), (&[4][..], 4));
    assert_eq!(ledger.day(0, "first-talk.on").as_deref(), Some("2019-03-01"));
    assert_eq!(ledger.day(0, "oath.on").as_deref(), Some("2020-05-01"));
    for (text, says) in [
        ("[columns]\n\"没有的列\" = \"oath.on\"\n", "没有的列"),
        ("[columns]\n\"姓名\" = \"oath.of\"\n", "oath.of"),
        ("header_row = 3\n", "没有认出"),
    ] {
        let error = recognise(&first, Some(&map(text))).unwrap_err();
        assert!(error.zh().contains(says), "{}", error.zh());
        assert!(!error.en().is_empty());
    }
    assert!(MapFile::parse("[columns]\n\"甲\" = 3\n").unwrap_err().zh().contains("第 2 行"));
}

#[test]
fn headers_that_only_the_map_knows_are_found() {
    let map = MapFile::parse("[columns]\n\"谈的那天\" = \"first-talk.on\"\n").unwrap();
    let ledger = ledger_of(&first("l.csv", "台账\n谈的那天\n2019-03-01\n".as_bytes()), Some(&map));
    assert_eq!(ledger.rows, [3]);
    assert_eq!(ledger.day(0, "first-talk.on").as_deref(), Some("2019-03-01"));
}

#[test]
fn a_table_without_a_known_header_says_what_it_saw() {
    for (text, says) in [("天气,温度\n晴,3\n", "天气|温度"), ("姓名,性别\n甲一,男\n", "姓名、性别")]
    {
        let error = recognise(&first("l.csv", text.as_bytes()), None).unwrap_err();
        assert!(error.zh().contains(says), "{}", error.zh());
    }
}

#[test]
fn rows_that_are_no_dossiers_are_left_out() {
    let text = "发展党员台账,,,,\n序号,姓名,派人谈话日期,入党宣誓日期,考察次数\n必填,必填,必填,选填,选填\n\
                示例,丙三,2019-01-01,2019-01-01,1\n1,甲一,2019-03-01,2020-05-01,2\n,,,,\n\
                2,乙二,2019-03-02,2020-05-02,3\n发展党员台账,,,,\n\
                序号,姓名,派人谈话日期,入党宣誓日期,考察次数\n3,丁四,2019-03-03,,\n4,,,,\n5,  ,　,,\n\
                合计,2,,,5\n合　计,,,,5\n注：本表一式两份,,,,\n备注：无,,,,\n,填表人：戊五,,,\n";
    let ledger = csv(text);
    assert_eq!(ledger.rows, [5, 7, 10], "{:?}", ledger.told());
    assert!(ledger.problems.is_empty(), "{:?}", ledger.told());
}

#[test]
fn a_page_repeats_both_header_rows() {
    let lines = [GROUPS[0], GROUPS[1], GROUPED, GROUPS[0], GROUPS[1], GROUPED];
    let text = lines.map(|line| line.join(",")).join("\n");
    let ledger = csv(&text);
    assert_eq!(ledger.rows, [3, 6], "{:?}", ledger.told());
}

#[test]
fn one_value_is_enough_for_a_dossier() {
    let ledger = csv("学工号,姓名,派人谈话日期\nA1,,\n,甲一,\n,,2019-03-01\n");
    assert_eq!(ledger.rows, [2, 3, 4]);
}

#[test]
fn blanks_around_headers_and_cells_mean_nothing() {
    let ledger = csv(" 姓名 ,\u{a0}派人谈话日期　, \n 甲一 , 2019-03-01\u{a0},\n");
    assert_eq!(ledger.day(0, "first-talk.on").as_deref(), Some("2019-03-01"));
    assert!(ledger.mapping.unknown.is_empty());
}

#[test]
fn the_second_of_two_equal_columns_is_noted_and_unused() {
    let ledger = csv("姓名,派人谈话日期,谈话时间\n甲一,2019-03-01,2019-04-01\n");
    let notes: Vec<&str> = ledger.mapping.notes.iter().map(|note| note.zh.as_str()).collect();
    assert!(matches!(notes.as_slice(), [note] if note.contains("B 列和 C 列")), "{notes:?}");
    assert_eq!(ledger.day(0, "first-talk.on").as_deref(), Some("2019-03-01"));
}

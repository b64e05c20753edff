//! Bad input: each gets a message with place, value and remedy.

use crate::{lines, with_file, xibao};
use serde_json::Value;

const HEAD: &str =
    "姓名,公民身份号码,收到入党申请书日期,派人谈话日期,支部大会日期,应到会人数,实到会人数,赞成票\n";

/// The problems told of a ledger with these rows, and how the command ended.
fn problems(rows: &str) -> (Vec<Value>, i32) {
    let ledger = format!("{HEAD}{rows}");
    let arguments = ["examine", "a.csv", "--output", "jsonl", "--today", "2026-11-24"];
    let said = with_file("a.csv", ledger.as_bytes(), &arguments);
    let dossiers = lines(&said.out);
    let problems = dossiers.iter().filter_map(|dossier| dossier["problems"].as_array());
    (problems.flatten().cloned().collect(), said.status)
}

#[track_caller]
fn check(rows: &str, place: &str, zh: &str, en: &str) {
    let (problems, status) = problems(rows);
    let found = problems.iter().find(|problem| {
        problem["place"].as_str().unwrap().starts_with(place)
            && problem["zh"].as_str().unwrap().contains(zh)
            && problem["en"].as_str().unwrap().contains(en)
    });
    assert!(found.is_some(), "{problems:#?}");
    assert_eq!(status, 1);
}

#[test]
fn an_impossible_date() {
    check("甲一,,2025-02-29,,,,,\n", "C2", "2025-02-29", "check year, month and day");
}

#[test]
fn a_word_where_a_date_should_be() {
    check("甲一,,待定,,,,,\n", "C2", "待定", "2025-08-31");
}

#[test]
fn id_numbers_that_are_wrong_or_spoilt_never_shown_in_full() {
    for (number, says) in [
        ("990000200105040010", "check"),
        ("990000200105041000", "lost its last digits"),
        ("9.9E+17", "lost its last digits"),
        ("99000020010504", "18 characters"),
    ] {
        let rows = format!("甲一,{number},2025-03-01,2025-03-10,,,,\n");
        check(&rows, "B2", "", says);
        let shown = format!("{:?}", problems(&rows));
        assert!(number.contains("E+") || !shown.contains("20010504"), "{shown}");
    }
}

#[test]
fn impossible_tallies_are_a_finding() {
    let ledger = format!("{HEAD}甲一,,2025-03-01,2025-03-10,2026-03-01,10,11,12\n");
    let arguments = ["examine", "a.csv", "--output", "jsonl", "--today", "2026-11-24"];
    let said = with_file("a.csv", ledger.as_bytes(), &arguments);
    assert!(said.out.contains("\"dev-meeting-tally\",\"level\":\"breach\""), "{}", said.out);
}

#[test]
fn the_rest_of_the_file_is_still_examined() {
    let (problems, _) = problems("甲一,,2025-02-29,,,,,\n乙二,,2025-01-31,2025-03-05,,,,\n");
    assert_eq!(problems.len(), 1);
    let ledger = format!("{HEAD}甲一,,2025-02-29,,,,,\n乙二,,2025-01-31,2025-03-05,,,,\n");
    let said = with_file("a.csv", ledger.as_bytes(), &["examine", "a.csv"]);
    assert!(said.out.contains("审查 2 份：1 份有违反"), "{}", said.out);
    assert!(said.out.contains("1 个值有问题"), "{}", said.out);
}

#[test]
fn unknown_columns_are_named() {
    let ledger = "姓名,收到入党申请书日期,派人谈话日期,天气\n甲一,2025-03-01,2025-03-20,晴\n";
    let said = with_file("a.csv", ledger.as_bytes(), &["examine", "a.csv"]);
    assert!(said.out.contains("未认出的列") && said.out.contains("天气"), "{}", said.out);
}

/// What cannot be examined at all ends with status 2 and says why.
#[track_caller]
fn unusable(name: &str, content: &[u8], more: &[&str], zh: &str, en: &str) {
    let arguments = [&["examine", name], more].concat();
    let said = with_file(name, content, &arguments);
    assert_eq!(said.status, 2, "{}{}", said.out, said.err);
    assert!(said.err.contains(zh), "{}", said.err);
    let said = with_file(name, content, &[&arguments[..], &["--lang", "en"]].concat());
    assert!(said.err.contains(en), "{}", said.err);
}

#[test]
fn files_that_are_no_ledgers() {
    unusable("a.csv", b"", &[], "空文件", "is empty");
    unusable("a.xls", b"<html><table></table></html>", &[], "网页", "web page");
    unusable("a.xlsx", b"PK\x03\x04cut short", &[], "不完整", "cut short");
    unusable("a.parquet", b"PAR1cut", &[], "不完整", "cut short");
    unusable("a.csv", b"abc\0def\n", &[], "不是表格", "no table");
    unusable("a.csv", "天气,温度\n晴,3\n".as_bytes(), &[], "没有认出", "recognised");
    let folder = tempfile::tempdir().unwrap();
    let said = xibao(folder.path(), &["examine", "none.xlsx"]);
    assert!(said.status == 2 && said.err.contains("none.xlsx"), "{}", said.err);
    let said = xibao(folder.path(), &["examine", "."]);
    assert!(said.status == 2 && said.err.contains("文件夹"), "{}", said.err);
}

#[test]
fn a_file_under_another_name_is_read_as_what_it_is() {
    let ledger = "姓名,收到入党申请书日期,派人谈话日期\n甲一,2025-01-31,2025-03-05\n";
    let said = with_file("a.xlsx", ledger.as_bytes(), &["examine", "a.xlsx"]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("内容实际是 csv"), "{}", said.out);
}

#[test]
fn options_that_cannot_be_used() {
    let ledger = "姓名,收到入党申请书日期\n甲一,2025-01-31\n".as_bytes();
    unusable("a.csv", ledger, &["--today", "2026-02-30"], "2026-02-30", "2026-02-30");
    unusable("a.csv", ledger, &["--map", "none.toml"], "none.toml", "none.toml");
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("a.csv", "甲,乙\n甲一,2025-01-31\n");
    for (map, says) in [
        ("[columns]\n\"乙\" = \"first-tlak.on\"\n", "first-tlak.on"),
        ("[columns]\n\"丙\" = \"first-talk.on\"\n", "丙"),
        ("[colums]\n", "第 1 行"),
    ] {
        write("map.toml", map);
        let said = xibao(folder.path(), &["examine", "a.csv", "--map", "map.toml"]);
        assert!(said.status == 2 && said.err.contains(says), "{}", said.err);
    }
    write(
        "map.toml",
        "header_row = 1\n[columns]\n\"=A\" = \"person.name\"\n\"乙\" = \"first-talk.on\"\n",
    );
    let said = xibao(folder.path(), &["examine", "a.csv", "--map", "map.toml", "--explain-map"]);
    assert!(said.status == 0 && said.out.contains("first-talk.on"), "{}{}", said.out, said.err);
}

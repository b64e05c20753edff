//! Bad input: each gets a message with place, value and remedy.

use crate::{TODAY, with_file, xibao};
use serde_json::Value;

const HEAD: &str =
    "姓名,公民身份号码,收到入党申请书日期,派人谈话日期,支部大会日期,应到会人数,实到会人数,赞成票\n";

/// The problems told of a ledger with these rows, and how the command ended.
fn told(rows: &str) -> (Vec<Value>, i32) {
    let ledger = format!("{HEAD}{rows}");
    let arguments = ["examine", "a.csv", "--output", "jsonl", "--today", "2026-11-24"];
    let said = with_file("a.csv", ledger.as_bytes(), &arguments);
    (crate::problems(&said.out), said.status)
}

#[track_caller]
fn check(rows: &str, place: &str, zh: &str, en: &str) {
    let (problems, status) = told(rows);
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
        let shown = format!("{:?}", told(&rows));
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
    let (problems, _) = told("甲一,,2025-02-29,,,,,\n乙二,,2025-01-31,2025-03-05,,,,\n");
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
    let near = "姓名,收到入党申请书日期,派人谈话的日子\n甲一,2025-03-01,2025-03-20\n";
    let said = with_file("a.csv", near.as_bytes(), &["examine", "a.csv"]);
    assert!(said.out.contains("派人谈话的日子（相近的表头：派人谈话"), "{}", said.out);
    let said = with_file("a.csv", near.as_bytes(), &["examine", "a.csv", "--lang", "en"]);
    assert!(said.out.contains("派人谈话的日子 (near: 派人谈话"), "{}", said.out);
}

#[test]
fn a_number_in_doubt_is_masked_in_every_output() {
    let number = "990000200105041234";
    let ledger = format!("{HEAD}甲一,{number},2025-03-01,2025-03-10,,,,\n");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), ledger).unwrap();
    for language in ["zh", "en"] {
        let examine = ["examine", "a.csv", "--lang", language, "--output"];
        let to_screen = [&examine[..], &["jsonl"], &TODAY].concat();
        let said = xibao(folder.path(), &to_screen);
        assert!(said.out.contains("990000**********34"), "{}", said.out);
        assert!(!said.out.contains(number) && !said.err.contains(number));
        let to_folder = [&examine[..], &["html", "--out", "r"], &TODAY].concat();
        let said = xibao(folder.path(), &to_folder);
        assert!(!said.out.contains(number) && !said.err.contains(number));
        let page = std::fs::read_to_string(folder.path().join("r/a.findings.html")).unwrap();
        assert!(page.contains("990000**********34") && !page.contains(number));
    }
}

#[test]
fn the_same_person_twice_is_told_with_the_first_row() {
    let row = |name: &str| format!("{name},990000200105040013,2025-03-01,2025-03-10,,,,\n");
    let rows = format!("{}{}", row("甲一"), row("甲一"));
    let (problems, status) = told(&rows);
    let twice = problems.iter().find(|problem| problem["zh"].as_str().unwrap().contains("第 2 行"));
    let Some(twice) = twice else { panic!("{problems:#?}") };
    assert_eq!(twice["place"], "B3 公民身份号码");
    assert!(twice["en"].as_str().unwrap().contains("row 2"), "{twice}");
    assert!(!twice.to_string().contains("20010504"), "{twice}");
    assert_eq!(status, 1);
}

#[test]
fn a_negative_tally_is_a_finding_not_a_fault_of_the_file() {
    let ledger = format!("{HEAD}甲一,,2025-03-01,2025-03-10,2026-03-01,10,8,-3\n");
    let arguments = [&["examine", "a.csv", "--output", "jsonl"][..], &TODAY].concat();
    let said = with_file("a.csv", ledger.as_bytes(), &arguments);
    let finding = "\"rule\":\"dev-meeting-tally\",\"level\":\"breach\"";
    assert!(said.status == 1 && said.out.contains(finding), "{}", said.out);
}

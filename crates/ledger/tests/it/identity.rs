//! National ID numbers in a ledger.

use super::csv;
use serde_json::Value;
use xibao_ledger::{Identity, check_character, mask, read_identity, read_identity_number};

const VECTORS: &str = include_str!("../data/id_number_vectors.json");

fn cases() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    vectors["cases"].as_array().unwrap().clone()
}

/// Where the reader and the vectors part on purpose: regions are not checked, for the codes of
/// the time are not known and synthetic persons bear one that was never given out; a birth before
/// 1900 is refused, though the check character fits.
fn expected(case: &Value) -> bool {
    let input = case["input"].as_str().unwrap();
    let valid = case["valid"].as_bool().unwrap();
    let region = case["why"].as_str().unwrap().starts_with("province prefix 99");
    let ancient = case["birth"].as_str().is_some_and(|birth| birth < "1900");
    assert!(!input.is_empty());
    (valid || region) && !ancient
}

#[test]
fn the_vectors_of_the_standard() {
    let cases = cases();
    assert!(cases.len() >= 16);
    for case in &cases {
        let input = case["input"].as_str().unwrap();
        match read_identity(input) {
            Identity::Number(number, born) => {
                assert!(expected(case), "{case}");
                if let Some(birth) = case["birth"].as_str() {
                    assert_eq!(born.to_string(), birth);
                }
                if let Some(converted) = case["converted"].as_str() {
                    assert_eq!(number, converted);
                }
                assert_eq!(number.len(), 18);
                assert_eq!(check_character(number.get(..17).unwrap()), number.chars().last());
            }
            Identity::Fault(text) => {
                assert!(!expected(case), "{case}: {}", text.zh);
                assert!(!text.zh.contains(input.trim()) && !text.en.contains(input.trim()));
            }
            Identity::Nothing => panic!("{case}"),
        }
    }
}

#[test]
fn digits_that_a_spreadsheet_lost_are_told_as_lost() {
    for input in ["9.90000194912310E+17", "990000194912310000"] {
        let Identity::Fault(text) = read_identity(input) else { panic!("{input}") };
        assert!(text.zh.contains("末几位已丢失"), "{}", text.zh);
    }
    for value in [1.101_051_949_123_1e17, 9.9e20, f64::NAN, f64::INFINITY, -1.5] {
        assert!(matches!(read_identity_number(value), Identity::Fault(_)), "{value}");
    }
}

/// A synthetic number: region 990000 was never assigned.
fn synthetic(birth: &str) -> String {
    let digits = format!("990000{birth}001");
    format!("{digits}{}", check_character(&digits).unwrap())
}

#[test]
fn the_number_tells_the_birth_where_no_column_does() {
    let number = synthetic("20010504");
    let ledger = csv(&format!("姓名,身份证号,派人谈话\n甲一,{number} ,\n乙二,,2019-03-01\n"));
    assert_eq!(ledger.day(0, "person.born").as_deref(), Some("2001-05-04"));
    assert_eq!(ledger.day(1, "person.born"), None);
    assert!(ledger.problems.is_empty());
}

#[test]
fn the_column_of_birth_goes_before_the_number() {
    let number = synthetic("20010504");
    let births = ["2001-05-04", "2001-05", "", "2001-05-06", "2001-06"];
    let rows: Vec<String> =
        births.iter().map(|born| format!("甲一,{number},{born},2019-03-01")).collect();
    for (row, born) in
        rows.iter().zip(["2001-05-04", "2001-05-04", "2001-05-04", "2001-05-06", "2001-06"])
    {
        let ledger = csv(&format!("姓名,身份证号,出生日期,派人谈话\n{row}\n"));
        assert_eq!(ledger.day(0, "person.born").as_deref(), Some(born), "{row}");
        let differs = !["2001-05-04"].contains(&born);
        assert_eq!(ledger.problems.len(), usize::from(differs), "{:?}", ledger.told());
        if let Some(problem) = ledger.problems.first() {
            assert_eq!((problem.place.as_str(), problem.header.as_str()), ("C2", "出生日期"));
            assert!(problem.message.zh.contains("人事档案"), "{}", problem.message.zh);
            assert!(problem.message.en.contains("personnel file"), "{}", problem.message.en);
        }
    }
}

#[test]
fn a_faulty_number_hides_itself_and_leaves_the_row() {
    let number = synthetic("20010504");
    let ledger =
        csv(&format!("姓名,身份证号,派人谈话\n甲一,{}9,2019-03-01\n", number.get(..16).unwrap()));
    assert_eq!(ledger.rows, [2]);
    assert_eq!(ledger.problems.len(), 1);
    let problem = &ledger.problems[0];
    assert!(!problem.value.contains("20010504") && !problem.message.zh.contains("20010504"));
    assert_eq!(ledger.day(0, "first-talk.on").as_deref(), Some("2019-03-01"));
}

#[test]
fn the_same_person_twice_is_told_with_the_first_row() {
    let old = "990000810504001";
    let digits = "99000019810504001";
    let new = format!("{digits}{}", check_character(digits).unwrap());
    let ledger = csv(&format!(
        "姓名,身份证号,派人谈话\n甲一,{old},2019-03-01\n乙二,,2019-03-01\n\
                               甲一,{new},2019-03-01\n"
    ));
    assert_eq!(ledger.told().len(), 1);
    assert_eq!(ledger.told()[0].0, "B4");
    assert!(ledger.told()[0].1.contains("第 2 行"), "{:?}", ledger.told());
    assert!(!ledger.problems[0].value.contains("19810504"));
}

#[test]
fn masks_leave_little() {
    let number = synthetic("20010504");
    assert_eq!(mask(&number), format!("990000{}{}", "*".repeat(10), number.get(16..).unwrap()));
    assert_eq!(mask("12345"), "***");
    assert!(csv("姓名,身份证号,派人谈话\n甲一,无,2019-03-01\n").problems.is_empty());
}

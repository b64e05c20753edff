//! The calculators, one at a time and by the file.

use crate::{lines, with_file, xibao};
use serde_json::{Value, json};
use std::fmt::Write;

/// The requests of the documentation with the answers it shows.
#[test]
fn the_documented_requests() {
    let requests = [
        (
            json!({"id":"1","calc":"dues","payer":"salaried","base":"6200"}),
            json!({"id":"1","monthly":"93.00","rate":"0.015","rule":"due-rate-band3"}),
        ),
        (
            json!({"id":"2","calc":"dues","payer":"retired","base":"5200"}),
            json!({"id":"2","monthly":"52.00","rate":"0.01"}),
        ),
        (
            json!({"id":"3","calc":"dues","payer":"salaried","employer":"public-institution",
                "income":{"post":"2400","grade":"800","basic_performance":"1500"},
                "deductions":{"pension":"376","income_tax":"0"}}),
            json!({"id":"3","monthly":"43.24","rate":"0.01"}),
        ),
        (
            json!({"id":"4","calc":"vote","meeting":"admission","eligible":21,"present":12,
                "ayes":11,"written_ayes":0,"noes":0,"abstentions":0}),
            json!({"id":"4","record_valid":true,"quorum":true,"adopted":true,"needed":11}),
        ),
        (
            json!({"id":"5","calc":"election","eligible":30,"present":24,"seats":3,
                "candidates":[{"ayes":20},{"ayes":17},{"ayes":16},{"ayes":9}]}),
            json!({"id":"5","quorum":true,"difference_ok":true,"elected":[0,1,2]}),
        ),
        (
            json!({"id":"6","calc":"standing","joined":"1964-05-04","origin":"worker",
                "extension_months":0,"today":"2021-07-01"}),
            json!({"id":"6","standing_from":"1965-05-04","years":56,"fifty_year_medal":true}),
        ),
        (
            json!({"id":"7","calc":"term","from":"2023-08-31","plus":"P6M"}),
            json!({"id":"7","due":"2024-02-29"}),
        ),
        (
            json!({"id":"8","calc":"term","from":"2026-04-20","plus":"5 workdays",
                "first_day_counts":true}),
            json!({"id":"8","due":"2026-04-24"}),
        ),
    ];
    let mut file = String::from("not json\n");
    for (request, _) in &requests {
        writeln!(file, "{request}").unwrap();
    }
    let said = with_file("a.jsonl", file.as_bytes(), &["calc", "a.jsonl"]);
    assert_eq!(said.status, 1, "{}", said.err);
    let answers = lines(&said.out);
    assert!(answers[0]["error"].is_object(), "{}", answers[0]);
    for ((_, expected), answer) in requests.iter().zip(&answers[1..]) {
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&answer[key], value, "{key} of {answer}");
        }
    }
}

fn json_of(arguments: &[&str]) -> Value {
    let said = xibao(std::env::temp_dir().as_path(), arguments);
    assert_eq!(said.status, 0, "{}", said.err);
    lines(&said.out).remove(0)
}

#[test]
fn flags_say_the_same_as_requests() {
    let dues = json_of(&["dues", "--payer", "salaried", "--base", "5000.01", "--json"]);
    assert_eq!(dues["monthly"], "75.00");
    let vote = ["vote", "--eligible", "16", "--present", "8", "--ayes", "8", "--json"];
    assert_eq!(json_of(&vote)["quorum"], false);
    let election = [
        "election",
        "--eligible",
        "9",
        "--present",
        "8",
        "--seats",
        "3",
        "--ayes",
        "8,7,6,2",
        "--json",
    ];
    assert_eq!(json_of(&election)["elected"], json!([0, 1, 2]));
    let term = ["term", "--from", "2026-01-31", "--plus", "P1M", "--json"];
    assert_eq!(json_of(&term)["due"], "2026-02-28");
    let standing = ["standing", "--joined", "1990-05-04", "--today", "2026-11-24", "--json"];
    assert_eq!(json_of(&standing)["standing_from"], "1991-05-04");
}

#[test]
fn words_show_the_rule_and_the_arithmetic() {
    let here = std::env::temp_dir();
    let said = xibao(&here, &["dues", "--payer", "salaried", "--base", "6200"]);
    assert!(said.out.contains("93.00") && said.out.contains("6200.00"), "{}", said.out);
    let said = xibao(&here, &["dues", "--payer", "emperor", "--base", "1"]);
    assert!(said.status == 2 && said.err.contains("salaried"), "{}", said.err);
}

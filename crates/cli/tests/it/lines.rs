//! Cases in JSON Lines that are not as they should be: each is told with its line, and the rest
//! of the file is examined.

use crate::{lines, problems, with_file, with_input};
use serde_json::Value;

const LATE: &str = "{\"id\":\"late\",\"procedure\":\"admission\",\"today\":\"2026-11-24\",\"facts\":[{\"kind\":\"application-received\",\"on\":\"2025-08-31\"},{\"kind\":\"first-talk\",\"on\":\"2025-10-04\"}]}";

/// A bad line between two cases that are late: its answer is returned.
#[track_caller]
fn between(bad: &[u8]) -> Value {
    let file = [LATE.as_bytes(), b"\n", bad, b"\n", LATE.as_bytes()].concat();
    let said = with_file("a.jsonl", &file, &["examine", "a.jsonl", "--output", "jsonl"]);
    assert_eq!(said.status, 1, "{}", said.err);
    let mut answers = lines(&said.out);
    assert_eq!(answers.len(), 3, "{}", said.out);
    for answer in [&answers[0], &answers[2]] {
        assert_eq!(answer["findings"][0]["rule"], "dev-talk-within-one-month");
    }
    assert_eq!(answers[1]["row"], 2);
    answers.remove(1)
}

#[track_caller]
fn check(bad: &[u8], place: &str, zh: &str, en: &str) {
    let answer = between(bad);
    let told = answer["problems"].as_array().unwrap();
    let found = told.iter().any(|problem| {
        problem["place"].as_str().unwrap().starts_with(place)
            && problem["zh"].as_str().unwrap().contains(zh)
            && problem["en"].as_str().unwrap().contains(en)
    });
    assert!(found, "{answer}");
}

#[test]
fn a_line_that_is_not_json() {
    check(b"garbage", "column 1", "不是完整的 JSON", "not complete JSON");
    check(b"{\"id\":\"cut\"", "column 11", "请检查引号", "check quotes");
    let after_words = "{\"id\":\"甲一乙二\" \"procedure\"";
    check(after_words.as_bytes(), "column 14", "第 14 个字符", "at character 14");
    check(b"[1,2]", "", "应是一个 JSON 对象", "must be one JSON object");
    let nul = b"{\"id\":\"\\u0000\",\"procedure\":\"admission\",\"facts\":[]}";
    assert!(between(nul)["problems"].is_null());
}

#[test]
fn a_first_line_that_is_not_json_does_not_change_what_the_file_is() {
    let file = format!("garbage\n{LATE}\n");
    let said = with_file("a.jsonl", file.as_bytes(), &["examine", "a.jsonl", "--output", "jsonl"]);
    assert_eq!((said.status, lines(&said.out).len()), (1, 2), "{}", said.err);
}

#[test]
fn a_list_in_one_piece_says_what_is_wanted() {
    let said = with_file(
        "a.json",
        format!("[{LATE}]").as_bytes(),
        &["examine", "a.json", "--output", "jsonl"],
    );
    let told = problems(&said.out);
    assert!(told[0]["zh"].as_str().unwrap().contains("每行应是一个 JSON 对象"), "{told:?}");
}

#[test]
fn a_line_of_two_megabytes() {
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(2 << 20));
    check(long.as_bytes(), "", "请每行只写一个人的档案", "write one case a line");
}

#[test]
fn bytes_that_are_not_utf_8() {
    let bad = b"{\"id\":\"\xD0\xD5\",\"procedure\":\"admission\",\"facts\":[]}";
    check(bad, "column 8", "存为 UTF-8", "save the file as UTF-8");
    let answer = between(bad);
    assert_eq!(answer["stage"], Value::Null);
    assert_eq!(answer["next"][0]["kind"], "application-submitted");
}

#[test]
fn empty_lines_carriage_returns_and_a_mark_at_the_beginning_are_nothing_special() {
    let file = format!("\u{feff}{LATE}\r\n\r\n   \r\n{LATE}\r\n");
    let said = with_file("a.jsonl", file.as_bytes(), &["examine", "a.jsonl", "--output", "jsonl"]);
    let answers = lines(&said.out);
    let rows: Vec<&Value> = answers.iter().map(|answer| &answer["row"]).collect();
    assert_eq!(rows, [1, 4]);
    assert!(problems(&said.out).is_empty(), "{}", said.out);
}

#[test]
fn kinds_fields_dates_and_tallies_that_are_unknown_or_impossible() {
    let with =
        |facts: &str| format!("{{\"id\":\"B\",\"procedure\":\"admission\",\"facts\":[{facts}]}}");
    let misspelt = with("{\"kind\":\"first-tlak\",\"on\":\"2025-01-01\"}");
    check(misspelt.as_bytes(), "facts[0].kind", "first-talk", "first-talk");
    let date = with("{\"kind\":\"first-talk\",\"on\":\"2025-02-29\"}");
    check(date.as_bytes(), "facts[0].on", "请核对年月日", "2025-02-29");
    let field = with("{\"kind\":\"admission-meeting\",\"on\":\"2025-01-01\",\"elegible\":20}");
    check(field.as_bytes(), "facts[0].elegible", "eligible", "eligible");
    let kind = "{\"id\":\"B\",\"procedure\":\"admision\",\"facts\":[]}";
    check(kind.as_bytes(), "procedure", "admission", "admission");
    let tally = with(
        "{\"kind\":\"admission-meeting\",\"on\":\"2025-01-01\",\"eligible\":10,\"present\":8,\"ayes\":-1}",
    );
    let findings = between(tally.as_bytes())["findings"].to_string();
    assert!(findings.contains("dev-meeting-tally"), "{findings}");
}

#[test]
fn a_broken_line_does_not_show_an_id_number() {
    let answer = between(b"{\"id\":\"990000200105040019\" ");
    assert!(!answer.to_string().contains("20010504"), "{answer}");
}

#[test]
fn columns_and_json_lines_do_not_go_together() {
    let said = with_file("a.jsonl", LATE.as_bytes(), &["examine", "a.jsonl", "--explain-map"]);
    assert!(said.status == 2 && said.err.contains("没有工作表和列"), "{}", said.err);
    for option in [&["--explain-map"][..], &["--sheet", "a"]] {
        let said = with_input(LATE, &[&["examine", "-", "--lang", "en"], option].concat());
        assert!(said.status == 2 && said.err.contains("no sheets or columns"), "{}", said.err);
    }
}

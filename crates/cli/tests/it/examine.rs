//! Examining ledgers and cases.

use crate::{lines, with_file, with_input, xibao};
use serde_json::json;

const EXAMPLE: &str = r#"{"id":"A-17","procedure":"admission","today":"2028-06-01","person":{"born":"2001-05-04"},"facts":[{"kind":"application-received","on":"2025-08-31"},{"kind":"first-talk","on":"2025-10-04"},{"kind":"activist-determined","on":"2026-03-10"}]}"#;

#[test]
fn the_documented_example() {
    let said =
        with_file("a.jsonl", EXAMPLE.as_bytes(), &["examine", "a.jsonl", "--output", "jsonl"]);
    assert_eq!(said.status, 1);
    let answer = lines(&said.out).remove(0);
    assert_eq!((&answer["id"], &answer["stage"]), (&json!("A-17"), &json!("activist")));
    let finding = &answer["findings"][0];
    for (key, value) in [
        ("rule", json!("dev-talk-within-one-month")),
        ("level", json!("breach")),
        ("edition", json!("2014")),
        ("article", json!("7")),
        ("due", json!("2025-09-30")),
        ("on", json!("2025-10-04")),
        ("late_days", json!(4)),
    ] {
        assert_eq!(finding[key], value, "{key}");
    }
    assert!(finding["why"].as_str().unwrap().contains("期限至 2025-09-30"));
    let next = answer["next"].as_array().unwrap();
    let decided = next.iter().find(|next| next["kind"] == "candidate-decided").unwrap();
    assert_eq!(decided["not_before"], "2027-03-10");
    assert!(said.err.contains("审查 1 份"), "{}", said.err);
}

#[test]
fn answers_keep_the_order_of_standard_input_and_a_bad_line_stops_nothing() {
    let input = format!(
        "{EXAMPLE}\n\n{{\"id\": \"cut\"\n{{\"id\":\"B\",\"procedure\":\"admission\",\"facts\":[{{\"kind\":\"first-tlak\",\"on\":\"2025-02-29\"}}]}}\n"
    );
    let said = with_input(&input, &["examine", "-", "--output", "jsonl"]);
    let answers = lines(&said.out);
    assert_eq!(answers.len(), 3);
    assert!(answers[1]["problems"][0]["zh"].as_str().unwrap().contains("JSON"));
    let problem = &answers[2]["problems"][0];
    assert_eq!(problem["place"], "facts[0].kind");
    assert!(problem["en"].as_str().unwrap().contains("first-talk"), "{problem}");
}

#[test]
fn a_clean_ledger_ends_with_status_0() {
    let ledger = "姓名,收到入党申请书日期,派人谈话日期\n甲一,2025-03-01,2025-03-20\n";
    let said = with_file("a.csv", ledger.as_bytes(), &["examine", "a.csv"]);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    assert!(said.out.contains("审查 1 份：0 份有违反"), "{}", said.out);
    assert!(said.out.contains("条规则未审查"), "{}", said.out);
}

#[test]
fn english_says_the_same() {
    let ledger = "姓名,收到入党申请书日期,派人谈话日期\n甲一,2025-01-31,2025-03-05\n";
    let said = with_file("a.csv", ledger.as_bytes(), &["examine", "a.csv", "--lang", "en"]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains("1 dossier examined: 1 with breaches"), "{}", said.out);
    assert!(said.out.contains("[dev-talk-within-one-month]"), "{}", said.out);
}

#[test]
fn reports_are_written_where_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    xibao(path, &["sample", "a.xlsx", "--count", "60", "--seed", "3", "--today", "2026-11-24"]);
    let arguments = ["examine", "a.xlsx", "--today", "2026-11-24", "--output", "html", "--output"];
    let said =
        xibao(path, &[&arguments[..], &["xlsx", "--output", "jsonl", "--out", "r"]].concat());
    assert_eq!(said.status, 1, "{}", said.err);
    for name in ["a.findings.html", "a.marked.xlsx", "a.findings.jsonl"] {
        assert!(said.out.contains(name), "{}", said.out);
        assert!(path.join("r").join(name).metadata().unwrap().len() > 1_000, "{name}");
    }
    let page = std::fs::read_to_string(path.join("r/a.findings.html")).unwrap();
    assert!(!page.contains("<script"), "a finding sheet has no scripts");
    let dossiers = std::fs::read_to_string(path.join("r/a.findings.jsonl")).unwrap();
    assert_eq!(lines(&dossiers).len(), 60);
}

#[test]
fn answers_come_in_the_order_of_the_file_whatever_the_size_of_batches() {
    let ledger: String = (0..5_000).fold(
        "编号,姓名,收到入党申请书日期,派人谈话日期\n".to_owned(),
        |ledger, number| ledger + &format!("N{number},甲一,2025-01-31,2025-03-05\n"),
    );
    let cases: String = (0..5_000).fold(String::new(), |cases, number| {
        let procedure = ["admission", "no-such"][usize::from(number % 7 == 3)];
        cases + &format!("{{\"id\":\"N{number}\",\"procedure\":\"{procedure}\",\"facts\":[]}}\n")
    });
    for (name, text, examined) in [("a.csv", ledger, 5_000), ("a.jsonl", cases, 4_286)] {
        let said = with_file(name, text.as_bytes(), &["examine", name, "--output", "jsonl"]);
        let answers = lines(&said.out);
        assert_eq!(answers.len(), 5_000, "{name}");
        for (number, answer) in answers.iter().enumerate() {
            assert_eq!(answer["id"], format!("N{number}"), "{name}");
        }
        // A case of a procedure that is not known is told, and not examined.
        assert!(said.err.contains(&format!("审查 {examined} 份")), "{}", said.err);
    }
}

#[test]
fn terms_and_next_steps_of_the_documented_example() {
    let said =
        with_file("a.jsonl", EXAMPLE.as_bytes(), &["examine", "a.jsonl", "--output", "jsonl"]);
    let answer = lines(&said.out).remove(0);
    let terms = answer["terms"].as_array().unwrap();
    let talk = terms.iter().find(|term| term["rule"] == "dev-talk-within-one-month").unwrap();
    assert_eq!((&talk["from"], &talk["due"]), (&json!("2025-08-31"), &json!("2025-09-30")));
    assert_eq!(talk["met"], false);
    let order: Vec<&str> = ["id", "stage", "findings", "terms", "next"].to_vec();
    let places: Vec<Option<usize>> =
        order.iter().map(|key| said.out.find(&format!("\"{key}\":"))).collect();
    assert!(places.is_sorted() && places[0].is_some(), "{places:?}");
}

#[test]
fn a_month_without_its_day_gives_both_readings() {
    let ledger = "姓名,收到入党申请书日期,派人谈话日期\n甲一,2025-01,2025-02-15\n";
    let arguments = ["examine", "a.csv", "--output", "jsonl"];
    let said = with_file("a.csv", ledger.as_bytes(), &arguments);
    let answer = lines(&said.out).remove(0);
    let finding = &answer["findings"][0];
    assert_eq!(finding["level"], "unknown");
    let why = finding["why"].as_str().unwrap();
    assert!(why.contains("2025-02-01") && why.contains("2025-02-28"), "{why}");
    let met = "姓名,收到入党申请书日期,派人谈话日期\n甲一,2025-01,2025-02-01\n";
    assert_eq!(with_file("a.csv", met.as_bytes(), &arguments).status, 0);
}

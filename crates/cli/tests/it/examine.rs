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
fn every_format_of_one_sample_gives_the_same_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut counts = Vec::new();
    for (name, more) in
        [("a.xlsx", &[][..]), ("b.csv", &[]), ("c.csv", &["--gb18030"]), ("d.parquet", &[])]
    {
        let make =
            [&["sample", name, "--count", "150", "--seed", "3", "--today", "2026-11-24"], more];
        assert_eq!(xibao(folder.path(), &make.concat()).status, 0);
        let said = xibao(folder.path(), &["examine", name, "--today", "2026-11-24"]);
        assert_eq!(said.status, 1);
        let rules: Vec<String> =
            said.out.lines().filter(|line| line.ends_with(']')).map(str::to_owned).collect();
        assert!(rules.len() > 5, "{}", said.out);
        counts.push(rules);
    }
    // A month-only date has no place in a column of days, so Parquet leaves it out.
    assert_eq!(counts[0], counts[1]);
    assert_eq!(counts[1], counts[2]);
    assert!(counts[3].len() + 1 >= counts[0].len());
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

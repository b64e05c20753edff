//! JSON Lines: order, procedures, records that disagree, lines that cannot be read.

use super::samples::check_counts;
use super::{Collector, day, examine_lines, lines};
use serde_json::{Value, json};
use xibao_examiner::{Options, Wanted};
use xibao_rulebook::Level;

fn case(id: &str, facts: &Value) -> String {
    json!({"id": id, "procedure": "admission", "today": "2026-06-30",
        "person": {"born": "1999-05-04"}, "facts": facts})
    .to_string()
}

#[test]
fn mixed_procedures_keep_the_order_of_the_input() {
    let procedures = ["standing", "admission", "removal", "nonsense", "sanction", "admission"];
    let text: String = (0..3_000)
        .map(|number| {
            let procedure = procedures[number % procedures.len()];
            json!({"id": format!("N{number}"), "procedure": procedure}).to_string() + "\n"
        })
        .collect();
    let (outcome, seen) = lines(&text, Wanted::Everything);
    assert_eq!((outcome.summary.dossiers, outcome.summary.unexamined_lines), (2_500, 500));
    let ids: Vec<String> = seen.dossiers.iter().map(|dossier| dossier.id.clone()).collect();
    assert!(ids.iter().enumerate().all(|(number, id)| *id == format!("N{number}")));
    let rows: Vec<Option<u64>> = seen.dossiers.iter().map(|dossier| dossier.row).collect();
    assert!((1..=3_000).zip(&rows).all(|(number, row)| *row == Some(number)));
    let unknown = seen.dossiers.iter().filter(|dossier| !dossier.problems.is_empty()).count();
    assert_eq!(unknown, 500);
    assert_eq!(outcome.summary.problems, 500);
}

#[test]
fn records_that_disagree_are_a_finding_and_corrections_are_none() {
    let talk = |on: &str| json!({"kind": "first-talk", "on": on});
    let received = json!({"kind": "application-received", "on": "2025-08-31"});
    let twice = case("T", &json!([received, talk("2025-09-10"), talk("2025-09-11")]));
    let late = case("L", &json!([received, talk("2025-09-10"), talk("2025-10-04")]));
    let same = case("S", &json!([received, talk("2025-09-10"), talk("2025-09-10")]));
    let corrected = case(
        "C",
        &json!([received, {"kind": "first-talk", "on": "2025-10-04", "id": "f1"},
            {"kind": "first-talk", "on": "2025-09-11", "replaces": "f1"}]),
    );
    let text = [twice, late, same, corrected].join("\n");
    let (outcome, seen) = lines(&text, Wanted::Everything);
    let told: Vec<Vec<(&str, Level)>> = seen
        .dossiers
        .iter()
        .map(|d| d.findings.iter().map(|f| (f.rule.as_str(), f.level)).collect())
        .collect();
    assert_eq!(told[0], [("fact-contradicted", Level::Unknown)]);
    assert!(told[1].contains(&("fact-contradicted", Level::Unknown)), "{told:?}");
    assert!(told[1].contains(&("dev-talk-within-one-month", Level::Unknown)), "{told:?}");
    assert!(told[2].is_empty() && told[3].is_empty(), "{told:?}");
    check_counts(&outcome, &seen.dossiers);
    assert_eq!(outcome.summary.with_findings, 2);
    for wanted in [Wanted::Counts, Wanted::Findings] {
        let (other, shown) = lines(&text, wanted);
        assert_eq!(format!("{:?}", other.summary), format!("{:?}", outcome.summary));
        assert_eq!(shown.dossiers.len(), if wanted == Wanted::Counts { 0 } else { 2 });
    }
    for dossier in &seen.dossiers {
        assert_eq!(dossier.findings.len(), dossier.finding_cells.len());
    }
}

#[test]
fn lines_that_cannot_be_read_say_why_and_the_rest_is_examined() {
    let good = case("A", &json!([]));
    let long = format!("{{\"id\": \"{}\"}}", "x".repeat(1 << 20));
    let text = format!("\u{feff}{good}\n\n{{\"id\":\n[1, 2]\n{long}\n{good}\r\nnull");
    let (outcome, seen) = lines(&text, Wanted::Everything);
    let rows: Vec<u64> = seen.dossiers.iter().filter_map(|dossier| dossier.row).collect();
    assert_eq!(rows, [1, 3, 4, 5, 6, 7]);
    assert_eq!((outcome.summary.dossiers, outcome.summary.unexamined_lines), (2, 4));
    let faulty: Vec<u64> = seen
        .dossiers
        .iter()
        .filter(|dossier| !dossier.problems.is_empty())
        .filter_map(|dossier| dossier.row)
        .collect();
    assert_eq!(faulty, [3, 4, 5, 7]);
    for problem in seen.dossiers.iter().flat_map(|dossier| &dossier.problems) {
        assert!(problem.value.chars().count() <= 61, "{}", problem.value.len());
        assert!(!problem.message.zh.is_empty() && !problem.message.en.is_empty());
    }
    let (_, findings) = lines(&text, Wanted::Findings);
    assert_eq!(findings.dossiers.len(), 4);
}

#[test]
fn the_day_of_the_examination_stands_for_lines_without_one() {
    let facts = json!([{"kind": "application-received", "on": "2025-08-31"}]);
    let person = json!({"born": "1999-05-04"});
    let mut own = json!({"id": "A", "procedure": "admission", "person": person, "facts": facts});
    let bare = own.to_string();
    own["today"] = json!("2025-09-01");
    let text = format!("{bare}\n{own}\n");
    let options = Options { today: Some(day("2026-06-30")), map: None };
    let mut collector = Collector::new(Wanted::Everything);
    examine_lines(&mut text.as_bytes(), &options, &mut collector).unwrap();
    let counts: Vec<usize> = collector.dossiers.iter().map(|d| d.findings.len()).collect();
    assert_eq!(counts, [1, 0]);
    assert!(lines(&bare, Wanted::Everything).1.dossiers[0].findings.is_empty());
}

#[test]
fn every_line_out_is_one_object_on_one_line() {
    let text = case("行\n二", &json!([{"kind": "first-talk", "on": "x\n\u{2028}"}]));
    let (_, seen) = lines(&text, Wanted::Everything);
    let line = seen.lines().remove(0);
    assert!(!line.contains('\n'));
    let value: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(value["id"], "行\n二");
    assert_eq!(value["problems"].as_array().map(Vec::len), Some(1));
}

#[test]
fn long_lines_are_judged_in_smaller_batches() {
    let long = case(&"x".repeat(1_000_000), &json!([]));
    let text = format!("{long}\n").repeat(40);
    let (outcome, seen) = lines(&text, Wanted::Findings);
    assert_eq!(outcome.summary.dossiers, 40);
    assert_eq!(seen.progress.iter().map(|(done, _)| *done).collect::<Vec<_>>(), [17, 34, 40]);
    let blank = format!("{}\n", " ".repeat(1 << 20)).repeat(20);
    assert_eq!(lines(&(blank + &long), Wanted::Counts).0.summary.dossiers, 1);
}

//! Tables: marks, rules without columns, cells that cannot be used.

use super::samples::check_counts;
use super::{BOOK, table};
use xibao_examiner::{CellMark, Dossier, ExamineError, Options, understand};
use xibao_table::{OpenOptions, open_bytes};

fn marks(dossier: &Dossier, rule: &str) -> Vec<usize> {
    let at = dossier.findings.iter().position(|finding| finding.rule == rule).unwrap();
    let mut columns: Vec<usize> = dossier.finding_cells[at]
        .iter()
        .map(|mark| {
            assert_eq!(Some(mark.row), dossier.row);
            mark.column
        })
        .collect();
    columns.sort_unstable();
    columns
}

#[test]
fn findings_mark_the_cells_they_rest_on() {
    let (_, seen) = table(
        "台账\n编号,姓名,党组织派人谈话,收到入党申请书,入党介绍人,应到,实到,赞成,支部大会\n\
         A,甲一,2025-10-04,2025-08-31,乙二,20,9,9,2025-11-01\n",
        "2026-06-30",
    );
    let [dossier] = seen.dossiers.as_slice() else { panic!() };
    assert_eq!((dossier.id.as_str(), dossier.row), ("A", Some(3)));
    assert_eq!(marks(dossier, "dev-talk-within-one-month"), [2, 3]);
    assert_eq!(marks(dossier, "con-introducers-two-full"), [4]);
    let quorum = marks(dossier, "dev-meeting-quorum");
    assert!(quorum.contains(&5) && quorum.contains(&6), "{quorum:?}");
    for (finding, cells) in dossier.findings.iter().zip(&dossier.finding_cells) {
        for cell in cells {
            let header = ["id", "name", "first-talk", "application-received", "introducers-named"];
            let fact = header.get(cell.column).copied().unwrap_or("admission-meeting");
            let kinds: Vec<&str> = finding.reads.iter().map(|read| read.fact.as_str()).collect();
            assert!(kinds.contains(&fact), "{} marks {fact}, reads {kinds:?}", finding.rule);
        }
    }
}

#[test]
fn a_composite_cell_is_marked_for_each_of_its_parts() {
    let (_, seen) = table(
        "姓名,支部大会日期及票数\n甲一,2025.11.1（应到20人，实到9人，赞成9票）\n",
        "2026-06-30",
    );
    assert_eq!(marks(&seen.dossiers[0], "dev-meeting-quorum"), [1]);
}

#[test]
fn rules_without_columns_are_listed_and_say_nothing() {
    let (outcome, seen) = table(
        "姓名,收到入党申请书,党组织派人谈话\n甲一,2025-08-31,2025-10-04\n乙二,2025-08-31,\n",
        "2026-06-30",
    );
    let unexamined = &outcome.summary.unexamined;
    assert!(unexamined.len() > 30, "{unexamined:?}");
    assert!(!unexamined.contains(&"dev-talk-within-one-month".to_owned()));
    for dossier in &seen.dossiers {
        let rules: Vec<&str> = dossier.findings.iter().map(|f| f.rule.as_str()).collect();
        assert_eq!(rules, ["dev-talk-within-one-month"]);
        let terms = dossier.terms.iter().map(|term| &term.rule);
        let unjudged = dossier.unjudged.iter().map(|unjudged| &unjudged.rule);
        for rule in terms.chain(unjudged) {
            assert!(!unexamined.contains(rule), "{rule}");
        }
    }
    check_counts(&outcome, &seen.dossiers);
}

#[test]
fn a_cell_that_cannot_be_used_is_a_problem_of_its_dossier() {
    let (outcome, seen) = table(
        "编号,收到入党申请书,党组织派人谈话\nA,2025-02-29,2025-10-04\nB,2025-08-31,2025-09-04\n",
        "2026-06-30",
    );
    assert_eq!(outcome.summary.problems, 1);
    let [first, second] = seen.dossiers.as_slice() else { panic!() };
    assert_eq!(first.problem_cells, [Some(CellMark { row: 2, column: 1 })]);
    assert_eq!(first.problems[0].place, "B2 收到入党申请书");
    assert_eq!(first.problems[0].value, "2025-02-29");
    assert!(second.problems.is_empty() && second.findings.is_empty());
}

#[test]
fn without_a_day_nothing_is_overdue() {
    let text = "姓名,收到入党申请书,党组织派人谈话\n甲一,2025-08-31,\n";
    let file = super::File { name: "l.csv", bytes: text.as_bytes().to_vec() };
    let mut collector = super::Collector::new(xibao_examiner::Wanted::Everything);
    file.examine(8192, None, &mut collector).unwrap();
    assert!(collector.dossiers[0].findings.is_empty());
    let (_, seen) = table(text, "2025-09-30");
    assert!(seen.dossiers[0].findings.is_empty());
    let (_, seen) = table(text, "2025-10-01");
    assert_eq!(seen.dossiers[0].findings.len(), 1);
}

#[test]
fn notes_on_a_file_are_handed_on() {
    // 姓名,收到入党申请书 / 甲一,2025-08-31, in GB 18030.
    let text = b"\xD0\xD5\xC3\xFB,\xCA\xD5\xB5\xBD\xC8\xEB\xB5\xB3\xC9\xEA\xC7\xEB\xCA\xE9\n\xBC\xD7\xD2\xBB,2025-08-31\n";
    let file = super::File { name: "l.csv", bytes: text.to_vec() };
    let mut collector = super::Collector::new(xibao_examiner::Wanted::Everything);
    let outcome = file.examine(8192, None, &mut collector).unwrap();
    assert!(outcome.notes.iter().any(|note| note.zh.contains("gb18030")), "{:?}", outcome.notes);
    assert_eq!(collector.dossiers[0].name.as_deref(), Some("甲一"));
}

#[test]
fn the_columns_are_understood_as_in_an_examination() {
    let titles = "台账\n\n编制单位：某支部\n".to_owned();
    let text = titles + "姓名,收到入党申请书,党组织派人谈话\n甲一,2025-08-31,2025-10-04\n";
    for batch_rows in [1, 8192] {
        let open = OpenOptions { batch_rows, ..OpenOptions::default() };
        let mut table = open_bytes("l.csv", text.clone().into_bytes(), &open).unwrap();
        let mapping = understand(&BOOK, table.as_mut(), &Options::default()).unwrap().unwrap();
        assert_eq!((mapping.columns.len(), mapping.first_data_row), (3, 5));
    }
    let mut broken = open_bytes("l.csv", b"\"a".to_vec(), &OpenOptions::default()).unwrap();
    let error = understand(&BOOK, broken.as_mut(), &Options::default()).unwrap_err();
    assert!(matches!(error, ExamineError::Table(_)), "{error}");
}

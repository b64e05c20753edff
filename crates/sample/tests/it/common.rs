//! Reads generated dossiers as the examiner does: from cases and from rows of a table.

use std::collections::BTreeMap;
use xibao_rulebook::{
    Columns, Dated, Finding, NULL, Program, Reckoner, Rulebook, SlotId, bundled, read_case,
};
use xibao_sample::{Cell, HEADERS, SampleDossier};

pub(crate) fn book() -> Rulebook {
    bundled::cpc().unwrap()
}

/// Findings as rule and level, without those that a parallel rule of a higher text already says.
pub(crate) fn told(findings: &[Finding]) -> Vec<(String, xibao_rulebook::Level)> {
    let rules: Vec<&str> = findings.iter().map(|finding| finding.rule.as_str()).collect();
    findings
        .iter()
        .filter(|f| f.parallel.as_deref().is_none_or(|parallel| !rules.contains(&parallel)))
        .map(|finding| (finding.rule.clone(), finding.level))
        .collect()
}

/// What the rules say of the case.
pub(crate) fn from_case(reckoner: &Reckoner<'_>, dossier: &SampleDossier) -> Vec<Finding> {
    let json = serde_json::to_value(dossier.to_case()).unwrap();
    let (case, problems) = read_case(reckoner.book(), &json);
    assert!(problems.is_empty(), "{problems:?} in {json}");
    reckoner.reckon(&case).findings
}

/// What the rules say of the row, as far as the table has their columns.
pub(crate) fn from_row(reckoner: &Reckoner<'_>, dossier: &SampleDossier) -> Vec<Finding> {
    let program = reckoner.program();
    let cells = dossier.row();
    let mut values: BTreeMap<String, (i32, i32)> = BTreeMap::new();
    for ((_, target), cell) in HEADERS.iter().zip(&cells) {
        if let Some(value) = value(cell) {
            values.insert(target.replace(".names", ".names_distinct"), value);
        }
    }
    derive(&mut values, &cells);
    let mut columns = Columns::new(program.layout());
    for (slot, name) in program.layout().iter() {
        let value = if slot == SlotId::TODAY {
            let today = dossier.today.number();
            Some((today, today))
        } else {
            values.get(&name.to_string()).copied()
        };
        let (lo, hi) = value.unwrap_or((NULL, NULL));
        columns.column_mut(slot).unwrap().push_interval(lo, hi);
    }
    columns.end_row();
    let examined: Vec<bool> =
        program.rules().iter().map(|rule| has_columns(program, rule)).collect();
    let mut findings = Vec::new();
    program.run(&columns, &mut program.scratch(), &mut |outcomes| {
        findings = reckoner
            .row_findings(&columns, outcomes, 0, &|index| examined.get(index) == Some(&true));
    });
    findings
}

fn value(cell: &Cell<'_>) -> Option<(i32, i32)> {
    match cell {
        Cell::Day(Dated { lo, hi }) => Some((lo.number(), hi.number())),
        Cell::Int(number) => Some((*number, *number)),
        Cell::Empty | Cell::Text("转正" | "延长预备期") | Cell::Name(_) => None,
        Cell::Text(_) => Some((1, 1)),
        Cell::Names(names) => {
            let mut distinct: Vec<String> = names.iter().map(ToString::to_string).collect();
            distinct.sort();
            distinct.dedup();
            let count = i32::try_from(distinct.len()).unwrap();
            Some((count, count))
        }
    }
}

/// A row shows one round of conversion, which is the first that a reader knows of.
const FIRST: [(&str, &str); 3] = [
    ("conversion-applied.on", "first-conversion-application.on"),
    ("conversion-opinions.on", "first-conversion-opinions.on"),
    ("conversion-approved.on", "first-conversion-approval.on"),
];

/// What a reader of the table derives: a notice happens when it begins; one conversion meeting is
/// the first, and by its outcome the extension or the conversion.
fn derive(values: &mut BTreeMap<String, (i32, i32)>, cells: &[Cell<'_>]) {
    if let Some(from) = values.get("public-notice.from").copied() {
        values.insert("public-notice.on".into(), from);
    }
    for (kind, first) in FIRST {
        if let Some(on) = values.get(kind).copied() {
            values.insert(first.into(), on);
        }
    }
    if let Some(meeting) = values.get("conversion-meeting.on").copied() {
        values.insert("first-conversion-meeting.on".into(), meeting);
        let extended = cells.contains(&Cell::Text("延长预备期"));
        let selection = if extended { "extension.on" } else { "conversion.on" };
        values.insert(selection.into(), meeting);
        values.insert("extension.count".into(), (i32::from(extended), i32::from(extended)));
    }
}

/// The columns of `HEADERS` and what [`derive`] adds.
fn has_columns(program: &Program, rule: &xibao_rulebook::CompiledRule) -> bool {
    let derived = [
        "public-notice.on",
        "first-conversion-meeting.on",
        "extension.on",
        "conversion.on",
        "extension.count",
    ];
    let known = |slot: &SlotId| {
        let name = program
            .layout()
            .name(*slot)
            .map(|name| name.to_string().replace(".names_distinct", ".names"));
        *slot == SlotId::TODAY
            || name.is_some_and(|name| {
                derived.contains(&name.as_str())
                    || FIRST.iter().any(|(_, first)| *first == name)
                    || HEADERS.iter().any(|(_, target)| **target == name)
            })
    };
    rule.needs.iter().all(|group| group.iter().any(known))
}

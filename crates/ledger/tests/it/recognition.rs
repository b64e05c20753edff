//! Every header of the public lists: what it is taken for, and what is left out.

use super::csv;

const HEADERS: &str = include_str!("../data/headers.tsv");

fn headers(list: &str) -> Vec<&'static str> {
    let line = HEADERS.lines().find(|line| line.split('\t').next() == Some(list)).unwrap();
    line.split('\t').skip(1).collect()
}

/// Each header with its target; `?` if it is not known, `-` if it is left out as a second.
fn targets(list: &str) -> Vec<String> {
    let headers = headers(list);
    let ledger = csv(&format!("{}\n甲\n", headers.join(",")));
    let targets = headers.iter().enumerate().map(|(column, header)| {
        let unknown = ledger.mapping.unknown.iter().any(|(index, ..)| *index == column);
        let target =
            ledger.target(column).unwrap_or_else(|| if unknown { "?" } else { "-" }.into());
        format!("{header} = {target}")
    });
    targets.collect()
}

#[test]
fn dump() {
    for list in [
        "memberApply",
        "memberApply2",
        "member_all_update",
        "member_history",
        "member_inSchool",
        "development_ledger",
    ] {
        println!("## {list}\n{:#?}", targets(list));
    }
}

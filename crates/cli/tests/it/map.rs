//! Sheets with headers of their own, and the file that says what they are.

use crate::{Said, xibao};

const LEDGER: &str = "某支部台账\n代号,何时谈,何时收\n甲一,2025-03-05,2025-01-31\n";

/// Runs `examine` on a ledger with a map file.
fn with_map(ledger: &str, map: &str, more: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), ledger).unwrap();
    std::fs::write(folder.path().join("map.toml"), map).unwrap();
    xibao(folder.path(), &[&["examine", "a.csv", "--map", "map.toml"], more].concat())
}

#[test]
fn headers_by_name_and_columns_by_letter() {
    let map = "header_row = 2\n[columns]\n\"代号\" = \"person.name\"\n\"=B\" = \"first-talk.on\"\n\
               \"何时收\" = \"application-received.on\"\n";
    let said = with_map(LEDGER, map, &["--today", "2026-11-24"]);
    assert_eq!(said.status, 1, "{}", said.err);
    assert!(said.out.contains("[dev-talk-within-one-month]"), "{}", said.out);
    let said = with_map(LEDGER, map, &["--explain-map"]);
    assert_eq!(said.status, 0, "{}", said.err);
    insta::assert_snapshot!(said.out.lines().take(4).collect::<Vec<_>>().join("\n"), @"
    数据从第 3 行开始。
      A  代号  →  姓名  [person.name]
      B  何时谈  →  党组织派人谈话  [first-talk.on]
      C  何时收  →  收到入党申请书  [application-received.on]
    ");
}

#[test]
fn what_is_understood_what_is_not_and_which_steps_have_no_column() {
    let ledger = "姓名,收到入党申请书日期,派人谈话的日子\n甲一,2025-01-31,2025-03-05\n";
    let said = with_map(ledger, "", &["--explain-map"]);
    assert!(said.out.contains("派人谈话的日子  →  未认出，未使用（相近的表头："), "{}", said.out);
    let steps = said.out.lines().last().unwrap();
    assert!(steps.starts_with("没有相应列的步骤（有关规则不审查）：递交入党申请书、"), "{steps}");
    assert!(steps.contains("党组织派人谈话") && !steps.contains("、收到入党申请书、"), "{steps}");
    let said = with_map(ledger, "", &["--explain-map", "--lang", "en"]);
    let steps = said.out.lines().last().unwrap();
    assert!(steps.starts_with("Steps without a column (rules on them"), "{steps}");
    assert!(steps.contains("first talk") && !steps.contains("application received,"), "{steps}");
}

#[track_caller]
fn refused(map: &str, zh: &str, en: &str) {
    let said = with_map(LEDGER, map, &[]);
    assert!(said.status == 2 && said.err.contains(zh), "{}", said.err);
    let said = with_map(LEDGER, map, &["--lang", "en"]);
    assert!(said.status == 2 && said.err.contains(en), "{}", said.err);
}

#[test]
fn a_map_file_with_a_mistake() {
    refused(
        "\nheader_rwo = 2\n",
        "第 2 行有误：没有 `header_rwo` 这一项；可用 `header_row`",
        "line 2",
    );
    refused("[columns\n", "第 1 行有误", "line 1 of the map file");
    refused("[columns]\n\"何时谈\" = 3\n", "第 2 行有误", "line 2 of the map file");
}

#[test]
fn a_target_that_does_not_exist() {
    let map = "header_row = 2\n[columns]\n\"何时谈\" = \"first-tlak.on\"\n";
    refused(map, "B 列“何时谈”：没有“first-tlak.on”", "column B \"何时谈\"");
    refused(map, "是否为 first-talk.on", "is it first-talk.on?");
}

#[test]
fn a_column_that_is_not_there() {
    let by_name = "header_row = 2\n[columns]\n\"何日谈\" = \"first-talk.on\"\n";
    refused(by_name, "“何日谈”在表里没有这一列", "no column \"何日谈\"");
    let by_letter = "header_row = 2\n[columns]\n\"=Z\" = \"first-talk.on\"\n";
    refused(by_letter, "没有 Z 列", "no column Z");
}

#[test]
fn a_map_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), LEDGER).unwrap();
    let said = xibao(folder.path(), &["examine", "a.csv", "--map", "none.toml"]);
    assert!(
        said.status == 2 && said.err.contains("打不开 none.toml：没有这个文件"),
        "{}",
        said.err
    );
}

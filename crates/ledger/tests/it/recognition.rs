//! Every header of the public lists: what it is taken for, and what is left out.

use super::{Ledger, csv};

/// The lists: public templates of a university system, and the columns of a development ledger.
const HEADERS: &str = include_str!("../data/headers.tsv");

/// List, header and target; `?` if it is not known.
const TARGETS: &str = include_str!("../data/targets.tsv");

fn lists() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let lines = HEADERS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| {
        let (name, headers) = line.split_once('\t').unwrap();
        (name, headers.split('\t').collect())
    })
}

fn ledger_with(headers: &[&str]) -> Ledger {
    let quoted: Vec<String> = headers.iter().map(|header| format!("\"{header}\"")).collect();
    csv(&format!("{}\n甲一\n", quoted.join(",")))
}

#[test]
fn every_header_of_the_public_lists_is_taken_for_what_it_is() {
    let mut found = Vec::new();
    for (list, headers) in lists() {
        let ledger = ledger_with(&headers);
        assert_eq!(ledger.mapping.notes, [], "{list}");
        for (column, header) in headers.iter().enumerate() {
            let target = ledger.target(column).unwrap_or_else(|| "?".to_owned());
            found.push(format!("{list}\t{header}\t{target}"));
        }
    }
    let expected: Vec<&str> = TARGETS.lines().filter(|line| !line.starts_with('#')).collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn no_header_of_the_public_lists_is_unknown() {
    for (list, headers) in lists() {
        let ledger = ledger_with(&headers);
        assert_eq!(ledger.unknown(), Vec::<&str>::new(), "{list}");
    }
}

#[test]
fn headers_as_they_are_met() {
    let known = include_str!("../data/variants.tsv").lines().filter(|line| !line.starts_with('#'));
    for line in known {
        let (header, target) = line.split_once('\t').unwrap();
        let other = if target == "oath.on" { "派人谈话" } else { "入党宣誓" };
        let ledger = ledger_with(&[other, header]);
        assert_eq!(ledger.target(1).as_deref(), Some(target), "{header}");
    }
}

#[test]
fn every_name_of_the_rulebook_is_a_header() {
    let kinds = super::BOOK.kinds.iter().filter(|kind| kind.procedure == "admission");
    for kind in kinds {
        for label in [&kind.text.zh, &kind.text.en, &kind.id, &format!("{}.on", kind.id)] {
            let other = if kind.id == "oath" { "派人谈话" } else { "入党宣誓" };
            let found = ledger_with(&[other, label]).target(1);
            let owner = found.as_deref().and_then(|found| found.split_once('.'));
            assert_eq!(owner.map(|(owner, _)| owner), Some(kind.id.as_str()), "{label}");
        }
        for field in &kind.fields {
            let labels = [
                format!("{}.{}", kind.id, field.name),
                format!("{}{}", kind.text.zh, field.text.zh),
                format!("{}·{}", kind.text.zh, field.text.zh),
                format!("{}, {}", kind.text.en, field.text.en),
            ];
            for label in labels {
                let found = ledger_with(&["入党宣誓", label.as_str()]).target(1);
                assert_eq!(found, Some(format!("{}.{}", kind.id, field.name)), "{label}");
            }
        }
    }
}

#[test]
fn headers_are_known_with_what_hangs_on_them() {
    for (header, target) in [
        ("姓 名", "person.name"),
        ("姓    名", "person.name"),
        ("公民身份证号:", "person.id_number"),
        ("身份证号码（如果重复将忽略）", "person.id_number"),
        ("*派人谈话日期", "first-talk.on"),
        ("派人谈话日期（必填）", "first-talk.on"),
        ("派人谈话\n日期", "first-talk.on"),
        ("ＦＩＲＳＴ－ＴＡＬＫ", "first-talk.on"),
        ("支部大会（转正）日期及票数", "conversion-meeting.tally"),
        ("成为预备党员日期", "admission-meeting.on"),
        ("列为正式党员日期", "conversion-meeting.on"),
        ("延长预备期时间", "extension.extend_months"),
        ("转正情况", "conversion-meeting.outcome"),
        ("党龄", "ignore"),
        ("是否农民工 ", "ignore"),
    ] {
        let ledger = ledger_with(&["递交入党申请书", header]);
        assert_eq!(ledger.target(1).as_deref(), Some(target), "{header}");
    }
}

#[test]
fn an_unknown_header_comes_with_the_nearest_known_one() {
    let ledger = ledger_with(&["姓名", "入党宣誓", "入党宣誓的日子", "今日天气"]);
    let unknown: Vec<(&str, Option<&str>)> = ledger
        .mapping
        .unknown
        .iter()
        .map(|(_, header, near)| (header.as_str(), near.as_deref()))
        .collect();
    assert_eq!(unknown, [("入党宣誓的日子", Some("入党宣誓")), ("今日天气", None)]);
}

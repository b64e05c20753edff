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
fn one_header_alone_of_the_public_lists_is_unknown() {
    let unknown: Vec<String> = lists()
        .flat_map(|(_, headers)| {
            let ledger = ledger_with(&headers);
            ledger.unknown().into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    // It says two things at once, a resolution and its outcome, and is told as not used.
    assert_eq!(unknown, ["取消预备党员资格日期"]);
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

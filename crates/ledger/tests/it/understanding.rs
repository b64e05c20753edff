//! What is shown of the understanding of a table, and what follows from the columns it has.

use super::{BOOK, LAYOUT, cell, csv, first, ledger_of, recognise};
use xibao_ledger::Matched::{Alias, Composite, Override};
use xibao_ledger::{Beginning, Filler, MapFile, Mapping, check_character};
use xibao_rulebook::{Columns, Day, Language};
use xibao_table::{OpenOptions, Rows, open_bytes};

fn has(mapping: &Mapping, name: &str) -> bool {
    let (owner, field) = name.split_once('.').unwrap();
    mapping.has(LAYOUT.find(owner, field).unwrap_or_else(|| panic!("no rule reads {name}")))
}

/// A synthetic number: region 990000 was never assigned.
fn synthetic(birth: &str, sequence: &str) -> String {
    let digits = format!("990000{birth}{sequence}");
    format!("{digits}{}", check_character(&digits).unwrap())
}

#[test]
fn the_explanation_names_columns_meanings_examples_and_gaps() {
    let number = synthetic("20010504", "001");
    let text = format!(
        "台账,,,,,\n姓名,身份证号,派人谈话,是否无记名投票,谈的那天,政审及结论\n\
         甲一,{number},2019-03-01,1,2019-03-02,2019.5.1 合格\n"
    );
    let first = first("l.csv", text.as_bytes());
    let map = MapFile::parse("[columns]\n\"谈的那天\" = \"oath.on\"\n").unwrap();
    let ledger = ledger_of(&first, Some(&map));
    assert_eq!(ledger.mapping.header_rows, [1, 2]);
    let how: Vec<_> = ledger.mapping.columns.iter().map(|column| column.how).collect();
    assert_eq!(how, [Alias, Alias, Alias, Alias, Override, Composite]);
    let zh = ledger.mapping.explain(&BOOK, Language::Zh);
    let en = ledger.mapping.explain(&BOOK, Language::En);
    for says in [
        "数据从第 3 行开始。\n  A  姓名  →  姓名  [person.name]\n",
        "\n  C  派人谈话  →  党组织派人谈话  [first-talk.on]\n",
        "\n标题和表头在第 1–2 行。\n",
        "\n  C  日期；例：2019-03-01\n",
        "\n  E  日期；例：2019-03-02；列对照表指明\n",
        "\n  F  日期和结论、天数、学时；例：2019.5.1 合格\n",
        "D 列“是否无记名投票”用数字表示：1 按“是”，0 按“否”",
        "没有相应列的步骤（有关规则不审查）：递交入党申请书、收到入党申请书、",
    ] {
        assert!(zh.contains(says), "{says} in\n{zh}");
    }
    for says in ["in rows 1–2.", "  C  a date; such as 2019-03-01", "are not examined): "] {
        assert!(en.contains(says), "{says} in\n{en}");
    }
    for hidden in [number.as_str(), "20010504"] {
        assert!(!zh.contains(hidden) && !en.contains(hidden), "{zh}");
    }
    let gaps = zh.lines().last().unwrap();
    assert!(!gaps.contains("党组织派人谈话") && !gaps.contains("入党宣誓"), "{gaps}");
}

#[test]
fn a_map_file_with_a_wrong_target_names_line_value_and_the_nearest() {
    let first = first("l.csv", "姓名,派人谈话\n甲一,2019-03-01\n".as_bytes());
    let map = MapFile::parse("[columns]\n\"派人谈话\" = \"first-tlak.on\"\n").unwrap();
    let error = recognise(&first, Some(&map)).unwrap_err();
    for says in ["第 2 行", "first-tlak.on", "first-talk.on"] {
        assert!(error.zh().contains(says), "{}", error.zh());
    }
    assert!(error.en().contains("line 2") && error.en().contains("first-talk.on"));
}

#[test]
fn what_columns_a_table_has_decides_what_is_examined() {
    let names = csv("姓名,入党介绍人\n甲一,乙二\n").mapping;
    assert!(has(&names, "introducers-named.names_distinct"));
    assert!(has(&names, "introducers-named.names_self"));
    let nameless = csv("学工号,入党介绍人\nA1,乙二\n").mapping;
    assert!(has(&nameless, "introducers-named.names_distinct"));
    assert!(!has(&nameless, "introducers-named.names_self"));
    let extended = csv("姓名,延长月数\n甲一,6\n").mapping;
    for name in ["extension.on", "extension.count", "extension.extend_months"] {
        assert!(has(&extended, name), "{name}");
    }
    assert!(!has(&extended, "conversion-meeting.on"));
    let meeting = csv("姓名,转正大会\n甲一,2020-06-01\n").mapping;
    for name in ["first-conversion-meeting.on", "conversion.on", "conversion-meeting.on"] {
        assert!(has(&meeting, name), "{name}");
    }
    assert!(!has(&meeting, "conversion-meeting.eligible"));
    let votes = csv("姓名,支部大会日期及票数\n甲一,2019.6.1 16/15/14\n").mapping;
    assert!(has(&votes, "admission-meeting.ayes"));
    assert_eq!(votes.cells_of("admission-meeting", "ayes", &BOOK), [1]);
}

#[test]
fn a_day_of_cancelling_is_an_outcome_and_no_meeting() {
    let alone = csv("姓名,派人谈话,取消预备党员资格日期\n甲一,2019-03-01,2020-07-01\n");
    assert!(!has(&alone.mapping, "conversion-meeting.on"));
    assert_eq!(alone.mapping.cells_of("conversion-meeting", "outcome", &BOOK), [2]);
    let ledger = csv("姓名,取消预备党员资格日期,转正大会,转正结果\n甲一,2020-07-01,2020-06-01,\n\
         乙二,,2020-06-01,\n丙三,2020-07-01,2020-06-01,转正\n丁四,2020-07-01,,\n");
    let outcome = |row| ledger.int(row, "conversion-meeting.outcome");
    assert_eq!([0, 1, 2, 3].map(outcome), [Some(2), None, Some(0), Some(2)]);
    let converted = |row| ledger.day(row, "conversion.on");
    assert_eq!(converted(0), None);
    assert_eq!(converted(1).as_deref(), Some("2020-06-01"));
    assert_eq!(ledger.day(3, "conversion-meeting.on").as_deref(), Some("?"));
    assert!(matches!(ledger.told().as_slice(), [("B4", zh)] if zh.contains("取消资格")));
}

#[test]
fn those_who_may_vote_go_before_everybody() {
    let ledger = csv(
        "姓名,支部大会,应到会人数,实到会人数,有表决权人数,赞成票\n甲一,2019-06-01,20,18,16,15\n",
    );
    assert_eq!(ledger.int(0, "admission-meeting.eligible"), Some(16));
    assert_eq!(ledger.int(0, "admission-meeting.present"), None);
    assert!(!has(&ledger.mapping, "admission-meeting.present"));
    let notes: Vec<&str> = ledger.mapping.notes.iter().map(|note| note.zh.as_str()).collect();
    assert!(matches!(notes.as_slice(), [note] if note.contains("C 应到会人数、D 实到会人数")));
    let both = csv("姓名,支部大会,应到会人数,应到会有表决权人数,实到会人数,实到会有表决权人数\n\
         甲一,2019-06-01,20,16,18,15\n");
    assert_eq!(both.int(0, "admission-meeting.eligible"), Some(16));
    assert_eq!(both.int(0, "admission-meeting.present"), Some(15));
    let plain = csv("姓名,支部大会,有表决权人数,实到会人数\n甲一,2019-06-01,16,15\n");
    assert_eq!(plain.int(0, "admission-meeting.present"), Some(15));
    assert!(plain.mapping.notes.is_empty());
    let told = cell("支部大会日期及票数", "2019.6.1 应到20人，实到18人，有表决权15人，同意14");
    assert_eq!(told.int(0, "admission-meeting.eligible"), None);
    assert!(matches!(told.told().as_slice(), [("B2", zh)] if zh.contains("有表决权")));
}

#[test]
fn a_stated_count_and_dates_are_not_added_up() {
    for (headers, cells, count) in [
        ("考察次数,考察1,考察2", "3,2019.1.1,2019.7.1", 3),
        ("考察1,考察2,考察次数", "2019.1.1,2019.7.1,3", 3),
        ("考察1,考察2,考察次数", "2019.1.1,2019.7.1,1", 2),
        ("考察1,考察2,考察次数", "2019.1.1,2019.7.1,", 2),
        ("考察次数,考察1,考察2", "4,,", 4),
    ] {
        let ledger = csv(&format!("姓名,{headers}\n甲一,{cells}\n"));
        assert_eq!(ledger.int(0, "inspection.count"), Some(count), "{headers} {cells}");
    }
}

#[test]
fn what_is_told_without_its_day_happened() {
    let review = cell("政治审查日期及结论", "合格");
    assert_eq!(review.day(0, "political-review.on").as_deref(), Some("?"));
    assert_eq!(review.int(0, "political-review.passed"), Some(1));
    let hours = cell("集中培训起止/学时/成绩", "24学时");
    assert_eq!(hours.int(0, "training.hours"), Some(24));
    let plain = cell("政治审查日期及结论", "2019.5.1 是");
    assert_eq!(plain.int(0, "political-review.passed"), Some(1));
    for ledger in [&review, &hours, &plain] {
        assert!(ledger.problems.is_empty(), "{:?}", ledger.told());
    }
    assert_eq!(cell("政治审查日期及结论", "待定").problems.len(), 1);
}

#[test]
fn the_same_name_and_birth_is_asked_about_where_no_number_tells() {
    let text = "姓名,出生日期,派人谈话\n甲一,2001-05-04,2019-03-01\n甲　一,2001.5.4,2019-03-01\n\
                甲一,2001-05,2019-03-01\n乙二,2001-05-04,2019-03-01\n";
    let ledger = csv(text);
    assert!(matches!(ledger.told().as_slice(), [("A3", zh)] if zh.contains("第 2 行")));
    let (one, other) = (synthetic("20010504", "001"), synthetic("20010504", "002"));
    let two =
        csv(&format!("姓名,身份证号,派人谈话\n甲一,{one},2019-03-01\n甲一,{other},2019-03-01\n"));
    assert!(two.problems.is_empty(), "{:?}", two.told());
}

#[test]
fn a_birth_in_the_future_is_told_where_the_day_is_known() {
    let rows = first("l.csv", "姓名,出生日期,派人谈话\n甲一,2101-05-04,\n".as_bytes()).rows;
    let mapping = recognise_rows(&rows);
    let told = |mut filler: Filler<'_>| {
        let mut problems = Vec::new();
        filler.fill(&rows, &mut Columns::new(&LAYOUT), &mut problems);
        problems.iter().map(|problem| problem.place.clone()).collect::<Vec<_>>()
    };
    let filler = Filler::new(&mapping, &BOOK, &LAYOUT);
    assert!(told(filler.another()).is_empty());
    assert_eq!(told(filler.with_today(Day::parse("2026-11-24").unwrap())), ["B2"]);
}

#[test]
fn persons_are_known_again_in_later_batches() {
    let text = "姓名,出生日期,派人谈话\n甲一,2001-05-04,\n乙二,2001-05-04,\n甲一,2001-05-04,\n";
    let options = OpenOptions { batch_rows: 2, ..OpenOptions::default() };
    let mut table = open_bytes("l.csv", text.as_bytes().to_vec(), &options).unwrap();
    let mut batches = Vec::new();
    while let Some(rows) = table.next_rows().unwrap() {
        batches.push(rows);
    }
    assert!(batches.len() > 1);
    let mapping = recognise_rows(&batches[0]);
    let (mut filler, mut problems) = (Filler::new(&mapping, &BOOK, &LAYOUT), Vec::new());
    for rows in &batches {
        filler.fill(rows, &mut Columns::new(&LAYOUT), &mut problems);
    }
    let told: Vec<u64> = problems.iter().map(|problem| problem.row).collect();
    assert_eq!(told, [4]);
}

fn recognise_rows(rows: &Rows) -> Mapping {
    let beginning = Beginning { rows, header: None, merged: &[] };
    Mapping::recognise(&beginning, &BOOK, &LAYOUT, None).unwrap()
}

//! What cells mean.

use super::{cell, csv, first, ledger_of};
use rust_xlsxwriter::{Formula, Workbook};
use xibao_ledger::{Read, read_number};

#[test]
fn dates_known_in_part_stay_in_part() {
    let day = |text: &str| cell("派人谈话", text).day(0, "first-talk.on");
    for (text, meant) in [
        ("2019.5", "2019-05"),
        ("1969.01", "1969-01"),
        ("2017.6", "2017-06"),
        ("2019年5月", "2019-05"),
        ("201905", "2019-05"),
        ("2019", "2019"),
        ("2019/2/3  14:30", "2019-02-03"),
        ("20190203", "2019-02-03"),
        ("43358", "2018-09-15"),
    ] {
        assert_eq!(day(text).as_deref(), Some(meant), "{text}");
    }
    for text in ["", "无", "—", "/", "未"] {
        assert_eq!(day(text), None, "{text}");
    }
}

#[test]
fn what_is_no_date_is_told_with_its_place() {
    for text in ["2019-02-30", "待定", "2019年5月、11月", "19.5.1", "2019.13"] {
        let ledger = cell("派人谈话", text);
        assert_eq!(ledger.day(0, "first-talk.on"), None, "{text}");
        assert_eq!(ledger.problems.len(), 1, "{text}");
        let problem = &ledger.problems[0];
        assert_eq!((problem.row, problem.column, problem.place.as_str()), (2, 1, "B2"));
        assert_eq!((problem.header.as_str(), problem.value.as_str()), ("派人谈话", text));
        assert_ne!(problem.message.zh, problem.message.en);
    }
}

#[test]
fn cells_of_a_workbook_mean_what_their_type_says() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in (0..).zip(["姓名", "派人谈话", "入党宣誓", "归档日期", "应到", "实到"])
    {
        sheet.write_string(0, column, header).unwrap();
    }
    sheet.write_string(1, 0, "甲一").unwrap();
    sheet.write_number(1, 1, 2019.1).unwrap();
    sheet.write_number(1, 2, 43_358.0).unwrap();
    sheet.write_formula(1, 3, Formula::new("=A1+1").set_result("#VALUE!")).unwrap();
    sheet.write_number(1, 4, 16.0).unwrap();
    sheet.write_number(1, 5, 15.5).unwrap();
    sheet.write_string(2, 0, "乙二").unwrap();
    sheet.write_boolean(2, 1, true).unwrap();
    sheet.write_number(2, 2, 2019.12).unwrap();
    let ledger = ledger_of(&first("l.xlsx", &workbook.save_to_buffer().unwrap()), None);
    let tenth = ledger.get(0, "first-talk.on").unwrap();
    assert_eq!(tenth, (17_897, 18_200), "from 2019-01-01 to 2019-10-31");
    assert_eq!(ledger.day(0, "oath.on").as_deref(), Some("2018-09-15"));
    assert_eq!(ledger.day(0, "archived.on"), None);
    assert_eq!(ledger.int(0, "admission-meeting.eligible"), Some(16));
    assert_eq!(ledger.int(0, "admission-meeting.present"), None);
    assert_eq!(ledger.day(1, "first-talk.on"), None);
    assert_eq!(ledger.day(1, "oath.on").as_deref(), Some("2019-12"));
    let mut places: Vec<&str> = ledger.told().iter().map(|(place, _)| *place).collect();
    places.sort_unstable();
    assert_eq!(places, ["B2", "B3", "D2", "F2"], "{:?}", ledger.told());
    assert!(ledger.told().iter().any(|(_, zh)| zh.contains("#VALUE!")));
    assert!(matches!(read_number(2019.1), Read::Doubtful(..)));
}

#[test]
fn inspections_are_counted_over_all_their_columns() {
    let ledger = csv(
        "姓名,考察1,考察2,第三次考察\n甲一,2019.5.1,2019.11.1,\n乙二,2019.5.1、2019.11.1,2020.5,\n丙三,,,\n",
    );
    let count = |row| ledger.int(row, "inspection.count");
    assert_eq!((count(0), count(1), count(2)), (Some(2), Some(3), Some(0)));
    let stated = csv("姓名,考察次数\n甲一,3次\n");
    assert_eq!(stated.int(0, "inspection.count"), Some(3));
}

#[test]
fn names_are_split_and_padding_is_no_part_of_them() {
    let header = "入党介绍人";
    for (text, distinct, own) in [
        ("乙二、丙三", Some(2), Some(0)),
        ("乙二，丙三", Some(2), Some(0)),
        ("乙二;丙三；丁四", Some(3), Some(0)),
        ("刘　英、乙二", Some(2), Some(0)),
        ("刘 英", Some(1), Some(0)),
        ("乙二 丙三", Some(2), Some(0)),
        ("乙二、乙　二", Some(1), Some(0)),
        ("甲　一、乙二", Some(2), Some(1)),
        ("无", None, None),
        ("/", None, None),
        ("", None, None),
    ] {
        let ledger = cell(header, text);
        assert_eq!(ledger.int(0, "introducers-named.names_distinct"), distinct, "{text}");
        assert_eq!(ledger.int(0, "introducers-named.names_self"), own, "{text}");
    }
}

#[test]
fn a_tally_is_read_beside_its_day() {
    let read = |header: &str, text: &str| {
        let ledger = cell(header, text);
        let int = |field: &str| ledger.int(0, &format!("admission-meeting.{field}"));
        let fields = ["eligible", "present", "ayes", "noes", "abstentions"].map(int);
        (ledger.day(0, "admission-meeting.on"), fields, ledger.problems.len())
    };
    let usual = "支部大会日期及票数";
    let day = Some("2019-06-01".to_owned());
    let some_day = Some("?".to_owned());
    let full = [Some(16), Some(15), Some(14), Some(1), Some(0)];
    let none = [None; 5];
    for (header, text, on, fields) in [
        (usual, "2019.6.1（应到16人，实到15人，赞成14票，不赞成1票，弃权0票）", &day, full),
        (
            usual,
            "2019年6月1日应到会有表决权16人，实到会有表决权15人，同意14票，反对1票，弃权0票",
            &day,
            full,
        ),
        (usual, "2019-06-01 16/15/14/1/0", &day, full),
        (usual, "2019/6/1 16/15/14/1/0", &day, full),
        (usual, "16/15/14/1/0", &some_day, full),
        (usual, "2019/6/1", &day, none),
        (usual, "2019.6.1", &day, none),
        (usual, "2019.6.1 16", &day, none),
        (
            "支部大会日期及票数(应到/实到/同意)",
            "2019.6.1 16/15/14",
            &day,
            [Some(16), Some(15), Some(14), None, None],
        ),
        (
            "支部大会日期及票数(应到/实到/有表决权/同意/不同意/弃权)",
            "2019.6.1 20/18/15/14/1/0",
            &day,
            [None, None, Some(14), Some(1), Some(0)],
        ),
    ] {
        assert_eq!(read(header, text), (on.clone(), fields, 0), "{header}: {text}");
    }
    assert_eq!(read(usual, "很好"), (None, none, 1));
}

#[test]
fn a_period_has_two_ends() {
    for (text, from, to) in [
        ("2026.6.1-2026.6.8", "2026-06-01", "2026-06-08"),
        ("2026年6月1日至8日", "2026-06-01", "2026-06-08"),
        ("2026.6.28—7.3", "2026-06-28", "2026-07-03"),
        ("2026-06-01～2026-06-08", "2026-06-01", "2026-06-08"),
        ("2026年6月至2026年7月", "2026-06", "2026-07"),
        ("2026年 6月1日 至 6月8日", "2026-06-01", "2026-06-08"),
        ("2026.6.1-2026.6.8（5个工作日）", "2026-06-01", "2026-06-08"),
    ] {
        let ledger = cell("公示起止", text);
        assert_eq!(ledger.day(0, "public-notice.from").as_deref(), Some(from), "{text}");
        assert_eq!(ledger.day(0, "public-notice.to").as_deref(), Some(to), "{text}");
        assert!(ledger.problems.is_empty(), "{text}");
    }
    let start = cell("公示起止", "2026.6.1");
    assert_eq!(start.day(0, "public-notice.from").as_deref(), Some("2026-06-01"));
    assert_eq!(start.day(0, "public-notice.to"), None);
    assert_eq!(cell("公示起止", "五天").problems.len(), 1);
}

#[test]
fn a_record_has_a_day_and_a_conclusion() {
    for (text, on, passed) in [
        ("2019.5.1 合格", "2019-05-01", Some(1)),
        ("2019年5月1日不合格", "2019-05-01", Some(0)),
        ("2019-05-01，同意", "2019-05-01", Some(1)),
        ("2019.5.1 不予通过", "2019-05-01", Some(0)),
        ("2019年 5月 1日 通过", "2019-05-01", Some(1)),
        ("2019.5 合格", "2019-05", Some(1)),
        ("2019.5.1", "2019-05-01", None),
    ] {
        let ledger = cell("政治审查日期及结论", text);
        assert_eq!(ledger.day(0, "political-review.on").as_deref(), Some(on), "{text}");
        assert_eq!(ledger.int(0, "political-review.passed"), passed, "{text}");
    }
    let training = cell("集中培训起止/学时/成绩", "2019.3.1-2019.3.3 24学时 90分");
    assert_eq!(training.day(0, "training.on").as_deref(), Some("2019-03-03"));
    assert_eq!(training.int(0, "training.days"), Some(3));
    assert_eq!(training.int(0, "training.hours"), Some(24));
    let hours = cell("集中培训起止/学时/成绩", "2019.3.1 6学时");
    assert_eq!(hours.day(0, "training.on").as_deref(), Some("2019-03-01"));
    assert_eq!(hours.int(0, "training.hours"), Some(6));
    let numbered = cell("党委审批日期/文号", "2019.9.1 校党组〔2019〕5号");
    assert_eq!(numbered.day(0, "admission-approved.on").as_deref(), Some("2019-09-01"));
    assert!(numbered.problems.is_empty());
}

#[test]
fn two_columns_of_one_day_complete_each_other() {
    let text = "姓名,支部大会日期及票数,入党日期\n甲一,,2019-06-01\n乙二,2019.6.1 16/15/14/1/0,\n\
                丙三,2019.6 16/15/14/1/0,2019-06-01\n丁四,2019.6.1 16/15/14/1/0,2019-06-02\n";
    let ledger = csv(text);
    for row in 0..4 {
        assert_eq!(ledger.day(row, "admission-meeting.on").as_deref(), Some("2019-06-01"), "{row}");
    }
    assert!(matches!(ledger.told().as_slice(), [("C5", zh)] if zh.contains("2019-06-01")));
    // Standing may count from another day than that of the meeting.
    let later = csv("姓名,支部大会(转正)日期及票数,转正日期\n甲一,2020.6.5 16/15/14,2020-06-01\n");
    assert_eq!(later.day(0, "conversion-meeting.on").as_deref(), Some("2020-06-05"));
    assert!(later.problems.is_empty());
}

#[test]
fn the_outcome_of_a_conversion() {
    let outcome = |text: &str| {
        let ledger =
            csv(&format!("姓名,转正大会,转正审批,转正结果\n甲一,2020-06-01,2020-07-01,{text}\n"));
        let values = ["conversion-meeting.outcome", "conversion-approved.outcome"];
        (values.map(|name| ledger.int(0, name)), ledger.problems.len())
    };
    for (text, index) in [
        ("转正", 0),
        ("按期转正", 0),
        ("转为正式党员", 0),
        ("延长预备期", 1),
        ("延长预备期半年", 1),
        ("延长一年", 1),
        ("取消预备党员资格", 2),
        ("convert", 0),
    ] {
        assert_eq!(outcome(text), ([Some(index); 2], 0), "{text}");
    }
    assert_eq!(outcome(""), ([None; 2], 0));
    assert_eq!(outcome("/"), ([None; 2], 0));
    assert_eq!(outcome("延期转正"), ([None; 2], 1));
    let waiting = csv("姓名,转正大会,转正审批,转正结果\n甲一,2020-06-01,,转正\n");
    assert_eq!(waiting.int(0, "conversion-approved.outcome"), None);
}

#[test]
fn an_extension_is_counted_in_months() {
    for (text, months) in [
        ("6", Some(6)),
        ("6个月，至2020.6.1", Some(6)),
        ("六个月", Some(6)),
        ("半年", Some(6)),
        ("一年", Some(12)),
        ("1年", Some(12)),
        ("十二个月", Some(12)),
        ("无", None),
    ] {
        let ledger = cell("延长预备期(月,至)", text);
        assert_eq!(ledger.int(0, "extension.extend_months"), months, "{text}");
        assert!(ledger.problems.is_empty(), "{text}: {:?}", ledger.told());
    }
    for text in ["至2020.6.1", "2020-06-01", "一年半", "若干"] {
        let ledger = cell("延长预备期", text);
        assert_eq!(ledger.int(0, "extension.extend_months"), None, "{text}");
        assert_eq!(ledger.problems.len(), 1, "{text}");
    }
}

#[test]
fn numbers_have_units_and_dates_are_none() {
    for (text, value) in [("16", Some(16)), ("16人", Some(16)), ("16.0", Some(16)), ("无", None)]
    {
        let ledger = cell("应到", text);
        assert_eq!(ledger.int(0, "admission-meeting.eligible"), value, "{text}");
        assert!(ledger.problems.is_empty(), "{text}");
    }
    for text in ["16.5", "16/15", "2019-06-01", "2019年6月", "若干"] {
        let ledger = cell("应到", text);
        assert_eq!(ledger.int(0, "admission-meeting.eligible"), None, "{text}");
        assert_eq!(ledger.problems.len(), 1, "{text}");
    }
}

#[test]
fn yes_no_and_texts() {
    for (text, value) in
        [("是", Some(1)), ("否", Some(0)), ("无记名", Some(1)), ("举手", Some(0)), ("", None)]
    {
        let ledger = cell("是否无记名投票", text);
        assert_eq!(ledger.int(0, "admission-meeting.secret"), value, "{text}");
    }
    for (text, given) in [("疫情期间", Some(1)), ("无", None), ("/", None), ("", None)] {
        let ledger = cell("延长审批的原因", text);
        assert_eq!(ledger.int(0, "admission-approved.extended_reason"), given, "{text}");
    }
}

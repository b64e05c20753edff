//! What a row would change.

use crate::{cell, csv};
use xibao_domain::{Field, Fields, Stage, Steps};
use xibao_roster::verdict::{CellVerdict, Known, Tally, Verdict, compare};
use xibao_roster::{Item, RosterItem};
use xibao_rulebook::Dated;

fn known(fields: &[(Field, &str)]) -> Known {
    let fields: Fields =
        fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect();
    let admitted_on = Some(Dated::parse("2019-05-04").unwrap());
    Known::new(fields, Stage::Full, Steps { admitted_on, ..Steps::default() })
}

fn cell_of(item: Item, heading: &str, text: &str, known: &Known) -> (Verdict, CellVerdict) {
    let verdict = compare(&cell(heading, text), Some(known));
    let found = verdict.cells.into_iter().find(|(own, _)| *own == item);
    (verdict.verdict, found.unwrap().1)
}

#[test]
fn a_cell_is_the_same_or_says_what_it_changes() {
    let one = known(&[(Field::Name, "甲一"), (Field::Sex, "1"), (Field::Born, "1990-05-04")]);
    let sex = Item::Field(Field::Sex);
    assert_eq!(cell_of(sex, "性别", "男", &one), (Verdict::Same, CellVerdict::Same));
    let changed = CellVerdict::Changed { from: "男".into(), to: "女".into() };
    assert_eq!(cell_of(sex, "性别", "女", &one), (Verdict::Changed, changed));
    let new = CellVerdict::New { to: "汉族".into() };
    let ethnic = Item::Field(Field::Ethnic);
    assert_eq!(cell_of(ethnic, "民族", "汉", &one), (Verdict::Changed, new));
    assert_eq!(cell_of(ethnic, "民族", "火星", &one), (Verdict::Refused, CellVerdict::Refused));
}

#[test]
fn what_is_known_better_is_not_replaced() {
    let one = known(&[(Field::Name, "甲一"), (Field::Born, "1990-05-04")]);
    let joined = Item::JoinedOn;
    assert_eq!(cell_of(joined, "入党时间", "2019.5", &one).1, CellVerdict::Same);
    assert_eq!(cell_of(joined, "入党时间", "2019.5.4", &one).1, CellVerdict::Same);
    let changed = CellVerdict::Changed { from: "2019-05-04".into(), to: "2019-06".into() };
    assert_eq!(cell_of(joined, "入党时间", "2019.6", &one).1, changed);
    let vague = known(&[(Field::Name, "甲一"), (Field::Born, "1990-05")]);
    let finer = CellVerdict::Changed { from: "1990-05".into(), to: "1990-05-04".into() };
    assert_eq!(cell_of(Item::Field(Field::Born), "出生日期", "1990-5-4", &vague).1, finer);
}

#[test]
fn an_empty_cell_erases_nothing() {
    let one = known(&[(Field::Name, "甲一"), (Field::Sex, "1"), (Field::Remark, "旧")]);
    for empty in ["", "  ", "—", "/"] {
        let verdict = compare(&cell("备注", empty), Some(&one));
        assert_eq!(verdict.verdict, Verdict::Same);
        assert_eq!(verdict.cells.len(), 1);
    }
}

#[test]
fn a_suspended_member_is_a_full_member_still() {
    let suspended = Known { stage: Stage::Suspended, ..known(&[(Field::Name, "甲一")]) };
    assert_eq!(cell_of(Item::Stage, "人员类别", "正式党员", &suspended).0, Verdict::Same);
    assert_eq!(cell_of(Item::Suspended, "党籍状态", "停止党籍", &suspended).0, Verdict::Same);
    assert_eq!(cell_of(Item::Suspended, "党籍状态", "正常", &suspended).0, Verdict::Changed);
}

#[test]
fn a_doubt_about_what_is_known_is_none() {
    let good = crate::id_number("19900504", "001");
    let last = if good.ends_with('7') { '8' } else { '7' };
    let wrong = &format!("{}{last}", good.split_at(17).0);
    let text = "身份证号";
    let entry = cell(text, wrong);
    let one = known(&[(Field::Name, "甲一"), (Field::IdNumber, wrong)]);
    assert_eq!(entry.problems.len(), 1, "{:?}", entry.problems);
    assert_eq!(compare(&entry, Some(&one)).verdict, Verdict::Same);
    let other = known(&[(Field::Name, "甲一")]);
    assert_eq!(compare(&entry, Some(&other)).verdict, Verdict::Doubtful);
    assert_eq!(compare(&entry, None).verdict, Verdict::Doubtful);
}

#[test]
fn nobody_is_entered_without_a_name() {
    let read = csv("身份证号,性别\n,男\n");
    let verdict = compare(&read.entries[0], None);
    assert_eq!(verdict.verdict, Verdict::Refused);
    assert_eq!(compare(&read.entries[0], Some(&known(&[]))).verdict, Verdict::Changed);
}

#[test]
fn a_column_moved_against_the_rows_raises_an_alarm() {
    let mut tally = Tally::default();
    for index in 0..20 {
        let one = known(&[(Field::Name, "甲一"), (Field::Sex, "1"), (Field::Job, "司机")]);
        let sex = if index < 6 { "女" } else { "男" };
        let job = if index < 5 { "会计" } else { "司机" };
        let read = csv(&format!("姓名,性别,工作岗位\n甲一,{sex},{job}\n"));
        tally.add(&compare(&read.entries[0], Some(&one)));
    }
    tally.add(&compare(&cell("性别", "女"), None));
    let alarms = tally.alarms();
    assert_eq!(alarms.len(), 1);
    assert_eq!((alarms[0].item, alarms[0].changed), (Item::Field(Field::Sex), 6));
    assert!(alarms[0].text.zh.contains("“性别”将在 20 行已有记录中改动 6 行"));
    assert_eq!((tally.rows.same, tally.rows.changed, tally.rows.new), (14, 6, 1));
    let sex = tally.cells[&Item::Field(Field::Sex)];
    assert_eq!((sex.same, sex.changed, sex.new), (14, 6, 1));
    assert_eq!(Item::Field(Field::Sex).text().en, "sex");
}

#[test]
fn few_rows_raise_no_alarm() {
    let mut tally = Tally::default();
    for _ in 0..4 {
        let one = known(&[(Field::Name, "甲一"), (Field::Sex, "1")]);
        tally.add(&compare(&cell("性别", "女"), Some(&one)));
    }
    assert!(tally.alarms().is_empty());
}

//! Headings as they are met.

use crate::{Roster, csv, field, refusal, roster};
use rust_xlsxwriter::{Format, Workbook};
use xibao_domain::{Field, Stage};
use xibao_roster::{RosterError, Unused};

#[test]
fn both_generations_of_the_form_are_known_whole() {
    let first = csv("姓名,性别,民族,公民身份号码,出生日期,学历(学历代码2位),人员类别,所在党支部,\
                     加入党组织日期,转为正式党员日期,工作岗位(工作岗位代码4位),联系电话,\
                     家庭住址(具体到门牌号),党籍状态,是否为失联党员(是:失去联系日期 年 月),\
                     是否为流动党员,外出流向\n甲一\n");
    assert_eq!((first.columns.len(), first.unused.len()), (17, 0));
    let second =
        csv("姓名,性别,公民身份号码,民族,出生日期,学历,人员类别,学位,所在党支部,手机号码,\
                      入党日期,转正日期,党龄,党龄校正值,新社会阶层类型,工作岗位,从事专业技术职务,\
                      是否农民工 ,现居住地,户籍所在地,是否失联党员,是否流动党员,入党类型,转正情况,\
                      入党时所在支部,延长预备期时间,党员增加信息,党员减少信息\n甲一\n");
    assert_eq!(second.columns.len(), 25);
    let unused: Vec<&str> = second.unused.iter().map(|column| column.heading.as_str()).collect();
    assert_eq!(unused, ["党龄", "党员增加信息", "党员减少信息"]);
}

#[test]
fn titles_hints_and_rows_of_what_is_required_are_passed_over() {
    let read =
        csv("某某党委党员信息采集表,,,\n填表日期：2026年5月,,,\n序号,姓　名 ,性别,入党时间\n\
                    ,必填,必填,选填\n1,甲一,男,2019.5\n2,乙二,女,\n合计：2人,,,\n\
                    注意事项：姓名须与证件一致,,,\n序号,姓　名,性别,入党时间\n3,丙三,男,\n4,,,\n");
    let rows: Vec<u64> = read.entries.iter().map(|entry| entry.row).collect();
    assert_eq!(rows, [5, 6, 10]);
    let skipped: Vec<(u64, &str)> =
        read.skipped.iter().map(|skipped| (skipped.row, skipped.text.as_str())).collect();
    assert_eq!(
        skipped,
        [(4, "必填"), (7, "合计：2人"), (8, "注意事项：姓名须与证件一致"), (9, "序号")]
    );
    assert_eq!(read.entries[0].joined_on.unwrap().to_string(), "2019-05");
}

#[test]
fn a_note_merged_over_the_table_is_no_person() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in ["姓名", "性别", "民族", "学历"].iter().enumerate() {
        sheet.write_string(0, u16::try_from(column).unwrap(), *heading).unwrap();
    }
    sheet.write_string(1, 0, "甲一").unwrap();
    sheet.merge_range(2, 0, 2, 3, "请逐项核对", &Format::new()).unwrap();
    sheet.write_string(3, 0, "一、姓名须与身份证一致，少数民族请写全名；二、其余见通知").unwrap();
    let read = roster("r.xlsx", book.save_to_buffer().unwrap());
    assert_eq!(read.entries.len(), 1);
    assert_eq!(read.skipped.len(), 2);
}

#[test]
fn headings_in_two_rows_are_read_as_one() {
    let check = |read: &Roster| {
        let entry = &read.entries[0];
        assert_eq!(field(entry, Field::Phone), Some("13900001234"));
        assert_eq!(field(entry, Field::Landline), Some("010-12345678"));
        assert_eq!(entry.joined_on.unwrap().to_string(), "2019-05-04");
        assert_eq!(field(entry, Field::JoiningBranch), Some("一支部"));
        assert!(read.unused.is_empty(), "{:?}", read.unused);
    };
    check(&csv("姓名,联系电话,,入党,,人员类别\n,手机,固定电话,日期,入党时所在支部,\n\
                甲一,13900001234,010-12345678,2019.5.4,一支部,正式党员\n"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 5, "党员名册", &plain).unwrap();
    sheet.merge_range(1, 0, 2, 0, "姓名", &plain).unwrap();
    sheet.merge_range(1, 1, 1, 2, "联系电话", &plain).unwrap();
    sheet.merge_range(1, 3, 1, 4, "入党", &plain).unwrap();
    sheet.write_string(1, 5, "人员类别").unwrap();
    for (column, text) in [(1, "手机"), (2, "固定电话"), (3, "日期"), (4, "入党时所在支部")]
    {
        sheet.write_string(2, column, text).unwrap();
    }
    for (column, text) in
        (0..).zip(["甲一", "13900001234", "010-12345678", "2019.5.4", "一支部", "正式党员"])
    {
        sheet.write_string(3, column, text).unwrap();
    }
    let read = roster("r.xlsx", book.save_to_buffer().unwrap());
    check(&read);
    assert_eq!(read.entries[0].stage, Some(Stage::Full));
}

#[test]
fn columns_that_are_not_read_are_told_with_their_rows() {
    let read =
        csv("姓名,天气,公民身分号码,性别,性别,学工号,党龄\n甲一,晴,,男,女,S1,3\n乙二,,,女,,S2,\n\
                    丙三,阴,,,,,,额外\n,雨,,,,,\n");
    let told: Vec<(&str, &Unused, u64)> = read
        .unused
        .iter()
        .map(|column| (column.heading.as_str(), &column.why, column.filled))
        .collect();
    assert_eq!(
        told,
        [
            ("天气", &Unused::Unknown(None), 3),
            ("公民身分号码", &Unused::Unknown(Some("公民身份号码".into())), 0),
            ("性别", &Unused::Duplicate("D".into()), 1),
            ("学工号", &Unused::Aside, 2),
            ("党龄", &Unused::Derived, 1),
            ("", &Unused::NoHeading, 1),
        ]
    );
    // A row with nothing but what is not read is not lost either.
    assert_eq!(read.entries.len(), 4);
    assert!(read.entries[3].problems[0].text.zh.contains("姓名为空"));
    assert!(read.unused[0].text().zh.contains("B 列“天气”"));
}

#[test]
fn a_table_that_is_no_roster_says_what_was_seen() {
    let RosterError::NoHeading { seen, .. } = refusal("天气,风\n晴,3\n") else { panic!() };
    assert_eq!(seen, "天气|风 / 晴|3");
    let error = refusal("性别,民族\n男,汉族\n");
    assert!(error.text().zh.contains("姓名"), "{error}");
    assert!(error.to_string().contains("add it"), "{error}");
}

#[test]
fn gbk_and_spreadsheets_of_either_age_are_read_alike() {
    let text = "姓名,性别,民族,备注\r\n刘　英,女,满族,\r\n王㛃,男,汉族,𬭼\r\n";
    let (gbk, _, lost) = encoding_rs::GB18030.encode(text);
    assert!(!lost);
    for bytes in [gbk.into_owned(), text.as_bytes().to_vec()] {
        let read = roster("r.csv", bytes);
        assert_eq!(field(&read.entries[0], Field::Name), Some("刘英"));
        assert_eq!(field(&read.entries[1], Field::Name), Some("王㛃"));
        assert_eq!(field(&read.entries[1], Field::Remark), Some("𬭼"));
    }
}

#[test]
fn a_branch_merged_beside_its_members_is_the_branch_of_all_of_them() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet.write_string(0, 0, "所在党支部").unwrap();
    sheet.write_string(0, 1, "姓名").unwrap();
    sheet.merge_range(1, 0, 3, 0, "第一党支部", &plain).unwrap();
    for (row, name) in (1..).zip(["甲一", "乙二", "丙三", "丁四"]) {
        sheet.write_string(row, 1, name).unwrap();
    }
    let read = roster("r.xlsx", book.save_to_buffer().unwrap());
    let branches: Vec<Option<&str>> =
        read.entries.iter().map(|entry| entry.branch.as_deref()).collect();
    assert_eq!(branches, [Some("第一党支部"), Some("第一党支部"), Some("第一党支部"), None]);
}

#[test]
fn a_university_form_is_read_by_its_values() {
    let read = csv("学工号,姓名,所在分党委编码,所在分党委,所在党支部编码,所在党支部,\
                    党籍状态（正式党员或预备党员）,组织关系转入时间,提交书面申请书时间,\
                    确定为入党积极分子时间,确定为发展对象时间,入党介绍人,入党时间,入党时所在党支部,\
                    转正时间,转正时所在党支部,党内职务,党内奖励,其他奖励\n\
                    S1,甲一,1,某学院,2,一支部,正式党员,,2016.9,2017年3月,2018-3-1,乙二、丙三,43358,\
                    二支部,2019/9/15  10:30,,,,\n");
    let entry = &read.entries[0];
    assert!(entry.problems.is_empty(), "{:?}", entry.problems);
    assert_eq!(entry.stage, Some(Stage::Full));
    assert_eq!(entry.suspended, None);
    let steps = entry.steps();
    let days = [steps.applied_on, steps.activist_on, steps.candidate_on, steps.admitted_on];
    let days: Vec<String> = days.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(days, ["2016-09", "2017-03", "2018-03-01", "2018-09-15"]);
    assert_eq!(steps.regularised_on.unwrap().to_string(), "2019-09-15");
    assert!(read.unused.iter().all(|column| column.why == Unused::Aside));
    let introducers = read.unused.iter().find(|column| column.heading == "入党介绍人");
    assert_eq!(introducers.unwrap().filled, 1);
}

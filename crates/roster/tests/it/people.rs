//! Cells of people, as they are met.

use crate::{cell, csv, field, id_number, told};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use xibao_domain::{Field, Stage};
use xibao_roster::Severity;

#[test]
fn values_are_normalised() {
    let number = id_number("19900504", "001");
    for (heading, written, wanted, value) in [
        ("党员姓名", "刘　英", Field::Name, "刘英"),
        ("性别", "女性", Field::Sex, "2"),
        ("名族", "汉", Field::Ethnic, "01"),
        ("民族", "1", Field::Ethnic, "01"),
        ("学历(学历代码2位)", "21", Field::Education, "21"),
        ("文化程度", "大学本科毕业", Field::Education, "21"),
        ("身份证号码（如果重复将忽略）", &format!(" {number} "), Field::IdNumber, number.as_str()),
        ("公民身份证号:", &format!("'{number}\u{a0}"), Field::IdNumber, number.as_str()),
        ("出生年月", "1969.01", Field::Born, "1969-01"),
        ("出生日期", "1990年5月4日", Field::Born, "1990-05-04"),
        ("出生日期", "33000", Field::Born, "1990-05-07"),
        ("手机", "139 0000 1234", Field::Phone, "13900001234"),
        ("联系电话", "010-12345678", Field::Landline, "010-12345678"),
        ("是否农民工 ", "否", Field::MigrantWorker, "no"),
        ("党龄校正值", "-12", Field::StandingCorrection, "-12"),
        ("家庭住址", "某省某市\n某街1号", Field::Address, "某省某市 某街1号"),
        ("备注", "'=不是公式", Field::Remark, "=不是公式"),
        ("工作岗位", "020100", Field::Job, "020100"),
    ] {
        let heading = if wanted == Field::Name { "学位" } else { heading };
        if wanted == Field::Name {
            let read = csv(&format!("党员姓名\n{written}\n"));
            assert_eq!(field(&read.entries[0], wanted), Some(value));
            continue;
        }
        let entry = cell(heading, written);
        assert_eq!(field(&entry, wanted), Some(value), "{heading}: {written}");
        assert!(entry.problems.is_empty(), "{heading}: {:?}", told(&entry));
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_a_remedy() {
    for (heading, written, says) in [
        ("性别", "1", "请写“男”或“女”"),
        ("是否农民工", "1", "请写“是”或“否”"),
        ("民族", "地球", "民族"),
        ("学历", "工学学士", "学位"),
        ("身份证号", "9.90000200105E+17", "丢失"),
        ("身份证号", "990000199005040000", "丢失"),
        ("身份证号", "99000019900504001", "17位"),
        ("身份证号", "990***********0013", "脱敏"),
        ("手机", "1390000123", "电话号码"),
        ("出生日期", "1990-02-30", "日历"),
        ("入党时间", "去年", "不是日期"),
        ("人员类别", "群众", "人员类别"),
        ("党籍状态", "开除党籍", "在系统里办理"),
        ("是否失联", "0", "含义相反"),
        ("延长预备期", "2020-06-01", "月数"),
    ] {
        let entry = cell(heading, written);
        let [problem] = entry.problems.as_slice() else { panic!("{heading}: {:?}", told(&entry)) };
        assert_eq!(problem.severity, Severity::Refused, "{heading}");
        assert_eq!((problem.place().as_str(), problem.heading.as_str()), ("B2", heading));
        assert!(problem.text.zh.contains(says), "{heading}: {}", problem.text.zh);
        assert!(!problem.text.en.is_empty());
    }
    let entry = cell("身份证号", id_number("19900504", "001").split_at(17).0);
    assert!(!entry.problems[0].value.contains("19900504"), "{}", entry.problems[0].value);
    let several = csv("姓名\n甲一、乙二\n");
    assert!(several.entries[0].is_refused());
}

#[test]
fn a_number_that_does_not_fit_its_check_is_doubtful_until_a_note_says_why() {
    let good = id_number("19900504", "001");
    let last = if good.ends_with('7') { '8' } else { '7' };
    let wrong = format!("{}{last}", good.split_at(17).0);
    let entry = cell("身份证号", &wrong);
    assert_eq!(field(&entry, Field::IdNumber), Some(wrong.as_str()));
    assert_eq!(entry.problems[0].severity, Severity::Doubtful);
    assert!(!told(&entry)[0].contains("19900504"));
    let read = csv(&format!("姓名,身份证号,公民身份号码说明\n甲一,{wrong},证件如此\n"));
    assert!(read.entries[0].problems.is_empty());
}

#[test]
fn an_old_number_becomes_a_new_one_and_says_so() {
    let entry = cell("身份证号", "990000900504001");
    assert_eq!(field(&entry, Field::IdNumber), Some(id_number("19900504", "001").as_str()));
    assert_eq!(field(&entry, Field::IdNumberNote), Some("由15位旧号码换算"));
    assert!(entry.problems.is_empty());
}

#[test]
fn the_file_prevails_over_the_number_and_the_difference_is_told() {
    let number = id_number("19900504", "001");
    let read = csv(&format!(
        "姓名,身份证号,性别,出生日期\n甲一,{number},女,1991-05-04\n\
                             乙二,{number},男,1990-05\n"
    ));
    let entry = &read.entries[0];
    assert_eq!(field(entry, Field::Sex), Some("2"));
    assert_eq!(field(entry, Field::Born), Some("1991-05-04"));
    let places: Vec<String> = entry.problems.iter().map(xibao_roster::CellProblem::place).collect();
    assert_eq!(places, ["C2", "D2"]);
    assert!(entry.problems.iter().all(|problem| problem.severity == Severity::Doubtful));
    // The number tells the day; the file only said the month, and keeps it.
    assert!(read.entries[1].problems.is_empty());
    assert_eq!(field(&read.entries[1], Field::Born), Some("1990-05"));
}

#[test]
fn standing_is_understood_by_value_under_either_heading() {
    for (heading, written, stage, suspended) in [
        ("人员类别", "正式党员", Some(Stage::Full), None),
        ("党籍状态（正式党员或预备党员）", "预备党员", Some(Stage::Probationary), None),
        ("党籍状态", "正常", None, Some(false)),
        ("党籍状态", "停止党籍", None, Some(true)),
        ("当前发展阶段", "领取志愿书", Some(Stage::Candidate), None),
        ("政治面貌", "中共党员", Some(Stage::Full), None),
    ] {
        let entry = cell(heading, written);
        assert_eq!((entry.stage, entry.suspended), (stage, suspended), "{heading} {written}");
    }
    let read = csv("姓名,人员类别,党籍状态\n甲一,正式党员,停止党籍\n乙二,正式党员,预备党员\n");
    assert_eq!(read.entries[0].stage, Some(Stage::Full));
    assert_eq!(read.entries[0].suspended, Some(true));
    assert_eq!(read.entries[1].problems[0].place(), "C3");
}

#[test]
fn members_away_and_out_of_contact() {
    let read = csv("姓名,是否为失联党员(是:失去联系日期 年 月),是否为流动党员,外出流向\n\
                    甲一,是：失去联系日期 2017年3月,是,某省某市\n乙二,否,否,\n丙三,2018.5,流动党员,\n\
                    丁四,是,是（某省某县）,\n戊五,否,否,某省\n");
    let entries = &read.entries;
    assert_eq!(entries[0].lost_since.unwrap().to_string(), "2017-03");
    assert_eq!((entries[0].lost, entries[0].mobile), (Some(true), Some(true)));
    assert_eq!(entries[0].mobile_to.as_deref(), Some("某省某市"));
    assert_eq!((entries[1].lost, entries[1].mobile), (Some(false), Some(false)));
    assert_eq!((entries[2].lost, entries[2].mobile), (Some(true), Some(true)));
    assert_eq!(entries[3].mobile_to.as_deref(), Some("某省某县"));
    assert_eq!(entries[4].problems[0].severity, Severity::Doubtful);
}

#[test]
fn cells_of_spreadsheets_mean_what_they_show() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in
        (0..).zip(["姓名", "出生日期", "手机", "身份证号", "党组织编码", "学历", "入党时间"])
    {
        sheet.write_string(0, column, heading).unwrap();
    }
    let day = ExcelDateTime::from_ymd(1990, 5, 4).unwrap();
    sheet.write_string(1, 0, "甲一").unwrap();
    sheet.write_datetime_with_format(1, 1, day, &Format::new().set_num_format("yyyy/m/d")).unwrap();
    sheet.write_number(1, 2, 13_900_001_234.0).unwrap();
    sheet.write_number(1, 3, 990_000_199_005_040_000.0).unwrap();
    sheet.write_number(1, 5, 21.0).unwrap();
    sheet.write_number(1, 6, 2019.1).unwrap();
    let read = crate::roster("r.xlsx", book.save_to_buffer().unwrap());
    let entry = &read.entries[0];
    assert_eq!(field(entry, Field::Born), Some("1990-05-04"));
    assert_eq!(field(entry, Field::Phone), Some("13900001234"));
    assert_eq!(field(entry, Field::Education), Some("21"));
    assert_eq!(entry.joined_on.unwrap().to_string(), "2019-01-01/2019-10-31");
    let severities: Vec<(String, Severity)> =
        entry.problems.iter().map(|problem| (problem.letters.clone(), problem.severity)).collect();
    assert_eq!(severities, [("D".into(), Severity::Refused), ("G".into(), Severity::Doubtful)]);
}

#[test]
fn days_that_cannot_follow_each_other_are_doubtful() {
    let read =
        csv("姓名,出生日期,入党时间,转正时间,人员类别\n甲一,1990-05-04,2010-05,2009-05,正式党员\n\
                    乙二,1990-05-04,2025-05-04,2026-05-04,预备党员\n\
                    丙三,1990-05-04,2010,2010-03,正式党员\n");
    assert!(told(&read.entries[0])[0].starts_with("D2 Doubtful 早于“加入党组织日期”"));
    assert!(told(&read.entries[1])[0].starts_with("D3 Doubtful 预备党员不应有转正日期"));
    assert!(read.entries[2].problems.is_empty());
}

#[test]
fn two_columns_of_telephones_are_read_together() {
    let read =
        csv("姓名,联系电话,手机\n甲一,010-12345678,13900001234\n乙二,13900001234,13900001235\n");
    assert_eq!(field(&read.entries[0], Field::Phone), Some("13900001234"));
    assert_eq!(field(&read.entries[0], Field::Landline), Some("010-12345678"));
    assert_eq!(field(&read.entries[1], Field::Phone), Some("13900001234"));
    assert_eq!(read.entries[1].problems[0].place(), "C3");
    assert!(read.notes.is_empty());
}

#[test]
fn nothing_sensitive_is_shown_by_accident() {
    let number = id_number("19900504", "001");
    let read =
        csv(&format!("姓名,身份证号,手机,家庭住址\n甲一,{number},13900001234,某省某市某区某街\n"));
    let shown = format!("{:?}", read.entries[0]);
    assert!(!shown.contains(&number) && !shown.contains("13900001234"), "{shown}");
    assert!(!shown.contains("某街"), "{shown}");
}

#[test]
fn a_long_name_alone_in_its_row_is_a_person() {
    let name = "阿卜杜热西提·买买提伊明·吐尔逊江";
    for text in [format!("姓名,性别\n{name},\n"), format!("姓名\n{name}\n")] {
        assert_eq!(field(&csv(&text).entries[0], Field::Name), Some(name));
    }
}

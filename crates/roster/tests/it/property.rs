//! For whatever stands in a cell.

use crate::forms::{FORMATS, FORMS, again, full};
use crate::{csv, id_number, open};
use proptest::prelude::*;
use xibao_domain::{Field, Stage, Steps};
use xibao_roster::read;
use xibao_roster::verdict::{Known, Verdict, compare};
use xibao_rulebook::{Dated, Day};

/// Texts of people and of spreadsheets, and any other.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[^\x00]{0,20}",
        "[=+@'\"|,;\t\n -]{0,3}[甲乙A-Z0-9年月日.、/]{0,12}",
        "[0-9Xx]{15,18}",
        Just("是，2017年3月".to_owned()),
        Just("9.9E+17".to_owned()),
    ]
}

const HEADINGS: &str = "姓名,性别,公民身份号码,民族,出生日期,学历,人员类别,学位,所在党支部,手机号码,\
                        入党日期,转正日期,党龄,党龄校正值,是否农民工,现居住地,是否失联党员,失去联系日期,\
                        是否流动党员,外出流向,延长预备期时间,天气";

fn quoted(cells: &[String]) -> String {
    let cells = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    cells.collect::<Vec<_>>().join(",")
}

/// What reading makes of a text under a heading of free text.
fn normal(text: &str) -> Option<String> {
    let read = csv(&format!("姓名,学位\n甲一,{}\n", quoted(&[text.to_owned()])));
    read.entries.first().and_then(|entry| entry.fields.get(&Field::Degree).cloned())
}

fn dated() -> impl Strategy<Value = Dated> {
    let day = -20_000..20_000_i32;
    prop_oneof![
        day.clone().prop_map(|day| Dated::on(Day::from_number(day))),
        (1930..2026, 1..=12).prop_map(|(year, month)| Dated::month(year, month).unwrap()),
        (1930..2026).prop_map(|year| Dated::year(year).unwrap()),
        (day, 1..3000).prop_map(|(from, span)| Dated {
            lo: Day::from_number(from),
            hi: Day::from_number(from + span),
        }),
    ]
}

fn someone() -> impl Strategy<Value = Known> {
    let texts = proptest::collection::vec(any_text(), 4);
    let days = (dated(), dated(), proptest::option::of(dated()));
    let stage = proptest::sample::select(vec![
        Stage::Applicant,
        Stage::Activist,
        Stage::Candidate,
        Stage::Probationary,
        Stage::Full,
        Stage::Suspended,
    ]);
    let born = (1930..2005, 1..=12, 1..=28, 0..1000);
    (texts, days, stage, born, 0..13_i64).prop_map(|(texts, days, stage, born, months)| {
        let mut known = full();
        let free = [Field::Degree, Field::Job, Field::Address, Field::JoiningBranch];
        for (field, text) in free.into_iter().zip(&texts) {
            match normal(text) {
                Some(value) => known.fields.insert(field, value),
                None => known.fields.remove(&field),
            };
        }
        let (year, month, day, sequence) = born;
        let number = id_number(&format!("{year}{month:02}{day:02}"), &format!("{sequence:03}"));
        known.fields.insert(Field::IdNumber, number);
        known.fields.insert(Field::Born, days.0.to_string());
        known.steps = Steps {
            admitted_on: Some(days.1),
            regularised_on: days.2,
            extension_months: months,
            ..Steps::default()
        };
        known.stage = stage;
        known
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_cell_panics_and_none_is_lost(cells in proptest::collection::vec(any_text(), 22)) {
        let read = csv(&format!("{HEADINGS}\n{}\n", quoted(&cells)));
        for entry in &read.entries {
            for field in Field::ALL {
                if let Some(value) = entry.fields.get(field) {
                    prop_assert!(field.check(value).is_ok(), "{field:?} {value}");
                }
            }
            let _ = (compare(entry, None), compare(entry, Some(&full())));
        }
    }

    #[test]
    fn no_table_panics(rows in proptest::collection::vec(
        proptest::collection::vec(any_text(), 0..6), 0..20)) {
        let text: String = rows.iter().map(|row| quoted(row) + "\n").collect();
        let text = format!("{text}姓名,性别\n{text}");
        let mut table = open("r.csv", text.clone());
        if let Ok(people) = read::people(table.as_mut()) {
            let _ = people.count();
        }
        let mut table = open("r.csv", text);
        if let Ok(organisations) = read::organisations(table.as_mut()) {
            let _ = organisations.count();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_written_and_read_changes_nothing(
        known in proptest::collection::vec(someone(), 1..6),
    ) {
        for form in FORMS {
            for format in FORMATS {
                // Characters of private fonts cannot all be said in GB 18030.
                let private = |c: char| ('\u{e000}'..='\u{f8ff}').contains(&c);
                let texts = known.iter().flat_map(|known| known.fields.values());
                if texts.flat_map(|text| text.chars()).any(private) {
                    continue;
                }
                let entries = again(form, format, &known, false);
                prop_assert_eq!(entries.len(), known.len());
                for (entry, known) in entries.iter().zip(&known) {
                    let verdict = compare(entry, Some(known));
                    prop_assert_eq!(
                        verdict.verdict, Verdict::Same, "{:?} {:?} {:?}", form, format, verdict
                    );
                    for (field, value) in &entry.fields {
                        prop_assert_eq!(known.fields.get(field), Some(value));
                    }
                }
            }
        }
    }
}

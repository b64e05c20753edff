//! Forms written, and read again.

use crate::{csv, field, id_number, open, roster};
use std::collections::BTreeMap;
use tempfile::tempdir;
use xibao_domain::organisation::CardField;
use xibao_domain::{Field, Fields, OrganisationKind, Stage, Steps};
use xibao_roster::read::{self, Entry};
use xibao_roster::verdict::{
    Known, KnownMobile, KnownOrganisation, Verdict, compare, compare_organisation,
};
use xibao_roster::write::{self, Encoding, Form, Format};
use xibao_rulebook::Dated;

pub(crate) const FORMATS: [Format; 3] =
    [Format::Xlsx, Format::Csv(Encoding::Utf8), Format::Csv(Encoding::Gb18030)];
pub(crate) const FORMS: [Form; 2] = [Form::FirstGeneration, Form::SecondGeneration];

/// People written as a form and read again.
pub(crate) fn again(form: Form, format: Format, known: &[Known], masked: bool) -> Vec<Entry> {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    write::people(form, known, format, &out, masked).unwrap();
    roster("out", std::fs::read(&out).unwrap()).entries
}

fn day(text: &str) -> Option<Dated> {
    Dated::parse(text).ok()
}

/// A person of whom everything is known.
pub(crate) fn full() -> Known {
    let number = id_number("19690104", "002");
    let fields = [
        (Field::Name, "阿依古丽·买买提"),
        (Field::Sex, "2"),
        (Field::IdNumber, number.as_str()),
        (Field::Ethnic, "05"),
        (Field::Born, "1969-01"),
        (Field::Education, "21"),
        (Field::Degree, "工学学士"),
        (Field::Phone, "13900001234"),
        (Field::Landline, "0571-1234567"),
        (Field::Stratum, "+自由职业"),
        (Field::Job, "020100"),
        (Field::ProfessionalTitle, "=SUM(A1)"),
        (Field::MigrantWorker, "no"),
        (Field::Address, "@某市，\"某\"街\u{3000}1号"),
        (Field::Household, "'某县"),
        (Field::JoiningKind, "-"),
        (Field::RegularisationKind, "按期转正"),
        (Field::JoiningBranch, "𬭼㛃支部"),
        (Field::StandingCorrection, "-12"),
    ];
    let mut fields: Fields =
        fields.into_iter().map(|(field, value)| (field, value.to_owned())).collect();
    // A dash stands for nothing in a form, so nothing like it is kept.
    fields.remove(&Field::JoiningKind);
    let steps = Steps {
        admitted_on: day("1998-06"),
        regularised_on: day("1999-06-30"),
        extension_months: 6,
        ..Steps::default()
    };
    Known {
        branch: Some("第一党支部（机关）".into()),
        lost_since: day("2025-03"),
        mobile: Some(KnownMobile { since: Dated::UNKNOWN, to: "某省某市".into() }),
        ..Known::new(fields, Stage::Suspended, steps)
    }
}

#[test]
fn what_is_written_changes_nothing_when_it_is_read() {
    let plain = Known::new(
        Fields::from([(Field::Name, "甲一".to_owned())]),
        Stage::Applicant,
        Steps { applied_on: Some(Dated::UNKNOWN), ..Steps::default() },
    );
    let known = [full(), plain];
    for form in FORMS {
        for format in FORMATS {
            let entries = again(form, format, &known, false);
            assert_eq!(entries.len(), 2);
            for (entry, known) in entries.iter().zip(&known) {
                assert_eq!(entry.problems, [], "{form:?} {format:?}");
                let verdict = compare(entry, Some(known));
                assert_eq!(verdict.verdict, Verdict::Same, "{form:?} {format:?} {verdict:?}");
                for (field, value) in &entry.fields {
                    assert_eq!(known.fields.get(field), Some(value), "{form:?} {format:?}");
                }
            }
            let entry = &entries[0];
            assert_eq!((entry.stage, entry.lost), (Some(Stage::Full), Some(true)));
            assert_eq!(field(entry, Field::Landline), Some("0571-1234567"));
        }
    }
    let second = again(Form::SecondGeneration, Format::Xlsx, &known, false);
    assert_eq!(second[0].fields, full().fields);
    assert_eq!(second[0].extension_months, Some(6));
    let first = again(Form::FirstGeneration, Format::Xlsx, &known, false);
    assert_eq!(first[0].lost_since, day("2025-03"));
    assert_eq!(first[0].suspended, Some(true));
}

#[test]
fn text_files_open_as_text_in_an_office() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let form = Form::SecondGeneration;
    write::people(form, [&full()], Format::Csv(Encoding::Utf8), &out, false).unwrap();
    let bytes = std::fs::read(&out).unwrap();
    assert!(bytes.starts_with("\u{feff}姓名,性别".as_bytes()));
    let text = String::from_utf8(bytes).unwrap();
    for guarded in ["\"'+自由职业\"", "\"'=SUM(A1)\"", "\"'@某市", "\"''某县\"", "\"'-12\""]
    {
        assert!(text.contains(guarded), "{guarded} in {text}");
    }
    assert!(text.contains("女") && text.contains("维吾尔族") && text.contains("大学本科毕业"));
}

#[test]
fn a_masked_form_shows_nothing_sensitive_and_does_not_come_back() {
    for format in FORMATS {
        let folder = tempdir().unwrap();
        let out = folder.path().join("out");
        let known = full();
        write::people(Form::FirstGeneration, [&known], format, &out, true).unwrap();
        let entries = roster("out", std::fs::read(&out).unwrap()).entries;
        let entry = &entries[0];
        assert_eq!(field(entry, Field::Name), Some("阿依古丽·买买提"));
        for hidden in [Field::IdNumber, Field::Phone, Field::Landline, Field::Address] {
            assert_eq!(field(entry, hidden), None);
        }
        assert_eq!(entry.problems.len(), 3);
        assert_eq!(compare(entry, Some(&known)).verdict, Verdict::Refused);
    }
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let format = Format::Csv(Encoding::Utf8);
    write::people(Form::FirstGeneration, [&full()], format, &out, true).unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    for hidden in ["19690104", "13900001234", "1234567", "街"] {
        assert!(!text.contains(hidden), "{text}");
    }
}

#[test]
fn a_character_of_a_private_font_is_not_lost_in_silence() {
    let mut known = full();
    known.fields.insert(Field::Remark, "x".into());
    known.fields.insert(Field::Job, "\u{e5e5}".into());
    let folder = tempdir().unwrap();
    let out = folder.path().join("out.csv");
    let format = Format::Csv(Encoding::Gb18030);
    let error = write::people(Form::SecondGeneration, [&known], format, &out, false).unwrap_err();
    assert!(error.text().zh.contains("第 2 行"), "{error}");
    assert!(!out.exists());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let out = std::path::Path::new("/nonexistent/out.xlsx");
    for format in FORMATS {
        let error = write::people(Form::FirstGeneration, [&full()], format, out, false);
        assert!(error.unwrap_err().text().zh.contains("/nonexistent/out.xlsx"));
    }
}

#[test]
fn organisations_are_written_and_read_again() {
    let card = [
        (CardField::ShortName, "一支部"),
        (CardField::Code, "000002"),
        (CardField::Contact, "甲一"),
        (CardField::ContactPhone, "13900001234;010-12345678"),
        (CardField::MayApproveProbation, "否"),
        (CardField::UnitSituation, "联合党支部"),
        (CardField::ApprovedBy, "某某工委"),
        (CardField::UnitName, "某某公司、某某协会"),
        (CardField::HasCreditCode, "有"),
        (CardField::Employees, "12"),
        (CardField::Industry, "制造业"),
    ];
    let mut card: BTreeMap<CardField, String> =
        card.into_iter().map(|(field, value)| (field, value.to_owned())).collect();
    card.insert(CardField::HasCreditCode, "是".into());
    let known = KnownOrganisation {
        name: "中共某某联合支部委员会".into(),
        kind: OrganisationKind::JointBranch,
        parent: Some("中共某某委员会".into()),
        founded_on: Dated::parse("2019-05").unwrap(),
        former_names: vec!["甲支部".into(), "乙支部".into()],
        secretary: Some("刘英".into()),
        card,
    };
    for form in FORMS {
        for format in FORMATS {
            let folder = tempdir().unwrap();
            let out = folder.path().join("out");
            write::organisations(form, [&known], format, &out, false).unwrap();
            let mut table = open("out", std::fs::read(&out).unwrap());
            let mut read = read::organisations(table.as_mut()).unwrap();
            let entry = read.next().unwrap().unwrap();
            assert_eq!(entry.problems, [], "{form:?}");
            let verdict = compare_organisation(&entry, Some(&known));
            assert_eq!(verdict.verdict, Verdict::Same, "{form:?} {format:?} {verdict:?}");
            if form == Form::SecondGeneration {
                assert_eq!(entry.parent, known.parent);
                assert_eq!(entry.card, known.card);
                assert_eq!(entry.former_names, known.former_names);
            }
        }
    }
}

#[test]
fn a_text_as_long_as_a_field_can_hold_survives() {
    let mut known = full();
    known.fields.insert(Field::Employer, "长".repeat(200));
    known.fields.insert(Field::Job, "_x0041_ \u{1f600}".into());
    known.fields.insert(Field::Degree, "长".repeat(200));
    for format in FORMATS {
        let entries = again(Form::SecondGeneration, format, std::slice::from_ref(&known), false);
        assert_eq!(field(&entries[0], Field::Degree), Some("长".repeat(200).as_str()));
        assert_eq!(field(&entries[0], Field::Job), Some("_x0041_ \u{1f600}"), "{format:?}");
    }
    let long = csv(&format!("姓名,工作单位\n甲一,{}\n", "长".repeat(201)));
    assert!(long.entries[0].problems[0].text.zh.contains("200"));
}

#[test]
fn an_empty_form_is_a_form_to_fill_in() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out.xlsx");
    for form in FORMS {
        write::people(form, Vec::<Known>::new(), Format::Xlsx, &out, false).unwrap();
        let read = roster("out.xlsx", std::fs::read(&out).unwrap());
        assert!(read.entries.is_empty() && read.columns.len() >= 18);
    }
}

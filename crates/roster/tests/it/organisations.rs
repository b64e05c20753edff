//! Cells of organisations, as they are met.

use crate::{open, organisations};
use rust_xlsxwriter::Workbook;
use xibao_domain::OrganisationKind;
use xibao_domain::organisation::CardField;
use xibao_roster::{OrganisationItem, Severity, read};

#[test]
fn the_first_form_is_read() {
    let read = organisations(
        "党组织名称,党组织书记,党组织联系人,联系电话,组织类别,党组织所在单位情况,单位名称,单位性质类别,\
         单位建立党组织情况,法人单位统一社会信用代码\n\
         中共某某委员会,刘　英,甲一,010-12345678,党委,法人单位,某某局,机关,已建立,\n\
         某某党支部,空缺,甲一,123,党支部,联合党支部,某某局,机关,,\n",
    );
    let entry = &read[0];
    assert_eq!(entry.name.as_deref(), Some("中共某某委员会"));
    assert_eq!(entry.kind, Some(OrganisationKind::Committee));
    assert_eq!(entry.secretary.as_deref(), Some("刘英"));
    assert_eq!(entry.card[&CardField::ContactPhone], "010-12345678");
    assert_eq!(entry.card[&CardField::UnitOrganisation], "已建立");
    assert!(entry.problems.is_empty(), "{:?}", entry.problems);
    let items: Vec<(OrganisationItem, Severity)> =
        read[1].problems.iter().map(|problem| (problem.item, problem.severity)).collect();
    let phone = OrganisationItem::Card(CardField::ContactPhone);
    assert_eq!(items, [(phone, Severity::Refused), (OrganisationItem::Kind, Severity::Doubtful)]);
    assert_eq!(read[1].secretary, None);
}

#[test]
fn kinds_are_known_by_their_words_or_by_the_name() {
    for (written, kind) in [
        ("党委", OrganisationKind::Committee),
        ("基层党委", OrganisationKind::Committee),
        ("党总支", OrganisationKind::GeneralBranch),
        ("党支部", OrganisationKind::Branch),
        ("联合党支部", OrganisationKind::JointBranch),
        ("临时党支部", OrganisationKind::TemporaryBranch),
        ("党小组", OrganisationKind::Group),
    ] {
        let read = organisations(&format!("党组织全称,组织类别\n某某,{written}\n"));
        assert_eq!(read[0].kind, Some(kind), "{written}");
        let read = organisations(&format!("党组织全称\n某某{written}\n"));
        assert_eq!(read[0].kind, Some(kind), "{written}");
        assert_eq!(read[0].problems[0].severity, Severity::Doubtful);
    }
    let read = organisations("党组织全称,组织类别\n某某,工会\n");
    assert_eq!(read[0].problems[0].severity, Severity::Refused);
}

#[test]
fn the_organisation_above_is_the_one_that_approved_if_nothing_else_is_said() {
    let read = organisations("党组织全称,组织类别,批准成立的上级党组织\n一支部,党支部,某某党委\n");
    assert_eq!(read[0].parent.as_deref(), Some("某某党委"));
    assert!(read[0].card.is_empty());
    let read = organisations(
        "党组织全称,组织类别,批准成立的上级党组织,上级党组织\n一支部,党支部,某某工委,某某党委\n",
    );
    assert_eq!(read[0].parent.as_deref(), Some("某某党委"));
    assert_eq!(read[0].card[&CardField::ApprovedBy], "某某工委");
}

#[test]
fn codes_that_became_figures_are_told_once() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0..).zip(["党组织全称", "组织类别", "党组织编码"]) {
        sheet.write_string(0, column, text).unwrap();
    }
    for row in 1..4 {
        sheet.write_string(row, 0, "某某支部").unwrap();
        sheet.write_string(row, 1, "党支部").unwrap();
        sheet.write_number(row, 2, 222_222.0).unwrap();
    }
    let mut table = open("o.xlsx", book.save_to_buffer().unwrap());
    let mut read = read::organisations(table.as_mut()).unwrap();
    let entry = read.next().unwrap().unwrap();
    assert_eq!(entry.card[&CardField::Code], "222222");
    assert_eq!(read.by_ref().count(), 2);
    assert_eq!(read.notes().len(), 1);
}

#[test]
fn a_credit_code_that_does_not_fit_is_kept_and_told() {
    let read = organisations(
        "党组织全称,组织类别,统一社会信用代码\n某某,党委,91350100M000100Y43\n某某,党委,91350100M000100Y4I\n",
    );
    assert!(read[0].problems.is_empty());
    assert_eq!(read[1].card[&CardField::CreditCode], "91350100M000100Y4I");
    assert_eq!(read[1].problems[0].severity, Severity::Doubtful);
}

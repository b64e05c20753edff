//! Rosters: preview, commit, undo, export.

use std::path::PathBuf;

use xibao_app::{AppError, ImportRequest};
use xibao_domain::{Field, OrganisationId, OrganisationKind, Stage};
use xibao_roster::write::{Encoding, Form, Format};

use crate::support::{Bench, day, purpose};

on_both_engines!(
    what_was_previewed_is_entered_once_and_can_be_undone,
    an_export_that_comes_back_changes_nothing_and_a_change_is_seen_cell_by_cell,
    a_file_never_changes_a_standing,
);

pub(crate) const HEADER: &str =
    "姓名,性别,公民身份号码,出生日期,人员类别,所在党支部,入党日期,转正日期,手机号码\n";

pub(crate) fn number(born: &str, sequence: u32) -> String {
    let body = format!("990000{born}{sequence:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, w)| c.to_digit(10).unwrap() * w).sum();
    let check = "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap()).unwrap();
    format!("{body}{check}")
}

fn file(bench: &Bench, name: &str, rows: &[String]) -> PathBuf {
    let path = bench.folder.path().join(name);
    std::fs::write(&path, format!("{HEADER}{}", rows.concat())).unwrap();
    path
}

pub(crate) fn row(name: &str, born: &str, sequence: u32, phone: &str) -> String {
    let number = number(born, sequence);
    format!("{name},男,{number},{born},正式党员,东街支部,2012.06,2013-06-20,{phone}\n")
}

pub(crate) fn request(path: PathBuf, within: OrganisationId) -> ImportRequest {
    ImportRequest { path, sheet: None, within, actor: "测试员".into() }
}

async fn town(bench: &Bench) -> (OrganisationId, OrganisationId) {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    (county, branch)
}

async fn what_was_previewed_is_entered_once_and_can_be_undone(bench: Bench) {
    let register = &bench.register;
    let (county, branch) = town(&bench).await;
    let rows = [
        row("王建国", "19900101", 1, "10012345678"),
        row("李　英", "19850203", 3, "10012345679"),
        row("王建国", "19900101", 1, "10012345678"),
        "赵缺支,男,,1970.01,正式党员,西街支部,1995.07,1996.07,\n".to_owned(),
    ];
    let path = file(&bench, "a.csv", &rows);
    let preview = register.preview(request(path, county), &mut |_| {}).await.unwrap();
    assert_eq!((preview.summary.rows.new, preview.summary.rows.refused), (2, 2));
    let lines = register.preview_lines(preview.id, -1, 10).await.unwrap();
    assert!(lines[2].2.notes[0].text.zh.contains("第2行"), "{:?}", lines[2]);
    assert!(lines[3].2.notes[0].text.zh.contains("西街支部"));
    assert_eq!(register.organisation(branch).await.unwrap().held, 0);

    let done = register.commit("测试员", preview.id, false, &mut |_| {}).await.unwrap();
    assert_eq!((done.entered, done.changed, done.left_out), (2, 0, 2));
    let again = register.commit("另一人", preview.id, false, &mut |_| {}).await.unwrap_err();
    assert!(matches!(again, AppError::Refused(refusal) if refusal.code == "preview-closed"));
    let found = register.search("liying", None, 9).await.unwrap();
    let person = &found.people[0].person;
    assert_eq!(person.name(), "李英");
    assert_eq!(person.membership.steps().admitted_on, Some(day("2012-06")));
    assert_eq!(person.membership.stage(), Stage::Full);
    assert_eq!(register.plain(person).unwrap()[&Field::Phone], "10012345679");
    bench.clean().await;

    register.undo(purpose("undo"), done.batch, "导错了文件").await.unwrap();
    assert_eq!(register.organisation(branch).await.unwrap().held, 0);
    assert!(register.search("liying", None, 9).await.unwrap().people.is_empty());
    bench.clean().await;
}

async fn an_export_that_comes_back_changes_nothing_and_a_change_is_seen_cell_by_cell(bench: Bench) {
    let register = &bench.register;
    let (county, _) = town(&bench).await;
    let mut rows: Vec<String> = Vec::new();
    for place in 1..=12 {
        let sequence = place * 2 + 1;
        rows.push(row(
            &format!("王{}", "甲乙丙丁戊己庚辛壬癸子丑".chars().nth(place as usize - 1).unwrap()),
            "19900101",
            sequence,
            "10012345678",
        ));
    }
    let path = file(&bench, "a.csv", &rows);
    let preview = register.preview(request(path, county), &mut |_| {}).await.unwrap();
    register.commit("测试员", preview.id, false, &mut |_| {}).await.unwrap();
    for (form, format, name) in [
        (Form::FirstGeneration, Format::Xlsx, "one.xlsx"),
        (Form::SecondGeneration, Format::Csv(Encoding::Gb18030), "two.csv"),
    ] {
        let out = bench.folder.path().join(name);
        assert_eq!(register.export(county, form, format, &out, false).await.unwrap(), 12);
        let preview = register.preview(request(out, county), &mut |_| {}).await.unwrap();
        assert_eq!(preview.summary.rows.same, 12, "{name} {:?}", preview.summary);
    }
    let changed: Vec<String> =
        rows.iter().map(|row| row.replace("10012345678", "10087654321")).collect();
    let path = file(&bench, "b.csv", &changed);
    let preview = register.preview(request(path, county), &mut |_| {}).await.unwrap();
    assert_eq!(preview.summary.rows.changed, 12);
    assert_eq!(preview.summary.alarms.len(), 1, "a column that changes everywhere alarms");
    let lines = register.preview_lines(preview.id, -1, 1).await.unwrap();
    let cell = &lines[0].2.cells[0];
    assert_eq!((cell.item.as_str(), cell.to.as_deref()), ("phone", Some("100****4321")));

    // Somebody records something about one of them before the commit.
    let someone = register.search("王甲", None, 9).await.unwrap().people[0].person.id;
    let remark = [(Field::Remark, Some("新情况".to_owned()))].into();
    register.edit_person(purpose("edit"), someone, &remark, day("2026-11-24")).await.unwrap();
    let stale = register.commit("测试员", preview.id, false, &mut |_| {}).await.unwrap_err();
    assert!(matches!(stale, AppError::Refused(refusal) if refusal.code == "preview-stale"));
    let untouched = register.search("王乙", None, 9).await.unwrap();
    let phone = &register.plain(&untouched.people[0].person).unwrap()[&Field::Phone];
    assert_eq!(phone, "10012345678", "nothing was written");
    bench.clean().await;
}

async fn a_file_never_changes_a_standing(bench: Bench) {
    let register = &bench.register;
    let (county, _) = town(&bench).await;
    let path = file(&bench, "a.csv", &[row("王建国", "19900101", 1, "10012345678")]);
    let preview = register.preview(request(path, county), &mut |_| {}).await.unwrap();
    register.commit("测试员", preview.id, false, &mut |_| {}).await.unwrap();
    let rows = [row("王建国", "19900101", 1, "10012345678").replace("正式党员", "预备党员")];
    let path = file(&bench, "b.csv", &rows);
    let preview = register.preview(request(path, county), &mut |_| {}).await.unwrap();
    assert_eq!(preview.summary.rows.doubtful, 1);
    register.commit("测试员", preview.id, true, &mut |_| {}).await.unwrap();
    let found = register.search("王建国", None, 9).await.unwrap();
    assert_eq!(found.people[0].person.membership.stage(), Stage::Full);
}

//! One county, from its founding to its backup.

use std::collections::BTreeMap;

use xibao_app::{AppError, Letter, Register, RosterOrder};
use xibao_domain::person::PersonEvent;
use xibao_domain::{Field, OrganisationKind, Receipt, Stage, TransferAct, TransferStatus};
use xibao_rulebook::bundled;
use xibao_store::Place;

use crate::support::{Bench, day, purpose};

on_both_engines!(
    a_transfer_has_two_sides_and_everybody_is_in_one_branch,
    a_branch_moves_splits_merges_and_goes,
    people_are_found_by_name_sound_and_number,
    an_undo_restores_the_exact_state,
    a_backup_fills_a_new_register_and_a_cut_one_nothing,
    standing_and_masks_are_shown,
);

fn code(error: AppError) -> &'static str {
    match error {
        AppError::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

async fn a_transfer_has_two_sides_and_everybody_is_in_one_branch(bench: Bench) {
    let register = &bench.register;
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let east = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    let west = bench.found("西街支部", OrganisationKind::Branch, Some(county)).await;
    let person = bench.member("单青", east).await;
    let letter = Letter { to: west, number: "2026001".into(), days: None, dues_paid_until: None };
    register.open_transfer(purpose("transfer"), person, &letter, day("2026-11-30")).await.unwrap();
    let row = register.person(person).await.unwrap();
    assert_eq!(row.person.held, east);
    assert_eq!(row.person.transfer.as_ref().unwrap().valid_until, day("2027-02-28"));
    let (coming, going) = register.transfers(west).await.unwrap();
    assert_eq!((coming.len(), going.len()), (1, 0));
    let error = register
        .open_transfer(purpose("transfer"), person, &letter, day("2026-12-01"))
        .await
        .unwrap_err();
    assert_eq!(code(error), "transfer-pending");
    for receipt in [Receipt::Dossier, Receipt::Person, Receipt::Dues] {
        let act = TransferAct::Received { receipt };
        let event = PersonEvent::TransferActed { act };
        register
            .change_person(purpose("received"), person, event, day("2026-12-05"))
            .await
            .unwrap();
    }
    let row = register.person(person).await.unwrap();
    assert_eq!(row.person.held, west);
    assert_eq!(row.person.transfer.unwrap().status, TransferStatus::Closed);
    assert_eq!(register.organisation(east).await.unwrap().held, 0);
    assert_eq!(register.organisation(west).await.unwrap().held, 1);
    bench.clean().await;
}

async fn a_branch_moves_splits_merges_and_goes(bench: Bench) {
    let register = &bench.register;
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let town = bench.found("河口镇党委", OrganisationKind::Committee, Some(county)).await;
    let other = bench.found("柳湾镇党委", OrganisationKind::Committee, Some(county)).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(town)).await;
    let on = day("2026-11-24");
    let mut people = Vec::new();
    for name in ["田富", "田大利", "王建国", "么永波", "𦝼燊"] {
        people.push(bench.member(name, branch).await);
    }
    let error =
        register.move_organisation(purpose("move"), county, town, "", on).await.unwrap_err();
    assert_eq!(code(error), "cycle");
    register.move_organisation(purpose("move"), branch, other, "批复1号", on).await.unwrap();
    let below = register.organisation_view(other, register.today()).await.unwrap();
    assert_eq!(below.held_within, 5);
    let new = register
        .split_branch(purpose("split"), branch, "东街二支部", &people[..2], on)
        .await
        .unwrap();
    assert_eq!(register.organisation(new).await.unwrap().held, 2);
    let view = register.organisation_view(new, register.today()).await.unwrap();
    assert_eq!(view.findings[0].rule, "br-min-three");
    assert_eq!(
        code(register.dissolve(purpose("dissolve"), new, on).await.unwrap_err()),
        "not-empty"
    );
    register.merge_organisations(purpose("merge"), new, branch, on).await.unwrap();
    assert_eq!(register.organisation(branch).await.unwrap().held, 5);
    let roster = register.roster(branch, RosterOrder::Strokes, None, 3).await.unwrap();
    let names: Vec<_> = roster.people.iter().map(|row| row.person.name().to_owned()).collect();
    let rest =
        register.roster(branch, RosterOrder::Strokes, roster.next.as_ref(), 3).await.unwrap();
    let names =
        [names, rest.people.iter().map(|row| row.person.name().to_owned()).collect()].concat();
    assert_eq!(names, ["么永波", "王建国", "田富", "田大利", "𦝼燊"]);
    assert!(rest.next.is_none());
    bench.clean().await;
}

async fn people_are_found_by_name_sound_and_number(bench: Bench) {
    let register = &bench.register;
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    for name in ["王建国", "李建国", "单青", "㛃燊"] {
        bench.member(name, branch).await;
    }
    for (text, hits) in [
        ("建国", 2),
        ("wangjg", 0),
        ("wjg", 1),
        ("shanqing", 1),
        ("㛃", 1),
        ("990000199001010017", 4),
    ] {
        for within in [None, Some(county), Some(branch)] {
            let found = register.search(text, within, 50).await.unwrap();
            assert_eq!(found.people.len(), hits, "{text} {within:?}");
        }
    }
}

async fn an_undo_restores_the_exact_state(bench: Bench) {
    let register = &bench.register;
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    let one = bench.member("王建国", branch).await;
    let two = bench.member("王建国", branch).await;
    let before = (register.person(one).await.unwrap(), register.person(two).await.unwrap());
    let likely = register.duplicates_of(one).await.unwrap();
    assert_eq!(likely.len(), 1);
    let merge = register.merge_people(purpose("merge"), one, two, day("2026-11-24")).await.unwrap();
    assert_eq!(register.organisation(branch).await.unwrap().held, 1);
    let changes = BTreeMap::from([(Field::Remark, Some("之后的记录".to_owned()))]);
    register.edit_person(purpose("edit"), one, &changes, day("2026-11-25")).await.unwrap();
    let edit = register.recent_batches(1).await.unwrap()[0].id;
    assert_eq!(
        code(register.undo(purpose("undo"), merge, "弄错了").await.unwrap_err()),
        "changed-since"
    );
    register.undo(purpose("undo"), edit, "弄错了").await.unwrap();
    register.undo(purpose("undo"), merge, "弄错了").await.unwrap();
    let after = (register.person(one).await.unwrap(), register.person(two).await.unwrap());
    assert_eq!(before.0.person, after.0.person);
    assert_eq!(before.1.person, after.1.person);
    assert_eq!(register.organisation(branch).await.unwrap().held, 2);
    bench.clean().await;
}

async fn a_backup_fills_a_new_register_and_a_cut_one_nothing(bench: Bench) {
    let register = &bench.register;
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    let person = bench.member("王建国", branch).await;
    let file = bench.folder.path().join("backup.xibao");
    register.backup(&file, &mut |_| {}).await.unwrap();
    let place = bench.another().await;
    let book = || bundled::cpc().unwrap();
    Register::restore(&place, &bench.ring, book(), &file, &mut |_| {}).await.unwrap();
    let restored = bench.opened(&place).await;
    assert!(restored.verify(&mut |_| {}).await.unwrap().is_clean());
    let (was, is) =
        (register.person(person).await.unwrap(), restored.person(person).await.unwrap());
    assert_eq!(was.person, is.person);
    assert_eq!(restored.search("建国", None, 9).await.unwrap().people.len(), 1);
    restored.close().await;

    let bytes = std::fs::read(&file).unwrap();
    let cut = bench.folder.path().join("cut.xibao");
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let place = Place::File(bench.folder.path().join("never.db"));
    let error = Register::restore(&place, &bench.ring, book(), &cut, &mut |_| {}).await;
    assert!(error.unwrap_err().to_string().contains("行"));
    assert!(!bench.folder.path().join("never.db").exists());
}

async fn standing_and_masks_are_shown(bench: Bench) {
    let register = &bench.register;
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    let person = bench.member("王建国", branch).await;
    let view = register.person_view(person, register.today()).await.unwrap();
    assert_eq!(view.shown[&Field::IdNumber], "990***********0017");
    assert_eq!(view.branch, "东街支部");
    assert_eq!(view.row.person.membership.stage(), Stage::Full);
    assert_eq!(view.standing.unwrap().years, Some(13));
    assert!(!format!("{:?}", view.row).contains("990000199001010017"));
}

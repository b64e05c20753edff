//! Two at once: one wins or both are kept, and nothing is left in between.

use std::collections::BTreeSet;

use xibao_app::{AppError, Founding, Letter};
use xibao_domain::person::PersonEvent;
use xibao_domain::{Field, OrganisationId, OrganisationKind, Receipt, Region, TransferAct};
use xibao_store::StoreError;

use crate::import::{HEADER, request, row};
use crate::support::{Bench, day, founding, purpose};

on_both_engines!(
    a_preview_is_committed_by_one_of_two,
    two_previews_of_one_file_enter_its_people_once,
    a_preview_goes_stale_when_its_branch_does,
    organisations_founded_at_once_in_several_regions_have_places_of_their_own,
    two_moves_at_once_make_no_circle,
    nobody_is_on_the_way_to_what_is_dissolved_at_once,
    changes_of_one_person_at_once_are_all_kept,
);

fn on() -> xibao_rulebook::Dated {
    day("2026-11-24")
}

fn code<T: std::fmt::Debug>(done: Result<T, AppError>) -> &'static str {
    match done {
        Err(AppError::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

/// Done, or refused for a reason that a person can do something about.
fn fair<T: std::fmt::Debug>(done: Result<T, AppError>) -> bool {
    match done {
        Ok(_) => true,
        Err(AppError::Refused(_) | AppError::Store(StoreError::Conflict)) => false,
        other => panic!("{other:?}"),
    }
}

async fn town(bench: &Bench) -> (OrganisationId, OrganisationId) {
    let county = bench.found("青禾县委", OrganisationKind::Committee, None).await;
    let branch = bench.found("东街支部", OrganisationKind::Branch, Some(county)).await;
    (county, branch)
}

async fn elsewhere(
    bench: &Bench,
    kind: OrganisationKind,
    parent: OrganisationId,
    region: i64,
) -> OrganisationId {
    let name = format!("{region}号组织");
    let founding = Founding { region: Region::new(region), ..founding(&name, kind, Some(parent)) };
    bench.register.found(purpose("found"), founding, on()).await.unwrap()
}

async fn a_preview_is_committed_by_one_of_two(bench: Bench) {
    let (county, branch) = town(&bench).await;
    let other = bench.opened(&bench.ground.place()).await;
    for round in 0..4_u32 {
        let born = format!("199{round}0101");
        let rows: Vec<String> = (0..50_u32)
            .map(|nth| {
                row(
                    &format!("王{}", if nth % 2 == 0 { "建国" } else { "英" }),
                    &born,
                    nth * 2 + 1,
                    "",
                )
            })
            .collect();
        let path = bench.folder.path().join("a.csv");
        std::fs::write(&path, format!("{HEADER}{}", rows.concat())).unwrap();
        let preview = bench.register.preview(request(path, county), &mut |_| {}).await.unwrap();
        let (mut here, mut there) = (|_| {}, |_| {});
        let (one, two) = tokio::join!(
            bench.register.commit("甲", preview.id, false, &mut here),
            other.commit("乙", preview.id, false, &mut there),
        );
        let (won, lost) = if one.is_ok() { (one, two) } else { (two, one) };
        assert_eq!(won.unwrap().entered, 50);
        assert_eq!(code(lost), "preview-closed");
        let held = bench.register.organisation(branch).await.unwrap().held;
        assert_eq!(held, i64::from(round + 1) * 50);
    }
    bench.clean().await;
    other.close().await;
}

async fn two_previews_of_one_file_enter_its_people_once(bench: Bench) {
    let (county, branch) = town(&bench).await;
    let with_number = row("王建国", "19900101", 1, "");
    let without = "李英,女,,1985.02,正式党员,东街支部,2012.06,2013-06-20,\n".to_owned();
    for (nth, text) in [with_number, without].into_iter().enumerate() {
        let path = bench.folder.path().join(format!("{nth}.csv"));
        std::fs::write(&path, format!("{HEADER}{text}")).unwrap();
        let one = bench.register.preview(request(path.clone(), county), &mut |_| {}).await.unwrap();
        let two = bench.register.preview(request(path, county), &mut |_| {}).await.unwrap();
        assert_eq!((one.summary.rows.new, two.summary.rows.new), (1, 1));
        bench.register.commit("甲", one.id, false, &mut |_| {}).await.unwrap();
        let again = bench.register.commit("乙", two.id, false, &mut |_| {}).await;
        assert_eq!(code(again), "preview-stale", "{text}");
    }
    assert_eq!(bench.register.organisation(branch).await.unwrap().held, 2);
    bench.clean().await;
}

async fn a_preview_goes_stale_when_its_branch_does(bench: Bench) {
    let (county, branch) = town(&bench).await;
    let path = bench.folder.path().join("a.csv");
    std::fs::write(&path, format!("{HEADER}{}", row("王建国", "19900101", 1, ""))).unwrap();
    let preview = bench.register.preview(request(path, county), &mut |_| {}).await.unwrap();
    bench.register.dissolve(purpose("dissolve"), branch, on()).await.unwrap();
    let stale = bench.register.commit("甲", preview.id, false, &mut |_| {}).await;
    assert_eq!(code(stale), "preview-stale");
    assert!(bench.register.search("王建国", None, 9).await.unwrap().people.is_empty());
    bench.clean().await;
}

async fn organisations_founded_at_once_in_several_regions_have_places_of_their_own(bench: Bench) {
    let (county, _) = town(&bench).await;
    let mut founders = tokio::task::JoinSet::new();
    for nth in 0..24_i64 {
        let register = bench.register.clone();
        let name = format!("第{nth}支部");
        let founding = founding(&name, OrganisationKind::Branch, Some(county));
        let founding = Founding { region: Region::new(nth % 6), ..founding };
        founders.spawn(async move { register.found(purpose("found"), founding, on()).await });
    }
    let mut founded = BTreeSet::new();
    for done in founders.join_all().await {
        founded.insert(done.unwrap());
    }
    assert_eq!(founded.len(), 24);
    bench.clean().await;
    assert_eq!(bench.register.subtree(county).await.unwrap().len(), 26);
}

async fn two_moves_at_once_make_no_circle(bench: Bench) {
    let (county, _) = town(&bench).await;
    for _ in 0..6 {
        // Two of one region, and below each one of the other.
        let one = elsewhere(&bench, OrganisationKind::Committee, county, 1).await;
        let below_one = elsewhere(&bench, OrganisationKind::Committee, one, 2).await;
        let two = elsewhere(&bench, OrganisationKind::Committee, county, 2).await;
        let below_two = elsewhere(&bench, OrganisationKind::Committee, two, 1).await;
        let (here, there) = tokio::join!(
            bench.register.move_organisation(purpose("move"), one, below_two, "", on()),
            bench.register.move_organisation(purpose("move"), two, below_one, "", on()),
        );
        assert!(fair(here) != fair(there), "one of them must be refused");
        bench.clean().await;
    }
}

async fn nobody_is_on_the_way_to_what_is_dissolved_at_once(bench: Bench) {
    let (county, branch) = town(&bench).await;
    for nth in 0..8 {
        let there = elsewhere(&bench, OrganisationKind::Branch, county, 3).await;
        let person = bench.member("王建国", branch).await;
        let letter = Letter { to: there, number: "1".into(), days: None, dues_paid_until: None };
        let register = &bench.register;
        let (sent, dissolved) = if nth % 2 == 0 {
            tokio::join!(
                register.open_transfer(purpose("transfer"), person, &letter, on()),
                register.dissolve(purpose("dissolve"), there, on()),
            )
        } else {
            let (dissolved, sent) = tokio::join!(
                register.dissolve(purpose("dissolve"), there, on()),
                register.open_transfer(purpose("transfer"), person, &letter, on()),
            );
            (sent, dissolved)
        };
        assert!(fair(sent) != fair(dissolved), "one of them must be refused");
    }
    bench.clean().await;
}

async fn changes_of_one_person_at_once_are_all_kept(bench: Bench) {
    let (county, branch) = town(&bench).await;
    let there = elsewhere(&bench, OrganisationKind::Branch, county, 3).await;
    let person = bench.member("王建国", branch).await;
    let letter = Letter { to: there, number: "1".into(), days: None, dues_paid_until: None };
    bench.register.open_transfer(purpose("transfer"), person, &letter, on()).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for nth in 0..12 {
        let register = bench.register.clone();
        writers.spawn(async move {
            if nth == 6 {
                // In the middle the person goes to another region.
                let act = TransferAct::Received { receipt: Receipt::Person };
                let event = PersonEvent::TransferActed { act };
                return register.change_person(purpose("received"), person, event, on()).await;
            }
            let change = [(Field::Remark, Some(format!("第{nth}条")))].into();
            register.edit_person(purpose("edit"), person, &change, on()).await
        });
    }
    let kept = writers.join_all().await.into_iter();
    let kept = kept.map(fair).filter(|done| *done).count();
    let row = bench.register.person(person).await.unwrap();
    assert_eq!(row.revision, i64::try_from(kept).unwrap() + 2);
    bench.clean().await;
}

//! The register of people: saving, finding, moving.

use std::collections::BTreeMap;

use xibao_domain::person::PersonEvent;
use xibao_domain::{Field, MembershipStep, PersonId, Road, TransferAct, read_day};
use xibao_store::{PersonRow, Place, Store, StoreError};

use crate::figures::{after, organisation_id, person, person_id, region, small_register};
use crate::ground::{Beside, new};

on_both_engines!(
    people_come_back_whatever_they_are_called,
    many_people_are_written_at_once,
    who_is_there_already_is_a_conflict,
    a_number_is_given_once,
    saving_again_replaces,
    people_are_found_by_blind_index_and_name,
    a_transfer_lies_in_both_trays_until_the_person_is_there,
    guests_are_counted,
    stages_are_counted,
    a_row_can_go_to_another_region,
    columns_that_disagree_are_noticed,
    what_cannot_be_read_is_named,
);

const NAMES: &[&str] =
    &["王芳", "𬭼\t\\N", "O'Brien \"x\"", "阿卜杜拉·买买提", "\\", " ", "%_", "NULL", "\u{1f9d1}"];

async fn insert(store: &Store, rows: &[PersonRow]) -> Result<(), StoreError> {
    let (mut tx, _) = store.begin(&[region(51)]).await?;
    tx.access().insert_people(rows).await?;
    tx.commit().await
}

async fn save(store: &Store, rows: &[PersonRow]) {
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().save_people(rows).await.unwrap();
    tx.commit().await.unwrap();
}

async fn find(store: &Store, number: u16) -> Option<PersonRow> {
    store.read().await.unwrap().access().find_person(person_id(number)).await.unwrap()
}

/// People of every shape: plain, without blind index, mobile, lost, in transfer, left, merged.
fn shapes(first: u16, count: u16) -> Vec<PersonRow> {
    (first..first + count)
        .map(|number| {
            let row = person(number, 2, NAMES[usize::from(number) % NAMES.len()]);
            let event = match number % 8 {
                1 => PersonEvent::WentMobile { to: "别处".to_owned(), receiving: None },
                2 => PersonEvent::ContactLost,
                3 => transfer(3),
                4 => PersonEvent::MembershipStepped {
                    step: MembershipStep::Left { road: Road::Died },
                },
                5 => PersonEvent::MergedInto { survivor: person_id(1) },
                6 => PersonEvent::AffiliationSet {
                    active: Some(organisation_id(3)),
                    dues: Some(organisation_id(1)),
                },
                _ => {
                    let mut row = row;
                    row.person.blind = None;
                    row.stroke_key = vec![0, 9, 10, 92, 255];
                    row.pinyin_key = Vec::new();
                    return row;
                }
            };
            after(&row, number, &event)
        })
        .collect()
}

fn transfer(to: u16) -> PersonEvent {
    PersonEvent::TransferOpened {
        to: organisation_id(to),
        letter: "川A字第1号".to_owned(),
        valid_until: read_day("2026-04-05").unwrap(),
        dues_paid_until: None,
    }
}

async fn people_come_back_whatever_they_are_called(place: Place) {
    let store = new(&place).await;
    let rows = shapes(20, 24);
    insert(&store, &rows).await.unwrap();
    let mut session = store.read().await.unwrap();
    for row in &rows {
        let found = session.access().find_person(row.person.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(row));
    }
    assert_eq!(session.access().find_person(person_id(9)).await.unwrap(), None);
    drop(session);
    store.close().await;
}

async fn many_people_are_written_at_once(place: Place) {
    let store = new(&place).await;
    let rows = shapes(1, 303);
    insert(&store, &rows).await.unwrap();
    let mut session = store.read().await.unwrap();
    let mut found: Vec<PersonRow> = Vec::new();
    loop {
        let (in_region, id) =
            found.last().map_or((-1, Vec::new()), |last| (51, last.person.id.as_bytes().to_vec()));
        let page = session.access().page_people((in_region, &id), 50).await.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert!(found == rows);
    assert_eq!(session.access().count_people().await.unwrap(), 303);
    let ids: Vec<PersonId> = rows.iter().map(|row| row.person.id).collect();
    let found = session.access().people_of_ids(&ids).await.unwrap();
    assert!(found == rows.into_iter().map(|row| (row, true)).collect::<Vec<_>>());
    drop(session);
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().clear_people().await.unwrap();
    assert_eq!(tx.access().count_people().await.unwrap(), 0);
    tx.commit().await.unwrap();
    store.close().await;
}

async fn who_is_there_already_is_a_conflict(place: Place) {
    let store = new(&place).await;
    insert(&store, &[person(5, 2, "王芳")]).await.unwrap();
    for count in [1, 10, 150] {
        let rows: Vec<PersonRow> = (5..5 + count).map(|n| person(n, 3, "李强")).collect();
        let refused = insert(&store, &rows).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{count}: {refused:?}");
        assert_eq!(find(&store, 5).await, Some(person(5, 2, "王芳")));
        assert_eq!(find(&store, 6).await, None);
    }
    store.close().await;
}

async fn a_number_is_given_once(place: Place) {
    let store = new(&place).await;
    insert(&store, &[person(5, 2, "王芳")]).await.unwrap();
    let twice = PersonRow { number: person(5, 2, "").number, ..person(6, 2, "李强") };
    let refused = insert(&store, &[twice]).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    store.close().await;
}

async fn saving_again_replaces(place: Place) {
    let store = new(&place).await;
    let before = person(5, 2, "王芳");
    save(&store, std::slice::from_ref(&before)).await;
    let changes = BTreeMap::from([(Field::Name, Some("王小芳".to_owned()))]);
    let renamed = PersonEvent::PersonChanged { changes, blind: Some("other".to_owned()) };
    let mut renewed = after(&before, 5, &renamed);
    renewed.stroke_key = vec![1, 2, 3];
    renewed.pinyin_key = vec![4];
    save(&store, std::slice::from_ref(&renewed)).await;
    assert_eq!(find(&store, 5).await.as_ref(), Some(&renewed));
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    let with_columns = access.people_of_ids(&[person_id(5), person_id(6)]).await.unwrap();
    assert_eq!(with_columns, [(renewed.clone(), true)]);
    assert!(access.people_named("王芳", 9).await.unwrap().is_empty());
    assert_eq!(access.people_named("王小芳", 9).await.unwrap(), [renewed]);
    drop(session);
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().delete_person(person_id(5)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(find(&store, 5).await, None);
    store.close().await;
}

async fn people_are_found_by_blind_index_and_name(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let mut same = person(12, 3, "王芳");
    same.person.blind = Some("blind10".to_owned());
    save(&store, std::slice::from_ref(&same)).await;
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    let both = [person(10, 2, "王芳"), same];
    assert_eq!(access.people_of_blind("blind10", 9).await.unwrap(), both);
    assert_eq!(access.people_of_blind("blind10", 1).await.unwrap(), both[..1]);
    assert!(access.people_of_blind("", 9).await.unwrap().is_empty());
    assert_eq!(access.people_named("王芳", 9).await.unwrap(), both);
    let nobody: Vec<String> = (100..320).map(|n| format!("blind{n}")).collect();
    let mut asked: Vec<&str> = nobody.iter().map(String::as_str).collect();
    assert!(access.people_of_blinds(&asked).await.unwrap().is_empty());
    assert!(access.people_of_blinds(&[]).await.unwrap().is_empty());
    asked.insert(0, "blind11");
    asked.push("blind10");
    let found = access.people_of_blinds(&asked).await.unwrap();
    let mut found: Vec<PersonId> = found.iter().map(|row| row.person.id).collect();
    found.sort_unstable();
    assert_eq!(found, [person_id(10), person_id(11), person_id(12)]);
    drop(session);
    store.close().await;
}

async fn a_transfer_lies_in_both_trays_until_the_person_is_there(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let sent = after(&person(10, 2, "王芳"), 10, &transfer(3));
    save(&store, std::slice::from_ref(&sent)).await;
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    let (from, to) = (organisation_id(2), organisation_id(3));
    assert_eq!(access.transfers_out(from, 9).await.unwrap(), std::slice::from_ref(&sent));
    assert_eq!(access.transfers_in(to, 9).await.unwrap(), std::slice::from_ref(&sent));
    assert!(access.transfers_in(from, 9).await.unwrap().is_empty());
    assert!(access.transfers_out(to, 9).await.unwrap().is_empty());
    assert_eq!(access.guests(to).await.unwrap(), 1);
    let arrived = PersonEvent::TransferActed {
        act: TransferAct::Received { receipt: xibao_domain::Receipt::Person },
    };
    save(&store, &[after(&sent, 10, &arrived)]).await;
    assert!(access.transfers_out(from, 9).await.unwrap().is_empty());
    assert!(access.transfers_in(to, 9).await.unwrap().is_empty());
    drop(session);
    store.close().await;
}

async fn guests_are_counted(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let elsewhere = PersonEvent::AffiliationSet {
        active: Some(organisation_id(3)),
        dues: Some(organisation_id(3)),
    };
    save(&store, &[after(&person(10, 2, "王芳"), 10, &elsewhere)]).await;
    let mut session = store.read().await.unwrap();
    assert_eq!(session.access().guests(organisation_id(3)).await.unwrap(), 2);
    assert_eq!(session.access().guests(organisation_id(2)).await.unwrap(), 0);
    drop(session);
    store.close().await;
}

async fn stages_are_counted(place: Place) {
    let store = new(&place).await;
    insert(&store, &shapes(16, 16)).await.unwrap();
    let mut session = store.read().await.unwrap();
    let counts = session.access().stages_of(organisation_id(2)).await.unwrap();
    let counts: BTreeMap<String, i64> = counts.into_iter().collect();
    let expected = [("full", 12), ("left", 2), ("merged", 2)];
    assert_eq!(counts, expected.map(|(stage, count)| (stage.to_owned(), count)).into());
    assert!(session.access().stages_of(organisation_id(9)).await.unwrap().is_empty());
    drop(session);
    store.close().await;
}

async fn a_row_can_go_to_another_region(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let (mut tx, _) = store.begin(&[region(51), region(11)]).await.unwrap();
    let row = tx.access().find_person(person_id(10)).await.unwrap().unwrap();
    tx.access().delete_person(person_id(10)).await.unwrap();
    let row = PersonRow { region: region(11), number: (11 << 40) + 1, ..row };
    tx.access().save_people(std::slice::from_ref(&row)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(find(&store, 10).await, Some(row));
    let page = store.read().await.unwrap().access().page_people((-1, &[]), 9).await.unwrap();
    assert_eq!(page.len(), 2);
    store.close().await;
}

/// Whether the columns of the two people agree with their states.
async fn agrees(store: &Store) -> Vec<bool> {
    let ids = [person_id(10), person_id(11), person_id(12)];
    let found = store.read().await.unwrap().access().people_of_ids(&ids).await.unwrap();
    found.into_iter().map(|(_, agrees)| agrees).collect()
}

async fn columns_that_disagree_are_noticed(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let mut beside = Beside::at(&place).await;
    let changes = [
        ("name = '王方'", "name = '王芳'"),
        ("mobile = 1", "mobile = 0"),
        ("stage = 'left'", "stage = 'full'"),
        ("blind = NULL", "blind = 'blind10'"),
    ];
    for (change, back) in changes {
        let who = "(SELECT MIN(number) FROM person)";
        beside.run(&format!("UPDATE person SET {change} WHERE number = {who}")).await;
        assert_eq!(agrees(&store).await, [false, true], "{change}");
        beside.run(&format!("UPDATE person SET {back} WHERE number = {who}")).await;
        assert_eq!(agrees(&store).await, [true, true], "{back}");
    }
    store.close().await;
}

async fn what_cannot_be_read_is_named(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let mut beside = Beside::at(&place).await;
    beside.run("UPDATE person SET state = '{\"fields\":1}'").await;
    beside.run("UPDATE organisation SET state = ''").await;
    beside.run("UPDATE head SET region = 51000").await;
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    let people = access.page_people((-1, &[]), 9).await;
    assert!(matches!(people, Err(StoreError::Inconsistent { table: "person", .. })), "{people:?}");
    let roots = access.children(None).await;
    assert!(matches!(roots, Err(StoreError::Inconsistent { table: "organisation", .. })));
    let heads = access.list_heads().await;
    assert!(matches!(heads, Err(StoreError::Inconsistent { table: "head", .. })), "{heads:?}");
    drop(session);
    store.close().await;
}

//! Rosters: every page in its order, and everybody on exactly one of them.

use xibao_domain::person::PersonEvent;
use xibao_domain::tree::Interval;
use xibao_domain::{MembershipStep, OrganisationId, Road};
use xibao_store::{Access, PersonRow, Place, RosterCursor, RosterOrder, Store};

use crate::figures::{after, interval, organisation, organisation_id, person, person_id, region};
use crate::ground::new;

on_both_engines!(
    a_branch_is_walked_by_strokes_and_by_sound,
    a_subtree_is_walked_in_the_order_of_the_tree,
    who_left_is_on_no_roster_but_is_still_held,
);

const PEOPLE: std::ops::Range<u16> = 100..190;

/// Three branches under one committee, thirty people in each, five of them namesakes with the same
/// keys; a fourth branch elsewhere.
async fn register(store: &Store) -> Vec<PersonRow> {
    let mut people = Vec::new();
    for number in PEOPLE {
        let mut row = person(number, 2 + number % 3, "王芳");
        if number % 6 == 0 {
            row.stroke_key = vec![50];
            row.pinyin_key = vec![];
        }
        people.push(row);
    }
    let mut rows = people.clone();
    rows.push(person(900, 5, "李强"));
    let organisations = [
        organisation(1, None, interval(10, 999), "党委"),
        organisation(2, Some(1), interval(300, 399), "三"),
        organisation(3, Some(1), interval(100, 199), "一"),
        organisation(4, Some(1), interval(200, 299), "二"),
        organisation(5, None, interval(1000, 1999), "别处"),
    ];
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().save_organisations(&organisations).await.unwrap();
    tx.access().save_people(&rows).await.unwrap();
    tx.commit().await.unwrap();
    people
}

/// Walks a branch page by page.
async fn walk_branch(
    access: &mut Access<'_>,
    branch: OrganisationId,
    order: RosterOrder,
    page: i64,
) -> Vec<PersonRow> {
    let mut found: Vec<PersonRow> = Vec::new();
    let mut cursor = RosterCursor::default();
    loop {
        let rows = access.branch_roster(branch, order, &cursor, page).await.unwrap();
        let Some(last) = rows.last() else { return found };
        cursor.key = match order {
            RosterOrder::Strokes => last.stroke_key.clone(),
            RosterOrder::Pinyin => last.pinyin_key.clone(),
        };
        cursor.id = last.person.id.as_bytes().to_vec();
        found.extend(rows);
    }
}

async fn a_branch_is_walked_by_strokes_and_by_sound(place: Place) {
    let store = new(&place).await;
    let people = register(&store).await;
    let mut session = store.read().await.unwrap();
    for branch in [2, 3, 4].map(organisation_id) {
        let mut expected: Vec<PersonRow> =
            people.iter().filter(|row| row.person.held == branch).cloned().collect();
        for page in [1, 7, 30, 1000] {
            expected.sort_by_key(|row| (row.stroke_key.clone(), row.person.id));
            let order = RosterOrder::Strokes;
            let found = walk_branch(&mut session.access(), branch, order, page).await;
            assert!(found == expected, "strokes by {page}");
            expected.sort_by_key(|row| (row.pinyin_key.clone(), row.person.id));
            let order = RosterOrder::Pinyin;
            let found = walk_branch(&mut session.access(), branch, order, page).await;
            assert!(found == expected, "pinyin by {page}");
        }
    }
    drop(session);
    store.close().await;
}

fn position_of(row: &PersonRow) -> i64 {
    [(2, 300), (3, 100), (4, 200)]
        .into_iter()
        .find(|(number, _)| organisation_id(*number) == row.person.held)
        .unwrap()
        .1
}

async fn walk_subtree(access: &mut Access<'_>, within: Interval, page: i64) -> Vec<PersonRow> {
    let mut found: Vec<PersonRow> = Vec::new();
    let mut cursor = RosterCursor { position: within.position, ..RosterCursor::default() };
    loop {
        let rows = access.subtree_roster(within, &cursor, page).await.unwrap();
        let Some(last) = rows.last() else { return found };
        cursor = RosterCursor {
            position: position_of(last),
            key: last.stroke_key.clone(),
            id: last.person.id.as_bytes().to_vec(),
        };
        found.extend(rows);
    }
}

async fn a_subtree_is_walked_in_the_order_of_the_tree(place: Place) {
    let store = new(&place).await;
    let mut expected = register(&store).await;
    expected.sort_by_key(|row| (position_of(row), row.stroke_key.clone(), row.person.id));
    let mut session = store.read().await.unwrap();
    for page in [1, 13, 30, 90, 1000] {
        let found = walk_subtree(&mut session.access(), interval(10, 999), page).await;
        assert!(found == expected, "by {page}");
    }
    let inner = walk_subtree(&mut session.access(), interval(200, 299), 4).await;
    assert!(inner == expected[30..60]);
    // A cursor without a position begins at the beginning.
    let start = RosterCursor::default();
    let rows = session.access().subtree_roster(interval(10, 999), &start, 1).await.unwrap();
    assert!(rows == expected[..1]);
    drop(session);
    store.close().await;
}

async fn who_left_is_on_no_roster_but_is_still_held(place: Place) {
    let store = new(&place).await;
    let people = register(&store).await;
    let of_branch: Vec<PersonRow> =
        people.into_iter().filter(|row| row.person.held == organisation_id(2)).collect();
    let left = PersonEvent::MembershipStepped { step: MembershipStep::Left { road: Road::Died } };
    let merged = PersonEvent::MergedInto { survivor: person_id(900) };
    let gone = [
        after(&of_branch[0], PEOPLE.start + 2, &left),
        after(&of_branch[1], PEOPLE.start + 5, &merged),
    ];
    assert_eq!(gone[0].person.id, of_branch[0].person.id);
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().save_people(&gone).await.unwrap();
    tx.commit().await.unwrap();
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    let start = RosterCursor::default();
    for order in [RosterOrder::Strokes, RosterOrder::Pinyin] {
        let rows = access.branch_roster(organisation_id(2), order, &start, 99).await.unwrap();
        assert_eq!(rows.len(), 28);
    }
    assert_eq!(access.subtree_roster(interval(300, 399), &start, 99).await.unwrap().len(), 28);
    let first = access.everybody_of(organisation_id(2), &[], 10).await.unwrap();
    assert!(first[..2] == gone && first[2..] == of_branch[2..10]);
    let rest =
        access.everybody_of(organisation_id(2), first[9].person.id.as_bytes(), 99).await.unwrap();
    assert!(rest == of_branch[10..]);
    drop(session);
    store.close().await;
}

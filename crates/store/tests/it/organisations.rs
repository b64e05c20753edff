//! The register of organisations: intervals, counts, names.

use xibao_domain::tree::WHOLE;
use xibao_store::{OrganisationRow, Place, Store};

use crate::figures::{
    dissolved, elected, interval, organisation, organisation_id, region, small_register,
};
use crate::ground::new;

on_both_engines!(
    organisations_come_back,
    saving_again_leaves_the_count_of_people_alone,
    the_tree_is_read_up_and_down,
    a_subtree_is_paged,
    names_are_found_whole_and_in_part,
    terms_that_end_are_listed_by_day,
    more_than_a_hundred_are_saved_at_once,
);

async fn save(store: &Store, rows: &[OrganisationRow]) {
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().save_organisations(rows).await.unwrap();
    tx.commit().await.unwrap();
}

fn numbers(rows: &[OrganisationRow]) -> Vec<i64> {
    rows.iter().map(|row| row.interval.position).collect()
}

async fn organisations_come_back(place: Place) {
    let store = new(&place).await;
    let rows = [
        organisation(1, None, interval(1, 1 << 61), "中共某某\t公司\\委员会"),
        elected(organisation(2, Some(1), interval(2, 9), "第一支部𬭼"), "2027-03-01"),
        dissolved(organisation(3, Some(1), interval(10, 19), "")),
    ];
    save(&store, &rows).await;
    let mut session = store.read().await.unwrap();
    for row in &rows {
        let found = session.access().find_organisation(row.organisation.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(row));
    }
    assert_eq!(session.access().find_organisation(organisation_id(9)).await.unwrap(), None);
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().delete_organisation(organisation_id(3)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(session.access().find_organisation(organisation_id(3)).await.unwrap(), None);
    drop(session);
    store.close().await;
}

async fn saving_again_leaves_the_count_of_people_alone(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let moved = OrganisationRow {
        held: 77,
        revision: 5,
        ..organisation(2, Some(1), interval(300, 400), "新的名称")
    };
    save(&store, std::slice::from_ref(&moved)).await;
    let mut session = store.read().await.unwrap();
    let found = session.access().find_organisation(organisation_id(2)).await.unwrap().unwrap();
    assert_eq!(found, OrganisationRow { held: 1, ..moved });
    assert_eq!(session.access().held_within(interval(300, 400)).await.unwrap(), 1);
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().add_held(organisation_id(2), 5).await.unwrap();
    tx.access().add_held(organisation_id(2), -2).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(session.access().held_within(WHOLE).await.unwrap(), 5);
    assert_eq!(session.access().held_within(interval(401, 500)).await.unwrap(), 0);
    drop(session);
    store.close().await;
}

/// 1 (1–999) over 2 (2–99, over 4: 3–9) and 3 (100–199); 5 (1000–1999) at the top.
async fn tree(store: &Store) {
    let rows = [
        organisation(1, None, interval(1, 999), "Alpha 党委"),
        organisation(2, Some(1), interval(2, 99), "alpha 总支"),
        organisation(3, Some(1), interval(100, 199), "100%_支部"),
        organisation(4, Some(2), interval(3, 9), "第一支部"),
        organisation(5, None, interval(1000, 1999), "第一支部"),
    ];
    save(store, &rows).await;
}

async fn the_tree_is_read_up_and_down(place: Place) {
    let store = new(&place).await;
    tree(&store).await;
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    assert_eq!(numbers(&access.children(None).await.unwrap()), [1, 1000]);
    assert_eq!(numbers(&access.children(Some(organisation_id(1))).await.unwrap()), [2, 100]);
    assert!(access.children(Some(organisation_id(4))).await.unwrap().is_empty());
    assert_eq!(numbers(&access.organisations_above(3).await.unwrap()), [2, 1]);
    assert_eq!(numbers(&access.organisations_above(100).await.unwrap()), [1]);
    // Where nobody stands, and where the parents contradict the intervals, the intervals decide.
    assert_eq!(numbers(&access.organisations_above(5).await.unwrap()), [3, 2, 1]);
    assert!(access.organisations_above(1).await.unwrap().is_empty());
    assert!(access.organisations_above(1000).await.unwrap().is_empty());
    assert_eq!(access.last_taken(None).await.unwrap(), Some(1999));
    assert_eq!(access.last_taken(Some(organisation_id(1))).await.unwrap(), Some(199));
    assert_eq!(access.last_taken(Some(organisation_id(5))).await.unwrap(), None);
    assert_eq!(access.organisations_within(interval(1, 999)).await.unwrap(), 4);
    assert_eq!(access.organisations_within(WHOLE).await.unwrap(), 5);
    drop(session);
    save(&store, &[organisation(4, Some(3), interval(3, 9), "第一支部")]).await;
    let mut session = store.read().await.unwrap();
    assert_eq!(numbers(&session.access().organisations_above(3).await.unwrap()), [2, 1]);
    drop(session);
    store.close().await;
}

async fn a_subtree_is_paged(place: Place) {
    let store = new(&place).await;
    tree(&store).await;
    let mut session = store.read().await.unwrap();
    let within = interval(1, 999);
    let first = session.access().subtree(within, 0, 3).await.unwrap();
    assert_eq!(numbers(&first), [1, 2, 3]);
    let second = session.access().subtree(within, 3, 3).await.unwrap();
    assert_eq!(numbers(&second), [100]);
    assert!(session.access().subtree(within, 100, 3).await.unwrap().is_empty());
    drop(session);
    store.close().await;
}

async fn names_are_found_whole_and_in_part(place: Place) {
    let store = new(&place).await;
    tree(&store).await;
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    assert_eq!(numbers(&access.organisations_named("第一支部").await.unwrap()), [3, 1000]);
    assert!(access.organisations_named("第一").await.unwrap().is_empty());
    let parts: [(&str, &[i64]); 9] = [
        ("支部", &[3, 100, 1000]),
        ("ALPHA", &[1, 2]),
        ("alpha", &[1, 2]),
        ("%", &[100]),
        ("_", &[100]),
        ("0%_支", &[100]),
        ("\\", &[]),
        ("'", &[]),
        ("", &[1, 2, 3, 100, 1000]),
    ];
    for (part, expected) in parts {
        let found = access.organisations_like(WHOLE, part, 10).await.unwrap();
        assert_eq!(numbers(&found), expected, "{part}");
    }
    assert_eq!(
        numbers(&access.organisations_like(interval(1, 999), "第一", 9).await.unwrap()),
        [3]
    );
    assert_eq!(numbers(&access.organisations_like(WHOLE, "支部", 2).await.unwrap()), [3, 100]);
    drop(session);
    store.close().await;
}

async fn terms_that_end_are_listed_by_day(place: Place) {
    let store = new(&place).await;
    let rows = [
        organisation(1, None, interval(1, 999), "党委"),
        elected(organisation(2, Some(1), interval(2, 9), "一"), "2027-03-01"),
        elected(organisation(3, Some(1), interval(10, 19), "二"), "2026-12-31"),
        elected(organisation(4, Some(1), interval(20, 29), "三"), "2027-03-02"),
        dissolved(elected(organisation(5, Some(1), interval(30, 39), "四"), "2026-01-01")),
        elected(organisation(6, None, interval(1000, 1001), "五"), "2026-01-01"),
    ];
    save(&store, &rows).await;
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    let ending = access.terms_ending("2027-03-01", interval(1, 999), 9).await.unwrap();
    assert_eq!(numbers(&ending), [10, 2]);
    let ending = access.terms_ending("2027-03-01", WHOLE, 2).await.unwrap();
    assert_eq!(numbers(&ending), [1000, 10]);
    drop(session);
    store.close().await;
}

async fn more_than_a_hundred_are_saved_at_once(place: Place) {
    let store = new(&place).await;
    let mut rows = vec![organisation(1, None, interval(1, 100_000), "党委")];
    rows.extend((2..=250).map(|number| {
        let position = i64::from(number) * 10;
        organisation(number, Some(1), interval(position, position + 9), "支部")
    }));
    save(&store, &rows).await;
    save(&store, &rows).await;
    let mut session = store.read().await.unwrap();
    assert_eq!(session.access().subtree(WHOLE, 0, 1000).await.unwrap(), rows);
    drop(session);
    store.close().await;
}

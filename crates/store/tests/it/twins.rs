//! The same register on both engines, read side by side.

use xibao_domain::person::PersonEvent;
use xibao_domain::tree::WHOLE;
use xibao_store::{Place, Store};

use crate::figures::{
    after, batch, elected, fact, interval, organisation, organisation_id, person, region,
};
use crate::ground::{new, on_postgres};

async fn fill(store: &Store) {
    let (mut tx, mut heads) = store.begin(&[region(51)]).await.unwrap();
    let mut access = tx.access();
    let organisations = [
        organisation(1, None, interval(1, 999), "党委"),
        elected(organisation(2, Some(1), interval(2, 99), "第一支部"), "2027-03-01"),
        organisation(3, Some(1), interval(100, 199), "Second 支部"),
    ];
    access.save_organisations(&organisations).await.unwrap();
    let people: Vec<_> = (10..160).map(|n| person(n, 2 + n % 2, "𬭼\t王芳")).collect();
    access.insert_people(&people).await.unwrap();
    let gone = PersonEvent::WentMobile { to: "\\别处\n".to_owned(), receiving: None };
    access.save_people(&[after(&people[0], 10, &gone)]).await.unwrap();
    let facts: Vec<_> = (1..=130).map(|seq| fact(10, seq, "{\"a\":\"\\t\"}\t\\")).collect();
    access.insert_facts(&facts).await.unwrap();
    access.insert_facts(&[fact(11, 1, "\\N")]).await.unwrap();
    access.insert_batch(&batch(51, 1, 20)).await.unwrap();
    heads[0].mac = vec![0, 1, 2];
    access.save_head(&heads[0]).await.unwrap();
    tx.commit().await.unwrap();
}

/// Everything that can be read, as text that compares.
async fn all(store: &Store) -> Vec<String> {
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    let start = xibao_store::RosterCursor::default();
    let mut rows = Vec::new();
    let mut add = |row: &dyn std::fmt::Debug| rows.push(format!("{row:?}"));
    add(&access.list_heads().await.unwrap());
    add(&access.page_batches((-1, 0), 999).await.unwrap());
    for row in access.page_facts((-1, &[], 0), 999).await.unwrap() {
        add(&row);
    }
    for row in access.page_people((-1, &[]), 999).await.unwrap() {
        add(&row);
    }
    for row in access.subtree_roster(WHOLE, &start, 999).await.unwrap() {
        add(&row);
    }
    add(&access.subtree(WHOLE, 0, 999).await.unwrap());
    add(&access.organisations_like(WHOLE, "second", 999).await.unwrap());
    add(&access.stages_of(organisation_id(2)).await.unwrap());
    add(&access.terms_ending("2030-01-01", WHOLE, 9).await.unwrap());
    add(&access.held_within(WHOLE).await.unwrap());
    rows
}

#[test]
fn both_engines_read_back_the_same() {
    on_postgres("twins", |place| async move {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = new(&Place::File(folder.path().join("register.db"))).await;
        let postgres = new(&place).await;
        fill(&sqlite).await;
        fill(&postgres).await;
        let (here, there) = (all(&sqlite).await, all(&postgres).await);
        assert!(here.len() > 400);
        for (here, there) in here.iter().zip(&there) {
            assert_eq!(here, there);
        }
        assert_eq!(here.len(), there.len());
        sqlite.close().await;
        postgres.close().await;
    });
}

//! Facts come back as they were written, in order, and a place is taken once.

use xibao_domain::{BatchId, Case, FactId, OrganisationId};
use xibao_store::{FactRow, Place, Store, StoreError};

use crate::figures::{fact, person_id, region};
use crate::ground::new;

on_both_engines!(
    facts_come_back_as_they_were_written,
    many_facts_are_written_at_once,
    a_taken_place_is_a_conflict,
    one_taken_place_among_many_writes_none,
    facts_of_a_batch_are_paged,
    all_facts_are_paged_in_the_order_of_chains,
    the_last_link_ends_the_chain,
    no_text_holds_a_nul,
    a_fact_of_an_organisation_says_what_it_says,
);

/// Text that has meant something to a database, a shell or an encoding before.
const TEXTS: &[&str] = &[
    "",
    " ",
    "\t",
    "\\",
    "\\N",
    "\\.",
    "\n",
    "\r\n",
    "a\tb\\tc\nd\\ne\rf\\",
    "\u{8}\u{b}\u{c}\u{1}\u{7f}",
    "'; DROP TABLE fact; --",
    "\"\"''``$1 $$ {{BLOB}} %s ?1",
    "𬭼𠮷㐀\u{fffd}\u{e000}\u{10ffff}\u{200b}\u{feff}",
    "e\u{301}é ﷺ 👩‍👩‍👧",
    "\\x41\\u0041\\0",
    "NULL",
];

async fn write(store: &Store, facts: &[FactRow]) -> Result<(), StoreError> {
    let (mut tx, _) = store.begin(&[region(51)]).await?;
    tx.access().insert_facts(facts).await?;
    tx.commit().await
}

async fn of_person(store: &Store, number: u16) -> Vec<FactRow> {
    let mut session = store.read().await.unwrap();
    session.access().facts_of_case(Case::Person(person_id(number))).await.unwrap()
}

/// One fact for each text, with the text in every column of text.
fn odd_facts(person: u16, count: u16) -> Vec<FactRow> {
    (1..=count)
        .map(|seq| {
            let text = TEXTS[usize::from(seq) % TEXTS.len()].to_owned();
            FactRow {
                happened_on: text.clone(),
                actor: text.clone(),
                key_id: text.clone(),
                mac: text.as_bytes().to_vec(),
                recorded_at: i64::MIN + i64::from(seq),
                ..fact(person, seq, &text)
            }
        })
        .collect()
}

async fn facts_come_back_as_they_were_written(place: Place) {
    let store = new(&place).await;
    let facts = odd_facts(1, 16);
    write(&store, &facts).await.unwrap();
    assert_eq!(of_person(&store, 1).await, facts);
    assert!(of_person(&store, 2).await.is_empty());
    store.close().await;
}

async fn many_facts_are_written_at_once(place: Place) {
    let store = new(&place).await;
    for (person, count) in [(1, 99), (2, 100), (3, 101), (4, 200), (5, 1001)] {
        let facts = odd_facts(person, count);
        write(&store, &facts).await.unwrap();
        assert!(of_person(&store, person).await == facts, "{count} facts");
    }
    write(&store, &[]).await.unwrap();
    let mut session = store.read().await.unwrap();
    assert_eq!(session.access().count_facts().await.unwrap(), 1501);
    drop(session);
    store.close().await;
}

async fn a_taken_place_is_a_conflict(place: Place) {
    let store = new(&place).await;
    write(&store, &[fact(1, 1, "first")]).await.unwrap();
    let refused = write(&store, &[fact(2, 1, "other"), fact(1, 1, "second")]).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert_eq!(of_person(&store, 1).await, [fact(1, 1, "first")]);
    assert!(of_person(&store, 2).await.is_empty());
    write(&store, &[fact(1, 2, "second")]).await.unwrap();
    store.close().await;
}

async fn one_taken_place_among_many_writes_none(place: Place) {
    let store = new(&place).await;
    write(&store, &[fact(1, 150, "taken")]).await.unwrap();
    let refused = write(&store, &odd_facts(1, 200)).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    assert_eq!(of_person(&store, 1).await.len(), 1);
    // The connection is in order again.
    write(&store, &odd_facts(2, 200)).await.unwrap();
    store.close().await;
}

async fn facts_of_a_batch_are_paged(place: Place) {
    let store = new(&place).await;
    let mut facts: Vec<FactRow> = (1..=3).flat_map(|person| odd_facts(person, 5)).collect();
    let other = BatchId::from_bytes([9; 16]);
    facts.push(FactRow { batch: other, ..fact(4, 1, "elsewhere") });
    write(&store, &facts).await.unwrap();
    facts.pop();
    let mut session = store.read().await.unwrap();
    let mut found: Vec<FactRow> = Vec::new();
    loop {
        let (case, seq) =
            found.last().map_or((Vec::new(), 0), |last| (last.case.as_bytes().to_vec(), last.seq));
        let page = session
            .access()
            .facts_of_batch(facts[0].region, facts[0].batch, (&case, seq), 4)
            .await
            .unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found, facts);
    drop(session);
    store.close().await;
}

async fn all_facts_are_paged_in_the_order_of_chains(place: Place) {
    let store = new(&place).await;
    let mut facts: Vec<FactRow> = (1..=4).flat_map(|person| odd_facts(person, 3)).collect();
    facts[0].region = region(11);
    let (mut tx, _) = store.begin(&[region(51), region(11)]).await.unwrap();
    tx.access().insert_facts(&facts).await.unwrap();
    tx.commit().await.unwrap();
    let mut session = store.read().await.unwrap();
    let mut found: Vec<FactRow> = Vec::new();
    loop {
        let (in_region, case, seq) = found.last().map_or((-1, Vec::new(), 0), |last| {
            (i64::from(last.region), last.case.as_bytes().to_vec(), last.seq)
        });
        let page = session.access().page_facts((in_region, &case, seq), 5).await.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found, facts);
    drop(session);
    store.close().await;
}

async fn the_last_link_ends_the_chain(place: Place) {
    let store = new(&place).await;
    let mut facts = odd_facts(1, 12);
    facts[11].mac = vec![7; 32];
    write(&store, &facts).await.unwrap();
    let mut session = store.read().await.unwrap();
    let last = session.access().last_link(Case::Person(person_id(1))).await.unwrap();
    assert_eq!(last, Some((12, vec![7; 32])));
    assert_eq!(session.access().last_link(Case::Person(person_id(2))).await.unwrap(), None);
    drop(session);
    store.close().await;
}

async fn no_text_holds_a_nul(place: Place) {
    let store = new(&place).await;
    let holed = |count: u16| {
        let mut facts = odd_facts(1, count);
        facts[0].actor.push('\0');
        facts
    };
    for count in [1, 101] {
        let refused = write(&store, &holed(count)).await;
        assert!(refused.is_err(), "{count}");
        assert!(of_person(&store, 1).await.is_empty());
    }
    store.close().await;
}

async fn a_fact_of_an_organisation_says_what_it_says(place: Place) {
    let store = new(&place).await;
    let case = Case::Organisation(OrganisationId::from_bytes([3; 16]));
    let body = r#"{"kind":"organisation-renamed","name":"第一支部"}"#;
    let row = FactRow { case, id: FactId::from_bytes([5; 16]), ..fact(1, 1, body) };
    write(&store, std::slice::from_ref(&row)).await.unwrap();
    let mut session = store.read().await.unwrap();
    let found = session.access().facts_of_case(case).await.unwrap();
    assert_eq!(found, std::slice::from_ref(&row));
    let read = found[0].fact().unwrap();
    assert_eq!((read.seq, read.case), (1, case));
    let nonsense = FactRow { body: "{}".to_owned(), ..row.clone() };
    assert!(matches!(nonsense.fact(), Err(StoreError::Inconsistent { .. })));
    let nonsense = FactRow { happened_on: "2020-13".to_owned(), ..row };
    assert!(matches!(nonsense.fact(), Err(StoreError::Inconsistent { .. })));
    drop(session);
    store.close().await;
}

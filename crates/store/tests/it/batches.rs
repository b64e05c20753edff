//! Batches and heads.

use xibao_store::{HeadRow, Place, StoreError};

use crate::figures::{batch, region};
use crate::ground::new;

on_both_engines!(
    heads_begin_empty_and_keep_what_was_saved,
    heads_are_taken_in_order_and_once,
    batches_come_back,
    a_taken_place_in_the_chain_of_batches_is_a_conflict,
);

async fn heads_begin_empty_and_keep_what_was_saved(place: Place) {
    let store = new(&place).await;
    let (mut tx, heads) = store.begin(&[region(51)]).await.unwrap();
    let empty = HeadRow {
        region: region(51),
        batches: 0,
        numbers: 0,
        key_id: String::new(),
        mac: vec![0; 32],
    };
    assert_eq!(heads, [empty]);
    let saved = HeadRow {
        region: region(51),
        batches: 1,
        numbers: 9,
        key_id: "k1".to_owned(),
        mac: vec![255; 32],
    };
    tx.access().save_head(&saved).await.unwrap();
    tx.commit().await.unwrap();
    let (tx, heads) = store.begin(&[region(51)]).await.unwrap();
    assert_eq!(heads, std::slice::from_ref(&saved));
    tx.rollback().await.unwrap();
    assert_eq!(store.read().await.unwrap().access().list_heads().await.unwrap(), [saved]);
    store.close().await;
}

async fn heads_are_taken_in_order_and_once(place: Place) {
    let store = new(&place).await;
    let (tx, heads) = store.begin(&[region(51), region(0), region(51), region(11)]).await.unwrap();
    let regions: Vec<i64> = heads.iter().map(|head| i64::from(head.region)).collect();
    assert_eq!(regions, [0, 11, 51]);
    tx.commit().await.unwrap();
    let (tx, heads) = store.begin(&[]).await.unwrap();
    assert!(heads.is_empty());
    tx.commit().await.unwrap();
    store.close().await;
}

async fn batches_come_back(place: Place) {
    let store = new(&place).await;
    let (mut tx, _) = store.begin(&[region(51), region(11)]).await.unwrap();
    let batches = [batch(11, 1, 20), batch(11, 2, 21), batch(51, 1, 21), batch(51, 2, 22)];
    for batch in &batches {
        tx.access().insert_batch(batch).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    assert_eq!(access.page_batches((-1, 0), 100).await.unwrap(), batches);
    assert_eq!(access.page_batches((11, 1), 2).await.unwrap(), batches[1..3]);
    assert_eq!(access.page_batches((51, 2), 2).await.unwrap(), []);
    assert_eq!(access.find_batch(batches[1].id).await.unwrap(), batches[1..3]);
    assert_eq!(access.find_batch(batch(11, 1, 99).id).await.unwrap(), []);
    let recent = access.recent_batches(2).await.unwrap();
    assert!(recent.iter().all(|batch| batch.seq == 2), "{recent:?}");
    drop(session);
    store.close().await;
}

async fn a_taken_place_in_the_chain_of_batches_is_a_conflict(place: Place) {
    let store = new(&place).await;
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().insert_batch(&batch(51, 1, 20)).await.unwrap();
    let refused = tx.access().insert_batch(&batch(51, 1, 21)).await;
    assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    drop(tx);
    store.close().await;
}

//! Writers stand in line, readers see one moment, and what is not committed never was.

use sqlx::Connection as _;
use xibao_store::{HeadRow, Place, Store};

use crate::figures::{batch, fact, organisation_id, person, person_id, region, small_register};
use crate::ground::{Beside, new, on_postgres};

on_both_engines!(
    a_dropped_write_never_was,
    no_head_is_lost_between_writers,
    a_snapshot_sees_one_moment,
    a_reader_does_not_wait_for_a_writer,
    a_writer_sees_what_it_wrote,
    a_write_given_up_in_the_middle_frees_the_line,
);

async fn heads(store: &Store) -> Vec<HeadRow> {
    store.read().await.unwrap().access().list_heads().await.unwrap()
}

async fn a_dropped_write_never_was(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let (mut tx, mut taken) = store.begin(&[region(51), region(11)]).await.unwrap();
    let facts: Vec<_> = (1..=150).map(|seq| fact(1, seq, "{}")).collect();
    tx.access().insert_facts(&facts).await.unwrap();
    tx.access().insert_people(&[person(20, 2, "王芳")]).await.unwrap();
    tx.access().delete_person(person_id(10)).await.unwrap();
    tx.access().index_people(&[(person(10, 2, "").number, "word".to_owned())]).await.unwrap();
    tx.access().insert_batch(&batch(51, 1, 20)).await.unwrap();
    taken[1].batches = 1;
    tx.access().save_head(&taken[1]).await.unwrap();
    drop(tx);
    let (mut tx, again) = store.begin(&[region(51)]).await.unwrap();
    assert_eq!(again[0].batches, 0);
    assert_eq!(tx.access().count_facts().await.unwrap(), 0);
    assert_eq!(tx.access().find_person(person_id(20)).await.unwrap(), None);
    assert!(tx.access().find_person(person_id(10)).await.unwrap().is_some());
    assert_eq!(tx.access().count_indexed().await.unwrap(), 0);
    assert!(tx.access().page_batches((-1, 0), 9).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    assert_eq!(heads(&store).await.len(), 1);
    store.close().await;
}

async fn no_head_is_lost_between_writers(place: Place) {
    let store = new(&place).await;
    // A store of its own for each half, as two programs would have.
    let other = Store::open(&place).await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..24 {
        let store = if number % 2 == 0 { store.clone() } else { other.clone() };
        let regions = if number % 3 == 0 { vec![region(51), region(11)] } else { vec![region(51)] };
        writers.spawn(async move {
            let (mut tx, heads) = store.begin(&regions).await.unwrap();
            for mut head in heads {
                head.batches += 1;
                let row = batch(i64::from(head.region), head.batches, 20);
                tx.access().insert_batch(&row).await.unwrap();
                tx.access().save_head(&head).await.unwrap();
            }
            tx.commit().await.unwrap();
        });
    }
    writers.join_all().await;
    let counts: Vec<i64> = heads(&store).await.iter().map(|head| head.batches).collect();
    assert_eq!(counts, [8, 24]);
    other.close().await;
    store.close().await;
}

async fn a_snapshot_sees_one_moment(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let mut moment = store.snapshot().await.unwrap();
    assert_eq!(moment.access().count_facts().await.unwrap(), 0);
    for seq in 1..=3 {
        let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
        tx.access().insert_facts(&[fact(1, seq, "{}")]).await.unwrap();
        tx.access().add_held(organisation_id(2), 1).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(moment.access().count_facts().await.unwrap(), 0);
        let seen = moment.access().find_organisation(organisation_id(2)).await.unwrap();
        assert_eq!(seen.unwrap().held, 1);
    }
    moment.rollback().await.unwrap();
    let mut later = store.snapshot().await.unwrap();
    assert_eq!(later.access().count_facts().await.unwrap(), 3);
    later.commit().await.unwrap();
    store.close().await;
}

async fn a_reader_does_not_wait_for_a_writer(place: Place) {
    let store = new(&place).await;
    small_register(&store).await;
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().insert_facts(&[fact(1, 1, "{}")]).await.unwrap();
    let mut session = store.read().await.unwrap();
    assert_eq!(session.access().count_facts().await.unwrap(), 0);
    assert!(session.access().find_person(person_id(10)).await.unwrap().is_some());
    tx.commit().await.unwrap();
    assert_eq!(session.access().count_facts().await.unwrap(), 1);
    drop(session);
    store.close().await;
}

async fn a_writer_sees_what_it_wrote(place: Place) {
    let store = new(&place).await;
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().insert_facts(&[fact(1, 1, "{}")]).await.unwrap();
    assert_eq!(tx.access().count_facts().await.unwrap(), 1);
    tx.access().save_people(&[person(10, 2, "王芳")]).await.unwrap();
    assert!(tx.access().find_person(person_id(10)).await.unwrap().is_some());
    tx.commit().await.unwrap();
    store.close().await;
}

/// A task that is cancelled between its statements, as a web request can be.
async fn a_write_given_up_in_the_middle_frees_the_line(place: Place) {
    let store = new(&place).await;
    for _ in 0..3 {
        let (begun, told) = tokio::sync::oneshot::channel();
        let own = store.clone();
        let writer = tokio::spawn(async move {
            let (mut tx, _) = own.begin(&[region(51)]).await.unwrap();
            tx.access().insert_facts(&[fact(1, 1, "{}")]).await.unwrap();
            begun.send(()).unwrap();
            std::future::pending::<()>().await;
            drop(tx);
        });
        told.await.unwrap();
        writer.abort();
        assert!(writer.await.unwrap_err().is_cancelled());
        let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
        assert_eq!(tx.access().count_facts().await.unwrap(), 0);
        tx.commit().await.unwrap();
    }
    store.close().await;
}

/// The line is seen to form, not guessed: the server says who waits for a lock.
#[test]
fn the_second_writer_of_a_region_waits_and_one_of_another_does_not() {
    on_postgres("second_writer", |place| async move {
        let store = new(&place).await;
        let (mut first, mut taken) = store.begin(&[region(51)]).await.unwrap();
        let (own, place_of_other) = (store.clone(), place.clone());
        let second = tokio::spawn(async move { own.begin(&[region(51)]).await.unwrap() });
        let mut beside = Beside::at(&place_of_other).await;
        let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                       AND datname = current_database()";
        while beside.number(waiting).await == 0 {
            assert!(!second.is_finished(), "the second writer did not wait");
        }
        let (elsewhere, _) = store.begin(&[region(11)]).await.unwrap();
        elsewhere.commit().await.unwrap();
        assert!(!second.is_finished());
        taken[0].batches = 1;
        first.access().save_head(&taken[0]).await.unwrap();
        first.commit().await.unwrap();
        let (second, heads) = second.await.unwrap();
        assert_eq!(heads, taken);
        second.commit().await.unwrap();
        if let Beside::Postgres(connection) = beside {
            connection.close().await.unwrap();
        }
        store.close().await;
    });
}

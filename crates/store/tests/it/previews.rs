//! Previews: claimed once, read line by line.

use xibao_domain::{BatchId, PreviewId};
use xibao_store::{Place, PreviewLine, PreviewRow, Store};

use crate::figures::{person_id, region};
use crate::ground::new;

on_both_engines!(
    a_preview_comes_back,
    a_preview_is_claimed_once,
    a_claim_that_is_taken_back_leaves_the_preview_open,
    lines_are_paged,
    the_latest_previews_come_first,
);

fn preview(number: u8) -> PreviewRow {
    PreviewRow {
        region: region(51),
        id: PreviewId::from_bytes([number; 16]),
        made_at: 1_700_000_000_000 + i64::from(number),
        actor: "录入员".to_owned(),
        source: "花名册\\一\t.xlsx".to_owned(),
        status: "open".to_owned(),
        batch: None,
        summary: "{\"新增\":3}".to_owned(),
    }
}

fn line(row: i64) -> PreviewLine {
    PreviewLine {
        row,
        verdict: "new".to_owned(),
        person: (row % 2 == 0).then(|| person_id(7)),
        revision: row % 3,
        body: format!("{{\"行\":{row}}}"),
    }
}

async fn write(store: &Store, preview: &PreviewRow, lines: i64) {
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().insert_preview(preview).await.unwrap();
    let lines: Vec<PreviewLine> = (1..=lines).map(line).collect();
    tx.access().insert_preview_lines(preview, &lines).await.unwrap();
    tx.commit().await.unwrap();
}

async fn find(store: &Store, number: u8) -> Option<PreviewRow> {
    let id = PreviewId::from_bytes([number; 16]);
    store.read().await.unwrap().access().find_preview(id).await.unwrap()
}

async fn a_preview_comes_back(place: Place) {
    let store = new(&place).await;
    write(&store, &preview(1), 0).await;
    assert_eq!(find(&store, 1).await, Some(preview(1)));
    assert_eq!(find(&store, 2).await, None);
    store.close().await;
}

/// Tries to claim preview 1 in a write of its own.
async fn claim(store: Store, batch: u8) -> bool {
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    let batch = Some(BatchId::from_bytes([batch; 16]));
    let claimed =
        tx.access().claim_preview(region(51), preview(1).id, "committed", batch).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

async fn a_preview_is_claimed_once(place: Place) {
    let store = new(&place).await;
    write(&store, &preview(1), 1).await;
    let mut claimants = tokio::task::JoinSet::new();
    for batch in 1..=8 {
        let store = store.clone();
        claimants.spawn(async move { (batch, claim(store, batch).await) });
    }
    let winners: Vec<u8> =
        claimants.join_all().await.into_iter().filter(|(_, won)| *won).map(|(b, _)| b).collect();
    assert_eq!(winners.len(), 1, "{winners:?}");
    let found = find(&store, 1).await.unwrap();
    assert_eq!(found.status, "committed");
    assert_eq!(found.batch, Some(BatchId::from_bytes([winners[0]; 16])));
    store.close().await;
}

async fn a_claim_that_is_taken_back_leaves_the_preview_open(place: Place) {
    let store = new(&place).await;
    write(&store, &preview(1), 1).await;
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    let id = preview(1).id;
    assert!(tx.access().claim_preview(region(51), id, "dropped", None).await.unwrap());
    tx.access().drop_preview_lines(region(51), id).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(find(&store, 1).await, Some(preview(1)));
    let (mut tx, _) = store.begin(&[region(11)]).await.unwrap();
    assert!(!tx.access().claim_preview(region(11), id, "dropped", None).await.unwrap());
    tx.commit().await.unwrap();
    assert!(claim(store.clone(), 1).await);
    store.close().await;
}

async fn lines_are_paged(place: Place) {
    let store = new(&place).await;
    write(&store, &preview(1), 250).await;
    write(&store, &preview(2), 3).await;
    let mut session = store.read().await.unwrap();
    let mut found = Vec::new();
    loop {
        let after = found.last().map_or(0, |line: &PreviewLine| line.row);
        let page = session.access().preview_lines(region(51), preview(1).id, after, 60).await;
        let page = page.unwrap();
        if page.is_empty() {
            break;
        }
        found.extend(page);
    }
    assert_eq!(found, (1..=250).map(line).collect::<Vec<_>>());
    drop(session);
    let (mut tx, _) = store.begin(&[region(51)]).await.unwrap();
    tx.access().drop_preview_lines(region(51), preview(1).id).await.unwrap();
    tx.commit().await.unwrap();
    let mut session = store.read().await.unwrap();
    let mut access = session.access();
    assert!(access.preview_lines(region(51), preview(1).id, 0, 9).await.unwrap().is_empty());
    assert_eq!(access.preview_lines(region(51), preview(2).id, 0, 9).await.unwrap().len(), 3);
    drop(session);
    store.close().await;
}

async fn the_latest_previews_come_first(place: Place) {
    let store = new(&place).await;
    for number in [2, 3, 1] {
        write(&store, &preview(number), 0).await;
    }
    let recent = store.read().await.unwrap().access().recent_previews(2).await.unwrap();
    assert_eq!(recent, [preview(3), preview(2)]);
    store.close().await;
}

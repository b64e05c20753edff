//! A write: all of it or nothing. Writers of one region stand in line, whichever the engine.

use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};
use xibao_domain::Region;

use crate::access::Link;
use crate::connect::Pools;
use crate::error::told;
use crate::{Access, HeadRow, Store, StoreError};

#[derive(Debug)]
enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// An open write. Dropped without [`Tx::commit`], it never was.
#[derive(Debug)]
pub struct Tx {
    open: Open,
    /// The server, if this write is the first of its region.
    first_of_region: Option<PgPool>,
}

impl Store {
    /// Begins a write in these regions and takes their heads, in order: SQLite has one writer
    /// for all, PostgreSQL one for each region, by the lock on its head.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if the line is too long; whatever the engine says.
    pub async fn begin(&self, regions: &[Region]) -> Result<(Tx, Vec<HeadRow>), StoreError> {
        let open = match &self.pools {
            Pools::Sqlite { write, .. } => {
                Open::Sqlite(begin_on_sqlite(write, "BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Open::Postgres(pool.begin_with("BEGIN").await.map_err(told)?),
        };
        let mut tx = Tx { open, first_of_region: None };
        let mut regions = regions.to_vec();
        regions.sort_unstable();
        regions.dedup();
        let mut heads = Vec::with_capacity(regions.len());
        for region in regions {
            heads.push(tx.access().take_head(region).await?);
        }
        if let Pools::Postgres(pool) = &self.pools
            && heads.iter().any(|head| head.batches == 0)
        {
            tx.first_of_region = Some(pool.clone());
        }
        Ok((tx, heads))
    }
}

impl Store {
    /// Begins a read that sees one moment, that of its first question, however long it takes.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        let open = match &self.pools {
            Pools::Sqlite { read, .. } => Open::Sqlite(begin_on_sqlite(read, "BEGIN").await?),
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Open::Postgres(pool.begin_with(begin).await.map_err(told)?)
            }
        };
        Ok(Tx { open, first_of_region: None })
    }
}

/// `SQLite` itself takes a transaction back when the disk is full, which the driver does not
/// notice: its connection then never begins another. Such a connection is given up for a new one.
async fn begin_on_sqlite(
    pool: &SqlitePool,
    begin: &'static str,
) -> Result<Transaction<'static, Sqlite>, StoreError> {
    loop {
        match pool.begin_with(begin).await {
            Err(sqlx::Error::InvalidSavePointStatement) => {
                let spoilt = pool.acquire().await.map_err(told)?;
                spoilt.close().await.map_err(told)?;
            }
            other => return other.map_err(told),
        }
    }
}

impl Tx {
    /// The connection.
    pub fn access(&mut self) -> Access<'_> {
        match &mut self.open {
            Open::Sqlite(open) => Access(Link::Sqlite(&mut *open)),
            Open::Postgres(open) => Access(Link::Postgres(&mut *open)),
        }
    }

    /// Keeps everything that was written.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], and whatever the engine says; then nothing was written.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self.open {
            Open::Sqlite(open) => open.commit().await,
            Open::Postgres(open) => open.commit().await,
        }
        .map_err(told)?;
        if let Some(pool) = self.first_of_region {
            // Every look-up by identity goes through the heads. The server takes a table that it
            // has never looked at for a large one and reads whole indexes instead; if it cannot
            // look now, that is only slow.
            let _ = sqlx::query("ANALYZE head").execute(&pool).await;
        }
        Ok(())
    }

    /// Forgets everything that was written.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.open {
            Open::Sqlite(open) => open.rollback().await,
            Open::Postgres(open) => open.rollback().await,
        }
        .map_err(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BatchRow, Place};
    use xibao_domain::BatchId;

    fn batch(seq: i64) -> BatchRow {
        BatchRow {
            region: Region::CENTRAL,
            seq,
            id: BatchId::from_bytes([7; 16]),
            recorded_at: seq,
            actor: "录入员".repeat(50),
            purpose: "import".to_owned(),
            source: String::new(),
            facts: 0,
            digest: vec![1; 32],
            undoes: None,
            key_id: "k1".to_owned(),
            mac: vec![2; 32],
        }
    }

    /// The writer's connection may let the file grow by so many pages only.
    async fn leave_room(store: &Store, pages: i64) {
        // A spoilt connection is replaced here, so that the cap is set on the one that writes.
        store.begin(&[]).await.unwrap().0.commit().await.unwrap();
        let Pools::Sqlite { write, .. } = &store.pools else { panic!("not SQLite") };
        let mut writer = write.acquire().await.unwrap();
        let now: i64 =
            sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *writer).await.unwrap();
        let cap = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", now + pages));
        sqlx::raw_sql(cap).execute(&mut *writer).await.unwrap();
    }

    async fn counts(store: &Store) -> (usize, i64) {
        let mut session = store.read().await.unwrap();
        let batches = session.access().page_batches((-1, 0), 9999).await.unwrap().len();
        let heads = session.access().list_heads().await.unwrap();
        (batches, heads.first().map_or(0, |head| head.batches))
    }

    /// Writes batches until the disk is full or there are enough.
    async fn write(store: &Store, batches: std::ops::Range<i64>) -> Result<(), StoreError> {
        let (mut tx, mut heads) = store.begin(&[Region::CENTRAL]).await?;
        heads[0].batches = batches.end - 1;
        tx.access().save_head(&heads[0]).await?;
        for seq in batches {
            tx.access().insert_batch(&batch(seq)).await?;
        }
        tx.commit().await
    }

    #[tokio::test]
    async fn a_full_disk_writes_nothing_and_is_over_when_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::create(&Place::File(folder.path().join("full.db"))).await.unwrap();
        write(&store, 1..4).await.unwrap();
        for pages in [0, 1, 2, 7] {
            leave_room(&store, pages).await;
            let full = write(&store, 4..400).await;
            assert!(matches!(full, Err(StoreError::DiskFull)), "{pages}: {full:?}");
            assert_eq!(counts(&store).await, (3, 3), "{pages}");
        }
        leave_room(&store, 10_000).await;
        write(&store, 4..400).await.unwrap();
        assert_eq!(counts(&store).await, (399, 399));
        store.close().await;
    }
}

//! A write: all of it or nothing. Writers of one region stand in line, whichever the engine.

use sqlx::{Postgres, Sqlite, Transaction};
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
                Open::Sqlite(write.begin_with("BEGIN IMMEDIATE").await.map_err(told)?)
            }
            Pools::Postgres(pool) => Open::Postgres(pool.begin_with("BEGIN").await.map_err(told)?),
        };
        let mut tx = Tx { open };
        let mut regions = regions.to_vec();
        regions.sort_unstable();
        regions.dedup();
        let mut heads = Vec::with_capacity(regions.len());
        for region in regions {
            heads.push(tx.access().take_head(region).await?);
        }
        Ok((tx, heads))
    }
}

impl Store {
    /// Begins a read that sees one moment, however long it takes.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn snapshot(&self) -> Result<Tx, StoreError> {
        let open = match &self.pools {
            Pools::Sqlite { read, .. } => {
                Open::Sqlite(read.begin_with("BEGIN").await.map_err(told)?)
            }
            Pools::Postgres(pool) => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                Open::Postgres(pool.begin_with(begin).await.map_err(told)?)
            }
        };
        Ok(Tx { open })
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
        .map_err(told)
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

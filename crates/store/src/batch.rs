//! Batches: what was recorded together, chained for each region; and the head of each chain.

use xibao_domain::{BatchId, Region};

use crate::access::{Link, on};
use crate::error::told;
use crate::sql::refuse_nul;
use crate::{Access, StoreError};

crate::sql::declare! {
    MAKE_HEAD = "INSERT INTO head (region, batches, numbers, key_id, mac) \
                 VALUES ($1, 0, 0, '', $2) ON CONFLICT (region) DO NOTHING";
    TAKE_HEAD = "UPDATE head SET batches = batches WHERE region = $1 \
                 RETURNING region, batches, numbers, key_id, mac";
    SAVE_HEAD = "UPDATE head SET batches = $2, numbers = $3, key_id = $4, mac = $5 \
                 WHERE region = $1";
    LIST_HEADS = "SELECT region, batches, numbers, key_id, mac FROM head ORDER BY region";
    INSERT_BATCH = "INSERT INTO batch (region, seq, id, recorded_at, actor, purpose, source, \
                    facts, digest, undoes, key_id, mac) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    PAGE_BATCHES = "SELECT region, seq, id, recorded_at, actor, purpose, source, facts, digest, \
                    undoes, key_id, mac FROM batch WHERE (region, seq) > ($1, $2) \
                    ORDER BY region, seq LIMIT $3";
    RECENT_BATCHES = "SELECT region, seq, id, recorded_at, actor, purpose, source, facts, \
                      digest, undoes, key_id, mac FROM batch ORDER BY recorded_at DESC, seq DESC \
                      LIMIT $1";
    FIND_BATCH = "SELECT region, seq, id, recorded_at, actor, purpose, source, facts, digest, \
                  undoes, key_id, mac FROM batch \
                  WHERE region IN (SELECT region FROM head) AND id = $1 ORDER BY region";
}

/// The end of a region's chain of batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadRow {
    /// The region.
    pub region: Region,
    /// How many batches.
    pub batches: i64,
    /// How many numbers were given to people.
    pub numbers: i64,
    /// The key of the last batch's mac; empty before the first.
    pub key_id: String,
    /// The last batch's mac; 32 zeros before the first.
    pub mac: Vec<u8>,
}

/// What was recorded together in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRow {
    /// The region.
    pub region: Region,
    /// Its place in the region's chain, from 1.
    pub seq: i64,
    /// Its identity; the same in every region it touched.
    pub id: BatchId,
    /// When, in milliseconds since 1970.
    pub recorded_at: i64,
    /// By whom.
    pub actor: String,
    /// What for, such as `import` or `transfer-opened`.
    pub purpose: String,
    /// Where from, such as a file's name.
    pub source: String,
    /// How many facts in this region.
    pub facts: i64,
    /// The macs of those facts, combined.
    pub digest: Vec<u8>,
    /// The batch that this one undid.
    pub undoes: Option<BatchId>,
    /// The key of the mac.
    pub key_id: String,
    /// Over the previous batch's mac and all of the above.
    pub mac: Vec<u8>,
}

/// The one line for writers of the tree on PostgreSQL; the number is ours and means nothing.
const TAKE_TREE: &str = "SELECT pg_advisory_xact_lock(7306934128447155)";

type Head = (i64, i64, i64, String, Vec<u8>);
type Batch = (
    i64,
    i64,
    Vec<u8>,
    i64,
    String,
    String,
    String,
    i64,
    Vec<u8>,
    Option<Vec<u8>>,
    String,
    Vec<u8>,
);

impl Access<'_> {
    pub(crate) async fn take_head(&mut self, region: Region) -> Result<HeadRow, StoreError> {
        let number = i64::from(region);
        let zeros = vec![0_u8; 32];
        on!(self, c => sqlx::query(MAKE_HEAD)
            .bind(number).bind(&zeros).execute(c).await.map(drop))?;
        let row: Head = on!(self, c => sqlx::query_as(TAKE_HEAD).bind(number).fetch_one(c).await)?;
        head(row)
    }

    /// Stands in the line of those who change the tree of organisations, which goes across
    /// regions, until the write ends; always after the heads were taken. On SQLite every writer
    /// stands in one line anyway.
    ///
    /// # Errors
    /// [`StoreError::Busy`] if the line is too long; whatever the engine says.
    pub async fn take_tree(&mut self) -> Result<(), StoreError> {
        match &mut self.0 {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(c) => {
                sqlx::query(TAKE_TREE).execute(&mut **c).await.map(drop).map_err(told)
            }
        }
    }

    /// Writes a region's head, which the transaction has taken.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn save_head(&mut self, head: &HeadRow) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(SAVE_HEAD)
            .bind(i64::from(head.region)).bind(head.batches).bind(head.numbers)
            .bind(&head.key_id).bind(&head.mac)
            .execute(c).await.map(drop))
    }

    /// The heads of all regions.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn list_heads(&mut self) -> Result<Vec<HeadRow>, StoreError> {
        let rows: Vec<Head> = on!(self, c => sqlx::query_as(LIST_HEADS).fetch_all(c).await)?;
        rows.into_iter().map(head).collect()
    }

    /// Writes a batch.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn insert_batch(&mut self, batch: &BatchRow) -> Result<(), StoreError> {
        refuse_nul(&[&batch.actor, &batch.purpose, &batch.source, &batch.key_id])?;
        on!(self, c => sqlx::query(INSERT_BATCH)
            .bind(i64::from(batch.region)).bind(batch.seq).bind(batch.id.as_bytes().as_slice())
            .bind(batch.recorded_at).bind(&batch.actor).bind(&batch.purpose).bind(&batch.source)
            .bind(batch.facts).bind(&batch.digest)
            .bind(batch.undoes.as_ref().map(|id| id.as_bytes().as_slice()))
            .bind(&batch.key_id).bind(&batch.mac)
            .execute(c).await.map(drop))
    }

    /// Batches in the order of their chains, after a place in it (`(-1, 0)` is before all).
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn page_batches(
        &mut self,
        after: (i64, i64),
        limit: i64,
    ) -> Result<Vec<BatchRow>, StoreError> {
        let rows: Vec<Batch> = on!(self, c => sqlx::query_as(PAGE_BATCHES)
            .bind(after.0).bind(after.1).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(batch).collect()
    }

    /// The batches recorded last, newest first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn recent_batches(&mut self, limit: i64) -> Result<Vec<BatchRow>, StoreError> {
        let rows: Vec<Batch> =
            on!(self, c => sqlx::query_as(RECENT_BATCHES).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(batch).collect()
    }

    /// A batch, in every region it touched.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn find_batch(&mut self, id: BatchId) -> Result<Vec<BatchRow>, StoreError> {
        let rows: Vec<Batch> = on!(self, c => sqlx::query_as(FIND_BATCH)
            .bind(id.as_bytes().as_slice()).fetch_all(c).await)?;
        rows.into_iter().map(batch).collect()
    }
}

fn head((region, batches, numbers, key_id, mac): Head) -> Result<HeadRow, StoreError> {
    Ok(HeadRow { region: read_region("head", region)?, batches, numbers, key_id, mac })
}

fn batch(row: Batch) -> Result<BatchRow, StoreError> {
    let (region, seq, id, recorded_at, actor, purpose, source, facts, digest, undoes, key_id, mac) =
        row;
    Ok(BatchRow {
        region: read_region("batch", region)?,
        seq,
        id: BatchId::from_bytes(read_id("batch", &id)?),
        recorded_at,
        actor,
        purpose,
        source,
        facts,
        digest,
        undoes: undoes.map(|id| read_id("batch", &id).map(BatchId::from_bytes)).transpose()?,
        key_id,
        mac,
    })
}

pub(crate) fn read_region(table: &'static str, number: i64) -> Result<Region, StoreError> {
    Region::new(number).ok_or_else(|| StoreError::Inconsistent {
        table,
        row: format!("region {number}"),
        what: "a region is a number from 0 to 99".to_owned(),
    })
}

pub(crate) fn read_id(table: &'static str, bytes: &[u8]) -> Result<[u8; 16], StoreError> {
    bytes.try_into().map_err(|_| StoreError::Inconsistent {
        table,
        row: format!("{bytes:02x?}"),
        what: format!("an id has 16 bytes, not {}", bytes.len()),
    })
}

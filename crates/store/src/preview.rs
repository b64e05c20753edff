//! Stored previews of imports: what would be written, row by row.

use sqlx::QueryBuilder;
use xibao_domain::{BatchId, PersonId, PreviewId, Region};

use crate::access::on;
use crate::batch::{read_id, read_region};
use crate::sql::{ROWS, refuse_nul};
use crate::{Access, StoreError};

crate::sql::declare! {
    INSERT_PREVIEW = "INSERT INTO preview (region, id, made_at, actor, source, status, batch_id, \
                      summary) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    FIND = "SELECT region, id, made_at, actor, source, status, batch_id, summary FROM preview \
            WHERE region IN (SELECT region FROM head) AND id = $1";
    LIST = "SELECT region, id, made_at, actor, source, status, batch_id, summary FROM preview \
            ORDER BY made_at DESC LIMIT $1";
    CLAIM = "UPDATE preview SET status = $3, batch_id = $4 \
             WHERE region = $1 AND id = $2 AND status = 'open'";
    SET = "UPDATE preview SET status = $3, summary = $4 WHERE region = $1 AND id = $2";
    LINES = "SELECT row_number, verdict, person, revision, body FROM preview_row \
             WHERE region = $1 AND preview_id = $2 AND row_number > $3 \
             ORDER BY row_number LIMIT $4";
    DROP_LINES = "DELETE FROM preview_row WHERE region = $1 AND preview_id = $2";
}

const INSERT_LINE: &str =
    "INSERT INTO preview_row (region, preview_id, row_number, verdict, person, revision, body) ";

/// A preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    /// The region it concerns.
    pub region: Region,
    /// Its identity.
    pub id: PreviewId,
    /// When, in milliseconds since 1970.
    pub made_at: i64,
    /// By whom.
    pub actor: String,
    /// The file it was made of.
    pub source: String,
    /// `open`, `committed` or `dropped`.
    pub status: String,
    /// The batch that committed it.
    pub batch: Option<BatchId>,
    /// Its counts and alarms, as JSON.
    pub summary: String,
}

/// A row of the file, as it would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// The row of the file, from 1.
    pub row: i64,
    /// The verdict on the row.
    pub verdict: String,
    /// The person it was matched with.
    pub person: Option<PersonId>,
    /// How many facts that person had.
    pub revision: i64,
    /// What would be written, as JSON, sensitive values sealed.
    pub body: String,
}

type Row = (i64, Vec<u8>, i64, String, String, String, Option<Vec<u8>>, String);
type Line = (i64, String, Option<Vec<u8>>, i64, String);

impl Access<'_> {
    /// Writes a preview.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn insert_preview(&mut self, preview: &PreviewRow) -> Result<(), StoreError> {
        refuse_nul(&[&preview.actor, &preview.source, &preview.status, &preview.summary])?;
        on!(self, c => sqlx::query(INSERT_PREVIEW)
            .bind(i64::from(preview.region)).bind(preview.id.as_bytes().as_slice())
            .bind(preview.made_at).bind(&preview.actor).bind(&preview.source)
            .bind(&preview.status)
            .bind(preview.batch.as_ref().map(|id| id.as_bytes().as_slice()))
            .bind(&preview.summary)
            .execute(c).await.map(drop))
    }

    /// Writes lines of a preview.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn insert_preview_lines(
        &mut self,
        preview: &PreviewRow,
        lines: &[PreviewLine],
    ) -> Result<(), StoreError> {
        for line in lines {
            refuse_nul(&[&line.verdict, &line.body])?;
        }
        for chunk in lines.chunks(ROWS) {
            on!(self, c => {
                let mut query = QueryBuilder::new(INSERT_LINE);
                query.push_values(chunk, |mut values, line| {
                    values.push_bind(i64::from(preview.region))
                        .push_bind(preview.id.as_bytes().as_slice())
                        .push_bind(line.row)
                        .push_bind(line.verdict.as_str())
                        .push_bind(line.person.as_ref().map(|id| id.as_bytes().as_slice()))
                        .push_bind(line.revision)
                        .push_bind(line.body.as_str());
                });
                query.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// A preview.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if the row cannot be read.
    pub async fn find_preview(&mut self, id: PreviewId) -> Result<Option<PreviewRow>, StoreError> {
        let row: Option<Row> = on!(self, c => sqlx::query_as(FIND)
            .bind(id.as_bytes().as_slice()).fetch_optional(c).await)?;
        row.map(read).transpose()
    }

    /// The latest previews, newest first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn recent_previews(&mut self, limit: i64) -> Result<Vec<PreviewRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(LIST).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// Closes an open preview; `false` if it is not open any longer: somebody was faster.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn claim_preview(
        &mut self,
        region: Region,
        id: PreviewId,
        status: &str,
        batch: Option<BatchId>,
    ) -> Result<bool, StoreError> {
        let touched = on!(self, c => sqlx::query(CLAIM)
            .bind(i64::from(region)).bind(id.as_bytes().as_slice()).bind(status)
            .bind(batch.as_ref().map(|id| id.as_bytes().as_slice()))
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(touched == 1)
    }

    /// Sets status and summary of a preview, once it is whole.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn set_preview(&mut self, preview: &PreviewRow) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(SET)
            .bind(i64::from(preview.region)).bind(preview.id.as_bytes().as_slice())
            .bind(&preview.status).bind(&preview.summary)
            .execute(c).await.map(drop))
    }

    /// Lines of a preview after a row of the file.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn preview_lines(
        &mut self,
        region: Region,
        id: PreviewId,
        after: i64,
        limit: i64,
    ) -> Result<Vec<PreviewLine>, StoreError> {
        let lines: Vec<Line> = on!(self, c => sqlx::query_as(LINES)
            .bind(i64::from(region)).bind(id.as_bytes().as_slice()).bind(after).bind(limit)
            .fetch_all(c).await)?;
        lines
            .into_iter()
            .map(|(row, verdict, person, revision, body)| {
                let person = person
                    .map(|id| read_id("preview_row", &id).map(PersonId::from_bytes))
                    .transpose()?;
                Ok(PreviewLine { row, verdict, person, revision, body })
            })
            .collect()
    }

    /// Forgets the lines of a preview that was committed or dropped.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn drop_preview_lines(
        &mut self,
        region: Region,
        id: PreviewId,
    ) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(DROP_LINES)
            .bind(i64::from(region)).bind(id.as_bytes().as_slice()).execute(c).await.map(drop))
    }
}

fn read(row: Row) -> Result<PreviewRow, StoreError> {
    let (region, id, made_at, actor, source, status, batch, summary) = row;
    Ok(PreviewRow {
        region: read_region("preview", region)?,
        id: PreviewId::from_bytes(read_id("preview", &id)?),
        made_at,
        actor,
        source,
        status,
        batch: batch.map(|id| read_id("preview", &id).map(BatchId::from_bytes)).transpose()?,
        summary,
    })
}

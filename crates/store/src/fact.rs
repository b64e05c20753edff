//! Facts: only ever added.

use sqlx::QueryBuilder;
use xibao_domain::{BatchId, Case, Event, Fact, FactId, Instant, OrganisationId, PersonId, Region};

use crate::access::{Link, in_turn, on};
use crate::batch::{read_id, read_region};
use crate::error::told;
use crate::sql::{ROWS, refuse_nul};
use crate::{Access, StoreError};

crate::sql::declare! {
    FACTS_OF_CASE = "SELECT region, case_id, seq, id, subject, happened_on, recorded_at, actor, \
                     batch_id, body, key_id, mac FROM fact \
                     WHERE region IN (SELECT region FROM head) AND case_id = $1 ORDER BY seq";
    FACTS_OF_BATCH = "SELECT region, case_id, seq, id, subject, happened_on, recorded_at, actor, \
                      batch_id, body, key_id, mac FROM fact \
                      WHERE region = $1 AND batch_id = $2 \
                      AND (case_id, seq) > ($3, $4) ORDER BY case_id, seq LIMIT $5";
    PAGE_FACTS = "SELECT region, case_id, seq, id, subject, happened_on, recorded_at, actor, \
                  batch_id, body, key_id, mac FROM fact \
                  WHERE (region, case_id, seq) > ($1, $2, $3) \
                  ORDER BY region, case_id, seq LIMIT $4";
    COUNT_FACTS = "SELECT COUNT(*) FROM fact";
    LAST_LINK = "SELECT seq, mac FROM fact \
                 WHERE region IN (SELECT region FROM head) AND case_id = $1 \
                 ORDER BY seq DESC LIMIT 1";
}

const INSERT: &str = "INSERT INTO fact (region, case_id, seq, id, subject, happened_on, \
                      recorded_at, actor, batch_id, body, key_id, mac) ";
const COPY: &str = "COPY fact (region, case_id, seq, id, subject, happened_on, recorded_at, \
                    actor, batch_id, body, key_id, mac) FROM STDIN (FORMAT text)";

const SUBJECT_ORGANISATION: i64 = 1;
const SUBJECT_PERSON: i64 = 2;

/// A fact as it is stored, with its place in its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// The region in which it was recorded.
    pub region: Region,
    /// Whose it is.
    pub case: Case,
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// Its identity.
    pub id: FactId,
    /// The day, as [`xibao_domain::read_day`] reads it.
    pub happened_on: String,
    /// The moment, in milliseconds since 1970.
    pub recorded_at: i64,
    /// By whom.
    pub actor: String,
    /// What was recorded together with it.
    pub batch: BatchId,
    /// What it says, as JSON.
    pub body: String,
    /// The key of the mac.
    pub key_id: String,
    /// Over the previous fact's mac and all of the above.
    pub mac: Vec<u8>,
}

type Row = (i64, Vec<u8>, i64, Vec<u8>, i64, String, i64, String, Vec<u8>, String, String, Vec<u8>);

impl FactRow {
    /// The number under which the kind of case is stored.
    pub fn subject(&self) -> i64 {
        match self.case {
            Case::Organisation(_) => SUBJECT_ORGANISATION,
            Case::Person(_) => SUBJECT_PERSON,
        }
    }

    /// The fact itself.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if day or content cannot be read.
    pub fn fact(&self) -> Result<Fact, StoreError> {
        let wrong = |what: String| StoreError::Inconsistent {
            table: "fact",
            row: self.id.to_string(),
            what,
        };
        let happened_on =
            xibao_domain::read_day(&self.happened_on).map_err(|e| wrong(e.to_string()))?;
        let event: Event = serde_json::from_str(&self.body).map_err(|e| wrong(e.to_string()))?;
        Ok(Fact {
            id: self.id,
            case: self.case,
            seq: self.seq,
            happened_on,
            recorded_at: Instant(self.recorded_at),
            actor: self.actor.clone(),
            batch: self.batch,
            event,
        })
    }
}

impl Access<'_> {
    /// Adds facts. A fact whose place in its chain is taken is a conflict.
    ///
    /// # Errors
    /// [`StoreError::Conflict`]; whatever the engine says.
    pub async fn insert_facts(&mut self, facts: &[FactRow]) -> Result<(), StoreError> {
        for fact in facts {
            refuse_nul(&[&fact.happened_on, &fact.actor, &fact.body, &fact.key_id])?;
        }
        if facts.len() > ROWS
            && let Link::Postgres(connection) = &mut self.0
        {
            return copy(connection, facts).await;
        }
        in_turn!(self, facts.chunks(ROWS), |chunk: &[FactRow]| {
            let mut query = QueryBuilder::new(INSERT);
            query.push_values(chunk, |mut row, fact| {
                row.push_bind(i64::from(fact.region))
                    .push_bind(fact.case.as_bytes().as_slice())
                    .push_bind(fact.seq)
                    .push_bind(fact.id.as_bytes().as_slice())
                    .push_bind(fact.subject())
                    .push_bind(fact.happened_on.as_str())
                    .push_bind(fact.recorded_at)
                    .push_bind(fact.actor.as_str())
                    .push_bind(fact.batch.as_bytes().as_slice())
                    .push_bind(fact.body.as_str())
                    .push_bind(fact.key_id.as_str())
                    .push_bind(fact.mac.as_slice());
            });
            query
        })
    }

    /// All facts of a case, in order.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn facts_of_case(&mut self, case: Case) -> Result<Vec<FactRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(FACTS_OF_CASE)
            .bind(case.as_bytes().as_slice()).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// Facts of a batch in a region by case, after a place in it.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn facts_of_batch(
        &mut self,
        region: Region,
        batch: BatchId,
        after: (&[u8], i64),
        limit: i64,
    ) -> Result<Vec<FactRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(FACTS_OF_BATCH)
            .bind(i64::from(region)).bind(batch.as_bytes().as_slice())
            .bind(after.0).bind(after.1).bind(limit)
            .fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// Facts in the order of their chains, after a place (`(-1, &[], 0)` is before all).
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn page_facts(
        &mut self,
        after: (i64, &[u8], i64),
        limit: i64,
    ) -> Result<Vec<FactRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(PAGE_FACTS)
            .bind(after.0).bind(after.1).bind(after.2).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// How many facts there are.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn count_facts(&mut self) -> Result<i64, StoreError> {
        on!(self, c => sqlx::query_scalar(COUNT_FACTS).fetch_one(c).await)
    }

    /// The place and the mac of a case's last fact.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn last_link(&mut self, case: Case) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        on!(self, c => sqlx::query_as(LAST_LINK)
            .bind(case.as_bytes().as_slice()).fetch_optional(c).await)
    }
}

async fn copy(connection: &mut sqlx::PgConnection, facts: &[FactRow]) -> Result<(), StoreError> {
    use std::fmt::Write as _;
    let mut copy = connection.copy_in_raw(COPY).await.map_err(told)?;
    let mut text = String::new();
    for fact in facts {
        let _ = write!(text, "{}\t", i64::from(fact.region));
        copy_text::bytes(&mut text, fact.case.as_bytes());
        let _ = write!(text, "\t{}\t", fact.seq);
        copy_text::bytes(&mut text, fact.id.as_bytes());
        let _ = write!(text, "\t{}\t", fact.subject());
        copy_text::text(&mut text, &fact.happened_on);
        let _ = write!(text, "\t{}\t", fact.recorded_at);
        copy_text::text(&mut text, &fact.actor);
        text.push('\t');
        copy_text::bytes(&mut text, fact.batch.as_bytes());
        text.push('\t');
        copy_text::text(&mut text, &fact.body);
        text.push('\t');
        copy_text::text(&mut text, &fact.key_id);
        text.push('\t');
        copy_text::bytes(&mut text, &fact.mac);
        text.push('\n');
        if text.len() >= copy_text::PIECE {
            copy.send(std::mem::take(&mut text).into_bytes()).await.map_err(told)?;
        }
    }
    copy.send(text.into_bytes()).await.map_err(told)?;
    copy.finish().await.map(drop).map_err(told)
}

/// How values are written in the text form of COPY.
pub(crate) mod copy_text {
    use std::fmt::Write as _;

    /// Bytes that are sent at a time; the whole could be larger than memory.
    pub(crate) const PIECE: usize = 1 << 20;

    /// Bytes, in hexadecimal.
    pub(crate) fn bytes(out: &mut String, bytes: &[u8]) {
        out.push_str("\\\\x");
        for byte in bytes {
            let _ = write!(out, "{byte:02x}");
        }
    }

    /// Text, with what would end a field or a row escaped.
    pub(crate) fn text(out: &mut String, text: &str) {
        for c in text.chars() {
            match c {
                '\\' => out.push_str("\\\\"),
                '\t' => out.push_str("\\t"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                other => out.push(other),
            }
        }
    }
}

fn read(row: Row) -> Result<FactRow, StoreError> {
    let (
        region,
        case_id,
        seq,
        id,
        subject,
        happened_on,
        recorded_at,
        actor,
        batch_id,
        body,
        key_id,
        mac,
    ) = row;
    let case_id = read_id("fact", &case_id)?;
    let case = match subject {
        SUBJECT_ORGANISATION => Case::Organisation(OrganisationId::from_bytes(case_id)),
        SUBJECT_PERSON => Case::Person(PersonId::from_bytes(case_id)),
        other => {
            return Err(StoreError::Inconsistent {
                table: "fact",
                row: format!("{case_id:02x?} {seq}"),
                what: format!("there is no subject {other}"),
            });
        }
    };
    Ok(FactRow {
        region: read_region("fact", region)?,
        case,
        seq,
        id: FactId::from_bytes(read_id("fact", &id)?),
        happened_on,
        recorded_at,
        actor,
        batch: BatchId::from_bytes(read_id("fact", &batch_id)?),
        body,
        key_id,
        mac,
    })
}

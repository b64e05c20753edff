//! The register of people.

use sqlx::QueryBuilder;
use xibao_domain::tree::Interval;
use xibao_domain::{OrganisationId, Person, PersonId, Region};

use crate::access::{Link, in_turn, on};
use crate::batch::read_region;
use crate::error::told;
use crate::fact::copy_text;
use crate::organisation::{read_state, write_state};
use crate::sql::{ROWS, refuse_nul};
use crate::{Access, StoreError};

crate::sql::declare! {
    FIND = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
            WHERE region IN (SELECT region FROM head) AND id = $1";
    BY_BLIND = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
                WHERE region IN (SELECT region FROM head) AND blind = $1 ORDER BY id LIMIT $2";
    BY_NAME = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
               WHERE region IN (SELECT region FROM head) AND name = $1 ORDER BY id LIMIT $2";
    BRANCH_STROKES = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
                      WHERE held = $1 AND stage NOT IN ('left', 'merged') \
                      AND (stroke_key, id) > ($2, $3) ORDER BY stroke_key, id LIMIT $4";
    BRANCH_PINYIN = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
                     WHERE held = $1 AND stage NOT IN ('left', 'merged') \
                     AND (pinyin_key, id) > ($2, $3) ORDER BY pinyin_key, id LIMIT $4";
    SUBTREE_STROKES = "SELECT p.region, p.number, p.pinyin_key, p.stroke_key, p.revision, p.state \
                       FROM organisation o JOIN person p ON p.held = o.id \
                       WHERE o.position BETWEEN $1 AND $2 AND p.stage NOT IN ('left', 'merged') \
                       AND (o.position > $1 OR (p.stroke_key, p.id) > ($3, $4)) \
                       ORDER BY o.position, p.stroke_key, p.id LIMIT $5";
    EVERYBODY_OF = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
                    WHERE held = $1 AND id > $2 ORDER BY id LIMIT $3";
    GUESTS = "SELECT COUNT(*) FROM person WHERE active = $1";
    DUES_GUESTS = "SELECT COUNT(*) FROM person WHERE dues = $1";
    COMING = "SELECT COUNT(*) FROM person WHERE transfer_to = $1";
    INBOX = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
             WHERE transfer_to = $1 ORDER BY id LIMIT $2";
    OUTBOX = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
              WHERE held = $1 AND transfer_to IS NOT NULL ORDER BY id LIMIT $2";
    AWAY = "SELECT p.region, p.number, p.pinyin_key, p.stroke_key, p.revision, p.state \
            FROM organisation o JOIN person p ON p.held = o.id \
            WHERE o.position BETWEEN $1 AND $2 AND (p.mobile = 1 OR p.lost = 1) \
            AND p.stage NOT IN ('left', 'merged') ORDER BY o.position, p.id LIMIT $3";
    STAGES_OF = "SELECT stage, COUNT(*) FROM person WHERE held = $1 GROUP BY stage \
                 ORDER BY stage";
    PAGE = "SELECT region, number, pinyin_key, stroke_key, revision, state FROM person \
            WHERE (region, id) > ($1, $2) ORDER BY region, id LIMIT $3";
    DELETE = "DELETE FROM person WHERE region IN (SELECT region FROM head) AND id = $1";
    COUNT = "SELECT COUNT(*) FROM person";
    CLEAR = "DELETE FROM person";
}

const BY_BLINDS: &str = "SELECT region, number, pinyin_key, stroke_key, revision, state \
                         FROM person WHERE region IN (SELECT region FROM head) AND blind IN (";
const BY_IDS: &str = "SELECT region, number, pinyin_key, stroke_key, revision, state, \
                      held, active, dues, name, blind, stage, mobile, lost, transfer_to, \
                      transfer_until FROM person WHERE region IN (SELECT region FROM head) AND id IN (";
const INSERT: &str = "INSERT INTO person (region, id, number, held, active, dues, name, \
                      pinyin_key, stroke_key, blind, stage, mobile, lost, transfer_to, \
                      transfer_until, revision, state) ";
const IF_THERE: &str = " ON CONFLICT (region, id) DO UPDATE SET held = excluded.held, \
                           active = excluded.active, dues = excluded.dues, \
                           name = excluded.name, pinyin_key = excluded.pinyin_key, \
                           stroke_key = excluded.stroke_key, blind = excluded.blind, \
                           stage = excluded.stage, mobile = excluded.mobile, \
                           lost = excluded.lost, transfer_to = excluded.transfer_to, \
                           transfer_until = excluded.transfer_until, \
                           revision = excluded.revision, state = excluded.state";
const COPY: &str = "COPY person (region, id, number, held, active, dues, name, pinyin_key, \
                    stroke_key, blind, stage, mobile, lost, transfer_to, transfer_until, \
                    revision, state) FROM STDIN (FORMAT text)";

/// A person with what the register keeps for finding and ordering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The person.
    pub person: Person,
    /// The region of the branch that holds the relation.
    pub region: Region,
    /// The person's number in the index of names; never used for anything else.
    pub number: i64,
    /// Orders names by pinyin.
    pub pinyin_key: Vec<u8>,
    /// Orders names by strokes (姓氏笔画).
    pub stroke_key: Vec<u8>,
    /// How many facts the person has.
    pub revision: i64,
}

/// How a roster is ordered within a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RosterOrder {
    /// 姓氏笔画.
    Strokes,
    /// 拼音.
    Pinyin,
}

/// The last person of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RosterCursor {
    /// The position of the person's branch.
    pub position: i64,
    /// The person's key in the order asked for.
    pub key: Vec<u8>,
    /// The person's id.
    pub id: Vec<u8>,
}

pub(crate) type Row = (i64, i64, Vec<u8>, Vec<u8>, i64, String);

/// The columns beside the state that verification compares.
type Columns = (
    Vec<u8>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    String,
    Option<String>,
    String,
    i64,
    i64,
    Option<Vec<u8>>,
    Option<String>,
);

/// A row and its columns, read at one moment.
type Whole = (
    i64,
    i64,
    Vec<u8>,
    Vec<u8>,
    i64,
    String,
    Vec<u8>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    String,
    Option<String>,
    String,
    i64,
    i64,
    Option<Vec<u8>>,
    Option<String>,
);

fn halves(whole: Whole) -> (Row, Columns) {
    let (region, number, pinyin, strokes, revision, json, ..) = whole;
    let (.., held, active, dues, name, blind, stage, mobile, lost, to, until) = whole;
    (
        (region, number, pinyin, strokes, revision, json),
        (held, active, dues, name, blind, stage, mobile, lost, to, until),
    )
}

impl PersonRow {
    /// The state as it is stored.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if it cannot be written as JSON.
    pub fn written(&self) -> Result<String, StoreError> {
        write_state("person", &self.person)
    }

    /// The stage as it is stored: that of the membership, or `merged`.
    pub fn stage(&self) -> &'static str {
        match self.person.merged_into {
            Some(_) => "merged",
            None => self.person.membership.stage().id(),
        }
    }

    fn refuse_nul(&self) -> Result<(), StoreError> {
        refuse_nul(&[self.person.name(), self.person.blind.as_deref().unwrap_or_default()])
    }

    fn columns(&self) -> Columns {
        let person = &self.person;
        let id = |id: OrganisationId| id.as_bytes().to_vec();
        let transfer = person.pending_transfer().filter(|transfer| transfer.person_on.is_none());
        (
            id(person.held),
            person.active.map(id),
            person.dues.map(id),
            person.name().to_owned(),
            person.blind.clone(),
            self.stage().to_owned(),
            i64::from(person.mobile.is_some()),
            i64::from(person.lost.is_some()),
            transfer.map(|transfer| id(transfer.to)),
            transfer.map(|transfer| transfer.valid_until.to_string()),
        )
    }
}

impl Access<'_> {
    /// A person.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if the row cannot be read.
    pub async fn find_person(&mut self, id: PersonId) -> Result<Option<PersonRow>, StoreError> {
        let row: Option<Row> = on!(self, c => sqlx::query_as(FIND)
            .bind(id.as_bytes().as_slice()).fetch_optional(c).await)?;
        row.map(read).transpose()
    }

    /// People with this blind index of the identity number.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn people_of_blind(
        &mut self,
        blind: &str,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(BY_BLIND)
            .bind(blind).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// People with any of these blind indexes.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn people_of_blinds(
        &mut self,
        blinds: &[&str],
    ) -> Result<Vec<PersonRow>, StoreError> {
        let mut found = Vec::new();
        for chunk in blinds.chunks(ROWS) {
            let rows: Vec<Row> = on!(self, c => {
                let mut query = QueryBuilder::new(BY_BLINDS);
                query.push_values(chunk, |mut value, blind| {
                    value.push_bind(*blind);
                });
                query.push(")");
                query.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(read(row)?);
            }
        }
        Ok(found)
    }

    /// People of exactly this name.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn people_named(
        &mut self,
        name: &str,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(BY_NAME)
            .bind(name).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// A page of a branch's roster.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn branch_roster(
        &mut self,
        branch: OrganisationId,
        order: RosterOrder,
        after: &RosterCursor,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let text = match order {
            RosterOrder::Strokes => BRANCH_STROKES,
            RosterOrder::Pinyin => BRANCH_PINYIN,
        };
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(text)
            .bind(branch.as_bytes().as_slice()).bind(&after.key).bind(&after.id).bind(limit)
            .fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// A page of the roster of a subtree: branch by branch in the order of the tree, within a
    /// branch by strokes. `after.position` is the branch of the last person of the page before,
    /// or the first position of the subtree.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn subtree_roster(
        &mut self,
        within: Interval,
        after: &RosterCursor,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let first = after.position.max(within.position);
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(SUBTREE_STROKES)
            .bind(first).bind(within.last).bind(&after.key).bind(&after.id).bind(limit)
            .fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// Everybody a branch holds, those who left and merged records too, by id.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn everybody_of(
        &mut self,
        branch: OrganisationId,
        after: &[u8],
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(EVERYBODY_OF)
            .bind(branch.as_bytes().as_slice()).bind(after).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// People held elsewhere who are active or pay dues here, and transfers on the way here.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn guests(&mut self, branch: OrganisationId) -> Result<i64, StoreError> {
        let id = branch.as_bytes().as_slice();
        let active: i64 = on!(self, c => sqlx::query_scalar(GUESTS).bind(id).fetch_one(c).await)?;
        let dues: i64 =
            on!(self, c => sqlx::query_scalar(DUES_GUESTS).bind(id).fetch_one(c).await)?;
        let coming: i64 = on!(self, c => sqlx::query_scalar(COMING).bind(id).fetch_one(c).await)?;
        Ok(active + dues + coming)
    }

    /// People on their way to a branch, letter in hand.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn transfers_in(
        &mut self,
        branch: OrganisationId,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(INBOX)
            .bind(branch.as_bytes().as_slice()).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// People on their way out of a branch.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn transfers_out(
        &mut self,
        branch: OrganisationId,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(OUTBOX)
            .bind(branch.as_bytes().as_slice()).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// People of a subtree who are away without a transfer or out of contact, branch by branch.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn people_away(
        &mut self,
        within: Interval,
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(AWAY)
            .bind(within.position).bind(within.last).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// How many people of each stage a branch holds.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn stages_of(
        &mut self,
        branch: OrganisationId,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        on!(self, c => sqlx::query_as(STAGES_OF)
            .bind(branch.as_bytes().as_slice()).fetch_all(c).await)
    }

    /// People by region and id, after a place (`(-1, &[])` is before all).
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn page_people(
        &mut self,
        after: (i64, &[u8]),
        limit: i64,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(PAGE)
            .bind(after.0).bind(after.1).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// These people, each with whether the columns by which a person is found say what the state
    /// says.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn people_of_ids(
        &mut self,
        ids: &[PersonId],
    ) -> Result<Vec<(PersonRow, bool)>, StoreError> {
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(ROWS) {
            let rows: Vec<Whole> = on!(self, c => {
                let mut query = QueryBuilder::new(BY_IDS);
                query.push_values(chunk, |mut value, id| {
                    value.push_bind(id.as_bytes().as_slice());
                });
                query.push(") ORDER BY id");
                query.build_query_as().fetch_all(c).await
            })?;
            for whole in rows {
                let (row, columns) = halves(whole);
                let row = read(row)?;
                let agree = row.columns() == columns;
                found.push((row, agree));
            }
        }
        Ok(found)
    }

    /// How many people the register has, those who left and merged records too.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn count_people(&mut self) -> Result<i64, StoreError> {
        on!(self, c => sqlx::query_scalar(COUNT).fetch_one(c).await)
    }

    /// Writes new people fast; they must not be in the register yet.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if one is; whatever the engine says.
    pub async fn insert_people(&mut self, rows: &[PersonRow]) -> Result<(), StoreError> {
        self.insert_written(rows, &written(rows)?).await
    }

    /// The same with [`PersonRow::written`] of every row, made where there was time for it.
    ///
    /// # Errors
    /// As [`Access::insert_people`].
    pub async fn insert_written(
        &mut self,
        rows: &[PersonRow],
        states: &[String],
    ) -> Result<(), StoreError> {
        if rows.len() > ROWS
            && let Link::Postgres(connection) = &mut self.0
        {
            for row in rows {
                row.refuse_nul()?;
            }
            return copy(connection, rows, states).await;
        }
        self.write_people(rows, states, "").await
    }

    /// Writes people as they are now.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn save_people(&mut self, rows: &[PersonRow]) -> Result<(), StoreError> {
        self.write_people(rows, &written(rows)?, IF_THERE).await
    }

    async fn write_people(
        &mut self,
        rows: &[PersonRow],
        states: &[String],
        if_there: &'static str,
    ) -> Result<(), StoreError> {
        for row in rows {
            row.refuse_nul()?;
        }
        let chunks = rows.chunks(ROWS).zip(states.chunks(ROWS));
        in_turn!(self, chunks, |(chunk, states): (&[PersonRow], &[String])| {
            let mut query = QueryBuilder::new(INSERT);
            query.push_values(chunk.iter().zip(states), |mut values, (row, state)| {
                let own = row.columns();
                let (held, active, dues, name, blind, stage, mobile, lost, to, until) = own;
                values
                    .push_bind(i64::from(row.region))
                    .push_bind(row.person.id.as_bytes().as_slice())
                    .push_bind(row.number)
                    .push_bind(held)
                    .push_bind(active)
                    .push_bind(dues)
                    .push_bind(name)
                    .push_bind(row.pinyin_key.as_slice())
                    .push_bind(row.stroke_key.as_slice())
                    .push_bind(blind)
                    .push_bind(stage)
                    .push_bind(mobile)
                    .push_bind(lost)
                    .push_bind(to)
                    .push_bind(until)
                    .push_bind(row.revision)
                    .push_bind(state.as_str());
            });
            query.push(if_there);
            query
        })
    }

    /// Empties the register of people, to be filled anew from facts.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn clear_people(&mut self) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(CLEAR).execute(c).await.map(drop))
    }

    /// Takes a person out of the register, because none of the facts counts any longer, or because
    /// the row goes to another region.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn delete_person(&mut self, id: PersonId) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(DELETE)
            .bind(id.as_bytes().as_slice()).execute(c).await.map(drop))
    }
}

fn written(rows: &[PersonRow]) -> Result<Vec<String>, StoreError> {
    rows.iter().map(PersonRow::written).collect()
}

async fn copy(
    connection: &mut sqlx::PgConnection,
    rows: &[PersonRow],
    states: &[String],
) -> Result<(), StoreError> {
    let mut copy = connection.copy_in_raw(COPY).await.map_err(told)?;
    let mut text = String::new();
    for (row, state) in rows.iter().zip(states) {
        copy_line(&mut text, row, state);
        if text.len() >= copy_text::PIECE {
            copy.send(std::mem::take(&mut text).into_bytes()).await.map_err(told)?;
        }
    }
    copy.send(text.into_bytes()).await.map_err(told)?;
    copy.finish().await.map(drop).map_err(told)
}

fn copy_line(out: &mut String, row: &PersonRow, json: &str) {
    use std::fmt::Write as _;
    let (held, active, dues, name, blind, stage, mobile, lost, to, until) = row.columns();
    let bytes_or_null = |out: &mut String, bytes: Option<&Vec<u8>>| {
        match bytes {
            Some(bytes) => copy_text::bytes(out, bytes),
            None => out.push_str("\\N"),
        }
        out.push('\t');
    };
    let text_or_null = |out: &mut String, text: Option<&String>| {
        match text {
            Some(text) => copy_text::text(out, text),
            None => out.push_str("\\N"),
        }
        out.push('\t');
    };
    let _ = write!(out, "{}\t", i64::from(row.region));
    bytes_or_null(out, Some(&row.person.id.as_bytes().to_vec()));
    let _ = write!(out, "{}\t", row.number);
    bytes_or_null(out, Some(&held));
    bytes_or_null(out, active.as_ref());
    bytes_or_null(out, dues.as_ref());
    text_or_null(out, Some(&name));
    bytes_or_null(out, Some(&row.pinyin_key));
    bytes_or_null(out, Some(&row.stroke_key));
    text_or_null(out, blind.as_ref());
    text_or_null(out, Some(&stage));
    let _ = write!(out, "{mobile}\t{lost}\t");
    bytes_or_null(out, to.as_ref());
    text_or_null(out, until.as_ref());
    let _ = write!(out, "{}\t", row.revision);
    copy_text::text(out, json);
    out.push('\n');
}

pub(crate) fn read(row: Row) -> Result<PersonRow, StoreError> {
    let (region, number, pinyin_key, stroke_key, revision, state) = row;
    let person: Person = read_state("person", &state)?;
    Ok(PersonRow {
        person,
        region: read_region("person", region)?,
        number,
        pinyin_key,
        stroke_key,
        revision,
    })
}

//! The register of organisations.

use sqlx::QueryBuilder;
use xibao_domain::tree::Interval;
use xibao_domain::{Organisation, OrganisationId};

use crate::access::on;
use crate::batch::read_id;
use crate::sql::{ROWS, refuse_nul};
use crate::{Access, StoreError};

crate::sql::declare! {
    FIND = "SELECT position, last, held, revision, state FROM organisation \
            WHERE region IN (SELECT region FROM head) AND id = $1";
    CHILDREN = "SELECT position, last, held, revision, state FROM organisation \
                WHERE region IN (SELECT region FROM head) AND parent = $1 ORDER BY position";
    ROOTS = "SELECT position, last, held, revision, state FROM organisation \
             WHERE parent IS NULL ORDER BY position";
    PARENT_AT = "SELECT parent FROM organisation WHERE position = $1";
    ABOVE = "SELECT position, last, held, revision, state FROM organisation \
             WHERE position < $1 AND last >= $1 ORDER BY position DESC";
    SUBTREE = "SELECT position, last, held, revision, state FROM organisation \
               WHERE position BETWEEN $1 AND $2 AND position > $3 ORDER BY position LIMIT $4";
    BY_NAME = "SELECT position, last, held, revision, state FROM organisation \
               WHERE region IN (SELECT region FROM head) AND name = $1 ORDER BY position";
    NAME_PART = "SELECT position, last, held, revision, state FROM organisation \
                 WHERE position BETWEEN $1 AND $2 AND LOWER(name) LIKE LOWER($3) ESCAPE '\\' \
                 ORDER BY position LIMIT $4";
    LAST_TAKEN = "SELECT MAX(last) FROM organisation \
                  WHERE region IN (SELECT region FROM head) AND parent = $1";
    LAST_ROOT = "SELECT MAX(last) FROM organisation WHERE parent IS NULL";
    HELD_WITHIN = "SELECT CAST(COALESCE(SUM(held), 0) AS BIGINT) FROM organisation \
                   WHERE position BETWEEN $1 AND $2";
    FEW_WITHIN = "SELECT COUNT(*), CAST(COALESCE(SUM(held), 0) AS BIGINT) FROM \
                  (SELECT held FROM organisation WHERE position BETWEEN $1 AND $2 LIMIT $3) few";
    ADD_HELD = "UPDATE organisation SET held = held + $2 \
                WHERE region IN (SELECT region FROM head) AND id = $1";
    COUNT_WITHIN = "SELECT COUNT(*) FROM organisation WHERE position BETWEEN $1 AND $2";
    TERMS_ENDING = "SELECT position, last, held, revision, state FROM organisation \
                    WHERE region IN (SELECT region FROM head) AND term_ends_on <= $1 \
                    AND position BETWEEN $2 AND $3 AND active = 1 \
                    ORDER BY term_ends_on, position LIMIT $4";
    COLUMNS = "SELECT region, id, parent, kind, name, active, term_ends_on, state \
               FROM organisation WHERE (region, id) > ($1, $2) ORDER BY region, id LIMIT $3";
    CLEAR = "DELETE FROM organisation";
    DELETE = "DELETE FROM organisation WHERE region IN (SELECT region FROM head) AND id = $1";
}

const UPSERT: &str = "INSERT INTO organisation (region, id, parent, position, last, kind, name, \
                      active, term_ends_on, held, revision, state) ";
const UPSERT_REST: &str = " ON CONFLICT (region, id) DO UPDATE SET parent = excluded.parent, \
                           position = excluded.position, last = excluded.last, \
                           kind = excluded.kind, name = excluded.name, \
                           active = excluded.active, term_ends_on = excluded.term_ends_on, \
                           revision = excluded.revision, state = excluded.state";

/// An organisation with its place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// The organisation.
    pub organisation: Organisation,
    /// Its interval.
    pub interval: Interval,
    /// People whose relation is held here and who have not left: members and applicants. Kept by
    /// [`Access::add_held`], never by saving the row.
    pub held: i64,
    /// How many facts it has.
    pub revision: i64,
}

type Row = (i64, i64, i64, i64, String);

/// The columns by which an organisation is found, and the state that they are taken from.
type Columns = (i64, Vec<u8>, Option<Vec<u8>>, String, String, i64, Option<String>, String);

/// Rows compared at once.
const PAGE: i64 = 1_000;

impl Access<'_> {
    /// An organisation.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if the row cannot be read.
    pub async fn find_organisation(
        &mut self,
        id: OrganisationId,
    ) -> Result<Option<OrganisationRow>, StoreError> {
        let row: Option<Row> = on!(self, c => sqlx::query_as(FIND)
            .bind(id.as_bytes().as_slice()).fetch_optional(c).await)?;
        row.map(read).transpose()
    }

    /// The organisations directly below one (or, with `None`, at the top), dissolved ones too.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn children(
        &mut self,
        parent: Option<OrganisationId>,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let rows: Vec<Row> = match parent {
            Some(id) => on!(self, c => sqlx::query_as(CHILDREN)
                .bind(id.as_bytes().as_slice()).fetch_all(c).await)?,
            None => on!(self, c => sqlx::query_as(ROOTS).fetch_all(c).await)?,
        };
        rows.into_iter().map(read).collect()
    }

    /// Everything above a position, the nearest first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn organisations_above(
        &mut self,
        position: i64,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let parent: Option<Option<Vec<u8>>> =
            on!(self, c => sqlx::query_scalar(PARENT_AT).bind(position).fetch_optional(c).await)?;
        let Some(parent) = parent else { return self.above_by_interval(position).await };
        let mut next = parent
            .map(|id| read_id("organisation", &id).map(OrganisationId::from_bytes))
            .transpose()?;
        let mut above: Vec<OrganisationRow> = Vec::new();
        while let Some(id) = next {
            let first = above.last().map_or(position, |row| row.interval.position);
            match self.find_organisation(id).await? {
                Some(row) if row.interval.position < first && position <= row.interval.last => {
                    next = row.organisation.parent;
                    above.push(row);
                }
                // Renumbered between two questions.
                _ => return self.above_by_interval(position).await,
            }
        }
        Ok(above)
    }

    /// One statement, but one that looks at everything before the position.
    async fn above_by_interval(
        &mut self,
        position: i64,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let rows: Vec<Row> =
            on!(self, c => sqlx::query_as(ABOVE).bind(position).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// A subtree in its order, its root first; after a position, at most so many.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn subtree(
        &mut self,
        within: Interval,
        after: i64,
        limit: i64,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(SUBTREE)
            .bind(within.position).bind(within.last).bind(after).bind(limit)
            .fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// Organisations of exactly this name.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn organisations_named(
        &mut self,
        name: &str,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(BY_NAME).bind(name).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// Organisations of a subtree with this text in their name, in capitals or not.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn organisations_like(
        &mut self,
        within: Interval,
        part: &str,
        limit: i64,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let mut pattern = String::from("%");
        for c in part.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push('%');
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(NAME_PART)
            .bind(within.position).bind(within.last).bind(&pattern).bind(limit)
            .fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// The last number taken directly below an organisation (or at the top).
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn last_taken(
        &mut self,
        parent: Option<OrganisationId>,
    ) -> Result<Option<i64>, StoreError> {
        match parent {
            Some(id) => on!(self, c => sqlx::query_scalar(LAST_TAKEN)
                .bind(id.as_bytes().as_slice()).fetch_one(c).await),
            None => on!(self, c => sqlx::query_scalar(LAST_ROOT).fetch_one(c).await),
        }
    }

    /// People held anywhere in a subtree.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn held_within(&mut self, within: Interval) -> Result<i64, StoreError> {
        on!(self, c => sqlx::query_scalar(HELD_WITHIN)
            .bind(within.position).bind(within.last).fetch_one(c).await)
    }

    /// Does a subtree hold at most so many people, in at most as many organisations? Asked without
    /// counting further than that.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn holds_few(&mut self, within: Interval, people: i64) -> Result<bool, StoreError> {
        let (organisations, held): (i64, i64) = on!(self, c => sqlx::query_as(FEW_WITHIN)
            .bind(within.position).bind(within.last).bind(people + 1).fetch_one(c).await)?;
        Ok(organisations <= people && held <= people)
    }

    /// Organisations in a subtree, its root and dissolved ones included.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn organisations_within(&mut self, within: Interval) -> Result<i64, StoreError> {
        on!(self, c => sqlx::query_scalar(COUNT_WITHIN)
            .bind(within.position).bind(within.last).fetch_one(c).await)
    }

    /// Organisations of a subtree whose term ends by a day, the earliest first.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if a row cannot be read.
    pub async fn terms_ending(
        &mut self,
        by: &str,
        within: Interval,
        limit: i64,
    ) -> Result<Vec<OrganisationRow>, StoreError> {
        let rows: Vec<Row> = on!(self, c => sqlx::query_as(TERMS_ENDING)
            .bind(by).bind(within.position).bind(within.last).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(read).collect()
    }

    /// Counts people in (or, below zero, out).
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn add_held(&mut self, id: OrganisationId, people: i64) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(ADD_HELD)
            .bind(id.as_bytes().as_slice()).bind(people).execute(c).await.map(drop))
    }

    /// Organisations that are found by something else than their state says, or whose state cannot
    /// be read.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] if an id cannot be read.
    pub async fn organisations_astray(&mut self) -> Result<Vec<OrganisationId>, StoreError> {
        let mut astray = Vec::new();
        let mut after = (-1, Vec::new());
        loop {
            let rows: Vec<Columns> = on!(self, c => sqlx::query_as(COLUMNS)
                .bind(after.0).bind(&after.1).bind(PAGE).fetch_all(c).await)?;
            let Some(last) = rows.last() else { return Ok(astray) };
            after = (last.0, last.1.clone());
            for (region, id, parent, kind, name, active, term, state) in rows {
                let Ok(organisation) = read_state::<Organisation>("organisation", &state) else {
                    astray.push(OrganisationId::from_bytes(read_id("organisation", &id)?));
                    continue;
                };
                let agrees = region == i64::from(organisation.region)
                    && id == organisation.id.as_bytes()
                    && parent.as_deref() == organisation.parent.as_ref().map(id_bytes)
                    && kind == organisation.kind.id()
                    && name == organisation.name
                    && active == i64::from(organisation.is_active())
                    && term == term_ends_on(&organisation);
                if !agrees {
                    astray.push(OrganisationId::from_bytes(read_id("organisation", &id)?));
                }
            }
        }
    }

    /// Writes organisations as they are now; `held` only for those that are new.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn save_organisations(&mut self, rows: &[OrganisationRow]) -> Result<(), StoreError> {
        for chunk in rows.chunks(ROWS) {
            let mut states = Vec::with_capacity(chunk.len());
            for row in chunk {
                refuse_nul(&[&row.organisation.name])?;
                states.push(write_state("organisation", &row.organisation)?);
            }
            on!(self, c => {
                let mut query = QueryBuilder::new(UPSERT);
                query.push_values(chunk.iter().zip(&states), |mut values, (row, state)| {
                    let organisation = &row.organisation;
                    values.push_bind(i64::from(organisation.region))
                        .push_bind(organisation.id.as_bytes().as_slice())
                        .push_bind(organisation.parent.as_ref().map(id_bytes))
                        .push_bind(row.interval.position)
                        .push_bind(row.interval.last)
                        .push_bind(organisation.kind.id())
                        .push_bind(organisation.name.as_str())
                        .push_bind(i64::from(organisation.is_active()))
                        .push_bind(term_ends_on(organisation))
                        .push_bind(row.held)
                        .push_bind(row.revision)
                        .push_bind(state.as_str());
                });
                query.push(UPSERT_REST);
                query.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Empties the register of organisations, to be filled anew from facts.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn clear_organisations(&mut self) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(CLEAR).execute(c).await.map(drop))
    }

    /// Takes an organisation out of the register, because none of its facts counts any longer.
    ///
    /// # Errors
    /// Whatever the engine says.
    pub async fn delete_organisation(&mut self, id: OrganisationId) -> Result<(), StoreError> {
        on!(self, c => sqlx::query(DELETE)
            .bind(id.as_bytes().as_slice()).execute(c).await.map(drop))
    }
}

fn id_bytes(id: &OrganisationId) -> &[u8] {
    id.as_bytes().as_slice()
}

fn term_ends_on(organisation: &Organisation) -> Option<String> {
    organisation.term.as_ref().map(|term| term.ends_on.to_string())
}

fn read((position, last, held, revision, state): Row) -> Result<OrganisationRow, StoreError> {
    let organisation = read_state("organisation", &state)?;
    Ok(OrganisationRow { organisation, interval: Interval { position, last }, held, revision })
}

pub(crate) fn write_state<T: serde::Serialize>(
    table: &'static str,
    state: &T,
) -> Result<String, StoreError> {
    serde_json::to_string(state).map_err(|error| StoreError::Inconsistent {
        table,
        row: "-".to_owned(),
        what: error.to_string(),
    })
}

pub(crate) fn read_state<T: serde::de::DeserializeOwned>(
    table: &'static str,
    state: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(state).map_err(|error| StoreError::Inconsistent {
        table,
        row: state.chars().take(60).collect(),
        what: error.to_string(),
    })
}

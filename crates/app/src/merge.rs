//! Two records of one person: finding them, joining them; an undo of the batch parts them again.

use std::collections::BTreeMap;

use xibao_domain::person::PersonEvent;
use xibao_domain::{BatchId, Field, PersonId, Refusal};
use xibao_rulebook::Dated;
use xibao_store::PersonRow;

use crate::record::Purpose;
use crate::{AppError, Register};

/// Records looked at for one person.
const LOOKED_AT_MAX: i64 = 50;

/// Why two records may be of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same identity number.
    SameNumber,
    /// The same name and day of birth, the numbers missing or different.
    SameNameAndBirth,
}

impl Register {
    /// Records that may be of the same person as this one, surest first.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such person.
    pub async fn duplicates_of(
        &self,
        id: PersonId,
    ) -> Result<Vec<(Likeness, PersonRow)>, AppError> {
        let row = self.person(id).await?;
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let mut found: Vec<(Likeness, PersonRow)> = Vec::new();
        if let Some(blind) = &row.person.blind {
            for other in access.people_of_blind(blind, LOOKED_AT_MAX).await? {
                found.push((Likeness::SameNumber, other));
            }
        }
        let born = row.person.fields.get(&Field::Born);
        for other in access.people_named(row.person.name(), LOOKED_AT_MAX).await? {
            let known = found.iter().any(|(_, one)| one.person.id == other.person.id);
            if !known && born.is_some() && other.person.fields.get(&Field::Born) == born {
                found.push((Likeness::SameNameAndBirth, other));
            }
        }
        found.retain(|(_, other)| other.person.id != id && other.person.merged_into.is_none());
        Ok(found)
    }

    /// Joins a record to another of the same person: fields the survivor lacks are taken over, the
    /// other record stays readable and takes no more facts.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn merge_people(
        &self,
        purpose: Purpose,
        survivor: PersonId,
        other: PersonId,
        on: Dated,
    ) -> Result<BatchId, AppError> {
        let mut regions = self.regions_of(survivor).await?;
        regions.extend(self.regions_of(other).await?);
        let mut recording = self.record(purpose, &regions).await?;
        let keeps = recording.person(survivor).await?;
        let goes = recording.person(other).await?;
        if keeps.person.merged_into.is_some() {
            return Err(Refusal::new(
                "merged",
                "要保留的记录本身已并入另一条",
                "the record to be kept was joined to another itself",
            )
            .into());
        }
        let event = PersonEvent::MergedInto { survivor };
        recording.change_person(Some(&goes), other, event, on).await?;
        let lacking = self.lacking(&keeps, &goes)?;
        let PersonEvent::PersonChanged { changes, blind } = self.edit(survivor, &lacking)? else {
            return Err(AppError::Inconsistent("an edit is a change".to_owned()));
        };
        let event = PersonEvent::Absorbed { other, changes, blind };
        recording.change_person(Some(&keeps), survivor, event, on).await?;
        recording.finish().await
    }

    /// Fields that one record has and the other lacks, in plain: they are sealed anew for their
    /// new owner.
    fn lacking(
        &self,
        keeps: &PersonRow,
        goes: &PersonRow,
    ) -> Result<BTreeMap<Field, Option<String>>, AppError> {
        let plain = self.plain(&goes.person)?;
        Ok(plain
            .into_iter()
            .filter(|(field, _)| !keeps.person.fields.contains_key(field))
            .map(|(field, value)| (field, Some(value)))
            .collect())
    }
}

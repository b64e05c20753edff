//! Use cases of people: register, change, step, transfer, move about, show.

use std::collections::BTreeMap;

use xibao_domain::person::{PersonEvent, Registration};
use xibao_domain::{
    Case, Fact, Field, Fields, LostContact, Membership, Mobile, OrganisationId, Person, PersonId,
    Region,
};
use xibao_rulebook::calc::standing::{self, StandingAnswer, StandingRequest};
use xibao_rulebook::{Dated, Day};
use xibao_store::PersonRow;

use crate::record::{Purpose, named_places, unknown_person};
use crate::seal::masked;
use crate::{AppError, Register, limits};

/// A person to be entered in the register; fields in plain.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The person's fields, normalised, in plain.
    pub fields: Fields,
    /// Where the membership stands.
    pub membership: Membership,
    /// The branch that holds the relation.
    pub held: OrganisationId,
    /// Away without a transfer.
    pub mobile: Option<Mobile>,
    /// Out of contact.
    pub lost: Option<LostContact>,
}

/// A letter of transfer (组织关系介绍信).
#[derive(Debug, Clone)]
pub struct Letter {
    /// The branch that is to take the relation.
    pub to: OrganisationId,
    /// Its number.
    pub number: String,
    /// The days of validity stated on it; `None`: as the rulebook says.
    pub days: Option<i32>,
    /// The month up to which dues were paid.
    pub dues_paid_until: Option<Dated>,
}

/// A person as they are shown.
#[derive(Debug, Clone)]
pub struct PersonView {
    /// The person; sensitive fields still sealed.
    pub row: PersonRow,
    /// The fields to show, sensitive ones masked.
    pub shown: Fields,
    /// The name of the branch that holds the relation.
    pub branch: String,
    /// The standing (党龄), reckoned by the rulebook; `None` for who is no member or whose day of
    /// joining is not known.
    pub standing: Option<StandingAnswer>,
}

impl Register {
    /// Enters a person in the register.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn register_person(
        &self,
        purpose: Purpose,
        person: NewPerson,
        on: Dated,
    ) -> Result<PersonId, AppError> {
        let region = self.organisation(person.held).await?.organisation.region;
        let id = self.ids().person()?;
        let registration = Box::new(self.registration(id, person)?);
        let mut recording = self.record(purpose, &[region]).await?;
        let event = PersonEvent::PersonRegistered { registration };
        recording.change_person(None, id, event, on).await?;
        recording.finish().await?;
        Ok(id)
    }

    /// Plain data of a new person, sealed for that person.
    pub(crate) fn registration(
        &self,
        id: PersonId,
        person: NewPerson,
    ) -> Result<Registration, AppError> {
        let sealer = self.sealer();
        let number = person.fields.get(&Field::IdNumber);
        let blind = number.map(|number| sealer.blind(number)).transpose()?;
        Ok(Registration {
            fields: sealer.seal_all(id, &person.fields)?,
            blind,
            membership: person.membership,
            held: person.held,
            mobile: person.mobile,
            lost: person.lost,
        })
    }

    /// Changes fields; values in plain, `None` empties one.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn edit_person(
        &self,
        purpose: Purpose,
        id: PersonId,
        changes: &BTreeMap<Field, Option<String>>,
        on: Dated,
    ) -> Result<(), AppError> {
        let event = self.edit(id, changes)?;
        self.change_person(purpose, id, event, on).await
    }

    /// A change of plain values as an event with sealed ones.
    pub(crate) fn edit(
        &self,
        id: PersonId,
        changes: &BTreeMap<Field, Option<String>>,
    ) -> Result<PersonEvent, AppError> {
        let sealer = self.sealer();
        let number = changes.get(&Field::IdNumber).and_then(Option::as_deref);
        let blind = number.map(|number| sealer.blind(number)).transpose()?;
        let changes = changes
            .iter()
            .map(|(field, value)| {
                let value = value.as_deref().map(|value| sealer.seal(id, *field, value));
                Ok((*field, value.transpose()?))
            })
            .collect::<Result<_, AppError>>()?;
        Ok(PersonEvent::PersonChanged { changes, blind })
    }

    /// Records what happened to a person.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn change_person(
        &self,
        purpose: Purpose,
        id: PersonId,
        event: PersonEvent,
        on: Dated,
    ) -> Result<(), AppError> {
        let mut regions = self.regions_of(id).await?;
        // Nobody dissolves in the meantime what is named here.
        regions.extend(self.regions_of_places(&named_places(&event)).await?);
        let mut recording = self.record(purpose, &regions).await?;
        let row = recording.person(id).await?;
        recording.change_person(Some(&row), id, event, on).await?;
        recording.finish().await?;
        Ok(())
    }

    /// The regions a change of a person can touch: that of the row, and that of the branch a
    /// transfer leads to.
    pub(crate) async fn regions_of(&self, id: PersonId) -> Result<Vec<Region>, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let row = access.find_person(id).await?.ok_or_else(|| unknown_person(id))?;
        let mut regions = vec![row.region];
        if let Some(transfer) = row.person.pending_transfer()
            && let Some(to) = access.find_organisation(transfer.to).await?
        {
            regions.push(to.organisation.region);
        }
        Ok(regions)
    }

    async fn regions_of_places(&self, places: &[OrganisationId]) -> Result<Vec<Region>, AppError> {
        let mut regions = Vec::new();
        if places.is_empty() {
            return Ok(regions);
        }
        let mut session = self.store.read().await?;
        for id in places {
            let found = session.access().find_organisation(*id).await?;
            regions.extend(found.map(|row| row.organisation.region));
        }
        Ok(regions)
    }

    /// Issues a letter of transfer, valid as the rulebook says or for the days stated.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn open_transfer(
        &self,
        purpose: Purpose,
        id: PersonId,
        letter: &Letter,
        on: Dated,
    ) -> Result<(), AppError> {
        let valid_until =
            limits::letter_valid_until(&self.book, on, letter.days).ok_or_else(|| {
                AppError::asked(
                    "介绍信有效期算不出，请写明有效天数",
                    "the validity of the letter cannot be reckoned; state its days",
                )
            })?;
        let event = PersonEvent::TransferOpened {
            to: letter.to,
            letter: letter.number.clone(),
            valid_until,
            dues_paid_until: letter.dues_paid_until,
        };
        self.change_person(purpose, id, event, on).await
    }

    /// A person, or the refusal that there is none.
    ///
    /// # Errors
    /// [`AppError::Refused`].
    pub async fn person(&self, id: PersonId) -> Result<PersonRow, AppError> {
        let mut session = self.store.read().await?;
        session.access().find_person(id).await?.ok_or_else(|| unknown_person(id))
    }

    /// A person as they are shown, sensitive fields masked.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is none; [`AppError::Vault`] if a value cannot be opened.
    pub async fn person_view(&self, id: PersonId, today: Day) -> Result<PersonView, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let row = access.find_person(id).await?.ok_or_else(|| unknown_person(id))?;
        let branch = access.find_organisation(row.person.held).await?;
        let branch = branch.map(|row| row.organisation.name).unwrap_or_default();
        drop(session);
        let shown = self.shown(&row.person)?;
        let standing = self.standing(&row.person, today);
        Ok(PersonView { row, shown, branch, standing })
    }

    /// A person's fields, sensitive ones masked.
    pub(crate) fn shown(&self, person: &Person) -> Result<Fields, AppError> {
        let sealer = self.sealer();
        person
            .fields
            .iter()
            .map(|(field, stored)| {
                if !field.is_sensitive() {
                    return Ok((*field, stored.clone()));
                }
                let plain = sealer.open(person.id, *field, stored)?;
                Ok((*field, masked(*field, plain.expose())))
            })
            .collect()
    }

    /// A person's fields in plain, for use cases that have authorised it.
    ///
    /// # Errors
    /// [`AppError::Vault`] if a value cannot be opened.
    pub fn plain(&self, person: &Person) -> Result<Fields, AppError> {
        self.sealer().open_all(person.id, &person.fields)
    }

    /// The standing (党龄) of a member on a day, by the rulebook.
    pub fn standing(&self, person: &Person, today: Day) -> Option<StandingAnswer> {
        if !person.membership.stage().is_member() {
            return None;
        }
        let steps = person.membership.steps();
        let request = StandingRequest {
            today: Some(Dated::on(today)),
            extension_months: steps.extension_months,
            ..StandingRequest::joined(steps.admitted_on?)
        };
        standing::reckon(&self.book, &request).ok()
    }

    /// The facts of a person, in order, withdrawn ones too.
    ///
    /// # Errors
    /// [`AppError::Store`] if a row cannot be read.
    pub async fn facts_of(&self, case: Case) -> Result<Vec<Fact>, AppError> {
        let mut session = self.store.read().await?;
        let rows = session.access().facts_of_case(case).await?;
        rows.iter().map(|row| row.fact().map_err(AppError::from)).collect()
    }
}

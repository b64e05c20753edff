//! After an undo: is everybody and everything where somebody or something can be? What was recorded
//! since about others can have taken away the place that an undo would put back into.

use xibao_domain::{Case, Organisation, OrganisationId, Person};

use crate::AppError;
use crate::record::Recording;
use crate::undo::refusal;

impl Recording<'_> {
    /// Refuses an undo that leaves a case where it cannot be.
    pub(crate) async fn check_place(&mut self, case: Case) -> Result<(), AppError> {
        match case {
            Case::Person(id) => match self.tx.access().find_person(id).await? {
                Some(row) => self.check_person(&row.person).await,
                None => Ok(()),
            },
            Case::Organisation(id) => match self.tx.access().find_organisation(id).await? {
                Some(row) => self.check_organisation(&row.organisation).await,
                None if self.tx.access().guests(id).await? > 0 => Err(refusal(
                    "not-empty",
                    "还有人在此活动或转入，不能撤销它的成立；请先处理",
                    "somebody is active there or on the way there, so its founding cannot be undone",
                )),
                None => Ok(()),
            },
        }
    }

    async fn check_person(&mut self, person: &Person) -> Result<(), AppError> {
        let mut places: Vec<OrganisationId> =
            person.active.iter().chain(&person.dues).copied().collect();
        if person.is_current() {
            places.push(person.held);
        }
        let coming = person.pending_transfer().filter(|transfer| transfer.person_on.is_none());
        places.extend(coming.map(|transfer| transfer.to));
        for id in places {
            let place = self.organisation(id).await?.organisation;
            if !place.is_active() {
                return Err(gone(person.name(), &place));
            }
        }
        Ok(())
    }

    async fn check_organisation(&mut self, organisation: &Organisation) -> Result<(), AppError> {
        let Some(parent) = organisation.parent else { return Ok(()) };
        let parent = self.organisation(parent).await?.organisation;
        if organisation.is_active() && !parent.is_active() {
            return Err(gone(&organisation.name, &parent));
        }
        Ok(())
    }

    /// Refuses to put an organisation back under what now stands below it.
    pub(crate) async fn check_above(
        &mut self,
        organisation: &Organisation,
    ) -> Result<(), AppError> {
        let around = self.above(organisation.parent).await?;
        let id = organisation.id;
        if organisation.parent == Some(id) || around.above_parent.contains(&id) {
            return Err(refusal(
                "cycle",
                &format!("撤销后{}会在它自己的下级之下；请先移动下级组织", organisation.name),
                &format!(
                    "{} would stand under what is below it; move that first",
                    organisation.name
                ),
            ));
        }
        Ok(())
    }
}

fn gone(name: &str, place: &Organisation) -> AppError {
    refusal(
        "place-gone",
        &format!("撤销后{name}会回到已经撤销的{}；请先撤销它的撤销", place.name),
        &format!("{name} would be back with {}, which is dissolved; undo that first", place.name),
    )
}

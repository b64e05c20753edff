//! Members on the move and members out of contact: whom the branch has to keep in touch with.

use xibao_domain::OrganisationId;
use xibao_rulebook::Dated;
use xibao_store::PersonRow;

use crate::{AppError, Register, limits};

/// Somebody who is away without a transfer or out of contact.
#[derive(Debug, Clone)]
pub struct Away {
    /// The person; `mobile` or `lost` tells where and since when.
    pub row: PersonRow,
    /// The last day on which the branch was in touch, as far as it is recorded.
    pub contacted_on: Option<Dated>,
    /// For who is out of contact: the day from which the branch may consider a suspension, after
    /// a search without result. Nothing happens by itself.
    pub considered_from: Option<Dated>,
}

impl Register {
    /// Who of a part of the tree is away or out of contact, branch by branch.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation.
    pub async fn away(&self, id: OrganisationId, limit: i64) -> Result<Vec<Away>, AppError> {
        let within = self.organisation(id).await?.interval;
        let mut session = self.store.read().await?;
        let rows = session.access().people_away(within, limit).await?;
        Ok(rows.into_iter().map(|row| self.absence(row)).collect())
    }

    fn absence(&self, row: PersonRow) -> Away {
        let contacted_on = row.person.mobile.as_ref().and_then(|mobile| mobile.contacted_on);
        let lost = row.person.lost.as_ref();
        let considered_from =
            lost.and_then(|lost| limits::lost_considered_from(&self.book, lost.since));
        Away { row, contacted_on, considered_from }
    }
}

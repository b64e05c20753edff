//! Organisations by name and by place, as a person names them; batches by number.

use xibao_domain::tree::WHOLE;
use xibao_domain::{Organisation, OrganisationId, Region};
use xibao_store::OrganisationRow;

use crate::chain::stored_mac;
use crate::record::unknown_organisation;
use crate::{AppError, Register};

impl Register {
    /// Organisations of exactly this full name, dissolved ones too.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn organisations_named(&self, name: &str) -> Result<Vec<OrganisationRow>, AppError> {
        let mut session = self.store.read().await?;
        Ok(session.access().organisations_named(name).await?)
    }

    /// The first organisations whose name contains this.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn organisations_like(
        &self,
        part: &str,
        limit: i64,
    ) -> Result<Vec<OrganisationRow>, AppError> {
        let mut session = self.store.read().await?;
        Ok(session.access().organisations_like(WHOLE, part, limit).await?)
    }

    /// The organisations directly below one, dissolved ones too.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn below(&self, id: OrganisationId) -> Result<Vec<OrganisationRow>, AppError> {
        let mut session = self.store.read().await?;
        Ok(session.access().children(Some(id)).await?)
    }

    /// The organisations from the top down to this one, itself included.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation.
    pub async fn path(&self, id: OrganisationId) -> Result<Vec<Organisation>, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let row = access.find_organisation(id).await?.ok_or_else(|| unknown_organisation(id))?;
        let above = access.organisations_above(row.interval.position).await?;
        let mut path: Vec<Organisation> = above.into_iter().map(|row| row.organisation).collect();
        path.reverse();
        path.push(row.organisation);
        Ok(path)
    }

    /// The mac of a region's batch of this number, as [`crate::Verification::heads`] gives that of
    /// the last.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn mac_of_batch(&self, region: Region, seq: i64) -> Result<Option<String>, AppError> {
        let mut session = self.store.read().await?;
        let page = session.access().page_batches((i64::from(region), seq - 1), 1).await?;
        let batch = page.first().filter(|batch| batch.region == region && batch.seq == seq);
        Ok(batch.map(|batch| stored_mac(&batch.mac).to_string()))
    }
}

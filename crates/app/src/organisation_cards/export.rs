//! Organisation cards back out, in the forms they come in.

use std::path::Path;

use xibao_domain::{Organisation, OrganisationId, PostTitle};
use xibao_roster::verdict::KnownOrganisation;
use xibao_roster::write::{self, Form, Format};

use crate::import::problems::unreadable;
use crate::{AppError, Register};

impl Register {
    /// Writes the cards of an organisation and of everything below it, in the order of the tree,
    /// without dissolved ones. Sensitive values are masked unless they are asked for in plain.
    /// Returns how many.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation; [`AppError::File`] if the file
    /// cannot be written.
    pub async fn export_cards(
        &self,
        id: OrganisationId,
        form: Form,
        format: Format,
        out: &Path,
        masked: bool,
    ) -> Result<u64, AppError> {
        let above = self.path(id).await?;
        let above = above.into_iter().rev().nth(1).map(|parent| (parent.id, parent.name));
        let rows = self.subtree(id).await?;
        let mut names: std::collections::HashMap<OrganisationId, String> =
            rows.iter().map(|row| (row.organisation.id, row.organisation.name.clone())).collect();
        names.extend(above);
        let mut cards = Vec::with_capacity(rows.len());
        for row in rows.iter().filter(|row| row.organisation.is_active()) {
            let organisation = &row.organisation;
            let parent = organisation.parent.and_then(|parent| names.get(&parent).cloned());
            cards.push(KnownOrganisation {
                name: organisation.name.clone(),
                kind: organisation.kind,
                parent,
                founded_on: organisation.founded_on,
                former_names: organisation.former_names.clone(),
                secretary: self.secretary(organisation).await?,
                card: organisation.card.clone(),
            });
        }
        write::organisations(form, &cards, format, out, masked)
            .map_err(|error| unreadable(out, &error))?;
        Ok(cards.len() as u64)
    }

    async fn secretary(&self, organisation: &Organisation) -> Result<Option<String>, AppError> {
        let Some(id) = organisation.holders(PostTitle::Secretary).next() else { return Ok(None) };
        Ok(Some(self.person(id).await?.person.name().to_owned()))
    }
}

//! Rosters back out, in the forms they come in.

use std::path::Path;

use xibao_domain::OrganisationId;
use xibao_roster::verdict::Known;
use xibao_roster::write::{self, Form, Format};
use xibao_store::RosterCursor;

use crate::import::problems::unreadable;
use crate::record::unknown_organisation;
use crate::{AppError, Register};

/// People read at once.
const PAGE: i64 = 1_000;

impl Register {
    /// Writes everybody of a part of the tree who has not left, branch by branch, by strokes.
    /// Sensitive values are masked unless they are asked for in plain. Returns how many.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such organisation; [`AppError::File`] if the file
    /// cannot be written.
    pub async fn export(
        &self,
        id: OrganisationId,
        form: Form,
        format: Format,
        out: &Path,
        masked: bool,
    ) -> Result<u64, AppError> {
        let people = self.everybody_known(id).await?;
        let count = people.len() as u64;
        write::people(form, &people, format, out, masked)
            .map_err(|error| unreadable(out, &error))?;
        Ok(count)
    }

    async fn everybody_known(&self, id: OrganisationId) -> Result<Vec<Known>, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let row = access.find_organisation(id).await?.ok_or_else(|| unknown_organisation(id))?;
        let mut known = Vec::new();
        let mut branch = None;
        let mut after = RosterCursor { position: row.interval.position, ..RosterCursor::default() };
        loop {
            let page = access.subtree_roster(row.interval, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(known) };
            after.key.clone_from(&last.stroke_key);
            after.id = last.person.id.as_bytes().to_vec();
            for person in page {
                let held = person.person.held;
                if branch.as_ref().is_none_or(|(known, _, _)| *known != held) {
                    let found = access.find_organisation(held).await?;
                    let found = found.ok_or_else(|| unknown_organisation(held))?;
                    branch = Some((held, found.organisation.name, found.interval.position));
                }
                let name = branch.as_ref().map_or("", |(_, name, _)| name.as_str());
                known.push(self.known(&person.person, name)?);
            }
            after.position = branch.as_ref().map_or(after.position, |(_, _, place)| *place);
        }
    }
}

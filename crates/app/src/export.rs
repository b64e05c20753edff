//! Rosters back out, in the forms they come in.

use std::path::Path;

use tokio::sync::mpsc;
use xibao_domain::OrganisationId;
use xibao_roster::verdict::Known;
use xibao_roster::write::{self, Form, Format};
use xibao_store::RosterCursor;

use crate::import::problems::unreadable;
use crate::record::unknown_organisation;
use crate::{AppError, Register};

/// People read at once.
const PAGE: i64 = 1_000;
/// Pages that wait to be written.
const WAITING: usize = 4;

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
        let (sender, receiver) = mpsc::channel(WAITING);
        let path = out.to_owned();
        let writer = tokio::task::spawn_blocking(move || {
            write::people(form, Received::of(receiver), format, &path, masked)
        });
        let sent = self.send_everybody(id, &sender).await;
        // The writer ends when there is nothing more to come.
        drop(sender);
        let written = writer.await.map_err(|error| AppError::Inconsistent(error.to_string()))?;
        let count = sent?;
        written.map_err(|error| unreadable(out, &error))?;
        Ok(count)
    }

    /// Hands over everybody page by page; ends early if the writer has ended.
    async fn send_everybody(
        &self,
        id: OrganisationId,
        sender: &mpsc::Sender<Vec<Known>>,
    ) -> Result<u64, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let row = access.find_organisation(id).await?.ok_or_else(|| unknown_organisation(id))?;
        let mut count = 0;
        let mut branch = None;
        let mut after = RosterCursor { position: row.interval.position, ..RosterCursor::default() };
        loop {
            let page = access.subtree_roster(row.interval, &after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(count) };
            after.key.clone_from(&last.stroke_key);
            after.id = last.person.id.as_bytes().to_vec();
            let mut known = Vec::with_capacity(page.len());
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
            count += known.len() as u64;
            if sender.send(known).await.is_err() {
                return Ok(count);
            }
        }
    }
}

/// People as they come in.
struct Received {
    receiver: mpsc::Receiver<Vec<Known>>,
    page: std::vec::IntoIter<Known>,
}

impl Received {
    fn of(receiver: mpsc::Receiver<Vec<Known>>) -> Received {
        Received { receiver, page: Vec::new().into_iter() }
    }
}

impl Iterator for Received {
    type Item = Known;

    fn next(&mut self) -> Option<Known> {
        loop {
            if let Some(known) = self.page.next() {
                return Some(known);
            }
            self.page = self.receiver.blocking_recv()?.into_iter();
        }
    }
}

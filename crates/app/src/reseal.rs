//! After a rotation: sealed values sealed anew with the current key, person by person, as facts.

use std::collections::BTreeMap;

use xibao_domain::person::PersonEvent;
use xibao_domain::{Field, Person};
use xibao_rulebook::Dated;
use xibao_vault::Sealed;

use crate::record::Purpose;
use crate::{AppError, Register};

/// People read, and at most sealed anew, at once.
const PAGE: i64 = 500;

impl Register {
    /// Seals every value anew that an older key sealed; `progress` is told how many people were
    /// looked at. It can be stopped and begun again. Facts already recorded keep their old values:
    /// the old key stays in the key file to open them. Returns how many people were changed.
    ///
    /// # Errors
    /// [`AppError::Vault`] if a value cannot be opened.
    pub async fn reseal(
        &self,
        actor: &str,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<u64, AppError> {
        let on = Dated::on(self.today());
        let (mut looked_at, mut done) = (0, 0);
        let mut after = (-1, Vec::new());
        loop {
            let page = {
                let mut session = self.store.read().await?;
                session.access().page_people((after.0, &after.1), PAGE).await?
            };
            let Some(last) = page.last() else { return Ok(done) };
            after = (i64::from(last.region), last.person.id.as_bytes().to_vec());
            let mut regions: Vec<_> = page.iter().map(|row| row.region).collect();
            regions.dedup();
            let mut recording = self.record(Purpose::of(actor, "reseal"), &regions).await?;
            let mut any = false;
            for row in &page {
                looked_at += 1;
                if row.person.merged_into.is_some() || self.resealed(&row.person)?.is_empty() {
                    continue;
                }
                let now = recording.person(row.person.id).await?;
                let changes = self.resealed(&now.person)?;
                let blind = now.person.blind.clone();
                let event = PersonEvent::PersonChanged { changes, blind };
                recording.change_person(Some(&now), row.person.id, event, on).await?;
                (any, done) = (true, done + 1);
            }
            if any {
                recording.finish().await?;
            }
            progress(looked_at);
        }
    }

    fn resealed(&self, person: &Person) -> Result<BTreeMap<Field, Option<String>>, AppError> {
        let sealer = self.sealer();
        let mut changes = BTreeMap::new();
        for (field, stored) in person.fields.iter().filter(|(field, _)| field.is_sensitive()) {
            let value: Sealed = stored.parse()?;
            if value.key() != self.vault.current_key_id() {
                let plain = sealer.open(person.id, *field, stored)?;
                let anew = sealer.seal(person.id, *field, plain.expose())?;
                changes.insert(*field, Some(anew));
            }
        }
        Ok(changes)
    }
}

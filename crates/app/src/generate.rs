//! Fills a register with a synthetic county or province, in one batch.

use std::collections::HashMap;

use tokio::sync::mpsc;
use xibao_domain::person::PersonEvent;
use xibao_domain::tree::Interval;
use xibao_domain::{Case, Organisation, OrganisationId, PersonId, ids_from};
use xibao_rulebook::Dated;
use xibao_sample::province::{PlannedPost, Province};
use xibao_store::{FactRow, OrganisationRow};

use crate::bulk::{Common, Ready};
use crate::record::{NewChain, Purpose, Recording};
use crate::{AppError, NewPerson, Register, tree};

/// People made ready at once.
const CHUNK: usize = 1_000;
/// Facts of organisations written at once.
const FACTS_AT_ONCE: usize = 2_000;
/// Chunks that wait to be written.
const WAITING: usize = 4;

/// Sequences of identities, so that an organisation and a person never share one.
const ORGANISATIONS: u8 = 1;
const PEOPLE: u8 = 2;

/// What was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Generated {
    /// Organisations, dissolved ones too.
    pub organisations: u64,
    /// People, those on the way in and those who left too.
    pub people: u64,
}

/// Identities by place, so that events can name who comes later.
#[derive(Clone, Copy)]
struct Places {
    millis: u64,
    salt: u64,
}

impl Places {
    fn id(self, kind: u8, place: u64) -> [u8; 16] {
        // A UUIDv7 overwrites bits of the first and third byte; behind them the place comes
        // before what is chance, so that identities come in the order of entry.
        let mut random = [0; 10];
        let [first, second, rest @ ..] = self.salt.to_be_bytes();
        let place = place.to_be_bytes().into_iter().skip(4);
        let parts = [kind, first, second].into_iter().chain(place).chain(rest);
        for (to, from) in random.iter_mut().zip(parts) {
            *to = from;
        }
        ids_from(self.millis, random)
    }

    fn organisation(self, place: usize) -> OrganisationId {
        OrganisationId::from_bytes(self.id(ORGANISATIONS, place as u64))
    }

    fn person(self, place: u64) -> PersonId {
        PersonId::from_bytes(self.id(PEOPLE, place))
    }
}

impl Register {
    /// Fills the register with a planned province; `progress` is told how many people are written.
    ///
    /// # Errors
    /// [`AppError::Asked`] if there are records in the region already.
    pub async fn generate(
        &self,
        purpose: Purpose,
        province: Province,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Generated, AppError> {
        let region = province.plan().region;
        let mut recording = self.record_on_tree(purpose, &[region]).await?;
        if recording.is_used(region) {
            return Err(AppError::asked(
                "这个地区已有记录；演示数据只写入空的登记册",
                "there are records in this region already; synthetic data fills an empty register",
            ));
        }
        let mut salt = [0; 8];
        let filled = self.circumstance.random(&mut salt);
        filled.map_err(|error| xibao_vault::VaultError::NoRandom { reason: error.0 })?;
        let millis = u64::try_from(recording.at()).unwrap_or(0);
        let places = Places { millis, salt: u64::from_be_bytes(salt) };
        let organisations = recording.generate_organisations(&province, places).await?;
        let common = recording.common(region);
        let (sender, mut receiver) = mpsc::channel(WAITING);
        let register = self.clone();
        let worker = tokio::task::spawn_blocking(move || {
            let sent = register.make_ready(&province, places, &common, &sender);
            if let Err(error) = sent {
                let _ = sender.blocking_send(Err(error));
            }
        });
        let mut generated = Generated { organisations, people: 0 };
        let mut held = HashMap::new();
        while let Some(ready) = receiver.recv().await {
            let ready: Ready = ready?;
            generated.people += ready.people.len() as u64;
            recording.write_ready(ready, &mut held).await?;
            progress(generated.people);
        }
        worker.await.map_err(|error| AppError::Inconsistent(error.to_string()))?;
        recording.add_held(held).await?;
        recording.finish().await?;
        self.store.settle().await?;
        Ok(generated)
    }

    fn make_ready(
        &self,
        province: &Province,
        places: Places,
        common: &Common,
        sender: &mpsc::Sender<Result<Ready, AppError>>,
    ) -> Result<(), AppError> {
        let mut ready = Ready::default();
        for (place, _) in province.organisations().iter().enumerate() {
            for planned in province.people(place, |place| places.organisation(place)) {
                let id = places.person(planned.number);
                let person = NewPerson {
                    fields: planned.fields,
                    membership: planned.membership,
                    held: places.organisation(place),
                    mobile: planned.mobile,
                    lost: planned.lost,
                };
                let registration = Box::new(self.registration(id, person)?);
                let on = Dated::on(planned.registered_on);
                let mut events = vec![(on, PersonEvent::PersonRegistered { registration })];
                for (on, event) in planned.later {
                    events.push((on, self.sealed(id, event)?));
                }
                self.ready(common, id, events, &mut ready)?;
                if ready.people.len() >= CHUNK
                    && sender.blocking_send(Ok(std::mem::take(&mut ready))).is_err()
                {
                    return Ok(());
                }
            }
        }
        let _ = sender.blocking_send(Ok(ready));
        Ok(())
    }

    /// A planned event with plain values, as it is stored.
    fn sealed(&self, id: PersonId, event: PersonEvent) -> Result<PersonEvent, AppError> {
        match event {
            PersonEvent::PersonChanged { changes, .. } => self.edit(id, &changes),
            other => Ok(other),
        }
    }
}

impl Recording<'_> {
    async fn generate_organisations(
        &mut self,
        province: &Province,
        places: Places,
    ) -> Result<u64, AppError> {
        let region = province.plan().region;
        let starts = starts(province);
        let person = |post: PlannedPost| {
            let start = starts.get(post.organisation).copied().unwrap_or(0);
            places.person(start + post.person as u64)
        };
        let mut rows = Vec::with_capacity(province.organisations().len());
        let mut facts = Vec::new();
        for (place, planned) in province.organisations().iter().enumerate() {
            let id = places.organisation(place);
            let mut state = None;
            let mut chain = NewChain::of(region, Case::Organisation(id));
            for (on, event) in planned.events(region, |place| places.organisation(place), person) {
                state = Some(Organisation::after(state, id, &event, on)?);
                facts.push(chain.next(self, on, &event.into())?);
            }
            if facts.len() >= FACTS_AT_ONCE {
                self.write_facts(&mut facts).await?;
            }
            if let Some(organisation) = state {
                let interval = Interval { position: -1, last: -1 };
                let revision = chain.seq();
                rows.push(OrganisationRow { organisation, interval, held: 0, revision });
            }
        }
        self.write_facts(&mut facts).await?;
        let root = rows.first().and_then(|row| row.organisation.parent);
        let numbered = tree::place(&mut self.tx.access(), root, rows).await?;
        self.tx.access().save_organisations(&numbered).await?;
        Ok(numbered.len() as u64)
    }
}

impl Recording<'_> {
    async fn write_facts(&mut self, facts: &mut Vec<FactRow>) -> Result<(), AppError> {
        for fact in facts.iter() {
            self.counted(fact)?;
        }
        self.tx.access().insert_facts(facts).await?;
        facts.clear();
        Ok(())
    }
}

/// The number of the first person on the roll of each organisation.
fn starts(province: &Province) -> Vec<u64> {
    let mut next = 0;
    province
        .organisations()
        .iter()
        .map(|planned| {
            let start = next;
            next += planned.people as u64;
            start
        })
        .collect()
}

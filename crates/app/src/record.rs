//! Recording: decide on proposals, add facts to their chains, keep the registers in step. All of a
//! recording is one transaction and one batch; nothing of it is seen before it is finished.

use std::collections::{BTreeMap, HashMap};

use xibao_domain::organisation::{OrganisationEvent, Surroundings};
use xibao_domain::person::{PersonEvent, Places};
use xibao_domain::{BatchId, Case, Event, Organisation, OrganisationId, Person, PersonId, Region};
use xibao_rulebook::Dated;
use xibao_store::{BatchRow, FactRow, HeadRow, OrganisationRow, PersonRow, StoreError, Tx};

use crate::chain::{self, Digest, stored_mac};
use crate::{AppError, Register, project};

/// Who records, and what for.
#[derive(Debug, Clone)]
pub struct Purpose {
    /// Who.
    pub actor: String,
    /// What for, such as `transfer-opened`.
    pub purpose: String,
    /// Where from, such as a file's name; may be empty.
    pub source: String,
}

impl Purpose {
    /// A purpose without a source.
    pub fn of(actor: &str, purpose: &str) -> Purpose {
        Purpose { actor: actor.to_owned(), purpose: purpose.to_owned(), source: String::new() }
    }
}

struct Head {
    row: HeadRow,
    digest: Digest,
    facts: i64,
    /// Was a number given?
    numbered: bool,
}

/// People read at once when a subtree has moved.
const REINDEXED_AT_ONCE: i64 = 500;

/// A fact's place in its chain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    pub(crate) region: Region,
    pub(crate) case: Case,
    pub(crate) seq: i64,
}

/// An open recording.
pub(crate) struct Recording<'r> {
    pub(crate) register: &'r Register,
    pub(crate) tx: Tx,
    heads: BTreeMap<Region, Head>,
    scopes: HashMap<OrganisationId, String>,
    /// Words of people written in bulk that are not in the index yet.
    pub(crate) words: Vec<(i64, String)>,
    pub(crate) batch: BatchId,
    at: i64,
    purpose: Purpose,
    undoes: Option<BatchId>,
}

impl Register {
    /// Begins a recording in these regions.
    pub(crate) async fn record(
        &self,
        purpose: Purpose,
        regions: &[Region],
    ) -> Result<Recording<'_>, AppError> {
        let (tx, heads) = self.store.begin(regions).await?;
        let heads = heads
            .into_iter()
            .map(|row| {
                (row.region, Head { row, digest: Digest::default(), facts: 0, numbered: false })
            })
            .collect();
        Ok(Recording {
            register: self,
            tx,
            heads,
            scopes: HashMap::new(),
            words: Vec::new(),
            batch: self.ids().batch()?,
            at: self.circumstance.now().0,
            purpose,
            undoes: None,
        })
    }
}

impl Register {
    /// Begins a recording that changes organisations: the tree goes across regions, so whoever
    /// changes it waits for who does already.
    pub(crate) async fn record_on_tree(
        &self,
        purpose: Purpose,
        regions: &[Region],
    ) -> Result<Recording<'_>, AppError> {
        let mut recording = self.record(purpose, regions).await?;
        recording.tx.access().take_tree().await?;
        Ok(recording)
    }
}

/// The organisations that a proposal about a person names.
pub(crate) fn named_places(event: &PersonEvent) -> Vec<OrganisationId> {
    match event {
        PersonEvent::PersonRegistered { registration } => vec![registration.held],
        PersonEvent::AffiliationSet { active, dues } => {
            active.iter().chain(dues).copied().collect()
        }
        PersonEvent::BranchReorganised { to, .. } | PersonEvent::TransferOpened { to, .. } => {
            vec![*to]
        }
        PersonEvent::WentMobile { receiving, .. } => receiving.iter().copied().collect(),
        _ => Vec::new(),
    }
}

impl Recording<'_> {
    /// An organisation, or the refusal that there is none.
    pub(crate) async fn organisation(
        &mut self,
        id: OrganisationId,
    ) -> Result<OrganisationRow, AppError> {
        let row = self.tx.access().find_organisation(id).await?;
        row.ok_or_else(|| unknown_organisation(id))
    }

    /// A person, or the refusal that there is none.
    pub(crate) async fn person(&mut self, id: PersonId) -> Result<PersonRow, AppError> {
        let row = self.tx.access().find_person(id).await?;
        row.ok_or_else(|| unknown_person(id))
    }

    /// Marks the whole recording as the undoing of another batch.
    pub(crate) fn undoing(&mut self, batch: BatchId) {
        self.undoes = Some(batch);
    }

    /// Decides on a proposal about an organisation that is in the register and records it.
    pub(crate) async fn change_organisation(
        &mut self,
        row: &OrganisationRow,
        event: OrganisationEvent,
        on: Dated,
        around: &Surroundings,
    ) -> Result<OrganisationRow, AppError> {
        let before = &row.organisation;
        let after = Organisation::decide(Some(before), before.id, &event, on, around)?;
        let case = Case::Organisation(before.id);
        let seq = self.add(before.region, case, on, event.into()).await?;
        let row = OrganisationRow { organisation: after, revision: seq, ..row.clone() };
        self.tx.access().save_organisations(std::slice::from_ref(&row)).await?;
        Ok(row)
    }

    /// Decides on a proposal about a person and records it; `None` registers a new one.
    pub(crate) async fn change_person(
        &mut self,
        before: Option<&PersonRow>,
        id: PersonId,
        event: PersonEvent,
        on: Dated,
    ) -> Result<PersonRow, AppError> {
        let places = self.places(before, &event).await?;
        let fact = self.register.ids().fact()?;
        let person = before.map(|row| &row.person);
        let after = Person::decide(person, id, fact, &event, on, &places)?;
        let held = self.organisation(after.held).await?;
        let region = before.map_or(held.organisation.region, |row| row.region);
        let seq = self.add_with(region, Case::Person(id), on, event.into(), fact).await?;
        self.project(before, after, held.organisation.region, seq).await
    }

    /// The organisations a proposal names.
    async fn places(
        &mut self,
        before: Option<&PersonRow>,
        event: &PersonEvent,
    ) -> Result<Places, AppError> {
        let mut ids = named_places(event);
        if let Some(row) = before {
            ids.push(row.person.held);
            ids.extend(row.person.pending_transfer().map(|transfer| transfer.to));
        }
        let mut known = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(row) = self.tx.access().find_organisation(id).await? {
                known.push(row.organisation);
            }
        }
        Ok(Places::of(known))
    }

    /// Brings the registers in step with a person's new state.
    pub(crate) async fn project(
        &mut self,
        before: Option<&PersonRow>,
        after: Person,
        region: Region,
        revision: i64,
    ) -> Result<PersonRow, AppError> {
        let moved = before.is_some_and(|row| row.region != region);
        let number = match before {
            Some(row) if !moved => row.number,
            _ => self.number(region)?,
        };
        let row = project::row(after, region, number, revision);
        if let Some(before) = before {
            let renamed = before.person.name() != row.person.name();
            let elsewhere = before.person.held != row.person.held;
            if moved {
                self.tx.access().delete_person(before.person.id).await?;
            }
            if moved || renamed || elsewhere {
                self.tx.access().unindex_person(before.number).await?;
                self.index(&row).await?;
            }
        } else {
            self.index(&row).await?;
        }
        self.tx.access().save_people(std::slice::from_ref(&row)).await?;
        self.count(before.map(|row| &row.person), Some(&row.person)).await?;
        Ok(row)
    }

    /// Puts a person into the index of names.
    async fn index(&mut self, row: &PersonRow) -> Result<(), AppError> {
        let scope = self.scope(row.person.held).await?;
        let words = format!("{} {scope}", project::words(row));
        Ok(self.tx.access().index_people(&[(row.number, words)]).await?)
    }

    /// The words of everything above a branch.
    pub(crate) async fn scope(&mut self, branch: OrganisationId) -> Result<String, AppError> {
        if let Some(known) = self.scopes.get(&branch) {
            return Ok(known.clone());
        }
        let row = self.organisation(branch).await?;
        let above = self.tx.access().organisations_above(row.interval.position).await?;
        let words: Vec<String> =
            above.iter().map(|row| project::scope_word(row.organisation.id)).collect();
        let scope = words.join(" ");
        self.scopes.insert(branch, scope.clone());
        Ok(scope)
    }

    /// After a subtree has moved: everybody in it stands below others now.
    pub(crate) async fn reindex(&mut self, subtree: &[OrganisationRow]) -> Result<(), AppError> {
        self.scopes.clear();
        for branch in subtree.iter().filter(|row| row.organisation.kind.holds_members()) {
            let mut after: Vec<u8> = Vec::new();
            loop {
                let id = branch.organisation.id;
                let page = self.tx.access().everybody_of(id, &after, REINDEXED_AT_ONCE).await?;
                let Some(last) = page.last() else { break };
                after = last.person.id.as_bytes().to_vec();
                for row in &page {
                    self.tx.access().unindex_person(row.number).await?;
                    self.index(row).await?;
                }
            }
        }
        Ok(())
    }

    /// Takes a person out of the registers, because no fact counts any longer.
    pub(crate) async fn unproject(&mut self, before: &PersonRow) -> Result<(), AppError> {
        self.tx.access().unindex_person(before.number).await?;
        self.tx.access().delete_person(before.person.id).await?;
        self.count(Some(&before.person), None).await
    }

    /// Keeps the count of people held by each organisation.
    async fn count(
        &mut self,
        before: Option<&Person>,
        after: Option<&Person>,
    ) -> Result<(), AppError> {
        let place = |person: Option<&Person>| {
            person.filter(|person| person.is_current()).map(|person| person.held)
        };
        let (from, to) = (place(before), place(after));
        if from == to {
            return Ok(());
        }
        if let Some(from) = from {
            self.tx.access().add_held(from, -1).await?;
        }
        if let Some(to) = to {
            self.tx.access().add_held(to, 1).await?;
        }
        Ok(())
    }

    /// The next number of the index of names in a region.
    pub(crate) fn number(&mut self, region: Region) -> Result<i64, AppError> {
        let head = self.head(region)?;
        head.row.numbers += 1;
        head.numbered = true;
        Ok(project::number(region, head.row.numbers))
    }

    /// Adds a fact to its chain; gives its place.
    pub(crate) async fn add(
        &mut self,
        region: Region,
        case: Case,
        on: Dated,
        event: Event,
    ) -> Result<i64, AppError> {
        let fact = self.register.ids().fact()?;
        self.add_with(region, case, on, event, fact).await
    }

    async fn add_with(
        &mut self,
        region: Region,
        case: Case,
        on: Dated,
        event: Event,
        fact: xibao_domain::FactId,
    ) -> Result<i64, AppError> {
        let last = self.tx.access().last_link(case).await?;
        let (seq, previous) = match &last {
            Some((seq, mac)) => (seq + 1, stored_mac(mac)),
            None => (1, xibao_vault::Mac::START),
        };
        let place = Link { region, case, seq };
        let mut row = self.fact_row(place, on, &event, fact)?;
        let content = chain::fact_content(&row);
        (row.key_id, row.mac) = chain::next(&self.register.vault, previous, &content)?;
        self.tx.access().insert_facts(std::slice::from_ref(&row)).await?;
        self.counted(&row)?;
        Ok(seq)
    }

    /// A fact's row before it has a mac.
    pub(crate) fn fact_row(
        &self,
        Link { region, case, seq }: Link,
        on: Dated,
        event: &Event,
        fact: xibao_domain::FactId,
    ) -> Result<FactRow, AppError> {
        let body = serde_json::to_string(event)
            .map_err(|error| AppError::Inconsistent(error.to_string()))?;
        Ok(FactRow {
            region,
            case,
            seq,
            id: fact,
            happened_on: on.to_string(),
            recorded_at: self.at,
            actor: self.purpose.actor.clone(),
            batch: self.batch,
            body,
            key_id: String::new(),
            mac: Vec::new(),
        })
    }

    /// Takes a fact that was inserted into the account of its batch.
    pub(crate) fn counted(&mut self, row: &FactRow) -> Result<(), AppError> {
        let head = self.head(row.region)?;
        head.digest.add(&row.mac);
        head.facts += 1;
        Ok(())
    }

    fn head(&mut self, region: Region) -> Result<&mut Head, AppError> {
        // Somebody went to another region between our look and our lock.
        self.heads.get_mut(&region).ok_or(AppError::Store(StoreError::Conflict))
    }

    /// The moment of the recording.
    pub(crate) const fn at(&self) -> i64 {
        self.at
    }

    /// Who records.
    pub(crate) fn actor(&self) -> &str {
        &self.purpose.actor
    }

    /// Was anything recorded in a region before?
    pub(crate) fn is_used(&self, region: Region) -> bool {
        self.heads.get(&region).is_some_and(|head| head.row.batches > 0)
    }

    /// Batches of the whole register before this recording.
    pub(crate) async fn batches(&mut self) -> Result<i64, AppError> {
        let heads = self.tx.access().list_heads().await?;
        Ok(heads.iter().map(|head| head.batches).sum())
    }

    /// Ends the recording: every region that got facts gets its batch, and all is kept.
    pub(crate) async fn finish(mut self) -> Result<BatchId, AppError> {
        let heads = std::mem::take(&mut self.heads);
        for (region, head) in heads {
            if head.facts == 0 {
                // Somebody came here from another region, where it was recorded.
                if head.numbered {
                    self.tx.access().save_head(&head.row).await?;
                }
                continue;
            }
            let mut row = BatchRow {
                region,
                seq: head.row.batches + 1,
                id: self.batch,
                recorded_at: self.at,
                actor: self.purpose.actor.clone(),
                purpose: self.purpose.purpose.clone(),
                source: self.purpose.source.clone(),
                facts: head.facts,
                digest: head.digest.bytes().to_vec(),
                undoes: self.undoes,
                key_id: String::new(),
                mac: Vec::new(),
            };
            let content = chain::batch_content(&row);
            let previous = stored_mac(&head.row.mac);
            (row.key_id, row.mac) = chain::next(&self.register.vault, previous, &content)?;
            let head = HeadRow {
                region,
                batches: row.seq,
                numbers: head.row.numbers,
                key_id: row.key_id.clone(),
                mac: row.mac.clone(),
            };
            self.tx.access().insert_batch(&row).await?;
            self.tx.access().save_head(&head).await?;
        }
        self.tx.commit().await?;
        Ok(self.batch)
    }
}

pub(crate) fn unknown_organisation(id: OrganisationId) -> AppError {
    xibao_domain::Refusal::new(
        "organisation-unknown",
        format!("没有这个组织：{id}"),
        format!("there is no such organisation: {id}"),
    )
    .into()
}

pub(crate) fn unknown_person(id: PersonId) -> AppError {
    xibao_domain::Refusal::new(
        "person-unknown",
        format!("没有这个人：{id}"),
        format!("there is no such person: {id}"),
    )
    .into()
}

/// The chain of a case that is new.
pub(crate) struct NewChain {
    region: Region,
    case: Case,
    seq: i64,
    previous: xibao_vault::Mac,
}

impl NewChain {
    /// Before its first fact.
    pub(crate) const fn of(region: Region, case: Case) -> NewChain {
        NewChain { region, case, seq: 0, previous: xibao_vault::Mac::START }
    }

    /// The next fact, not yet inserted.
    pub(crate) fn next(
        &mut self,
        recording: &Recording<'_>,
        on: Dated,
        event: &Event,
    ) -> Result<FactRow, AppError> {
        self.seq += 1;
        let place = Link { region: self.region, case: self.case, seq: self.seq };
        let fact = recording.register.ids().fact()?;
        let mut row = recording.fact_row(place, on, event, fact)?;
        let content = chain::fact_content(&row);
        (row.key_id, row.mac) = chain::next(&recording.register.vault, self.previous, &content)?;
        self.previous = stored_mac(&row.mac);
        Ok(row)
    }

    /// How many facts it has.
    pub(crate) const fn seq(&self) -> i64 {
        self.seq
    }
}

//! Verification: do the chains hold, are the registers what the facts come to, can every sealed
//! value be opened? Nothing is changed.

use std::collections::{BTreeMap, HashMap, HashSet};

use xibao_domain::tree::WHOLE;
use xibao_domain::{BatchId, Case, Fact, Organisation, OrganisationId, Person, PersonId, Region};
use xibao_rulebook::Text;
use xibao_store::{Access, FactRow, OrganisationRow, PersonRow, StoreError};
use xibao_vault::{Mac, Sealed};

use crate::chain::{self, Digest, stored_mac};
use crate::walk::{CaseWalk, WholeCase};
use crate::{AppError, Register, project, tree};

/// Faults told one by one; more are only counted.
const TOLD_MAX: usize = 200;
/// Batches read at once.
const PAGE: i64 = 1_000;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a table and what identifies the row.
    pub place: String,
    /// What.
    pub text: Text,
}

/// Sealed values under one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SealCount {
    /// Values that open.
    pub readable: u64,
    /// Values whose key is not in the key file.
    pub without_key: u64,
    /// Values that do not fit their place: moved, changed, or sealed by another key of this id.
    pub not_fitting: u64,
}

/// What verification came to.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// Facts checked.
    pub facts: u64,
    /// Batches checked.
    pub batches: u64,
    /// People rebuilt and compared.
    pub people: u64,
    /// Organisations rebuilt and compared.
    pub organisations: u64,
    /// Sealed values by the id of their key.
    pub seals: BTreeMap<String, SealCount>,
    /// Facts and batches whose mac cannot be checked because its key is not there, by key.
    pub unchecked: BTreeMap<String, u64>,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// How many faults in all.
    pub fault_count: u64,
    /// The end of each region's chain: its count of batches and its last mac, to be kept where
    /// nobody can change it together with the database.
    pub heads: Vec<(Region, i64, String)>,
}

impl Verification {
    /// Is everything as it should be?
    pub fn is_clean(&self) -> bool {
        self.fault_count == 0
            && self.unchecked.is_empty()
            && self.seals.values().all(|count| count.without_key == 0 && count.not_fitting == 0)
    }

    fn fault(&mut self, place: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) {
        self.fault_count += 1;
        if self.faults.len() < TOLD_MAX {
            self.faults.push(Fault { place: place.into(), text: Text::new(zh, en) });
        }
    }
}

struct Verifier<'r> {
    register: &'r Register,
    found: Verification,
    digests: HashMap<(Region, BatchId), (Digest, i64)>,
    held: HashMap<OrganisationId, i64>,
    organisations: Vec<Organisation>,
    revisions: HashMap<OrganisationId, i64>,
}

impl Register {
    /// Verifies everything; `progress` is told how many facts were checked.
    ///
    /// # Errors
    /// [`AppError::Store`] if the database cannot be read at all; whatever can be read is reported
    /// as faults, not as an error.
    pub async fn verify(
        &self,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Verification, AppError> {
        let mut snapshot = self.store.snapshot().await?;
        let mut verifier = Verifier {
            register: self,
            found: Verification::default(),
            digests: HashMap::new(),
            held: HashMap::new(),
            organisations: Vec::new(),
            revisions: HashMap::new(),
        };
        let mut access = snapshot.access();
        let heads = access.list_heads().await?;
        let mut walk = CaseWalk::default();
        loop {
            let cases = walk.next(&mut access, heads.len() > 1).await?;
            if cases.is_empty() {
                break;
            }
            verifier.cases(&mut access, cases).await?;
            progress(verifier.found.facts);
        }
        verifier.batches(&mut access).await?;
        verifier.whole(&mut access).await?;
        snapshot.rollback().await?;
        Ok(verifier.found)
    }
}

impl Verifier<'_> {
    async fn cases(
        &mut self,
        access: &mut Access<'_>,
        cases: Vec<WholeCase>,
    ) -> Result<(), AppError> {
        let mut people: Vec<(PersonId, Option<Person>, i64)> = Vec::new();
        for whole in cases {
            self.chain(&whole)?;
            let revision = whole.facts.last().map_or(0, |fact| fact.seq);
            let Some(facts) = self.read(&whole) else { continue };
            match whole.case {
                Case::Person(id) => match Person::of_facts(&facts) {
                    Ok(person) => people.push((id, person, revision)),
                    Err(refusal) => self.contradiction(format!("person {id}"), &refusal),
                },
                Case::Organisation(id) => match Organisation::of_facts(&facts) {
                    Ok(Some(organisation)) => {
                        self.revisions.insert(id, revision);
                        self.organisations.push(organisation);
                    }
                    Ok(None) => {}
                    Err(refusal) => self.contradiction(format!("organisation {id}"), &refusal),
                },
            }
        }
        self.people(access, people).await
    }

    fn contradiction(&mut self, place: String, refusal: &xibao_domain::Refusal) {
        self.found.fault(
            place,
            format!("事实互相矛盾：{}", refusal.text.zh),
            format!("the facts contradict each other: {}", refusal.text.en),
        );
    }

    /// Walks one chain.
    fn chain(&mut self, whole: &WholeCase) -> Result<(), AppError> {
        let mut previous = Mac::START;
        for (place, fact) in (1_i64..).zip(&whole.facts) {
            self.found.facts += 1;
            let where_ = || format!("fact {} ({} of {:?})", fact.id, fact.seq, whole.case);
            if fact.seq != place {
                self.found.fault(
                    where_(),
                    format!("事实链缺第{place}条"),
                    format!("link {place} of the chain is missing"),
                );
                return Ok(());
            }
            let content = chain::fact_content(fact);
            let vault = &self.register.vault;
            match chain::fits(vault, &fact.key_id, previous, &content, &fact.mac)? {
                Some(true) => {}
                Some(false) => self.found.fault(
                    where_(),
                    "内容与校验码不符：有人绕过程序改动过这一条或它的前一条",
                    "the content does not fit its mac: this fact or the one before was changed \
                     past the program",
                ),
                None => *self.found.unchecked.entry(fact.key_id.clone()).or_default() += 1,
            }
            previous = stored_mac(&fact.mac);
            let (digest, count) = self.digests.entry((fact.region, fact.batch)).or_default();
            digest.add(&fact.mac);
            *count += 1;
        }
        Ok(())
    }

    fn read(&mut self, whole: &WholeCase) -> Option<Vec<Fact>> {
        match whole.facts.iter().map(FactRow::fact).collect::<Result<Vec<Fact>, _>>() {
            Ok(facts) => Some(facts),
            Err(error) => {
                self.found.fault(
                    format!("{:?}", whole.case),
                    format!("有事实读不出：{error}"),
                    format!("a fact cannot be read: {error}"),
                );
                None
            }
        }
    }

    async fn people(
        &mut self,
        access: &mut Access<'_>,
        mut expected: Vec<(PersonId, Option<Person>, i64)>,
    ) -> Result<(), AppError> {
        expected.sort_by_key(|(id, ..)| *id);
        let ids: Vec<PersonId> = expected.iter().map(|(id, ..)| *id).collect();
        let stored: HashMap<PersonId, (PersonRow, bool)> = self
            .stored(access, &ids)
            .await?
            .into_iter()
            .map(|(row, agree)| (row.person.id, (row, agree)))
            .collect();
        for (id, person, revision) in expected {
            match (person, stored.get(&id)) {
                (Some(person), Some((row, agree))) => {
                    self.person(&person, row, *agree, revision);
                }
                (Some(_), None) => self.found.fault(
                    format!("person {id}"),
                    "事实里有此人，登记表里没有",
                    "the facts know this person, the register does not",
                ),
                (None, Some(_)) => self.found.fault(
                    format!("person {id}"),
                    "登记表里有此人，事实里没有（已撤销）",
                    "the register knows this person, the facts (all withdrawn) do not",
                ),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Rows of people; those that cannot be read are told and left out.
    async fn stored(
        &mut self,
        access: &mut Access<'_>,
        ids: &[PersonId],
    ) -> Result<Vec<(PersonRow, bool)>, AppError> {
        match access.people_of_ids(ids).await {
            Err(StoreError::Inconsistent { .. }) => {}
            other => return Ok(other?),
        }
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            match access.people_of_ids(&[*id]).await {
                Err(error @ StoreError::Inconsistent { .. }) => {
                    self.unreadable(format!("person {id}"), &error);
                }
                other => rows.extend(other?),
            }
        }
        Ok(rows)
    }

    fn unreadable(&mut self, place: String, error: &StoreError) {
        self.found.fault(
            place,
            format!("登记表的这一行读不出：{error}"),
            format!("the row of the register cannot be read: {error}"),
        );
    }

    fn person(&mut self, person: &Person, row: &PersonRow, agree: bool, revision: i64) {
        self.found.people += 1;
        if person.is_current() {
            *self.held.entry(person.held).or_default() += 1;
        }
        let expected = project::row(person.clone(), row.region, row.number, revision);
        if expected != *row || !agree {
            self.found.fault(
                format!("person {}", person.id),
                "登记表与事实推出的不一致",
                "the register is not what the facts come to",
            );
        }
        let sealer = self.register.sealer();
        for (field, stored) in &person.fields {
            if !field.is_sensitive() {
                continue;
            }
            let Ok(value) = stored.parse::<Sealed>() else {
                self.found.fault(
                    format!("person {} {}", person.id, field.id()),
                    "密封值残缺",
                    "the sealed value is malformed",
                );
                continue;
            };
            let count = self.found.seals.entry(value.key().to_string()).or_default();
            match sealer.open(person.id, *field, stored) {
                Ok(_) => count.readable += 1,
                Err(AppError::Vault(xibao_vault::VaultError::NoSuchKey { .. })) => {
                    count.without_key += 1;
                }
                Err(_) => count.not_fitting += 1,
            }
        }
    }

    async fn batches(&mut self, access: &mut Access<'_>) -> Result<(), AppError> {
        let mut after = (-1, 0);
        let mut ends: HashMap<Region, (i64, Vec<u8>)> = HashMap::new();
        loop {
            let page = access.page_batches(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = (i64::from(last.region), last.seq);
            for batch in page {
                self.found.batches += 1;
                let place = format!("batch {} (region {}, {})", batch.id, batch.region, batch.seq);
                let start = || (0, Mac::START.0.to_vec());
                let (seq, previous) = ends.entry(batch.region).or_insert_with(start).clone();
                let content = chain::batch_content(&batch);
                let previous = stored_mac(&previous);
                let vault = &self.register.vault;
                match chain::fits(vault, &batch.key_id, previous, &content, &batch.mac)? {
                    Some(true) if batch.seq == seq + 1 => {}
                    None => *self.found.unchecked.entry(batch.key_id.clone()).or_default() += 1,
                    _ => self.found.fault(
                        place.clone(),
                        "批次链在此断开：前面缺批次，或有人改动过",
                        "the chain of batches breaks here: one is missing before, or was changed",
                    ),
                }
                let counted = self.digests.remove(&(batch.region, batch.id)).unwrap_or_default();
                if counted != (digest_of(&batch.digest), batch.facts) {
                    self.found.fault(
                        place,
                        format!("批次记有{}条事实，现有{}条与之相符的不全", batch.facts, counted.1),
                        format!(
                            "the batch had {} facts; {} are there, or they are not the same",
                            batch.facts, counted.1
                        ),
                    );
                }
                ends.insert(batch.region, (batch.seq, batch.mac));
            }
        }
        let strays: Vec<_> = self.digests.drain().collect();
        for ((region, batch), (_, count)) in strays {
            self.found.fault(
                format!("batch {batch} (region {region})"),
                format!("有{count}条事实不属于任何批次"),
                format!("{count} facts belong to no batch"),
            );
        }
        for head in access.list_heads().await? {
            let end = ends.remove(&head.region).unwrap_or((0, Mac::START.0.to_vec()));
            if end != (head.batches, head.mac.clone()) {
                self.found.fault(
                    format!("head {}", head.region),
                    format!("应有{}批，现有{}批", head.batches, end.0),
                    format!("there should be {} batches, there are {}", head.batches, end.0),
                );
            }
            let mac = stored_mac(&head.mac).to_string();
            self.found.heads.push((head.region, head.batches, mac));
        }
        Ok(())
    }

    /// Organisations whose row cannot be read, or is found by something else than it says.
    async fn astray(&mut self, access: &mut Access<'_>) -> Result<(), AppError> {
        for id in access.organisations_astray().await? {
            self.found.fault(
                format!("organisation {id}"),
                "登记表的检索项与内容不符；用 xibao rebuild 重建",
                "what it is found by is not what it is; run `xibao rebuild`",
            );
        }
        Ok(())
    }

    /// What concerns the registers as a whole: counts, the tree, the index.
    async fn whole(&mut self, access: &mut Access<'_>) -> Result<(), AppError> {
        self.astray(access).await?;
        let rows = match tree::whole_subtree(access, WHOLE).await {
            Err(AppError::Store(error @ StoreError::Inconsistent { .. })) => {
                // Which one was told above.
                self.unreadable("organisation".to_owned(), &error);
                return Ok(());
            }
            other => other?,
        };
        self.found.organisations = rows.len() as u64;
        let expected = std::mem::take(&mut self.organisations);
        let known: HashSet<OrganisationId> = expected.iter().map(|one| one.id).collect();
        let stored: HashMap<OrganisationId, &OrganisationRow> =
            rows.iter().map(|row| (row.organisation.id, row)).collect();
        for organisation in &expected {
            let id = organisation.id;
            let held = self.held.get(&id).copied().unwrap_or(0);
            let revision = self.revisions.get(&id).copied().unwrap_or(0);
            match stored.get(&id) {
                Some(row)
                    if row.organisation == *organisation
                        && row.held == held
                        && row.revision == revision => {}
                Some(row) => self.found.fault(
                    format!("organisation {id}"),
                    format!("登记表与事实推出的不一致（登记{}人，应为{held}人）", row.held),
                    format!(
                        "the register is not what the facts come to ({} people, should be {held})",
                        row.held
                    ),
                ),
                None => self.found.fault(
                    format!("organisation {id}"),
                    "事实里有此组织，登记表里没有",
                    "the facts know this organisation, the register does not",
                ),
            }
        }
        for row in &rows {
            if !known.contains(&row.organisation.id) {
                self.found.fault(
                    format!("organisation {}", row.organisation.id),
                    "登记表里有此组织，事实里没有",
                    "the register knows this organisation, the facts do not",
                );
            }
        }
        self.nesting(&rows);
        let people = access.count_people().await?;
        let rebuilt = i64::try_from(self.found.people).unwrap_or(i64::MAX);
        if people != rebuilt {
            self.found.fault(
                "person",
                format!("登记表有{people}人，事实里有{rebuilt}人"),
                format!("the register has {people} people, the facts {rebuilt}"),
            );
        }
        let indexed = access.count_indexed().await?;
        if indexed != people {
            self.found.fault(
                "person_search",
                format!("姓名索引有{indexed}人，登记表有{people}人；用 xibao rebuild 重建"),
                format!("the index of names has {indexed} people, the register {people}; run `xibao rebuild`"),
            );
        }
        Ok(())
    }

    /// Every organisation lies inside the one above, beside its siblings.
    fn nesting(&mut self, rows: &[OrganisationRow]) {
        let mut open: Vec<&OrganisationRow> = Vec::new();
        for row in rows {
            while open.last().is_some_and(|above| above.interval.last < row.interval.position) {
                open.pop();
            }
            let above = open.last().copied();
            let fits = above.is_none_or(|above| above.interval.contains(row.interval))
                && above.map(|above| above.organisation.id) == row.organisation.parent
                && row.interval.position <= row.interval.last;
            if !fits {
                self.found.fault(
                    format!("organisation {}", row.organisation.id),
                    "在树中的位置与上级不符；用 xibao rebuild 重建",
                    "its place in the tree does not fit the organisation above; run `xibao rebuild`",
                );
            }
            open.push(row);
        }
    }
}

fn digest_of(bytes: &[u8]) -> Digest {
    let mut digest = Digest::default();
    digest.add(bytes);
    digest
}

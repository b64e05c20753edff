//! Undoing a batch: its facts are withdrawn, and the registers become what they would be without
//! them. Nothing is destroyed; the undo is a batch of its own.

use std::collections::BTreeSet;

use xibao_domain::{BatchId, Case, Event, Fact, FactId, Organisation, Person, Refusal, Withdrawal};
use xibao_rulebook::Dated;
use xibao_store::{BatchRow, FactRow};

use crate::record::{Purpose, Recording};
use crate::{AppError, Register};

/// Facts read at once.
const PAGE: i64 = 2_000;
/// Cases named in a refusal.
const NAMED_MAX: usize = 10;

impl Register {
    /// Undoes everything that was recorded in a batch.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is no such batch, if it was undone or is an undo itself, or
    /// if something was recorded since about any of its people or organisations: those are named;
    /// or if somebody would come back to a place that is no more. Then nothing is changed.
    pub async fn undo(
        &self,
        purpose: Purpose,
        batch: BatchId,
        reason: &str,
    ) -> Result<BatchId, AppError> {
        let parts = self.batch(batch).await?;
        let regions: Vec<_> = parts.iter().map(|part| part.region).collect();
        if parts.iter().any(|part| part.undoes.is_some()) {
            return Err(refusal(
                "undo-of-undo",
                "这一批本身就是撤销，不能再撤销；需要时重新导入或重新记录",
                "this batch is an undo itself; import or record again instead",
            ));
        }
        let on = Dated::on(self.today());
        let mut regions = regions;
        for part in &parts {
            regions.extend(self.regions_of_batch(part.region, batch).await?);
        }
        let mut recording = self.record_on_tree(purpose, &regions).await?;
        recording.undoing(batch);
        let mut cases = BTreeSet::new();
        for part in &parts {
            cases.extend(recording.cases_of(part.region, batch).await?);
        }
        let mut blocked = Vec::new();
        let mut any = false;
        let cases = recording.inside_out(cases).await?;
        for case in &cases {
            match recording.undo_case(*case, batch, reason, on).await? {
                CaseUndone::Withdrawn => any = true,
                CaseUndone::Nothing => {}
                CaseUndone::Blocked(name) => blocked.push(name),
            }
            if blocked.len() == NAMED_MAX {
                break;
            }
        }
        if !blocked.is_empty() {
            let names = blocked.join("、");
            return Err(refusal(
                "changed-since",
                &format!("这一批之后又有记录，不能整批撤销；请先处理：{names}"),
                &format!("something was recorded since, so the batch cannot be undone: {names}"),
            ));
        }
        if !any {
            return Err(refusal(
                "undone-already",
                "这一批已经撤销",
                "this batch was undone already",
            ));
        }
        for case in &cases {
            recording.check_place(*case).await?;
        }
        recording.finish().await
    }

    /// A batch, in every region it touched.
    ///
    /// # Errors
    /// [`AppError::Refused`] if there is none.
    pub async fn batch(&self, batch: BatchId) -> Result<Vec<BatchRow>, AppError> {
        let mut session = self.store.read().await?;
        let parts = session.access().find_batch(batch).await?;
        if parts.is_empty() {
            return Err(refusal(
                "batch-unknown",
                &format!("没有这一批记录：{batch}"),
                &format!("there is no such batch: {batch}"),
            ));
        }
        Ok(parts)
    }

    /// The batches recorded last, newest first.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn recent_batches(&self, limit: i64) -> Result<Vec<BatchRow>, AppError> {
        let mut session = self.store.read().await?;
        Ok(session.access().recent_batches(limit).await?)
    }

    /// Where the people of a batch are now, which may be another region than where it was
    /// recorded.
    async fn regions_of_batch(
        &self,
        region: xibao_domain::Region,
        batch: BatchId,
    ) -> Result<BTreeSet<xibao_domain::Region>, AppError> {
        let mut session = self.store.read().await?;
        let mut access = session.access();
        let mut regions = BTreeSet::new();
        if access.list_heads().await?.len() < 2 {
            return Ok(regions);
        }
        let (mut case, mut seq) = (Vec::new(), 0);
        loop {
            let page = access.facts_of_batch(region, batch, (&case, seq), PAGE).await?;
            let Some(last) = page.last() else { return Ok(regions) };
            (case, seq) = (last.case.as_bytes().to_vec(), last.seq);
            for fact in page {
                if let Case::Person(id) = fact.case
                    && let Some(row) = access.find_person(id).await?
                {
                    regions.insert(row.region);
                }
            }
        }
    }
}

/// What became of a case whose facts of a batch were to be withdrawn.
enum CaseUndone {
    Withdrawn,
    /// They were withdrawn before.
    Nothing,
    /// Something was recorded since about the organisation or person of this name.
    Blocked(String),
}

impl Recording<'_> {
    async fn cases_of(
        &mut self,
        region: xibao_domain::Region,
        batch: BatchId,
    ) -> Result<BTreeSet<Case>, AppError> {
        let mut cases = BTreeSet::new();
        let (mut case, mut seq) = (Vec::new(), 0);
        loop {
            let page = self.tx.access().facts_of_batch(region, batch, (&case, seq), PAGE).await?;
            let Some(last) = page.last() else { return Ok(cases) };
            (case, seq) = (last.case.as_bytes().to_vec(), last.seq);
            cases.extend(page.iter().map(|fact| fact.case));
        }
    }

    /// People before organisations, and those before what they stand under: an organisation must
    /// be empty before it goes. Ids do not tell: those of one millisecond are in no order.
    async fn inside_out(&mut self, cases: BTreeSet<Case>) -> Result<Vec<Case>, AppError> {
        let mut ordered = Vec::with_capacity(cases.len());
        let mut organisations = Vec::new();
        for case in cases {
            match case {
                Case::Person(_) => ordered.push(case),
                Case::Organisation(id) => {
                    let row = self.tx.access().find_organisation(id).await?;
                    organisations.push((row.map(|row| row.interval.position), case));
                }
            }
        }
        organisations.sort();
        ordered.extend(organisations.into_iter().rev().map(|(_, case)| case));
        Ok(ordered)
    }

    /// Withdraws a batch's facts of one case, unless something was recorded since.
    async fn undo_case(
        &mut self,
        case: Case,
        batch: BatchId,
        reason: &str,
        on: Dated,
    ) -> Result<CaseUndone, AppError> {
        let rows = self.tx.access().facts_of_case(case).await?;
        let mut facts = rows.iter().map(FactRow::fact).collect::<Result<Vec<Fact>, _>>()?;
        let counting: BTreeSet<FactId> =
            xibao_domain::effective(&facts).iter().map(|fact| fact.id).collect();
        let first = facts.iter().find(|fact| fact.batch == batch).map_or(i64::MAX, |fact| fact.seq);
        let since = facts
            .iter()
            .any(|fact| fact.seq > first && fact.batch != batch && counting.contains(&fact.id));
        let withdrawn: Vec<Fact> = facts
            .iter()
            .filter(|fact| fact.batch == batch && counting.contains(&fact.id))
            .cloned()
            .collect();
        if withdrawn.is_empty() {
            return Ok(CaseUndone::Nothing);
        }
        if since {
            return self.name_of(case).await.map(CaseUndone::Blocked);
        }
        let Some(region) = rows.last().map(|row| row.region) else {
            return Ok(CaseUndone::Nothing);
        };
        let region = self.current_region(case).await?.unwrap_or(region);
        let mut revision = 0;
        for fact in withdrawn.iter().rev() {
            let withdrawn = Withdrawal { fact: fact.id, reason: reason.to_owned() };
            let event = Event::Withdrawn { withdrawn };
            revision = self.add(region, case, on, event.clone()).await?;
            facts.push(Fact {
                id: self.register.ids().fact()?,
                seq: revision,
                event,
                ..fact.clone()
            });
        }
        self.reproject(case, &facts, revision).await?;
        Ok(CaseUndone::Withdrawn)
    }

    async fn current_region(
        &mut self,
        case: Case,
    ) -> Result<Option<xibao_domain::Region>, AppError> {
        match case {
            Case::Person(id) => Ok(self.tx.access().find_person(id).await?.map(|row| row.region)),
            Case::Organisation(id) => {
                let row = self.tx.access().find_organisation(id).await?;
                Ok(row.map(|row| row.organisation.region))
            }
        }
    }

    async fn name_of(&mut self, case: Case) -> Result<String, AppError> {
        match case {
            Case::Person(id) => Ok(self.person(id).await?.person.name().to_owned()),
            Case::Organisation(id) => Ok(self.organisation(id).await?.organisation.name),
        }
    }

    /// Makes the registers what a case's facts come to.
    async fn reproject(
        &mut self,
        case: Case,
        facts: &[Fact],
        revision: i64,
    ) -> Result<(), AppError> {
        match case {
            Case::Person(id) => {
                let before = self.tx.access().find_person(id).await?;
                match (Person::of_facts(facts)?, before) {
                    (Some(after), before) => {
                        let region = self.organisation(after.held).await?.organisation.region;
                        self.project(before.as_ref(), after, region, revision).await?;
                    }
                    (None, Some(before)) => self.unproject(&before).await?,
                    (None, None) => {}
                }
            }
            Case::Organisation(id) => {
                let before = self.tx.access().find_organisation(id).await?;
                match (Organisation::of_facts(facts)?, before) {
                    (Some(after), Some(before)) => {
                        self.restore_organisation(before, after, revision).await?;
                    }
                    (None, Some(before)) => self.take_out(&before).await?,
                    (_, None) => {}
                }
            }
        }
        Ok(())
    }

    async fn restore_organisation(
        &mut self,
        before: xibao_store::OrganisationRow,
        after: Organisation,
        revision: i64,
    ) -> Result<(), AppError> {
        let moved = before.organisation.parent != after.parent;
        let parent = after.parent;
        let row = xibao_store::OrganisationRow { organisation: after, revision, ..before };
        self.tx.access().save_organisations(std::slice::from_ref(&row)).await?;
        if moved {
            self.check_above(&row.organisation).await?;
            let subtree = crate::tree::whole_subtree(&mut self.tx.access(), row.interval).await?;
            self.replace(parent, subtree).await?;
        }
        Ok(())
    }

    async fn take_out(&mut self, row: &xibao_store::OrganisationRow) -> Result<(), AppError> {
        let id = row.organisation.id;
        let below = self.tx.access().children(Some(id)).await?;
        let everybody = self.tx.access().everybody_of(id, &[], 1).await?;
        if !below.is_empty() || !everybody.is_empty() {
            return Err(refusal(
                "not-empty",
                &format!("{}之下还有组织或人，不能撤销它的成立", row.organisation.name),
                &format!(
                    "{} is not empty, so its founding cannot be undone",
                    row.organisation.name
                ),
            ));
        }
        Ok(self.tx.access().delete_organisation(id).await?)
    }
}

pub(crate) fn refusal(code: &'static str, zh: &str, en: &str) -> AppError {
    Refusal::new(code, zh, en).into()
}

//! All facts, case by case: each case once, with its whole chain in order, even where the facts of
//! one person lie in several regions.

use xibao_domain::Case;
use xibao_store::{Access, FactRow};

use crate::AppError;

/// Facts read at once.
const PAGE: i64 = 5_000;

/// Where a walk stands.
#[derive(Debug, Default)]
pub(crate) struct CaseWalk {
    after: Option<(i64, Vec<u8>, i64)>,
    read: Vec<FactRow>,
    ended: bool,
}

/// A case with its facts.
#[derive(Debug)]
pub(crate) struct WholeCase {
    pub(crate) case: Case,
    pub(crate) facts: Vec<FactRow>,
}

impl CaseWalk {
    /// The next cases; empty after the last. A case whose first fact is missing is among them, with
    /// what is left of it.
    pub(crate) async fn next(
        &mut self,
        access: &mut Access<'_>,
        several_regions: bool,
    ) -> Result<Vec<WholeCase>, AppError> {
        while !self.ended {
            let start = (-1, Vec::new(), 0);
            let (region, case, seq) = self.after.as_ref().unwrap_or(&start);
            let page = access.page_facts((*region, case, *seq), PAGE).await?;
            match page.last() {
                Some(last) => {
                    let place = (i64::from(last.region), last.case.as_bytes().to_vec(), last.seq);
                    self.after = Some(place);
                }
                None => self.ended = true,
            }
            self.read.extend(page);
            let cases = self.complete(access, several_regions).await?;
            if !cases.is_empty() {
                return Ok(cases);
            }
        }
        Ok(Vec::new())
    }

    /// The cases of which everything in this region was read: all but the last, before the end.
    async fn complete(
        &mut self,
        access: &mut Access<'_>,
        several_regions: bool,
    ) -> Result<Vec<WholeCase>, AppError> {
        let last = self.read.last().map(|fact| (fact.region, fact.case));
        let keep = if self.ended {
            self.read.len()
        } else {
            self.read.iter().position(|fact| Some((fact.region, fact.case)) == last).unwrap_or(0)
        };
        let rest = self.read.split_off(keep);
        let done = std::mem::replace(&mut self.read, rest);
        let mut cases: Vec<WholeCase> = Vec::new();
        let mut open: Option<(xibao_domain::Region, WholeCase)> = None;
        for fact in done {
            match &mut open {
                Some((region, whole)) if *region == fact.region && whole.case == fact.case => {
                    whole.facts.push(fact);
                }
                _ => {
                    cases.extend(open.take().map(|(_, whole)| whole));
                    let whole = WholeCase { case: fact.case, facts: vec![fact] };
                    let region = whole.facts.first().map(|fact| fact.region);
                    open = region.map(|region| (region, whole));
                }
            }
        }
        cases.extend(open.map(|(_, whole)| whole));
        if !several_regions {
            return Ok(cases);
        }
        gathered(access, cases).await
    }
}

/// The same cases, each once and with its facts of all regions: under the region of its first
/// fact.
async fn gathered(
    access: &mut Access<'_>,
    parts: Vec<WholeCase>,
) -> Result<Vec<WholeCase>, AppError> {
    let mut cases = Vec::with_capacity(parts.len());
    for part in parts {
        let facts = access.facts_of_case(part.case).await?;
        let first = facts.first().map(|fact| fact.id);
        if part.facts.iter().any(|fact| Some(fact.id) == first) {
            cases.push(WholeCase { case: part.case, facts });
        }
    }
    Ok(cases)
}

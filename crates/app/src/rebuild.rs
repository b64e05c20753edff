//! The registers made anew from facts: after a restore, or where verification found them wrong.

use std::collections::HashMap;

use xibao_domain::tree::Interval;
use xibao_domain::{Case, Fact, Organisation, OrganisationId, Person, PersonId, Region};
use xibao_store::{FactRow, HeadRow, OrganisationRow, PersonRow, Tx};

use crate::walk::CaseWalk;
use crate::{AppError, Register, project, tree};

/// People written at once.
const CHUNK: usize = 1_000;

impl Register {
    /// Empties the registers and fills them from the facts, in one transaction; `progress` is told
    /// how many facts were read.
    ///
    /// # Errors
    /// [`AppError::Inconsistent`] if facts contradict each other; then nothing is changed.
    pub async fn rebuild(&self, progress: &mut (dyn FnMut(u64) + Send)) -> Result<(), AppError> {
        let regions: Vec<Region> = {
            let mut session = self.store.read().await?;
            session.access().list_heads().await?.iter().map(|head| head.region).collect()
        };
        let (mut tx, heads) = self.store.begin(&regions).await?;
        tx.access().take_tree().await?;
        rebuild(&mut tx, heads, progress).await?;
        tx.commit().await?;
        Ok(self.store.settle().await?)
    }
}

pub(crate) async fn rebuild(
    tx: &mut Tx,
    heads: Vec<HeadRow>,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<(), AppError> {
    let mut access = tx.access();
    access.clear_people().await?;
    access.clear_index().await?;
    access.clear_organisations().await?;
    let several = heads.len() > 1;
    let organisations = organisations(tx, several).await?;
    let regions: HashMap<OrganisationId, Region> =
        organisations.iter().map(|row| (row.organisation.id, row.organisation.region)).collect();
    let scopes = scopes(&organisations);
    let mut rebuilt = People { regions, numbers: HashMap::new(), held: HashMap::new() };
    let mut walk = CaseWalk::default();
    let mut read = 0;
    let mut waiting: Vec<PersonRow> = Vec::new();
    loop {
        let cases = walk.next(&mut tx.access(), several).await?;
        if cases.is_empty() {
            break;
        }
        for whole in cases {
            read += whole.facts.len() as u64;
            if let Case::Person(id) = whole.case
                && let Some(row) = rebuilt.row(id, &whole.facts)?
            {
                waiting.push(row);
            }
        }
        if waiting.len() >= CHUNK {
            write(tx, &scopes, &mut waiting).await?;
        }
        progress(read);
    }
    write(tx, &scopes, &mut waiting).await?;
    for (id, people) in rebuilt.held {
        tx.access().add_held(id, people).await?;
    }
    for head in heads {
        let numbers = rebuilt.numbers.get(&head.region).copied().unwrap_or(0);
        tx.access().save_head(&HeadRow { numbers, ..head }).await?;
    }
    Ok(())
}

/// Writes the organisations with new places in the tree.
async fn organisations(tx: &mut Tx, several: bool) -> Result<Vec<OrganisationRow>, AppError> {
    let mut rows = Vec::new();
    let mut walk = CaseWalk::default();
    loop {
        let cases = walk.next(&mut tx.access(), several).await?;
        if cases.is_empty() {
            break;
        }
        for whole in cases {
            let Case::Organisation(_) = whole.case else { continue };
            let facts = read(&whole.facts)?;
            if let Some(organisation) = Organisation::of_facts(&facts)? {
                let interval = Interval { position: -1, last: -1 };
                let revision = whole.facts.last().map_or(0, |fact| fact.seq);
                rows.push(OrganisationRow { organisation, interval, held: 0, revision });
            }
        }
    }
    // By age, as they were added.
    rows.sort_by_key(|row| row.organisation.id);
    let placed = tree::number_all(&rows).ok_or_else(|| {
        AppError::Inconsistent("the tree has no room for its organisations".to_owned())
    })?;
    if placed.len() != rows.len() {
        return Err(AppError::Inconsistent(format!(
            "{} of {} organisations hang in no tree",
            rows.len() - placed.len(),
            rows.len()
        )));
    }
    tx.access().save_organisations(&placed).await?;
    Ok(placed)
}

struct People {
    regions: HashMap<OrganisationId, Region>,
    numbers: HashMap<Region, i64>,
    held: HashMap<OrganisationId, i64>,
}

impl People {
    fn row(&mut self, id: PersonId, facts: &[FactRow]) -> Result<Option<PersonRow>, AppError> {
        let Some(person) = Person::of_facts(&read(facts)?)? else { return Ok(None) };
        let region = *self.regions.get(&person.held).ok_or_else(|| {
            AppError::Inconsistent(format!("person {id} is held by no organisation"))
        })?;
        let nth = self.numbers.entry(region).or_default();
        *nth += 1;
        if person.is_current() {
            *self.held.entry(person.held).or_default() += 1;
        }
        let revision = facts.last().map_or(0, |fact| fact.seq);
        Ok(Some(project::row(person, region, project::number(region, *nth), revision)))
    }
}

fn read(facts: &[FactRow]) -> Result<Vec<Fact>, AppError> {
    facts.iter().map(|row| row.fact().map_err(AppError::from)).collect()
}

/// The words of everything above each branch.
fn scopes(organisations: &[OrganisationRow]) -> HashMap<OrganisationId, String> {
    let parents: HashMap<OrganisationId, Option<OrganisationId>> =
        organisations.iter().map(|row| (row.organisation.id, row.organisation.parent)).collect();
    let above = |id: &OrganisationId| parents.get(id).copied().flatten();
    organisations
        .iter()
        .filter(|row| row.organisation.kind.holds_members())
        .map(|row| {
            let chain = std::iter::successors(row.organisation.parent, above);
            let words: Vec<String> = chain.map(project::scope_word).collect();
            (row.organisation.id, words.join(" "))
        })
        .collect()
}

async fn write(
    tx: &mut Tx,
    scopes: &HashMap<OrganisationId, String>,
    rows: &mut Vec<PersonRow>,
) -> Result<(), AppError> {
    let word = |row: &PersonRow| {
        let scope = scopes.get(&row.person.held).map_or("", String::as_str);
        (row.number, format!("{} {scope}", project::words(row)))
    };
    let words: Vec<(i64, String)> = rows.iter().map(word).collect();
    tx.access().insert_people(rows).await?;
    tx.access().index_people(&words).await?;
    rows.clear();
    Ok(())
}

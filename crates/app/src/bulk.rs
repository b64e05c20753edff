//! Many new people at once: facts, rows and words are made ready on one core while another writes.

use std::collections::HashMap;

use xibao_domain::person::PersonEvent;
use xibao_domain::{Case, Event, OrganisationId, Person, PersonId, Region};
use xibao_rulebook::Dated;
use xibao_store::{FactRow, PersonRow};
use xibao_vault::Mac;

use crate::record::Recording;
use crate::{AppError, Register, chain, project};

/// Words wait until they are so many: the index takes them better in one piece.
const WORDS_AT_ONCE: usize = 10_000;

/// What every fact of a recording has in common.
#[derive(Debug, Clone)]
pub(crate) struct Common {
    pub(crate) region: Region,
    pub(crate) batch: xibao_domain::BatchId,
    pub(crate) at: i64,
    pub(crate) actor: String,
}

/// People ready to be written.
#[derive(Debug, Default)]
pub(crate) struct Ready {
    pub(crate) facts: Vec<FactRow>,
    pub(crate) people: Vec<PersonRow>,
    pub(crate) words: Vec<String>,
    pub(crate) states: Vec<String>,
}

impl Register {
    /// Makes a new person ready from what happened, in order; the number comes with the writing.
    pub(crate) fn ready(
        &self,
        common: &Common,
        id: PersonId,
        events: Vec<(Dated, PersonEvent)>,
        ready: &mut Ready,
    ) -> Result<(), AppError> {
        let mut state: Option<Person> = None;
        let mut previous = Mac::START;
        let mut seq = 0;
        for (on, event) in events {
            seq += 1;
            let fact = self.ids().fact()?;
            state = Some(Person::after(state, id, fact, &event, on)?);
            let event = Event::Person(event);
            let body = serde_json::to_string(&event)
                .map_err(|error| AppError::Inconsistent(error.to_string()))?;
            let mut row = FactRow {
                region: common.region,
                case: Case::Person(id),
                seq,
                id: fact,
                happened_on: on.to_string(),
                recorded_at: common.at,
                actor: common.actor.clone(),
                batch: common.batch,
                body,
                key_id: String::new(),
                mac: Vec::new(),
            };
            let content = chain::fact_content(&row);
            (row.key_id, row.mac) = chain::next(&self.vault, previous, &content)?;
            previous = chain::stored_mac(&row.mac);
            ready.facts.push(row);
        }
        if let Some(person) = state {
            let row = project::row(person, common.region, 0, seq);
            ready.words.push(project::words(&row));
            ready.states.push(row.written()?);
            ready.people.push(row);
        }
        Ok(())
    }
}

impl Recording<'_> {
    /// What the facts of this recording in a region have in common.
    pub(crate) fn common(&self, region: Region) -> Common {
        Common { region, batch: self.batch, at: self.at(), actor: self.actor().to_owned() }
    }

    /// Writes people that were made ready; `held` counts them by branch, to be added at the end.
    pub(crate) async fn write_ready(
        &mut self,
        mut ready: Ready,
        held: &mut HashMap<OrganisationId, i64>,
    ) -> Result<(), AppError> {
        for (row, text) in ready.people.iter_mut().zip(ready.words) {
            row.number = self.number(row.region)?;
            let scope = self.scope(row.person.held).await?;
            self.words.push((row.number, format!("{text} {scope}")));
            if row.person.is_current() {
                *held.entry(row.person.held).or_default() += 1;
            }
        }
        for fact in &ready.facts {
            self.counted(fact)?;
        }
        self.tx.access().insert_facts(&ready.facts).await?;
        self.tx.access().insert_written(&ready.people, &ready.states).await?;
        if self.words.len() >= WORDS_AT_ONCE {
            self.write_words().await?;
        }
        Ok(())
    }

    async fn write_words(&mut self) -> Result<(), AppError> {
        let words = std::mem::take(&mut self.words);
        Ok(self.tx.access().index_people(&words).await?)
    }

    /// Ends the writing: words that still wait, and the people counted by branch.
    pub(crate) async fn add_held(
        &mut self,
        held: HashMap<OrganisationId, i64>,
    ) -> Result<(), AppError> {
        self.write_words().await?;
        for (id, people) in held {
            self.tx.access().add_held(id, people).await?;
        }
        Ok(())
    }
}

//! Facts: what happened, when, and who wrote it down. They are only ever added.

use std::collections::HashSet;

use serde::{Deserialize, Deserializer, Serialize};
use xibao_rulebook::Dated;

use crate::organisation::OrganisationEvent;
use crate::person::PersonEvent;
use crate::{BatchId, FactId, OrganisationId, PersonId};

/// A moment: milliseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

/// Whose facts form one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Case {
    /// The life of one organisation.
    Organisation(OrganisationId),
    /// The life of one person in the register.
    Person(PersonId),
}

impl Case {
    /// The sixteen bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        match self {
            Case::Organisation(id) => id.as_bytes(),
            Case::Person(id) => id.as_bytes(),
        }
    }
}

/// That an earlier fact of the same case counts no longer; a correction withdraws one fact and
/// records another, an undo withdraws all that were recorded together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The fact that counts no longer.
    pub fact: FactId,
    /// Why.
    pub reason: String,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Event {
    /// About an organisation.
    Organisation(OrganisationEvent),
    /// About a person.
    Person(PersonEvent),
    /// About an earlier fact.
    Withdrawn {
        /// Which, and why.
        withdrawn: Withdrawal,
    },
}

impl From<OrganisationEvent> for Event {
    fn from(event: OrganisationEvent) -> Event {
        Event::Organisation(event)
    }
}

impl From<PersonEvent> for Event {
    fn from(event: PersonEvent) -> Event {
        Event::Person(event)
    }
}

/// Something that happened, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Its identity.
    pub id: FactId,
    /// Whose chain it belongs to.
    pub case: Case,
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// The day it happened, as far as it is known.
    pub happened_on: Dated,
    /// The moment it was recorded.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub actor: String,
    /// What was recorded together with it.
    pub batch: BatchId,
    /// What it says.
    pub event: Event,
}

/// The facts that count, in order: all but those withdrawn and the withdrawals themselves. A
/// withdrawal that is itself withdrawn lets its fact count again.
pub fn effective(facts: &[Fact]) -> Vec<&Fact> {
    let mut withdrawn: HashSet<FactId> = HashSet::new();
    for fact in facts.iter().rev() {
        if let Event::Withdrawn { withdrawn: what } = &fact.event
            && !withdrawn.contains(&fact.id)
        {
            withdrawn.insert(what.fact);
        }
    }
    facts
        .iter()
        .filter(|fact| {
            !withdrawn.contains(&fact.id) && !matches!(fact.event, Event::Withdrawn { .. })
        })
        .collect()
}

/// Reads what a tag alone says. serde passes over further keys beside the tag of a variant without
/// fields, even where unknown ones are denied; this refuses them.
pub(crate) fn tag_alone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}
    Nothing::deserialize(deserializer).map(|Nothing {}| ())
}

/// Reads a day as facts and states store it.
///
/// # Errors
/// [`xibao_rulebook::DayError`] if it is not one.
pub fn read_day(text: &str) -> Result<Dated, xibao_rulebook::DayError> {
    Dated::parse_stored(text)
}

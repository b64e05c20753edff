//! An organisation as it was planned.

use super::sector::Sector;
use xibao_domain::organisation::{Card, CardField, OrganisationEvent};
use xibao_domain::{OrganisationId, OrganisationKind, PersonId, Post, PostTitle, Region};
use xibao_rulebook::{Dated, Day};

/// A post that somebody on a roll takes at the election.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedPost {
    /// Which.
    pub title: PostTitle,
    /// The branch that holds the person, by its place in the list of organisations.
    pub organisation: usize,
    /// The person's place on the roll of that branch, from 0.
    pub person: usize,
}

/// The last election.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedTerm {
    /// The day of the election.
    pub elected_on: Day,
    /// Full years of office.
    pub years: i32,
    /// Who was elected.
    pub posts: Vec<PlannedPost>,
}

impl PlannedTerm {
    /// The day the term ends; before today where the next election is overdue.
    pub fn ends_on(&self) -> Day {
        self.elected_on.add_months(12 * self.years)
    }
}

/// A change of name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRenaming {
    /// The day.
    pub on: Day,
    /// The name from then on.
    pub name: String,
}

/// The end of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedDissolution {
    /// The day.
    pub on: Day,
    /// The organisation it was merged into, by its place in the list.
    pub into: Option<usize>,
}

/// One organisation of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedOrganisation {
    /// The organisation directly above, by its place in the list; `None` at the top.
    pub parent: Option<usize>,
    /// What it is.
    pub kind: OrganisationKind,
    /// The name under which it was founded.
    pub name: String,
    /// Where its people work.
    pub sector: Sector,
    /// The day it was founded; of old ones the month or year alone is known.
    pub founded_on: Dated,
    /// Another name later.
    pub renamed: Option<PlannedRenaming>,
    /// The last election, where there was one.
    pub term: Option<PlannedTerm>,
    /// How it ended, if it did.
    pub dissolved: Option<PlannedDissolution>,
    /// Members and others on its roll.
    pub people: usize,
    /// Members today among them; they come first.
    pub members: usize,
    /// Units that a joint branch covers.
    pub(crate) joint_units: Option<i32>,
    /// Its number in the whole tree.
    pub(crate) code: usize,
    /// The unit's name.
    pub(crate) unit: String,
}

impl PlannedOrganisation {
    /// The name it bears today.
    pub fn current_name(&self) -> &str {
        self.renamed.as_ref().map_or(&self.name, |renaming| &renaming.name)
    }

    /// The card.
    pub fn card(&self) -> Card {
        let approves = if self.kind == OrganisationKind::Committee { "是" } else { "否" };
        let mut card = Card::from([
            (CardField::Code, format!("990000{:07}", self.code)),
            (CardField::MayApproveProbation, approves.to_owned()),
            (CardField::Functional, "否".to_owned()),
            (CardField::UnitName, self.unit.clone()),
            (CardField::UnitNature, self.sector.unit_nature().to_owned()),
        ]);
        if let Some(units) = self.joint_units {
            card.insert(CardField::JointUnits, units.to_string());
        }
        card
    }

    /// Everything that happened to it, in order: founded, renamed, elected, dissolved.
    ///
    /// An organisation is founded after the one above it in the list of organisations; whom
    /// `person_of` names has to be registered before the election is recorded.
    pub fn events(
        &self,
        region: Region,
        id_of: impl Fn(usize) -> OrganisationId,
        person_of: impl Fn(PlannedPost) -> PersonId,
    ) -> Vec<(Dated, OrganisationEvent)> {
        let mut events = vec![(
            self.founded_on,
            OrganisationEvent::OrganisationFounded {
                name: self.name.clone(),
                organisation: self.kind,
                parent: self.parent.map(&id_of),
                region,
                split_from: None,
                card: self.card(),
            },
        )];
        if let Some(renaming) = &self.renamed {
            let name = renaming.name.clone();
            events.push((Dated::on(renaming.on), OrganisationEvent::OrganisationRenamed { name }));
        }
        if let Some(term) = &self.term {
            let posts = term.posts.iter();
            let posts = posts.map(|post| Post { title: post.title, person: person_of(*post) });
            let elected = OrganisationEvent::OrganisationElected {
                years: term.years,
                ends_on: Dated::on(term.ends_on()),
                posts: posts.collect(),
            };
            events.push((Dated::on(term.elected_on), elected));
        }
        if let Some(end) = self.dissolved {
            let into = end.into.map(id_of);
            events.push((Dated::on(end.on), OrganisationEvent::OrganisationDissolved { into }));
        }
        events.sort_by_key(|(on, _)| on.lo);
        events
    }
}

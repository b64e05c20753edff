//! A synthetic county or province: organisations, and people with histories.
//!
//! ```
//! use xibao_domain::OrganisationId;
//! use xibao_rulebook::Day;
//! use xibao_sample::province::{Plan, Province};
//! let province = Province::new(Plan::county(1, Day::parse("2026-11-24")?))?;
//! let id_of = |place: usize| OrganisationId::from_bytes((place as u128).to_be_bytes());
//! let people = (0..province.organisations().len())
//!     .map(|place| province.people(place, id_of).count())
//!     .sum::<usize>();
//! assert!(people as u64 > province.members());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Everything is invented: places whose names no county bears, names drawn from lists, identity
//! numbers of a region that does not exist and all different, telephone numbers that no
//! subscriber has. The same plan gives the same province on every platform.
//!
//! Memory is bounded by the tree: people are drawn anew for every branch that is asked for, in
//! any order. The register was opened on [`Province::opened_on`]; whoever was there then is
//! registered as of that day, and what happened since follows as events.

mod election;
mod history;
mod life;
mod margins;
mod naming;
mod organisation;
mod person;
mod place;
mod roll;
mod sector;
mod split;
mod tree;

pub use organisation::{
    PlannedDissolution, PlannedOrganisation, PlannedPost, PlannedRenaming, PlannedTerm,
};
pub use person::PlannedPerson;
pub use sector::Sector;

use crate::dice::Dice;
use crate::error::SampleError;
use margins::CELLS;
use place::Stems;
use roll::{ROOM_TREE, Roll};
use tree::Grower;
use xibao_domain::{OrganisationId, Region};
use xibao_rulebook::Day;

/// The fewest members: a branch of three.
pub const MEMBERS_MIN: u64 = 3;

/// The most members: the identity numbers of every age and sex suffice with room to spare.
pub const MEMBERS_MAX: u64 = 5_000_000;

/// Years in which today can lie.
const YEARS: std::ops::RangeInclusive<i32> = 2010..=2100;

/// For so many months the register has been kept.
const MONTHS_OPEN: i32 = 18;

/// What to invent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The seed: the same seed gives the same province.
    pub seed: u64,
    /// Members today: full, probationary and suspended. Applicants, activists, candidates and
    /// those who left are added, about one to ten members.
    pub members: u64,
    /// The region that the rows of the register bear.
    pub region: Region,
    /// The day on which everything stands as told.
    pub today: Day,
}

impl Plan {
    /// A county of 800 members in some forty branches, for demonstrations.
    pub fn county(seed: u64, today: Day) -> Plan {
        Plan { seed, members: 800, region: Region::new(99).unwrap_or_default(), today }
    }
}

/// A province as planned. Above 400,000 members it is one with cities and counties, above 60,000
/// a city with counties, else a county.
#[derive(Debug)]
pub struct Province {
    plan: Plan,
    stems: Stems,
    organisations: Vec<PlannedOrganisation>,
    rolls: Vec<Roll>,
    people: u64,
}

impl Province {
    /// Lays out the tree and counts who is where.
    ///
    /// # Errors
    /// [`SampleError::Members`] and [`SampleError::Today`] if the plan is outside its limits.
    pub fn new(plan: Plan) -> Result<Province, SampleError> {
        if !(MEMBERS_MIN..=MEMBERS_MAX).contains(&plan.members) {
            return Err(SampleError::Members(plan.members));
        }
        if !YEARS.contains(&plan.today.ymd().0) {
            return Err(SampleError::Today(plan.today));
        }
        let members = usize::try_from(plan.members).unwrap_or(0);
        let Grower { mut organisations, mut rolls, .. } =
            Grower::grown(plan.seed, members, plan.today);
        let mut dice = Dice::in_room(plan.seed, ROOM_TREE, 1);
        election::elect(&mut dice, &mut organisations, &mut rolls, plan.today);
        let people = count(plan.seed, &mut rolls);
        Ok(Province { plan, stems: Stems::new(plan.seed), organisations, rolls, people })
    }

    /// What was planned.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The organisations in preorder: each after the one above it and before its next sibling.
    pub fn organisations(&self) -> &[PlannedOrganisation] {
        &self.organisations
    }

    /// Members today.
    pub const fn members(&self) -> u64 {
        self.plan.members
    }

    /// Everybody on any roll: members, those on the way in, those who left.
    pub const fn population(&self) -> u64 {
        self.people
    }

    /// The day on which the register was opened: whoever was there then is registered on it.
    pub fn opened_on(&self) -> Day {
        let (_, _, day) = self.plan.today.ymd();
        self.plan.today.add_days(1 - day).add_months(-MONTHS_OPEN)
    }

    /// The people on the roll of an organisation, members first; nobody where none are held.
    ///
    /// `id_of` gives the identity of an organisation by its place in the list; events name them.
    pub fn people<'a, F: Fn(usize) -> OrganisationId + 'a>(
        &'a self,
        organisation: usize,
        id_of: F,
    ) -> impl Iterator<Item = PlannedPerson> + 'a {
        self.roll(organisation)
            .and_then(|place| Some((self.rolls.get(place)?, self.organisations.get(organisation)?)))
            .map(|(roll, planned)| person::people(self, roll, planned, id_of))
            .into_iter()
            .flatten()
    }

    fn roll(&self, organisation: usize) -> Option<usize> {
        self.rolls.binary_search_by_key(&organisation, |roll| roll.organisation).ok()
    }

    /// The branch to which members of a branch are transferred: for every branch another one.
    fn neighbour(&self, organisation: usize) -> Option<usize> {
        let place = self.roll(organisation)?;
        let next = self.rolls.get((place + 1) % self.rolls.len())?.organisation;
        (next != organisation).then_some(next)
    }
}

/// Numbers everybody, and everybody of each cell; returns how many there are.
fn count(seed: u64, rolls: &mut [Roll]) -> u64 {
    let mut people = 0;
    let mut cells = [0; CELLS];
    for roll in rolls {
        (roll.before, roll.cells_before) = (people, cells);
        for cast in roll.casts(seed) {
            people += 1;
            if let Some(cell) = cells.get_mut(cast.cell()) {
                *cell += 1;
            }
        }
    }
    people
}

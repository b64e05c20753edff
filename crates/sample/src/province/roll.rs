//! The roll of a branch: who is on it, in order, without telling them yet.

use super::margins::{CELLS, Cast, Standing};
use super::sector::Sector;
use crate::dice::Dice;
use xibao_domain::Road;

/// Rooms of chance under one seed; see [`Dice::in_room`].
pub(crate) const ROOM_TREE: u8 = 1;
pub(crate) const ROOM_CAST: u8 = 2;
pub(crate) const ROOM_LIVES: u8 = 3;

/// A branch with at least so many full members can exist (支部条例 §4).
const FULL_MIN: usize = 3;

/// Who is on the roll of one branch.
#[derive(Debug, Clone)]
pub(crate) struct Roll {
    pub(crate) organisation: usize,
    pub(crate) sector: Sector,
    pub(crate) members: usize,
    pub(crate) applicants: usize,
    pub(crate) activists: usize,
    pub(crate) candidates: usize,
    pub(crate) left: usize,
    /// The first so many hold posts or may hold them.
    pub(crate) officers: usize,
    /// People on the rolls before this one.
    pub(crate) before: u64,
    /// People of each cell on the rolls before this one.
    pub(crate) cells_before: [u32; CELLS],
}

impl Roll {
    /// A roll of so many members, with those around them.
    pub(crate) fn draw(
        dice: &mut Dice,
        organisation: usize,
        sector: Sector,
        members: usize,
    ) -> Roll {
        let shares = if sector == Sector::Students {
            [0.55, 0.35, 0.08, 0.06]
        } else {
            [0.036, 0.03, 0.008, 0.022]
        };
        let size = f64::from(u32::try_from(members).unwrap_or(0));
        let [applicants, activists, candidates, left] =
            shares.map(|share: f64| usize::try_from(dice.about(share * size)).unwrap_or(0));
        Roll {
            organisation,
            sector,
            members,
            applicants,
            activists,
            candidates,
            left,
            officers: 0,
            before: 0,
            cells_before: [0; CELLS],
        }
    }

    /// How many are on it.
    pub(crate) const fn people(&self) -> usize {
        self.members + self.applicants + self.activists + self.candidates + self.left
    }

    /// Everybody in order, as they were and will always be cast.
    pub(crate) fn casts(&self, seed: u64) -> impl Iterator<Item = Cast> + use<> {
        let stream = u64::try_from(self.organisation).unwrap_or(0);
        let mut dice = Dice::in_room(seed, ROOM_CAST, stream);
        let roll = self.clone();
        (0..self.people()).map(move |place| {
            let standing = roll.standing(&mut dice, place);
            Cast::draw(&mut dice, roll.sector, standing, place < roll.officers)
        })
    }

    fn standing(&self, dice: &mut Dice, place: usize) -> Standing {
        let ends = [
            (self.members, Standing::Full),
            (self.applicants, Standing::Applicant),
            (self.activists, Standing::Activist),
            (self.candidates, Standing::Candidate),
            (self.left, Standing::Left(Road::MovedOut)),
        ];
        let mut end = 0;
        let group = ends.iter().find(|(count, _)| {
            end += count;
            place < end
        });
        let standing = group.map_or(Standing::Full, |(_, standing)| *standing);
        if standing != Standing::Full || place < self.officers.max(FULL_MIN) {
            return standing;
        }
        let probationers = if self.sector == Sector::Students { 300 } else { 21 };
        match dice.below(1_000) {
            draw if draw < probationers => Standing::Probationary,
            draw if draw >= 998 && self.sector != Sector::Students => Standing::Suspended,
            _ => Standing::Full,
        }
    }
}

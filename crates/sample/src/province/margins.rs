//! How members are distributed: standing, occupation, sex and age, drawn together.
//!
//! The targets are the shares of the bulletin of the end of 2024: women 30.9 %, at most thirty
//! years old 12.2 %, over sixty 28.9 %, farmers 26.1 %, retired 21.4 %, students 2.6 % and so on
//! (People's Daily, 2025-07-01, as reprinted; confidence high). Weights here were fitted by hand.

use super::sector::{Occupation, Sector};
use crate::dice::Dice;
use crate::people::Sex;
use xibao_domain::Road;
use xibao_rulebook::Day;

/// Where somebody stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Full,
    Probationary,
    Suspended,
    Applicant,
    Activist,
    Candidate,
    Left(Road),
}

/// The first and last full year of age of each band.
const BANDS: [(i32, i32); 14] = [
    (18, 19),
    (20, 21),
    (22, 24),
    (25, 30),
    (31, 35),
    (36, 40),
    (41, 45),
    (46, 50),
    (51, 55),
    (56, 60),
    (61, 65),
    (66, 70),
    (71, 78),
    (79, 95),
];

/// Bands by sex: within one cell identity numbers are handed out in turn.
pub(crate) const CELLS: usize = BANDS.len() * 2;

/// Sequences of one day for one sex.
const SEQUENCES: i32 = 499;

/// An age, as a number of [`BANDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Band(pub(crate) u8);

impl Band {
    /// The last band of those who are over sixty begins here.
    pub(crate) const OVER_SIXTY: Band = Band(10);

    /// The days of birth of those who are this old today: the first, and how many.
    pub(crate) fn births(self, today: Day) -> (Day, i32) {
        let (young, old) = BANDS.get(usize::from(self.0)).copied().unwrap_or((40, 50));
        let first = today.add_months(-12 * (old + 1)).add_days(1);
        let last = today.add_months(-12 * young);
        (first, last.number() - first.number() + 1)
    }
}

/// What is drawn for everybody when the tree is laid out, and again when they are told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cast {
    pub(crate) standing: Standing,
    pub(crate) occupation: Occupation,
    pub(crate) sex: Sex,
    pub(crate) band: Band,
}

impl Cast {
    /// Somebody in an organisation of this sector; officers are settled members.
    pub(crate) fn draw(dice: &mut Dice, sector: Sector, standing: Standing, officer: bool) -> Cast {
        let standing = match standing {
            Standing::Left(_) => Standing::Left(road(dice, sector)),
            other => other,
        };
        let occupation = occupation(dice, sector, standing);
        let women = occupation.women();
        let sex = if dice.percent(women) { Sex::Female } else { Sex::Male };
        let band = dice.weighted(bands(standing, occupation)).map_or(Band(6), Band);
        let band = if officer && sector != Sector::Students && band < Band(4) {
            Band(4 + u8::try_from(dice.below(4)).unwrap_or(0))
        } else {
            band
        };
        Cast { standing, occupation, sex, band }
    }

    /// Which cell: band and sex.
    pub(crate) fn cell(self) -> usize {
        usize::from(self.band.0) * 2 + usize::from(self.sex == Sex::Female)
    }

    /// How many identity numbers the cell has.
    pub(crate) fn room(self, today: Day) -> u64 {
        let (_, days) = self.band.births(today);
        u64::from(days.unsigned_abs()) * u64::from(SEQUENCES.unsigned_abs())
    }

    /// Day of birth and sequence of the place-th number of the cell.
    pub(crate) fn number(self, place: u64, today: Day) -> (Day, i32) {
        let (first, _) = self.band.births(today);
        let sequences = u64::from(SEQUENCES.unsigned_abs());
        let day = i32::try_from(place / sequences).unwrap_or(0);
        let turn = i32::try_from(place % sequences).unwrap_or(0);
        let odd = i32::from(self.sex == Sex::Male);
        (first.add_days(day), 2 * (turn + 1) - odd)
    }
}

fn occupation(dice: &mut Dice, sector: Sector, standing: Standing) -> Occupation {
    let drawn = dice.weighted(sector.occupations()).unwrap_or(Occupation::Other);
    let ahead = matches!(
        standing,
        Standing::Applicant
            | Standing::Activist
            | Standing::Candidate
            | Standing::Probationary
            | Standing::Left(Road::ApplicationEnded | Road::ProbationCancelled)
    );
    // Nobody who has retired is on the way in.
    if ahead && drawn == Occupation::Retired { Occupation::Other } else { drawn }
}

/// By which road those left who left.
fn road(dice: &mut Dice, sector: Sector) -> Road {
    if sector == Sector::Students {
        return Road::MovedOut;
    }
    let roads = [
        (Road::Died, 42),
        (Road::MovedOut, 24),
        (Road::ApplicationEnded, 9),
        (Road::Removed, 5),
        (Road::SelfDropout, 5),
        (Road::Withdrew, 4),
        (Road::Expelled, 4),
        (Road::ProbationCancelled, 4),
        (Road::Advised, 3),
    ];
    dice.weighted(&roads).unwrap_or(Road::MovedOut)
}

fn bands(standing: Standing, occupation: Occupation) -> &'static [(u8, i32)] {
    let student = occupation == Occupation::Student;
    match standing {
        Standing::Left(Road::Died) => &[(8, 8), (9, 8), (10, 12), (11, 15), (12, 27), (13, 30)],
        Standing::Applicant if student => &[(0, 55), (1, 35), (2, 10)],
        Standing::Applicant => &[(2, 22), (3, 40), (4, 25), (5, 13)],
        Standing::Activist | Standing::Candidate if student => &[(1, 70), (2, 30)],
        Standing::Probationary if student => &[(1, 55), (2, 40), (3, 5)],
        Standing::Activist
        | Standing::Candidate
        | Standing::Probationary
        | Standing::Left(Road::ApplicationEnded | Road::ProbationCancelled) => {
            &[(2, 16), (3, 42), (4, 24), (5, 11), (6, 7)]
        }
        Standing::Suspended | Standing::Left(_) if !student => {
            &[(3, 20), (4, 18), (5, 18), (6, 14), (7, 12), (8, 10), (9, 8)]
        }
        _ => settled(occupation),
    }
}

/// Ages of full members.
const fn settled(occupation: Occupation) -> &'static [(u8, i32)] {
    match occupation {
        Occupation::Student => &[(2, 75), (3, 25)],
        Occupation::Retired => &[(9, 8), (10, 22), (11, 26), (12, 30), (13, 14)],
        Occupation::Farmer => &[
            (2, 10),
            (3, 80),
            (4, 75),
            (5, 95),
            (6, 95),
            (7, 97),
            (8, 102),
            (9, 102),
            (10, 110),
            (11, 110),
            (12, 80),
            (13, 44),
        ],
        _ => &[
            (2, 20),
            (3, 165),
            (4, 155),
            (5, 168),
            (6, 135),
            (7, 123),
            (8, 128),
            (9, 90),
            (10, 10),
            (11, 6),
        ],
    }
}

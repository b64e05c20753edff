//! A person as planned: everything at registration, and what came later.

use super::Province;
use super::history::{History, Scene};
use super::life::Life;
use super::margins::{Band, CELLS, Cast, Standing};
use super::naming;
use super::roll::{ROOM_LIVES, Roll};
use super::sector::{Occupation, Sector};
use super::{election, organisation::PlannedOrganisation};
use crate::dice::Dice;
use crate::people::{IdNumber, Sex};
use crate::permutation::Permutation;
use xibao_domain::person::PersonEvent;
use xibao_domain::{Field, Fields, LostContact, Membership, Mobile, OrganisationId};
use xibao_rulebook::{Dated, Day};

/// Letters of transfer that a branch issues at most; its neighbour receives as many.
const TRANSFERS_MAX: usize = 2;

/// A branch of fewer members lets nobody go.
const TRANSFERS_FROM: usize = 6;

/// Somebody on the roll of a branch.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedPerson {
    /// The place among all people of the province, from 0: an identity for the caller to use.
    pub number: u64,
    /// The day the register first heard of the person: its opening or, later, the application.
    pub registered_on: Day,
    /// Fields in plain text, normalised; the caller seals those that are sensitive.
    pub fields: Fields,
    /// Where the membership stood on the day of registration.
    pub membership: Membership,
    /// Away without a transfer on that day.
    pub mobile: Option<Mobile>,
    /// Out of contact on that day.
    pub lost: Option<LostContact>,
    /// What happened after it, in order.
    pub later: Vec<(Dated, PersonEvent)>,
}

/// The people on one roll, one after another.
pub(super) struct People<'a, F, C> {
    province: &'a Province,
    roll: &'a Roll,
    organisation: &'a PlannedOrganisation,
    casts: C,
    dice: Dice,
    id_of: F,
    place: usize,
    cells: [u32; CELLS],
    transfers: usize,
}

/// Everybody on a roll of a province.
pub(super) fn people<'a, F: Fn(usize) -> OrganisationId + 'a>(
    province: &'a Province,
    roll: &'a Roll,
    organisation: &'a PlannedOrganisation,
    id_of: F,
) -> impl Iterator<Item = PlannedPerson> + 'a {
    let stream = u64::try_from(roll.organisation).unwrap_or(0);
    People {
        province,
        roll,
        organisation,
        casts: roll.casts(province.plan.seed),
        dice: Dice::in_room(province.plan.seed, ROOM_LIVES, stream),
        id_of,
        place: 0,
        cells: roll.cells_before,
        transfers: 0,
    }
}

impl<F: Fn(usize) -> OrganisationId, C: Iterator<Item = Cast>> Iterator for People<'_, F, C> {
    type Item = PlannedPerson;

    fn next(&mut self) -> Option<PlannedPerson> {
        let cast = self.casts.next()?;
        let place = self.place;
        self.place += 1;
        let (born, sequence) = self.identity(cast);
        Some(self.person(cast, place, born, sequence))
    }
}

impl<F: Fn(usize) -> OrganisationId, C> People<'_, F, C> {
    /// Day of birth and sequence: the next of the cell, in the order of the seed.
    fn identity(&mut self, cast: Cast) -> (Day, i32) {
        let today = self.province.plan.today;
        let cell = cast.cell();
        let turn = self.cells.get_mut(cell).map_or(0, |turn| {
            let now = *turn;
            *turn += 1;
            now
        });
        let key = self.province.plan.seed ^ (cell as u64) << 32;
        let place = Permutation::new(cast.room(today), key).of(u64::from(turn));
        cast.number(place, today)
    }

    fn person(&mut self, cast: Cast, place: usize, born: Day, sequence: i32) -> PlannedPerson {
        let (today, opened_on) = (self.province.plan.today, self.province.opened_on());
        let officer = place < self.roll.officers;
        let settled_by = self.settled(officer);
        let life = Life::draw(&mut self.dice, cast, born, today, settled_by);
        let registered_on = life.registered_on(opened_on);
        let membership = life.membership_on(registered_on);
        let fields = fields(&mut self.dice, cast, born, sequence, self.organisation);
        let settled = !officer && life.settled_since(opened_on);
        let mut history = self.history(cast, &life, &membership, settled);
        let steps = life.steps_after(registered_on);
        let steps =
            steps.into_iter().map(|(on, step)| (on, PersonEvent::MembershipStepped { step }));
        history.later.extend(steps);
        history.later.sort_by_key(|(on, _)| *on);
        PlannedPerson {
            number: self.roll.before + u64::try_from(place).unwrap_or(0),
            registered_on,
            fields,
            membership,
            mobile: history.mobile,
            lost: history.lost,
            later: history.later.into_iter().map(|(on, event)| (Dated::on(on), event)).collect(),
        }
    }

    /// By when somebody of this roll had to be a full member.
    fn settled(&self, officer: bool) -> Day {
        let days = match (officer, self.roll.sector) {
            (false, _) => 0,
            (true, Sector::Students) => election::SETTLED_STUDENT_DAYS,
            (true, _) => election::SETTLED_DAYS,
        };
        self.province.plan.today.add_days(-days)
    }

    fn history(
        &mut self,
        cast: Cast,
        life: &Life,
        membership: &Membership,
        settled: bool,
    ) -> History {
        let other = self.province.neighbour(self.roll.organisation);
        let scene = Scene {
            stems: &self.province.stems,
            opened_on: self.province.opened_on(),
            today: self.province.plan.today,
            other: other.map(&self.id_of),
            transferable: self.roll.members >= TRANSFERS_FROM && self.transfers < TRANSFERS_MAX,
        };
        let mut history = match cast.standing {
            Standing::Full if settled => History::settled(&mut self.dice, &scene, membership),
            Standing::Suspended => History::suspended(&mut self.dice, &scene, life),
            _ => History::default(),
        };
        self.transfers += usize::from(history.transferred);
        if settled {
            history.changes(&mut self.dice, &scene, scene.opened_on);
        }
        history
    }
}

fn fields(
    dice: &mut Dice,
    cast: Cast,
    born: Day,
    sequence: i32,
    organisation: &PlannedOrganisation,
) -> Fields {
    let ethnic = naming::ethnic(dice);
    let elder = cast.band >= Band::OVER_SIXTY || dice.percent(25);
    let education = dice.weighted(cast.occupation.educations()).unwrap_or("61");
    let sex = if cast.sex == Sex::Male { "1" } else { "2" };
    let house = dice.between(1, 300);
    let unit = &organisation.unit;
    let known = [
        Some((Field::Name, naming::name(dice, cast.sex, ethnic, elder))),
        Some((Field::Sex, sex.to_owned())),
        Some((Field::IdNumber, IdNumber::new(born, sequence).as_str().to_owned())),
        Some((Field::Ethnic, ethnic.to_owned())),
        Some((Field::Born, born.to_string())),
        Some((Field::Education, education.to_owned())),
        degree(dice, education).map(|degree| (Field::Degree, degree.to_owned())),
        dice.percent(94).then(|| (Field::Phone, phone(dice))),
        Some((Field::Job, cast.occupation.zh().to_owned())),
        naming::professional_title(dice, cast.occupation)
            .map(|title| (Field::ProfessionalTitle, title.to_owned())),
        migrant(dice, cast.occupation).then(|| (Field::MigrantWorker, "yes".to_owned())),
        Some((Field::Address, format!("{unit}{house}号"))),
        (cast.occupation != Occupation::Retired).then(|| (Field::Employer, unit.clone())),
    ];
    known.into_iter().flatten().collect()
}

/// The degree that goes with an education, for most.
fn degree(dice: &mut Dice, education: &str) -> Option<&'static str> {
    let degree = match education {
        "11" => "博士",
        "14" => "硕士",
        "21" => "学士",
        _ => return None,
    };
    dice.percent(85).then_some(degree)
}

fn migrant(dice: &mut Dice, occupation: Occupation) -> bool {
    matches!(occupation, Occupation::Farmer | Occupation::Worker) && dice.percent(6)
}

/// Eleven digits that begin with `100`: no subscriber's number does, since those of mobile
/// telephones begin with 13 to 19.
pub(super) fn phone(dice: &mut Dice) -> String {
    format!("100{:04}{:04}", dice.below(10_000), dice.below(10_000))
}

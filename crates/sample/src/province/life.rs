//! The days of a membership, by the admission rules: of age at the application, a year of
//! cultivation, a year of probation.

use super::margins::{Cast, Standing};
use super::sector::Occupation;
use crate::dice::Dice;
use xibao_domain::{Leaving, Membership, MembershipStep, Road, Stage, Steps, Suspension};
use xibao_rulebook::{Dated, Day};

/// From coming of age to admission it takes at least so many days: application, three months to
/// activist, a year to candidate, and the candidate's time.
const TO_ADMISSION: i32 = 620;

/// Nobody joins more than so many days later than the earliest possible day.
const LATEST_SPAN: i32 = 38 * 365;

/// Why somebody is suspended.
pub(crate) const SUSPENDED_FOR: &str = "失去联系六个月以上";

/// One life, day by day.
#[derive(Debug, Clone)]
pub(crate) struct Life {
    applied: Day,
    activist: Option<Day>,
    candidate: Option<Day>,
    pub(crate) admitted: Option<Day>,
    extended: Option<Day>,
    pub(crate) regularised: Option<Day>,
    pub(crate) suspended: Option<Day>,
    left: Option<(Day, Road)>,
    /// Of admission and regularisation the month alone is known.
    by_month: bool,
}

impl Life {
    /// The life of somebody born on a day; `settled` is the day by which officers had become full
    /// members.
    pub(crate) fn draw(dice: &mut Dice, cast: Cast, born: Day, today: Day, settled: Day) -> Life {
        let of_age = born.add_months(12 * 18);
        let mut draft = Draft { dice, of_age, today };
        match cast.standing {
            Standing::Applicant => draft.applicant(today.add_days(-1)),
            Standing::Activist => {
                let on = draft.recent(700, 100);
                draft.activist(on)
            }
            Standing::Candidate => {
                let on = draft.recent(150, 470);
                draft.candidate(on)
            }
            Standing::Probationary => draft.probationary(cast.occupation),
            Standing::Full => {
                let limit = today.add_days(-20).min(settled);
                draft.full(limit, cast.occupation)
            }
            Standing::Suspended => {
                let on = today.add_days(-draft.dice.between(20, 900));
                let mut life = draft.full(on.add_days(-430), cast.occupation);
                life.suspended = Some(on);
                life
            }
            Standing::Left(road) => draft.left(road, cast.occupation),
        }
    }

    /// The day on which the register first hears of this person.
    pub(crate) fn registered_on(&self, opened_on: Day) -> Day {
        opened_on.max(self.applied)
    }

    /// Where the membership stood on a day.
    pub(crate) fn membership_on(&self, day: Day) -> Membership {
        let known = |on: Option<Day>| on.filter(|on| *on <= day);
        let admitted = known(self.admitted);
        // Papers of before 1990 rarely tell more than the admission.
        let old = self.admitted.is_some_and(|on| on.ymd().0 < 1990);
        let early = |on: Option<Day>| known(on).filter(|_| !old).map(Dated::on);
        let steps = Steps {
            applied_on: early(Some(self.applied)),
            activist_on: early(self.activist),
            candidate_on: early(self.candidate),
            admitted_on: admitted.map(|on| self.dated(on)),
            extension_months: if known(self.extended).is_some() { 6 } else { 0 },
            regularised_on: known(self.regularised).map(|on| self.dated(on)),
        };
        let open = if steps.regularised_on.is_some() {
            match known(self.suspended) {
                Some(on) => {
                    let suspension =
                        Suspension { since: Dated::on(on), reason: SUSPENDED_FOR.to_owned() };
                    Membership::Suspended { steps, suspension }
                }
                None => Membership::Full { steps },
            }
        } else if admitted.is_some() {
            Membership::Probationary { steps }
        } else if known(self.candidate).is_some() {
            Membership::Candidate { steps }
        } else if known(self.activist).is_some() {
            Membership::Activist { steps }
        } else {
            Membership::Applicant { steps }
        };
        match self.left {
            Some((on, road)) if on <= day => Membership::Left {
                was: open.stage(),
                steps: open.steps().clone(),
                leaving: Leaving { road, on: Dated::on(on) },
            },
            _ => open,
        }
    }

    /// The steps after a day, in order.
    pub(crate) fn steps_after(&self, day: Day) -> Vec<(Day, MembershipStep)> {
        let reason = || SUSPENDED_FOR.to_owned();
        [
            self.activist.map(|on| (on, MembershipStep::NamedActivist)),
            self.candidate.map(|on| (on, MembershipStep::NamedCandidate)),
            self.admitted.map(|on| (on, MembershipStep::Admitted)),
            self.extended.map(|on| (on, MembershipStep::ProbationExtended { months: 6 })),
            self.regularised.map(|on| (on, MembershipStep::Regularised)),
            self.suspended.map(|on| (on, MembershipStep::Suspended { reason: reason() })),
            self.left.map(|(on, road)| (on, MembershipStep::Left { road })),
        ]
        .into_iter()
        .flatten()
        .filter(|(on, _)| *on > day)
        .collect()
    }

    /// Was this a full member all the time since a day?
    pub(crate) fn settled_since(&self, day: Day) -> bool {
        self.regularised.is_some_and(|on| on <= day)
            && self.suspended.is_none()
            && self.left.is_none()
    }

    fn dated(&self, on: Day) -> Dated {
        let (year, month, _) = on.ymd();
        match Dated::month(year, month) {
            Some(dated) if self.by_month => dated,
            _ => Dated::on(on),
        }
    }
}

struct Draft<'a> {
    dice: &'a mut Dice,
    of_age: Day,
    today: Day,
}

impl Draft<'_> {
    /// A day of the last so many, but not before so many days after coming of age.
    fn recent(&mut self, within: i32, after: i32) -> Day {
        let day = self.today.add_days(-1 - self.dice.below(within));
        day.max(self.of_age.add_days(after)).min(self.today)
    }

    /// Applied at most 900 days before a day.
    fn applicant(&mut self, by: Day) -> Life {
        let days = (by.number() - self.of_age.number()).clamp(0, 900);
        let applied = by.add_days(-self.dice.below(days + 1)).max(self.of_age).min(self.today);
        Life {
            applied,
            activist: None,
            candidate: None,
            admitted: None,
            extended: None,
            regularised: None,
            suspended: None,
            left: None,
            by_month: false,
        }
    }

    fn activist(&mut self, on: Day) -> Life {
        let applied = on.add_days(-self.dice.between(90, 240)).max(self.of_age);
        let mut life = self.applicant(applied);
        life.applied = applied;
        life.activist = Some(on);
        life
    }

    fn candidate(&mut self, on: Day) -> Life {
        let activist = on.add_days(-self.dice.between(370, 560)).max(self.of_age.add_days(95));
        let mut life = self.activist(activist);
        life.candidate = Some(on);
        life
    }

    fn admitted(&mut self, on: Day) -> Life {
        let candidate = on.add_days(-self.dice.between(60, 150));
        let mut life = self.candidate(candidate);
        life.admitted = Some(on);
        life
    }

    fn probationary(&mut self, occupation: Occupation) -> Life {
        let extended = occupation != Occupation::Student && self.dice.percent(3);
        let on = if extended {
            self.today.add_months(-12).add_days(-self.dice.between(2, 150))
        } else {
            self.recent(330, TO_ADMISSION)
        };
        let mut life = self.admitted(on);
        life.extended = extended.then(|| on.add_months(12));
        life
    }

    /// A full member since some day no later than `limit`.
    fn full(&mut self, limit: Day, occupation: Occupation) -> Life {
        let earliest = self.of_age.add_days(TO_ADMISSION);
        let latest = limit.add_months(-12);
        let span = (latest.number() - earliest.number()).clamp(0, LATEST_SPAN) + 1;
        // The least of three, since most join in their twenties.
        let days = (0..3).map(|_| self.dice.below(span)).min().unwrap_or(0);
        let on = earliest.add_days(days);
        let mut life = self.admitted(on);
        let extended = occupation != Occupation::Student
            && on.add_months(18) <= limit
            && self.dice.below(1_000) < 12;
        life.extended = extended.then(|| on.add_months(12));
        life.regularised = Some(on.add_months(if extended { 18 } else { 12 }));
        life.by_month = on.ymd().0 < 2000 && self.dice.percent(10);
        life
    }

    fn left(&mut self, road: Road, occupation: Occupation) -> Life {
        let (within, after) = match road {
            Road::ApplicationEnded => (1_000, 400),
            Road::ProbationCancelled => (1_500, 1_000),
            _ => (1_500, TO_ADMISSION + 400),
        };
        let on = self.recent(within, after);
        let mut life = match road {
            Road::ApplicationEnded if self.dice.percent(50) => {
                let activist = on.add_days(-self.dice.between(30, 250));
                self.activist(activist)
            }
            Road::ApplicationEnded => self.applicant(on.add_days(-100)),
            Road::ProbationCancelled => {
                let admitted = on.add_days(-self.dice.between(60, 360));
                self.admitted(admitted)
            }
            _ => self.full(on.add_days(-10), occupation),
        };
        life.left = Some((on, road));
        debug_assert!(life.membership_on(on).stage() == Stage::Left, "has left");
        life
    }
}

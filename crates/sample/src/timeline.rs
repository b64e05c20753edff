//! A life from the application onwards, lawful except for what was planted.
//!
//! Every step is laid out lawfully and the whole is then cut at today. What is still open then is
//! open lawfully, because its planned day lies within its term: nothing clean is ever overdue.

mod admission;
mod candidacy;
mod conversion;

use crate::dice::Dice;
use crate::facts::{Facts, Step, Transfer};
use crate::people::{Name, Person};
use crate::plant::Plant;
use crate::workdays::Workdays;
use xibao_rulebook::{Dated, Day};

/// First day of the 2026 edition of the admission rules, around which dossiers are built.
pub(crate) const EDITION_2026: Day = Day::from_number(20_591);

/// By how many days at most the applicant of a dossier can be too young.
const UNDER_AGE_DAYS: i32 = 1_024;

/// Lays out one life.
pub(crate) struct Timeline<'a> {
    pub(crate) dice: &'a mut Dice,
    pub(crate) workdays: &'a Workdays,
    pub(crate) today: Day,
    pub(crate) plant: Option<Plant>,
    pub(crate) person: Person,
    pub(crate) facts: Facts,
}

impl Timeline<'_> {
    /// Lays out a life that began on a day, as far as it has come by today; returns the birth.
    pub(crate) fn run(&mut self, start: Day) -> Day {
        self.facts = Facts::default();
        let (submitted, nominated) = self.application(start);
        let born = self.born(submitted);
        let determined = self.activist(nominated);
        if determined <= self.today {
            let decided = self.cultivation(determined);
            if decided <= self.today {
                let listed = self.listing(decided);
                let meeting = self.candidacy(listed);
                if meeting <= self.today {
                    self.approval(meeting);
                    self.conversion(meeting);
                }
            }
        }
        self.facts.cut(self.today);
        born
    }

    pub(crate) fn is(&self, plant: Plant) -> bool {
        self.plant == Some(plant)
    }

    /// A working day some days after another.
    pub(crate) fn later(&mut self, day: Day, low: i32, high: i32) -> Day {
        let days = self.dice.between(low, high);
        self.workdays.next(day.add_days(days))
    }

    /// A working day some days before another.
    pub(crate) fn earlier(&mut self, day: Day, low: i32, high: i32) -> Day {
        let days = self.dice.between(low, high);
        self.workdays.prev(day.add_days(-days))
    }

    /// As [`Timeline::later`], but no later than a limit.
    pub(crate) fn later_within(&mut self, day: Day, (low, high): (i32, i32), limit: Day) -> Day {
        let days = self.dice.between(low, high);
        self.workdays.within(day.add_days(days), limit)
    }

    /// People other than the person, all different.
    pub(crate) fn others(&mut self, count: usize) -> Vec<Name> {
        let mut taken = Vec::with_capacity(count + 1);
        taken.push(self.person.name);
        for _ in 0..count {
            taken.push(Name::draw_other(self.dice, &taken));
        }
        taken.split_off(1)
    }

    fn application(&mut self, start: Day) -> (Day, Day) {
        let submitted = self.workdays.prev(start);
        let delay = if self.dice.percent(60) { 0 } else { 2 };
        let received = self.later(submitted, 0, delay);
        self.facts.put(Step::ApplicationSubmitted, submitted);
        self.facts.put(Step::ApplicationReceived, received);
        let due = received.add_months(1);
        match self.plant {
            Some(Plant::TalkOverdue) => {}
            Some(Plant::TalkLate) => {
                let talk = self.later(due, 1, 15);
                self.facts.put(Step::FirstTalk, talk);
            }
            Some(Plant::TalkMonthOnly) => self.talk_by_month(due),
            _ => {
                let talk = self.later_within(received, (3, 24), due);
                self.facts.put(Step::FirstTalk, talk);
            }
        }
        let nominated = self.later(received, 75, 240);
        (submitted, nominated)
    }

    /// Only the month of the talk is known; on the last days of a month that would settle it.
    fn talk_by_month(&mut self, due: Day) {
        let (year, month, day) = due.ymd();
        let dated = if day <= 26 { Dated::month(year, month) } else { Some(Dated::on(due)) };
        self.facts.set(Step::FirstTalk, dated);
    }

    fn born(&mut self, submitted: Day) -> Day {
        if self.is(Plant::UnderAge) {
            // The first possible day after the last on which somebody of age can be born.
            let of_age = submitted.add_months(-12 * 18);
            return self.person.born_by(of_age.add_days(UNDER_AGE_DAYS));
        }
        // The younger of two, since most apply in their twenties; up to three years are added.
        let years = self.dice.between(18, 56).min(self.dice.between(18, 56));
        let days = self.dice.below(360);
        self.person.born_by(submitted.add_months(-12 * years).add_days(-days))
    }

    fn activist(&mut self, nominated: Day) -> Day {
        let determined = self.later(nominated, 3, 25);
        let nominated =
            if self.is(Plant::NominatedLate) { self.later(determined, 1, 7) } else { nominated };
        self.facts.put(Step::ActivistNominated, nominated);
        self.facts.put(Step::ActivistDetermined, determined);
        let filed = self.later(determined, 3, 20);
        self.facts.put(Step::ActivistFiled, filed);
        let assigned = self.later(filed, 0, 10);
        self.facts.put(Step::ContactsAssigned, assigned);
        let contacts = if self.is(Plant::ContactsThree) {
            3
        } else if self.dice.percent(80) {
            2
        } else {
            1
        };
        self.facts.contacts = self.others(contacts);
        determined
    }

    fn cultivation(&mut self, determined: Day) -> Day {
        let counted_from = self.transfer(determined);
        let year = counted_from.add_months(12);
        let decided = if self.is(Plant::CultivationShort) {
            self.earlier(year, 1, 25)
        } else {
            self.later(year, 3, 200)
        };
        self.facts.put(Step::CandidateDecided, decided);
        let opinions = if self.is(Plant::OpinionsLate) {
            self.later(decided, 1, 10)
        } else {
            self.earlier(decided, 3, 15)
        };
        self.facts.put(Step::OpinionsHeard, opinions);
        self.inspections(determined, decided);
        decided
    }

    /// Some came from elsewhere, where they had been activists since the day that is counted.
    fn transfer(&mut self, determined: Day) -> Day {
        if !self.dice.percent(8) {
            return determined;
        }
        let months = if self.dice.percent(75) { 0 } else { self.dice.between(1, 3) };
        let counted_from = determined.add_months(months);
        let on = self.later(counted_from, 40, 250);
        self.facts.transfer = Some(Transfer { on, counted_from });
        counted_from
    }

    /// One before the end of each half-year.
    fn inspections(&mut self, determined: Day, decided: Day) {
        let last = decided.min(self.today);
        for half_years in 1..40 {
            let end = determined.add_months(6 * half_years);
            let day = self.earlier(end, 2, 25);
            if day > last {
                break;
            }
            self.facts.inspections.push(day);
        }
        if self.is(Plant::InspectionsFew) {
            let needed = determined.full_months_until(decided) / 6;
            // With none at all on record nothing would be certain.
            let left = usize::try_from(needed - 1).unwrap_or(1).max(1);
            self.facts.inspections.truncate(left);
        }
    }
}

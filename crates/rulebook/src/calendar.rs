//! Working days: weekends, public holidays and the workdays moved onto weekends.

use crate::day::Day;
use std::collections::{BTreeMap, BTreeSet};

/// The working-day calendar of a rulebook: for each year that was published, the days that
/// differ from "Monday to Friday".
///
/// A year without an entry counts weekends only and makes every result that crosses it
/// provisional.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    years: BTreeSet<i32>,
    /// Day number → is it a day off? Only days that differ from the weekend rule or confirm it.
    days: BTreeMap<i32, bool>,
}

/// A day reached by counting working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The day reached.
    pub day: Day,
    /// True when a year without a published calendar was crossed.
    pub provisional: bool,
}

impl Calendar {
    /// Adds a published year: `off` are days off, `on` are weekend days worked.
    pub fn add_year(&mut self, year: i32, off: &[Day], on: &[Day]) {
        self.years.insert(year);
        self.days.extend(off.iter().map(|day| (day.number(), true)));
        self.days.extend(on.iter().map(|day| (day.number(), false)));
    }

    /// The years that were published.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.years.iter().copied()
    }

    /// Was the calendar of this day's year published?
    pub fn knows(&self, day: Day) -> bool {
        self.years.contains(&day.ymd().0)
    }

    /// Is this a working day?
    pub fn is_workday(&self, day: Day) -> bool {
        match self.days.get(&day.number()) {
            Some(off) => !off,
            None => day.weekday() <= 5,
        }
    }

    /// For every day from the first to the last: is it a working day?
    pub(crate) fn workdays_between(&self, first: Day, last: Day) -> Vec<bool> {
        let numbers = first.number()..=last.number();
        let mut works: Vec<bool> =
            numbers.map(|number| Day::from_number(number).weekday() <= 5).collect();
        for (number, off) in &self.days {
            let index = usize::try_from(number - first.number()).ok();
            if let Some(works) = index.and_then(|index| works.get_mut(index)) {
                *works = !off;
            }
        }
        works
    }

    /// The day on which the `count`-th working day falls. The first day itself counts only if
    /// `first_day_counts` and it is a working day. A count of 0 is the first day.
    ///
    /// ```
    /// use xibao_rulebook::{Calendar, Day};
    /// let monday = Day::parse("2026-04-20")?;
    /// let friday = Calendar::default().add_workdays(monday, 5, true);
    /// assert_eq!(friday.day.to_string(), "2026-04-24");
    /// # Ok::<(), xibao_rulebook::DayError>(())
    /// ```
    pub fn add_workdays(&self, from: Day, count: i32, first_day_counts: bool) -> Counted {
        let mut day = from;
        let mut left = count;
        let mut provisional = !self.knows(from);
        if first_day_counts && left > 0 && self.is_workday(day) {
            left -= 1;
        }
        while left > 0 && day < Day::MAX {
            day = day.add_days(1);
            provisional |= !self.knows(day);
            if self.is_workday(day) {
                left -= 1;
            }
        }
        Counted { day, provisional }
    }

    /// Working days after `from` up to and including `to` (plus `from` itself if
    /// `first_day_counts`), and whether a year without a calendar was crossed.
    pub fn workdays(&self, from: Day, to: Day, first_day_counts: bool) -> (i32, bool) {
        // Nobody posts a notice for longer than this; the bound keeps hostile input cheap.
        let to = to.min(from.add_days(3_700));
        let mut count = i32::from(first_day_counts && from <= to && self.is_workday(from));
        let mut provisional = !self.knows(from);
        let mut day = from;
        while day < to {
            day = day.add_days(1);
            provisional |= !self.knows(day);
            count += i32::from(self.is_workday(day));
        }
        (count, provisional)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    /// Labour Day 2026: 1–5 May off, Saturday 9 May worked.
    fn may_2026() -> Calendar {
        let mut calendar = Calendar::default();
        let off: Vec<Day> = (1..=5).map(|d| Day::from_ymd(2026, 5, d).unwrap()).collect();
        calendar.add_year(2026, &off, &[day("2026-05-09")]);
        calendar
    }

    #[test]
    fn holidays_and_moved_workdays_count() {
        let calendar = may_2026();
        let counted = calendar.add_workdays(day("2026-04-30"), 4, false);
        assert_eq!(counted.day, day("2026-05-09"));
        assert!(!counted.provisional);
    }

    #[test]
    fn an_unpublished_year_is_provisional() {
        let counted = may_2026().add_workdays(day("2026-12-30"), 5, false);
        assert!(counted.provisional);
    }

    #[test]
    fn counting_forth_and_back_agree() {
        let calendar = may_2026();
        for first_day_counts in [false, true] {
            for count in 1..40 {
                let from = day("2026-04-20");
                let reached = calendar.add_workdays(from, count, first_day_counts);
                assert_eq!(calendar.workdays(from, reached.day, first_day_counts).0, count);
            }
        }
    }
}

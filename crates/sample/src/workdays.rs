//! Working days as a table, because a dossier asks for some thirty of them.

use xibao_rulebook::{Calendar, Day};

/// The working days of the years in which dossiers play.
pub(crate) struct Workdays {
    first: i32,
    works: Vec<bool>,
}

impl Workdays {
    /// A table of the years before `today` that a dossier can reach back, and a few after it.
    pub(crate) fn new(calendar: &Calendar, today: Day) -> Workdays {
        let first = today.add_months(-12 * 12);
        let last = today.add_months(12 * 4);
        let days = first.number()..=last.number();
        let works = days.map(|number| calendar.is_workday(Day::from_number(number))).collect();
        Workdays { first: first.number(), works }
    }

    /// Is this a working day? Outside the table, Monday to Friday are.
    pub(crate) fn is_workday(&self, day: Day) -> bool {
        let index = usize::try_from(day.number() - self.first).ok();
        let known = index.and_then(|index| self.works.get(index));
        known.copied().unwrap_or(day.weekday() <= 5)
    }

    /// This day, or the next working day.
    pub(crate) fn next(&self, day: Day) -> Day {
        self.seek(day, 1)
    }

    /// This day, or the working day before it.
    pub(crate) fn prev(&self, day: Day) -> Day {
        self.seek(day, -1)
    }

    /// A working day near `day` that is no later than `limit`.
    pub(crate) fn within(&self, day: Day, limit: Day) -> Day {
        let next = self.next(day);
        if next <= limit { next } else { self.prev(limit) }
    }

    /// The day on which the `count`-th working day after `from` falls.
    pub(crate) fn after(&self, from: Day, count: i32) -> Day {
        (0..count).fold(from, |day, _| self.next(day.add_days(1)))
    }

    fn seek(&self, from: Day, step: i32) -> Day {
        let mut day = from;
        // No public holiday is longer than a month; the bound ends the search on hostile tables.
        for _ in 0..31 {
            if self.is_workday(day) {
                break;
            }
            day = day.add_days(step);
        }
        day
    }
}

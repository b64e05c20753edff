//! Civil days as numbers, and dates that are known only in part.
//!
//! The regulations count in calendar months and years, so the only arithmetic that matters is
//! "same day of the target month, else its last day". Days are numbered from 1970-01-01, which
//! lets a million dossiers be compared as columns of `i32`.

use std::fmt;

/// A civil day of the proleptic Gregorian calendar, numbered from 1970-01-01 (day 0).
///
/// ```
/// use xibao_rulebook::Day;
/// let received = Day::parse("2025-08-31")?;
/// assert_eq!(received.add_months(1).to_string(), "2025-09-30");
/// # Ok::<(), xibao_rulebook::DayError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DayError {
    /// The text has not the form `YYYY-MM-DD` (or `YYYY-MM`, `YYYY` where those are allowed).
    #[error("\"{0}\" is not a date; write it as 2025-08-31")]
    Form(String),
    /// The form is right but the calendar has no such day, such as 2025-02-29.
    #[error("{0} does not exist in the calendar; check the day and the month")]
    Calendar(String),
}

impl Day {
    /// The earliest day accepted anywhere: 1800-01-01.
    pub const MIN: Day = Day(-62_091);
    /// The latest day accepted anywhere: 2400-12-31.
    pub const MAX: Day = Day(157_419);

    /// The day with this number, where day 0 is 1970-01-01. Clamped to [`Day::MIN`]..=[`Day::MAX`].
    pub const fn from_number(number: i32) -> Day {
        if number < Self::MIN.0 {
            Self::MIN
        } else if number > Self::MAX.0 {
            Self::MAX
        } else {
            Day(number)
        }
    }

    /// The number of this day, where day 0 is 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day with this year, month and day of month, if the calendar has it and it lies within
    /// [`Day::MIN`]..=[`Day::MAX`].
    pub const fn from_ymd(year: i32, month: i32, day: i32) -> Option<Day> {
        if year < 1800 || year > 2400 || month < 1 || month > 12 || day < 1 {
            return None;
        }
        if day > month_length(year, month) {
            return None;
        }
        Some(Day(month_start(year * 12 + month - 1) + day - 1))
    }

    /// Year, month (1–12) and day of month (1–31).
    pub const fn ymd(self) -> (i32, i32, i32) {
        let (month_index, day) = month_and_day(self.0);
        (month_index.div_euclid(12), month_index.rem_euclid(12) + 1, day)
    }

    /// Reads `YYYY-MM-DD`.
    ///
    /// # Errors
    /// [`DayError::Form`] if the text has another form, [`DayError::Calendar`] if there is no
    /// such day.
    pub fn parse(text: &str) -> Result<Day, DayError> {
        match parse_parts(text) {
            Some((year, Some(month), Some(day))) => {
                Day::from_ymd(year, month, day).ok_or_else(|| DayError::Calendar(text.to_owned()))
            }
            _ => Err(DayError::Form(text.to_owned())),
        }
    }

    /// Same day of the month `months` later (or earlier), else the last day of that month.
    #[must_use]
    pub const fn add_months(self, months: i32) -> Day {
        Day::from_number(add_months(self.0, months))
    }

    /// The day `days` later (or earlier).
    #[must_use]
    pub const fn add_days(self, days: i32) -> Day {
        Day::from_number(self.0.saturating_add(days))
    }

    /// Monday = 1 … Sunday = 7.
    pub const fn weekday(self) -> i32 {
        (self.0 + 3).rem_euclid(7) + 1
    }

    /// Full calendar months from this day to `later`: the largest `n` with
    /// `self + n months <= later`; negative when `later` is earlier.
    pub const fn full_months_until(self, later: Day) -> i32 {
        full_months(self.0, later.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A date as far as it is known: every day from `lo` to `hi` is possible.
///
/// A full date has `lo == hi`; `2002-01` runs from the first to the last of January; a fact whose
/// day was not written down is [`Dated::UNKNOWN`]; two records that contradict each other give
/// the interval between them.
///
/// ```
/// use xibao_rulebook::Dated;
/// let month = Dated::parse("2002-01")?;
/// assert_eq!(month.to_string(), "2002-01");
/// assert_eq!(month.lo.to_string(), "2002-01-01");
/// assert_eq!(month.hi.to_string(), "2002-01-31");
/// # Ok::<(), xibao_rulebook::DayError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dated {
    /// The earliest day it can be.
    pub lo: Day,
    /// The latest day it can be.
    pub hi: Day,
}

impl Dated {
    /// Happened, but nobody wrote down when.
    pub const UNKNOWN: Dated = Dated { lo: Day::MIN, hi: Day::MAX };

    /// A date known to the day.
    pub const fn on(day: Day) -> Dated {
        Dated { lo: day, hi: day }
    }

    /// The day, if it is known exactly.
    pub fn exact(self) -> Option<Day> {
        (self.lo == self.hi).then_some(self.lo)
    }

    /// Every day of a month.
    pub fn month(year: i32, month: i32) -> Option<Dated> {
        Some(Dated {
            lo: Day::from_ymd(year, month, 1)?,
            hi: Day::from_ymd(year, month, month_length(year, month))?,
        })
    }

    /// Reads `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    ///
    /// # Errors
    /// [`DayError::Form`] if the text has another form, [`DayError::Calendar`] if there is no
    /// such day, month or (before 1800, after 2400) year.
    pub fn parse(text: &str) -> Result<Dated, DayError> {
        let calendar = || DayError::Calendar(text.to_owned());
        match parse_parts(text) {
            Some((year, Some(month), Some(day))) => {
                Day::from_ymd(year, month, day).map(Dated::on).ok_or_else(calendar)
            }
            Some((year, Some(month), None)) => Dated::month(year, month).ok_or_else(calendar),
            Some((year, None, None)) => Dated::year(year).ok_or_else(calendar),
            _ => Err(DayError::Form(text.to_owned())),
        }
    }

    /// Reads what [`Display`](fmt::Display) writes: besides the forms of [`Dated::parse`] also `?`
    /// and two days with a slash between them.
    ///
    /// # Errors
    /// Those of [`Dated::parse`]; [`DayError::Form`] if the later day stands first.
    pub fn parse_stored(text: &str) -> Result<Dated, DayError> {
        if text == "?" {
            return Ok(Dated::UNKNOWN);
        }
        let Some((lo, hi)) = text.split_once('/') else { return Dated::parse(text) };
        let (lo, hi) = (Day::parse(lo)?, Day::parse(hi)?);
        if lo > hi {
            return Err(DayError::Form(text.to_owned()));
        }
        Ok(Dated { lo, hi })
    }

    /// Every day of a year.
    pub fn year(year: i32) -> Option<Dated> {
        Some(Dated { lo: Day::from_ymd(year, 1, 1)?, hi: Day::from_ymd(year, 12, 31)? })
    }

    /// Both readings moved by calendar months.
    #[must_use]
    pub fn add_months(self, months: i32) -> Dated {
        if self == Self::UNKNOWN {
            return self;
        }
        Dated { lo: self.lo.add_months(months), hi: self.hi.add_months(months) }
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Dated) -> Dated {
        Dated { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }
}

impl fmt::Display for Dated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::UNKNOWN {
            return f.write_str("?");
        }
        if let Some(day) = self.exact() {
            return day.fmt(f);
        }
        let (year, month, _) = self.lo.ymd();
        if Dated::month(year, month) == Some(*self) {
            return write!(f, "{year:04}-{month:02}");
        }
        if Dated::year(year) == Some(*self) {
            return write!(f, "{year:04}");
        }
        write!(f, "{}/{}", self.lo, self.hi)
    }
}

impl serde::Serialize for Dated {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Dated {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Dated, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Dated::parse_stored(&text).map_err(serde::de::Error::custom)
    }
}

/// Splits `YYYY[-MM[-DD]]` into its parts without checking the calendar.
fn parse_parts(text: &str) -> Option<(i32, Option<i32>, Option<i32>)> {
    let mut parts = text.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = parts.next().map(|part| digits(part, 2));
    let day = parts.next().map(|part| digits(part, 2));
    if parts.next().is_some() || month == Some(None) || day == Some(None) {
        return None;
    }
    Some((year, month.flatten(), day.flatten()))
}

fn digits(text: &str, length: usize) -> Option<i32> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

const fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// Days in a month of a year; `month` is 1–12.
pub(crate) const fn month_length(year: i32, month: i32) -> i32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Day number of the first of a month, counted as `year * 12 + month - 1`.
pub(crate) const fn month_start(month_index: i32) -> i32 {
    // Years begin in March here, so that the leap day is the last day of the year.
    let shifted = month_index - 2;
    let year = shifted.div_euclid(12);
    let month = shifted.rem_euclid(12);
    let days = year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    days + (153 * month + 2) / 5 - 719_468
}

/// Month index (`year * 12 + month - 1`) and day of month of a day number.
pub(crate) const fn month_and_day(number: i32) -> (i32, i32) {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    ((era * 400 + year_of_era) * 12 + month + 2, day)
}

/// Calendar months on day numbers: same day of the target month, else its last day.
pub(crate) const fn add_months(number: i32, months: i32) -> i32 {
    let (month_index, day) = month_and_day(number);
    let target = month_index + months;
    let length = month_length(target.div_euclid(12), target.rem_euclid(12) + 1);
    month_start(target) + if day < length { day } else { length } - 1
}

/// The largest `n` with `from + n months <= to`.
pub(crate) const fn full_months(from: i32, to: i32) -> i32 {
    let (from_month, _) = month_and_day(from);
    let (to_month, _) = month_and_day(to);
    let months = to_month - from_month;
    if add_months(from, months) > to { months - 1 } else { months }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn bounds_are_the_days_they_say() {
        assert_eq!(Day::MIN, day("1800-01-01"));
        assert_eq!(Day::MAX, day("2400-12-31"));
    }

    #[test]
    fn months_clamp_to_the_last_day() {
        for (from, months, to) in [
            ("2025-01-31", 1, "2025-02-28"),
            ("2024-01-31", 1, "2024-02-29"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2023-08-31", 6, "2024-02-29"),
            ("2025-03-31", -1, "2025-02-28"),
            ("1999-12-15", 1, "2000-01-15"),
        ] {
            assert_eq!(day(from).add_months(months), day(to), "{from} + {months}");
        }
    }

    #[test]
    fn impossible_and_malformed_dates_are_told_apart() {
        assert_eq!(Day::parse("2025-02-29"), Err(DayError::Calendar("2025-02-29".into())));
        assert_eq!(Day::parse("2025-2-9"), Err(DayError::Form("2025-2-9".into())));
        assert_eq!(Dated::parse("2025-13"), Err(DayError::Calendar("2025-13".into())));
    }

    proptest! {
        #[test]
        fn agrees_with_jiff(
            number in Day::MIN.number()..=Day::MAX.number(), months in -2000..2000,
        ) {
            let epoch = jiff::civil::date(1970, 1, 1);
            let theirs = epoch + jiff::Span::new().days(number);
            let ours = Day::from_number(number);
            prop_assert_eq!(ours.to_string(), theirs.to_string());
            prop_assert_eq!(i32::from(theirs.weekday().to_monday_one_offset()), ours.weekday());
            let moved = theirs.saturating_add(jiff::Span::new().months(months));
            if (1800..=2400).contains(&moved.year()) {
                prop_assert_eq!(ours.add_months(months).to_string(), moved.to_string());
            }
        }

        #[test]
        fn full_months_is_the_largest_that_fits(from in -20_000..40_000, span in -9_000..9_000) {
            let to = from + span;
            let months = full_months(from, to);
            prop_assert!(add_months(from, months) <= to);
            prop_assert!(add_months(from, months + 1) > to);
        }

        #[test]
        fn text_round_trips(number in Day::MIN.number()..=Day::MAX.number()) {
            let day = Day::from_number(number);
            prop_assert_eq!(Day::parse(&day.to_string()), Ok(day));
            prop_assert_eq!(Dated::parse(&day.to_string()), Ok(Dated::on(day)));
        }
    }
}

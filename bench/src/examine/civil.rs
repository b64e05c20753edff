//! Calendar months on day numbers, written for the hand-written checkers alone, so that they share
//! nothing with what they are compared with.

/// Not recorded.
pub(crate) const NULL: i32 = i32::MIN;

/// Year, month (1–12) and day of a number of days since 1970-01-01.
pub(crate) fn civil(number: i32) -> (i32, i32, i32) {
    let shifted = number + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + i32::from(month <= 2), month, day)
}

/// Days since 1970-01-01.
pub(crate) fn number(year: i32, month: i32, day: i32) -> i32 {
    let year = year - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn last_day(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Same day of the target month, else its last day.
pub(crate) fn add_months(from: i32, months: i32) -> i32 {
    let (year, month, day) = civil(from);
    let total = year * 12 + month - 1 + months;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
    number(year, month, day.min(last_day(year, month)))
}

/// Full calendar months from one day to another.
pub(crate) fn full_months(from: i32, to: i32) -> i32 {
    let ((from_year, from_month, _), (to_year, to_month, _)) = (civil(from), civil(to));
    let months = (to_year - from_year) * 12 + to_month - from_month;
    if add_months(from, months) > to { months - 1 } else { months }
}

//! Terms: calendar months, days or working days from a day.

use crate::calc::{Refusal, say};
use crate::day::{Dated, Day};
use crate::length::Length;
use crate::model::Rulebook;
use crate::text::Text;
use serde::Serialize;

/// A term to be reckoned.
#[derive(Debug, Clone, Copy)]
pub struct TermRequest {
    /// The day it runs from, as far as it is known.
    pub from: Dated,
    /// How long it runs.
    pub plus: Length,
    /// Does the first day count? `None` leaves it to the rulebook's setting for working days;
    /// for months and days it does not.
    pub first_day_counts: Option<bool>,
}

/// When a term ends.
#[derive(Debug, Clone, Serialize)]
pub struct TermAnswer {
    /// The last day, as far as it is known.
    pub due: String,
    /// The earliest it can be, if the start is not known to the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_earliest: Option<Day>,
    /// The latest it can be, if the start is not known to the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_latest: Option<Day>,
    /// A year without a published calendar was crossed; check again when it is published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// The arithmetic in words.
    pub why: Text,
}

/// When a term ends: same day of the target month, else its last day.
///
/// # Errors
/// [`Refusal`] if the term ends beyond the years a date may have.
///
/// ```
/// use xibao_rulebook::{Dated, Length, bundled, calc::term};
/// let book = bundled::cpc()?;
/// let request = term::TermRequest {
///     from: Dated::parse("2023-08-31").unwrap(),
///     plus: Length::Months(6),
///     first_day_counts: None,
/// };
/// assert_eq!(term::reckon(&book, &request).unwrap().due, "2024-02-29");
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub fn reckon(book: &Rulebook, request: &TermRequest) -> Result<TermAnswer, Refusal> {
    let default =
        matches!(request.plus, Length::Workdays(_)) && book.setting_bool("notice-first-day-counts");
    let first_day_counts = request.first_day_counts.unwrap_or(default);
    let (lo, provisional_lo) = due(book, request.from.lo, request.plus, first_day_counts);
    let (hi, provisional_hi) = due(book, request.from.hi, request.plus, first_day_counts);
    if hi >= Day::MAX {
        return Err(Refusal::new(
            "plus",
            request.plus.to_string(),
            "期限超出可计算的年份（至2400年）；请核对起算日和期限",
            "the term ends beyond the years that can be reckoned (to 2400); check from and plus",
        ));
    }
    let provisional = provisional_lo || provisional_hi;
    let imprecise = request.from.exact().is_none();
    let due = shown(Dated { lo, hi });
    Ok(TermAnswer {
        why: words(request, first_day_counts, &due, provisional),
        due,
        due_earliest: imprecise.then_some(lo),
        due_latest: imprecise.then_some(hi),
        provisional,
    })
}

fn due(book: &Rulebook, from: Day, plus: Length, first_day_counts: bool) -> (Day, bool) {
    let back = i32::from(first_day_counts);
    match plus {
        Length::Months(0) | Length::Days(0) => (from, false),
        Length::Months(months) => (from.add_months(months).add_days(-back), false),
        Length::Days(days) => (from.add_days(days - back), false),
        Length::Workdays(days) => {
            let counted = book.calendar.add_workdays(from, days, first_day_counts);
            (counted.day, counted.provisional)
        }
    }
}

/// A date as far as it is known: a span from the first of a month that stays within it is that
/// month, even where a short month before it cut the span (2023-02 plus a month is 2023-03).
pub(super) fn shown(dated: Dated) -> String {
    let ((lo_year, lo_month, lo_day), (hi_year, hi_month, _)) = (dated.lo.ymd(), dated.hi.ymd());
    let whole = match (lo_year == hi_year, lo_month == hi_month, lo_day) {
        _ if dated.lo == dated.hi => None,
        (true, true, 1) => Dated::month(lo_year, lo_month),
        (true, false, 1) if lo_month == 1 && hi_month == 12 => Dated::year(lo_year),
        _ => None,
    };
    whole.unwrap_or(dated).to_string()
}

fn words(request: &TermRequest, first_day_counts: bool, due: &str, provisional: bool) -> Text {
    let (length_zh, length_en) = request.plus.words();
    let from = request.from;
    let mut why = match request.plus {
        Length::Workdays(_) if first_day_counts => Text::new(
            format!("自 {from} 起（当天计入）数 {length_zh}，到 {due}。"),
            format!("From {from}, that day included, {length_en}: {due}."),
        ),
        Length::Workdays(_) => Text::new(
            format!("自 {from} 起（当天不计）数 {length_zh}，到 {due}。"),
            format!("From {from}, that day not included, {length_en}: {due}."),
        ),
        _ if first_day_counts => Text::new(
            format!("{from} 当天计入，加{length_zh}，最后一天为 {due}。"),
            format!("{from}, that day included, plus {length_en}: the last day is {due}."),
        ),
        _ => Text::new(
            format!("{from} 加{length_zh}，为 {due}；到月取同日，没有同日的取月末。"),
            format!(
                "{from} plus {length_en}: {due}; the same day of the target month, else its last."
            ),
        ),
    };
    if matches!(request.plus, Length::Days(_)) && !first_day_counts {
        why = Text::new(
            format!("{from} 加{length_zh}，为 {due}。"),
            format!("{from} plus {length_en}: {due}."),
        );
    }
    if provisional {
        say(
            &mut why,
            "所跨年份的放假安排尚未收入，结果暂定。",
            " A year without a published calendar is crossed, so the result is provisional.",
        );
    }
    why
}

#[cfg(test)]
mod tests;

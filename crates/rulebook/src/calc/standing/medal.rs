//! The medal for fifty years in the Party (medal measures 2021): fifty full years of standing on
//! the cut-off of a year, and alive.

use super::StandingRequest;
use crate::calc::say;
use crate::day::{Dated, Day};
use crate::model::Rulebook;
use crate::text::Text;

/// Is the medal due?
#[derive(Debug, Clone, Copy)]
pub(super) struct Medal {
    /// By the last cut-off; `None` if it cannot be told.
    pub(super) now: Option<bool>,
    /// The first cut-off that finds fifty full years.
    pub(super) due_on: Option<Day>,
}

/// `None` if the rulebook has no such medal or no day was given.
pub(super) fn reckon(
    book: &Rulebook,
    request: &StandingRequest,
    counted: Dated,
    why: &mut Text,
) -> Option<Medal> {
    let first = Day::parse(book.setting_str("medal-first-cut-off")?).ok()?;
    let years = book.setting("medal-years")?.value.as_integer()?;
    let months = i32::try_from(years.clamp(1, 150)).unwrap_or(600) * 12;
    let today = request.today?;
    let reached = |from: Day, today: Day| {
        last_cut_off(first, today).is_some_and(|cut_off| from.add_months(months) <= cut_off)
    };
    let (least, most) = (reached(counted.hi, today.lo), reached(counted.lo, today.hi));
    let alive = request.alive != Some(false);
    let due = |from: Day| next_cut_off(first, from.add_months(months));
    let due_on = due(counted.lo).filter(|on| alive && due(counted.hi) == Some(*on));
    let now = match (alive, least, most) {
        (false, _, _) => Some(false),
        (true, least, most) if least == most => Some(least),
        _ => None,
    };
    words(why, alive, now, due_on, years);
    Some(Medal { now, due_on })
}

fn words(why: &mut Text, alive: bool, now: Option<bool>, due_on: Option<Day>, years: i64) {
    match (alive, now, due_on) {
        (false, _, _) => {
            say(why, "纪念章颁发给健在的党员。", " The medal is for living members.");
        }
        (true, Some(true), Some(on)) => {
            say(
                why,
                &format!("截至 {on} 党龄已满 {years} 年。"),
                &format!(" {years} full years were reached by the cut-off of {on}."),
            );
        }
        (true, Some(false), Some(on)) => {
            say(
                why,
                &format!("党龄满 {years} 年后的截止日为 {on}。"),
                &format!(" The first cut-off after {years} full years is {on}."),
            );
        }
        _ => {}
    }
}

/// The cut-off of the same day of the year, in this year or the last; not before the first.
fn last_cut_off(first: Day, today: Day) -> Option<Day> {
    let (year, ..) = today.ymd();
    let this_year = in_year(first, year)?;
    let last = if this_year <= today { this_year } else { in_year(first, year - 1)? };
    (last >= first).then_some(last)
}

fn next_cut_off(first: Day, reached: Day) -> Option<Day> {
    if reached <= first {
        return Some(first);
    }
    let (year, ..) = reached.ymd();
    in_year(first, year).filter(|on| *on >= reached).or_else(|| in_year(first, year + 1))
}

fn in_year(first: Day, year: i32) -> Option<Day> {
    let (_, month, day) = first.ymd();
    Day::from_ymd(year, month, day)
}

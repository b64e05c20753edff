//! The inner loops: plain passes over slices that the compiler turns into vector code.

#![expect(
    clippy::needless_bitwise_bool,
    reason = "a lazy operator is a branch, and a branch ends vector code"
)]

use super::columns::NULL;
use super::op::{FALSE, Months, TRUE, UNKNOWN};
use crate::day::{Day, add_months, full_months, month_start};

/// Set on rows that the quick test leaves open.
const OPEN: u8 = 4;

fn kleene(known: bool, holds: bool) -> u8 {
    let value = if holds { TRUE } else { FALSE };
    if known { value } else { UNKNOWN }
}

/// Bounds on the day count of `months` calendar months, from the lengths in one cycle of leap
/// years; a century without a leap day may make a length shorter by one. Wider bounds than need be
/// only send more rows to the calendar.
pub(super) fn month_bounds(months: i32) -> Months {
    let (mut shortest, mut longest) = (i32::MAX, i32::MIN);
    for month_index in 2000 * 12..2004 * 12 {
        for day in [0, 27, 28, 29, 30] {
            let from = month_start(month_index) + day;
            if from >= month_start(month_index + 1) {
                continue;
            }
            let length = add_months(from, months) - from;
            shortest = shortest.min(length);
            longest = longest.max(length);
        }
    }
    let centuries = if months > 12 { months / 1_200 + 1 } else { 0 };
    Months { count: months, shortest: shortest - centuries, longest }
}

/// `to <= from + months`.
pub(super) fn within_months(out: &mut [u8], to: &[i32], from: &[i32], months: Months) {
    let mut open = 0;
    for ((out, &to), &from) in out.iter_mut().zip(to).zip(from) {
        let days = to.wrapping_sub(from);
        let known = (to != NULL) & (from != NULL);
        let value = if days <= months.shortest { TRUE } else { OPEN };
        let value = if days > months.longest { FALSE } else { value };
        *out = if known { value } else { UNKNOWN };
        open |= *out;
    }
    if open & OPEN != 0 {
        settle(out, to, from, |to, from| to <= add_months(from, months.count));
    }
}

/// `to >= from + months`.
pub(super) fn after_months(out: &mut [u8], to: &[i32], from: &[i32], months: Months) {
    let mut open = 0;
    for ((out, &to), &from) in out.iter_mut().zip(to).zip(from) {
        let days = to.wrapping_sub(from);
        let known = (to != NULL) & (from != NULL);
        let value = if days >= months.longest { TRUE } else { OPEN };
        let value = if days < months.shortest { FALSE } else { value };
        *out = if known { value } else { UNKNOWN };
        open |= *out;
    }
    if open & OPEN != 0 {
        settle(out, to, from, |to, from| to >= add_months(from, months.count));
    }
}

/// Decides by the calendar the rows that day counts leave open.
fn settle(out: &mut [u8], to: &[i32], from: &[i32], holds: impl Fn(i32, i32) -> bool) {
    for ((out, &to), &from) in out.iter_mut().zip(to).zip(from) {
        if *out & OPEN != 0 {
            *out = kleene(true, holds(to, from));
        }
    }
}

pub(super) fn less_or_equal(out: &mut [u8], a: &[i32], b: &[i32]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = kleene((a != NULL) & (b != NULL), a <= b);
    }
}

pub(super) fn less(out: &mut [u8], a: &[i32], b: &[i32]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = kleene((a != NULL) & (b != NULL), a < b);
    }
}

pub(super) fn equal(out: &mut [u8], a: &[i32], b: &[i32]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = kleene((a != NULL) & (b != NULL), a == b);
    }
}

/// Two intervals are equal only if both are exact; they differ only if they are apart.
pub(super) fn equal_intervals(
    out: &mut [u8],
    (a_lo, a_hi): (&[i32], &[i32]),
    (b_lo, b_hi): (&[i32], &[i32]),
) {
    let rows = out.iter_mut().zip(a_lo).zip(a_hi).zip(b_lo).zip(b_hi);
    for ((((out, &a_lo), &a_hi), &b_lo), &b_hi) in rows {
        let known = (a_lo != NULL) & (b_lo != NULL);
        let apart = (a_hi < b_lo) | (b_hi < a_lo);
        let same = (a_lo == a_hi) & (b_lo == b_hi) & (a_lo == b_lo);
        *out = if known & (apart | same) { kleene(true, same) } else { UNKNOWN };
    }
}

pub(super) fn present(out: &mut [u8], a: &[i32]) {
    for (out, &a) in out.iter_mut().zip(a) {
        *out = kleene(true, a != NULL);
    }
}

pub(super) fn flag(out: &mut [u8], lo: &[i32], hi: &[i32]) {
    for ((out, &lo), &hi) in out.iter_mut().zip(lo).zip(hi) {
        *out = kleene((lo != NULL) & (lo == hi), lo == 1);
    }
}

/// Keeps "certainly true" of one reading and "certainly false" of the other.
pub(super) fn join_readings(out: &mut [u8], certain: &[u8], possible: &[u8]) {
    for ((out, &certain), &possible) in out.iter_mut().zip(certain).zip(possible) {
        *out = (certain & TRUE) | (possible & FALSE);
    }
}

pub(super) fn and(out: &mut [u8], a: &[u8], b: &[u8]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = (a & b & TRUE) | ((a | b) & FALSE);
    }
}

pub(super) fn or(out: &mut [u8], a: &[u8], b: &[u8]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = ((a | b) & TRUE) | (a & b & FALSE);
    }
}

pub(super) fn not(out: &mut [u8], a: &[u8]) {
    for (out, &a) in out.iter_mut().zip(a) {
        *out = ((a & TRUE) << 1) | ((a & FALSE) >> 1);
    }
}

/// Is `count` enough for one in every full `months`? Lengths of 1, 2, 3 … times `months`.
pub(super) struct Often {
    pub(super) lengths: Vec<Months>,
    pub(super) none_is_unknown: bool,
}

impl Often {
    pub(super) fn new(months: i32, none_is_unknown: bool) -> Often {
        // More than anyone has been observed; a larger count is enough in any case.
        let lengths = (1..=60).map(|times| month_bounds(months * times)).collect();
        Often { lengths, none_is_unknown }
    }

    /// One more period than was counted must not have passed in full.
    pub(super) fn run(&self, out: &mut [u8], from: &[i32], to: &[i32], count: &[i32]) {
        let rows = out.iter_mut().zip(from).zip(to).zip(count);
        for (((out, &from), &to), &count) in rows {
            let known = (from != NULL) & (to != NULL) & (count != NULL || self.none_is_unknown);
            *out = if known { self.one(from, to, count.max(0)) } else { UNKNOWN };
        }
    }

    fn one(&self, from: i32, to: i32, count: i32) -> u8 {
        let index = usize::try_from(count).unwrap_or(0);
        let Some(next) = self.lengths.get(index) else {
            return TRUE;
        };
        let days = to.wrapping_sub(from);
        let enough = if days < next.shortest {
            true
        } else if days >= next.longest {
            false
        } else {
            to < add_months(from, next.count)
        };
        if !enough && count == 0 && self.none_is_unknown { UNKNOWN } else { kleene(true, enough) }
    }
}

/// Two column values at a time; [`NULL`] where either is missing.
pub(super) fn zip_with(out: &mut [i32], a: &[i32], b: &[i32], f: impl Fn(i32, i32) -> i32) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = if (a != NULL) & (b != NULL) { f(a, b) } else { NULL };
    }
}

pub(super) fn coalesce(out: &mut [i32], a: &[i32], b: &[i32]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = if a == NULL { b } else { a };
    }
}

pub(super) fn coalesce_hi(out: &mut [i32], a_lo: &[i32], a_hi: &[i32], b_hi: &[i32]) {
    for (((out, &a_lo), &a_hi), &b_hi) in out.iter_mut().zip(a_lo).zip(a_hi).zip(b_hi) {
        *out = if a_lo == NULL { b_hi } else { a_hi };
    }
}

/// The end of `a`'s interval where its beginning was written down, else of `b`'s.
pub(super) fn coalesce_dated(out: &mut [i32], a_lo: &[i32], a: &[i32], b_lo: &[i32], b: &[i32]) {
    let undated = Day::MIN.number();
    let rows = out.iter_mut().zip(a_lo).zip(a).zip(b_lo).zip(b);
    for ((((out, &a_lo), &a), &b_lo), &b) in rows {
        let take_b = (a_lo == NULL) | ((a_lo == undated) & (b_lo != NULL));
        *out = if take_b { b } else { a };
    }
}

pub(super) fn only_dated(out: &mut [i32], a_lo: &[i32], a: &[i32]) {
    let undated = Day::MIN.number();
    for ((out, &a_lo), &a) in out.iter_mut().zip(a_lo).zip(a) {
        *out = if a_lo == undated { NULL } else { a };
    }
}

pub(super) fn latest(out: &mut [i32], a: &[i32], b: &[i32]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        // NULL is the smallest number, so the larger of the two is the one recorded.
        *out = a.max(b);
    }
}

pub(super) fn add_months_each(out: &mut [i32], day: &[i32], months: &[i32]) {
    zip_with(out, day, months, |day, months| add_months(day, months.clamp(-2_400, 2_400)));
}

pub(super) fn full_months_each(out: &mut [i32], from: &[i32], to: &[i32]) {
    zip_with(out, from, to, full_months);
}

/// The three ways in which a term can be told on a row.
pub(super) struct TermMasks<'a> {
    pub(super) ok: &'a [u8],
    pub(super) from: &'a [u8],
    pub(super) to: &'a [u8],
    pub(super) later: &'a [u8],
    pub(super) overdue: &'a [u8],
}

/// Outcome of a term: both ends there, only the end, or only the beginning.
///
/// An end without a beginning cannot be settled; a beginning without an end is nothing yet, or
/// cannot be settled once a later step has happened, or is broken once the day has passed (which
/// an imprecise beginning may leave open).
pub(super) fn term(out: &mut [u8], masks: &TermMasks<'_>, missing: bool) {
    let unsettled = if missing { 2 } else { 0 };
    let rows = out
        .iter_mut()
        .zip(masks.ok)
        .zip(masks.from)
        .zip(masks.to)
        .zip(masks.later)
        .zip(masks.overdue);
    for (((((out, &ok), &from), &to), &later), &overdue) in rows {
        let judged = if ok == TRUE { 0 } else { 2 - (ok >> 1) };
        let late = if overdue == FALSE { 0 } else { 2 - overdue };
        let begun = if later == TRUE { unsettled } else { late };
        let without_end = if from == TRUE { begun } else { 0 };
        let with_end = if from == TRUE { judged } else { unsettled };
        *out = if to == TRUE { with_end } else { without_end };
    }
}

/// Outcome of a condition on one fact.
pub(super) fn judge(out: &mut [u8], ok: &[u8], present: &[u8], later: &[u8]) {
    for (((out, &ok), &present), &later) in out.iter_mut().zip(ok).zip(present).zip(later) {
        let judged = if ok == TRUE { 0 } else { 2 - (ok >> 1) };
        let absent = if later == TRUE { 2 } else { 0 };
        *out = if present == TRUE { judged } else { absent };
    }
}

/// An outcome where a condition holds; broken becomes unsettled where the condition is unknown.
pub(super) fn gate(out: &mut [u8], outcome: &[u8], gate: &[u8]) {
    for ((out, &outcome), &gate) in out.iter_mut().zip(outcome).zip(gate) {
        let doubtful = if outcome == 0 { 0 } else { 2 };
        let open = if gate == FALSE { 0 } else { doubtful };
        *out = if gate == TRUE { outcome } else { open };
    }
}

pub(super) fn either(out: &mut [u8], a: &[u8], b: &[u8]) {
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = a.max(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_length_lies_outside_its_bounds(from in -60_000..130_000_i32, months in 1..900_i32) {
            let bounds = month_bounds(months);
            let length = add_months(from, months) - from;
            prop_assert!((bounds.shortest..=bounds.longest).contains(&length));
        }
    }
}

//! The practical limit: straight arithmetic over columns, a chunk at a time, written for these
//! fourteen rules alone. Month tests are settled by day counts where those suffice and by the
//! calendar where they do not.

#![expect(
    clippy::needless_bitwise_bool,
    clippy::manual_range_contains,
    reason = "a lazy operator is a branch, and a branch ends vector code"
)]

use super::civil::{NULL, add_months, full_months};
use super::dossiers::Dossiers;
use std::ops::Range;

const CHUNK: usize = 1024;

pub(crate) fn check(d: &Dossiers, masks: &mut [u16]) {
    let mut open = [0_u8; CHUNK];
    for (index, masks) in masks.chunks_mut(CHUNK).enumerate() {
        let rows = index * CHUNK..index * CHUNK + masks.len();
        masks.fill(0);
        let open = open.get_mut(..masks.len()).unwrap_or_default();
        first_half(d, &rows, masks, open);
        second_half(d, &rows, masks, open);
    }
}

fn of<'a>(column: &'a [i32], rows: &Range<usize>) -> &'a [i32] {
    column.get(rows.clone()).unwrap_or_default()
}

fn first_half(d: &Dossiers, rows: &Range<usize>, masks: &mut [u16], open: &mut [u8]) {
    let applied = of(&d.applied, rows);
    let activist = of(&d.activist, rows);
    let candidate = of(&d.candidate, rows);
    early(masks, 0, (of(&d.birth, rows), applied), (216, 6_574, 6_575), open);
    late(masks, 1, (applied, of(&d.talk, rows)), (1, 28, 31), open);
    pairs(masks, 2, applied, activist, |applied, activist| activist < applied);
    pairs(masks, 3, activist, of(&d.contacts, rows), |_, n| (n < 1) | (n > 2));
    inspections(masks, (activist, candidate), of(&d.inspections, rows));
    early(masks, 5, (activist, candidate), (12, 365, 366), open);
    pairs(masks, 6, candidate, of(&d.introducers, rows), |_, n| n != 2);
    let columns = of(&d.review, rows).iter().zip(of(&d.pre_review, rows)).zip(of(&d.meeting, rows));
    for (mask, ((&review, &pre), &meeting)) in masks.iter_mut().zip(columns) {
        let first = (review != NULL) & (review > pre);
        let broken = (meeting != NULL) & (pre != NULL) & (first | (pre > meeting));
        *mask |= u16::from(broken) << 7;
    }
    let columns =
        of(&d.review, rows).iter().zip(of(&d.training_days, rows)).zip(of(&d.training_hours, rows));
    for (mask, ((&review, &days), &hours)) in masks.iter_mut().zip(columns) {
        let known = (review != NULL) & (days != NULL) & (hours != NULL);
        *mask |= u16::from(known & (days < 3) & (hours < 24)) << 8;
    }
}

fn second_half(d: &Dossiers, rows: &Range<usize>, masks: &mut [u16], open: &mut [u8]) {
    let meeting = of(&d.meeting, rows);
    let eligible = of(&d.eligible, rows);
    let columns = meeting.iter().zip(eligible).zip(of(&d.present, rows));
    for (mask, ((&meeting, &eligible), &present)) in masks.iter_mut().zip(columns) {
        let known = (meeting != NULL) & (eligible != NULL) & (present != NULL);
        *mask |= u16::from(known & (present.wrapping_mul(2) <= eligible)) << 9;
    }
    let columns = meeting.iter().zip(eligible).zip(of(&d.ayes, rows)).zip(of(&d.written, rows));
    for (mask, (((&meeting, &eligible), &ayes), &written)) in masks.iter_mut().zip(columns) {
        let known = (meeting != NULL) & (eligible != NULL) & (ayes != NULL) & (written != NULL);
        let votes = ayes.wrapping_add(written).wrapping_mul(2);
        *mask |= u16::from(known & (votes <= eligible)) << 10;
    }
    let approval = of(&d.approval, rows);
    late(masks, 11, (meeting, approval), (3, 89, 92), open);
    late(masks, 12, (meeting, approval), (6, 181, 184), open);
    let conversion = of(&d.conversion, rows);
    early(masks, 13, (meeting, conversion), (12, 365, 366), open);
    let columns =
        conversion.iter().zip(of(&d.extension, rows)).zip(meeting).zip(of(&d.regularised, rows));
    for (mask, (((&conversion, &extension), &meeting), &regularised)) in
        masks.iter_mut().zip(columns)
    {
        if conversion == NULL {
            continue;
        }
        let dated = (regularised != NULL) & (meeting != NULL);
        let days = regularised.wrapping_sub(meeting);
        let too_early = dated && days < 366 && regularised < add_months(meeting, 12);
        let too_late = dated
            && extension != NULL
            && days > 365
            && regularised > add_months(meeting, 12 + extension);
        let length = (extension != NULL) & ((extension < 6) | (extension > 12));
        *mask |= u16::from(length | too_early | too_late) << 14;
    }
}

fn pairs(masks: &mut [u16], bit: u16, a: &[i32], b: &[i32], broken: impl Fn(i32, i32) -> bool) {
    for (mask, (&a, &b)) in masks.iter_mut().zip(a.iter().zip(b)) {
        *mask |= u16::from((a != NULL) & (b != NULL) & broken(a, b)) << bit;
    }
}

/// `to` later than `months` after `from`, or before it.
fn late(
    masks: &mut [u16],
    bit: u16,
    (from, to): (&[i32], &[i32]),
    (months, shortest, longest): (i32, i32, i32),
    open: &mut [u8],
) {
    let mut any = 0;
    for (((mask, open), &from), &to) in masks.iter_mut().zip(open.iter_mut()).zip(from).zip(to) {
        let days = to.wrapping_sub(from);
        let known = (from != NULL) & (to != NULL);
        *mask |= u16::from(known & ((days > longest) | (days < 0))) << bit;
        *open = u8::from(known & (days > shortest) & (days <= longest));
        any |= *open;
    }
    if any != 0 {
        for (((mask, open), &from), &to) in masks.iter_mut().zip(open).zip(from).zip(to) {
            if *open != 0 {
                *mask |= u16::from(to > add_months(from, months)) << bit;
            }
        }
    }
}

/// `to` earlier than `months` after `from`.
fn early(
    masks: &mut [u16],
    bit: u16,
    (from, to): (&[i32], &[i32]),
    (months, shortest, longest): (i32, i32, i32),
    open: &mut [u8],
) {
    let mut any = 0;
    for (((mask, open), &from), &to) in masks.iter_mut().zip(open.iter_mut()).zip(from).zip(to) {
        let days = to.wrapping_sub(from);
        let known = (from != NULL) & (to != NULL);
        *mask |= u16::from(known & (days < shortest)) << bit;
        *open = u8::from(known & (days >= shortest) & (days < longest));
        any |= *open;
    }
    if any != 0 {
        for (((mask, open), &from), &to) in masks.iter_mut().zip(open).zip(from).zip(to) {
            if *open != 0 {
                *mask |= u16::from(to < add_months(from, months)) << bit;
            }
        }
    }
}

/// Fewer inspections than full half-years.
fn inspections(masks: &mut [u16], (from, to): (&[i32], &[i32]), counts: &[i32]) {
    let columns = from.iter().zip(to).zip(counts);
    for (mask, ((&from, &to), &count)) in masks.iter_mut().zip(columns) {
        let known = (from != NULL) & (to != NULL) & (count != NULL);
        let days = to.wrapping_sub(from);
        // A half-year has 181 to 184 days.
        let enough = days < (count + 1) * 181;
        if known && !enough {
            let surely_not = days > (count + 1) * 184;
            let broken = surely_not || count < full_months(from, to) / 6;
            *mask |= u16::from(broken) << 4;
        }
    }
}

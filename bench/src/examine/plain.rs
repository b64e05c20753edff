//! The checker a careful engineer would write first: a loop over dossiers.

use super::civil::{NULL, add_months, full_months};
use super::dossiers::Dossiers;

#[expect(clippy::indexing_slicing, reason = "the plain checker is written as one would write it")]
pub(crate) fn check(d: &Dossiers, masks: &mut [u16]) {
    for (i, mask) in masks.iter_mut().enumerate() {
        let has = |value: i32| value != NULL;
        let mut bits = 0_u16;
        let mut set = |bit: u16, broken: bool| bits |= u16::from(broken) << bit;
        let (birth, applied, talk) = (d.birth[i], d.applied[i], d.talk[i]);
        set(0, has(birth) && has(applied) && applied < add_months(birth, 216));
        set(1, has(talk) && has(applied) && (talk < applied || talk > add_months(applied, 1)));
        let activist = d.activist[i];
        set(2, has(activist) && has(applied) && activist < applied);
        let contacts = d.contacts[i];
        set(3, has(activist) && has(contacts) && !(1..=2).contains(&contacts));
        let candidate = d.candidate[i];
        if has(activist) && has(candidate) {
            let inspections = d.inspections[i];
            set(4, has(inspections) && inspections < full_months(activist, candidate) / 6);
            set(5, candidate < add_months(activist, 12));
        }
        set(6, has(candidate) && has(d.introducers[i]) && d.introducers[i] != 2);
        let (review, pre_review, meeting) = (d.review[i], d.pre_review[i], d.meeting[i]);
        if has(meeting) {
            let review_late = has(review) && has(pre_review) && review > pre_review;
            set(7, review_late || has(pre_review) && pre_review > meeting);
        }
        let (days, hours) = (d.training_days[i], d.training_hours[i]);
        set(8, has(review) && has(days) && has(hours) && days < 3 && hours < 24);
        if has(meeting) {
            let (eligible, present) = (d.eligible[i], d.present[i]);
            let (ayes, written) = (d.ayes[i], d.written[i]);
            set(9, has(eligible) && has(present) && 2 * present <= eligible);
            set(10, has(eligible) && has(ayes) && has(written) && 2 * (ayes + written) <= eligible);
            let approval = d.approval[i];
            if has(approval) {
                set(11, approval < meeting || approval > add_months(meeting, 3));
                set(12, approval < meeting || approval > add_months(meeting, 6));
            }
            let (conversion, regularised) = (d.conversion[i], d.regularised[i]);
            set(13, has(conversion) && conversion < add_months(meeting, 12));
            let extension = d.extension[i];
            if has(conversion) && has(extension) {
                let outside = has(regularised)
                    && (regularised < add_months(meeting, 12)
                        || regularised > add_months(meeting, 12 + extension));
                set(14, !(6..=12).contains(&extension) || outside);
            } else if has(conversion) && has(regularised) {
                set(14, regularised < add_months(meeting, 12));
            }
        }
        *mask = bits;
    }
}

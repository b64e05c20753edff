//! Generated dossiers as columns of day numbers and counts.

use super::civil::{NULL, add_months, full_months, number};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Twenty-one columns; `NULL` where a dossier has not come so far.
#[derive(Default)]
pub(crate) struct Dossiers {
    pub(crate) birth: Vec<i32>,
    pub(crate) applied: Vec<i32>,
    pub(crate) talk: Vec<i32>,
    pub(crate) activist: Vec<i32>,
    pub(crate) contacts: Vec<i32>,
    pub(crate) inspections: Vec<i32>,
    pub(crate) candidate: Vec<i32>,
    pub(crate) introducers: Vec<i32>,
    pub(crate) review: Vec<i32>,
    pub(crate) training_days: Vec<i32>,
    pub(crate) training_hours: Vec<i32>,
    pub(crate) pre_review: Vec<i32>,
    pub(crate) meeting: Vec<i32>,
    pub(crate) eligible: Vec<i32>,
    pub(crate) present: Vec<i32>,
    pub(crate) ayes: Vec<i32>,
    pub(crate) written: Vec<i32>,
    pub(crate) approval: Vec<i32>,
    pub(crate) conversion: Vec<i32>,
    pub(crate) extension: Vec<i32>,
    pub(crate) regularised: Vec<i32>,
}

impl Dossiers {
    /// About 3 % of the dossiers break each rule.
    pub(crate) fn generate(count: usize, seed: u64) -> Dossiers {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut dossiers = Dossiers::default();
        for _ in 0..count {
            dossiers.add(&mut rng);
        }
        dossiers
    }

    pub(crate) fn len(&self) -> usize {
        self.birth.len()
    }

    fn add(&mut self, rng: &mut impl Rng) {
        let breach = |rng: &mut dyn Rng| rng.random_bool(0.03);
        let reached = rng.random_range(0..6);
        let from = |step: i32, value: i32| if reached >= step { value } else { NULL };

        let applied = number(2016, 1, 1) + rng.random_range(0..3_400);
        let age = if breach(rng) { rng.random_range(190..216) } else { rng.random_range(217..500) };
        let talk = if breach(rng) {
            if rng.random_bool(0.5) { add_months(applied, 1) + 3 } else { applied - 2 }
        } else {
            add_months(applied, 1) - rng.random_range(0..28)
        };
        let activist = if breach(rng) { applied - 5 } else { applied + rng.random_range(40..400) };
        let candidate = if breach(rng) {
            add_months(activist, 12) - rng.random_range(1..40)
        } else {
            add_months(activist, 12) + rng.random_range(0..500)
        };
        let needed = full_months(activist, candidate) / 6;
        let inspections = if breach(rng) { (needed - 1).max(0) } else { needed };
        let review = candidate + rng.random_range(20..90);
        let pre_review = if breach(rng) { review - 3 } else { review + rng.random_range(5..60) };
        let meeting = pre_review.max(review) + rng.random_range(1..28);
        let eligible = rng.random_range(5..50);
        let present =
            if breach(rng) { eligible / 2 } else { rng.random_range(eligible / 2 + 1..=eligible) };
        let written = i32::from(rng.random_bool(0.1));
        let ayes =
            if breach(rng) { eligible / 2 - written } else { (eligible / 2 + 1).max(present) };
        let approval = match rng.random_range(0..100) {
            0..3 => add_months(meeting, 3) + rng.random_range(1..60),
            3..5 => add_months(meeting, 6) + rng.random_range(1..60),
            _ => meeting + rng.random_range(5..88),
        };
        let conversion = if breach(rng) {
            add_months(meeting, 12) - 2
        } else {
            add_months(meeting, 12) + rng.random_range(0..30)
        };
        let extended = rng.random_bool(0.1);
        let extension = if breach(rng) { 3 } else { rng.random_range(6..=12) };
        let inside = rng.random_range(0..160);
        let regularised =
            if breach(rng) { add_months(meeting, 30) } else { add_months(meeting, 12) + inside };

        self.birth.push(add_months(applied, -age));
        self.applied.push(applied);
        self.talk.push(from(0, talk));
        self.activist.push(from(1, activist));
        self.contacts.push(from(1, if breach(rng) { 3 } else { rng.random_range(1..=2) }));
        self.inspections.push(from(2, inspections));
        self.candidate.push(from(2, candidate));
        self.introducers.push(from(2, if breach(rng) { 1 } else { 2 }));
        self.review.push(from(3, review));
        let short = breach(rng);
        self.training_days.push(from(3, if short { 2 } else { rng.random_range(3..6) }));
        self.training_hours.push(from(3, if short { 16 } else { rng.random_range(8..40) }));
        self.pre_review.push(from(3, pre_review));
        self.meeting.push(from(4, meeting));
        self.eligible.push(from(4, eligible));
        self.present.push(from(4, present));
        self.ayes.push(from(4, ayes));
        self.written.push(from(4, written));
        self.approval.push(from(4, approval));
        self.conversion.push(from(5, conversion));
        self.extension.push(if extended { from(5, extension) } else { NULL });
        self.regularised.push(from(5, regularised));
    }
}

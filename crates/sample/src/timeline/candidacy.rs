//! From the decision on a candidate to the branch meeting.

use super::{EDITION_2026, Timeline};
use crate::facts::{Step, Tally};
use crate::plant::Plant;
use xibao_rulebook::Day;

impl Timeline<'_> {
    /// Filing and listing (2014), or consent, public notice and listing (2026): whichever is in
    /// force on the day of listing.
    pub(super) fn listing(&mut self, decided: Day) -> Day {
        let filed = self.later(decided, 3, 15);
        let listed = self.later(filed, 2, 15);
        if listed < EDITION_2026 {
            self.facts.put(Step::CandidateFiled, filed);
            self.facts.put(Step::CandidateListed, listed);
            return listed;
        }
        let consented = self.later(decided.max(EDITION_2026), 4, 20);
        let from = self.later(consented, 1, 6);
        let workdays = if self.is(Plant::NoticeFour) { 4 } else { 5 + self.dice.below(3) };
        let to = self.workdays.after(from, workdays);
        let listed = self.later(to, 1, 7);
        self.facts.put(Step::PublicNotice, from);
        self.facts.notice_to = Some(to);
        self.facts.put(Step::CandidateListed, listed);
        match self.plant {
            Some(Plant::ConsentNone) => {}
            Some(Plant::ConsentLate) => {
                let late = self.later(listed, 1, 5);
                self.facts.put(Step::CandidateConsented, late);
            }
            _ => self.facts.put(Step::CandidateConsented, consented),
        }
        listed
    }

    /// Introducers to branch meeting; returns the day of the meeting.
    pub(super) fn candidacy(&mut self, listed: Day) -> Day {
        let introducers = self.later(listed, 1, 20);
        self.facts.put(Step::IntroducersNamed, introducers);
        self.introducers();
        let review = self.later(introducers, 10, 50);
        let training = self.later(review, 5, 40);
        self.facts.put(Step::Training, training);
        self.facts.training = match self.plant {
            Some(Plant::TrainingShort) => (2, 16),
            _ => self.dice.pick(&[(3, 24), (3, 24), (4, 32), (5, 40)]).unwrap_or((3, 24)),
        };
        let committee = self.later(training, 5, 25);
        let pre_review = self.later(committee, 5, 25);
        let committee =
            if self.is(Plant::PreReviewEarly) { self.later(pre_review, 1, 3) } else { committee };
        self.facts.put(Step::CommitteeReview, committee);
        self.facts.put(Step::PreReview, pre_review);
        let form = self.later(pre_review, 1, 5);
        let due = pre_review.add_months(1);
        let meeting = if self.is(Plant::MeetingLate2014) || self.is(Plant::MeetingLate2026) {
            self.later(due, 1, 12)
        } else {
            self.later_within(pre_review, (9, 25), due)
        };
        let meeting = meeting.max(form).max(committee);
        let form = if self.is(Plant::FormEarly) { self.earlier(pre_review, 1, 8) } else { form };
        self.facts.put(Step::FormIssued, form);
        let review = if self.is(Plant::ReviewLate) { self.later(meeting, 1, 9) } else { review };
        self.facts.put(Step::PoliticalReview, review);
        self.facts.put(Step::AdmissionMeeting, meeting);
        self.facts.tally = Some(self.admission_tally());
        meeting
    }

    fn introducers(&mut self) {
        let count =
            if self.is(Plant::IntroducerOne) || self.is(Plant::IntroducerTwice) { 1 } else { 2 };
        let mut names = self.others(count);
        if self.is(Plant::IntroducerTwice) {
            names.extend(names.first().copied());
        }
        self.facts.introducers = names;
    }

    fn admission_tally(&mut self) -> Tally {
        match self.plant {
            Some(Plant::QuorumHalf) => self.tally_present_half(),
            Some(Plant::MajorityHalf) => self.tally_ayes_half(),
            Some(Plant::TallyImpossible) => self.tally_impossible(),
            Some(Plant::HandsRaised) => Tally { secret: false, ..self.tally() },
            _ => self.tally(),
        }
    }

    /// Most come and most agree.
    pub(super) fn tally(&mut self) -> Tally {
        let eligible = self.dice.between(8, 45);
        let absent = self.dice.below(1 + eligible / 4);
        let present = eligible - absent;
        let against = self.dice.below(1 + present / 12);
        let noes = self.dice.below(against + 1);
        let written_ayes = i32::from(absent > 0 && self.dice.percent(10));
        Tally {
            eligible,
            present,
            ayes: present - against,
            written_ayes,
            noes,
            abstentions: against - noes,
            secret: true,
        }
    }

    /// Half of the eligible are present; a written aye makes the majority all the same.
    fn tally_present_half(&mut self) -> Tally {
        let half = self.dice.between(4, 20);
        Tally {
            eligible: half * 2,
            present: half,
            ayes: half,
            written_ayes: 1,
            noes: 0,
            abstentions: 0,
            secret: true,
        }
    }

    /// Half of the eligible say aye, which is not more than half.
    pub(super) fn tally_ayes_half(&mut self) -> Tally {
        let half = self.dice.between(4, 20);
        let noes = self.dice.between(1, half);
        Tally {
            eligible: half * 2,
            present: half + noes,
            ayes: half,
            written_ayes: 0,
            noes,
            abstentions: 0,
            secret: true,
        }
    }

    /// More ballots than people, or more people than there are.
    fn tally_impossible(&mut self) -> Tally {
        let tally = Tally { written_ayes: 0, ..self.tally() };
        if self.dice.percent(50) {
            Tally { noes: tally.present - tally.ayes + self.dice.between(1, 3), ..tally }
        } else {
            Tally { present: tally.eligible + self.dice.between(1, 3), ..tally }
        }
    }
}

//! From the branch meeting to the oath.

use super::Timeline;
use crate::facts::Step;
use crate::plant::Plant;
use xibao_rulebook::Day;

impl Timeline<'_> {
    /// Submission, talk, approval, filing, assignment and oath.
    pub(super) fn approval(&mut self, meeting: Day) {
        let submitted = self.later(meeting, 1, 7);
        if self.dice.percent(60) {
            self.facts.put(Step::AdmissionSubmitted, submitted);
        }
        let talk = self.later(meeting, 10, 30);
        // Tables do not know the submission, so clean approvals keep the term from the meeting
        // and late ones are late from the submission too.
        let approved = match self.plant {
            Some(Plant::ApprovalFourthMonth) => self.later(submitted.add_months(3), 1, 20),
            Some(Plant::ApprovalSeventhMonth) => {
                self.facts.extended_reason = true;
                self.later(submitted.add_months(6), 1, 20)
            }
            _ => self.later_within(talk, (3, 30), meeting.add_months(3)),
        };
        self.facts.put(Step::AdmissionApproved, approved);
        let talk = if self.is(Plant::ApprovalTalkLate) { self.later(approved, 1, 5) } else { talk };
        self.facts.put(Step::ApprovalTalk, talk);
        let filed = self.later(approved, 2, 7);
        self.facts.put(Step::AdmissionFiled, filed);
        let assigned = self.later(filed, 0, 4);
        self.facts.put(Step::AssignedToBranch, assigned);
        let oath = if self.is(Plant::OathEarly) {
            self.earlier(approved, 1, 8)
        } else {
            self.later_within(assigned, (0, 8), approved.add_months(1)).max(assigned)
        };
        self.facts.put(Step::Oath, oath);
        let observed = self.earlier(meeting.add_months(6), 1, 20);
        self.facts.put(Step::Observation, observed);
    }
}

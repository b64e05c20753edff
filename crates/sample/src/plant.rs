//! The breaches that can be planted, what they break and what they break beside it.

use crate::facts::{Facts, Step};
use crate::timeline::EDITION_2026;
use serde::Serialize;
use xibao_rulebook::{Day, Level};

/// A breach that was planted in a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Planted {
    /// The rule that it breaks. A rule of a lower text that says the same (`parallel`) fires too.
    pub rule: &'static str,
    /// The level of the finding.
    pub level: Level,
    /// Rules that may fire beside it: a date out of order is also out of the order of the chart.
    #[serde(skip)]
    pub accompanied_by: &'static [&'static str],
    /// Can one row of a wide table still show it?
    #[serde(skip)]
    pub in_tables: bool,
}

/// A kind of breach to plant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    TalkLate,
    TalkOverdue,
    TalkMonthOnly,
    UnderAge,
    NominatedLate,
    CultivationShort,
    InspectionsFew,
    ContactsThree,
    OpinionsLate,
    IntroducerOne,
    IntroducerTwice,
    ReviewLate,
    TrainingShort,
    PreReviewEarly,
    FormEarly,
    QuorumHalf,
    MajorityHalf,
    TallyImpossible,
    HandsRaised,
    MeetingLate2014,
    ApprovalFourthMonth,
    ApprovalSeventhMonth,
    ApprovalTalkLate,
    OathEarly,
    ConversionEarly,
    ConversionHalf,
    ConversionApprovalLate,
    ExtensionThree,
    ExtensionTwice,
    ArchivedEarly,
    NoticeFour,
    ConsentNone,
    ConsentLate,
    MeetingLate2026,
}

/// What is known of a kind of breach.
pub(crate) struct Spec {
    pub(crate) plant: Plant,
    pub(crate) planted: Planted,
    /// Months before today between which a life has to begin to have got that far.
    pub(crate) began: (i32, i32),
}

use Level::{Breach, Unknown, Warning};

const fn spec(plant: Plant, rule: &'static str, level: Level, began: (i32, i32)) -> Spec {
    let planted = Planted { rule, level, accompanied_by: &[], in_tables: true };
    Spec { plant, planted, began }
}

impl Spec {
    const fn with(mut self, accompanied_by: &'static [&'static str]) -> Spec {
        self.planted.accompanied_by = accompanied_by;
        self
    }

    /// Two meetings, or a field without a column: the interchange form alone can say it.
    const fn cases_only(mut self) -> Spec {
        self.planted.in_tables = false;
        self
    }
}

const CHART: &[&str] = &["st-order"];

/// Every kind of breach: rule, level, span, and the rules by which it is accompanied.
pub(crate) static SPECS: [Spec; 34] = [
    spec(Plant::TalkLate, "dev-talk-within-one-month", Breach, (3, 78)),
    spec(Plant::TalkOverdue, "dev-talk-within-one-month", Breach, (1, 5)),
    spec(Plant::TalkMonthOnly, "dev-talk-within-one-month", Unknown, (8, 78)),
    spec(Plant::UnderAge, "con-eligibility-age", Breach, (1, 78)),
    spec(Plant::NominatedLate, "dev-activist-nomination", Breach, (8, 78)).with(CHART),
    spec(Plant::CultivationShort, "dev-cultivation-min-one-year", Breach, (18, 78)),
    spec(Plant::InspectionsFew, "dev-activist-review-half-year", Breach, (20, 78)),
    spec(Plant::ContactsThree, "dev-contacts-one-or-two", Breach, (8, 78)),
    spec(Plant::OpinionsLate, "dev-object-consult", Breach, (20, 78)),
    spec(Plant::IntroducerOne, "con-introducers-two-full", Breach, (24, 78)),
    spec(Plant::IntroducerTwice, "con-introducers-two-full", Breach, (24, 78)),
    spec(Plant::ReviewLate, "dev-political-review-required", Breach, (30, 78)).with(CHART),
    spec(Plant::TrainingShort, "dev-training-hours", Warning, (27, 78)),
    spec(Plant::PreReviewEarly, "dev-committee-review-then-prereview", Breach, (30, 78))
        .with(CHART),
    spec(Plant::FormEarly, "dev-prereview-result-written", Breach, (30, 78)).with(CHART),
    spec(Plant::QuorumHalf, "dev-meeting-quorum", Breach, (30, 78)),
    spec(Plant::MajorityHalf, "dev-meeting-majority", Breach, (30, 78)),
    spec(Plant::TallyImpossible, "dev-meeting-tally", Breach, (30, 78)),
    spec(Plant::HandsRaised, "dev-meeting-secret-ballot", Breach, (30, 78)).cases_only(),
    spec(Plant::MeetingLate2014, "dev-meeting-within-one-month", Warning, (32, 78)),
    spec(Plant::ApprovalFourthMonth, "dev-approval-three-months", Breach, (34, 78)),
    // A table without the column of the reason cannot excuse the fourth to sixth month.
    spec(Plant::ApprovalSeventhMonth, "dev-approval-max-six-months", Breach, (38, 78))
        .with(&["dev-approval-three-months"]),
    spec(Plant::ApprovalTalkLate, "con-talk-before-approval", Breach, (32, 78)).with(CHART),
    spec(Plant::OathEarly, "con-oath-flag", Breach, (32, 78))
        .with(&["st-order", "dev-oath-within-one-month"]),
    spec(Plant::ConversionEarly, "con-probation-one-year", Breach, (44, 78)),
    spec(Plant::ConversionHalf, "dev-conversion-quorum", Breach, (44, 78)),
    spec(Plant::ConversionApprovalLate, "dev-conversion-approval-three-months", Breach, (48, 78)),
    spec(Plant::ExtensionThree, "dev-extension-once", Breach, (46, 60)),
    spec(Plant::ExtensionTwice, "dev-extension-once", Breach, (52, 70)).cases_only(),
    spec(Plant::ArchivedEarly, "dev-archive", Breach, (46, 78)),
    spec(Plant::NoticeFour, "dev-object-publicity-five-workdays", Breach, (16, 38)),
    spec(Plant::ConsentNone, "dev-object-superior-consent", Unknown, (16, 38)),
    spec(Plant::ConsentLate, "dev-object-superior-consent", Breach, (16, 38)),
    spec(Plant::MeetingLate2026, "dev-meeting-within-one-month", Breach, (18, 44)),
];

impl Plant {
    /// Did the life get far enough by today for the breach to show, under the edition meant?
    pub(crate) fn shows(self, facts: &Facts, today: Day) -> bool {
        let has = |step| facts.has(step);
        let in_2026 = |step| facts.day(step).is_some_and(|day| day >= EDITION_2026);
        match self {
            Plant::TalkLate => has(Step::FirstTalk),
            Plant::TalkOverdue => {
                let received = facts.day(Step::ApplicationReceived);
                let due = received.map(|day| day.add_months(1));
                due.is_some_and(|due| due < today) && !has(Step::ActivistNominated)
            }
            Plant::TalkMonthOnly => {
                has(Step::ActivistNominated) && facts.day(Step::FirstTalk).is_none()
            }
            Plant::UnderAge => has(Step::ApplicationReceived),
            Plant::NominatedLate => has(Step::ActivistNominated),
            Plant::ContactsThree => has(Step::ContactsAssigned),
            Plant::CultivationShort | Plant::InspectionsFew => has(Step::CandidateDecided),
            Plant::OpinionsLate => has(Step::CandidateDecided) && has(Step::OpinionsHeard),
            Plant::IntroducerOne | Plant::IntroducerTwice => has(Step::IntroducersNamed),
            Plant::TrainingShort => has(Step::Training),
            Plant::PreReviewEarly => has(Step::PreReview) && has(Step::CommitteeReview),
            Plant::FormEarly => has(Step::PreReview) && has(Step::FormIssued),
            Plant::ReviewLate => has(Step::AdmissionMeeting) && has(Step::PoliticalReview),
            Plant::QuorumHalf
            | Plant::MajorityHalf
            | Plant::TallyImpossible
            | Plant::HandsRaised => has(Step::AdmissionMeeting),
            Plant::MeetingLate2014 => has(Step::AdmissionMeeting) && !in_2026(Step::PreReview),
            Plant::MeetingLate2026 => has(Step::AdmissionMeeting) && in_2026(Step::PreReview),
            Plant::ApprovalFourthMonth | Plant::ApprovalSeventhMonth => {
                has(Step::AdmissionApproved)
            }
            Plant::ApprovalTalkLate => has(Step::AdmissionApproved) && has(Step::ApprovalTalk),
            Plant::OathEarly => has(Step::AdmissionApproved) && has(Step::Oath),
            Plant::NoticeFour => in_2026(Step::PublicNotice),
            Plant::ConsentNone => has(Step::CandidateListed) && has(Step::PublicNotice),
            Plant::ConsentLate => in_2026(Step::CandidateConsented) && has(Step::CandidateListed),
            Plant::ConversionEarly | Plant::ConversionHalf => {
                facts.rounds.first().is_some_and(|round| round.meeting.is_some())
            }
            Plant::ConversionApprovalLate | Plant::ExtensionThree => approved(facts, 1),
            Plant::ExtensionTwice => approved(facts, 2),
            Plant::ArchivedEarly => approved(facts, 1) && has(Step::Archived),
        }
    }
}

/// Has the last of so many rounds been approved?
fn approved(facts: &Facts, rounds: usize) -> bool {
    facts.rounds.len() == rounds
        && facts.rounds.last().is_some_and(|round| round.approved.is_some())
}

/// Can the plants of the 2026 edition show by this day at all?
pub(crate) fn is_possible(plant: Plant, today: Day) -> bool {
    match plant {
        Plant::NoticeFour | Plant::ConsentNone | Plant::ConsentLate | Plant::MeetingLate2026 => {
            today > EDITION_2026
        }
        _ => true,
    }
}

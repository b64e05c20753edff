//! The facts of a dossier, as far as they have happened.

use crate::people::{IdNumber, Name, Sex};
use crate::plant::Planted;
use xibao_rulebook::{Dated, Day};

/// A step of the main path that happens once, in the order of the chart.
///
/// The two rounds of conversion and everything off the path have places of their own in
/// [`Facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 递交入党申请书
    ApplicationSubmitted,
    /// 收到入党申请书
    ApplicationReceived,
    /// 党组织派人谈话
    FirstTalk,
    /// 推荐或推优
    ActivistNominated,
    /// 确定为入党积极分子
    ActivistDetermined,
    /// 积极分子报上级党委备案
    ActivistFiled,
    /// 指定培养联系人
    ContactsAssigned,
    /// 听取意见
    OpinionsHeard,
    /// 支委会讨论确定发展对象
    CandidateDecided,
    /// 发展对象报上级党委备案 (2014)
    CandidateFiled,
    /// 上级党委同意列为发展对象 (2026)
    CandidateConsented,
    /// 公示 (2026), by its first day
    PublicNotice,
    /// 列为发展对象
    CandidateListed,
    /// 确定入党介绍人
    IntroducersNamed,
    /// 政治审查结论
    PoliticalReview,
    /// 短期集中培训
    Training,
    /// 支部委员会审查
    CommitteeReview,
    /// 基层党委预审
    PreReview,
    /// 发放入党志愿书
    FormIssued,
    /// 支部大会讨论接收
    AdmissionMeeting,
    /// 收到支部上报材料 (not in the tables)
    AdmissionSubmitted,
    /// 上级党委派人谈话
    ApprovalTalk,
    /// 基层党委审批
    AdmissionApproved,
    /// 报上级组织部门备案
    AdmissionFiled,
    /// 编入党支部和党小组
    AssignedToBranch,
    /// 入党宣誓
    Oath,
    /// 预备期考察 (not in the tables)
    Observation,
    /// 材料归档
    Archived,
}

/// Every step with the id of its kind of fact in the rulebook.
pub(crate) const STEPS: [(Step, &str); 28] = [
    (Step::ApplicationSubmitted, "application-submitted"),
    (Step::ApplicationReceived, "application-received"),
    (Step::FirstTalk, "first-talk"),
    (Step::ActivistNominated, "activist-nominated"),
    (Step::ActivistDetermined, "activist-determined"),
    (Step::ActivistFiled, "activist-filed"),
    (Step::ContactsAssigned, "contacts-assigned"),
    (Step::OpinionsHeard, "opinions-heard"),
    (Step::CandidateDecided, "candidate-decided"),
    (Step::CandidateFiled, "candidate-filed"),
    (Step::CandidateConsented, "candidate-consented"),
    (Step::PublicNotice, "public-notice"),
    (Step::CandidateListed, "candidate-listed"),
    (Step::IntroducersNamed, "introducers-named"),
    (Step::PoliticalReview, "political-review"),
    (Step::Training, "training"),
    (Step::CommitteeReview, "committee-review"),
    (Step::PreReview, "pre-review"),
    (Step::FormIssued, "form-issued"),
    (Step::AdmissionMeeting, "admission-meeting"),
    (Step::AdmissionSubmitted, "admission-submitted"),
    (Step::ApprovalTalk, "approval-talk"),
    (Step::AdmissionApproved, "admission-approved"),
    (Step::AdmissionFiled, "admission-filed"),
    (Step::AssignedToBranch, "assigned-to-branch"),
    (Step::Oath, "oath"),
    (Step::Observation, "observation"),
    (Step::Archived, "archived"),
];

/// The votes of a branch meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// 应到会有表决权人数
    pub eligible: i32,
    /// 实到会有表决权人数
    pub present: i32,
    /// 赞成
    pub ayes: i32,
    /// 书面赞成
    pub written_ayes: i32,
    /// 不赞成
    pub noes: i32,
    /// 弃权
    pub abstentions: i32,
    /// 无记名投票 (not in the tables)
    pub secret: bool,
}

/// What a conversion meeting resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// 转正
    Convert,
    /// 延长预备期, by so many months
    Extend(i32),
}

impl Resolution {
    /// The value of the field `outcome` in the interchange form.
    pub const fn id(self) -> &'static str {
        match self {
            Resolution::Convert => "convert",
            Resolution::Extend(_) => "extend",
        }
    }

    /// What a ledger writes.
    pub const fn zh(self) -> &'static str {
        match self {
            Resolution::Convert => "转正",
            Resolution::Extend(_) => "延长预备期",
        }
    }

    /// Months of extension.
    pub const fn months(self) -> Option<i32> {
        match self {
            Resolution::Convert => None,
            Resolution::Extend(months) => Some(months),
        }
    }
}

/// One round of application, opinions, meeting and approval at the end of probation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// 提出转正申请
    pub applied: Option<Day>,
    /// 转正征求意见
    pub opinions: Option<Day>,
    /// 支部大会讨论转正
    pub meeting: Option<Day>,
    /// Its votes.
    pub tally: Tally,
    /// What it resolved.
    pub resolution: Resolution,
    /// 上级党委审批转正
    pub approved: Option<Day>,
    /// 党龄起算日 (not in the tables)
    pub standing_from: Day,
}

/// A transfer in during cultivation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer {
    /// The day of the transfer (not in the tables).
    pub on: Day,
    /// 培养时间起算日
    pub counted_from: Day,
}

/// What has happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    days: [Option<Dated>; STEPS.len()],
    /// The last day of the public notice.
    pub notice_to: Option<Day>,
    /// 培养联系人
    pub contacts: Vec<Name>,
    /// 入党介绍人
    pub introducers: Vec<Name>,
    /// 半年考察
    pub inspections: Vec<Day>,
    /// 转入接续培养
    pub transfer: Option<Transfer>,
    /// Days and class-hours of the short training.
    pub training: (i32, i32),
    /// The votes of the admission meeting.
    pub tally: Option<Tally>,
    /// Was a reason for a longer approval recorded?
    pub extended_reason: bool,
    /// The rounds of conversion, in order; a table shows the last.
    pub rounds: Vec<Round>,
}

impl Facts {
    /// When a step happened.
    pub fn on(&self, step: Step) -> Option<Dated> {
        self.days.get(step as usize).copied().flatten()
    }

    /// Has a step happened?
    pub fn has(&self, step: Step) -> bool {
        self.on(step).is_some()
    }

    /// The day of a step that is known to the day.
    pub(crate) fn day(&self, step: Step) -> Option<Day> {
        self.on(step).and_then(Dated::exact)
    }

    pub(crate) fn set(&mut self, step: Step, dated: Option<Dated>) {
        if let Some(place) = self.days.get_mut(step as usize) {
            *place = dated;
        }
    }

    pub(crate) fn put(&mut self, step: Step, day: Day) {
        self.set(step, Some(Dated::on(day)));
    }

    /// Forgets what lies after `today`.
    pub(crate) fn cut(&mut self, today: Day) {
        for place in &mut self.days {
            *place = place.filter(|dated| dated.hi <= today);
        }
        if self.notice_to.is_some_and(|to| to > today) {
            // A notice is recorded when it has ended.
            self.notice_to = None;
            self.set(Step::PublicNotice, None);
        }
        self.inspections.retain(|day| *day <= today);
        self.transfer = self.transfer.filter(|transfer| transfer.on <= today);
        for round in &mut self.rounds {
            for day in
                [&mut round.applied, &mut round.opinions, &mut round.meeting, &mut round.approved]
            {
                *day = day.filter(|day| *day <= today);
            }
        }
        self.rounds.retain(|round| round.applied.is_some());
    }
}

/// A synthetic dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleDossier {
    /// Its id.
    pub id: String,
    /// The day of the examination for which it was made.
    pub today: Day,
    /// The person's name.
    pub name: Name,
    /// The person's sex.
    pub sex: Sex,
    /// The person's day of birth.
    pub born: Day,
    /// The person's identity number.
    pub id_number: IdNumber,
    /// The person's branch.
    pub branch: &'static str,
    /// What has happened.
    pub facts: Facts,
    /// The breaches planted in it.
    pub planted: Vec<Planted>,
}

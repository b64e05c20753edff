//! A dossier as a row of a wide table, as party offices keep it.

use crate::case::REASON;
use crate::facts::{Round, SampleDossier, Step, Tally};
use crate::people::Name;
use std::fmt;
use xibao_rulebook::Dated;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A date, perhaps known to the month.
    Day(Dated),
    /// A number.
    Int(i32),
    /// Text.
    Text(&'a str),
    /// Somebody's name.
    Name(Name),
    /// Names, joined by 、.
    Names(&'a [Name]),
}

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Empty => Ok(()),
            Cell::Day(dated) => dated.fmt(f),
            Cell::Int(number) => number.fmt(f),
            Cell::Text(text) => f.write_str(text),
            Cell::Name(name) => name.fmt(f),
            Cell::Names(names) => {
                let mut separator = "";
                for name in *names {
                    write!(f, "{separator}{name}")?;
                    separator = "、";
                }
                Ok(())
            }
        }
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    Text,
    Day,
    Int,
}

impl Holds {
    /// How to fill the column in.
    pub(crate) const fn help(self) -> &'static str {
        match self {
            Holds::Text => "文字；多人姓名用“、”隔开",
            Holds::Day => "日期，如 2025-08-31；只知年月写 2025-08；没有发生或不清楚的留空",
            Holds::Int => "整数；没有的留空",
        }
    }
}

/// A column of the wide table.
pub(crate) struct Column {
    pub(crate) header: &'static str,
    pub(crate) holds: Holds,
    read: for<'a> fn(&'a SampleDossier) -> Cell<'a>,
}

impl Column {
    /// What a dossier says in this column.
    pub(crate) fn cell<'a>(&self, dossier: &'a SampleDossier) -> Cell<'a> {
        (self.read)(dossier)
    }
}

impl SampleDossier {
    /// The dossier as a row: one cell for each of [`HEADERS`].
    pub fn row(&self) -> Vec<Cell<'_>> {
        COLUMNS.iter().map(|column| column.cell(self)).collect()
    }
}

macro_rules! columns {
    ($($header:literal $target:literal $holds:ident $read:expr;)*) => {
        /// The headers of the wide table with what each column says: `id`, `person.…`, `branch`,
        /// or a field of a kind of fact (or selection) of the rulebook.
        pub const HEADERS: &[(&str, &str)] = &[$(($header, $target)),*];

        /// The columns of the wide table.
        pub(crate) const COLUMNS: &[Column] =
            &[$(Column { header: $header, holds: Holds::$holds, read: $read }),*];
    };
}

columns! {
    "编号" "id" Text |d| Cell::Text(&d.id);
    "姓名" "person.name" Text |d| Cell::Name(d.name);
    "性别" "person.sex" Text |d| Cell::Text(d.sex.zh());
    "公民身份号码" "person.id_number" Text |d| Cell::Text(d.id_number.as_str());
    "出生日期" "person.born" Day |d| Cell::Day(Dated::on(d.born));
    "所在党支部" "branch" Text |d| Cell::Text(d.branch);
    "递交入党申请书" "application-submitted.on" Day |d| on(d, Step::ApplicationSubmitted);
    "收到入党申请书" "application-received.on" Day |d| on(d, Step::ApplicationReceived);
    "党组织派人谈话" "first-talk.on" Day |d| on(d, Step::FirstTalk);
    "推荐或推优" "activist-nominated.on" Day |d| on(d, Step::ActivistNominated);
    "确定为入党积极分子" "activist-determined.on" Day |d| on(d, Step::ActivistDetermined);
    "积极分子报上级党委备案" "activist-filed.on" Day |d| on(d, Step::ActivistFiled);
    "指定培养联系人" "contacts-assigned.on" Day |d| on(d, Step::ContactsAssigned);
    "培养联系人" "contacts-assigned.names" Text
        |d| names(d, Step::ContactsAssigned, &d.facts.contacts);
    "考察次数" "inspection.count" Int inspections;
    "培养时间起算日" "transfer-in.time_counted_from" Day counted_from;
    "听取意见" "opinions-heard.on" Day |d| on(d, Step::OpinionsHeard);
    "支委会讨论确定发展对象" "candidate-decided.on" Day |d| on(d, Step::CandidateDecided);
    "发展对象报上级党委备案" "candidate-filed.on" Day |d| on(d, Step::CandidateFiled);
    "上级党委同意列为发展对象" "candidate-consented.on" Day |d| on(d, Step::CandidateConsented);
    "公示开始" "public-notice.from" Day |d| on(d, Step::PublicNotice);
    "公示结束" "public-notice.to" Day |d| d.facts.notice_to.map_or(Cell::Empty, day);
    "列为发展对象" "candidate-listed.on" Day |d| on(d, Step::CandidateListed);
    "确定入党介绍人" "introducers-named.on" Day |d| on(d, Step::IntroducersNamed);
    "入党介绍人" "introducers-named.names" Text
        |d| names(d, Step::IntroducersNamed, &d.facts.introducers);
    "政治审查结论" "political-review.on" Day |d| on(d, Step::PoliticalReview);
    "短期集中培训" "training.on" Day |d| on(d, Step::Training);
    "培训天数" "training.days" Int |d| training(d, d.facts.training.0);
    "培训学时" "training.hours" Int |d| training(d, d.facts.training.1);
    "支部委员会审查" "committee-review.on" Day |d| on(d, Step::CommitteeReview);
    "基层党委预审" "pre-review.on" Day |d| on(d, Step::PreReview);
    "发放入党志愿书" "form-issued.on" Day |d| on(d, Step::FormIssued);
    "支部大会讨论接收" "admission-meeting.on" Day |d| on(d, Step::AdmissionMeeting);
    "应到会有表决权人数" "admission-meeting.eligible" Int |d| vote(d, |t| t.eligible);
    "实到会有表决权人数" "admission-meeting.present" Int |d| vote(d, |t| t.present);
    "赞成" "admission-meeting.ayes" Int |d| vote(d, |t| t.ayes);
    "书面赞成" "admission-meeting.written_ayes" Int |d| vote(d, |t| t.written_ayes);
    "不赞成" "admission-meeting.noes" Int |d| vote(d, |t| t.noes);
    "弃权" "admission-meeting.abstentions" Int |d| vote(d, |t| t.abstentions);
    "上级党委派人谈话" "approval-talk.on" Day |d| on(d, Step::ApprovalTalk);
    "基层党委审批" "admission-approved.on" Day |d| on(d, Step::AdmissionApproved);
    "延长审批的原因" "admission-approved.extended_reason" Text reason;
    "报上级组织部门备案" "admission-filed.on" Day |d| on(d, Step::AdmissionFiled);
    "编入党支部和党小组" "assigned-to-branch.on" Day |d| on(d, Step::AssignedToBranch);
    "入党宣誓" "oath.on" Day |d| on(d, Step::Oath);
    "提出转正申请" "conversion-applied.on" Day |d| last(d, |r| r.applied.map(day));
    "转正征求意见" "conversion-opinions.on" Day |d| last(d, |r| r.opinions.map(day));
    "支部大会讨论转正" "conversion-meeting.on" Day |d| last(d, |r| r.meeting.map(day));
    "转正应到会" "conversion-meeting.eligible" Int |d| ballot(d, |t| t.eligible);
    "转正实到会" "conversion-meeting.present" Int |d| ballot(d, |t| t.present);
    "转正赞成" "conversion-meeting.ayes" Int |d| ballot(d, |t| t.ayes);
    "转正书面赞成" "conversion-meeting.written_ayes" Int |d| ballot(d, |t| t.written_ayes);
    "转正不赞成" "conversion-meeting.noes" Int |d| ballot(d, |t| t.noes);
    "转正弃权" "conversion-meeting.abstentions" Int |d| ballot(d, |t| t.abstentions);
    "转正结果" "conversion-meeting.outcome" Text
        |d| last(d, |r| r.meeting.map(|_| Cell::Text(r.resolution.zh())));
    "延长月数" "extension.extend_months" Int extension;
    "上级党委审批转正" "conversion-approved.on" Day |d| last(d, |r| r.approved.map(day));
    "材料归档" "archived.on" Day |d| on(d, Step::Archived);
}

fn day(day: xibao_rulebook::Day) -> Cell<'static> {
    Cell::Day(Dated::on(day))
}

fn on(dossier: &SampleDossier, step: Step) -> Cell<'static> {
    dossier.facts.on(step).map_or(Cell::Empty, Cell::Day)
}

fn names<'a>(dossier: &SampleDossier, step: Step, names: &'a [Name]) -> Cell<'a> {
    if dossier.facts.has(step) { Cell::Names(names) } else { Cell::Empty }
}

fn inspections(dossier: &SampleDossier) -> Cell<'_> {
    if !dossier.facts.has(Step::ActivistDetermined) {
        return Cell::Empty;
    }
    Cell::Int(i32::try_from(dossier.facts.inspections.len()).unwrap_or(i32::MAX))
}

fn counted_from(dossier: &SampleDossier) -> Cell<'_> {
    dossier.facts.transfer.map_or(Cell::Empty, |transfer| day(transfer.counted_from))
}

fn training(dossier: &SampleDossier, number: i32) -> Cell<'static> {
    if dossier.facts.has(Step::Training) { Cell::Int(number) } else { Cell::Empty }
}

fn vote(dossier: &SampleDossier, number: fn(&Tally) -> i32) -> Cell<'static> {
    let tally = dossier.facts.tally.filter(|_| dossier.facts.has(Step::AdmissionMeeting));
    tally.map_or(Cell::Empty, |tally| Cell::Int(number(&tally)))
}

fn reason(dossier: &SampleDossier) -> Cell<'_> {
    let given = dossier.facts.extended_reason && dossier.facts.has(Step::AdmissionApproved);
    if given { Cell::Text(REASON) } else { Cell::Empty }
}

/// A row has room for one round of conversion: the last.
fn last(dossier: &SampleDossier, read: impl Fn(&Round) -> Option<Cell<'static>>) -> Cell<'static> {
    dossier.facts.rounds.last().and_then(read).unwrap_or(Cell::Empty)
}

fn ballot(dossier: &SampleDossier, number: fn(&Tally) -> i32) -> Cell<'static> {
    last(dossier, |round| round.meeting.map(|_| Cell::Int(number(&round.tally))))
}

/// The extension stays on the row after the conversion that followed it.
fn extension(dossier: &SampleDossier) -> Cell<'_> {
    let held = dossier.facts.rounds.iter().filter(|round| round.meeting.is_some());
    let months = held.filter_map(|round| round.resolution.months()).next_back();
    months.map_or(Cell::Empty, Cell::Int)
}

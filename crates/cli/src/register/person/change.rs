//! What is recorded of people.

use super::super::desk::{self, Desk, told, word};
use super::super::words::step_words;
use super::{Who, row};
use crate::rulebooks::said;
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::process::ExitCode;
use xibao_app::{NewPerson, Register};
use xibao_domain::person::PersonEvent;
use xibao_domain::{Field, Membership, MembershipStep, PersonId, Road, Stage, Steps};
use xibao_roster::read::Entry;
use xibao_roster::{Item, RosterItem as _};
use xibao_rulebook::{Dated, Text};

#[derive(Debug, Args)]
pub(crate) struct NewPersonArgs {
    /// 姓名 / name
    name: String,
    /// 所在党支部 / the branch that holds the relation
    #[arg(long, value_name = "BRANCH")]
    branch: String,
    /// 人员类别：入党申请人、入党积极分子、发展对象、预备党员、正式党员 / applicant, activist,
    /// candidate, probationary, full
    #[arg(long)]
    stage: String,
    /// 名册的列名=内容（可多次）/ a column of the roster, such as 性别=女 or joined-on=2012-06;
    /// may be given several times
    #[arg(long = "set", value_name = "COLUMN=VALUE")]
    settings: Vec<String>,
    /// 有疑问的内容也采用 / take what is doubtful too
    #[arg(long)]
    take_doubtful: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Edit {
    #[command(flatten)]
    who: Who,
    /// 名册的列名=内容（可多次）/ a column of the roster; may be given several times
    #[arg(long = "set", value_name = "COLUMN=VALUE")]
    settings: Vec<String>,
    /// 清空的项目（可多次）/ a field to empty; may be given several times
    #[arg(long = "clear", value_name = "FIELD")]
    cleared: Vec<String>,
    /// 改名 / another name
    #[arg(long)]
    name: Option<String>,
    /// 更正党籍日期的理由 / why days of the membership are corrected
    #[arg(long)]
    reason: Option<String>,
    /// 有疑问的内容也采用 / take what is doubtful too
    #[arg(long)]
    take_doubtful: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StepChoice {
    /// 确定为入党积极分子
    NamedActivist,
    /// 确定为发展对象
    NamedCandidate,
    /// 接收为预备党员
    Admitted,
    /// 延长预备期，须写 --months
    Extended,
    /// 转为正式党员
    Regularised,
    /// 停止党籍，须写 --reason
    Suspended,
    /// 恢复党籍
    Restored,
    /// 离开，须写 --road
    Left,
    /// 重新申请入党
    AppliedAgain,
}

#[derive(Debug, Args)]
pub(crate) struct Step {
    #[command(flatten)]
    who: Who,
    /// 哪一步 / which step
    #[arg(value_enum, value_name = "STEP")]
    taken: StepChoice,
    /// 延长的月数 / months of extension
    #[arg(long, required_if_eq("taken", "extended"))]
    months: Option<i64>,
    /// 停止党籍的理由 / why it is suspended
    #[arg(long, required_if_eq("taken", "suspended"))]
    reason: Option<String>,
    /// 离开的途径：去世、退党、劝退、除名…… / died, withdrew, advised, removed, self-dropout,
    /// expelled, probation-cancelled, application-ended, moved-out
    #[arg(long, required_if_eq("taken", "left"))]
    road: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ContactChoice {
    /// 失去联系
    Lost,
    /// 取得联系
    Contacted,
    /// 查找无果
    Searched,
}

#[derive(Debug, Args)]
pub(crate) struct Contact {
    #[command(flatten)]
    who: Who,
    /// 情况 / what happened
    #[arg(value_enum)]
    what: ContactChoice,
}

#[derive(Debug, Args)]
pub(crate) struct MobileArgs {
    #[command(flatten)]
    who: Who,
    /// 外出流向 / where to
    #[arg(long, required_unless_present = "back", conflicts_with = "back")]
    to: Option<String>,
    /// 流入地的支部，如在本登记册 / the branch that takes the member in, if it is in this register
    #[arg(long, value_name = "BRANCH", conflicts_with = "back")]
    receiving: Option<String>,
    /// 返回 / came back
    #[arg(long)]
    back: bool,
}

/// What a row says that a recorded decision or another command is for.
fn elsewhere(entry: &Entry) -> Result<()> {
    let (zh, en) = if entry.branch.is_some() {
        ("所在党支部用 --branch 或转接（xibao transfer）写", "--branch, or `xibao transfer`")
    } else if entry.stage.is_some() || entry.suspended.is_some() {
        ("人员类别用 --stage 或 xibao person step 写", "--stage, or `xibao person step`")
    } else if entry.lost.is_some() || entry.lost_since.is_some() {
        ("失联用 xibao person contact 记录", "`xibao person contact`")
    } else if entry.mobile.is_some() || entry.mobile_since.is_some() || entry.mobile_to.is_some() {
        ("流动用 xibao person mobile 记录", "`xibao person mobile`")
    } else {
        return Ok(());
    };
    Err(said(format!("--set：{zh}"), format!("--set: this is recorded by {en}")))
}

pub(super) async fn register(
    desk: &Desk<'_>,
    register: &Register,
    new: &NewPersonArgs,
) -> Result<ExitCode> {
    let entry = row::read(&new.name, &new.settings, new.take_doubtful)?;
    elsewhere(&entry)?;
    let stage = word("--stage", &new.stage, Stage::ALL, Stage::id, Stage::text)?;
    let Some(membership) = Membership::at(stage, entry.steps()) else {
        bail!(said(
            "停止党籍、离开的人请先登记为正式党员，再用 xibao person step 记录",
            "enter the person as a full member first, then record it by `xibao person step`",
        ));
    };
    let held = desk::organisation(register, &new.branch).await?;
    let person = NewPerson { fields: entry.fields, membership, held, mobile: None, lost: None };
    let on = desk.on(register);
    let id = register.register_person(desk.purpose("registered"), person, on).await;
    let id = id.map_err(told)?;
    let name = &new.name;
    let said = Text::new(format!("已登记{name}，编号 {id}"), format!("Entered {name}, id {id}"));
    desk.recorded(register, said).await?;
    let alike = register.duplicates_of(id).await.map_err(told)?.len();
    if alike > 0 {
        desk.say(
            format!("注意：有 {alike} 条记录可能是同一人，见 xibao person duplicates {id}"),
            format!(
                "Note: {alike} records may be of the same person: xibao person duplicates {id}"
            ),
        )?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn edit(desk: &Desk<'_>, register: &Register, edit: &Edit) -> Result<ExitCode> {
    let id = edit.who.find(register).await?;
    let person = register.person(id).await.map_err(told)?.person;
    let name = edit.name.as_deref().unwrap_or_else(|| person.name());
    let entry = row::read(name, &edit.settings, edit.take_doubtful)?;
    elsewhere(&entry)?;
    let steps = corrected(person.membership.steps(), &entry);
    let mut changes: BTreeMap<Field, Option<String>> =
        entry.fields.into_iter().map(|(field, value)| (field, Some(value))).collect();
    if edit.name.is_none() {
        changes.remove(&Field::Name);
    }
    for item in &edit.cleared {
        changes.insert(cleared(item)?, None);
    }
    let days = steps != *person.membership.steps();
    if changes.is_empty() && !days {
        bail!(said(
            "没有要改的：请用 --set、--clear 或 --name",
            "nothing to change: use --set, --clear or --name",
        ));
    }
    let on = desk.on(register);
    if days {
        let Some(reason) = edit.reason.clone() else {
            bail!(said(
                "更正党籍日期要写明理由：--reason",
                "say why the days of the membership are corrected: --reason",
            ));
        };
        let event = PersonEvent::MembershipDaysCorrected { steps, reason };
        register.change_person(desk.purpose("edit"), id, event, on).await.map_err(told)?;
    }
    if !changes.is_empty() {
        register.edit_person(desk.purpose("edit"), id, &changes, on).await.map_err(told)?;
    }
    desk.recorded(register, Text::new("已修改", "Changed")).await?;
    Ok(ExitCode::SUCCESS)
}

fn cleared(text: &str) -> Result<Field> {
    if let Some(Item::Field(field)) = Item::of_id(text) {
        return Ok(field);
    }
    word("--clear", text, Field::ALL, Field::id, Field::text)
}

/// The days as they are known, with what was typed put in.
fn corrected(known: &Steps, entry: &Entry) -> Steps {
    let typed = entry.steps();
    let or = |typed: Option<Dated>, known: Option<Dated>| typed.or(known);
    Steps {
        applied_on: or(typed.applied_on, known.applied_on),
        activist_on: or(typed.activist_on, known.activist_on),
        candidate_on: or(typed.candidate_on, known.candidate_on),
        admitted_on: or(typed.admitted_on, known.admitted_on),
        extension_months: entry.extension_months.unwrap_or(known.extension_months),
        regularised_on: or(typed.regularised_on, known.regularised_on),
    }
}

/// Records an event of a person and says so.
async fn recorded(
    desk: &Desk<'_>,
    register: &Register,
    (id, purpose): (PersonId, &str),
    event: PersonEvent,
    what: Text,
) -> Result<ExitCode> {
    let on = desk.on(register);
    register.change_person(desk.purpose(purpose), id, event, on).await.map_err(told)?;
    let row = register.person(id).await.map_err(told)?;
    let name = row.person.name();
    let said =
        Text::new(format!("{name}：{}（{on}）", what.zh), format!("{name}: {} ({on})", what.en));
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn step(desk: &Desk<'_>, register: &Register, step: &Step) -> Result<ExitCode> {
    let id = step.who.find(register).await?;
    let what = match step.taken {
        StepChoice::NamedActivist => MembershipStep::NamedActivist,
        StepChoice::NamedCandidate => MembershipStep::NamedCandidate,
        StepChoice::Admitted => MembershipStep::Admitted,
        StepChoice::Extended => {
            MembershipStep::ProbationExtended { months: step.months.unwrap_or_default() }
        }
        StepChoice::Regularised => MembershipStep::Regularised,
        StepChoice::Suspended => {
            MembershipStep::Suspended { reason: step.reason.clone().unwrap_or_default() }
        }
        StepChoice::Restored => MembershipStep::Restored,
        StepChoice::Left => {
            let road = step.road.as_deref().unwrap_or_default();
            MembershipStep::Left { road: word("--road", road, Road::ALL, Road::id, Road::text)? }
        }
        StepChoice::AppliedAgain => MembershipStep::AppliedAgain,
    };
    let words = step_words(&what);
    let event = PersonEvent::MembershipStepped { step: what };
    recorded(desk, register, (id, "step"), event, words).await
}

pub(super) async fn merge(
    desk: &Desk<'_>,
    register: &Register,
    keep: &str,
    other: &str,
) -> Result<ExitCode> {
    let keeps = desk::person(register, keep, None).await?;
    let goes = desk::person(register, other, None).await?;
    let on = desk.on(register);
    let batch = register.merge_people(desk.purpose("merge-people"), keeps, goes, on).await;
    let batch = batch.map_err(told)?;
    desk.say(
        format!("{goes} 已并入 {keeps}。批次 {batch}；如不是同一人：xibao undo {batch} --reason 原因"),
        format!("Joined {goes} to {keeps}. Batch {batch}; if they are two people: xibao undo {batch} --reason WHY"),
    )?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn contact(
    desk: &Desk<'_>,
    register: &Register,
    contact: &Contact,
) -> Result<ExitCode> {
    let id = contact.who.find(register).await?;
    let (event, what) = match contact.what {
        ContactChoice::Lost => (PersonEvent::ContactLost, Text::new("失去联系", "out of contact")),
        ContactChoice::Contacted => (PersonEvent::Contacted, Text::new("取得联系", "contacted")),
        ContactChoice::Searched => {
            (PersonEvent::SearchFailed, Text::new("查找无果", "searched without result"))
        }
    };
    recorded(desk, register, (id, "contact"), event, what).await
}

pub(super) async fn mobile(
    desk: &Desk<'_>,
    register: &Register,
    mobile: &MobileArgs,
) -> Result<ExitCode> {
    let id = mobile.who.find(register).await?;
    let Some(to) = mobile.to.clone() else {
        let what = Text::new("返回", "came back");
        return recorded(desk, register, (id, "mobile"), PersonEvent::CameBack, what).await;
    };
    let receiving = match &mobile.receiving {
        Some(text) => Some(desk::organisation(register, text).await?),
        None => None,
    };
    let what = Text::new(format!("外出：{to}"), format!("away: {to}"));
    let event = PersonEvent::WentMobile { to, receiving };
    recorded(desk, register, (id, "mobile"), event, what).await
}

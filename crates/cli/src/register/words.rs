//! What happened, in words.

use super::desk::told;
use anyhow::Result;
use xibao_app::{Register, day_of};
use xibao_domain::organisation::OrganisationEvent;
use xibao_domain::person::PersonEvent;
use xibao_domain::{Event, Field, Instant, MembershipStep, OrganisationId, TransferAct};
use xibao_rulebook::{Finding, Language, Rulebook, Text};

const DAY_MILLIS: i64 = 86_400_000;
const ZONE_MILLIS: i64 = 8 * 3_600_000;

/// A moment in the zone of the register, to the minute.
pub(super) fn moment(millis: i64) -> String {
    let minutes = (millis + ZONE_MILLIS).rem_euclid(DAY_MILLIS) / 60_000;
    format!("{} {:02}:{:02}", day_of(Instant(millis)), minutes / 60, minutes % 60)
}

/// What a batch was for.
pub(super) fn purpose(id: &str) -> Text {
    let (zh, en) = match id {
        "founded" => ("成立党组织", "organisation founded"),
        "renamed" => ("党组织更名", "organisation renamed"),
        "card" => ("改组织卡", "organisation card changed"),
        "move" => ("整建制转接", "organisation moved whole"),
        "merge" => ("合并党组织", "organisations merged"),
        "split" => ("拆分支部", "branch split"),
        "dissolve" => ("撤销党组织", "organisation dissolved"),
        "elect" => ("选举", "election"),
        "post" => ("任免", "post taken or left"),
        "registered" => ("登记", "person registered"),
        "edit" => ("修改信息", "person edited"),
        "step" => ("身份变动", "membership step"),
        "merge-people" => ("合并重复记录", "records joined"),
        "contact" => ("联系情况", "contact"),
        "mobile" => ("流动情况", "away or back"),
        "transfer" => ("组织关系转接", "transfer"),
        "import" => ("导入名册", "roster taken in"),
        "import-cards" => ("导入组织卡", "cards taken in"),
        "generate" => ("演示数据", "invented data"),
        "undo" => ("撤销", "undo of"),
        "reseal" => ("重新密封", "sealed anew"),
        other => (other, other),
    };
    Text::new(zh, en)
}

/// A finding with its article and its arithmetic.
pub(super) fn finding(book: &Rulebook, finding: &Finding, language: Language) -> String {
    let zh = language == Language::Zh;
    let level = match (finding.level, zh) {
        (xibao_rulebook::Level::Breach, true) => "▲违反",
        (xibao_rulebook::Level::Breach, false) => "▲breach",
        (xibao_rulebook::Level::Warning, true) => "●提醒",
        (xibao_rulebook::Level::Warning, false) => "●warning",
        (xibao_rulebook::Level::Unknown, true) => "？无法判定",
        (xibao_rulebook::Level::Unknown, false) => "？unknown",
    };
    let rule = book.rule(&finding.rule).map_or("", |rule| rule.text.get(language));
    let title = book.source(&finding.source).map_or("", |source| source.title.get(language));
    let (edition, article) = (&finding.edition, &finding.article);
    if zh {
        format!(
            "{level}  {rule}\n    依据：《{title}》（{edition}年版）第{article}条 [{}]\n    {}",
            finding.rule, finding.why
        )
    } else {
        format!(
            "{level}  {rule}\n    by {title} ({edition}), article {article} [{}]\n    {}",
            finding.rule, finding.why_en
        )
    }
}

/// The name of an organisation; its id where there is none any longer.
pub(super) async fn organisation(register: &Register, id: OrganisationId) -> Result<String> {
    match register.organisation(id).await {
        Ok(row) => Ok(row.organisation.name),
        Err(xibao_app::AppError::Refused(_)) => Ok(id.to_string()),
        Err(error) => Err(told(error)),
    }
}

fn text(zh: impl Into<String>, en: impl Into<String>) -> Text {
    Text::new(zh, en)
}

/// What a fact says. Values are not repeated: they may be sealed.
pub(super) async fn event(register: &Register, event: &Event) -> Result<Text> {
    match event {
        Event::Person(event) => person(register, event).await,
        Event::Organisation(event) => Ok(of_organisation(event)),
        Event::Withdrawn { withdrawn } => Ok(text(
            format!("撤销一条事实：{}", withdrawn.reason),
            format!("a fact withdrawn: {}", withdrawn.reason),
        )),
    }
}

fn of_organisation(event: &OrganisationEvent) -> Text {
    match event {
        OrganisationEvent::OrganisationFounded { name, .. } => {
            text(format!("成立：{name}"), format!("founded: {name}"))
        }
        OrganisationEvent::OrganisationRenamed { name } => {
            text(format!("更名为{name}"), format!("renamed {name}"))
        }
        event => text(event.id(), event.id()),
    }
}

fn fields<'f>(fields: impl Iterator<Item = &'f Field>) -> (String, String) {
    let names: Vec<Text> = fields.map(|field| field.text()).collect();
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    (zh.join("、"), en.join(", "))
}

async fn person(register: &Register, event: &PersonEvent) -> Result<Text> {
    Ok(match event {
        PersonEvent::PersonRegistered { registration } => {
            let branch = organisation(register, registration.held).await?;
            let stage = registration.membership.stage().text();
            text(
                format!("登记为{}，组织关系在{branch}", stage.zh),
                format!("registered as {}, held by {branch}", stage.en),
            )
        }
        PersonEvent::PersonChanged { changes, .. } => {
            let (zh, en) = fields(changes.keys());
            text(format!("修改：{zh}"), format!("changed: {en}"))
        }
        PersonEvent::MembershipStepped { step } => step_words(step),
        PersonEvent::MembershipDaysCorrected { reason, .. } => {
            text(format!("更正党籍日期：{reason}"), format!("days corrected: {reason}"))
        }
        PersonEvent::AffiliationSet { .. } => {
            text("改变活动或交纳党费的组织", "active or paying dues elsewhere")
        }
        PersonEvent::BranchReorganised { to, .. } => {
            let to = organisation(register, *to).await?;
            text(format!("随支部调整转入{to}"), format!("taken over by {to}"))
        }
        PersonEvent::TransferOpened { to, letter, valid_until, .. } => {
            let to = organisation(register, *to).await?;
            text(
                format!("开出介绍信 {letter} 转往{to}，有效至 {valid_until}"),
                format!("letter {letter} to {to}, valid until {valid_until}"),
            )
        }
        PersonEvent::TransferActed { act } => act_words(act),
        PersonEvent::WentMobile { to, .. } => {
            text(format!("外出流动：{to}"), format!("went away: {to}"))
        }
        PersonEvent::CameBack => text("返回", "came back"),
        PersonEvent::Contacted => text("取得联系", "contacted"),
        PersonEvent::ContactLost => text("失去联系", "out of contact"),
        PersonEvent::SearchFailed => text("查找无果", "searched without result"),
        PersonEvent::MergedInto { survivor } => {
            text(format!("并入 {survivor}"), format!("joined to {survivor}"))
        }
        PersonEvent::Absorbed { other, .. } => {
            text(format!("并入了 {other}"), format!("{other} was joined to it"))
        }
    })
}

/// A step of a membership.
pub(super) fn step_words(step: &MembershipStep) -> Text {
    match step {
        MembershipStep::NamedActivist => text("确定为入党积极分子", "named an activist"),
        MembershipStep::NamedCandidate => text("确定为发展对象", "named a candidate"),
        MembershipStep::Admitted => text("接收为预备党员", "admitted on probation"),
        MembershipStep::ProbationExtended { months } => {
            text(format!("延长预备期 {months} 个月"), format!("probation extended {months} months"))
        }
        MembershipStep::Regularised => text("转为正式党员", "became a full member"),
        MembershipStep::Suspended { reason } => {
            text(format!("停止党籍：{reason}"), format!("membership suspended: {reason}"))
        }
        MembershipStep::Restored => text("恢复党籍", "membership restored"),
        MembershipStep::Left { road } => {
            let road = road.text();
            text(format!("离开：{}", road.zh), format!("left: {}", road.en))
        }
        MembershipStep::AppliedAgain => text("重新申请入党", "applied again"),
    }
}

fn act_words(act: &TransferAct) -> Text {
    match act {
        TransferAct::Received { receipt } => {
            let what = receipt.text();
            text(format!("转接收到：{}", what.zh), format!("received: {}", what.en))
        }
        TransferAct::LetterReissued { letter, valid_until } => text(
            format!("重新开出介绍信 {letter}，有效至 {valid_until}"),
            format!("letter issued anew: {letter}, valid until {valid_until}"),
        ),
        TransferAct::Refused { reason } => {
            text(format!("退回转接：{reason}"), format!("transfer refused: {reason}"))
        }
        TransferAct::Withdrawn { reason } => {
            text(format!("撤回转接：{reason}"), format!("transfer withdrawn: {reason}"))
        }
    }
}

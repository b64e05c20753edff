//! A person, the history of a person, records that may be of the same one.

use super::super::desk::{Desk, told};
use super::super::roster::{branch, people_table, person_row};
use super::super::table::{Card, Table};
use super::super::words;
use anyhow::Result;
use std::collections::{HashMap, HashSet};
use std::process::ExitCode;
use xibao_app::{Likeness, PersonView, Register};
use xibao_domain::{Case, Event, PersonId, effective};
use xibao_rulebook::{Dated, Language};

pub(super) async fn show(
    desk: &Desk<'_>,
    register: &Register,
    id: PersonId,
    reveal: Option<&str>,
) -> Result<ExitCode> {
    let view = register.person_view(id, register.today()).await.map_err(told)?;
    let fields = match reveal {
        Some(reason) => {
            desk.say(
                format!("# 查看原文，理由：{reason}"),
                format!("# in plain, because: {reason}"),
            )?;
            register.plain(&view.row.person).map_err(told)?
        }
        None => view.shown.clone(),
    };
    let mut card = Card::default();
    for (field, value) in &fields {
        let value = xibao_roster::write::words(*field, value).to_owned();
        card.add(field.text().get(desk.language), value);
    }
    card.add(desk.pick("编号", "id"), id.to_string());
    membership(desk, &view, &mut card);
    around(desk, register, &view, &mut card).await?;
    card.print()?;
    Ok(ExitCode::SUCCESS)
}

fn membership(desk: &Desk<'_>, view: &PersonView, card: &mut Card) {
    let membership = &view.row.person.membership;
    card.add(desk.pick("人员类别", "stage"), membership.stage().text().get(desk.language));
    card.add(desk.pick("所在党支部", "branch"), &view.branch);
    let steps = membership.steps();
    let day = |day: Option<Dated>| day.map(|day| day.to_string()).unwrap_or_default();
    card.add(desk.pick("递交入党申请书", "applied"), day(steps.applied_on));
    card.add(desk.pick("确定为积极分子", "activist"), day(steps.activist_on));
    card.add(desk.pick("确定为发展对象", "candidate"), day(steps.candidate_on));
    card.add(desk.pick("加入党组织日期", "joined"), day(steps.admitted_on));
    if steps.extension_months > 0 {
        let months = steps.extension_months;
        card.add(
            desk.pick("延长预备期", "extension"),
            match desk.language {
                Language::Zh => format!("{months} 个月"),
                Language::En => format!("{months} months"),
            },
        );
    }
    card.add(desk.pick("转为正式党员日期", "full member"), day(steps.regularised_on));
    if let Some(standing) = &view.standing {
        let years = match (standing.years, standing.years_min, standing.years_max) {
            (Some(years), ..) => years.to_string(),
            (None, Some(least), Some(most)) => format!("{least}–{most}"),
            _ => return,
        };
        let from = &standing.standing_from;
        card.add(
            desk.pick("党龄", "standing"),
            match desk.language {
                Language::Zh => format!("{years} 年（自 {from}）"),
                Language::En => format!("{years} full years, from {from}"),
            },
        );
    }
}

/// What is under way around a person.
async fn around(
    desk: &Desk<'_>,
    register: &Register,
    view: &PersonView,
    card: &mut Card,
) -> Result<()> {
    let person = &view.row.person;
    if let Some(mobile) = &person.mobile {
        card.add(desk.pick("外出流动", "away"), format!("{} {}", mobile.since, mobile.to));
    }
    if let Some(lost) = &person.lost {
        card.add(desk.pick("失去联系", "out of contact"), lost.since.to_string());
    }
    if let Some(transfer) = &person.transfer {
        let to = words::organisation(register, transfer.to).await?;
        let status = transfer.status.text();
        let status = status.get(desk.language);
        let text = format!("{} → {to} {status}", transfer.letter);
        card.add(desk.pick("组织关系转接", "transfer"), text);
    }
    if let Some(survivor) = person.merged_into {
        card.add(desk.pick("已并入", "joined to"), survivor.to_string());
    }
    for other in &person.absorbed {
        card.add(desk.pick("并入了", "was joined by"), other.to_string());
    }
    Ok(())
}

pub(super) async fn history(
    desk: &Desk<'_>,
    register: &Register,
    id: PersonId,
) -> Result<ExitCode> {
    let facts = register.facts_of(Case::Person(id)).await.map_err(told)?;
    let counting: HashSet<_> = effective(&facts).iter().map(|fact| fact.id).collect();
    let mut table = Table::headed(match desk.language {
        Language::Zh => &["日期", "事项", "记录时间", "记录人", "批次"],
        Language::En => &["day", "what", "recorded", "by", "batch"],
    });
    for fact in &facts {
        let what = words::event(register, &fact.event).await?;
        let mut what = what.get(desk.language).to_owned();
        let withdrawal = matches!(fact.event, Event::Withdrawn { .. });
        if !withdrawal && !counting.contains(&fact.id) {
            what.push_str(desk.pick("（已撤销）", " (withdrawn)"));
        }
        table.row([
            fact.happened_on.to_string(),
            what,
            words::moment(fact.recorded_at.0),
            fact.actor.clone(),
            fact.batch.to_string(),
        ]);
    }
    table.print()?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn duplicates(
    desk: &Desk<'_>,
    register: &Register,
    id: PersonId,
) -> Result<ExitCode> {
    let found = register.duplicates_of(id).await.map_err(told)?;
    if found.is_empty() {
        desk.say("没有可能重复的记录。", "No record may be of the same person.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut names = HashMap::new();
    let mut table = people_table(desk, true);
    for (likeness, row) in &found {
        let branch = branch(register, &mut names, row).await?;
        let mut cells = person_row(desk, row, branch, true);
        cells.push(
            match likeness {
                Likeness::SameNumber => desk.pick("身份号码相同", "same number"),
                Likeness::SameNameAndBirth => {
                    desk.pick("姓名和出生日期相同", "same name and birth")
                }
            }
            .to_owned(),
        );
        table.row(cells);
    }
    table.print()?;
    desk.say(
        format!("确认是同一人后合并：xibao person merge {id} 另一条的编号"),
        format!("If it is the same person: xibao person merge {id} ID-OF-THE-OTHER"),
    )?;
    Ok(ExitCode::SUCCESS)
}

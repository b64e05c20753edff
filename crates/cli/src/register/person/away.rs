//! `xibao person away`: whom the branch has to keep in touch with.

use crate::register::desk::{Desk, told};
use crate::register::table::Table;
use crate::register::words;
use anyhow::Result;
use std::process::ExitCode;
use xibao_app::{Away, Register};
use xibao_domain::OrganisationId;
use xibao_rulebook::{Day, Language};

pub(super) async fn list(
    desk: &Desk<'_>,
    register: &Register,
    id: OrganisationId,
    limit: i64,
) -> Result<ExitCode> {
    let away = register.away(id, limit).await.map_err(told)?;
    if away.is_empty() {
        desk.say(
            "没有流动党员和失联党员的记录。",
            "Nobody is recorded as away or out of contact.",
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::headed(match desk.language {
        Language::Zh => &["姓名", "所在党支部", "情况", "自", "去向", "上次联系", "提示"],
        Language::En => &["name", "branch", "", "since", "to", "last contact", "note"],
    });
    for one in &away {
        let person = &one.row.person;
        let branch = words::organisation(register, person.held).await?;
        let mobile = person.mobile.as_ref();
        let (state, since) = if let Some(lost) = &person.lost {
            (desk.pick("失联", "out of contact"), Some(lost.since))
        } else {
            (desk.pick("流动", "away"), mobile.map(|mobile| mobile.since))
        };
        table.row([
            person.name().to_owned(),
            branch,
            state.to_owned(),
            since.map(|since| since.to_string()).unwrap_or_default(),
            mobile.map(|mobile| mobile.to.clone()).unwrap_or_default(),
            one.contacted_on.map_or_else(String::new, |on| on.to_string()),
            note(desk, one, register.today()),
        ]);
    }
    table.print()?;
    Ok(ExitCode::SUCCESS)
}

/// What may be done next; nothing happens by itself.
fn note(desk: &Desk<'_>, one: &Away, today: Day) -> String {
    let Some(from) = one.considered_from else {
        let never = one.contacted_on.is_none();
        return if never { desk.pick("尚无联系记录", "no contact recorded") } else { "" }
            .to_owned();
    };
    let searched = one.row.person.lost.as_ref().is_some_and(|lost| !lost.searched_on.is_empty());
    match (from.hi <= today, searched) {
        (true, true) => {
            desk.pick("已满期限并有查找记录，可研究停止党籍", "may be considered for suspension")
        }
        (true, false) => desk.pick("已满期限，先查找并记录", "the term is over; search first"),
        (false, _) => return format!("{}{from}", desk.pick("满期日：", "term ends: ")),
    }
    .to_owned()
}

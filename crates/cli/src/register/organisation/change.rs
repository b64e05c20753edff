//! What happens to organisations.

use super::super::desk::{self, Desk, told, word};
use crate::rulebooks::said;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::process::ExitCode;
use xibao_app::{Founding, Register};
use xibao_domain::organisation::{CardField, OrganisationEvent};
use xibao_domain::{OrganisationId, OrganisationKind, Post as Taken, PostTitle, Region};
use xibao_rulebook::Text;

#[derive(Debug, Args)]
pub(crate) struct Found {
    /// 全称 / the full name
    name: String,
    /// 类别：党委、党总支、党支部、联合党支部、临时党支部、党小组 / committee, general-branch,
    /// branch, joint-branch, temporary-branch, group
    #[arg(long)]
    kind: String,
    /// 上级，最上级不写 / the organisation above; none at the top
    #[arg(long, value_name = "ORGANISATION")]
    under: Option<String>,
    /// 地区号 00–99，默认随上级 / region 00–99, by default that of the organisation above
    #[arg(long)]
    region: Option<i64>,
    /// 组织卡 项目=内容（可多次）/ a column of the card; may be given several times
    #[arg(long = "set", value_name = "ITEM=VALUE")]
    settings: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct CardChange {
    /// 党组织 / the organisation
    organisation: String,
    /// 项目=内容（可多次）/ item=value; may be given several times
    #[arg(long = "set", value_name = "ITEM=VALUE")]
    settings: Vec<String>,
    /// 清空的项目（可多次）/ an item to empty; may be given several times
    #[arg(long = "clear", value_name = "ITEM")]
    cleared: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Elect {
    /// 党组织 / the organisation
    organisation: String,
    /// 任期年数，默认按规定 / years of office, by default as the rulebook says
    #[arg(long)]
    years: Option<i32>,
    /// 职务=人（可多次）/ post=person, such as 书记=王建国; may be given several times
    #[arg(long = "post", value_name = "POST=PERSON", required = true)]
    posts: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Post {
    #[command(subcommand)]
    command: PostCommand,
}

#[derive(Debug, Subcommand)]
enum PostCommand {
    /// 任职 / a post is taken
    Take(PostHeld),
    /// 免职 / a post is given up
    Leave(PostHeld),
}

#[derive(Debug, Args)]
struct PostHeld {
    /// 党组织 / the organisation
    organisation: String,
    /// 职务=人 / post=person, such as 书记=王建国
    post: String,
}

fn kind(text: &str) -> Result<OrganisationKind> {
    word("--kind", text, OrganisationKind::ALL, OrganisationKind::id, OrganisationKind::text)
}

fn card_field(option: &str, text: &str) -> Result<CardField> {
    word(option, text, CardField::ALL, CardField::id, CardField::text)
}

fn settings(settings: &[String]) -> Result<BTreeMap<CardField, String>> {
    let mut card = BTreeMap::new();
    for setting in settings {
        let (item, value) = desk::setting(setting)?;
        card.insert(card_field("--set", item)?, value.to_owned());
    }
    Ok(card)
}

pub(super) async fn found(desk: &Desk<'_>, register: &Register, found: &Found) -> Result<ExitCode> {
    let parent = match &found.under {
        Some(above) => Some(desk::organisation(register, above).await?),
        None => None,
    };
    let region = match found.region {
        None => None,
        Some(number) => Some(Region::new(number).ok_or_else(|| {
            said(
                format!("--region {number}：应在 0 和 99 之间"),
                format!("--region {number}: must lie between 0 and 99"),
            )
        })?),
    };
    let founding = Founding {
        name: found.name.trim().to_owned(),
        kind: kind(&found.kind)?,
        parent,
        region,
        split_from: None,
        card: settings(&found.settings)?,
    };
    let id = register.found(desk.purpose("founded"), founding, desk.on(register)).await;
    let id = id.map_err(told)?;
    let name = found.name.trim();
    let said =
        Text::new(format!("已登记“{name}”，编号 {id}"), format!("Entered '{name}', id {id}"));
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

/// Records a change of an organisation and says so.
async fn changed(
    desk: &Desk<'_>,
    register: &Register,
    (id, purpose): (OrganisationId, &str),
    event: OrganisationEvent,
    said: Text,
) -> Result<ExitCode> {
    let on = desk.on(register);
    register.change_organisation(desk.purpose(purpose), id, event, on).await.map_err(told)?;
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn rename(
    desk: &Desk<'_>,
    register: &Register,
    id: OrganisationId,
    name: &str,
) -> Result<ExitCode> {
    let event = OrganisationEvent::OrganisationRenamed { name: name.trim().to_owned() };
    let said = Text::new(format!("已更名为“{name}”"), format!("Renamed '{name}'"));
    changed(desk, register, (id, "renamed"), event, said).await
}

pub(super) async fn card(
    desk: &Desk<'_>,
    register: &Register,
    card: &CardChange,
) -> Result<ExitCode> {
    let id = desk::organisation(register, &card.organisation).await?;
    let mut changes: BTreeMap<CardField, Option<String>> =
        settings(&card.settings)?.into_iter().map(|(field, value)| (field, Some(value))).collect();
    for item in &card.cleared {
        changes.insert(card_field("--clear", item)?, None);
    }
    if changes.is_empty() {
        bail!(said("没有要改的：请用 --set 或 --clear", "nothing to change: use --set or --clear"));
    }
    let event = OrganisationEvent::OrganisationCardChanged { changes };
    let said = Text::new("已改组织卡", "Changed the card");
    changed(desk, register, (id, "card"), event, said).await
}

pub(super) async fn move_to(
    desk: &Desk<'_>,
    register: &Register,
    (organisation, to): (&str, &str),
    basis: &str,
) -> Result<ExitCode> {
    let id = desk::organisation(register, organisation).await?;
    let above = desk::organisation(register, to).await?;
    let on = desk.on(register);
    let moved = register.move_organisation(desk.purpose("move"), id, above, basis, on).await;
    moved.map_err(told)?;
    let path = desk::path(register, id).await?;
    let said = Text::new(format!("已整建制转接：{path}"), format!("Moved whole: {path}"));
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn merge(
    desk: &Desk<'_>,
    register: &Register,
    organisation: &str,
    into: &str,
) -> Result<ExitCode> {
    let id = desk::organisation(register, organisation).await?;
    let other = desk::organisation(register, into).await?;
    let on = desk.on(register);
    let merged = register.merge_organisations(desk.purpose("merge"), id, other, on).await;
    merged.map_err(told)?;
    let said = Text::new(
        format!("“{organisation}”已并入“{into}”"),
        format!("'{organisation}' was merged into '{into}'"),
    );
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn split(
    desk: &Desk<'_>,
    register: &Register,
    (organisation, name): (&str, &str),
    people: &[String],
) -> Result<ExitCode> {
    let id = desk::organisation(register, organisation).await?;
    let mut going = Vec::with_capacity(people.len());
    for person in people {
        going.push(desk::person(register, person, Some(id)).await?);
    }
    let on = desk.on(register);
    let new = register.split_branch(desk.purpose("split"), id, name.trim(), &going, on).await;
    let new = new.map_err(told)?;
    let count = going.len();
    let said = Text::new(
        format!("已分出“{name}”，{count} 人转入，编号 {new}"),
        format!("Split off '{name}' with {count} people, id {new}"),
    );
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn dissolve(
    desk: &Desk<'_>,
    register: &Register,
    organisation: &str,
) -> Result<ExitCode> {
    let id = desk::organisation(register, organisation).await?;
    let on = desk.on(register);
    register.dissolve(desk.purpose("dissolve"), id, on).await.map_err(told)?;
    let said = Text::new(format!("“{organisation}”已撤销"), format!("Dissolved '{organisation}'"));
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

/// `书记=王建国` as a post; the person is looked for in the organisation first.
async fn taken(register: &Register, id: OrganisationId, text: &str) -> Result<Taken> {
    let (title, who) = desk::setting(text)?;
    let title = word("--post", title, PostTitle::ALL, PostTitle::id, PostTitle::text)?;
    let person = match desk::person(register, who, Some(id)).await {
        Ok(person) => person,
        Err(_) => desk::person(register, who, None).await?,
    };
    Ok(Taken { title, person })
}

pub(super) async fn elect(desk: &Desk<'_>, register: &Register, elect: &Elect) -> Result<ExitCode> {
    let id = desk::organisation(register, &elect.organisation).await?;
    let mut posts = Vec::with_capacity(elect.posts.len());
    for post in &elect.posts {
        posts.push(taken(register, id, post).await?);
    }
    let on = desk.on(register);
    register.elect(desk.purpose("elect"), id, elect.years, posts, on).await.map_err(told)?;
    let row = register.organisation(id).await.map_err(told)?;
    let ends = row.organisation.term.map(|term| term.ends_on.to_string()).unwrap_or_default();
    let said = Text::new(
        format!("已记录选举，任期至 {ends} 届满"),
        format!("Recorded the election; the term ends {ends}"),
    );
    desk.recorded(register, said).await?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn post(desk: &Desk<'_>, register: &Register, post: &Post) -> Result<ExitCode> {
    let (held, leaving) = match &post.command {
        PostCommand::Take(held) => (held, false),
        PostCommand::Leave(held) => (held, true),
    };
    let id = desk::organisation(register, &held.organisation).await?;
    let post = taken(register, id, &held.post).await?;
    let (event, said) = if leaving {
        let said = Text::new("已记录免职", "Recorded that the post was left");
        (OrganisationEvent::OrganisationPostLeft { post }, said)
    } else {
        let said = Text::new("已记录任职", "Recorded that the post was taken");
        (OrganisationEvent::OrganisationPostTaken { post }, said)
    };
    changed(desk, register, (id, "post"), event, said).await
}

//! `xibao person`: people, their membership, their history.

mod away;
mod change;
mod row;
mod show;

use super::desk::{self, Desk};
use anyhow::Result;
use clap::{Args, Subcommand};
use std::process::ExitCode;
use xibao_app::Register;
use xibao_domain::PersonId;

/// 人的写法：编号；或姓名、公民身份号码，须唯一，可用 --within 缩小范围。
///
/// A person is named by id, or by name or identity number where that is unique; --within narrows.
#[derive(Debug, Args)]
pub(crate) struct Person {
    #[command(subcommand)]
    command: PersonCommand,
}

/// Who is meant.
#[derive(Debug, Args)]
pub(crate) struct Who {
    /// 编号、姓名或公民身份号码 / id, name or identity number
    person: String,
    /// 在哪个党组织里找 / the organisation to look in
    #[arg(long, value_name = "ORGANISATION")]
    within: Option<String>,
}

impl Who {
    pub(super) async fn find(&self, register: &Register) -> Result<PersonId> {
        let within = match &self.within {
            Some(text) => Some(desk::organisation(register, text).await?),
            None => None,
        };
        desk::person(register, &self.person, within).await
    }
}

#[derive(Debug, Subcommand)]
enum PersonCommand {
    /// 登记一个人 / enter a person
    Register(change::NewPersonArgs),
    /// 看一个人，敏感信息脱敏 / show a person, sensitive values masked
    Show {
        #[command(flatten)]
        who: Who,
        /// 敏感信息不脱敏，须写 --reason / sensitive values in plain; needs --reason
        #[arg(long, requires = "reason")]
        reveal: bool,
        /// 为什么要看；目前只写在输出里，不入登记册 / why; for now written to the output only
        #[arg(long)]
        reason: Option<String>,
    },
    /// 改信息 / change fields, or correct the days of membership
    Edit(change::Edit),
    /// 身份变动 / a step of the membership
    Step(change::Step),
    /// 历史：全部事实 / every fact, in order
    History {
        #[command(flatten)]
        who: Who,
    },
    /// 可能重复的记录 / records that may be of the same person
    Duplicates {
        #[command(flatten)]
        who: Who,
    },
    /// 合并同一人的两条记录 / join two records of one person
    Merge {
        /// 保留的记录（编号）/ the record that goes on: its id
        keep: String,
        /// 并入的记录（编号）/ the record that is joined to it: its id
        other: String,
    },
    /// 联系情况 / contact lost, found again, searched for
    Contact(change::Contact),
    /// 外出流动与返回 / away without a transfer, and back
    Mobile(change::MobileArgs),
    /// 流动党员和失联党员，及上次联系 / who is away or out of contact, and the last contact
    Away {
        /// 哪个党组织 / of which organisation
        organisation: String,
        /// 最多列多少人 / at most so many
        #[arg(long, default_value_t = 200)]
        limit: i64,
    },
}

pub(super) async fn run(desk: &Desk<'_>, register: &Register, person: &Person) -> Result<ExitCode> {
    match &person.command {
        PersonCommand::Register(new) => change::register(desk, register, new).await,
        PersonCommand::Show { who, reveal, reason } => {
            let id = who.find(register).await?;
            let reason = reason.as_deref().filter(|_| *reveal);
            show::show(desk, register, id, reason).await
        }
        PersonCommand::Edit(edit) => change::edit(desk, register, edit).await,
        PersonCommand::Step(step) => change::step(desk, register, step).await,
        PersonCommand::History { who } => {
            show::history(desk, register, who.find(register).await?).await
        }
        PersonCommand::Duplicates { who } => {
            show::duplicates(desk, register, who.find(register).await?).await
        }
        PersonCommand::Merge { keep, other } => change::merge(desk, register, keep, other).await,
        PersonCommand::Contact(contact) => change::contact(desk, register, contact).await,
        PersonCommand::Mobile(mobile) => change::mobile(desk, register, mobile).await,
        PersonCommand::Away { organisation, limit } => {
            let id = desk::organisation(register, organisation).await?;
            away::list(desk, register, id, *limit).await
        }
    }
}

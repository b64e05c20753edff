//! `xibao org`: the tree of organisations.

mod cards;
mod change;
mod show;

use super::desk::{self, Desk};
use anyhow::Result;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use xibao_app::Register;

pub(super) use cards::{EncodingChoice, FormChoice, format_of};

/// 党组织的写法：全称、路径（上级/下级）或编号。
///
/// An organisation is named by its full name, by a path (above/below) or by its id.
#[derive(Debug, Args)]
pub(crate) struct Org {
    #[command(subcommand)]
    command: OrgCommand,
}

#[derive(Debug, Subcommand)]
enum OrgCommand {
    /// 成立或登记一个党组织 / found or enter an organisation
    Found(change::Found),
    /// 看一个党组织 / show an organisation with its findings
    Show {
        /// 党组织 / the organisation
        organisation: String,
    },
    /// 组织树 / the tree
    Tree {
        /// 从哪里起，默认全部 / from where; default: everything
        organisation: Option<String>,
        /// 几层 / how many levels
        #[arg(long)]
        depth: Option<usize>,
        /// 连同已撤销的 / dissolved ones too
        #[arg(long)]
        all: bool,
        /// 显示编号 / with ids
        #[arg(long)]
        ids: bool,
    },
    /// 更名 / rename
    Rename {
        /// 党组织 / the organisation
        organisation: String,
        /// 新的全称 / the new full name
        name: String,
    },
    /// 改组织卡 / change the card
    Card(change::CardChange),
    /// 整建制转接到另一上级之下 / move whole under another organisation
    Move {
        /// 党组织 / the organisation
        organisation: String,
        /// 新的上级 / the organisation to stand under
        #[arg(long)]
        to: String,
        /// 依据，如批复文号 / the decision it rests on
        #[arg(long, default_value = "")]
        basis: String,
    },
    /// 并入另一个同类组织 / merge into another of the same kind
    Merge {
        /// 党组织 / the organisation
        organisation: String,
        /// 并入 / the one that takes over
        #[arg(long)]
        into: String,
    },
    /// 从支部分出新支部 / split a branch
    Split {
        /// 原支部 / the branch
        organisation: String,
        /// 新支部全称 / full name of the new branch
        #[arg(long)]
        name: String,
        /// 转入新支部的人（可多次）/ who goes over; may be given several times
        #[arg(long = "person", required = true)]
        people: Vec<String>,
    },
    /// 撤销空的党组织 / dissolve an empty organisation
    Dissolve {
        /// 党组织 / the organisation
        organisation: String,
    },
    /// 记录换届选举 / record an election
    Elect(change::Elect),
    /// 任职、免职 / a post taken or left between elections
    Post(change::Post),
    /// 换届提醒 / terms of office that end by a day
    Terms {
        /// 范围，默认全部 / the part of the tree; default: everything
        #[arg(long)]
        within: Option<String>,
        /// 到哪一天，默认六个月内 / by which day; default: within six months
        #[arg(long)]
        by: Option<String>,
        /// 列出多少个 / how many
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// 导入组织卡：先预览，加 --commit 才写入 / take in cards: a preview unless --commit
    Import(cards::ImportCards),
    /// 导出组织卡 / write cards to a file
    Export(cards::ExportCards),
}

/// Where something is written, and what kind of file.
#[derive(Debug, Args)]
pub(crate) struct Written {
    /// 写到哪个文件，.xlsx 或 .csv / .xlsx or .csv
    pub(super) file: PathBuf,
    /// 表式 / form: gen1 采集表（2017）, gen2 later card
    #[arg(long, value_enum, default_value_t = FormChoice::Gen1)]
    pub(super) form: FormChoice,
    /// CSV 的编码 / encoding of .csv
    #[arg(long, value_enum, default_value_t = EncodingChoice::Utf8)]
    pub(super) encoding: EncodingChoice,
    /// 敏感内容不脱敏 / write sensitive values in plain
    #[arg(long)]
    pub(super) reveal: bool,
}

pub(super) async fn run(desk: &Desk<'_>, register: &Register, org: &Org) -> Result<ExitCode> {
    match &org.command {
        OrgCommand::Found(found) => change::found(desk, register, found).await,
        OrgCommand::Show { organisation } => {
            let id = desk::organisation(register, organisation).await?;
            show::show(desk, register, id).await
        }
        OrgCommand::Tree { organisation, depth, all, ids } => {
            let from = match organisation {
                Some(text) => Some(desk::organisation(register, text).await?),
                None => None,
            };
            show::tree(desk, register, from, &show::Shape { depth: *depth, all: *all, ids: *ids })
                .await
        }
        OrgCommand::Rename { organisation, name } => {
            let id = desk::organisation(register, organisation).await?;
            change::rename(desk, register, id, name).await
        }
        OrgCommand::Card(card) => change::card(desk, register, card).await,
        OrgCommand::Move { organisation, to, basis } => {
            change::move_to(desk, register, (organisation, to), basis).await
        }
        OrgCommand::Merge { organisation, into } => {
            change::merge(desk, register, organisation, into).await
        }
        OrgCommand::Split { organisation, name, people } => {
            change::split(desk, register, (organisation, name), people).await
        }
        OrgCommand::Dissolve { organisation } => {
            change::dissolve(desk, register, organisation).await
        }
        OrgCommand::Elect(elect) => change::elect(desk, register, elect).await,
        OrgCommand::Post(post) => change::post(desk, register, post).await,
        OrgCommand::Terms { within, by, limit } => {
            show::terms(desk, register, (within.as_deref(), by.as_deref()), *limit).await
        }
        OrgCommand::Import(import) => cards::import(desk, register, import).await,
        OrgCommand::Export(export) => cards::export(desk, register, export).await,
    }
}

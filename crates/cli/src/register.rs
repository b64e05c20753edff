//! The commands of the register: each turns what was typed into one use case and prints its result.

mod batches;
mod desk;
mod import;
mod keeping;
mod organisation;
mod person;
mod progress;
mod roster;
mod table;
mod transfer;
mod verify;
mod words;

use crate::arguments::Arguments;
use anyhow::{Context, Result};
use clap::Subcommand;
use desk::Desk;
use std::process::ExitCode;

pub(crate) use desk::RegisterOptions;

/// Exit status where rows were refused, findings or faults found.
const FOUND: u8 = 1;

#[derive(Debug, Subcommand)]
pub(crate) enum RegisterCommand {
    /// 建立登记册 / make a new register and its key file
    Init(keeping::Init),
    /// 写入虚构的演示数据 / fill an empty register with an invented county or province
    Generate(keeping::Generate),
    /// 党组织 / organisations
    Org(organisation::Org),
    /// 人员 / people
    Person(person::Person),
    /// 名册 / rosters
    Roster(roster::Roster),
    /// 名册导入：先预览，再提交 / take in a roster: preview, then commit
    Import(import::Import),
    /// 组织关系转接 / transfers of the organisational relationship
    Transfer(transfer::Transfer),
    /// 查人 / find people by name, pinyin, initials or identity number
    Search(roster::Search),
    /// 最近的记录批次 / what was recorded last, batch by batch
    Batches(batches::Batches),
    /// 整批撤销 / undo everything recorded in a batch
    Undo(batches::Undo),
    /// 核验登记册 / verify chains, registers and sealed values; changes nothing
    Verify(verify::Verify),
    /// 由事实重建登记表 / make the registers anew from facts
    Rebuild,
    /// 备份 / write a backup
    Backup(keeping::Backup),
    /// 从备份恢复 / fill a new register from a backup
    Restore(keeping::Restore),
    /// 密钥 / the keys
    Key(keeping::Key),
}

pub(crate) fn run(arguments: &Arguments, command: &RegisterCommand) -> Result<ExitCode> {
    let desk = Desk::of(arguments)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.context("no thread can be started")?.block_on(dispatch(&desk, command))
}

async fn dispatch(desk: &Desk<'_>, command: &RegisterCommand) -> Result<ExitCode> {
    match command {
        RegisterCommand::Init(init) => return keeping::init(desk, init).await,
        RegisterCommand::Restore(restore) => return keeping::restore(desk, restore).await,
        RegisterCommand::Verify(verify) => return verify::run(desk, verify).await,
        RegisterCommand::Key(keeping::Key { command: keeping::KeyCommand::Rotate(rotate) }) => {
            return keeping::rotate(desk, rotate);
        }
        _ => {}
    }
    let register = desk.open().await?;
    let done = opened(desk, &register, command).await;
    register.close().await;
    done
}

async fn opened(
    desk: &Desk<'_>,
    register: &xibao_app::Register,
    command: &RegisterCommand,
) -> Result<ExitCode> {
    match command {
        RegisterCommand::Generate(generate) => keeping::generate(desk, register, generate).await,
        RegisterCommand::Org(org) => organisation::run(desk, register, org).await,
        RegisterCommand::Person(person) => person::run(desk, register, person).await,
        RegisterCommand::Roster(roster) => roster::run(desk, register, roster).await,
        RegisterCommand::Import(import) => import::run(desk, register, import).await,
        RegisterCommand::Transfer(transfer) => transfer::run(desk, register, transfer).await,
        RegisterCommand::Search(search) => roster::search(desk, register, search).await,
        RegisterCommand::Batches(batches) => batches::list(desk, register, batches).await,
        RegisterCommand::Undo(undo) => batches::undo(desk, register, undo).await,
        RegisterCommand::Rebuild => keeping::rebuild(desk, register).await,
        RegisterCommand::Backup(backup) => keeping::backup(desk, register, backup).await,
        RegisterCommand::Key(_) => keeping::reseal(desk, register).await,
        RegisterCommand::Init(_) | RegisterCommand::Restore(_) | RegisterCommand::Verify(_) => {
            Ok(ExitCode::SUCCESS)
        }
    }
}

//! `xibao transfer`: letters, receipts, what is still on the way.

use super::desk::{self, Desk, dated, told};
use super::person::Who;
use super::table::Table;
use super::words;
use crate::rulebooks::said;
use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use std::fmt::Write as _;
use std::process::ExitCode;
use xibao_app::{Letter, PersonRow, Register};
use xibao_domain::person::PersonEvent;
use xibao_domain::{PersonId, Receipt, TransferAct, TransferStatus};
use xibao_rulebook::{Day, Language, Text};

#[derive(Debug, Args)]
pub(crate) struct Transfer {
    #[command(subcommand)]
    command: TransferCommand,
}

#[derive(Debug, Subcommand)]
enum TransferCommand {
    /// 开出介绍信 / issue a letter
    Open {
        #[command(flatten)]
        who: Who,
        /// 转往的支部 / the branch that is to take the relation
        #[arg(long, value_name = "BRANCH")]
        to: String,
        /// 介绍信编号 / the letter's number
        #[arg(long)]
        letter: String,
        /// 信上写明的有效天数，默认按规定 / days of validity stated on it; default: the rulebook's
        #[arg(long)]
        days: Option<i32>,
        /// 党费交纳到哪个月 / dues were paid up to this month, such as 2026-10
        #[arg(long)]
        dues_until: Option<String>,
    },
    /// 接收方收到 / the receiving branch acknowledges
    Receive {
        #[command(flatten)]
        who: Who,
        /// 收到什么：person 本人，dossier 档案，dues 党费记录，all 全部 / what was received
        #[arg(long, value_enum, value_delimiter = ',', required = true)]
        what: Vec<ReceiptChoice>,
    },
    /// 接收方退回 / the receiving branch sends it back
    Refuse {
        #[command(flatten)]
        who: Who,
        /// 为什么 / why
        #[arg(long)]
        reason: String,
    },
    /// 转出方撤回 / the sending branch takes it back
    Withdraw {
        #[command(flatten)]
        who: Who,
        /// 为什么 / why
        #[arg(long)]
        reason: String,
    },
    /// 重新开出介绍信 / issue the letter anew
    Reissue {
        #[command(flatten)]
        who: Who,
        /// 新的编号 / the new number
        #[arg(long)]
        letter: String,
        /// 有效天数，默认按规定 / days of validity; default: the rulebook's
        #[arg(long)]
        days: Option<i32>,
    },
    /// 一个支部转入转出中的人 / who is on the way to a branch and out of it
    List {
        /// 支部 / the branch
        branch: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReceiptChoice {
    Person,
    Dossier,
    Dues,
    All,
}

pub(super) async fn run(
    desk: &Desk<'_>,
    register: &Register,
    transfer: &Transfer,
) -> Result<ExitCode> {
    match &transfer.command {
        TransferCommand::Open { who, to, letter, days, dues_until } => {
            let id = who.find(register).await?;
            let to = desk::organisation(register, to).await?;
            let dues = dues_until.as_deref().map(|text| dated("--dues-until", text)).transpose()?;
            let letter = Letter { to, number: letter.clone(), days: *days, dues_paid_until: dues };
            let on = desk.on(register);
            let done = register.open_transfer(desk.purpose("transfer"), id, &letter, on).await;
            done.map_err(told)?;
            said_of(desk, register, id).await
        }
        TransferCommand::Receive { who, what } => {
            let id = who.find(register).await?;
            receive(desk, register, id, what).await
        }
        TransferCommand::Refuse { who, reason } => {
            let act = TransferAct::Refused { reason: reason.clone() };
            acted(desk, register, who.find(register).await?, act).await
        }
        TransferCommand::Withdraw { who, reason } => {
            let act = TransferAct::Withdrawn { reason: reason.clone() };
            acted(desk, register, who.find(register).await?, act).await
        }
        TransferCommand::Reissue { who, letter, days } => {
            let id = who.find(register).await?;
            let on = desk.on(register);
            let purpose = desk.purpose("transfer");
            let done = register.reissue_letter(purpose, id, letter, *days, on).await;
            done.map_err(told)?;
            said_of(desk, register, id).await
        }
        TransferCommand::List { branch } => {
            let id = desk::organisation(register, branch).await?;
            let (coming, going) = register.transfers(id).await.map_err(told)?;
            list(desk, register, &coming, &going).await
        }
    }
}

async fn receive(
    desk: &Desk<'_>,
    register: &Register,
    id: PersonId,
    what: &[ReceiptChoice],
) -> Result<ExitCode> {
    let row = register.person(id).await.map_err(told)?;
    let Some(transfer) = row.person.pending_transfer() else {
        let name = row.person.name();
        bail!(said(
            format!("{name}没有办理中的转接；用 xibao transfer open 开出介绍信"),
            format!("no transfer of {name} is under way; `xibao transfer open` issues a letter"),
        ));
    };
    let receipts = if what.contains(&ReceiptChoice::All) {
        transfer.outstanding()
    } else {
        what.iter()
            .map(|one| match one {
                ReceiptChoice::Person | ReceiptChoice::All => Receipt::Person,
                ReceiptChoice::Dossier => Receipt::Dossier,
                ReceiptChoice::Dues => Receipt::Dues,
            })
            .collect()
    };
    for receipt in receipts {
        act(desk, register, id, TransferAct::Received { receipt }).await?;
    }
    said_of(desk, register, id).await
}

async fn act(desk: &Desk<'_>, register: &Register, id: PersonId, act: TransferAct) -> Result<()> {
    let event = PersonEvent::TransferActed { act };
    let on = desk.on(register);
    register.change_person(desk.purpose("transfer"), id, event, on).await.map_err(told)
}

async fn acted(
    desk: &Desk<'_>,
    register: &Register,
    id: PersonId,
    what: TransferAct,
) -> Result<ExitCode> {
    act(desk, register, id, what).await?;
    said_of(desk, register, id).await
}

/// Says how the transfer of a person stands now.
async fn said_of(desk: &Desk<'_>, register: &Register, id: PersonId) -> Result<ExitCode> {
    let row = register.person(id).await.map_err(told)?;
    let Some(transfer) = &row.person.transfer else { return Ok(ExitCode::SUCCESS) };
    let (name, until) = (row.person.name(), transfer.valid_until);
    let to = words::organisation(register, transfer.to).await?;
    let status = transfer.status.text();
    let (mut zh, mut en) =
        (format!("{name} → {to}：{}", status.zh), format!("{name} → {to}: {}", status.en));
    if transfer.status == TransferStatus::Open {
        let _ = write!(zh, "，介绍信 {} 有效至 {until}", transfer.letter);
        let _ = write!(en, ", letter {} valid until {until}", transfer.letter);
    }
    if transfer.status.is_pending() {
        let outstanding = outstanding(transfer);
        let _ = write!(zh, "，待收：{}", outstanding.zh);
        let _ = write!(en, ", outstanding: {}", outstanding.en);
    }
    desk.recorded(register, Text::new(zh, en)).await?;
    Ok(ExitCode::SUCCESS)
}

fn outstanding(transfer: &xibao_domain::Transfer) -> Text {
    let receipts: Vec<Text> = transfer.outstanding().iter().map(|one| one.text()).collect();
    let zh: Vec<&str> = receipts.iter().map(|one| one.zh.as_str()).collect();
    let en: Vec<&str> = receipts.iter().map(|one| one.en.as_str()).collect();
    Text::new(zh.join("、"), en.join(", "))
}

async fn list(
    desk: &Desk<'_>,
    register: &Register,
    coming: &[PersonRow],
    going: &[PersonRow],
) -> Result<ExitCode> {
    if coming.is_empty() && going.is_empty() {
        desk.say("没有办理中的转接。", "No transfer is under way.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::headed(match desk.language {
        Language::Zh => &["", "姓名", "对方支部", "介绍信", "有效至", "状态", "待收"],
        Language::En => &["", "name", "other branch", "letter", "until", "state", "outstanding"],
    });
    let ways = [(coming, ("转入", "in")), (going, ("转出", "out"))];
    for (rows, way) in ways {
        for row in rows {
            let Some(transfer) = row.person.pending_transfer() else { continue };
            let other = if way.1 == "in" { transfer.from } else { transfer.to };
            let late = late(transfer, register.today());
            let status = transfer.status.text();
            table.row([
                desk.pick(way.0, way.1).to_owned(),
                row.person.name().to_owned(),
                words::organisation(register, other).await?,
                transfer.letter.clone(),
                format!("{}{}", transfer.valid_until, desk.pick(late.0, late.1)),
                status.get(desk.language).to_owned(),
                outstanding(transfer).get(desk.language).to_owned(),
            ]);
        }
    }
    table.print()?;
    Ok(ExitCode::SUCCESS)
}

/// Is the letter no longer to be presented? Where its last day is known in part, it may be.
fn late(transfer: &xibao_domain::Transfer, today: Day) -> (&'static str, &'static str) {
    match transfer.status {
        TransferStatus::Open if transfer.valid_until.hi < today => ("（逾期）", " OVERDUE"),
        TransferStatus::Open if transfer.valid_until.lo < today => {
            ("（可能逾期）", " maybe overdue")
        }
        _ => ("", ""),
    }
}

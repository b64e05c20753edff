//! What was recorded together, and undoing it.

use super::desk::{self, Desk, told};
use super::table::Table;
use super::words::{moment, purpose};
use anyhow::Result;
use clap::Args;
use std::process::ExitCode;
use xibao_app::Register;

#[derive(Debug, Args)]
pub(crate) struct Batches {
    /// 列出多少批 / how many
    #[arg(long, default_value_t = 20)]
    limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Undo {
    /// 批次编号，见 xibao batches / the id of the batch
    batch: String,
    /// 为什么撤销 / why
    #[arg(long)]
    reason: String,
}

pub(super) async fn list(
    desk: &Desk<'_>,
    register: &Register,
    batches: &Batches,
) -> Result<ExitCode> {
    let rows = register.recent_batches(i64::from(batches.limit)).await.map_err(told)?;
    if rows.is_empty() {
        desk.say("还没有任何记录。", "Nothing is recorded yet.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let undone: std::collections::HashSet<_> = rows.iter().filter_map(|row| row.undoes).collect();
    let mut table = Table::headed(if desk.pick("zh", "en") == "zh" {
        &["批次", "时间", "地区", "事实", "记录人", "事由"]
    } else {
        &["batch", "recorded", "region", "facts", "by", "what for"]
    });
    for row in rows {
        let mut what = purpose(&row.purpose).get(desk.language).to_owned();
        if !row.source.is_empty() {
            what = format!("{what} {}", row.source);
        }
        if let Some(other) = row.undoes {
            what = format!("{what} {other}");
        }
        if undone.contains(&row.id) {
            what.push_str(desk.pick("（已撤销）", " (undone)"));
        }
        table.row([
            row.id.to_string(),
            moment(row.recorded_at),
            row.region.to_string(),
            row.facts.to_string(),
            row.actor,
            what,
        ]);
    }
    table.print()?;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn undo(desk: &Desk<'_>, register: &Register, undo: &Undo) -> Result<ExitCode> {
    let batch = desk::batch(&undo.batch)?;
    let done = register.undo(desk.purpose("undo"), batch, &undo.reason).await.map_err(told)?;
    desk.say(
        format!("已撤销批次 {batch}；撤销本身记为批次 {done}。"),
        format!("Undid batch {batch}; the undoing is batch {done}."),
    )?;
    Ok(ExitCode::SUCCESS)
}

//! `xibao import`: a roster in two acts.

use super::FOUND;
use super::desk::{self, Desk, told};
use super::progress::Progress;
use super::table::Table;
use super::words::moment;
use crate::rulebooks::{open_file, print, said};
use anyhow::{Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xibao_app::{CellNote, ImportRequest, LineBody, PreviewSummary, Register, RowNote};
use xibao_domain::PreviewId;
use xibao_roster::{Item, RosterItem as _};
use xibao_rulebook::{Language, Text};

/// Rows shown one by one after a preview.
const SHOWN_MAX: usize = 10;
/// Lines read at once.
const PAGE: i64 = 1_000;
/// Previews listed.
const LISTED: i64 = 50;

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[command(subcommand)]
    command: ImportCommand,
}

#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// 预览：逐行判定，不写入名册 / preview: a verdict for each row; nothing is entered
    Preview {
        /// 名册 / .xlsx .xls .ods .csv .parquet
        file: PathBuf,
        /// 名册属于哪个党组织 / the organisation whose people it lists
        #[arg(long, value_name = "ORGANISATION")]
        within: String,
        /// 工作表 / which sheet
        #[arg(long)]
        sheet: Option<String>,
        /// 另写一份加“错误说明”列的表 / write the table with a column of what is wrong
        #[arg(long, value_name = "OUT.xlsx")]
        problems: Option<PathBuf>,
    },
    /// 看一个预览的各行 / the rows of a preview
    Show {
        /// 预览编号 / id of the preview
        id: String,
        /// 只看哪些 / which rows
        #[arg(long, value_enum, value_delimiter = ',')]
        only: Vec<VerdictChoice>,
    },
    /// 列出预览 / list previews
    List,
    /// 提交：整批写入 / commit: write it as one batch
    Commit {
        /// 预览编号 / id of the preview
        id: String,
        /// 有疑问的行也写入 / take doubtful rows too
        #[arg(long)]
        take_doubtful: bool,
    },
    /// 放弃一个预览 / forget a preview
    Drop {
        /// 预览编号 / id of the preview
        id: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum VerdictChoice {
    Same,
    New,
    Changed,
    Doubtful,
    Refused,
}

impl VerdictChoice {
    const fn id(self) -> &'static str {
        match self {
            VerdictChoice::Same => "same",
            VerdictChoice::New => "new",
            VerdictChoice::Changed => "changed",
            VerdictChoice::Doubtful => "doubtful",
            VerdictChoice::Refused => "refused",
        }
    }
}

pub(super) async fn run(desk: &Desk<'_>, register: &Register, import: &Import) -> Result<ExitCode> {
    match &import.command {
        ImportCommand::Preview { file, within, sheet, problems } => {
            let within = desk::organisation(register, within).await?;
            open_file(file)?;
            if let Some(out) = problems {
                apart(file, out)?;
            }
            let request = ImportRequest {
                path: file.clone(),
                sheet: sheet.clone(),
                within,
                actor: desk.actor.clone(),
            };
            preview(desk, register, request, problems.as_deref()).await
        }
        ImportCommand::Show { id, only } => {
            let id = desk::preview(id)?;
            let only: Vec<&str> = only.iter().map(|one| one.id()).collect();
            show(desk, register, id, &only).await
        }
        ImportCommand::List => list(desk, register).await,
        ImportCommand::Commit { id, take_doubtful } => {
            commit(desk, register, desk::preview(id)?, *take_doubtful).await
        }
        ImportCommand::Drop { id } => {
            register.discard(desk::preview(id)?).await.map_err(told)?;
            desk.say(format!("已放弃预览 {id}。"), format!("Forgot preview {id}."))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The table with its problems must not take the place of the table.
fn apart(file: &Path, out: &Path) -> Result<()> {
    let same = match (file.canonicalize(), out.canonicalize()) {
        (Ok(file), Ok(out)) => file == out,
        _ => file == out,
    };
    if same {
        let shown = out.display();
        bail!(said(
            format!("--problems {shown}：这是名册本身，请换一个文件名"),
            format!("--problems {shown}: this is the roster itself; choose another name"),
        ));
    }
    Ok(())
}

async fn preview(
    desk: &Desk<'_>,
    register: &Register,
    request: ImportRequest,
    problems: Option<&Path>,
) -> Result<ExitCode> {
    let progress = Progress::begin(None, desk.pick("逐行判定", "reading rows"));
    let made = register.preview(request.clone(), &mut |count| progress.at(count)).await;
    progress.end();
    let preview = made.map_err(told)?;
    let summary = &preview.summary;
    summarised(desk, summary)?;
    let wanted = ["refused", "doubtful"];
    let shown = rows(desk, register, preview.id, &wanted, Some(SHOWN_MAX)).await?;
    let more = (summary.rows.refused + summary.rows.doubtful).saturating_sub(shown);
    let id = preview.id;
    if more > 0 {
        desk.say(
            format!("另有 {more} 行，见 xibao import show {id} --only refused,doubtful"),
            format!("and {more} more: xibao import show {id} --only refused,doubtful"),
        )?;
    }
    if let Some(out) = problems {
        let done = register.write_problems(&request, id, desk.language, out).await;
        let (rows, notes) = done.map_err(told)?;
        let out = out.display();
        desk.say(
            format!("\n{out}：原表加“错误说明”列，{rows} 行有说明；改好后可直接再导入"),
            format!("\n{out}: the table with a column of problems in {rows} rows; mend it and take it in"),
        )?;
        for note in notes {
            print(&format!("  {}\n", note.get(desk.language)))?;
        }
    }
    desk.say(
        format!("\n预览 {id}。没有写入名册；写入：xibao import commit {id}"),
        format!("\nPreview {id}. Nothing is entered yet; to enter: xibao import commit {id}"),
    )?;
    let found = summary.rows.refused + summary.rows.doubtful > 0 || !summary.alarms.is_empty();
    Ok(ExitCode::from(if found { FOUND } else { 0 }))
}

fn summarised(desk: &Desk<'_>, summary: &PreviewSummary) -> Result<()> {
    let rows = summary.rows;
    let (new, changed, same) = (rows.new, rows.changed, rows.same);
    let (doubtful, refused) = (rows.doubtful, rows.refused);
    desk.say(
        format!("新增 {new} 行，更改 {changed} 行，无变化 {same} 行，有疑问 {doubtful} 行，不能导入 {refused} 行"),
        format!("{new} new, {changed} changed, {same} the same, {doubtful} doubtful, {refused} refused"),
    )?;
    for alarm in &summary.alarms {
        desk.say(
            format!("\n!!! 警报：{} !!!\n", alarm.zh),
            format!("\n!!! ALARM: {} !!!\n", alarm.en),
        )?;
    }
    for remark in &summary.remarks {
        print(&format!("  {}\n", remark.get(desk.language)))?;
    }
    Ok(())
}

/// Prints rows of these verdicts (all if none are named); returns how many.
async fn rows(
    desk: &Desk<'_>,
    register: &Register,
    id: PreviewId,
    wanted: &[&str],
    most: Option<usize>,
) -> Result<u64> {
    let (mut after, mut shown) = (-1, 0);
    loop {
        let lines = register.preview_lines(id, after, PAGE).await.map_err(told)?;
        let Some((last, ..)) = lines.last() else { return Ok(shown) };
        after = *last;
        for (row, verdict, body) in &lines {
            if !wanted.is_empty() && !wanted.contains(&verdict.as_str()) {
                continue;
            }
            if most.is_some_and(|most| shown >= most as u64) {
                return Ok(shown);
            }
            shown += 1;
            print(&line(desk, *row, verdict, body))?;
        }
    }
}

fn line(desk: &Desk<'_>, row: i64, verdict: &str, body: &LineBody) -> String {
    let word = verdict_word(desk, verdict);
    let mut text = match desk.language {
        Language::Zh => format!("第 {row} 行  {word}\n"),
        Language::En => format!("row {row}  {word}\n"),
    };
    for note in &body.notes {
        text.push_str(&note_words(desk, note));
    }
    for cell in &body.cells {
        text.push_str(&cell_words(desk, Item::of_id(&cell.item).map(Item::text), cell));
    }
    text
}

pub(super) fn verdict_word(desk: &Desk<'_>, verdict: &str) -> String {
    let (zh, en) = match verdict {
        "same" => ("无变化", "same"),
        "new" => ("新增", "new"),
        "changed" => ("更改", "changed"),
        "doubtful" => ("有疑问", "doubtful"),
        "refused" => ("不能导入", "refused"),
        other => (other, other),
    };
    desk.pick(zh, en).to_owned()
}

pub(super) fn note_words(desk: &Desk<'_>, note: &RowNote) -> String {
    let text = note.text.get(desk.language);
    if note.place.is_empty() {
        format!("    {text}\n")
    } else {
        format!("    {} {text}\n", note.place)
    }
}

/// `    手机号码：100****5678 → 100****4321`.
pub(super) fn cell_words(desk: &Desk<'_>, item: Option<Text>, cell: &CellNote) -> String {
    let item = item.map_or_else(|| cell.item.clone(), |item| item.get(desk.language).to_owned());
    let to = cell.to.as_deref().unwrap_or("");
    let colon = desk.pick("：", ": ");
    match &cell.from {
        _ if cell.verdict == "refused" => String::new(),
        Some(from) => format!("    {item}{colon}{from} → {to}\n"),
        None => format!("    {item}{colon}{to}\n"),
    }
}

async fn show(
    desk: &Desk<'_>,
    register: &Register,
    id: PreviewId,
    only: &[&str],
) -> Result<ExitCode> {
    let (row, summary) = register.find_preview(id).await.map_err(told)?;
    let (source, status) = (&row.source, status_word(desk, &row.status));
    desk.say(format!("{source}（{status}）"), format!("{source} ({status})"))?;
    summarised(desk, &summary)?;
    rows(desk, register, id, only, None).await?;
    Ok(ExitCode::SUCCESS)
}

fn status_word(desk: &Desk<'_>, status: &str) -> String {
    let (zh, en) = match status {
        "making" => ("未做完", "unfinished"),
        "open" => ("待提交", "open"),
        "committed" => ("已提交", "committed"),
        "dropped" => ("已放弃", "dropped"),
        other => (other, other),
    };
    desk.pick(zh, en).to_owned()
}

async fn list(desk: &Desk<'_>, register: &Register) -> Result<ExitCode> {
    let previews = register.recent_previews(LISTED).await.map_err(told)?;
    if previews.is_empty() {
        desk.say("还没有预览；用 xibao import preview 开始。", "There is no preview yet.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut table = Table::headed(match desk.language {
        Language::Zh => &["预览", "时间", "记录人", "状态", "文件"],
        Language::En => &["preview", "made", "by", "state", "file"],
    });
    for row in previews {
        let status = status_word(desk, &row.status);
        table.row([row.id.to_string(), moment(row.made_at), row.actor, status, row.source]);
    }
    table.print()?;
    Ok(ExitCode::SUCCESS)
}

async fn commit(
    desk: &Desk<'_>,
    register: &Register,
    id: PreviewId,
    take_doubtful: bool,
) -> Result<ExitCode> {
    let (_, summary) = register.find_preview(id).await.map_err(told)?;
    let rows = summary.rows;
    let all = rows.same + rows.new + rows.changed + rows.doubtful + rows.refused;
    let progress = Progress::begin(Some(all), desk.pick("写入", "writing"));
    let mut at = |count| progress.at(count);
    let done = register.commit(&desk.actor, id, take_doubtful, &mut at).await;
    progress.end();
    let done = done.map_err(told)?;
    let (entered, changed, left, batch) = (done.entered, done.changed, done.left_out, done.batch);
    desk.say(
        format!(
            "新登记 {entered} 人，更改 {changed} 人，{left} 行未写入。批次 {batch}\n\
             如有错误，可整批撤销：xibao undo {batch} --reason 原因"
        ),
        format!(
            "Entered {entered} people, changed {changed}, left out {left} rows. Batch {batch}\n\
             If that was wrong, undo it whole: xibao undo {batch} --reason WHY"
        ),
    )?;
    Ok(ExitCode::SUCCESS)
}

//! Organisation cards in and out of files.

use super::super::FOUND;
use super::super::desk::{self, Desk, told};
use super::super::import::{cell_words, note_words, verdict_word};
use super::Written;
use crate::rulebooks::{open_file, print, said};
use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use xibao_app::{CardsLine, CardsPreview, CardsRequest, Register};
use xibao_domain::Region;
use xibao_roster::verdict::Verdict;
use xibao_roster::write::{Encoding, Form, Format};
use xibao_roster::{OrganisationItem, RosterItem as _};

/// Rows shown one by one.
const SHOWN_MAX: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormChoice {
    /// 2017 年采集表
    Gen1,
    /// 后来的信息卡
    Gen2,
}

impl FormChoice {
    pub(in super::super) const fn form(self) -> Form {
        match self {
            FormChoice::Gen1 => Form::FirstGeneration,
            FormChoice::Gen2 => Form::SecondGeneration,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EncodingChoice {
    Utf8,
    Gb18030,
}

/// The format that a file's name and the encoding ask for.
pub(in super::super) fn format_of(file: &Path, encoding: EncodingChoice) -> Result<Format> {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match (ending.as_deref(), encoding) {
        (Some("xlsx"), _) => Ok(Format::Xlsx),
        (Some("csv"), EncodingChoice::Utf8) => Ok(Format::Csv(Encoding::Utf8)),
        (Some("csv"), EncodingChoice::Gb18030) => Ok(Format::Csv(Encoding::Gb18030)),
        _ => {
            let shown = file.display();
            bail!(said(
                format!("{shown}：文件名请以 .xlsx 或 .csv 结尾"),
                format!("{shown}: let the name end in .xlsx or .csv"),
            ))
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ImportCards {
    /// 文件 / .xlsx .xls .ods .csv
    file: PathBuf,
    /// 范围，默认全部 / the part of the tree it is about; default: everything
    #[arg(long)]
    within: Option<String>,
    /// 工作表 / which sheet
    #[arg(long)]
    sheet: Option<String>,
    /// 最上级组织的地区号 / region of organisations at the top
    #[arg(long)]
    region: Option<i64>,
    /// 写入 / write it
    #[arg(long)]
    commit: bool,
    /// 有疑问的行也写入 / take doubtful rows too
    #[arg(long, requires = "commit")]
    take_doubtful: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ExportCards {
    /// 从哪个组织起 / the organisation at the top of what is written
    organisation: String,
    #[command(flatten)]
    written: Written,
}

pub(super) async fn import(
    desk: &Desk<'_>,
    register: &Register,
    import: &ImportCards,
) -> Result<ExitCode> {
    let within = match &import.within {
        Some(text) => Some(desk::organisation(register, text).await?),
        None => None,
    };
    open_file(&import.file)?;
    let request = CardsRequest {
        path: import.file.clone(),
        sheet: import.sheet.clone(),
        within,
        region: import.region.and_then(Region::new),
        on: desk.on(register),
    };
    let preview = register.preview_cards(&request).await.map_err(told)?;
    tell(desk, &preview)?;
    let refused = preview.count(Verdict::Refused) > 0;
    if !import.commit {
        desk.say(
            "\n这是预览，没有写入任何内容；加 --commit 写入。",
            "\nThis is a preview and nothing was written; --commit writes it.",
        )?;
        return Ok(ExitCode::from(if refused { FOUND } else { 0 }));
    }
    let done = register.commit_cards(&desk.actor, &preview, import.take_doubtful).await;
    match done.map_err(told)? {
        Some(batch) => desk.say(
            format!("\n已写入，批次 {batch}；撤销：xibao undo {batch} --reason 原因"),
            format!("\nWritten as batch {batch}; to undo: xibao undo {batch} --reason WHY"),
        )?,
        None => desk.say("\n没有可写入的行。", "\nThere was no row to write.")?,
    }
    Ok(ExitCode::from(if refused { FOUND } else { 0 }))
}

fn tell(desk: &Desk<'_>, preview: &CardsPreview) -> Result<()> {
    let count = |verdict| preview.count(verdict);
    let (new, changed) = (count(Verdict::New), count(Verdict::Changed));
    let (same, doubtful) = (count(Verdict::Same), count(Verdict::Doubtful));
    let refused = count(Verdict::Refused);
    desk.say(
        format!("新建 {new} 个，更改 {changed} 个，无变化 {same} 个，有疑问 {doubtful} 个，不能导入 {refused} 个"),
        format!("{new} to found, {changed} to change, {same} the same, {doubtful} doubtful, {refused} refused"),
    )?;
    for remark in &preview.remarks {
        print(&format!("  {}\n", remark.get(desk.language)))?;
    }
    let troubled = |line: &&CardsLine| !line.notes.is_empty() || line.verdict >= Verdict::Changed;
    let lines: Vec<&CardsLine> = preview.lines.iter().filter(troubled).collect();
    for line in lines.iter().take(SHOWN_MAX) {
        print(&shown(desk, line))?;
    }
    if let Some(more) = lines.len().checked_sub(SHOWN_MAX).filter(|more| *more > 0) {
        desk.say(format!("  另有 {more} 行"), format!("  and {more} more rows"))?;
    }
    Ok(())
}

fn shown(desk: &Desk<'_>, line: &CardsLine) -> String {
    let word = match line.verdict {
        Verdict::Same => "same",
        Verdict::New => "new",
        Verdict::Changed => "changed",
        Verdict::Doubtful => "doubtful",
        Verdict::Refused => "refused",
    };
    let (row, name) = (line.row, &line.name);
    let word = verdict_word(desk, word);
    let mut text = match desk.language {
        xibao_rulebook::Language::Zh => format!("第 {row} 行  {word}  {name}\n"),
        xibao_rulebook::Language::En => format!("row {row}  {word}  {name}\n"),
    };
    for note in &line.notes {
        text.push_str(&note_words(desk, note));
    }
    if line.verdict != Verdict::New {
        let item = |id: &str| OrganisationItem::of_id(id).map(OrganisationItem::text);
        for cell in &line.cells {
            text.push_str(&cell_words(desk, item(&cell.item), cell));
        }
    }
    text
}

pub(super) async fn export(
    desk: &Desk<'_>,
    register: &Register,
    export: &ExportCards,
) -> Result<ExitCode> {
    let written = &export.written;
    let id = desk::organisation(register, &export.organisation).await?;
    let format = format_of(&written.file, written.encoding)?;
    let form = written.form.form();
    let done = register.export_cards(id, form, format, &written.file, !written.reveal).await;
    let count = done.map_err(told)?;
    let file = written.file.display();
    desk.say(
        format!("已导出 {count} 个党组织到 {file}"),
        format!("Wrote {count} organisations to {file}"),
    )?;
    Ok(ExitCode::SUCCESS)
}

//! `xibao examine`: a file in, a summary and reports out.

mod reports;
mod summary;

use crate::arguments::{Arguments, Examine, Output};
use crate::rulebooks::{cannot_read, day, load, open_file, print, said, today};
use anyhow::{Result, bail};
use reports::{Destination, Reports};
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;
use std::process::ExitCode;
use xibao_examiner::report::ReportHead;
use xibao_examiner::{ExamineError, Input, Options, Outcome, Visitor, examine, understand};
use xibao_ledger::MapFile;
use xibao_rulebook::{Language, Rulebook};
use xibao_table::{Format, Note, OpenOptions, Table, sniff};

/// Bytes by which a file is told.
const HEAD_BYTES: u64 = 8192;

/// What is read and how.
struct Task<'a> {
    book: &'a Rulebook,
    command: &'a Examine,
    options: Options,
    open: OpenOptions,
    head: ReportHead,
    /// What the file is.
    format: Format,
}

pub(crate) fn run(arguments: &Arguments, command: &Examine) -> Result<ExitCode> {
    let book = load(arguments)?;
    let language = arguments.language();
    let map = command.map.as_deref().map(read_map).transpose()?;
    let sheet = command.sheet.clone().or(map.as_ref().and_then(|map| map.sheet.clone()));
    let open = OpenOptions { sheet, ..OpenOptions::default() };
    let format = format_of(&command.file)?;
    let lines = format == Format::JsonLines;
    let asked = command.today.as_deref().map(|text| day("--today", text)).transpose()?;
    let examined_on = asked.map_or_else(today, Ok)?;
    // A case in the interchange form states its own day; a ledger is examined as of today.
    let today = if lines { asked } else { Some(examined_on) };
    let name = command.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let head = ReportHead::new(name, examined_on, language);
    let task = Task { book: &book, command, options: Options { today, map }, open, head, format };
    if lines && (command.explain_map || command.map.is_some() || command.sheet.is_some()) {
        bail!(said(
            "JSON Lines 没有工作表和列；请去掉 --sheet、--map 和 --explain-map",
            "JSON Lines have no sheets or columns; leave out --sheet, --map and --explain-map",
        ));
    }
    if command.explain_map {
        return task.explain_map(language);
    }
    task.check_outputs()?;
    task.examine(language)
}

fn read_map(path: &Path) -> Result<MapFile> {
    let text = std::fs::read_to_string(path).map_err(|error| cannot_read(path, &error))?;
    let shown = path.display();
    MapFile::parse(&text).map_err(|error| {
        said(format!("{shown}：{}", error.zh()), format!("{shown}: {}", error.en()))
    })
}

/// What the file is, by its beginning; `-` is JSON Lines.
fn format_of(path: &Path) -> Result<Format> {
    if path.as_os_str() == "-" {
        return Ok(Format::JsonLines);
    }
    let mut head = Vec::new();
    let read = open_file(path)?.take(HEAD_BYTES).read_to_end(&mut head);
    read.map_err(|error| cannot_read(path, &error))?;
    Ok(sniff(&head, &path.to_string_lossy()))
}

/// A failed examination in both languages.
fn failed(error: ExamineError) -> anyhow::Error {
    match error {
        // Nobody reads on; that is no failure, and the cause must be seen to tell.
        ExamineError::Write(error) if error.kind() == ErrorKind::BrokenPipe => error.into(),
        error => said(error.zh(), error.to_string()),
    }
}

/// As [`failed`]; where the columns were not understood, remarks on the file may tell why.
fn unrecognised(error: ExamineError, notes: &[Note]) -> anyhow::Error {
    if !matches!(error, ExamineError::Map(_)) || notes.is_empty() {
        return failed(error);
    }
    let (mut zh, mut en) = (error.zh(), error.to_string());
    for note in notes {
        zh.push('\n');
        zh.push_str(&note.zh);
        en.push('\n');
        en.push_str(&note.en);
    }
    said(zh, en)
}

impl Task<'_> {
    fn table(&self) -> Result<Box<dyn Table>> {
        xibao_table::open(&self.command.file, &self.open)
            .map_err(|error| said(error.zh(), error.en()))
    }

    /// Shows how the columns are understood, and stops.
    fn explain_map(&self, language: Language) -> Result<ExitCode> {
        let mut table = self.table()?;
        let understood = understand(self.book, table.as_mut(), &self.options)
            .map_err(|error| unrecognised(error, table.notes()))?;
        let Some(mapping) = understood else {
            bail!(said(
                "表里没有一行；请检查是否导出了空表",
                "the table has no rows; check that it was not exported empty",
            ));
        };
        print(&format!("{}\n", mapping.explain(self.book, language)))?;
        Ok(ExitCode::SUCCESS)
    }

    fn check_outputs(&self) -> Result<()> {
        if self.command.output.contains(&Output::Xlsx) && self.command.file.as_os_str() == "-" {
            bail!(said(
                "从标准输入读取时不能输出 xlsx；请先存成文件",
                "xlsx cannot be written from standard input; save it as a file first",
            ));
        }
        Ok(())
    }

    fn examine(&self, language: Language) -> Result<ExitCode> {
        let destination = Destination::new(self.command)?;
        let marked = self.command.output.contains(&Output::Xlsx) && self.can_mark();
        let mut reports = Reports::new(self.book, &self.head, self.command, &destination, marked)?;
        reports.sheet = self.open.sheet.as_deref();
        let outcome = self.pass(&mut reports)?;
        let mut head = self.head.clone();
        if let Some(mapping) = &outcome.mapping {
            let unread = mapping.unknown.iter().map(|(_, header, _)| header.clone());
            head.unread_columns = unread.collect();
        }
        let bytes = if marked { std::fs::read(&self.command.file)? } else { Vec::new() };
        let finished = reports.finish(&outcome, &head, &bytes)?;
        let mut written = finished.written;
        if finished.remark_afresh {
            // Marks could not be put on this workbook; a second pass writes a new one.
            let mut fresh = Reports::fresh_only(self.book, &head, &destination)?;
            let outcome = self.pass(&mut fresh)?;
            written.extend(fresh.finish(&outcome, &head, &[])?.written);
        }
        let text = summary::text(self.book, &outcome, &written, language);
        if destination.lines_to_stdout {
            eprint!("{text}");
        } else {
            print(&text)?;
        }
        let found = outcome.summary.with_findings > 0 || outcome.summary.problems > 0;
        Ok(ExitCode::from(u8::from(found)))
    }

    /// Reads the whole input once.
    fn pass(&self, visitor: &mut dyn Visitor) -> Result<Outcome> {
        let outcome = if self.format != Format::JsonLines {
            let table = self.table()?;
            let notes = table.notes().to_vec();
            return examine(self.book, Input::Table(table), &self.options, visitor)
                .map_err(|error| unrecognised(error, &notes));
        } else if self.command.file.as_os_str() == "-" {
            let mut input = std::io::stdin().lock();
            let head = input.fill_buf().map_err(ExamineError::Read).map_err(failed)?;
            if !matches!(sniff(head, "-.jsonl"), Format::JsonLines | Format::Empty) {
                bail!(said(
                    "标准输入只读 JSON Lines；表格请先存成文件，再写文件名",
                    "standard input is read as JSON Lines; save a table as a file and name it",
                ));
            }
            examine(self.book, Input::Lines(&mut input), &self.options, visitor)
        } else {
            let mut input = BufReader::new(open_file(&self.command.file)?);
            examine(self.book, Input::Lines(&mut input), &self.options, visitor)
        };
        outcome.map_err(failed)
    }

    /// Is the input a workbook that marks can be put on?
    fn can_mark(&self) -> bool {
        let limit = xibao_examiner::report::workbook::MAX_INPUT_BYTES;
        let size = std::fs::metadata(&self.command.file).map_or(0, |metadata| metadata.len());
        size <= limit && self.format == Format::Xlsx
    }
}

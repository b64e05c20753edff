//! The reports of an examination, written as the dossiers come.

use crate::arguments::{Examine, Output};
use crate::rulebooks::{said, why};
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use xibao_examiner::report::html::Sheets;
use xibao_examiner::report::workbook::fresh::Writer;
use xibao_examiner::report::workbook::{Marking, mark_xlsx};
use xibao_examiner::report::{ReportError, ReportHead};
use xibao_examiner::{Dossier, ExamineError, Outcome, Visitor, Wanted, dossier_line};
use xibao_ledger::Mapping;
use xibao_rulebook::{Day, Rulebook};
use xibao_table::{Cell, Rows};

/// Where reports go.
pub(crate) struct Destination {
    stem: String,
    folder: PathBuf,
    /// JSON Lines go to standard output, and words for people to standard error.
    pub(crate) lines_to_stdout: bool,
}

impl Destination {
    pub(crate) fn new(command: &Examine) -> Result<Destination> {
        let stem = command.file.file_stem().unwrap_or_default().to_string_lossy();
        let stem = if stem == "-" { "stdin".to_owned() } else { stem.into_owned() };
        let lines_to_stdout = command.output.contains(&Output::Jsonl) && command.out.is_none();
        let folder = command.out.clone().unwrap_or_else(|| PathBuf::from("."));
        if !command.output.is_empty() {
            std::fs::create_dir_all(&folder).map_err(|error| {
                let (folder, (zh, en)) = (folder.display(), why(&error));
                said(
                    format!("不能建立文件夹 {folder}：{zh}；请换一个 --out"),
                    format!("cannot make the folder {folder}: {en}; choose another --out"),
                )
            })?;
        }
        Ok(Destination { stem, folder, lines_to_stdout })
    }

    fn path(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.stem))
    }
}

/// The reports of an examination in the making.
pub(crate) struct Reports<'a> {
    book: &'a Rulebook,
    destination: &'a Destination,
    lines: Option<Box<dyn Write>>,
    sheets: Option<Sheets<'a>>,
    /// Dossiers to mark on the user's own workbook.
    marked: Option<Vec<Dossier>>,
    fresh: Option<Writer<'a>>,
    headers: Option<Vec<String>>,
    /// The sheet that was asked for.
    pub(crate) sheet: Option<&'a str>,
    bar: Option<ProgressBar>,
}

/// What became of the reports.
#[derive(Default)]
pub(crate) struct Finished {
    /// What each file is and where it is.
    pub(crate) written: Vec<(Output, PathBuf)>,
    /// Marks could not be put on the user's workbook; a new one is wanted.
    pub(crate) remark_afresh: bool,
}

impl<'a> Reports<'a> {
    pub(crate) fn new(
        book: &'a Rulebook,
        head: &'a ReportHead,
        command: &'a Examine,
        destination: &'a Destination,
        mark: bool,
    ) -> Result<Reports<'a>> {
        let has = |output| command.output.contains(&output);
        let lines: Option<Box<dyn Write>> = if !has(Output::Jsonl) {
            None
        } else if destination.lines_to_stdout {
            Some(Box::new(BufWriter::new(std::io::stdout())))
        } else {
            Some(Box::new(BufWriter::new(create(&destination.path("findings.jsonl"))?)))
        };
        let mut reports = Reports::none(book, destination);
        if has(Output::Xlsx) && !mark {
            reports.fresh = Some(begin(head, book)?);
        }
        reports.lines = lines;
        reports.sheets = has(Output::Html).then(|| Sheets::begin(head, book));
        reports.marked = (has(Output::Xlsx) && mark).then(Vec::new);
        reports.bar = bar(command);
        Ok(reports)
    }

    /// Only a new workbook, for a second pass.
    pub(crate) fn fresh_only(
        book: &'a Rulebook,
        head: &'a ReportHead,
        destination: &'a Destination,
    ) -> Result<Reports<'a>> {
        let fresh = Some(begin(head, book)?);
        Ok(Reports { fresh, ..Reports::none(book, destination) })
    }

    fn none(book: &'a Rulebook, destination: &'a Destination) -> Reports<'a> {
        Reports {
            book,
            destination,
            lines: None,
            sheets: None,
            marked: None,
            fresh: None,
            headers: None,
            sheet: None,
            bar: None,
        }
    }

    pub(crate) fn finish(
        self,
        outcome: &Outcome,
        head: &ReportHead,
        input: &[u8],
    ) -> Result<Finished> {
        let mut finished = Finished::default();
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        if let Some(mut lines) = self.lines {
            lines.flush()?;
            if !self.destination.lines_to_stdout {
                let path = self.destination.path("findings.jsonl");
                finished.written.push((Output::Jsonl, path));
            }
        }
        if let Some(sheets) = self.sheets {
            let path = self.destination.path("findings.html");
            let mut file = BufWriter::new(create(&path)?);
            sheets.finish(&mut file, &outcome.summary).map_err(|error| report_failed(&error))?;
            file.flush()?;
            finished.written.push((Output::Html, path));
        }
        let path = self.destination.path("marked.xlsx");
        if let Some(dossiers) = self.marked {
            let marking = Marking {
                head,
                book: self.book,
                summary: &outcome.summary,
                dossiers: &dossiers,
                sheet: self.sheet,
            };
            match mark_xlsx(input, &marking) {
                Ok(bytes) => {
                    create(&path)?.write_all(&bytes)?;
                    finished.written.push((Output::Xlsx, path));
                }
                Err(error) => {
                    eprintln!("{}", error.get(head.language));
                    finished.remark_afresh = true;
                }
            }
        } else if let Some(fresh) = self.fresh {
            let mut file = BufWriter::new(create(&path)?);
            fresh.finish(&mut file, &outcome.summary).map_err(|error| report_failed(&error))?;
            file.flush()?;
            finished.written.push((Output::Xlsx, path));
        }
        Ok(finished)
    }

    /// Copies the rows of a table into the new workbook, with what was found on them.
    fn copy_rows(&mut self, rows: &Rows, dossiers: &[Dossier]) -> Result<(), ReportError> {
        let Some(fresh) = &mut self.fresh else { return Ok(()) };
        if let Some(headers) = self.headers.take() {
            fresh.header(&headers)?;
        }
        let mut next = dossiers.iter().peekable();
        for row in 0..rows.len() {
            let cells: Vec<String> =
                (0..rows.width()).map(|column| shown(rows.cell(row, column))).collect();
            let number = rows.number(row);
            let dossier = next.next_if(|dossier| dossier.row == Some(number));
            fresh.row(&cells, dossier)?;
        }
        Ok(())
    }
}

impl Visitor for Reports<'_> {
    fn wanted(&self) -> Wanted {
        if self.lines.is_some() {
            Wanted::Everything
        } else if self.sheets.is_some() || self.marked.is_some() || self.fresh.is_some() {
            Wanted::Findings
        } else {
            Wanted::Counts
        }
    }

    fn understood(&mut self, mapping: &Mapping) {
        // Where the headers are apart from the rows, the new workbook needs them.
        if mapping.first_data_row == 0 {
            let columns = mapping.columns.iter().map(|c| (c.index, c.header.clone()));
            let unknown = mapping.unknown.iter().map(|(index, header, _)| (*index, header.clone()));
            let mut headers: Vec<(usize, String)> = columns.chain(unknown).collect();
            headers.sort();
            self.headers = Some(headers.into_iter().map(|(_, header)| header).collect());
        }
    }

    fn batch(&mut self, rows: Option<&Rows>, dossiers: Vec<Dossier>) -> Result<(), ExamineError> {
        if let Some(lines) = &mut self.lines {
            for dossier in &dossiers {
                writeln!(lines, "{}", dossier_line(dossier)).map_err(ExamineError::Write)?;
            }
        }
        if let Some(sheets) = &mut self.sheets {
            for dossier in &dossiers {
                sheets.dossier(dossier)?;
            }
        }
        match rows {
            Some(rows) => self.copy_rows(rows, &dossiers)?,
            None => {
                if let Some(fresh) = &mut self.fresh {
                    for dossier in &dossiers {
                        fresh.dossier(dossier)?;
                    }
                }
            }
        }
        if let Some(marked) = &mut self.marked {
            marked.extend(
                dossiers
                    .into_iter()
                    .filter(|dossier| !dossier.findings.is_empty() || !dossier.problems.is_empty()),
            );
        }
        Ok(())
    }

    fn progress(&mut self, dossiers: u64, share: f32) {
        if let Some(bar) = &self.bar {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share from 0 to 1"
            )]
            bar.set_position((share.clamp(0.0, 1.0) * 1000.0) as u64);
            bar.set_message(dossiers.to_string());
        }
    }
}

/// A bar on a terminal; nothing where the output goes to a file or a program.
fn bar(command: &Examine) -> Option<ProgressBar> {
    if command.quiet || !std::io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::new(1000);
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}%  {msg}  {elapsed}");
    bar.set_style(style.ok()?);
    Some(bar)
}

fn create(path: &PathBuf) -> Result<File> {
    File::create(path).map_err(|error| {
        let (path, (zh, en)) = (path.display(), why(&error));
        said(
            format!("不能写 {path}：{zh}；请关闭正在打开它的程序，或换一个 --out"),
            format!(
                "cannot write {path}: {en}; close the program that has it open, or choose \
                 another --out"
            ),
        )
    })
}

fn begin<'a>(head: &'a ReportHead, book: &'a Rulebook) -> Result<Writer<'a>> {
    Writer::begin(head, book).map_err(|error| report_failed(&error))
}

fn report_failed(error: &ReportError) -> anyhow::Error {
    said(error.zh(), error.en())
}

fn shown(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Error(text) => text.to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => Day::from_number(day).to_string(),
        Cell::Bool(value) => if value { "是" } else { "否" }.to_owned(),
    }
}

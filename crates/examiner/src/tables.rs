//! Tables in: one dossier a row. One thread reads, two judge, and batches are told in file order.

use crate::dossier::{CellMark, Dossier, Summary};
use crate::error::ExamineError;
use crate::judge::{Judge, Wanted, merge_counts};
use crate::{Options, Outcome, Visitor};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use xibao_ledger::{Beginning, CellProblem, Filler, HEADER_ROWS, Mapping, Met};
use xibao_rulebook::{
    Column, Columns, Day, Layout, Problem, Program, Reckoner, Reckoning, Rulebook, SlotId,
};
use xibao_table::{MergedRegion, Note, Rows, Table, TableError};

/// The procedure that ledgers are about.
const PROCEDURE: &str = "admission";

/// Judging threads: filling and judging cost several times the reading.
const JUDGES: usize = 2;

/// Batches read ahead of the judging, and judged ahead of the telling; bounds memory.
const BATCHES_AHEAD: usize = 2;

/// What the reading thread sends: rows and how much of the file has been read.
type Sent = Result<(Rows, f32), TableError>;

pub(crate) fn examine(
    book: &Rulebook,
    mut table: Box<dyn Table>,
    options: &Options,
    visitor: &mut dyn Visitor,
) -> Result<Outcome, ExamineError> {
    let header = table.header().map(<[String]>::to_vec);
    let merged = table.merged().to_vec();
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Sent>(BATCHES_AHEAD);
        let reading = scope.spawn(move || {
            loop {
                let sent = match table.next_rows() {
                    Ok(Some(rows)) => Ok((rows, table.progress())),
                    Ok(None) => break,
                    Err(error) => Err(error),
                };
                let last = sent.is_err();
                // The judging side hangs up when it cannot go on.
                if sender.send(sent).is_err() || last {
                    break;
                }
            }
            table.notes().to_vec()
        });
        let judging = Judging { book, options, header: header.as_deref(), merged: &merged };
        let judged = judging.run(receiver, visitor);
        let notes: Vec<Note> = reading.join().unwrap_or_default();
        judged.map(|(summary, mapping)| Outcome { summary, mapping, notes })
    })
}

/// How the columns of a table are understood; `None` if it has no rows.
///
/// Reads the rows among which headers may be, as an examination does.
///
/// # Errors
/// If the columns cannot be recognised, or the table cannot be read.
pub fn understand(
    book: &Rulebook,
    table: &mut dyn Table,
    options: &Options,
) -> Result<Option<Mapping>, ExamineError> {
    let header = table.header().map(<[String]>::to_vec);
    let merged = table.merged().to_vec();
    let sent = || match table.next_rows() {
        Ok(rows) => rows.map(|rows| Ok((rows, table.progress()))),
        Err(error) => Some(Err(error)),
    };
    let start = Start::of(&mut std::iter::from_fn(sent), header.is_some());
    let judging = Judging { book, options, header: header.as_deref(), merged: &merged };
    let (mapping, _) = judging.understand(start, Program::compile(book, PROCEDURE).layout())?;
    Ok(mapping)
}

/// The batches among which the headers are, and the error that ended them early.
struct Start {
    ahead: Vec<(Rows, f32)>,
    more: Option<TableError>,
}

impl Start {
    fn of(batches: &mut dyn Iterator<Item = Sent>, has_header: bool) -> Start {
        let mut start = Start { ahead: Vec::new(), more: None };
        let mut rows = 0;
        let wanted = if has_header { 1 } else { HEADER_ROWS };
        while rows < wanted {
            match batches.next() {
                Some(Ok(batch)) => {
                    rows += batch.0.len();
                    start.ahead.push(batch);
                }
                Some(Err(error)) => {
                    start.more = Some(error);
                    break;
                }
                None => break,
            }
        }
        start
    }
}

struct Judging<'a> {
    book: &'a Rulebook,
    options: &'a Options,
    header: Option<&'a [String]>,
    merged: &'a [MergedRegion],
}

impl Judging<'_> {
    fn run(
        &self,
        receiver: Receiver<Sent>,
        visitor: &mut dyn Visitor,
    ) -> Result<(Summary, Option<Mapping>), ExamineError> {
        let start = Start::of(&mut receiver.iter(), self.header.is_some());
        let program = Program::compile(self.book, PROCEDURE);
        let layout = program.layout();
        let (mapping, start) = self.understand(start, layout)?;
        let Some(mapping) = mapping else { return Ok((Summary::default(), None)) };
        visitor.understood(&mapping);
        let mut filler = Filler::new(&mapping, self.book, layout);
        if let Some(today) = self.options.today {
            filler = filler.with_today(today);
        }
        let ahead = start.ahead.into_iter().map(Ok).chain(start.more.map(Err));
        let source = Mutex::new(ahead.chain(receiver).enumerate());
        let wanted = visitor.wanted();
        let judged = std::thread::scope(|scope| {
            let (sender, done) = sync_channel(BATCHES_AHEAD);
            let workers: Vec<_> = (0..JUDGES)
                .map(|_| {
                    let (filler, sender, source) = (filler.another(), sender.clone(), &source);
                    scope.spawn(move || self.work(source, &filler, layout, wanted, &sender))
                })
                .collect();
            drop(sender);
            let told = self.tell(done, &mut filler, &mapping, wanted, visitor);
            let parts = workers.into_iter().map(|worker| {
                worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            let parts: Vec<Summary> = parts.collect();
            told.map(|duplicates| (parts, duplicates))
        });
        let (parts, duplicates) = judged?;
        let mut summary = Summary { problems: duplicates, ..Summary::default() };
        for part in parts {
            summary.add(part);
        }
        Ok((summary, Some(mapping)))
    }

    /// What the columns are; nothing if there are no rows. Gives the start back to be judged.
    fn understand(
        &self,
        mut start: Start,
        layout: &Layout,
    ) -> Result<(Option<Mapping>, Start), ExamineError> {
        let Some((first, _)) = start.ahead.first() else {
            return start.more.take().map_or(Ok((None, start)), |error| Err(error.into()));
        };
        let beginning = Beginning { rows: first, header: self.header, merged: self.merged };
        let after: Vec<&Rows> = start.ahead.iter().skip(1).map(|(rows, _)| rows).collect();
        let map = self.options.map.as_ref();
        let mapping = Mapping::recognise_over(&beginning, &after, self.book, layout, map);
        match (mapping, start.more.take()) {
            (Ok(mapping), more) => Ok((Some(mapping), Start { more, ..start })),
            // Without the rows that could not be read, the headers may be missing.
            (Err(_), Some(error)) => Err(error.into()),
            (Err(error), None) => Err(error.into()),
        }
    }

    /// One judging thread: takes batch after batch, fills and judges it.
    fn work<S: Iterator<Item = (usize, Sent)>>(
        &self,
        source: &Mutex<S>,
        filler: &Filler<'_>,
        layout: &Layout,
        wanted: Wanted,
        sender: &SyncSender<(usize, Done)>,
    ) -> Summary {
        let mut judge = Judge::new(Reckoner::new(self.book, PROCEDURE));
        let unexamined = judge.restrict(|slot| filler.mapping().has(slot));
        let mut summary = Summary { unexamined, ..Summary::default() };
        let mut batch = Batch { columns: Columns::new(layout), today: self.options.today };
        loop {
            let next = source.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((index, sent)) = next else { break };
            let failed = sent.is_err();
            let done = sent.map(|(rows, share)| {
                let found = batch.judge(&rows, filler, &mut judge, wanted, &mut summary);
                (rows, share, found)
            });
            // The telling side hangs up when it cannot go on.
            if sender.send((index, done)).is_err() || failed {
                break;
            }
        }
        merge_counts(&mut summary.rules, judge.into_counts());
        summary
    }

    /// Hands what was found to the visitor, batch by batch in the order of the file; returns how
    /// many persons were met twice.
    fn tell(
        &self,
        done: Receiver<(usize, Done)>,
        filler: &mut Filler<'_>,
        mapping: &Mapping,
        wanted: Wanted,
        visitor: &mut dyn Visitor,
    ) -> Result<u64, ExamineError> {
        let mut waiting: BTreeMap<usize, Done> = BTreeMap::new();
        let (mut next, mut dossiers, mut twice) = (0, 0, 0);
        for (index, found) in done {
            waiting.insert(index, found);
            while let Some(found) = waiting.remove(&next) {
                next += 1;
                let (rows, share, mut found) = found?;
                let before = found.problems.len();
                filler.duplicates(&rows, &found.met, &mut found.problems);
                twice += u64::try_from(found.problems.len() - before).unwrap_or(u64::MAX);
                dossiers += u64::try_from(found.kept.len()).unwrap_or(u64::MAX);
                let shown = self.dossiers(&rows, filler, mapping, found, wanted);
                visitor.batch(Some(&rows), shown)?;
                visitor.progress(dossiers, share);
            }
        }
        Ok(twice)
    }

    /// Rows with what was found on them, as dossiers in row order.
    fn dossiers(
        &self,
        rows: &Rows,
        filler: &Filler<'_>,
        mapping: &Mapping,
        found: Found,
        wanted: Wanted,
    ) -> Vec<Dossier> {
        let mut problems: BTreeMap<u64, Vec<CellProblem>> = BTreeMap::new();
        for problem in found.problems {
            problems.entry(problem.row).or_default().push(problem);
        }
        let mut reckonings: BTreeMap<usize, Reckoning> = found.reckonings.into_iter().collect();
        let mut shown = Vec::new();
        for row in found.kept {
            let problems = problems.remove(&rows.number(row));
            let reckoning = reckonings.remove(&row);
            let include = match wanted {
                Wanted::Counts => false,
                Wanted::Findings => problems.is_some() || reckoning.is_some(),
                Wanted::Everything => true,
            };
            if include {
                let mut dossier = head(rows, filler, row);
                if let Some(reckoning) = reckoning {
                    dossier.take(reckoning);
                }
                self.mark(&mut dossier, mapping);
                for problem in problems.unwrap_or_default() {
                    add_problem(&mut dossier, problem);
                }
                shown.push(dossier);
            }
        }
        shown
    }

    /// The cells that findings rest on.
    fn mark(&self, dossier: &mut Dossier, mapping: &Mapping) {
        let Some(row) = dossier.row else { return };
        for (finding, cells) in dossier.findings.iter().zip(&mut dossier.finding_cells) {
            for read in &finding.reads {
                for column in mapping.cells_of(&read.fact, &read.field, self.book) {
                    let mark = CellMark { row, column };
                    if !cells.contains(&mark) {
                        cells.push(mark);
                    }
                }
            }
        }
    }
}

/// One batch of rows as columns.
struct Batch {
    columns: Columns,
    today: Option<Day>,
}

/// What was found in a batch: which rows are dossiers, and by row of the batch what is said.
struct Found {
    kept: Vec<usize>,
    reckonings: Vec<(usize, Reckoning)>,
    problems: Vec<CellProblem>,
    met: Vec<Met>,
}

/// A batch that was judged, or why it could not be read.
type Done = Result<(Rows, f32, Found), TableError>;

impl Batch {
    fn judge(
        &mut self,
        rows: &Rows,
        filler: &Filler<'_>,
        judge: &mut Judge<'_>,
        wanted: Wanted,
        summary: &mut Summary,
    ) -> Found {
        self.columns.clear();
        let mut problems = Vec::new();
        let (kept, met) = filler.fill_alone(rows, &mut self.columns, &mut problems);
        if let (Some(today), Some(column)) = (self.today, self.columns.column_mut(SlotId::TODAY)) {
            *column = Column::exact(vec![today.number(); kept.len()]);
        }
        summary.problems += u64::try_from(problems.len()).unwrap_or(u64::MAX);
        let mut reckonings = Vec::new();
        judge.judge(&self.columns, wanted, summary, &mut |index, reckoning| {
            if let Some(row) = kept.get(index) {
                reckonings.push((*row, reckoning));
            }
        });
        Found { kept, reckonings, problems, met }
    }
}

fn head(rows: &Rows, filler: &Filler<'_>, row: usize) -> Dossier {
    let head = filler.head(rows, row);
    Dossier {
        id: head.id.unwrap_or_else(|| head.row.to_string()),
        row: Some(head.row),
        name: head.name,
        branch: head.branch,
        ..Dossier::default()
    }
}

fn add_problem(dossier: &mut Dossier, problem: CellProblem) {
    let mark = CellMark { row: problem.row, column: problem.column };
    dossier.problem_cells.push(Some(mark));
    dossier.problems.push(Problem {
        place: format!("{} {}", problem.place, problem.header),
        value: problem.value,
        message: problem.message,
    });
}

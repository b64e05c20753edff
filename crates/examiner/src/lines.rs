//! JSON Lines in: one case a line, each on its own.

use crate::Visitor;
use crate::dossier::{CellMark, Dossier, Summary};
use crate::error::ExamineError;
use crate::judge::{Judge, Wanted, merge_counts};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::BufRead;
use xibao_ledger::mask;
use xibao_rulebook::{
    Case, Columns, Contradiction, Dated, Day, Problem, Reckoner, Reckoning, Rulebook, Text,
    push_case, read_case,
};

/// Lines judged together; bounds memory.
const BATCH: usize = 1024;

/// Bytes of lines after which no more are judged together.
const BATCH_BYTES_MAX: usize = 16 << 20;

/// The longest line that is read; a case has some dozens of facts.
const LINE_BYTES_MAX: usize = 1 << 20;

/// One line, read.
struct Line {
    number: u64,
    case: Case,
    problems: Vec<Problem>,
}

/// Examines JSON Lines. `today` stands for lines that do not state one.
pub(crate) fn examine(
    book: &Rulebook,
    input: &mut dyn BufRead,
    today: Option<Day>,
    visitor: &mut dyn Visitor,
) -> Result<Summary, ExamineError> {
    let wanted = visitor.wanted();
    let mut judges: BTreeMap<String, Judge<'_>> = BTreeMap::new();
    let mut summary = Summary::default();
    let mut number = 0;
    loop {
        let batch = read_batch(book, input, today, &mut number)?;
        if batch.is_empty() {
            break;
        }
        let dossiers = judge_batch(book, &mut judges, batch, wanted, &mut summary);
        visitor.batch(None, dossiers)?;
        // How long the input is, a stream does not tell.
        visitor.progress(summary.dossiers + summary.unexamined_lines, 0.0);
    }
    for judge in judges.into_values() {
        merge_counts(&mut summary.rules, judge.into_counts());
    }
    Ok(summary)
}

fn read_batch(
    book: &Rulebook,
    input: &mut dyn BufRead,
    today: Option<Day>,
    number: &mut u64,
) -> Result<Vec<Line>, ExamineError> {
    let mut batch = Vec::new();
    let (mut bytes, mut taken) = (Vec::new(), 0);
    while batch.len() < BATCH && taken < BATCH_BYTES_MAX && read_line(input, &mut bytes)? {
        *number += 1;
        let text = String::from_utf8_lossy(&bytes);
        let replaced = matches!(text, Cow::Owned(_));
        let text = text.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            continue;
        }
        taken += bytes.len();
        let (mut case, mut problems) = match parse(text, bytes.len()) {
            Ok(json) => read_case(book, &json),
            Err(problem) => (Case::default(), vec![problem]),
        };
        // A long line is cut, perhaps within a character.
        if replaced && bytes.len() <= LINE_BYTES_MAX {
            problems.push(not_utf8(text));
        }
        case.today = case.today.or(today.map(Dated::on));
        batch.push(Line { number: *number, case, problems });
    }
    Ok(batch)
}

/// Reads to the end of the line; of a longer line than is allowed, the beginning.
fn read_line(input: &mut dyn BufRead, bytes: &mut Vec<u8>) -> Result<bool, ExamineError> {
    bytes.clear();
    loop {
        let available = input.fill_buf().map_err(ExamineError::Read)?;
        if available.is_empty() {
            return Ok(!bytes.is_empty());
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let taken = end.unwrap_or(available.len());
        let room = (LINE_BYTES_MAX + 1).saturating_sub(bytes.len());
        bytes.extend(available.iter().take(taken.min(room)));
        let consumed = end.map_or(taken, |end| end + 1);
        input.consume(consumed);
        if end.is_some() {
            return Ok(true);
        }
    }
}

/// Digits in a row that may be an ID number, whole or cut.
const NUMBER_DIGITS: usize = 12;

/// The beginning of a text, without ID numbers.
fn clip(text: &str) -> String {
    let clipped: Vec<char> = text.chars().take(60).collect();
    let runs = clipped.chunk_by(|a, b| a.is_ascii_digit() && b.is_ascii_digit());
    let shown = runs.map(|run| {
        let run: String = run.iter().collect();
        if run.len() >= NUMBER_DIGITS { mask(&run) } else { run }
    });
    shown.collect()
}

fn not_utf8(text: &str) -> Problem {
    let at = text.chars().position(|c| c == char::REPLACEMENT_CHARACTER).unwrap_or(0);
    let value: String = text.chars().skip(at.saturating_sub(10)).take(30).collect();
    Problem {
        place: format!("column {}", at + 1),
        value: clip(&value),
        message: Text::new(
            "有不是 UTF-8 的字节，已读作 \u{fffd}；请把文件存为 UTF-8",
            "bytes that are not UTF-8 were read as \u{fffd}; save the file as UTF-8",
        ),
    }
}

fn parse(text: &str, length: usize) -> Result<serde_json::Value, Problem> {
    if length > LINE_BYTES_MAX {
        return Err(Problem {
            place: String::new(),
            value: clip(text),
            message: Text::new(
                format!("这一行超过 {LINE_BYTES_MAX} 字节，未读；请每行只写一个人的档案"),
                format!("this line is longer than {LINE_BYTES_MAX} bytes; write one case a line"),
            ),
        });
    }
    serde_json::from_str(text).map_err(|error| {
        // The parser counts bytes; a person counts characters.
        let before = text.char_indices().take_while(|(at, _)| *at < error.column());
        let column = before.count();
        Problem {
            place: format!("column {column}"),
            value: clip(text),
            message: Text::new(
                format!("不是完整的 JSON（第 {column} 个字符处）；请检查引号、逗号和括号"),
                format!(
                    "not complete JSON (at character {column}); check quotes, commas and brackets"
                ),
            ),
        }
    })
}

/// Judges a batch, each procedure at once, and returns the wanted dossiers in input order.
fn judge_batch<'a>(
    book: &'a Rulebook,
    judges: &mut BTreeMap<String, Judge<'a>>,
    batch: Vec<Line>,
    wanted: Wanted,
    summary: &mut Summary,
) -> Vec<Dossier> {
    let mut reckonings: Vec<Option<Reckoning>> = batch.iter().map(|_| None).collect();
    let mut procedures: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, line) in batch.iter().enumerate() {
        procedures.entry(&line.case.procedure).or_default().push(index);
    }
    for (procedure, indices) in procedures {
        if !book.procedures.iter().any(|known| known.id == procedure) {
            summary.unexamined_lines += u64::try_from(indices.len()).unwrap_or(u64::MAX);
            continue;
        }
        let judge = judges
            .entry(procedure.to_owned())
            .or_insert_with(|| Judge::new(Reckoner::new(book, procedure)));
        judge_procedure(judge, &batch, &indices, wanted, summary, &mut reckonings);
    }
    let mut dossiers = Vec::new();
    for (line, reckoning) in batch.into_iter().zip(reckonings) {
        summary.problems += u64::try_from(line.problems.len()).unwrap_or(u64::MAX);
        let shown = match wanted {
            Wanted::Counts => false,
            Wanted::Findings => reckoning.is_some() || !line.problems.is_empty(),
            Wanted::Everything => true,
        };
        if shown {
            dossiers.push(dossier(line, reckoning));
        }
    }
    dossiers
}

fn judge_procedure(
    judge: &mut Judge<'_>,
    batch: &[Line],
    indices: &[usize],
    wanted: Wanted,
    summary: &mut Summary,
    reckonings: &mut [Option<Reckoning>],
) {
    let book = judge.reckoner().book();
    let mut columns = Columns::new(judge.reckoner().program().layout());
    let mut contradictions: Vec<(usize, Vec<Contradiction>)> = Vec::new();
    for index in indices {
        if let Some(line) = batch.get(*index) {
            let layout = judge.reckoner().program().layout();
            let found = push_case(book, layout, &mut columns, &line.case);
            if !found.is_empty() {
                contradictions.push((*index, found));
            }
        }
    }
    judge.judge(&columns, wanted, summary, &mut |row, reckoning| {
        let slot = indices.get(row).and_then(|index| reckonings.get_mut(*index));
        if let Some(slot) = slot {
            *slot = Some(reckoning);
        }
    });
    for (index, found) in contradictions {
        let Some(line) = batch.get(index) else { continue };
        let whole = judge.reckoner().reckon(&line.case);
        // What is found on the columns is counted; records that disagree are not in them.
        summary.with_findings += u64::from(whole.findings.len() == found.len());
        judge.contradicted(found.len());
        if wanted != Wanted::Counts
            && let Some(slot) = reckonings.get_mut(index)
        {
            *slot = Some(whole);
        }
    }
}

fn dossier(line: Line, reckoning: Option<Reckoning>) -> Dossier {
    let problem_cells: Vec<Option<CellMark>> = line.problems.iter().map(|_| None).collect();
    let mut dossier = Dossier {
        id: line.case.id,
        row: Some(line.number),
        name: line.case.person.name,
        problems: line.problems,
        problem_cells,
        ..Dossier::default()
    };
    if let Some(reckoning) = reckoning {
        dossier.take(reckoning);
    }
    dossier
}

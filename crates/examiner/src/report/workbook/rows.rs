//! The lines of the sheet of findings, the same for both kinds of workbook.

use super::Weight;
use crate::dossier::{CellMark, Dossier};
use crate::report::phrases::phrases;
use crate::report::words;
use xibao_rulebook::{Finding, Language, Problem, Rulebook};

/// UTF-16 units that a cell holds.
pub(super) const MAX_CELL: usize = 32_767;

/// A cell of the sheet of findings.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Empty,
}

/// One line of the sheet of findings.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) weight: Weight,
    pub(super) row: Option<u64>,
    pub(super) values: [Value; COLUMNS],
}

/// Columns of the sheet of findings.
pub(super) const COLUMNS: usize = 13;

/// Widths of the columns in characters.
pub(super) const WIDTHS: [f64; COLUMNS] =
    [9.0, 12.0, 20.0, 18.0, 13.0, 30.0, 46.0, 34.0, 12.0, 12.0, 9.0, 40.0, 30.0];

/// Columns that hold long text.
pub(super) const WRAPPED: [bool; COLUMNS] =
    [false, false, false, false, false, true, true, true, false, false, false, true, false];

/// Headings of the columns.
pub(super) fn headings(language: Language) -> [&'static str; COLUMNS] {
    let w = phrases(language);
    [
        w.row_long,
        w.person,
        w.id,
        w.branch,
        w.level,
        w.rule,
        w.explanation,
        w.article,
        w.due_day,
        w.actual_day,
        w.difference,
        w.remedy,
        w.rule_id,
    ]
}

/// `▲ 违反`: the sign and the word of a level.
pub(super) fn level(weight: Weight, language: Language) -> String {
    let w = phrases(language);
    let word = match weight {
        Weight::Breach => w.breach_title,
        Weight::Warning => w.warning_title,
        Weight::Unknown => w.unknown_title,
        Weight::Problem => w.problem,
    };
    format!("{} {word}", weight.sign())
}

/// The findings and unusable values of a dossier, a line each, in the order of weight.
pub(super) fn lines(book: &Rulebook, dossier: &Dossier, language: Language) -> Vec<Line> {
    let mut findings: Vec<&Finding> = dossier.findings.iter().collect();
    findings.sort_by_key(|finding| finding.level);
    let findings =
        findings.into_iter().map(|finding| finding_line(book, dossier, finding, language));
    let problems = dossier.problems.iter().map(|problem| problem_line(dossier, problem, language));
    findings.chain(problems).collect()
}

/// The height in points of a row whose long texts are wrapped. Programs that trust the file do
/// not measure it themselves.
pub(super) fn height<'a>(texts: impl Iterator<Item = (&'a str, f64)>) -> f64 {
    let most =
        texts.map(|(text, width)| text.lines().map(|line| wrapped(line, width)).sum::<f64>());
    (most.fold(1.0, f64::max) * 15.0).min(400.0)
}

/// How many lines a line of text takes in a column: a Chinese character is two wide.
fn wrapped(line: &str, width: f64) -> f64 {
    let widths = line.chars().map(|character| if character.is_ascii() { 1.0 } else { 2.0 });
    (widths.sum::<f64>() / (width - 1.0)).ceil().max(1.0)
}

impl Line {
    /// The height of the line in points.
    pub(super) fn height(&self) -> f64 {
        let columns = self.values.iter().zip(WIDTHS).zip(WRAPPED);
        height(columns.filter_map(|((value, width), wraps)| match value {
            Value::Text(text) if wraps => Some((text.as_str(), width)),
            _ => None,
        }))
    }
}

fn text(text: impl AsRef<str>, language: Language) -> Value {
    let text = text.as_ref();
    if text.is_empty() { Value::Empty } else { Value::Text(fitting(text, language)) }
}

/// The text, cut where a cell ends.
pub(super) fn fitting(text: &str, language: Language) -> String {
    if text.len() <= MAX_CELL || text.encode_utf16().count() <= MAX_CELL {
        return text.to_owned();
    }
    let cut = phrases(language).truncated;
    let room = MAX_CELL - cut.encode_utf16().count();
    let mut kept = String::new();
    let mut units = 0;
    for character in text.chars() {
        units += character.len_utf16();
        if units > room {
            break;
        }
        kept.push(character);
    }
    kept.push_str(cut);
    kept
}

fn who(dossier: &Dossier, weight: Weight, language: Language) -> [Value; 5] {
    // Row numbers are far below 2^53, where f64 stops counting.
    let row = dossier.row.and_then(|row| u32::try_from(row).ok());
    [
        row.map_or(Value::Empty, |row| Value::Number(f64::from(row))),
        text(dossier.name.as_deref().unwrap_or_default(), language),
        text(&dossier.id, language),
        text(dossier.branch.as_deref().unwrap_or_default(), language),
        Value::Text(level(weight, language)),
    ]
}

fn finding_line(book: &Rulebook, dossier: &Dossier, finding: &Finding, language: Language) -> Line {
    let weight = Weight::from(finding.level);
    let [row, name, id, branch, level] = who(dossier, weight, language);
    let (why, remedy) = match language {
        Language::Zh => (&finding.why, &finding.remedy),
        Language::En => (&finding.why_en, &finding.remedy_en),
    };
    let day = |day: Option<xibao_rulebook::Dated>| {
        day.map_or(Value::Empty, |day| text(words::table_day(day, language), language))
    };
    let early = finding.early_days.map(i32::saturating_neg);
    let off = finding.late_days.or(early).map_or(Value::Empty, |days| Value::Number(days.into()));
    Line {
        weight,
        row: dossier.row,
        values: [
            row,
            name,
            id,
            branch,
            level,
            text(words::rule_text(book, &finding.rule, language), language),
            text(why, language),
            text(article(book, finding, language), language),
            day(finding.due),
            day(finding.on),
            off,
            text(remedy, language),
            text(&finding.rule, language),
        ],
    }
}

/// The citation with what a reader must know before he relies on it.
fn article(book: &Rulebook, finding: &Finding, language: Language) -> String {
    let citation = words::citation(book, finding, language).unwrap_or_default();
    match words::caution(finding, language) {
        Some(caution) => format!("{citation}\n{caution}"),
        None => citation,
    }
}

fn problem_line(dossier: &Dossier, problem: &Problem, language: Language) -> Line {
    let [row, name, id, branch, level] = who(dossier, Weight::Problem, language);
    let place = format!("{} = {}", problem.place, problem.value);
    let empty = || Value::Empty;
    Line {
        weight: Weight::Problem,
        row: dossier.row,
        values: [
            row,
            name,
            id,
            branch,
            level,
            text(place, language),
            text(problem.message.get(language), language),
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
            empty(),
        ],
    }
}

/// The cells that something rests on, with what the comment on each says.
pub(super) fn marks(
    book: &Rulebook,
    dossier: &Dossier,
    language: Language,
) -> Vec<(CellMark, Weight, String)> {
    let mut marks = Vec::new();
    for (finding, cells) in dossier.findings.iter().zip(&dossier.finding_cells) {
        let comment = comment(book, finding, language);
        for cell in cells {
            marks.push((cell.clone(), finding.level.into(), comment.clone()));
        }
    }
    for (problem, cell) in dossier.problems.iter().zip(&dossier.problem_cells) {
        if let Some(cell) = cell {
            let level = level(Weight::Problem, language);
            let comment = format!("{level}\n{}", problem.message.get(language));
            marks.push((cell.clone(), Weight::Problem, comment));
        }
    }
    marks
}

fn comment(book: &Rulebook, finding: &Finding, language: Language) -> String {
    let (why, remedy) = match language {
        Language::Zh => (&finding.why, &finding.remedy),
        Language::En => (&finding.why_en, &finding.remedy_en),
    };
    let rule = words::rule_text(book, &finding.rule, language);
    let head = format!("{} · {rule}", level(finding.level.into(), language));
    let parts = [head, why.clone(), article(book, finding, language), remedy.clone()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

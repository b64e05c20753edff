//! The sheet that says how to read the others, the same for both kinds of workbook.

use super::{Weight, rows};
use crate::dossier::Summary;
use crate::report::phrases::phrases;
use crate::report::{ReportHead, words};
use xibao_rulebook::Rulebook;

/// A line of the sheet: a heading, or a label with its text.
pub(super) struct Line {
    pub(super) heading: bool,
    /// The colour that the line explains.
    pub(super) weight: Option<Weight>,
    pub(super) label: String,
    pub(super) text: String,
}

/// Widths of the two columns in characters.
pub(super) const WIDTHS: [f64; 2] = [36.0, 80.0];

impl Line {
    /// The height of the line in points.
    pub(super) fn height(&self) -> f64 {
        rows::height([self.label.as_str(), &self.text].into_iter().zip(WIDTHS))
    }
}

fn heading(label: &str) -> Line {
    Line { heading: true, weight: None, label: label.to_owned(), text: String::new() }
}

fn line(label: impl Into<String>, text: impl Into<String>) -> Line {
    Line { heading: false, weight: None, label: label.into(), text: text.into() }
}

/// How to read the workbook. `copy` says that it is the user's own one with marks.
pub(super) fn lines(
    head: &ReportHead,
    book: &Rulebook,
    summary: &Summary,
    copy: bool,
) -> Vec<Line> {
    let w = phrases(head.language);
    let language = head.language;
    let mut lines = vec![
        heading(w.title),
        line(w.file, &head.file),
        line(w.examined_on, words::long_day(head.examined_on, language)),
        line(w.rulebook, format!("{} {}", book.title.get(language), book.version)),
        line(w.program, &head.program),
    ];
    lines.extend(head.printed_by.as_ref().map(|by| line(w.printed_by, by)));
    lines.extend(result(head, summary));
    lines.push(heading(w.how_to));
    lines.push(line("", if copy { w.how_marks } else { w.how_marks_fresh }));
    lines.extend(copy.then(|| line("", w.how_copy)));
    lines.push(line("", w.how_people));
    lines.push(line(w.difference, w.how_sign));
    lines.push(heading(w.colour));
    let means = [w.breach_means, w.warning_means, w.unknown_means, w.problems_caption];
    for (weight, means) in Weight::ALL.into_iter().zip(means) {
        let label = rows::level(weight, language);
        lines.push(Line { heading: false, weight: Some(weight), label, text: means.to_owned() });
    }
    lines.extend(editions(head, book, summary));
    lines.extend(left_out(head, book, summary));
    lines
}

fn result(head: &ReportHead, summary: &Summary) -> Vec<Line> {
    let w = phrases(head.language);
    let share = |part: u64| words::share(part, summary.dossiers, head.language);
    vec![
        heading(w.result),
        line(w.dossiers, words::number(summary.dossiers)),
        line(w.with_findings, share(summary.with_findings)),
        line(w.with_breaches, share(summary.with_breaches)),
        line(w.problem_values, words::number(summary.problems)),
    ]
}

fn editions(head: &ReportHead, book: &Rulebook, summary: &Summary) -> Vec<Line> {
    let w = phrases(head.language);
    let mut lines = vec![heading(w.editions), line("", w.unverified_note)];
    for edition in words::judging_editions(book, summary, head.language) {
        let checked = if edition.verified { w.verified } else { w.unverified };
        let parts =
            [edition.edition.as_str(), &edition.in_force, checked, edition.note.unwrap_or("")];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(line(edition.title, parts.join(" · ")));
    }
    lines
}

fn left_out(head: &ReportHead, book: &Rulebook, summary: &Summary) -> Vec<Line> {
    let w = phrases(head.language);
    let mut lines = Vec::new();
    if !summary.unexamined.is_empty() {
        lines.push(heading(w.not_examined));
        lines.push(line("", w.not_examined_why));
        for rule in &summary.unexamined {
            lines.push(line(rule, words::rule_text(book, rule, head.language)));
        }
    }
    if !head.unread_columns.is_empty() {
        lines.push(heading(w.unread_columns));
        lines.push(line("", w.unread_columns_why));
        lines.extend(head.unread_columns.iter().map(|column| line("", column)));
    }
    lines
}

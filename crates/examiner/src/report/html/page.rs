//! The first page: what was examined, what was found, whom it concerns.

use super::sheet::Chip;
use crate::dossier::{RuleCount, Summary};
use crate::report::phrases::{self, Phrases, phrases};
use crate::report::{ReportError, ReportHead, words};
use askama::Template;
use std::io::Write;
use xibao_rulebook::{Language, Rulebook};

/// The line of the list of persons that leads to a sheet.
pub(super) struct Entry {
    pub(super) anchor: String,
    pub(super) name: Option<String>,
    pub(super) name_lang: &'static str,
    pub(super) id: String,
    pub(super) branch: Option<String>,
    pub(super) branch_lang: &'static str,
    pub(super) row: Option<u64>,
    pub(super) chips: Vec<Chip>,
}

struct Figure {
    label: &'static str,
    value: String,
    class: &'static str,
}

struct RuleLine<'a> {
    rule: &'a str,
    breaches: String,
    warnings: String,
    unknown: String,
}

#[derive(Template)]
#[template(path = "report/page.html", whitespace = "minimize")]
struct Front<'a> {
    w: &'static Phrases,
    head: &'a ReportHead,
    examined_on: String,
    rulebook: String,
    figures: Vec<Figure>,
    nothing_found: bool,
    entries: &'a [Entry],
    left_out: Option<String>,
    by_rule: String,
    rules: Vec<RuleLine<'a>>,
    unexamined: Vec<&'a str>,
    editions: Vec<words::EditionLine<'a>>,
}

/// Everything but the sheets.
pub(super) struct Page<'a>(Front<'a>);

/// Where the sheets go in the template of the page.
const SHEETS: &str = "<!-- sheets -->";

impl<'a> Page<'a> {
    pub(super) fn new(
        head: &'a ReportHead,
        book: &'a Rulebook,
        summary: &'a Summary,
        entries: &'a [Entry],
        concerned: u64,
    ) -> Page<'a> {
        let language = head.language;
        let shown = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        let left_out = (shown < concerned)
            .then(|| phrases::sheets_left_out(language, entries.len(), concerned));
        let text = |rule: &'a String| words::rule_text(book, rule, language);
        Page(Front {
            w: phrases(language),
            head,
            examined_on: words::long_day(head.examined_on, language),
            rulebook: format!("{} {}", book.title.get(language), book.version),
            figures: figures(summary, language),
            nothing_found: concerned == 0,
            entries,
            left_out,
            by_rule: phrases::by_rule(language, &words::number(summary.dossiers)),
            rules: summary.rules.iter().map(|count| rule_line(book, count, language)).collect(),
            unexamined: summary.unexamined.iter().map(text).collect(),
            editions: words::judging_editions(book, summary, language),
        })
    }

    /// The page around the sheets.
    pub(super) fn write(&self, out: &mut dyn Write, sheets: &str) -> Result<(), ReportError> {
        let page = self.0.render()?;
        let (before, after) = page.split_once(SHEETS).unwrap_or((page.as_str(), ""));
        out.write_all(before.as_bytes())?;
        out.write_all(sheets.as_bytes())?;
        out.write_all(after.as_bytes())?;
        Ok(out.flush()?)
    }
}

fn figures(summary: &Summary, language: Language) -> Vec<Figure> {
    let words_of = phrases(language);
    let all = summary.dossiers;
    let share = |part: u64| words::share(part, all, language);
    let clean = all.saturating_sub(summary.with_findings);
    let figure = |label, value, class| Figure { label, value, class };
    let mut figures = vec![
        figure(words_of.dossiers, words::number(all), ""),
        figure(words_of.with_findings, share(summary.with_findings), ""),
        figure(words_of.with_breaches, share(summary.with_breaches), "breach"),
        figure(words_of.without_findings, share(clean), "fine"),
    ];
    if summary.problems > 0 {
        figures.push(figure(words_of.problem_values, words::number(summary.problems), ""));
    }
    figures
}

fn rule_line<'a>(book: &'a Rulebook, count: &'a RuleCount, language: Language) -> RuleLine<'a> {
    RuleLine {
        rule: words::rule_text(book, &count.rule, language),
        breaches: words::number(count.breaches),
        warnings: words::number(count.warnings),
        unknown: words::number(count.unknown),
    }
}

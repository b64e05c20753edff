//! What the terminal shows after an examination.

use crate::arguments::Output;
use std::fmt::Write;
use std::path::PathBuf;
use xibao_examiner::Outcome;
use xibao_rulebook::{Language, Rulebook};

/// Rules listed; the rest are counted.
const RULES_SHOWN: usize = 30;

pub(crate) fn text(
    book: &Rulebook,
    outcome: &Outcome,
    written: &[(Output, PathBuf)],
    language: Language,
) -> String {
    let zh = language == Language::Zh;
    let mut text = String::new();
    let summary = &outcome.summary;
    let (all, broken, any) = (summary.dossiers, summary.with_breaches, summary.with_findings);
    let _ = if zh {
        writeln!(text, "审查 {all} 份：{broken} 份有违反，{any} 份有违反、提醒或无法判定的事项。")
    } else {
        let dossiers = if all == 1 { "dossier" } else { "dossiers" };
        writeln!(text, "{all} {dossiers} examined: {broken} with breaches, {any} with any finding.")
    };
    unexamined_lines(&mut text, summary.unexamined_lines, zh);
    rules(&mut text, book, outcome, language);
    if summary.problems > 0 {
        let count = summary.problems;
        let values = if count == 1 { "value is" } else { "values are" };
        let _ = if zh {
            writeln!(
                text,
                "\n{count} 个值有问题（读不出的按未记录处理）；逐条说明见 html、xlsx 或 jsonl 输出（--output）。"
            )
        } else {
            writeln!(
                text,
                "\n{count} {values} in doubt; what cannot be read counts as not recorded. Each is \
                 told in the html, xlsx or jsonl output (--output)."
            )
        };
    }
    unexamined(&mut text, book, outcome, language);
    if let Some(mapping) = &outcome.mapping {
        let unread: Vec<String> = mapping
            .unknown
            .iter()
            .map(|(_, header, near)| match (near, zh) {
                (Some(near), true) => format!("{header}（相近的表头：{near}）"),
                (Some(near), false) => format!("{header} (near: {near})"),
                (None, _) => header.clone(),
            })
            .collect();
        if !unread.is_empty() {
            let _ = if zh {
                writeln!(text, "\n未认出的列（可用 --map 指明）：{}", unread.join("、"))
            } else {
                writeln!(text, "\nColumns not recognised (say with --map): {}", unread.join(", "))
            };
        }
    }
    for note in &outcome.notes {
        let _ = writeln!(text, "{}", if zh { &note.zh } else { &note.en });
    }
    for (output, path) in written {
        let what = match (output, zh) {
            (Output::Html, true) => "审查表（可打印）",
            (Output::Html, false) => "finding sheets (to print)",
            (Output::Xlsx, true) => "标注后的工作簿",
            (Output::Xlsx, false) => "marked workbook",
            (Output::Jsonl, _) => "JSON Lines",
        };
        let _ = writeln!(text, "\n{what}: {}", path.display());
    }
    text
}

fn unexamined_lines(text: &mut String, count: u64, zh: bool) {
    let lines = if count == 1 { "line was" } else { "lines were" };
    let _ = match (count, zh) {
        (0, _) => Ok(()),
        (_, true) => writeln!(text, "另有 {count} 行未审查：读不出，或其程序（procedure）不认识。"),
        (_, false) => writeln!(
            text,
            "{count} more {lines} not examined: not readable, or of an unknown procedure."
        ),
    };
}

fn rules(text: &mut String, book: &Rulebook, outcome: &Outcome, language: Language) {
    let rules = &outcome.summary.rules;
    if rules.is_empty() {
        return;
    }
    let _ = match language {
        Language::Zh => writeln!(text, "\n ▲违反  ●提醒  ？无法判定  规则"),
        Language::En => writeln!(text, "\n▲breach ●warning ？unknown  rule"),
    };
    for count in rules.iter().take(RULES_SHOWN) {
        let words = book.rule(&count.rule).map_or("", |rule| rule.text.get(language));
        let _ = writeln!(
            text,
            "{:>7} {:>7} {:>10}  {words} [{}]",
            count.breaches, count.warnings, count.unknown, count.rule
        );
    }
    if let Some(more) = rules.len().checked_sub(RULES_SHOWN).filter(|more| *more > 0) {
        let _ = match language {
            Language::Zh => writeln!(text, "        另有 {more} 条规则"),
            Language::En => writeln!(text, "        and {more} more rules"),
        };
    }
}

fn unexamined(text: &mut String, book: &Rulebook, outcome: &Outcome, language: Language) {
    let unexamined = &outcome.summary.unexamined;
    if unexamined.is_empty() {
        return;
    }
    let names: Vec<&str> = unexamined
        .iter()
        .filter_map(|id| book.rule(id).map(|rule| rule.text.get(language)))
        .take(3)
        .collect();
    let count = unexamined.len();
    let _ = match language {
        Language::Zh => {
            writeln!(
                text,
                "\n台账没有相应的列，{count} 条规则未审查，如：{}。缺哪些步骤的列，见 --explain-map。",
                names.join("；")
            )
        }
        Language::En => writeln!(
            text,
            "\nThe table lacks the columns for {count} rules, which were not examined, such as: {}. \
             --explain-map shows which steps have no column.",
            names.join("; ")
        ),
    };
}

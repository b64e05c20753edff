//! JSON Lines out: one dossier a line, in input order.

use crate::dossier::Dossier;
use serde::Serialize;
use xibao_rulebook::{Finding, Next, Term, Unjudged};

/// A dossier as it stands on a line.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    stage: Option<&'a str>,
    findings: &'a [Finding],
    terms: &'a [Term],
    next: &'a [Next],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unjudged: &'a [Unjudged],
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<ProblemLine<'a>>,
}

/// A value that could not be used.
#[derive(Serialize)]
struct ProblemLine<'a> {
    place: &'a str,
    value: &'a str,
    zh: &'a str,
    en: &'a str,
}

/// A dossier as one line of JSON, without the line's end.
pub fn dossier_line(dossier: &Dossier) -> String {
    let problems = dossier.problems.iter().map(|problem| ProblemLine {
        place: &problem.place,
        value: &problem.value,
        zh: &problem.message.zh,
        en: &problem.message.en,
    });
    let line = Line {
        id: &dossier.id,
        stage: dossier.stage.as_deref(),
        findings: &dossier.findings,
        terms: &dossier.terms,
        next: &dossier.next,
        unjudged: &dossier.unjudged,
        row: dossier.row,
        problems: problems.collect(),
    };
    // Nothing in a line has a form that JSON lacks.
    serde_json::to_string(&line).unwrap_or_default()
}

//! From the facts of a case to its stage, findings, terms and next steps, each explained.

mod expression;
mod finding;
mod next;
mod outlook;
mod view;
mod words;

use crate::case::{Case, Contradiction, push_case};
use crate::day::Dated;
use crate::engine::{Columns, Outcome, Outcomes, Program};
use crate::model::Rulebook;
use serde::Serialize;

pub use finding::{Finding, Level, Read};
pub use next::Next;
pub use outlook::{Term, Unjudged};
use view::View;

/// What the rules say of one case.
#[derive(Debug, Clone, Serialize)]
pub struct Reckoning {
    /// The case's id.
    pub id: String,
    /// Where the person stands; `None` before anything on the path has happened.
    pub stage: Option<String>,
    /// Rules that the facts break or cannot settle.
    pub findings: Vec<Finding>,
    /// Terms that run or ran, with their arithmetic.
    pub terms: Vec<Term>,
    /// What comes next, from when and until when.
    pub next: Vec<Next>,
    /// Rules without an edition in force on the day they would judge.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unjudged: Vec<Unjudged>,
}

/// Reckons the cases of one procedure.
///
/// ```
/// use xibao_rulebook::{Reckoner, bundled, read_case};
/// let book = bundled::cpc()?;
/// let reckoner = Reckoner::new(&book, "admission");
/// let json = serde_json::json!({"id": "A-17", "procedure": "admission", "facts": [
///     {"kind": "application-received", "on": "2025-08-31"},
///     {"kind": "first-talk", "on": "2025-10-04"}]});
/// let (case, _) = read_case(&book, &json);
/// let finding = &reckoner.reckon(&case).findings[0];
/// assert_eq!(finding.rule, "dev-talk-within-one-month");
/// assert_eq!((finding.article.as_str(), finding.late_days), ("7", Some(4)));
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub struct Reckoner<'a> {
    book: &'a Rulebook,
    program: Program,
}

impl<'a> Reckoner<'a> {
    /// Compiles the rules of a procedure.
    pub fn new(book: &'a Rulebook, procedure: &str) -> Reckoner<'a> {
        Reckoner { book, program: Program::compile(book, procedure) }
    }

    /// The rulebook.
    pub fn book(&self) -> &'a Rulebook {
        self.book
    }

    /// The compiled rules.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// Reckons one case.
    pub fn reckon(&self, case: &Case) -> Reckoning {
        let mut columns = Columns::new(self.program.layout());
        let contradictions = push_case(self.book, self.program.layout(), &mut columns, case);
        let mut scratch = self.program.scratch();
        let mut reckoning = None;
        self.program.run(&columns, &mut scratch, &mut |outcomes| {
            reckoning = Some(self.row(&columns, outcomes, 0, &|_| true));
        });
        let mut reckoning = reckoning.unwrap_or_else(unconcerned);
        reckoning.id.clone_from(&case.id);
        self.contradicted(&contradictions, &mut reckoning);
        reckoning
    }

    /// Explains one row of a judged chunk. `examined` says which rules (by index in the program)
    /// the table had the columns for; the others say nothing.
    pub fn row(
        &self,
        columns: &Columns,
        outcomes: &Outcomes<'_>,
        row: usize,
        examined: &dyn Fn(usize) -> bool,
    ) -> Reckoning {
        let view = self.view(columns, outcomes.first_row() + row);
        Reckoning {
            id: String::new(),
            stage: next::stage(&view),
            findings: self.row_findings(columns, outcomes, row, examined),
            terms: outlook::terms(&view, examined),
            next: next::next_steps(&view),
            unjudged: outlook::unjudged(&view, examined),
        }
    }

    /// Only the findings of one row of a judged chunk, breaches first.
    pub fn row_findings(
        &self,
        columns: &Columns,
        outcomes: &Outcomes<'_>,
        row: usize,
        examined: &dyn Fn(usize) -> bool,
    ) -> Vec<Finding> {
        let view = self.view(columns, outcomes.first_row() + row);
        let mut findings = Vec::new();
        for (index, compiled) in self.program.rules().iter().enumerate() {
            let outcome = outcomes.get(index, row);
            if outcome == Outcome::Silent || !examined(index) {
                continue;
            }
            if let Some(rule) = self.book.rules.get(compiled.rule) {
                findings.push(finding::explain(&view, rule, outcome));
            }
        }
        findings.sort_by_key(|finding| finding.level);
        findings
    }

    /// The stage of a row.
    pub fn stage(&self, columns: &Columns, row: usize) -> Option<String> {
        next::stage(&self.view(columns, row))
    }

    fn view<'v>(&'v self, columns: &'v Columns, row: usize) -> View<'v> {
        View { book: self.book, program: &self.program, columns, row }
    }

    /// Adds the finding for two records of one event that disagree, whatever else they lead to.
    pub fn contradicted(&self, contradictions: &[Contradiction], reckoning: &mut Reckoning) {
        for contradiction in contradictions {
            if let Some(kind) = self.book.kind(&contradiction.kind) {
                let days: Vec<Dated> =
                    contradiction.on.iter().map(|on| on.unwrap_or(Dated::UNKNOWN)).collect();
                reckoning.findings.push(finding::contradiction(kind, &days));
            }
        }
    }
}

/// Nothing to say.
fn unconcerned() -> Reckoning {
    Reckoning {
        id: String::new(),
        stage: None,
        findings: Vec::new(),
        terms: Vec::new(),
        next: Vec::new(),
        unjudged: Vec::new(),
    }
}

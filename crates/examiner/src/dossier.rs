//! What an examination says of each dossier, and of all of them.

use xibao_rulebook::{Finding, Next, Problem, Reckoning, Term, Unjudged};

/// A cell of the user's own table that a finding or problem rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellMark {
    /// Row as the user sees it, from 1.
    pub row: u64,
    /// Column, from 0.
    pub column: usize,
}

/// One examined dossier.
#[derive(Debug, Clone, Default)]
pub struct Dossier {
    /// Its id: from the file, else the row number.
    pub id: String,
    /// Row in the user's table, from 1; `None` for JSON Lines.
    pub row: Option<u64>,
    /// The person's name, if the file has it.
    pub name: Option<String>,
    /// The branch, if the file has it.
    pub branch: Option<String>,
    /// Where the person stands.
    pub stage: Option<String>,
    /// Rules broken or not settled, worst first.
    pub findings: Vec<Finding>,
    /// For each finding, the cells it rests on.
    pub finding_cells: Vec<Vec<CellMark>>,
    /// Terms that run or ran.
    pub terms: Vec<Term>,
    /// What comes next.
    pub next: Vec<Next>,
    /// Rules without an edition in force on their day.
    pub unjudged: Vec<Unjudged>,
    /// Values that could not be used.
    pub problems: Vec<Problem>,
    /// For each problem, its cell.
    pub problem_cells: Vec<Option<CellMark>>,
}

impl Dossier {
    /// Takes over what the rules say; cells are the caller's to add.
    pub(crate) fn take(&mut self, reckoning: Reckoning) {
        self.stage = reckoning.stage;
        self.finding_cells = reckoning.findings.iter().map(|_| Vec::new()).collect();
        self.findings = reckoning.findings;
        self.terms = reckoning.terms;
        self.next = reckoning.next;
        self.unjudged = reckoning.unjudged;
    }
}

/// How often a rule was broken or left open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// The rule.
    pub rule: String,
    /// Breaches.
    pub breaches: u64,
    /// Warnings.
    pub warnings: u64,
    /// Cases it could not settle.
    pub unknown: u64,
}

/// What an examination says of all dossiers.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Dossiers examined.
    pub dossiers: u64,
    /// Lines of JSON that could not be read as a case, or whose procedure is not known.
    pub unexamined_lines: u64,
    /// Dossiers with at least one breach.
    pub with_breaches: u64,
    /// Dossiers with at least one finding of any level.
    pub with_findings: u64,
    /// By rule, worst first.
    pub rules: Vec<RuleCount>,
    /// Values that could not be used.
    pub problems: u64,
    /// Rules that the table has no columns for.
    pub unexamined: Vec<String>,
}

impl Summary {
    /// Adds what another judge counted on other dossiers of the same table.
    pub(crate) fn add(&mut self, other: Summary) {
        self.dossiers += other.dossiers;
        self.unexamined_lines += other.unexamined_lines;
        self.with_breaches += other.with_breaches;
        self.with_findings += other.with_findings;
        self.problems += other.problems;
        crate::judge::merge_counts(&mut self.rules, other.rules);
        self.unexamined = other.unexamined;
    }
}
